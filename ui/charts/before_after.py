"""Before a talk and since: two rates with their intervals for the agent, two for the colleagues, the goal as a line."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from ui.charts.marks import BARE_AXIS, FEW_CASES, gapped, plain, rate_sentence
from ui.telling.rates import one_side
from ui.theme import Palette
from ui.wording import percent, tr
from ui.words import NOTHING

ROW_HEIGHT, FOOT, TOP = 27, 24, 6
RATES = (0.33, 0.64)
"""Where the intervals stand between the labels and the figures, in fractions of the width: it serves 350 px too."""
TEXT_X = 0.995


def rows_of(changes: list[dict[str, Any]]) -> list[tuple[str, bool, dict[str, Any]]]:
    """(label, whether it is the agent since the talk, rate) for each row that is drawn, from top to bottom."""
    labels = {
        ("agent", "before"): tr("before"),
        ("agent", "after"): tr("since the talk"),
        ("team", "before"): tr("team before"),
        ("team", "after"): tr("team since"),
    }
    return [
        (labels[change["who"], when], (change["who"], when) == ("agent", "after"), one_side(change, when))
        for change in changes
        for when in ("before", "after")
    ]


def before_after_figure(changes: list[dict[str, Any]], goal: float, colours: Palette) -> go.Figure:
    """CHANGE_SCHEMA rows, the agent's and the team's; below FEW_CASES a row has its counts and no mark."""
    rows = rows_of(changes)
    low = _lowest([rate for _, _, rate in rows], goal)
    figure = go.Figure()
    figure.update_layout(
        height=TOP + len(rows) * ROW_HEIGHT + FOOT,
        margin={"l": 0, "r": 0, "t": TOP, "b": FOOT},
        xaxis={**BARE_AXIS, "domain": [0, 1], "range": [0, 1], "anchor": "y"},
        xaxis2={**BARE_AXIS, "domain": list(RATES), "range": [low, 1.01], "anchor": "y"},
        yaxis={**BARE_AXIS, "range": [len(rows) - 0.5, -0.5]},
    )
    _goal(figure, goal, len(rows), colours)
    for place, (label, is_now, rate) in enumerate(rows):
        ink = colours.text if is_now else colours.quiet
        for x, words, anchor in ((0.0, label, "left"), (TEXT_X, _words(rate), "right")):
            figure.add_annotation(
                xref="x", x=x, y=place, text=plain(words), xanchor=anchor, font={"size": 13, "color": ink}
            )
    for is_now, colour in ((False, colours.unknown), (True, colours.text)):
        shown = [(place, rate) for place, (_, now, rate) in enumerate(rows) if now == is_now and rate["n"] >= FEW_CASES]
        _marks(figure, shown, colour, colour if is_now else colours.page)
    return figure


def _lowest(rates: list[dict[str, Any]], goal: float) -> float:
    lowest = min([0.6, goal, *(rate["low"] for rate in rates if rate["n"] >= FEW_CASES)])
    return max(0.0, int(lowest * 10) / 10)


def _goal(figure: go.Figure, goal: float, rows: int, colours: Palette) -> None:
    line = {"color": colours.text, "width": 1.2, "dash": "dot"}
    figure.add_shape(type="line", xref="x2", x0=goal, x1=goal, y0=-0.5, y1=rows - 0.5, line=line, layer="below")
    figure.add_annotation(
        xref="x2",
        x=goal,
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-2,
        text=tr("goal {goal}", goal=percent(goal)),
        xanchor="center",
        font={"size": 12, "color": colours.quiet},
    )


def _words(rate: dict[str, Any]) -> str:
    return rate_sentence(rate) if rate["n"] else NOTHING


def _marks(figure: go.Figure, shown: list[tuple[int, dict[str, Any]]], colour: str, fill: str) -> None:
    figure.add_scatter(
        xaxis="x2",
        x=gapped([rate["low"], rate["high"]] for _, rate in shown),
        y=gapped([place, place] for place, _ in shown),
        mode="lines",
        line={"color": colour, "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        xaxis="x2",
        x=[rate["rate"] for _, rate in shown],
        y=[place for place, _ in shown],
        mode="markers",
        marker={"size": 10, "color": fill, "line": {"width": 2, "color": colour}, "opacity": 1},
        hoverinfo="skip",
        cliponaxis=False,
    )
