"""The forms of a weekly review: an action is agreed or changed, the review is closed or reopened.

What is sent is only kept in the session: the page takes it (`sent`), after it has made sure who is looking. A form
that was sent and could not be saved stays as it was filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from practices import BY_ID, PRACTICES
from ui.charts.marks import title
from ui.sentences import meeting as sentences
from ui.sentences.meeting import OPEN, STATES
from ui.wording import day, language, said, say_anew, today, tr

FORM_WIDTH = 620
LONGEST_ACTION, LONGEST_OWNER, LONGEST_TEXT = 500, 120, 4000
FARTHEST_DAYS = 366
"""As in `data.decisions`, which has the last word."""
DAYS_GIVEN = 7
DONE, NOTHING_DONE = ":material/check:", ":material/info:"
NEW, CLOSE, REOPEN = "new", "close", "reopen"
"""Where something was said, beside the numbers of actions."""
NO_PRACTICE = ""
_OPEN, _SENT, _TOLD, _ROUND = "meeting_open", "meeting_sent", "meeting_told", "meeting_round"


@dataclass(frozen=True)
class Agreed:
    """An action that the review of these days and teams agrees."""

    from_day: date
    to_day: date
    teams: tuple[str, ...]
    what: str
    owner: str
    due_on: date
    practice: str | None


@dataclass(frozen=True)
class Changed:
    """What became of an action, of which the user saw `version`."""

    action_id: int
    version: int
    state: str
    due_on: date
    said: str


@dataclass(frozen=True)
class Closed:
    """That the review of these days and teams is closed."""

    from_day: date
    to_day: date
    teams: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Reopened:
    """That a closing no longer holds, and why."""

    meeting_id: int
    because: str


Sent = Agreed | Changed | Closed | Reopened


def sent() -> Sent | None:
    """What was sent just now, once."""
    found: Sent | None = st.session_state.pop(_SENT, None)
    return found


def place_of(one: Sent) -> str:
    """Where on the screen something was sent."""
    if isinstance(one, Changed):
        return str(one.action_id)
    return {Agreed: NEW, Closed: CLOSE, Reopened: REOPEN}[type(one)]


def done(one: Sent, sentence: str) -> None:
    """That it was taken: its form is closed, or empty for the next action."""
    tell(place_of(one), DONE, sentence)
    if isinstance(one, Agreed):
        st.session_state[_ROUND] = _round() + 1
    else:
        st.session_state.pop(_OPEN, None)


def tell(place: str, icon: str, sentence: str) -> None:
    """Keep what became of something sent, to be said where it was sent."""
    st.session_state[_TOLD] = (place, icon, sentence)


def told(*places: str) -> None:
    """Say what became of what was sent at one of these places, once."""
    kept = st.session_state.get(_TOLD)
    if kept and kept[0] in places:
        del st.session_state[_TOLD]
        st.markdown(f"{kept[1]} {kept[2]}")


def is_open(place: str) -> bool:
    """Whether the form at this place is open; one is at a time."""
    return bool(st.session_state.get(_OPEN) == place)


def toggle(words: str, place: str, **look: Any) -> None:
    """The button that opens and closes the form at a place."""
    shown = tr("Close the form") if is_open(place) else words
    st.button(shown, key=f"open_{place}", on_click=_toggle, args=(place,), **look)


def _toggle(place: str) -> None:
    st.session_state[_OPEN] = None if is_open(place) else place


def _round() -> int:
    return int(st.session_state.get(_ROUND, 0))


# -- a new action ---------------------------------------------------------------------------------------------------


def new_action(from_day: date, to_day: date, teams: tuple[str, ...], owners: Sequence[str]) -> None:
    """The form of an action; it stays open for the next one, and keeps its words while other screens are looked at."""
    place = _round()
    kept: dict[str, Any] = {"persist_state": "session"}
    owner, practice = f"action_owner_{place}", f"action_practice_{place}"
    chosen = st.session_state.get(owner)
    names = list(dict.fromkeys([*([chosen] if chosen else []), *owners]))
    say_anew(practice)
    with st.container(width=FORM_WIDTH), st.form(f"action_{place}", border=False, enter_to_submit=False):
        st.text_input(
            tr("What will be done"),
            max_chars=LONGEST_ACTION,
            placeholder=tr("One thing, in words that tell next week whether it was done"),
            key=f"action_what_{place}",
            **kept,
        )
        left, right = st.columns([3, 2])
        with left:
            st.selectbox(
                tr("Who does it"),
                names,
                index=None,
                placeholder=tr("Choose or type a name"),
                accept_new_options=True,
                key=owner,
                **kept,
            )
        with right:
            _date(tr("Until"), today() + timedelta(days=DAYS_GIVEN), f"action_due_{place}", **kept)
        st.selectbox(
            tr("Practice it is to better (optional)"),
            [NO_PRACTICE, *(one.id for one in PRACTICES)],
            format_func=lambda one: title(one) if one in BY_ID else tr("None"),
            key=practice,
            **kept,
        )
        st.form_submit_button(
            tr("Write it down"),
            type="primary",
            key="save_action",
            on_click=_send_action,
            args=(from_day, to_day, teams),
        )


def written(one: Sent) -> str:
    """The words of something that was sent and not taken; '' where there are none."""
    if isinstance(one, Agreed):
        return f"{one.what}, {one.owner}"
    if isinstance(one, Closed):
        return one.remark
    return one.said if isinstance(one, Changed) else one.because


def _send_action(from_day: date, to_day: date, teams: tuple[str, ...]) -> None:
    place = _round()
    form: dict[str, Any] = {
        one: st.session_state.get(f"action_{one}_{place}") for one in ("what", "owner", "due", "practice")
    }
    what, owner = (" ".join((form[one] or "").split()) for one in ("what", "owner"))
    fault = None
    if not what:
        fault = tr("Write what will be done.")
    elif not owner:
        fault = tr("Say who does it: an action of nobody is done by nobody.")
    elif len(owner) > LONGEST_OWNER:
        fault = tr("A name has {n} characters at most.", n=LONGEST_OWNER)
    fault = fault or _fault_of_date(form["due"])
    if fault:
        tell(NEW, NOTHING_DONE, fault)
    else:
        st.session_state[_SENT] = Agreed(from_day, to_day, teams, what, owner, form["due"], form["practice"] or None)


def _date(words: str, value: date, key: str, **kept: Any) -> None:
    st.date_input(words, value=value, format="YYYY-MM-DD" if language() == "en" else "DD/MM/YYYY", key=key, **kept)


def _fault_of_date(due_on: date | None) -> str | None:
    if due_on is None:
        return tr("Say until when.")
    if due_on < today():
        return tr("{day} is over: choose a day from today on.", day=day(due_on))
    if due_on > today() + timedelta(days=FARTHEST_DAYS):
        return tr("{day} is more than a year away: is the year right?", day=day(due_on))
    return None


# -- what became of an action ---------------------------------------------------------------------------------------


def change_action(row: Mapping[str, Any]) -> None:
    """The form of an action's state, date and what came of it (ACTION_SCHEMA)."""
    place = row["action_id"]
    with st.container(width=FORM_WIDTH), st.form(f"change_{place}", border=False, enter_to_submit=False):
        st.radio(
            tr("How it stands"),
            list(STATES),
            index=list(STATES).index(row["state"]),
            format_func=lambda one: said(STATES[one]),
            horizontal=True,
            key=f"change_state_{place}",
        )
        st.text_area(
            tr("What came of it, or why the date moves"), max_chars=LONGEST_TEXT, height=90, key=f"change_said_{place}"
        )
        _date(tr("Until"), row["due_on"], f"change_due_{place}", width=180)
        st.form_submit_button(
            tr("Save"), type="primary", key=f"save_change_{place}", on_click=_send_change, args=(dict(row),)
        )


def _send_change(row: Mapping[str, Any]) -> None:
    place = row["action_id"]
    form: dict[str, Any] = {one: st.session_state.get(f"change_{one}_{place}") for one in ("state", "said", "due")}
    state, words, due_on = form["state"], (form["said"] or "").strip(), form["due"]
    fault = None
    if state != OPEN and not words:
        fault = tr("Say what came of it: next week nobody remembers.")
    elif due_on != row["due_on"]:
        fault = _fault_of_date(due_on)
    elif state == row["state"] and not words:
        fault = tr("Nothing was changed.")
    if fault:
        tell(str(place), NOTHING_DONE, fault)
    else:
        st.session_state[_SENT] = Changed(place, row["version"], state, due_on, words)


# -- closing and reopening ------------------------------------------------------------------------------------------


def close(from_day: date, to_day: date, teams: tuple[str, ...], *, empty: bool) -> None:
    """The form that closes a review; of a period without data (`empty`) it says so."""
    with st.container(width=FORM_WIDTH), st.form("close_review", border=False):
        st.markdown(sentences.before_closing(empty=empty))
        st.text_area(tr("Remark (optional)"), max_chars=LONGEST_TEXT, height=70, key="close_remark")
        st.form_submit_button(
            tr("Close and keep the numbers") if not empty else tr("Close without numbers"),
            type="primary",
            key="save_close",
            on_click=_send_closing,
            args=(from_day, to_day, teams),
        )


def _send_closing(from_day: date, to_day: date, teams: tuple[str, ...]) -> None:
    st.session_state[_SENT] = Closed(from_day, to_day, teams, (st.session_state.get("close_remark") or "").strip())


def reopen(meeting_id: int) -> None:
    """The form that reopens a closed review."""
    with st.container(width=FORM_WIDTH), st.form("reopen_review", border=False):
        st.text_area(
            tr("Why is it reopened?"),
            placeholder=tr("The closing and its numbers stay on record, with this reason"),
            max_chars=LONGEST_TEXT,
            height=70,
            key="reopen_because",
        )
        st.form_submit_button(
            tr("Reopen the review"), type="primary", key="save_reopen", on_click=_send_reopening, args=(meeting_id,)
        )


def _send_reopening(meeting_id: int) -> None:
    because = (st.session_state.get("reopen_because") or "").strip()
    if not because:
        tell(REOPEN, NOTHING_DONE, tr("Say why: whoever reads the closing later has to understand it."))
    else:
        st.session_state[_SENT] = Reopened(meeting_id, because)
