"""Service orders that are open, by age: now, and at the end of each month."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from queries.kpi_facts import Facts
from queries.kpis import KPI_SCHEMA, ROWS_SCHEMA, reached

BANDS: dict[str, tuple[int, int | None]] = {
    "0-1": (0, 1),
    "2-3": (2, 3),
    "4-7": (4, 7),
    "8-15": (8, 15),
    "16+": (16, None),
}
"""Bands of age: the first and the last whole day since an OS was opened."""
ALL = "backlog"
"""The key of all bands together; a band's own is `backlog:0-1`."""


def backlog(facts: Facts, as_of: date) -> pl.DataFrame:
    """Open orders by age in days: band, count; every band, in order."""
    counted = _still_open(facts, as_of).group_by("band").agg(count=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"band": list(BANDS)})
        .join(counted, on="band", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
    )


def backlog_by_month(
    facts: Facts, months: list[date], as_of: date, on_record: tuple[date, date] | None
) -> pl.DataFrame:
    """How many orders were open at the end of each month, or on `as_of` where it is not over (KPI_SCHEMA).

    kpi is ALL or a band's key; null in months that no record reaches. An order counts until the first day that ends it;
    one that is over without a day on record cannot be placed in time, and is left out.
    """
    parts = [_at_month_end(facts["orders"], month, as_of) for month in months]
    table = pl.concat(parts) if parts else pl.DataFrame(schema=KPI_SCHEMA)
    return table.with_columns(value=pl.when(reached(on_record) & (pl.col("month") <= as_of)).then(pl.col("value")))


def open_orders(facts: Facts, as_of: date, band: str) -> pl.DataFrame:
    """The open orders of one band of age (ROWS_SCHEMA; `counted` is the age in days), the oldest first."""
    of_band = _still_open(facts, as_of).filter(pl.col("band") == band)
    return of_band.select(pl.col(name).cast(dtype) for name, dtype in ROWS_SCHEMA.items()).sort("day", "os_id")


def _still_open(facts: Facts, as_of: date) -> pl.DataFrame:
    return _aged(facts["orders"].filter(pl.col("is_open")), as_of)


def _aged(orders: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`orders` with `counted`, their age in days, and `band`."""
    age = (pl.lit(as_of) - pl.col("day")).dt.total_days()
    band: pl.Expr = pl.lit(next(iter(BANDS)))
    for name, (first, _) in BANDS.items():
        band = pl.when(age >= first).then(pl.lit(name)).otherwise(band)
    return orders.with_columns(band=band, counted=age)


def _at_month_end(orders: pl.DataFrame, month: date, as_of: date) -> pl.DataFrame:
    end = min(as_of, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    was_open = (pl.col("ended_on") > end).fill_null(pl.col("is_open"))
    there = _aged(orders.filter((pl.col("day") <= end) & was_open), end)
    counts = [(ALL, there.height)]
    counts += [(f"{ALL}:{band}", there.filter(pl.col("band") == band).height) for band in BANDS]
    rows = [(kpi, month, float(count), count, None, None) for kpi, count in counts]
    return pl.DataFrame(rows, schema=KPI_SCHEMA, orient="row")
