"""The daily totals with the agents' teams: the one frame that all charts are drawn from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer
from data.store import Store
from practices import PRACTICES
from queries.choice import Choice
from queries.scope import may_see, of_agents

AGENT_SCHEMA: dict[str, pl.DataType] = {"agent_id": pl.String(), "agent": pl.String(), "team": pl.String()}
"""One agent a row: id, name, team (null where none is on record)."""

TOTALS_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(),
    "practice": pl.String(),
    "pillar": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "channel": pl.String(),
    "reason": pl.String(),
    "met": pl.Int64(),
    "missed": pl.Int64(),
    "pending": pl.Int64(),
    "insufficient": pl.Int64(),
}
"""Verdict counts by local day, practice, agent, channel, reason; `agent_id`, `channel`, `reason` '' where unknown."""

PILLAR_OF = {practice.id: practice.pillar.value for practice in PRACTICES}
_STORED = {
    "day": pl.Date(),
    "practice": pl.String(),
    "agent_id": pl.String(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    "met": pl.Int64(),
    "missed": pl.Int64(),
    "pending": pl.Int64(),
    "insufficient": pl.Int64(),
}


def agents(store: Store) -> pl.DataFrame:
    """Every agent once (AGENT_SCHEMA), as the latest import names them, sorted by team and name."""
    table = schema.agents
    latest = select(func.max(table.c.id)).group_by(table.c.agent_id)
    statement = select(table.c.agent_id, table.c.name.label("agent"), table.c.team).where(table.c.id.in_(latest))
    return store.read(statement, AGENT_SCHEMA).sort("team", "agent", "agent_id", nulls_last=True)


def read_totals(store: Store) -> pl.DataFrame:
    """All daily totals (TOTALS_SCHEMA), sorted by day. A practice that the product does not know is left out."""
    table = schema.daily_compliance
    stored = store.read(select(*(table.c[name] for name in _STORED)), _STORED)
    return (
        stored.rename({"reason_of_contact": "reason"})
        .filter(pl.col("practice").is_in(list(PILLAR_OF)))
        .with_columns(pillar=pl.col("practice").replace_strict(PILLAR_OF, return_dtype=pl.String))
        .join(agents(store), on="agent_id", how="left")
        .select(TOTALS_SCHEMA.keys())
        .sort("day", "practice", "agent_id", "channel", "reason")
    )


def visible(totals: pl.DataFrame, viewer: Viewer, choice: Choice, since: date | None = None) -> pl.DataFrame:
    """The rows that `viewer` may see of the chosen team, channel and reason, of every day, or from `since` on."""
    rows = totals.filter(may_see(viewer) if since is None else (pl.col("day") >= since) & may_see(viewer))
    for name, value in (("team", choice.team), ("channel", choice.channel), ("reason", choice.reason)):
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    return rows


def counting(rows: pl.DataFrame, calibrating: Collection[str]) -> pl.DataFrame:
    """The rows that count in totals over several practices: those of practices in calibration are left out.

    The one place where they leave. `rows` has a column `practice`; `calibrating` comes from `queries.trust`.
    """
    return rows.filter(~pl.col("practice").is_in(list(calibrating))) if calibrating else rows


def within(rows: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The rows of the chosen period."""
    return rows.filter(pl.col("day").is_between(choice.from_day, choice.to_day))


def teams(totals: pl.DataFrame, viewer: Viewer) -> list[str]:
    """The names of the teams that `viewer` may see, sorted."""
    return totals.filter(may_see(viewer))["team"].drop_nulls().unique().sort().to_list()


def days_on_record(totals: pl.DataFrame, viewer: Viewer) -> tuple[date, date] | None:
    """The first and last day with anything that `viewer` may see; None where there is nothing."""
    span = totals.filter(may_see(viewer)).select(first=pl.col("day").min(), last=pl.col("day").max())
    first, last = span.row(0)
    return None if first is None else (first, last)


def recorded_days(store: Store) -> tuple[date, ...]:
    """The days with anything at all, whoever's it is, sorted."""
    column = schema.daily_compliance.c.day
    return tuple(store.read(select(column).distinct().order_by(column), {"day": pl.Date()})["day"])


def contact_count(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    agents_on_record: pl.DataFrame,
    time_zone: str,
    agent_id: str | None = None,
) -> int:
    """How many contacts of the chosen period, team, channel and reason (and agent) `viewer` may see. Days are local."""
    table = schema.contacts
    zone = ZoneInfo(time_zone)
    begin = datetime.combine(choice.from_day, time.min, zone)
    end = datetime.combine(choice.to_day + timedelta(days=1), time.min, zone)
    statement = (
        select(func.count().label("contacts"))
        .where(table.c.started_at >= begin, table.c.started_at < end)
        .where(of_agents(store, table.c.agent_id, agents_on_record, viewer, choice.team))
    )
    for column, value in (
        (table.c.channel, choice.channel),
        (table.c.reason, choice.reason),
        (table.c.agent_id, agent_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return int(store.read(statement, {"contacts": pl.Int64()}).item())
