"""Moments to talk about: the words on which an agent's verdicts rest, quoted and masked, with the place they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import select

from data import schema
from data.people import Viewer
from data.records import TIME, number_events
from data.store import Store
from queries.choice import Choice
from queries.masking import mask_talk
from queries.scope import of_agents
from queries.units import Wanted, units

LOOKED_THROUGH = 12
"""How many of the newest verdicts are read to find words worth quoting."""

LONGEST, SHORTEST = 200, 12
"""Characters: a longer quotation is cut at a word, a shorter one tells too little to be preferred."""

MOST_QUOTED = 3
"""Words of so many places are quoted where a verdict rests on several."""

LEFT_OUT = frozenset({"confirm_understanding"})
"""Practices missed by what the agent's replies leave out: the first reply to a request is quoted, not the greeting."""

_A_REQUEST = 4
"""So many words, beside those of a greeting, make a customer's turn a request."""
_GREETING = frozenset(
    ("bom", "boa", "dia", "tarde", "noite", "tudo", "bem", "com", "você", "olá", "ok", "favor", "por")
)

_SAID: dict[str, pl.DataType] = {
    name: pl.String() for name in ("place", "quote", "speaker", "before", "speaker_before")
}
MOMENT_SCHEMA: dict[str, pl.DataType] = {
    "practice": pl.String(),
    "verdict": pl.String(),
    "unit": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "channel": pl.String(),
    "at": TIME,
    "agent": pl.String(),
    "reason": pl.String(),
    "detail": pl.String(),
    "place": pl.String(),
    "quote": pl.String(),
    "said": pl.List(pl.Struct(_SAID)),
}
"""One moment a row, those with words first, then the newest. `place` is the reference of evidence that is quoted best
with few words, and `quote` the words, masked; null where the evidence is a field, or something that is absent.
`said`: up to MOST_QUOTED words of the evidence, in its order, each with its `speaker` (the sender; null for a note) and
what the other side had said in its last turn before it, and who that was; masked too."""

SAID_SCHEMA: dict[str, pl.DataType] = {"place": pl.String(), "at": TIME, "quote": pl.String()}
"""What stands at one reference to a message or an OS event: when it was, and its words, masked; null without any."""


def moments(store: Store, viewer: Viewer, choice: Choice, wanted: Wanted, agents: pl.DataFrame) -> pl.DataFrame:
    """The newest units of `wanted`, each with the words on which its verdict rests (MOMENT_SCHEMA).

    Where a person changed the verdict, no words on record are those that it rests on: such a unit is left out.
    """
    found = units(store, viewer, choice, wanted, agents, limit=LOOKED_THROUGH)
    found = found.filter(pl.col("rule_verdict").is_null())
    places = (
        found.with_row_index("order")
        .select(
            "order",
            left_out=pl.col("practice").is_in(LEFT_OUT) & (pl.col("verdict") == "missed"),
            place=pl.col("evidence").str.split(" "),
        )
        .explode("place", empty_as_null=True, keep_nulls=True)
        .filter(pl.col("place").fill_null("") != "")
    )
    keep = [one for name in ("protocol", "os_id") for one in found[name].drop_nulls().to_list()]
    said = _said(store, places["place"].to_list(), lambda _: keep).drop_nulls("quote")
    ranked = (
        places.with_row_index("seat")
        .join(said, on="place")
        .with_columns(
            rank=(pl.col("answers") & pl.col("left_out")).cast(pl.Int8) * 4
            + pl.col("by_agent").cast(pl.Int8) * 2
            + pl.col("quote").str.len_chars().is_between(SHORTEST, LONGEST).cast(pl.Int8)
        )
        .sort("order", "rank", "seat", descending=[False, True, False])
    )
    best = ranked.group_by("order", maintain_order=True).agg(
        pl.col("place", "quote").first(),
        said=pl.struct(_SAID.keys()).head(MOST_QUOTED).sort_by(pl.col("seat").head(MOST_QUOTED)),
    )
    return (
        found.with_row_index("order")
        .join(best, on="order", how="left", maintain_order="left")
        .sort(pl.col("quote").is_null(), "order")
        .select(MOMENT_SCHEMA.keys())
    )


def quoted(store: Store, places: Sequence[str], keep: Sequence[str] = ()) -> dict[str, str]:
    """Place -> the words that stand there, masked but for the numbers in `keep`; for places that the viewer may see."""
    return dict(_said(store, places, lambda _: keep).drop_nulls("quote").select("place", "quote").iter_rows())


def said_at(store: Store, viewer: Viewer, places: Mapping[str, Collection[str]], agents: pl.DataFrame) -> pl.DataFrame:
    """What stands at those of `places` that lie in a contact or an OS that `viewer` may see (SAID_SCHEMA).

    A verdict may rest on what another team said or wrote. With each place the protocols and orders whose numbers stay
    as they are in its record; `agents` as in `moments`.
    """
    named = list(places)
    seen = {"message": _visible(store, viewer, "contacts", "contact_id", _owners(named, "message"), agents)}
    seen["event"] = _visible(store, viewer, "service_orders", "os_id", _owners(named, "event"), agents)
    wanted = [one for one in named if _owner(one) in seen.get(one.partition(":")[0], ())]
    keep: dict[str, set[str]] = {}
    for one in wanted:
        keep.setdefault(_owner(one), set()).update(places[one])
    return (
        _said(store, wanted, keep.__getitem__)
        .select(SAID_SCHEMA.keys())
        .unique("place", keep="first", maintain_order=True)
    )


def _visible(
    store: Store, viewer: Viewer, table: str, column: str, ids: set[str], agents: pl.DataFrame
) -> frozenset[str]:
    """Those of the records `ids` whose agent `viewer` may see."""
    stored = schema.IMPORTED[table].c
    statement = select(stored[column]).where(
        store.among(stored[column], sorted(ids)), of_agents(store, stored.agent_id, agents, viewer)
    )
    return frozenset(store.read(statement, {column: pl.String()})[column])


def _owners(places: Sequence[str], kind: str) -> set[str]:
    """The contacts or OSs in which the references of a `kind` lie."""
    return {_owner(place) for place in places if place.startswith(f"{kind}:")}


def _owner(place: str) -> str:
    return place.partition(":")[2].rpartition(":")[0]


def _said(store: Store, places: Sequence[str], keep: Callable[[str], Collection[str]]) -> pl.DataFrame:
    """What stands at every reference to a message or an event on record: _SAID, `by_agent`, `answers`, `at`.

    `answers` a request; the quote is null where nothing was written. The numbers that `keep` gives for a contact or an
    OS (protocols, orders) stay as they are.
    """
    rows: list[tuple[str | bool | datetime | None, ...]] = []
    contacts, orders = _owners(places, "message"), _owners(places, "event")
    for contact_id, talk in _messages(store, sorted(contacts)).group_by("contact_id", maintain_order=True):
        turns = talk.select("sender", "text").rows()
        masked = mask_talk(turns, keep(contact_id[0]))
        turns_of: dict[str, str] = {}
        speaking = ""
        for position, at, (sender, _), text in zip(talk["position"], talk["sent_at"], turns, masked, strict=True):
            other = {"agent": "customer", "customer": "agent"}.get(sender, "")
            before = turns_of.get(other)
            rows.append(
                (
                    f"message:{contact_id[0]}:{position}",
                    cut(text),
                    sender,
                    cut(before) if before else None,
                    other if before else None,
                    sender == "agent",
                    sender == "agent" and _is_request(before or ""),
                    at,
                )
            )
            turns_of[sender] = f"{turns_of[sender]} {text}" if sender == speaking else text
            speaking = sender
    for os_id, number, text, at in _events(store, sorted(orders)).iter_rows():
        quote = cut(mask_talk([("agent", text)], keep(os_id))[0]) if text else None
        rows.append((f"event:{os_id}:{number}", quote, None, None, None, True, False, at))
    wanted = set(places)
    return pl.DataFrame(
        [row for row in rows if row[0] in wanted],
        schema={**_SAID, "by_agent": pl.Boolean(), "answers": pl.Boolean(), "at": TIME},
        orient="row",
    )


def _is_request(turn: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", turn.casefold())
    return sum(word not in _GREETING for word in words) >= _A_REQUEST


def cut(text: str) -> str:
    """The text on one line, cut at a word where it is too long to be quoted."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    kept = line[:LONGEST].rsplit(" ", 1)[0]
    return (kept or line[:LONGEST]) + "…"


def _messages(store: Store, contact_ids: list[str]) -> pl.DataFrame:
    table = schema.messages
    texts = {"sender": pl.String(), "text": pl.String()}
    wire = {"contact_id": pl.String(), "position": pl.Int64(), "sent_at": TIME, **texts}
    statement = select(*(table.c[name] for name in wire)).where(store.among(table.c.contact_id, contact_ids))
    return store.read(statement, wire).sort("contact_id", "position")


def _events(store: Store, os_ids: list[str]) -> pl.DataFrame:
    table = schema.os_events
    wire = {"os_id": pl.String(), "at": TIME, "text": pl.String()}
    statement = select(*(table.c[name] for name in wire)).where(store.among(table.c.os_id, os_ids)).order_by(table.c.id)
    events = number_events(store.read(statement, wire))
    return events.select("os_id", "event", "text", "at")
