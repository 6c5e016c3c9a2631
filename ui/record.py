"""The parts of the screen of one contact or OS: its verdicts, what to mark, the masking, earlier contacts."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from practices import BY_ID
from practices.practice import Verdict
from ui import links, transcript, wording
from ui import verdicts as list_of_verdicts
from ui.codes import CHANNELS, INAPPLICABLE, REASONS
from ui.literal import literal
from ui.menu import SCREENS
from ui.names import name, order_name
from ui.screen import nothing_here, small
from ui.sentences.record import Record
from ui.theme import SENTENCE_WIDTH
from ui.wording import plural, practice_words, tr

MISSED_ONLY, EVERYTHING = "missed", "all"
ABSENT = (pl.col("practice") == "use_name") & (pl.col("reason") == "no_name")
"""Verdicts on what is nowhere in a talk: they rest on all of it, and would drown what rests on a place of it."""


def search() -> str:
    """The form for a number of a contact, a protocol or an OS; what was typed."""
    with st.form("record_search", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(tr("Protocol, contact or OS number"), max_chars=80, width=320)
        st.form_submit_button(tr("Look up"), type="primary")
    return text.strip()


def found(rows: pl.DataFrame) -> None:
    """What stands under a number: one thing opens at once, several are listed."""
    if rows.is_empty():
        st.markdown(nothing_under_it())
    elif rows.height == 1:
        row = rows.row(0, named=True)
        (links.open_contact if row["what"] == "contact" else links.open_order)(row["id"])
    for row in rows.iter_rows(named=True):
        contact = row["what"] == "contact"
        what = tr("Protocol {number}", number=literal(row["number"])) if contact else order_name(row["number"])
        address = (links.to_contact if contact else links.to_order)(row["id"])
        st.markdown(f"[{what} · {wording.moment(row['at'])} · {literal(row['agent'])}]({address})")


def way_back() -> None:
    """The link to the screen that the record was opened from, and to its list where one stood open."""
    address, parameters = links.way_back() or ("", {})
    came_from = next((one for one in SCREENS if one.address == address != links.RECORD), None)
    if came_from is None:
        return
    to_screen = tr("Back to {screen}", screen=wording.said(came_from.title))
    words = tr("Back to the list") if links.OPEN in parameters else to_screen
    st.page_link(came_from.script, label=words, icon=":material/arrow_back:", query_params=parameters)


def nothing_under_it() -> str:
    """The same words for what does not exist and for what the viewer may not see."""
    return tr("There is nothing under this number, or it is not of your teams.")


def judged(verdicts: pl.DataFrame, reviews: pl.DataFrame, contested: pl.DataFrame, *, several: bool) -> None:
    """List the verdicts with their reasons, what people said and what agents contest.

    Of several contacts each says when it was.
    """
    st.space("small")
    st.header(tr("How it was judged"), anchor=False)
    list_of_verdicts.draw(verdicts, reviews, contested, several=several)


def pointed_at(record: Record, place: str | None, os_id: str | None) -> str | None:
    """The entry of the story that the address leads to: its `place`, or what else the verdict on that place rests on.

    Evidence names a time of the OS without the OS (`field:scheduled_at`), and also a time that the OS lacks.
    """
    if place is None:
        return None
    kind, *rest = place.split(":")
    if kind == "field" and len(rest) == 1 and os_id:
        place = f"field:{os_id}:{rest[0]}"
    shown = set(record.story["place"])
    if place in shown:
        return place
    resting = (one for one in record.verdicts["evidence"] if place in one)
    return next((other for evidence in resting for other in evidence if other in shown), None)


def to_the_place() -> None:
    """Lead to the place that the address names, below the verdicts."""
    st.markdown(f"{transcript.POINTER} [{tr('Go to the place that you opened')}](#{links.PLACE})")


def what_was_said(record: Record, place: str | None, show_in_clear: Callable[[str], None]) -> None:
    """The talk and the OS in one order, evidence marked, and the `place` that the address names pointed at.

    `show_in_clear` takes the contact whose text is asked for.
    """
    st.space("small")
    head = st.container()
    if place is not None:
        st.markdown(small(tr("{pointer} the place that you opened", pointer=transcript.POINTER)))
    with st.container(horizontal=True, vertical_alignment="center"):
        marked = _chosen_marks(record.verdicts)
        _masking(record, show_in_clear)
    transcript.draw(
        record.story,
        transcript.marks_of(marked),
        alt=tr("The talk and the service order in order of time"),
        key=f"story_{record.contact['contact_id'] if record.contact else record.orders[0]['os_id']}",
        contacts={one["contact_id"]: one for one in record.talks},
        place=place,
    )
    # Drawn last: only with the talk below it can the browser bring it up, where the address leads to it.
    head.header(tr("What was said and done"), anchor=links.PLACE if place else False)
    if record.others:
        nothing_here(
            plural(
                "One service order belongs to another team and is not shown.",
                "{n} service orders belong to other teams and are not shown.",
                record.others,
            )
        )


def _chosen_marks(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Let the user choose whose evidence is marked; the verdicts chosen.

    Evidence is the rule's: where a person said otherwise it is marked only for a practice that is asked for, and then
    with the verdict that counts; not at all where none counts any more. What rests on the whole talk (ABSENT) is marked
    only for a practice that is asked for, too.
    """
    practices = list(dict.fromkeys(verdicts["practice"]))
    if st.query_params.get("practice") in practices:
        st.session_state.setdefault("record_marks", st.query_params["practice"])
    if st.session_state.get("record_marks") not in (None, MISSED_ONLY, EVERYTHING, *practices):
        del st.session_state["record_marks"]
    named = {MISSED_ONLY: tr("Mark what was not followed"), EVERYTHING: tr("Mark all evidence")}
    picked = st.selectbox(
        tr("Mark in the text"),
        [MISSED_ONLY, EVERYTHING, *practices],
        format_func=lambda one: named.get(one) or practice_words(BY_ID[one].title),
        key="record_marks",
        label_visibility="collapsed",
        width=272,
    )
    if picked not in (MISSED_ONLY, EVERYTHING):
        return verdicts.filter(pl.col("practice") == picked, pl.col("verdict") != INAPPLICABLE)
    unchanged = verdicts.filter(pl.col("rule_verdict").is_null(), ~ABSENT)
    return unchanged if picked == EVERYTHING else unchanged.filter(pl.col("verdict") == Verdict.MISSED)


def _masking(record: Record, show_in_clear: Callable[[str], None]) -> None:
    """Say that the text is masked, and let it be shown in clear, which is logged."""
    if not record.masked:
        note = tr("Shown in clear; this was written into the access log.")
    else:
        note = tr("Documents, phones, e-mails, cards, addresses and passwords are masked.")
        if record.contact and st.button(tr("Show in clear (logged)"), type="tertiary", icon=":material/visibility:"):
            show_in_clear(record.contact["contact_id"])
    st.markdown(small(note), width="content")


def earlier_contacts(earlier: pl.DataFrame) -> None:
    """The customer's contacts before this one, each a link."""
    if earlier.is_empty():
        nothing_here(tr("None on record with your teams."))
        return
    rows = [
        (
            f"[{wording.moment(row['started_at'])}]({links.to_contact(row['contact_id'])})",
            f"{name(CHANNELS, row['channel'])} · {name(REASONS, row['reason'])} · {literal(row['agent'])}",
        )
        for row in earlier.iter_rows(named=True)
    ]
    with st.container(width=SENTENCE_WIDTH):
        st.table(
            {tr("When"): [row[0] for row in rows], tr("What about"): [row[1] for row in rows]},
            border="horizontal",
            hide_index=True,
            hide_header=True,
            alt=tr("Earlier contacts of this customer"),
        )
