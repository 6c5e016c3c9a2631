"""The record of one contact or OS in sentences, made from its rows; Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from practices.practice import Verdict
from ui import wording
from ui.codes import ORDER_KINDS, ORDER_STATUSES, REASONS
from ui.literal import literal
from ui.names import name, order_name
from ui.wording import mark, plural, tr

_BY = {
    "whatsapp": mark("by WhatsApp"),
    "chat": mark("by chat"),
    "phone": mark("by phone"),
    "email": mark("by e-mail"),
    "in_person": mark("at the counter"),
}
"""The channels (`ui.codes.CHANNELS`) within a sentence."""


class Record(Protocol):
    """What stands on record (`queries.record.Record`)."""

    @property
    def contact(self) -> Mapping[str, Any] | None: ...
    @property
    def orders(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def talks(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def story(self) -> pl.DataFrame: ...
    @property
    def verdicts(self) -> pl.DataFrame: ...
    @property
    def reviews(self) -> pl.DataFrame: ...
    @property
    def others(self) -> int: ...
    @property
    def earlier(self) -> pl.DataFrame: ...
    @property
    def masked(self) -> bool: ...


def title_of(record: Record) -> str:
    """The customer, else the OS by its number."""
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
    """Who talked with the customer, when, how, about what."""
    first = tr(
        "{agent} on {day} at {time}",
        agent=f"**{literal(contact['agent'] or contact['agent_id'])}**",
        day=wording.day(contact["started_at"]),
        time=wording.clock(contact["started_at"]),
    )
    told = [first, *([wording.said(_BY[contact["channel"]])] if contact["channel"] in _BY else [])]
    if contact["reason"]:
        told.append(tr("about {reason}", reason=name(REASONS, contact["reason"]).lower()))
    words = ", ".join(told)
    if not contact["protocol"]:
        return f"{words}."
    return tr("{contact}; protocol {protocol}.", contact=words, protocol=literal(contact["protocol"]))


def order_sentence(order: Mapping[str, Any]) -> str:
    """What the OS is and how it stands."""
    fields = {
        "order": f"**{order_name(order['os_id'])}**",
        "kind": name(ORDER_KINDS, order["kind"]).lower(),
        "day": wording.day(order["opened_at"]),
        "status": name(ORDER_STATUSES, order["status"]),
    }
    closed_at = order.get("closed_at")
    if closed_at is not None:
        if wording.local(closed_at).date() == wording.local(order["opened_at"]).date():
            return tr("{order}, {kind}, opened and closed on {day}.", **fields)
        return tr("{order}, {kind}, opened on {day} and closed on {closed}.", closed=wording.day(closed_at), **fields)
    if order["status"] == "open":
        return tr("{order}, {kind}, opened on {day} and still open.", **fields)
    if not order["status"]:
        return tr("{order}, {kind}, opened on {day}.", **fields)
    return tr("{order}, {kind}, opened on {day}, now {status}.", **fields)


def counted(verdicts: pl.DataFrame) -> str:
    """How many verdicts there are, and what they say: a practice has one for each talk, OS and promise."""
    counts = dict(verdicts["verdict"].value_counts().iter_rows())
    met, missed = counts.get(Verdict.MET, 0), counts.get(Verdict.MISSED, 0)
    total = met + missed
    if total == 0:
        return tr("Nothing in it could be judged.")
    if missed == 0:
        return plural("The one verdict: the practice was followed.", "All {n} verdicts: followed.", total)
    if total == 1:
        return tr("The one verdict: the practice was not followed.")
    return plural(
        "Of {judged} verdicts, one is “not followed”.",
        "Of {judged} verdicts, {n} are “not followed”.",
        missed,
        judged=wording.number(total),
    )
