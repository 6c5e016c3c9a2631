"""Why a verdict is as it is, as a cell of a workbook says it: the reasons, and the words on record that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from practices import BY_ID
from practices.practice import reason_sentence
from queries.moments import MOST_QUOTED, said_at
from reports.ground import Ground
from ui.codes import FIELDS
from ui.telling.values import name, order_name
from ui.words import Words


@dataclass(frozen=True)
class Said:
    """What stands at a place of evidence: when it was, and its words, masked; None where they are not known."""

    at: datetime | None
    quote: str | None


def said_in(ground: Ground, rows: pl.DataFrame) -> dict[str, Said]:
    """Place -> what stands there, for the places that `rows` (`queries.units.UNIT_SCHEMA`) name; read at once."""
    places: dict[str, set[str]] = {}
    for row in rows.iter_rows(named=True):
        for place in places_of(row)[:MOST_QUOTED]:
            places.setdefault(place, set()).update(one for one in (row["protocol"], row["os_id"]) if one)
    found = said_at(ground.store, ground.wish.viewer, places, ground.agents)
    return {place: Said(at, quote) for place, at, quote in found.iter_rows()}


def places_of(row: Mapping[str, Any]) -> list[str]:
    """The references of a row's evidence, the first ones the most telling."""
    return (row["evidence"] or "").split()


def why(words: Words, row: Mapping[str, Any]) -> str:
    """The reason of a verdict: the rule's, and before it that of the person who changed it."""
    rule = reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], words.language)
    if row["rule_verdict"] is None:
        return rule
    who = words.theirs(row["reviewer"])
    if not row["because"]:
        return words.tr("{name} changed it. The rule: {why}", name=who, why=rule)
    return words.tr("{name} changed it: “{because}” The rule: {why}", name=who, because=row["because"], why=rule)


def evidence(words: Words, row: Mapping[str, Any], said: Mapping[str, Said]) -> str | None:
    """The places on which the rule's verdict rests, a line each; of many the first ones. None where it names none."""
    places = places_of(row)
    lines = [_place(words, place, said.get(place)) for place in places[:MOST_QUOTED]]
    if more := len(places) - len(lines):
        lines.append(words.plural("and {n} more place", "and {n} more places", more))
    return "\n".join(lines) or None


def _place(words: Words, place: str, said: Said | None) -> str:
    """One place: the message, the entry of an OS or the field that the reference names, and what was written there."""
    kind, _, rest = place.partition(":")
    owner, _, number = rest.rpartition(":")
    if kind == "field":
        return words.tr("the field “{name}”", name=name(words, FIELDS, rest))
    if kind not in ("message", "event"):
        return place
    at = words.moment(said.at, year=False) if said and said.at else None
    if kind == "message":
        where = words.tr("message of {moment}", moment=at) if at else words.tr("message of a contact")
    elif at:
        where = words.tr("entry of {moment} in {order}", moment=at, order=order_name(words, owner))
    else:
        where = words.tr("entry {n} in {order}", n=words.number(int(number) + 1), order=order_name(words, owner))
    return words.tr("{place}: “{quote}”", place=where, quote=said.quote) if said and said.quote else where
