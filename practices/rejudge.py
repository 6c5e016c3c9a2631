"""What an import touched: read it, judge it, replace its verdicts and totals, a batch of customers a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from data import judged
from data.store import Store
from practices.judge import judge
from practices.policy import Policy

BATCH = 1000
"""Customers judged in one transaction: a second or two, which other writers wait for."""


@dataclass(frozen=True)
class Rejudged:
    """What was done: how many customers were judged, and how many verdicts and commitments that gave."""

    customers: int
    verdicts: int
    commitments: int


def rejudge(
    store: Store,
    policy: Policy,
    as_of: datetime,
    everything: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Rejudged:
    """Judge the customers that an import touched and those for whom time alone changed something by `as_of` (aware).

    `everything` judges every customer. Stopped half-way it loses nothing: what was not reached stays marked.
    """
    keys = store.customer_keys() if everything else sorted({*store.touched(), *judged.waiting(store, as_of)})
    verdicts = commitments = 0
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        with judged.judging(store) as connection:
            found = judge(store.records_of(batch), policy, as_of)
            judged.replace(store, connection, batch, found.verdicts, found.commitments, found.again)
            store.set_fact(connection, "last_judging", policy.version)
        verdicts += found.verdicts.height
        commitments += found.commitments.height
        if progress is not None:
            progress(min(1.0, (start + BATCH) / len(keys)))
    return Rejudged(len(keys), verdicts, commitments)
