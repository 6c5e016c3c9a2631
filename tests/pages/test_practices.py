"""One practice, run as the product runs it: from `dashboard.py`, signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import Draw, draw_sample, grade_unit
from data.people import Role, Viewer, add_user, open_session
from data.records import from_case
from data.store import Store, open_store
from practices import PRACTICES
from queries.grading_queue import queue
from queries.totals import agents
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen

ROOT = Path(__file__).parents[2]
SCREEN = "pages/supervision/practices.py"
MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)
WEEK = {"from": "2026-11-09", "to": "2026-11-15"}
Opened = Callable[..., AppTest]


def records() -> dict[str, list[dict[str, object]]]:
    """Thirty contacts of Ana (Norte), twelve of Rui (Sul): who calls the customer by name, and who does not."""
    contacts: list[dict[str, object]] = []
    messages: list[dict[str, object]] = []
    for number in range(42):
        agent = "a1" if number < 30 else "a2"
        by_name = number < 6 or 30 <= number < 41
        at = MONDAY + timedelta(hours=number)
        greeting = "Bom dia, Lia!" if by_name else f"Bom dia, número {number} do dia!"
        contacts.append(
            {"contact_id": f"k{number}", "customer_id": "c1", "agent_id": agent, "direction": "inbound"}
            | {"channel": "whatsapp" if number % 2 else "chat", "reason": "support"}
            | {"started_at": at.isoformat(), "ended_at": (at + timedelta(minutes=20)).isoformat()}
        )
        said = [("customer", "caiu aqui, meu cpf é 529.982.247-25"), ("agent", greeting), ("agent", "Vou verificar.")]
        messages += [
            {"contact_id": f"k{number}", "position": position, "sender": sender, "text": text}
            | {"sent_at": (at + timedelta(minutes=position)).isoformat()}
            for position, (sender, text) in enumerate(said)
        ]
    return {
        "agents": [
            {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
            {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
        ],
        "customers": [{"customer_id": "c1", "name": "Lia Reis"}],
        "contacts": contacts,
        "messages": messages,
    }


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('practices') / 'store.db'}"
    store = filled(open_store(address), from_case(records()), MONDAY + timedelta(days=7))
    people(store)
    store.engine.dispose()
    return address


def people(store: Store) -> None:
    add_user(store, "gil", "Gil Matos", Role.MANAGER, (), "correct horse battery")
    add_user(store, "nara", "Nara", Role.TEAM_LEAD, ("Sul",), "correct horse battery")
    for username in ("gil", "nara"):
        open_session(store, username, f"token of {username}")


@pytest.fixture
def open_screen(where: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    def opened(username: str = "gil", address: str = where, **query: str) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", address)
        return opened_screen(SCREEN, username, {**WEEK, **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.title, *app.header, *app.subheader, *app.markdown])


def test_a_practice_says_what_it_asks_and_how_it_stands(open_screen: Opened) -> None:
    app = open_screen(practice="use_name")
    assert [one.value for one in app.title] == ["Chamar pelo nome"]
    assert app.subheader[0].value.startswith("De 9 a 15/11, 42 vereditos: cumprida em **40%** (27 a 56)")
    assert "claramente abaixo da meta de 85%. Claramente abaixo dela: equipe Norte" in app.subheader[0].value
    assert [one.value for one in app.header] == [
        "O que o guia pede?",
        "Onde é cumprida?",
        "Doze semanas",
        "Até onde as pessoas concordam?",
        "Como isso aparece?",
    ]
    asked = next(one for one in PRACTICES if one.id == "use_name")
    for wording in (asked.asks, asked.judged, asked.fooled_by):
        assert wording.pt in words(app)


def test_the_examples_quote_what_was_said_masked_and_lead_to_its_place(open_screen: Opened) -> None:
    said = words(open_screen(practice="use_name"))
    assert said.count(":blue-background[Bom dia, Lia&#33;]") == 3
    assert ":orange-background[Bom dia, número 29 do dia&#33;]" in said
    assert "registro?contact=k29&place=message%3Ak29%3A1&practice=use_name" in said
    assert "529" not in said
    assert "caiu aqui, meu cpf é" in said


def test_the_selector_writes_the_address_and_another_address_moves_it(open_screen: Opened) -> None:
    app = open_screen(practice="harsh_tone")
    selector = app.selectbox(key="practice_shown")
    assert selector.value == "harsh_tone"
    assert len(selector.options) == len(PRACTICES)
    selector.set_value("use_name").run()
    assert app.title[0].value == "Chamar pelo nome"
    assert app.query_params["practice"] == "use_name"
    app.query_params["practice"] = "plain_language"
    app.run()
    assert app.title[0].value == "Linguagem simples"
    assert open_screen(practice="no_such_practice").title[0].value == "Chamar pelo nome"


def test_a_team_lead_sees_the_own_team_alone(open_screen: Opened) -> None:
    for query in ({}, {"team": "Norte"}):
        said = words(open_screen("nara", practice="use_name", **query))
        assert "12 vereditos: cumprida em **92%**" in said
        assert "Ana Paz" not in said
        assert "Rui Sá" in said
        assert "número 29" not in said


def test_a_keyboard_opens_the_units_of_one_place(open_screen: Opened) -> None:
    app = open_screen(practice="use_name")
    app.selectbox(key="place_to_open").set_value(("team", "Sul"))
    app.button(key="open_place").click().run()
    assert not app.exception
    rows = [table.value for table in app.table if "Por quê" in table.value.columns]
    assert len(rows) == 1
    assert rows[0]["Atendente"].to_list() == ["Rui Sá"]
    assert "registro?contact=k41" in rows[0]["Quando"][0]


def test_a_list_opens_by_its_address_for_whoever_may_see_it_and_its_rows_lead_back(open_screen: Opened) -> None:
    def listed(app: AppTest) -> list[str]:
        assert not app.exception
        return [agent for table in app.table if "Cliente" in table.value for agent in table.value["Atendente"]]

    app = open_screen(practice="use_name")
    app.button(key="open_examples").click().run()
    assert set(listed(app)) == {"Ana Paz", "Rui Sá"}
    address = app.query_params["open"]
    again = open_screen(practice="use_name", open=address)
    assert listed(again) == listed(app)
    assert set(listed(open_screen("nara", practice="use_name", open=address))) == {"Rui Sá"}
    rows = next(table.value for table in again.table if "Cliente" in table.value)
    link = urlsplit(rows["Quando"][0].rsplit("(", 1)[1].rstrip(")"))
    screen, _, kept = dict(parse_qsl(link.query))["back"].partition("?")
    assert (screen, dict(parse_qsl(kept))) == (
        "praticas",
        {**WEEK, "weeks": "0", "practice": "use_name", "open": address},
    )


def test_the_places_are_there_as_text_too(open_screen: Opened) -> None:
    app = open_screen(practice="use_name")
    app.toggle(key="places_as_list").set_value(True).run()
    assert not app.exception
    by_team = next(table.value for table in app.table if "Por equipe" in table.value.columns)
    assert by_team["Por equipe"].to_list() == ["Norte", "Sul"]
    assert by_team["Taxa"].str.contains("20%|92%").all()


def test_every_practice_opens_with_and_without_judgements(open_screen: Opened) -> None:
    app = open_screen()
    for practice in PRACTICES:
        app.query_params["practice"] = practice.id
        app.run()
        assert not app.exception, practice.id
        assert app.title[0].value == practice.title.pt
        assert practice.asks.pt in words(app)
    nothing = words(open_screen(practice="use_name", **{"from": "2020-01-06", "to": "2020-01-12"}))
    assert "nada foi avaliado com estes filtros" in nothing
    assert "O que o guia pede?" in nothing
    assert "Onde é cumprida?" not in nothing


def test_an_empty_store_says_what_to_do(open_screen: Opened, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'empty.db'}"
    people(open_store(address))
    assert "manage.py import" in words(open_screen(address=address))


def test_what_people_graded_is_told_and_otherwise_where_to_grade(
    open_screen: Opened, where: str, tmp_path: Path
) -> None:
    assert "confianca?practice=harsh_tone" in words(open_screen(practice="harsh_tone"))
    copy = f"sqlite:///{shutil.copy(where.removeprefix('sqlite:///'), tmp_path / 'graded.db')}"
    store, gil = open_store(copy), Viewer("gil", "Gil Matos", Role.MANAGER)
    days = (MONDAY.date(), MONDAY.date() + timedelta(days=6))
    sample = draw_sample(store, gil, Draw("harsh_tone", "contact", *days, "America/Sao_Paulo", size=12, seed=7))
    units = queue(store, gil, agents(store), sample)["unit_id"].to_list()
    verdict, missed = schema.verdicts.c, {"met": "missed", "missed": "met"}
    for position, unit_id in enumerate(units):
        of_unit = select(verdict.verdict).where(verdict.practice == "harsh_tone", verdict.unit_id == unit_id)
        with store.engine.connect() as connection:
            rule = connection.scalar(of_unit)
        grade_unit(store, gil, sample, unit_id, rule if position else missed[rule])
    store.engine.dispose()
    said = words(open_screen(address=copy, practice="harsh_tone"))
    assert "De 12 avaliações às cegas, 11 concordam com a regra: **92%** (65 a 99)." in said


def test_the_link_to_grade_brings_the_practice_along(open_screen: Opened) -> None:
    app = open_screen(practice="harsh_tone")
    app.switch_page(str(ROOT / "pages/quality/trust.py"))
    app.query_params["practice"] = "harsh_tone"
    app.run()
    assert not app.exception
    assert app.selectbox(key="trust_draw_practice").value == "harsh_tone"
