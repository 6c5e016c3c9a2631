"""Making a pack: the one way in, for screens and for the shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from data.store import Store
from reports import agent, books, follow_up, typesetting, weekly
from reports.ground import Ground
from reports.wish import Ending, Pack, Progress, Wish
from ui.words import local

Document = Callable[[Ground, Progress], Mapping[str, Any]]
Book = Callable[[Ground, Progress], bytes]
MAKERS: dict[Pack, tuple[str, Document, Book]] = {
    Pack.WEEKLY: ("weekly", weekly.document, books.weekly_book),
    Pack.AGENT: ("agent", agent.document, books.agent_book),
    Pack.FOLLOW_UP: ("follow_up", follow_up.document, books.follow_up_book),
}
"""Of each pack: its layout, what its pages say, and its workbook."""
FILES = {
    "pt": {Pack.WEEKLY: "revisao-semanal", Pack.AGENT: "ficha-atendente", Pack.FOLLOW_UP: "sem-retorno"},
    "en": {Pack.WEEKLY: "weekly-review", Pack.AGENT: "agent-sheet", Pack.FOLLOW_UP: "without-return"},
}
"""What the files are called."""
READING = 0.85
"""The share of the time of a PDF that reading takes; the rest is typesetting."""


def make(store: Store, wish: Wish, ending: Ending, now: datetime, progress: Progress) -> bytes:
    """The pack as a file, with what the wish's viewer may see and nothing else; `now` is an aware moment.

    The same records, wish and `now` give the same bytes. Knows nothing of Streamlit: it may run in any thread.

    Raises `NothingToReport` with a sentence where there is nothing to make it of, `reports.typesetting.NotTypeset`
    where the pages could not be set.
    """
    layout, document, book = MAKERS[wish.pack]
    ground = Ground(store, wish, now)
    if ending is Ending.XLSX:
        made = book(ground, progress)
    else:
        told = document(ground, lambda share: progress(READING * share))
        progress(READING)
        made = typesetting.pdf(layout, told, now)
    progress(1.0)
    return made


def file_name(wish: Wish, ending: Ending, now: datetime) -> str:
    """What the file is called: the pack, whose it is, and its days."""
    choice = wish.choice
    days = f"{local(now):%Y-%m-%d}" if wish.pack is Pack.FOLLOW_UP else f"{choice.from_day}-{choice.to_day:%m-%d}"
    whose = [one for one in (wish.agent_id, choice.team if wish.pack is not Pack.AGENT else None) if one]
    plain = "-".join([FILES[wish.language][wish.pack], *whose, days]).lower()
    return "".join(letter if letter.isalnum() or letter == "-" else "-" for letter in plain) + f".{ending.value}"
