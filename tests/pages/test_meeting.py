"""What the weekly review decides, run as the product runs it: from `dashboard.py`, signed in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import agree_action, change_action, close_review, register_return, reopen_review
from data.demo import make_demo
from data.people import Role, Viewer, add_user, open_session
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui import wording

SCREEN = "pages/supervision/weekly_review.py"
SUNDAY = date(2026, 11, 15)
WEEK = (SUNDAY - timedelta(days=6), SUNDAY)
NEXT = (SUNDAY + timedelta(days=1), SUNDAY + timedelta(days=7))
GIL = Viewer("gil", "Gil Matos", Role.MANAGER)
NARA = Viewer("nara", "Nara Lima", Role.TEAM_LEAD, ("Norte",))
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("meeting") / "store.db"
    demo = make_demo(contacts=300, seed=3, until=SUNDAY, weeks=3)
    store = filled(open_store(f"sqlite:///{path}"), demo.records, datetime(2026, 11, 16, 6, tzinfo=UTC))
    for viewer in (GIL, NARA):
        add_user(store, viewer.username, viewer.name, viewer.role, viewer.teams, "correct horse battery")
        open_session(store, viewer.username, f"token of {viewer.username}")
    store.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    where = f"sqlite:///{shutil.copy(made, tmp_path / 'store.db')}"
    monkeypatch.setenv("DATABASE_URL", where)
    return open_store(where)


@pytest.fixture
def open_review() -> Iterator[Opened]:
    def opened(username: str = "gil", days: tuple[date, date] = WEEK, **query: str) -> AppTest:
        return opened_screen(SCREEN, username, {"from": str(days[0]), "to": str(days[1]), **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.header, *app.markdown])


def buttons(app: AppTest) -> list[str]:
    return [one.key for one in app.button]


def rows(store: Store, table: str) -> list[Any]:
    of = schema.metadata.tables[table]
    with store.engine.connect() as connection:
        return list(connection.execute(select(of).order_by(of.c.id)))


def due() -> date:
    return wording.today() + timedelta(days=7)


def agreed(store: Store, what: str = "Conferir três cancelamentos", viewer: Viewer = GIL, **form: Any) -> int:
    teams = form.pop("teams", viewer.teams)
    return agree_action(store, viewer, *WEEK, teams, what, "Ana Prado", form.pop("due_on", due()), **form)


def test_an_action_is_agreed_and_the_form_is_ready_for_the_next(store: Store, open_review: Opened) -> None:
    app = open_review()
    assert "O que decidimos?" in words(app)
    assert "todas as equipes" in words(app)
    app.button(key="open_new").click().run()
    app.text_input(key="action_what_0").set_value("  Rever a agenda *do* Tiago ")
    app.selectbox(key="action_owner_0").set_value("Nara Lima")
    app.selectbox(key="action_practice_0").set_value("unchecked_scheduling")
    app.button(key="save_action").click().run()
    assert not app.exception
    (row,) = rows(store, "actions")
    assert (row.what, row.owner, row.due_on, row.practice) == (
        "Rever a agenda *do* Tiago",
        "Nara Lima",
        due(),
        "unchecked_scheduling",
    )
    assert (row.from_day, row.to_day, row.teams) == (*WEEK, "[]")
    assert "Anotado: **Rever a agenda" in words(app)
    assert "*do*" not in words(app), "others' words are shown as typed"
    assert "Combinado nesta revisão" in words(app)
    assert app.text_input(key="action_what_1").value == ""
    assert "Anotado" not in words(app.run()), "said once"
