"""The guide as code: the nineteen practices, in the guide's order."""

from practices.catalog import unchecked_scheduling
from practices.practice import Practice

PRACTICES: tuple[Practice, ...] = (unchecked_scheduling.PRACTICE,)
BY_ID = {practice.id: practice for practice in PRACTICES}
