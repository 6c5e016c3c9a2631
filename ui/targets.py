"""The targets of one measure: who set which from when on, and the form that sets another. All targets at a glance.

What is written in the form stays there until it was taken: a fault, or somebody who was faster, is said beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from ui.indicators import BACKLOG, COUNTS, MEASURES, TIMES, is_share, measure_title, target_words
from ui.links import OPEN
from ui.literal import literal
from ui.numbers import Unreadable, count_of, seconds_of, share_of
from ui.screen import nothing_here, small
from ui.sentences.kpis import set_words
from ui.unit_list import open_rows
from ui.wording import day, month_name, say_anew, tr

HOUSE = ""
FORM_WIDTH = 480
MONTHS_AHEAD = 3
NOTHING_DONE = ":material/info:"
_TOLD = "target_told"


@dataclass(frozen=True)
class Wish:
    """A target that somebody wants to hold (`data.decisions.set_target`)."""

    measure: str
    team: str | None
    from_month: date
    value: float | None
    seen: int | None


Save = Callable[[Wish], str | None]
"""Writes a target down; None where it was taken, else the sentence that says why it was not."""


@dataclass(frozen=True)
class Setting:
    """What the form needs of the page.

    teams    those whose targets the viewer sets, None the whole house; the first is offered first
    months   the months that the screen shows
    read     every target that the viewer may see (`queries.targets.TARGET_SCHEMA`), as it is now
    """

    teams: Sequence[str | None]
    months: Sequence[date]
    read: Callable[[], pl.DataFrame]
    save: Save


def open_form(measure: str, setting: Setting) -> None:
    """Open the targets of one measure in a drawer."""
    open_rows(
        tr("Target: {measure}", measure=measure_title(measure)), "target_drawer", lambda: _drawer(measure, setting)
    )


def told() -> None:
    """What was just saved, once."""
    if words := st.session_state.pop(_TOLD, None):
        st.info(words, icon=":material/check:")


def _drawer(measure: str, setting: Setting) -> None:
    teams = [one or HOUSE for one in setting.teams]
    box = f"target_team_{measure}"
    say_anew(box)
    team = teams[0]
    with st.container(width=FORM_WIDTH):
        if len(teams) > 1:
            team = st.selectbox(tr("For whom"), teams, format_func=_whose, key=box)
        else:
            st.markdown(tr("For {whom}", whom=_whose(team)))
        _form(measure, team or None, setting)
    _history(setting.read().filter(pl.col("measure") == measure))


def _whose(team: str | None) -> str:
    return tr("team {team}", team=literal(team)) if team else tr("the whole house")


def _form(measure: str, team: str | None, setting: Setting) -> None:
    name = f"{measure}_{team or HOUSE}"
    seen = f"target_seen_{name}"
    months = months_to_set(setting.months)
    with st.form(f"target_form_{name}", border=False):
        text = st.text_input(_label(measure), placeholder=_example(measure), key=f"target_value_{name}")
        month = st.selectbox(
            tr("From this month on"),
            months,
            index=months.index(setting.months[-1]),
            format_func=month_name,
            key=f"target_month_{name}",
        )
        with st.container(horizontal=True):
            save = st.form_submit_button(tr("Save the target"), type="primary", key=f"target_save_{name}")
            take_away = st.form_submit_button(tr("No target"), type="tertiary", key=f"target_none_{name}")
    st.markdown(small(_explained(measure, team)))
    if save or take_away:
        value, fault = (None, None) if take_away else read_value(measure, text)
        if fault is None:
            fault = setting.save(Wish(measure, team, month, value, st.session_state.get(seen)))
        if fault is None:
            st.session_state[_TOLD] = tr("Saved. {what}.", what=set_words(measure, team, month, value))
            st.query_params.pop(OPEN, None)
            st.rerun()
        st.markdown(f"{NOTHING_DONE} {fault}")
    st.session_state[seen] = latest(setting.read(), measure, team)


def months_to_set(shown: Sequence[date]) -> list[date]:
    """The months from which a target may hold: those on the screen, and a few to come."""
    months = list(shown)
    for _ in range(MONTHS_AHEAD):
        year, month = divmod(months[-1].year * 12 + months[-1].month, 12)
        months.append(date(year, month + 1, 1))
    return months


def latest(targets: pl.DataFrame, measure: str, team: str | None) -> int | None:
    """The id of the latest target of this measure and team that is shown; None where there is none."""
    found = targets.filter((pl.col("measure") == measure) & pl.col("team").eq_missing(team))["id"].to_list()
    return max(found, default=None)


def read_value(measure: str, text: str | None) -> tuple[float | None, str | None]:
    """What was typed as a target: its value in the measure's unit, or the sentence that says what is wrong with it."""
    reader = share_of if is_share(measure) else seconds_of if measure in TIMES else count_of
    try:
        return reader(text or ""), None
    except Unreadable as wrong:
        return None, wrong.sentence


def _label(measure: str) -> str:
    if is_share(measure):
        return tr("Target, in percent")
    if measure in TIMES:
        return tr("Target at most, in minutes")
    return tr("Target at the month's end, at most") if measure == BACKLOG else tr("Target a month")


def _example(measure: str) -> str:
    if is_share(measure):
        return tr("85 or 82.5")
    return tr("4.5 or 4 min 30 s") if measure in TIMES else "120"


def _explained(measure: str, team: str | None) -> str:
    told = [tr("It holds until a later month gets another one.")]
    if team:
        told.append(tr("Without a target of its own a team is measured by the house's."))
    if measure in COUNTS and measure != BACKLOG:
        told.append(tr("It is compared with whole months."))
    return " ".join(told)


def _history(rows: pl.DataFrame) -> None:
    if rows.is_empty():
        nothing_here(tr("No target was ever set here."))
        return
    cells = [
        {
            tr("From"): month_name(row["from_month"]),
            tr("Target"): tr("none") if row["value"] is None else target_words(row["measure"], row["value"]),
            tr("For"): _whose(row["team"]),
            tr("Set by"): f"{literal(row['setter'])}  \n{small(day(row['set_at']))}",
        }
        for row in rows.sort("id", descending=True).to_dicts()
    ]
    st.markdown(f"**{tr('Set so far, the latest first')}**")
    st.table(cells, border="horizontal", hide_index=True, alt=tr("Set so far, the latest first"))


def overview(holding: pl.DataFrame, team: str | None) -> None:
    """The targets that hold in one month (`queries.targets.HOLDING_SCHEMA`), as a table; `team` None: the house's."""
    if holding.is_empty():
        nothing_here(tr("No indicator has a target yet. The button “Target” under a number sets one."))
    else:
        _holding(holding, team)
    st.markdown(small(tr("The practices have targets of their own, from the policy: the weekly review goes by them.")))


def _holding(holding: pl.DataFrame, team: str | None) -> None:
    by_measure = {row["measure"]: row for row in holding.to_dicts()}
    cells = []
    for measure in MEASURES:
        if row := by_measure.get(measure):
            cells.append(
                {
                    tr("Indicator"): measure_title(measure),
                    tr("Target"): target_words(measure, row["target"]),
                    tr("For"): _whose(team if row["own"] else None),
                }
            )
    st.table(cells, border="horizontal", hide_index=True, width=620, alt=tr("Which targets hold?"))
