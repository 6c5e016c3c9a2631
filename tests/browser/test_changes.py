"""A window that stands open while somebody else decides: it says so, and loses nothing that is being typed."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from data import decisions
from data.people import Role, Viewer
from tests.browser.conftest import Running, open_screen, press, settled
from ui.wording import today

REVIEW = (date(2026, 11, 9), date(2026, 11, 15))
CHANGED = "Os dados mudaram desde que esta tela foi aberta."
LOOK_UNTIL_TOLD = "(words) => { window.lookForChanges(); return document.body.innerText.includes(words); }"
LOOKING_MS = 3000


def test_a_window_says_when_the_data_have_changed_and_is_drawn_anew_when_asked(page: Page, running: Running) -> None:
    open_screen(page, running, "revisao?from={}&to={}".format(*REVIEW), "gestora")
    press(page, "open_new")
    being_typed = page.locator(".st-key-what_new_0 input")
    being_typed.fill("Ligar de volta no mesmo dia")
    expect(page.get_by_text(CHANGED)).to_have_count(0)

    somebody = Viewer("nara", "Nara", Role.MANAGER)
    decisions.agree_action(running.store, somebody, *REVIEW, (), "Rever a agenda", "Nara", today())
    page.wait_for_function(LOOK_UNTIL_TOLD, arg=CHANGED, polling=LOOKING_MS)
    settled(page)
    expect(page.get_by_text("Rever a agenda")).to_have_count(0)
    expect(being_typed).to_have_value("Ligar de volta no mesmo dia")

    press(page, "frame_update")
    expect(page.get_by_text("Rever a agenda").first).to_be_visible()
    expect(page.get_by_text(CHANGED)).to_have_count(0)
    expect(being_typed).to_have_value("Ligar de volta no mesmo dia")
