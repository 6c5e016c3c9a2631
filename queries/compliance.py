"""Rates of the daily totals: how often, of how many, how sure, and on which side of the target."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from practices.policy import Policy
from queries.choice import DAYS_OF_A_WEEK, Choice
from queries.statistics import (
    FALSE_DISCOVERIES,
    Normal,
    benjamini_hochberg,
    binomial_p_value,
    change_p_value,
    normal_of,
    wilson,
)

COUNTS = ("met", "missed", "pending", "insufficient")
SHOWN_WEEKS = 8
TOTAL = "total"
"""The key of all pillars together."""

RATE_SCHEMA: dict[str, pl.DataType] = {
    **{name: pl.Int64() for name in COUNTS},
    "n": pl.Int64(),
    "rate": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "coverage": pl.Float64(),
}
"""Counts by verdict; n = met + missed; rate = met / n with its Wilson 95% interval; coverage = n / (n + insufficient).
Rates are null where there is nothing to divide by."""

MOVEMENT_SCHEMA: dict[str, pl.DataType] = {
    "key": pl.String(),
    **RATE_SCHEMA,
    "before_met": pl.Int64(),
    "before_n": pl.Int64(),
    "before_rate": pl.Float64(),
    "change": pl.Float64(),
    "normal_low": pl.Float64(),
    "normal_high": pl.Float64(),
    "p_value": pl.Float64(),
    "signal": pl.String(),
    "signal_by": pl.String(),
}
"""One key (a practice, a pillar) a row: the period's rate, the period before, the control limits for the period's n,
and what may be called a change (`Signal`), by its `limits` or by its `change` (p adjusted for all rows shown)."""

WEEK_SCHEMA: dict[str, pl.DataType] = {
    "key": pl.String(),
    "week": pl.Date(),
    "met": pl.Int64(),
    "n": pl.Int64(),
    "rate": pl.Float64(),
    "normal_low": pl.Float64(),
    "normal_high": pl.Float64(),
}
"""One key and week a row; `week` is the first day of seven; the limits are those for that week's n."""


class Standing(StrEnum):
    """Where a rate stands beside its target, by the rule for small numbers."""

    FEW = "few"
    UNCLEAR = "unclear"
    ABOVE = "above"
    BELOW = "below"


class Signal(StrEnum):
    """Whether a rate did what it normally does."""

    ABOVE = "above"
    BELOW = "below"
    NORMAL = "normal"
    UNKNOWN = "unknown"


def counted(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The verdicts of `rows` counted by the columns `by`, with their rates (RATE_SCHEMA), sorted by them."""
    summed = rows.group_by(by).agg(pl.col(COUNTS).sum()) if by else rows.select(pl.col(COUNTS).sum())
    return with_rates(summed).sort(by) if by else with_rates(summed)


def with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    """`counts` (columns COUNTS) with the other columns of RATE_SCHEMA."""
    counts = counts.with_columns(pl.col(COUNTS).fill_null(0).cast(pl.Int64))
    counts = counts.with_columns(n=pl.col("met") + pl.col("missed"))
    low, high = wilson(pl.col("met"), pl.col("n"))
    could_have = pl.col("n") + pl.col("insufficient")
    return counts.with_columns(
        rate=pl.when(pl.col("n") > 0).then(pl.col("met") / pl.col("n")),
        low=low,
        high=high,
        coverage=pl.when(could_have > 0).then(pl.col("n") / could_have),
    )


def standing(policy: Policy, target: pl.Expr | float) -> pl.Expr:
    """`Standing` of each row of rates: a colour only from n = 30 on and where the whole interval lies on one side.

    The interval is taken as it is written, in whole percents: "89 to 92" is not off a target of 92%.
    """
    enough = pl.col("n") >= policy.enough_for_colour
    low, high = pl.col("low").round(2), pl.col("high").round(2)
    return (
        pl.when(pl.col("n") < policy.few)
        .then(pl.lit(Standing.FEW.value))
        .when(enough & (high < target))
        .then(pl.lit(Standing.BELOW.value))
        .when(enough & (low > target))
        .then(pl.lit(Standing.ABOVE.value))
        .otherwise(pl.lit(Standing.UNCLEAR.value))
    )


def surely(rates: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """`rates` (RATE_SCHEMA and `target`) with `p_value` and `standing`, a colour only where it survives the company.

    Beside the whole interval (`standing`), the difference from the target must be one after a false-discovery control
    over all rows with n = 30 or more, which are tested together: of many, some lie outside by chance alone.
    """
    counted = rates.with_row_index("place")
    enough = counted.filter(pl.col("n") >= policy.enough_for_colour)
    p_values = [binomial_p_value(met, n, target) for met, n, target in enough.select("met", "n", "target").iter_rows()]
    adjusted = enough.select("place", p_value=pl.Series(benjamini_hochberg(p_values), dtype=pl.Float64))
    survives = (pl.col("p_value") <= FALSE_DISCOVERIES).fill_null(False)
    alone = standing(policy, pl.col("target"))
    by_chance = alone.is_in([Standing.ABOVE.value, Standing.BELOW.value]) & ~survives
    return (
        counted.join(adjusted, on="place", how="left", maintain_order="left")
        .with_columns(standing=pl.when(by_chance).then(pl.lit(Standing.UNCLEAR.value)).otherwise(alone))
        .drop("place")
    )


def by_week(rows: pl.DataFrame, choice: Choice, *by: str) -> pl.DataFrame:
    """`counted` per week of the chosen period; weeks of seven days, the last one ending with the period."""
    first = choice.to_day - pl.duration(
        days=(pl.lit(choice.to_day) - pl.col("day")).dt.total_days() // DAYS_OF_A_WEEK * DAYS_OF_A_WEEK
        + (DAYS_OF_A_WEEK - 1)
    )
    in_period = rows.filter(pl.col("day").is_between(choice.from_day, choice.to_day))
    return counted(in_period.with_columns(week=first.cast(pl.Date)), *by, "week")


def movement(
    rows: pl.DataFrame, choice: Choice, keys: list[str], policy: Policy, weeks_shown: int = SHOWN_WEEKS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How each of `keys` moved: (MOVEMENT_SCHEMA in the order of `keys`, WEEK_SCHEMA of the last `weeks_shown` weeks).

    `rows` are totals of every day with a column `key`. The limits come from the weeks before the period (Laney p'), so
    a period cannot widen the limits that it is measured by.
    """
    order = pl.DataFrame({"key": keys}, schema={"key": pl.String()})
    normals = _normals(rows, choice, policy)
    now = _of_period(rows, choice, order)
    before = _of_period(rows, choice.before(), order).select("key", before_met="met", before_n="n", before_rate="rate")
    moved = now.join(before, on="key", how="left", maintain_order="left").with_columns(
        change=pl.col("rate") - pl.col("before_rate")
    )
    judged = signals(moved, normals, policy)
    weeks = by_week(rows, choice.last_weeks(weeks_shown), "key")
    return judged.select(MOVEMENT_SCHEMA.keys()), _with_limits(weeks, normals).select(WEEK_SCHEMA.keys())


def _of_period(rows: pl.DataFrame, choice: Choice, order: pl.DataFrame) -> pl.DataFrame:
    in_period = rows.filter(pl.col("day").is_between(choice.from_day, choice.to_day))
    found = in_period.group_by("key").agg(pl.col(COUNTS).sum())
    return with_rates(order.join(found, on="key", how="left", maintain_order="left"))


def _normals(rows: pl.DataFrame, choice: Choice, policy: Policy) -> dict[str, Normal]:
    weeks = by_week(rows, choice.weeks_before(policy.control_weeks), "key")
    found = {
        str(key): normal_of(of_key["met"].to_list(), of_key["n"].to_list())
        for (key,), of_key in weeks.sort("key", "week").group_by("key", maintain_order=True)
    }
    return {key: normal for key, normal in found.items() if normal is not None}


def _with_limits(rates: pl.DataFrame, normals: dict[str, Normal]) -> pl.DataFrame:
    limits = [
        normals[key].limits(n) if n and key in normals else (None, None)
        for key, n in rates.select("key", "n").iter_rows()
    ]
    low_high = pl.DataFrame(limits, schema={"normal_low": pl.Float64(), "normal_high": pl.Float64()}, orient="row")
    return rates.hstack(low_high)


def signals(moved: pl.DataFrame, normals: dict[str, Normal], policy: Policy) -> pl.DataFrame:
    """What may be called a change (MOVEMENT_SCHEMA), for rates by `key` with before_met, before_n and change.

    Below n = 30 nothing is: as with colours (`standing`), such a rate is shown and not judged.
    `normals`: what is normal for a key, where enough weeks tell it. The changes of all rows are tested together.
    """
    enough = (pl.col("n") >= policy.enough_for_colour) & (pl.col("before_n") >= policy.enough_for_colour)
    tested = moved.with_row_index("place").filter(enough)
    p_values = benjamini_hochberg(
        [
            change_p_value(met, n, before_met, before_n, normals[key].spread if key in normals else 1.0)
            for key, met, n, before_met, before_n in tested.select(
                "key", "met", "n", "before_met", "before_n"
            ).iter_rows()
        ]
    )
    adjusted = tested.select("key").with_columns(p_value=pl.Series(p_values, dtype=pl.Float64))
    limited = _with_limits(moved.join(adjusted, on="key", how="left", maintain_order="left"), normals)
    countable = pl.col("n") >= policy.enough_for_colour
    outside = countable & ((pl.col("rate") < pl.col("normal_low")) | (pl.col("rate") > pl.col("normal_high")))
    changed = (pl.col("p_value") <= FALSE_DISCOVERIES).fill_null(False)
    rose = (
        pl.when(outside.fill_null(False)).then(pl.col("rate") > pl.col("normal_high")).otherwise(pl.col("change") > 0)
    )
    can_tell = countable & (pl.col("normal_low").is_not_null() | pl.col("p_value").is_not_null())
    return limited.with_columns(
        signal_by=pl.when(outside.fill_null(False)).then(pl.lit("limits")).when(changed).then(pl.lit("change"))
    ).with_columns(
        signal=pl.when(~can_tell.fill_null(False))
        .then(pl.lit(Signal.UNKNOWN.value))
        .when(pl.col("signal_by").is_null())
        .then(pl.lit(Signal.NORMAL.value))
        .when(rose)
        .then(pl.lit(Signal.ABOVE.value))
        .otherwise(pl.lit(Signal.BELOW.value))
    )
