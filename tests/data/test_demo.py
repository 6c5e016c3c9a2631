"""The fictitious provider: the same from the same seed, alive, and with a truth that a chart shows."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from data.demo import Demo, make_demo
from data.people import Role, Viewer
from data.store import Store, open_store
from practices import PRACTICES
from queries import totals
from queries.choice import Choice
from tests.filled import filled

LAST_DAY = date(2026, 8, 14)
AS_OF = datetime(2026, 8, 15, 12, tzinfo=UTC)
MANAGER = Viewer("m", "M", Role.MANAGER)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return make_demo(900, seed=5, until=LAST_DAY, weeks=8)


@pytest.fixture(scope="module")
def store(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("demo")
    return filled(open_store(f"sqlite:///{path / 'store.db'}"), demo.records, AS_OF)


def test_the_same_seed_gives_the_same_records() -> None:
    one, two, other = (make_demo(60, seed=seed, until=LAST_DAY, weeks=3) for seed in (1, 1, 2))
    for (name, first), (_, second) in zip(one.records.items(), two.records.items(), strict=True):
        assert first.equals(second), name
    assert not one.records.messages.equals(other.records.messages)


def test_every_practice_happens_and_is_kept_and_broken(store: Store) -> None:
    counted = totals.read_totals(store).group_by("practice").agg(pl.col("met", "missed").sum())
    assert set(counted["practice"]) == {practice.id for practice in PRACTICES}
    assert counted.filter((pl.col("met") == 0) | (pl.col("missed") == 0)).is_empty(), counted


def test_nothing_has_happened_after_the_last_day(demo: Demo) -> None:
    for name, frame in demo.records.items():
        for column, dtype in frame.schema.items():
            if isinstance(dtype, pl.Datetime) and column != "scheduled_for":
                latest = frame[column].max()
                assert latest is None or latest < AS_OF, (name, column)


def test_one_practice_followed_from_the_truth_to_the_chart(demo: Demo, store: Store) -> None:
    """Whether availability was checked first: what the story decided is what the week's chart counts."""
    week = Choice(date(2026, 8, 3), date(2026, 8, 9))
    told = (
        demo.truth.filter(pl.col("practice") == "unchecked_scheduling")
        .join(demo.records.service_orders, left_on="unit_id", right_on="os_id")
        .with_columns(day=pl.col("opened_at").dt.convert_time_zone("America/Sao_Paulo").dt.date())
        .filter(pl.col("day").is_between(week.from_day, week.to_day))
        .group_by("agent_id")
        .agg(met=pl.col("followed").sum(), missed=(~pl.col("followed")).sum())
        .sort("agent_id")
    )
    seen = totals.within(totals.visible(totals.read_totals(store), MANAGER, week), week)
    shown = (
        seen.filter(pl.col("practice") == "unchecked_scheduling")
        .group_by("agent_id")
        .agg(pl.col("met", "missed").sum())
        .sort("agent_id")
    )
    assert told.height > 5
    assert shown.rows() == told.rows()


@pytest.mark.parametrize("practice", ["use_name", "confirm_understanding", "document_os", "clear_internal_request"])
def test_verdicts_find_the_truth_of_the_stories(demo: Demo, store: Store, practice: str) -> None:
    from sqlalchemy import select

    from data import schema

    table = schema.verdicts
    found = store.read(
        select(table.c.unit_id, table.c.verdict).where(table.c.practice == practice),
        {"unit_id": pl.String(), "verdict": pl.String()},
    ).filter(pl.col("verdict").is_in(["met", "missed"]))
    both = demo.truth.filter(pl.col("practice") == practice).join(found, on="unit_id")
    right = both.select((pl.col("followed") == (pl.col("verdict") == "met")).mean()).item()
    assert both.height > 30
    assert right > (0.9 if practice == "confirm_understanding" else 0.93)
