"""Numbers as people type them, in the user's language: percents, minutes, counts."""

from __future__ import annotations

import re

from babel.numbers import NumberFormatError, format_decimal, parse_decimal

from ui.literal import literal
from ui.wording import language, tr
from ui.words import LOCALES

_TIME = re.compile(
    r"(?:(?P<hours>\d+)\s*h(?:oras?|ours?)?)?\s*(?:(?P<minutes>\d+)\s*m(?:in(?:utos?|utes?)?)?\.?)?\s*"
    r"(?:(?P<seconds>\d+)\s*s(?:eg(?:undos?)?|ec(?:onds?)?)?\.?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d+):([0-5]\d)")


class Unreadable(Exception):  # noqa: N818 - not a failure: the writer is told what to write
    """What was typed is no such number; `sentence` says why, as Markdown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def share_of(text: str) -> float:
    """0.85 from '85', '85%' or '85,0'. Raises `Unreadable` for no number, for a share beyond 0 to 100%, and for '0,85',
    which may mean either."""
    percent = _decimal(text.strip().removesuffix("%"), text)
    if 0 < percent < 1 and not text.strip().endswith("%"):
        raise Unreadable(
            tr(
                "Is {text} meant as {percent}%? Then write {percent}. For less than 1%, write {text}%.",
                text=literal(text.strip()),
                percent=_shown(percent * 100),
            )
        )
    if percent > 100:
        raise Unreadable(
            tr("A share lies between 0% and 100%: {text}% can never be reached.", text=literal(text.strip(" %")))
        )
    return percent / 100


def seconds_of(text: str) -> float:
    """270 from '4,5', '4 min 30 s' or '4:30' (minutes). Raises `Unreadable` for no time."""
    stripped = text.strip()
    if clock := _CLOCK.fullmatch(stripped):
        return int(clock[1]) * 60.0 + int(clock[2])
    if stripped and (found := _TIME.fullmatch(stripped)):
        hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
        return hours * 3600.0 + minutes * 60 + seconds
    return _decimal(stripped, text) * 60


def count_of(text: str) -> float:
    """1200 from '1.200'. Raises `Unreadable` for no whole number."""
    count = _decimal(text.strip(), text)
    if count != int(count):
        raise Unreadable(tr("A count is a whole number."))
    return count


def _shown(number: float) -> str:
    return str(format_decimal(number, locale=LOCALES[language()]))


def _decimal(stripped: str, text: str) -> float:
    if not stripped:
        raise Unreadable(tr("Write the target first."))
    try:
        value = float(parse_decimal(stripped, locale=LOCALES[language()], strict=True))
    except NumberFormatError as error:
        raise Unreadable(tr("“{text}” is not a number that can be read here.", text=literal(text))) from error
    if value < 0:
        raise Unreadable(tr("A target cannot be negative."))
    if not value < float("inf"):
        raise Unreadable(tr("“{text}” is not a number that can be read here.", text=literal(text)))
    return value
