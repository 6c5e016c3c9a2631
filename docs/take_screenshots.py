"""Takes the README's pictures from the demo: `.venv/bin/python -m docs.take_screenshots` (needs a Chromium)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from sqlalchemy import ColumnElement, func, select

from data import schema
from data.store import Store
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE_MS, Running, demo_store, open_screen, start

FOLDER = Path(__file__).parent / "screenshots"
TALLEST = 2400


def pictures(store: Store) -> dict[str, tuple[str, int]]:
    """Name of the picture -> address and width; a contact of which there is something to see."""
    verdicts = schema.verdicts
    with store.engine.connect() as connection:

        def most(column: ColumnElement[str], *conditions: ColumnElement[bool]) -> str:
            counted = select(column).where(column.is_not(None), *conditions).group_by(column)
            return str(connection.scalar(counted.order_by(func.count().desc(), column).limit(1)))

        contact = most(verdicts.c.contact_id, verdicts.c.verdict == "missed")
    return {
        "weekly": ("revisao", 1440),
        "follow-up": ("sem-retorno", 1440),
        "agent": ("agentes", 1440),
        "kpis": ("kpis", 1440),
        "record": (f"registro?contact={contact}", 1440),
        "weekly-phone": ("revisao", 390),
    }


def main() -> None:
    """One picture of each screen, light; of the weekly review dark as well."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = demo_store(Path(folder), contacts=8000, weeks=26)
        process, address = start(store)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, width) in pictures(store).items():
            for scheme in ("light", "dark") if name == "weekly" else ("light",):
                context = browser.new_context(
                    locale="pt-BR", viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                context.set_default_timeout(PATIENCE_MS)
                page = context.new_page()
                open_screen(page, Running(address, store), path, "gestora")
                height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": width, "height": min(height + 40, TALLEST)})
                page.wait_for_timeout(2500)
                page.screenshot(path=FOLDER / f"{name}-{scheme}.png")
                context.close()
        browser.close()
        process.terminate()


if __name__ == "__main__":
    main()
