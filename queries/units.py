"""The units behind a number: which contacts, orders, requests or commitments it counts, and why each was judged so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.reviews import KEY
from data.store import Store
from queries.choice import Choice
from queries.compliance import COUNTS
from queries.reviews import INAPPLICABLE, reviews_of
from queries.scope import of_agents
from queries.totals import visible, within

MOST_ROWS = 210
"""How many units are read at a time, some whole pages of a list; the count says how many there are."""

UNIT_SCHEMA: dict[str, pl.DataType] = {
    "unit": pl.String(),
    "unit_id": pl.String(),
    "practice": pl.String(),
    "verdict": pl.String(),
    "at": TIME,
    "day": pl.Date(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "customer": pl.String(),
    "protocol": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    "evidence": pl.String(),
    "reason": pl.String(),
    "detail": pl.String(),
    "pending_until": TIME,
    "rule_verdict": pl.String(),
    "reviewer": pl.String(),
    "because": pl.String(),
    "reviewed_at": TIME,
}
"""One verdict a row, newest first; `reason` is a code of its practice; names are null where none is on record.

Where a person changed the verdict, `rule_verdict` is what the rule said (evidence, reason and detail are the rule's),
`reviewer` the person's name, `because` their reason, masked, and `reviewed_at` when; all null elsewhere. 'inapplicable'
is a verdict of people alone, and listed only where it is asked for (`Wanted.set_aside`)."""

TALLY_SCHEMA: dict[str, pl.DataType] = {
    "agent_id": pl.String(),
    "agent": pl.String(),
    "channel": pl.String(),
    "verdict": pl.String(),
    "units": pl.Int64(),
}
"""How many units a number counts of one agent, channel and verdict, where there are any; ids as in TOTALS_SCHEMA."""

_VERDICT_COLUMNS = (
    "unit",
    "unit_id",
    "practice",
    "verdict",
    "at",
    "day",
    "agent_id",
    "contact_id",
    "os_id",
    "channel",
    "reason_of_contact",
    "evidence",
    "reason",
    "detail",
    "pending_until",
    "rule_verdict",
)

_SAID = ["reviewer", "because", "reviewed_at"]


@dataclass(frozen=True)
class Wanted:
    """Which verdicts a number counts, beside the bar's choice; None means all, '' those with none on record.

    `set_aside`: also those of which a person said that the practice does not apply, which no number counts.
    """

    practices: tuple[str, ...] | None = None
    verdicts: tuple[str, ...] | None = None
    agent_id: str | None = None
    channel: str | None = None
    set_aside: bool = False


def units(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    wanted: Wanted,
    agents: pl.DataFrame,
    limit: int = MOST_ROWS,
    skip: int = 0,
) -> pl.DataFrame:
    """The newest `limit` units (UNIT_SCHEMA) that `viewer` may see, after the first `skip` of them.

    `agents` as in `queries.totals.AGENT_SCHEMA`.
    """
    table = schema.verdicts
    statement = (
        _verdicts(store, viewer, choice, wanted, agents, [table.c[name] for name in _VERDICT_COLUMNS])
        .order_by(table.c.at.desc(), table.c.unit_id, table.c.practice)
        .limit(limit)
        .offset(skip)
        .add_columns(table.c.customer_key)
    )
    wire = {name: UNIT_SCHEMA[name] for name in _VERDICT_COLUMNS}
    found = store.read(statement, {**wire, "customer_key": pl.String()})
    return _with_reviews(store, named(store, found, agents)).select(UNIT_SCHEMA.keys())


def _with_reviews(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """Who changed a verdict, and why."""
    changed = rows.filter(pl.col("rule_verdict").is_not_null())["unit_id"].to_list()
    words = reviews_of(store, changed).filter("counts").select(*KEY, *_SAID)
    told = rows.join(words, on=KEY, how="left", maintain_order="left")
    return told.with_columns(pl.when(pl.col("rule_verdict").is_not_null()).then(pl.col(_SAID)))


def tally(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, practices: tuple[str, ...] | None, agent_id: str | None
) -> pl.DataFrame:
    """How many units of these practices (None: all) and this agent `units` lists, and of what kind (TALLY_SCHEMA).

    `totals` as in `queries.totals.TOTALS_SCHEMA`.
    """
    rows = within(visible(totals, viewer, choice, choice.from_day), choice)
    if practices is not None:
        rows = rows.filter(pl.col("practice").is_in(practices))
    if agent_id is not None:
        rows = rows.filter(pl.col("agent_id") == agent_id)
    of = ("agent_id", "agent", "channel")
    counts = rows.group_by(of).agg(pl.col(COUNTS).sum()).unpivot(COUNTS, index=of, variable_name="verdict")
    found = counts.rename({"value": "units"}).filter(pl.col("units") > 0)
    return found.select(TALLY_SCHEMA.keys()).sort("agent", "agent_id", "channel", "verdict")


def unit_count(store: Store, viewer: Viewer, choice: Choice, wanted: Wanted, agents: pl.DataFrame) -> int:
    """How many units `units` would list without a limit."""
    statement = _verdicts(store, viewer, choice, wanted, agents, [func.count().label("units")])
    return int(store.read(statement, {"units": pl.Int64()}).item())


def named(store: Store, rows: pl.DataFrame, agents: pl.DataFrame) -> pl.DataFrame:
    """`rows` (with agent_id, customer_key, contact_id) and the names that go with them, in the same order."""
    customers = customer_names(store, rows["customer_key"].drop_nulls().unique().to_list())
    protocols = _protocols(store, rows["contact_id"].drop_nulls().unique().to_list())
    return (
        rows.join(agents, on="agent_id", how="left", maintain_order="left")
        .join(customers, left_on="customer_key", right_on="customer_id", how="left", maintain_order="left")
        .join(protocols, on="contact_id", how="left", maintain_order="left")
    )


def customer_names(store: Store, customer_ids: Sequence[str]) -> pl.DataFrame:
    """`customer_id` and `customer`, the name on record, once for each of these customers that is known."""
    table = schema.customers
    latest = (
        select(func.max(table.c.id)).where(store.among(table.c.customer_id, customer_ids)).group_by(table.c.customer_id)
    )
    statement = select(table.c.customer_id, table.c.name.label("customer")).where(table.c.id.in_(latest))
    return store.read(statement, {"customer_id": pl.String(), "customer": pl.String()})


def _protocols(store: Store, contact_ids: Sequence[str]) -> pl.DataFrame:
    table = schema.contacts
    statement = (
        select(table.c.contact_id, func.max(table.c.protocol).label("protocol"))
        .where(store.among(table.c.contact_id, contact_ids))
        .group_by(table.c.contact_id)
    )
    return store.read(statement, {"contact_id": pl.String(), "protocol": pl.String()})


def _verdicts(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    wanted: Wanted,
    agents: pl.DataFrame,
    columns: Sequence[ColumnElement[Any]],
) -> Select[Any]:
    table = schema.verdicts
    statement = (
        select(*columns)
        .select_from(table)
        .where(table.c.day.between(choice.from_day, choice.to_day))
        .where(of_agents(store, table.c.agent_id, agents, viewer, choice.team))
    )
    if not wanted.set_aside:
        statement = statement.where(table.c.verdict != INAPPLICABLE)
    for column, values in ((table.c.practice, wanted.practices), (table.c.verdict, wanted.verdicts)):
        if values is not None:
            statement = statement.where(column.in_(values))
    for column, value in (
        (table.c.channel, choice.channel),
        (table.c.reason_of_contact, choice.reason),
        (table.c.agent_id, wanted.agent_id),
        (table.c.channel, wanted.channel),
    ):
        if value is not None:
            statement = statement.where(column == value if value else column.is_(None))
    return statement
