"""A pack in the browser: asked for, watched, downloaded; the screen does not look any longer than it has to."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import Running, open_screen

QUIET_MS = 3500
"""Longer than three looks at the state of a pack."""


def test_a_pack_is_prepared_and_downloaded(page: Page, running: Running) -> None:
    sent: list[object] = []

    def keep(frame: str | bytes) -> None:
        sent.append(frame)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    page.on("websocket", listen)
    open_screen(page, running, "sem-retorno", "gestora")
    page.get_by_role("button", name="Preparar planilha").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Baixar a planilha").click()
    assert taken.value.suggested_filename.startswith("sem-retorno-")
    book = openpyxl.load_workbook(BytesIO(Path(taken.value.path()).read_bytes()))
    cases = book["Casos"]
    place = [cell.value for cell in cases[1]].index("Caso")
    link = next(cases.iter_rows(min_row=2))[place].hyperlink.target
    assert link.startswith(f"{running.address}/sem-retorno?commitment=")
    page.get_by_role("button", name="Preparar PDF").wait_for()

    before = len(sent)
    page.wait_for_timeout(QUIET_MS)
    assert len(sent) == before, "the screen still asks for a pack that was taken"

    page.goto(link)
    page.get_by_role("heading", level=1).wait_for()
    expect(page.get_by_text(str(next(cases.iter_rows(min_row=2))[0].value)).first).to_be_visible()
