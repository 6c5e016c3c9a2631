"""Every screen opens for every role, in Portuguese alone, says that the records are made up, and fits a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Running, open_by_form, open_screen, sideways
from ui.menu import SCREENS

TITLES = {
    "revisao": "Revisão semanal",
    "sem-retorno": "Cancelamentos sem retorno",
    "kpis": "KPIs",
}
ADDRESSES = [screen.address for screen in SCREENS]


@pytest.mark.parametrize("username", ["gestora", "supervisor", "lider"])
def test_every_screen_opens_for_every_role_in_portuguese(page: Page, running: Running, username: str) -> None:
    for address in ADDRESSES:
        open_screen(page, running, address, username)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_text("Dados fictícios", exact=False).first).to_be_visible()
        if address in TITLES:
            expect(page.get_by_role("heading", level=1, name=TITLES[address])).to_be_visible()
        words = page.get_by_test_id("stMain").inner_text()
        assert not re.search(r"\b(the|of|and|with|open|agent|customer|week)\b", words), (address, words)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_screen_fits_a_phone(phone: Page, running: Running, address: str) -> None:
    open_screen(phone, running, address, "gestora")
    wide = sideways(phone)
    assert wide <= 0, f"{address} scrolls sideways by {wide} px"


def test_the_browsers_language_is_spoken_until_another_is_chosen(page: Page, running: Running) -> None:
    open_by_form(page, running, "kpis?lang=en", "gestora")
    expect(page.get_by_role("heading", name="Are the practices followed?")).to_be_visible()
    page.get_by_role("button", name="Marta Gestora").click()
    page.get_by_text("Português").click()
    expect(page.get_by_role("heading", name="As práticas são cumpridas?")).to_be_visible()
