"""The whole Monday meeting as a supervisor holds it, from the link to the pack; and the Monday after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from data import schema
from data.store import Store
from practices.policy import default_policy
from tests.browser.conftest import Running, agree, open_by_form, open_screen, press, served, settled
from tests.browser.test_follow_up import send
from ui import wording

LAST_DAY = wording.today() - timedelta(days=2 + wording.today().weekday())
"""The Saturday of the last week that is over: what the demo lets happen in its last whole week is then the one before.
"""
MONDAY = LAST_DAY - timedelta(days=12)
WHY = "A agenda foi checada por telefone, com a central."
WHAT, SECOND = "Checar a agenda antes de prometer a visita", "Ligar para quem espera retorno"
REMARK, OUTCOME = "Reunião de meia hora", "Agenda checada em todas as OS da semana"
METRIC = "[data-testid=stMetricValue]"


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: what is decided here is not in the way of other tests."""
    with served(demo_copy(contacts=2000, until=LAST_DAY)) as running:
        yield running


def week(monday: date) -> str:
    return f"revisao?from={monday}&to={monday + timedelta(days=6)}"


def test_a_monday_meeting_and_the_monday_after(page: Page, own: Running) -> None:
    open_by_form(page, own, week(MONDAY), "supervisor")
    assert page.url.endswith(week(MONDAY)), "signing in must lead to the week of the link"
    practice = what_left_its_limits(page)
    before = missed(page, "open_practice"), missed(page, "open_total")
    override_one(page, practice)
    assert (missed(page, "open_practice"), missed(page, "open_total")) == (before[0] - 1, before[1] - 1)
    register_a_return(page)

    press(page, "open_new")
    agree(page, 0, WHAT, "Sérgio Supervisor", practice)
    agree(page, 1, SECOND, "Alguém de fora", offered=False)
    press(page, "open_close")
    page.locator(".st-key-remark_close_0 textarea").fill(REMARK)
    press(page, "save_close")
    expect(page.get_by_text("Esta revisão está fechada.")).to_be_visible()
    expect(page.get_by_text(REMARK)).to_be_visible()
    assert taken(page, "PDF", "o PDF").startswith(b"%PDF")
    assert taken(page, "planilha", "a planilha").startswith(b"PK")

    let_it_be_agreed_on(own, MONDAY + timedelta(days=7))
    open_screen(page, own, week(MONDAY + timedelta(days=7)), "supervisor")
    expect(page.get_by_text("Da última revisão,")).to_be_visible()
    expect(page.get_by_text(SECOND)).to_be_visible()
    expect(
        page.get_by_text(re.compile(f"{practice}, das? equipes? .*: .* na semana inteira desde então"))
    ).to_be_visible()
    states = page.get_by_text(re.compile("em aberto$"))
    expect(states).to_have_count(2)
    press(page, "open_1")
    page.locator(".st-key-state_1_0").get_by_text("feita").click()
    page.locator(".st-key-said_1_0 textarea").fill(OUTCOME)
    press(page, "save_1")
    expect(page.get_by_text(f"feita em {wording.day(wording.today(), year=False)}")).to_be_visible()
    expect(page.get_by_text(OUTCOME)).to_be_visible()
    expect(states).to_have_count(1)


def let_it_be_agreed_on(running: Running, monday: date) -> None:
    """Put what was agreed today back to that Monday morning: the test cannot wait for the next."""
    morning = datetime.combine(monday, time(9), ZoneInfo(default_policy().time_zone))
    with running.store.write() as connection:
        connection.execute(schema.actions.update().values(agreed_at=morning))
        running.store.set_fact(connection, "last_decision", "a week ago")


def what_left_its_limits(page: Page) -> str:
    """The practice that the opening sentence names first; it stands ready to be opened below."""
    opening = page.get_by_text("vereditos de").first
    expect(opening).to_contain_text(re.compile("saiu do normal|saíram do normal"))
    practice = opening.locator("strong").first.inner_text()
    expect(page.locator(".st-key-practice_to_open input")).to_have_value(practice)
    return practice


def missed(page: Page, key: str) -> int:
    """How many judgements the list behind a number has as not followed; the list is closed again."""
    press(page, key)
    drawer = page.get_by_role("dialog")
    words = drawer.get_by_text(re.compile(r"^Não cumprida [\d.]+$")).first.inner_text()
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    settled(page)
    return int(words.rsplit(maxsplit=1)[1].replace(".", ""))


def override_one(page: Page, practice: str) -> None:
    """From the list behind the practice to a record, its evidence marked; say there that the rule erred; go back."""
    press(page, "open_practice")
    drawer = page.get_by_role("dialog")
    with page.context.expect_page() as opened:
        drawer.get_by_role("link", name="abrir").first.click()
    record = opened.value
    record.get_by_role("heading", name="O que foi dito e feito").wait_for()
    settled(record)
    expect(record.get_by_role("row").filter(has_text="▶").filter(has_text=f"◆ {practice}")).to_have_count(1)
    identity = parse_qs(urlsplit(record.url).query)["practice"][0]
    record.locator(f"[class*='st-key-change_{identity}-'] button").first.click()
    record.locator(f"[class*='st-key-review_why_{identity}-'] textarea").fill(WHY)
    record.get_by_role("radiogroup").get_by_text("cumprida", exact=True).click()
    record.locator(f"[class*='st-key-save_{identity}-'] button").click()
    expect(record.get_by_text("Salvo. Conta como cumprida em todos os totais.")).to_be_visible()
    expect(record.get_by_text("A regra disse não cumprida; Sérgio Supervisor disse cumprida em")).to_contain_text(WHY)
    record.close()
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    settled(page)


def register_a_return(page: Page) -> None:
    """From what is owed to the case that waits longest; its return takes it off the count of the review."""
    owed = page.get_by_test_id("stMetric").filter(has_text="Sem retorno").locator(METRIC)
    count = int(owed.inner_text())
    press(page, "owed_commitments")
    page.get_by_role("heading", level=1, name="sem retorno").wait_for()
    send(page, "return", "Registrar o retorno", "Liguei e ficou resolvido.")
    expect(page.get_by_text(re.compile("Retorno a .* registrado: "))).to_be_visible()
    settled(page)
    page.get_by_role("link", name="Revisão semanal").click()
    page.get_by_role("heading", name="O que decidimos?").wait_for()
    settled(page)
    assert page.url.endswith(week(MONDAY)), "the way back must lead to the same week"
    expect(owed).to_have_text(str(count - 1))


def taken(page: Page, prepared: str, downloaded: str) -> bytes:
    page.get_by_role("button", name=f"Preparar {prepared}").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Baixar {downloaded}").click()
    return Path(download.value.path()).read_bytes()
