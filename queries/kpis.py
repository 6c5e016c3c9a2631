"""The indicators that managers look at, month by month, each with its n and what it divides by.

The facts are read once (one row a contact, an OS, a cancellation request, a commitment) and shared; an indicator is a
share or a mean of their rows, so that each can be cut by month, team, channel and reason in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.policy import Policy
from practices.practice import Pillar, Verdict
from queries.choice import Choice
from queries.reviews import INAPPLICABLE, state_by_people
from queries.scope import may_see
from queries.statistics import wilson

ABOUT = {
    "day": pl.Date(),
    "agent_id": pl.String(),
    "team": pl.String(),
    "channel": pl.String(),
    "reason": pl.String(),
}
"""What every fact carries: the local day on which it counts, whose it is, and the contact's channel and reason."""

KPI_SCHEMA: dict[str, pl.DataType] = {
    "kpi": pl.String(),
    "month": pl.Date(),
    "value": pl.Float64(),
    "n": pl.Int64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}
"""One indicator and month a row (`month`: its first day; null: the whole chosen period). `value` is null where n is 0;
`low` and `high` are the Wilson 95% interval of shares, null for means and counts."""


@dataclass(frozen=True)
class Indicator:
    """One KPI: over which facts, which rows count, and what of them is shown.

    kind    share (true rows / rows), mean or median (of seconds), count
    """

    id: str
    facts: str
    kind: str
    value: pl.Expr
    counts: pl.Expr


EVERY_ROW = pl.lit(True)
INBOUND = pl.col("direction") == "inbound"
INDICATORS: tuple[Indicator, ...] = (
    Indicator("contacts", "contacts", "count", EVERY_ROW, EVERY_ROW),
    Indicator(
        "handling_time", "contacts", "mean", pl.col("seconds"), pl.col("seconds").is_not_null() & pl.col("spoken")
    ),
    Indicator(
        "queue_time", "contacts", "mean", pl.col("queued_seconds"), INBOUND & pl.col("queued_seconds").is_not_null()
    ),
    Indicator(
        "first_reply", "contacts", "median", pl.col("first_reply_seconds"), pl.col("first_reply_seconds").is_not_null()
    ),
    Indicator("first_contact", "contacts", "share", ~pl.col("came_again"), pl.col("waited_enough") & INBOUND),
    Indicator("satisfaction", "contacts", "share", pl.col("csat") >= 4, pl.col("csat").is_not_null()),
    Indicator("satisfaction_answers", "contacts", "share", pl.col("csat").is_not_null(), INBOUND),
    Indicator("repeat_visits", "orders", "share", pl.col("repeated"), pl.col("visited") & pl.col("waited_enough")),
    Indicator("orders_in_time", "orders", "share", pl.col("in_time"), pl.col("in_time").is_not_null()),
    Indicator("cancellation_requests", "cancellations", "count", EVERY_ROW, EVERY_ROW),
    Indicator("retention", "cancellations", "share", pl.col("outcome") == "retained", pl.col("decided")),
    Indicator("commitments_kept", "commitments", "share", pl.col("state") == "kept", pl.col("state") != "pending"),
)
BY_ID = {indicator.id: indicator for indicator in INDICATORS}
TOTAL = "total"
PILLARS = tuple(pillar.value for pillar in Pillar)
BACKLOG_BANDS = ("0-1", "2-3", "4-7", "8-15", "16+")
"""Age of open orders in days (FIELD: backlog, aging)."""

Facts = Mapping[str, pl.DataFrame]


def read_facts(store: Store, agents: pl.DataFrame, policy: Policy, as_of: datetime) -> Facts:
    """All facts by name: contacts, orders, cancellations, commitments. Meant to be read once a state of the store."""
    contacts = _contacts(store, policy, as_of)
    teams = agents.select("agent_id", "agent", "team")
    about = contacts.select("contact_id", "channel", "reason").unique("contact_id")
    frames = {
        "contacts": contacts,
        "orders": _orders(store, policy, as_of).join(about, on="contact_id", how="left"),
        "cancellations": _cancellations(store, policy).join(about, on="contact_id", how="left"),
        "commitments": _commitments(store, policy),
    }
    return {name: frame.join(teams, on="agent_id", how="left") for name, frame in frames.items()}


def visible(facts: Facts, viewer: Viewer, choice: Choice) -> dict[str, pl.DataFrame]:
    """The facts that `viewer` may see of the chosen team, channel and reason, of every day."""
    wanted = may_see(viewer)
    for name, value in (("team", choice.team), ("channel", choice.channel), ("reason", choice.reason)):
        if value is not None:
            wanted = wanted & (pl.col(name) == value).fill_null(False)
    return {name: frame.filter(wanted) for name, frame in facts.items()}


def by_month(facts: Facts, choice: Choice, months: int = 6) -> pl.DataFrame:
    """Every indicator in each of the `months` calendar months up to the one in which the period ends (KPI_SCHEMA)."""
    last = choice.to_day.replace(day=1)
    wanted = pl.DataFrame({"month": [_months_before(last, back) for back in reversed(range(months))]})
    month = pl.col("day").dt.truncate("1mo")
    return _table([_measured(one, facts[one.facts].with_columns(month=month), wanted) for one in INDICATORS])


def in_period(facts: Facts, choice: Choice) -> pl.DataFrame:
    """Every indicator over the chosen period as a whole (KPI_SCHEMA, month null)."""
    whole = pl.DataFrame({"month": [None]}, schema={"month": pl.Date})
    inside = pl.col("day").is_between(choice.from_day, choice.to_day)
    no_month = pl.lit(None, dtype=pl.Date)
    return _table(
        [_measured(one, facts[one.facts].filter(inside).with_columns(month=no_month), whole) for one in INDICATORS]
    )


def by_group(facts: Facts, choice: Choice, kpi: str, group: str) -> pl.DataFrame:
    """One indicator over the period by `team`, `channel` or `reason`: group (null: unknown), value, n, low, high."""
    indicator = BY_ID[kpi]
    inside = facts[indicator.facts].filter(pl.col("day").is_between(choice.from_day, choice.to_day))
    groups = pl.DataFrame({"month": inside[group].unique().sort(nulls_last=True)})
    measured = _measured(indicator, inside.with_columns(month=pl.col(group)), groups)
    return measured.rename({"month": "group"}).filter(pl.col("n") > 0).select("group", "value", "n", "low", "high")


ROWS_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(),
    "agent": pl.String(),
    "team": pl.String(),
    "channel": pl.String(),
    "reason": pl.String(),
    "counted": pl.Float64(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
}
"""A row behind an indicator: what it counts with (1 or 0 in a share, seconds in a mean), and what opens it."""


def rows_behind(facts: Facts, choice: Choice, kpi: str) -> pl.DataFrame:
    """Every row that an indicator counts in the period (ROWS_SCHEMA), the latest first."""
    indicator = BY_ID[kpi]
    counted = facts[indicator.facts].filter(pl.col("day").is_between(choice.from_day, choice.to_day) & indicator.counts)
    given = counted.with_columns(counted=indicator.value.cast(pl.Float64))
    missing = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in ROWS_SCHEMA.items() if name not in given.columns
    ]
    return given.with_columns(missing).select(ROWS_SCHEMA.keys()).sort("day", "contact_id", "os_id", descending=True)


def pillars_by_month(totals: pl.DataFrame, choice: Choice, months: int = 6) -> pl.DataFrame:
    """Compliance of each pillar and of `total` by month, from visible daily totals: KPI_SCHEMA, kpi the pillar."""
    last = choice.to_day.replace(day=1)
    wanted = pl.DataFrame({"month": [_months_before(last, back) for back in reversed(range(months))]})
    return _compliance(totals.with_columns(month=pl.col("day").dt.truncate("1mo")), wanted)


def pillars_in_period(totals: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The same over the chosen period (month null)."""
    inside = totals.filter(pl.col("day").is_between(choice.from_day, choice.to_day))
    whole = pl.DataFrame({"month": [None]}, schema={"month": pl.Date})
    return _compliance(inside.with_columns(month=pl.lit(None, dtype=pl.Date)), whole)


def _compliance(totals: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    both = pl.concat([totals, totals.with_columns(pillar=pl.lit(TOTAL))])
    counted = both.group_by("pillar", "month").agg(met=pl.col("met").sum(), n=(pl.col("met") + pl.col("missed")).sum())
    low, high = wilson(pl.col("met"), pl.col("n"))
    every = pl.DataFrame({"pillar": [TOTAL, *PILLARS]}).join(months, how="cross")
    found = every.join(counted, on=["pillar", "month"], how="left", nulls_equal=True, maintain_order="left")
    return found.select(
        kpi="pillar",
        month="month",
        value=pl.when(pl.col("n") > 0).then(pl.col("met") / pl.col("n")),
        n=pl.col("n").fill_null(0).cast(pl.Int64),
        low=pl.when(pl.col("n") > 0).then(low),
        high=pl.when(pl.col("n") > 0).then(high),
    )


def backlog(facts: Facts, as_of: date) -> pl.DataFrame:
    """Open orders by age in days: band, count; every band, in order."""
    counted = _still_open(facts, as_of).group_by("band").agg(count=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"band": BACKLOG_BANDS})
        .join(counted, on="band", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
    )


def open_orders(facts: Facts, as_of: date, band: str) -> pl.DataFrame:
    """The open orders of one band of age (ROWS_SCHEMA; `counted` is the age in days), the oldest first."""
    of_band = _still_open(facts, as_of).filter(pl.col("band") == band)
    return of_band.select(pl.col(name).cast(dtype) for name, dtype in ROWS_SCHEMA.items()).sort("day", "os_id")


def _still_open(facts: Facts, as_of: date) -> pl.DataFrame:
    age = (pl.lit(as_of) - pl.col("day")).dt.total_days()
    band = (
        pl.when(age <= 1)
        .then(pl.lit(BACKLOG_BANDS[0]))
        .when(age <= 3)
        .then(pl.lit(BACKLOG_BANDS[1]))
        .when(age <= 7)
        .then(pl.lit(BACKLOG_BANDS[2]))
        .when(age <= 15)
        .then(pl.lit(BACKLOG_BANDS[3]))
        .otherwise(pl.lit(BACKLOG_BANDS[4]))
    )
    return facts["orders"].filter(pl.col("is_open")).with_columns(band=band, counted=age)


def _measured(indicator: Indicator, facts: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """One indicator in each of `months`: n and the sum of its values, and so its value and interval."""
    measured = (
        facts.filter(indicator.counts)
        .group_by("month")
        .agg(n=pl.len(), total=indicator.value.sum(), middle=indicator.value.cast(pl.Float64).median())
    )
    n, total = pl.col("n"), pl.col("total")
    low, high = wilson(total, n)
    of_share = pl.lit(indicator.kind == "share")
    return months.join(measured, on="month", how="left", nulls_equal=True, maintain_order="left").select(
        "month",
        kpi=pl.lit(indicator.id),
        value=pl.when(indicator.kind == "count")
        .then(n.fill_null(0).cast(pl.Float64))
        .when(pl.lit(indicator.kind == "median"))
        .then(pl.col("middle"))
        .when(n > 0)
        .then(total.cast(pl.Float64) / n),
        n=n.fill_null(0),
        low=pl.when(of_share & (n > 0)).then(low),
        high=pl.when(of_share & (n > 0)).then(high),
    )


def _table(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(part.select(pl.col(name).cast(dtype) for name, dtype in KPI_SCHEMA.items()) for part in parts)


def _months_before(first: date, back: int) -> date:
    months = first.year * 12 + first.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _local_day(name: str, policy: Policy) -> pl.Expr:
    return pl.col(name).dt.convert_time_zone(policy.time_zone).dt.date()


def _contacts(store: Store, policy: Policy, as_of: datetime) -> pl.DataFrame:
    """One row a contact: ABOUT, contact_id, customer_id, direction, seconds, spoken (no e-mail, whose length says
    nothing of work), queued_seconds, first_reply_seconds, csat, came_again, waited_enough."""
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
    """One row an OS: day (of its opening), agent_id, contact_id, visited, repeated (another repair of the customer
    opened within the policy's days after the visit), waited_enough, in_time (done by the end of the visit's day; null
    where no visit was due yet), is_open."""
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
        "agent_id",
        "contact_id",
        day=_local_day("opened_at", policy),
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
    """One row a request: day, agent_id, contact_id, outcome, decided (retained or cancelled)."""
    table = schema.cancellations
    types = {"contact_id": pl.String(), "agent_id": pl.String(), "requested_at": TIME, "outcome": pl.String()}
    return store.read(select(*(table.c[name] for name in types)), types).select(
        "contact_id",
        "agent_id",
        "outcome",
        day=_local_day("requested_at", policy),
        decided=pl.col("outcome").is_in(["retained", "cancelled"]).fill_null(False),
    )


def _commitments(store: Store, policy: Policy) -> pl.DataFrame:
    """One row a commitment: ABOUT (day: when it was made), kind, state.

    What a person said of it counts: kept, not kept ('missed'), or no commitment (no row).
    """
    table = schema.commitments
    types = {
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
