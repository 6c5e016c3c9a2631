"""The cached layer: one store a process, its totals as one frame, and the read models that screens draw from.

The only file of `queries` that knows Streamlit. Another process imports and judges, and no cache hears of it: so every
read model is keyed by the store's state, which is asked for every few seconds. Keys are dates, strings and frozen
dataclasses, never frames; the viewer is part of every key; every cache has a time and a number of entries to live.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import streamlit as st

from data.people import Viewer
from data.store import Store, open_store
from practices.policy import default_policy
from queries import agents as agent_models
from queries import associations as association_models
from queries import backlog as backlog_models
from queries import coaching as coaching_models
from queries import contests as contest_models
from queries import first_talk as talk_models
from queries import follow_up as follow_up_models
from queries import frozen as frozen_models
from queries import grading_queue as queue_models
from queries import kpi_facts as fact_models
from queries import kpis as kpi_models
from queries import meetings as meeting_models
from queries import moments as moment_models
from queries import owed as owed_models
from queries import practice_story as story_models
from queries import returning as returning_models
from queries import targets as target_models
from queries import totals as totals_models
from queries import trust as trust_models
from queries import units as unit_models
from queries import versions as version_models
from queries import weekly as weekly_models
from queries.choice import Choice, Reach
from queries.first_talk import FirstTalk
from queries.practice_story import PracticeStory
from queries.scope import agents_in_scope
from queries.units import Wanted
from queries.weekly import Funnel

SECONDS_OF_A_STATE = 3
MINUTE, HOUR, DAY = 60, 3600, 86400
_run = threading.local()
"""What `begin` remembers: the runs of several windows go on at once, each in a thread of its own."""


@st.cache_resource(ttl=DAY, max_entries=1, show_spinner=False)
def store() -> Store:
    """The store of this process."""
    return open_store()


@st.cache_data(ttl=SECONDS_OF_A_STATE, max_entries=1, show_spinner=False)
def state() -> str:
    """What the store looked like a moment ago: changes with every import, judging and decision.

    It changes with a grading only where a practice crosses its bar by it and enters or leaves the totals.
    """
    return f"{store().state()}|calibrating={','.join(calibrating())}"


def refresh() -> None:
    """Let the next read see what was just written here."""
    _graded_so_far.clear()
    _targets.clear()
    state.clear()
    begin()


def begin() -> str:
    """The state of the store that a run of a screen begins to draw from; `drawn_from` remembers it."""
    _run.drawn_from = state()
    return drawn_from()


def drawn_from() -> str:
    """The state of the store that this run draws from: as it was at its beginning, or after what it wrote itself."""
    return str(_run.drawn_from)


@st.cache_resource(ttl=HOUR, max_entries=2, show_spinner=False)
def _totals(state_key: str) -> pl.DataFrame:  # noqa: ARG001 - the state is what the entry is kept under
    return totals_models.read_totals(store())


@st.cache_resource(ttl=HOUR, max_entries=2, show_spinner=False)
def _agents(state_key: str) -> pl.DataFrame:  # noqa: ARG001 - as above
    return totals_models.agents(store())


@st.cache_resource(ttl=HOUR, max_entries=2, show_spinner=False)
def _counting(state_key: str) -> pl.DataFrame:
    """The totals that sums over several practices are made of: without those in calibration."""
    return totals_models.counting(_totals(state_key), calibrating())


def totals() -> pl.DataFrame:
    """The daily totals of everybody (TOTALS_SCHEMA): for read models, which cut them to the viewer's scope."""
    return _totals(state())


def agents() -> pl.DataFrame:
    """All agents (AGENT_SCHEMA): for read models, which cut them to the viewer's scope."""
    return _agents(state())


def visible_agents(viewer: Viewer, team: str | None = None) -> pl.DataFrame:
    """The agents whom `viewer` may see (AGENT_SCHEMA)."""
    return agents_in_scope(agents(), viewer, team)


def visible_teams(viewer: Viewer) -> list[str]:
    """The names of the teams that `viewer` may see."""
    return visible_agents(viewer)["team"].drop_nulls().unique().sort().to_list()


def days_on_record(viewer: Viewer) -> tuple[date, date] | None:
    """The first and last day with a verdict that `viewer` may see."""
    return _days_on_record(state(), viewer)


@st.cache_data(ttl=HOUR, max_entries=256, show_spinner=False)
def _days_on_record(state_key: str, viewer: Viewer) -> tuple[date, date] | None:
    return totals_models.days_on_record(_totals(state_key), viewer)


def reach(today: date) -> Reach:
    """The days with any verdict of whatever team, as of `today`: what everybody's period begins with."""
    return Reach(_recorded_days(state()), today)


@st.cache_data(ttl=HOUR, max_entries=2, show_spinner=False)
def _recorded_days(state_key: str) -> tuple[date, ...]:  # noqa: ARG001 - the state is what the entry is kept under
    return totals_models.recorded_days(store())


# -- the weekly review --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WeeklyReview:
    """Sections 1 and 2 in one: pillars and practices with their weeks, the number of contacts, what was `unseen`.

    The practices in `calibrating` are left out of the pillars; `practices` has a column that says which they are.
    """

    pillars: pl.DataFrame
    pillar_weeks: pl.DataFrame
    practices: pl.DataFrame
    practice_weeks: pl.DataFrame
    contacts: int
    calibrating: tuple[str, ...]
    unseen: pl.DataFrame

    @property
    def counting(self) -> pl.DataFrame:
        """The practices that are not in calibration."""
        return self.practices.filter(~pl.col("calibrating"))


def weekly_review(viewer: Viewer, choice: Choice) -> WeeklyReview:
    """How the period was; see `queries.weekly`."""
    return _weekly_review(state(), viewer, choice)


@st.cache_data(ttl=HOUR, max_entries=256, show_spinner=False)
def _weekly_review(state_key: str, viewer: Viewer, choice: Choice) -> WeeklyReview:
    policy = default_policy()
    pillars, pillar_weeks = weekly_models.pillars(_counting(state_key), viewer, choice, policy)
    practices, practice_weeks = weekly_models.practices(_totals(state_key), viewer, choice, policy)
    practices = practices.with_columns(calibrating=pl.col("key").is_in(calibrating()))
    contacts = totals_models.contact_count(store(), viewer, choice, _agents(state_key), policy.time_zone)
    unseen = weekly_models.unseen(_counting(state_key), viewer, choice)
    return WeeklyReview(pillars, pillar_weeks, practices, practice_weeks, contacts, calibrating(), unseen)


def grid(viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """Practice by agent (CELL_SCHEMA)."""
    return _grid(state(), viewer, choice)


@st.cache_data(ttl=HOUR, max_entries=256, show_spinner=False)
def _grid(state_key: str, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    return weekly_models.grid(_totals(state_key), viewer, choice, default_policy())


def funnel(viewer: Viewer, choice: Choice, practice: str) -> Funnel:
    """The agents' rates of one practice beside what chance explains."""
    return _funnel(state(), viewer, choice, practice)


@st.cache_data(ttl=HOUR, max_entries=512, show_spinner=False)
def _funnel(state_key: str, viewer: Viewer, choice: Choice, practice: str) -> Funnel:
    return weekly_models.funnel(_totals(state_key), viewer, choice, practice, default_policy())


def owed(viewer: Viewer, choice: Choice) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is owed to customers now: (OWED_SCHEMA, SUMMARY_SCHEMA)."""
    return _owed(state(), viewer, choice)


@st.cache_data(ttl=MINUTE, max_entries=128, show_spinner=False)
def _owed(state_key: str, viewer: Viewer, choice: Choice) -> tuple[pl.DataFrame, pl.DataFrame]:
    now = datetime.now(UTC)
    rows = owed_models.owed(store(), viewer, choice, _agents(state_key), now)
    return rows, owed_models.summary(rows, now)


@dataclass(frozen=True)
class Meeting:
    """What reviews decided: earlier actions and this review's (ACTION_SCHEMA), what became of them (CHANGE_SCHEMA,
    EFFECT_SCHEMA), and every closing (CLOSING_SCHEMA); see `queries.meetings`. `teams` are the chosen review's,
    `own_teams` those of the review that is shown where no team is chosen. `own_open`: how many of these actions were
    given to the viewer and are still open.
    """

    teams: tuple[str, ...]
    own_teams: tuple[str, ...]
    earlier: pl.DataFrame
    here: pl.DataFrame
    changes: pl.DataFrame
    effects: pl.DataFrame
    closings: pl.DataFrame
    of_review: pl.DataFrame
    own_open: int


def meeting(viewer: Viewer, choice: Choice, today: date) -> Meeting:
    """What the reviews up to the chosen one decided, as it stands today."""
    return _meeting(state(), viewer, choice, today)


@st.cache_data(ttl=HOUR, max_entries=128, show_spinner=False)
def _meeting(state_key: str, viewer: Viewer, choice: Choice, today: date) -> Meeting:
    teams = meeting_models.review_teams(viewer, choice.team)
    earlier, here = meeting_models.actions(store(), viewer, choice, today)
    held = meeting_models.closings(store(), viewer, choice)
    every = pl.concat([earlier, here])
    effects = meeting_models.effects(_totals(state_key), viewer, choice, earlier, default_policy(), today)
    of_review = meeting_models.of_review(held, choice, teams)
    own = meeting_models.review_teams(viewer, None)
    changes = meeting_models.changes(store(), every["action_id"].to_list())
    mine = meeting_models.own_open(viewer, every)
    return Meeting(teams, own, earlier, here, changes, effects, held, of_review, mine)


def owners(viewer: Viewer) -> list[str]:
    """Names to give an action to."""
    return meeting_models.owners(store(), viewer, agents())


def review_numbers(viewer: Viewer, choice: Choice) -> dict[str, Any]:
    """The numbers of a review as they are now, as a closing keeps them (`queries.frozen`)."""
    return _review_numbers(state(), viewer, choice)


@st.cache_data(ttl=MINUTE, max_entries=128, show_spinner=False)
def _review_numbers(state_key: str, viewer: Viewer, choice: Choice) -> dict[str, Any]:
    review = _weekly_review(state_key, viewer, choice)
    made_by = version_models.versions(store(), viewer, choice, _agents(state_key))
    return frozen_models.numbers(
        review.pillars,
        review.practices,
        review.contacts,
        review.calibrating,
        _owed(state_key, viewer, choice)[1],
        made_by,
    )


# -- one practice -------------------------------------------------------------------------------------------------


def practice_story(viewer: Viewer, choice: Choice, practice: str) -> PracticeStory:
    """One practice over time and by place; see `queries.practice_story`."""
    return _practice_story(state(), viewer, choice, practice)


@st.cache_data(ttl=HOUR, max_entries=512, show_spinner=False)
def _practice_story(state_key: str, viewer: Viewer, choice: Choice, practice: str) -> PracticeStory:
    return story_models.practice_story(_totals(state_key), viewer, choice, practice, default_policy())


# -- the units behind a number ------------------------------------------------------------------------------------


def units(viewer: Viewer, choice: Choice, wanted: Wanted, skip: int = 0) -> pl.DataFrame:
    """The newest units behind a number (UNIT_SCHEMA) after the first `skip`."""
    return _units(state(), viewer, choice, wanted, skip)


@st.cache_data(ttl=10 * MINUTE, max_entries=128, show_spinner=False)
def _units(state_key: str, viewer: Viewer, choice: Choice, wanted: Wanted, skip: int) -> pl.DataFrame:
    return unit_models.units(store(), viewer, choice, wanted, _agents(state_key), skip=skip)


def tally(viewer: Viewer, choice: Choice, practices: tuple[str, ...] | None, agent_id: str | None) -> pl.DataFrame:
    """How many units are behind a number, by agent, channel and verdict (`queries.units.TALLY_SCHEMA`)."""
    return unit_models.tally(totals(), viewer, choice, practices, agent_id)


# -- one agent ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgentPage:
    """One agent's scorecard (SCORE_SCHEMA), twelve weeks (TREND_SCHEMA) with their signal, and number of contacts.

    The practices in `calibrating` are in `card` alone; `counting` is what sums and advice are made of.
    """

    card: pl.DataFrame
    counting: pl.DataFrame
    weeks: pl.DataFrame
    signal: str
    contacts: int
    calibrating: tuple[str, ...]


def agent_page(viewer: Viewer, choice: Choice, agent_id: str) -> AgentPage:
    """One agent beside the colleagues; empty for an agent whom `viewer` may not see."""
    return _agent_page(state(), viewer, choice, agent_id)


@st.cache_data(ttl=HOUR, max_entries=256, show_spinner=False)
def _agent_page(state_key: str, viewer: Viewer, choice: Choice, agent_id: str) -> AgentPage:
    policy = default_policy()
    card = agent_models.scorecard(_totals(state_key), viewer, choice, agent_id, policy)
    weeks, signal = agent_models.trend(_counting(state_key), viewer, choice, agent_id, policy)
    contacts = totals_models.contact_count(store(), viewer, choice, _agents(state_key), policy.time_zone, agent_id)
    counting = totals_models.counting(card, calibrating())
    card = card.with_columns(calibrating=pl.col("practice").is_in(calibrating()))
    return AgentPage(card, counting, weeks, signal, contacts, calibrating())


def moments(viewer: Viewer, choice: Choice, agent_id: str | None, practice: str, verdict: str) -> pl.DataFrame:
    """Quoted moments of one practice, of one agent or (None) of all, masked (MOMENT_SCHEMA)."""
    return _moments(state(), viewer, choice, agent_id, practice, verdict)


@st.cache_data(ttl=HOUR, max_entries=512, show_spinner=False)
def _moments(
    state_key: str, viewer: Viewer, choice: Choice, agent_id: str | None, practice: str, verdict: str
) -> pl.DataFrame:
    wanted = Wanted((practice,), (verdict,), agent_id)
    return moment_models.moments(store(), viewer, choice, wanted, _agents(state_key))


def coaching(viewer: Viewer, agent_id: str) -> coaching_models.Coaching:
    """What was agreed with an agent: a few rows, read anew every time; empty where `viewer` may not see the agent."""
    return coaching_models.coaching(store(), viewer, agents(), agent_id)


def plans(viewer: Viewer) -> pl.DataFrame:
    """The coaching plans of everybody whom `viewer` may see (`queries.coaching.PLAN_SCHEMA`)."""
    return coaching_models.plans(store(), viewer, agents())


def first_talk(viewer: Viewer, choice: Choice, today: date) -> FirstTalk | None:
    """Whom of the chosen team to talk to first, as of today; see `queries.first_talk`."""
    cells = weekly_models.grid(_counting(state()), viewer, choice, default_policy())
    days = (choice.from_day, choice.to_day)
    agents_shown = visible_agents(viewer, choice.team)

    def beside_team() -> pl.DataFrame:
        cards = agent_models.beside_team(totals(), viewer, replace(choice, team=None), default_policy())
        return totals_models.counting(cards, calibrating())

    return talk_models.first_talk(agents_shown, plans(viewer), cells, beside_team, days, today)


def before_talk(viewer: Viewer, agent_id: str, practice: str, talk: date) -> coaching_models.Before:
    """How an agent's practice went before a talk of that day."""
    return coaching_models.before(totals(), viewer, agent_id, practice, talk)


def before_after(viewer: Viewer, plan: dict[str, Any], today: date) -> coaching_models.BeforeAfter:
    """One plan (a row of `queries.coaching.PLAN_SCHEMA`) in numbers."""
    return coaching_models.before_after(totals(), viewer, plan, today, default_policy())


def contests(viewer: Viewer, agent_id: str | None = None, unit_ids: tuple[str, ...] | None = None) -> pl.DataFrame:
    """Contests that `viewer` may see (`queries.contests.CONTEST_SCHEMA`): of an agent, on these units, or all."""
    return contest_models.contests(store(), viewer, agents(), agent_id, unit_ids)


# -- the indicators -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KpiPage:
    """Indicators and pillars of the period, of the one before and by month (KPI_SCHEMA), and the backlog by age.

    The practices in `calibrating` are left out of the pillars.
    """

    now: pl.DataFrame
    before: pl.DataFrame
    months: pl.DataFrame
    pillars: pl.DataFrame
    pillars_before: pl.DataFrame
    pillar_months: pl.DataFrame
    backlog: pl.DataFrame
    backlog_months: pl.DataFrame
    calibrating: tuple[str, ...]


@st.cache_resource(ttl=HOUR, max_entries=1, show_spinner=False)
def _kpi_facts(state_key: str) -> fact_models.Facts:
    return fact_models.read_facts(store(), _agents(state_key), default_policy(), datetime.now(UTC))


def _seen_facts(state_key: str, viewer: Viewer, choice: Choice) -> fact_models.Facts:
    return fact_models.visible(_kpi_facts(state_key), viewer, choice)


def kpi_page(viewer: Viewer, choice: Choice, today: date) -> KpiPage:
    """The managers' indicators; see `queries.kpis`."""
    return _kpi_page(state(), viewer, choice, today)


@st.cache_data(ttl=HOUR, max_entries=128, show_spinner=False)
def _kpi_page(state_key: str, viewer: Viewer, choice: Choice, today: date) -> KpiPage:
    facts, months = _seen_facts(state_key, viewer, choice), kpi_models.months_shown(choice)
    on_record = _days_on_record(state_key, viewer)
    seen = totals_models.visible(_counting(state_key), viewer, choice)
    return KpiPage(
        kpi_models.in_period(facts, choice),
        kpi_models.in_period_before(facts, choice, on_record),
        kpi_models.by_month(facts, months, on_record),
        kpi_models.pillars_in_period(seen, choice),
        kpi_models.pillars_in_period(seen, choice.before()),
        kpi_models.pillars_by_month(seen, months),
        backlog_models.backlog(facts, today),
        backlog_models.backlog_by_month(facts, months, today, on_record),
        calibrating(),
    )


def kpi_groups(viewer: Viewer, choice: Choice, kpi: str, group: str) -> pl.DataFrame:
    """One indicator by team, channel, reason or city."""
    return kpi_models.by_group(_seen_facts(state(), viewer, choice), choice, kpi, group)


def kpi_open_orders(viewer: Viewer, choice: Choice, today: date, band: str) -> pl.DataFrame:
    """The open orders of one band of age (ROWS_SCHEMA), the oldest first."""
    return backlog_models.open_orders(_seen_facts(state(), viewer, choice), today, band)


def kpi_rows(viewer: Viewer, choice: Choice, kpi: str, of: tuple[str, str | None] | None = None) -> pl.DataFrame:
    """All rows behind an indicator (ROWS_SCHEMA), the newest first; to be read, not changed.

    `of`: only those of one group, say ("city", "Olinda"); None for the value where it is not known.
    """
    return _kpi_rows(state(), viewer, choice, kpi, of)


@st.cache_resource(ttl=10 * MINUTE, max_entries=16, show_spinner=False)
def _kpi_rows(
    state_key: str, viewer: Viewer, choice: Choice, kpi: str, of: tuple[str, str | None] | None
) -> pl.DataFrame:
    facts = _seen_facts(state_key, viewer, choice)
    return kpi_models.rows_behind(facts if of is None else kpi_models.of_group(facts, *of), choice, kpi)


def associations(viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """Which practices go with an outcome, those in calibration left out (`queries.associations.ASSOCIATION_SCHEMA`)."""
    return _associations(state(), viewer, choice)


@st.cache_data(ttl=HOUR, max_entries=64, show_spinner=False)
def _associations(state_key: str, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    left_out = calibrating()
    practices = [one for one in association_models.CONTACT_PRACTICES if one not in left_out]
    facts = _seen_facts(state_key, viewer, choice)
    return association_models.associations(
        store(), viewer, choice, facts, _agents(state_key), practices, default_policy()
    )


def association_rows(viewer: Viewer, choice: Choice, outcome: str, practice: str, verdict: str) -> pl.DataFrame:
    """The contacts on one side of an association (ROWS_SCHEMA), the newest first; to be read, not changed."""
    return _association_rows(state(), viewer, choice, outcome, practice, verdict)


@st.cache_resource(ttl=10 * MINUTE, max_entries=16, show_spinner=False)
def _association_rows(
    state_key: str, viewer: Viewer, choice: Choice, outcome: str, practice: str, verdict: str
) -> pl.DataFrame:
    facts = _seen_facts(state_key, viewer, choice)
    return association_models.contacts_behind(
        store(), viewer, choice, facts, _agents(state_key), outcome, practice, verdict
    )


@st.cache_data(ttl=SECONDS_OF_A_STATE, max_entries=1, show_spinner=False)
def _targets() -> pl.DataFrame:
    """All targets: a handful of rows, and not part of the store's state, since no other number changes with them."""
    return target_models.read_targets(store())


def targets(viewer: Viewer) -> pl.DataFrame:
    """The targets of the house and of the teams that `viewer` may see (`queries.targets.TARGET_SCHEMA`)."""
    return target_models.visible(_targets(), viewer)


# -- without return -----------------------------------------------------------------------------------------------


def without_return(viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """Commitments without return, as of now (`queries.follow_up.OWED_SCHEMA`)."""
    return _without_return(state(), viewer, choice)


@st.cache_data(ttl=MINUTE, max_entries=128, show_spinner=False)
def _without_return(state_key: str, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    zone = default_policy().time_zone
    return follow_up_models.owed(store(), viewer, choice, _agents(state_key), datetime.now(UTC), zone)


def returning(viewer: Viewer, choice: Choice) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The period's returns and its cancellation requests (`queries.returning`: RETURNED_SCHEMA, ASKED_SCHEMA)."""
    return _returning(state(), viewer, choice)


@st.cache_data(ttl=HOUR, max_entries=128, show_spinner=False)
def _returning(state_key: str, viewer: Viewer, choice: Choice) -> tuple[pl.DataFrame, pl.DataFrame]:
    asked_of = (store(), viewer, choice, _agents(state_key), default_policy().time_zone)
    return returning_models.returned(*asked_of), returning_models.asked_to_cancel(*asked_of)


# -- how far the verdicts can be trusted --------------------------------------------------------------------------


@st.cache_data(ttl=SECONDS_OF_A_STATE, max_entries=1, show_spinner=False)
def _graded_so_far() -> str:
    """What rules said and people graded a moment ago: changes with every judging and every grading."""
    return f"{store().state()}|{trust_models.trust_state(store())}"


@st.cache_data(ttl=HOUR, max_entries=2, show_spinner=False)
def _pairs(graded_key: str) -> pl.DataFrame:  # noqa: ARG001 - what the entry is kept under
    return trust_models.pairs(store())


def trust() -> pl.DataFrame:
    """How far the verdicts of each practice agree with people (`queries.trust.TRUST_SCHEMA`): the house's figures."""
    return trust_models.trust(_pairs(_graded_so_far()), default_policy())


def gradings_in_all() -> tuple[int, int]:
    """How many gradings there are, and of how many people."""
    graded = _pairs(_graded_so_far())
    return graded.height, graded["graded_by"].n_unique()


def calibrating() -> tuple[str, ...]:
    """The practices that are in calibration, in the guide's order: for everybody alike, and left out of totals."""
    return _calibrating(_graded_so_far())


@st.cache_data(ttl=HOUR, max_entries=2, show_spinner=False)
def _calibrating(graded_key: str) -> tuple[str, ...]:
    return trust_models.calibrating(trust_models.trust(_pairs(graded_key), default_policy()))


def trust_behind(viewer: Viewer, practice: str) -> pl.DataFrame:
    """Where people and rule differ on a practice, as far as `viewer` may see (`queries.trust.BEHIND_SCHEMA`)."""
    return trust_models.behind(store(), viewer, _pairs(_graded_so_far()), agents(), practice)


def samples(viewer: Viewer) -> pl.DataFrame:
    """The samples to grade (`queries.grading_queue.SAMPLE_SCHEMA`)."""
    return queue_models.samples(store(), viewer, agents())


def sample(viewer: Viewer, sample_id: int) -> dict[str, Any] | None:
    """One sample (`queries.grading_queue.SAMPLE_SCHEMA`); None where `viewer` may see nothing of it."""
    found = samples(viewer).filter(pl.col("sample_id") == sample_id).to_dicts()
    return found[0] if found else None


def grading_queue(viewer: Viewer, sample_id: int) -> pl.DataFrame:
    """What `viewer` may grade of one sample (`queries.grading_queue.QUEUE_SCHEMA`)."""
    return queue_models.queue(store(), viewer, agents(), sample_id)


def graded_beside_the_rule(viewer: Viewer, sample_id: int) -> pl.DataFrame | None:
    """A sample that `viewer` has finished, beside the rule; None before (`queries.trust.comparison`)."""
    return trust_models.comparison(store(), viewer, _pairs(_graded_so_far()), agents(), sample_id)
