"""Confiança: how far the verdicts agree with people who grade blind, and the samples that they grade.

`?sample=NUMBER` grades that sample, one unit at a time; when its last unit is graded it shows the comparison. What
agents contest arrives here; `?contest=NUMBER` opens the answer to one.
"""

from datetime import date

import polars as pl
import streamlit as st

from data import decisions
from practices import BY_ID
from practices.policy import default_policy
from queries import cache
from queries.blind import blind_unit
from ui import blind, contests, screen, sign_in, trust
from ui.charts.marks import title
from ui.sentences import contests as said_of_contests
from ui.sentences import reviews as said_of_it
from ui.sentences import trust as sentences
from ui.wording import tr


def overview() -> None:
    """How far people and rules agree, and what may be graded."""
    viewer, on_record, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach)
    screen.title(tr("Trust"))
    screen.stop_where_empty(on_record, records)
    blind.told()
    rows, (gradings, graders) = cache.trust(), cache.gradings_in_all()
    screen.opening(sentences.opening(rows, gradings, graders))
    screen.section(tr("How far do people and rules agree?"))
    trust.by_practice(rows)
    screen.note(sentences.how_to_read())
    trust.where_they_differ(rows, lambda practice: cache.trust_behind(viewer, practice))
    screen.section(tr("What do agents contest?"))
    found = cache.contests(viewer)
    contests.to_answer(found if chosen.team is None else found.filter(pl.col("team") == chosen.team))
    screen.section(tr("What is there to grade?"))
    agents = cache.visible_agents(viewer, chosen.team)
    if wish := trust.draw_form(agents):
        draw(wish, chosen.from_day, chosen.to_day, chosen.team)
    screen.note(f"{trust.how_it_is_drawn()} {trust.what_it_changes()}")
    st.space("xsmall")
    opened = trust.sample_list(cache.samples(viewer), cache.visible_agents(viewer))
    if opened is not None:
        go_to(opened)


def settle(word: contests.Reply) -> None:
    """Answer a contest, or say why that was not done."""
    seen = decisions.Seen(word.seen, word.review) if word.seen else None
    try:
        decisions.answer_contest(cache.store(), viewer, word.contest_id, word.answer, word.because, word.verdict, seen)
    except decisions.AlreadyAnswered as first:
        words = said_of_contests.somebody_answered(first.name, first.at, first.answer)
        contests.tell_answered(word.contest_id, contests.NOTHING_DONE, words)
    except decisions.AlreadyReviewed as first:
        words = said_of_it.somebody_was_first(first.name, first.at, first.verdict)
        contests.tell_answered(word.contest_id, contests.NOTHING_DONE, words)
    except decisions.NotYoursToAnswer as barred:
        contests.tell_answered(word.contest_id, contests.NOTHING_DONE, said_of_contests.hindrance(barred.why))
    except (LookupError, PermissionError, ValueError):
        words = tr("This could not be saved. Look again and send it anew.")
        contests.tell_answered(word.contest_id, contests.NOTHING_DONE, words)
    else:
        contests.taken(word)
    cache.refresh()


def draw(wish: trust.Wish, from_day: date, to_day: date, team: str | None) -> None:
    """Draw what the form asks for and begin to grade it."""
    wanted = decisions.Draw(
        wish.practice,
        BY_ID[wish.practice].unit.value,
        from_day,
        to_day,
        default_policy().time_zone,
        wish.size,
        wish.seed,
        team,
        wish.agent_id,
    )
    try:
        sample_id = decisions.draw_sample(cache.store(), sign_in.viewer(), wanted)
    except decisions.NothingToDraw:
        st.warning(
            tr(
                "There is nothing to draw: in this period nobody's units of this practice were judged, or you have "
                "graded them all. Choose a longer period above, or another practice."
            )
        )
        return
    cache.refresh()
    go_to(sample_id)


def go_to(sample_id: int | None) -> None:
    """Open a sample, or (None) the overview."""
    if sample_id is None:
        st.query_params.pop(trust.SAMPLE, None)
    else:
        st.query_params[trust.SAMPLE] = str(sample_id)
    st.rerun()


def grading(sample_id: int) -> None:
    """One unit of a sample, or what came out where all is graded."""
    queue, row = cache.grading_queue(viewer, sample_id), cache.sample(viewer, sample_id)
    if row is None or queue.is_empty():
        screen.title(tr("Trust"))
        screen.nothing_here(tr("There is no such sample, or none of it is yours to see."))
        back_to_all()
        return
    compared = cache.graded_beside_the_rule(viewer, sample_id)
    if compared is not None:
        screen.title(tr("Comparison"))
        screen.opening(sentences.compared(compared, row["practice"]), note=sentences.drawn_from(row))
        screen.section(tr("Where do you differ?"))
        trust.comparison(compared, sample_id)
        st.markdown(screen.small(trust.what_it_changes()))
        back_to_all()
        return
    screen.title(tr("Grade blind: {practice}", practice=title(row["practice"])))
    blind.told()
    blind.head(queue)
    unit = blind.current(queue, sample_id)
    found = blind_unit(
        cache.store(), viewer, row["practice"], unit["unit"], unit["unit_id"], unit["contact_id"], unit["os_id"]
    )
    left, right = st.columns([3, 2], gap="large")
    with right:
        said = blind.answer(row["practice"], unit, found, sample_id)
        way = blind.ways_on(first=unit["position"] == queue["position"].min())
        st.markdown(screen.small(blind.final_note()))
    with left:
        blind.unit_story(unit, found, key=f"trust_story_{sample_id}_{unit['position']}")
    if said is not None:
        keep(said, sample_id)
        blind.go_on(queue, sample_id, unit["position"])
        st.rerun()
    if way == "leave":
        go_to(None)
    elif way is not None:
        (blind.go_back if way == "back" else blind.go_on)(queue, sample_id, unit["position"])
        st.rerun()


def keep(said: blind.Answer, sample_id: int) -> None:
    """Write an answer down, or say why it was not."""
    try:
        decisions.grade_unit(cache.store(), viewer, sample_id, said.unit_id, said.verdict, said.remark, said.evidence)
    except decisions.SampleFinished:
        blind.tell(tr("The sample is finished already, in another window: what was graded there stands."))
    cache.refresh()


def back_to_all() -> None:
    """The way back to the overview."""
    if st.button(tr("Back to all practices"), icon=":material/arrow_back:", type="tertiary", key="trust_all"):
        go_to(None)


viewer = sign_in.viewer()
if (reply := contests.reply()) is not None:
    settle(reply)
asked = st.query_params.get(trust.SAMPLE, "")
if asked.isdecimal() and len(asked) < 10:
    grading(int(asked))
else:
    overview()
