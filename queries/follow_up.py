"""What is owed to customers: every commitment without return, and the whole story of one.

The list is of now, whatever period the bar on top says: what is owed does not go away with the week. Team, channel and
reason do restrict it. A story shows that colleagues of another team spoke with the customer, and when; what they said,
who they are and the record itself stay theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Select, false, func, or_, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from queries.choice import Choice
from queries.masking import mask, mask_talk
from queries.scope import agents_in_scope, of_agents

OWED_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "customer_id": pl.String(),
    "customer": pl.String(),
    "protocol": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "days_late": pl.Int64(),
    "last_touch_at": TIME,
    "last_touch": pl.String(),
    "fine_amount": pl.Float64(),
    "reason": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One open commitment a row, the longest overdue first. `state` is missed (overdue) or pending; `days_late` whole days
beyond the due day, 0 in time; `last_touch` is customer (they came to us), ours (we spoke), attempt (we tried and nobody
answered), null where nobody has spoken since; `reason` is what the customer gave for cancelling."""

CASE_SCHEMA: dict[str, pl.DataType] = {
    **OWED_SCHEMA,
    "city": pl.String(),
    "plan": pl.String(),
    "since": pl.Date(),
    "returned_at": TIME,
    "registered_by": pl.String(),
    "registered_at": TIME,
}
"""One commitment, open or not: as in the list, with the customer's city, plan and first day. `state` is also kept (the
customer heard back in time) or late (afterwards); `registered_by` (a name) and `registered_at` are null where the
records alone show the return."""

BANDS = ("in_time", "1-3", "4-7", "8-14", "15+")
"""Age bands in days late; what fell due earlier today counts in the first of the late ones."""

LONGEST_QUOTE = 4000
"""Characters of a text that are masked and handed on; a screen shows fewer."""

_COMMITMENTS = {
    "commitment_id": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "returned_at": TIME,
}


def owed(
    store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """Open commitments at `as_of` that `viewer` may see (OWED_SCHEMA); `agents`: `queries.totals.AGENT_SCHEMA`."""
    table = schema.commitments
    statement = select(*(table.c[name] for name in _COMMITMENTS)).where(
        table.c.state.in_(("missed", "pending")), of_agents(store, table.c.agent_id, agents, viewer, choice.team)
    )
    for column, value in ((table.c.channel, choice.channel), (table.c.reason_of_contact, choice.reason)):
        if value is not None:
            statement = statement.where(column == value)
    return (
        _told(store, store.read(statement, _COMMITMENTS), agents, as_of, time_zone)
        .select(OWED_SCHEMA.keys())
        .sort(["days_late", "due_at", "made_at", "commitment_id"], descending=[True, False, False, False])
    )


def case(
    store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """One commitment (CASE_SCHEMA); no row where there is none, nor where `viewer` may not see it."""
    found = _commitment(store, viewer, commitment_id, agents)
    told = _told(store, found, agents, as_of, time_zone)
    registered = _registered(store, commitment_id).select("commitment_id", "registered_by", "registered_at")
    return told.join(registered, on="commitment_id", how="left").select(CASE_SCHEMA.keys())


def _commitment(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame:
    table = schema.commitments
    visible = of_agents(store, table.c.agent_id, agents, viewer)
    statement = select(*(table.c[name] for name in _COMMITMENTS)).where(table.c.commitment_id == commitment_id, visible)
    return store.read(statement, _COMMITMENTS)


def _told(store: Store, found: pl.DataFrame, agents: pl.DataFrame, as_of: datetime, time_zone: str) -> pl.DataFrame:
    """Commitments with all that the screen says of them."""
    today = as_of.astimezone(ZoneInfo(time_zone)).date()
    late = (pl.lit(today) - pl.col("due_at").dt.convert_time_zone(time_zone).dt.date()).dt.total_days()
    still_open = pl.when(pl.col("due_at") < as_of).then(pl.lit("missed")).otherwise(pl.lit("pending"))
    return (
        found.with_columns(state=pl.when(pl.col("returned_at").is_null()).then(still_open).otherwise("state"))
        .join(agents, on="agent_id", how="left")
        .join(_customers(store, found), on="customer_id", how="left")
        .join(_protocols(store, found), on="contact_id", how="left")
        .join(_requests(store, found), on="commitment_id", how="left")
        .join(_touches(store, found), on="commitment_id", how="left")
        .with_columns(days_late=pl.when(pl.col("state") == "missed").then(late).otherwise(0))
    )


def by_band(rows: pl.DataFrame) -> pl.DataFrame:
    """How many commitments in each age band: band, count; every band, in order."""
    counted = rows.group_by(band=band_of()).agg(count=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"band": BANDS})
        .join(counted, on="band", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
    )


def band_of() -> pl.Expr:
    """The age band (one of BANDS) of a row of `owed`."""
    late = pl.col("days_late")
    return (
        pl.when(pl.col("state") == "pending")
        .then(pl.lit("in_time"))
        .when(late <= 3)
        .then(pl.lit("1-3"))
        .when(late <= 7)
        .then(pl.lit("4-7"))
        .when(late <= 14)
        .then(pl.lit("8-14"))
        .otherwise(pl.lit("15+"))
    )


def by_holder(rows: pl.DataFrame, holder: str) -> pl.DataFrame:
    """Late and in time by a column (`agent_id`, `team`): holder, name, late, in_time; the most late first.

    Unknown holders are null and stand last; `name` is the agent's name, or the team.
    """
    named = pl.col("agent" if holder == "agent_id" else holder)
    return (
        rows.group_by(holder=holder)
        .agg(
            name=named.first(),
            late=(pl.col("state") == "missed").sum().cast(pl.Int64),
            in_time=(pl.col("state") == "pending").sum().cast(pl.Int64),
        )
        .sort(
            [pl.col("holder").is_null(), "late", "in_time", "name", "holder"],
            descending=[False, True, True, False, False],
        )
    )


# -- the story ----------------------------------------------------------------------------------------------------

STORY_SCHEMA: dict[str, pl.DataType] = {
    "at": TIME,
    "what": pl.String(),
    "who": pl.String(),
    "channel": pl.String(),
    "text": pl.String(),
    "reference": pl.String(),
}
"""One thing that happened a row, in order; texts are masked.

what        made (the commitment, where no message says it); customer, agent (what was said); attempt (we tried, nobody
            answered); came, spoken (a contact without transcript: theirs, ours); elsewhere (what is another team's);
            opened (an OS); visit (its date); event:<kind> (of the OS); request (internal); due; return (registered)
who         the agent, author or user by name; of `opened` the OS's kind, of `made` the commitment's; null: the customer
reference   `contact:<id>` or `os:<id>`: the record that opens it
"""


def story(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame | None:
    """The whole story of one commitment (STORY_SCHEMA); None where it is none, or none that `viewer` may see."""
    found = _commitment(store, viewer, commitment_id, agents)
    if found.is_empty():
        return None
    one = found.row(0, named=True)
    own = set(agents_in_scope(agents, viewer)["agent_id"])

    def may_see(agent_id: str | None) -> bool:
        return viewer.sees_all_teams or agent_id in own

    parts = [
        _storied([{"at": one["made_at"], "what": "made", "who": one["kind"]}]),
        _spoken(store, one, may_see),
        _ordered(store, one, may_see),
        _asked_inside(store, one, may_see),
        _storied([{"at": one["due_at"], "what": "due"}]),
        _returned(store, one),
    ]
    names = dict(agents.select("agent_id", "agent").rows())
    happened = pl.concat(parts)
    asked_inside = happened.filter(pl.col("what") == "request")["at"].implode()
    happened = happened.filter((pl.col("what") != "event:internal_request") | ~pl.col("at").is_in(asked_inside))
    in_words = happened.filter(pl.col("what") == "agent", pl.col("at") == one["made_at"]).height > 0
    if one["kind"] == "promise" and in_words:
        happened = happened.filter(pl.col("what") != "made")
    return happened.with_columns(who=pl.col("who").replace(names)).sort("at", maintain_order=True, nulls_last=True)


def _storied(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in STORY_SCHEMA} for row in rows], schema=STORY_SCHEMA)


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST_QUOTE]


def _spoken(store: Store, one: dict[str, object], may_see: Callable[[str | None], bool]) -> pl.DataFrame:
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
        rows += _of_contact(contact, talk, keep, named)
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


def _ordered(store: Store, one: dict[str, object], may_see: Callable[[str | None], bool]) -> pl.DataFrame:
    """The opening of the commitment's OS, the date it had, and its events."""
    orders, events = schema.service_orders, schema.os_events
    order_types = {
        "os_id": pl.String(),
        "agent_id": pl.String(),
        "kind": pl.String(),
        "opened_at": TIME,
        "scheduled_for": TIME,
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
    types = {"at": TIME, "author": pl.String(), "kind": pl.String(), "text": pl.String()}
    statement = select(*(events.c[name] for name in types)).where(events.c.os_id == one["os_id"])
    keep = [str(one["os_id"])]
    for event in store.read(statement, types).sort("at", maintain_order=True).iter_rows(named=True):
        what = f"event:{event['kind'] or 'note'}"
        words = mask(_cut(event["text"]), keep) or None
        rows.append({"at": event["at"], "what": what, "who": event["author"], "text": words, "reference": reference})
    return _storied(rows)


def _asked_inside(store: Store, one: dict[str, object], may_see: Callable[[str | None], bool]) -> pl.DataFrame:
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
        words = mask(_cut(asked["text"]), keep)
        rows.append(
            {"at": asked["at"], "what": "request", "who": asked["agent_id"], "text": words, "reference": reference}
        )
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
            }
            for row in _registered(store, str(one["commitment_id"])).rows(named=True)
        ]
    )


def _registered(store: Store, commitment_id: str) -> pl.DataFrame:
    """The return that somebody registered, with their name."""
    returns, users = schema.returns, schema.users
    types = {
        "commitment_id": pl.String(),
        "returned_at": TIME,
        "channel": pl.String(),
        "what_was_said": pl.String(),
        "registered_by": pl.String(),
        "registered_at": TIME,
    }
    columns = [returns.c[name] for name in types if name != "registered_by"]
    by = func.coalesce(users.c.name, returns.c.registered_by).label("registered_by")
    statement = (
        select(*columns, by)
        .join_from(returns, users, users.c.username == returns.c.registered_by, isouter=True)
        .where(returns.c.commitment_id == commitment_id)
    )
    return store.read(statement, types)


# -- what goes with a commitment ----------------------------------------------------------------------------------


def _customers(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Name, city, plan and first day of these commitments' customers, as the latest import has them."""
    table = schema.customers
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    latest = select(func.max(table.c.id)).where(store.among(table.c.customer_id, wanted)).group_by(table.c.customer_id)
    statement = select(
        table.c.customer_id, table.c.name.label("customer"), table.c.city, table.c.plan, table.c.since
    ).where(table.c.id.in_(latest))
    types = {**dict.fromkeys(("customer_id", "customer", "city", "plan"), pl.String()), "since": pl.Date()}
    return store.read(statement, types)


def _protocols(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    table = schema.contacts
    wanted = found["contact_id"].drop_nulls().unique().to_list()
    statement = (
        select(table.c.contact_id, func.max(table.c.protocol).label("protocol"))
        .where(store.among(table.c.contact_id, wanted))
        .group_by(table.c.contact_id)
    )
    return store.read(statement, {"contact_id": pl.String(), "protocol": pl.String()})


def _requests(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Fine and reason of the commitments that are cancellation requests."""
    table = schema.cancellations
    prefix = "cancellation:"
    asked = found.filter(pl.col("commitment_id").str.starts_with(prefix))
    wanted = asked["commitment_id"].str.strip_prefix(prefix).to_list()
    latest = (
        select(func.max(table.c.id))
        .where(store.among(table.c.cancellation_id, wanted))
        .group_by(table.c.cancellation_id)
    )
    statement = select(table.c.cancellation_id, table.c.fine_amount, table.c.reason).where(table.c.id.in_(latest))
    types = {"cancellation_id": pl.String(), "fine_amount": pl.Float64(), "reason": pl.String()}
    return store.read(statement, types).select(
        "fine_amount", "reason", commitment_id=pl.lit(prefix) + pl.col("cancellation_id")
    )


def _touches(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """The last contact with the customer after the commitment was made, in another contact than its own."""
    contacts, messages = schema.contacts, schema.messages
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    types = {"customer_id": pl.String(), "touch": pl.String(), "started_at": TIME, "direction": pl.String()}
    statement = select(
        contacts.c.customer_id, contacts.c.contact_id.label("touch"), contacts.c.started_at, contacts.c.direction
    ).where(store.among(contacts.c.customer_id, wanted))
    last = (
        found.select("commitment_id", "customer_id", "made_at", "contact_id")
        .join(store.read(statement, types), on="customer_id")
        .filter(pl.col("started_at") > pl.col("made_at"), pl.col("touch") != pl.col("contact_id").fill_null(""))
        .sort("started_at", "touch")
        .group_by("commitment_id", maintain_order=True)
        .last()
    )
    heard = (
        select(
            messages.c.contact_id.label("touch"),
            func.sum((messages.c.sender == "customer").cast(messages.c.position.type)).label("answers"),
        )
        .where(store.among(messages.c.contact_id, last["touch"].to_list()))
        .group_by(messages.c.contact_id)
    )
    answers = store.read(heard, {"touch": pl.String(), "answers": pl.Int64()})
    return last.join(answers, on="touch", how="left").select(
        "commitment_id",
        last_touch_at="started_at",
        last_touch=pl.when(pl.col("direction").ne_missing("outbound"))
        .then(pl.lit("customer"))
        .when(pl.col("answers") == 0)
        .then(pl.lit("attempt"))
        .otherwise(pl.lit("ours")),
    )
