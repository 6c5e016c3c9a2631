"""An indicator on the screen: its name, its definition in one line, its number with n and interval, its months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from ui import theme, wording
from ui.charts.marks import FEW_CASES
from ui.charts.months import month_line, months_in_words
from ui.links import to_unit
from ui.names import CHANNELS, REASONS
from ui.wording import duration, interval, mark, number, percent, plural, said, tr

TITLES = {
    "contacts": mark("Contacts"),
    "handling_time": mark("TMA, mean handling time"),
    "queue_time": mark("TME, mean waiting time"),
    "first_reply": mark("First reply, median"),
    "first_contact": mark("FCR, solved at the first contact"),
    "satisfaction": mark("CSAT, grades 4 and 5"),
    "satisfaction_answers": mark("CSAT, share who answered"),
    "orders_in_time": mark("Visits on the agreed day"),
    "repeat_visits": mark("Repeat visits"),
    "cancellation_requests": mark("Cancellation requests"),
    "retention": mark("Retention"),
    "commitments_kept": mark("Commitments kept in time"),
}
DEFINITIONS = {
    "contacts": mark("Contacts that began in the period, both directions."),
    "handling_time": mark("From the first to the last moment of a contact; e-mail is left out."),
    "queue_time": mark("From the customer's arrival to the first human agent; inbound contacts that say it."),
    "first_reply": mark("From the beginning of a written inbound contact to the agent's first message, bots left out."),
    "first_contact": mark("Inbound contacts with no new one of the customer on the same reason within 7 days."),
    "satisfaction": mark("Grades of 4 or 5 of all grades given."),
    "satisfaction_answers": mark("Inbound contacts with a grade, of all inbound contacts."),
    "orders_in_time": mark("Visits done by the end of the agreed day, of all whose day has come."),
    "repeat_visits": mark("Visits followed by another repair of the same customer within 30 days."),
    "cancellation_requests": mark("Requests on record, whatever became of them."),
    "retention": mark("Customers who stayed, of the requests that were decided. Never a reason to hinder anybody."),
    "commitments_kept": mark(
        "Cancellations, promises and overdue visits answered by the due time, of all that were due."
    ),
}
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        mark("How do we answer?"),
        (
            "contacts",
            "queue_time",
            "first_reply",
            "handling_time",
            "first_contact",
            "satisfaction",
            "satisfaction_answers",
        ),
    ),
    (mark("Do visits solve it?"), ("orders_in_time", "repeat_visits")),
    (mark("Do customers stay, and hear from us?"), ("cancellation_requests", "retention", "commitments_kept")),
)
GROUPS = {"team": mark("Team"), "channel": mark("Channel"), "reason": mark("Reason")}
_TIMES = ("handling_time", "queue_time", "first_reply")
_COUNTS = ("contacts", "cancellation_requests")


def worded(key: str) -> Callable[[float], str]:
    """How a value of the indicator (or pillar) `key` is written: a number, a time, a share."""
    if key in _TIMES:
        return duration
    return number if key in _COUNTS else percent


def is_share(key: str) -> bool:
    """Whether the indicator is a share, which has an interval and needs enough cases."""
    return key not in (*_TIMES, *_COUNTS)


def value_words(key: str, value: float | None, n: int) -> str:
    """The value, 'few data' where a share has too few cases, or a dash."""
    if value is None:
        return "–"
    return tr("few data") if is_share(key) and n < FEW_CASES else worded(key)(value)


def tile(key: str, title: str, definition: str, now: pl.DataFrame, before: pl.DataFrame, months: pl.DataFrame) -> None:
    """One indicator from tables of `queries.kpis.KPI_SCHEMA`: this period, the one before, and the months."""
    row = now.row(by_predicate=pl.col("kpi") == key, named=True)
    past = before.row(by_predicate=pl.col("kpi") == key, named=True)
    history = months.filter(pl.col("kpi") == key)
    st.metric(title, value_words(key, row["value"], row["n"]))
    notes = [f"n {number(row['n'])}"]
    if row["low"] is not None and row["n"] >= FEW_CASES:
        notes.insert(0, interval(row["low"], row["high"]))
    if past["value"] is not None:
        notes.append(tr("before: {value}", value=value_words(key, past["value"], past["n"])))
    st.markdown(f":small[:gray[{' · '.join(notes)}]]")
    theme.show(
        month_line(history, worded(key), theme.palette(), with_zero=not is_share(key)),
        alt=months_in_words(history, title, worded(key)),
        key=f"months_{key}",
        separators=wording.separators(),
    )
    st.markdown(f":small[:gray[{definition}]]")


def group_table(
    key: str, title: str, groups: pl.DataFrame, group_title: str, named: Callable[[str | None], str]
) -> None:
    """The indicator by team, channel or reason (columns group, value, n, low, high)."""
    st.table(
        {
            group_title: [named(one) for one in groups["group"]],
            title: [
                value_words(key, value, n) + (f" ({interval(low, high)})" if low is not None and n >= FEW_CASES else "")
                for value, n, low, high in groups.select("value", "n", "low", "high").rows()
            ],
            "n": [number(n) for n in groups["n"]],
        },
        border="horizontal",
    )


def rows_table(key: str, title: str, rows: pl.DataFrame, count: int) -> None:
    """The rows behind the indicator (`queries.kpis.ROWS_SCHEMA`), each with the link that opens its record."""
    if rows.is_empty():
        st.markdown(tr("Nothing counts towards this number in the period. Choose a longer one."))
        return
    more = tr(" The newest {n} are shown.", n=number(rows.height)) if count > rows.height else ""
    st.markdown(plural("{n} row counts.", "{n} rows count.", count) + more)
    shown = rows.select(
        pl.col("day"),
        pl.col("agent").fill_null("–"),
        pl.col("channel").replace_strict({one: said(name) for one, name in CHANNELS.items()}, default="–"),
        pl.col("reason").replace_strict({one: said(name) for one, name in REASONS.items()}, default="–"),
        counted=pl.col("counted").map_elements(lambda value: _counted(key, value), return_dtype=pl.String),
        link=pl.struct("contact_id", "os_id").map_elements(
            lambda ids: to_unit("contact", ids["contact_id"], ids["os_id"]), return_dtype=pl.String
        ),
    )
    st.dataframe(
        shown,
        hide_index=True,
        alt=title,
        height=360,
        column_config={
            "day": st.column_config.DateColumn(tr("Day"), format="DD/MM/YYYY"),
            "agent": tr("Agent"),
            "channel": tr("Channel"),
            "reason": tr("Reason"),
            "counted": tr("Counts as"),
            "link": st.column_config.LinkColumn("", display_text=tr("open it")),
        },
    )


def _counted(key: str, value: float | None) -> str:
    if value is None or key in _COUNTS:
        return "–"
    if key in _TIMES:
        return duration(value)
    return tr("yes") if value else tr("no")


def opening(now: pl.DataFrame, from_day: date, to_day: date) -> str:
    """What the numbers below mean, in two sentences."""
    found = {row["kpi"]: row for row in now.iter_rows(named=True)}
    first = tr(
        "{span}: **{contacts} contacts**; the first human reply took {reply} (median).",
        span=wording.span(from_day, to_day),
        contacts=number(found["contacts"]["n"]),
        reply=duration(found["first_reply"]["value"]),
    )
    asked, kept = found["cancellation_requests"], found["retention"]
    second = tr(
        "**{asked}** customers asked to cancel; of {decided} decided requests {kept} stayed, and {returned} of what we "
        "promised or owed was answered in time.",
        asked=number(asked["n"]),
        decided=number(kept["n"]),
        kept=value_words("retention", kept["value"], kept["n"]),
        returned=value_words("commitments_kept", found["commitments_kept"]["value"], found["commitments_kept"]["n"]),
    )
    return f"{first} {second}"
