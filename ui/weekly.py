"""The parts of the weekly review, in the order of the meeting, each drawn from frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from ui import links, owed_list, theme
from ui.charts import funnel, grid, pillars, practices_table, tables
from ui.charts.kept import Kept
from ui.charts.marks import title
from ui.device import on_a_phone
from ui.screen import nothing_here, small
from ui.sentences import weekly as sentences
from ui.telling import help as told_of_help
from ui.telling import owed, rates
from ui.telling import weekly as told
from ui.unit_list import ARROW, Period, clickable, open_button, practice_box, practices_of, start_on, week_from
from ui.units import Units
from ui.wording import number, span, spoken, tr

FOUR_WEEKS = 4


class Review(Protocol):
    """How the period was (`queries.cache.WeeklyReview`): MOVEMENT_SCHEMA, PRACTICE_SCHEMA, and their WEEK_SCHEMA."""

    @property
    def pillars(self) -> pl.DataFrame: ...
    @property
    def pillar_weeks(self) -> pl.DataFrame: ...
    @property
    def practices(self) -> pl.DataFrame: ...
    @property
    def counting(self) -> pl.DataFrame: ...
    @property
    def practice_weeks(self) -> pl.DataFrame: ...
    @property
    def calibrating(self) -> tuple[str, ...]: ...
    @property
    def unseen(self) -> pl.DataFrame: ...


class Funnel(Protocol):
    """The agents beside what chance explains (`queries.weekly.Funnel`)."""

    @property
    def agents(self) -> pl.DataFrame: ...
    @property
    def rate(self) -> float | None: ...
    @property
    def band(self) -> pl.DataFrame: ...


def how_was_the_week(review: Review, period: Period, units: Units, kept: Kept) -> None:
    """The total and the three pillars: this period, the one before, eight weeks."""
    st.header(tr("How was the week?") if period.days == 7 else tr("How was the period?"), anchor=False)
    for column, row in zip(st.columns(4, gap="large"), review.pillars.to_dicts(), strict=True):
        with column:
            _pillar(row, review, period, units, kept)
    st.markdown(small(sentences.coverage(review.pillars.row(0, named=True), review.unseen)))


def _pillar(row: dict[str, Any], review: Review, period: Period, units: Units, kept: Kept) -> None:
    key, name, weeks = row["key"], f"pillar_{row['key']}", review.pillar_weeks
    ids = practices_of(key, review.calibrating)

    def build(colours: theme.Palette) -> go.Figure:
        own, common = weeks.filter(pl.col("key") == key), pillars.common_span(weeks)
        return pillars.pillar_line(own, row["signal"], common, colours, name_the_band=key == "total")

    st.metric(
        title(key),
        rates.headline(spoken(), row),
        rates.change_sentence(spoken(), row),
        delta_color="off",
        delta_arrow="off",
        delta_description=rates.state(spoken(), row["signal"]),
    )
    point = clickable(kept.figure(build, name), name, told.pillar_alt(spoken(), row))
    st.markdown(small(" · ".join(told.pillar_notes(spoken(), row))))
    if open_button(f"open_{key}"):
        units.open(name, period, ids)
    elif point:
        units.open(name, week_from(period, point[1]), ids)


def which_practices_moved(review: Review, period: Period, units: Units, kept: Kept) -> None:
    """The nineteen practices, as one figure or as a list."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Which practices moved?"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="practices_as_list", persist_state="session")
    st.markdown(sentences.practices_legend(review.practice_weeks, as_list))
    point = None
    if as_list:
        tables.practices(review.practices, review.pillars)
    else:
        figure = kept.figure(
            lambda colours: practices_table.practices_figure(
                review.practices, review.practice_weeks, review.pillars, colours
            ),
            "practices",
        )
        alt = told.practices_alt(spoken(), review.practices)
        point = clickable(figure, "practices", alt, at_least=theme.WIDE_FIGURE)
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = practice_box(
            review.practices["key"].to_list(), "practice_to_open", told.first_to_open(review.counting)
        )
        pressed = open_button("open_practice")
        if st.button(tr("About the practice"), icon=ARROW, type="tertiary", key="about_practice"):
            links.open_practice(practice)
    if pressed or point:
        wanted = practice if pressed or not point else point[0]
        units.open("practices", period, (wanted,))


class Help(NamedTuple):
    """What is looked at to tell who needs help: `weeks` up to the period's end (0: the period), and of one practice."""

    weeks: int
    practice: str


class Asked(NamedTuple):
    """The questions behind who needs help, each for the period that is shown.

    cells        period -> CELL_SCHEMA
    funnel       period, practice -> the agents beside what chance explains
    weeks        cells of the period -> how many weeks to show at first (0: the period)
    practice     PRACTICE_SCHEMA, cells -> the practice to show first
    """

    cells: Callable[[Any], pl.DataFrame]
    funnel: Callable[[Any, str], Funnel]
    weeks: Callable[[pl.DataFrame], int]
    practice: Callable[[pl.DataFrame, pl.DataFrame], str]


def who_needs_help(practices: pl.DataFrame, period: Period, asked: Asked, units: Units, kept: Kept) -> Help | None:
    """Practice by agent, and one practice agent by agent; what is shown of it, None where there is nothing."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Who needs help, with what?"), anchor=False, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            weeks = _weeks_shown(asked.weeks(asked.cells(period))) if period.days < FOUR_WEEKS * 7 else 0
            as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="grid_as_list", persist_state="session")
    period = period.last_weeks(weeks) if weeks else period
    cells = asked.cells(period)
    if cells.is_empty():
        nothing_here(tr("No agent has a judgement here."))
        return None
    st.markdown(sentences.grid_legend(span(period.from_day, period.to_day), as_list))
    point = _grid(cells, period, as_list, kept)
    practice, point = _agent_by_agent(practices, cells, period, asked, point, kept)
    if point:
        units.open("grid", period, (point[0],), point[1])
    return Help(weeks, practice)


def _weeks_shown(first: int) -> int:
    """0 for the chosen period, 4 for the four weeks up to its end."""
    words = {0: tr("This period"), FOUR_WEEKS: tr("4 weeks")}
    picked: int = st.segmented_control(
        tr("Period of the grid"),
        list(words),
        default=first,
        format_func=lambda one: words[one],
        key="grid_weeks",
        persist_state="session",
        label_visibility="collapsed",
        required=True,
    )
    return picked


def _grid(cells: pl.DataFrame, period: Period, as_list: bool, kept: Kept) -> list[str] | None:
    if as_list:
        tables.cells(cells)
    elif cells["agent_id"].n_unique() > grid.MOST_AGENTS:
        st.markdown(tr("More agents than one can compare at a glance: choose a team above to see the grid."))
    else:
        figure = kept.figure(lambda colours: grid.grid_figure(cells, colours), "grid", period)
        return clickable(figure, "grid", told_of_help.grid_alt(spoken(), cells), at_least=grid.width_of(cells))
    return None


def _agent_by_agent(
    practices: pl.DataFrame,
    cells: pl.DataFrame,
    period: Period,
    asked: Asked,
    clicked: list[str] | None,
    kept: Kept,
) -> tuple[str, list[str] | None]:
    """The funnel of one practice: which one, and the cell or point [practice, agent] whose list is to be opened."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        practice = practice_box(practices["key"].to_list(), "funnel_practice", asked.practice(practices, cells))
        seen = asked.funnel(period, practice)
        rate = seen.rate
        if rate is not None:
            figure = kept.figure(
                lambda colours: funnel.funnel_figure(seen.agents, rate, seen.band, practice, colours),
                "funnel",
                practice,
                period,
            )
            clicked = clickable(figure, "funnel", told_of_help.funnel_alt(spoken(), practice, seen.agents)) or clicked
            st.markdown(sentences.funnel_legend())
    with right:
        if not on_a_phone():
            st.space("medium")
        if rate is not None:
            st.markdown(f"**{title(practice)}**  \n{told_of_help.funnel(spoken(), seen.agents)}")
        else:
            st.markdown(tr("None in this period."))
        agent_id = _agent_to_open(cells, told_of_help.most_outside(seen.agents))
    return practice, [practice, agent_id] if agent_id else clicked


def _agent_to_open(cells: pl.DataFrame, first: str | None) -> str | None:
    names = dict(cells.select("agent_id", "agent").unique().sort("agent").iter_rows())
    start_on("agent_to_open", list(names), first)
    with st.container(horizontal=True, vertical_alignment="center"):
        agent_id: str = st.selectbox(
            tr("Agent"),
            list(names),
            format_func=lambda one: names[one],
            key="agent_to_open",
            persist_state="session",
            label_visibility="collapsed",
            width=220,
        )
        return agent_id if open_button("open_agent") else None


def what_we_owe(rows: pl.DataFrame, summary: pl.DataFrame, open_returns: Callable[[], None]) -> None:
    """What is owed now (OWED_SCHEMA, SUMMARY_SCHEMA); the commitments have a screen, which `open_returns` opens."""
    st.header(tr("What do we owe customers now?"), anchor=False)
    names = {
        "commitments": tr("Without return"),
        "visits": tr("Visits not validated"),
        "contacts": tr("Contacts not recorded"),
    }
    for column, row in zip(st.columns(3, gap="large"), summary.to_dicts(), strict=True):
        kind = row["kind"]
        with column:
            st.metric(names[kind], number(row["open"]))
            st.markdown(owed.of_kind(spoken(), row))
            opens = None if kind == "commitments" else f"owed:{kind}"
            if not row["open"] or not open_button(f"owed_{kind}", opens):
                continue
            if kind == "commitments":
                open_returns()
            else:
                owed_list.open_list(names[kind], rows.filter(pl.col("kind") == kind), datetime.now(UTC), kind)
    st.markdown(small(sentences.owed_note()))
