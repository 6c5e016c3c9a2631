"""The parts of the screen of one practice, drawn from frames: what it is, where, twelve weeks, examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from practices import BY_ID, PRACTICES
from practices.practice import Practice, Verdict
from ui.charts import tables, trend
from ui.charts.intervals import Row, intervals_figure
from ui.charts.kept import Kept
from ui.charts.marks import plain, rate_sentence, title
from ui.codes import CHANNELS, REASONS, VERDICTS
from ui.device import on_a_phone
from ui.names import name, verdict_sign
from ui.screen import nothing_here, small
from ui.sentences import practices as sentences
from ui.unit_list import Period, clickable, open_button, week_from
from ui.units import Units
from ui.wording import number, percent, practice_words, said, say_anew, tr

ADDRESS = "practice"
"""The name of the practice in the address."""
EXAMPLES_SHOWN = 3
_SHOWN, _LAST_WRITTEN = "practice_shown", "practice_in_address"


def choose() -> Practice:
    """The practice of the address where it names one, else the one last shown, else the guide's first."""
    asked = st.query_params.get(ADDRESS)
    if asked in BY_ID and asked != st.session_state.get(_LAST_WRITTEN):
        st.session_state[_SHOWN] = asked
    if st.session_state.get(_SHOWN) not in BY_ID:
        st.session_state[_SHOWN] = PRACTICES[0].id
    say_anew(_SHOWN)
    picked: str = st.selectbox(
        tr("Practice"),
        [one.id for one in PRACTICES],
        format_func=lambda one: f"{number(BY_ID[one].number)}. {title(one)}",
        key=_SHOWN,
        persist_state="session",
        label_visibility="collapsed",
        width=250,
    )
    st.session_state[_LAST_WRITTEN] = st.query_params[ADDRESS] = picked
    return BY_ID[picked]


def definition(practice: Practice) -> None:
    """What the guide asks, how it is judged, what fools the rule, and the examples that define it."""
    st.header(tr("What does the guide ask?"), anchor=False)
    parts = (
        (tr("The guide"), practice.asks),
        (tr("How it is judged"), practice.judged),
        (tr("What fools the rule"), practice.fooled_by),
    )
    for column, (head, words) in zip(st.columns(3, gap="small" if on_a_phone() else "large"), parts, strict=True):
        column.markdown(f"**{head}**  \n{practice_words(words)}")
    told = sentences.definitions(practice)
    if not told:
        return
    with st.expander(tr("Made-up examples that define the rule")):
        for column, (verdict, lines) in zip(st.columns(3, gap="large"), told, strict=False):
            column.markdown("  \n".join([f"**{sentences.definition_head(verdict)}**", *lines]))


def by_place(practice: Practice, places: pl.DataFrame, period: Period, units: Units, kept: Kept) -> None:
    """The practice by team, channel and reason (PLACE_SCHEMA), as a figure or as a list; each row opens its units."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(tr("Where is it followed?"), anchor=False, width="content")
        as_list = st.toggle(tr("As a list"), value=on_a_phone(), key="places_as_list", persist_state="session")
    compared = sentences.compared(places)
    if compared.is_empty():
        nothing_here(tr("There is one team, channel and reason at most: nothing to compare."))
        return
    st.markdown(sentences.places_legend(as_list))
    rows = {group: compared.filter(pl.col("group") == group).to_dicts() for group in sentences.GROUPS}
    point = None
    if as_list:
        tables.places([(said(sentences.GROUPS[group]), _listed(found)) for group, found in rows.items() if found])
    else:
        figure = kept.figure(
            lambda colours: intervals_figure(
                [(said(sentences.GROUPS[group]), [_row(one) for one in found]) for group, found in rows.items()],
                colours,
            ),
            "places",
            practice.id,
            period,
        )
        point = clickable(figure, f"places_{practice.id}", sentences.places_alt(practice.id, compared))
    if note := sentences.unnamed(places):
        st.markdown(small(note))
    names = {(one["group"], one["value"]): sentences.place_in_words(one) for one in compared.to_dicts()}
    chosen = _place_to_open(names) or (tuple(point) if point else None)
    if chosen in names:
        group, value = chosen
        narrowed = replace(period, **{group: value})  # type: ignore[type-var]
        units.open(f"places_{practice.id}", narrowed, (practice.id,))


def _listed(rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(sentences.place_name(row), row) for row in rows]


def _bare_name(row: dict[str, Any]) -> str:
    """The place by its name as plain text, for a figure."""
    known = {"channel": CHANNELS, "reason": REASONS}.get(row["group"], {})
    return said(known[row["value"]]) if row["value"] in known else str(row["value"])


def _row(row: dict[str, Any]) -> Row:
    label = _bare_name(row)
    hover = [f"<b>{plain(label)}</b>", rate_sentence(row)]
    if row["coverage"] is not None:
        hover.append(tr("coverage {coverage}", coverage=percent(row["coverage"])))
    return Row(label, (row["group"], row["value"]), row, row["target"], "<br>".join(hover))


def _place_to_open(names: dict[tuple[str, str], str]) -> tuple[str, str] | None:
    with st.container(horizontal=True, vertical_alignment="center"):
        places = list(names)
        if st.session_state.get("place_to_open") not in places:
            st.session_state["place_to_open"] = places[0]
        say_anew("place_to_open")
        picked: tuple[str, str] = st.selectbox(
            tr("Team, channel or reason"),
            places,
            format_func=lambda one: names[one],
            key="place_to_open",
            persist_state="session",
            label_visibility="collapsed",
            width=280,
        )
        return picked if open_button("open_place") else None


def twelve_weeks(
    practice: Practice, now: Mapping[str, Any], weeks: pl.DataFrame, period: Period, units: Units, kept: Kept
) -> None:
    """The practice's weeks (WEEK_SCHEMA) within its control limits, beside the target; each week opens its units."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(tr("Twelve weeks"), anchor=False)
    if weeks.is_empty():
        nothing_here(tr("None in this period."))
        return
    beside = weeks.with_columns(team_rate=pl.lit(now["target"], dtype=pl.Float64))
    words = sentences.trend(now["signal"], weeks)
    figure = kept.figure(
        lambda colours: trend.trend_figure(beside, name(VERDICTS, Verdict.MET), now["signal"], colours, target_words),
        "weeks",
        practice.id,
        period,
    )
    point = clickable(figure, f"weeks_{practice.id}", words)
    st.markdown(small(words))
    if point:
        units.open(f"weeks_{practice.id}", week_from(period, point[0]), (practice.id,))


def target_words(rate: float) -> str:
    """How the dotted line is called."""
    return tr("target {target}", target=percent(rate))


def examples(practice: Practice, moments: Callable[[str], pl.DataFrame], period: Period, units: Units) -> None:
    """The newest `moments` (verdict -> MOMENT_SCHEMA) of the practice, not followed and followed; the list of all."""
    st.header(tr("How does it look?"), anchor=False)
    note = tr("The newest of the period that can be quoted, masked; marked is what the verdict rests on.")
    st.markdown(small(note))
    for column, verdict in zip(st.columns(2, gap="large"), (Verdict.MISSED, Verdict.MET), strict=True):
        with column:
            st.markdown(f"{verdict_sign(verdict)} **{name(VERDICTS, verdict).capitalize()}**")
            found = moments(verdict.value).head(EXAMPLES_SHOWN)
            if found.is_empty():
                nothing_here(tr("None in this period."))
            for row in found.to_dicts():
                st.markdown(sentences.example(row))
    if open_button("open_examples"):
        units.open("examples", period, (practice.id,))


def agreement(found: Mapping[str, Any]) -> None:
    """How far graders agree with the verdicts (a row of TRUST_SCHEMA)."""
    st.header(tr("How far do people agree?"), anchor=False)
    for words in sentences.agreement(found):
        st.markdown(words)
