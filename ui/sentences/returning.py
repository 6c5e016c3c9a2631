"""How the provider returns to customers, in sentences made from the numbers; Markdown, where nothing else is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from ui.charts.marks import FEW_CASES, rate_words
from ui.wording import duration, interval, mark, number, percent, period, plural, tr

LENGTHS = {
    "same_day": mark("the same day"),
    "1": mark("the next day"),
    "2-3": mark("2 to 3 days"),
    "4-7": mark("4 to 7 days"),
    "8+": mark("8 days or more"),
}
"""`queries.returning.LENGTHS` in the user's words (by `said`)."""
OTHERS = "*"


def opening(returned: pl.DataFrame, from_day: date, to_day: date) -> str:
    """How many customers heard back in the period, how many of them in time, and how long half of them waited."""
    when = period(from_day, to_day)
    if returned.is_empty():
        return tr("{when}, no return to a customer is on record.", when=when)
    count = plural("**{n} return** was made", "**{n} returns** were made", returned.height)
    in_time = returned.filter(pl.col("state") == "kept").height
    if returned.height < FEW_CASES:
        return tr("{when}, {count}, {in_time} of them in time.", when=when, count=count, in_time=number(in_time))
    middle = returned["seconds"].median()
    return tr(
        "{when}, {count}, {in_time} of them in time; half took no more than {time}.",
        when=when,
        count=count,
        in_time=number(in_time),
        time=f"**{duration(_rounded(float(middle) if isinstance(middle, int | float) else 0.0))}**",
    )


def note() -> str:
    """What the numbers count, and for whom."""
    return tr(
        "Returns given in the period above, whenever they were asked for. They count for whom the request fell to, "
        "as the verdict does, even where the case was handed over later. Whoever still waits is in the list above, not "
        "here."
    )


def share(now: Mapping[str, Any]) -> str:
    """The period's share in time with its interval and n (a row of PRACTICE_SCHEMA)."""
    if not now["n"]:
        return tr("of what was asked for in this period, nothing could be judged yet")
    words = rate_words(now["rate"], now["n"], now["met"])
    if now["n"] < FEW_CASES:
        return tr("{rate} of what was asked for in this period, few data", rate=words)
    sure = interval(now["low"], now["high"])
    return tr(
        "{rate} of what was asked for in this period ({interval}), n {n}", rate=words, interval=sure, n=number(now["n"])
    )


def target(rate: float) -> str:
    """How the dotted line is called."""
    return tr("target {target}", target=percent(rate))


def median(row: Mapping[str, Any]) -> str:
    """After how long half of the returns of a kind were made (a row of TIMES_SCHEMA)."""
    if not row["n"]:
        return tr("no return in this period")
    if row["n"] < FEW_CASES:
        return tr("few data, n {n}", n=number(row["n"]))
    return tr("half within {time}, n {n}", time=duration(_rounded(row["median_seconds"])), n=number(row["n"]))


def _rounded(seconds: float) -> float:
    """To the minute below a day, to the hour above: nobody reads the seconds of a day."""
    step = 60 if seconds < 24 * 3600 else 3600
    return round(seconds / step) * step


def reason(row: Mapping[str, Any]) -> str:
    """The reason that a row of REASON_SCHEMA counts, as the customers' records have it; plain text."""
    if row["key"] is None:
        return tr("Without a reason on record")
    if row["key"] == OTHERS:
        return plural("{n} other reason", "{n} other reasons", row["reasons"])
    words = str(row["key"])
    return words[:1].upper() + words[1:]


def stayed(row: Mapping[str, Any]) -> str:
    """Who stayed of one reason, with all that belongs to the number; plain text."""
    asked = plural("{n} request", "{n} requests", row["requests"])
    if not row["n"]:
        return tr("{asked}, none decided yet", asked=asked)
    words = rate_words(row["rate"], row["n"], row["retained"])
    if row["n"] < FEW_CASES:
        return tr("{asked}; stayed: {rate}, few data", asked=asked, rate=words)
    sure = interval(row["low"], row["high"])
    return tr("{asked}; stayed: {rate} ({interval}), n {n}", asked=asked, rate=words, interval=sure, n=number(row["n"]))


def sure(row: Mapping[str, Any]) -> str:
    """Interval and n of who stayed, of a row of REASON_SCHEMA with enough cases: '16 a 41 · n 45'."""
    return f"{interval(row['low'], row['high'])} · {tr('n {n}', n=number(row['n']))}"


def reasons_in_words(rows: pl.DataFrame) -> str:
    """The figure for those who do not see it."""
    return "; ".join(f"{reason(row)}: {stayed(row)}" for row in rows.iter_rows(named=True))


def reasons_legend(tick: float | None) -> str:
    """How to read the figure."""
    read = tr(
        "Ring with its 95% interval; where intervals overlap, no reason stands out. Counts without a ring: few data. "
        "Click a row to open its list."
    )
    return f"{read} {tr('Tick: all reasons together, {rate}.', rate=percent(tick))}" if tick is not None else read


def asked(rows: pl.DataFrame) -> str:
    """How many asked to cancel in the period, and what became of it (REASON_SCHEMA)."""
    count = plural("**{n}** customer asked to cancel", "**{n}** customers asked to cancel", int(rows["requests"].sum()))
    fields = {
        "stayed": plural("{n} stayed", "{n} stayed", int(rows["retained"].sum())),
        "left": plural("{n} left", "{n} left", int(rows["cancelled"].sum())),
    }
    waiting = int(rows["open"].sum())
    if waiting:
        return tr(
            "{count}: {stayed}, {left}, {waiting} not decided yet. Nobody is to be hindered from leaving.",
            count=count,
            waiting=number(waiting),
            **fields,
        )
    return tr("{count}: {stayed}, {left}. Nobody is to be hindered from leaving.", count=count, **fields)
