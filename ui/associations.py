"""Which practices go with the outcome: a figure for each, the table behind it, and the contacts of either side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ui import wording
from ui.charts.associations import association_figure, common_reach
from ui.charts.kept import Kept
from ui.charts.marks import FEW_CASES, SIGNS, title
from ui.codes import CHANNELS, REASONS, VERDICTS
from ui.device import on_a_phone
from ui.indicators import measure_title
from ui.links import to_contact, to_practice
from ui.literal import literal
from ui.names import name, verdict_sign
from ui.screen import TWELVE_WEEKS, small
from ui.sentences import associations as sentences
from ui.unit_list import Period, ask, asked, clickable, open_button, open_rows, paged, practice_box, record_link
from ui.wording import plural, points, said, tr

YEAR = 52
FIGURE = 600
"""Pixels: a figure needs so many, or it scrolls."""
SIDES = ("missed", "met")
GOES_WITH = "goes-with"
"""In the address `?open=goes-with:retention:use_name` opens the contacts behind a row."""

Contacts = Callable[[Any, str, str, str], pl.DataFrame]
"""Period, outcome, practice, verdict -> ROWS_SCHEMA rows."""


def span_box(period: Any) -> Any:
    """The period to look at: few outcomes are known of a week, so twelve weeks up to its end unless told."""
    spans = {0: tr("This period"), TWELVE_WEEKS: tr("12 weeks"), YEAR: tr("52 weeks")}
    offered = [weeks for weeks in spans if weeks * 7 > period.days or not weeks]
    if len(offered) == 1:
        return period
    chosen = st.segmented_control(
        tr("Period"),
        offered,
        default=TWELVE_WEEKS if TWELVE_WEEKS in offered else 0,
        format_func=lambda weeks: spans[weeks],
        key="associations_span",
        label_visibility="collapsed",
        required=True,
    )
    return period.last_weeks(chosen) if chosen else period


def associations(rows: pl.DataFrame, period: Any, contacts: Contacts, kept: Kept) -> None:
    """One part for each outcome (ASSOCIATION_SCHEMA), all on one axis."""
    with st.container(width=860):
        st.markdown(sentences.warning())
        st.markdown(small(sentences.reading()))
    as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="associations_as_list", persist_state="session")
    reach = common_reach(rows)
    with st.grid(2, min_column_width=FIGURE, gap="large"):
        for outcome in rows["outcome"].unique(maintain_order=True):
            with st.container(gap="small"):
                _outcome(outcome, rows.filter(pl.col("outcome") == outcome), reach, as_list, period, contacts, kept)


def _outcome(
    outcome: str, rows: pl.DataFrame, reach: float, as_list: bool, period: Any, contacts: Contacts, kept: Kept
) -> None:
    st.subheader(measure_title(outcome), anchor=False)
    st.markdown(sentences.summary(outcome, rows))
    point = None
    if as_list:
        table(rows)
    else:
        about = ("associations", outcome, period.from_day, period.to_day)
        figure = kept.figure(lambda colours: association_figure(rows, reach, colours), *about)
        name = f"{GOES_WITH}_{outcome}"
        point = clickable(figure, name, sentences.alt(outcome, rows), at_least=FIGURE)
    practices = rows["practice"].to_list()
    if point:
        ask(_address(outcome, point[0]))
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = practice_box(practices, f"associations_{outcome}")
        open_button(f"open_associations_{outcome}", _address(outcome, practice))
    for one in practices:
        if asked(_address(outcome, one)):
            what = f"{measure_title(outcome)}: {title(one)}"
            heading = f"{what}, {wording.span(period.from_day, period.to_day)}"
            open_rows(heading, f"{GOES_WITH}_{outcome}", partial(_behind, outcome, one, period, contacts))


def _address(outcome: str, practice: str) -> str:
    return f"{GOES_WITH}:{outcome}:{practice}"


def _behind(outcome: str, practice: str, period: Period, contacts: Contacts) -> None:
    """The contacts of either side."""
    verdict = st.segmented_control(
        tr("Verdict"),
        SIDES,
        default=SIDES[0],
        format_func=lambda one: said(VERDICTS[one]).capitalize(),
        key=f"association_side_{outcome}_{practice}",
        label_visibility="collapsed",
        required=True,
    )
    rows = contacts(period, outcome, practice, verdict)
    words = plural("{n} contact with this outcome known", "{n} contacts with this outcome known", rows.height)
    cells = partial(_contact, outcome, practice, verdict)
    paged(rows, cells, words, key=f"association_{outcome}_{practice}_{verdict}")


def _contact(outcome: str, practice: str, verdict: str, row: dict[str, Any]) -> dict[str, str]:
    link = record_link(to_contact(row["contact_id"], practice=practice))
    what = " · ".join([name(CHANNELS, row["channel"]), name(REASONS, row["reason"])])
    return {
        tr("Day"): f"{wording.day(row['day'])}  \n{link}",
        tr("Agent"): f"{literal(row['agent'])}  \n{small(what)}",
        title(practice): verdict_sign(verdict),
        said(sentences.GOOD[outcome]).capitalize(): tr("yes") if row["counted"] else tr("no"),
    }


def table(rows: pl.DataFrame) -> None:
    """The rows of one outcome (ASSOCIATION_SCHEMA) as text."""
    cells = [_row(row) for row in rows.to_dicts()]
    st.table(cells, border="horizontal", hide_index=True, alt=measure_title(rows["outcome"][0]))


def _row(row: dict[str, Any]) -> dict[str, str]:
    figure = tr("few data")
    if row["difference"] is not None:
        ends = tr("{low} to {high}", low=points(row["low"]), high=points(row["high"]))
        figure = f"{SIGNS.get(row['standing'], '')} {points(row['difference'])}  \n{small(ends)}".strip()
    return {
        tr("Practice"): f"[{title(row['practice'])}]({to_practice(row['practice'])})",
        tr("Followed"): sentences.side(row["met_good"], row["met_n"], FEW_CASES),
        tr("Not followed"): sentences.side(row["missed_good"], row["missed_n"], FEW_CASES),
        tr("Difference, p.p."): figure,
    }
