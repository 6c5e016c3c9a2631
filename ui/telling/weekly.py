"""The weekly review: how the period was, and what moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from practices.policy import default_policy
from ui.telling.rates import ABOVE, BELOW, FEW_CASES, Row, few_outside, headline, interval, state, too_few
from ui.telling.values import title
from ui.words import Words, mark

NAMED = 3
"""How many practices a sentence names before it says 'and so many more'."""
_COUNTED = {
    1: mark("One practice left its normal: {which}."),
    2: mark("Two practices left their normal: {which}."),
    3: mark("Three practices left their normal: {which}."),
}

Named = Callable[[str], str]
"""How a sentence names a practice."""


# -- the opening --------------------------------------------------------------------------------------------------


def opening(
    words: Words,
    total: Row,
    practices: pl.DataFrame,
    contacts: int,
    days: tuple[date, date],
    named: Named,
) -> str:
    """What the period was like: how many were judged, how many followed, what moved, what is below its target.

    `total` is a movement row; `practices` (PRACTICE_SCHEMA) are those that count in it.
    """
    if total["n"] < FEW_CASES:
        return too_few(words, total, days)
    how = words.tr(
        "{period}, {judged} of {contacts}: {rate} followed ({interval}), {state}.",
        period=words.period(*days),
        judged=words.plural("{n} judgement", "{n} judgements", total["n"]),
        contacts=words.plural("{n} contact", "{n} contacts", contacts),
        rate=words.percent(total["rate"]),
        interval=interval(words, total),
        state=state(words, total["signal"]),
    )
    return " ".join(filter(None, (how, moved(words, practices, named), below_target(words, practices, named))))


def moved(words: Words, practices: pl.DataFrame, named: Named) -> str:
    """Which practices left their normal or changed (PRACTICE_SCHEMA), the largest changes first."""
    out, few = _left_normal(practices), outside_with_few(words, practices, named)
    return f"{_left(words, practices, out, named, few=bool(few))} {few}".strip()


def _left(words: Words, practices: pl.DataFrame, out: pl.DataFrame, named: Named, *, few: bool) -> str:
    """Which practices left their normal (`out`); `few`: others lie outside it with too few cases to tell."""
    if practices.filter(pl.col("signal") != "unknown").is_empty():
        return words.tr("There is not enough to compare with to tell whether a practice moved.")
    if out.is_empty() and few:
        least = words.number(default_policy().enough_for_colour)
        return words.tr("No practice with {least} judgements or more left its normal.", least=least)
    if out.is_empty():
        return words.tr("No practice left its normal.")
    told = _first_named(words, out, lambda row: _move(words, row, named))
    if out.height in _COUNTED:
        return words.said(_COUNTED[out.height]).format(which=words.listed(told))
    return words.tr("{n} practices left their normal: {which}.", n=words.number(out.height), which=words.listed(told))


def outside_with_few(words: Words, practices: pl.DataFrame, named: Named) -> str:
    """Which practices lie outside their control limits with too few cases to call it a change; '' where none does."""
    out = practices.filter(pl.Series([few_outside(row) for row in practices.to_dicts()], dtype=pl.Boolean)).sort(
        "n", descending=True, maintain_order=True
    )
    if out.is_empty():
        return ""
    if out.height == 1:
        row = out.row(0, named=True)
        return words.tr(
            "{practice} lies outside its range, at {rate}, but with only {n} judgements that is too few to tell.",
            practice=named(row["key"]),
            rate=words.percent(row["rate"]),
            n=words.number(row["n"]),
        )

    def told(row: Row) -> str:
        fields = {"rate": words.percent(row["rate"]), "n": words.number(row["n"])}
        return words.tr("{practice} ({rate}, n {n})", practice=named(row["key"]), **fields)

    return words.tr(
        "Outside their range, but with fewer than {least} judgements each, which is too few to tell: {which}.",
        least=words.number(default_policy().enough_for_colour),
        which=words.listed(_first_named(words, out, told)),
    )


def below_target(words: Words, practices: pl.DataFrame, named: Named) -> str:
    """Which practices are clearly below their target, those most often not followed first; '' where none is."""
    out = _below_target(practices)
    if out.is_empty():
        return ""

    def told(row: Row) -> str:
        fields = {"rate": words.percent(row["rate"]), "target": words.percent(row["target"])}
        return words.tr("{practice} ({rate}, target {target})", practice=named(row["key"]), **fields)

    return words.tr("Clearly below the target: {which}.", which=words.listed(_first_named(words, out, told)))


def first_to_open(practices: pl.DataFrame) -> str | None:
    """The practice that the opening names first; None where it names none."""
    named = [*_left_normal(practices)["key"], *_below_target(practices)["key"]]
    return str(named[0]) if named else None


def _left_normal(practices: pl.DataFrame) -> pl.DataFrame:
    return practices.filter(pl.col("signal").is_in([ABOVE, BELOW])).sort(
        pl.col("signal_by") == "change", -pl.col("change").abs(), nulls_last=True
    )


def _below_target(practices: pl.DataFrame) -> pl.DataFrame:
    return practices.filter(pl.col("standing") == BELOW).sort("missed", descending=True, maintain_order=True)


def _first_named(words: Words, rows: pl.DataFrame, told: Callable[[dict[str, Any]], str]) -> list[str]:
    """What is told of the first rows, and how many more there are."""
    first = [told(row) for row in rows.head(NAMED).to_dicts()]
    more = rows.height - len(first)
    return [*first, words.plural("{n} more", "{n} more", more)] if more else first


def _move(words: Words, row: Row, named: Named) -> str:
    fields = {"practice": named(row["key"]), "rate": words.percent(row["rate"])}
    by = row["change"] or 0.0
    if row["signal_by"] == "change":
        fields["before"] = words.percent(row["before_rate"])
        if row["signal"] == ABOVE:
            return words.tr("{practice} rose from {before} to {rate}", **fields)
        return words.tr("{practice} fell from {before} to {rate}", **fields)
    fields["normal"] = words.interval(row["normal_low"], row["normal_high"])
    if row["signal"] == ABOVE and by > 0:
        return words.tr("{practice} rose to {rate} (normal is {normal})", **fields)
    if row["signal"] == BELOW and by < 0:
        return words.tr("{practice} fell to {rate} (normal is {normal})", **fields)
    return words.tr("{practice} stands at {rate} (normal is {normal})", **fields)


# -- the figures --------------------------------------------------------------------------------------------------


def pillar_notes(words: Words, row: Row) -> list[str]:
    """What stands under a pillar's weeks: how sure its rate is and of how many, then how much could be judged."""
    n = words.tr("n {n}", n=words.number(row["n"]))
    sure = interval(words, row)
    told = [f"{words.tr('{interval}%', interval=sure)} · {n}" if sure else n]
    if row["coverage"] is not None:
        told.append(words.tr("coverage {coverage}", coverage=words.percent(row["coverage"])))
    return told


def pillar_alt(words: Words, row: Row) -> str:
    """One pillar's eight weeks in a sentence."""
    return words.tr(
        "{pillar}: {rate} followed, {state}",
        pillar=title(words, row["key"]),
        rate=headline(words, row),
        state=state(words, row["signal"]),
    )


def practices_alt(words: Words, practices: pl.DataFrame) -> str:
    """The practices' figure in a sentence: how many stand where."""
    standing = practices["standing"].to_list()
    return words.tr(
        "Rate of each practice beside its target: {above} clearly above, {below} clearly below",
        above=words.number(standing.count(ABOVE)),
        below=words.number(standing.count(BELOW)),
    )
