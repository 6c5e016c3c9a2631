"""The indicators in sentences, made from their numbers; Markdown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from ui.charts.marks import ABOVE, BELOW, FEW, FEW_CASES, UNCLEAR
from ui.indicators import (
    BACKLOG,
    LOWER_IS_BETTER,
    NEITHER_IS_BETTER,
    is_count,
    is_share,
    measure_title,
    target_words,
    worded,
)
from ui.literal import literal
from ui.wording import day, duration, listed, moment, month_name, number, percent, period, plural, tr

BETTER, WORSE = ":blue[●]", ":orange[◆]"


def opening(now: pl.DataFrame, from_day: date, to_day: date) -> str:
    """What the numbers below mean, in two or three sentences."""
    found = {row["kpi"]: row for row in now.iter_rows(named=True)}
    contacts, reply = found["contacts"]["n"], found["first_reply"]
    first = tr("{period}, {contacts}.", period=period(from_day, to_day), contacts=_contacts(contacts))
    if reply["n"]:
        words = tr(
            "The first human reply took {reply} (median, n {n}).", reply=duration(reply["value"]), n=number(reply["n"])
        )
        first = f"{first} {words}"
    sentences = [first, _asked_to_cancel(found["cancellation_requests"]["n"], found["retention"])]
    kept = found["commitments_kept"]
    if kept["n"] >= FEW_CASES:
        words = tr(
            "Of {n} returns that we promised or owed, {share} came in time.",
            n=number(kept["n"]),
            share=percent(kept["value"]),
        )
        sentences.append(words)
    return " ".join(sentences)


def _contacts(count: int) -> str:
    return plural("**{n} contact**", "**{n} contacts**", count)


def _asked_to_cancel(requests: int, kept: dict[str, Any]) -> str:
    if not requests:
        return tr("Nobody asked to cancel.")
    asked = plural("**{n}** customer asked to cancel", "**{n}** customers asked to cancel", requests)
    if not kept["n"]:
        return tr("{asked}; nothing is decided yet.", asked=asked)
    stayed = number(round(kept["value"] * kept["n"]))
    return tr("{asked}; stayed: {stayed} of {n} decided requests.", asked=asked, n=number(kept["n"]), stayed=stayed)


def reading(on_record_to: date, months: int, cut: bool, narrowed: bool) -> str:
    """How to read a tile: the line, the grey bars, the dotted target, and that the last month may not be over.

    `cut`: the period has more months than are shown. `narrowed`: the bar chooses a channel or a reason, which no target
    is set for.
    """
    told = [
        tr(
            "Large numbers are of the period above; under each its interval, n, and the period of the same length "
            "before. Line: {months} months, month by month; a ring at its end: that month is not over, records reach "
            "to {day}. Grey bars: 95% intervals; dotted: the target.",
            months=number(months),
            day=day(on_record_to),
        )
    ]
    if cut:
        told.append(tr("No more months fit: the numbers are of the whole period all the same."))
    if narrowed:
        told.append(tr("Targets are set for all channels and reasons together."))
    return " ".join(told)


# -- targets ------------------------------------------------------------------------------------------------------


def beside_target(
    key: str, row: Mapping[str, Any], target: float, own: bool | None, whole_month: Mapping[str, Any] | None
) -> str:
    """How an indicator (`queries.targets.beside`) stands beside its target, with a sign where that is clear.

    `own` False: a team is measured by the house's target. `whole_month` (month, value, target) is what a count is
    compared by: the last whole month that has a target.
    """
    if is_share(key):
        words = _share(key, row, target)
    elif is_count(key) and key != BACKLOG:
        words = _count(key, target, whole_month)
    else:
        words = _now(key, row, target)
    return f"{words} {tr('(target of the house)')}" if own is False else words


def _share(key: str, row: Mapping[str, Any], target: float) -> str:
    goal, stands = target_words(key, target), row["standing"]
    if stands in (FEW, None):
        return tr("target {target}: few data to compare", target=goal)
    if stands == UNCLEAR:
        return tr("no clear difference from the target, {target}", target=goal)
    sign = WORSE if (stands == ABOVE) == (key in LOWER_IS_BETTER) else BETTER
    return f"{sign} {_side(key, stands == ABOVE, goal)}"


def _now(key: str, row: Mapping[str, Any], target: float) -> str:
    """A time, or what is open now: no interval, so no sign."""
    goal = target_words(key, target)
    if row["value"] is None or (not is_count(key) and row["n"] < FEW_CASES):
        return tr("target {target}: few data to compare", target=goal)
    return _side(key, row["value"] > target, goal)


def _count(key: str, target: float, whole_month: Mapping[str, Any] | None) -> str:
    """A count: the last whole month beside that month's target."""
    if whole_month is None:
        return tr("target {target} a month: no whole month to compare", target=target_words(key, target))
    value, goal = whole_month["value"], target_words(key, whole_month["target"])
    same = value == whole_month["target"]
    return tr(
        "{month}: {value}, {side} a month",
        month=month_name(whole_month["month"]),
        value=worded(key)(value),
        side=tr("as the target, {target}", target=goal) if same else _side(key, value > whole_month["target"], goal),
    )


def _side(key: str, above: bool, goal: str) -> str:
    if above:
        return tr("above the target, {target}", target=goal)
    if key in LOWER_IS_BETTER:
        return tr("within the target, {target}", target=goal)
    return tr("below the target, {target}", target=goal)


def last_whole_month(months: pl.DataFrame, reaches: date) -> dict[str, Any] | None:
    """The last month of one indicator (columns month, value, target) that has both, and that the records cover."""
    over = [
        row
        for row in months.drop_nulls(["value", "target"]).to_dicts()
        if (row["month"] + timedelta(days=31)).replace(day=1) <= reaches + timedelta(days=1)
    ]
    return over[-1] if over else None


def off_target(misses: Collection[str]) -> str:
    """Which targets are clearly missed."""
    return plural(
        "Clearly off its target: {which}.",
        "Clearly off their targets: {which}.",
        len(misses),
        which=listed([f"**{measure_title(one)}**" for one in misses]),
    )


def misses(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The shares (`queries.targets.beside`) that are clearly on the wrong side of their targets."""
    return [
        row["kpi"]
        for row in rows
        if row["kpi"] not in NEITHER_IS_BETTER
        and row["standing"] == (ABOVE if row["kpi"] in LOWER_IS_BETTER else BELOW)
    ]


def set_words(key: str, team: str | None, from_month: date, value: float | None) -> str:
    """What a target is from when on: 'Retention, team Norte: 60% from November 2026 on'."""
    whose = tr("team {team}", team=literal(team)) if team else tr("the whole house")
    fields = {"measure": measure_title(key), "whose": whose, "month": month_name(from_month)}
    if value is None:
        return tr("{measure}, {whose}: no target from {month} on", **fields)
    return tr("{measure}, {whose}: {target} from {month} on", **fields, target=target_words(key, value))


def somebody_was_first(key: str, team: str | None, name: str, at: datetime, said: tuple[date, float | None]) -> str:
    """That somebody set another target since the form was drawn, and that the writer's own is still in the form."""
    return tr(
        "{name} was first: {what} (set on {when}). Yours is not saved; it still stands in the form. Save again if it "
        "is to count instead.",
        name=literal(name),
        what=set_words(key, team, *said),
        when=moment(at),
    )
