"""Who gets in, in the script itself (`AppTest`): nobody without signing in, and nobody with a worthless token."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from streamlit_authenticator.utilities import Hasher

from data import people
from data.schema import access_log, contacts, sessions
from data.store import Store
from tests.ui.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
SCREENS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*/*.py"))


@pytest.fixture(autouse=True)
def fresh_caches(world: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", world.engine.url.render_as_string(hide_password=False))
    st.cache_resource.clear()
    st.cache_data.clear()
    with world.write() as connection:
        connection.execute(sessions.delete())
        connection.execute(access_log.delete())
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def dashboard() -> Callable[[], AppTest]:
    return lambda: AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()


def words(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.metric, *app.dataframe, *app.table]
    return " ".join(str(one.value) for one in shown)


def sign_in(app: AppTest, username: str, password: str = PASSWORD) -> AppTest:
    app.text_input[0].input(username)
    app.text_input[1].input(password)
    app.button[0].click().run()
    return app.run() if not app.error else app  # what the cookie's component asks for in a browser


def is_form(app: AppTest) -> bool:
    return [one.label for one in app.text_input] == ["Usuário", "Senha"]


def test_an_anonymous_visitor_sees_the_form_and_no_number(dashboard: Callable[[], AppTest]) -> None:
    app = dashboard()
    assert not app.exception
    assert is_form(app)
    assert not any(character.isdigit() for character in words(app))


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_runs_for_an_anonymous_visitor(dashboard: Callable[[], AppTest], screen: str) -> None:
    app = dashboard()
    app.switch_page(screen).run()
    assert is_form(app)
    assert not any(character.isdigit() for character in words(app))


@pytest.mark.parametrize("username", ["gestora", "super", "lider", " GESTORA "])
def test_the_right_password_lets_in(dashboard: Callable[[], AppTest], world: Store, username: str) -> None:
    app = sign_in(dashboard(), username)
    assert not app.exception
    assert not is_form(app)
    assert "Dados fictícios de demonstração" in words(app)
    with world.engine.connect() as connection:
        assert connection.execute(select(sessions.c.username)).scalars().all() == [username.strip().lower()]


@pytest.mark.parametrize(
    ("username", "password"),
    [("gestora", "outra senha"), ("ninguem", PASSWORD), ("gestora", ""), ("", PASSWORD), ("gestora", "x" * 500)],
)
def test_a_wrong_one_does_not(dashboard: Callable[[], AppTest], world: Store, username: str, password: str) -> None:
    app = sign_in(dashboard(), username, password)
    assert app.error
    assert is_form(app)
    assert is_form(app.run())
    with world.engine.connect() as connection:
        assert connection.execute(select(sessions)).first() is None


def test_known_and_unknown_users_are_answered_alike(
    dashboard: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, after the same costly check."""
    checks: list[str] = []
    check = Hasher.check_pw
    monkeypatch.setattr(Hasher, "check_pw", lambda password, known: checks.append(known) or check(password, known))
    answers = [sign_in(dashboard(), username, "errada errada").error[0].value for username in ("gestora", "ninguem")]
    assert answers[0] == answers[1]
    assert len(checks) == 2
    assert checks[1].startswith("$2b$12$")


def test_tries_are_limited_across_visitors(dashboard: Callable[[], AppTest]) -> None:
    for _ in range(people.ATTEMPTS):
        sign_in(dashboard(), "super", "errada errada")
    app = sign_in(dashboard(), "super")
    assert "Tentativas demais" in app.error[0].value
    assert is_form(app)


def test_a_closed_session_sees_nothing_from_its_next_run_on(dashboard: Callable[[], AppTest], world: Store) -> None:
    app = sign_in(dashboard(), "gestora")
    with world.write() as connection:
        connection.execute(sessions.delete())
    app.run()
    assert is_form(app)
    assert not any(character.isdigit() for character in words(app))
    assert "viewer" not in app.session_state
    assert "session_token" not in app.session_state


def test_signing_out_makes_the_token_worthless(dashboard: Callable[[], AppTest], world: Store) -> None:
    app = sign_in(dashboard(), "gestora")
    token = app.session_state["session_token"]
    assert people.session_viewer(world, token) is not None
    app.session_state["filter_team"] = "Norte"
    _leave(app)
    assert people.session_viewer(world, token) is None
    assert "filter_team" not in app.session_state
    assert is_form(app.run())


def test_a_token_signed_by_us_but_unknown_to_the_store_is_refused(
    dashboard: Callable[[], AppTest], world: Store
) -> None:
    import jwt

    forged = jwt.encode({"username": "gestora", "exp_date": time.time() + 99}, people.cookie_key(world), "HS256")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state["session_token"] = forged
    app.run()
    assert is_form(app)


def test_a_record_of_another_team_is_not_there(dashboard: Callable[[], AppTest], world: Store) -> None:
    from queries.totals import agents

    team_of = dict(agents(world).select("agent_id", "team").iter_rows())
    with world.engine.connect() as connection:
        rows = connection.execute(select(contacts.c.contact_id, contacts.c.agent_id)).all()
    theirs = next(row.contact_id for row in rows if team_of[row.agent_id] != "Norte")
    own = next(row.contact_id for row in rows if team_of[row.agent_id] == "Norte")
    refused, shown, unknown = (_record(dashboard(), one) for one in (theirs, own, "there is none"))
    assert "Não há nada com este número" in words(refused)
    assert "O que foi dito e feito" in words(shown)
    assert words(refused) == words(unknown)


def test_showing_in_clear_is_logged(dashboard: Callable[[], AppTest], world: Store) -> None:
    with world.engine.connect() as connection:
        contact_id = connection.execute(select(contacts.c.contact_id)).scalars().first()
    assert contact_id is not None
    app = _record(dashboard(), contact_id, "gestora")
    button = next(one for one in app.button if one.label.startswith("Mostrar sem máscara"))
    button.click().run()
    assert "Mostrado sem máscara" in words(app)
    with world.engine.connect() as connection:
        row = connection.execute(select(access_log).where(access_log.c.action == "transcript_revealed")).one()
    assert (row.username, row.subject) == ("gestora", contact_id)


def _record(app: AppTest, contact_id: str, username: str = "lider") -> AppTest:
    sign_in(app, username)
    app.switch_page("pages/supervision/record.py")
    app.query_params["contact"] = contact_id
    app.run()
    assert not app.exception
    return app


def _leave(app: AppTest) -> None:
    """Choose 'Sair' in the menu, which AppTest cannot click."""
    from ui import frame

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame, "top", lambda *_, **__: frame.SIGN_OUT)
        app.run()
