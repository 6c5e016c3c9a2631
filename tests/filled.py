"""A store with the records of a small world in it, as tests of read models need it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from data import schema
from data.demo.filling import fill
from data.records import Records
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge


def filled(store: Store, records: Records, as_of: datetime | None = None) -> Store:
    """`records` put into the empty `store`, and judged where the aware moment `as_of` is given."""
    fill(store, records)
    if as_of is not None:
        rejudge(store, default_policy(), as_of)
    return store


def copied(file: Path, folder: Path) -> Store:
    """The SQLite store in `file`, as one test's own in its `folder`."""
    return open_store(f"sqlite:///{shutil.copy(file, folder / 'store.db')}")


def with_totals(store: Store, teams: Mapping[str, str], days: Iterable[date]) -> Store:
    """These agents (the team of each name) put into the store, each with one verdict on each of the days."""
    agents = [
        {"source": "test", "external_id": name, "import_id": 0, "agent_id": name, "name": name, "team": team}
        for name, team in teams.items()
    ]
    verdicts = [
        {"day": day, "practice": "use_name", "agent_id": name, "channel": "", "reason_of_contact": "", "met": 1}
        for name in teams
        for day in days
    ]
    with store.write() as connection:
        connection.execute(schema.agents.insert(), agents)
        connection.execute(schema.daily_compliance.insert(), verdicts)
    return store
