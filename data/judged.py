"""Where verdicts, commitments and the daily totals live: replaced customer by customer, in one transaction.

The totals are adjusted by the difference, so that replacing one customer costs what that customer costs; judging
everything anew gives the same tables to the last row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, and_, bindparam, delete, select, text

from data import reviews, schema
from data.store import Store

TOTALS_KEY = ("day", "practice", "agent_id", "channel", "reason_of_contact")
COUNTS = ("met", "missed", "pending", "insufficient")
TOTALS_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(),
    "practice": pl.String(),
    "agent_id": pl.String(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    **dict.fromkeys(COUNTS, pl.Int64()),
}
"""Daily totals: one row a day, practice, agent, channel and reason ('' where unknown), the verdicts counted."""


@contextmanager
def judging(store: Store) -> Iterator[Connection]:
    """One transaction in which nobody else can mark a customer as touched, so that no mark is lost."""
    with store.write() as connection:
        if not store.is_sqlite:  # SQLite has one writer at a time as it is
            connection.execute(text("LOCK TABLE touched_customers IN EXCLUSIVE MODE"))
        yield connection


def replace(
    store: Store,
    connection: Connection,
    customer_keys: Sequence[str],
    verdicts: pl.DataFrame,
    commitments: pl.DataFrame,
    again: pl.DataFrame,
) -> None:
    """Put these verdicts and commitments in place of all that these customers had, and adjust the daily totals.

    `verdicts` are the rules'; what people said of them is laid over them on the way in, so that no judging undoes it.
    `again` (customer_key, at) says when time alone will change something for a customer.
    """
    mine = store.among(schema.verdicts.c.customer_key, customer_keys)
    before = totals_of_rows(
        store.read(
            select(*(schema.verdicts.c[name] for name in (*TOTALS_KEY, "verdict"))).where(mine),
            {"day": pl.Date(), **dict.fromkeys((*TOTALS_KEY[1:], "verdict"), pl.String())},
            connection=connection,
        )
    )
    counted = reviews.laid_over(store, connection, verdicts)
    connection.execute(delete(schema.verdicts).where(mine))
    connection.execute(delete(schema.commitments).where(store.among(schema.commitments.c.customer_key, customer_keys)))
    connection.execute(delete(schema.judge_again).where(store.among(schema.judge_again.c.customer_key, customer_keys)))
    store.insert(connection, schema.judge_again, again)
    store.insert(connection, schema.verdicts, counted)
    store.insert(connection, schema.commitments, commitments)
    adjust_totals(store, connection, before, totals_of_rows(counted))
    store.untouch(connection, customer_keys)


def totals_of_rows(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdict rows counted by day, practice, agent, channel and reason: TOTALS_SCHEMA, sorted by the key.

    What a person said not to apply counts nowhere.
    """
    return (
        verdicts.filter(pl.col("verdict").is_in(COUNTS))
        .with_columns(pl.col(TOTALS_KEY[2:]).fill_null(""))
        .group_by(TOTALS_KEY)
        .agg((pl.col("verdict") == name).sum().cast(pl.Int64).alias(name) for name in COUNTS)
        .sort(TOTALS_KEY)
    )


def adjust_totals(store: Store, connection: Connection, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Take `before` out of the daily totals and put `after` in (both TOTALS_SCHEMA)."""
    change = (
        pl.concat([after, before.with_columns(-pl.col(COUNTS))])
        .group_by(TOTALS_KEY)
        .agg(pl.col(COUNTS).sum())
        .filter(pl.any_horizontal(pl.col(COUNTS) != 0))
    )
    if change.is_empty():
        return
    totals = schema.daily_compliance
    days = change["day"].unique().to_list()
    there = store.read(
        select(*(totals.c[name] for name in TOTALS_SCHEMA)).where(totals.c.day.in_(days)),
        TOTALS_SCHEMA,
        connection=connection,
    ).join(change.select(TOTALS_KEY), on=TOTALS_KEY, how="semi")
    new = (
        pl.concat([there, change.select(list(TOTALS_SCHEMA))])
        .group_by(TOTALS_KEY)
        .agg(pl.col(COUNTS).sum())
        .filter(pl.any_horizontal(pl.col(COUNTS) != 0))
    )
    if not there.is_empty():
        same = and_(*(totals.c[name] == bindparam(f"its_{name}") for name in TOTALS_KEY))
        rows = there.select(pl.col(TOTALS_KEY).name.prefix("its_")).to_dicts()
        connection.execute(delete(totals).where(same), rows)
    store.insert(connection, totals, new)


def waiting(store: Store, as_of: datetime) -> list[str]:
    """Keys of customers for whom time alone has changed something by the aware moment `as_of`."""
    again = schema.judge_again
    with store.engine.connect() as connection:
        return sorted(connection.scalars(select(again.c.customer_key).where(again.c.at <= as_of)))


def read_totals(store: Store, since: datetime | None = None) -> pl.DataFrame:
    """The daily totals, from the day of `since` on (None: all): TOTALS_SCHEMA, sorted by the key."""
    totals = schema.daily_compliance
    statement = select(*(totals.c[name] for name in TOTALS_SCHEMA))
    if since is not None:
        statement = statement.where(totals.c.day >= since.date())
    return store.read(statement, TOTALS_SCHEMA).sort(TOTALS_KEY)
