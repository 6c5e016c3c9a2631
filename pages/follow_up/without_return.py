"""Cancelamentos sem retorno: who waits for an answer of ours, since when, who owes it; one case, and what is done."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

import reports
from data.decisions import (
    AlreadyHandedOver,
    AlreadyReturned,
    add_note,
    hand_over,
    record_attempt,
    register_return,
)
from practices.policy import default_policy
from queries import cache, follow_up
from queries import returning as returns
from queries.choice import Choice
from queries.story import story
from queries.units import Wanted
from ui import follow_up as parts
from ui import open_case, owed_case, owed_forms, packs, returning, screen
from ui.charts.holders import beyond
from ui.charts.kept import Kept
from ui.owed_case import DONE, NOTHING_DONE
from ui.owed_forms import Answer, Attempt, HandOver, Note, Written
from ui.sentences import follow_up as sentences
from ui.sentences import returning as returning_sentences
from ui.sentences.trust import calibration
from ui.telling import owed
from ui.telling.days import told_days
from ui.units import Units
from ui.wording import spoken, tr


def the_list() -> pl.DataFrame:
    """The charts and filters, and the rows that they leave."""
    by_owner = follow_up.by_holder(rows, "agent_id")
    parts.charts(follow_up.by_band(rows), by_owner, follow_up.by_holder(rows, "team"))
    st.space("small")
    head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
    narrowed = parts.narrow(rows, follow_up.BANDS, beyond(by_owner))
    left = rows
    if narrowed.kind is not None:
        left = left.filter(pl.col("kind") == narrowed.kind)
    if narrowed.owners is not None:
        left = left.filter(pl.col("agent_id").is_in(list(narrowed.owners), nulls_equal=True))
    if narrowed.band is not None:
        left = left.filter(follow_up.band_of() == narrowed.band)
    return parts.list_head(left, head)


def case_of(commitment_id: str) -> dict[str, Any] | None:
    """The case of this name; None where there is none, or none that the viewer may see."""
    found = follow_up.case(cache.store(), viewer, commitment_id, cache.agents(), now, zone)
    return None if found.is_empty() else found.row(0, named=True)


def others_of(commitment_id: str) -> pl.DataFrame:
    """What else the customer of a case waits for."""
    return follow_up.others_open(cache.store(), viewer, commitment_id, cache.agents(), datetime.now(UTC), zone)


def write_down(case: dict[str, Any], written: Written) -> None:
    """Store what a form says, and say what became of it; where somebody was faster, what was typed stays."""
    try:
        if isinstance(written, Answer):
            register(case, written)
        else:
            step(case, written)
    except AlreadyReturned:
        pass  # the case says it, beside what was typed
    except AlreadyHandedOver as first:
        owner = dict(cache.agents().select("agent_id", "agent").rows()).get(first.agent_id, first.agent_id)
        words = sentences.handed_over_by_another(case, first.name, first.at, owner)
        owed_case.tell(NOTHING_DONE, words)
    except (LookupError, PermissionError):
        pass  # there is no such case any more: the next run says so, with what was typed
    except ValueError:
        st.error(tr("This could not be stored. Check day, time, person and text, and send it again."))
        return
    cache.refresh()
    st.rerun()


def register(case: dict[str, Any], answer: Answer) -> None:
    """Register the return, for all that it answers."""
    said = (answer.returned_at, answer.channel, answer.what_was_said, answer.outcome)
    register_return(cache.store(), viewer, case["commitment_id"], *said, time_zone=zone)
    settled = 1
    for other in answer.also:
        with suppress(AlreadyReturned, LookupError):  # nobody waits for it any more
            register_return(cache.store(), viewer, other, *said, time_zone=zone)
            settled += 1
    owed_forms.empty_again(owed_forms.RETURN, case["commitment_id"])
    left = sentences.still_open(others_of(case["commitment_id"]), case)
    owed_case.tell(DONE, f"{sentences.registered(case, answer, settled)} {left}".strip())


def step(case: dict[str, Any], written: Attempt | HandOver | Note) -> None:
    """Write down what was done short of a return; the case stays open."""
    store, commitment_id = cache.store(), str(case["commitment_id"])
    if isinstance(written, Attempt):
        record_attempt(store, viewer, commitment_id, written.at, written.channel, written.text)
        form, words = owed_forms.ATTEMPT, sentences.attempt_recorded(case, written.at, written.channel)
    elif isinstance(written, HandOver):
        hand_over(store, viewer, commitment_id, written.from_agent_id, written.to_agent_id, written.why)
        taker = takers.filter(pl.col("agent_id") == written.to_agent_id)["agent"]
        form, words = owed_forms.HAND_OVER, sentences.now_owes(case, taker.item(0))
    else:
        add_note(store, viewer, commitment_id, written.text)
        form, words = owed_forms.NOTE, sentences.note_kept()
    owed_forms.empty_again(form, commitment_id)
    owed_case.tell(DONE, words)


def how_we_return() -> None:
    """The period: how many returns came in time, how long they took, who stayed of those who asked to cancel."""
    screen.section(tr("How are we returning?"))
    returned, requests = cache.returning(viewer, choice)
    days, reach = told_days(spoken(), choice, records)
    note = " ".join(filter(None, (reach, returning_sentences.note())))
    screen.opening(returning_sentences.opening(returned, *days), note)
    told_of_weeks, kept = (
        cache.practice_story(viewer, choice, returning.PRACTICE),
        Kept((cache.state(), viewer, choice)),
    )
    behind = Units(Wanted, partial(cache.units, viewer), partial(cache.tally, viewer))
    returning.weeks(told_of_weeks.now, told_of_weeks.weeks, choice, behind, kept)
    behind.draw(choice)
    if returning.PRACTICE in cache.calibrating():
        st.markdown(screen.small(calibration([returning.PRACTICE]) or ""))
    st.space("small")
    times = returns.times(returned)
    returning.lengths(times, {kind: returns.by_length(returned, kind) for kind in times["kind"]})
    by_reason = returns.by_reason(requests)
    screen.section(tr("Who asks to cancel, and who stays?"))
    if by_reason.is_empty():
        screen.nothing_here(tr("Nobody asked to cancel in this period."))
    else:
        st.markdown(returning_sentences.asked(by_reason))
        returning.reasons(by_reason, kept)
    returning.open_list(returning.Behind(returned, returns.with_key(requests), by_reason), choice)


viewer, on_record, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach)
now, choice, zone = datetime.now(UTC), Choice(*chosen), default_policy().time_zone
screen.title(tr("Cancellations without return"))
screen.stop_where_empty(on_record, records)
rows = cache.without_return(viewer, choice)
of_now = tr(
    "All commitments are here: cancellation requests, promised returns, overdue visits. The list is of now: the period "
    "above does not restrict it; team, channel and reason do."
)
screen.opening(owed.opening(spoken(), rows), note=of_now)
st.space("xsmall")

asked = open_case.asked()
shown = rows if rows.is_empty() else the_list()
open_id = asked or (shown["commitment_id"][0] if shown.height else None)
case = case_of(open_id) if open_id else None
if shown.height:
    talks = follow_up.one_a_talk(shown)
    parts.table(talks, open_id, shown)
    parts.case_box(talks, open_id, case)
elif rows.height:
    st.markdown(tr("Nothing of this kind: with these filters nobody waits for a return."))

st.space("small")
takers = follow_up.takers(cache.store(), viewer, cache.agents())
told = story(cache.store(), viewer, case["commitment_id"], cache.agents()) if case else None
if case is not None and told is not None:
    owed_case.the_case(case, others_of(case["commitment_id"]), told, takers, now, write_down)
else:
    owed_case.outcome()
    if open_id is not None:
        owed_case.nothing_to_open(open_id)
how_we_return()
only = None if shown.height == rows.height else tuple(shown["commitment_id"])
packs.download(
    reports.Offer(cache.store(), reports.Wish(reports.Pack.FOLLOW_UP, viewer, choice, only=only)),
    cache.state,
    tr("The list as it is now, with the filters above."),
)
