"""A contact's talk and its OS, side by side in one order of time, with the evidence of verdicts marked in place.

All texts here are strangers' texts: they go through `ui.literal` and nothing else, so that what a customer typed as
Markdown, maths or an image stands there as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from practices import BY_ID
from practices.practice import Verdict
from ui import wording
from ui.codes import CHANNELS, DIRECTIONS, EVENT_KINDS, RETURN_OUTCOMES, SENDERS
from ui.device import on_a_phone
from ui.literal import literal, literal_lines
from ui.names import name, verdict_sign
from ui.wording import mark, practice_words, said, tr

MILESTONES = {
    "opened_at": mark("Opened"),
    "availability_checked_at": mark("Availability checked"),
    "scheduled_at": mark("Visit scheduled"),
    "completed_at": mark("Work completed"),
    "closed_at": mark("Closed"),
}
TWINS = {"availability_checked_at": "availability_check", "scheduled_at": "schedule", "completed_at": "work"}
"""The kind of event that tells in words what a time of the OS tells."""
SILENCE = timedelta(days=2)
"""From here on a gap in the story is said: nothing is part of the story too."""
ROWS_AT_FIRST = 150
FAR_DOWN, ROWS_BEFORE_PLACE = 9, 3
"""A place more than so many rows down is brought up, with so many rows before it."""
_STRONGEST = (Verdict.MISSED, Verdict.PENDING, Verdict.INSUFFICIENT, Verdict.MET)
POINTER = ":violet-badge[▶]"
"""Beside the place that a link led to."""
_BACKGROUND = {Verdict.MISSED: "orange", Verdict.MET: "blue"}


@dataclass(frozen=True)
class Mark:
    """One verdict that rests on a place of the story."""

    practice: str
    verdict: Verdict


def marks_of(verdicts: pl.DataFrame, only: Iterable[str] | None = None) -> dict[str, list[Mark]]:
    """The marks by place, from columns `practice`, `verdict`, `evidence` (places); of the practices in `only`."""
    wanted = None if only is None else set(only)
    found: dict[str, list[Mark]] = {}
    for row in verdicts.select("practice", "verdict", "evidence").iter_rows(named=True):
        if wanted is None or row["practice"] in wanted:
            for place in row["evidence"]:
                found.setdefault(place, []).append(Mark(row["practice"], Verdict(row["verdict"])))
    return found


def draw(
    story: pl.DataFrame,
    marks: Mapping[str, list[Mark]],
    *,
    alt: str,
    key: str,
    contacts: Mapping[str, Mapping[str, Any]] | None = None,
    place: str | None = None,
) -> None:
    """Draw the story (columns as `queries.record.STORY_SCHEMA`); long ones in part, until the rest is asked for.

    `contacts` holds channel, direction and protocol by contact id, for the rows in which a contact begins. `place` is
    where the user came to look: its row is pointed at, and what lies far before it is folded away.
    """
    rows = _without_twins(story.to_dicts(), marks)
    begin = _first_shown([row["place"] for row in rows], place)
    begin = 0 if st.session_state.get(f"{key}_before") else begin
    end = len(rows) if st.session_state.get(f"{key}_all") else begin + ROWS_AT_FIRST
    if begin:
        words = wording.plural("Show the entry before", "Show the {n} entries before", begin)
        _unfold(words, f"{key}_before")
    shown = rows[begin:end]
    told = _table(shown, marks, contacts or {}, place)
    st.table(told, border="horizontal", hide_index=True, alt=alt)
    if end < len(rows):
        words = wording.plural("Show the other entry", "Show the other {n} entries", len(rows) - end)
        _unfold(words, f"{key}_all")


def _first_shown(places: list[str], place: str | None) -> int:
    """The row with which to begin, so that `place` comes into view: a few before it, where it lies far down."""
    if place not in places or places.index(place) <= FAR_DOWN:
        return 0
    return places.index(place) - ROWS_BEFORE_PLACE


def _unfold(words: str, key: str) -> None:
    st.button(words, key=f"{key}_more", type="tertiary", on_click=lambda: st.session_state.update({key: True}))


def _without_twins(rows: list[dict[str, Any]], marks: Mapping[str, list[Mark]]) -> list[dict[str, Any]]:
    """Leave out an OS's time that an event of the same minute tells in words, unless a verdict rests on it."""
    told = {(row["os_id"], row["kind"], row["at"].replace(second=0, microsecond=0)) for row in rows}
    return [
        row
        for row in rows
        if row["kind"] not in TWINS
        or row["place"] in marks
        or (row["os_id"], TWINS[row["kind"]], row["at"].replace(second=0, microsecond=0)) not in told
    ]


def _table(
    rows: list[dict[str, Any]],
    marks: Mapping[str, list[Mark]],
    contacts: Mapping[str, Mapping[str, Any]],
    place: str | None,
) -> pl.DataFrame:
    """Talk and OS beside each other; in one column where there is only one of them, and on a phone."""
    when, talk, order = tr("When"), tr("Talk"), tr("Service order")
    both = {row["side"] for row in rows} == {"talk", "order"}
    table: dict[str, list[str]] = {when: [], talk: [], order: []}
    last: datetime | None = None
    for row in rows:
        if last is not None and row["at"] - last >= SILENCE:
            _add(table, "", f":gray[{tr('{days} without anything', days=wording.days((row['at'] - last).days))}]", "")
        cell = _cell(row, marks.get(row["place"], []), contacts)
        talks = row["side"] == "talk"
        pointer = f"{POINTER}  \n" if row["place"] == place else ""
        _add(table, pointer + _when(row["at"], last), cell if talks else "", "" if talks else cell)
        last = row["at"]
    if both and not on_a_phone():
        return pl.DataFrame(table)
    only = tr("Talk and service order") if both else talk if any(row["side"] == "talk" for row in rows) else order
    return pl.DataFrame(
        {when: table[when], only: [one or two for one, two in zip(table[talk], table[order], strict=True)]}
    )


def _add(table: dict[str, list[str]], *cells: str) -> None:
    for column, cell in zip(table.values(), cells, strict=True):
        column.append(cell)


def _when(at: datetime, last: datetime | None) -> str:
    same_day = last is not None and wording.local(at).date() == wording.local(last).date()
    return wording.clock(at) if same_day else f"**{wording.day(at, year=False)}** {wording.clock(at)}"


def _cell(row: Mapping[str, Any], marks: list[Mark], contacts: Mapping[str, Mapping[str, Any]]) -> str:
    text = literal_lines(row["text"]) if row["text"] else ""
    if row["cut"]:
        text += f"  \n:gray[{tr('The text goes on; only its beginning is shown.')}]"
    else:
        text = _marked(text, marks)
    parts = [_head(row, contacts), text]
    if row["kind"] == "return":
        parts.append(f":gray[{tr('Outcome: {outcome}.', outcome=name(RETURN_OUTCOMES, row['outcome']))}]")
    if marks:
        parts.append(_labels(marks))
    return "  \n".join(part for part in parts if part)


def _head(row: Mapping[str, Any], contacts: Mapping[str, Mapping[str, Any]]) -> str:
    if row["kind"] == "contact":
        about = contacts.get(row["contact_id"], {})
        words = [name(CHANNELS, about.get("channel")), name(DIRECTIONS, about.get("direction"))]
        if about.get("protocol"):
            words.append(tr("protocol {number}", number=literal(about["protocol"])))
        return f":gray[{' · '.join(word for word in words if word != '–')}]"
    if row["kind"] == "message":
        speaker = literal(row["name"]) if row["name"] else name(SENDERS, row["who"])
        return f"**{speaker}**" if row["who"] in ("agent", "customer") else f":gray[{speaker}]"
    if row["kind"] == "return":
        by = tr("registered by {name}", name=literal(row["name"]))
        return f"**{tr('Return to the customer')}**, {name(CHANNELS, row['channel'])} :gray[· {by}]"
    known = {**MILESTONES, **EVENT_KINDS}
    title = said(known[row["kind"]]) if row["kind"] in known else literal(row["kind"])
    author = f" :gray[· {literal(row['name'])}]" if row["name"] else ""
    visit = f" {tr('for {moment}', moment=wording.moment(row['visit_at'], year=False))}" if row["visit_at"] else ""
    return f"**{title}**{visit}{author}"


def _marked(text: str, marks: list[Mark]) -> str:
    if not text or not marks:
        return text
    strongest = min((one.verdict for one in marks), key=_STRONGEST.index)
    colour = _BACKGROUND.get(strongest, "gray")
    return "  \n".join(f":{colour}-background[{line}]" if line != "&nbsp;" else line for line in text.split("  \n"))


def _labels(marks: list[Mark]) -> str:
    """The practices that rest on a place; a sign stays with its word at the end of a line."""
    titles = [
        f"{verdict_sign(one.verdict)}\N{NO-BREAK SPACE}{practice_words(BY_ID[one.practice].title)}"
        for one in sorted(set(marks), key=lambda one: (_STRONGEST.index(one.verdict), one.practice))
        if one.practice in BY_ID
    ]
    return f":small[{' &nbsp; '.join(titles)}]"
