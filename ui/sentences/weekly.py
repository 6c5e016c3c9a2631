"""The weekly review in sentences, made from its numbers; Markdown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

import polars as pl

from practices.policy import default_policy
from ui.charts.marks import ABOVE, BELOW, FEW_CASES, legend_signs, title
from ui.codes import CHANNELS
from ui.links import to_practice
from ui.literal import literal
from ui.names import name, order_name
from ui.screen import small
from ui.wording import days, interval, listed, mark, number, percent, plural, points, said, span, tr

MANY = 1000
"""From this many cases on an interval is told with one decimal."""
NAMED = 3
"""How many practices a sentence names before it says 'and so many more'."""
_COUNTED = {
    1: mark("One practice left its normal: {which}."),
    2: mark("Two practices left their normal: {which}."),
    3: mark("Three practices left their normal: {which}."),
}


Named = Callable[[str], str]
"""How a sentence names a practice."""


def bold(practice: str) -> str:
    return f"**{title(practice)}**"


def linked(practice: str) -> str:
    """In bold, and a link to the practice's screen, where its evidence is."""
    return f"[{bold(practice)}]({to_practice(practice)})"


def opening(
    total: dict[str, Any], practices: pl.DataFrame, contacts: int, first: date, last: date, named: Named = bold
) -> str:
    """What the period was like: how many were judged, how many followed, what moved, what is below its target.

    `total` is a movement row; `practices` (PRACTICE_SCHEMA) are those that count in it.
    """
    if total["n"] < FEW_CASES:
        return tr(
            "{period}, {judged}, {met} followed: too few for a percentage.",
            period=period(first, last),
            judged=plural("{n} judgement", "{n} judgements", total["n"]),
            met=number(total["met"]),
        )
    decimals = int(total["n"] >= MANY)
    how = tr(
        "{period}, {judged} of {contacts}: {rate} followed ({interval}), {state}.",
        period=period(first, last),
        judged=plural("{n} judgement", "{n} judgements", total["n"]),
        contacts=plural("{n} contact", "{n} contacts", contacts),
        rate=percent(total["rate"]),
        interval=interval(total["low"], total["high"], decimals),
        state=state(total["signal"]),
    )
    return " ".join(filter(None, (how, moved(practices, named), below_target(practices, named))))


def records_of(chosen: tuple[date, date], on_record: tuple[date, date]) -> str:
    """From when to when there are records, for a period that reaches far beyond them."""
    return tr("{chosen} is chosen; there are records from {record}.", chosen=span(*chosen), record=span(*on_record))


class Period(Protocol):
    """A period (`queries.choice.Choice`) that knows which of its days are on record."""

    @property
    def from_day(self) -> date: ...
    @property
    def to_day(self) -> date: ...
    def on_record(self, first: date, last: date) -> Period: ...


def told_days(chosen: Period, on_record: tuple[date, date]) -> tuple[tuple[date, date], str | None]:
    """The days that an opening tells of, and, where they are not all that were chosen, why (`records_of`)."""
    seen = chosen.on_record(*on_record)
    days, asked = (seen.from_day, seen.to_day), (chosen.from_day, chosen.to_day)
    return days, None if days == asked else records_of(asked, on_record)


def period(first: date, last: date, year: bool = False) -> str:
    """'De 16 a 22/11', 'Em 22/11': how a sentence about a period begins."""
    when = span(first, last, year=year)
    return tr("On {day}", day=when) if first == last else tr("Over {span}", span=when)


def state(signal: str) -> str:
    """Whether a rate did what it normally does, in two or three words."""
    words = {ABOVE: tr("above its normal"), BELOW: tr("below its normal"), "normal": tr("within its normal")}
    return words.get(signal, tr("without enough to compare with"))


def no_basis() -> str:
    """Why a period is `state` 'without enough to compare with', as a sentence."""
    return tr(
        "Without enough to compare with: fewer than {least} judgements in the period, or little history before it.",
        least=number(default_policy().enough_for_colour),
    )


def moved(practices: pl.DataFrame, named: Named = bold) -> str:
    """Which practices left their normal or changed (PRACTICE_SCHEMA), the largest changes first."""
    out = _left_normal(practices)
    if practices.filter(pl.col("signal") != "unknown").is_empty():
        return tr("There is not enough to compare with to tell whether a practice moved.")
    if out.is_empty():
        return tr("No practice left its normal.")
    told = _first_named(out, lambda row: _move(row, named))
    if out.height in _COUNTED:
        return said(_COUNTED[out.height]).format(which=listed(told))
    return tr("{n} practices left their normal: {which}.", n=number(out.height), which=listed(told))


def below_target(practices: pl.DataFrame, named: Named = bold) -> str:
    """Which practices are clearly below their target, those most often not followed first; '' where none is."""
    out = _below_target(practices)
    if out.is_empty():
        return ""

    def told(row: dict[str, Any]) -> str:
        fields = {"practice": named(row["key"]), "rate": percent(row["rate"]), "target": percent(row["target"])}
        return tr("{practice} ({rate}, target {target})", **fields)

    return tr("Clearly below the target: {which}.", which=listed(_first_named(out, told)))


def _first_named(rows: pl.DataFrame, told: Callable[[dict[str, Any]], str]) -> list[str]:
    """What is told of the first rows, and how many more there are."""
    first = [told(row) for row in rows.head(NAMED).to_dicts()]
    more = rows.height - len(first)
    return [*first, plural("{n} more", "{n} more", more)] if more else first


def first_to_open(practices: pl.DataFrame) -> str | None:
    """The practice that the opening names first; None where it names none."""
    named = [*_left_normal(practices)["key"], *_below_target(practices)["key"]]
    return str(named[0]) if named else None


def _below_target(practices: pl.DataFrame) -> pl.DataFrame:
    return practices.filter(pl.col("standing") == BELOW).sort("missed", descending=True, maintain_order=True)


def _left_normal(practices: pl.DataFrame) -> pl.DataFrame:
    return practices.filter(pl.col("signal").is_in([ABOVE, BELOW])).sort(
        pl.col("signal_by") == "change", -pl.col("change").abs(), nulls_last=True
    )


def _move(row: dict[str, Any], named: Named) -> str:
    fields = {"practice": named(row["key"]), "rate": percent(row["rate"])}
    change = row["change"] or 0.0
    if row["signal_by"] == "change":
        fields["before"] = percent(row["before_rate"])
        if row["signal"] == ABOVE:
            return tr("{practice} rose from {before} to {rate}", **fields)
        return tr("{practice} fell from {before} to {rate}", **fields)
    fields["normal"] = interval(row["normal_low"], row["normal_high"])
    if row["signal"] == ABOVE and change > 0:
        return tr("{practice} rose to {rate} (normal is {normal})", **fields)
    if row["signal"] == BELOW and change < 0:
        return tr("{practice} fell to {rate} (normal is {normal})", **fields)
    return tr("{practice} stands at {rate} (normal is {normal})", **fields)


def pillar_change(row: dict[str, Any]) -> str:
    """'+3 p.p.', 'sem mudança' or that there is nothing to compare with."""
    if row["change"] is None or (row["before_n"] or 0) < FEW_CASES or row["n"] < FEW_CASES:
        return tr("nothing before")
    shown = points(row["change"])
    return tr("no change") if shown == "0" else tr("{points} p.p.", points=shown)


def pillar_note(row: dict[str, Any]) -> str:
    """Interval, n and coverage of one pillar, for the small line under its weeks."""
    parts = [tr("n {n}", n=number(row["n"]))]
    if row["n"] >= FEW_CASES:
        decimals = int(row["n"] >= MANY)
        parts.insert(0, tr("{interval}%", interval=interval(row["low"], row["high"], decimals)))
    if row["coverage"] is not None:
        parts.append(tr("coverage {coverage}", coverage=percent(row["coverage"])))
    return " · ".join(parts)


def coverage(total: dict[str, Any], unseen: pl.DataFrame) -> str:
    """How much could be judged, how much could not, and why (UNSEEN_SCHEMA); `total` is a movement row."""
    judged = plural("{n} judgement", "{n} judgements", total["n"])
    if unseen.is_empty():
        return tr("Coverage: {judged}; nothing had to be left out for lack of records.", judged=judged)
    where = [
        tr("{place} {n}", place=name(CHANNELS, channel) if channel else tr("without channel"), n=number(count))
        for channel, count in unseen.iter_rows()
    ]
    return plural(
        "Coverage: {judged}; {n} more was not possible because the contact has no messages ({where}): in each list "
        "under “cannot be seen”.",
        "Coverage: {judged}; {n} more were not possible because the contacts have no messages ({where}): in each list "
        "under “cannot be seen”.",
        int(unseen["insufficient"].sum()),
        judged=judged,
        where=listed(where),
    )


def owed(row: dict[str, Any]) -> str:
    """What is owed of one kind (SUMMARY_SCHEMA), in a sentence or two."""
    if row["open"] == 0:
        return tr("Nothing is open.")
    first = _late(row["kind"], row["overdue"]) if row["overdue"] else tr("All are still in time.")
    whose = literal(row["customer"]) if row["customer"] else tr("a customer without name")
    if row["os_id"] and (row["kind"] == "visits" or not row["customer"]):
        whose = order_name(row["os_id"])
    age = f"**{days(row['oldest_days'])}**"
    if row["kind"] == "commitments":  # the same words as on the screen that holds them
        return f"{first} {_longest(age, whose, row['agent'])}"
    oldest = (
        tr(
            "The oldest, {age}: {customer}, with {agent}.",
            age=age,
            customer=whose,
            agent=literal(row["agent"]),
        )
        if row["agent"]
        else tr("The oldest, {age}: {customer}.", age=age, customer=whose)
    )
    return f"{first} {oldest}"


def _longest(age: str, whose: str, agent: str | None) -> str:
    if agent is None:
        return tr("The one that has waited longest, {age} since the request: {customer}.", age=age, customer=whose)
    return tr(
        "The one that has waited longest, {age} since the request: {customer}, with {agent}.",
        age=age,
        customer=whose,
        agent=literal(agent),
    )


def _late(kind: str, n: int) -> str:
    if kind == "visits":
        return plural("{n} visit is past its time.", "{n} visits are past their time.", n)
    if kind == "contacts":
        return plural("{n} contact is past its time.", "{n} contacts are past their time.", n)
    return plural("{n} return is past its time.", "{n} returns are past their time.", n)


def nothing(first: date, last: date, on_record: tuple[date, date]) -> str:
    """Why an empty period is empty, and what to do."""
    return tr(
        "{period}, nothing was judged with these filters. What you may see reaches from {record}: "
        "choose another period, or fewer filters.",
        period=period(first, last, year=True),
        record=span(*on_record),
    )


# -- notes beside the figures, and what they say to those who do not see them -------------------------------------


def headline(row: dict[str, Any]) -> str:
    """The big number of a pillar: its rate, or that there are too few cases for one."""
    if row["n"] == 0:
        return "–"
    return percent(row["rate"]) if row["n"] >= FEW_CASES else tr("few data")


def pillar_alt(row: dict[str, Any]) -> str:
    """One pillar's eight weeks in a sentence."""
    return tr(
        "{pillar}: {rate} followed, {state}", pillar=title(row["key"]), rate=headline(row), state=state(row["signal"])
    )


def practices_alt(practices: pl.DataFrame) -> str:
    """The practices' figure in a sentence: how many stand where."""
    counts = {key: practices.filter(pl.col("standing") == key).height for key in (ABOVE, BELOW)}
    return tr(
        "Rate of each practice beside its target: {above} clearly above, {below} clearly below",
        above=number(counts[ABOVE]),
        below=number(counts[BELOW]),
    )


def practices_legend(as_list: bool, *, band: bool = True) -> str:
    """How to read the practices' figure, or their list; without a `band` where nothing came before the period."""
    if as_list:
        words = tr("{above} clearly above the target, {below} clearly below; no sign: {unclear}.", **legend_signs())
        return small(words)
    dot = tr(
        "Dot with its 95% interval; tick: target. {above} above the target, {below} below, ○ {unclear}.",
        **legend_signs(),
    )
    grey = tr("Grey band: control limits, 3 sigma, from the twelve weeks before.") if band else None
    return small(" ".join(filter(None, (dot, grey, tr("Click a row to open its list.")))))


def owed_note() -> str:
    """What the three numbers count."""
    return tr(
        "As of now, whatever period is chosen above. Returns count until somebody gives them; visits and contacts of "
        "the last 14 days."
    )
