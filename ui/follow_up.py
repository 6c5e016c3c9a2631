"""The parts of the screen of what is owed: its opening sentences, the list and its filters, the form of a return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from practices.policy import default_policy
from ui import wording
from ui.charts.ageing import BAND_NAMES
from ui.charts.holders import NOBODY, others_of
from ui.literal import literal
from ui.names import CHANNELS, COMMITMENT_KINDS, RETURN_OUTCOMES, name
from ui.screen import small
from ui.wording import clock, day, days, language, mark, moment, money, number, plural, said, tr

MISSED, PENDING, ALL = "missed", "pending", "all"
STATES = {MISSED: mark("Overdue"), PENDING: mark("In time"), ALL: mark("All")}
LONGEST_TEXT = 4000
ROWS_SHOWN = 15
LIST_PIXELS = 530
"""The height of a list of more than ROWS_SHOWN rows."""
ENOUGH_TO_SAY_WHERE = 4
EVERYTHING = ""
ADDRESS = "commitment"
"""The name of the chosen case in the address."""
_KEPT = "owed_kept"


# -- the opening sentences ----------------------------------------------------------------------------------------


def opening(rows: pl.DataFrame) -> str:
    """What the numbers below say, as Markdown (`rows`: `queries.follow_up.OWED_SCHEMA`)."""
    if rows.is_empty():
        return tr("Nobody waits for an answer of ours here. Every request and every promise has had its return.")
    late = rows.filter(pl.col("state") == MISSED)
    owed = plural("**{n} return** is owed", "**{n} returns** are owed", rows.height)
    if late.is_empty():
        return tr("{owed}, all still in time.", owed=owed)
    return " ".join(part for part in (_overdue(owed, late), _longest(late), _where(late)) if part)


def _overdue(owed: str, late: pl.DataFrame) -> str:
    overdue = plural("**{n}** is past its time", "**{n}** are past their time", late.height)
    asked = late.filter(pl.col("kind") == "cancellation").height
    if not asked:
        return tr("{owed}; {overdue}.", owed=owed, overdue=overdue)
    if asked == late.height:
        return tr("{owed}; {overdue}, on cancellation requests.", owed=owed, overdue=overdue)
    of_them = plural("{n} of them on a cancellation request", "{n} of them on cancellation requests", asked)
    return tr("{owed}; {overdue}, {of_them}.", owed=owed, overdue=overdue, of_them=of_them)


def _longest(late: pl.DataFrame) -> str:
    """The one that the weekly review names too: of those past their time, the first asked for."""
    first = late.sort("made_at", "commitment_id").row(0, named=True)
    return tr(
        "The one that has waited longest, {age} since the request: {customer}.",
        age=f"**{days(first['days_waiting'])}**",
        customer=customer(first),
    )


def _where(late: pl.DataFrame) -> str:
    """Where most of what is overdue lies: a team, or among one team's agents; nothing where none stands out."""
    by_team = late["team"].n_unique() > 1
    counts = late.drop_nulls("team" if by_team else "agent").group_by("team" if by_team else "agent").len()
    counts = counts.sort("len", descending=True)
    if late.height < ENOUGH_TO_SAY_WHERE or counts.height < 2 or counts["len"][0] == counts["len"][1]:
        return ""
    who, most = counts.row(0)
    fields = {"most": number(most), "all": number(late.height), "who": literal(who)}
    if most * 2 > late.height:
        if by_team:
            return tr("More than half of what is overdue, {most} of {all}, is team {who}'s.", **fields)
        return tr("More than half of what is overdue, {most} of {all}, is {who}'s.", **fields)
    if by_team:
        return tr("The largest part of what is overdue, {most} of {all}, is team {who}'s.", **fields)
    return tr("The largest part of what is overdue, {most} of {all}, is {who}'s.", **fields)


def customer(row: Mapping[str, Any]) -> str:
    """The customer's name as Markdown, or that none is on record."""
    return literal(row["customer"]) if row["customer"] else tr("A customer without a name on record")


# -- which rows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """What the filters over the list choose; None means all. `owners` may hold None: nobody on record."""

    kind: str | None
    band: str | None
    owners: tuple[str | None, ...] | None


def narrow(rows: pl.DataFrame, bands: Sequence[str], beyond: Sequence[str | None]) -> Narrowed:
    """Draw the filters of the list. `beyond`: the owners whom the chart counts together as others."""
    owners = {row["agent_id"] or NOBODY: row["agent"] or row["agent_id"] for row in rows.to_dicts()}
    named = {key: label or tr("nobody on record") for key, label in owners.items()}
    offered = sorted(named, key=lambda key: (key == NOBODY, named[key]))
    if beyond:
        named[others_of(len(beyond))] = tr("{n} others", n=number(len(beyond)))
        offered.append(others_of(len(beyond)))
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        kind = _filter(
            "owed_kind", tr("Kind"), list(COMMITMENT_KINDS), tr("All kinds"), lambda one: name(COMMITMENT_KINDS, one)
        )
        owner = _filter("owed_owner", tr("Who owes it"), offered, tr("Everybody"), lambda one: literal(named[one]))
        band = _filter("owed_band", tr("Days late"), list(bands), tr("Any age"), lambda one: said(BAND_NAMES[one]))
    if owner is None:
        return Narrowed(kind, band, None)
    if owner == others_of(len(beyond)):
        return Narrowed(kind, band, tuple(beyond))
    return Narrowed(kind, band, (None if owner == NOBODY else owner,))


def _filter(key: str, label: str, values: Sequence[str], everything: str, named: Callable[[str], str]) -> str | None:
    if st.session_state.get(key) not in values:
        st.session_state[key] = EVERYTHING
    picked: str | None = st.selectbox(
        label,
        [EVERYTHING, *values],
        format_func=lambda one: everything if one == EVERYTHING else named(one),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width=204,
    )
    return picked or None


def choose_from_chart(chart: str, point: Sequence[str | None] | None, key: str) -> None:
    """A click on a bar sets a filter of the list, once: what the user changes afterwards stays changed.

    `point` is the clicked bar's customdata: what it chooses, and its state.
    """
    seen = f"{chart}_seen"
    clicked = tuple(point) if point else None
    if clicked != st.session_state.get(seen):
        st.session_state[seen] = clicked
        if clicked is not None and clicked[0] is not None:
            st.session_state[key] = clicked[0]
            st.session_state["owed_state"] = clicked[1]


def state_of(counts: Mapping[str, int]) -> str:
    """Overdue, in time or all, each with its count."""
    st.session_state.setdefault("owed_state", MISSED if counts[MISSED] or not counts[PENDING] else ALL)
    picked: str = st.segmented_control(  # type: ignore[assignment]
        tr("Which"),
        list(STATES),
        format_func=lambda one: f"{said(STATES[one])} · {number(counts[one])}",
        key="owed_state",
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    return picked


# -- the list -----------------------------------------------------------------------------------------------------


def table(rows: pl.DataFrame, chosen: str | None) -> None:
    """The list; a click on a row puts its case into the address."""
    ids = rows["commitment_id"].to_list()
    key = f"owed_list_{hash(tuple(ids)):x}"  # another list is another table: a selection is a position
    selection = {"rows": [ids.index(chosen)] if chosen in ids else [], "columns": [], "cells": []}
    current = st.session_state.get(key)
    if current is None or list(current["selection"]["rows"]) != selection["rows"]:
        st.session_state[key] = {"selection": selection}
    shown = rows.rows(named=True)
    dates = "MMM D, YYYY" if language() == "en" else "DD/MM/YYYY"
    st.dataframe(
        pl.DataFrame(
            {
                "customer": [row["customer"] or tr("A customer without a name on record") for row in shown],
                "days_late": [row["days_late"] for row in shown],
                "days_waiting": [row["days_waiting"] for row in shown],
                "kind": [_kind_in_list(row) for row in shown],
                "agent": [row["agent"] or row["agent_id"] or tr("nobody on record") for row in shown],
                "made": [wording.local(row["made_at"]).date() for row in shown],
                "due": [wording.local(row["due_at"]).date() for row in shown],
                "fine": [money(row["fine_amount"]) for row in shown],
                "touch": [last_touch(row) for row in shown],
            }
        ),
        column_config={
            "customer": st.column_config.TextColumn(tr("Customer"), width=170),
            "days_late": st.column_config.ProgressColumn(
                tr("Days late"),
                format="%d",
                min_value=0,
                max_value=max([1, *rows["days_late"].to_list()]),
                color="gray",
                width=140,
            ),
            "days_waiting": st.column_config.NumberColumn(tr("Days waiting"), width=100),
            "kind": tr("Kind"),
            "agent": tr("Who owes it"),
            "made": st.column_config.DateColumn(tr("Asked on"), format=dates),
            "due": st.column_config.DateColumn(tr("Due on"), format=dates),
            "fine": st.column_config.TextColumn(tr("Fine"), alignment="right"),
            "touch": st.column_config.TextColumn(tr("Last contact"), width=220),
        },
        hide_index=True,
        height="content" if rows.height <= ROWS_SHOWN else LIST_PIXELS,
        key=key,
        on_select=partial(_row_chosen, key, ids),
        selection_mode="single-row",
        alt=tr("Customers who wait for a return, the longest overdue first"),
    )
    if rows.height > ROWS_SHOWN:
        st.markdown(small(tr("{n} returns: scroll within the list to see them all.", n=number(rows.height))))


def _kind_in_list(row: Mapping[str, Any]) -> str:
    kind = said(COMMITMENT_KINDS.get(row["kind"], row["kind"]))
    return tr("{kind} (+{n} open)", kind=kind, n=number(row["also_open"])) if row["also_open"] else kind


def last_touch(row: Mapping[str, Any]) -> str:
    """The last contact since the request, in words."""
    if row["last_touch_at"] is None:
        return tr("no contact since the request")
    when = day(row["last_touch_at"], year=False)
    if row["last_touch"] == "attempt":
        return tr("{day}, attempt without answer", day=when)
    if row["last_touch"] == "ours":
        return tr("{day}, we spoke with the customer", day=when)
    return tr("{day}, the customer came to us", day=when)


def _row_chosen(key: str, ids: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    choose(ids[rows[0]] if rows and rows[0] < len(ids) else None)


def choose(commitment_id: str | None) -> None:
    """Put a case into the address, or none."""
    st.session_state[_KEPT] = commitment_id
    if commitment_id is None:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = commitment_id


def asked() -> str | None:
    """The case that the address names, else the one that was open before the user looked at another screen."""
    if ADDRESS in st.query_params:
        st.session_state[_KEPT] = st.query_params[ADDRESS]
    elif st.session_state.get(_KEPT):
        st.query_params[ADDRESS] = st.session_state[_KEPT]
    return st.session_state.get(_KEPT)


def case_box(rows: pl.DataFrame, chosen: str | None, case: Mapping[str, Any] | None) -> None:
    """The same rows to choose from with the keyboard; `case` is the chosen one, which the list need not hold."""
    named = {row["commitment_id"]: _in_box(row) for row in rows.to_dicts()}
    options = list(named) if chosen is None or chosen in named else [chosen, *named]
    if case is not None:
        named[case["commitment_id"]] = _in_box(case)
    st.session_state["owed_case"] = chosen
    st.selectbox(
        tr("Case"),
        options,
        format_func=lambda one: named.get(one, tr("the case in the address")),
        key="owed_case",
        on_change=lambda: choose(st.session_state["owed_case"]),
        width=420,
    )


def _in_box(row: Mapping[str, Any]) -> str:
    kind = name(COMMITMENT_KINDS, row["kind"])
    when = how_late(row)
    if row.get("returned_at") is not None:
        when = tr("return on {day}", day=day(row["returned_at"], year=False))
    return f"{customer(row)} · {kind} · {when}"


def how_late(row: Mapping[str, Any]) -> str:
    """How many days past its time, or until when there is time."""
    if row["days_late"]:
        return tr("{days} past its time", days=days(row["days_late"]))
    return tr("due {day}", day=day(row["due_at"], year=False))


# -- the case -----------------------------------------------------------------------------------------------------


def about(case: Mapping[str, Any]) -> str:
    """Protocol, OS, customer since, plan and city in one line, as Markdown."""
    since = case["since"]
    parts = [
        tr("Protocol {number}", number=literal(case["protocol"])) if case["protocol"] else "",
        tr("customer since {year}", year=since.year) if since else "",
        tr("plan {plan}", plan=literal(case["plan"])) if case["plan"] else "",
        literal(case["city"]) if case["city"] else "",
    ]
    if case["agent_id"] and case["returned_at"] is None:
        parts.append(tr("{agent} owes the return", agent=literal(case["agent"] or case["agent_id"])))
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Answer:
    """What the form of a return says; `returned_at` is aware."""

    returned_at: datetime
    channel: str
    what_was_said: str
    outcome: str


def register_form(case: Mapping[str, Any], now: datetime) -> Answer | None:
    """Draw the form; what it says once it was sent and has no fault in it."""
    identity, local_now = case["commitment_id"], wording.local(now)
    outcomes = ("cancelled", "retained", "informed") if case["kind"] == "cancellation" else ("settled", "informed")
    with st.form(f"return_{identity}", border=False):
        first, second = st.columns(2)
        on: Any = first.date_input(
            tr("Day"),
            value=local_now.date(),
            max_value=local_now.date(),
            format="YYYY-MM-DD" if language() == "en" else "DD/MM/YYYY",
            key=f"return_day_{identity}",
        )
        at: time = second.time_input(tr("Time"), value=local_now.time(), step=300, key=f"return_time_{identity}")
        channel = st.segmented_control(
            tr("Channel"),
            list(CHANNELS),
            format_func=lambda one: name(CHANNELS, one),
            default="phone",
            required=True,
            key=f"return_channel_{identity}",
        )
        text = st.text_area(
            tr("What was said"),
            placeholder=tr("What we told the customer, and what they answered"),
            max_chars=LONGEST_TEXT,
            height=110,
            key=f"return_text_{identity}",
        )
        outcome = st.radio(
            tr("Outcome"),
            outcomes,
            format_func=lambda one: said(RETURN_OUTCOMES[one]),
            key=f"return_outcome_{identity}",
        )
        if not st.form_submit_button(tr("Register the return"), type="primary"):
            return None
    answer = Answer(_aware(on, at), str(channel), text.strip(), str(outcome))
    wrong = faults(answer, case["made_at"], now)
    for sentence in wrong:
        st.error(sentence)
    return None if wrong else answer


def faults(answer: Answer, made_at: datetime, now: datetime) -> list[str]:
    """What is wrong with a return, in plain words."""
    found = []
    if answer.returned_at > now:
        found.append(
            tr("{moment} has not come yet: write when the return took place.", moment=moment(answer.returned_at))
        )
    if answer.returned_at < made_at:
        found.append(tr("The customer asked on {moment}: the return cannot have been before.", moment=moment(made_at)))
    if not answer.what_was_said:
        found.append(tr("Write what was said to the customer: without it nobody can go on from here."))
    return found


def _aware(on: date, at: time) -> datetime:
    """Day and time where the provider is, as an aware moment."""
    return datetime.combine(on, at, ZoneInfo(default_policy().time_zone))


def heard_back(case: Mapping[str, Any]) -> None:
    """That the customer has heard back, when and from whom; and what the user wrote meanwhile, if they did."""
    if case["registered_by"] is None:
        st.markdown(tr("On {moment}, as the imported records show.", moment=moment(case["returned_at"])))
    else:
        st.markdown(
            tr(
                "On {moment}. {name} registered it on {registered}.",
                moment=moment(case["returned_at"]),
                name=literal(case["registered_by"]),
                registered=moment(case["registered_at"]),
            )
        )
    written = st.session_state.get(f"return_text_{case['commitment_id']}")
    if written:  # the form was sent, and somebody else had been faster
        st.info(somebody_was_first(case, case["registered_by"], case["registered_at"] or case["returned_at"]))
        st.markdown(tr("What you wrote was not stored: “{text}”", text=literal(written)))


def registered(case: Mapping[str, Any], answer: Answer) -> str:
    """The confirmation, as Markdown."""
    return tr(
        "Return to {customer} registered: {day} at {time}, {channel}. The case has left the list.",
        customer=f"**{customer(case)}**",
        day=day(answer.returned_at),
        time=clock(answer.returned_at),
        channel=name(CHANNELS, answer.channel),
    )


def still_open(others: pl.DataFrame) -> str:
    """What else the customer waits for (`queries.follow_up.OWED_SCHEMA`), as Markdown; '' for nothing."""
    if others.is_empty():
        return ""
    waits = plural(
        "**This customer waits for another return:**", "**This customer waits for {n} other returns:**", others.height
    )
    listed = [f"{name(COMMITMENT_KINDS, row['kind'])}, {how_late(row)}" for row in others.rows(named=True)]
    return f"{waits} {'; '.join(listed)}."


def somebody_was_first(case: Mapping[str, Any], who: str | None, at: datetime) -> str:
    """That the customer has heard back already: from whom, and when."""
    fields = {"customer": customer(case), "moment": moment(at)}
    if who is None:
        return tr("The records already show a return to {customer}, on {moment}. Nothing was changed.", **fields)
    return tr(
        "{name} was first: the return to {customer} was registered on {moment}. Nothing was changed.",
        name=literal(who),
        **fields,
    )
