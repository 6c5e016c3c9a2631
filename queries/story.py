"""The whole story of one commitment in one order: what was said, ordered, asked inside, due, and returned.

A story shows that colleagues of another team spoke with the customer, and when; what they said, who they are and the
record itself stay theirs. Only what the agent said whom the commitment fell to goes along with a case that is handed
over: whoever owes the return now has to know what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Select, false, func, or_, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from queries.follow_up import commitment_of, registered_return
from queries.masking import mask, mask_talk
from queries.record import MILESTONES
from queries.scope import agents_in_scope

Judge = Callable[[str | None], bool]
"""Whether the viewer may see (or open) what is an agent's."""

LONGEST_QUOTE = 4000
"""Characters of a text that are masked and handed on; a screen shows fewer."""

STORY_SCHEMA: dict[str, pl.DataType] = {
    "at": TIME,
    "what": pl.String(),
    "who": pl.String(),
    "channel": pl.String(),
    "text": pl.String(),
    "reference": pl.String(),
    "visit_at": TIME,
    "outcome": pl.String(),
    "from_agent": pl.String(),
    "to_agent": pl.String(),
    "opens": pl.Boolean(),
}
"""One thing that happened a row, in order; texts are masked.

what        made (the commitment, where no message says it); customer, agent (what was said); attempt (we tried, nobody
            answered); came, spoken (a contact without transcript: theirs, ours); elsewhere (what is another team's);
            opened (an OS); visit (its date); field:<name> (another of its MILESTONES); event:<kind> (of the OS);
            request (internal); due; return, tried, handed, note (what a user wrote down: the return, an attempt
            without answer, that another owes it from then on, a remark)
who         the agent, author or user by name; of `opened` the OS's kind, of `made` the commitment's; null: the customer
visit_at    of `field:scheduled_at`: for when; `outcome` of a return; `from_agent` and `to_agent` of `handed`, by name
reference   `contact:<id>` or `os:<id>`: the record behind it; `opens` says whether the viewer may open that
"""


def story(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame | None:
    """The whole story of one commitment (STORY_SCHEMA); None where it is none, or none that `viewer` may see."""
    found = commitment_of(store, viewer, commitment_id, agents)
    if found.is_empty():
        return None
    one = found.row(0, named=True)
    own = set(agents_in_scope(agents, viewer)["agent_id"])

    def may_see(agent_id: str | None) -> bool:
        return viewer.sees_all_teams or (agent_id is not None and agent_id in {*own, one["first_agent_id"]})

    def may_open(agent_id: str | None) -> bool:
        return viewer.sees_all_teams or agent_id in own

    parts = [
        _storied([{"at": one["made_at"], "what": "made", "who": one["kind"]}]),
        _spoken(store, one, may_see, may_open),
        _ordered(store, one, may_see, may_open),
        _asked_inside(store, one, may_see, may_open),
        _storied([{"at": one["due_at"], "what": "due"}]),
        _written(store, one),
        _returned(store, one),
    ]
    names = dict(agents.select("agent_id", "agent").rows())
    happened = pl.concat(parts)
    asked_inside = happened.filter(pl.col("what") == "request")["at"].implode()
    happened = happened.filter((pl.col("what") != "event:internal_request") | ~pl.col("at").is_in(asked_inside))
    in_words = happened.filter(pl.col("what") == "agent", pl.col("at") == one["made_at"]).height > 0
    if one["kind"] == "promise" and in_words:
        happened = happened.filter(pl.col("what") != "made")
    last_of_its_minute = pl.when(pl.col("what") == "return").then(pl.duration(seconds=59)).otherwise(pl.duration())
    return happened.with_columns(pl.col("who", "from_agent", "to_agent").replace(names)).sort(
        pl.col("at") + last_of_its_minute,  # it is typed to the minute, and ends what was noted in it
        maintain_order=True,
        nulls_last=True,
    )


def _storied(rows: list[dict[str, object]]) -> pl.DataFrame:
    complete = [{name: row.get(name, name == "opens" or None) for name in STORY_SCHEMA} for row in rows]
    return pl.DataFrame(complete, schema=STORY_SCHEMA)


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST_QUOTE]


def _spoken(store: Store, one: dict[str, object], may_see: Judge, may_open: Judge) -> pl.DataFrame:
    """The commitment's own contact, and every contact of the customer from then on: who came, and the telling words."""
    contacts = schema.contacts
    made: datetime = one["made_at"]  # type: ignore[assignment]
    customer_id = one["customer_id"]
    theirs = (
        false()
        if customer_id is None
        else (contacts.c.customer_id == customer_id) & (contacts.c.started_at >= made - timedelta(hours=1))
    )
    types = {
        "contact_id": pl.String(),
        "protocol": pl.String(),
        "channel": pl.String(),
        "agent_id": pl.String(),
        "direction": pl.String(),
        "started_at": TIME,
    }
    statement = select(*(contacts.c[name] for name in types)).where(
        or_(theirs, contacts.c.contact_id == one["contact_id"])
    )
    held = store.read(statement, types).unique("contact_id", keep="last").sort("started_at", "contact_id")
    lines = _messages(store, held["contact_id"].to_list())
    keep = [*held["protocol"].drop_nulls(), *filter(None, [str(one["os_id"] or "")])]
    named = _evidence(store, str(one["commitment_id"]))
    rows: list[dict[str, object]] = []
    for contact in held.iter_rows(named=True):
        if not may_see(contact["agent_id"]):
            rows.append({"at": contact["started_at"], "what": "elsewhere", "channel": contact["channel"]})
            continue
        talk = lines.filter(pl.col("contact_id") == contact["contact_id"]).rows(named=True)
        opens = may_open(contact["agent_id"])
        rows += [{**row, "opens": opens} for row in _of_contact(contact, talk, keep, named)]
    return _storied(rows)


def _messages(store: Store, contact_ids: list[str]) -> pl.DataFrame:
    table = schema.messages
    types = {
        "contact_id": pl.String(),
        "position": pl.Int64(),
        "sender": pl.String(),
        "sent_at": TIME,
        "text": pl.String(),
    }
    statement = select(*(table.c[name] for name in types)).where(store.among(table.c.contact_id, contact_ids))
    return store.read(statement, types).sort("contact_id", "position")


def _evidence(store: Store, commitment_id: str) -> set[tuple[str, int]]:
    """The messages on which the commitment rests: (contact, position)."""
    table = schema.verdicts
    statement = select(table.c.evidence).where(table.c.unit == "commitment", table.c.unit_id == commitment_id)
    named = [one for text in store.read(statement, {"evidence": pl.String()})["evidence"] for one in text.split()]
    if commitment_id.startswith("promise:"):
        named.append(commitment_id.replace("promise:", "message:", 1))
    parted = [one.split(":", 1)[1].rpartition(":") for one in named if one.startswith("message:")]
    return {(contact_id, int(position)) for contact_id, _, position in parted if position.isdigit()}


def _of_contact(
    contact: dict[str, object], talk: list[dict[str, object]], keep: list[str], named: set[tuple[str, int]]
) -> list[dict[str, object]]:
    """A contact's telling messages: those that the verdict names, else each side's longest."""
    base = {
        "at": contact["started_at"],
        "channel": contact["channel"],
        "reference": f"contact:{contact['contact_id']}",
    }
    ours = contact["direction"] == "outbound"
    if not talk:
        return [{**base, "what": "spoken" if ours else "came", "who": contact["agent_id"] if ours else None}]
    masked = mask_talk([(str(line["sender"]), _cut(str(line["text"]))) for line in talk], keep)
    said: dict[str, list[tuple[dict[str, object], str]]] = {"customer": [], "agent": []}
    for line, text in zip(talk, masked, strict=True):
        if line["sender"] in said:
            said[str(line["sender"])].append((line, text))
    if ours and not said["customer"]:
        words = max((text for _, text in said["agent"]), key=len, default=None)
        return [{**base, "what": "attempt", "who": contact["agent_id"], "text": words}]
    rows: list[dict[str, object]] = []
    for sender, lines in said.items():
        telling = [pair for pair in lines if (contact["contact_id"], pair[0]["position"]) in named]
        for line, text in telling or sorted(lines, key=lambda pair: -len(pair[1]))[:1]:
            who = contact["agent_id"] if sender == "agent" else None
            rows.append({**base, "at": line["sent_at"] or base["at"], "what": sender, "who": who, "text": text})
    return rows or [{**base, "what": "spoken" if ours else "came", "who": contact["agent_id"] if ours else None}]


def _ordered(store: Store, one: dict[str, object], may_see: Judge, may_open: Judge) -> pl.DataFrame:
    """The opening of the commitment's OS, the date it had, its other milestones, and its events."""
    orders, events = schema.service_orders, schema.os_events
    order_types = {
        "os_id": pl.String(),
        "agent_id": pl.String(),
        "kind": pl.String(),
        "scheduled_for": TIME,
        **dict.fromkeys(MILESTONES, TIME),
    }
    wanted = orders.c.os_id == one["os_id"] if one["os_id"] else false()
    order = store.read(select(*(orders.c[name] for name in order_types)).where(wanted), order_types)
    if order.is_empty():
        return _storied([])
    opened = order.row(-1, named=True)
    if not may_see(opened["agent_id"]):
        return _storied([{"at": opened["opened_at"], "what": "elsewhere"}])
    reference = f"os:{opened['os_id']}"
    rows: list[dict[str, object]] = [
        {"at": opened["opened_at"], "what": "opened", "who": opened["kind"], "reference": reference}
    ]
    if opened["scheduled_for"] not in (None, one["made_at"]):
        rows.append({"at": opened["scheduled_for"], "what": "visit", "reference": reference})
    for name in MILESTONES:
        if name != "opened_at" and opened[name] is not None:
            visit_at = opened["scheduled_for"] if name == "scheduled_at" else None
            rows.append({"at": opened[name], "what": f"field:{name}", "reference": reference, "visit_at": visit_at})
    types = {"at": TIME, "author": pl.String(), "kind": pl.String(), "text": pl.String()}
    statement = select(*(events.c[name] for name in types)).where(events.c.os_id == one["os_id"])
    keep = [str(one["os_id"])]
    for event in store.read(statement, types).sort("at", maintain_order=True).iter_rows(named=True):
        what = f"event:{event['kind'] or 'note'}"
        words = mask(_cut(event["text"]), keep) or None
        rows.append({"at": event["at"], "what": what, "who": event["author"], "text": words, "reference": reference})
    return _storied([{**row, "opens": may_open(opened["agent_id"])} for row in rows])


def _asked_inside(store: Store, one: dict[str, object], may_see: Judge, may_open: Judge) -> pl.DataFrame:
    """What was asked of the pending group or a manager: about the OS, or about the customer from then on."""
    requests = schema.internal_requests
    types = {"at": TIME, "agent_id": pl.String(), "text": pl.String(), "os_id": pl.String()}
    about: list[ColumnElement[bool]] = [false()]
    if one["os_id"]:
        about.append(requests.c.os_id == one["os_id"])
    if one["customer_id"]:
        no_order = requests.c.os_id.is_(None) & (requests.c.at >= one["made_at"])
        about.append((requests.c.customer_id == one["customer_id"]) & no_order)
    statement: Select[tuple[object, ...]] = select(*(requests.c[name] for name in types)).where(or_(*about))
    rows: list[dict[str, object]] = []
    for asked in store.read(statement, types).sort("at", maintain_order=True).iter_rows(named=True):
        if not may_see(asked["agent_id"]):
            rows.append({"at": asked["at"], "what": "elsewhere"})
            continue
        keep = [asked["os_id"]] if asked["os_id"] else []
        reference = f"os:{asked['os_id']}" if asked["os_id"] else None
        about_it = {"reference": reference, "opens": may_open(asked["agent_id"])}
        words = mask(_cut(asked["text"]), keep)
        rows.append({"at": asked["at"], "what": "request", "who": asked["agent_id"], "text": words, **about_it})
    return _storied(rows)


def _returned(store: Store, one: dict[str, object]) -> pl.DataFrame:
    return _storied(
        [
            {
                "at": row["returned_at"],
                "what": "return",
                "who": row["registered_by"],
                "channel": row["channel"],
                "text": mask(_cut(row["what_was_said"])),
                "outcome": row["outcome"],
            }
            for row in registered_return(store, str(one["commitment_id"])).rows(named=True)
        ]
    )


def _written(store: Store, one: dict[str, object]) -> pl.DataFrame:
    """What users wrote down short of a return."""
    steps, users = schema.follow_up_steps, schema.users
    given = {"at": TIME, **dict.fromkeys(("kind", "channel", "text", "from_agent_id", "to_agent_id"), pl.String())}
    by = func.coalesce(users.c.name, steps.c.registered_by).label("who")
    statement = (
        select(*(steps.c[name] for name in given), by)
        .join_from(steps, users, users.c.username == steps.c.registered_by, isouter=True)
        .where(steps.c.commitment_id == one["commitment_id"])
        .order_by(steps.c.id)
    )
    whats = {"attempt": "tried", "hand_over": "handed", "note": "note"}
    return _storied(
        [
            {
                "at": row["at"],
                "what": whats[row["kind"]],
                "who": row["who"],
                "channel": row["channel"],
                "text": mask(_cut(row["text"])),
                "from_agent": row["from_agent_id"],
                "to_agent": row["to_agent_id"],
            }
            for row in store.read(statement, {**given, "who": pl.String()}).rows(named=True)
        ]
    )
