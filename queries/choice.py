"""What the bar on top of every screen chooses: a period, and perhaps a team, a channel, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAYS_OF_A_WEEK = 7
WEEKS_TO_KNOW_A_DAY = 4
"""How far back is looked to know whether a day of the week is worked on."""


@dataclass(frozen=True)
class Choice:
    """Both days included; None means all. Hashable, so that it can be part of a cache's key."""

    from_day: date
    to_day: date
    team: str | None = None
    channel: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.to_day < self.from_day:
            raise ValueError(f"the period ends on {self.to_day}, before it begins on {self.from_day}")

    @property
    def days(self) -> int:
        return (self.to_day - self.from_day).days + 1

    def before(self) -> Choice:
        """The same choice over the period of the same length that ends the day before this one begins."""
        return replace(
            self, from_day=self.from_day - timedelta(days=self.days), to_day=self.from_day - timedelta(days=1)
        )

    def on_record(self, first: date, last: date) -> Choice:
        """The same choice over those of its days that lie between two, where it reaches a week or more beyond them.

        Less is no gap (a Sunday without work). As it is where none of its days is on record.
        """
        from_day, to_day = max(self.from_day, first), min(self.to_day, last)
        beyond = max((first - self.from_day).days, (self.to_day - last).days)
        if beyond < DAYS_OF_A_WEEK or to_day < from_day:
            return self
        return replace(self, from_day=from_day, to_day=to_day)

    def last_weeks(self, weeks: int) -> Choice:
        """The same choice over the `weeks` weeks that end where this one ends."""
        return replace(self, from_day=self.to_day - timedelta(days=weeks * DAYS_OF_A_WEEK - 1))

    def weeks_before(self, weeks: int) -> Choice:
        """The same choice over the `weeks` weeks that end the day before this one begins."""
        last = self.from_day - timedelta(days=1)
        return replace(self, from_day=last - timedelta(days=weeks * DAYS_OF_A_WEEK - 1), to_day=last)

    def reach(self, weeks: int) -> date:
        """The first day of any look back: `weeks` weeks before it, the period before it, `weeks` up to its end."""
        looks = (self.weeks_before(weeks), self.before(), self.last_weeks(weeks))
        return min(one.from_day for one in looks)


@dataclass(frozen=True)
class Reach:
    """The days of which the store has any record, whoever's it is, as they are looked at on `today`; sorted.

    The same for everybody: which week is shown at first must not depend on who looks.
    """

    days: tuple[date, ...]
    today: date

    @property
    def week(self) -> tuple[date, date]:
        """Monday and Sunday of the week that is shown at first."""
        return last_complete_week(self.today, self.days)

    @property
    def until(self) -> date:
        """The last day on record of those that are over; yesterday where none is."""
        yesterday = self.today - timedelta(days=1)
        return max((day for day in self.days if day <= yesterday), default=yesterday)

    def ends_within(self, first: date, last: date) -> bool:
        """Whether the records end between two days (both included) although there were to be more.

        More were to come where a day without any is one that is worked on: a house that rests on Sundays misses none.
        Looked at are the days up to the period's end, and up to the end of the last week that is over.
        """
        if not self.days or not first <= self.days[-1] <= last:
            return False
        end = max(min(last, self.today - timedelta(days=1)), last_complete_week(self.today)[1])
        without = (end - timedelta(days=back) for back in range((end - self.days[-1]).days))
        return any(self._works_on(day) for day in without)

    def _works_on(self, day: date) -> bool:
        """Whether most of the weeks before have a record on this day of the week: now and then one comes late."""
        before = [day - timedelta(days=DAYS_OF_A_WEEK * weeks) for weeks in range(1, WEEKS_TO_KNOW_A_DAY + 1)]
        known = [one in self.days for one in before if one >= self.days[0]]
        return 2 * sum(known) > len(known)


def last_complete_week(today: date, recorded: Sequence[date] = ()) -> tuple[date, date]:
    """Monday and Sunday of the last week that is over on `today`; of the last one with `recorded` days, if any."""
    sunday = today - timedelta(days=today.weekday() + 1)
    if last := max((day for day in recorded if day <= sunday), default=None):
        sunday = last + timedelta(days=6 - last.weekday())
    return sunday - timedelta(days=6), sunday
