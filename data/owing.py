"""Who owes a customer the return now: whoever the commitment fell to, or whoever it was handed over to last.

Hand-overs are written by `data.decisions`; no import and no judging touches them. The verdict stays with the agent it
was attributed to: `commitments.agent_id`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from data import schema

HAND_OVER = "hand_over"


def owner() -> ColumnElement[str]:
    """The agent who owes the return of a row of `commitments` now; null where nobody is on record."""
    steps, commitments = schema.follow_up_steps, schema.commitments
    last = (
        select(steps.c.to_agent_id)
        .where(steps.c.commitment_id == commitments.c.commitment_id, steps.c.kind == HAND_OVER)
        .order_by(steps.c.id.desc())
        .limit(1)
        .correlate(commitments)
        .scalar_subquery()
    )
    return func.coalesce(last, commitments.c.agent_id)
