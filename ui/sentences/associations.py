"""Which practices go with an outcome, in sentences made from the numbers; Markdown."""

from __future__ import annotations

from typing import Any

import polars as pl

from ui.charts.marks import ABOVE, BELOW, FEW, title
from ui.indicators import measure_title
from ui.wording import listed, mark, number, percent, points, said, tr

GOOD = {
    "retention": mark("the customer stayed"),
    "satisfaction": mark("the grade was 4 or 5"),
    "first_contact": mark("no new contact within 7 days"),
}
"""What a good outcome is."""


def warning() -> str:
    """What the figures below do not say."""
    return tr(
        "This is **association, not cause**. Hard cases bring both: the practice is missed and the outcome is bad, one "
        "without making the other. Before acting on a difference, open the contacts of both sides."
    )


def reading() -> str:
    """How to read a row."""
    return tr(
        "Each contact counts with its own outcome. Difference in percentage points: share with the good outcome where "
        "the practice was followed, less the share where it was not, with its 95% interval; beside it good outcomes of "
        "all on either side. Under 10 contacts on a side there is no figure; coloured only from 30 on either side, and "
        "where it survives a false-discovery control over everything shown. “{fee}” and “{steps}” are left out of "
        "retention: whether they apply hangs on how the request ended.",
        fee=title("omitted_fee_or_deadline"),
        steps=title("transparency"),
    )


def summary(outcome: str, rows: pl.DataFrame) -> str:
    """What can be said of one outcome (ASSOCIATION_SCHEMA rows of it)."""
    good = said(GOOD[outcome])
    told = rows.filter(pl.col("standing") != FEW)
    if told.is_empty():
        return tr("Few data: no practice has 10 contacts on both sides ({good}).", good=good)
    clear = rows.filter(pl.col("standing").is_in([ABOVE, BELOW]))
    more = [_named(row) for row in clear.filter(pl.col("standing") == ABOVE).to_dicts()]
    less = [_named(row) for row in clear.filter(pl.col("standing") == BELOW).to_dicts()]
    if not more and not less:
        return tr("No practice clearly goes with this outcome ({good}): the differences may be chance.", good=good)
    sentences = []
    if more:
        sentences.append(tr("More often where it was followed ({good}): {which}.", good=good, which=listed(more)))
    if less:
        sentences.append(tr("Less often where it was followed ({good}): {which}.", good=good, which=listed(less)))
    return " ".join(sentences)


def _named(row: dict[str, Any]) -> str:
    return tr("**{practice}** ({points} p.p.)", practice=title(row["practice"]), points=points(row["difference"]))


def alt(outcome: str, rows: pl.DataFrame) -> str:
    """The chart as a sentence, for those who do not see it."""
    return f"{measure_title(outcome)}: " + "; ".join(_in_words(row) for row in rows.to_dicts())


def _in_words(row: dict[str, Any]) -> str:
    fields = {"practice": title(row["practice"]), "n": number(row["met_n"]), "other_n": number(row["missed_n"])}
    if row["difference"] is None:
        return tr("{practice} few data (n {n} and {other_n})", **fields)
    return tr(
        "{practice} {difference} p.p., {low} to {high} (n {n} and {other_n})",
        difference=points(row["difference"]),
        low=points(row["low"]),
        high=points(row["high"]),
        **fields,
    )


def side(good: int, n: int, few: int) -> str:
    """One side of an association: the share with its n, or the counts where they are few."""
    if n < few:
        return tr("{met} of {n}", met=number(good), n=number(n))
    return f"{percent(good / n)} ({tr('n {n}', n=number(n))})"
