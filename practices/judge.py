"""Records + policy + moment -> verdicts and commitments: a pure function, no database, no clock, no Streamlit.

It works on whole customers (promises cross contacts), so any share of the customers can be judged anywhere and the
results put side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from data.records import TIME, Records
from practices import PRACTICES
from practices.commitments import COMMITMENT_SCHEMA, commitments_of
from practices.policy import Policy
from practices.practice import Practice, Unit
from practices.signals import commitment_signals, contact_signals, order_signals, request_signals
from practices.signals.overdue import awaited_visits
from practices.signals.world import World
from practices.weighing import weighed

RULE_VERSION = "6"
VERDICT_SCHEMA: dict[str, pl.DataType] = {
    "customer_key": pl.String(),
    "unit": pl.String(),
    "unit_id": pl.String(),
    "practice": pl.String(),
    "verdict": pl.String(),
    "agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "at": TIME,
    "day": pl.Date(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    "evidence": pl.String(),
    "reason": pl.String(),
    "detail": pl.String(),
    "pending_until": TIME,
    "policy_version": pl.String(),
    "rule_version": pl.String(),
}
"""One verdict a row. `evidence` is space-separated references (see `Practice`); `day` is local; times are UTC."""

ABOUT_UNIT = ("customer_key", "unit_id", "agent_id", "contact_id", "os_id", "at", "channel", "reason_of_contact")
"""What every frame of unit signals carries beside its signals; `at` local."""


@dataclass(frozen=True)
class Judgement:
    """`verdicts` (VERDICT_SCHEMA) and `commitments` (COMMITMENT_SCHEMA), both sorted by their key.

    `again` says when time alone will change something: customer_key, at (UTC); one row a customer at the most.
    """

    verdicts: pl.DataFrame
    commitments: pl.DataFrame
    again: pl.DataFrame


def judge(
    records: Records, policy: Policy, as_of: datetime, moments: Mapping[str, datetime] | None = None
) -> Judgement:
    """All verdicts on `records` at the aware moment `as_of`; of the customers in `moments` at that of their own."""
    world = World.of(records, policy, as_of, moments)
    owed = commitments_of(world)
    by_unit = {
        Unit.CONTACT: weighed(world, contact_signals(world), PRACTICES),
        Unit.SERVICE_ORDER: order_signals(world),
        Unit.INTERNAL_REQUEST: request_signals(world),
        Unit.COMMITMENT: commitment_signals(owed),
    }
    frames = [_verdicts(unit, signals, policy) for unit, signals in by_unit.items()]
    verdicts = pl.concat(frames).sort("unit", "unit_id", "practice")
    return Judgement(
        verdicts,
        _in_utc(owed, policy.time_zone).select(COMMITMENT_SCHEMA.keys()).sort("commitment_id"),
        _again(world, by_unit, verdicts),
    )


def _again(world: World, by_unit: dict[Unit, pl.DataFrame], verdicts: pl.DataFrame) -> pl.DataFrame:
    """When each customer has to be judged again though nothing new comes in: see `Judgement.again`."""
    begins = [by_unit[one.unit].select("customer_key", at=one.applies_from).drop_nulls("at") for one in PRACTICES]
    visits = awaited_visits(world).select(customer_key=pl.col("customer_id").fill_null(""), at="over_at")
    to_come = _in_utc(
        pl.concat([*begins, visits]).filter(pl.col("at") > world.moment("customer_key")), world.policy.time_zone
    )
    pending = verdicts.select("customer_key", at="pending_until").drop_nulls("at")
    return pl.concat([to_come, pending]).group_by("customer_key").agg(pl.col("at").min()).sort("customer_key")


def _verdicts(unit: Unit, signals: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    practices: Iterable[Practice] = [one for one in PRACTICES if one.unit is unit]
    if not practices:
        return pl.DataFrame(schema=VERDICT_SCHEMA)
    judged = signals.select(*ABOUT_UNIT, *(one.judgement() for one in practices))
    long = pl.concat(
        [
            judged.select(*ABOUT_UNIT, practice=pl.lit(one.id), judgement=one.id)
            .unnest("judgement")
            .drop_nulls("verdict")
            for one in practices
        ]
    ).with_columns(
        unit=pl.lit(unit.value),
        day=pl.col("at").dt.date(),
        evidence=pl.col("evidence").list.join(" ").fill_null(""),
        policy_version=pl.lit(policy.version),
        rule_version=pl.lit(RULE_VERSION),
    )
    return _in_utc(long, policy.time_zone).select(pl.col(name).cast(dtype) for name, dtype in VERDICT_SCHEMA.items())


def _in_utc(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    times = [name for name, dtype in frame.schema.items() if dtype == pl.Datetime("us")]
    return frame.with_columns(
        pl.col(times).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    )
