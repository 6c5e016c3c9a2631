"""What is owed to customers: every commitment without return.

The list is of now, whatever period the bar on top says: what is owed does not go away with the week. Team, channel and
reason do restrict it.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Select, false, func, select

from data import owing, schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from queries import about_owed
from queries.choice import Choice
from queries.reviews import settled_by_people, state_by_people
from queries.scope import agents_in_scope, of_commitments

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
    "first_agent_id": pl.String(),
    "first_agent": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "days_waiting": pl.Int64(),
    "days_late": pl.Int64(),
    "also_open": pl.Int64(),
    "last_touch_at": TIME,
    "last_touch": pl.String(),
    "last_step_at": TIME,
    "last_step": pl.String(),
    "fine_amount": pl.Float64(),
    "reason": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One open commitment a row, the longest overdue first. `state` is missed (overdue) or pending; `agent_id`, `agent` and
`team` are who owes it now, `first_agent_id` and `first_agent` whom it fell to, and who is judged by it; `days_waiting`
whole days since it was made; `days_late` whole days beyond the due day, 0 in time; `also_open` how many other
commitments of the same customer are open; `last_touch` is customer (they came to us), ours (we spoke), attempt (we
tried and nobody answered), null where nobody has spoken since; `last_step` the last note or hand_over that somebody
wrote down, null where there is none; `reason` is what the customer gave for cancelling."""

CASE_SCHEMA: dict[str, pl.DataType] = {
    **OWED_SCHEMA,
    "city": pl.String(),
    "plan": pl.String(),
    "since": pl.Date(),
    "returned_at": TIME,
    "registered_by": pl.String(),
    "registered_at": TIME,
    "said": pl.String(),
}
"""One commitment, open or not: as in the list, with the customer's city, plan and first day. `state` is also kept (the
customer heard back in time) or late (afterwards); `registered_by` (a name) and `registered_at` are null where the
records alone show the return; `said` is the verdict that a person put in place of the rule's, null where nobody did."""

BANDS = ("in_time", "1-3", "4-7", "8-14", "15+")
"""Age bands in days late; what fell due earlier today counts in the first of the late ones."""

_COMMITMENTS = {
    "commitment_id": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "first_agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "returned_at": TIME,
}
"""A commitment as the store has it; `agent_id` is who owes it now, `first_agent_id` whom it fell to."""


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
    statement = _commitments().where(
        schema.commitments.c.state.in_(("missed", "pending")),
        ~settled_by_people(),
        of_commitments(store, agents, viewer, team),
        *more,
    )
    return store.read(statement, _COMMITMENTS)


def _longest_overdue_first(told: pl.DataFrame) -> pl.DataFrame:
    return told.select(OWED_SCHEMA.keys()).sort(
        ["days_late", "due_at", "made_at", "commitment_id"], descending=[True, False, False, False]
    )


def one_a_talk(rows: pl.DataFrame) -> pl.DataFrame:
    """OWED_SCHEMA rows, in their order, with one row for all that one person owes a customer out of one talk.

    It stands for the cancellation where there is one, else for the longest overdue; what it says of time is that of
    the longest overdue of them. Besides, `kinds` and `commitment_ids` name all that it holds; `also_open` counts what
    is open beyond them.
    """
    first, most = ("made_at", "due_at"), ("days_late", "days_waiting")
    of_one = ("customer_id", "contact_id", "agent_id")
    talk = pl.when(pl.all_horizontal(pl.col(of_one).is_not_null())).then(pl.concat_list(of_one))
    mine_first = pl.exclude("state", *first, *most, "talk").sort_by(
        pl.col("kind") != "cancellation", maintain_order=True
    )
    overdue = pl.when((pl.col("state") == "missed").any()).then(pl.lit("missed")).otherwise(pl.lit("pending"))
    return (
        rows.group_by(talk.otherwise(pl.concat_list("commitment_id")).alias("talk"), maintain_order=True)
        .agg(mine_first, overdue.alias("state"), pl.col(first).min(), pl.col(most).max())
        .with_columns(kinds="kind", commitment_ids="commitment_id")
        .with_columns(pl.exclude("talk", "kinds", "commitment_ids", "state", *first, *most).list.first())
        .with_columns(also_open=pl.col("also_open") + 1 - pl.col("kinds").list.len().cast(pl.Int64))
        .select(*OWED_SCHEMA, "kinds", "commitment_ids")
    )


def case(
    store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame, as_of: datetime, time_zone: str
) -> pl.DataFrame:
    """One commitment (CASE_SCHEMA); no row where there is none, nor where `viewer` may not see it."""
    found = commitment_of(store, viewer, commitment_id, agents)
    told = _told(store, viewer, found, agents, as_of, time_zone)
    registered = registered_return(store, commitment_id).select("commitment_id", "registered_by", "registered_at")
    return (
        told.join(registered, on="commitment_id", how="left")
        .join(_said_by_people(store, commitment_id), on="commitment_id", how="left")
        .select(CASE_SCHEMA.keys())
    )


def commitment_of(store: Store, viewer: Viewer, commitment_id: str, agents: pl.DataFrame) -> pl.DataFrame:
    """The commitment as it stands in the store; no row where there is none that `viewer` may see."""
    visible = of_commitments(store, agents, viewer)
    statement = _commitments().where(schema.commitments.c.commitment_id == commitment_id, visible)
    return store.read(statement, _COMMITMENTS)


def _commitments() -> Select[tuple[object, ...]]:
    table = schema.commitments
    owners = {"agent_id": owing.owner(), "first_agent_id": table.c.agent_id}
    return select(*(owners[name].label(name) if name in owners else table.c[name] for name in _COMMITMENTS))


def _said_by_people(store: Store, commitment_id: str) -> pl.DataFrame:
    table = schema.commitments
    statement = select(table.c.commitment_id, state_by_people().label("said")).where(
        table.c.commitment_id == commitment_id
    )
    return store.read(statement, {"commitment_id": pl.String(), "said": pl.String()})


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
        .join(agents.select(first_agent_id="agent_id", first_agent="agent"), on="first_agent_id", how="left")
        .join(about_owed.customers(store, found), on="customer_id", how="left")
        .join(about_owed.protocols(store, found), on="contact_id", how="left")
        .join(about_owed.requests(store, found), on="commitment_id", how="left")
        .join(about_owed.touches(store, found), on="commitment_id", how="left")
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


def takers(store: Store, viewer: Viewer, agents: pl.DataFrame) -> pl.DataFrame:
    """The agents (AGENT_SCHEMA) to whom `viewer` may hand a case over: those they may see and who still work here."""
    table = schema.agents
    latest = select(func.max(table.c.id)).group_by(table.c.agent_id)
    left = select(table.c.agent_id).where(table.c.id.in_(latest), table.c.active.is_(False))
    gone = store.read(left, {"agent_id": pl.String()})
    return agents_in_scope(agents, viewer).join(gone, on="agent_id", how="anti").sort("agent", "agent_id")


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
