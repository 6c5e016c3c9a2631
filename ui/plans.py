"""The forms of coaching: a plan agreed, changed, closed; a note. What is sent is kept in the session.

The page takes it (`sent`), after it has made sure who is looking. A form stays as it was filled in until it was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import goals
from ui.charts.marks import title
from ui.due import working_day_in
from ui.goals import Beside
from ui.screen import nothing_here, small
from ui.sentences import coaching as sentences
from ui.telling.coaching import OPEN
from ui.wording import language, said, say_anew, tr

ADDRESS = "plan"
"""The name of the chosen plan in the address."""
NEW = "new"
LONGEST_TEXT = 4000
UNTIL_DAYS, FOLLOW_UP_DAYS = 28, 14
"""What a form offers at first: four weeks to work on a practice, and a talk after two."""
DONE, NOTHING_DONE = ":material/check:", ":material/info:"
ABOVE = "above"
"""Where something is said whose form is gone: above the plan."""
_IN_ADDRESS = "plan_in_address"
_SENT, _TOLD, _REFUSED, _OPEN, _SEEN = "plan_sent", "plan_told", "plan_refused", "plan_form", "plan_seen"


@dataclass(frozen=True)
class Wish:
    """What a form asks for: `what` is start, change, finish, note, pin or unpin; the rest as far as it needs it.

    version  of the plan that the user had before their eyes
    goal     from 0 to 1
    state    done or dropped
    at       where it is answered, if not at the form: the key of the button that was pressed
    """

    what: str
    plan_id: int = 0
    version: int = 0
    practice: str = ""
    goal: float = 0.0
    until: date | None = None
    follow_up_on: date | None = None
    started_on: date | None = None
    state: str = ""
    text: str = ""
    unit: str = ""
    unit_id: str = ""
    place: str | None = None
    at: str = ""


def sent() -> Wish | None:
    """What was sent just now, once."""
    wish: Wish | None = st.session_state.pop(_SENT, None)
    return wish


def tell(icon: str, words: str, at: str) -> None:
    """Keep what became of a form, to be said at a place: ABOVE, beside the form of that name, at a button's key."""
    st.session_state[_TOLD] = (icon, words, at)


def not_taken(wish: Wish, words: str) -> None:
    """Keep why a wish was not taken, to be said where it was sent."""
    tell(NOTHING_DONE, words, wish.at or wish.what)


def refuse(wish: Wish, words: str = "") -> None:
    """Keep why a form was not taken, and what stood in it: where its plan is closed, the form is no longer there."""
    st.session_state[_REFUSED] = wish
    not_taken(wish, words)


def closed_meanwhile(plan: Mapping[str, Any]) -> None:
    """Where the plan (PLAN_SCHEMA) was closed while a form of it was open: who closed it, and what stood there."""
    refused: Wish | None = st.session_state.pop(_REFUSED, None)
    if plan["state"] == OPEN:
        return
    if refused is None and (st.session_state.get(_OPEN) or ("", 0))[1] == plan["plan_id"]:
        refused = Wish(st.session_state[_OPEN][0], plan["plan_id"])
    if refused is not None and refused.plan_id == plan["plan_id"]:
        st.session_state.pop(_OPEN, None)
        stands_there_still = refused.what in ("note", "pin", "unpin") and not refused.at
        tell(NOTHING_DONE, sentences.somebody_closed(plan, refused), refused.what if stands_there_still else ABOVE)


def told(at: str) -> None:
    """Say at its place what became of the form that was sent, once."""
    if (st.session_state.get(_TOLD) or ("", "", ""))[2] == at:
        _say()


def told_above(place: DeltaGenerator) -> None:
    """At the end of a run, above the plan: what was to be said at a place that is no longer there."""
    if st.session_state.get(_TOLD):
        with place:
            _say()


def _say() -> None:
    icon, words, _ = st.session_state.pop(_TOLD)
    st.info(words, icon=icon)


def taken(wish: Wish) -> None:
    """Close the form of a wish that was taken, and empty its fields; what was begun in another form stays there."""
    if wish.what in ("change", "finish"):
        st.session_state.pop(_OPEN, None)
    st.session_state[f"plan_round_{wish.what}"] = round_of(wish.what) + 1
    if not (wish.what == "pin" and wish.at):  # there, *pinned* stands in the button's place
        tell(DONE, sentences.done(wish.what), ABOVE if wish.what in ("start", "finish") else wish.what)


def seen_anew(wish: Wish, version: int) -> None:
    """The user now has the plan of this version before their eyes; the form keeps what they wrote."""
    st.session_state[_SEEN] = (wish.plan_id, version)


def send(wish: Wish) -> None:
    """Let the page take what a form asks for in the next run."""
    st.session_state[_SENT] = wish


def round_of(what: str) -> int:
    """How many of these forms were taken: the next one has other keys, and so begins empty."""
    return int(st.session_state.get(f"plan_round_{what}", 0))


# -- which plan ---------------------------------------------------------------------------------------------------


def current(plans: pl.DataFrame, agent_id: str) -> dict[str, Any] | None:
    """The chosen one of an agent's plans (PLAN_SCHEMA), before its box is drawn; None for a new one.

    At first the one that the address names, else the open one that is talked about next.
    """
    ids = [str(one) for one in plans["plan_id"]]
    key, asked = _shown(agent_id), st.query_params.get(ADDRESS)
    if asked in ids and asked != st.session_state.get(_IN_ADDRESS):
        st.session_state[key] = asked
    if st.session_state.get(key) not in [*ids, NEW]:
        st.session_state[key] = next((str(row["plan_id"]) for row in plans.to_dicts() if _is_open(row)), NEW)
    picked = st.session_state[key]
    if picked == NEW:
        st.query_params.pop(ADDRESS, None)
        return None
    st.session_state[_IN_ADDRESS] = st.query_params[ADDRESS] = picked
    return plans.row(ids.index(picked), named=True)


def box(plans: pl.DataFrame, agent_id: str) -> None:
    """Draw the choice among an agent's plans, open and closed, where there are any."""
    named = {str(row["plan_id"]): sentences.in_box(row) for row in plans.to_dicts()}
    if not named:
        return
    say_anew(_shown(agent_id), named.get(st.session_state.get(_shown(agent_id), NEW), ""))
    st.selectbox(
        tr("Plan"),
        [*named, NEW],
        format_func=lambda one: named.get(one) or tr("Agree on a new focus"),
        key=_shown(agent_id),
        persist_state="session",
        label_visibility="collapsed",
        width=420,
    )


def _shown(agent_id: str) -> str:
    return f"plan_shown_{agent_id}"


def _is_open(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == OPEN)


def show(agent_id: str, plan_id: int) -> None:
    """Let this plan be the chosen one in the next run."""
    st.session_state[_shown(agent_id)] = st.session_state[_IN_ADDRESS] = str(plan_id)
    st.query_params[ADDRESS] = str(plan_id)


# -- the forms ----------------------------------------------------------------------------------------------------


BeforeTalk = Callable[[str, date], goals.Before]
"""How a practice of the agent went before a talk of that day: what the plan will be compared with."""


def new(agent_id: str, practices: Sequence[str], first: Sequence[str], before: BeforeTalk, today: date) -> None:
    """The form of a new plan. `first` are the practices to work on that the screen names, offered on top.

    The first of them is chosen until somebody chooses another; where there is none, nothing is chosen beforehand.
    """
    key = f"{agent_id}_{round_of('start')}"
    offered = [*first, *(one for one in practices if one not in first)]

    def named(one: str) -> str:
        return f"{title(one)} ({tr('to work on')})" if one in first else title(one)

    box = f"plan_practice_{key}"
    _choose_beforehand(box, first[0] if first else None)
    say_anew(box, named(st.session_state[box]) if st.session_state[box] else "")
    practice: str | None = st.selectbox(
        tr("Focus practice"),
        offered,
        index=0 if first else None,
        format_func=named,
        placeholder=tr("Choose the practice"),
        key=box,
    )
    if practice is None:
        nothing_here(tr("Nothing lies clearly below the team: choose the practice to work on."))
        told("start")
        return
    key = f"{practice}_{key}"
    left, right = st.columns(2)
    talk: date | None = left.date_input(
        tr("Day of the talk"), value=today, format=_date_format(), key=f"plan_started_{key}"
    )
    form = _Form(key, before(practice, talk or today))
    offer = goals.offered(form.before)
    unsure = _goal(form, right, offer.goal, sentences.offered(offer, form.before))
    _days(key, working_day_in(UNTIL_DAYS), working_day_in(FOLLOW_UP_DAYS))
    st.button(
        tr("Agree all the same") if unsure else tr("Agree on this"),
        type="primary",
        key=f"plan_start_{agent_id}",
        on_click=_send_focus,
        args=(Wish("start", practice=practice), form, unsure),
    )
    told("start")


def _choose_beforehand(box: str, practice: str | None) -> None:
    """Let the box begin with this practice, and follow it to the next until somebody chooses: other weeks name others.

    The box alone would keep what it began with under the weeks that were shown before.
    """
    began, known = f"{box}_began", st.session_state.get(box)
    if box not in st.session_state or known == st.session_state.get(began):
        st.session_state[box] = practice
    st.session_state[began] = practice


class _Form(NamedTuple):
    """Where a form keeps its fields, how it was before the talk, and the goal in percent that stood there."""

    key: str
    before: goals.Before
    agreed: int | None = None

    def beside(self, goal: int | None) -> Beside:
        """Where the goal lies beside the agent's rate; one that stood there already is not asked about again."""
        if goal is None or goal == self.agreed:
            return Beside.UNKNOWN
        return goals.beside(goal, self.before.agent)


def _goal(form: _Form, place: DeltaGenerator, goal: int, about: str = "") -> bool:
    """The field of the goal in its `place`; below it what it will be compared with, and what is said `about` it.

    Whether the goal lies below a rate that rests on few cases: then it is asked for twice.
    """
    chosen = place.number_input(tr("Goal, %"), value=goal, step=1, key=f"plan_goal_{form.key}")
    found = form.beside(chosen)
    told = " ".join(filter(None, (sentences.stands(form.before), about)))
    st.markdown(f"{small(told)} {sentences.beside(found)}".strip())
    return found is Beside.UNSURE


def _days(key: str, until: date, follow_up_on: date) -> None:
    left, right = st.columns(2)
    left.date_input(tr("Last day"), value=until, format=_date_format(), key=f"plan_until_{key}")
    right.date_input(tr("Next talk"), value=follow_up_on, format=_date_format(), key=f"plan_follow_up_{key}")


def _date_format() -> str:
    return "YYYY-MM-DD" if language() == "en" else "DD/MM/YYYY"


def _send_focus(blank: Wish, form: _Form, asked: bool) -> None:
    """Take what the fields say; what is wrong with them is found where it is decided, but for what is missing, and
    for a goal below the agent's rate: where the rate is unsure, it is taken once it was `asked` about.
    """
    read, key = st.session_state.get, form.key
    until, follow_up_on = read(f"plan_until_{key}"), read(f"plan_follow_up_{key}")
    started_on, goal = read(f"plan_started_{key}"), read(f"plan_goal_{key}")
    days = [until, follow_up_on, *([started_on] if blank.what == "start" else [])]
    wish = replace(blank, goal=(goal or 0) / 100, until=until, follow_up_on=follow_up_on, started_on=started_on)
    found = form.beside(goal)
    if goal is None or None in days:
        refuse(wish, sentences.fault("goal" if goal is None else "day"))
    elif found is Beside.BELOW or (found is Beside.UNSURE and not asked):
        refuse(wish, sentences.fault(f"goal_{found.value}"))
    else:
        send(wish)


def next_focus(agent_id: str) -> None:
    """From a plan that is closed, the way to the form of the next one."""
    st.button(tr("Agree on a new focus"), key="plan_next", on_click=_show_new, args=(agent_id,))


def _show_new(agent_id: str) -> None:
    st.session_state[_shown(agent_id)] = NEW


def controls(plan: Mapping[str, Any], before: BeforeTalk) -> None:
    """Change and close an open plan, each in a form that opens at its button."""
    with st.container(horizontal=True, gap="small"):
        for what, words in (("change", tr("Change the plan")), ("finish", tr("Close the plan"))):
            label = tr("Cancel this form") if st.session_state.get(_OPEN) == (what, plan["plan_id"]) else words
            st.button(label, key=f"plan_{what}", on_click=_toggle, args=(what, plan["plan_id"], plan["version"]))
    opened = st.session_state.get(_OPEN)
    if opened == ("change", plan["plan_id"]):
        _change_form(plan, before)
    elif opened == ("finish", plan["plan_id"]):
        _finish_form(plan)
    for what in ("change", "finish"):
        told(what)


def _toggle(what: str, plan_id: int, version: int) -> None:
    closing = st.session_state.get(_OPEN) == (what, plan_id)
    st.session_state[_OPEN] = None if closing else (what, plan_id)
    st.session_state[_SEEN] = (plan_id, version)


def _seen(plan: Mapping[str, Any]) -> int:
    """The version that stood there when the form was opened: what changed since is not the user's."""
    plan_id, version = st.session_state.get(_SEEN, (None, 0))
    return int(version) if plan_id == plan["plan_id"] else int(plan["version"])


def _change_form(plan: Mapping[str, Any], before: BeforeTalk) -> None:
    goal = round(plan["goal"] * 100)
    form = _Form(f"{plan['plan_id']}_{round_of('change')}", before(plan["practice"], plan["started_on"]), goal)
    with st.form(f"plan_change_{form.key}", border=False, enter_to_submit=False):
        unsure = _goal(form, st.columns(2)[0], goal)
        _days(form.key, plan["until"], plan["follow_up_on"])
        wish = Wish("change", plan["plan_id"], _seen(plan), plan["practice"])
        st.form_submit_button(
            tr("Save all the same") if unsure else tr("Save the change"),
            type="primary",
            on_click=_send_focus,
            args=(wish, form, unsure),
            key="plan_change_save",
        )


def _finish_form(plan: Mapping[str, Any]) -> None:
    key = f"{plan['plan_id']}_{round_of('finish')}"
    with st.form(f"plan_finish_{key}", border=False, enter_to_submit=False):
        st.segmented_control(
            tr("How does it end?"),
            list(sentences.ENDS),
            format_func=lambda one: said(sentences.ENDS[one]),
            key=f"plan_end_{key}",
            required=True,
        )
        st.text_area(tr("What came of it (needed)"), max_chars=LONGEST_TEXT, height=90, key=f"plan_outcome_{key}")
        wish = Wish("finish", plan["plan_id"], _seen(plan))
        st.form_submit_button(
            tr("Close the plan now"), type="primary", on_click=_send_end, args=(wish, key), key="plan_finish_save"
        )


def _send_end(blank: Wish, key: str) -> None:
    state, text = st.session_state.get(f"plan_end_{key}"), st.session_state.get(f"plan_outcome_{key}")
    wish = replace(blank, state=state or "", text=text or "")
    if state is None:
        refuse(wish, sentences.fault("end"))
    else:
        send(wish)


def note(plan: Mapping[str, Any]) -> None:
    """The form of a note."""
    key = f"plan_note_{plan['plan_id']}_{round_of('note')}"
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        st.text_area(
            tr("Note"),
            placeholder=tr("What was said, what was agreed"),
            max_chars=LONGEST_TEXT,
            height=90,
            key=key,
        )
        wish = Wish("note", plan["plan_id"], plan["version"])
        st.form_submit_button(tr("Note it"), on_click=_send_note, args=(wish, key), key="plan_note_save")
    told("note")


def _send_note(blank: Wish, key: str) -> None:
    send(replace(blank, text=st.session_state.get(key) or ""))
