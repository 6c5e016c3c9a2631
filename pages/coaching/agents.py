"""Agentes: one agent beside the team, with the moments to talk about. Every number opens the units that it counts."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import polars as pl
import streamlit as st

from practices.practice import Verdict
from queries import cache
from queries.agents import overview, strengths, to_work_on
from queries.choice import Choice
from queries.units import Wanted
from ui import filters, sign_in, theme, unit_list
from ui.charts import scorecard, tables, trend
from ui.charts.marks import title
from ui.literal import literal
from ui.sentences import agents as sentences
from ui.wording import span, tr

FOUR_WEEKS, TWELVE_WEEKS = 4, 12
SHOWN, ADDRESS = "agent_shown", "agent"
viewer = sign_in.viewer()
known = cache.visible_agents(viewer)
colours = theme.palette()


def choose_agent() -> str:
    """The agent of the address where it names one, else the one last shown, else the first of the chosen team."""
    everybody = known["agent_id"].to_list()
    asked = st.query_params.get(ADDRESS)
    if asked in everybody and asked != st.session_state.get("agent_in_address"):
        st.session_state[SHOWN] = asked
        st.session_state.pop("filter_team", None)
    ids = cache.visible_agents(viewer, st.session_state.get("filter_team") or None)["agent_id"].to_list() or everybody
    if st.session_state.get(SHOWN) not in ids:
        st.session_state[SHOWN] = ids[0]
    names = dict(known.select("agent_id", "agent").iter_rows())
    picked: str = st.selectbox(
        tr("Agent"),
        ids,
        format_func=lambda one: names[one],
        key=SHOWN,
        persist_state="session",
        label_visibility="collapsed",
        width=220,
    )
    st.session_state["agent_in_address"] = st.query_params[ADDRESS] = picked
    return picked


def open_units(words: str, name: str, period: Choice, practice: str | None) -> None:
    def load(verdicts: tuple[str, ...]) -> tuple[pl.DataFrame, int]:
        return cache.units(viewer, period, Wanted((practice,) if practice else None, verdicts, agent_id))

    unit_list.open_list(f"{words}, {span(period.from_day, period.to_day)}", load, name)


def with_moments(heading: str, rows: pl.DataFrame, verdict: Verdict, nothing: str) -> None:
    st.header(heading, anchor=False)
    if rows.is_empty():
        st.markdown(f":gray[{nothing}]")
        return
    for column, row in zip(st.columns(2, gap="medium"), rows.to_dicts(), strict=False):
        with column:
            st.markdown(sentences.practice_line(row))
            found = cache.moments(viewer, choice, agent_id, row["practice"], verdict.value)
            for moment in found.head(1).to_dicts():
                st.markdown(sentences.moment_line(moment))


def practice_by_practice() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Practice by practice"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), key="scorecard_as_list", persist_state="session")
    st.markdown(sentences.legend(team))
    point = None
    if as_list:
        tables.scorecard(page.card)
    else:
        figure = scorecard.scorecard_figure(page.card, colours)
        point = unit_list.clickable(figure, "scorecard", sentences.scorecard_alt(page.card))
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = st.selectbox(
            tr("Practice"),
            page.card["practice"].to_list(),
            format_func=title,
            key="agent_practice",
            persist_state="session",
            label_visibility="collapsed",
            width=280,
        )
        pressed = st.button(tr("Open the list"), icon=":material/arrow_forward:", type="tertiary", key="open_scorecard")
    if pressed or point:
        wanted = practice if pressed or not point else point[0]
        open_units(f"{title(wanted)}: {literal(agent)}", "scorecard", choice, wanted)


def twelve_weeks() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(tr("Twelve weeks"), anchor=False)
    if page.weeks.is_empty():
        st.markdown(f":gray[{tr('None in this period.')}]")
        return
    figure = trend.trend_figure(page.weeks, agent.split()[0], page.signal, colours)
    point = unit_list.clickable(figure, "trend", sentences.trend(page.signal, page.weeks))
    st.markdown(f":small[:gray[{sentences.trend(page.signal, page.weeks)}]]")
    if point:
        first = date.fromisoformat(point[0])
        week = replace(choice, from_day=first, to_day=first + timedelta(days=6))
        open_units(literal(agent), "trend", week, None)


if known.is_empty():
    st.title(tr("Agents"), anchor=False)
    st.markdown(tr("No agent of your teams is on record yet. Import the table of agents with `manage.py import`."))
    st.stop()

on_record = cache.days_on_record(viewer)
bar = filters.row()
with bar:
    agent_id = choose_agent()
choice = Choice(*filters.bar(cache.visible_teams(viewer), last_day=on_record[1] if on_record else None, inside=bar))
agent, team = known.filter(pl.col("agent_id") == agent_id).select("agent", "team").row(0)
choice = replace(choice, team=None)
st.space("xxsmall")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.title(literal(agent), anchor=False, width="content")
    if choice.days < FOUR_WEEKS * 7:
        words = {0: tr("This period"), FOUR_WEEKS: tr("4 weeks"), TWELVE_WEEKS: tr("12 weeks")}
        weeks = st.segmented_control(
            tr("Period of the agent"),
            list(words),
            default=FOUR_WEEKS,
            format_func=lambda one: words[one],
            key="agent_weeks",
            persist_state="session",
            label_visibility="collapsed",
            required=True,
        )
        choice = choice.last_weeks(weeks) if weeks else choice

with st.skeleton(height=120):
    page = cache.agent_page(viewer, choice, agent_id)
good, work = strengths(page.card), to_work_on(page.card)
days = (choice.from_day, choice.to_day)
with st.container(width=theme.SENTENCE_WIDTH):
    st.subheader(
        sentences.opening(
            asdict(overview(page.card)), page.card, work["practice"].to_list(), page.contacts, team, days
        ),
        anchor=False,
    )
st.space("small")
left, right = st.columns(2, gap="large")
with left:
    with_moments(tr("Does well"), good, Verdict.MET, tr("No practice lies clearly above the team in this period."))
with right:
    with_moments(tr("To work on"), work, Verdict.MISSED, tr("No practice lies clearly below the team in this period."))
st.space("small")
left, right = st.columns([5, 4], gap="large")
with left:
    practice_by_practice()
with right:
    twelve_weeks()
