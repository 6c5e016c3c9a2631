"""The rows behind an indicator, and the indicator by team, channel, reason or city."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui import wording
from ui.charts.marks import FEW_CASES
from ui.codes import CHANNELS, REASONS
from ui.indicators import BACKLOG, TIMES, TITLES, is_count, measure_title, value_words
from ui.links import to_unit
from ui.literal import literal
from ui.names import name, order_name
from ui.screen import small
from ui.unit_list import paged, record_link
from ui.wording import days, duration, interval, mark, number, plural, said, say_anew, tr

GROUPS = {"team": mark("Team"), "channel": mark("Channel"), "reason": mark("Reason"), "city": mark("City")}
EVERYBODY, UNKNOWN = "", "–"
"""Choices of a box beside the groups' own names: all rows, and those whose group is not on record."""


class Rows(Protocol):
    """Period, indicator and perhaps one group -> ROWS_SCHEMA rows."""

    def __call__(self, choice: Any, kpi: str, of: tuple[str, str | None] | None = None) -> pl.DataFrame: ...


def by_group(chosen: Any, groups_of: Callable[[str, str], pl.DataFrame], rows_of: Rows) -> None:
    """One indicator by team, channel, reason or city, and the rows behind it, of all or of one group."""
    say_anew("kpi")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            tr("Indicator"), list(TITLES), format_func=measure_title, key="kpi", bind="query-params", width=340
        )
        group = st.segmented_control(
            tr("By"),
            list(GROUPS),
            format_func=lambda one: said(GROUPS[one]),
            default="team",
            key="kpi_group",
            required=True,
            bind="query-params",
        )
    groups = groups_of(key, group)
    if group == "city":
        groups = groups.sort(pl.col("group").is_null(), pl.col("n"), "group", descending=[False, True, False])
    left, right = st.columns((2, 3), gap="large")
    with left:
        group_table(key, groups, group)
    with right:
        rows_table(key, partial(rows_of, of=_of_one(groups["group"].to_list(), group)), chosen, where="group")


def _of_one(groups: list[str | None], group: str) -> tuple[str, str | None] | None:
    """The one group that is chosen; None for all rows."""
    if len(groups) < 2:
        return None
    box = f"kpi_rows_{group}"
    offered = [EVERYBODY, *(one or UNKNOWN for one in groups)]
    if st.session_state.get(box) not in offered:
        st.session_state[box] = EVERYBODY
    say_anew(box)
    picked = st.selectbox(
        tr("Rows of"),
        offered,
        format_func=lambda one: tr("All rows") if one == EVERYBODY else _group_name(group, one),
        key=box,
        label_visibility="collapsed",
        width=240,
    )
    return None if picked == EVERYBODY else (group, None if picked == UNKNOWN else picked)


def group_table(key: str, groups: pl.DataFrame, group: str) -> None:
    """The indicator by team, channel, reason or city (columns group, value, n, low, high)."""
    words = plural("{n} group", "{n} groups", groups.height)
    paged(groups, partial(_group_cells, key, group), words, key=f"groups_{key}_{group}")


def _group_cells(key: str, group: str, row: dict[str, Any]) -> dict[str, str]:
    n, value = row["n"], value_words(key, row["value"], row["n"])
    sure = f" ({interval(row['low'], row['high'])})" if row["low"] is not None and n >= FEW_CASES else ""
    cells = {said(GROUPS[group]): _group_name(group, row["group"]), measure_title(key): value + sure}
    return cells if is_count(key) else {**cells, "n": number(n)}


def _group_name(group: str, one: str | None) -> str:
    known = {"channel": CHANNELS, "reason": REASONS}.get(group, {})
    return name(known, None if one == UNKNOWN else one)


def rows_table(key: str, rows_of: Rows, chosen: Any, where: str = "drawer") -> None:
    """The rows behind the indicator (`queries.kpis.ROWS_SCHEMA`), each with the link that opens its record.

    `where` tells apart two lists of one indicator on one screen.
    """
    rows = rows_of(chosen, key)
    words = plural("{n} row counts.", "{n} rows count.", rows.height)
    paged(rows, partial(cells, key), words, key=f"rows_{where}_{key}")


def cells(key: str, row: dict[str, Any]) -> dict[str, str]:
    """One row (`queries.kpis.ROWS_SCHEMA`) as the table's cells."""
    what = [name(CHANNELS, row["channel"]), name(REASONS, row["reason"])]
    if row["os_id"]:
        what.insert(0, order_name(row["os_id"]))
    unit = "service_order" if row["os_id"] else "contact"
    link = record_link(to_unit(unit, row["contact_id"], row["os_id"]))
    shown = {
        tr("Day"): f"{wording.day(row['day'])}  \n{link}",
        tr("Agent"): f"{literal(row['agent'])}  \n{small(' · '.join(one for one in what if one != '–'))}",
    }
    if not is_count(key) or key == BACKLOG:
        shown[tr("Counts as")] = _counted(key, row["counted"])
    return shown


def _counted(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    if key == BACKLOG:
        return days(int(value))
    if key in TIMES:
        return duration(value)
    return tr("yes") if value else tr("no")
