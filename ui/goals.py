"""The goal of a coaching plan beside the agent's rate: which one is offered, and which one would be a step back.

Rows are of the scorecard (SCORE_SCHEMA). Goal and rate are compared as they are read: in whole percents.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from practices.policy import default_policy
from ui.charts.marks import FEW_CASES


class Beside(Enum):
    """Where a goal lies beside the agent's rate; UNSURE: below it, but the rate rests on too few cases to judge by."""

    UNKNOWN = "unknown"
    ABOVE = "above"
    KEEPS = "keeps"
    UNSURE = "unsure"
    BELOW = "below"


def offered(row: Mapping[str, Any]) -> int:
    """The goal to offer, in percent: the team's rate where the agent is below it, else the target or what is held."""
    target = _percent(default_policy().target(row["practice"]))
    if row["n"] < FEW_CASES:
        return target
    below = row["team_n"] >= FEW_CASES and row["rate"] < row["team_rate"]
    return max(_percent(row["rate"]), _percent(row["team_rate"]) if below else target)


def beside(goal: int, row: Mapping[str, Any]) -> Beside:
    """Where a goal in percent lies beside the agent's rate; unknown where no percentage is told."""
    if row["n"] < FEW_CASES:
        return Beside.UNKNOWN
    own = _percent(row["rate"])
    if goal >= own:
        return Beside.KEEPS if goal == own else Beside.ABOVE
    return Beside.BELOW if row["n"] >= default_policy().enough_for_colour else Beside.UNSURE


def _percent(share: float) -> int:
    return round(share * 100)
