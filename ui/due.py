"""Which day a form proposes for something that people are to do."""

from __future__ import annotations

from datetime import date, timedelta

from practices.policy import default_policy
from ui.wording import today

SATURDAY = 5


def working_day_in(days: int) -> date:
    """The day in so many days, or the first one after it that is neither of a weekend nor a holiday of the policy."""
    proposed = today() + timedelta(days=days)
    while proposed.weekday() >= SATURDAY or proposed in default_policy().holidays:
        proposed += timedelta(days=1)
    return proposed
