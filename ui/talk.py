"""What was agreed with an agent, drawn: the plan, how it went before and since, what is pinned, what was noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui import links, theme
from ui.charts.before_after import before_after_figure, rows_of
from ui.charts.marks import DAGGER, title
from ui.device import on_a_phone
from ui.literal import literal
from ui.pins import unpin_button
from ui.screen import nothing_here, small
from ui.sentences import coaching as sentences
from ui.telling import coaching as told
from ui.theme import SENTENCE_WIDTH
from ui.unit_list import paged
from ui.wording import day, number, percent, plural, spoken, tr

ENTRIES_SHOWN = 8


class BeforeAfter(Protocol):
    """The days that are compared, and the agent's and the team's rates (`queries.coaching.BeforeAfter`)."""

    @property
    def before(self) -> tuple[date, date]: ...
    @property
    def after(self) -> tuple[date, date]: ...
    @property
    def changes(self) -> pl.DataFrame: ...


def agreed(plan: Mapping[str, Any], today: date) -> None:
    """The plan (PLAN_SCHEMA) line by line."""
    cells = [{"what": small(what), "told": words} for what, words in sentences.facts(plan, today)]
    st.table(cells, border="horizontal", hide_index=True, hide_header=True, alt=tr("What was agreed"))


def before_and_after(plan: Mapping[str, Any], found: BeforeAfter, *, calibrating: bool) -> None:
    """The practice before the talk and since, as dots with intervals or as a list, and what may be concluded."""
    changes = found.changes.to_dicts()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{tr('Before and after {day}', day=day(plan['started_on']))}**", width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="before_after_as_list", persist_state="session")
    if as_list:
        _as_list(changes)
    else:
        figure = before_after_figure(changes, plan["goal"], theme.palette())
        theme.show(figure, alt=sentences.before_after_alt(changes, plan["goal"]), key="before_after")
    st.markdown(told.conclusion(spoken(), changes, plan["goal"]))
    notes = [sentences.spans(found.before, found.after), told.warning(spoken())]
    if calibrating:
        words = tr("{sign} This practice is in calibration: people and rule disagree too often.", sign=DAGGER)
        notes.insert(0, words)
    st.markdown(small(" ".join(notes)))


def _as_list(changes: list[dict[str, Any]]) -> None:
    cells = [
        {tr("When"): label, tr("Rate"): sentences.rate_cell(rate), "n": number(rate["n"])}
        for label, _, rate in rows_of(changes)
    ]
    st.table(cells, border="horizontal", hide_index=True, alt=tr("Before and after"))


def pinned(plan: Mapping[str, Any], pins: pl.DataFrame, nothing: str, *, may_change: bool) -> None:
    """The records of the talk (PIN_SCHEMA), each a link to the place to look at; or `nothing`."""
    if pins.is_empty():
        nothing_here(nothing)
    for row in pins.to_dicts():
        address = links.to_unit(row["unit"], row["contact_id"], row["os_id"], row["place"], plan["practice"])
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(sentences.pinned(row, address or ""), width="stretch")
            if may_change:
                unpin_button(plan["plan_id"], row["unit"], row["unit_id"])


def written(entries: pl.DataFrame) -> None:
    """Notes and changes (ENTRY_SCHEMA), the newest first."""
    for row in entries.head(ENTRIES_SHOWN).to_dicts():
        st.markdown(sentences.entry(row))
    older = entries[ENTRIES_SHOWN:]
    if older.height:
        with st.expander(plural("One earlier entry", "{n} earlier entries", older.height)):
            for row in older.to_dicts():
                st.markdown(sentences.entry(row))


def under_way(rows: pl.DataFrame, today: date) -> None:
    """Everybody's open plans (PLAN_SCHEMA), by the next talk, each a link to its agent."""
    if rows.is_empty():
        nothing_here(tr("No coaching is under way."))
        return

    def cells(row: dict[str, Any]) -> dict[str, str]:
        address = links.to_agent(row["agent_id"], row["plan_id"])
        return {
            tr("Next talk"): sentences.next_talk(row["follow_up_on"], today),
            tr("Agent"): f"[{literal(row['agent'] or row['agent_id'])}]({address})",
            tr("Focus practice"): f"{title(row['practice'])}  \n" + small(tr("goal {goal}", goal=percent(row["goal"]))),
        }

    with st.container(width=SENTENCE_WIDTH):
        paged(rows, cells, plural("{n} plan", "{n} plans", rows.height), key="plans_under_way")
