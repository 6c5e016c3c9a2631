"""What lead and agent agreed on: the plans with their notes and pinned records, and how the practice went since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import Table, and_, func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.policy import Policy
from queries.agents import agent_and_colleagues
from queries.choice import Choice
from queries.compliance import RATE_SCHEMA, counted
from queries.masking import mask
from queries.scope import may_see, of_agents
from queries.statistics import difference_interval
from queries.totals import within
from queries.units import customer_names

WEEKS_BEFORE = 8
"""The weeks before the talk that the time since is compared with."""
OPEN = "open"
AGENT, TEAM = "agent", "team"

PLAN_SCHEMA: dict[str, pl.DataType] = {
    "plan_id": pl.Int64(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "practice": pl.String(),
    "goal": pl.Float64(),
    "started_on": pl.Date(),
    "until": pl.Date(),
    "follow_up_on": pl.Date(),
    "state": pl.String(),
    "outcome": pl.String(),
    "maker": pl.String(),
    "made_at": TIME,
    "version": pl.Int64(),
    "changer": pl.String(),
    "changed_at": TIME,
}
"""One plan a row: the open ones first, by the day on which the two look at it again; then the closed, the newest first.

goal                from 0 to 1
state               open, done or dropped
outcome             what came of it, in words, masked; '' while it is open
maker, changer      names; `changer` and `changed_at` of the latest change (of a closed plan its closing), null without
"""
_AGREED = ("goal", "until", "follow_up_on")
ENTRY_SCHEMA: dict[str, pl.DataType] = {
    "plan_id": pl.Int64(),
    "kind": pl.String(),
    "text": pl.String(),
    "writer": pl.String(),
    "written_at": TIME,
    **{name: pl.String() for name in (*_AGREED, "state")},
    **{f"{name}_before": pl.String() for name in _AGREED},
}
"""One note or change a row, the newest first. `text` is a note's, masked, and null for a change; of a change, the
fields hold what they became and, `_before`, what stood there, as text (null: unchanged)."""
PIN_SCHEMA: dict[str, pl.DataType] = {
    "plan_id": pl.Int64(),
    "unit": pl.String(),
    "unit_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "place": pl.String(),
    "remark": pl.String(),
    "pinner": pl.String(),
    "pinned_at": TIME,
    "at": TIME,
    "customer": pl.String(),
    "channel": pl.String(),
    "agent": pl.String(),
}
"""One pinned contact or OS a row, in the order in which they were pinned; `at` when it began, `agent` whose it is."""

_RATES = ("met", "n", "rate", "low", "high")
CHANGE_SCHEMA: dict[str, pl.DataType] = {
    "who": pl.String(),
    **{f"{when}_{name}": RATE_SCHEMA[name] for when in ("before", "after") for name in _RATES},
    "difference": pl.Float64(),
    "difference_low": pl.Float64(),
    "difference_high": pl.Float64(),
    "changed": pl.Boolean(),
}
"""The agent, then the team's others: rates with Wilson 95% intervals before and after, and after less before with its
95% interval (null where either has too few cases). `changed` only where that interval leaves out 0."""


@dataclass(frozen=True)
class Before:
    """What the time since a talk is compared with: a practice in the WEEKS_BEFORE before it, days included.

    Rates (RATE_SCHEMA) of the agent and of the team's others, whatever the screen shows at the time.
    """

    practice: str
    days: tuple[date, date]
    agent: dict[str, Any]
    team: dict[str, Any]


@dataclass(frozen=True)
class BeforeAfter:
    """How the plan's practice went in the WEEKS_BEFORE before the talk and since (CHANGE_SCHEMA); days included."""

    before: tuple[date, date]
    after: tuple[date, date]
    changes: pl.DataFrame


@dataclass(frozen=True)
class Coaching:
    """All plans of an agent (PLAN_SCHEMA) with what was written (ENTRY_SCHEMA) and pinned (PIN_SCHEMA) to each."""

    plans: pl.DataFrame
    entries: pl.DataFrame
    pins: pl.DataFrame


def coaching(store: Store, viewer: Viewer, agents: pl.DataFrame, agent_id: str) -> Coaching:
    """Everything that was agreed with an agent; empty for one whom `viewer` may not see."""
    found = plans(store, viewer, agents, agent_id)
    ids = found["plan_id"].to_list()
    return Coaching(found, _entries(store, ids), _pins(store, viewer, agents, ids))


def plans(store: Store, viewer: Viewer, agents: pl.DataFrame, agent_id: str | None = None) -> pl.DataFrame:
    """The plans (PLAN_SCHEMA) of an agent, or of all, whom `viewer` may see.

    `agents` as in `queries.totals.AGENT_SCHEMA`.
    """
    table, entries = schema.coaching_plans, schema.coaching_entries
    users, changers = schema.users.alias("makers"), schema.users.alias("changers")
    newest = select(func.max(entries.c.id)).where(entries.c.kind == "change").group_by(entries.c.plan_id)
    last = and_(entries.c.plan_id == table.c.id, entries.c.id.in_(newest))
    own = (
        "agent_id",
        "practice",
        "goal",
        "started_on",
        "until",
        "follow_up_on",
        "state",
        "outcome",
        "made_at",
        "version",
    )
    statement = (
        select(
            table.c.id.label("plan_id"),
            *(table.c[name] for name in own),
            func.coalesce(users.c.name, table.c.made_by).label("maker"),
            func.coalesce(changers.c.name, entries.c.written_by).label("changer"),
            entries.c.written_at.label("changed_at"),
        )
        .select_from(table)
        .join(users, users.c.username == table.c.made_by, isouter=True)
        .join(entries, last, isouter=True)
        .join(changers, changers.c.username == entries.c.written_by, isouter=True)
        .where(of_agents(store, table.c.agent_id, agents, viewer))
    )
    if agent_id is not None:
        statement = statement.where(table.c.agent_id == agent_id)
    wire = {name: dtype for name, dtype in PLAN_SCHEMA.items() if name not in ("agent", "team")}
    found = store.read(statement, wire).join(agents, on="agent_id", how="left")
    return (
        found.with_columns(outcome=_masked(found["outcome"]))
        .with_columns(closed=pl.col("state") != OPEN, days=pl.col("follow_up_on").to_physical())
        .with_columns(days=pl.when("closed").then(-pl.col("plan_id")).otherwise("days"))
        .sort("closed", "days", "plan_id")
        .select(PLAN_SCHEMA.keys())
    )


def before(totals: pl.DataFrame, viewer: Viewer, agent_id: str, practice: str, talk: date) -> Before:
    """How an agent's practice went before a talk of that day: what a plan begins with, and is compared with later."""
    days = _days_before(talk)
    choice = Choice(*days)
    agent, team = (
        counted(within(rows, choice).filter(pl.col("practice") == practice)).row(0, named=True)
        for rows in agent_and_colleagues(totals, viewer, choice, agent_id, days[0])
    )
    return Before(practice, days, agent, team)


def _days_before(talk: date) -> tuple[date, date]:
    return talk - timedelta(weeks=WEEKS_BEFORE), talk - timedelta(days=1)


def before_after(
    totals: pl.DataFrame, viewer: Viewer, plan: dict[str, Any], today: date, policy: Policy
) -> BeforeAfter:
    """One plan (a row of PLAN_SCHEMA) in numbers: the weeks before the talk beside the time since.

    The time since ends today, on the plan's last day, or on the day that it was closed, whatever is first. The team's
    others are told over the same days: what moved everybody is not what the talk did.
    """
    start: date = plan["started_on"]
    ends = [today, plan["until"]]
    if plan["state"] != OPEN and plan["changed_at"] is not None:
        ends.append(_local_day(plan["changed_at"], policy.time_zone))
    earlier, since = _days_before(start), (start, max(start, min(ends)))
    choice = Choice(earlier[0], since[1])
    sides = agent_and_colleagues(totals, viewer, choice, plan["agent_id"], earlier[0])
    rows = [
        _change(who, rows.filter(practice=plan["practice"]), earlier, since, policy)
        for who, rows in zip((AGENT, TEAM), sides, strict=True)
    ]
    return BeforeAfter(earlier, since, pl.DataFrame(rows, schema=CHANGE_SCHEMA))


def _change(
    who: str, rows: pl.DataFrame, before: tuple[date, date], after: tuple[date, date], policy: Policy
) -> dict[str, Any]:
    rates = {
        when: counted(rows.filter(pl.col("day").is_between(*days))).row(0, named=True)
        for when, days in (("before", before), ("after", after))
    }
    row: dict[str, Any] = {"who": who}
    for when, rate in rates.items():
        row |= {f"{when}_{name}": rate[name] for name in _RATES}
    row |= {"difference": None, "difference_low": None, "difference_high": None, "changed": False}
    if min(rate["n"] for rate in rates.values()) >= policy.few:
        low, high = difference_interval(*(rates[when][name] for when in ("after", "before") for name in ("met", "n")))
        row |= {"difference": rates["after"]["rate"] - rates["before"]["rate"]}
        row |= {"difference_low": low, "difference_high": high, "changed": low > 0 or high < 0}
    return row


def _local_day(moment: datetime, time_zone: str) -> date:
    return moment.astimezone(ZoneInfo(time_zone)).date()


def _masked(texts: pl.Series) -> pl.Series:
    return pl.Series([mask(text) for text in texts], dtype=pl.String)


def _entries(store: Store, plan_ids: list[int]) -> pl.DataFrame:
    table, users = schema.coaching_entries, schema.users
    statement = (
        select(
            *(table.c[name] for name in ("plan_id", "kind", "text", "written_at")),
            func.coalesce(users.c.name, table.c.written_by).label("writer"),
        )
        .join_from(table, users, users.c.username == table.c.written_by, isouter=True)
        .where(table.c.plan_id.in_(plan_ids))
        .order_by(table.c.id.desc())
    )
    wire = {name: ENTRY_SCHEMA[name] for name in ("plan_id", "kind", "text", "writer", "written_at")}
    rows = []
    for row in store.read(statement, wire).iter_rows(named=True):
        changed = json.loads(row["text"]) if row["kind"] == "change" else {}
        text = None if changed else mask(row["text"])
        became = {name: str(changed[name][1]) if name in changed else None for name in (*_AGREED, "state")}
        was = {f"{name}_before": str(changed[name][0]) if name in changed else None for name in _AGREED}
        rows.append({**row, "text": text, **became, **was})
    return pl.DataFrame(rows, schema=ENTRY_SCHEMA)


def _pins(store: Store, viewer: Viewer, agents: pl.DataFrame, plan_ids: list[int]) -> pl.DataFrame:
    """What is pinned to these plans, as far as `viewer` may see whose it is."""
    table, users = schema.coaching_pins, schema.users
    own = ("plan_id", "unit", "unit_id", "contact_id", "os_id", "place", "remark", "pinned_at")
    statement = (
        select(*(table.c[name] for name in own), func.coalesce(users.c.name, table.c.pinned_by).label("pinner"))
        .join_from(table, users, users.c.username == table.c.pinned_by, isouter=True)
        .where(table.c.plan_id.in_(plan_ids))
        .order_by(table.c.id)
    )
    pins = store.read(statement, {name: PIN_SCHEMA[name] for name in (*own, "pinner")})
    about = pl.concat(
        [
            _records(store, pins, "contact", schema.contacts, ("contact_id", "started_at", "channel")),
            _records(store, pins, "service_order", schema.service_orders, ("os_id", "opened_at", None)),
        ]
    )
    customers = customer_names(store, about["customer_id"].drop_nulls().unique().to_list())
    known = (
        about.join(customers, on="customer_id", how="left")
        .join(agents, on="agent_id", how="left")
        .filter(may_see(viewer))
    )
    return (
        pins.with_columns(remark=_masked(pins["remark"]))
        .join(known, on=["unit", "unit_id"], how="inner", maintain_order="left")
        .select(PIN_SCHEMA.keys())
    )


def _records(
    store: Store, pins: pl.DataFrame, unit: str, table: Table, names: tuple[str, str, str | None]
) -> pl.DataFrame:
    """When what is pinned began, over which channel, whose customer and whose agent it is."""
    key, at, channel = names
    ids = pins.filter(pl.col("unit") == unit)["unit_id"].unique().to_list()
    columns = [table.c[key].label("unit_id"), table.c[at].label("at"), table.c.customer_id, table.c.agent_id]
    wire: dict[str, pl.DataType] = {"unit_id": pl.String(), "at": TIME}
    wire |= {"customer_id": pl.String(), "agent_id": pl.String()}
    if channel is not None:
        columns.append(table.c[channel].label("channel"))
        wire["channel"] = pl.String()
    found = store.read(select(*columns).where(store.among(table.c[key], ids)), wire).unique("unit_id", keep="last")
    if channel is None:
        found = found.with_columns(channel=pl.lit(None, dtype=pl.String))
    return found.with_columns(unit=pl.lit(unit))
