"""The list of what is owed: the charts and filters that narrow it, its rows, and which case is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ui import theme, wording
from ui.charts.ageing import ageing
from ui.charts.holders import NOBODY, holders, others_of
from ui.charts.owed_bars import MISSED, PENDING, Bar, bars, cells, in_words
from ui.codes import BANDS, COMMITMENT_KINDS
from ui.filters import HALF_A_PHONE
from ui.literal import literal
from ui.names import name
from ui.open_case import choose
from ui.screen import small
from ui.sentences import follow_up as sentences
from ui.wording import day, language, mark, money, number, said, tr
from ui.words import typed

ALL = "all"
STATES = {MISSED: mark("Overdue"), PENDING: mark("In time"), ALL: mark("All")}
ROWS_SHOWN = 15
LIST_PIXELS = 530
"""The height of a list of more than ROWS_SHOWN rows."""
EVERYTHING = ""


# -- the charts ---------------------------------------------------------------------------------------------------


def charts(by_band: pl.DataFrame, by_owner: pl.DataFrame, by_team: pl.DataFrame) -> None:
    """Age, owner and team on one scale; a click narrows the list."""
    drawn = {
        "owed_band": (tr("Days late"), f":gray[{tr('open returns')}]", ageing(by_band)),
        "owed_owner": (tr("Who owes the return"), _legend(), holders(by_owner)),
    }
    if by_team.height > 1:
        drawn["filter_team"] = (tr("Team"), _legend(), holders(by_team))
    most = max(bar.total for _, _, found in drawn.values() for bar in found)
    with st.grid(len(drawn), min_column_width=320, gap="large"):
        for key, (title, note, found) in drawn.items():
            with st.container():
                st.markdown(f"**{title}** &nbsp; {note}")
                figure = bars(found, most, theme.palette())
                selection = theme.show(figure, alt=f"{title}: {in_words(found)}", key=f"chart_{key}", on_select="rerun")
                _clicked(key, theme.selected(selection))
    in_full = {
        tr("Days late"): ageing(by_band),
        tr("Who owes the return"): holders(by_owner, by_owner.height),
        tr("Team"): holders(by_team, by_team.height),
    }
    as_tables(tr("The totals as tables"), in_full, "owed_tables")


def as_tables(label: str, drawn: Mapping[str, list[Bar]], key: str) -> None:
    """The same numbers as the charts (heading -> bars) as real text, where the user wants it."""
    if st.toggle(label, key=key, persist_state="session"):
        with st.grid(len(drawn), min_column_width=320, gap="large"):
            for heading, found in drawn.items():
                st.table(cells(heading, found), border="horizontal", hide_index=True, alt=heading)


def _legend() -> str:
    return f":orange[{tr('overdue')}], :gray[{tr('in time')}]"


def _clicked(key: str, point: list[str | None] | None) -> None:
    if key != "filter_team":
        choose_from_chart(f"chart_{key}", point, key)
    elif (team := _new_click(f"chart_{key}", point)) is not None and team[0]:
        st.query_params["team"] = team[0]  # the bar takes it over where the viewer may choose it
        st.rerun()


def list_head(left: pl.DataFrame, inside: Any) -> pl.DataFrame:
    """Title and switch of the list, drawn `inside` the place kept for them; the rows of `left` in the chosen state."""
    counts = {state: left.filter(pl.col("state") == state).height for state in (MISSED, PENDING)}
    with inside:
        title = st.empty()
        state = state_of({**counts, ALL: left.height})
    title.header(said(STATES[state]) if state != ALL else tr("All open returns"), width="content", anchor=False)
    return left if state == ALL else left.filter(pl.col("state") == state)


# -- which rows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """What the filters over the list choose; None means all. `owners` may hold None: nobody on record."""

    kind: str | None
    band: str | None
    owners: tuple[str | None, ...] | None


def narrow(rows: pl.DataFrame, bands: Sequence[str], beyond: Sequence[str | None]) -> Narrowed:
    """Draw the filters of the list. `beyond`: the owners whom the chart counts together as others."""
    owners = {row["agent_id"] or NOBODY: row["agent"] or row["agent_id"] for row in rows.to_dicts()}
    named = {key: label or tr("nobody on record") for key, label in owners.items()}
    offered = sorted(named, key=lambda key: (key == NOBODY, named[key]))
    if beyond:
        named[others_of(len(beyond))] = tr("{n} others", n=number(len(beyond)))
        offered.append(others_of(len(beyond)))
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = _filter(
            "owed_kind", tr("Kind"), list(COMMITMENT_KINDS), tr("All kinds"), lambda one: name(COMMITMENT_KINDS, one)
        )
        owner = _filter("owed_owner", tr("Who owes it"), offered, tr("Everybody"), lambda one: literal(named[one]))
        band = _filter("owed_band", tr("Days late"), list(bands), tr("Any age"), lambda one: said(BANDS[one]))
    if owner is None:
        return Narrowed(kind, band, None)
    if owner == others_of(len(beyond)):
        return Narrowed(kind, band, tuple(beyond))
    return Narrowed(kind, band, (None if owner == NOBODY else owner,))


def _filter(key: str, label: str, values: Sequence[str], everything: str, named: Callable[[str], str]) -> str | None:
    if st.session_state.get(key) not in values:
        st.session_state[key] = EVERYTHING
    picked: str | None = st.selectbox(
        label,
        [EVERYTHING, *values],
        format_func=lambda one: everything if one == EVERYTHING else typed(named(one)),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width=HALF_A_PHONE,
    )
    return picked or None


def choose_from_chart(chart: str, point: Sequence[str | None] | None, key: str) -> None:
    """A click on a bar sets a filter of the list, once: what the user changes afterwards stays changed.

    `point` is the clicked bar's customdata: what it chooses, and its state.
    """
    clicked = _new_click(chart, point)
    if clicked is not None and clicked[0] is not None:
        st.session_state[key] = clicked[0]
        st.session_state["owed_state"] = clicked[1]


def _new_click(chart: str, point: Sequence[str | None] | None) -> tuple[str | None, ...] | None:
    """What was clicked just now: a selection lasts, and the runs after the click see it again."""
    seen, clicked = f"{chart}_seen", tuple(point) if point else None
    before = st.session_state.get(seen)
    st.session_state[seen] = clicked
    return None if clicked == before else clicked


def state_of(counts: Mapping[str, int]) -> str:
    """Overdue, in time or all, each with its count."""
    st.session_state.setdefault("owed_state", MISSED if counts[MISSED] or not counts[PENDING] else ALL)
    picked: str = st.segmented_control(  # type: ignore[assignment]
        tr("Which"),
        list(STATES),
        format_func=lambda one: f"{said(STATES[one])} · {number(counts[one])}",
        key="owed_state",
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    return picked


# -- the list -----------------------------------------------------------------------------------------------------


def table(rows: pl.DataFrame, chosen: str | None, returns: pl.DataFrame) -> None:
    """The list of `returns`, one talk a row (`queries.follow_up.one_a_talk`); a click puts a case into the address."""
    ids = rows["commitment_id"].to_list()
    places = {one: place for place, several in enumerate(rows["commitment_ids"]) for one in several}
    key = f"owed_list_{hash(tuple(ids)):x}"  # another list is another table: a selection is a position
    selection = {"rows": [places[chosen]] if chosen in places else [], "columns": [], "cells": []}
    current = st.session_state.get(key)
    if current is None or list(current["selection"]["rows"]) != selection["rows"]:
        st.session_state[key] = {"selection": selection}
    shown = rows.rows(named=True)
    dates, date_pixels = ("MMM D, YYYY", 86) if language() == "en" else ("DD/MM/YYYY", 78)
    st.dataframe(
        pl.DataFrame(
            {
                "customer": [row["customer"] or tr("A customer without a name on record") for row in shown],
                "days_late": [row["days_late"] for row in shown],
                "kind": [typed(sentences.kinds(row)) for row in shown],
                "agent": [row["agent"] or row["agent_id"] or tr("nobody on record") for row in shown],
                "made": [wording.local(row["made_at"]).date() for row in shown],
                "due": [wording.local(row["due_at"]).date() for row in shown],
                "touch": [typed(sentences.last_touch(row)) for row in shown],
                "fine": [typed(money(row["fine_amount"])) for row in shown],
                "reason": [row["reason"] or "–" for row in shown],
                "protocol": [row["protocol"] or "–" for row in shown],
            }
        ),
        column_config={
            "customer": st.column_config.TextColumn(tr("Customer"), width=168),
            "days_late": st.column_config.ProgressColumn(
                tr("Days late"),
                format="%d",
                min_value=0,
                max_value=max([1, *rows["days_late"].to_list()]),
                color="gray",
                width=100,
            ),
            "protocol": st.column_config.TextColumn(tr("Protocol"), width=108),
            "kind": st.column_config.TextColumn(tr("Kind"), width=210),
            "agent": st.column_config.TextColumn(tr("Who owes it"), width=125),
            "made": st.column_config.DateColumn(tr("Asked on"), format=dates, width=date_pixels),
            "due": st.column_config.DateColumn(tr("Due on"), format=dates, width=date_pixels),
            "touch": st.column_config.TextColumn(tr("Last touch"), width=180),
            "fine": st.column_config.TextColumn(tr("Fine"), alignment="right", width=80),
            "reason": st.column_config.TextColumn(tr("Reason given"), width=124),
        },
        hide_index=True,
        height="content" if rows.height <= ROWS_SHOWN else LIST_PIXELS,
        key=key,
        on_select=partial(_row_chosen, key, ids),
        selection_mode="single-row",
        alt=tr("Customers who wait for a return, the longest overdue first"),
    )
    st.markdown(small(sentences.in_list(returns, rows.height, scrolls=rows.height > ROWS_SHOWN)))


def _row_chosen(key: str, ids: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    choose(ids[rows[0]] if rows and rows[0] < len(ids) else None)


# -- which case is open -------------------------------------------------------------------------------------------


def case_box(rows: pl.DataFrame, chosen: str | None, case: Mapping[str, Any] | None) -> None:
    """The same rows to choose from with the keyboard; `case` is the chosen one, which the list need not hold."""
    named = {row["commitment_id"]: _in_box(row) for row in rows.to_dicts()}
    options = list(named) if chosen is None or chosen in named else [chosen, *named]
    if case is not None:
        named.setdefault(case["commitment_id"], _in_box(case))
    st.session_state["owed_case"] = chosen
    st.selectbox(
        tr("Case"),
        options,
        format_func=lambda one: named.get(one, tr("the case in the address")),
        key="owed_case",
        on_change=lambda: choose(st.session_state["owed_case"]),
        width=420,
    )


def _in_box(row: Mapping[str, Any]) -> str:
    kind = sentences.kinds(row)
    when = sentences.how_late(row)
    if row.get("returned_at") is not None:
        when = tr("return on {day}", day=day(row["returned_at"], year=False))
    return typed(f"{sentences.customer(row)} · {kind} · {when}")
