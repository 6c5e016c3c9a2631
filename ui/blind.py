"""One unit of a sample to be graded, then the next.

Nothing here knows the verdict or the agent: the page does not ask for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui import transcript
from ui.codes import ORDER_KINDS, SAID_BY_PEOPLE, UNITS
from ui.device import on_a_phone
from ui.literal import literal
from ui.names import name, order_name
from ui.screen import nothing_here
from ui.sentences import trust as sentences
from ui.wording import money, said, tr

LONGEST_REMARK = 2000
PLACE_LENGTH = 70
_TOLD = "trust_told"


class Blind(Protocol):
    """One unit without verdict and agent (`queries.blind.Blind`)."""

    @property
    def story(self) -> pl.DataFrame: ...
    @property
    def talks(self) -> Mapping[str, Mapping[str, Any]]: ...
    @property
    def order(self) -> Mapping[str, Any] | None: ...
    @property
    def customer(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...


@dataclass(frozen=True)
class Answer:
    """What the grader said of one unit."""

    unit_id: str
    verdict: str
    remark: str
    evidence: tuple[str, ...]


def tell(words: str) -> None:
    """Keep a sentence to be said in the next run."""
    st.session_state[_TOLD] = words


def told() -> None:
    """Say what was kept, once."""
    if words := st.session_state.pop(_TOLD, None):
        st.info(words, icon=":material/info:")


def current(queue: pl.DataFrame, sample_id: int) -> dict[str, Any]:
    """The unit of the queue (QUEUE_SCHEMA) that is shown: where the grader went, else the first not graded."""
    position = st.session_state.get(_at(sample_id))
    here = queue.filter(pl.col("position") == position) if position is not None else queue.clear()
    if here.is_empty():
        here = queue.filter(pl.col("said").is_null()).head(1)
    return (here if here.height else queue.head(1)).row(0, named=True)


def go_on(queue: pl.DataFrame, sample_id: int, position: int) -> None:
    """Go to the next unit not graded after `position`, round the end to those that were skipped."""
    left = queue.filter(pl.col("said").is_null() & (pl.col("position") != position))["position"].to_list()
    later = [one for one in left if one > position]
    st.session_state[_at(sample_id)] = next(iter([*later, *left]), None)


def go_back(queue: pl.DataFrame, sample_id: int, position: int) -> None:
    """Go to the unit before `position`."""
    before = queue.filter(pl.col("position") < position)["position"].to_list()
    if before:
        st.session_state[_at(sample_id)] = before[-1]


def _at(sample_id: int) -> str:
    return f"trust_at_{sample_id}"


def head(queue: pl.DataFrame) -> None:
    """How far the grader has come."""
    graded = queue["said"].count()
    st.progress(graded / queue.height, text=sentences.progress(graded, queue.height))


def unit_story(unit: Mapping[str, Any], found: Blind | None, key: str) -> None:
    """What is on record of the unit; without names of agents, without verdicts."""
    if found is None:
        nothing_here(tr("This record is no longer there. Skip it, or say that it cannot be seen."))
        return
    order, about_order = found.order, None
    if order:
        fee = tr("fee {amount}", amount=literal(money(order["fee_amount"]))) if order["fee_amount"] else tr("no fee")
        about_order = f"{order_name(order['os_id'])}, {name(ORDER_KINDS, order['kind']).lower()}, {fee}"
    st.markdown(f"**{name(UNITS, unit['unit'])}** :small[:gray[{sentences.about(found.customer, about_order)}]]")
    story = found.story.with_columns(name=pl.col("name").map_elements(_person, return_dtype=pl.String, skip_nulls=True))
    transcript.draw(
        story, {}, alt=tr("The record, without names of agents"), key=key, contacts=found.talks, place=found.place
    )


def _person(number_of: str) -> str:
    if number_of == "1":
        return tr("The agent")
    return tr("Person {number}", number=number_of)


def answer(practice: str, unit: Mapping[str, Any], found: Blind | None, sample_id: int) -> Answer | None:
    """The question and its four answers; what was answered just now."""
    key = f"{sample_id}_{unit['position']}"
    for paragraph in sentences.question(practice):
        st.markdown(paragraph)
    st.markdown(tr("What do you say?"))
    picked = None
    for place, (verdict, words) in enumerate(SAID_BY_PEOPLE.items(), 1):
        chosen = unit["said"] == verdict
        if st.button(
            said(words).capitalize(),
            key=f"trust_say_{verdict}_{key}",
            type="primary" if chosen else "secondary",
            icon=":material/check:" if chosen else None,
            shortcut=None if on_a_phone() else str(place),
            width="stretch",
        ):
            picked = verdict
    with st.expander(tr("Remark and places (optional)"), expanded=bool(unit["remark"])):
        remark = st.text_area(
            tr("Remark"),
            value=unit["remark"] or "",
            max_chars=LONGEST_REMARK,
            key=f"trust_remark_{key}",
            height=100,
        )
        options = _places(found)
        kept = [one for one in (unit["evidence"] or "").split() if one in options]
        evidence = st.multiselect(
            tr("Where does it show?"),
            list(options),
            default=kept,
            format_func=lambda one: options[one],
            key=f"trust_places_{key}",
        )
    if picked is None:
        return None
    return Answer(str(unit["unit_id"]), picked, remark, tuple(evidence))


def _places(found: Blind | None) -> dict[str, str]:
    """The places of a story that a grader may point at, by their first words."""
    if found is None:
        return {}
    rows = found.story.filter(pl.col("text") != "").select("place", "text").iter_rows()
    return {place: " ".join(text.split())[:PLACE_LENGTH] for place, text in rows}


def ways_on(first: bool) -> str | None:
    """Back, skip, or leave: 'back', 'skip', 'leave'."""
    with st.container(horizontal=True):
        if st.button(tr("Back"), key="trust_back", icon=":material/arrow_back:", type="tertiary", disabled=first):
            return "back"
        if st.button(tr("Skip"), key="trust_skip", icon=":material/skip_next:", type="tertiary"):
            return "skip"
        if st.button(tr("Leave the rest for later"), key="trust_leave", type="tertiary"):
            return "leave"
    return None


def final_note() -> str:
    """That answers are final with the last one; which keys answer, where there are keys."""
    final = tr(
        "You may go back and change an answer until the last unit is graded; then the comparison opens and the answers "
        "stand."
    )
    return final if on_a_phone() else f"{tr('Keys 1 to 4 answer.')} {final}"
