"""One agent beside the colleagues of the same team: practice by practice, week by week, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.people import Viewer
from practices import PRACTICES
from practices.policy import Policy
from practices.practice import Pillar
from queries.choice import Choice
from queries.compliance import COUNTS, RATE_SCHEMA, Standing, by_week, counted, movement, with_rates
from queries.statistics import FALSE_DISCOVERIES, benjamini_hochberg, difference_interval, fisher_p_value
from queries.totals import visible, within

TREND_WEEKS = 12
PRACTICES_TO_NAME = 2
"""How many strengths and how many practices to work on are named: a talk holds no more."""

SCORE_SCHEMA: dict[str, pl.DataType] = {
    "practice": pl.String(),
    "pillar": pl.String(),
    **RATE_SCHEMA,
    "team_n": pl.Int64(),
    "team_rate": pl.Float64(),
    "gap": pl.Float64(),
    "gap_low": pl.Float64(),
    "gap_high": pl.Float64(),
    "p_value": pl.Float64(),
    "standing": pl.String(),
    "weight": pl.Float64(),
}
"""One practice a row, by pillar in the guide's order. `team_*` are the colleagues, the agent left out. `gap` is the
agent's rate less theirs, with its 95% interval; `p_value` from Fisher's exact test, adjusted for all practices tested;
`standing` (`Standing`) beside the colleagues; `weight`: how many more units were met than at the colleagues' rate."""

BESIDE_TEAM_SCHEMA: dict[str, pl.DataType] = {"agent_id": pl.String(), **SCORE_SCHEMA}
"""Scorecards of several agents, one agent and practice a row; a practice that an agent has no unit of is left out."""

TREND_SCHEMA: dict[str, pl.DataType] = {
    "week": pl.Date(),
    "met": pl.Int64(),
    "n": pl.Int64(),
    "rate": pl.Float64(),
    "normal_low": pl.Float64(),
    "normal_high": pl.Float64(),
    "team_rate": pl.Float64(),
}
"""One week a row; limits are the agent's own (Laney p'); `team_rate` is the colleagues' at the agent's mixture."""


@dataclass(frozen=True)
class Overview:
    """The agent's period in one line; `team_rate` is the colleagues' rate at the agent's mixture of practices."""

    met: int
    n: int
    rate: float | None
    low: float | None
    high: float | None
    coverage: float | None
    team_rate: float | None


def scorecard(totals: pl.DataFrame, viewer: Viewer, choice: Choice, agent_id: str, policy: Policy) -> pl.DataFrame:
    """Every practice, the agent beside the colleagues (SCORE_SCHEMA); all null or zero for an agent out of scope.

    Above or below only where the agent has n = 30 or more, and the difference survives a false-discovery control over
    the practices tested.
    """
    mine, theirs = agent_and_colleagues(totals, viewer, choice, agent_id, choice.from_day)
    order = pl.DataFrame(
        [(one.id, one.pillar.value) for pillar in Pillar for one in PRACTICES if one.pillar is pillar],
        schema={"practice": pl.String(), "pillar": pl.String()},
        orient="row",
    )
    own = with_rates(
        order.join(
            within(mine, choice).group_by("practice").agg(pl.col(COUNTS).sum()),
            on="practice",
            how="left",
            maintain_order="left",
        )
    )
    team = counted(within(theirs, choice), "practice").select("practice", team_met="met", team_n="n", team_rate="rate")
    beside = own.join(team, on="practice", how="left", maintain_order="left").with_columns(
        pl.col("team_met", "team_n").fill_null(0)
    )
    return _compared(beside, policy).select(SCORE_SCHEMA.keys())


def beside_team(totals: pl.DataFrame, viewer: Viewer, choice: Choice, policy: Policy) -> pl.DataFrame:
    """Everybody's scorecard at once (BESIDE_TEAM_SCHEMA): every row as `scorecard` has it for that agent."""
    rows = within(visible(totals, viewer, choice, choice.from_day), choice).filter(pl.col("agent_id") != "")
    own = with_rates(
        rows.group_by("agent_id", "team", "practice", "pillar", maintain_order=True).agg(pl.col(COUNTS).sum())
    )
    met_and_n = {"all_met": pl.col("met").sum(), "all_n": pl.col("n").sum()}
    of_team = own.group_by("team", "practice").agg(**met_and_n)
    of_all = own.group_by("practice").agg(**met_and_n)
    has_team = pl.col("team").is_not_null()
    beside = pl.concat(
        [
            own.filter(has_team).join(of_team, on=["team", "practice"], how="left", maintain_order="left"),
            own.filter(~has_team).join(of_all, on="practice", how="left", maintain_order="left"),
        ]
    ).with_columns(team_met=pl.col("all_met") - pl.col("met"), team_n=pl.col("all_n") - pl.col("n"))
    beside = beside.with_columns(team_rate=pl.when(pl.col("team_n") > 0).then(pl.col("team_met") / pl.col("team_n")))
    cards = [_compared(one, policy) for one in beside.partition_by("agent_id", maintain_order=True)]
    if not cards:
        return pl.DataFrame(schema=BESIDE_TEAM_SCHEMA)
    return pl.concat(cards).select(BESIDE_TEAM_SCHEMA.keys())


def overview(card: pl.DataFrame) -> Overview:
    """The scorecard in one line."""
    counts = card.select(pl.col(COUNTS).sum())
    rates = with_rates(counts).row(0, named=True)
    known = card.filter((pl.col("n") > 0) & pl.col("team_rate").is_not_null())
    cases = int(known["n"].sum())
    expected = float((known["n"] * known["team_rate"]).sum())
    return Overview(
        **{name: rates[name] for name in ("met", "n", "rate", "low", "high", "coverage")},
        team_rate=expected / cases if cases else None,
    )


def strengths(card: pl.DataFrame) -> pl.DataFrame:
    """Up to two practices clearly above the colleagues, those that weigh most first."""
    return card.filter(pl.col("standing") == Standing.ABOVE.value).sort("weight", descending=True)[:PRACTICES_TO_NAME]


def to_work_on(card: pl.DataFrame) -> pl.DataFrame:
    """Up to two practices clearly below the colleagues, those that weigh most first: gap times how often it occurs."""
    return card.filter(pl.col("standing") == Standing.BELOW.value).sort("weight")[:PRACTICES_TO_NAME]


def nearest(card: pl.DataFrame, side: Standing) -> pl.DataFrame:
    """Of the practices with cases enough that do not differ clearly, the one furthest above or below the colleagues.

    At most one row; none where no rate lies on that side.
    """
    away = pl.col("gap") if side is Standing.ABOVE else -pl.col("gap")
    compared = (pl.col("standing") == Standing.UNCLEAR.value) & pl.col("p_value").is_not_null()
    return card.filter(compared & (away > 0)).sort(away, descending=True)[:1]


def trend(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, agent_id: str, policy: Policy
) -> tuple[pl.DataFrame, str]:
    """The agent's last twelve weeks (TREND_SCHEMA) and the `Signal` of the chosen period beside the agent's normal."""
    since = choice.reach(max(policy.control_weeks, TREND_WEEKS))
    mine, theirs = agent_and_colleagues(totals, viewer, choice, agent_id, since)
    moved, weeks = movement(mine.with_columns(key=pl.lit(agent_id)), choice, [agent_id], policy, TREND_WEEKS)
    span = choice.last_weeks(TREND_WEEKS)
    own = by_week(mine, span, "practice").select("practice", "week", "n")
    team = by_week(theirs, span, "practice").select("practice", "week", team_rate="rate")
    mixed = (
        own.join(team, on=["practice", "week"])
        .filter((pl.col("n") > 0) & pl.col("team_rate").is_not_null())
        .group_by("week")
        .agg(team_rate=(pl.col("n") * pl.col("team_rate")).sum() / pl.col("n").sum())
    )
    return (
        weeks.join(mixed, on="week", how="left").select(TREND_SCHEMA.keys()).sort("week"),
        str(moved["signal"].item()),
    )


def agent_and_colleagues(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, agent_id: str, since: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """From the day `since` on: the agent's rows, and those of the team's others (of everybody's, without a team)."""
    rows = visible(totals, viewer, choice, since)
    mine = rows.filter(pl.col("agent_id") == agent_id)
    others = rows.filter((pl.col("agent_id") != agent_id) & (pl.col("agent_id") != ""))
    teams = mine["team"].drop_nulls().unique().to_list()
    return mine, others.filter(pl.col("team").is_in(teams)) if teams else others


def _compared(beside: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    both = (pl.col("n") >= policy.few) & (pl.col("team_n") >= policy.few)
    tested = beside.filter(both).select("practice", "met", "n", "team_met", "team_n")
    p_values = [fisher_p_value(*counts) for _, *counts in tested.iter_rows()]
    intervals = [difference_interval(*counts) for _, *counts in tested.iter_rows()]
    found = tested.select("practice").with_columns(
        p_value=pl.Series(benjamini_hochberg(p_values), dtype=pl.Float64),
        gap_low=pl.Series([low for low, _ in intervals], dtype=pl.Float64),
        gap_high=pl.Series([high for _, high in intervals], dtype=pl.Float64),
    )
    gap = pl.col("rate") - pl.col("team_rate")
    differs = (pl.col("n") >= policy.enough_for_colour) & (pl.col("p_value") <= FALSE_DISCOVERIES)
    return beside.join(found, on="practice", how="left", maintain_order="left").with_columns(
        gap=gap,
        weight=gap * pl.col("n"),
        standing=pl.when(pl.col("n") < policy.few)
        .then(pl.lit(Standing.FEW.value))
        .when(differs.fill_null(False) & (gap > 0))
        .then(pl.lit(Standing.ABOVE.value))
        .when(differs.fill_null(False) & (gap < 0))
        .then(pl.lit(Standing.BELOW.value))
        .otherwise(pl.lit(Standing.UNCLEAR.value)),
    )
