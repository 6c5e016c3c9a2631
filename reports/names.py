"""The values of the records (`ui.codes`) in the words of a pack, as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices import BY_ID
from practices.practice import Pillar
from ui.codes import PILLARS
from ui.words import NOTHING, Words


def name(words: Words, values: Mapping[Any, str], value: str | None) -> str:
    """The word for one value of `values`; a value that is not known is shown as it came, nothing as a dash."""
    if value is None or value == "":
        return NOTHING
    return words.said(values[value]) if value in values else value


def title(words: Words, key: str) -> str:
    """The title of a practice, the name of a pillar, or 'Total'."""
    if key in BY_ID:
        return words.practice(BY_ID[key].title)
    return words.said(PILLARS[Pillar(key)]) if key in set(Pillar) else words.tr("Total")


def order_name(os_id: str) -> str:
    """An OS by its number: 'OS 88412'; a number that says so itself is not told twice."""
    return os_id if os_id.upper().startswith("OS") else f"OS {os_id}"
