"""A verdict is changed on its record, by keyboard; every screen's number follows, and no judging takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Row, select

from data import judged, schema
from data.store import Store
from practices.policy import default_policy
from practices.rejudge import rejudge
from tests.browser.conftest import Running, open_screen, served, settled, sideways

PRACTICE, TITLE = "use_name", "Chamar pelo nome"
SAID = "Chamou de dona Lia no áudio."


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: what is decided here is not in the way of other tests."""
    with served(demo_copy()) as running:
        yield running


def missed_last_week(store: Store) -> Row[tuple[str, str, date]]:
    """A contact of the week before last in which the customer was not called by name: id, agent, day."""
    totals = judged.read_totals(store)
    last_day: date = totals["day"].max()
    table = schema.verdicts.c
    week = table.day.between(last_day - timedelta(days=20), last_day - timedelta(days=8))
    wanted = select(table.contact_id, table.agent_id, table.day).where(
        table.practice == PRACTICE, table.verdict == "missed", table.agent_id.is_not(None), week
    )
    with store.engine.connect() as connection:
        return connection.execute(wanted.order_by(table.day, table.contact_id).limit(1)).one()


def listed(page: Page, running: Running, path: str, open_list: Callable[[Page], None]) -> tuple[int, int]:
    """How many units the list behind a number of a screen has as not followed, and as followed."""
    open_screen(page, running, path, "gestora")
    open_list(page)
    choices = page.get_by_role("dialog").get_by_role("radiogroup").first
    choices.get_by_text(re.compile("^Não cumprida")).wait_for()
    told = choices.inner_text()
    missed, met = (re.search(rf"^{verdict} ([\d.]+)$", told, re.M) for verdict in ("Não cumprida", "Cumprida"))
    assert missed
    assert met
    return int(missed[1].replace(".", "")), int(met[1].replace(".", ""))


def choose(page: Page, box: str) -> None:
    page.locator(f".st-key-{box} input").click()
    page.keyboard.type(TITLE)
    page.get_by_role("option", name=TITLE).click()
    settled(page)


def behind_the_practice(page: Page) -> None:
    choose(page, "practice_to_open")
    page.locator(".st-key-open_practice button").click()


def behind_the_scorecard(page: Page) -> None:
    choose(page, "agent_practice")
    page.locator(".st-key-open_scorecard button").click()


def behind_the_pillar(page: Page) -> None:
    page.locator(".st-key-open_kpi_respect button").click()


def in_list(page: Page, running: Running, path: str) -> str:
    """The practice's row in the weekly review's list: rate, interval, n."""
    open_screen(page, running, path, "gestora")
    page.get_by_text("Como lista").first.click()
    settled(page)
    return page.get_by_role("row").filter(has_text=TITLE).first.inner_text()


def all_judged(store: Store) -> int:
    return int(judged.read_totals(store).select(judged.COUNTS).sum().sum_horizontal().item())


def test_every_number_follows_a_changed_verdict_and_keeps_it(page: Page, own: Running) -> None:
    contact_id, agent_id, on = missed_last_week(own.store)
    days = f"from={on}&to={on + timedelta(days=6)}"
    screens = {
        f"revisao?{days}": behind_the_practice,
        f"agentes?agent={agent_id}&{days}": behind_the_scorecard,
        f"kpis?{days}": behind_the_pillar,
    }
    before = {path: listed(page, own, path, open_list) for path, open_list in screens.items()}
    weekly_before, judged_before = in_list(page, own, f"revisao?{days}"), all_judged(own.store)

    open_screen(page, own, f"registro?contact={contact_id}", "gestora")
    identity = f"{PRACTICE}-contact-{contact_id}"
    change_by_keyboard(page, identity)
    told = page.get_by_text("A regra disse não cumprida; Marta Gestora disse cumprida em")
    expect(told).to_contain_text(SAID)
    expect(page.get_by_text("Salvo. Conta como cumprida em todos os totais.")).to_be_visible()

    after = {path: listed(page, own, path, open_list) for path, open_list in screens.items()}
    assert after == {path: (missed - 1, met + 1) for path, (missed, met) in before.items()}
    weekly_after = in_list(page, own, f"revisao?{days}")
    assert all_judged(own.store) == judged_before

    rejudge(own.store, default_policy(), datetime.now(UTC), everything=True)
    assert {path: listed(page, own, path, open_list) for path, open_list in screens.items()} == after
    assert in_list(page, own, f"revisao?{days}") == weekly_after != weekly_before
    open_screen(page, own, f"registro?contact={contact_id}", "gestora")
    expect(told).to_contain_text(SAID)


def change_by_keyboard(page: Page, identity: str) -> None:
    """Open the form at its button, go on with Tab past 'Contestar': choose 'cumprida', say why, save."""
    page.locator(f".st-key-change_{identity} button").focus()
    page.keyboard.press("Enter")
    page.locator(f".st-key-review_why_{identity}").wait_for()
    settled(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    page.keyboard.press("Tab")
    page.keyboard.type(SAID)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Salvo.").wait_for()
    settled(page)


def test_what_does_not_apply_leaves_the_weekly_review_and_comes_back(page: Page, own: Running) -> None:
    contact_id, _, on = missed_last_week(own.store)
    path = f"revisao?from={on}&to={on + timedelta(days=6)}"
    missed, met = listed(page, own, path, behind_the_practice)
    open_screen(page, own, f"registro?contact={contact_id}", "gestora")
    say(page, contact_id, "não se aplica", "O nome no cadastro é da empresa.")
    expect(page.get_by_text("Salvo. Não conta mais em nenhum total.")).to_be_visible()
    assert listed(page, own, path, behind_the_practice) == (missed - 1, met)
    open_screen(page, own, f"registro?contact={contact_id}", "gestora")
    expect(page.get_by_text("O nome no cadastro é da empresa.")).to_be_visible()
    say(page, contact_id, "voltar à regra: não cumprida", "Engano meu.")
    assert listed(page, own, path, behind_the_practice) == (missed, met)


def say(page: Page, contact_id: str, said: str, because: str) -> None:
    identity = f"{PRACTICE}-contact-{contact_id}"
    page.locator(f".st-key-change_{identity} button").click()
    page.get_by_role("radiogroup").get_by_text(said, exact=True).click()
    page.locator(f".st-key-review_why_{identity} textarea").fill(because)
    page.locator(f".st-key-save_{identity} button").click()
    page.get_by_text("Salvo.").wait_for()
    settled(page)


def test_the_second_person_reads_what_the_first_said_on_a_phone(page: Page, phone: Page, own: Running) -> None:
    contact_id, _, _ = missed_last_week(own.store)
    open_screen(phone, own, f"registro?contact={contact_id}", "gestora")
    phone.locator(f".st-key-change_{PRACTICE}-contact-{contact_id} button").click()
    phone.get_by_role("radiogroup").get_by_text("não se aplica", exact=True).click()
    phone.locator(f".st-key-review_why_{PRACTICE}-contact-{contact_id} textarea").fill("Não se aplica.")
    open_screen(page, own, f"registro?contact={contact_id}", "gestora")
    say(page, contact_id, "não dá para ver", "Falta o áudio.")
    phone.locator(f".st-key-save_{PRACTICE}-contact-{contact_id} button").click()
    expect(phone.get_by_text("A sua não foi salva")).to_be_visible()
    expect(phone.get_by_text("Falta o áudio.")).to_be_visible()
    wide = sideways(phone)
    assert wide <= 0
