"""One case: its story on the left, on the right what the user writes down for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from ui import links, story, theme
from ui import owed_forms as forms
from ui.charts.case_strip import case_strip
from ui.codes import COMMITMENT_KINDS
from ui.literal import literal
from ui.names import name
from ui.open_case import choose
from ui.screen import small
from ui.sentences import follow_up as sentences
from ui.wording import moment, tr

DONE, NOTHING_DONE = ":material/check:", ":material/info:"
_TOLD = "return_told"


def the_case(
    case: dict[str, Any],
    others: pl.DataFrame,
    told: pl.DataFrame,
    takers: pl.DataFrame,
    now: datetime,
    store: Callable[[dict[str, Any], forms.Written], None],
) -> None:
    """Story on the left (STORY_SCHEMA), forms on the right; `store` takes what a form says without a fault.

    `others` is what else the customer waits for (`queries.follow_up.OWED_SCHEMA`); `takers` who could owe it instead.
    """
    left, right = st.columns([1, 1], gap="large")
    with left:
        _story(case, others, told, now)
    with right:
        outcome()
        written = _open_case(case, others, takers, now) if case["returned_at"] is None else _closed_case(case)
    if written is not None:
        store(case, written)


def _open_case(case: dict[str, Any], others: pl.DataFrame, takers: pl.DataFrame, now: datetime) -> forms.Written | None:
    """The form of the return, and behind a click each those of what is done short of it."""
    if words := sentences.said_by_people(case):
        st.markdown(words)
    st.header(tr("Register the return"), anchor=False)
    also = [
        forms.Other(row["commitment_id"], row["kind"], sentences.answers_too(row, case), row["made_at"])
        for row in others.iter_rows(named=True)
    ]
    answer = forms.return_form(case, also, now)
    identity = case["commitment_id"]
    with st.expander(tr("Attempt without answer"), icon=":material/phone_missed:", key=f"step_attempt_{identity}"):
        attempt = forms.attempt_form(case, now)
    with st.expander(tr("Hand over to another"), icon=":material/forward:", key=f"step_hand_over_{identity}"):
        given = forms.hand_over_form(case, takers)
    return answer or attempt or given or _note(case)


def _note(case: Mapping[str, Any], expanded: bool = False) -> forms.Note | None:
    label, key = tr("Write a note"), f"step_note_{case['commitment_id']}"
    with st.expander(label, expanded, icon=":material/edit_note:", key=key):
        return forms.note_form(case)


def _closed_case(case: Mapping[str, Any]) -> forms.Note | None:
    """When and from whom the customer has heard back; what the user wrote meanwhile can be kept as a note."""
    identity = case["commitment_id"]
    st.header(tr("The customer has heard back"), anchor=False)
    if case["registered_by"] is None:
        st.markdown(tr("On {moment}, as the imported records show.", moment=moment(case["returned_at"])))
    else:
        st.markdown(
            tr(
                "On {moment}. {name} registered it on {registered}.",
                moment=moment(case["returned_at"]),
                name=literal(case["registered_by"]),
                registered=moment(case["registered_at"]),
            )
        )
    if lost := forms.unsent(identity, forms.RETURN, forms.ATTEMPT, forms.HAND_OVER):
        at = case["registered_at"] or case["returned_at"]
        st.info(sentences.somebody_was_first(case, case["registered_by"], at))  # it was sent, and somebody was faster
        st.markdown(sentences.not_stored(lost))
        st.markdown(small(tr("Below it can be kept as a note.")))
        forms.empty_again(forms.NOTE, identity, "\n\n".join(lost))
    return _note(case, expanded=bool(lost))


def _story(case: Mapping[str, Any], others: pl.DataFrame, told: pl.DataFrame, now: datetime) -> None:
    st.header(sentences.customer(case), anchor=False)
    st.markdown(small(sentences.about(case)))
    if handed := sentences.handed_over(case):
        st.markdown(small(handed))
    if others.height:
        st.markdown(sentences.still_open(others, case))
        with st.container(horizontal=True):
            for row in others.rows(named=True):
                words = tr("Open: {kind}", kind=name(COMMITMENT_KINDS, row["kind"]))
                other = row["commitment_id"]
                st.button(words, type="tertiary", key=f"other_{other}", on_click=choose, args=(other,))
    made_at, due_at, returned_at = case["made_at"], case["due_at"], case["returned_at"]
    late = case["days_late"] if returned_at is None else None
    figure = case_strip(told, made_at, due_at, returned_at or now, late, theme.palette())
    theme.show(figure, alt=tr("The case on a line to scale; the text below says the same"), key="case_strip")
    ending = story.Ending(made_at, due_at, now, case["days_late"], returned_at, case["reason"], case["fine_amount"])
    story.draw(told, ending)
    _to_the_records(case, behind=set(told.filter("opens")["reference"].drop_nulls()))


def _to_the_records(case: Mapping[str, Any], behind: set[str]) -> None:
    with st.container(horizontal=True):
        if f"contact:{case['contact_id']}" in behind and st.button(
            tr("Open the contact"), type="tertiary", icon=":material/chat:", key="open_contact"
        ):
            links.open_contact(case["contact_id"])
        if f"os:{case['os_id']}" in behind and st.button(
            tr("Open {order}", order=literal(case["os_id"])), type="tertiary", icon=":material/build:", key="open_order"
        ):
            links.open_order(case["os_id"])


def tell(icon: str, sentence: str) -> None:
    """Keep what became of the form that was just sent, for the next run to say."""
    st.session_state[_TOLD] = (icon, sentence)


def outcome() -> None:
    """What became of the form that was just sent: beside the form, where the user still looks."""
    if kept := st.session_state.pop(_TOLD, None):
        icon, sentence = kept
        st.info(sentence, icon=icon)


def nothing_to_open(identity: str) -> None:
    """That there is no such case (any more), and what the user had just written for it."""
    st.info(sentences.no_such_case())
    if lost := forms.unsent(identity, *forms.FORMS):
        st.markdown(sentences.not_stored(lost))
