"""What a weekly review decided: the actions that come back, what is agreed now, and the closing with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

import polars as pl
import streamlit as st

from ui import links, meeting_forms
from ui.charts.marks import rate_words
from ui.device import on_a_phone
from ui.literal import literal
from ui.meeting_forms import CLOSE, NEW, REOPEN
from ui.screen import nothing_here, small
from ui.sentences import meeting as sentences
from ui.telling.meeting import OPEN
from ui.unit_list import ARROW, open_rows, paged
from ui.wording import day, moment, number, plural, span, today, tr

SHOWN_DIFFERENCES = 8
"""More differences than this are read in the table of all numbers."""


class Meeting(Protocol):
    """What reviews decided (`queries.cache.Meeting`): ACTION_SCHEMA, CHANGE_SCHEMA, EFFECT_SCHEMA, CLOSING_SCHEMA."""

    @property
    def teams(self) -> tuple[str, ...]: ...
    @property
    def own_teams(self) -> tuple[str, ...]: ...
    @property
    def earlier(self) -> pl.DataFrame: ...
    @property
    def here(self) -> pl.DataFrame: ...
    @property
    def changes(self) -> pl.DataFrame: ...
    @property
    def effects(self) -> pl.DataFrame: ...
    @property
    def closings(self) -> pl.DataFrame: ...
    @property
    def of_review(self) -> pl.DataFrame: ...
    @property
    def own_open(self) -> int: ...


Past = Callable[[str], tuple[pl.DataFrame, bool]]
"""The numbers of a closing (its JSON) beside those of now: PAST_SCHEMA, and whether verdicts were judged anew."""


def given_to_you(meeting: Meeting) -> None:
    """For whom earlier reviews gave something that is still open: that it is, and the way down to it."""
    if meeting.own_open:
        st.markdown(sentences.given_to_you(meeting.own_open))


def what_we_decided(meeting: Meeting, period: Any, owners: Sequence[str], past: Past, *, empty: bool) -> None:
    """Section 5. `period` is the choice; `empty`: nothing was judged in it; `owners`: names to give an action to."""
    st.header(tr("What did we decide?"), anchor=sentences.DECIDED)
    st.markdown(small(sentences.review_of(period.from_day, period.to_day, meeting.teams)))
    closing = meeting.of_review.filter(pl.col("reopened_at").is_null()).head(1).to_dicts()
    with st.container(gap="medium" if on_a_phone() else "small"):
        _earlier(meeting)
        _here(meeting, closed=bool(closing))
    st.space("xsmall")
    if closing:
        _closed(closing[0], meeting, past)
    else:
        _still_open(meeting, period, owners, empty=empty)
    for row in meeting.of_review.filter(pl.col("reopened_at").is_not_null()).to_dicts():
        st.markdown(small(sentences.reopened(row)))


# -- the actions ----------------------------------------------------------------------------------------------------


def _earlier(meeting: Meeting) -> None:
    if meeting.earlier.is_empty():
        nothing_here(tr("No action of an earlier review is open."))
        return
    last, before = (meeting.earlier.filter(one) for one in ("last_review", ~pl.col("last_review")))
    if last.height:
        when = span(last["from_day"][0], last["to_day"][0], year=False)
        st.markdown(f"**{tr('From the last review, {span}', span=when)}**")
        _actions(last, meeting, with_review=False)
    if before.height:
        st.markdown(f"**{tr('From earlier reviews')}**")
        _actions(before, meeting, with_review=True)


def _here(meeting: Meeting, *, closed: bool) -> None:
    if meeting.here.is_empty():
        if closed:
            nothing_here(tr("This review agreed no action."))
        return
    st.markdown(f"**{tr('Agreed in this review')}**")
    _actions(meeting.here, meeting, with_review=False)


def _actions(rows: pl.DataFrame, meeting: Meeting, *, with_review: bool) -> None:
    effects = {row["action_id"]: row for row in meeting.effects.to_dicts()}
    history: dict[int, list[dict[str, Any]]] = {}
    for one in meeting.changes.to_dicts():
        history.setdefault(one["action_id"], []).append(one)
    for row in rows.to_dicts():
        about = sentences.agreed(row, meeting.teams, with_review=with_review)
        _action(row, effects.get(row["action_id"]), history.get(row["action_id"], []), about)


def _action(
    row: Mapping[str, Any], effect: Mapping[str, Any] | None, history: list[dict[str, Any]], about: str
) -> None:
    place = str(row["action_id"])
    words = sentences.what(row, effect) + (f"  \n{small(about)}" if about else "")
    who = tr("{owner}, until {day}", owner=literal(row["owner"]), day=day(row["due_on"], year=False))
    gap: Literal["xxsmall", "medium"] = "xxsmall" if on_a_phone() else "medium"
    columns = st.columns([5, 2.4, 4], gap=gap, vertical_alignment="top")
    columns[0].markdown(words)
    columns[1].markdown(who)
    with columns[2]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(sentences.standing(row), width="content")
            meeting_forms.toggle(tr("Update"), place, type="tertiary")
        told = [one for one in history if row["state"] == OPEN or one is not history[-1]]
        for one in reversed(told):
            st.markdown(small(sentences.change(one)))
    meeting_forms.told(place)
    if meeting_forms.is_open(place):
        meeting_forms.change_action(row)


# -- the review itself ----------------------------------------------------------------------------------------------


def _still_open(meeting: Meeting, period: Any, owners: Sequence[str], *, empty: bool) -> None:
    """What can be decided: another action, the closing; or why not."""
    days, teams = (period.from_day, period.to_day), meeting.teams
    cannot = sentences.why_not(period, today())
    cannot_close = cannot or sentences.why_not_close(period, empty=empty)
    with st.container(horizontal=True, vertical_alignment="center"):
        if cannot is None:
            meeting_forms.toggle(tr("Agree an action"), NEW, icon=":material/add:")
        if cannot_close is None:
            beside = meeting_forms.is_open(NEW)  # its form has a main button of its own
            meeting_forms.toggle(tr("Close the review"), CLOSE, type="secondary" if beside else "primary")
        _history_button(meeting)
    if cannot_close:
        st.markdown(small(cannot_close))
    meeting_forms.told(NEW, CLOSE, REOPEN)
    if cannot is None and meeting_forms.is_open(NEW):
        meeting_forms.new_action(*days, teams, owners)
    if cannot_close is None and meeting_forms.is_open(CLOSE):
        meeting_forms.close(*days, teams)


def _closed(closing: Mapping[str, Any], meeting: Meeting, past: Past) -> None:
    """By whom and when; the numbers then where they are others now; the way back."""
    meeting_forms.told(NEW, CLOSE, REOPEN)
    st.markdown(f":material/lock: {sentences.closed(closing)}")
    rows, judged_anew = past(closing["numbers"])
    differing = rows.filter("differs")
    st.markdown(sentences.since_the_closing(differing.height, judged_anew=judged_anew))
    if differing.height:
        _numbers(differing.head(SHOWN_DIFFERENCES), tr("Numbers that are others today"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(tr("All numbers of the closing"), icon=ARROW, key="open_numbers", type="tertiary"):
            heading = sentences.review_of(closing["from_day"], closing["to_day"], closing["teams"])
            open_rows(heading, "numbers", lambda: _numbers(rows, tr("All numbers of the closing")))
        meeting_forms.toggle(tr("Reopen"), REOPEN, type="tertiary")
        _history_button(meeting)
    if meeting_forms.is_open(REOPEN):
        meeting_forms.reopen(closing["meeting_id"])


def _numbers(rows: pl.DataFrame, alt: str) -> None:
    """PAST_SCHEMA as a table of text: then beside now."""
    cells = [
        {
            tr("Number"): sentences.number_name(row["kind"], row["key"]),
            tr("At the closing"): sentences.number_words(row, "then"),
            tr("Today"): sentences.number_words(row, "now"),
        }
        for row in rows.to_dicts()
    ]
    st.table(cells, border="horizontal", hide_index=True, alt=alt)


def _history_button(meeting: Meeting) -> None:
    count = meeting.closings.height
    if not count:
        return
    words = plural("{n} closing so far", "{n} closings so far", count)
    if st.button(words, icon=ARROW, key="open_closings", type="tertiary"):
        heading = tr("Reviews that were closed")
        open_rows(heading, "closings", lambda: paged(meeting.closings, _closing_cells(meeting), words, key="closings"))


def _closing_cells(meeting: Meeting) -> Callable[[dict[str, Any]], dict[str, str]]:
    def cells(row: dict[str, Any]) -> dict[str, str]:
        review = sentences.review_of(row["from_day"], row["to_day"], row["teams"])
        address = _address(row, meeting)
        total = rate_words(row["rate"], row["n"], row["met"])
        closed = f"{literal(row['closed_by'])}  \n{small(moment(row['closed_at']))}"
        if row["reopened_at"] is not None:
            closed += f"  \n{small(sentences.reopened_by(row))}"
        return {
            tr("Review"): f"[{review}]({address})" if address else review,
            tr("Total then"): f"{total}  \n{small(tr('n {n}', n=number(row['n'])))}",
            tr("Closed by"): closed,
        }

    return cells


def _address(row: Mapping[str, Any], meeting: Meeting) -> str | None:
    """Where a review is shown; None where the bar cannot choose its teams."""
    teams = tuple(row["teams"])
    if teams == meeting.own_teams:
        return links.to_review(row["from_day"], row["to_day"])
    return links.to_review(row["from_day"], row["to_day"], teams[0]) if len(teams) == 1 else None
