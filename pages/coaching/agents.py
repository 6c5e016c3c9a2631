"""Agentes: one agent beside the team, with the moments to talk about, and what the talk agreed on.

Every number opens the units that it counts. `?agent=ID` says who, `?weeks=12` how many weeks up to the period's end (0:
the period), `?plan=NUMBER` which of the agent's plans.
"""

from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

import reports
from data import decisions
from practices import PRACTICES
from practices.practice import Verdict
from queries import cache
from queries.agents import nearest, overview, strengths, to_work_on
from queries.choice import Choice
from queries.coaching import Before
from queries.compliance import Standing
from queries.first_talk import FirstTalk
from queries.units import Wanted
from ui import coaching, contests, filters, packs, plans, screen, sign_in, talk
from ui.charts.kept import Kept
from ui.charts.marks import ABOVE, BELOW, DAGGER
from ui.pins import pin_from_list
from ui.sentences import coaching as said_of_plans
from ui.sentences.trust import calibration
from ui.telling import agents as told
from ui.telling.coaching import OPEN
from ui.telling.coaching import records as records_title
from ui.telling.days import nothing, told_days
from ui.units import Units
from ui.wording import spoken, today, tr

WEEKS_TO_PIN_FROM = 12


def good_moments(practice: str) -> pl.DataFrame:
    return cache.moments(viewer, choice, agent_id, practice, Verdict.MET.value)


def missed_moments(practice: str) -> pl.DataFrame:
    return cache.moments(viewer, choice, agent_id, practice, Verdict.MISSED.value)


def carry_out(wish: plans.Wish) -> None:
    """Write down what a form asks for, and say what became of it; what was written stays in a form not taken."""
    store, who = cache.store(), sign_in.viewer()
    record = (wish.plan_id, wish.unit, wish.unit_id)
    try:
        if wish.what == "start":
            plans.show(agent_id, decisions.start_plan(store, who, agent_id, focus_of(wish), wish.started_on))
        elif wish.what == "change":
            decisions.change_plan(store, who, wish.plan_id, focus_of(wish), wish.version)
        elif wish.what == "finish":
            decisions.finish_plan(store, who, wish.plan_id, wish.state, wish.text, wish.version)
        elif wish.what == "note":
            decisions.note_on_plan(store, who, wish.plan_id, wish.text, wish.version)
        elif wish.what == "pin":
            decisions.pin_to_plan(store, who, *record, wish.place, wish.text)
        else:
            decisions.unpin_from_plan(store, who, *record)
    except decisions.BadPlan as wrong:
        plans.not_taken(wish, said_of_plans.fault(wrong.fault))
    except decisions.AlreadyPlanned as first:
        plans.show(agent_id, first.plan_id)
        plans.tell(plans.NOTHING_DONE, said_of_plans.somebody_planned(first.name, first.at), plans.ABOVE)
    except decisions.PlanClosed:
        plans.refuse(wish)
    except decisions.PlanChanged as first:
        plans.seen_anew(wish, first.version)
        plans.not_taken(wish, said_of_plans.somebody_changed(first.name, first.at))
    except (LookupError, PermissionError):
        plans.not_taken(wish, tr("This could not be saved. Look again and send it anew."))
    else:
        plans.taken(wish)
    cache.refresh()


def focus_of(wish: plans.Wish) -> decisions.Focus:
    """What a form agrees on; it is not sent without its days."""
    assert wish.until is not None
    assert wish.follow_up_on is not None
    return decisions.Focus(wish.practice, wish.goal, wish.until, wish.follow_up_on)


def numbers(page: cache.AgentPage, pinning: coaching.Pinning | None) -> tuple[list[str], bool]:
    """The agent beside the team: opening, moments, scorecard, weeks.

    The practices to work on, and whether a moment among them can be pinned.
    """
    good, work = strengths(page.counting), to_work_on(page.counting)
    weighing = work["practice"].to_list()
    days, reach = told_days(spoken(), choice, records)
    behind = Units(Wanted, partial(cache.units, viewer), partial(cache.tally, viewer))
    kept = Kept((cache.state(), viewer, choice, agent_id))
    screen.opening(
        told.opening(spoken(), asdict(overview(page.counting)), page.counting, weighing, page.contacts, team, days),
        note=" ".join(filter(None, (reach, calibration(page.calibrating, DAGGER)))),
    )
    st.space("small")
    can_pin = coaching.both_sides(
        coaching.Side(ABOVE, good, nearest(page.counting, Standing.ABOVE), good_moments),
        coaching.Side(BELOW, work, nearest(page.counting, Standing.BELOW), missed_moments),
        of_twelve_weeks(),
        pinning,
    )
    st.space("small")
    left, right = st.columns([5, 4], gap="large")
    with left:
        coaching.practice_by_practice(page.card, agent_id, team, choice, behind, kept)
    with right:
        coaching.twelve_weeks(page, agent_id, agent, choice, behind, kept)
    behind.draw(choice)
    return weighing, can_pin


def of_twelve_weeks() -> pl.DataFrame | None:
    """The scorecard of the weeks that the screen could show instead; None where it cannot, or does already."""
    twelve = choice.last_weeks(screen.TWELVE_WEEKS)
    if not screen.is_short(Choice(*chosen)) or choice == twelve:
        return None
    return cache.agent_page(viewer, twelve, agent_id).counting


def whom_to_talk_to() -> FirstTalk | None:
    """By the weeks that the screen shows."""
    return cache.first_talk(viewer, coaching.shown_at_first(Choice(*chosen)), today())


def before_talk(practice: str, talk: date) -> Before:
    return cache.before_talk(viewer, agent_id, practice, talk)


def agreed(plan: dict[str, Any] | None, work: list[str]) -> None:
    """The chosen plan; or the form of a new one."""
    if plan is None:
        plans.new(agent_id, [one.id for one in PRACTICES], work, before_talk, today())
        return
    talk.agreed(plan, today())
    if plan["state"] == OPEN:
        plans.controls(plan, before_talk)


def so_far(plan: dict[str, Any], last_day: date, *, moments_above: bool) -> None:
    """What belongs to the talk, and what was noted; records of the weeks up to `last_day` can be pinned."""
    st.space("small")
    left, right = st.columns(2, gap="large")
    may_change = plan["state"] == OPEN
    pins = agreed_on.pins.filter(plan_id=plan["plan_id"])
    with left:
        st.markdown(f"**{records_title(spoken(), plan['state'])}**")
        wanted = Wanted((plan["practice"],), (Verdict.MISSED.value, Verdict.MET.value), agent_id)
        newest = replace(choice, from_day=min(choice.from_day, last_day), to_day=last_day)
        found = cache.units(viewer, newest.last_weeks(WEEKS_TO_PIN_FROM), wanted)
        none = said_of_plans.nothing_pinned(may_change=may_change, above=moments_above, here=bool(found.height))
        talk.pinned(plan, pins, none, may_change=may_change)
        plans.told("unpin")
        if may_change:
            pin_from_list(plan, found, set(pins.select("unit", "unit_id").iter_rows()))
        plans.told("pin")
    with right:
        st.markdown(f"**{tr('Notes')}**")
        plans.note(plan)
        talk.written(agreed_on.entries.filter(plan_id=plan["plan_id"]))


known = cache.visible_agents(sign_in.viewer())
if known.is_empty():
    screen.title(tr("Agents"))
    screen.stop_where_empty(cache.days_on_record(sign_in.viewer()), cache.reach(today()))
    st.markdown(
        tr(
            "The records name no agent yet: the table of agents is missing. Whoever imports the records can add it "
            "with `manage.py import`."
        )
    )
    st.stop()

bar = filters.row()
with bar:
    box = st.container(width=coaching.BOX_WIDTH)
coaching.adopt_address(known)
viewer, reach_of_records, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach, bar)
with box:
    agent_id = coaching.choose_agent(known, chosen.team, whom_to_talk_to)
agent, team = known.filter(pl.col("agent_id") == agent_id).select("agent", "team").row(0)
if (wish := plans.sent()) is not None:
    carry_out(wish)
st.space("xxsmall")
choice = coaching.named(agent, replace(Choice(*chosen), team=None))
coaching.why_this_one(agent, today())
on_record = screen.stop_where_empty(reach_of_records, records)

agreed_on = cache.coaching(viewer, agent_id)
plan = plans.current(agreed_on.plans, agent_id)
pinning = None
if plan is not None and plan["state"] == OPEN:
    of_plan = agreed_on.pins.filter(plan_id=plan["plan_id"]).select("unit", "unit_id")
    pinning = coaching.Pinning(plan["plan_id"], frozenset(of_plan.iter_rows()))
with st.skeleton(height=120):
    page = cache.agent_page(viewer, choice, agent_id)
to_improve: list[str] = []
moments_above = False
if page.card["n"].sum():
    to_improve, moments_above = numbers(page, pinning)
else:
    st.markdown(nothing(spoken(), choice, on_record))

screen.section(tr("Coaching"))
plans.box(agreed_on.plans, agent_id)
if plan is not None:
    plans.closed_meanwhile(plan)
above_plan = st.empty()
with above_plan:
    plans.told(plans.ABOVE)
if plan is not None and plan["state"] != OPEN:
    plans.next_focus(agent_id)
left, right = st.columns([4, 5], gap="large")
with left:
    agreed(plan, to_improve)
if plan is not None:
    with right:
        beside = cache.before_after(viewer, plan, today())
        talk.before_and_after(plan, beside, calibrating=plan["practice"] in page.calibrating)
    so_far(plan, on_record[1], moments_above=moments_above)
plans.told_above(above_plan)
screen.section(tr("Contests"))
contests.of_agent(cache.contests(viewer, agent_id))
screen.section(tr("Coaching under way"))
talk.under_way(cache.plans(viewer).filter(pl.col("state") == OPEN), today())
packs.download(
    reports.Offer(cache.store(), reports.Wish(reports.Pack.AGENT, viewer, choice, agent_id=agent_id)),
    cache.state,
    tr(
        "The sheet for the talk, with room to write and to sign. The spreadsheet has one row a judgement, with why, "
        "evidence and link."
    ),
)
