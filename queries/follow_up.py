"""What is owed to customers: every commitment without return.

The list is of now, whatever period the bar on top says: what is owed does not go away with the week. Team, channel and
reason do restrict it.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, false, func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from queries.choice import Choice
from queries.reviews import settled_by_people
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
    "days_waiting": pl.Int64(),
    "days_late": pl.Int64(),
    "also_open": pl.Int64(),
    "last_touch_at": TIME,
    "last_touch": pl.String(),
    "fine_amount": pl.Float64(),
    "reason": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One open commitment a row, the longest overdue first. `state` is missed (overdue) or pending; `days_waiting` whole
days since it was made; `days_late` whole days beyond the due day, 0 in time; `also_open` how many other commitments of
the same customer are open; `last_touch` is customer (they came to us), ours (we spoke), attempt (we tried and nobody
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
    """Open commitments at `as_of` that `viewer` may see (OWED_SCHEMA); `agents`: `queries.totals.AGENT_SCHEMA`.

    One of which a person said that it was kept, or that it is none, is not open.
    """
    table = schema.commitments
    chosen = [
        column == value
        for column, value in ((table.c.channel, choice.channel), (table.c.reason_of_contact, choice.reason))
        if value is not None
    ]
    found = _open(store, viewer, agents, *chosen, team=choice.team)
    return _longest_overdue_first(_told(store, viewer, found, agents, as_of, time_zone))


def others_open(
    store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """What else is owed to a commitment's customer, as far as `viewer` may see it (OWED_SCHEMA, whatever is chosen)."""
    one = commitment_of(store, viewer, commitment_id, agents)
    customer_id = one["customer_id"][0] if one.height else None
    table = schema.commitments
    others = (table.c.customer_id == customer_id, table.c.commitment_id != commitment_id)
    found = _open(store, viewer, agents, *(others if customer_id is not None else [false()]))
    return _longest_overdue_first(_told(store, viewer, found, agents, as_of, time_zone))


def _open(
    store: Store, viewer: Viewer, agents: pl.DataFrame, *more: ColumnElement[bool], team: str | None = None
) -> pl.DataFrame:
    """The open commitments that `viewer` may see, under `more` conditions (_COMMITMENTS)."""
    table = schema.commitments
    statement = select(*(table.c[name] for name in _COMMITMENTS)).where(
        table.c.state.in_(("missed", "pending")),
        ~settled_by_people(),
        of_agents(store, table.c.agent_id, agents, viewer, team),
        *more,
    )
    return store.read(statement, _COMMITMENTS)


def _longest_overdue_first(told: pl.DataFrame) -> pl.DataFrame:
    return told.select(OWED_SCHEMA.keys()).sort(
        ["days_late", "due_at", "made_at", "commitment_id"], descending=[True, False, False, False]
    )


def case(
    store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """One commitment (CASE_SCHEMA); no row where there is none, nor where `viewer` may not see it."""
    found = commitment_of(store, viewer, commitment_id, agents)
    told = _told(store, viewer, found, agents, as_of, time_zone)
    registered = registered_return(store, commitment_id).select("commitment_id", "registered_by", "registered_at")
    return told.join(registered, on="commitment_id", how="left").select(CASE_SCHEMA.keys())


def commitment_of(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame:
    """The commitment as it stands in the store; no row where there is none that `viewer` may see."""
    table = schema.commitments
    visible = of_agents(store, table.c.agent_id, agents, viewer)
    statement = select(*(table.c[name] for name in _COMMITMENTS)).where(table.c.commitment_id == commitment_id, visible)
    return store.read(statement, _COMMITMENTS)


def _told(
    store: Store, viewer: Viewer, found: pl.DataFrame, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """Commitments with all that the screen says of them."""
    today = as_of.astimezone(ZoneInfo(time_zone)).date()

    def days_since(column: str) -> pl.Expr:
        return (pl.lit(today) - pl.col(column).dt.convert_time_zone(time_zone).dt.date()).dt.total_days()

    still_open = pl.when(pl.col("due_at") < as_of).then(pl.lit("missed")).otherwise(pl.lit("pending"))
    return (
        found.with_columns(state=pl.when(pl.col("returned_at").is_null()).then(still_open).otherwise("state"))
        .join(agents, on="agent_id", how="left")
        .join(_customers(store, found), on="customer_id", how="left")
        .join(_protocols(store, found), on="contact_id", how="left")
        .join(_requests(store, found), on="commitment_id", how="left")
        .join(_touches(store, found), on="commitment_id", how="left")
        .join(_also_open(store, viewer, found, agents), on="commitment_id", how="left")
        .with_columns(
            days_waiting=days_since("made_at"),
            days_late=pl.when(pl.col("state") == "missed").then(days_since("due_at")).otherwise(0),
            also_open=pl.col("also_open").fill_null(0),
        )
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


def registered_return(store: Store, *commitment_ids: str) -> pl.DataFrame:
    """The returns that somebody registered for these commitments, with their name, the earliest first."""
    returns, users = schema.returns, schema.users
    types = {
        "commitment_id": pl.String(),
        "returned_at": TIME,
        "channel": pl.String(),
        "what_was_said": pl.String(),
        "outcome": pl.String(),
        "registered_by": pl.String(),
        "registered_at": TIME,
    }
    columns = [returns.c[name] for name in types if name != "registered_by"]
    by = func.coalesce(users.c.name, returns.c.registered_by).label("registered_by")
    statement = (
        select(*columns, by)
        .join_from(returns, users, users.c.username == returns.c.registered_by, isouter=True)
        .where(store.among(returns.c.commitment_id, list(commitment_ids)))
        .order_by(returns.c.returned_at, returns.c.commitment_id)
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


def _also_open(store: Store, viewer: Viewer, found: pl.DataFrame, agents: pl.DataFrame) -> pl.DataFrame:
    """How many other commitments of the same customer are open: commitment_id, also_open; no row for none."""
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    others = _open(store, viewer, agents, store.among(schema.commitments.c.customer_id, wanted))
    return (
        found.select("commitment_id", "customer_id")
        .join(others.select("customer_id", other="commitment_id"), on="customer_id")
        .filter(pl.col("commitment_id") != pl.col("other"))
        .group_by("commitment_id")
        .agg(also_open=pl.len().cast(pl.Int64))
    )


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
