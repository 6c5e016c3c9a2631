"""The goal of a coaching plan beside the agent's rate before the talk: which one is offered, and which is a step back.

Goal and rate are compared as they are read: in whole percents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, Protocol

from practices.policy import default_policy
from ui.charts.marks import FEW_CASES


class Before(Protocol):
    """A practice in the weeks before the talk: rates of the agent and the team's others (`queries.coaching.Before`)."""

    @property
    def practice(self) -> str: ...
    @property
    def days(self) -> tuple[date, date]: ...
    @property
    def agent(self) -> Mapping[str, Any]: ...
    @property
    def team(self) -> Mapping[str, Any]: ...


class Source(Enum):
    """What an offered goal is: the rate of the team's others, the practice's target, or what the agent holds."""

    TEAM = "team"
    TARGET = "target"
    HELD = "held"


class Offer(NamedTuple):
    """A goal to offer, in percent, and what it is."""

    goal: int
    source: Source


class Beside(Enum):
    """Where a goal lies beside the agent's rate; UNSURE: below it, but the rate rests on too few cases to judge by."""

    UNKNOWN = "unknown"
    ABOVE = "above"
    KEEPS = "keeps"
    UNSURE = "unsure"
    BELOW = "below"


def offered(before: Before) -> Offer:
    """The goal to offer: the team's rate where the agent is below it, else the target; never less than is held."""
    own, team = before.agent, before.team
    target = Offer(target_of(before.practice), Source.TARGET)
    if own["n"] < FEW_CASES:
        return target
    held = Offer(_percent(own["rate"]), Source.HELD)
    below = team["n"] >= FEW_CASES and own["rate"] < team["rate"]
    more = Offer(_percent(team["rate"]), Source.TEAM) if below else target
    return more if more.goal > held.goal else held


def target_of(practice: str) -> int:
    """What the company aims at for a practice, in percent."""
    return _percent(default_policy().target(practice))


def beside(goal: int, own: Mapping[str, Any]) -> Beside:
    """Where a goal in percent lies beside the agent's `own` rate (RATE_SCHEMA); unknown where no percentage is told."""
    if own["n"] < FEW_CASES:
        return Beside.UNKNOWN
    rate = _percent(own["rate"])
    if goal >= rate:
        return Beside.KEEPS if goal == rate else Beside.ABOVE
    return Beside.BELOW if own["n"] >= default_policy().enough_for_colour else Beside.UNSURE


def _percent(share: float) -> int:
    return round(share * 100)
