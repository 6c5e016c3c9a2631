"""Which days are told of, and why they may be others than those that were chosen."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from ui.words import Words


class Period(Protocol):
    """A period (`queries.choice.Choice`) that knows which of its days are on record."""

    @property
    def from_day(self) -> date: ...
    @property
    def to_day(self) -> date: ...
    def on_record(self, first: date, last: date) -> Period: ...


def told_days(words: Words, chosen: Period, on_record: tuple[date, date]) -> tuple[tuple[date, date], str | None]:
    """The days that an opening tells of, and, where they are not all that were chosen, why (`records_of`)."""
    seen = chosen.on_record(*on_record)
    days, asked = (seen.from_day, seen.to_day), (chosen.from_day, chosen.to_day)
    return days, None if days == asked else records_of(words, asked, on_record)


def records_of(words: Words, chosen: tuple[date, date], on_record: tuple[date, date]) -> str:
    """From when to when there are records, for a period that reaches far beyond them."""
    return words.tr(
        "{chosen} is chosen; there are records from {record}.",
        chosen=words.span(*chosen),
        record=words.span(*on_record),
    )


def nothing(words: Words, chosen: Period, on_record: tuple[date, date]) -> str:
    """Why an empty period is empty, and what to do."""
    return words.tr(
        "{period}, nothing was judged with these filters. What you may see reaches from {record}: "
        "choose another period, or fewer filters.",
        period=words.period(chosen.from_day, chosen.to_day, year=True),
        record=words.span(*on_record),
    )
