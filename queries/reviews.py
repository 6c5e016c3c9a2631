"""What people said of verdicts, told: who said what of which verdict, when and why, and which word counts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import ColumnElement, and_, case, exists, func, select

from data import schema
from data.records import TIME
from data.reviews import KEY, counts
from data.store import Store
from practices.practice import Verdict
from queries.masking import mask

INAPPLICABLE = "inapplicable"
REVIEW_SCHEMA: dict[str, pl.DataType] = {
    "review": pl.Int64(),
    **dict.fromkeys(KEY, pl.String()),
    "rule_verdict": pl.String(),
    "said": pl.String(),
    "because": pl.String(),
    "reviewer": pl.String(),
    "reviewed_at": TIME,
    "counts": pl.Boolean(),
}
"""One word of a person a row, the earliest first.

review        its number
rule_verdict  what the rule said when the person looked
said          a verdict, 'inapplicable', or 'withdrawn': earlier words were taken back
because       in the person's words, masked; may be empty
reviewer      the person's name
counts        this is the word that counts now
"""


def reviews_of(store: Store, unit_ids: Sequence[str], *, clear: bool = False) -> pl.DataFrame:
    """Every review of these units' verdicts (REVIEW_SCHEMA). The caller makes sure that the viewer may see them."""
    reviews, users = schema.verdict_reviews, schema.users
    given = [reviews.c[name] for name in (*KEY, "rule_verdict", "reviewed_at")]
    statement = (
        select(
            *given,
            reviews.c.id.label("review"),
            reviews.c.verdict.label("said"),
            reviews.c.reason.label("because"),
            func.coalesce(users.c.name, reviews.c.reviewed_by).label("reviewer"),
            case((counts(), 1), else_=0).label("counts"),
        )
        .join_from(reviews, users, users.c.username == reviews.c.reviewed_by, isouter=True)
        .where(store.among(reviews.c.unit_id, sorted(set(unit_ids))))
        .order_by(reviews.c.id)
    )
    found = store.read(statement, {**REVIEW_SCHEMA, "counts": pl.Int64()}).cast({"counts": pl.Boolean()})
    keep = sorted(set(unit_ids))
    told = found["because"] if clear else [mask(text, keep) for text in found["because"]]
    return found.with_columns(because=pl.Series(told, dtype=pl.String)).select(REVIEW_SCHEMA.keys())


def settled_by_people() -> ColumnElement[bool]:
    """Whether a row of `commitments` is one of which a person said that nothing is owed: kept, or no commitment."""
    verdicts = schema.verdicts
    return exists().where(_said_otherwise(), verdicts.c.verdict.in_((Verdict.MET.value, INAPPLICABLE)))


def state_by_people() -> ColumnElement[str]:
    """The verdict that a person gave a row of `commitments` in place of the rule's; null where nobody did."""
    return select(schema.verdicts.c.verdict).where(_said_otherwise()).scalar_subquery()


def _said_otherwise() -> ColumnElement[bool]:
    verdicts, commitments = schema.verdicts, schema.commitments
    return and_(
        verdicts.c.unit == "commitment",
        verdicts.c.unit_id == commitments.c.commitment_id,
        verdicts.c.practice == "no_return",
        verdicts.c.rule_verdict.is_not(None),
    )
