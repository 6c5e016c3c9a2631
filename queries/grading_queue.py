"""What is left to grade blind: the samples that were drawn, and the units of one in the order of grading."""

from __future__ import annotations

import polars as pl
from sqlalchemy import and_, func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices import BY_ID
from queries.scope import may_see

SAMPLE_SCHEMA: dict[str, pl.DataType] = {
    "sample_id": pl.Int64(),
    "practice": pl.String(),
    "team": pl.String(),
    "agent_id": pl.String(),
    "from_day": pl.Date(),
    "to_day": pl.Date(),
    "seed": pl.Int64(),
    "judged_in_all": pl.Int64(),
    "unjudged_in_all": pl.Int64(),
    "drawn_by": pl.String(),
    "drawer": pl.String(),
    "drawn_at": TIME,
    "units": pl.Int64(),
    "graded": pl.Int64(),
}
"""One sample a row, newest first: `units` that the viewer may see, and how many of them the viewer has `graded`."""

QUEUE_SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),
    "unit": pl.String(),
    "unit_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "said": pl.String(),
    "remark": pl.String(),
    "evidence": pl.String(),
}
"""The units of a sample in the order of grading, with what the viewer said of each so far (null: nothing)."""


def samples(store: Store, viewer: Viewer, agents: pl.DataFrame) -> pl.DataFrame:
    """The samples that hold anything `viewer` may see (SAMPLE_SCHEMA), newest first."""
    sample, users = schema.grading_samples.c, schema.users.c
    about = {
        name: dtype for name, dtype in SAMPLE_SCHEMA.items() if name not in ("units", "graded", "sample_id", "drawer")
    }
    statement = select(
        sample.id.label("sample_id"),
        *(sample[name] for name in about),
        func.coalesce(users.name, sample.drawn_by).label("drawer"),
    ).join_from(schema.grading_samples, schema.users, users.username == sample.drawn_by, isouter=True)
    drawn = store.read(statement, {"sample_id": pl.Int64(), **about, "drawer": pl.String()})
    counted = (
        _units(store, viewer, agents)
        .group_by("sample_id")
        .agg(units=pl.len().cast(pl.Int64), graded=pl.col("said").count().cast(pl.Int64))
    )
    return (
        drawn.filter(pl.col("practice").is_in(list(BY_ID)))
        .join(counted, on="sample_id")
        .select(SAMPLE_SCHEMA.keys())
        .sort("drawn_at", "sample_id", descending=True)
    )


def queue(store: Store, viewer: Viewer, agents: pl.DataFrame, sample_id: int) -> pl.DataFrame:
    """What `viewer` may grade of one sample, in order (QUEUE_SCHEMA)."""
    return _units(store, viewer, agents, sample_id).select(QUEUE_SCHEMA.keys()).sort("position")


def _units(store: Store, viewer: Viewer, agents: pl.DataFrame, sample_id: int | None = None) -> pl.DataFrame:
    """The units of samples (of one, or of all) that `viewer` may see, with `sample_id` and QUEUE_SCHEMA."""
    unit, grading = schema.grading_sample_units.c, schema.gradings.c
    mine = and_(
        grading.sample_id == unit.sample_id,
        grading.unit_id == unit.unit_id,
        grading.unit == unit.unit,
        grading.graded_by == viewer.username,
    )
    stored = {name: dtype for name, dtype in QUEUE_SCHEMA.items() if name in unit}
    own = {"said": pl.String(), "remark": pl.String(), "evidence": pl.String()}
    statement = select(
        unit.sample_id,
        unit.agent_id,
        *(unit[name] for name in stored),
        grading.verdict.label("said"),
        grading.remark,
        grading.evidence,
    ).join_from(schema.grading_sample_units, schema.gradings, mine, isouter=True)
    if sample_id is not None:
        statement = statement.where(unit.sample_id == sample_id)
    found = store.read(statement, {"sample_id": pl.Int64(), "agent_id": pl.String(), **stored, **own})
    return found.join(agents, on="agent_id", how="left").filter(may_see(viewer))
