"""The weekly review, the agents, the KPIs and the record, run from `dashboard.py`, signed in, as the product does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.demo import make_demo
from data.people import Role, add_user, open_session
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui.literal import literal
from ui.wording import today

ROOT = Path(__file__).parents[2]
WEEKLY, AGENTS = "pages/supervision/weekly_review.py", "pages/coaching/agents.py"
PRACTICES = "pages/supervision/practices.py"
KPIS, RECORD = "pages/results/kpis.py", "pages/supervision/record.py"
WITHOUT_RETURN, TRUST = "pages/follow_up/without_return.py", "pages/quality/trust.py"
LAST_DAY = date(2026, 11, 15)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = f"sqlite:///{tmp_path_factory.mktemp('screens') / 'demo.db'}"
    demo = make_demo(contacts=500, seed=3, until=LAST_DAY, weeks=6)
    store = filled(open_store(where), demo.records, datetime(2026, 11, 16, 6, tzinfo=UTC))
    people(store)
    return where


def people(store: Store) -> None:
    add_user(store, "gil", "Gil", Role.MANAGER, (), "correct horse battery")
    add_user(store, "nara", "Nara", Role.TEAM_LEAD, ("Norte",), "correct horse battery")
    add_user(store, "lea", "Lea", Role.TEAM_LEAD, ("Leste",), "correct horse battery")
    add_user(store, "olga", "Olga", Role.SUPERVISOR, ("Leste", "*Oeste*"), "correct horse battery")
    for username in ("gil", "nara", "lea", "olga"):
        open_session(store, username, f"token of {username}")


@pytest.fixture
def open_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """Opens a screen of the store at an address, as a user; caches are emptied before and after."""

    def opened(where: str, script: str, username: str = "gil", **query: str) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", where)
        return opened_screen(script, username, {"from": "2026-11-09", "to": "2026-11-15", **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.title, *app.header, *app.subheader, *app.markdown])


def test_the_weekly_review_says_what_the_numbers_mean(open_screen, address):
    app = open_screen(address, WEEKLY)
    assert [one.value for one in app.title] == ["Revisão semanal"]
    assert app.subheader[0].value.startswith("De 9 a 15/11, ")
    assert "práticas cumpridas em " in app.subheader[0].value
    assert [one.value for one in app.header] == [
        "Como foi a semana?",
        "Quais práticas mudaram?",
        "Quem precisa de ajuda, e com quê?",
        "O que devemos aos clientes agora?",
        "O que decidimos?",
        "Para levar",
    ]
    assert [one.label for one in app.metric][:4] == [
        "Total",
        "Resolve o problema",
        "Respeita o cliente",
        "Segue o processo",
    ]


def test_a_keyboard_reaches_the_list_behind_a_practice(open_screen, address):
    app = open_screen(address, WEEKLY)
    app.selectbox(key="practice_to_open").set_value("use_name")
    app.button(key="open_practice").click().run()
    assert not app.exception
    rows = [table.value for table in app.table if "Quando" in table.value.columns]
    assert len(rows) == 1
    assert rows[0]["Quando"].str.contains("registro?contact=", regex=False).all()


def test_lists_take_the_place_of_figures(open_screen, address):
    app = open_screen(address, WEEKLY)
    app.toggle(key="practices_as_list").set_value(True).run()
    assert not app.exception
    shown = [table.value for table in app.table if "Prática" in table.value.columns]
    assert shown
    assert all("Taxa" in one.columns for one in shown)


def test_a_team_lead_sees_the_own_team_and_no_other_by_address(open_screen, address):
    app = open_screen(address, AGENTS, "nara")
    agents = app.selectbox(key="agent_shown").options
    store = open_store(address)
    others = store.read("SELECT name FROM agents WHERE team <> 'Norte'", {"name": pl.String()})["name"].to_list()
    assert others
    assert not set(agents) & set(others)
    foreign = store.read("SELECT agent_id FROM agents WHERE team <> 'Norte'", {"agent_id": pl.String()}).item(0, 0)
    forged = open_screen(address, AGENTS, "nara", agent=foreign)
    assert forged.title[0].value in agents
    weekly = words(open_screen(address, WEEKLY, "nara", team="Sul"))
    assert not [name for name in others if name in weekly]


def test_an_agent_is_shown_beside_the_team(open_screen, address):
    app = open_screen(address, AGENTS)
    assert app.title[0].value == app.selectbox(key="agent_shown").options[0]
    assert "o resto da equipe" in app.subheader[0].value
    assert "Prática por prática" in [one.value for one in app.header]
    app.selectbox(key="agent_practice").set_value("confirm_understanding")
    app.button(key="open_scorecard").click().run()
    assert not app.exception
    assert [table for table in app.table if "Quando" in table.value.columns]


def test_empty_periods_and_empty_stores_say_what_to_do(open_screen, address, tmp_path):
    where = f"sqlite:///{tmp_path / 'empty.db'}"
    people(open_store(where))
    assert "manage.py import" in words(open_screen(where, WEEKLY))
    assert "manage.py demo" in words(open_screen(where, AGENTS))
    assert "manage.py import" in words(open_screen(where, WEEKLY, "lea"))
    app = open_screen(address, WEEKLY, **{"from": "2020-01-06", "to": "2020-01-12"})
    assert "escolha outro período" in words(app)
    assert today() > LAST_DAY


@pytest.mark.parametrize("script", [WEEKLY, PRACTICES, KPIS, AGENTS, WITHOUT_RETURN, TRUST])
def test_whoever_may_see_nothing_of_a_filled_store_is_told_of_which_team_and_whom_to_ask(open_screen, address, script):
    told = words(open_screen(address, script, "lea"))
    assert "Ainda não há nada avaliado da equipe Leste. " in told
    assert "fale com quem cuida dos usuários" in told
    assert "manage.py" not in told
    assert f"das equipes {literal('*Oeste*')} e Leste. " in words(open_screen(address, script, "olga"))


def test_every_kpi_opens_as_many_rows_as_it_counts(open_screen, address):
    app = open_screen(address, KPIS)
    counted = next(one.value for one in app.metric if one.label == "Atendimentos")
    app.button(key="open_kpi_contacts").click().run()
    assert not app.exception
    assert f":small[:gray[{counted} registros contam.]]" in [one.value for one in app.markdown]
    app.button(key="open_kpi_respect").click().run()
    assert [table for table in app.table if "Quando" in table.value.columns]


def test_a_period_without_records_is_said_in_one_sentence(open_screen, address):
    for script in (KPIS, AGENTS):
        app = open_screen(address, script, **{"from": "2020-01-06", "to": "2020-01-12"})
        assert "nada foi avaliado com estes filtros" in words(app)
        assert "Prática por prática" not in words(app)


def test_an_opening_is_of_the_days_that_have_records(open_screen, address):
    for script in (WEEKLY, AGENTS, KPIS, PRACTICES):
        app = open_screen(address, script, **{"from": "2024-01-01", "to": "2026-12-31"})
        assert app.subheader[0].value.startswith("De 5/10 a 14/11, ")
        assert "Período escolhido: 1/1/2024 a 31/12/2026; há registros de 5/10 a 14/11/2026." in words(app)
        app = open_screen(address, script, agent="no choice")
        assert "Período escolhido" not in words(app)


def test_the_place_of_a_link_is_led_to_and_pointed_at(open_screen, address):
    found = (
        open_store(address)
        .read(
            "SELECT contact_id, max(position) AS last FROM messages GROUP BY contact_id ORDER BY last DESC LIMIT 1",
            {"contact_id": pl.String(), "last": pl.Int64()},
        )
        .row(0)
    )
    plain = open_screen(address, RECORD, contact=found[0])
    assert plain.header[0].value == "Como foi avaliado"
    app = open_screen(address, RECORD, contact=found[0], place=f"message:{found[0]}:{found[1]}")
    assert [one.value for one in app.header] == [one.value for one in plain.header]
    assert any("Ir ao trecho que você abriu](#trecho)" in one.value for one in app.markdown)
    talk = app.table[0].value
    assert talk["Quando"].str.contains("▶").sum() == 1
    assert len(talk) < len(plain.table[0].value)
