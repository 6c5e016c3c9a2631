"""The rows that indicators are made of: one a contact, an OS, a cancellation request, a commitment.

They are read once a state of the store and shared; `visible` cuts them to a viewer and a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.policy import Policy
from practices.practice import Verdict
from queries.choice import Choice
from queries.reviews import INAPPLICABLE, state_by_people
from queries.scope import may_see

Facts = Mapping[str, pl.DataFrame]


def read_facts(store: Store, agents: pl.DataFrame, policy: Policy, as_of: datetime) -> Facts:
    """All facts by name: contacts, orders, cancellations, commitments. Meant to be read once a state of the store.

    What every fact carries: `day`, the local day on which it counts; `agent_id`, `agent` and `team`, whose it is;
    `channel` and `reason` of the contact; the customer's `city`. Null where unknown.
    """
    contacts = _contacts(store, policy, as_of)
    about = contacts.select("contact_id", "channel", "reason").unique("contact_id")
    frames = {
        "contacts": contacts,
        "orders": _orders(store, policy, as_of).join(about, on="contact_id", how="left"),
        "cancellations": _cancellations(store, policy).join(about, on="contact_id", how="left"),
        "commitments": _commitments(store, policy),
    }
    cities = _cities(store)
    return {
        name: frame.join(agents, on="agent_id", how="left").join(cities, on="customer_id", how="left")
        for name, frame in frames.items()
    }


def visible(facts: Facts, viewer: Viewer, choice: Choice) -> dict[str, pl.DataFrame]:
    """The facts that `viewer` may see of the chosen team, channel and reason, of every day."""
    wanted = may_see(viewer)
    for name, value in (("team", choice.team), ("channel", choice.channel), ("reason", choice.reason)):
        if value is not None:
            wanted = wanted & (pl.col(name) == value).fill_null(False)
    return {name: frame.filter(wanted) for name, frame in facts.items()}


def _cities(store: Store) -> pl.DataFrame:
    """customer_id and city (null where none is on record), once for each customer, as the latest import says."""
    table = schema.customers
    latest = select(func.max(table.c.id)).group_by(table.c.customer_id)
    found = store.read(
        select(table.c.customer_id, table.c.city).where(table.c.id.in_(latest)),
        {"customer_id": pl.String(), "city": pl.String()},
    )
    city = pl.col("city").str.strip_chars()
    return found.with_columns(city=pl.when(city != "").then(city))


def _local_day(name: str, policy: Policy) -> pl.Expr:
    return pl.col(name).dt.convert_time_zone(policy.time_zone).dt.date()


def _contacts(store: Store, policy: Policy, as_of: datetime) -> pl.DataFrame:
    """One row a contact: day, agent_id, channel, reason, contact_id, customer_id, direction, seconds, spoken (no mail,
    whose length says nothing of work), queued_seconds, first_reply_seconds, csat, came_again, waited_enough."""
    table, messages = schema.contacts, schema.messages
    types = {
        "contact_id": pl.String(),
        "customer_id": pl.String(),
        "agent_id": pl.String(),
        "channel": pl.String(),
        "reason": pl.String(),
        "direction": pl.String(),
        "started_at": TIME,
        "ended_at": TIME,
        "queued_seconds": pl.Float64(),
        "csat": pl.Int64(),
    }
    replies = store.read(
        select(messages.c.contact_id, func.min(messages.c.sent_at).label("replied_at"))
        .where(messages.c.sender == "agent")
        .group_by(messages.c.contact_id),
        {"contact_id": pl.String(), "replied_at": TIME},
    )
    window = pl.duration(days=policy.first_contact_days)
    next_start = pl.col("started_at").shift(-1).over("customer_id", "reason", "direction")
    return (
        store.read(select(*(table.c[name] for name in types)), types)
        .join(replies, on="contact_id", how="left")
        .sort("started_at", "contact_id")
        .with_columns(
            day=_local_day("started_at", policy),
            seconds=(pl.col("ended_at") - pl.col("started_at")).dt.total_seconds(),
            spoken=(pl.col("channel") != "email").fill_null(True),
            first_reply_seconds=pl.when((pl.col("direction") == "inbound") & (pl.col("channel") != "phone")).then(
                (pl.col("replied_at") - pl.col("started_at")).dt.total_seconds()
            ),
            came_again=((next_start - pl.col("started_at")) <= window).fill_null(False)
            & pl.col("customer_id").is_not_null(),
            waited_enough=pl.col("started_at") + window <= as_of,
        )
    )


def _orders(store: Store, policy: Policy, as_of: datetime) -> pl.DataFrame:
    """One row an OS: day (of its opening), ended_on (null where no day is on record), customer_id, agent_id,
    contact_id, visited, repeated (another repair of the customer opened within the policy's days after the visit),
    waited_enough, in_time (done by the end of the visit's day; null where no visit was due yet), is_open."""
    table = schema.service_orders
    types = {
        "os_id": pl.String(),
        "customer_id": pl.String(),
        "contact_id": pl.String(),
        "agent_id": pl.String(),
        "kind": pl.String(),
        "status": pl.String(),
        "opened_at": TIME,
        "scheduled_for": TIME,
        "completed_at": TIME,
        "closed_at": TIME,
    }
    orders = store.read(select(*(table.c[name] for name in types)), types)
    window = pl.duration(days=policy.repeat_visit_days)
    visits = orders.filter(pl.col("completed_at").is_not_null(), pl.col("customer_id").is_not_null())
    repairs = orders.filter(pl.col("kind") == "repair").select("customer_id", again_at="opened_at", again="os_id")
    repeated = (
        visits.join(repairs, on="customer_id")
        .filter(
            pl.col("again") != pl.col("os_id"),
            pl.col("again_at") > pl.col("completed_at"),
            pl.col("again_at") <= pl.col("completed_at") + window,
        )
        .select("os_id", repeated=pl.lit(True))
        .unique("os_id")
    )
    due_day = _local_day("scheduled_for", policy)
    over = due_day < pl.lit(as_of).dt.convert_time_zone(policy.time_zone).dt.date()
    return orders.join(repeated, on="os_id", how="left").select(
        "os_id",
        "customer_id",
        "agent_id",
        "contact_id",
        day=_local_day("opened_at", policy),
        ended_on=pl.min_horizontal(_local_day("completed_at", policy), _local_day("closed_at", policy)),
        visited=pl.col("completed_at").is_not_null(),
        repeated=pl.col("repeated").fill_null(False),
        waited_enough=(pl.col("completed_at") + window <= as_of).fill_null(False),
        in_time=pl.when(pl.col("scheduled_for").is_not_null() & (pl.col("completed_at").is_not_null() | over)).then(
            (_local_day("completed_at", policy) <= due_day).fill_null(False)
        ),
        is_open=pl.col("closed_at").is_null()
        & pl.col("completed_at").is_null()
        & ~pl.col("status").fill_null("open").is_in(["closed", "completed", "withdrawn"]),
    )


def _cancellations(store: Store, policy: Policy) -> pl.DataFrame:
    """One row a request: day, customer_id, agent_id, contact_id, outcome, decided (retained or cancelled)."""
    table = schema.cancellations
    types = {
        "customer_id": pl.String(),
        "contact_id": pl.String(),
        "agent_id": pl.String(),
        "requested_at": TIME,
        "outcome": pl.String(),
    }
    return store.read(select(*(table.c[name] for name in types)), types).select(
        "customer_id",
        "contact_id",
        "agent_id",
        "outcome",
        day=_local_day("requested_at", policy),
        decided=pl.col("outcome").is_in(["retained", "cancelled"]).fill_null(False),
    )


def _commitments(store: Store, policy: Policy) -> pl.DataFrame:
    """One row a commitment: day (when it was made), customer_id, agent_id, channel, reason, kind, state.

    What a person said of it counts: kept, not kept ('missed'), or no commitment (no row).
    """
    table = schema.commitments
    types = {
        "customer_id": pl.String(),
        "agent_id": pl.String(),
        "channel": pl.String(),
        "reason_of_contact": pl.String(),
        "made_at": TIME,
        "kind": pl.String(),
        "state": pl.String(),
    }
    return (
        store.read(
            select(*(table.c[name] for name in types), state_by_people().label("said")), {**types, "said": pl.String()}
        )
        .filter(~pl.col("said").is_in((INAPPLICABLE, Verdict.INSUFFICIENT.value)).fill_null(False))
        .rename({"reason_of_contact": "reason"})
        .with_columns(
            day=_local_day("made_at", policy),
            state=pl.coalesce(pl.col("said").replace(Verdict.MET.value, "kept"), "state"),
        )
        .drop("said")
    )
