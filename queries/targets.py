"""The targets that hold: in each month, for a measure and a team, the house's where the team has none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices.policy import Policy
from queries.choice import Choice
from queries.compliance import standing

TARGET_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "measure": pl.String(),
    "team": pl.String(),
    "from_month": pl.Date(),
    "value": pl.Float64(),
    "setter": pl.String(),
    "set_at": TIME,
}
"""One target that was set a row, the latest set last. `team` null: of the house; `value` in the measure's unit (shares
from 0 to 1, times in seconds), null: none from then on; `setter` is the person's name."""

HOLDING_SCHEMA: dict[str, pl.DataType] = {
    "measure": pl.String(),
    "month": pl.Date(),
    "target": pl.Float64(),
    "own": pl.Boolean(),
}
"""One measure and month in which a target holds a row; `own`: of whom it was asked for, not the house's as fallback."""


def read_targets(store: Store) -> pl.DataFrame:
    """Every target that was ever set (TARGET_SCHEMA): to be cut by `visible`."""
    table, users = schema.targets, schema.users
    statement = (
        select(
            *(table.c[name] for name in ("id", "measure", "team", "from_month", "value", "set_at")),
            func.coalesce(users.c.name, table.c.set_by).label("setter"),
        )
        .join_from(table, users, users.c.username == table.c.set_by, isouter=True)
        .order_by(table.c.id)
    )
    return store.read(statement, TARGET_SCHEMA)


def visible(targets: pl.DataFrame, viewer: Viewer) -> pl.DataFrame:
    """The house's targets, and those of the teams that `viewer` may see."""
    if viewer.sees_all_teams:
        return targets
    return targets.filter(pl.col("team").is_null() | pl.col("team").is_in(list(viewer.teams)))


def team_of(viewer: Viewer, choice: Choice) -> str | None:
    """Whose targets measure a screen: the chosen team's, else the viewer's only team's, else the house's (None)."""
    if choice.team is None and not viewer.sees_all_teams and len(viewer.teams) == 1:
        return viewer.teams[0]
    return choice.team


def holding(targets: pl.DataFrame, team: str | None, months: Sequence[date]) -> pl.DataFrame:
    """The target of every measure that holds in each of `months` for `team`, the house's as fallback (HOLDING_SCHEMA).

    Of one measure, team and month the latest that was set counts; it holds until the next month that has one.
    """
    rows = []
    for measure in targets["measure"].unique().sort():
        of_measure = targets.filter(pl.col("measure") == measure)
        own, house = (_by_month(of_measure, one) for one in (team, None))
        for month in months:
            mine = _in(own, month) if team is not None else None
            target = mine if mine is not None else _in(house, month)
            if target is not None:
                rows.append((measure, month, target, team is None or mine is not None))
    return pl.DataFrame(rows, schema=HOLDING_SCHEMA, orient="row")


def beside(shown: pl.DataFrame, held: pl.DataFrame, month: date, policy: Policy) -> pl.DataFrame:
    """`shown` (`queries.kpis.KPI_SCHEMA`) with `target` and `standing` beside what `held` (HOLDING_SCHEMA) for `month`.

    `standing` (`queries.compliance.Standing`) is of shares; null without a target, and for what has no interval.
    """
    of_month = held.filter(pl.col("month") == month).select("target", kpi="measure")
    judged = pl.when(pl.col("target").is_not_null() & pl.col("low").is_not_null()).then(
        standing(policy, pl.col("target"))
    )
    return shown.join(of_month, on="kpi", how="left", maintain_order="left").with_columns(standing=judged)


def _by_month(of_measure: pl.DataFrame, team: str | None) -> dict[date, float | None]:
    """The latest value that was set for each month, by month."""
    rows = of_measure.filter(pl.col("team").eq_missing(team)).sort("id").select("from_month", "value").rows()
    return dict(sorted(dict(rows).items()))


def _in(by_month: dict[date, float | None], month: date) -> float | None:
    held = [value for first, value in by_month.items() if first <= month]
    return held[-1] if held else None
