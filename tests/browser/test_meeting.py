"""The end of a Monday meeting: actions agreed by keyboard, the review closed and reopened; and the Monday after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data import judged, schema
from data.store import Store
from tests.browser.conftest import Running, agree, open_screen, press, served, settled, sideways
from ui import wording

WHAT = "Chamar pelo nome: ouvir três ligações por dia"
SECOND = "Modelo de pedido interno no grupo"


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: what is decided here is not in the way of other tests."""
    with served(demo_copy()) as running:
        yield running


def weeks(running: Running) -> tuple[str, str]:
    """The addresses of the week before last on record, and of the last one."""
    last: date = judged.read_totals(running.store)["day"].max()
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    mondays = (sunday - timedelta(days=13), sunday - timedelta(days=6))
    first, second = (f"revisao?from={monday}&to={monday + timedelta(days=6)}" for monday in mondays)
    return first, second


def test_actions_a_closing_and_the_monday_after(page: Page, phone: Page, own: Running) -> None:
    this, following = weeks(own)
    open_screen(page, own, this, "gestora")
    press(page, "open_new")
    agree(page, 0, WHAT, "Alguém de fora", "Chamar pelo nome", offered=False)
    agree(page, 1, SECOND, "marta gestora")
    expect(page.get_by_text("Combinado nesta revisão")).to_be_visible()

    page.locator(".st-key-what_new_2 input").fill("Pela metade")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("link", name="KPIs").click()
    page.get_by_role("heading", name="KPIs").first.wait_for()
    settled(page)
    page.get_by_role("link", name="Revisão semanal").click()
    page.get_by_role("heading", name="O que decidimos?").wait_for()
    expect(page.locator(".st-key-what_new_2 input")).to_have_value("Pela metade")
    settled(page)

    press(page, "open_close")
    page.locator(".st-key-remark_close_0 textarea").fill("Reunião de meia hora")
    press(page, "save_close")
    expect(page.get_by_text("Esta revisão está fechada.")).to_be_visible()
    expect(page.get_by_text("Os números acima ainda são os do fechamento.")).to_be_visible()
    press(page, "open_reopen")
    page.locator(".st-key-because_reopen_0 textarea").fill("Faltou uma ação")
    press(page, "save_reopen")
    expect(page.get_by_text("A revisão está aberta de novo.")).to_be_visible()
    expect(page.get_by_text("Faltou uma ação")).to_be_visible()
    press(page, "open_close")
    press(page, "save_close")
    expect(page.get_by_text("Esta revisão está fechada.")).to_be_visible()
    assert [row.reopened_by for row in closings(own)] == ["gestora", None]

    open_screen(page, own, following, "gestora")
    expect(page.get_by_text("Da última revisão,")).to_be_visible()
    expect(
        page.get_by_text("Chamar pelo nome, de todas as equipes: ").filter(has_text="Ainda não há semana inteira")
    ).to_be_visible()
    open_screen(phone, own, following, "gestora")
    for one, said in ((page, "Ouvidas quinze"), (phone, "Não deu tempo")):
        press(one, "open_1")
        one.locator(".st-key-state_1_0").get_by_text("feita" if one is page else "descartada").click()
        one.locator(".st-key-said_1_0 textarea").fill(said)
    press(page, "save_1")
    expect(page.get_by_text("Ouvidas quinze")).to_be_visible()
    press(phone, "save_1")
    expect(phone.get_by_text("mudou antes de você")).to_be_visible()
    expect(phone.get_by_text("Ouvidas quinze")).to_be_visible()
    expect(phone.locator(".st-key-said_1_0 textarea")).to_have_value("Não deu tempo")
    wide = sideways(phone)
    assert wide <= 0
    expect(page.get_by_text(f"feita em {wording.day(wording.today(), year=False)}")).to_be_visible()

    press(page, "open_closings")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("row")).to_have_count(3)
    expect(drawer.get_by_role("link").first).to_have_attribute("href", this)


def closings(running: Running) -> list[object]:
    table = schema.meetings
    with running.store.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))
