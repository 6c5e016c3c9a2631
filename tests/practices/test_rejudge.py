"""Judging what an import touched gives the same tables as judging everything."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select

from data import judged, schema
from data.decisions import Seen, review_verdict
from data.demo import make_demo
from data.demo.filling import fill
from data.people import Role, Viewer
from data.reviews import CHOICES
from data.store import Store, open_store
from practices.judge import VERDICT_SCHEMA
from practices.policy import default_policy
from practices.rejudge import rejudge

LAST_DAY = date(2026, 8, 14)
AS_OF = datetime(2026, 8, 15, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(opened, make_demo(150, seed=3, until=LAST_DAY, weeks=3).records)
    return opened


def tables(store: Store) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    shape = {**VERDICT_SCHEMA, "rule_verdict": pl.String()}
    verdicts = store.read(select(schema.verdicts), shape).sort("unit", "unit_id", "practice")
    commitments = store.read(select(schema.commitments), {"commitment_id": pl.String(), "state": pl.String()}).sort(
        "commitment_id"
    )
    return verdicts, commitments, judged.read_totals(store)


def test_what_was_touched_is_judged_and_nothing_else(store: Store) -> None:
    first = rejudge(store, default_policy(), AS_OF)
    assert first.verdicts > 500
    assert store.touched() == []
    again = rejudge(store, default_policy(), AS_OF)
    assert again.customers == 0


def test_pieces_give_the_same_tables_as_the_whole(store: Store) -> None:
    earlier = AS_OF - timedelta(days=6)
    rejudge(store, default_policy(), earlier)
    rejudge(store, default_policy(), AS_OF)
    with store.write() as connection:
        store.touch(connection, store.customer_keys()[::3])
    rejudge(store, default_policy(), AS_OF)
    pieces = tables(store)
    rejudge(store, default_policy(), AS_OF, everything=True)
    for piece, whole in zip(pieces, tables(store), strict=True):
        assert piece.equals(whole)


def test_pieces_give_the_same_tables_as_the_whole_with_what_people_said(store: Store) -> None:
    manager = Viewer("gil", "Gil", Role.MANAGER)
    rejudge(store, default_policy(), AS_OF - timedelta(days=6))
    first, _, _ = tables(store)
    for number, row in enumerate(first[::9].iter_rows(named=True)):
        said, seen = CHOICES[number % len(CHOICES)], Seen(row["verdict"])
        review_verdict(store, manager, row["unit"], row["unit_id"], row["practice"], said, "Ouvi a ligação.", seen)
    reviewed, _, reviewed_totals = tables(store)
    assert reviewed["rule_verdict"].is_not_null().sum() > 20
    rejudge(store, default_policy(), AS_OF - timedelta(days=6), everything=True)
    again = tables(store)
    assert again[0].equals(reviewed)
    assert again[2].equals(reviewed_totals)
    rejudge(store, default_policy(), AS_OF)
    with store.write() as connection:
        store.touch(connection, store.customer_keys()[::3])
    rejudge(store, default_policy(), AS_OF)
    pieces = tables(store)
    rejudge(store, default_policy(), AS_OF, everything=True)
    for piece, whole in zip(pieces, tables(store), strict=True):
        assert piece.equals(whole)
    assert judged.totals_of_rows(pieces[0]).equals(pieces[2])
    counted = pieces[2].select(pl.sum_horizontal(judged.COUNTS).sum()).item()
    assert counted == pieces[0].filter(pl.col("verdict") != "inapplicable").height < pieces[0].height


def test_totals_are_the_verdicts_counted(store: Store) -> None:
    rejudge(store, default_policy(), AS_OF)
    verdicts, _, totals = tables(store)
    assert judged.totals_of_rows(verdicts).equals(totals)
    assert totals.select(pl.sum_horizontal(judged.COUNTS).sum()).item() == verdicts.height
