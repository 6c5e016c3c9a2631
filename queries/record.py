"""One contact or one OS as it stands on record: what was said, what was done, and how each practice was judged.

Whoever may not see the agent of a contact or an OS gets None, the same as where there is none. Of what hangs together
with it (the OS of a contact, the contacts about an OS, earlier contacts, verdicts on other agents) only the part comes
along that the viewer may see. Texts are masked (`queries.masking`) unless they are asked for in clear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Select, Table, and_, or_, select

from data import schema
from data.people import Viewer
from data.records import BY_NAME, TIME, number_events
from data.reviews import KEY
from data.store import Store
from practices import PRACTICES
from practices.practice import Verdict
from queries.follow_up import registered_return
from queries.masking import mask, mask_talk
from queries.reviews import reviews_of
from queries.scope import may_see
from queries.totals import agents as agents_on_record

LONGEST_TEXT = 20_000
"""Characters of one message that are shown: a pasted log of a megabyte would hold the screen up."""
EARLIER_CONTACTS = 10
FOUND_AT_MOST = 20

STORY_SCHEMA: dict[str, pl.DataType] = {
    "place": pl.String(),
    "side": pl.String(),
    "at": TIME,
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "who": pl.String(),
    "name": pl.String(),
    "kind": pl.String(),
    "text": pl.String(),
    "cut": pl.Boolean(),
    "visit_at": TIME,
    "channel": pl.String(),
    "outcome": pl.String(),
}
"""What happened, a row each, in the order of time.

place    what evidence refers to: `message:<contact>:<position>`, `event:<os>:<number>`, `field:<os>:<name>`,
         `request:<id>`, `contact:<id>`, `return:<commitment>`
side     'talk' or 'order'
who      customer, agent, bot, system (a message), office (the rest)
name     the speaker or author; null where unknown
kind     'message', 'contact' (a contact began), a kind of OS event, one of MILESTONES, 'internal_request',
         'return' (one that somebody registered: `name` did)
cut      the text went on
visit_at where a visit was scheduled: for when
channel  of a registered return, with its `outcome`
"""
VERDICT_SCHEMA: dict[str, pl.DataType] = {
    "unit": pl.String(),
    "unit_id": pl.String(),
    "practice": pl.String(),
    "verdict": pl.String(),
    "rule_verdict": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "at": TIME,
    "evidence": pl.List(pl.String()),
    "reason": pl.String(),
    "detail": pl.String(),
    "pending_until": TIME,
}
"""One verdict a row: those that the rule said missed first, then pending, met, the rest: a changed one stays where it
was. `evidence` holds places of the story.

`verdict` counts ('inapplicable': a person said so, it counts nowhere). `rule_verdict` is what the rule said where a
person said otherwise, null elsewhere; evidence, reason and detail are always the rule's."""
EARLIER_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "protocol": pl.String(),
    "started_at": TIME,
    "channel": pl.String(),
    "reason": pl.String(),
    "agent": pl.String(),
}
"""The customer's contacts before this one that the viewer may see, newest first."""
FOUND_SCHEMA: dict[str, pl.DataType] = {
    "what": pl.String(),
    "id": pl.String(),
    "number": pl.String(),
    "at": TIME,
    "agent": pl.String(),
}
"""What a number stands for: `what` 'contact' or 'order', `number` as people call it (protocol, OS number)."""

MILESTONES = ("opened_at", "availability_checked_at", "scheduled_at", "completed_at", "closed_at")
_ORDER_OF_VERDICTS = {one.value: place for place, one in enumerate((Verdict.MISSED, Verdict.PENDING, Verdict.MET))}
_NUMBER_OF = {one.id: one.number for one in PRACTICES}


@dataclass(frozen=True)
class Record:
    """A contact or an OS and what belongs to it.

    contact    the canonical columns of the contact in question with `customer`, `city`, `plan`, `agent`, `team`; for an
               OS the contact that opened it; None where the viewer may not see it or there is none
    talks      all contacts whose messages are in the story (canonical columns with `agent`, `team`)
    orders     the OS (canonical columns with `agent`, `team`), the one in question first
    others     how many OS belong to it that the viewer may not see
    reviews    what people said of the verdicts (`queries.reviews.REVIEW_SCHEMA`); of a contact also what they said of a
               verdict that the rule no longer gives
    """

    contact: Mapping[str, Any] | None
    talks: Sequence[Mapping[str, Any]]
    orders: Sequence[Mapping[str, Any]]
    others: int
    story: pl.DataFrame
    verdicts: pl.DataFrame
    reviews: pl.DataFrame
    earlier: pl.DataFrame
    masked: bool


def contact_record(store: Store, viewer: Viewer, contact_id: str, *, clear: bool = False) -> Record | None:
    """One contact with its OS; None where there is no such contact or `viewer` may not see its agent."""
    scope = _Scope.of(store, viewer)
    contact = scope.one("contacts", schema.contacts.c.contact_id == contact_id)
    if contact is None:
        return None
    orders = schema.service_orders
    belonging = orders.c.contact_id == contact_id
    if contact["os_id"]:
        belonging = or_(belonging, orders.c.os_id == contact["os_id"])
    seen, others = scope.several("service_orders", belonging)
    return scope.record(contact, [contact], seen, others, clear)


def order_record(store: Store, viewer: Viewer, os_id: str, *, clear: bool = False) -> Record | None:
    """One OS with the contacts about it; None where there is no such OS or `viewer` may not see its agent."""
    scope = _Scope.of(store, viewer)
    order = scope.one("service_orders", schema.service_orders.c.os_id == os_id)
    if order is None:
        return None
    contacts = schema.contacts
    about = contacts.c.os_id == os_id
    if order["contact_id"]:
        about = or_(about, contacts.c.contact_id == order["contact_id"])
    elif order["customer_id"]:
        about = and_(about, contacts.c.customer_id == order["customer_id"])
    talks, _ = scope.several("contacts", about)
    talks = sorted(talks, key=lambda one: one["started_at"])
    first = next((one for one in talks if one["contact_id"] == order["contact_id"]), talks[0] if talks else None)
    return scope.record(first, talks, [order], 0, clear)


def find(store: Store, viewer: Viewer, text: str) -> pl.DataFrame:
    """The contacts and OS that `viewer` may see under a contact's id, a protocol or an OS number (FOUND_SCHEMA)."""
    written = text.strip()
    if not written:
        return pl.DataFrame(schema=FOUND_SCHEMA)
    spellings = list(_spellings(written))
    contacts, orders = schema.contacts.c, schema.service_orders.c
    scope = _Scope.of(store, viewer)
    talks, _ = scope.several("contacts", or_(contacts.contact_id.in_(spellings), contacts.protocol.in_(spellings)))
    works, _ = scope.several("service_orders", orders.os_id.in_(spellings))
    found = [
        ("contact", one["contact_id"], one["protocol"] or one["contact_id"], one["started_at"], one["agent"])
        for one in talks
    ] + [("order", one["os_id"], one["os_id"], one["opened_at"], one["agent"]) for one in works]
    return pl.DataFrame(found[:FOUND_AT_MOST], schema=FOUND_SCHEMA, orient="row")


def _spellings(written: str) -> set[str]:
    """A number as it may stand on record: 'os 3184' and '3184' are also OS-3184, with any hyphen."""
    close = re.sub(r"[\s./\-\N{NON-BREAKING HYPHEN}]", "", written)
    found = {written, close, written.upper(), written.lower()}
    if number := re.fullmatch(r"(?i:os)?(?:n?[º°o])?[:#]?(\d+)", close):
        found |= {number[1], *(f"{prefix}{number[1]}" for prefix in ("OS-", "OS", "OS ", "os-", "os"))}
    return found


@dataclass(frozen=True)
class _Scope:
    """Reads for one viewer: rows of agents outside their teams never leave it."""

    store: Store
    viewer: Viewer
    agents: pl.DataFrame

    @staticmethod
    def of(store: Store, viewer: Viewer) -> _Scope:
        return _Scope(store, viewer, agents_on_record(store))

    def one(self, table: str, condition: Any) -> dict[str, Any] | None:
        seen, _ = self.several(table, condition)
        return seen[0] if seen else None

    def several(self, table: str, condition: Any) -> tuple[list[dict[str, Any]], int]:
        """The rows that the viewer may see, with `agent` and `team`, and how many there are that they may not."""
        columns = BY_NAME[table].schema
        stored: Table = schema.IMPORTED[table]
        statement = select(*(stored.c[name] for name in columns)).where(condition).order_by(stored.c.id)
        rows = self.store.read(statement, columns).unique(BY_NAME[table].key, keep="first", maintain_order=True)
        seen = rows.join(self.agents, on="agent_id", how="left", maintain_order="left").filter(may_see(self.viewer))
        return seen.to_dicts(), rows.height - seen.height

    def record(
        self,
        contact: dict[str, Any] | None,
        talks: Sequence[Mapping[str, Any]],
        orders: Sequence[Mapping[str, Any]],
        others: int,
        clear: bool,
    ) -> Record:
        about = contact or orders[0]
        customer = self._customer(about["customer_id"])
        requests = self._requests([one["os_id"] for one in orders])
        verdicts = self._verdicts(about["customer_id"], talks, orders, requests)
        return Record(
            contact={**contact, **customer} if contact else None,
            talks=talks,
            orders=[{**one, **customer} for one in orders],
            others=others,
            story=self._story(talks, orders, requests, verdicts, clear),
            verdicts=verdicts,
            reviews=self._reviews(verdicts, [one["contact_id"] for one in talks], clear),
            earlier=self._earlier(about["customer_id"], contact["started_at"] if contact else about["opened_at"]),
            masked=not clear,
        )

    def _customer(self, customer_id: str | None) -> dict[str, Any]:
        wanted = {"customer": pl.String(), "city": pl.String(), "plan": pl.String(), "since": pl.Date()}
        table = schema.customers.c
        statement = (
            select(table.name.label("customer"), table.city, table.plan, table.since)
            .where(table.customer_id == customer_id)
            .order_by(table.id.desc())
            .limit(1)
        )
        rows = self.store.read(statement, wanted).to_dicts() if customer_id else []
        return rows[0] if rows else dict.fromkeys(wanted)

    def _requests(self, os_ids: Sequence[str]) -> pl.DataFrame:
        table = schema.internal_requests
        columns = BY_NAME["internal_requests"].schema
        statement = select(*(table.c[name] for name in columns)).where(table.c.os_id.in_(os_ids)).order_by(table.c.at)
        return self._named(self.store.read(statement, columns), "agent_id")

    def _named(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """`name`: the agent's name for the id in `column`, else what stands there."""
        names = self.agents.select(pl.col("agent_id").alias(column), name="agent")
        joined = rows.join(names, on=column, how="left", maintain_order="left")
        return joined.with_columns(name=pl.coalesce("name", column))

    # -- what happened ------------------------------------------------------------------------------------------------

    def _story(
        self,
        talks: Sequence[Mapping[str, Any]],
        orders: Sequence[Mapping[str, Any]],
        requests: pl.DataFrame,
        verdicts: pl.DataFrame,
        clear: bool,
    ) -> pl.DataFrame:
        keep = [str(one[name]) for one in talks for name in ("contact_id", "protocol", "os_id") if one[name]]
        keep += [str(one["os_id"]) for one in orders]
        rows = [row for talk in talks for row in self._talk(talk, keep, clear)]
        for order in orders:
            rows += _milestones(order)
            rows += self._events(order, keep, clear)
        for request in requests.iter_rows(named=True):
            text, cut = _shown(request["text"])
            rows.append(
                _row(f"request:{request['request_id']}", "order", request["at"], kind="internal_request")
                | {"os_id": request["os_id"], "name": request["name"], "who": "office", "cut": cut}
                | {"text": text if clear else mask(text, keep)}
            )
        rows += self._returns(verdicts, keep, clear)
        story = pl.DataFrame(rows, schema=STORY_SCHEMA, orient="row")
        return story.sort("at", maintain_order=True, nulls_last=False)

    def _talk(self, contact: Mapping[str, Any], keep: Sequence[str], clear: bool) -> list[dict[str, Any]]:
        table = schema.messages
        columns = {name: BY_NAME["messages"].schema[name] for name in ("position", "sender", "sent_at", "text")}
        statement = (
            select(*(table.c[name] for name in columns))
            .where(table.c.contact_id == contact["contact_id"])
            .order_by(table.c.position, table.c.id)
        )
        messages = self.store.read(statement, columns).unique("position", keep="first", maintain_order=True)
        texts = [_shown(text) for text in messages["text"]]
        shown = [text for text, _ in texts]
        if not clear:
            shown = mask_talk(zip(messages["sender"], shown, strict=True), keep)
        began = _row(f"contact:{contact['contact_id']}", "talk", contact["started_at"], kind="contact")
        rows = [began | {"contact_id": contact["contact_id"], "who": "office", "name": contact["agent"]}]
        at = contact["started_at"]
        for message, text, (_, cut) in zip(messages.iter_rows(named=True), shown, texts, strict=True):
            at = max(at, message["sent_at"] or at)
            place = f"message:{contact['contact_id']}:{message['position']}"
            name = contact["agent"] if message["sender"] == "agent" else None
            rows.append(
                _row(place, "talk", at, kind="message")
                | {"contact_id": contact["contact_id"], "who": message["sender"], "name": name}
                | {"text": text, "cut": cut}
            )
        return rows

    def _events(self, order: Mapping[str, Any], keep: Sequence[str], clear: bool) -> list[dict[str, Any]]:
        table = schema.os_events
        columns = BY_NAME["os_events"].schema
        statement = (
            select(*(table.c[name] for name in columns)).where(table.c.os_id == order["os_id"]).order_by(table.c.id)
        )
        events = self._named(number_events(self.store.read(statement, columns)), "author")
        rows = []
        for event in events.iter_rows(named=True):
            text, cut = _shown(event["text"] or "")
            rows.append(
                _row(f"event:{order['os_id']}:{event['event']}", "order", event["at"], kind=event["kind"] or "note")
                | {"os_id": order["os_id"], "who": "office", "name": event["name"], "cut": cut}
                | {"text": text if clear else mask(text, keep)}
            )
        return rows

    def _returns(self, verdicts: pl.DataFrame, keep: Sequence[str], clear: bool) -> list[dict[str, Any]]:
        """The returns that people registered for the commitments judged here, whose agents the viewer may see."""
        commitments = verdicts.filter(pl.col("unit") == "commitment")["unit_id"].unique(maintain_order=True)
        rows = []
        for given in registered_return(self.store, *commitments).iter_rows(named=True):
            text, cut = _shown(given["what_was_said"])
            rows.append(
                _row(f"return:{given['commitment_id']}", "talk", given["returned_at"], kind="return")
                | {"who": "office", "name": given["registered_by"], "cut": cut}
                | {"channel": given["channel"], "outcome": given["outcome"]}
                | {"text": text if clear else mask(text, keep)}
            )
        return rows

    # -- how it was judged --------------------------------------------------------------------------------------------

    def _verdicts(
        self,
        customer_id: str | None,
        talks: Sequence[Mapping[str, Any]],
        orders: Sequence[Mapping[str, Any]],
        requests: pl.DataFrame,
    ) -> pl.DataFrame:
        contact_ids, os_ids = [one["contact_id"] for one in talks], [one["os_id"] for one in orders]
        table = schema.verdicts.c
        units = or_(
            and_(table.unit == "contact", table.unit_id.in_(contact_ids)),
            and_(table.unit == "service_order", table.unit_id.in_(os_ids)),
            and_(table.unit == "internal_request", table.unit_id.in_(requests["request_id"].to_list())),
            and_(
                table.unit == "commitment",
                table.customer_key == (customer_id or ""),
                or_(table.contact_id.in_(contact_ids), table.os_id.in_(os_ids)),
            ),
        )
        stored = {
            name: pl.String() if name == "evidence" else dtype
            for name, dtype in VERDICT_SCHEMA.items()
            if name != "agent"
        }
        statement: Select[Any] = select(*(table[name] for name in stored)).where(units)
        found = self.store.read(statement, stored).filter(pl.col("practice").is_in(list(_NUMBER_OF)))
        by_rule = pl.coalesce("rule_verdict", "verdict")
        return (
            found.join(self.agents, on="agent_id", how="left")
            .filter(may_see(self.viewer))
            .with_columns(evidence=_places())
            .sort(
                by_rule.replace_strict(_ORDER_OF_VERDICTS, default=9, return_dtype=pl.Int64),
                pl.col("practice").replace_strict(_NUMBER_OF, return_dtype=pl.Int64),
                "unit_id",
            )
            .select(VERDICT_SCHEMA.keys())
        )

    def _reviews(self, verdicts: pl.DataFrame, contact_ids: Sequence[str], clear: bool) -> pl.DataFrame:
        """What people said of these verdicts, and of verdicts on these contacts that no rule gives any more.

        A contact's verdicts are all its own agent's, whom the viewer may see; other units' may be another team's.
        """
        found = reviews_of(self.store, [*verdicts["unit_id"], *contact_ids], clear=clear)
        shown = found.join(verdicts.select(KEY, shown=pl.lit(True)), on=KEY, how="left", maintain_order="left")
        of_contact = (pl.col("unit") == "contact") & pl.col("unit_id").is_in(list(contact_ids))
        known = pl.col("practice").is_in(list(_NUMBER_OF))
        return shown.filter((pl.col("shown").is_not_null() | of_contact) & known).drop("shown")

    def _earlier(self, customer_id: str | None, before: Any) -> pl.DataFrame:
        if not customer_id:
            return pl.DataFrame(schema=EARLIER_SCHEMA)
        table = schema.contacts.c
        seen, _ = self.several("contacts", and_(table.customer_id == customer_id, table.started_at < before))
        frame = pl.DataFrame(
            [[one[name] for name in EARLIER_SCHEMA] for one in seen], schema=EARLIER_SCHEMA, orient="row"
        )
        return frame.sort("started_at", "contact_id", descending=True).head(EARLIER_CONTACTS)


def _places() -> pl.Expr:
    """The evidence as places of the story: `field:<name>` of an OS becomes `field:<os>:<name>`."""
    places = pl.col("evidence").str.split(" ").list.eval(pl.element().filter(pl.element() != ""))
    of_order = places.list.eval(pl.element().str.replace("^field:", "field:\t:"))
    with_id = of_order.list.join(" ").str.replace_all("\t", pl.col("os_id").fill_null(""), literal=True)
    return with_id.str.split(" ").list.eval(pl.element().filter(pl.element() != ""))


def _milestones(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        _row(f"field:{order['os_id']}:{name}", "order", order[name], kind=name)
        | {"os_id": order["os_id"], "who": "office", "name": order["agent"] if name == "opened_at" else None}
        | {"visit_at": order["scheduled_for"] if name == "scheduled_at" else None}
        for name in MILESTONES
        if order[name] is not None
    ]


def _row(place: str, side: str, at: Any, *, kind: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(STORY_SCHEMA)
    return empty | {"place": place, "side": side, "at": at, "kind": kind, "text": "", "cut": False}


def _shown(text: str) -> tuple[str, bool]:
    return (text, False) if len(text) <= LONGEST_TEXT else (text[:LONGEST_TEXT], True)
