"""An indicator on the screen: its name, its definition in one line, its number with n and interval, its months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui import theme, wording
from ui.charts.kept import Kept
from ui.charts.marks import FEW_CASES
from ui.charts.marks import title as pillar_title
from ui.charts.months import month_line, months_in_words
from ui.links import to_unit
from ui.literal import literal
from ui.names import CHANNELS, REASONS, name, order_name
from ui.screen import nothing_here, small
from ui.sentences.weekly import period
from ui.unit_list import Units, open_button, open_rows, paged, practices_of, record_link
from ui.wording import days, duration, interval, mark, number, percent, plural, said, say_anew, tr

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
TILE = 230
"""Pixels: a tile is never narrower."""
EVERYBODY = ""
BACKLOG = "backlog"
_TIMES = ("handling_time", "queue_time", "first_reply")
_COUNTS = ("contacts", "cancellation_requests")


Rows = Callable[[Any, str], pl.DataFrame]
"""Period and indicator -> ROWS_SCHEMA rows."""


class Page(Protocol):
    """Indicators and pillars of the period, of the one before and by month (`queries.cache.KpiPage`)."""

    @property
    def now(self) -> pl.DataFrame: ...
    @property
    def before(self) -> pl.DataFrame: ...
    @property
    def months(self) -> pl.DataFrame: ...
    @property
    def pillars(self) -> pl.DataFrame: ...
    @property
    def pillars_before(self) -> pl.DataFrame: ...
    @property
    def pillar_months(self) -> pl.DataFrame: ...
    @property
    def calibrating(self) -> tuple[str, ...]: ...


def is_empty(page: Page) -> bool:
    """Whether nothing at all counts in the period."""
    return not page.now["n"].sum() and not page.pillars["n"].sum()


def worded(key: str) -> Callable[[float], str]:
    """How a value of the indicator (or pillar) `key` is written: a number, a time, a share."""
    if key in _TIMES:
        return duration
    return number if key in _COUNTS else percent


def is_share(key: str) -> bool:
    """Whether the indicator is a share, which has an interval and needs enough cases."""
    return key not in (*_TIMES, *_COUNTS)


def value_words(key: str, value: float | None, n: int) -> str:
    """The value, '2 of 8' where a share has too few cases for a percentage, or a dash."""
    if value is None:
        return "–"
    if is_share(key) and n < FEW_CASES:
        return tr("{met} of {n}", met=number(round(value * n)), n=number(n))
    return worded(key)(value)


def tile(
    key: str,
    title: str,
    definition: str | None,
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    kept: Kept,
    reaches: date,
) -> bool:
    """One indicator from `tables` of `queries.kpis.KPI_SCHEMA`: this period, the one before, the months.

    `reaches` is the last day on record: a month that it ends too early is marked. True where the list is to be opened.
    """
    now, before, months = tables
    row = now.row(by_predicate=pl.col("kpi") == key, named=True)
    past = before.row(by_predicate=pl.col("kpi") == key, named=True)
    history = months.filter(pl.col("kpi") == key)
    with st.container(gap="xsmall"):
        st.metric(title, value_words(key, row["value"], row["n"]))
        notes = [] if key in _COUNTS else [f"n {number(row['n'])}"]
        if row["low"] is not None and row["n"]:
            notes.insert(0, interval(row["low"], row["high"]) if row["n"] >= FEW_CASES else tr("few data"))
        if past["value"] is not None:
            notes.append(tr("before: {value}", value=value_words(key, past["value"], past["n"])))
        st.markdown(small(" · ".join(notes)))
        theme.show(
            kept.figure(
                lambda colours: month_line(history, worded(key), colours, not is_share(key), reaches), "months", key
            ),
            alt=months_in_words(history, title, worded(key)),
            key=f"months_{key}",
            separators=wording.separators(),
        )
        if definition:
            st.markdown(small(definition))
        return open_button(f"open_kpi_{key}") if row["n"] else False


def pillars(page: Page, chosen: Any, units: Units, kept: Kept, reaches: date) -> None:
    """Compliance in all and by pillar; each opens the units that it counts."""
    tables = (page.pillars, page.pillars_before, page.pillar_months)
    st.markdown(small(tr("Practices followed, of all judgements that could be made.")))
    with st.grid(4, min_column_width=TILE, gap="large"):
        for key in page.pillars["kpi"]:
            if tile(key, pillar_title(key), None, tables, kept, reaches):
                units.open(pillar_title(key), f"kpi_{key}", chosen, practices_of(key, page.calibrating))


def tiles(keys: Sequence[str], page: Page, chosen: Any, rows_of: Rows, kept: Kept, reaches: date) -> None:
    """Some of the indicators, each with the rows behind it."""
    tables = (page.now, page.before, page.months)
    with st.grid(4, min_column_width=TILE, gap="large"):
        for key in keys:
            if tile(key, said(TITLES[key]), said(DEFINITIONS[key]), tables, kept, reaches):
                heading = f"{said(TITLES[key])}, {wording.span(chosen.from_day, chosen.to_day)}"
                open_rows(heading, f"kpi_{key}", partial(rows_table, key, rows_of, chosen))


def backlog(by_age: pl.DataFrame, orders_of: Callable[[str], pl.DataFrame]) -> None:
    """Open orders by age (columns band, count); each band opens its orders."""
    still_open = int(by_age["count"].sum())
    if not still_open:
        nothing_here(tr("No service order is open."))
        return
    st.markdown(plural("{n} service order is open; by age:", "{n} service orders are open; by age:", still_open))
    with st.grid(5, min_column_width=130):
        for band, count in by_age.rows():
            words = tr("{band} days", band=band.replace("-", " – "))
            with st.container(gap="xsmall"):
                st.metric(words, number(count))
                if count and open_button(f"open_backlog_{band}"):
                    heading = tr("Open for {days}", days=words)
                    open_rows(heading, "backlog", partial(_orders_table, band, orders_of))


def _orders_table(band: str, orders_of: Callable[[str], pl.DataFrame]) -> None:
    rows = orders_of(band)
    words = plural("{n} service order", "{n} service orders", rows.height)
    paged(rows, partial(_cells, BACKLOG), words, key=f"backlog_{band}")


def by_group(chosen: Any, groups_of: Callable[[str, str], pl.DataFrame], rows_of: Rows) -> None:
    """One indicator by team, channel or reason, and the rows behind it, of all or of one group."""
    say_anew("kpi")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            tr("Indicator"),
            list(TITLES),
            format_func=lambda one: said(TITLES[one]),
            key="kpi",
            bind="query-params",
            width=340,
        )
        group = st.segmented_control(
            tr("By"),
            list(GROUPS),
            format_func=lambda one: said(GROUPS[one]),
            default="team",
            key="kpi_group",
            required=True,
        )
    groups = groups_of(key, group)
    left, right = st.columns((2, 3), gap="large")
    with left:
        group_table(key, groups, group)
    with right:
        rows_table(key, rows_of, _narrowed(chosen, groups["group"].drop_nulls().to_list(), group), where="group")


def _narrowed(chosen: Any, groups: list[str], group: str) -> Any:
    """The period, or the period of one group, where one is chosen."""
    if len(groups) < 2:
        return chosen
    say_anew(f"kpi_rows_{group}")
    picked = st.selectbox(
        tr("Rows of"),
        [EVERYBODY, *groups],
        format_func=lambda one: tr("All rows") if one == EVERYBODY else _group_name(group, one),
        key=f"kpi_rows_{group}",
        label_visibility="collapsed",
        width=240,
    )
    return replace(chosen, **{group: picked}) if picked else chosen


def group_table(key: str, groups: pl.DataFrame, group: str) -> None:
    """The indicator by team, channel or reason (columns group, value, n, low, high)."""
    rows = groups.select("value", "n", "low", "high").rows()
    sure = [f" ({interval(low, high)})" if low is not None and n >= FEW_CASES else "" for _, n, low, high in rows]
    values = [value_words(key, value, n) for value, n, _, _ in rows]
    columns = {
        said(GROUPS[group]): [_group_name(group, one) for one in groups["group"]],
        said(TITLES[key]): [value + interval for value, interval in zip(values, sure, strict=True)],
    }
    if key not in _COUNTS:
        columns["n"] = [number(n) for _, n, _, _ in rows]
    st.table(columns, border="horizontal", hide_index=True, alt=said(TITLES[key]))


def _group_name(group: str, one: str | None) -> str:
    return name({"channel": CHANNELS, "reason": REASONS}.get(group, {}), one)


def rows_table(key: str, rows_of: Rows, chosen: Any, where: str = "drawer") -> None:
    """The rows behind the indicator (`queries.kpis.ROWS_SCHEMA`), each with the link that opens its record.

    `where` tells apart two lists of one indicator on one screen.
    """
    rows = rows_of(chosen, key)
    words = plural("{n} row counts.", "{n} rows count.", rows.height)
    paged(rows, partial(_cells, key), words, key=f"rows_{where}_{key}")


def _cells(key: str, row: dict[str, Any]) -> dict[str, str]:
    what = [name(CHANNELS, row["channel"]), name(REASONS, row["reason"])]
    if row["os_id"]:
        what.insert(0, order_name(row["os_id"]))
    unit = "service_order" if row["os_id"] else "contact"
    link = record_link(to_unit(unit, row["contact_id"], row["os_id"]))
    cells = {
        tr("Day"): f"{wording.day(row['day'])}  \n{link}",
        tr("Agent"): f"{literal(row['agent'])}  \n{small(' · '.join(one for one in what if one != '–'))}",
    }
    if key not in _COUNTS:
        cells[tr("Counts as")] = _counted(key, row["counted"])
    return cells


def _counted(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    if key == BACKLOG:
        return days(int(value))
    if key in _TIMES:
        return duration(value)
    return tr("yes") if value else tr("no")


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
    return tr("{asked}; of {n} decided requests {stayed} stayed.", asked=asked, n=number(kept["n"]), stayed=stayed)


def reading(on_record_to: date) -> str:
    """How to read a tile: the line, the grey bars, and that the last month may not be over."""
    return tr(
        "Under each number: interval, n, and the period of the same length before. Line: six whole months, whatever "
        "the period; grey bars: 95% intervals; records reach to {day}.",
        day=wording.day(on_record_to),
    )
