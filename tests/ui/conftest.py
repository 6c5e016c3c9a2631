"""A small provider in a store of its own, and the dashboard on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from data import people
from data.demo import make_demo
from data.people import Role
from data.records import parse_time
from data.store import Store, open_store
from tests.filled import filled

PASSWORD = "uma senha comprida"
UNTIL = date(2026, 11, 15)


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with sixty fictitious contacts, judged, and a user of each role."""
    url = f"sqlite:///{tmp_path_factory.mktemp('world') / 'store.db'}"
    store = open_store(url)
    filled(store, make_demo(60, seed=3, until=UNTIL, weeks=4).records, as_of=parse_time("2026-11-16T12:00"))
    people.add_user(store, "gestora", "Gisele Gestora", Role.MANAGER, (), PASSWORD)
    people.add_user(store, "super", "Sandro Supervisor", Role.SUPERVISOR, ("Norte", "Sul"), PASSWORD)
    people.add_user(store, "lider", "Lia Líder", Role.TEAM_LEAD, ("Norte",), PASSWORD)
    store.engine.dispose()
    return url


@pytest.fixture
def world(small_world: str) -> Iterator[Store]:
    opened = open_store(small_world)
    yield opened
    opened.engine.dispose()
