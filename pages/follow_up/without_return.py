"""Cancelamentos sem retorno: who waits for an answer of ours, since when, who owes it; one case, and its return."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

from data.decisions import AlreadyReturned, register_return
from practices.policy import default_policy
from queries import cache, follow_up
from queries.choice import Choice
from ui import filters, links, sign_in, story, theme
from ui import follow_up as parts
from ui.charts.ageing import ageing
from ui.charts.case_strip import case_strip
from ui.charts.holders import beyond, holders
from ui.charts.owed_bars import bars, in_words
from ui.literal import literal
from ui.wording import said, tr

DONE, NOTHING_DONE = ":material/check:", ":material/info:"

viewer = sign_in.viewer()
now = datetime.now(UTC)
days = cache.days_on_record(viewer)
choice = Choice(*filters.bar(cache.visible_teams(viewer), last_day=days[1] if days else None))
rows = cache.without_return(viewer, choice)


def charts(by_owner: pl.DataFrame) -> None:
    """Age, owner and team on one scale; a click narrows the list."""
    by_team = follow_up.by_holder(rows, "team")
    drawn = {
        "owed_band": (tr("Days late"), f":gray[{tr('open returns')}]", ageing(follow_up.by_band(rows))),
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
    elif point and point[0] and point[0] != choice.team:
        st.query_params["team"] = point[0]
        st.rerun()


def the_list(by_owner: pl.DataFrame) -> pl.DataFrame:
    """The filters, and the rows that they leave, in a table."""
    head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
    narrowed = parts.narrow(rows, follow_up.BANDS, beyond(by_owner))
    left = rows
    if narrowed.kind is not None:
        left = left.filter(pl.col("kind") == narrowed.kind)
    if narrowed.owners is not None:
        left = left.filter(pl.col("agent_id").is_in(list(narrowed.owners), nulls_equal=True))
    if narrowed.band is not None:
        left = left.filter(follow_up.band_of() == narrowed.band)
    counts = {state: left.filter(pl.col("state") == state).height for state in (parts.MISSED, parts.PENDING)}
    with head:
        title = st.empty()
        state = parts.state_of({**counts, parts.ALL: left.height})
    title.header(
        said(parts.STATES[state]) if state != parts.ALL else tr("All open returns"), width="content", anchor=False
    )
    return left if state == parts.ALL else left.filter(pl.col("state") == state)


def case_of(commitment_id: str | None) -> dict[str, Any] | None:
    """The case of this name; None where there is none, or none that the viewer may see."""
    if commitment_id is None:
        return None
    zone = default_policy().time_zone
    found = follow_up.case(cache.store(), viewer, commitment_id, cache.agents(), now, zone)
    return None if found.is_empty() else found.row(0, named=True)


def the_case(case: dict[str, Any] | None) -> None:
    """One case: its story on the left, its return on the right."""
    told = None
    if case is not None:
        told = follow_up.story(cache.store(), viewer, case["commitment_id"], cache.agents())
    if case is None or told is None:
        _outcome()
        st.info(tr("There is no such case, or it is not one that you may see."))
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        _story(case, told)
    with right:
        _outcome()
        if case["returned_at"] is None:
            st.header(tr("Register the return"), anchor=False)
            _register(case)
        else:
            st.header(tr("The customer has heard back"), anchor=False)
            parts.heard_back(case)


def _outcome() -> None:
    """What became of the return that was just sent: beside the form, where the user still looks."""
    if outcome := st.session_state.pop("return_told", None):
        icon, sentence = outcome
        st.info(sentence, icon=icon)


def _story(case: dict[str, Any], told: pl.DataFrame) -> None:
    st.header(parts.customer(case), anchor=False)
    st.markdown(f":small[:gray[{parts.about(case)}]]")
    ending = story.Ending(
        case["made_at"],
        case["due_at"],
        now,
        case["days_late"],
        case["returned_at"],
        case["reason"],
        case["fine_amount"],
    )
    late = case["days_late"] if case["returned_at"] is None else None
    until = case["returned_at"] or now
    figure = case_strip(told, case["made_at"], case["due_at"], until, late, theme.palette())
    theme.show(figure, alt=tr("The case on a line to scale; the text below says the same"), key="case_strip")
    story.draw(told, ending)
    behind = set(told["reference"].drop_nulls())
    with st.container(horizontal=True):
        if f"contact:{case['contact_id']}" in behind and st.button(
            tr("Open the contact"), type="tertiary", icon=":material/chat:", key="open_contact"
        ):
            links.open_contact(case["contact_id"])
        if f"os:{case['os_id']}" in behind and st.button(
            tr("Open {order}", order=literal(case["os_id"])), type="tertiary", icon=":material/build:", key="open_order"
        ):
            links.open_order(case["os_id"])


def _register(case: dict[str, Any]) -> None:
    answer = parts.register_form(case, now)
    if answer is None:
        return
    try:
        register_return(
            cache.store(),
            viewer,
            case["commitment_id"],
            answer.returned_at,
            answer.channel,
            answer.what_was_said,
            answer.outcome,
        )
    except AlreadyReturned as first:
        st.session_state["return_told"] = (NOTHING_DONE, parts.somebody_was_first(case, first.name, first.at))
    except (LookupError, PermissionError):
        st.session_state["return_told"] = (
            NOTHING_DONE,
            tr("There is no such case, or it is not one that you may see."),
        )
    except ValueError:
        st.error(tr("The return could not be registered. Check day, time and text, and send it again."))
        return
    else:
        st.session_state["return_told"] = (DONE, parts.registered(case, answer))
    cache.refresh()
    parts.choose(None)
    st.rerun()


st.title(tr("Cancellations without return"), anchor=False)
if days is None:
    st.info(tr("There are no records yet. Import some, or fill the store with demonstration data."))
    st.stop()
with st.container(width=theme.SENTENCE_WIDTH):
    st.subheader(parts.opening(rows), anchor=False)
    of_now = tr("The list is of now: the period above does not restrict it; team, channel and reason do.")
    st.markdown(f":small[:gray[{of_now}]]")
asked = parts.asked()
shown = rows
if not rows.is_empty():
    owners = follow_up.by_holder(rows, "agent_id")
    charts(owners)
    st.space("small")
    shown = the_list(owners)
chosen = asked or (shown["commitment_id"][0] if shown.height else None)
case = case_of(chosen)
if shown.height:
    parts.table(shown, chosen)
    parts.case_box(shown, chosen, case)
elif rows.height:
    st.markdown(tr("Nothing of this kind: with these filters nobody waits for a return."))
if chosen is not None:
    st.space("small")
    the_case(case)
else:
    _outcome()
