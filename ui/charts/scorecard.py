"""One agent's practices beside the colleagues of the team: dot and interval, the team as a tick, rate and n."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from practices.practice import Pillar
from ui.charts.intervals import Row, intervals_figure
from ui.charts.marks import DAGGER, FEW_CASES, plain, rate_sentence, title
from ui.theme import Palette
from ui.wording import number, percent, points, tr


def scorecard_figure(card: pl.DataFrame, colours: Palette) -> go.Figure:
    """SCORE_SCHEMA rows under their pillars' names; each practice's marks carry customdata [practice]."""
    by_pillar = [(title(pillar.value), card.filter(pl.col("pillar") == pillar.value)) for pillar in Pillar]
    return intervals_figure([(name, [_row(one) for one in rows.to_dicts()]) for name, rows in by_pillar], colours)


def _row(row: dict[str, Any]) -> Row:
    team = row["team_rate"] if row["team_n"] >= FEW_CASES else None
    return Row(_titled(row), (row["practice"],), row, team, _hover(row))


def _titled(row: dict[str, Any]) -> str:
    words = title(row["practice"])
    return f"{words} {DAGGER}" if row.get("calibrating") else words


def _hover(row: dict[str, Any]) -> str:
    parts = [f"<b>{plain(title(row['practice']))}</b>", rate_sentence(row)]
    if row["team_n"] >= FEW_CASES:
        parts.append(tr("colleagues {rate}, n {n}", rate=percent(row["team_rate"]), n=number(row["team_n"])))
    if row["gap_low"] is not None:
        parts.append(
            tr(
                "difference {gap} p.p. ({low} to {high})",
                gap=points(row["gap"]),
                low=points(row["gap_low"]),
                high=points(row["gap_high"]),
            )
        )
    return "<br>".join(parts)
