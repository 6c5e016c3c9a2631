"""Rates in rows under headings: label, dot and interval beside a tick to compare with, rate and n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

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
    rate_words,
    text_colour,
)
from ui.theme import Palette
from ui.wording import number, percent, tr

ROW_HEIGHT, HEAD, SECTION_GAP = 27, 26, 0.45
INTERVALS = (0.44, 0.78)
RATE_X, N_X = 0.895, 0.995


@dataclass(frozen=True)
class Row:
    """One rate to draw.

    rate    met, n, rate, low, high and standing (RATE_SCHEMA and `Standing`)
    tick    the rate that it is compared with; None draws none
    key     what a click on the row gives
    """

    label: str
    key: tuple[str, ...]
    rate: dict[str, Any]
    tick: float | None
    hover: str


Placed = list[tuple[float, Row]]


def intervals_figure(sections: Sequence[tuple[str, Sequence[Row]]], colours: Palette) -> go.Figure:
    """The rows of each section under its heading; each row's marks carry its key as customdata."""
    placed, heads, bottom = _laid_out(sections)
    low = _lowest(placed)
    axis = {"fixedrange": True, "anchor": "y", "visible": False}
    figure = go.Figure()
    figure.update_layout(
        height=round(HEAD + (bottom + 0.5) * ROW_HEIGHT),
        margin={"l": 0, "r": 0, "t": HEAD, "b": 0},
        xaxis={**axis, "domain": [0, 1], "range": [0, 1]},
        xaxis2={**axis, "domain": list(INTERVALS), "range": [low, 1.01]},
        yaxis={"visible": False, "fixedrange": True, "range": [bottom, -0.5]},
    )
    _scale(figure, low, bottom, colours)
    _texts(figure, placed, heads, colours)
    _intervals(figure, placed, low, colours)
    _targets_to_click(figure, placed)
    return figure


def _laid_out(sections: Sequence[tuple[str, Sequence[Row]]]) -> tuple[Placed, list[tuple[float, str]], float]:
    placed: Placed = []
    heads: list[tuple[float, str]] = []
    y = 0.0
    for heading, rows in sections:
        if not rows:
            continue
        y += SECTION_GAP if heads else 0
        heads.append((y, heading))
        placed += [(y + 1 + place, row) for place, row in enumerate(rows)]
        y += 1 + len(rows)
    return placed, heads, max(y - 0.4, 1.0)


def _lowest(placed: Placed) -> float:
    lows = [row.rate["low"] for _, row in placed if row.rate["n"] >= FEW_CASES]
    lowest = min([0.5, *lows, *(row.tick for _, row in placed if row.tick is not None)])
    return max(0.0, int(lowest * 10) / 10)


def _scale(figure: go.Figure, low: float, bottom: float, colours: Palette) -> None:
    step = 0.1 if low >= 0.6 else 0.2 if low > 0.3 else 0.25  # four labels at most stand apart on a phone
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


def _texts(figure: go.Figure, placed: Placed, heads: list[tuple[float, str]], colours: Palette) -> None:
    labels = [(y, f"<b>{plain(heading)}</b>") for y, heading in heads]
    labels += [(y, plain(row.label)) for y, row in placed]
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
            [rate_words(row.rate["rate"], row.rate["n"], row.rate["met"]) for _, row in placed],
            [text_colour(row.rate["standing"], colours) for _, row in placed],
        ),
        (N_X, [number(row.rate["n"]) for _, row in placed], [colours.quiet for _ in placed]),
    ]
    for x, texts, inks in columns:
        figure.add_scatter(
            x=[x] * len(placed),
            y=[y for y, _ in placed],
            mode="text",
            text=texts,
            textposition="middle left",
            textfont={"size": 13, "color": inks},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _intervals(figure: go.Figure, placed: Placed, low: float, colours: Palette) -> None:
    shown = [(y, row.rate) for y, row in placed if row.rate["n"] >= FEW_CASES]
    for standing in (UNCLEAR, ABOVE, BELOW):
        those = [(y, rate) for y, rate in shown if rate["standing"] == standing]
        figure.add_scatter(
            xaxis="x2",
            x=gapped([max(low, rate["low"]), rate["high"]] for _, rate in those),
            y=gapped([y, y] for y, _ in those),
            mode="lines",
            line={"color": mark_colour(standing, colours), "width": 2},
            hoverinfo="skip",
        )
    ticks = [(y, row.tick) for y, row in placed if row.tick is not None]
    figure.add_scatter(
        xaxis="x2",
        x=gapped([max(low, tick)] * 2 for _, tick in ticks),
        y=gapped([y - 0.3, y + 0.3] for y, _ in ticks),
        mode="lines",
        line={"color": colours.text, "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        xaxis="x2",
        x=[max(low, rate["rate"]) for _, rate in shown],
        y=[y for y, _ in shown],
        mode="markers",
        marker={
            "symbol": ["diamond" if rate["standing"] == BELOW else SYMBOLS[ABOVE] for _, rate in shown],
            "size": [SIZES[rate["standing"]] for _, rate in shown],
            "color": [
                mark_colour(rate["standing"], colours) if rate["standing"] in (ABOVE, BELOW) else colours.page
                for _, rate in shown
            ],
            "line": {"width": 2, "color": [mark_colour(rate["standing"], colours) for _, rate in shown]},
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
        **UNFADED,
    )


def _targets_to_click(figure: go.Figure, placed: Placed) -> None:
    """Unseen marks along each row: a row is easier to hit than a dot."""
    for x in (0.04, 0.12, 0.2, 0.28, 0.84, 0.88, 0.97):
        _unseen(figure, "x", [x] * len(placed), placed)
    rates = [row.rate["rate"] if row.rate["rate"] is not None else 0.9 for _, row in placed]
    _unseen(figure, "x2", rates, placed)


def _unseen(figure: go.Figure, axis: str, x: list[float], placed: Placed) -> None:
    figure.add_scatter(
        xaxis=axis,
        x=x,
        y=[y for y, _ in placed],
        mode="markers",
        marker={"size": 24, "opacity": 0, "symbol": "square"},
        customdata=[list(row.key) for _, row in placed],
        hovertext=[row.hover for _, row in placed],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )
