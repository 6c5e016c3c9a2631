"""What is owed to customers: how much of a kind, who has waited longest, where most of it lies, what a row holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ui.telling.values import order_name
from ui.words import Words, unbroken

MISSED = "missed"
ENOUGH_TO_SAY_WHERE = 4


def opening(words: Words, rows: pl.DataFrame) -> str:
    """What the numbers say, first of all how many are overdue (`rows`: `queries.follow_up.OWED_SCHEMA`)."""
    if rows.is_empty():
        return words.tr("Nobody waits for an answer of ours here. Every request and every promise has had its return.")
    late = rows.filter(pl.col("state") == MISSED)
    if late.is_empty():
        returns = _to_customers(words, rows)
        return words.plural(
            "{returns} is open, still in time.", "{returns} are open, all still in time.", rows.height, returns=returns
        )
    return " ".join(filter(None, (_overdue(words, late, rows.height), _longest(words, late), _where(words, late))))


def customers(rows: pl.DataFrame) -> int:
    """How many customers wait for these; one who is not on record counts anew each time."""
    return rows.select(pl.coalesce("customer_id", "commitment_id")).n_unique()


def customer(words: Words, row: Mapping[str, Any]) -> str:
    """The customer's name, or that none is on record."""
    return words.theirs(row["customer"]) if row["customer"] else words.tr("A customer without a name on record")


def _to_customers(words: Words, rows: pl.DataFrame) -> str:
    """How many returns, and to how many customers where some wait for several."""
    returns, waiting = words.strong(words.plural("{n} return", "{n} returns", rows.height)), customers(rows)
    if waiting == rows.height:
        return returns
    return words.plural("{returns} to {n} customer", "{returns} to {n} customers", waiting, returns=returns)


def _overdue(words: Words, late: pl.DataFrame, owed: int) -> str:
    """How many are past their time, how many of them on cancellation requests, and how many there is time for."""
    told = words.plural(
        "{returns} is past its time", "{returns} are past their time", late.height, returns=_to_customers(words, late)
    )
    asked = late.filter(pl.col("kind") == "cancellation").height
    if asked == late.height:
        told += f", {words.plural('on a cancellation request', 'all on cancellation requests', asked)}"
    elif asked:
        of_them = words.plural("{n} of them on a cancellation request", "{n} of them on cancellation requests", asked)
        told += f", {of_them}"
    if in_time := owed - late.height:
        told += f"; {words.plural('{n} other is still in time', '{n} others are still in time', in_time)}"
    return f"{told}."


def _longest(words: Words, late: pl.DataFrame) -> str:
    """The one that the weekly review names too (`of_kind`): of those past their time, the first asked for."""
    first = late.sort("made_at", "commitment_id").row(0, named=True)
    return _waited(words, first["days_waiting"], customer(words, first), None)


def _waited(words: Words, days: int, whose: str, agent: str | None) -> str:
    fields = {"age": words.strong(words.days(days)), "customer": whose}
    if agent is None:
        return words.tr("The one that has waited longest, {age} since the request: {customer}.", **fields)
    return words.tr(
        "The one that has waited longest, {age} since the request: {customer}, with {agent}.", agent=agent, **fields
    )


def _where(words: Words, late: pl.DataFrame) -> str:
    """Where most of what is overdue lies: a team, or among one team's agents; nothing where none stands out."""
    by_team = late["team"].n_unique() > 1
    counts = late.drop_nulls("team" if by_team else "agent").group_by("team" if by_team else "agent").len()
    counts = counts.sort("len", descending=True)
    if late.height < ENOUGH_TO_SAY_WHERE or counts.height < 2 or counts["len"][0] == counts["len"][1]:
        return ""
    who, most = counts.row(0)
    fields = {"most": words.number(most), "all": words.number(late.height), "who": words.theirs(who)}
    if most * 2 > late.height:
        if by_team:
            return words.tr("More than half of what is overdue, {most} of {all}, is team {who}'s.", **fields)
        return words.tr("More than half of what is overdue, {most} of {all}, is {who}'s.", **fields)
    if by_team:
        return words.tr("The largest part of what is overdue, {most} of {all}, is team {who}'s.", **fields)
    return words.tr("The largest part of what is overdue, {most} of {all}, is {who}'s.", **fields)


# -- one kind of it, in the weekly review -------------------------------------------------------------------------


def of_kind(words: Words, row: Mapping[str, Any]) -> str:
    """What is owed of one kind (`queries.owed.SUMMARY_SCHEMA`), in a sentence or two."""
    if row["open"] == 0:
        return words.tr("Nothing is open.")
    late = _late(words, row["kind"], row["overdue"]) if row["overdue"] else words.tr("All are still in time.")
    whose = words.theirs(row["customer"]) if row["customer"] else words.tr("a customer without name")
    if row["os_id"] and (row["kind"] == "visits" or not row["customer"]):
        whose = order_name(words, row["os_id"])
    agent = words.theirs(row["agent"]) if row["agent"] else None
    if row["kind"] == "commitments":
        return f"{late} {_waited(words, row['oldest_days'], whose, agent)}"
    return f"{late} {_oldest(words, row['oldest_days'], whose, agent)}"


def _oldest(words: Words, days: int, whose: str, agent: str | None) -> str:
    fields = {"age": words.strong(words.days(days)), "customer": whose}
    if agent is None:
        return words.tr("The oldest, {age}: {customer}.", **fields)
    return words.tr("The oldest, {age}: {customer}, with {agent}.", agent=agent, **fields)


def _late(words: Words, kind: str, n: int) -> str:
    if kind == "visits":
        return words.plural("{n} visit is past its time.", "{n} visits are past their time.", n)
    if kind == "contacts":
        return words.plural("{n} contact is past its time.", "{n} contacts are past their time.", n)
    return words.plural("{n} return is past its time.", "{n} returns are past their time.", n)


# -- a row of the list --------------------------------------------------------------------------------------------


def kinds(words: Words, several: Sequence[str]) -> str:
    """What a row holds, short enough for one: 'Cancelamento + 2 promessas'; lines break only between the kinds."""
    told = " + ".join(unbroken(_counted(words, kind, count)) for kind, count in Counter(several).items())
    return told[:1].upper() + told[1:]


def _counted(words: Words, kind: str, count: int) -> str:
    if kind == "cancellation":
        return words.plural("cancellation", "{n} cancellations", count)
    if kind == "promise":
        return words.plural("promise", "{n} promises", count)
    return words.plural("overdue visit", "{n} overdue visits", count)


def last_contact(words: Words, row: Mapping[str, Any]) -> str:
    """The last contact since the request."""
    if row["last_touch_at"] is None:
        return words.tr("no contact since the request")
    when = words.day(row["last_touch_at"], year=False)
    if row["last_touch"] == "attempt":
        return words.tr("{day}, attempt without answer", day=when)
    if row["last_touch"] == "ours":
        return words.tr("{day}, we spoke with the customer", day=when)
    return words.tr("{day}, the customer came to us", day=when)


def no_more_rows_than_talks(words: Words) -> str:
    """Why a list has fewer rows than it holds returns."""
    return words.tr("What one person owes a customer out of one talk is one row.")
