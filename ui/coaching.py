"""The parts of the screen of one agent, drawn from frames: who, the moments, the scorecard, twelve weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui.charts import scorecard, tables, trend
from ui.charts.kept import Kept
from ui.charts.marks import ABOVE, BELOW
from ui.device import on_a_phone
from ui.literal import literal
from ui.pins import pin_button, pin_target
from ui.plans import told as told_at
from ui.screen import FOUR_WEEKS, TWELVE_WEEKS, nothing_here, small, span_shown, title_and_span
from ui.sentences import agents as sentences
from ui.telling import agents as told
from ui.unit_list import Period, clickable, open_button, practice_box, practices_of, week_from
from ui.units import Units
from ui.wording import day, spoken, tr

ADDRESS = "agent"
"""The name of the agent in the address."""
MOMENTS_SHOWN = 3
BOX_WIDTH = 220
WEEKS_KEY = "agent_weeks"
_SHOWN, _LAST_WRITTEN, _OPENED_ON = "agent_shown", "agent_in_address", "agent_opened_on"
_IN_VAIN = "agent_asked_in_vain"
"""Whom the address asked for in vain, and who is shown instead (None: not chosen yet); kept until that changes."""


class FirstTalk(sentences.FirstTalk, Protocol):
    """Whom to talk to first, and why."""

    @property
    def agent_id(self) -> str: ...


def adopt_address(known: pl.DataFrame) -> None:
    """Take over the agent whom the address names, where it says something new: before the bar asks for the team.

    `known` are the agents whom the viewer may see (AGENT_SCHEMA). A team beside it that is another one gives way.
    """
    asked = st.query_params.get(ADDRESS)
    if not asked or asked == st.session_state.get(_LAST_WRITTEN):
        return
    found = known.filter(pl.col("agent_id") == asked)
    if found.is_empty():
        st.session_state[_IN_VAIN] = (asked, None)
        return
    st.session_state[_SHOWN] = asked
    st.session_state.pop("filter_team", None)
    st.session_state.pop(_IN_VAIN, None)
    if st.query_params.get("team") not in (None, found["team"][0]):
        del st.query_params["team"]
    _forget_why()


def choose_agent(known: pl.DataFrame, team: str | None, first_talk: Callable[[], FirstTalk | None]) -> str:
    """The agent of the address or the one last shown; else, of the chosen team, the one to talk to first."""
    of_team = known.filter(pl.col("team") == team) if team else known
    ids = (of_team if of_team.height else known)["agent_id"].to_list()
    if st.session_state.get(_SHOWN) not in ids:
        first = first_talk()
        st.session_state[_SHOWN] = first.agent_id if first else ids[0]
        st.session_state[_OPENED_ON] = first
    names = dict(known.select("agent_id", "agent").iter_rows())
    picked: str = st.selectbox(
        tr("Agent"),
        ids,
        format_func=lambda one: names[one],
        key=_SHOWN,
        on_change=_forget_why,
        persist_state="session",
        label_visibility="collapsed",
    )
    st.session_state[_LAST_WRITTEN] = st.query_params[ADDRESS] = picked
    if kept := st.session_state.pop(_IN_VAIN, None):
        asked, instead = kept
        if instead in (None, picked):
            st.session_state[_IN_VAIN] = (asked, picked)
    return picked


def _forget_why() -> None:
    """Somebody chose an agent: there is nothing to explain."""
    st.session_state.pop(_OPENED_ON, None)


def why_this_one(agent: str, today: date) -> None:
    """Why the screen shows this agent, where nobody chose one, or the address asked for somebody else in vain."""
    if kept := st.session_state.get(_IN_VAIN):
        st.markdown(sentences.asked_in_vain(kept[0], agent))
    if first := st.session_state.get(_OPENED_ON):
        st.markdown(small(sentences.opened_on(first, today)))


def named(agent: str, period: Any) -> Any:
    """The agent's name as title; beside it, for a short period, whether to look at four or twelve weeks instead."""
    return title_and_span(literal(agent), period, tr("Period of the agent"), WEEKS_KEY, first=FOUR_WEEKS)


def shown_at_first(period: Any) -> Any:
    """The weeks that the screen will show of a period, before it is drawn."""
    return span_shown(period, WEEKS_KEY, first=FOUR_WEEKS)


@dataclass(frozen=True)
class Pinning:
    """The open plan that moments can be pinned to, and what is pinned to it: (unit, its id)."""

    plan_id: int
    pinned: frozenset[tuple[str, str]]


Moments = Callable[[str], pl.DataFrame]
"""The moments (MOMENT_SCHEMA) of a practice."""


@dataclass(frozen=True)
class Side:
    """One side of the team, 'above' or 'below': the practices (SCORE_SCHEMA) that are clearly there, up to one that
    only comes `nearest` to it, and the moments to show of them.
    """

    standing: str
    clear: pl.DataFrame
    nearest: pl.DataFrame
    moments: Moments


def both_sides(good: Side, work: Side, wider: pl.DataFrame | None, pinning: Pinning | None) -> bool:
    """What goes well and what to work on, each practice with its newest moments; whether any can be pinned.

    `wider` is the scorecard of twelve weeks, where the screen can show them instead: it is led to where it says more.
    """
    if good.clear.is_empty() and work.clear.is_empty():
        return _nothing_clear(good, work, wider, pinning)
    can_pin = []
    for column, side in zip(st.columns(2, gap="large"), (good, work), strict=True):
        with column:
            st.header(_heading(side), anchor=False)
            if side.clear.is_empty():
                nothing_here(told.none_clear(spoken(), side.standing))
                _lead_to_twelve_weeks(wider, side.standing)
            can_pin.append(_with_moments(side.clear, side.moments, pinning))
    return any(can_pin)


def _heading(side: Side) -> str:
    return tr("Does well") if side.standing == ABOVE else tr("To work on")


def _nothing_clear(good: Side, work: Side, wider: pl.DataFrame | None, pinning: Pinning | None) -> bool:
    """Where nothing differs clearly, as the opening says: the way to weeks that show more, else what comes nearest."""
    st.header(tr("What stands out"), anchor=False)
    if _lead_to_twelve_weeks(wider, ABOVE, BELOW):
        return False
    if wider is not None:
        nothing_here(tr("With 12 weeks, no practice differs clearly from the team either."))
    elif good.nearest.is_empty() and work.nearest.is_empty():
        nothing_here(tr("Nothing stands out in this period."))
    can_pin = []
    for column, side in zip(st.columns(2, gap="large"), (good, work), strict=True):
        with column:
            if side.nearest.height:
                st.markdown(sentences.nearest(side.standing))
                can_pin.append(_with_moments(side.nearest, side.moments, pinning))
    return any(can_pin)


def _lead_to_twelve_weeks(wider: pl.DataFrame | None, *standings: str) -> bool:
    """Say what twelve weeks would show on these sides, with a way there; whether they would show anything."""
    if wider is None or not sentences.is_clear(wider, *standings):
        return False
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(sentences.with_twelve_weeks(wider, *standings), width="content")
        key = "_".join(("twelve_weeks", *standings))
        st.button(tr("See 12 weeks"), type="tertiary", key=key, on_click=_show_twelve_weeks)
    return True


def _show_twelve_weeks() -> None:
    st.session_state[WEEKS_KEY] = TWELVE_WEEKS


def _with_moments(rows: pl.DataFrame, moments: Moments, pinning: Pinning | None) -> bool:
    """Practices of the scorecard (SCORE_SCHEMA), each with the newest of its `moments`; whether any can be pinned."""
    if rows.is_empty():
        return False
    pinned = []
    for column, row in zip(st.columns(rows.height, gap="medium"), rows.to_dicts(), strict=True):
        with column:
            st.markdown(sentences.practice_line(row))
            for place, moment in enumerate(moments(row["practice"]).head(MOMENTS_SHOWN).to_dicts()):
                st.markdown(sentences.moment_line(moment))
                if pinning is not None:
                    pinned.append(_pin(pinning, moment, f"pin_{row['practice']}_{place}"))
    return any(pinned)


def _pin(pinning: Pinning, moment: dict[str, Any], key: str) -> bool:
    """Let a moment be pinned to the plan, or say that it is; whether it can be."""
    target = pin_target(moment)
    if target is None:
        return False
    if target in pinning.pinned:
        st.markdown(small(f":material/keep: {tr('pinned for the talk')}"))
        return False
    pin_button(pinning.plan_id, *target, moment["place"], key)
    told_at(key)
    return True


def practice_by_practice(
    card: pl.DataFrame, agent_id: str, team: str | None, period: Period, units: Units, kept: Kept
) -> None:
    """The scorecard (SCORE_SCHEMA) beside the team, as a figure or as a list."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Practice by practice"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="scorecard_as_list", persist_state="session")
    st.markdown(sentences.legend(team, as_list))
    point = None
    if as_list:
        tables.scorecard(card)
    else:
        figure = kept.figure(lambda colours: scorecard.scorecard_figure(card, colours), "scorecard")
        point = clickable(figure, "scorecard", told.scorecard_alt(spoken(), card))
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = practice_box(card["practice"].to_list(), "agent_practice")
        pressed = open_button("open_scorecard")
    if pressed or point:
        wanted = practice if pressed or not point else point[0]
        units.open("scorecard", period, (wanted,), agent_id)


class AgentPage(Protocol):
    """One agent's weeks (TREND_SCHEMA) and their signal, without the practices in `calibrating`."""

    @property
    def weeks(self) -> pl.DataFrame: ...
    @property
    def signal(self) -> str: ...
    @property
    def calibrating(self) -> tuple[str, ...]: ...


def twelve_weeks(page: AgentPage, agent_id: str, agent: str, period: Period, units: Units, kept: Kept) -> None:
    """The agent's weeks within what is normal for them."""
    weeks, signal = page.weeks, page.signal
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Twelve weeks"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="trend_as_list", persist_state="session")
    if not weeks["n"].sum():
        nothing_here(tr("None in this period."))
        return
    words = told.trend(spoken(), signal, weeks)
    point = None
    if as_list:
        tables.weeks(weeks)
    else:
        first_name = agent.split(maxsplit=1)[0]
        figure = kept.figure(lambda colours: trend.trend_figure(weeks, first_name, signal, colours), "trend")
        point = clickable(figure, "trend", words)
    st.markdown(small(words))
    with st.container(horizontal=True, vertical_alignment="center"):
        week = _week_box(weeks)
        pressed = open_button("open_trend")
    if pressed or point:
        practices = practices_of("total", page.calibrating)
        first_day = week if pressed or not point else point[0]
        units.open("trend", week_from(period, first_day), practices, agent_id)


def _week_box(weeks: pl.DataFrame) -> str:
    """Choose a week with anything judged, the last one at first; its first day (ISO)."""
    days = weeks.filter(pl.col("n") > 0).sort("week", descending=True)["week"].to_list()
    offered = {one.isoformat(): tr("Week from {day}", day=day(one, year=False)) for one in days}
    if st.session_state.get("trend_week") not in offered:
        st.session_state["trend_week"] = next(iter(offered))
    picked: str = st.selectbox(
        tr("Week"),
        list(offered),
        format_func=lambda one: offered[one],
        key="trend_week",
        persist_state="session",
        label_visibility="collapsed",
        width=200,
    )
    return picked
