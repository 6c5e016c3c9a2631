"""How the provider returns to customers: how long it took, and whether those who asked to cancel stayed.

Everything here is of the chosen period and counts for the agent to whom the commitment fell, as its verdict does, even
where it was handed over since. How many returns came in time, week by week, is the practice `no_return`'s story.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, and_, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.practice import Verdict
from queries import about_owed
from queries.choice import Choice
from queries.reviews import INAPPLICABLE, state_by_people
from queries.scope import of_agents
from queries.statistics import wilson

COMMITMENT_KINDS = ("cancellation", "promise", "overdue_os")
LENGTHS = ("same_day", "1", "2-3", "4-7", "8+")
"""Calendar days between the request and the return."""
MOST_REASONS = 8
_OUTCOMES = ("retained", "cancelled", "withdrawn", "open")
OTHERS = "*"
"""The key of all reasons beyond the MOST_REASONS that are given most."""

RETURNED_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "customer_id": pl.String(),
    "customer": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "returned_at": TIME,
    "seconds": pl.Float64(),
    "length": pl.String(),
}
"""One return that a customer had in the period a row, the latest first. `state` is kept (by the due time, or a person
said so) or late; `seconds` since the request; `length` one of LENGTHS; `agent` is whom the commitment fell to."""

TIMES_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "n": pl.Int64(),
    "median_seconds": pl.Float64(),
}
"""One kind of commitment a row, in the order of COMMITMENT_KINDS: how many returns, and after how long half of them."""

ASKED_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "customer_id": pl.String(),
    "customer": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "requested_at": TIME,
    "reason": pl.String(),
    "outcome": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One cancellation that was asked for in the period a row, the latest first. `reason` is what the customer gave, one
spelling for all that differ in nothing but capitals and spaces, null where none is on record; `outcome` is retained,
cancelled, withdrawn or open."""

REASON_SCHEMA: dict[str, pl.DataType] = {
    "key": pl.String(),
    "reasons": pl.Int64(),
    "requests": pl.Int64(),
    "retained": pl.Int64(),
    "cancelled": pl.Int64(),
    "withdrawn": pl.Int64(),
    "open": pl.Int64(),
    "n": pl.Int64(),
    "rate": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}
"""One reason a row, the one given most first: `key` the reason, OTHERS (of so many `reasons`) or null where none is on
record; n = retained + cancelled; rate = retained / n with its Wilson 95% interval, null where n is 0."""


def returned(store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The returns that customers had in the period (RETURNED_SCHEMA), of all commitments that `viewer` is judged by.

    What a person said to be no commitment is left out.
    """
    table = schema.commitments
    types = {
        **dict.fromkeys(("commitment_id", "kind", "state", "customer_id", "agent_id"), pl.String()),
        **dict.fromkeys(("made_at", "due_at", "returned_at"), TIME),
    }
    chosen = [
        column == value
        for column, value in ((table.c.channel, choice.channel), (table.c.reason_of_contact, choice.reason))
        if value is not None
    ]
    statement = select(*(table.c[name] for name in types), state_by_people().label("said")).where(
        _within(table.c.returned_at, choice, time_zone),
        of_agents(store, table.c.agent_id, agents, viewer, choice.team),
        *chosen,
    )
    found = store.read(statement, {**types, "said": pl.String()}).filter(
        ~pl.col("said").is_in((INAPPLICABLE, Verdict.INSUFFICIENT.value)).fill_null(False)
    )
    days = (_local_day("returned_at", time_zone) - _local_day("made_at", time_zone)).dt.total_days()
    return (
        found.join(agents, on="agent_id", how="left")
        .join(about_owed.customers(store, found), on="customer_id", how="left")
        .with_columns(
            agent=pl.coalesce("agent", "agent_id"),
            state=pl.when(pl.col("said") == Verdict.MET.value).then(pl.lit("kept")).otherwise("state"),
            seconds=(pl.col("returned_at") - pl.col("made_at")).dt.total_seconds().cast(pl.Float64),
            length=_length(days),
        )
        .select(RETURNED_SCHEMA.keys())
        .sort("returned_at", "commitment_id", descending=[True, False])
    )


def _length(days: pl.Expr) -> pl.Expr:
    return (
        pl.when(days <= 0)
        .then(pl.lit("same_day"))
        .when(days == 1)
        .then(pl.lit("1"))
        .when(days <= 3)
        .then(pl.lit("2-3"))
        .when(days <= 7)
        .then(pl.lit("4-7"))
        .otherwise(pl.lit("8+"))
    )


def times(rows: pl.DataFrame) -> pl.DataFrame:
    """How long it took by kind (TIMES_SCHEMA), from rows of `returned`; kinds without any return included."""
    counted = rows.group_by("kind").agg(n=pl.len().cast(pl.Int64), median_seconds=pl.col("seconds").median())
    return (
        pl.DataFrame({"kind": COMMITMENT_KINDS})
        .join(counted, on="kind", how="left", maintain_order="left")
        .with_columns(pl.col("n").fill_null(0))
        .select(TIMES_SCHEMA.keys())
    )


def by_length(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Returns of one kind by how long they took: length, late, in_time; every one of LENGTHS, in order."""
    late = pl.col("state") == "late"
    counted = (
        rows.filter(pl.col("kind") == kind)
        .group_by("length")
        .agg(late=late.sum().cast(pl.Int64), in_time=(~late).sum().cast(pl.Int64))
    )
    return (
        pl.DataFrame({"length": LENGTHS})
        .join(counted, on="length", how="left", maintain_order="left")
        .with_columns(pl.col("late", "in_time").fill_null(0))
    )


def asked_to_cancel(store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The cancellations that were asked for in the period (ASKED_SCHEMA), as far as `viewer` may see."""
    table, contacts = schema.cancellations, schema.contacts
    types = {
        **dict.fromkeys(("cancellation_id", "customer_id", "agent_id", "contact_id", "os_id"), pl.String()),
        "requested_at": TIME,
        **dict.fromkeys(("reason", "outcome"), pl.String()),
    }
    statement = select(*(table.c[name] for name in types)).where(
        _within(table.c.requested_at, choice, time_zone),
        of_agents(store, table.c.agent_id, agents, viewer, choice.team),
    )
    chosen = [(contacts.c.channel, choice.channel), (contacts.c.reason, choice.reason)]
    if wanted := [column == value for column, value in chosen if value is not None]:
        statement = statement.where(table.c.contact_id.in_(select(contacts.c.contact_id).where(*wanted)))
    found = store.read(statement, types)
    spelt = pl.col("reason").str.strip_chars().str.replace_all(r"\s+", " ")
    same = spelt.str.to_lowercase()
    return (
        found.join(agents, on="agent_id", how="left")
        .join(about_owed.customers(store, found), on="customer_id", how="left")
        .with_columns(same=pl.when(same != "").then(same), spelt=spelt)
        .with_columns(
            reason=pl.when(pl.col("same").is_not_null()).then(pl.col("spelt").mode().sort().first().over("same"))
        )
        .with_columns(
            commitment_id=pl.lit("cancellation:") + pl.col("cancellation_id"),
            agent=pl.coalesce("agent", "agent_id"),
            outcome=pl.col("outcome").fill_null("open"),
        )
        .select(ASKED_SCHEMA.keys())
        .sort("requested_at", "commitment_id", descending=[True, False])
    )


def by_reason(rows: pl.DataFrame) -> pl.DataFrame:
    """Who stayed, by the reason given (REASON_SCHEMA), from rows of `asked_to_cancel`; the rarer ones together."""
    if rows.is_empty():
        return pl.DataFrame(schema=REASON_SCHEMA)
    outcomes = [(pl.col("outcome") == name).sum().cast(pl.Int64).alias(name) for name in _OUTCOMES]
    given = pl.col("reason").n_unique().cast(pl.Int64).alias("reasons")
    counted = with_key(rows).group_by("key").agg(given, pl.len().cast(pl.Int64).alias("requests"), *outcomes)
    measured = counted.with_columns(n=pl.col("retained") + pl.col("cancelled"))
    low, high = wilson(pl.col("retained"), pl.col("n"))
    return (
        measured.with_columns(
            rate=pl.when(pl.col("n") > 0).then(pl.col("retained") / pl.col("n")),
            low=pl.when(pl.col("n") > 0).then(low),
            high=pl.when(pl.col("n") > 0).then(high),
        )
        .select(REASON_SCHEMA.keys())
        .sort(
            pl.col("key").is_null(),
            (pl.col("key") == OTHERS).fill_null(False),
            "requests",
            "key",
            descending=[False, False, True, False],
        )
    )


def with_key(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `asked_to_cancel` with `key`: the row of REASON_SCHEMA that counts them."""
    given = rows.drop_nulls("reason").group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    named = given["reason"].head(MOST_REASONS if given.height > MOST_REASONS + 1 else given.height).to_list()
    is_named = pl.col("reason").is_in(named)
    return rows.with_columns(
        key=pl.when(pl.col("reason").is_null() | is_named).then("reason").otherwise(pl.lit(OTHERS))
    )


def _within(moment: ColumnElement[datetime], choice: Choice, time_zone: str) -> ColumnElement[bool]:
    """Whether a moment lies within the period's local days."""
    zone = ZoneInfo(time_zone)
    first = datetime.combine(choice.from_day, time.min, zone)
    beyond = datetime.combine(choice.to_day + timedelta(days=1), time.min, zone)
    return and_(moment >= first, moment < beyond)


def _local_day(name: str, time_zone: str) -> pl.Expr:
    return pl.col(name).dt.convert_time_zone(time_zone).dt.date()
