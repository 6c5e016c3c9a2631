"""A small provider whose people write what a spreadsheet or a typesetter might take for orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from data.demo import make_demo
from data.people import Role, Viewer
from data.store import Store, open_store
from queries.choice import Choice
from reports import Pack, Wish
from reports.ground import Ground
from tests.filled import filled

LAST_DAY = date(2026, 11, 15)
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
WEEK = Choice(date(2026, 11, 9), LAST_DAY)
SIX_WEEKS = WEEK.last_weeks(6)
TAXPAYER = "529.982.247-25"
WICKED = ["=1+1", "+55 11", "-5", "@soma", "\tx", '=HYPERLINK("http://x")', "#set page(fill: red)", "*a* $x$ \\ #{1/0}"]
MANAGER = Viewer("gil", "Gil Gestor", Role.MANAGER)
LEAD = Viewer("nara", "Nara Líder", Role.TEAM_LEAD, ("Norte",))


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Six weeks of records, judged; customers write their taxpayer's number, and every third has a wicked name."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('reports') / 'store.db'}")
    records = make_demo(contacts=1500, seed=7, until=LAST_DAY, weeks=6).records
    names = [
        WICKED[place // 3 % len(WICKED)] if place % 3 == 0 else name
        for place, name in enumerate(records.customers["name"])
    ]
    said = pl.when(pl.col("sender") == "customer").then(pl.col("text") + f" CPF {TAXPAYER}").otherwise("text")
    records = replace(
        records,
        customers=records.customers.with_columns(name=pl.Series(names)),
        messages=records.messages.with_columns(text=said),
    )
    return filled(store, records, as_of=NOW)


@pytest.fixture(scope="session")
def ground(provider: Store) -> Callable[..., Ground]:
    """What a pack stands on: `ground(Pack.WEEKLY, viewer=…, choice=…, …)`."""

    def made(pack: Pack, viewer: Viewer = MANAGER, choice: Choice = WEEK, **more: object) -> Ground:
        return Ground(provider, Wish(pack, viewer, choice, **more), NOW)  # type: ignore[arg-type]

    return made


def still(_share: float) -> None:
    """A progress that nobody watches."""
