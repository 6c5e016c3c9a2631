"""A case is worked on, on the screen: an attempt, a note, a hand-over by keyboard, the return; two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data import owing, schema
from data.store import Store
from practices.policy import default_policy
from practices.rejudge import rejudge
from tests.browser.conftest import Running, into_view, open_screen, served, settled, sideways


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: what is decided here is not in the way of other tests."""
    with served(demo_copy()) as running:
        yield running


def overdue(store: Store, place: int) -> str:
    """One of the overdue commitments that are some agent's."""
    table = schema.commitments.c
    wanted = select(table.commitment_id).where(table.state == "missed", table.agent_id.is_not(None))
    with store.engine.connect() as connection:
        return str(connection.scalars(wanted.order_by(table.made_at, table.commitment_id)).all()[place])


def owner(store: Store, commitment_id: str) -> str | None:
    with store.engine.connect() as connection:
        return connection.scalar(select(owing.owner()).where(schema.commitments.c.commitment_id == commitment_id))


def agent_name(store: Store, agent_id: str | None) -> str:
    table = schema.agents.c
    with store.engine.connect() as connection:
        return str(connection.scalar(select(table.name).where(table.agent_id == agent_id)))


def open_case(page: Page, own: Running, commitment_id: str) -> None:
    open_screen(page, own, f"sem-retorno?commitment={commitment_id}", "gestora")
    page.get_by_text("Tentativa sem resposta", exact=True).wait_for()


def open_form(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")  # it unfolds


def text_of(form: str) -> str:
    return f"[class*='st-key-{form}_text_'] textarea"


CHOSEN = {"return": {"channel": "Telefone", "outcome": "Ainda em andamento"}, "attempt": {"channel": "Telefone"}}
"""What a form asks to choose, nothing of which is preselected."""


def send(page: Page, form: str, button: str, text: str) -> None:
    """Choose what a form asks for, type its text and go on to its button by keyboard."""
    page.locator(text_of(form)).wait_for()
    for field, words in CHOSEN.get(form, {}).items():
        page.locator(f"[class*='st-key-{form}_{field}_']").get_by_text(words).click()
    page.locator(text_of(form)).press_sequentially(text)
    page.get_by_role("button", name=button, exact=True).focus()
    page.keyboard.press("Enter")


def choose_taker(page: Page, name: str) -> None:
    box = page.locator("[class*='st-key-hand_over_to_'] input")
    into_view(box)  # a list that opens is closed again where the page moves under it
    box.click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name).first.wait_for()
    page.keyboard.press("Enter")


def another(store: Store, agent_id: str | None) -> tuple[str, str]:
    table = schema.agents.c
    with store.engine.connect() as connection:
        row = connection.execute(
            select(table.agent_id, table.name).where(table.agent_id != agent_id).order_by(table.agent_id.desc())
        ).first()
    assert row is not None
    return str(row.agent_id), str(row.name)


def story(page: Page) -> str:
    return " ".join(page.locator("[data-testid=stTable]", has_text="Hoje").first.inner_text().split())


def test_a_case_from_the_first_attempt_to_its_return(page: Page, own: Running) -> None:
    case = overdue(own.store, 0)
    first = owner(own.store, case)
    taker, taker_name = another(own.store, first)
    open_case(page, own, case)

    open_form(page, "Tentativa sem resposta")
    send(page, "attempt", "Registrar a tentativa", "Caixa postal às nove.")
    expect(page.get_by_text("Tentativa de falar com").first).to_be_visible()
    settled(page)
    assert "Tentativa sem resposta. “Caixa postal às nove.”" in story(page)

    open_form(page, "Anotar")
    send(page, "note", "Guardar a anotação", "Trabalha à noite.")
    expect(page.get_by_text("Anotação guardada no caso.")).to_be_visible()
    settled(page)
    assert "Anotação de Marta Gestora “Trabalha à noite.”" in story(page)

    open_form(page, "Passar a outro responsável")
    choose_taker(page, taker_name)
    send(page, "hand_over", "Passar o caso", "Mudou de equipe.")
    expect(page.get_by_text(f"Agora {taker_name} deve o retorno")).to_be_visible()
    settled(page)
    assert owner(own.store, case) == taker
    expect(page.get_by_text(f"O veredito continua com {agent_name(own.store, first)}")).to_be_visible()

    rejudge(own.store, default_policy(), datetime.now(UTC), everything=True)
    open_case(page, own, case)
    assert "Passou de" in story(page)
    assert owner(own.store, case) == taker

    send(page, "return", "Registrar o retorno", "Liguei e ficou resolvido.")
    expect(page.get_by_text(re.compile("Retorno a .* registrado: "))).to_be_visible()
    settled(page)
    open_screen(page, own, f"sem-retorno?commitment={case}", "gestora")
    expect(page.get_by_role("heading", name="O cliente já teve retorno")).to_be_visible()


def test_the_second_to_hand_over_keeps_what_was_typed_on_a_phone(page: Page, phone: Page, own: Running) -> None:
    case = overdue(own.store, 1)
    _, taker_name = another(own.store, owner(own.store, case))
    open_case(phone, own, case)
    open_case(page, own, case)
    for one, why in ((page, "Férias."), (phone, "Equipe cheia.")):
        open_form(one, "Passar a outro responsável")
        choose_taker(one, taker_name)
        send(one, "hand_over", "Passar o caso", why)
        one.get_by_text(re.compile("Agora .* deve o retorno|Marta Gestora chegou antes")).first.wait_for()
    expect(phone.get_by_text("Marta Gestora chegou antes")).to_be_visible()
    settled(phone)
    expect(phone.locator(text_of("hand_over"))).to_have_value("Equipe cheia.")
    wide = sideways(phone)
    assert wide <= 0


def test_the_returns_behind_a_number_open_by_keyboard_and_stand_in_the_address(page: Page, own: Running) -> None:
    open_screen(page, own, "sem-retorno", "gestora")
    button = page.locator(".st-key-open_returned_promise button")
    button.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("abrir o caso").first.wait_for()
    settled(page)
    address = page.url
    assert "open=returned" in address
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    settled(page)
    assert "behind" not in page.url
    page.goto(address)
    page.get_by_role("dialog").get_by_text("abrir o caso").first.wait_for()
