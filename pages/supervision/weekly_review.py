"""Revisão semanal: the thirty-minute meeting, in its order. Every number opens the units that it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import streamlit as st

from practices import PRACTICES
from practices.policy import default_policy
from queries import cache
from queries.choice import Choice
from queries.units import Wanted
from ui import filters, owed_list, sign_in, theme, unit_list
from ui.charts import funnel, grid, pillars, practices_table, tables
from ui.charts.marks import title
from ui.device import on_a_phone
from ui.literal import literal
from ui.sentences import weekly as sentences
from ui.wording import number, span, tr

FOUR_WEEKS = 4
ARROW = ":material/arrow_forward:"
viewer = sign_in.viewer()
on_record = cache.days_on_record(viewer)
choice = Choice(*filters.bar(cache.visible_teams(viewer), last_day=on_record[1] if on_record else None))
colours = theme.palette()


def open_units(words: str, name: str, period: Choice, practices: tuple[str, ...] | None, agent: str | None) -> None:
    """Open the list behind a number: these practices (None: all), of this agent (None: all)."""

    def load(verdicts: tuple[str, ...]) -> tuple[pl.DataFrame, int]:
        return cache.units(viewer, period, Wanted(practices, verdicts, agent))

    unit_list.open_list(f"{words}, {span(period.from_day, period.to_day)}", load, name)


def how_was_the_week(review: cache.WeeklyReview) -> None:
    st.header(tr("How was the week?") if choice.days == 7 else tr("How was the period?"), anchor=False)
    common = pillars.common_span(review.pillar_weeks)
    for column, row in zip(st.columns(4, gap="large"), review.pillars.to_dicts(), strict=True):
        key, name = row["key"], f"pillar_{row['key']}"
        ids = None if key == "total" else tuple(one.id for one in PRACTICES if one.pillar.value == key)
        with column:
            st.metric(
                title(key),
                sentences.headline(row),
                sentences.pillar_change(row),
                delta_color="off",
                delta_arrow="off",
                delta_description=sentences.state(row["signal"]),
            )
            weeks = review.pillar_weeks.filter(pl.col("key") == key)
            figure = pillars.pillar_line(weeks, row["signal"], common, colours, name_the_band=key == "total")
            point = unit_list.clickable(figure, name, sentences.pillar_alt(row))
            st.markdown(f":small[:gray[{sentences.pillar_note(row)}]]")
            if st.button(tr("Open the list"), icon=ARROW, type="tertiary", key=f"open_{key}"):
                open_units(title(key), name, choice, ids, None)
            elif point:
                first = date.fromisoformat(point[1])
                week = replace(choice, from_day=first, to_day=first + timedelta(days=6))
                open_units(title(key), name, week, ids, None)


def which_practices_moved(review: cache.WeeklyReview) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Which practices moved?"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="practices_as_list", persist_state="session")
    st.markdown(sentences.practices_legend(as_list))
    point = None
    if as_list:
        tables.practices(review.practices, review.pillars)
    else:
        figure = practices_table.practices_figure(review.practices, review.practice_weeks, review.pillars, colours)
        point = unit_list.clickable(
            figure, "practices", sentences.practices_alt(review.practices), at_least=theme.WIDE_FIGURE
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = practice_box(review, "practice_to_open")
        pressed = st.button(tr("Open the list"), icon=ARROW, type="tertiary", key="open_practice")
    if pressed or point:
        wanted = practice if pressed or not point else point[0]
        open_units(title(wanted), "practices", choice, (wanted,), None)


def practice_box(review: cache.WeeklyReview, key: str, first: str | None = None) -> str:
    ids = review.practices["key"].to_list()
    if st.session_state.get(key) not in ids:
        st.session_state[key] = first or ids[0]
    picked: str = st.selectbox(
        tr("Practice"),
        ids,
        format_func=title,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width=280,
    )
    return picked


def who_needs_help(review: cache.WeeklyReview) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Who needs help, with what?"), anchor=False, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            weeks = grid_weeks() if choice.days < FOUR_WEEKS * 7 else 0
            as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="grid_as_list", persist_state="session")
    period = choice.last_weeks(weeks) if weeks else choice
    cells = cache.grid(viewer, period)
    if cells.is_empty():
        st.markdown(f":gray[{tr('No agent has a judgement here.')}]")
        return
    st.markdown(sentences.grid_legend(span(period.from_day, period.to_day), as_list))
    point = None
    if as_list:
        tables.cells(cells)
    elif cells["agent_id"].n_unique() > grid.MOST_AGENTS:
        st.markdown(tr("More agents than one can compare at a glance: choose a team above to see the grid."))
    else:
        figure = grid.grid_figure(cells, colours)
        point = unit_list.clickable(figure, "grid", sentences.grid_alt(cells), at_least=grid.width_of(cells))
    agent_by_agent(review, cells, period, point)


def grid_weeks() -> int:
    """0 for the chosen period, 4 for the four weeks up to its end: at first whichever has cells enough to tell."""
    words = {0: tr("This period"), FOUR_WEEKS: tr("4 weeks")}
    enough = (cache.grid(viewer, choice)["n"] >= default_policy().enough_for_colour).any()
    picked: int = st.segmented_control(
        tr("Period of the grid"),
        list(words),
        default=0 if enough else FOUR_WEEKS,
        format_func=lambda one: words[one],
        key="grid_weeks",
        persist_state="session",
        label_visibility="collapsed",
        required=True,
    )
    return picked


def agent_by_agent(review: cache.WeeklyReview, cells: pl.DataFrame, period: Choice, cell: list[str] | None) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        practice = practice_box(review, "funnel_practice", sentences.most_striking(review.practices, cells))
        seen = cache.funnel(viewer, period, practice)
        if seen.rate is not None:
            drawn = funnel.funnel_figure(seen.agents, seen.rate, seen.band, practice, colours)
            cell = unit_list.clickable(drawn, "funnel", sentences.funnel_alt(practice, seen.agents)) or cell
    names = dict(cells.select("agent_id", "agent").unique().sort("agent").iter_rows())
    with right:
        st.space("medium")
        st.markdown(sentences.funnel(practice, seen.agents) if seen.rate is not None else tr("None in this period."))
        with st.container(horizontal=True, vertical_alignment="center"):
            agent_id = st.selectbox(
                tr("Agent"),
                list(names),
                format_func=lambda one: names[one],
                key="agent_to_open",
                persist_state="session",
                label_visibility="collapsed",
                width=220,
            )
            if st.button(tr("Open the list"), icon=ARROW, type="tertiary", key="open_agent"):
                cell = [practice, agent_id]
    if cell:
        open_units(f"{title(cell[0])}: {literal(names[cell[1]])}", "grid", period, (cell[0],), cell[1])


def what_we_owe() -> None:
    st.header(tr("What do we owe customers now?"), anchor=False)
    rows, summary = cache.owed(viewer, choice)
    names = {
        "commitments": tr("Commitments without return"),
        "visits": tr("Visits not validated"),
        "contacts": tr("Contacts not recorded"),
    }
    for column, row in zip(st.columns(3, gap="large"), summary.to_dicts(), strict=True):
        kind = row["kind"]
        with column:
            st.metric(names[kind], number(row["open"]))
            st.markdown(sentences.owed(row))
            if not row["open"] or not st.button(tr("Open the list"), icon=ARROW, type="tertiary", key=f"owed_{kind}"):
                continue
            if kind == "commitments":
                st.switch_page("pages/follow_up/without_return.py", query_params=st.query_params.to_dict())
            else:
                owed_list.open_list(names[kind], rows.filter(pl.col("kind") == kind), datetime.now(UTC), kind)
    st.markdown(f":small[:gray[{sentences.owed_note()}]]")


st.title(tr("Weekly review"), anchor=False)
with st.skeleton(height=120):
    review = cache.weekly_review(viewer, choice)
total = review.pillars.row(0, named=True)
if total["n"] + total["insufficient"] + total["pending"] == 0:
    st.markdown(sentences.nothing(choice.from_day, choice.to_day, on_record))
else:
    with st.container(width=theme.SENTENCE_WIDTH):
        st.subheader(
            sentences.opening(total, review.practices, review.contacts, choice.from_day, choice.to_day), anchor=False
        )
    for section in (how_was_the_week, which_practices_moved, who_needs_help):
        st.space("small")
        section(review)
st.space("small")
what_we_owe()
