"""What people said of verdicts: which word counts, and how it is laid over what the rules find.

Every review is kept (`verdict_reviews`); the latest on a verdict counts, unless it takes the earlier ones back
(WITHDRAWN), or a return was registered after it: then the rule's verdict counts again. A review needs a verdict to lie
on: where the rule gives none any more, it stays on record and counts nowhere. Reviews are written by `data.decisions`.
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from data import schema
from data.records import TIME
from data.store import Store

CHOICES = ("met", "missed", "insufficient", "inapplicable")
"""What a person may say of a unit; 'inapplicable' counts nowhere."""
WITHDRAWN = "withdrawn"
"""Stands in place of a verdict where a person took back what people had said: the rule's counts again."""
KEY = ("unit", "unit_id", "practice")
COUNTING_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys((*KEY, "verdict", "reason", "reviewed_by"), pl.String()),
    "reviewed_at": TIME,
}
"""One review that counts a row, at the most one a verdict; `reviewed_by` a username."""


def counts() -> ColumnElement[bool]:
    """Whether a row of `verdict_reviews` is the word that counts."""
    reviews, returns = schema.verdict_reviews, schema.returns
    newest = select(func.max(reviews.c.id)).group_by(*(reviews.c[name] for name in KEY))
    returned_since = exists().where(
        reviews.c.unit == "commitment",
        returns.c.commitment_id == reviews.c.unit_id,
        returns.c.registered_at >= reviews.c.reviewed_at,
    )
    return and_(reviews.c.id.in_(newest), reviews.c.verdict != WITHDRAWN, ~returned_since)


def counting() -> Select[tuple[object, ...]]:
    """The reviews that count (COUNTING_SCHEMA)."""
    return select(*(schema.verdict_reviews.c[name] for name in COUNTING_SCHEMA)).where(counts())


def laid_over(store: Store, connection: Connection, verdicts: pl.DataFrame) -> pl.DataFrame:
    """The rules' `verdicts` with what people said in place of them: `verdict` is what counts.

    `rule_verdict` is what the rule said where a person said otherwise, null elsewhere.
    """
    of_units = store.among(schema.verdict_reviews.c.unit_id, verdicts["unit_id"].unique().to_list())
    found = store.read(counting().where(of_units), COUNTING_SCHEMA, connection=connection)
    said = pl.col("said")
    otherwise = said.is_not_null() & (said != pl.col("verdict"))
    return (
        verdicts.join(found.select(*KEY, said="verdict"), on=KEY, how="left", maintain_order="left")
        .with_columns(
            rule_verdict=pl.when(otherwise).then("verdict"),
            verdict=pl.when(otherwise).then(said).otherwise("verdict"),
        )
        .drop("said")
    )
