"""A target is set by keyboard, drawn and said at its number; the contacts behind an association open, by link too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from data.store import Store
from tests.browser.conftest import PATIENCE_MS, Running, into_view, open_by_form, open_screen, served, settled, sideways

RETENTION = "Retenção"
OUTCOME = "first_contact"


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with records of its own: the targets that are set here are in nobody's way."""
    with served(demo_copy()) as running:
        yield running


def type_target(page: Page, measure: str, text: str) -> None:
    """Open a tile's target with Enter, write it, save it with Enter."""
    page.locator(f".st-key-target_of_{measure} button").focus()
    page.keyboard.press("Enter")
    page.locator(f".st-key-target_value_{measure}_ input").wait_for()
    settled(page)
    page.locator(f".st-key-target_value_{measure}_ input").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def chart(page: Page, measure: str) -> str:
    """What a tile's chart says: its words, and what it says to those who do not see it."""
    tile = page.locator(f"[class*=st-key-months_{measure}]").first
    into_view(tile)
    told = tile.evaluate("one => [...one.querySelectorAll('[aria-label]')].map(e => e.ariaLabel).join(' ')")
    return f"{tile.inner_text()} {tile.text_content()} {told}"


def test_a_target_is_set_drawn_and_said(page: Page, own: Running) -> None:
    open_screen(page, own, "kpis", "gestora")
    type_target(page, "retention", "120")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("120% nunca pode ser alcançado")).to_be_visible(timeout=PATIENCE_MS)
    field = drawer.locator(".st-key-target_value_retention_ input")
    expect(field).to_have_value("120")
    settled(page)
    field.fill("97,5")
    drawer.locator(".st-key-target_save_retention_ button").click()
    page.get_by_text(re.compile(f"Salvo. {RETENTION}, toda a empresa: 97,5% a partir de")).wait_for()
    drawer.wait_for(state="detached")
    settled(page)
    assert "meta 97,5%" in chart(page, "retention")
    assert "97,5%" in page.get_by_text(re.compile("a meta, 97,5%|meta de 97,5%")).first.inner_text()
    expect(page.get_by_role("row").filter(has_text=RETENTION).filter(has_text="97,5%")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.wait_for_url(lambda url: "open=" not in url)


def test_the_lead_sees_the_target_and_no_way_to_set_one(page: Page, own: Running) -> None:
    open_screen(page, own, "kpis?open=target:retention", "lider")
    expect(page.get_by_text(re.compile(r"97,5% \(meta da empresa\)|comparar \(meta da empresa\)")).first).to_be_visible(
        timeout=PATIENCE_MS
    )
    assert page.locator("[class*=st-key-target_of_]").count() == 0
    assert page.get_by_role("dialog").count() == 0


def test_the_contacts_of_an_association_open_and_a_link_opens_them_too(page: Page, phone: Page, own: Running) -> None:
    open_screen(page, own, "kpis", "gestora")
    expect(page.get_by_text("associação, não causa")).to_be_visible(timeout=PATIENCE_MS)
    page.locator(f".st-key-open_associations_{OUTCOME} button").focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("Cumprida", exact=True).click()
    settled(page)
    counted = drawer.get_by_text(re.compile(r"^[\d.]+ atendimentos com este resultado"))
    expect(counted).to_be_visible(timeout=PATIENCE_MS)
    link = drawer.get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile(r"registro\?contact=.+&practice=use_name"))
    address = page.url
    assert f"open=goes-with%3A{OUTCOME}%3Ause_name" in address
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    settled(page)
    page.wait_for_url(lambda url: "open=" not in url)

    open_by_form(phone, own, address.split("/")[-1], "gestora")
    expect(phone.get_by_role("dialog").get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)
    wide = sideways(phone)
    assert wide <= 0


def test_a_row_of_the_figure_opens_its_contacts_again_and_again(page: Page, own: Running) -> None:
    open_screen(page, own, "kpis", "gestora")
    figure = page.locator(f"[class*=st-key-goes-with_{OUTCOME}] .js-plotly-plot").first
    for _ in range(2):
        into_view(figure)
        settled(page)
        figure.click(position={"x": 60, "y": 40 + 27 // 2})
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_text("FCR, resolvido no primeiro contato: Chamar pelo nome")).to_be_visible(
            timeout=PATIENCE_MS
        )
        page.keyboard.press("Escape")
        drawer.wait_for(state="detached")
        settled(page)
