"""Which week a screen begins with, the same for everybody, and what it says where the records end early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from data import schema
from data.people import Role, add_user, open_session
from data.store import Store, open_store
from tests.filled import with_totals
from tests.pages.opening import forget, opened
from ui import screen

WEEKLY = "pages/supervision/weekly_review.py"
MONDAY = date(2026, 11, 16)
LAST_WEEK = ("2026-11-09", "2026-11-15")
Open = Callable[[str, date], AppTest]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A provider that rests on Sundays; nothing of the team Norte after Wednesday, 4/11."""
    store = open_store(f"sqlite:///{tmp_path / 'period.db'}")
    days = [date(2026, 10, 5) + timedelta(days=day) for day in range(41)]
    worked = [day for day in days if day.isoweekday() != 7]
    with_totals(store, {"Caio": "Centro"}, worked)
    with_totals(store, {"Nina": "Norte"}, [day for day in worked if day < date(2026, 11, 5)])
    for username, role, teams in (("gil", Role.MANAGER, ()), ("nara", Role.TEAM_LEAD, ("Norte",))):
        add_user(store, username, username.title(), role, teams, "correct horse battery")
        open_session(store, username, f"token of {username}")
    return store


@pytest.fixture
def open_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the weekly review as a user on a day."""

    def opened_on(username: str, day: date) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
        monkeypatch.setattr(screen, "today", lambda: day)
        return opened(WEEKLY, username, {})

    yield opened_on
    forget()


def week(app: AppTest) -> tuple[str, str]:
    return app.query_params["from"], app.query_params["to"]


def told(app: AppTest) -> str:
    return "\n".join(one.value for one in app.markdown)


@pytest.mark.parametrize("username", ["gil", "nara"])
def test_everybody_begins_with_the_last_week_of_the_store(open_on: Open, username: str) -> None:
    app = open_on(username, MONDAY)
    assert week(app) == LAST_WEEK
    assert "Os registros vão até" not in told(app), "on Sunday nobody works"


def test_a_week_without_any_record_is_not_shown_at_first_and_that_is_said(open_on: Open) -> None:
    app = open_on("gil", date(2026, 11, 23))
    assert week(app) == LAST_WEEK
    assert "Os registros vão até 14/11." in told(app)


def test_a_week_in_which_the_records_end_is_shown_and_that_is_said(open_on: Open, store: Store) -> None:
    totals = schema.daily_compliance
    with store.write() as connection:
        connection.execute(delete(totals).where(totals.c.day > date(2026, 11, 11)))
    app = open_on("gil", MONDAY)
    assert week(app) == LAST_WEEK
    assert "Os registros vão até 11/11." in told(app)
