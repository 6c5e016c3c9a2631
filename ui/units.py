"""The units behind a number, in a drawer: what was not followed first, narrowed by verdict, agent and channel.

Which list stands open is in the address (`ui.unit_list.OPEN`): a reload, a link and the way back from a record find it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

import polars as pl
import streamlit as st

from practices import BY_ID, PRACTICES
from practices.practice import Verdict, reason_sentence
from ui.charts.marks import title
from ui.codes import CHANNELS, VERDICTS
from ui.device import on_a_phone
from ui.links import to_unit
from ui.literal import literal
from ui.names import name, order_name, verdict_sign
from ui.screen import small
from ui.sentences.practices import place_in_words
from ui.unit_list import Period, ask, asked_for, open_rows, paged, record_link
from ui.wording import language, moment, number, plural, said, span, tr

_OPENED_ON = (Verdict.MISSED, Verdict.PENDING, Verdict.MET, Verdict.INSUFFICIENT)
"""A list opens on the first of these of which there are any."""
_ALL = "-"
_BETWEEN = "~"
_NUMBERED = {str(one.number): one.id for one in PRACTICES}


@dataclass(frozen=True)
class Units:
    """The units that a number counts, asked for only when their list is opened.

    wanted  practices (None: all), verdicts, agent (None: all), channel (None: all) -> what to ask for
    load    period, what is wanted, how many to skip -> the next rows (UNIT_SCHEMA), a page or more
    tally   period, practices, agent -> how many there are (TALLY_SCHEMA)
    """

    wanted: Callable[[tuple[str, ...] | None, tuple[str, ...], str | None, str | None], Any]
    load: Callable[[Any, Any, int], pl.DataFrame]
    tally: Callable[[Any, tuple[str, ...] | None, str | None], pl.DataFrame]

    def open(
        self, figure: str, period: Period, practices: tuple[str, ...] | None = None, agent: str | None = None
    ) -> None:
        """Let the list behind a figure stand open: `draw` draws it, in this run and in every one until it is closed."""
        ask(_address(figure, period, practices, agent))

    def draw(self, period: Period) -> None:
        """Draw the list that the address names, where it names one, as the last of a screen.

        `period` is the screen's own; days, team, channel and reason of the list are those of the address.
        """
        opened = _read(asked_for(), period)
        if opened is None:
            return
        tally = self.tally(opened.period, opened.practices, opened.agent)
        open_rows(_heading(opened, tally), opened.figure, lambda: self._list(opened, tally))

    def _list(self, opened: _Opened, tally: pl.DataFrame) -> None:
        key = f"list_{opened.figure}"
        verdict, agent, channel = _narrowed(tally, key)
        wanted = self.wanted(opened.practices, (verdict,), opened.agent if agent is None else agent, channel)
        rows = self.load(opened.period, wanted, 0)
        count = int(_of(tally, verdict=verdict, agent_id=agent, channel=channel)["units"].sum())
        several = rows["practice"].n_unique() > 1
        paged(
            rows,
            lambda row: _cells(row, several),
            plural("{n} judgement", "{n} judgements", count),
            key="_".join((key, verdict, *(one or _ALL for one in (agent, channel)))),
            count=count,
            further=lambda skip: self.load(opened.period, wanted, skip),
            once=tr("Why"),
        )


# -- which list stands open ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Opened:
    """The list behind a `figure`; None means all."""

    figure: str
    period: Period
    practices: tuple[str, ...] | None
    agent: str | None


def _address(figure: str, period: Any, practices: tuple[str, ...] | None, agent: str | None) -> str:
    numbers = None if practices is None else ".".join(str(BY_ID[one].number) for one in practices)
    days = (period.from_day.isoformat(), period.to_day.isoformat())
    parts = (figure, numbers, agent, *days, period.team, period.channel, period.reason)
    return _BETWEEN.join(map(_written, parts))


def _written(part: str | None) -> str:
    """A part of the address, in signs that every address takes as they are."""
    if part is None:
        return _ALL
    return f"%{ord(part):X}" if part == _ALL else quote(part, safe="").replace(_BETWEEN, "%7E")


def _read(address: str, period: Any) -> _Opened | None:
    """The list that `_address` wrote so; None for anything else: an address is anybody's."""
    parts = [None if one == _ALL else unquote(one) for one in address.split(_BETWEEN)]
    try:
        figure, numbers, agent, first, last, team, channel, reason = parts
        days = {"from_day": date.fromisoformat(first or ""), "to_day": date.fromisoformat(last or "")}
        practices = None if numbers is None else tuple(_NUMBERED[one] for one in numbers.split("."))
        if not re.fullmatch(r"[a-z_]{1,60}", figure or ""):
            return None
        of_list = replace(period, team=team, channel=channel, reason=reason, **days)
    except (KeyError, ValueError):
        return None
    return _Opened(str(figure), of_list, practices, agent)


def _heading(opened: _Opened, tally: pl.DataFrame) -> str:
    """What is listed, of whom, where, when; Markdown."""
    period: Any = opened.period
    places = {"team": period.team, "channel": period.channel, "reason": period.reason}
    narrower = [place_in_words({"group": group, "value": value}) for group, value in places.items() if value]
    if opened.agent is not None and not tally.is_empty():
        narrower.insert(0, literal(tally["agent"][0]))
    what = _what(opened.practices)
    of_whom = f"{what}: {', '.join(narrower)}" if narrower else what
    return f"{of_whom}, {span(period.from_day, period.to_day)}"


def _what(practices: tuple[str, ...] | None) -> str:
    if practices is None:
        return title("total")
    pillars = {BY_ID[one].pillar.value for one in practices}
    if len(practices) > 1:
        return title(pillars.pop() if len(pillars) == 1 else "total")
    return title(practices[0])


# -- narrowing it -------------------------------------------------------------------------------------------------


def _of(tally: pl.DataFrame, **values: str | None) -> pl.DataFrame:
    """The rows with these values; None: with any."""
    for column, value in values.items():
        if value is not None:
            tally = tally.filter(pl.col(column) == value)
    return tally


def _narrowed(tally: pl.DataFrame, key: str) -> tuple[str, str | None, str | None]:
    """The verdict, and perhaps the agent and the channel, that the user chooses; each choice says how many it has."""
    boxes = {column: f"{key}_{column}" for column in ("agent_id", "channel") if tally[column].n_unique() > 1}
    chosen = {column: _kept(box) for column, box in boxes.items()}
    verdict = _verdict(_of(tally, **chosen), tally, f"{key}_verdict")
    agents = dict(tally.select("agent_id", pl.coalesce("agent", "agent_id")).iter_rows())
    names: dict[str, Callable[[str], str]] = {
        "agent_id": lambda one: agents[one] or tr("no agent"),
        "channel": lambda one: said(CHANNELS[one]) if one in CHANNELS else one or tr("no channel"),
    }
    everything = {"agent_id": tr("All agents"), "channel": tr("All channels")}
    if boxes:
        with st.container(horizontal=True):
            for column, box in boxes.items():
                others = {one: value for one, value in chosen.items() if one != column}
                counts = _counts(_of(tally, verdict=verdict, **others), column)
                chosen[column] = _box(box, everything[column], counts, names[column])
    return verdict, chosen.get("agent_id"), chosen.get("channel")


def _counts(tally: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(tally.group_by(column).agg(pl.col("units").sum()).iter_rows())


def _verdict(tally: pl.DataFrame, in_all: pl.DataFrame, key: str) -> str:
    """The verdict to list: at first the first of _OPENED_ON of which there are any `in_all`."""
    counts, there = _counts(tally, "verdict"), set(in_all["verdict"])
    picked: str = st.segmented_control(
        tr("Verdict"),
        [one.value for one in Verdict],
        default=next((one.value for one in _OPENED_ON if one in there), Verdict.MISSED.value),
        format_func=lambda one: f"{said(VERDICTS[Verdict(one)]).capitalize()} {number(counts.get(one, 0))}",
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    return picked


def _kept(box: str) -> str | None:
    chosen = st.session_state.get(box, _ALL)
    return None if chosen == _ALL else chosen


def _box(key: str, everything: str, counts: Mapping[str, int], named: Callable[[str], str]) -> str | None:
    """Choose one of those that have any, by name; None for all."""
    chosen = st.session_state.get(key, _ALL)
    offered = sorted({*counts, chosen} - {_ALL}, key=lambda one: named(one).casefold())
    st.session_state[key] = chosen  # the browser writes its words anew: their number is another with every verdict
    picked: str = st.selectbox(
        everything,
        [_ALL, *offered],
        format_func=lambda one: everything if one == _ALL else f"{named(one)} ({number(counts.get(one, 0))})",
        key=key,
        label_visibility="collapsed",
        width=240,
    )
    return None if picked == _ALL else picked


# -- its rows -----------------------------------------------------------------------------------------------------


def _cells(row: dict[str, Any], with_practice: bool) -> dict[str, str]:
    practice = BY_ID[row["practice"]]
    why = literal(reason_sentence(practice, row["reason"], row["detail"], language()))
    if row["rule_verdict"]:
        fields = {"name": literal(row["reviewer"]), "rule": said(VERDICTS[Verdict(row["rule_verdict"])])}
        why = tr("{name} changed it; the rule said *{rule}*: “{why}”", why=literal(row["because"]), **fields)
    first_place = (row["evidence"] or "").split(" ")[0] or None
    address = to_unit(row["unit"], row["contact_id"], row["os_id"], first_place, row["practice"])
    of_order = row["unit"] == "service_order"
    what = order_name(row["os_id"]) if of_order else name(CHANNELS, row["channel"])
    return {
        tr("When"): f"{moment(row['at'], year=False)}  \n{record_link(address)}",
        tr("Customer"): f"{literal(row['customer'])}  \n{small(what)}",
        tr("Agent"): literal(row["agent"]),
        **_judged(verdict_sign(row["verdict"]), title(row["practice"]) if with_practice else None, why),
    }


def _judged(sign: str, practice: str | None, why: str) -> dict[str, str]:
    """The practice, where it is told, in a column of its own; on a phone there is no room for one."""
    if practice is None:
        return {tr("Why"): f"{sign} {why}"}
    if on_a_phone():
        return {tr("Why"): f"{sign} **{practice}.** {why}"}
    return {tr("Practice"): f"{sign} {practice}", tr("Why"): why}
