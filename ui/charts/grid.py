"""Practice by agent: how often a practice was missed, and where that is clearly a matter of the agent.

Drawn as square markers: a heat map's cells cannot be clicked. Filled, outlined, pale, bare: it reads in grey print too.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import ABOVE, BELOW, FEW, UNFADED, plain, rate_sentence, title
from ui.theme import Palette
from ui.wording import number, percent, tr
from ui.words import short_name

ROW, CELL, COLUMN = 29, 25, 38
LABELS = 208
HEAD = 118
RIGHT = 64
TEAM_GAP, PILLAR_GAP = 0.75, 0.5
MOST_AGENTS = 60
"""More columns than this nobody reads: the screen asks for a team instead."""


def grid_figure(cells: pl.DataFrame, colours: Palette) -> go.Figure:
    """The grid of CELL_SCHEMA rows; each cell's customdata is [practice, agent_id]. Cells without cases stay empty."""
    columns, teams = _columns(cells)
    rows = _rows(cells)
    shown = cells.filter(pl.col("n") > 0).to_dicts()
    width = max(columns.values(), default=0.0) + 0.8
    depth = max(rows.values(), default=0.0) + 0.7
    figure = go.Figure()
    figure.update_layout(
        height=round(HEAD + (depth + 0.6) * ROW),
        margin={"l": LABELS, "r": RIGHT, "t": HEAD, "b": 0},
        xaxis={"visible": False, "fixedrange": True, "range": [-0.6, width]},
        yaxis={"visible": False, "fixedrange": True, "range": [depth, -0.6]},
    )
    for standing in (None, FEW, ABOVE, BELOW):
        _cells(figure, [cell for cell in shown if _look(cell) == standing], standing, columns, rows, colours)
    labels = [
        {"xref": "paper", "x": 0, "xshift": -12, "y": y, "text": plain(title(practice)), "xanchor": "right"}
        for practice, y in rows.items()
    ]
    # all at once: Plotly validates every annotation again with each one that is added
    figure.update_layout(annotations=[*labels, *_heads(cells, columns, teams, colours)])
    return figure


def _look(cell: dict[str, Any]) -> str | None:
    return cell["standing"] if cell["standing"] in (FEW, ABOVE, BELOW) else None


def width_of(cells: pl.DataFrame) -> int:
    """The least width in pixels at which the figure's columns do not touch."""
    agents = cells["agent_id"].n_unique()
    teams = cells.select(pl.col("team").fill_null("").n_unique()).item()
    return int(LABELS + RIGHT + (agents + TEAM_GAP * max(0, teams - 1)) * COLUMN)


def _columns(cells: pl.DataFrame) -> tuple[dict[str, float], list[tuple[str | None, float]]]:
    """Where each agent stands, and where each team begins; teams apart by a gap."""
    agents = cells.select("agent_id", "agent", "team").unique().sort("team", "agent", "agent_id", nulls_last=True)
    places: dict[str, float] = {}
    teams: list[tuple[str | None, float]] = []
    x = 0.0
    for agent_id, _, team in agents.iter_rows():
        if not teams or teams[-1][0] != team:
            x += TEAM_GAP if teams else 0
            teams.append((team, x))
        places[agent_id] = x
        x += 1
    return places, teams


def _rows(cells: pl.DataFrame) -> dict[str, float]:
    places: dict[str, float] = {}
    y, before = 0.0, None
    for practice, pillar in cells.select("practice", "pillar").unique(maintain_order=True).iter_rows():
        y += PILLAR_GAP if before not in (None, pillar) else 0
        before = pillar
        places[practice] = y
        y += 1
    return places


def _cells(
    figure: go.Figure,
    those: list[dict[str, Any]],
    standing: str | None,
    columns: dict[str, float],
    rows: dict[str, float],
    colours: Palette,
) -> None:
    fill = {BELOW: colours.below, FEW: colours.page, ABOVE: colours.page}.get(standing or "", colours.cell)
    ink = {BELOW: colours.on_below, FEW: colours.few, ABOVE: colours.text}.get(standing or "", colours.text)
    edge = {"width": 2, "color": colours.above} if standing == ABOVE else {"width": 0}
    figure.add_scatter(
        x=[columns[cell["agent_id"]] for cell in those],
        y=[rows[cell["practice"]] for cell in those],
        mode="markers+text",
        marker={"symbol": "square", "size": CELL, "color": fill, "opacity": 1, "line": edge},
        text=[f"<b>{number(cell['missed'])}</b>" if standing == BELOW else number(cell["missed"]) for cell in those],
        textfont={"size": 12, "color": ink},
        customdata=[[cell["practice"], cell["agent_id"]] for cell in those],
        hovertext=[_hover(cell) for cell in those],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        **UNFADED,
    )


def _hover(cell: dict[str, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{plain(cell['agent'])}</b>: {plain(title(cell['practice']))}",
            tr("{missed} not followed", missed=number(cell["missed"])),
            rate_sentence(cell),
            tr("target {target}", target=percent(cell["target"])),
        ]
    )


def _heads(
    cells: pl.DataFrame, columns: dict[str, float], teams: list[tuple[str | None, float]], colours: Palette
) -> list[dict[str, Any]]:
    names = dict(cells.select("agent_id", "agent").unique().iter_rows())
    on_top = {"yref": "paper", "y": 1, "xanchor": "left", "yanchor": "bottom"}
    agents = [
        {**on_top, "x": x, "yshift": 6, "xshift": -4, "text": plain(short_name(names[agent_id])), "textangle": -55}
        for agent_id, x in columns.items()
    ]
    over = [(tr("Team {team}", team=plain(team)) if team else tr("Without team"), x) for team, x in teams]
    font = {"size": 13, "color": colours.text}
    return agents + [
        {**on_top, "x": x - 0.35, "yshift": HEAD - 22, "text": f"<b>{words}</b>", "font": font} for words, x in over
    ]
