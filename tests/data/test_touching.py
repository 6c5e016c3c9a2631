"""What an import touches is enough: judging only that gives what judging everything gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select

from data import schema
from data.records import TABLES, Records
from data.sources import import_path, import_records
from data.store import Store, open_store
from practices.judge import VERDICT_SCHEMA
from practices.policy import default_policy
from practices.rejudge import rejudge

GRADED = Path(__file__).resolve().parents[1] / "graded"
AS_OF = datetime(2026, 12, 20, 12, tzinfo=UTC)


def judged_state(store: Store) -> list[Any]:
    """Every verdict, commitment and daily total, but for their row ids, in order."""
    with store.engine.connect() as connection:
        found: list[Any] = []
        for table in (schema.verdicts, schema.commitments, schema.daily_compliance):
            columns = [column for column in table.columns if column.name != "id"]
            found += [(table.name, *row) for row in connection.execute(select(*columns))]
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The records of all graded cases, in one store."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('all') / 'store.db'}")
    for file in ("D1.jsonl", "D2.jsonl"):
        import_path(store, GRADED / file)
    found = store.records_of(None)
    store.engine.dispose()
    return found


def a_share(records: Records, seed: int) -> Records:
    """Some rows of each table, some of them with another content than they will have in the end."""
    frames = {}
    for place, table in enumerate(TABLES):
        frame = getattr(records, table.name).sample(fraction=0.6, seed=seed + place)
        changed = [
            name for name in ("customer_id", "status", "text", "team", "name", "author") if name in frame.columns
        ]
        if changed:
            name = changed[(seed + place) % len(changed)]
            other = frame[name].shuffle(seed=seed)
            frame = frame.with_columns(pl.when(pl.int_range(pl.len()) % 3 == 0).then(other).otherwise(name).alias(name))
            required = [one for one in table.required if one in frame.columns]
            frame = frame.drop_nulls(required)
        frames[table.name] = frame
    return Records(**frames)


@pytest.mark.parametrize("seed", range(4))
def test_judging_what_was_touched_is_judging_everything(sqlite_store: Store, everything: Records, seed: int) -> None:
    policy = default_policy()
    import_records(sqlite_store, a_share(everything, seed), "all")
    rejudge(sqlite_store, policy, AS_OF)
    report = import_records(sqlite_store, everything, "all")
    assert report.rows_taken > 100
    assert report.rows_already_there > 100
    rejudge(sqlite_store, policy, AS_OF)
    step_by_step = judged_state(sqlite_store)
    assert len(step_by_step) > len(VERDICT_SCHEMA)
    assert sqlite_store.touched() == []
    rejudge(sqlite_store, policy, AS_OF, everything=True)
    assert judged_state(sqlite_store) == step_by_step
