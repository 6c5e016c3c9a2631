"""One unit as somebody grades it: what is on record, without verdict, reason or agent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import select

from data import schema
from data.people import Viewer, plain_name
from data.store import Store
from practices.practice import Unit
from queries.masking import DOT
from queries.record import Record, contact_record, order_record

FOLLOWING_CONTACTS = 6
LOOKS_BEYOND = frozenset({"omitted_fee_or_deadline", "unrecorded_contact"})
"""Practices of a contact on which something outside it decides: a later contact, an OS event."""
_SHORTEST_NAME = 3
_LETTERS = {"a": "aáàâãä", "e": "eéèêë", "i": "iíìîï", "o": "oóòôõö", "u": "uúùûü", "c": "cç", "n": "nñ"}
_PARTICLES = frozenset({"das", "dos", "del"})


@dataclass(frozen=True)
class Blind:
    """One unit as a grader sees it: no verdict, no reason, no agent.

    story      `queries.record.STORY_SCHEMA`; `name` is '1' for the unit's own agent, '2', '3' ... for others
    talks      channel, direction and protocol by contact id
    order      the OS's kind, status and fee where an OS belongs to it
    customer   the customer's name, which some practices ask for
    place      the place of the story that is judged, where it is a single one (a request, a commitment's contact)
    """

    story: pl.DataFrame
    talks: Mapping[str, Mapping[str, Any]]
    order: Mapping[str, Any] | None
    customer: str | None
    place: str | None


def blind_unit(
    store: Store, viewer: Viewer, practice: str, unit: str, unit_id: str, contact_id: str | None, os_id: str | None
) -> Blind | None:
    """One unit to be graded; None where it is gone, or not the viewer's to see."""
    by_order = unit in (Unit.SERVICE_ORDER, Unit.INTERNAL_REQUEST) or not contact_id
    record = order_record(store, viewer, os_id or "") if by_order else contact_record(store, viewer, contact_id or "")
    if record is None:
        return None
    main = record.orders[0] if by_order else record.contact
    assert main is not None
    following = _following(store, viewer, main) if unit != Unit.CONTACT or practice in LOOKS_BEYOND else []
    known = {one["contact_id"] for one in record.talks}
    later = [one for one in following if one.contact and one.contact["contact_id"] not in known]
    story = pl.concat([record.story, *(one.story.filter(pl.col("side") == "talk") for one in later)])
    talks = [*record.talks, *(talk for one in later for talk in one.talks)]
    first = main["agent"] or main["agent_id"]
    return Blind(
        _nameless(story.sort("at", maintain_order=True), first, _names(talks, record.orders), main["customer"]),
        {one["contact_id"]: {name: one[name] for name in ("channel", "direction", "protocol")} for one in talks},
        {name: record.orders[0][name] for name in ("os_id", "kind", "status", "fee_amount")} if record.orders else None,
        main["customer"],
        _place(unit, unit_id, contact_id, os_id),
    )


def _place(unit: str, unit_id: str, contact_id: str | None, os_id: str | None) -> str | None:
    if unit == Unit.INTERNAL_REQUEST:
        return f"request:{unit_id}"
    if unit == Unit.COMMITMENT:
        return f"contact:{contact_id}" if contact_id else f"field:{os_id}:scheduled_at"
    return None


def _following(store: Store, viewer: Viewer, main: Mapping[str, Any]) -> list[Record]:
    """The customer's next contacts that the viewer may see: in them a return, a validation, a fee may be told."""
    table, since = schema.contacts.c, main.get("started_at") or main.get("opened_at")
    if not main["customer_id"]:
        return []
    statement = (
        select(table.contact_id)
        .where(table.customer_id == main["customer_id"], table.started_at > since)
        .order_by(table.started_at, table.id)
        .limit(FOLLOWING_CONTACTS)
    )
    ids = store.read(statement, {"contact_id": pl.String()})["contact_id"].unique(maintain_order=True)
    found = [contact_record(store, viewer, one) for one in ids]
    return [one for one in found if one is not None]


def _names(talks: Iterable[Mapping[str, Any]], orders: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(one["agent"]) for one in (*talks, *orders) if one["agent"]]


def _nameless(story: pl.DataFrame, first: str, agents: Sequence[str], customer: str | None) -> pl.DataFrame:
    """The story with numbers in place of the house's people, and its agents' names dotted out of the texts.

    A name that is the customer's too stays in the texts: whether the agent used it may be the question.
    """
    people = list(dict.fromkeys([first, *agents, *story["name"].drop_nulls()]))
    numbers = {name: str(number) for number, name in enumerate(people, 1)}
    kept, hidden = set(_words(customer or "")), list(dict.fromkeys([first, *agents]))
    whole = [name for name in hidden if len(_words(name)) > 1]
    given = [words[0] for name in hidden if (words := _words(name))]
    parts = [word for name in hidden for word in _words(name)[1:]]
    patterns = [
        re.compile(rf"\b(?:{'|'.join(found)})\b", flags)
        for names, flags in ((whole, re.IGNORECASE), (given, re.IGNORECASE), (parts, 0))
        if (
            found := [_spelt(name, capital=flags == 0) for name in dict.fromkeys(names) if not kept & set(_words(name))]
        )
    ]

    def dotted(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(DOT * 6, text)
        return text

    return story.with_columns(
        name=pl.col("name").replace_strict(numbers, default=None, return_dtype=pl.String),
        text=pl.col("text").map_elements(dotted, return_dtype=pl.String),
    )


def _words(name: str) -> list[str]:
    """The words of a name that may give it away, in small letters without accents."""
    words = re.findall(r"[a-z]+", plain_name(name))
    return [word for word in words if len(word) >= _SHORTEST_NAME and word not in _PARTICLES]


def _spelt(name: str, *, capital: bool) -> str:
    """A pattern for a name, with or without its accents; `capital`: only where it begins with a capital letter."""
    plain = plain_name(name)
    letters = [f"[{_LETTERS[one]}]" if one in _LETTERS else re.escape(one) for one in plain]
    if capital and letters:
        letters[0] = f"[{_LETTERS.get(plain[0], plain[0]).upper()}]"
    return "".join(letters)
