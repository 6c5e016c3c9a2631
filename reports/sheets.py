"""Tables as a workbook: typed cells, a frozen and filtered head, and texts that never open as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.links import is_full
from ui.words import local, typed

CELL_LETTERS = 32_767
SHEET_NAME_LETTERS = 31
MOST_LINKS = 65_530
"""A sheet opens no more links than this; beyond it they are written as text."""


class Kind(StrEnum):
    """What a column holds; nothing is an empty cell in all of them."""

    TEXT = "text"
    LONG = "long"
    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    LINK = "link"


WIDTHS = {
    Kind.TEXT: 18,
    Kind.LONG: 48,
    Kind.COUNT: 11,
    Kind.SHARE: 11,
    Kind.POINTS: 11,
    Kind.MONEY: 13,
    Kind.DAY: 12,
    Kind.MOMENT: 17,
    Kind.LINK: 12,
}
FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.POINTS: '+0.0%;-0.0%;"0"',
    Kind.MONEY: '"R$" #,##0.00',
    Kind.DAY: "dd/mm/yyyy",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
}
"""Number formats as Excel stores them: every spreadsheet shows them in its user's language."""


@dataclass(frozen=True)
class Column:
    """A head in words, and what stands below it."""

    head: str
    kind: Kind = Kind.TEXT
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One table. `rows` may be a generator: they are written one after the other and not kept."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class About:
    """The first sheet: what the workbook is, what was chosen, how it is read."""

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    reading: Sequence[str]


def workbook(about: About, sheets: Sequence[Sheet], link_words: str, now: datetime) -> bytes:
    """The workbook as XLSX; the same tables and `now` give the same bytes. `link_words` is what a link is called.

    Each row of a table is written when it comes, so that memory does not grow with their number.
    """
    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": about.title, "created": local(now).replace(tzinfo=None)})
        styles = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in FORMATS.items()}
        styles |= {
            Kind.TEXT: book.add_format({"valign": "top"}),
            Kind.LONG: book.add_format({"valign": "top", "text_wrap": True}),
            Kind.LINK: book.add_format({"valign": "top", "font_color": "#6B3F7D", "underline": 1}),
        }
        _about(book, about)
        head = book.add_format({"bold": True, "valign": "top", "bottom": 1, "text_wrap": True})
        for sheet in sheets:
            _table(book.add_worksheet(sheet.name[:SHEET_NAME_LETTERS]), sheet, head, styles, link_words)
    return out.getvalue()


def _about(book: xlsxwriter.Workbook, about: About) -> None:
    page = book.add_worksheet(about.name[:SHEET_NAME_LETTERS])
    title = book.add_format({"bold": True, "font_size": 14})
    name = book.add_format({"valign": "top", "font_color": "#5E6368"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, _text(about.title), title)
    for row, (label, words) in enumerate(about.facts, 2):
        page.write_string(row, 0, _text(label), name)
        page.write_string(row, 1, _text(words), wrapped)
    for row, words in enumerate(about.reading, len(about.facts) + 3):
        page.write_string(row, 1, _text(words), wrapped)


def _table(page: Worksheet, sheet: Sheet, head: Format, styles: dict[Kind, Format], link_words: str) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width or WIDTHS[column.kind])
        page.write_string(0, place, column.head, head)
    page.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if value is not None:
                _cell(page, last, place, column.kind, value, styles[column.kind], link_words)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _cell(page: Worksheet, row: int, place: int, kind: Kind, value: Any, style: Format, link_words: str) -> None:
    """One value as its column's kind; a text is a text whatever it begins with."""
    if kind in (Kind.TEXT, Kind.LONG):
        page.write_string(row, place, _text(str(value)), style)
    elif kind is Kind.LINK:
        if is_full(value) and row <= MOST_LINKS:
            page.write_url(row, place, value, style, link_words)
        else:
            page.write_string(row, place, value, style)
    elif kind is Kind.MOMENT:
        page.write_datetime(row, place, local(value).replace(tzinfo=None), style)
    elif kind is Kind.DAY:
        page.write_datetime(row, place, _day(value), style)
    else:
        page.write_number(row, place, value, style)


def _text(words: str) -> str:
    """What a cell holds, and its spaces as whoever searches or filters types them."""
    return typed(words)[:CELL_LETTERS]


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value
