"""What the provider owes customers now: returns, validations, records. Not a matter of the chosen period."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Select, Table, select

from data import owing, schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.policy import default_policy
from practices.practice import Verdict
from queries.choice import Choice
from queries.reviews import settled_by_people
from queries.scope import of_agents, of_commitments
from queries.units import named

RECENT_DAYS = 14
"""A visit or a contact older than this is a matter of the past rates, no longer something to put right today."""

COMMITMENTS, VISITS, CONTACTS = "commitments", "visits", "contacts"
KINDS = (COMMITMENTS, VISITS, CONTACTS)

OWED_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "what": pl.String(),
    "unit_id": pl.String(),
    "customer": pl.String(),
    "protocol": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "since": TIME,
    "due_at": TIME,
    "overdue": pl.Boolean(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One thing owed a row, oldest first. `kind` is one of KINDS; `what` a commitment's kind, else the kind again; `since`
when it was promised, the work was completed, or the contact took place; `due_at` null where it is not on record; the
agent of a commitment is who owes it now."""

SUMMARY_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "open": pl.Int64(),
    "overdue": pl.Int64(),
    "oldest_days": pl.Int64(),
    "customer": pl.String(),
    "agent": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""One kind a row, in the order of KINDS; of the oldest past its time (else of all): age in
calendar days, customer, agent."""


def owed(store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Everything owed at the aware moment `now` (OWED_SCHEMA) that `viewer` may see; the period plays no part.

    Commitments count until somebody returned, however old; visits not validated and contacts not recorded count for
    RECENT_DAYS.
    """
    promised = _commitments(store, viewer, choice, agents, now)
    left_open = [
        _left_open(store, viewer, choice, agents, now, kind, practice)
        for kind, practice in ((VISITS, "validate_service"), (CONTACTS, "unrecorded_contact"))
    ]
    rows = pl.concat([promised, *left_open])
    return named(store, rows, agents).select(OWED_SCHEMA.keys()).sort("since", "unit_id")


def summary(rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """`owed` in one row a kind (SUMMARY_SCHEMA), kinds of which nothing is owed included."""
    oldest = rows.sort(~pl.col("overdue"), "since").group_by("kind", maintain_order=True).first()
    counts = rows.group_by("kind").agg(open=pl.len().cast(pl.Int64), overdue=pl.col("overdue").sum().cast(pl.Int64))
    zone = default_policy().time_zone
    day, today = pl.col("since").dt.convert_time_zone(zone).dt.date(), now.astimezone(ZoneInfo(zone)).date()
    age = (pl.lit(today) - day).dt.total_days()
    return (
        pl.DataFrame({"kind": KINDS})
        .join(counts, on="kind", how="left", maintain_order="left")
        .join(oldest.drop("overdue"), on="kind", how="left", maintain_order="left")
        .with_columns(pl.col("open", "overdue").fill_null(0), oldest_days=age)
        .select(SUMMARY_SCHEMA.keys())
    )


_STORED = {
    "kind": pl.String(),
    "what": pl.String(),
    "unit_id": pl.String(),
    "customer_key": pl.String(),
    "agent_id": pl.String(),
    "since": TIME,
    "due_at": TIME,
    "overdue": pl.Boolean(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}


def _commitments(store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, now: datetime) -> pl.DataFrame:
    table = schema.commitments
    statement = (
        select(
            table.c.kind.label("what"),
            table.c.commitment_id.label("unit_id"),
            table.c.customer_key,
            owing.owner().label("agent_id"),
            table.c.made_at.label("since"),
            table.c.due_at,
            table.c.state,
            table.c.contact_id,
            table.c.os_id,
        )
        .where(table.c.state.in_([Verdict.PENDING.value, Verdict.MISSED.value]), table.c.returned_at.is_(None))
        .where(~settled_by_people())
        .where(of_commitments(store, agents, viewer, choice.team), *_chosen(table, choice))
    )
    return _read(store, statement, COMMITMENTS, "state", now)


def _left_open(
    store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, now: datetime, kind: str, practice: str
) -> pl.DataFrame:
    table = schema.verdicts
    statement = (
        select(
            table.c.unit_id,
            table.c.customer_key,
            table.c.agent_id,
            table.c.at.label("since"),
            table.c.pending_until.label("due_at"),
            table.c.verdict,
            table.c.contact_id,
            table.c.os_id,
        )
        .where(table.c.practice == practice, table.c.verdict.in_([Verdict.PENDING.value, Verdict.MISSED.value]))
        .where(table.c.day >= (now - timedelta(days=RECENT_DAYS)).date())
        .where(of_agents(store, table.c.agent_id, agents, viewer, choice.team), *_chosen(table, choice))
    )
    return _read(store, statement, kind, "verdict", now)


def _read(store: Store, statement: Select[tuple[object, ...]], kind: str, state: str, now: datetime) -> pl.DataFrame:
    given = {name: dtype for name, dtype in _STORED.items() if name not in ("kind", "what", "overdue")}
    has_what = kind == COMMITMENTS
    rows = store.read(statement, {**given, state: pl.String(), **({"what": pl.String()} if has_what else {})})
    return rows.with_columns(
        kind=pl.lit(kind),
        what=pl.col("what") if has_what else pl.lit(kind),
        overdue=(pl.col(state) == Verdict.MISSED.value) | (pl.col("due_at") < now).fill_null(False),
    ).select(_STORED.keys())


def _chosen(table: Table, choice: Choice) -> list[ColumnElement[bool]]:
    wanted = (("channel", choice.channel), ("reason_of_contact", choice.reason))
    return [table.c[name] == value for name, value in wanted if value is not None]
