"""The forms beside a case: the return, an attempt without answer, a hand-over, a note; and what is wrong with one.

What was typed stays: a form that is refused keeps its text, and one that was sent begins anew only when it was stored.
None is sent with Enter: Streamlit's hint at that key is English in every language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from practices.policy import default_policy
from ui import wording
from ui.codes import CHANNELS, RETURN_OUTCOMES
from ui.names import name
from ui.open_case import choose
from ui.screen import nothing_here
from ui.wording import language, moment, number, said, tr

LONGEST_TEXT = 4000
RETURN, ATTEMPT, HAND_OVER, NOTE = "return", "attempt", "hand_over", "note"
FORMS = (RETURN, ATTEMPT, HAND_OVER, NOTE)
CANCELLATION = "cancellation"
DECIDED, SETTLED, INFORMED = ("cancelled", "retained"), "settled", "informed"
"""Outcomes: what ends a request to cancel, what ends anything else, and what may be said of both."""
_ROUNDS, _SEEN = "rounds", "owner_seen"


@dataclass(frozen=True)
class Answer:
    """What the form of a return says; `returned_at` is aware, `also` are other commitments that it answers."""

    returned_at: datetime
    channel: str
    what_was_said: str
    outcome: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Other:
    """Something else that the customer of a case waits for: its kind, what it is, in words, and since when."""

    commitment_id: str
    kind: str
    words: str
    made_at: datetime


@dataclass(frozen=True)
class Attempt:
    """What the form of an attempt says; `at` is aware."""

    at: datetime
    channel: str
    text: str


@dataclass(frozen=True)
class HandOver:
    """What the form of a hand-over says; `from_agent_id` owed the return when the form was drawn."""

    from_agent_id: str | None
    to_agent_id: str
    why: str


@dataclass(frozen=True)
class Note:
    """What the form of a note says."""

    text: str


Written = Answer | Attempt | HandOver | Note


# -- the return ---------------------------------------------------------------------------------------------------


def return_form(case: Mapping[str, Any], others: Sequence[Other], now: datetime) -> Answer | None:
    """Draw the form; what it says once it was sent and has no fault in it.

    One call may answer more than it was made for: each of `others` can be ticked, and the outcomes offered are those
    of all that could be.
    """
    identity = case["commitment_id"]
    with st.form(f"return_{identity}", border=False, enter_to_submit=False):
        at, channel = _when_and_where(RETURN, identity, now)
        text = _text(RETURN, identity, tr("What was said"), tr("What we told the customer, and what they answered"))
        ticked = [one for one in others if st.checkbox(one.words, key=_key(RETURN, one.commitment_id, identity))]
        outcome = st.radio(
            tr("Outcome"),
            outcomes(case["kind"], [one.kind for one in others]),
            index=None,
            format_func=lambda one: said(RETURN_OUTCOMES[one]),
            key=_key(RETURN, "outcome", identity),
        )
        if not _sent(tr("Register the return"), identity, "primary"):
            return None
    answer = Answer(at or now, channel, text, outcome or "", tuple(one.commitment_id for one in ticked))
    made_at = max([case["made_at"], *(one.made_at for one in ticked)])
    kinds = {case["kind"], *(one.kind for one in ticked)}
    wrong = [*_no_time(at), *faults(answer, made_at, now), *outcome_faults(answer.outcome, kinds)]
    return None if _refused(wrong) else answer


def outcomes(kind: str, others: Sequence[str]) -> list[str]:
    """What a return to a case of this kind may end in, where it may answer `others` (kinds) too."""
    if kind == CANCELLATION:
        return [*DECIDED, INFORMED]
    return [*DECIDED, SETTLED, INFORMED] if CANCELLATION in others else [SETTLED, INFORMED]


def outcome_faults(outcome: str, kinds: Collection[str]) -> list[str]:
    """What is wrong with the outcome of a return that answers commitments of these kinds, in plain words."""
    if outcome in DECIDED and CANCELLATION not in kinds:
        words = tr(
            "“{outcome}” ends a request to cancel: tick that request too, or choose another outcome.",
            outcome=said(RETURN_OUTCOMES[outcome]),
        )
        return [words]
    if outcome == SETTLED and CANCELLATION in kinds:
        return [
            tr(
                "This return answers a request to cancel too: say whether the customer stayed or left, or that it is "
                "still in progress."
            )
        ]
    return []


def faults(answer: Answer, made_at: datetime, now: datetime) -> list[str]:
    """What is wrong with a return, in plain words."""
    found = []
    if answer.returned_at > now:
        found.append(
            tr("{moment} has not come yet: write when the return took place.", moment=moment(answer.returned_at))
        )
    if answer.returned_at < made_at:
        found.append(tr("The customer asked on {moment}: the return cannot have been before.", moment=moment(made_at)))
    found += _no_channel(answer.channel)
    if not answer.what_was_said:
        found.append(tr("Write what was said to the customer: without it nobody can go on from here."))
    if not answer.outcome:
        found.append(tr("Choose the outcome: how things stand now that the customer has heard back."))
    return [*found, *_too_long(answer.what_was_said)]


# -- the steps short of it ----------------------------------------------------------------------------------------


def attempt_form(case: Mapping[str, Any], now: datetime) -> Attempt | None:
    """Draw the form of an attempt without answer; what it says once it was sent and has no fault in it."""
    identity = case["commitment_id"]
    with st.form(f"attempt_{identity}", border=False, enter_to_submit=False):
        at, channel = _when_and_where(ATTEMPT, identity, now)
        text = _text(ATTEMPT, identity, tr("What happened"), tr("Nobody answered, voice mail, wrong number …"))
        if not _sent(tr("Record the attempt"), identity):
            return None
    attempt = Attempt(at or now, channel, text)
    return None if _refused([*_no_time(at), *attempt_faults(attempt, case["made_at"], now)]) else attempt


def attempt_faults(attempt: Attempt, made_at: datetime, now: datetime) -> list[str]:
    """What is wrong with an attempt, in plain words."""
    found = []
    if attempt.at > now:
        found.append(tr("{moment} has not come yet: write when it was tried.", moment=moment(attempt.at)))
    if attempt.at < made_at:
        found.append(tr("The customer asked on {moment}: the attempt cannot have been before.", moment=moment(made_at)))
    found += _no_channel(attempt.channel)
    if not attempt.text:
        found.append(tr("Write what happened, so that whoever tries next knows."))
    return [*found, *_too_long(attempt.text)]


def hand_over_form(case: Mapping[str, Any], takers: pl.DataFrame) -> HandOver | None:
    """Draw the form of a hand-over to one of `takers` (agent_id, agent, team), as `attempt_form` does."""
    identity = case["commitment_id"]
    if takers.filter(pl.col("agent_id") != (case["agent_id"] or "")).is_empty():
        nothing_here(tr("There is nobody else in your teams who could owe it."))
        return None
    seen = _seen_owner(identity, case["agent_id"])
    named = {row["agent_id"]: _named(row) for row in takers.iter_rows(named=True)}
    with st.form(f"hand_over_{identity}", border=False, enter_to_submit=False):
        to = st.selectbox(
            tr("Who owes it from now on"),
            list(named),
            index=None,
            format_func=named.__getitem__,
            placeholder=tr("Choose a person"),
            key=_key(HAND_OVER, "to", identity),
        )
        why = _text(HAND_OVER, identity, tr("Why"), tr("On holiday, another team settles it …"))
        sent = _sent(tr("Hand over"), identity)
    if not sent:
        st.session_state[f"{_SEEN}_{identity}"] = case["agent_id"]
        return None
    given = HandOver(seen, to or "", why)
    return None if _refused(hand_over_faults(given, named)) else given


def _seen_owner(identity: str, owner: str | None) -> str | None:
    """Who owed the return when the user last saw the form: the case may have changed hands since."""
    seen: str | None = st.session_state.get(f"{_SEEN}_{identity}", owner)
    return seen


def _named(row: Mapping[str, Any]) -> str:
    return f"{row['agent'] or row['agent_id']}, {row['team']}" if row["team"] else str(row["agent"] or row["agent_id"])


def hand_over_faults(given: HandOver, named: Mapping[str, str]) -> list[str]:
    """What is wrong with a hand-over, in plain words; `named` are those who could owe it."""
    found = []
    if not given.to_agent_id:
        found.append(tr("Choose who owes the return from now on."))
    elif given.to_agent_id == given.from_agent_id:
        fields = {"agent": named.get(given.to_agent_id, given.to_agent_id)}
        found.append(tr("{agent} owes it already: choose another person.", **fields))
    if not given.why:
        found.append(tr("Write why: whoever takes over reads it first."))
    return [*found, *_too_long(given.why)]


def note_form(case: Mapping[str, Any]) -> Note | None:
    """Draw the form of a note; what it says once it was sent and has no fault in it."""
    identity = case["commitment_id"]
    with st.form(f"note_{identity}", border=False, enter_to_submit=False):
        text = _text(NOTE, identity, tr("Note"), tr("What the next person should know"))
        if not _sent(tr("Keep the note"), identity):
            return None
    wrong = [] if text else [tr("The note is empty: write what the next person should know.")]
    return None if _refused([*wrong, *_too_long(text)]) else Note(text)


# -- what the forms share -----------------------------------------------------------------------------------------


def _key(form: str, field: str, identity: str) -> str:
    return f"{form}_{field}_{identity}_{st.session_state.get(f'{_ROUNDS}_{form}_{identity}', 0)}"


def _sent(label: str, identity: str, kind: Literal["primary", "secondary"] = "secondary") -> bool:
    """Draw the button of a form; True once it was sent, in a run that shows the form's own case.

    The list may open with another by then, where somebody was faster: what was sent is answered beside its case.
    """
    return st.form_submit_button(label, type=kind, on_click=choose, args=(identity,))


def empty_again(form: str, identity: str, text: str = "") -> None:
    """Let a form begin anew in the next run, with `text` in it where there is some."""
    rounds = f"{_ROUNDS}_{form}_{identity}"
    st.session_state[rounds] = st.session_state.get(rounds, 0) + 1
    if text:
        st.session_state[_key(form, "text", identity)] = text


def unsent(identity: str, *forms: str) -> list[str]:
    """What the user sent in these forms of a case and nobody stored."""
    texts = [st.session_state.get(_key(form, "text", identity)) for form in forms]
    return list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def _when_and_where(form: str, identity: str, now: datetime) -> tuple[datetime | None, str]:
    """Day, time and channel: the aware moment (None: a day that is over, without a time), the channel ('': none yet).

    The time begins empty and then means the minute in which the form is sent: one filled in when the page was opened
    would be of before the call.
    """
    local_now = wording.local(now)
    first, second = st.columns(2)
    on: Any = first.date_input(
        tr("Day"),
        value=local_now.date(),
        max_value=local_now.date(),
        format="YYYY-MM-DD" if language() == "en" else "DD/MM/YYYY",
        key=_key(form, "day", identity),
    )
    at = second.time_input(tr("Time (empty: now)"), value=None, step=300, key=_key(form, "time", identity))
    channel = st.segmented_control(
        tr("Channel"),
        list(CHANNELS),
        format_func=lambda one: name(CHANNELS, one),
        key=_key(form, "channel", identity),
    )
    if at is None and on != local_now.date():
        return None, channel or ""
    return _aware(on, local_now.time().replace(second=0, microsecond=0) if at is None else at), channel or ""


def _aware(on: date, at: time) -> datetime:
    """Day and time where the provider is, as an aware moment."""
    return datetime.combine(on, at, ZoneInfo(default_policy().time_zone))


def _no_time(at: datetime | None) -> list[str]:
    return [tr("Write the time: only today it may stay empty.")] if at is None else []


def _no_channel(channel: str) -> list[str]:
    return [] if channel else [tr("Choose the channel.")]


def _text(form: str, identity: str, label: str, placeholder: str) -> str:
    """The text, without a limit in the browser: it would swallow what is pasted beyond it without a word."""
    height = 110 if form == RETURN else 80
    text = st.text_area(label, placeholder=placeholder, height=height, key=_key(form, "text", identity))
    return (text or "").strip()


def _too_long(text: str) -> list[str]:
    if len(text) <= LONGEST_TEXT:
        return []
    fields = {"n": number(len(text)), "most": number(LONGEST_TEXT)}
    return [tr("The text has {n} characters and may have {most}: shorten it, and send it again.", **fields)]


def _refused(wrong: Sequence[str]) -> bool:
    for sentence in wrong:
        st.error(sentence)
    return bool(wrong)
