"""The sentences that the packs share with the screens, made from the numbers: the same words, without Markdown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from reports.drawing import ABOVE, BELOW
from reports.ground import MANY
from reports.names import name, order_name, title
from ui.codes import CHANNELS
from ui.words import Words, mark

NAMED = 3
"""How many practices a sentence names before it says 'and so many more'."""
_COUNTED = {
    1: mark("One practice left its normal: {which}."),
    2: mark("Two practices left their normal: {which}."),
    3: mark("Three practices left their normal: {which}."),
}


def period(words: Words, first: date, last: date, year: bool = False) -> str:
    """'De 16 a 22/11', 'Em 22/11': how a sentence about a period begins."""
    when = words.span(first, last, year=year)
    return words.tr("On {day}", day=when) if first == last else words.tr("Over {span}", span=when)


def nothing(words: Words, first: date, last: date, on_record: tuple[date, date] | None) -> str:
    """Why an empty period is empty, and what to do."""
    if on_record is None:
        return words.tr(
            "There is nothing judged yet that you may see, so there is nothing to report. Import records with "
            "`manage.py import` and judge them with `manage.py judge`."
        )
    return words.tr(
        "{period}, nothing was judged with these filters. What you may see reaches from {record}: "
        "choose another period, or fewer filters.",
        period=period(words, first, last, year=True),
        record=words.span(*on_record),
    )


def rate(words: Words, row: dict[str, Any], few: int) -> str:
    """'71%', or the counts where there are too few cases for a percentage, or a dash."""
    if row["n"] == 0 or row["rate"] is None:
        return "–"
    if row["n"] >= few:
        return words.percent(row["rate"])
    return words.tr("{met} of {n}", met=words.number(row["met"]), n=words.number(row["n"]))


def interval(words: Words, row: dict[str, Any], few: int) -> str:
    """'66 a 75', with one decimal where there are many cases; nothing where there are few."""
    if row["n"] < few or row["low"] is None:
        return ""
    return words.interval(row["low"], row["high"], int(row["n"] >= MANY))


def rate_sentence(words: Words, row: dict[str, Any], few: int) -> str:
    """A rate with all that belongs to it: '71% (66 a 75), n 431'."""
    if row["n"] < few or row["rate"] is None:
        return words.tr("few data: {met} of {n} followed", met=words.number(row["met"]), n=words.number(row["n"]))
    return words.tr(
        "{rate} ({interval}), n {n}",
        rate=words.percent(row["rate"]),
        interval=words.interval(row["low"], row["high"]),
        n=words.number(row["n"]),
    )


def source(words: Words, row: dict[str, Any]) -> str:
    """Where a moment or a pinned record is from, and when: 'WhatsApp, 12/11, 17:55', 'OS 88412, 9/11, 08:10'."""
    of_order = row["os_id"] and (row["unit"] == "service_order" or not row["contact_id"])
    where = order_name(row["os_id"]) if of_order else name(words, CHANNELS, row["channel"])
    return f"{where}, {words.moment(row['at'], year=False)}"


def change(words: Words, row: dict[str, Any], few: int) -> str:
    """'+3' in percentage points; a dash where either period has too few cases."""
    return "–" if row["n"] < few or (row["before_n"] or 0) < few else words.points(row["change"])


def shortened(text: str, letters: int) -> str:
    """The text on one line, cut at a word where it is longer than `letters`: paper has an end."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    kept = line[:letters].rsplit(" ", 1)[0]
    return (kept or line[:letters]) + "…"


# -- the week -----------------------------------------------------------------------------------------------------


def week(words: Words, total: dict[str, Any], practices: pl.DataFrame, contacts: int, days: tuple[date, date]) -> str:
    """What the period was like: how many were judged, how many followed, what moved, what is below its target.

    `total` is a movement row; `practices` (PRACTICE_SCHEMA) are those that count in it.
    """
    judged = words.plural("{n} judgement", "{n} judgements", total["n"])
    when = period(words, *days)
    if total["rate"] is None or total["low"] is None or total["n"] < 10:
        return words.tr(
            "{period}, {judged}, {met} followed: too few for a percentage.",
            period=when,
            judged=judged,
            met=words.number(total["met"]),
        )
    how = words.tr(
        "{period}, {judged} of {contacts}: {rate} followed ({interval}), {state}.",
        period=when,
        judged=judged,
        contacts=words.plural("{n} contact", "{n} contacts", contacts),
        rate=words.percent(total["rate"]),
        interval=interval(words, total, 10),
        state=state(words, total["signal"]),
    )
    return " ".join(filter(None, (how, moved(words, practices), below_target(words, practices))))


def records_of(words: Words, chosen: tuple[date, date], on_record: tuple[date, date]) -> str:
    """From when to when there are records, for a period that reaches far beyond them."""
    return words.tr(
        "{chosen} is chosen; there are records from {record}.",
        chosen=words.span(*chosen),
        record=words.span(*on_record),
    )


def state(words: Words, signal: str) -> str:
    """Whether a rate did what it normally does, in two or three words."""
    told = {
        ABOVE: words.tr("above its normal"),
        BELOW: words.tr("below its normal"),
        "normal": words.tr("within its normal"),
    }
    return told.get(signal, words.tr("without enough to compare with"))


def moved(words: Words, practices: pl.DataFrame) -> str:
    """Which practices left their normal or changed (PRACTICE_SCHEMA), the largest changes first."""
    out = practices.filter(pl.col("signal").is_in([ABOVE, BELOW])).sort(
        pl.col("signal_by") == "change", -pl.col("change").abs(), nulls_last=True
    )
    if practices.filter(pl.col("signal") != "unknown").is_empty():
        return words.tr("There is not enough to compare with to tell whether a practice moved.")
    if out.is_empty():
        return words.tr("No practice left its normal.")
    told = _first_named(words, out, lambda row: _move(words, row))
    if out.height in _COUNTED:
        return words.said(_COUNTED[out.height]).format(which=words.listed(told))
    return words.tr("{n} practices left their normal: {which}.", n=words.number(out.height), which=words.listed(told))


def below_target(words: Words, practices: pl.DataFrame) -> str:
    """Which practices are clearly below their target, those most often not followed first; '' where none is."""
    out = practices.filter(pl.col("standing") == BELOW).sort("missed", descending=True, maintain_order=True)
    if out.is_empty():
        return ""

    def told(row: dict[str, Any]) -> str:
        fields = {"rate": words.percent(row["rate"]), "target": words.percent(row["target"])}
        return words.tr("{practice} ({rate}, target {target})", practice=title(words, row["key"]), **fields)

    return words.tr("Clearly below the target: {which}.", which=words.listed(_first_named(words, out, told)))


def _first_named(words: Words, rows: pl.DataFrame, told: Callable[[dict[str, Any]], str]) -> list[str]:
    """What is told of the first rows, and how many more there are."""
    first = [told(row) for row in rows.head(NAMED).to_dicts()]
    more = rows.height - len(first)
    return [*first, words.plural("{n} more", "{n} more", more)] if more else first


def _move(words: Words, row: dict[str, Any]) -> str:
    fields = {"practice": title(words, row["key"]), "rate": words.percent(row["rate"])}
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


def signal_words(words: Words, signal: str, signal_by: str | None) -> str:
    """What may be called a change, in words; nothing where there is none."""
    if signal_by == "limits":
        return words.tr("above its normal") if signal == ABOVE else words.tr("below its normal")
    if signal_by == "change":
        return words.tr("rose") if signal == ABOVE else words.tr("fell")
    return ""


# -- what is owed -------------------------------------------------------------------------------------------------


def owed(words: Words, row: dict[str, Any]) -> str:
    """What is owed of one kind (`queries.owed.SUMMARY_SCHEMA`), in a sentence or two."""
    if row["open"] == 0:
        return words.tr("Nothing is open.")
    first = _late(words, row["kind"], row["overdue"]) if row["overdue"] else words.tr("All are still in time.")
    whose = row["customer"] or words.tr("a customer without name")
    if row["os_id"] and (row["kind"] == "visits" or not row["customer"]):
        whose = order_name(row["os_id"])
    fields = {"age": words.days(row["oldest_days"]), "customer": whose}
    if row["kind"] == "commitments":
        if row["agent"] is None:
            oldest = words.tr("The one that has waited longest, {age} since the request: {customer}.", **fields)
        else:
            oldest = words.tr(
                "The one that has waited longest, {age} since the request: {customer}, with {agent}.",
                agent=row["agent"],
                **fields,
            )
    elif row["agent"] is None:
        oldest = words.tr("The oldest, {age}: {customer}.", **fields)
    else:
        oldest = words.tr("The oldest, {age}: {customer}, with {agent}.", agent=row["agent"], **fields)
    return f"{first} {oldest}"


def _late(words: Words, kind: str, n: int) -> str:
    if kind == "visits":
        return words.plural("{n} visit is past its time.", "{n} visits are past their time.", n)
    if kind == "contacts":
        return words.plural("{n} contact is past its time.", "{n} contacts are past their time.", n)
    return words.plural("{n} return is past its time.", "{n} returns are past their time.", n)
