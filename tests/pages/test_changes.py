"""Which changes a window is told of: everybody else's, and none of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import decisions
from data.people import Role, Viewer, add_user, open_session
from data.store import Store, open_store
from queries import cache
from tests.filled import with_totals
from tests.pages.opening import forget, opened
from ui.wording import today

REVIEW = (date(2026, 11, 9), date(2026, 11, 15))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path / 'changes.db'}")
    with_totals(store, {"Caio": "Centro"}, [REVIEW[0] + timedelta(days=day) for day in range(7)])
    add_user(store, "gil", "Gil", Role.MANAGER, (), "correct horse battery")
    open_session(store, "gil", "token of gil")
    return store


@pytest.fixture
def window(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    days = {"from": str(REVIEW[0]), "to": str(REVIEW[1])}
    yield opened("pages/supervision/weekly_review.py", "gil", days)
    forget()


def is_stale(window: AppTest) -> bool:
    """Whether the part that looks by itself would tell of a change, as soon as it asks the store anew."""
    cache.state.clear()
    return bool(window.session_state["frame_drawn_from"] != cache.state())


def test_what_somebody_else_decided_makes_the_window_stale_until_it_is_drawn_anew(
    window: AppTest, store: Store
) -> None:
    assert not is_stale(window)
    somebody = Viewer("nara", "Nara", Role.MANAGER)
    decisions.agree_action(store, somebody, *REVIEW, (), "Ligar de volta", "Caio", today())
    assert is_stale(window)
    window.run()
    assert not is_stale(window)


def test_what_was_decided_in_the_window_itself_is_no_news_to_it(window: AppTest, store: Store) -> None:
    before = store.state()
    window.button(key="open_new").click().run()
    window.text_input(key="what_new_0").set_value("Ligar de volta")
    window.selectbox(key="owner_new_0").set_value("Gil")
    window.button(key="save_new").click().run()
    assert store.state() != before
    assert not is_stale(window)
