"""Contato / OS: the record itself, and every verdict on it with its evidence marked in place.

The address says which: `?contact=ID` or `?os=ID`; `place` and `practice` say what to mark. Without either, a number is
looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from data import decisions
from practices import BY_ID
from practices.practice import Verdict, reason_sentence
from queries import cache
from queries.record import Record, contact_record, find, order_record
from ui import links, sign_in, transcript, wording
from ui.literal import literal
from ui.names import CHANNELS, ORDER_KINDS, ORDER_STATUSES, REASONS, UNITS, VERDICTS, name, verdict_sign
from ui.theme import SENTENCE_WIDTH
from ui.wording import plural, practice_words, tr

CLEAR = "shown_in_clear"
MISSED_ONLY, EVERYTHING = "missed", "all"


def look_up(viewer: Any) -> None:
    """A number of a contact, a protocol or an OS, and what stands under it."""
    with st.form("record_search", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(tr("Protocol, contact or OS number"), max_chars=80, width=320)
        st.form_submit_button(tr("Look up"), type="primary")
    if not text.strip():
        return
    found = find(cache.store(), viewer, text)
    if found.is_empty():
        st.markdown(tr("There is nothing under this number, or it is not of your teams."))
    elif found.height == 1:
        row = found.row(0, named=True)
        (links.open_contact if row["what"] == "contact" else links.open_order)(row["id"])
    for row in found.iter_rows(named=True):
        contact = row["what"] == "contact"
        what = tr("Protocol {number}", number=literal(row["number"])) if contact else order_name(row["number"])
        address = (links.to_contact if contact else links.to_order)(row["id"])
        st.markdown(f"[{what} · {wording.moment(row['at'])} · {literal(row['agent'])}]({address})")


def show(record: Record, *, by_order: bool) -> None:
    """The whole screen of one record."""
    with st.container(width=SENTENCE_WIDTH):
        st.title(title_of(record), anchor=False)
        st.subheader(" ".join(opening(record, by_order)), anchor=False)
    st.space("small")
    st.header(tr("How it was judged"), anchor=False)
    judged(record.verdicts, several=len(record.talks) > 1)
    st.space("small")
    st.header(tr("What was said and done"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        marked = chosen_marks(record.verdicts)
        masking(record)
    transcript.draw(
        record.story,
        transcript.marks_of(marked),
        alt=tr("The talk and the service order in order of time"),
        key=f"story_{record.contact['contact_id'] if record.contact else record.orders[0]['os_id']}",
        contacts={one["contact_id"]: one for one in record.talks},
    )
    if record.others:
        hidden = plural(
            "One service order belongs to another team and is not shown.",
            "{n} service orders belong to other teams and are not shown.",
            record.others,
        )
        st.markdown(f":gray[{hidden}]")
    st.space("small")
    st.header(tr("Earlier contacts of this customer"), anchor=False)
    earlier_contacts(record.earlier)


def title_of(record: Record) -> str:
    about: Mapping[str, Any] = record.contact or record.orders[0]
    if about["customer"]:
        return literal(about["customer"])
    return tr("Customer without a name") if record.contact else order_name(about["os_id"])


def opening(record: Record, by_order: bool) -> list[str]:
    """What the record is, in sentences; what was asked for comes first."""
    talk = [contact_sentence(record.contact)] if record.contact else []
    orders = [order_sentence(one) for one in record.orders[:3]]
    return [*(orders + talk if by_order else talk + orders), counted(record.verdicts)]


def contact_sentence(contact: Mapping[str, Any]) -> str:
    return tr(
        "{agent} on {day} at {time}, by {channel}, about {reason}; protocol {protocol}.",
        agent=f"**{literal(contact['agent'] or contact['agent_id'])}**",
        day=wording.day(contact["started_at"]),
        time=wording.clock(contact["started_at"]),
        channel=name(CHANNELS, contact["channel"]),
        reason=name(REASONS, contact["reason"]).lower(),
        protocol=literal(contact["protocol"]),
    )


def order_sentence(order: Mapping[str, Any]) -> str:
    return tr(
        "{order}, {kind}, opened on {day}: {status}.",
        order=f"**{order_name(order['os_id'])}**",
        kind=name(ORDER_KINDS, order["kind"]).lower(),
        day=wording.day(order["opened_at"]),
        status=name(ORDER_STATUSES, order["status"]),
    )


def order_name(os_id: str) -> str:
    """'OS 88102'; a number that says so itself stays as it is."""
    says_so = os_id.upper().startswith("OS")
    return literal(os_id) if says_so else tr("OS {number}", number=literal(os_id))


def counted(verdicts: pl.DataFrame) -> str:
    """How many practices were judged, and with what outcome."""
    counts = dict(verdicts["verdict"].value_counts().iter_rows())
    met, missed = counts.get(Verdict.MET, 0), counts.get(Verdict.MISSED, 0)
    total = met + missed
    if total == 0:
        return tr("Nothing in it could be judged.")
    if missed == 0:
        return plural("The one practice judged was followed.", "All {n} practices judged were followed.", total)
    if total == 1:
        return tr("The one practice judged was not followed.")
    return plural(
        "One of the {judged} practices judged was not followed.",
        "{n} of the {judged} practices judged were not followed.",
        missed,
        judged=wording.number(total),
    )


def judged(verdicts: pl.DataFrame, *, several: bool) -> None:
    """List the verdicts with their reasons; of several contacts each says when it was."""
    if verdicts.is_empty():
        st.markdown(f":gray[{tr('No practice applies here, or none has been judged yet.')}]")
        return
    rows = [verdict_row(row, several) for row in verdicts.iter_rows(named=True)]
    with st.container(width=1100):
        st.table(
            {tr("Practice"): [row[0] for row in rows], tr("Why"): [row[1] for row in rows]},
            border="horizontal",
            hide_index=True,
            alt=tr("Verdicts with their reasons"),
        )


def chosen_marks(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Let the user choose whose evidence is marked; the verdicts chosen."""
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
    if picked == MISSED_ONLY:
        return verdicts.filter(pl.col("verdict") == Verdict.MISSED)
    return verdicts if picked == EVERYTHING else verdicts.filter(pl.col("practice") == picked)


def verdict_row(row: Mapping[str, Any], several: bool) -> tuple[str, str]:
    practice = BY_ID[row["practice"]]
    state = [name(VERDICTS, row["verdict"])]
    if row["unit"] != "contact":
        state.append(name(UNITS, row["unit"]))
    elif several:
        state.append(wording.moment(row["at"], year=False))
    if row["agent"]:
        state.append(literal(row["agent"]))
    title = f"{verdict_sign(row['verdict'])} **{practice_words(practice.title)}**"
    detail = literal(row["detail"]) if row["detail"] else None
    why = reason_sentence(practice, row["reason"], detail, wording.language())
    if row["pending_until"]:
        why += f" :gray[{tr('Until {moment}.', moment=wording.moment(row['pending_until']))}]"
    return f"{title}  \n:small[:gray[{' · '.join(state)}]]", why


def masking(record: Record) -> None:
    """Say that the text is masked, and let it be shown in clear, which is logged."""
    if not record.masked:
        note = tr("Shown in clear; this was written into the access log.")
        st.markdown(f":small[:gray[{note}]]", width="content")
        return
    if record.contact and st.button(tr("Show in clear (logged)"), type="tertiary", icon=":material/visibility:"):
        shown = record.contact["contact_id"]
        decisions.reveal(cache.store(), sign_in.viewer(), shown)
        st.session_state[CLEAR] = shown
        st.rerun()
    note = tr("Documents, phones, e-mails, cards, addresses and passwords are masked.")
    st.markdown(f":small[:gray[{note}]]", width="content")


def earlier_contacts(earlier: pl.DataFrame) -> None:
    if earlier.is_empty():
        st.markdown(f":gray[{tr('None on record with your teams.')}]")
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


viewer = sign_in.viewer()
contact_id, os_id = st.query_params.get("contact"), st.query_params.get("os")
if contact_id or os_id:
    if contact_id:
        found = contact_record(cache.store(), viewer, contact_id, clear=st.session_state.get(CLEAR) == contact_id)
    else:
        found = order_record(cache.store(), viewer, os_id or "")
        opened = found.contact["contact_id"] if found and found.contact else None
        if opened and st.session_state.get(CLEAR) == opened:
            found = order_record(cache.store(), viewer, os_id or "", clear=True)
    if found is None:
        st.title(tr("Contact or OS"), anchor=False)
        st.subheader(tr("There is nothing under this number, or it is not of your teams."), anchor=False)
        look_up(viewer)
    else:
        show(found, by_order=contact_id is None)
else:
    st.title(tr("Contact or OS"), anchor=False)
    look_up(viewer)
