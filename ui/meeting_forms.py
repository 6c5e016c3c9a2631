"""The forms of a weekly review: an action is agreed or changed, the review is closed or reopened.

What is sent is only kept in the session: the page takes it (`sent`), after it has made sure who is looking. A form
that was sent and could not be saved stays as it was filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from practices import BY_ID, PRACTICES
from ui.charts.marks import title
from ui.due import working_day_in
from ui.sentences import meeting as sentences
from ui.telling.meeting import OPEN, STATES
from ui.wording import day, language, said, say_anew, today, tr

FORM_WIDTH = 620
LONGEST_ACTION, LONGEST_OWNER, LONGEST_TEXT = 500, 120, 4000
SOMEBODY_ELSE = ""
"""Chosen instead of a name that is offered; the name is then typed."""
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


def written(one: Sent) -> str:
    """The words of something that was sent, to be told where it was not taken; '' where there are none."""
    if isinstance(one, Agreed):
        return f"{one.what}, {one.owner}"
    if isinstance(one, Closed):
        return one.remark
    return one.said if isinstance(one, Changed) else one.because


def done(one: Sent, sentence: str) -> None:
    """That it was taken: its form is empty again, and closed unless another action may follow."""
    place = place_of(one)
    if sentence:
        tell(place, DONE, sentence)
    st.session_state[f"{_ROUND}_{place}"] = _round(place) + 1
    if not isinstance(one, Agreed):
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
    if is_open(place):
        words, look = tr("Cancel this form"), {"type": "tertiary"}
    st.button(words, key=f"open_{place}", on_click=_toggle, args=(place,), **look)


def _toggle(place: str) -> None:
    """Open the form, or close it and forget what is in it; a new action's words are kept."""
    if is_open(place) and place != NEW:
        st.session_state[f"{_ROUND}_{place}"] = _round(place) + 1
    st.session_state[_OPEN] = None if is_open(place) else place


def _round(place: str) -> int:
    return int(st.session_state.get(f"{_ROUND}_{place}", 0))


def _key(field: str, place: str) -> str:
    """The key of one field of the form at a place; another one after the form was taken, so that it is empty."""
    return f"{field}_{place}_{_round(place)}"


def _said(field: str, place: str) -> Any:
    return st.session_state.get(_key(field, place))


_KEPT: dict[str, Any] = {"persist_state": "session"}
"""A field that keeps what is in it while other screens are looked at.

What is in an `st.form` would be lost with the screen: here each field is sent when it is left, and only the form is
run again (a fragment)."""


def _send_button(words: str, key: str, send: Callable[..., None], *about: Any) -> None:
    """The button of a form; what was sent, or is wrong, concerns the whole screen."""
    pressed = st.button(words, type="primary", key=key, on_click=send, args=about)
    if pressed and (_SENT in st.session_state or _TOLD in st.session_state):
        st.rerun()


# -- a new action ---------------------------------------------------------------------------------------------------


@st.fragment
def new_action(from_day: date, to_day: date, teams: tuple[str, ...], owners: Sequence[str]) -> None:
    """The form of an action; it stays open for the next one."""
    say_anew(_key("practice", NEW))
    with st.container(width=FORM_WIDTH):
        st.text_input(
            tr("What will be done"),
            max_chars=LONGEST_ACTION,
            placeholder=tr("One thing, in words that tell next week whether it was done"),
            key=_key("what", NEW),
            **_KEPT,
        )
        left, right = st.columns([3, 2])
        with left:
            _owner(owners)
        with right:
            _date(tr("Until"), working_day_in(DAYS_GIVEN), NEW)
        st.selectbox(
            tr("Practice it is to better (optional)"),
            [NO_PRACTICE, *(one.id for one in PRACTICES)],
            format_func=lambda one: title(one) if one in BY_ID else tr("None"),
            key=_key("practice", NEW),
            **_KEPT,
        )
        _send_button(tr("Write it down"), "save_new", _send_action, from_day, to_day, teams)


def _owner(owners: Sequence[str]) -> None:
    """Who does it: one of those who are offered, or somebody else by name."""
    say_anew(_key("owner", NEW))
    st.selectbox(
        tr("Who does it"),
        [*owners, SOMEBODY_ELSE],
        index=None,
        format_func=lambda one: one or tr("Somebody else…"),
        placeholder=tr("Choose who"),
        key=_key("owner", NEW),
        **_KEPT,
    )
    if _said("owner", NEW) == SOMEBODY_ELSE:
        st.text_input(tr("Name of who does it"), max_chars=LONGEST_OWNER, key=_key("name", NEW), **_KEPT)


def _send_action(from_day: date, to_day: date, teams: tuple[str, ...]) -> None:
    what, owner, name = (" ".join((_said(one, NEW) or "").split()) for one in ("what", "owner", "name"))
    owner = owner or name
    due_on, practice = _said("due", NEW), _said("practice", NEW)
    if not what:
        fault: str | None = tr("Write what will be done.")
    elif not owner:
        fault = tr("Say who does it: an action of nobody is done by nobody.")
    else:
        fault = _fault_of_date(due_on)
    if fault:
        tell(NEW, NOTHING_DONE, fault)
    else:
        st.session_state[_SENT] = Agreed(from_day, to_day, teams, what, owner, due_on, practice or None)


def _date(words: str, value: date, place: str, **look: Any) -> None:
    form = "YYYY-MM-DD" if language() == "en" else "DD/MM/YYYY"
    st.date_input(words, value=value, format=form, key=_key("due", place), **look, **_KEPT)


def _fault_of_date(due_on: date | None) -> str | None:
    if due_on is None:
        return tr("Say until when.")
    if due_on < today():
        return tr("{day} is over: choose a day from today on.", day=day(due_on))
    if due_on > today() + timedelta(days=FARTHEST_DAYS):
        return tr("{day} is more than a year away: is the year right?", day=day(due_on))
    return None


# -- what became of an action ---------------------------------------------------------------------------------------


@st.fragment
def change_action(row: Mapping[str, Any]) -> None:
    """The form of an action's state, date and what came of it (ACTION_SCHEMA)."""
    place = str(row["action_id"])
    seen = st.session_state.setdefault(_key("seen", place), row["version"])
    with st.container(width=FORM_WIDTH):
        st.radio(
            tr("How it stands"),
            list(STATES),
            index=list(STATES).index(row["state"]),
            format_func=lambda one: said(STATES[one]),
            horizontal=True,
            key=_key("state", place),
            **_KEPT,
        )
        _words(tr("What came of it, or why the date moves"), "said", place)
        _date(tr("Until"), row["due_on"], place, width=180)
        _send_button(tr("Save"), f"save_{place}", _send_change, {**row, "version": seen})


def look_again(one: Sent) -> None:
    """The user has been told of another's change: what they send now, they send knowing it."""
    st.session_state.pop(_key("seen", place_of(one)), None)


def _send_change(row: Mapping[str, Any]) -> None:
    place = str(row["action_id"])
    state, words, due_on = _said("state", place), (_said("said", place) or "").strip(), _said("due", place)
    fault = None
    if state != OPEN and not words:
        fault = tr("Say what came of it: next week nobody remembers.")
    elif due_on != row["due_on"]:
        fault = _fault_of_date(due_on)
    elif state == row["state"] and not words:
        fault = tr("Nothing was changed.")
    if fault:
        tell(place, NOTHING_DONE, fault)
    else:
        st.session_state[_SENT] = Changed(row["action_id"], row["version"], state, due_on, words)


def _words(label: str, field: str, place: str, **look: Any) -> None:
    st.text_area(label, max_chars=LONGEST_TEXT, height=80, key=_key(field, place), **look, **_KEPT)


# -- closing and reopening ------------------------------------------------------------------------------------------


@st.fragment
def close(from_day: date, to_day: date, teams: tuple[str, ...]) -> None:
    """The form that closes a review."""
    with st.container(width=FORM_WIDTH):
        st.markdown(sentences.before_closing())
        _words(tr("Remark (optional)"), "remark", CLOSE)
        _send_button(tr("Close and keep the numbers"), "save_close", _send_closing, from_day, to_day, teams)


def _send_closing(from_day: date, to_day: date, teams: tuple[str, ...]) -> None:
    st.session_state[_SENT] = Closed(from_day, to_day, teams, (_said("remark", CLOSE) or "").strip())


@st.fragment
def reopen(meeting_id: int) -> None:
    """The form that reopens a closed review."""
    with st.container(width=FORM_WIDTH):
        hint = tr("The closing and its numbers stay on record, with this reason")
        _words(tr("Why is it reopened?"), "because", REOPEN, placeholder=hint)
        _send_button(tr("Reopen the review"), "save_reopen", _send_reopening, meeting_id)


def _send_reopening(meeting_id: int) -> None:
    because = (_said("because", REOPEN) or "").strip()
    if not because:
        tell(REOPEN, NOTHING_DONE, tr("Say why: whoever reads the closing later has to understand it."))
    else:
        st.session_state[_SENT] = Reopened(meeting_id, because)
