"""Agentes: one agent beside the team, with the moments to talk about. Every number opens the units that it counts."""

from dataclasses import asdict, replace

import polars as pl
import streamlit as st

from practices.practice import Verdict
from queries import cache
from queries.agents import overview, strengths, to_work_on
from queries.choice import Choice
from queries.units import Wanted
from ui import coaching, filters, screen, sign_in
from ui.charts.kept import Kept
from ui.charts.marks import DAGGER
from ui.sentences import agents as sentences
from ui.sentences.trust import calibration
from ui.sentences.weekly import nothing
from ui.unit_list import Units
from ui.wording import tr


def units(
    period: Choice, practices: tuple[str, ...] | None, verdicts: tuple[str, ...], agent: str | None, skip: int
) -> tuple[pl.DataFrame, int]:
    return cache.units(viewer, period, Wanted(practices, verdicts, agent), skip)


def good_moments(practice: str) -> pl.DataFrame:
    return cache.moments(viewer, choice, agent_id, practice, Verdict.MET.value)


def missed_moments(practice: str) -> pl.DataFrame:
    return cache.moments(viewer, choice, agent_id, practice, Verdict.MISSED.value)


known = cache.visible_agents(sign_in.viewer())
if known.is_empty():
    screen.title(tr("Agents"))
    st.markdown(tr("No agent of your teams is on record yet. Import the table of agents with `manage.py import`."))
    st.stop()

bar = filters.row()
with bar:
    agent_id = coaching.choose_agent(known)
viewer, on_record, chosen = screen.head(cache.days_on_record, cache.visible_teams, inside=bar)
agent, team = known.filter(pl.col("agent_id") == agent_id).select("agent", "team").row(0)
st.space("xxsmall")
choice = coaching.named(agent, replace(Choice(*chosen), team=None))
on_record = screen.stop_where_empty(on_record)

with st.skeleton(height=120):
    page = cache.agent_page(viewer, choice, agent_id)
if not page.card["n"].sum():
    st.markdown(nothing(choice.from_day, choice.to_day, on_record))
    st.stop()
good, work = strengths(page.counting), to_work_on(page.counting)
days, behind = (choice.from_day, choice.to_day), Units(units)
kept = Kept((cache.state(), viewer, choice, agent_id))
screen.opening(
    sentences.opening(
        asdict(overview(page.counting)), page.counting, work["practice"].to_list(), page.contacts, team, days
    ),
    note=calibration(page.calibrating, DAGGER),
)
st.space("small")
left, right = st.columns(2, gap="large")
with left:
    none = tr("No practice lies clearly above the team in this period.")
    coaching.with_moments(tr("Does well"), good, good_moments, none)
with right:
    none = tr("No practice lies clearly below the team in this period.")
    coaching.with_moments(tr("To work on"), work, missed_moments, none)
st.space("small")
left, right = st.columns([5, 4], gap="large")
with left:
    coaching.practice_by_practice(page.card, agent_id, agent, team, choice, behind, kept)
with right:
    coaching.twelve_weeks(page, agent_id, agent, choice, behind, kept)
