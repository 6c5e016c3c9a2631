"""Contato / OS: the record itself, and every verdict on it with its evidence marked in place.

The address says which: `?contact=ID` or `?os=ID`; `place` and `practice` say what to mark. Without either, a number is
looked up.
"""

import streamlit as st

from data import decisions
from queries import cache
from queries.record import Record, contact_record, find, order_record
from ui import contests, screen, sign_in, verdicts
from ui import record as parts
from ui.sentences import contests as said_of_contests
from ui.sentences import record as sentences
from ui.sentences import reviews as said_of_it
from ui.sentences.reviews import WITHDRAWN
from ui.wording import tr

CLEAR = "shown_in_clear"


def asked_for() -> Record | None:
    """The record that the address names; in clear where the user has asked for that."""
    clear = st.session_state.get(CLEAR)
    if contact_id:
        return contact_record(cache.store(), viewer, contact_id, clear=clear == contact_id)
    found = order_record(cache.store(), viewer, os_id or "")
    if found and found.contact and found.contact["contact_id"] == clear:
        return order_record(cache.store(), viewer, os_id or "", clear=True)
    return found


def show_in_clear(shown: str) -> None:
    """Log that a transcript is shown in clear, and show it."""
    decisions.reveal(cache.store(), viewer, shown)
    st.session_state[CLEAR] = shown
    st.rerun()


def review(word: verdicts.Word) -> None:
    """Write down what the user said of a verdict, and say what became of it."""
    key, seen = (word.unit, word.unit_id, word.practice), decisions.Seen(word.seen, word.seen_review)
    try:
        if word.said == WITHDRAWN:
            decisions.withdraw_review(cache.store(), viewer, *key, word.because, seen)
        else:
            decisions.review_verdict(cache.store(), viewer, *key, word.said, word.because, seen)
    except decisions.AlreadyReviewed as first:
        verdicts.tell(word, verdicts.NOTHING_DONE, said_of_it.somebody_was_first(first.name, first.at, first.verdict))
    except (LookupError, PermissionError, ValueError):
        verdicts.tell(word, verdicts.NOTHING_DONE, tr("This could not be saved. Look again and send it anew."))
    else:
        verdicts.done(word, said_of_it.saved(word.said, word.seen))
    cache.refresh()


def contest(word: contests.Objection) -> None:
    """Write down what the agent says against a verdict, and say what became of it."""
    try:
        decisions.record_contest(cache.store(), viewer, word.unit, word.unit_id, word.practice, word.because, word.seen)
    except decisions.AlreadyContested as first:
        words = said_of_contests.somebody_contested(first.name, first.at, answered=first.answered)
        contests.tell_on_record(word, contests.NOTHING_DONE, words)
    except decisions.AlreadyReviewed as first:
        words = said_of_it.somebody_was_first(first.name, first.at, first.verdict)
        contests.tell_on_record(word, contests.NOTHING_DONE, words)
    except (LookupError, PermissionError, ValueError):
        words = tr("This could not be saved. Look again and send it anew.")
        contests.tell_on_record(word, contests.NOTHING_DONE, words)
    else:
        contests.recorded(word)
    cache.refresh()


def look_up() -> None:
    if text := parts.search():
        parts.found(find(cache.store(), viewer, text))


viewer = sign_in.viewer()
if (word := verdicts.sent()) is not None:
    review(word)
if (objection := contests.objection()) is not None:
    contest(objection)
contact_id, os_id = st.query_params.get("contact"), st.query_params.get("os")
record = asked_for() if contact_id or os_id else None
parts.way_back()
if record is not None:
    screen.title(sentences.title_of(record))
    screen.opening(" ".join(sentences.opening(record, by_order=contact_id is None)))
    place = parts.pointed_at(record, st.query_params.get("place"), os_id)
    if place:
        parts.to_the_place()
    contested = cache.contests(viewer, unit_ids=tuple(record.verdicts["unit_id"]))
    parts.judged(record.verdicts, record.reviews, contested, several=len(record.talks) > 1)
    parts.what_was_said(record, place, show_in_clear)
    screen.section(tr("Earlier contacts of this customer"))
    parts.earlier_contacts(record.earlier)
else:
    screen.title(tr("Contact or OS"))
    if contact_id or os_id:
        screen.opening(parts.nothing_under_it())
    look_up()
