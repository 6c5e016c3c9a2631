"""What was promised to customers, until when, and whether they heard back."""

from __future__ import annotations

import polars as pl

from data.records import TIME
from practices.signals.world import World

COMMITMENT_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "customer_key": pl.String(),
    "kind": pl.String(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "returned_at": TIME,
    "state": pl.String(),
}


def commitments_of(world: World) -> pl.DataFrame:
    """Every commitment, times local; columns of COMMITMENT_SCHEMA and `evidence_made`, `evidence_returned` (lists)."""
    local = {name: pl.Datetime("us") if dtype == TIME else dtype for name, dtype in COMMITMENT_SCHEMA.items()}
    extra = {"evidence_made": pl.List(pl.String), "evidence_returned": pl.List(pl.String)}
    return pl.DataFrame(schema={**local, **extra})
