"""The head of every screen: who looks, at which choice, what it is about; and what an empty store says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import filters, sign_in, theme
from ui.telling import days
from ui.wording import spoken, today, tr

FOUR_WEEKS, TWELVE_WEEKS = 4, 12
THIS_PERIOD = 0
WEEKS = "weeks"
"""The name in the address of what is looked at beside a title: THIS_PERIOD, FOUR_WEEKS or TWELVE_WEEKS."""


class Head(NamedTuple):
    """Who looks, the first and last day on record for them (None: no day), how far the records of the whole store
    reach (`queries.choice.Reach`), and what the bar says.
    """

    viewer: Any
    on_record: tuple[date, date] | None
    reach: Any
    chosen: filters.Filters


def head(
    days_on_record: Callable[[Any], tuple[date, date] | None],
    visible_teams: Callable[[Any], Sequence[str]],
    reach: Callable[[date], filters.Reach],
    inside: DeltaGenerator | None = None,
) -> Head:
    """Draw the bar (in `inside`, made by `filters.row()`, where something stands before it) for the viewer of this run.

    Two questions are asked for the viewer: which days are on record, which teams may be seen. `reach` is asked for
    today, and is everybody's.
    """
    viewer, of_all = sign_in.viewer(), reach(today())
    return Head(viewer, days_on_record(viewer), of_all, filters.bar(visible_teams(viewer), of_all, inside))


def title(words: str) -> None:
    """The one title of the screen."""
    st.title(words, anchor=False)


def is_short(period: Any) -> bool:
    """Whether a period (`ui.unit_list.Period`) is so short that a screen offers more weeks up to its end."""
    return bool(period.days < FOUR_WEEKS * 7)


def span_shown(period: Any, key: str, first: int = THIS_PERIOD) -> Any:
    """The period that `title_and_span` shows, before it is drawn: by the address where it says something new.

    What makes no sense there is ignored.
    """
    if not is_short(period):
        return period
    asked = st.query_params.get(WEEKS)
    offered = {str(one): one for one in (THIS_PERIOD, FOUR_WEEKS, TWELVE_WEEKS)}
    if asked in offered and asked != st.session_state.get(f"{key}_in_address"):
        st.session_state[key] = offered[asked]
    if st.session_state.get(key) not in offered.values():
        st.session_state[key] = first
    weeks = st.session_state[key]
    return period.last_weeks(weeks) if weeks else period


def title_and_span(words: str, period: Any, label: str, key: str, first: int = THIS_PERIOD) -> Any:
    """The title (Markdown); beside it, for a short period, whether to look at four or twelve weeks up to its end.

    The period (`ui.unit_list.Period`) to look at. `first` says what is shown at first; the address, what is shown.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(words, anchor=False, width="content")
        if not is_short(period):
            st.query_params.pop(WEEKS, None)
            return period
        shown = span_shown(period, key, first)
        spans = {THIS_PERIOD: tr("This period"), FOUR_WEEKS: tr("4 weeks"), TWELVE_WEEKS: tr("12 weeks")}
        weeks = st.segmented_control(
            label,
            list(spans),
            format_func=lambda one: spans[one],
            key=key,
            persist_state="session",
            label_visibility="collapsed",
            required=True,
        )
    st.session_state[f"{key}_in_address"] = st.query_params[WEEKS] = str(weeks)
    return shown


def opening(words: str, note: str | None = None) -> None:
    """The sentences that say what the numbers below mean, and a small note under them."""
    with st.container(width=theme.SENTENCE_WIDTH):
        st.subheader(words, anchor=False)
        if note:
            st.markdown(small(note))


def note(words: str) -> None:
    """A note of some length, no wider than a sentence is read well."""
    with st.container(width=theme.SENTENCE_WIDTH):
        st.markdown(small(words))


def section(words: str) -> None:
    """The question that the part below answers, with air before it."""
    st.space("small")
    st.header(words, anchor=False)


def small(words: str) -> str:
    """A note in small grey type, as Markdown."""
    return f":small[:gray[{words}]]"


def nothing_here(words: str) -> None:
    """That a part of the screen has nothing to show."""
    st.markdown(f":gray[{words}]")


def stop_where_empty(on_record: tuple[date, date] | None, reach: filters.Reach) -> tuple[date, date]:
    """The first and last day on record for the viewer; where there is none, end the run here and say what to do.

    `reach` tells a store without anything from one that holds only other teams' records.
    """
    if on_record is None:
        st.markdown(days.nothing_judged(spoken(), sign_in.viewer().teams, reach.days))
        st.stop()
    return on_record
