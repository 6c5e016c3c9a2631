"""The weekly review: how the period was, which practices moved, who needs help with what."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.people import Viewer
from practices import PRACTICES
from practices.policy import Policy
from practices.practice import Pillar
from queries.choice import Choice
from queries.compliance import (
    MOVEMENT_SCHEMA,
    RATE_SCHEMA,
    SHOWN_WEEKS,
    TOTAL,
    Signal,
    Standing,
    counted,
    movement,
    standing,
    surely,
)
from queries.statistics import (
    ONE_SIDE_OF_THREE_SIGMA,
    binomial_tails,
    funnel_limits,
)
from queries.totals import visible, within

PILLARS = [TOTAL, *(pillar.value for pillar in Pillar)]
PRACTICE_SCHEMA: dict[str, pl.DataType] = {
    **MOVEMENT_SCHEMA,
    "pillar": pl.String(),
    "target": pl.Float64(),
    "standing": pl.String(),
}
CELL_SCHEMA: dict[str, pl.DataType] = {
    "practice": pl.String(),
    "pillar": pl.String(),
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    **RATE_SCHEMA,
    "target": pl.Float64(),
    "p_value": pl.Float64(),
    "standing": pl.String(),
}
"""One practice and agent a row; `p_value` against the target, adjusted for every cell shown, null where not tested."""

UNSEEN_SCHEMA: dict[str, pl.DataType] = {"channel": pl.String(), "insufficient": pl.Int64()}
"""One channel ('' where unknown) a row: verdicts that the records could not give, the most first."""

FUNNEL_SCHEMA: dict[str, pl.DataType] = {
    "agent_id": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    **RATE_SCHEMA,
    "judged": pl.Boolean(),
    "outside": pl.String(),
}
"""One agent a row; `judged` from n = 30 on; `outside` is 'above' or 'below' what chance explains at that n, null inside
and for whom is not judged."""


@dataclass(frozen=True)
class Funnel:
    """`agents` (FUNNEL_SCHEMA), the common `rate`, and the `band`: n, low, high."""

    agents: pl.DataFrame
    rate: float | None
    band: pl.DataFrame


def pillars(totals: pl.DataFrame, viewer: Viewer, choice: Choice, policy: Policy) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The total and the three pillars: (MOVEMENT_SCHEMA, WEEK_SCHEMA), `key` as in PILLARS."""
    rows = visible(totals, viewer, choice, choice.reach(policy.control_weeks))
    keyed = pl.concat([rows.with_columns(key=pl.lit(TOTAL)), rows.with_columns(key="pillar")])
    return movement(keyed, choice, PILLARS, policy)


def practices(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, policy: Policy, weeks_shown: int = SHOWN_WEEKS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The practices in the guide's order within their pillar: (PRACTICE_SCHEMA, WEEK_SCHEMA), `key` the practice."""
    rows = visible(totals, viewer, choice, choice.reach(policy.control_weeks)).with_columns(key="practice")
    shown = [one for pillar in Pillar for one in PRACTICES if one.pillar is pillar]
    moved, weeks = movement(rows, choice, [one.id for one in shown], policy, weeks_shown)
    about = pl.DataFrame(
        {
            "pillar": [one.pillar.value for one in shown],
            "target": [policy.target(one.id) for one in shown],
        },
        schema={"pillar": pl.String(), "target": pl.Float64()},
    )
    return moved.hstack(about).with_columns(standing=standing(policy, pl.col("target"))), weeks


def unseen(totals: pl.DataFrame, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """What could not be judged in the period for lack of records, by channel (UNSEEN_SCHEMA)."""
    rows = within(visible(totals, viewer, choice, choice.from_day), choice)
    by_channel = rows.group_by("channel").agg(pl.col("insufficient").sum().cast(pl.Int64))
    return by_channel.filter(pl.col("insufficient") > 0).sort("insufficient", "channel", descending=[True, False])


def grid(totals: pl.DataFrame, viewer: Viewer, choice: Choice, policy: Policy) -> pl.DataFrame:
    """Every practice with every agent who has a verdict in the period (CELL_SCHEMA), by pillar, practice, team, name.

    A cell is called above or below the target only where its whole Wilson interval says so (from n = 30 on) and the
    difference is still one after a false-discovery control over every cell that was tested: with a few hundred cells,
    some would lie outside by chance alone.
    """
    rows = within(visible(totals, viewer, choice, choice.from_day), choice).filter(pl.col("agent_id") != "")
    targets = {one.id: policy.target(one.id) for one in PRACTICES}
    cells = counted(rows, "practice", "pillar", "agent_id", "agent", "team").with_columns(
        target=pl.col("practice").replace_strict(targets, default=None, return_dtype=pl.Float64)
    )
    return (
        surely(cells, policy)
        .with_columns(agent=pl.coalesce("agent", "agent_id"))
        .select(CELL_SCHEMA.keys())
        .sort(
            pl.col("practice").cast(
                pl.Enum([one.id for pillar in Pillar for one in PRACTICES if one.pillar is pillar])
            ),
            pl.col("team"),
            pl.col("agent"),
            pl.col("agent_id"),
            nulls_last=True,
        )
    )


def funnel(totals: pl.DataFrame, viewer: Viewer, choice: Choice, practice: str, policy: Policy) -> Funnel:
    """The agents' rates of one practice beside what chance explains around their common rate, exact binomial limits.

    Everybody is part of the common rate; judged are, as in the grid, agents with n = 30 or more.
    """
    rows = within(visible(totals, viewer, choice, choice.from_day), choice).filter(
        (pl.col("agent_id") != "") & (pl.col("practice") == practice)
    )
    found = counted(rows, "agent_id", "agent", "team").filter(pl.col("n") > 0)
    cases, met = int(found["n"].sum()), int(found["met"].sum())
    band_schema = {"n": pl.Int64(), "low": pl.Float64(), "high": pl.Float64()}
    if not cases:
        return Funnel(pl.DataFrame(schema=FUNNEL_SCHEMA), None, pl.DataFrame(schema=band_schema))
    rate = met / cases
    judged = found["n"] >= policy.enough_for_colour
    outside = [
        _outside(one_met, one_n, rate) if enough else None
        for one_met, one_n, enough in zip(found["met"], found["n"], judged, strict=True)
    ]
    most = int(found["n"].max() or 0)  # type: ignore[arg-type]
    counts = sorted({*range(1, min(most, 60) + 1), *range(60, most + 1, max(1, most // 100)), most})
    band = [(n, *funnel_limits(n, rate)) for n in counts]
    return Funnel(
        found.with_columns(
            agent=pl.coalesce("agent", "agent_id"), judged=judged, outside=pl.Series(outside, dtype=pl.String)
        ).select(FUNNEL_SCHEMA.keys()),
        rate,
        pl.DataFrame(band, schema=band_schema, orient="row"),
    )


def _outside(met: int, n: int, rate: float) -> str | None:
    at_most, at_least = binomial_tails(met, n, rate)
    if at_most < ONE_SIDE_OF_THREE_SIGMA:
        return Standing.BELOW.value
    return Standing.ABOVE.value if at_least < ONE_SIDE_OF_THREE_SIGMA else None


# -- what to look at first ----------------------------------------------------------------------------------------


WEEKS_OF_HELP = 4
"""How many weeks up to its end stand for a period that has too few cases to tell who needs help."""


def weeks_of_help(cells: pl.DataFrame, policy: Policy) -> int:
    """How many weeks to look at for who needs help, given the period's cells (CELL_SCHEMA): 0 for the period itself."""
    return 0 if (cells["n"] >= policy.enough_for_colour).any() else WEEKS_OF_HELP


def most_striking(practices: pl.DataFrame, cells: pl.DataFrame, policy: Policy) -> str:
    """The practice (PRACTICE_SCHEMA) whose agents to look at first: one below its normal, else one below its target,
    else the one with most agents clearly below (CELL_SCHEMA), or most missed.

    Before all others come those of which a comparison can say something: two agents or more with cases enough.
    """
    telling = cells.group_by("practice").agg(
        telling=((pl.col("n") >= policy.enough_for_colour).sum() > 1).cast(pl.Int8)
        + ((pl.col("n") >= policy.few).sum() > 1).cast(pl.Int8),
        clear=(pl.col("standing") == Standing.BELOW).sum(),
        missed_by_agents=pl.col("missed").sum(),
    )
    ranked = practices.join(telling, left_on="key", right_on="practice", how="left", maintain_order="left").sort(
        pl.col("telling").fill_null(0),
        pl.col("signal") == Signal.BELOW,
        pl.col("standing") == Standing.BELOW,
        pl.col("clear").fill_null(0),
        pl.col("missed_by_agents").fill_null(0),
        descending=True,
        maintain_order=True,
    )
    return str(ranked["key"][0])
