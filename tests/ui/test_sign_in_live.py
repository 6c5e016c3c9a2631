"""Signing in in a real browser: the server has had no visitor before the first test asks for a deep link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from data.schema import messages
from data.store import Store
from tests.ui.conftest import PASSWORD, Server

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
ADDRESSES = ("revisao", "sem-retorno", "agentes", "kpis", "registro")
HOSTILE = (
    "oi ![x](http://evil.example/a.png) $x^2$ $$y$$ :red[perigo] :tada: :material/home: **n** <b>h</b> "
    "<script>alert(1)</script> [a](http://evil.example) http://evil.example www.evil.example -> `c` # t"
)


@contextmanager
def browser(locale: str = "pt-BR") -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS.split())
        try:
            yield opened.new_context(locale=locale)
        finally:
            opened.close()


def visit(context: Any, address: str) -> Any:
    page = context.new_page()
    page.outside = []
    page.on("request", lambda request: page.outside.append(request.url) if _is_outside(request.url) else None)
    page.goto(address)
    return page


def _is_outside(url: str) -> bool:
    return url.startswith("http") and not url.startswith("http://localhost")


def settle(page: Any) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(500)


def is_form(page: Any) -> None:
    page.wait_for_selector("input[type=password]", timeout=60_000)
    settle(page)


def sign_in(page: Any, username: str) -> None:
    page.wait_for_selector("input[type=password]", timeout=60_000)
    settle(page)
    page.fill("input[autocomplete=username]", username)
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[type=password]", state="detached", timeout=60_000)
    settle(page)


def test_a_deep_link_is_the_first_thing_asked_of_a_fresh_server(server: Server) -> None:
    with browser() as context:
        page = visit(context, f"{server.address}/kpis?from=2026-11-09&to=2026-11-15")
        is_form(page)
        shown = page.inner_text("body")
        assert not any(character.isdigit() for character in shown), shown
        assert page.locator("[role=dialog]").count() == 0, "no talk of a page that does not exist"
        sign_in(page, "gestora")
        assert page.url.startswith(f"{server.address}/kpis?from=2026-11-09&to=2026-11-15")
        assert page.outside == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_screen_shows_a_number_to_an_anonymous_visitor(server: Server, address: str) -> None:
    with browser() as context:
        page = visit(context, f"{server.address}/{address}?contact=k1")
        is_form(page)
        assert not any(character.isdigit() for character in page.inner_text("body"))
        assert page.outside == []


def test_a_cookie_signs_in_until_somebody_signs_out(server: Server) -> None:
    with browser() as context:
        page = visit(context, f"{server.address}/registro")
        sign_in(page, "super")
        cookies = [one for one in context.cookies() if one["name"] == "atendimento"]
        assert len(cookies) == 1
        page.reload()
        settle(page)
        assert page.locator("input[type=password]").count() == 0
        page.locator(".st-key-frame_menu button").first.click()
        page.get_by_text("Sair").click()
        is_form(page)
        context.add_cookies(cookies)  # a copy that somebody kept
        page.goto(f"{server.address}/registro")
        is_form(page)


def test_the_browsers_language_is_spoken_until_another_is_chosen(server: Server) -> None:
    with browser(locale="en-GB") as context:
        page = visit(context, f"{server.address}/registro")
        sign_in(page, "lider")
        assert "Contact or OS" in page.inner_text("body")
        page.locator(".st-key-frame_menu button").first.click()
        page.get_by_text("Português").click()
        page.get_by_text("Contato ou OS").first.wait_for()


def test_what_a_customer_typed_is_shown_as_typed(server: Server, world: Store) -> None:
    with world.write() as connection:
        by_customer = select(messages.c.id, messages.c.contact_id).where(messages.c.sender == "customer").limit(1)
        message_id, contact_id = connection.execute(by_customer).one()
        connection.execute(update(messages).where(messages.c.id == message_id).values(text=HOSTILE))
    with browser() as context:
        page = visit(context, f"{server.address}/registro?contact={contact_id}")
        sign_in(page, "gestora")
        page.get_by_text("O que foi dito e feito").wait_for()
        shown = page.inner_text("[data-testid=stMain]").replace("\u2060", "")
        assert HOSTILE in shown
        assert page.outside == []
        links = page.eval_on_selector_all("[data-testid=stMain] a", "all => all.map(one => one.href)")
        assert not any("evil" in one for one in links)
