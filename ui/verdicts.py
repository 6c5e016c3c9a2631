"""The verdicts of a record with what people said of them, and the form in which a person confirms or changes one.

What is sent is only kept in the session: the page takes it (`sent`), after it has made sure who is looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from practices import BY_ID
from practices.practice import Verdict, reason_sentence
from ui import contests, wording
from ui.codes import COMMITMENT_KINDS, INAPPLICABLE, SAID_BY_PEOPLE, UNITS
from ui.device import on_a_phone
from ui.links import to_practice
from ui.literal import literal
from ui.names import name, verdict_name, verdict_sign
from ui.screen import nothing_here, small
from ui.sentences import reviews as sentences
from ui.sentences.reviews import WITHDRAWN
from ui.wording import plural, practice_words, tr

LIST_WIDTH = 1100
FORM_WIDTH = 620
LONGEST_TEXT = 4000
DONE, NOTHING_DONE = ":material/check:", ":material/info:"
UNSEEN = (pl.coalesce("rule_verdict", "verdict") == Verdict.INSUFFICIENT.value) & pl.col("verdict").is_in(
    [Verdict.INSUFFICIENT.value, INAPPLICABLE]
)
"""Verdicts of which the rule saw nothing, and nobody said more: they are no work, and stand folded below the rest."""
UNSEEN_OPEN = "verdicts_unseen"
_OPEN, _SENT, _TOLD = "review_open", "review_sent", "review_told"


@dataclass(frozen=True)
class Word:
    """What a person says of a verdict: one of SAID_BY_PEOPLE, or WITHDRAWN; and what stood there when they said it."""

    unit: str
    unit_id: str
    practice: str
    said: str
    because: str
    seen: str
    seen_review: int | None


def sent() -> Word | None:
    """What was sent just now, once."""
    word: Word | None = st.session_state.pop(_SENT, None)
    return word


def done(word: Word, sentence: str) -> None:
    """Close the form of a word that was taken, and say so beside its verdict."""
    tell(word, DONE, sentence)
    st.session_state.pop(_OPEN, None)


def tell(word: Word, icon: str, sentence: str) -> None:
    """Keep what became of a word, to be said beside its verdict."""
    st.session_state[_TOLD] = (_identity(word.unit, word.unit_id, word.practice), icon, sentence)


def draw(verdicts: pl.DataFrame, reviews: pl.DataFrame, contested: pl.DataFrame, *, several: bool) -> None:
    """List the verdicts with their reasons and their contests; of several contacts each says when it was.

    What cannot be seen is folded into one line, which stands open where the address asks for one of its practices.
    """
    if verdicts.is_empty():
        nothing_here(tr("No practice applies here, or none has been judged yet."))
    said: dict[str, list[dict[str, Any]]] = {}
    for review in reviews.iter_rows(named=True):
        said.setdefault(_identity_of(review), []).append(review)

    def listed(rows: pl.DataFrame) -> None:
        for row in rows.iter_rows(named=True):
            _verdict(row, said.get(_identity_of(row), []), contested, several)

    unseen, judged = verdicts.filter(UNSEEN), {_identity_of(row) for row in verdicts.iter_rows(named=True)}
    with st.container(width=LIST_WIDTH, gap="medium" if on_a_phone() else "small"):
        listed(verdicts.filter(~UNSEEN))
        for identity, of_it in said.items():
            if identity not in judged:
                _without_verdict(of_it)
        if unseen.height:
            asked = st.query_params.get("practice") in unseen["practice"]
            fold = st.expander(_unseen(unseen), asked, key=UNSEEN_OPEN, type="compact", on_change="rerun")
            if fold.open:
                with fold:
                    listed(unseen)


def _unseen(rows: pl.DataFrame) -> str:
    return plural(
        "One practice that does not apply or that the records do not show",
        "{n} practices that do not apply or that the records do not show",
        rows["practice"].n_unique(),
    )


def _identity(unit: str, unit_id: str, practice: str) -> str:
    return f"{practice}:{unit}:{unit_id}"


def _identity_of(row: Mapping[str, Any]) -> str:
    return _identity(row["unit"], row["unit_id"], row["practice"])


def _verdict(row: Mapping[str, Any], said: list[dict[str, Any]], contested: pl.DataFrame, several: bool) -> None:
    identity = _identity_of(row)
    what, why = _columns()
    what.markdown(_title(row, several))
    with why:
        if on_a_phone():
            st.markdown(_why(row))
            _controls(row, said, contested)
        else:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(_why(row), width="content")
                _controls(row, said, contested)
        _history(row, said)
        _told(identity)
        if st.session_state.get(_OPEN) == identity:
            _form(row, said)
        contests.below(row, contested)


def _columns() -> list[DeltaGenerator]:
    """Practice and reason: beside each other, or close below each other on a phone."""
    return st.columns([3, 7.4], gap="xxsmall" if on_a_phone() else "medium")


def _title(row: Mapping[str, Any], several: bool) -> str:
    state = [verdict_name(row["verdict"])]
    if row["unit"] == "commitment":
        state.append(name(COMMITMENT_KINDS, row["unit_id"].partition(":")[0]))  # of one talk there may be several
    elif row["unit"] != "contact":
        state.append(name(UNITS, row["unit"]))
    elif several:
        state.append(wording.moment(row["at"], year=False))
    if row["agent"]:
        state.append(literal(row["agent"]))
    words = practice_words(BY_ID[row["practice"]].title)
    title = f"{verdict_sign(row['verdict'])} **[{words}]({to_practice(row['practice'])})**"
    return f"{title}  \n{small(' · '.join(state))}"


def _why(row: Mapping[str, Any]) -> str:
    detail = literal(row["detail"]) if row["detail"] else None
    why = reason_sentence(BY_ID[row["practice"]], row["reason"], detail, wording.language())
    if row["rule_verdict"]:
        return f":gray[{tr('The rule: {why}', why=why)}]"
    if row["pending_until"]:
        why += f" :gray[{tr('Until {moment}.', moment=wording.moment(row['pending_until']))}]"
    return why


def _history(row: Mapping[str, Any], said: list[dict[str, Any]]) -> None:
    """What people said, the latest first; earlier words small."""
    for place, review in enumerate(reversed(said)):
        words = sentences.review(review)
        if place == 0 and not review["counts"] and review["said"] not in (WITHDRAWN, row["verdict"]):
            words += " " + tr("A return registered afterwards counts instead.")
        st.markdown(words if place == 0 else small(words))


def _without_verdict(said: list[dict[str, Any]]) -> None:
    """What people said of a verdict that the rule no longer gives."""
    what, why = _columns()
    title = practice_words(BY_ID[said[0]["practice"]].title)
    what.markdown(f":gray[**{title}**]  \n{small(tr('no longer judged here'))}")
    with why:
        for review in reversed(said):
            st.markdown(small(sentences.review(review)))


def _told(identity: str) -> None:
    kept = st.session_state.get(_TOLD)
    if kept and kept[0] == identity:
        del st.session_state[_TOLD]
        st.markdown(f"{kept[1]} {kept[2]}")


# -- the form -----------------------------------------------------------------------------------------------------


def _controls(row: Mapping[str, Any], said: list[dict[str, Any]], contested: pl.DataFrame) -> None:
    """Confirm at a click, as long as nobody's word counts; change in a form; take down the agent's contest."""
    identity = _identity_of(row)
    with st.container(horizontal=True, gap="small", width="content"):
        if row["verdict"] in SAID_BY_PEOPLE and not any(review["counts"] for review in said):
            word = _word(row, said, row["verdict"], "")
            st.button(tr("Confirm"), key=f"confirm_{identity}", type="tertiary", on_click=_send, args=(word,))
        is_open = st.session_state.get(_OPEN) == identity
        words = tr("Cancel this form") if is_open else tr("Change")
        st.button(words, key=f"change_{identity}", type="tertiary", on_click=_toggle, args=(identity,))
        contests.button(row, contested)


def _form(row: Mapping[str, Any], said: list[dict[str, Any]]) -> None:
    identity = _identity_of(row)
    options = list(SAID_BY_PEOPLE)
    if said and said[-1]["said"] != WITHDRAWN:
        options.append(WITHDRAWN)
    rule, now = verdict_name(row["rule_verdict"] or row["verdict"]), row["verdict"]
    named = {
        WITHDRAWN: tr("back to the rule: {rule}", rule=rule),
        now: tr("{verdict} (counts now)", verdict=verdict_name(now)),
    }
    with st.container(width=FORM_WIDTH), st.form(f"review_{identity}", border=False, enter_to_submit=False):
        st.radio(
            tr("What counts here"),
            options,
            index=None,
            format_func=lambda one: named.get(one) or verdict_name(one),
            horizontal=True,
            key=f"review_said_{identity}",
        )
        st.text_area(
            tr("Why"),
            placeholder=tr("What the record shows, and where"),
            max_chars=LONGEST_TEXT,
            height=90,
            key=f"review_why_{identity}",
        )
        st.form_submit_button(
            tr("Save"), type="primary", on_click=_send_form, args=(_word(row, said, "", ""),), key=f"save_{identity}"
        )


def _nothing_changed(blank: Word) -> str:
    """That what was sent says what counts already; nobody's word is written down by accident."""
    verdict = verdict_name(blank.seen)
    if blank.seen_review is None:
        return tr(
            "Nothing was changed: it counts as *{verdict}*, as before. To confirm it, use Confirm.", verdict=verdict
        )
    return tr("Nothing was changed: it counts as *{verdict}*, as before.", verdict=verdict)


def _word(row: Mapping[str, Any], said: list[dict[str, Any]], choice: str, because: str) -> Word:
    seen_review = said[-1]["review"] if said else None
    return Word(row["unit"], row["unit_id"], row["practice"], choice, because, row["verdict"], seen_review)


def _toggle(identity: str) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == identity else identity


def _send(word: Word) -> None:
    st.session_state[_SENT] = word


def _send_form(blank: Word) -> None:
    """Take what the form says, unless it has a fault, which is said beside it."""
    identity = _identity(blank.unit, blank.unit_id, blank.practice)
    said = st.session_state.get(f"review_said_{identity}")
    because = (st.session_state.get(f"review_why_{identity}") or "").strip()
    if said is None:
        tell(blank, NOTHING_DONE, tr("Choose what counts here."))
    elif said == blank.seen and not because:
        tell(blank, NOTHING_DONE, _nothing_changed(blank))
    elif said != blank.seen and not because:
        tell(blank, NOTHING_DONE, tr("Say why: whoever reads this verdict later has to understand the change."))
    else:
        _send(Word(blank.unit, blank.unit_id, blank.practice, said, because, blank.seen, blank.seen_review))
