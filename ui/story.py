"""The story of a case as text: two columns without borders, when and what, and the silence between as a row of its own.

Real text: it wraps on a phone, can be copied and is read aloud. Everything that others wrote goes through `literal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from ui import links, wording
from ui.codes import CHANNELS, EVENT_KINDS, ORDER_KINDS, RETURN_OUTCOMES
from ui.literal import literal
from ui.names import name, order_name
from ui.transcript import MILESTONES, TWINS
from ui.wording import day, days, mark, moment, money, said, tr
from ui.words import unbroken

LONGEST_SHOWN = 280
"""Characters of a quoted text; the record itself has the rest."""
SILENT_DAYS = 2
"""From so many days on, a gap between two things is a row."""
QUIET_DOT, LATE_DOT = ":gray[●]", ":orange[◆]"
MADE = {
    "cancellation": mark("Cancellation request"),
    "promise": mark("Promised return"),
    "overdue_os": mark("Date of the visit"),
}


@dataclass(frozen=True)
class Ending:
    """How the case stands: asked for at `made_at`, due at `due_at`, seen at `now`; whole `days_late` where overdue.

    `returned_at` None: the customer still waits. `reason` and `fine` of a cancellation, where they are on record.
    """

    made_at: datetime
    due_at: datetime
    now: datetime
    days_late: int
    returned_at: datetime | None = None
    reason: str | None = None
    fine: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the due time passed before the customer heard back."""
        return self.due_at < (self.returned_at or self.now)

    @property
    def overdue(self) -> bool:
        """Whether it passed and the customer still waits."""
        return self.returned_at is None and self.passed


def draw(story: pl.DataFrame, ending: Ending) -> None:
    """The story (`queries.story.STORY_SCHEMA`) as a table of text."""
    rows = lines(story, ending)
    st.table(
        pl.DataFrame(rows, schema=["when", "what"], orient="row"),
        border=False,
        hide_index=True,
        hide_header=True,
        alt=tr("The case from the request to today, in order"),
    )


def lines(story: pl.DataFrame, ending: Ending) -> list[tuple[str, str]]:
    """When and what of every row, as Markdown, gaps and today included."""
    told: list[tuple[str, str]] = []
    linked: set[str] = set()
    before: datetime | None = None
    for row in _with_the_end(story, ending):
        if before is not None and (gap := _days_between(before, row["at"])) >= SILENT_DAYS:
            told.append(("", f":gray[{tr('{days} with nothing', days=days(gap))}]"))
        before = row["at"]
        late = _is_late(row, ending)
        head, words = _said_of(row, ending)
        reference = None if row.get("opens") is False else row["reference"]
        parts = [_head(head, reference, linked, late), *([words] if words else [])]
        told.append((_when(row, late), " &nbsp; ".join(parts)))
    return told


def _with_the_end(story: pl.DataFrame, ending: Ending) -> list[dict[str, Any]]:
    """The rows in order, with today, or with the return that only the records show."""
    rows = _without_twins(story.to_dicts())
    blank = dict.fromkeys(story.columns)
    if ending.returned_at is None:
        rows.append({**blank, "at": ending.now, "what": "today"})
    elif not any(row["what"] == "return" for row in rows):
        rows.append({**blank, "at": ending.returned_at, "what": "heard"})
    return sorted((row for row in rows if row["at"] is not None), key=lambda row: row["at"])


def _without_twins(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a time of the OS that an event of the same minute tells in words."""

    def at(row: dict[str, Any]) -> datetime | None:
        when: datetime | None = row["at"]
        return when and when.replace(second=0, microsecond=0)

    told = {(row["reference"], row["what"], at(row)) for row in rows}
    twins = {f"field:{field}": f"event:{kind}" for field, kind in TWINS.items()}
    return [row for row in rows if (row["reference"], twins.get(row["what"]), at(row)) not in told]


def _days_between(first: datetime, last: datetime) -> int:
    return (wording.local(last).date() - wording.local(first).date()).days


def _is_late(row: dict[str, Any], ending: Ending) -> bool:
    """What is written in orange: the due time that passed, today beyond it, and a customer who came again after it."""
    if row["what"] in ("due", "today"):
        return ending.passed
    return ending.overdue and row["what"] in ("customer", "came") and row["at"] > ending.due_at


def _when(row: dict[str, Any], late: bool) -> str:
    words = day(row["at"], year=False) if row["what"] == "today" else moment(row["at"], year=_is_old(row["at"]))
    return unbroken(f"{LATE_DOT if late else QUIET_DOT} {words}")


def _is_old(at: datetime) -> bool:
    return wording.local(at).year != wording.today().year


def _head(head: str, reference: str | None, linked: set[str], late: bool) -> str:
    """The head in bold; the first that a record stands behind leads to it."""
    address = None if reference is None or reference in linked else _address(reference)
    if address is not None and reference is not None:
        linked.add(reference)
        return f"**[{head}]({address})**"
    return f":orange[**{head}**]" if late else f"**{head}**"


def _address(reference: str) -> str | None:
    kind, _, identity = reference.partition(":")
    return {"contact": links.to_contact, "os": links.to_order}[kind](identity)


def _said_of(row: dict[str, Any], ending: Ending) -> tuple[str, str]:
    what = str(row["what"])
    if what.startswith("event:"):
        kind = name(EVENT_KINDS, what.removeprefix("event:"))
        return f"{_order(row)}, {kind.lower()}", _joined(" · ", _who(row), _quoted(row, marks=False))
    if what.startswith("field:"):
        field = said(MILESTONES[what.removeprefix("field:")])
        visit = tr("for {moment}", moment=moment(row["visit_at"], year=False)) if row.get("visit_at") else ""
        return f"{_order(row)}, {field.lower()}", visit
    if what in ("due", "today", "heard", "made"):
        return _our_own(row, ending)
    return _of_people(row)


def _our_own(row: dict[str, Any], ending: Ending) -> tuple[str, str]:
    """What no record says in words: the request, the due time, today."""
    match row["what"]:
        case "made":
            return said(MADE[row["who"]]) if row["who"] in MADE else literal(row["who"]), _why(ending)
        case "due":
            return tr("Return due"), tr("Passed without a return.") if ending.passed else ""
        case "heard":
            return tr("The customer heard back"), tr("As the imported records show.")
    if not ending.overdue:
        return tr("Today"), tr("There is still time, until {moment}.", moment=moment(ending.due_at, year=False))
    if ending.days_late:
        return tr("Today"), tr("{days} past due. No return on record.", days=days(ending.days_late))
    return tr("Today"), tr("Past due since today. No return on record.")


def _why(ending: Ending) -> str:
    parts = [tr("Reason: {reason}.", reason=literal(ending.reason))] if ending.reason else []
    if ending.fine is not None:
        parts.append(tr("Fine of {amount}.", amount=literal(money(ending.fine))) if ending.fine else tr("No fine."))
    return " ".join(parts)


def _of_people(row: dict[str, Any]) -> tuple[str, str]:
    channel = name(CHANNELS, row["channel"]) if row["channel"] else None
    who, quoted = _who(row), _quoted(row)
    told = {
        "customer": (_joined(", ", tr("Customer"), channel), quoted),
        "agent": (who, quoted),
        "attempt": (_joined(", ", who, channel), _joined(" ", tr("Attempt without answer."), quoted)),
        "came": (_joined(", ", tr("Customer"), channel), tr("No transcript.")),
        "spoken": (_joined(", ", who, channel), tr("We spoke with the customer; no transcript.")),
        "opened": (f"{_order(row)}, {name(ORDER_KINDS, row['who']).lower()}", tr("Opened.")),
        "visit": (_order(row), tr("Day of the visit.")),
        "request": (_joined(", ", tr("Internal request"), who), quoted),
        "return": (
            _joined(", ", tr("Return registered"), channel),
            _joined(" ", tr("By {name}.", name=who), quoted, _outcome(row)),
        ),
        "tried": (_joined(", ", who, channel), _joined(" ", tr("Attempt without answer."), quoted)),
        "handed": (_handed(row), _joined(" ", tr("By {name}.", name=who), quoted)),
        "note": (tr("Note by {name}", name=who), quoted),
    }
    return told.get(row["what"], (_joined(", ", tr("Another team"), channel), tr("What was said is theirs to see.")))


def _handed(row: dict[str, Any]) -> str:
    to = literal(row.get("to_agent"))
    if row.get("from_agent") is None:
        return tr("Handed over to {agent}", agent=to)
    return tr("Handed over from {first} to {agent}", first=literal(row["from_agent"]), agent=to)


def _outcome(row: dict[str, Any]) -> str:
    return tr("Outcome: {outcome}.", outcome=name(RETURN_OUTCOMES, row["outcome"])) if row.get("outcome") else ""


def _who(row: dict[str, Any]) -> str:
    return literal(row["who"]) if row["who"] else tr("nobody on record")


def _order(row: dict[str, Any]) -> str:
    return order_name(str(row["reference"] or "").removeprefix("os:"))


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def _quoted(row: dict[str, Any], marks: bool = True) -> str:
    text = " ".join((row["text"] or "").split())
    if not text:
        return ""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"
    return f"“{literal(cut)}”" if marks else literal(cut)
