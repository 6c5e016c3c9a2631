"""How the provider returns to customers: in time week by week, how long it took, and who stayed; each opens its cases.

Which list is open stands in the address, so that a link shows the colleague the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from practices.practice import Verdict
from ui import theme, wording
from ui.charts import trend
from ui.charts.intervals import Row, intervals_figure
from ui.charts.kept import Kept
from ui.charts.marks import FEW, FEW_CASES, UNCLEAR, plain, rate_words
from ui.charts.owed_bars import Bar, bars, in_words
from ui.codes import COMMITMENT_KINDS, OUTCOMES, VERDICTS
from ui.follow_up import as_tables
from ui.links import to_case, to_practice
from ui.literal import literal
from ui.names import name
from ui.screen import nothing_here, small
from ui.sentences import practices as practice_sentences
from ui.sentences import returning as sentences
from ui.unit_list import Period, ask, asked_for, clickable, open_button, open_rows, paged, week_from
from ui.units import Units
from ui.wording import day, duration, interval, number, plural, said, say_anew, tr

PRACTICE = "no_return"
LATE, IN_TIME, ALL = "late", "kept", "all"
NO_REASON = ""


# -- in time, week by week ----------------------------------------------------------------------------------------


def weeks(now: Mapping[str, Any], rows: pl.DataFrame, period: Period, units: Units, kept: Kept) -> None:
    """The share of returns in time over twelve weeks (WEEK_SCHEMA) within its control limits; a week opens its list.

    `now` is the practice's row of PRACTICE_SCHEMA: the same numbers and the same signal as on the other screens.
    """
    st.markdown(f"**{tr('In time, week by week')}** &nbsp; :gray[{sentences.share(now)}]")
    if rows.is_empty():
        nothing_here(tr("None in this period."))
        return
    beside = rows.with_columns(team_rate=pl.lit(now["target"], dtype=pl.Float64))
    words = practice_sentences.trend(now["signal"], rows)
    figure = kept.figure(
        lambda colours: trend.trend_figure(
            beside, name(VERDICTS, Verdict.MET), now["signal"], colours, sentences.target
        ),
        "returning_weeks",
    )
    point = clickable(figure, "returning_weeks", words)
    st.markdown(small(f"{words} [{tr('All about this practice')}]({to_practice(PRACTICE)})"))
    if point:
        units.open("returning_weeks", week_from(period, point[0]), (PRACTICE,))
    elif open_button("open_returning_weeks"):
        units.open("returning_weeks", period, (PRACTICE,))
    if st.toggle(tr("The weeks as a table"), key="returning_weeks_table", persist_state="session"):
        cells = [_week(row) for row in rows.sort("week", descending=True).iter_rows(named=True)]
        st.table(cells, border="horizontal", hide_index=True, alt=tr("In time, week by week"))


def _week(row: dict[str, Any]) -> dict[str, str]:
    normal = "–" if row["normal_low"] is None else interval(row["normal_low"], row["normal_high"])
    return {
        tr("Week beginning"): day(row["week"]),
        tr("In time"): rate_words(row["rate"], row["n"], row["met"]),
        "n": number(row["n"]),
        tr("Normal"): normal,
    }


# -- how long it took ---------------------------------------------------------------------------------------------


def lengths(times: pl.DataFrame, by_length: Mapping[str, pl.DataFrame]) -> None:
    """How long returns took (TIMES_SCHEMA), by kind and length, late in orange; a bar opens its cases."""
    drawn = {kind: _bars(kind, by_length[kind]) for kind in times["kind"]}
    most = max(bar.total for found in drawn.values() for bar in found)
    legend = f":orange[{tr('after the due time')}], :gray[{tr('in time')}]"
    st.markdown(f"**{tr('How long did it take?')}** &nbsp; {legend}")
    with st.grid(len(drawn), min_column_width=320, gap="large"):
        for row in times.iter_rows(named=True):
            kind, found = row["kind"], drawn[row["kind"]]
            with st.container(gap="xsmall"):
                heading = f"{name(COMMITMENT_KINDS, kind)}"
                st.markdown(f"**{heading}** &nbsp; :gray[{sentences.median(row)}]")
                figure = bars(found, most, theme.palette())
                point = clickable(figure, f"returning_{kind}", f"{heading}: {in_words(found)}")
                if point:
                    ask(point[0])
                if row["n"]:
                    open_button(f"open_returned_{kind}", f"returned:{kind}")
    named = {name(COMMITMENT_KINDS, kind): found for kind, found in drawn.items()}
    as_tables(tr("The times as tables"), named, "returning_tables")


def _bars(kind: str, rows: pl.DataFrame) -> list[Bar]:
    return [
        Bar(said(sentences.LENGTHS[length]), late, in_time, f"returned:{kind}:{length}")
        for length, late, in_time in rows.select("length", "late", "in_time").rows()
    ]


# -- who stayed ---------------------------------------------------------------------------------------------------


def reasons(rows: pl.DataFrame, kept: Kept) -> None:
    """Who stayed of those who asked to cancel (REASON_SCHEMA): a figure, the same as a table, each reason's list.

    The figure only where a reason has cases enough for a mark: bare axes say nothing.
    """
    if rows.filter(pl.col("n") >= FEW_CASES).is_empty():
        _reasons_table(rows)
        return
    stayed, decided = int(rows["retained"].sum()), int(rows["n"].sum())
    tick = stayed / decided if decided >= FEW_CASES else None
    left, right = st.columns(2, gap="large")
    with left:
        drawn = [_row(row, tick) for row in rows.iter_rows(named=True)]
        figure = kept.figure(lambda colours: intervals_figure([(tr("Stayed"), drawn)], colours), "reasons")
        if point := clickable(figure, "returning_reasons", sentences.reasons_in_words(rows)):
            ask(point[0])
        st.markdown(small(sentences.reasons_legend(tick)))
    with right:
        _reasons_table(rows)


def _reasons_table(rows: pl.DataFrame) -> None:
    named = {_code(row["key"]): sentences.reason(row) for row in rows.iter_rows(named=True)}
    st.table(
        [_cells(row) for row in rows.iter_rows(named=True)],
        border="horizontal",
        hide_index=True,
        alt=tr("Who stayed, by the reason given"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        say_anew("returning_reason")
        picked = st.selectbox(
            tr("Reason given"),
            list(named),
            format_func=lambda one: literal(named[one]),
            key="returning_reason",
            label_visibility="collapsed",
            width=280,
        )
        open_button("open_asked", picked)


def _code(key: str | None) -> str:
    return f"asked:{NO_REASON if key is None else key}"


def _row(row: dict[str, Any], tick: float | None) -> Row:
    rate = {**row, "met": row["retained"], "standing": FEW if row["n"] < FEW_CASES else UNCLEAR}
    label = sentences.reason(row)
    return Row(label, (_code(row["key"]),), rate, tick, f"<b>{plain(label)}</b><br>{sentences.stayed(row)}")


def _cells(row: dict[str, Any]) -> dict[str, str]:
    sure = f"  \n{small(sentences.sure(row))}" if row["n"] >= FEW_CASES else ""
    return {
        tr("Reason given"): literal(sentences.reason(row)),
        tr("Requests"): number(row["requests"]),
        tr("Stayed"): f"{rate_words(row['rate'], row['n'], row['retained'])}{sure}",
        tr("Left"): number(row["cancelled"]),
        tr("Not decided"): number(row["open"] + row["withdrawn"]),
    }


# -- the cases behind a number ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """The rows that the lists are made of: RETURNED_SCHEMA, and ASKED_SCHEMA with `key` (`returning.with_key`)."""

    returned: pl.DataFrame
    asked: pl.DataFrame
    reasons: pl.DataFrame


def open_list(behind: Behind, period: Any) -> None:
    """Open the list that the address names, where it names one: `returned:<kind>[:<length>]` or `asked:<reason>`."""
    kind_of_list, _, rest = asked_for().partition(":")
    when = wording.span(period.from_day, period.to_day)
    kind, _, length = rest.partition(":")
    if kind_of_list == "returned" and kind in COMMITMENT_KINDS:
        rows = behind.returned.filter(pl.col("kind") == kind)
        words = name(COMMITMENT_KINDS, kind)
        if length in sentences.LENGTHS:
            rows = rows.filter(pl.col("length") == length)
            words = f"{words}, {said(sentences.LENGTHS[length])}"
        open_rows(tr("Returns: {what}, {when}", what=words, when=when), f"returning_{kind}", lambda: _returned(rows))
    elif kind_of_list == "asked":
        key = rest or None
        found = behind.reasons.filter(pl.col("key").eq_missing(key)).to_dicts()
        words = literal(sentences.reason(found[0])) if found else literal(rest)
        rows = behind.asked.filter(pl.col("key").eq_missing(key))
        open_rows(
            tr("Requests to cancel: {what}, {when}", what=words, when=when),
            "returning_reasons",
            lambda: _asked(rows, several=rest == sentences.OTHERS),
        )


def _which(key: str, offered: Mapping[str, str], counts: Mapping[str, int]) -> str:
    picked: str = st.segmented_control(
        tr("Which"),
        list(offered),
        default=ALL,
        format_func=lambda one: f"{offered[one]} · {number(counts[one])}",
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    return picked


def _returned(rows: pl.DataFrame) -> None:
    states = {ALL: tr("All"), IN_TIME: tr("In time"), LATE: tr("After the due time")}
    counts = {one: rows.height if one == ALL else rows.filter(pl.col("state") == one).height for one in states}
    picked = _which("behind_returned", states, counts)
    shown = rows if picked == ALL else rows.filter(pl.col("state") == picked)
    paged(shown, _returned_cells, plural("{n} return", "{n} returns", shown.height), key=f"behind_returned_{picked}")


def _returned_cells(row: dict[str, Any]) -> dict[str, str]:
    late = row["state"] == LATE
    sign = ":orange[◆]" if late else "○"
    due = tr("due {day}", day=day(row["due_at"], year=False))
    return {
        tr("Returned on"): f"{day(row['returned_at'])}  \n{_case_link(row['commitment_id'])}",
        tr("Customer"): literal(row["customer"]),
        tr("Agent"): literal(row["agent"]),
        tr("Took"): f"{sign} {duration(row['seconds'])}  \n{small(due)}",
    }


def _asked(rows: pl.DataFrame, several: bool) -> None:
    """`several`: the rows are of more than one reason, so that each says its own."""
    outcomes = {ALL: tr("All"), **{one: said(OUTCOMES[one]).capitalize() for one in ("retained", "cancelled", "open")}}
    counts = {one: rows.height if one == ALL else rows.filter(pl.col("outcome") == one).height for one in outcomes}
    picked = _which("behind_asked", outcomes, counts)
    shown = rows if picked == ALL else rows.filter(pl.col("outcome") == picked)
    words = plural("{n} request to cancel", "{n} requests to cancel", shown.height)
    paged(shown, partial(_asked_cells, several), words, key=f"behind_asked_{picked}")


def _asked_cells(several: bool, row: dict[str, Any]) -> dict[str, str]:
    reason = f"  \n{small(literal(row['reason']))}" if several else ""
    return {
        tr("Asked on"): f"{day(row['requested_at'])}  \n{_case_link(row['commitment_id'])}",
        tr("Customer"): f"{literal(row['customer'])}{reason}",
        tr("Agent"): literal(row["agent"]),
        tr("Became"): name(OUTCOMES, row["outcome"]),
    }


def _case_link(commitment_id: str) -> str:
    return f"[{tr('open the case')}]({to_case(commitment_id)})"
