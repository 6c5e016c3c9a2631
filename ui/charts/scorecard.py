"""One agent's practices beside the colleagues of the team: dot and interval, the team as a tick, rate and n."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from practices.practice import Pillar
from ui.charts.marks import (
    ABOVE,
    BELOW,
    FEW_CASES,
    SIZES,
    SYMBOLS,
    UNCLEAR,
    UNFADED,
    gapped,
    mark_colour,
    plain,
    rate_sentence,
    text_colour,
    title,
)
from ui.theme import Palette
from ui.wording import number, percent, points, tr

ROW, HEAD, PILLAR_GAP = 27, 26, 0.45
INTERVALS = (0.4, 0.78)
RATE_X, N_X = 0.895, 0.995


def scorecard_figure(card: pl.DataFrame, colours: Palette) -> go.Figure:
    """SCORE_SCHEMA rows under their pillars' names; each practice's marks carry customdata [practice]."""
    rows, heads, bottom = _laid_out(card)
    low = _lowest(card)
    axis = {"fixedrange": True, "anchor": "y", "visible": False}
    figure = go.Figure()
    figure.update_layout(
        height=round(HEAD + (bottom + 0.5) * ROW),
        margin={"l": 0, "r": 0, "t": HEAD, "b": 0},
        xaxis={**axis, "domain": [0, 1], "range": [0, 1]},
        xaxis2={**axis, "domain": list(INTERVALS), "range": [low, 1.01]},
        yaxis={"visible": False, "fixedrange": True, "range": [bottom, -0.5]},
    )
    _scale(figure, low, bottom, colours)
    _texts(figure, rows, heads, colours)
    _intervals(figure, rows, low, colours)
    _targets_to_click(figure, rows)
    return figure


def _laid_out(card: pl.DataFrame) -> tuple[list[tuple[float, dict[str, Any]]], list[tuple[float, str]], float]:
    rows: list[tuple[float, dict[str, Any]]] = []
    heads: list[tuple[float, str]] = []
    y = 0.0
    for pillar in Pillar:
        of_pillar = card.filter(pl.col("pillar") == pillar.value).to_dicts()
        if not of_pillar:
            continue
        y += PILLAR_GAP if heads else 0
        heads.append((y, pillar.value))
        rows += [(y + 1 + place, row) for place, row in enumerate(of_pillar)]
        y += 1 + len(of_pillar)
    return rows, heads, max(y - 0.4, 1.0)


def _lowest(card: pl.DataFrame) -> float:
    shown = card.filter(pl.col("n") >= FEW_CASES)
    lowest = min([0.5, *shown["low"].drop_nulls(), *shown["team_rate"].drop_nulls()])
    return max(0.0, int(lowest * 10) / 10)


def _scale(figure: go.Figure, low: float, bottom: float, colours: Palette) -> None:
    step = 0.1 if low >= 0.6 else 0.2
    for tick in [round(1 - step * one, 2) for one in range(int((1 - low) / step + 1e-6) + 1)]:
        figure.add_shape(
            type="line",
            xref="x2",
            x0=tick,
            x1=tick,
            y0=-0.5,
            y1=bottom,
            line={"color": colours.rule, "width": 1},
            layer="below",
        )
        _head(figure, "x2", tick, percent(tick), "center", colours)
    _head(figure, "x", RATE_X, tr("rate"), "right", colours)
    _head(figure, "x", N_X, "n", "right", colours)


def _head(figure: go.Figure, axis: str, x: float, words: str, anchor: str, colours: Palette) -> None:
    figure.add_annotation(
        xref=axis,
        x=x,
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=4,
        text=words,
        xanchor=anchor,
        font={"size": 12, "color": colours.quiet},
    )


def _texts(
    figure: go.Figure, rows: list[tuple[float, dict[str, Any]]], heads: list[tuple[float, str]], colours: Palette
) -> None:
    labels = [(y, f"<b>{plain(title(pillar))}</b>") for y, pillar in heads]
    labels += [(y, plain(title(row["practice"]))) for y, row in rows]
    figure.add_scatter(
        x=[0] * len(labels),
        y=[y for y, _ in labels],
        mode="text",
        text=[words for _, words in labels],
        textposition="middle right",
        textfont={"size": 13},
        hoverinfo="skip",
        cliponaxis=False,
    )
    columns = [
        (
            RATE_X,
            [_rate(row) for _, row in rows],
            [text_colour(row["standing"], colours) for _, row in rows],
        ),
        (N_X, [number(row["n"]) for _, row in rows], [colours.quiet for _ in rows]),
    ]
    for x, texts, inks in columns:
        figure.add_scatter(
            x=[x] * len(rows),
            y=[y for y, _ in rows],
            mode="text",
            text=texts,
            textposition="middle left",
            textfont={"size": 13, "color": inks},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _rate(row: dict[str, Any]) -> str:
    if row["n"] == 0:
        return "–"
    return percent(row["rate"]) if row["n"] >= FEW_CASES else tr("few")


def _intervals(figure: go.Figure, rows: list[tuple[float, dict[str, Any]]], low: float, colours: Palette) -> None:
    shown = [(y, row) for y, row in rows if row["n"] >= FEW_CASES]
    for standing in (UNCLEAR, ABOVE, BELOW):
        those = [(y, row) for y, row in shown if row["standing"] == standing]
        figure.add_scatter(
            xaxis="x2",
            x=gapped([max(low, row["low"]), row["high"]] for _, row in those),
            y=gapped([y, y] for y, _ in those),
            mode="lines",
            line={"color": mark_colour(standing, colours), "width": 2},
            hoverinfo="skip",
        )
    with_team = [(y, row) for y, row in rows if row["team_n"] >= FEW_CASES]
    figure.add_scatter(
        xaxis="x2",
        x=gapped([max(low, row["team_rate"])] * 2 for _, row in with_team),
        y=gapped([y - 0.3, y + 0.3] for y, _ in with_team),
        mode="lines",
        line={"color": colours.text, "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        xaxis="x2",
        x=[max(low, row["rate"]) for _, row in shown],
        y=[y for y, _ in shown],
        mode="markers",
        marker={
            "symbol": ["diamond" if row["standing"] == BELOW else SYMBOLS[ABOVE] for _, row in shown],
            "size": [SIZES[row["standing"]] for _, row in shown],
            "color": [
                mark_colour(row["standing"], colours) if row["standing"] in (ABOVE, BELOW) else colours.page
                for _, row in shown
            ],
            "line": {"width": 2, "color": [mark_colour(row["standing"], colours) for _, row in shown]},
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
        **UNFADED,
    )


def _targets_to_click(figure: go.Figure, rows: list[tuple[float, dict[str, Any]]]) -> None:
    """Unseen marks along each row: a row is easier to hit than a dot."""
    hover = [_hover(row) for _, row in rows]
    spots = [("x", x) for x in (0.04, 0.12, 0.2, 0.28, 0.84, 0.88, 0.97)]
    for axis, x in spots:
        _unseen(figure, axis, [x] * len(rows), rows, hover)
    _unseen(figure, "x2", [row["rate"] if row["rate"] is not None else 0.9 for _, row in rows], rows, hover)


def _unseen(
    figure: go.Figure, axis: str, x: list[float], rows: list[tuple[float, dict[str, Any]]], hover: list[str]
) -> None:
    figure.add_scatter(
        xaxis=axis,
        x=x,
        y=[y for y, _ in rows],
        mode="markers",
        marker={"size": 24, "opacity": 0, "symbol": "square"},
        customdata=[[row["practice"]] for _, row in rows],
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


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
