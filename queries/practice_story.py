"""One practice: how it stands and moved, week by week, and where: by team, by channel, by reason of contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from data.people import Viewer
from practices.policy import Policy
from queries import weekly
from queries.choice import Choice
from queries.compliance import RATE_SCHEMA, counted, surely
from queries.totals import visible, within

SHOWN_WEEKS = 12
GROUPS = ("team", "channel", "reason")

PLACE_SCHEMA: dict[str, pl.DataType] = {
    "group": pl.String(),
    "value": pl.String(),
    **RATE_SCHEMA,
    "target": pl.Float64(),
    "p_value": pl.Float64(),
    "standing": pl.String(),
}
"""One team, channel or reason a row, by GROUPS, those with most cases first; `value` is null, and last, where the
records name none. `standing` beside the target, `p_value` adjusted for all rows (`queries.compliance.surely`)."""


@dataclass(frozen=True)
class PracticeStory:
    """`now`: the practice's row of PRACTICE_SCHEMA; `weeks` (WEEK_SCHEMA), in order; `places` (PLACE_SCHEMA)."""

    now: dict[str, Any]
    weeks: pl.DataFrame
    places: pl.DataFrame


def practice_story(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, practice: str, policy: Policy
) -> PracticeStory:
    """The practice in the chosen period, as the weekly review judges it, for what `viewer` may see.

    What moved is told for all practices together, so that this screen calls a change whatever the review does.
    """
    moved, weeks = weekly.practices(totals, viewer, choice, policy, SHOWN_WEEKS)
    return PracticeStory(
        moved.row(by_predicate=pl.col("key") == practice, named=True),
        weeks.filter(pl.col("key") == practice).sort("week"),
        places(totals, viewer, choice, practice, policy),
    )


def places(totals: pl.DataFrame, viewer: Viewer, choice: Choice, practice: str, policy: Policy) -> pl.DataFrame:
    """The practice by team, by channel and by reason (PLACE_SCHEMA), where anything was judged or could not be."""
    rows = within(visible(totals, viewer, choice, choice.from_day), choice).filter(pl.col("practice") == practice)
    found = [
        counted(rows.with_columns(group=pl.lit(group), value=pl.col(group).replace("", None)), "group", "value")
        for group in GROUPS
    ]
    beside = pl.concat(found).with_columns(target=pl.lit(policy.target(practice), dtype=pl.Float64))
    return (
        surely(beside, policy)
        .select(PLACE_SCHEMA.keys())
        .sort(
            pl.col("group").cast(pl.Enum(GROUPS)),
            pl.col("value").is_null(),
            pl.col("n"),
            pl.col("value"),
            descending=[False, False, True, False],
        )
    )
