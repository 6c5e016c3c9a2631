"""Which days are told of, and why they may be others than those that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
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


class Records(Protocol):
    """The days of which the store has records, whoever looks (`queries.choice.Reach`)."""

    @property
    def days(self) -> Sequence[date]: ...
    def ends_within(self, first: date, last: date) -> bool: ...


def told_days(words: Words, chosen: Period, records: Records) -> tuple[tuple[date, date], str | None]:
    """The days that an opening tells of, and, where the records do not reach over all that were chosen, how far."""
    reach = (records.days[0], records.days[-1])
    seen = chosen.on_record(*reach)
    days, asked = (seen.from_day, seen.to_day), (chosen.from_day, chosen.to_day)
    if days != asked:
        return days, records_of(words, asked, reach)
    return days, records_until(words, reach[1]) if records.ends_within(*days) else None


def records_of(words: Words, chosen: tuple[date, date], on_record: tuple[date, date]) -> str:
    """From when to when there are records, for a period that reaches far beyond them."""
    return words.tr(
        "{chosen} is chosen; there are records from {record}.",
        chosen=words.span(*chosen),
        record=words.span(*on_record),
    )


def records_until(words: Words, last: date) -> str:
    """Up to when there are records, for a period in which they end."""
    return words.tr("The records reach to {day}.", day=words.day(last, year=False))


def nothing(words: Words, chosen: Period, on_record: tuple[date, date]) -> str:
    """Why an empty period is empty, and what to do."""
    return words.tr(
        "{period}, nothing was judged with these filters. What you may see reaches from {record}: "
        "choose another period, or fewer filters.",
        period=words.period(chosen.from_day, chosen.to_day, year=True),
        record=words.span(*on_record),
    )


def nothing_judged(words: Words, teams: Sequence[str], recorded: Sequence[date]) -> str:
    """What somebody who may see nothing of what is on record is told to do.

    `recorded` are the days of which the store has records, whoever's: of an empty store, what whoever runs the system
    does; where only other teams have records, whom to ask.
    """
    if not recorded:
        return words.tr(
            "There is nothing judged yet. Import records with `manage.py import`, then judge with `manage.py judge`; "
            "or fill an empty store with invented records: `manage.py demo`."
        )
    return words.plural(
        "Nothing of the team {teams} has been judged yet. If there should be records of it, ask whoever imports them; "
        "if your team is another one, ask whoever manages the users.",
        "Nothing of the teams {teams} has been judged yet. If there should be records of them, ask whoever imports "
        "them; if your teams are others, ask whoever manages the users.",
        len(teams),
        teams=words.listed([words.theirs(one) for one in teams]),
    )
