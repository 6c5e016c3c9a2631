"""Contests of verdicts: what agents say against them, how they were answered, and who may answer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import ColumnElement, and_, func, select

from data import schema
from data.decisions.contests import hindrance
from data.people import Viewer
from data.records import TIME
from data.reviews import KEY, counts
from data.store import Store
from queries.masking import mask
from queries.scope import of_agents
from queries.units import named

CONTEST_SCHEMA: dict[str, pl.DataType] = {
    "contest_id": pl.Int64(),
    **dict.fromkeys((*KEY, "agent_id", "agent", "team", "contact_id", "os_id"), pl.String()),
    **dict.fromkeys(("customer", "protocol", "verdict", "said", "recorder"), pl.String()),
    "recorded_at": TIME,
    **dict.fromkeys(("answer", "because", "new_verdict", "answerer"), pl.String()),
    "answered_at": TIME,
    "at": TIME,
    **dict.fromkeys(("counts", "rule_verdict", "evidence", "reason", "detail", "hindrance"), pl.String()),
    "review": pl.Int64(),
}
"""One contest a row: the open ones first, who has waited longest on top; then the answered, the newest first.

verdict      what counted when it was contested
said         why, in the agent's words, masked; `recorder` wrote it down
answer       accepted or refused, with `because` (masked) by `answerer`; null while it is open
counts       the verdict that counts now, with the rule's `evidence`, `reason`, `detail`, and `at` when it was; all null
             where the rule gives none any more
hindrance    why the viewer may not answer (`data.decisions.contests.hindrance`); null where they may
review       the latest review of the verdict, null where there is none: what who answers has seen
"""


def contests(
    store: Store,
    viewer: Viewer,
    agents: pl.DataFrame,
    agent_id: str | None = None,
    unit_ids: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The contests (CONTEST_SCHEMA) that `viewer` may see: of an agent, of verdicts on these units, or all.

    `agents` as in `queries.totals.AGENT_SCHEMA`.
    """
    table = schema.contests.c
    conditions: list[ColumnElement[bool]] = [of_agents(store, table.agent_id, agents, viewer)]
    if agent_id is not None:
        conditions.append(table.agent_id == agent_id)
    if unit_ids is not None:
        conditions.append(store.among(table.unit_id, sorted(set(unit_ids))))
    found = named(store, _stored(store, conditions), agents)
    hindrances = [
        hindrance(viewer, recorded_by, whose_word) for recorded_by, whose_word in found.select(_WHO).iter_rows()
    ]
    masked = {
        name: pl.Series([None if text is None else mask(text) for text in found[name]], dtype=pl.String)
        for name in ("said", "because")
    }
    return (
        found.with_columns(**masked, hindrance=pl.Series(hindrances, dtype=pl.String))
        .with_columns(
            answered=pl.col("answer").is_not_null(),
            turn=pl.when(pl.col("answer").is_null()).then("contest_id").otherwise(-pl.col("contest_id")),
        )
        .sort("answered", "turn")
        .select(CONTEST_SCHEMA.keys())
    )


_WHO = ("recorded_by", "whose_word")


def _stored(store: Store, conditions: Sequence[ColumnElement[bool]]) -> pl.DataFrame:
    table, verdicts, reviews = schema.contests, schema.verdicts, schema.verdict_reviews
    recorders, answerers = schema.users.alias("recorders"), schema.users.alias("answerers")
    of_verdict = and_(*(verdicts.c[name] == table.c[name] for name in KEY))
    of_review = and_(*(reviews.c[name] == table.c[name] for name in KEY))
    same = (*KEY, "agent_id", "contact_id", "os_id", "verdict", "recorded_at", "answer", "new_verdict", "answered_at")
    statement = (
        select(
            table.c.id.label("contest_id"),
            *(table.c[name] for name in (*same, "customer_key", "recorded_by")),
            table.c.reason.label("said"),
            table.c.answer_reason.label("because"),
            func.coalesce(recorders.c.name, table.c.recorded_by).label("recorder"),
            func.coalesce(answerers.c.name, table.c.answered_by).label("answerer"),
            verdicts.c.verdict.label("counts"),
            *(verdicts.c[name] for name in ("at", "rule_verdict", "evidence", "reason", "detail")),
            select(func.max(reviews.c.id)).where(of_review).scalar_subquery().label("review"),
            select(reviews.c.reviewed_by).where(of_review, counts()).scalar_subquery().label("whose_word"),
        )
        .select_from(table)
        .join(verdicts, of_verdict, isouter=True)
        .join(recorders, recorders.c.username == table.c.recorded_by, isouter=True)
        .join(answerers, answerers.c.username == table.c.answered_by, isouter=True)
        .where(*conditions)
    )
    left_out = ("agent", "team", "customer", "protocol", "hindrance")
    wire = {name: dtype for name, dtype in CONTEST_SCHEMA.items() if name not in left_out}
    return store.read(statement, {**wire, **dict.fromkeys(("customer_key", *_WHO), pl.String())})
