"""The coaching talk, from choosing the practice to the before and after; and a contest, recorded then answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from data import people, schema
from data.store import Store
from tests.browser.conftest import PASSWORD, Running, one_run, open_screen, served, settled, sideways
from ui import wording

PRACTICE, TITLE = "use_name", "Chamar pelo nome"
NOTE = "Ouvimos dois atendimentos: vai chamar pelo nome logo no começo."


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: what is decided here is not in the way of other tests."""
    store = demo_copy(contacts=1500, weeks=12)
    people.add_user(store, "sul", "Sônia Sul", people.Role.SUPERVISOR, ("Norte", "Sul"), PASSWORD)
    with served(store) as running:
        yield running


def often_missed(store: Store) -> Any:
    """The agent of team Norte who misses the practice most, and the newest contact where it was missed."""
    table, agents = schema.verdicts.c, schema.agents.c
    north = select(agents.agent_id).where(agents.team == "Norte")
    of_practice = (table.practice == PRACTICE) & (table.verdict == "missed") & table.agent_id.in_(north)
    by_agent = select(table.agent_id).where(of_practice).group_by(table.agent_id).order_by(func.count().desc()).limit(1)
    with store.engine.connect() as connection:
        agent_id = connection.scalar(by_agent)
        newest = select(table.contact_id, table.agent_id).where(of_practice, table.agent_id == agent_id)
        return connection.execute(newest.order_by(table.at.desc(), table.contact_id).limit(1)).one()


def kept(store: Store, name: str) -> list[Any]:
    table = schema.metadata.tables[name]
    with store.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def pick(page: Page, box: str, words: str) -> None:
    """Choose what the box may show already: Enter takes the first of the list, so it has to be narrowed before."""
    field = page.locator(f"[class*={box}] input").first
    field.click()
    page.keyboard.type(words)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(words))


def enter(page: Page, field: Locator, words: str) -> None:
    """Write into a field that is read at once, outside a form, once the run that draws it is over."""
    field.wait_for()
    settled(page)
    field.fill(words)
    with one_run(page):
        field.press("Tab")


def write(page: Page, field: str, words: str) -> None:
    page.locator(f"[class*={field}]").locator("textarea, input").first.fill(words)


def press(page: Page, name: str, says: str) -> None:
    with one_run(page):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(says).first).to_be_visible()


def test_the_coaching_talk_from_the_practice_to_the_before_and_after(page: Page, own: Running) -> None:
    missed, today = often_missed(own.store), wording.today()
    open_screen(page, own, f"agentes?agent={missed.agent_id}", "lider")
    pick(page, "st-key-plan_practice_", TITLE)
    goal = page.locator(f"[class*=st-key-plan_goal_{PRACTICE}] input")
    enter(page, goal, "120")
    press(page, "Combinar", "O objetivo é uma porcentagem de 1 a 100.")
    expect(goal).to_have_value("120")
    enter(page, goal, "90")
    talk = today - timedelta(weeks=4)
    on = page.locator(f"[class*=st-key-plan_started_{PRACTICE}]")
    _type_day(page, on, talk)
    press(page, "Combinar", "Salvo: a prática está em foco.")
    (plan,) = kept(own.store, "coaching_plans")
    assert (plan.agent_id, plan.practice, plan.goal, plan.started_on) == (missed.agent_id, PRACTICE, 0.9, talk)
    assert f"plan={plan.id}" in page.url
    expect(page.get_by_role("cell", name=f"90% até {wording.day(plan.until)}")).to_be_visible()

    write(page, "st-key-plan_note_", NOTE)
    press(page, "Anotar", "Anotado.")
    expect(page.get_by_text(NOTE)).to_be_visible()
    box = page.locator("[class*=st-key-pin_pick_] input").first
    box.click()
    page.keyboard.type("◆")
    expect(page.get_by_role("option").first).to_contain_text("◆")
    page.keyboard.press("Enter")  # a click would race with the list, which moves while it opens
    expect(box).to_have_value(re.compile("◆"))
    press(page, "Fixar registro", "Fixado para a conversa.")
    (pin,) = kept(own.store, "coaching_pins")
    assert (pin.plan_id, pin.pinned_by) == (plan.id, "lider")

    expect(page.get_by_text(f"Antes e depois de {wording.day(talk)}")).to_be_visible()
    expect(page.get_by_text("regressão à média")).to_be_visible()
    figure = page.locator(".st-key-before_after")
    expect(figure.get_by_text("objetivo 90%")).to_be_visible()
    page.locator(".st-key-before_after_as_list").get_by_text("Ver como lista").click()
    expect(page.get_by_role("cell", name="depois da conversa")).to_be_visible()
    settled(page)

    with one_run(page):
        page.get_by_role("button", name="Encerrar", exact=True).click()
    write(page, "st-key-plan_outcome_", "Chama pelo nome na primeira mensagem.")
    press(page, "Encerrar o acompanhamento", "Diga como termina")
    page.get_by_role("radio", name="Concluído").click()
    press(page, "Encerrar o acompanhamento", "o acompanhamento está encerrado")
    expect(page.get_by_text("Chama pelo nome na primeira mensagem.")).to_be_visible()
    assert kept(own.store, "coaching_plans")[0].state == "done"
    expect(page.get_by_text("Nenhum acompanhamento em andamento.")).to_be_visible()
    page.get_by_role("button", name="Combinar um novo foco").click()
    expect(page.locator("[class*=st-key-plan_practice_]")).to_be_visible()

    open_screen(page, own, f"agentes?agent={missed.agent_id}&plan={plan.id}", "lider")
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(page.get_by_text("regressão à média")).to_be_visible()


def _type_day(page: Page, box: Any, day: Any) -> None:
    """Write a day into a date field, as a keyboard does: it is sent when the field is left."""
    parts = box.get_by_role("spinbutton")
    parts.first.click()
    page.keyboard.type(f"{day:%d%m%Y}")
    for place, words in enumerate((f"{day:%d}", f"{day:%m}", f"{day:%Y}")):
        expect(parts.nth(place)).to_have_text(words)
    with one_run(page):
        page.locator("h1").first.click()


def test_a_contest_is_recorded_by_the_lead_and_answered_by_a_supervisor(page: Page, phone: Page, own: Running) -> None:
    missed = often_missed(own.store)
    identity = f"{PRACTICE}-contact-{missed.contact_id}"
    open_screen(page, own, f"registro?contact={missed.contact_id}", "lider")
    page.locator(f".st-key-contest_{identity} button").focus()
    page.keyboard.press("Enter")
    page.locator(f".st-key-contest_why_{identity} textarea").fill("Chamei de dona Lia no áudio.")
    page.locator(f".st-key-contest_save_{identity} button").click()
    page.get_by_text("Registrada. O veredito conta como antes").wait_for()
    settled(page)
    (contest,) = kept(own.store, "contests")
    open_screen(page, own, f"confianca?contest={contest.id}", "lider")
    expect(page.get_by_text("a liderança fala pelo atendente")).to_be_visible()

    open_screen(phone, own, f"confianca?contest={contest.id}", "sul")
    phone.get_by_text("Aceitar", exact=True).click()
    phone.get_by_text("cumprida", exact=True).click()
    phone.locator(f".st-key-contest_reply_why_{contest.id} textarea").fill("Ouvi: chamou aos 2 minutos.")
    phone.get_by_role("button", name="Enviar a resposta").click()
    expect(phone.get_by_text("Aceita: agora conta como")).to_be_visible()
    wide = sideways(phone)
    assert wide <= 0
    assert [(one.verdict, one.reviewed_by) for one in kept(own.store, "verdict_reviews")] == [("met", "sul")]

    open_screen(page, own, f"registro?contact={missed.contact_id}", "lider")
    expect(page.get_by_text("Sônia Sul aceitou em")).to_contain_text("Ouvi: chamou aos 2 minutos.")
    open_screen(page, own, f"agentes?agent={missed.agent_id}", "lider")
    expect(page.get_by_role("cell").filter(has_text="Sônia Sul aceitou em")).to_be_visible()
