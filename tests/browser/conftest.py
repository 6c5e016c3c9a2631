"""The running app in headless Chromium: one server with demo records, one browser, a signed-in page for each role."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from data import people
from data.demo import make_demo
from data.demo.decided import decide
from data.demo.filling import USERS, fill
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge
from ui.frame import SECONDS_BETWEEN_LOOKS
from ui.sign_in import COOKIE

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ZONE = ZoneInfo(default_policy().time_zone)
SECRET = "input[type=password]"
PASSWORD = "uma-senha-de-teste"
SOMEBODY_ELSE = "Outra pessoa"
PATIENCE_MS = 60_000
TRIES = 4
COUNT_RUNS = """() => {
    if (window.scriptRuns === undefined) {
        window.scriptRuns = 0;
        const counted = (changes) => changes.forEach((change) => {
            const state = change.target.getAttribute("data-test-script-state");
            if (state !== change.oldValue && state === "running") window.scriptRuns += 1;
        });
        const watched = {attributes: true, attributeOldValue: true, attributeFilter: ["data-test-script-state"]};
        new MutationObserver(counted).observe(document, {...watched, subtree: true});
    }
    return window.scriptRuns;
}"""
"""Counts from now on how often the script behind the page has begun to run; how often it has so far."""
LOOK_WHEN_TOLD = """(() => {
    const every = window.setInterval;
    window.setInterval = (act, pause, ...rest) => {
        if (pause !== %d) return every(act, pause, ...rest);
        window.lookForChanges = act;
        return 0;
    };
})()"""
"""Lets the frame look for changes only when a test says so: looking is a run too, and would be taken for another."""
BEYOND = """() => {
    const boxes = [document.scrollingElement, document.querySelector("[data-testid=stMain]")];
    return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
}"""
SIGNED_IN: dict[tuple[str, str], list[dict[str, str]]] = {}
"""The cookie of whoever signed in through the form, by server and user: the form takes as long as a screen."""
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                reason = "no Chromium is installed: on Debian and Ubuntu, `apt-get install chromium` brings it"
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Running:
    """One server: its address, and the store that it reads."""

    address: str
    store: Store


def demo_store(folder: Path, contacts: int = 700, weeks: int = 5, until: date | None = None) -> Store:
    """A judged store with a small fictitious provider and its three users, all with `PASSWORD`; until yesterday."""
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    made = make_demo(contacts, seed=7, until=until or yesterday(), weeks=weeks)
    fill(store, made.records)
    rejudge(store, default_policy(), datetime.now(ZONE))
    decide(store, made)
    for username, name, role, teams in USERS:
        people.add_user(store, username, name, people.Role(role), teams, PASSWORD)
    return store


def yesterday() -> date:
    return datetime.now(ZONE).date() - timedelta(days=1)


@pytest.fixture(scope="session")
def demo_copy(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Store]:
    """What `demo_store` makes, for one test file alone: each provider is made once, and copied for whoever asks."""
    made: dict[tuple[int, int, date], Path] = {}

    def copied(contacts: int = 700, weeks: int = 5, until: date | None = None) -> Store:
        asked = (contacts, weeks, until or yesterday())
        if asked not in made:
            made[asked] = tmp_path_factory.mktemp("made")
            demo_store(made[asked], *asked).engine.dispose()  # only then does the file hold all that was written
        return open_store(f"sqlite:///{shutil.copy(made[asked] / 'store.db', tmp_path_factory.mktemp('demo'))}")

    return copied


def start(store: Store) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own on a free port; returns when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"),
            *("--server.address", "127.0.0.1", "--server.port", str(port)),
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": store.engine.url.render_as_string(hide_password=False)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return process, address
        except OSError:
            time.sleep(0.1)  # the server has no other way to say that it is up
    process.kill()
    raise RuntimeError("the server did not start")


@contextmanager
def served(store: Store) -> Iterator[Running]:
    """A server of its own with this store, for as long as it is needed."""
    process, address = start(store)
    try:
        yield Running(address, store)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def store(demo_copy: Callable[..., Store]) -> Store:
    return demo_copy()


@pytest.fixture(scope="session")
def running(store: Store) -> Iterator[Running]:
    with served(store) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """A window that test after test may use: the scripts of the product are read and compiled in it only once."""
    context = browser.new_context(locale="pt-BR")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(LOOK_WHEN_TOLD % (1000 * SECONDS_BETWEEN_LOOKS))
    yield context.new_page()
    context.close()


@contextmanager
def emptied(page: Page, width: int, height: int) -> Iterator[Page]:
    """The window for one test; then all that the app could know it by is gone: cookies, storage, further windows."""
    page.set_viewport_size({"width": width, "height": height})
    outside: list[str] = []

    def listen(request: Request) -> None:
        if _is_outside(request.url):
            outside.append(request.url)

    page.context.on("request", listen)
    yield page
    page.context.remove_listener("request", listen)
    for other in page.context.pages:
        if other != page:
            other.close()
    if page.url.startswith("http"):
        page.evaluate("sessionStorage.clear(), localStorage.clear()")
    page.goto("about:blank")
    page.context.clear_cookies()
    assert outside == [], "nothing may be asked of another host"


@pytest.fixture(scope="session")
def desktop_window(browser: Browser) -> Iterator[Page]:
    with window(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def phone_window(browser: Browser) -> Iterator[Page]:
    with window(browser) as opened:
        yield opened


@pytest.fixture
def page(desktop_window: Page) -> Iterator[Page]:
    """An empty window of a visitor who speaks Portuguese."""
    with emptied(desktop_window, 1440, 900) as opened:
        yield opened


@pytest.fixture
def phone(phone_window: Page) -> Iterator[Page]:
    """The same of another visitor, on a phone."""
    with emptied(phone_window, 390, 844) as opened:
        yield opened


def _is_outside(url: str) -> bool:
    return url.startswith("http") and urlsplit(url).hostname != "127.0.0.1"


def settled(page: Page) -> None:
    """Wait until the script behind the page has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")


@contextmanager
def one_run(page: Page) -> Iterator[None]:
    """Wait until what is done inside has made the script run, and to its end.

    Right after a key or a click the script behind the page stands still as before: `settled` alone would be content,
    and what is typed next would be lost in the run that is still to come.
    """
    settled(page)
    before = page.evaluate(COUNT_RUNS)
    yield
    page.wait_for_function(f"window.scriptRuns > {before}")
    settled(page)


def sign_in(page: Page, username: str) -> None:
    """Fill in the form that stands on the page, and wait for what lies behind it."""
    page.locator("input[autocomplete=username]").fill(username)
    page.locator(SECRET).fill(PASSWORD)
    page.locator(SECRET).press("Enter")
    page.locator(SECRET).wait_for(state="detached")
    page.locator("h1").first.wait_for()
    settled(page)


def open_screen(page: Page, running: Running, path: str, username: str) -> None:
    """Open an address of the app, signed in: with the cookie of who signed in before where it counts, else on the way.

    Nothing else is brought along from the window in which that was.
    """
    visitor = (running.address, username)
    if not page.context.cookies(running.address):
        page.context.add_cookies(SIGNED_IN.get(visitor, []))
    page.goto(f"{running.address}/{path}")
    page.locator("h1").first.wait_for()
    settled(page)
    if page.locator(SECRET).count():
        sign_in(page, username)
        SIGNED_IN[visitor] = [
            {"name": COOKIE, "value": one["value"], "url": running.address}
            for one in page.context.cookies(running.address)
            if one["name"] == COOKIE
        ]


def open_by_form(page: Page, running: Running, path: str, username: str) -> None:
    """Open an address of the app as somebody whom this browser does not know yet: through the form."""
    page.goto(f"{running.address}/{path}")
    page.locator(SECRET).wait_for()
    settled(page)
    sign_in(page, username)


def sideways(page: Page) -> int:
    """By how many pixels the page, or the screen that scrolls within it, is wider than its window."""
    wide: int = page.evaluate(BEYOND)
    return wide


def into_view(element: Locator) -> None:
    """Move the page to an element, and to the one that takes its place where it is just being drawn again."""
    element.hover()  # scrolls as `scroll_into_view_if_needed` does, which gives up on what is drawn again


def press(page: Page, key: str) -> None:
    """Press the button of this key, and wait for what it does."""
    page.locator(f".st-key-{key} button").click()
    settled(page)


def agree(page: Page, place: int, what: str, owner: str, practice: str | None = None, *, offered: bool = True) -> None:
    """Fill in the open form of an action with the keyboard alone, from the first field on."""
    _type(page, f"what_new_{place}", what)
    _choose(page, f"owner_new_{place}", owner if offered else SOMEBODY_ELSE)
    if not offered:
        _type(page, f"name_new_{place}", owner)
    if practice:
        _choose(page, f"practice_new_{place}", practice)
    page.locator(".st-key-save_new button").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Anotado:").filter(has_text=what).wait_for()
    settled(page)


def _type(page: Page, key: str, words: str) -> None:
    """Write into the field of this key, once the run that draws it is over, and leave it."""
    field = page.locator(f".st-key-{key} input")
    field.wait_for()
    settled(page)
    field.focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    expect(field).to_have_value(words)


def _choose(page: Page, key: str, typed: str) -> None:
    """Take, in the box of this key, the option that is found by what is typed.

    A run that the field before set off may draw the box again and close its list: then it is typed once more.
    """
    field, found = page.locator(f".st-key-{key} input"), re.compile(re.escape(typed), re.IGNORECASE)
    option = page.get_by_role("option").filter(has_text=found).first
    for _ in range(TRIES):
        settled(page)
        field.focus()
        field.fill("")
        page.keyboard.type(typed)
        with suppress(TooLate):
            option.wait_for(timeout=PATIENCE_MS / TRIES)
            break
        page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.get_by_role("option").first.wait_for(state="detached")
    expect(field).to_have_value(found)
