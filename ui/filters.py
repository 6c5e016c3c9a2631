"""The bar on top: period, team, channel, reason; one choice that follows the user and stands in the address.

The address holds the dates themselves (`from`, `to`), never "last week": a link shows the colleague the same numbers
next month. The session holds the choice between screens, because the menu drops the address's parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import wording
from ui.codes import CHANNELS, REASONS
from ui.literal import literal
from ui.names import name
from ui.wording import month_name, say_anew, tr
from ui.words import typed

CUSTOM = "custom"
ALL = ""
"""No restriction; not None, which would make the field look as if it could be emptied further."""
EVERYTHING = ""
WEEKS_OFFERED = 4
HALF_A_PHONE = 168
"""Pixels: two boxes of this width stand side by side where a phone is 390 wide."""
_LAST_WRITTEN = "filters_in_address"
_OWN_DAYS = "filter_days"
_LEFT_OUT = "filters_left_out"
"""What the address asked for in vain, by parameter; kept until something else is chosen."""
PARAMETERS = ("from", "to", "team", "channel", "reason")


class Filters(NamedTuple):
    """What was chosen: both days are included; None means all."""

    from_day: date
    to_day: date
    team: str | None
    channel: str | None
    reason: str | None


class Reach(Protocol):
    """How far the records of the store reach, whoever looks (`queries.choice.Reach`)."""

    @property
    def days(self) -> Sequence[date]:
        """The days on record; none where nothing is judged yet."""

    @property
    def week(self) -> tuple[date, date]:
        """Monday and Sunday of the week that is shown at first."""

    @property
    def until(self) -> date:
        """The last day on record that is over."""


def row() -> DeltaGenerator:
    """The container of the bar, for a screen that puts a widget of its own before the shared ones.

    On a phone it breaks into lines: a row that scrolls sideways gives no sign of what stands beyond its end.
    """
    return st.container(horizontal=True, vertical_alignment="center")


def bar(teams: Sequence[str], reach: Reach, inside: DeltaGenerator | None = None) -> Filters:
    """Draw the bar and give back what it says.

    teams    the teams that the viewer may see; with one team there is nothing to choose
    reach    how far the records reach: it says which week is shown at first
    inside   the container made by `row()`, where the screen has put something first
    """
    _adopt_address(teams)
    with inside if inside is not None else row():
        from_day, to_day = _period(periods(reach.week[1], reach.until), reach.until)
        team = _one_of("filter_team", tr("Team"), teams, tr("All teams"), str) if len(teams) > 1 else None
        channel = _one_of(
            "filter_channel", tr("Channel"), list(CHANNELS), tr("All channels"), lambda one: name(CHANNELS, one)
        )
        reason = _one_of(
            "filter_reason", tr("Reason"), list(REASONS), tr("All reasons"), lambda one: name(REASONS, one)
        )
    chosen = Filters(from_day, to_day, team, channel, reason)
    _write_address(chosen)
    for parameter, value in st.session_state.get(_LEFT_OUT, {}).items():
        st.markdown(_what_was_left_out(parameter, value))
    return chosen


def periods(sunday: date, until: date) -> list[str]:
    """The periods that the bar offers, each as `FROM..TO`: the last complete weeks up to `sunday`, the running one
    (unless nothing of it is on record yet), 4 and 12 weeks, two months. The first is the default.

    `until` is the last day there is.
    """
    weeks = [_code(sunday - timedelta(days=7 * k + 6), sunday - timedelta(days=7 * k)) for k in range(WEEKS_OFFERED)]
    running = [_code(until - timedelta(days=until.weekday()), until)] if until > sunday else []
    spans = [_code(sunday - timedelta(days=7 * k - 1), sunday) for k in (4, 12)]
    this_month = until.replace(day=1)
    last_month_end = this_month - timedelta(days=1)
    months = [_code(this_month, until), _code(last_month_end.replace(day=1), last_month_end)]
    return list(dict.fromkeys([*weeks, *running, *spans, *months]))


def period_name(code: str, until: date | None = None) -> str:
    """The user's words for one period: 'Semana de 16 a 22/11/2026', '4 semanas até 22/11/2026', 'Outubro de 2026'.

    A week or a month that runs up to `until`, the last day there is, is called incomplete.
    """
    if code == CUSTOM:
        return tr("Other dates…")
    first, last = days_of(code)
    length = (last - first).days + 1
    if last == until and (unfinished := _unfinished_name(first, last)):
        return unfinished
    if first.weekday() == 0 and length == 7:
        return tr("Week of {span}", span=wording.span(first, last))
    if first.weekday() == 0 and length in (28, 84):
        return tr("{n} weeks to {day}", n=length // 7, day=wording.day(last))
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
        return month_name(first).capitalize()
    return wording.span(first, last)


def _unfinished_name(first: date, last: date) -> str | None:
    """The name of a week or month of which the days after `last` are still to come; None for any other period."""
    if first.weekday() == 0 and (last - first).days < 6:
        return tr("Current week (to {day}, incomplete)", day=wording.day(last, year=False))
    if first.day == 1 and (last + timedelta(days=1)).day != 1 and first.month == last.month:
        name_of_month = month_name(first).partition(" ")[0].capitalize()
        return tr("{month} (to {day}, incomplete)", month=name_of_month, day=wording.day(last, year=False))
    return None


def days_of(code: str) -> tuple[date, date]:
    """First and last day of `FROM..TO`. Raises `ValueError` where it is none, or ends before it begins."""
    first, last = (date.fromisoformat(part) for part in code.split(".."))
    if last < first:
        raise ValueError(f"a period that ends before it begins: {code}")
    return first, last


def _code(first: date, last: date) -> str:
    return f"{first.isoformat()}..{last.isoformat()}"


def _period(offered: list[str], until: date) -> tuple[date, date]:
    current = st.session_state.get("filter_period") or offered[0]
    others = [current] if current not in (*offered, CUSTOM) else []
    st.session_state["filter_period"] = current
    code = st.selectbox(
        tr("Period"),
        [*others, *offered, CUSTOM],
        format_func=lambda one: typed(period_name(one, until)),
        key="filter_period",
        persist_state="session",
        label_visibility="collapsed",
        width=232,
    )
    if code != CUSTOM:
        st.session_state[_OWN_DAYS] = days_of(code)
        return days_of(code)
    return _own_days(offered[0])


def _own_days(default: str) -> tuple[date, date]:
    kept = st.session_state.get(_OWN_DAYS) or days_of(default)
    picked: Any = st.date_input(
        tr("From and to"),
        value=kept,
        format="DD/MM/YYYY",
        key="filter_own_days",
        persist_state="session",
        label_visibility="collapsed",
        width=232,
    )
    if isinstance(picked, tuple) and len(picked) == 2:
        st.session_state[_OWN_DAYS] = picked
        return picked
    first, last = kept  # the second day has not been clicked yet
    return first, last


def _one_of(key: str, label: str, values: Sequence[str], everything: str, named: Any) -> str | None:
    if st.session_state.get(key) not in values:
        st.session_state[key] = EVERYTHING  # None would be drawn as an empty box
    say_anew(key)
    picked: str | None = st.selectbox(
        label,
        [EVERYTHING, *values],
        format_func=lambda one: everything if one == EVERYTHING else named(one),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width=HALF_A_PHONE,
    )
    return picked if picked in values else None


def _adopt_address(teams: Sequence[str]) -> None:
    """Take over what the address says where it says something new: a link was opened, or the user went back.

    One with both days says everything: what it leaves out is not restricted. One without changes only what it names.
    """
    address = {one: st.query_params[one] for one in PARAMETERS if one in st.query_params}
    if address == st.session_state.get(_LAST_WRITTEN):
        return
    code = _period_in(address)
    custom = st.session_state.get("filter_period") == CUSTOM
    if code and not (custom and st.session_state.get(_OWN_DAYS) == days_of(code)):
        st.session_state["filter_period"] = code
    left_out: dict[str, str] = {} if code else {key: address[key] for key in ("from", "to") if key in address}
    for key, values in (("team", teams), ("channel", CHANNELS), ("reason", REASONS)):
        if code or key in address:
            known = address.get(key) in values
            st.session_state[f"filter_{key}"] = address[key] if known else EVERYTHING
            left_out |= {key: address[key]} if key in address and not known else {}
    st.session_state[_LEFT_OUT] = left_out
    st.session_state[_LAST_WRITTEN] = None


def _period_in(address: Mapping[str, str]) -> str | None:
    """The days of an address as `FROM..TO`; None where one is missing or they make no sense."""
    try:
        code = f"{address['from']}..{address['to']}"
        days_of(code)
    except (KeyError, ValueError):
        return None
    return code


def _write_address(chosen: Filters) -> None:
    said = {
        "from": chosen.from_day.isoformat(),
        "to": chosen.to_day.isoformat(),
        "team": chosen.team,
        "channel": chosen.channel,
        "reason": chosen.reason,
    }
    wanted = {key: value for key, value in said.items() if value is not None}
    if st.session_state.get(_LAST_WRITTEN) not in (None, wanted):
        st.session_state.pop(_LEFT_OUT, None)  # somebody has chosen since
    if {one: st.query_params[one] for one in PARAMETERS if one in st.query_params} != wanted:
        others = {key: value for key, value in st.query_params.items() if key not in PARAMETERS}
        st.query_params.from_dict({**others, **wanted})
    st.session_state[_LAST_WRITTEN] = wanted


def _what_was_left_out(parameter: str, value: str) -> str:
    """That an address asks for something that cannot be shown, as Markdown."""
    if parameter == "team":
        return tr(
            "The link asks for the team {team}, which does not exist or is not one of yours: it was left out.",
            team=literal(value),
        )
    return tr(
        "The link asks for something that does not exist here ({what}): it was left out.",
        what=literal(f"{parameter}={value}"),
    )
