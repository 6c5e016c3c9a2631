"""A fictitious provider with a known truth.

`make_demo` writes the records of a provider that does not exist: three teams, twenty-four agents with strengths and
weaknesses of their own, customers, conversations, service orders, promises and cancellations. Everything follows from
the seed. Beside the records stands the truth: for each unit and practice whether the practice was followed when the
story was made, so that a test can follow one practice from there to a chart.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data.demo.house import Coached, House
from data.demo.ledger import Ledger
from data.demo.stories import tell
from data.records import Records

TRUTH_SCHEMA = {"unit": pl.String(), "unit_id": pl.String(), "practice": pl.String(), "followed": pl.Boolean()}


@dataclass(frozen=True)
class Demo:
    """`records` of the fictitious provider; `truth` has TRUTH_SCHEMA, one row a unit and practice it was told for.

    `coached`: who follows a practice more often since a talk, the latest talk first.
    """

    records: Records
    truth: pl.DataFrame
    coached: tuple[Coached, ...]
    last_day: date


def make_demo(
    contacts: int = 8000,
    seed: int = 7,
    until: date | None = None,
    weeks: int = 26,
    progress: Callable[[float], None] | None = None,
) -> Demo:
    """About `contacts` contacts over the `weeks` weeks up to and including the day `until` (default: yesterday)."""
    last_day = until or date.today() - timedelta(days=1)
    random_source = random.Random(seed)
    house = House.build(random_source, last_day, weeks, customers=max(50, contacts * 4 // 10))
    ledger = Ledger()
    while ledger.contact_count < contacts:
        tell(random_source, house, ledger)
        if progress is not None and ledger.contact_count % 100 == 0:
            progress(min(1.0, ledger.contact_count / contacts))
    return Demo(
        ledger.records(house),
        pl.DataFrame(ledger.truth, schema=TRUTH_SCHEMA, orient="row"),
        house.coached,
        last_day,
    )
