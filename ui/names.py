"""The values of the records (`ui.codes`) in the user's words.

Each function takes the value as the tables hold it; a value that is not known is shown as it came, nothing as a dash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices.practice import Verdict
from ui.codes import INAPPLICABLE, SAID_BY_PEOPLE, VERDICTS
from ui.telling import values as told
from ui.wording import spoken

_SIGNS: dict[str, tuple[str, str]] = {
    Verdict.MET.value: (":blue[●]", "●"),
    Verdict.MISSED.value: (":orange[◆]", "◆"),
    Verdict.PENDING.value: (":gray[○]", "○"),
    Verdict.INSUFFICIENT.value: (":gray[–]", "–"),
    INAPPLICABLE: (":gray[×]", "×"),
}


def name(values: Mapping[Any, str], value: str | None) -> str:
    """The user's word for one value of `values` (one of the tables of `ui.codes`), as Markdown-safe text."""
    return told.name(spoken(), values, value)


def verdict_name(verdict: str) -> str:
    """The user's word for a verdict, whoever gave it."""
    return name({**VERDICTS, **SAID_BY_PEOPLE}, verdict)


def verdict_sign(verdict: str) -> str:
    """The coloured sign of a verdict as Markdown; the word stands beside it (`verdict_name`)."""
    return _SIGNS[verdict][0]


def verdict_mark(verdict: str) -> str:
    """The bare sign, for charts and plain tables."""
    return _SIGNS[verdict][1]


def order_name(os_id: str) -> str:
    """An OS by its number, as Markdown-safe text: 'OS 88412'; a number that says so itself is not told twice."""
    return told.order_name(spoken(), os_id)
