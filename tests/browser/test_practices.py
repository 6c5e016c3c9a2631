"""A practice as a supervisor uses it: from the review to the practice, to another one, to an example on its record."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Running, open_screen, settled

MARKED = ".stMarkdownColoredBackground"


def choose(page: Page, practice: str) -> None:
    box = page.get_by_role("combobox", name="Prática").first
    box.click()
    box.fill(practice)
    page.get_by_role("option", name=practice).first.click()
    page.get_by_role("heading", level=1, name=practice).wait_for()
    settled(page)


def test_from_the_review_to_a_practice_to_a_missed_example(page: Page, running: Running) -> None:
    open_screen(page, running, "revisao", "supervisor")
    page.get_by_role("button", name="Ver a prática").click()
    page.get_by_role("heading", name="O que o guia pede?").wait_for()
    settled(page)
    choose(page, "Confirmar o entendimento")
    assert "practice=confirm_understanding" in page.url
    page.get_by_role("radio", name="12 semanas").click()
    settled(page)
    missed = page.get_by_test_id("stColumn").filter(has_text="Não cumprida").last
    quoted = missed.locator(MARKED).first.inner_text()
    with page.context.expect_page() as opened:
        missed.get_by_role("link", name="abrir").first.click()
    record = opened.value
    record.get_by_role("heading", name="O que foi dito e feito").wait_for()
    settled(record)
    assert "practice=confirm_understanding" in record.url
    pointed = record.get_by_role("row").filter(has_text="▶")
    expect(pointed).to_have_count(1)
    expect(pointed).to_contain_text(re.compile(re.escape(quoted.removesuffix("…")[:40])))
    expect(pointed.locator(MARKED).last).to_contain_text(quoted.removesuffix("…")[:40])


def test_a_link_shows_the_colleague_the_same_practice_whose_records_lead_back_to_the_list(
    page: Page, running: Running
) -> None:
    open_screen(page, running, "praticas?practice=use_name&channel=whatsapp", "gestora")
    expect(page.get_by_role("heading", level=1, name="Chamar pelo nome")).to_be_visible()
    page.get_by_role("button", name="Abrir a lista").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("Chamar pelo nome: equipe ")
    box = drawer.get_by_role("combobox", name="Todos os atendentes")
    box.click()
    page.get_by_role("option").nth(1).click()
    expect(box).to_have_value(re.compile(r" \(\d+\)$"))
    settled(page)
    agent, followed = box.input_value().partition(" (")[0], drawer.get_by_text(re.compile(r"^Cumprida \d+$"))
    count = followed.inner_text().removeprefix("Cumprida ")
    followed.click()
    expect(box).to_have_value(f"{agent} ({count})")
    expect(drawer.get_by_text(f"{count} veredito", exact=False).first).to_be_visible()
    settled(page)
    expect(drawer.get_by_role("row").filter(has_text=agent)).to_have_count(drawer.get_by_role("row").count() - 1)
    heading = drawer.get_by_role("heading").first.inner_text()
    with page.context.expect_page() as opened:
        drawer.get_by_role("link", name="abrir").first.click()
    record = opened.value
    record.get_by_role("link", name="Voltar para a lista").click()
    expect(record.get_by_role("dialog").get_by_role("heading").first).to_have_text(heading)
    record.get_by_role("dialog").get_by_role("link", name="abrir").first.wait_for()
    settled(record)
    assert "practice=use_name" in record.url
    record.keyboard.press("Escape")
    record.get_by_role("dialog").wait_for(state="detached")
    record.wait_for_url(lambda url: "open=" not in url)
