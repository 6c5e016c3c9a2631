"""The values of the records (`ui.codes`), the practices and the OSs by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices import BY_ID
from practices.practice import Pillar
from ui.codes import CHANNELS, PILLARS
from ui.literal import literal
from ui.words import NOTHING, Words, unbroken

_HYPHEN = literal("-")
"""How a hyphen of others is written in Markdown; on paper it stays the one that people type."""


def name(words: Words, values: Mapping[Any, str], value: str | None) -> str:
    """The word for one value of `values`; a value that is not known is shown as it came, nothing as a dash."""
    if value is None or value == "":
        return NOTHING
    return words.said(values[value]) if value in values else words.theirs(value)


def title(words: Words, key: str) -> str:
    """The title of a practice, the name of a pillar, or 'Total'."""
    if key in BY_ID:
        return words.practice(BY_ID[key].title)
    return words.said(PILLARS[Pillar(key)]) if key in set(Pillar) else words.tr("Total")


def order_name(words: Words, os_id: str) -> str:
    """An OS by its number, on one line: 'OS 88412'; a number that says so itself is not told twice."""
    number = words.theirs(os_id).replace(_HYPHEN, "\N{NON-BREAKING HYPHEN}")
    return unbroken(number if os_id.upper().startswith("OS") else f"OS {number}")


def source(words: Words, row: Mapping[str, Any]) -> str:
    """Where a moment or a pinned record is from, and when: 'WhatsApp, 12/11, 17:55', 'OS 88412, 9/11, 08:10'."""
    of_order = row["os_id"] and (row["unit"] == "service_order" or not row["contact_id"])
    where = order_name(words, row["os_id"]) if of_order else name(words, CHANNELS, row["channel"])
    return f"{where}, {words.moment(row['at'], year=False)}"
