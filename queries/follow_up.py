"""What is owed to customers: every commitment without return, and the whole story of one.

The list is of now, whatever period the bar on top says: what is owed does not go away with the week. Team, channel and
reason do restrict it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import Select, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from queries.choice import Choice
from queries.scope import of_agents

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
beyond the due day, 0 in time; `last_touch` is inbound or outbound, null where nobody spoke since; `reason` is what the
customer gave for cancelling."""

BANDS = ("in_time", "1-3", "4-7", "8-14", "15+")
"""Age bands in days late."""

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
    found = store.read(statement, _COMMITMENTS)
    today = as_of.astimezone(ZoneInfo(time_zone)).date()
    late = (pl.lit(today) - pl.col("due_at").dt.convert_time_zone(time_zone).dt.date()).dt.total_days()
    return (
        found.with_columns(state=pl.when(pl.col("due_at") < as_of).then(pl.lit("missed")).otherwise(pl.lit("pending")))
        .join(agents, on="agent_id", how="left")
        .join(_customers(store, found), on="customer_id", how="left")
        .join(_protocols(store, found), on="contact_id", how="left")
        .join(_requests(store, found), on="commitment_id", how="left")
        .join(_touches(store, found), on="commitment_id", how="left")
        .with_columns(days_late=pl.when(pl.col("state") == "missed").then(late).otherwise(0))
        .select(OWED_SCHEMA.keys())
        .sort(["days_late", "made_at", "commitment_id"], descending=[True, False, False])
    )


def by_band(rows: pl.DataFrame) -> pl.DataFrame:
    """How many commitments in each age band: band, count; every band, in order."""
    late = pl.col("days_late")
    band = (
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
    counted = rows.group_by(band=band).agg(count=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"band": BANDS})
        .join(counted, on="band", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
    )


def by_holder(rows: pl.DataFrame, holder: str) -> pl.DataFrame:
    """Late and in time by `agent` or `team`: holder, late, in_time; the most late first, unknown holders null."""
    return (
        rows.group_by(holder=holder)
        .agg(
            late=(pl.col("state") == "missed").sum().cast(pl.Int64),
            in_time=(pl.col("state") == "pending").sum().cast(pl.Int64),
        )
        .sort(["late", "in_time", "holder"], descending=[True, True, False], nulls_last=True)
    )


STORY_SCHEMA: dict[str, pl.DataType] = {
    "at": TIME,
    "what": pl.String(),
    "who": pl.String(),
    "channel": pl.String(),
    "text": pl.String(),
    "reference": pl.String(),
}
"""One thing that happened a row, in order. `what`: customer, agent (what was said), order (an OS event kind in `who`),
request (internal request), due, attempt, return; `reference` names the contact or OS that opens it."""


def story(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame | None:
    """The whole story of one commitment (STORY_SCHEMA); None where it is none, or none that `viewer` may see.

    Texts come as they were written: whoever shows them masks them (`queries.masking`).
    """
    table = schema.commitments
    columns = {**_COMMITMENTS, "returned_at": TIME}
    visible = of_agents(store, table.c.agent_id, agents, viewer)
    found = store.read(
        select(*(table.c[name] for name in columns)).where(table.c.commitment_id == commitment_id, visible), columns
    )
    if found.is_empty():
        return None
    one = found.row(0, named=True)
    parts = [
        _spoken(store, one),
        _ordered(store, one),
        _asked_inside(store, one),
        pl.DataFrame([{"at": one["due_at"], "what": "due"}], schema_overrides={"at": TIME}),
        _returned(store, one),
    ]
    names = dict(agents.select("agent_id", "agent").rows())
    return (
        pl.concat([_storied(part) for part in parts])
        .with_columns(who=pl.col("who").replace(names))
        .sort("at", maintain_order=True)
    )


def _storied(part: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in STORY_SCHEMA.items() if name not in part.columns
    ]
    return part.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in STORY_SCHEMA.items())


def _spoken(store: Store, one: dict[str, object]) -> pl.DataFrame:
    """What customer and agent said: the request's contact, and every contact of the customer from then on."""
    contacts, messages = schema.contacts, schema.messages
    made: datetime = one["made_at"]  # type: ignore[assignment]
    theirs = (contacts.c.customer_id == one["customer_id"]) & (contacts.c.started_at >= made - timedelta(hours=1))
    statement = (
        select(
            contacts.c.contact_id,
            contacts.c.channel,
            contacts.c.agent_id,
            contacts.c.direction,
            contacts.c.started_at,
            messages.c.position,
            messages.c.sender,
            messages.c.sent_at,
            messages.c.text,
        )
        .join_from(contacts, messages, messages.c.contact_id == contacts.c.contact_id, isouter=True)
        .where(theirs | (contacts.c.contact_id == one["contact_id"]))
        .order_by(contacts.c.started_at, messages.c.position)
    )
    types = {
        "contact_id": pl.String(),
        "channel": pl.String(),
        "agent_id": pl.String(),
        "direction": pl.String(),
        "started_at": TIME,
        "position": pl.Int64(),
        "sender": pl.String(),
        "sent_at": TIME,
        "text": pl.String(),
    }
    lines = store.read(statement, types).filter(
        pl.col("sender").is_null() | pl.col("sender").is_in(["customer", "agent"])
    )
    telling = lines.filter(
        pl.col("sender").is_null()
        | (pl.col("text").str.len_chars() == pl.col("text").str.len_chars().max().over("contact_id", "sender"))
    ).unique(["contact_id", "sender"], keep="first", maintain_order=True)
    return telling.select(
        at=pl.coalesce("sent_at", "started_at"),
        what=pl.when(pl.col("sender") == "customer")
        .then(pl.lit("customer"))
        .when(pl.col("sender") == "agent")
        .then(pl.lit("agent"))
        .otherwise(pl.lit("silent")),
        who=pl.when(pl.col("sender") == "customer").then(pl.lit(None, dtype=pl.String)).otherwise(pl.col("agent_id")),
        channel="channel",
        text="text",
        reference=pl.format("contact:{}", "contact_id"),
    )


def _ordered(store: Store, one: dict[str, object]) -> pl.DataFrame:
    """The opening of the commitment's OS and its events."""
    orders, events = schema.service_orders, schema.os_events
    opened = store.read(
        select(orders.c.os_id, orders.c.opened_at, orders.c.kind).where(orders.c.os_id == one["os_id"]),
        {"os_id": pl.String(), "opened_at": TIME, "kind": pl.String()},
    ).select(at="opened_at", what=pl.lit("opened"), who="kind", reference=pl.format("os:{}", "os_id"))
    types = {"os_id": pl.String(), "at": TIME, "author": pl.String(), "kind": pl.String(), "text": pl.String()}
    noted = store.read(select(*(events.c[name] for name in types)).where(events.c.os_id == one["os_id"]), types).select(
        at="at",
        what=pl.format("event:{}", pl.col("kind").fill_null("note")),
        who="author",
        text="text",
        reference=pl.format("os:{}", "os_id"),
    )
    return pl.concat([_storied(opened), _storied(noted)])


def _asked_inside(store: Store, one: dict[str, object]) -> pl.DataFrame:
    requests = schema.internal_requests
    types = {"at": TIME, "agent_id": pl.String(), "text": pl.String(), "os_id": pl.String()}
    statement: Select[tuple[object, ...]] = select(*(requests.c[name] for name in types)).where(
        requests.c.os_id.is_not(None), requests.c.os_id == one["os_id"]
    )
    return store.read(statement, types).select(
        at="at", what=pl.lit("request"), who="agent_id", text="text", reference=pl.format("os:{}", "os_id")
    )


def _returned(store: Store, one: dict[str, object]) -> pl.DataFrame:
    returns = schema.returns
    types = {"returned_at": TIME, "channel": pl.String(), "what_was_said": pl.String(), "registered_by": pl.String()}
    statement = select(*(returns.c[name] for name in types)).where(returns.c.commitment_id == one["commitment_id"])
    return store.read(statement, types).select(
        at="returned_at", what=pl.lit("return"), who="registered_by", channel="channel", text="what_was_said"
    )


def _customers(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    table = schema.customers
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    statement = select(table.c.customer_id, table.c.name.label("customer")).where(
        store.among(table.c.customer_id, wanted)
    )
    return store.read(statement, {"customer_id": pl.String(), "customer": pl.String()}).unique(
        "customer_id", keep="last"
    )


def _protocols(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    table = schema.contacts
    wanted = found["contact_id"].drop_nulls().unique().to_list()
    statement = select(table.c.contact_id, table.c.protocol).where(store.among(table.c.contact_id, wanted))
    return store.read(statement, {"contact_id": pl.String(), "protocol": pl.String()}).unique("contact_id", keep="last")


def _requests(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Fine and reason of the commitments that are cancellation requests."""
    table = schema.cancellations
    prefix = "cancellation:"
    asked = found.filter(pl.col("commitment_id").str.starts_with(prefix))
    wanted = asked["commitment_id"].str.strip_prefix(prefix).to_list()
    statement = select(table.c.cancellation_id, table.c.fine_amount, table.c.reason).where(
        store.among(table.c.cancellation_id, wanted)
    )
    types = {"cancellation_id": pl.String(), "fine_amount": pl.Float64(), "reason": pl.String()}
    return (
        store.read(statement, types)
        .unique("cancellation_id", keep="last")
        .select("fine_amount", "reason", commitment_id=pl.lit(prefix) + pl.col("cancellation_id"))
    )


def _touches(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """The last contact with the customer after the commitment was made, in another contact than its own."""
    table = schema.contacts
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    types = {"customer_id": pl.String(), "touch": pl.String(), "started_at": TIME, "direction": pl.String()}
    statement = select(
        table.c.customer_id, table.c.contact_id.label("touch"), table.c.started_at, table.c.direction
    ).where(store.among(table.c.customer_id, wanted))
    return (
        found.select("commitment_id", "customer_id", "made_at", "contact_id")
        .join(store.read(statement, types), on="customer_id")
        .filter(pl.col("started_at") > pl.col("made_at"), pl.col("touch") != pl.col("contact_id").fill_null(""))
        .sort("started_at")
        .group_by("commitment_id")
        .agg(last_touch_at=pl.col("started_at").last(), last_touch=pl.col("direction").last())
    )
