"""The indicators that managers look at, month by month, each with its n and what it divides by.

An indicator is a share, a mean or a count of facts (`queries.kpi_facts`), so that each can be cut by month, team,
channel, reason and city in the same way; compliance by pillar comes from the daily totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from practices.practice import Pillar
from queries.choice import Choice
from queries.kpi_facts import Facts
from queries.statistics import wilson

MONTHS_AT_LEAST, MONTHS_AT_MOST = 6, 36
"""How many months stand side by side: as many as the period has, within these."""

KPI_SCHEMA: dict[str, pl.DataType] = {
    "kpi": pl.String(),
    "month": pl.Date(),
    "value": pl.Float64(),
    "n": pl.Int64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}
"""One indicator and month a row (`month`: its first day; null: the whole chosen period). `value` is null where n is 0;
`low` and `high` are the Wilson 95% interval of shares, null for means and counts. A count is 0 where records reach and
nothing counts; before the first and after the last record it is null."""


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
KNOWN = pl.col("customer_id").is_not_null()
"""Whether somebody came again can only be known of a customer who is."""
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
    Indicator("first_contact", "contacts", "share", ~pl.col("came_again"), pl.col("waited_enough") & INBOUND & KNOWN),
    Indicator("satisfaction", "contacts", "share", pl.col("csat") >= 4, pl.col("csat").is_not_null()),
    Indicator("satisfaction_answers", "contacts", "share", pl.col("csat").is_not_null(), INBOUND),
    Indicator(
        "repeat_visits", "orders", "share", pl.col("repeated"), pl.col("visited") & pl.col("waited_enough") & KNOWN
    ),
    Indicator("orders_in_time", "orders", "share", pl.col("in_time"), pl.col("in_time").is_not_null()),
    Indicator("cancellation_requests", "cancellations", "count", EVERY_ROW, EVERY_ROW),
    Indicator("retention", "cancellations", "share", pl.col("outcome") == "retained", pl.col("decided")),
    Indicator("commitments_kept", "commitments", "share", pl.col("state") == "kept", pl.col("state") != "pending"),
)
BY_ID = {indicator.id: indicator for indicator in INDICATORS}
TOTAL = "total"
PILLARS = tuple(pillar.value for pillar in Pillar)


def months_shown(choice: Choice) -> list[date]:
    """The first days of the months to show, up to the one in which the period ends."""
    first, last = choice.from_day, choice.to_day
    of_period = (last.year - first.year) * 12 + last.month - first.month + 1
    count = min(MONTHS_AT_MOST, max(MONTHS_AT_LEAST, of_period))
    return [_months_before(last.replace(day=1), back) for back in reversed(range(count))]


def by_month(facts: Facts, months: list[date], on_record: tuple[date, date] | None) -> pl.DataFrame:
    """Every indicator in each of `months` (KPI_SCHEMA); `on_record`: the first and the last day that records reach."""
    wanted = pl.DataFrame({"month": months}, schema={"month": pl.Date})
    month = pl.col("day").dt.truncate("1mo")
    table = _table([_measured(one, facts[one.facts].with_columns(month=month), wanted) for one in INDICATORS])
    return table.with_columns(value=pl.when(reached(on_record)).then(pl.col("value")))


def reached(on_record: tuple[date, date] | None) -> pl.Expr:
    """Whether records reach any day of `month`."""
    if on_record is None:
        return pl.lit(False)
    return pl.col("month").is_between(on_record[0].replace(day=1), on_record[1])


def in_period(facts: Facts, choice: Choice) -> pl.DataFrame:
    """Every indicator over the chosen period as a whole (KPI_SCHEMA, month null)."""
    whole = pl.DataFrame({"month": [None]}, schema={"month": pl.Date})
    inside = pl.col("day").is_between(choice.from_day, choice.to_day)
    no_month = pl.lit(None, dtype=pl.Date)
    return _table(
        [_measured(one, facts[one.facts].filter(inside).with_columns(month=no_month), whole) for one in INDICATORS]
    )


def in_period_before(facts: Facts, choice: Choice, on_record: tuple[date, date] | None) -> pl.DataFrame:
    """Every indicator over the period of the same length before the chosen one (KPI_SCHEMA, month null).

    Values are null where that period begins before the records do: part of a period is nothing to compare with.
    """
    before = choice.before()
    covered = on_record is not None and before.from_day >= on_record[0]
    return in_period(facts, before).with_columns(value=pl.when(pl.lit(covered)).then(pl.col("value")))


def by_group(facts: Facts, choice: Choice, kpi: str, group: str) -> pl.DataFrame:
    """One indicator over the period by team, channel, reason or city (`group`).

    Columns group (null: unknown), value, n, low, high, sorted by group.
    """
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


def of_group(facts: Facts, group: str, value: str | None) -> Facts:
    """The facts of one team, channel, reason or city; None: where it is not known."""
    return {name: frame.filter(pl.col(group).eq_missing(value)) for name, frame in facts.items()}


def rows_behind(facts: Facts, choice: Choice, kpi: str) -> pl.DataFrame:
    """Every row that an indicator counts in the period (ROWS_SCHEMA), the latest first."""
    indicator = BY_ID[kpi]
    counted = facts[indicator.facts].filter(pl.col("day").is_between(choice.from_day, choice.to_day) & indicator.counts)
    given = counted.with_columns(counted=indicator.value.cast(pl.Float64))
    missing = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in ROWS_SCHEMA.items() if name not in given.columns
    ]
    return given.with_columns(missing).select(ROWS_SCHEMA.keys()).sort("day", "contact_id", "os_id", descending=True)


def pillars_by_month(totals: pl.DataFrame, months: list[date]) -> pl.DataFrame:
    """Compliance of each pillar and of `total` in each of `months`, from visible daily totals: KPI_SCHEMA, kpi the
    pillar."""
    wanted = pl.DataFrame({"month": months}, schema={"month": pl.Date})
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
