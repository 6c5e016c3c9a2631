"""The language that a user chose lasts: in other windows, after a reload, at an address typed in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from practices import PRACTICES
from tests.browser.conftest import Running, open_screen, settled

ENGLISH = [one.title.en for one in PRACTICES]


def speak_english(page: Page) -> None:
    page.locator(".st-key-frame_menu button").first.click()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Weekly review").wait_for()
    settled(page)


def test_english_lasts_over_windows_reloads_and_typed_addresses(page: Page, running: Running) -> None:
    open_screen(page, running, "revisao", "gestora")
    expect(page.locator("h1")).to_have_text("Revisão semanal")
    speak_english(page)
    page.reload()
    expect(page.locator("h1")).to_have_text("Weekly review")
    other = page.context.new_page()
    other.goto(f"{running.address}/confianca")
    expect(other.locator("h1")).to_have_text("Trust")


def test_no_box_keeps_the_words_of_the_other_language(page: Page, running: Running) -> None:
    open_screen(page, running, "revisao", "gestora")
    for key in ("practice_to_open", "funnel_practice"):
        page.locator(f".st-key-{key} input").wait_for()
    speak_english(page)
    page.get_by_role("heading", name="What do we owe customers now?").wait_for()
    for key in ("practice_to_open", "funnel_practice"):
        assert page.locator(f".st-key-{key} input").input_value() in ENGLISH
    for key in ("filter_team", "filter_channel", "filter_reason"):
        assert page.locator(f".st-key-{key} input").input_value().startswith("All ")
