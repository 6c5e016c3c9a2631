"""An agent's word against a verdict: taken down on the record, answered under Trust, told wherever the verdict is.

What is sent is kept in the session; the page takes it (`objection`, `reply`), after it has made sure who is looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from ui.charts.marks import title
from ui.codes import SAID_BY_PEOPLE
from ui.literal import literal
from ui.names import verdict_name
from ui.screen import nothing_here, small
from ui.sentences import contests as sentences
from ui.sentences.contests import ACCEPTED, ANSWERS
from ui.theme import SENTENCE_WIDTH
from ui.unit_list import paged, record_link
from ui.wording import moment, plural, said, tr

ADDRESS = "contest"
"""The name of the contest in the address whose form is open."""
FORM_WIDTH = 620
LONGEST_TEXT = 4000
SHOWN = 10
DONE, NOTHING_DONE = ":material/check:", ":material/info:"
_OPEN, _OBJECTION, _REPLY, _TOLD = "contest_open", "contest_objection", "contest_reply", "contest_told"


@dataclass(frozen=True)
class Objection:
    """What an agent says against a verdict; `seen` is what counted on the screen."""

    unit: str
    unit_id: str
    practice: str
    seen: str
    because: str


@dataclass(frozen=True)
class Reply:
    """How a contest is answered: accepted or refused; what counted on the screen, and the latest review then."""

    contest_id: int
    answer: str
    because: str
    verdict: str | None
    seen: str | None
    review: int | None


def objection() -> Objection | None:
    """What was taken down just now, once."""
    found: Objection | None = st.session_state.pop(_OBJECTION, None)
    return found


def reply() -> Reply | None:
    """What was answered just now, once."""
    found: Reply | None = st.session_state.pop(_REPLY, None)
    return found


def _told(about: str) -> None:
    kept = st.session_state.get(_TOLD)
    if kept and kept[0] == about:
        del st.session_state[_TOLD]
        st.markdown(f"{kept[1]} {kept[2]}")


# -- on the record ------------------------------------------------------------------------------------------------


def tell_on_record(word: Objection, icon: str, words: str) -> None:
    """Keep what became of a contest, to be said beside its verdict."""
    st.session_state[_TOLD] = (_identity(word.unit, word.unit_id, word.practice), icon, words)


def recorded(word: Objection) -> None:
    """Close the form of a contest that was taken down, and say so."""
    st.session_state.pop(_OPEN, None)
    tell_on_record(word, DONE, sentences.recorded())


def button(row: Mapping[str, Any], contested: pl.DataFrame) -> None:
    """Open the form in which a verdict (VERDICT_SCHEMA) is contested, where nobody's contest is open."""
    if row["verdict"] not in SAID_BY_PEOPLE or of_verdict(row, contested).filter(pl.col("answer").is_null()).height:
        return
    identity = _identity(row["unit"], row["unit_id"], row["practice"])
    words = tr("Cancel this form") if st.session_state.get(_OPEN) == identity else tr("Contest")
    st.button(words, key=f"contest_{identity}", type="tertiary", on_click=_toggle, args=(identity,))


def of_verdict(row: Mapping[str, Any], contested: pl.DataFrame) -> pl.DataFrame:
    """The contests (CONTEST_SCHEMA) of one verdict."""
    return contested.filter(unit=row["unit"], unit_id=row["unit_id"], practice=row["practice"])


def below(row: Mapping[str, Any], contested: pl.DataFrame) -> None:
    """The contests of a verdict, what became of the form, and the form where it is open."""
    for one in of_verdict(row, contested).to_dicts():
        st.markdown(sentences.under_verdict(one))
    identity = _identity(row["unit"], row["unit_id"], row["practice"])
    _told(identity)
    if st.session_state.get(_OPEN) == identity:
        _objection_form(row, identity)


def _objection_form(row: Mapping[str, Any], identity: str) -> None:
    with st.container(width=FORM_WIDTH), st.form(f"contest_form_{identity}", border=False, enter_to_submit=False):
        st.text_area(
            tr("What the agent says against it"),
            placeholder=tr("In the agent's words: what the record shows, and where"),
            max_chars=LONGEST_TEXT,
            height=90,
            key=f"contest_why_{identity}",
        )
        blank = Objection(row["unit"], row["unit_id"], row["practice"], row["verdict"], "")
        st.form_submit_button(
            tr("Write down the contest"),
            type="primary",
            on_click=_send_objection,
            args=(blank, identity),
            key=f"contest_save_{identity}",
        )


def _send_objection(blank: Objection, identity: str) -> None:
    because = (st.session_state.get(f"contest_why_{identity}") or "").strip()
    if not because:
        tell_on_record(blank, NOTHING_DONE, tr("Say why: whoever answers has to understand what the agent means."))
        return
    st.session_state[_OBJECTION] = Objection(blank.unit, blank.unit_id, blank.practice, blank.seen, because)


def _toggle(identity: str) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == identity else identity


def _identity(unit: str, unit_id: str, practice: str) -> str:
    return f"{practice}:{unit}:{unit_id}"


# -- under Trust --------------------------------------------------------------------------------------------------


def tell_answered(contest_id: int, icon: str, words: str) -> None:
    """Keep what became of an answer, to be said where the contests are listed."""
    st.session_state[_TOLD] = (f"answer_{contest_id}", icon, words)


def taken(word: Reply) -> None:
    """Close the form of an answer that was taken, and say what counts now."""
    st.query_params.pop(ADDRESS, None)
    tell_answered(word.contest_id, DONE, sentences.answered(word.answer, word.verdict))


def to_answer(rows: pl.DataFrame) -> None:
    """The contests (CONTEST_SCHEMA): those that wait, each with its form; then those that were answered."""
    waiting = rows.filter(pl.col("answer").is_null())
    st.markdown(sentences.opening(rows))
    kept = st.session_state.get(_TOLD)
    if kept and kept[0].startswith("answer_") and kept[0] not in [f"answer_{one}" for one in waiting["contest_id"]]:
        _told(kept[0])
    asked = st.query_params.get(ADDRESS, "")
    shown = waiting.filter(pl.int_range(pl.len()).lt(SHOWN) | (pl.col("contest_id").cast(pl.String) == asked))
    with st.container(width=SENTENCE_WIDTH):
        for row in shown.to_dicts():
            _one(row, is_open=str(row["contest_id"]) == asked)
    if waiting.height > shown.height:
        words = plural(
            "{n} more waits: it comes up once these are answered.",
            "{n} more wait: they come up once these are answered.",
            waiting.height - shown.height,
        )
        st.markdown(small(words))
    if asked and asked not in [str(one) for one in rows["contest_id"]]:
        nothing_here(tr("There is no such contest, or it is not of your teams."))
    answered = rows.filter(pl.col("answer").is_not_null())
    if answered.height:
        words = plural("{n} answered contest", "{n} answered contests", answered.height)
        with st.expander(words, expanded=asked in [str(one) for one in answered["contest_id"]]):
            paged(answered, _cells, words, key="contests_answered")


def _one(row: Mapping[str, Any], *, is_open: bool) -> None:
    contest_id = row["contest_id"]
    st.markdown(f"{sentences.about(row)}  \n{sentences.counts(row)}  \n{sentences.what_was_said(row)}")
    _told(f"answer_{contest_id}")
    if row["hindrance"]:
        nothing_here(sentences.hindrance(row["hindrance"]))
        return
    words = tr("Cancel this form") if is_open else tr("Answer")
    st.button(words, key=f"contest_answer_{contest_id}", on_click=_open_in_address, args=(contest_id, not is_open))
    if is_open:
        _reply_form(row)
    st.space("xxsmall")


def _open_in_address(contest_id: int, opened: bool) -> None:
    if opened:
        st.query_params[ADDRESS] = str(contest_id)
    else:
        st.query_params.pop(ADDRESS, None)


def _reply_form(row: Mapping[str, Any]) -> None:
    key = str(row["contest_id"])
    with st.container(width=FORM_WIDTH), st.form(f"contest_reply_{key}", border=False, enter_to_submit=False):
        st.radio(
            tr("Your answer"),
            list(ANSWERS),
            index=None,
            format_func=lambda one: said(ANSWERS[one]),
            horizontal=True,
            key=f"contest_reply_answer_{key}",
        )
        if row["counts"] is not None:
            st.radio(
                tr("If you accept: what counts instead"),
                [one for one in SAID_BY_PEOPLE if one != row["verdict"]],
                index=None,
                format_func=verdict_name,
                horizontal=True,
                key=f"contest_reply_verdict_{key}",
            )
        st.text_area(
            tr("Why"),
            placeholder=tr("The agent reads this"),
            max_chars=LONGEST_TEXT,
            height=90,
            key=f"contest_reply_why_{key}",
        )
        blank = Reply(row["contest_id"], "", "", None, row["counts"], row["review"])
        st.form_submit_button(
            tr("Send the answer"), type="primary", on_click=_send_reply, args=(blank,), key=f"contest_reply_save_{key}"
        )


def _send_reply(blank: Reply) -> None:
    read, key = st.session_state.get, blank.contest_id
    answer, because = read(f"contest_reply_answer_{key}"), (read(f"contest_reply_why_{key}") or "").strip()
    if answer is None:
        tell_answered(key, NOTHING_DONE, tr("Accept or refuse: nothing was sent."))
    elif not because:
        tell_answered(key, NOTHING_DONE, tr("Say why, accepted or refused: the agent has a right to a reason."))
    else:
        verdict = read(f"contest_reply_verdict_{key}") if answer == ACCEPTED else None
        if answer == ACCEPTED and blank.seen is not None and verdict is None:
            tell_answered(key, NOTHING_DONE, tr("Say what counts instead: nothing was sent."))
            return
        st.session_state[_REPLY] = Reply(key, answer, because, verdict, blank.seen, blank.review)


def _cells(row: dict[str, Any]) -> dict[str, str]:
    about = f"{title(row['practice'])}  \n{small(literal(row['agent'] or row['agent_id']))}"
    return {
        tr("Verdict"): f"{about}  \n{record_link(sentences.record_address(row))}",
        tr("What the agent says against it"): literal(row["said"]),
        tr("Reply"): sentences.answer(row),
    }


# -- on the agent's screen ----------------------------------------------------------------------------------------


def of_agent(rows: pl.DataFrame) -> None:
    """An agent's contests (CONTEST_SCHEMA) with their state, each a link to its verdict."""
    if rows.is_empty():
        nothing_here(tr("None. On a record, *Contest* beside a verdict takes down what the agent says against it."))
        return

    def cells(row: dict[str, Any]) -> dict[str, str]:
        link = record_link(sentences.record_address(row))
        return {
            tr("Verdict"): f"{title(row['practice'])}: {verdict_name(row['verdict'])}  \n{link}",
            tr("What the agent says against it"): f"{literal(row['said'])}  \n{small(moment(row['recorded_at']))}",
            tr("Reply"): sentences.answer(row),
        }

    paged(rows, cells, sentences.opening(rows).replace("**", ""), key="contests_of_agent")
