"""What is owed on the screen: the three charts that narrow the list, and one case with its story and its return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from ui import follow_up as parts
from ui import links, story, theme
from ui.charts.ageing import ageing
from ui.charts.case_strip import case_strip
from ui.charts.holders import holders
from ui.charts.owed_bars import bars, in_words
from ui.literal import literal
from ui.names import COMMITMENT_KINDS, name
from ui.screen import small
from ui.wording import said, tr

DONE, NOTHING_DONE = ":material/check:", ":material/info:"
_TOLD = "return_told"
_GIVEN = "return_given"


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


def _legend() -> str:
    return f":orange[{tr('overdue')}], :gray[{tr('in time')}]"


def _clicked(key: str, point: list[str | None] | None) -> None:
    if key != "filter_team":
        parts.choose_from_chart(f"chart_{key}", point, key)
    elif point and point[0] and point[0] != st.query_params.get("team"):
        st.query_params["team"] = point[0]
        st.rerun()


def list_head(left: pl.DataFrame, inside: Any) -> pl.DataFrame:
    """Title and switch of the list, drawn `inside` the place kept for them; the rows of `left` in the chosen state."""
    counts = {state: left.filter(pl.col("state") == state).height for state in (parts.MISSED, parts.PENDING)}
    with inside:
        title = st.empty()
        state = parts.state_of({**counts, parts.ALL: left.height})
    title.header(
        said(parts.STATES[state]) if state != parts.ALL else tr("All open returns"), width="content", anchor=False
    )
    return left if state == parts.ALL else left.filter(pl.col("state") == state)


def the_case(
    case: dict[str, Any],
    others: pl.DataFrame,
    told: pl.DataFrame,
    now: datetime,
    register: Callable[[dict[str, Any], parts.Answer], None],
) -> None:
    """Story on the left (STORY_SCHEMA), return on the right; `register` takes what the form says without a fault.

    `others` is what else the customer waits for (`queries.follow_up.OWED_SCHEMA`).
    """
    left, right = st.columns([1, 1], gap="large")
    with left:
        _story(case, others, told, now)
    with right:
        outcome()
        if case["returned_at"] is None:
            if same := _the_same_return(case):
                register(case, same)
            st.header(tr("Register the return"), anchor=False)
            if answer := parts.register_form(case, now):
                register(case, answer)
        else:
            st.header(tr("The customer has heard back"), anchor=False)
            parts.heard_back(case)


def _the_same_return(case: Mapping[str, Any]) -> parts.Answer | None:
    """Offer to settle this case with what was just registered for the same customer; it, at a click."""
    customer_id, answer = st.session_state.get(_GIVEN, (None, None))
    if answer is None or customer_id != case["customer_id"]:
        st.session_state.pop(_GIVEN, None)
        return None
    if answer.returned_at < case["made_at"]:
        return None  # it was before this was asked for
    st.markdown(tr("Did the same return answer this too? “{text}”", text=literal(answer.what_was_said)))
    words = tr("Register the same return here")
    clicked = st.button(words, type="primary", icon=":material/done_all:", key="same_return")
    return answer if clicked else None


def offer_again(case: Mapping[str, Any], answer: parts.Answer) -> None:
    """Keep a return that was registered, to be offered for what else its customer waits for."""
    st.session_state[_GIVEN] = (case["customer_id"], answer)


def _story(case: Mapping[str, Any], others: pl.DataFrame, told: pl.DataFrame, now: datetime) -> None:
    st.header(parts.customer(case), anchor=False)
    st.markdown(small(parts.about(case)))
    if others.height:
        st.markdown(parts.still_open(others))
        with st.container(horizontal=True):
            for row in others.rows(named=True):
                words = tr("Open: {kind}", kind=name(COMMITMENT_KINDS, row["kind"]))
                other = row["commitment_id"]
                st.button(words, type="tertiary", key=f"other_{other}", on_click=parts.choose, args=(other,))
    made_at, due_at, returned_at = case["made_at"], case["due_at"], case["returned_at"]
    late = case["days_late"] if returned_at is None else None
    figure = case_strip(told, made_at, due_at, returned_at or now, late, theme.palette())
    theme.show(figure, alt=tr("The case on a line to scale; the text below says the same"), key="case_strip")
    ending = story.Ending(made_at, due_at, now, case["days_late"], returned_at, case["reason"], case["fine_amount"])
    story.draw(told, ending)
    _to_the_records(case, behind=set(told["reference"].drop_nulls()))


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


def no_such_case() -> str:
    """The same words for a case that does not exist and for one that the viewer may not see."""
    return tr("There is no such case, or it is not one that you may see.")


def tell(icon: str, sentence: str) -> None:
    """Keep what became of the return that was just sent, for the next run to say."""
    st.session_state[_TOLD] = (icon, sentence)


def outcome() -> None:
    """What became of the return that was just sent: beside the form, where the user still looks."""
    if kept := st.session_state.pop(_TOLD, None):
        icon, sentence = kept
        st.info(sentence, icon=icon)
