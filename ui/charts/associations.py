"""How much more often an outcome was good where a practice was met: dot and interval a practice, around zero."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import ABOVE, BELOW, SIZES, SYMBOLS, UNFADED, gapped, mark_colour, plain, text_colour, title
from ui.theme import Palette
from ui.wording import number, percent, points, tr

ROW_HEIGHT, HEAD = 27, 40
PANEL = (0.36, 0.62)
DIFFERENCE_X, MET_X, MISSED_X = 0.755, 0.865, 0.995


def common_reach(rows: pl.DataFrame) -> float:
    """How far the axis reaches either way, so that all outcomes of a screen stand on one (ASSOCIATION_SCHEMA)."""
    ends: list[float] = [abs(one) for name in ("low", "high") for one in rows[name].drop_nulls().to_list()]
    return min(1.0, max([0.1, *ends]) * 1.05)


def association_figure(rows: pl.DataFrame, reach: float, colours: Palette) -> go.Figure:
    """The rows of one outcome (ASSOCIATION_SCHEMA), the first on top; each row's marks carry customdata [practice]."""
    placed = list(enumerate(rows.to_dicts()))
    figure = go.Figure()
    axis = {"fixedrange": True, "anchor": "y", "visible": False}
    figure.update_layout(
        height=HEAD + ROW_HEIGHT * max(len(placed), 1),
        margin={"l": 0, "r": 0, "t": HEAD, "b": 0},
        xaxis={**axis, "domain": [0, 1], "range": [0, 1]},
        xaxis2={**axis, "domain": list(PANEL), "range": [-reach, reach]},
        yaxis={"visible": False, "fixedrange": True, "range": [len(placed) - 0.5, -0.5]},
    )
    _scale(figure, reach, len(placed), colours)
    _texts(figure, placed, colours)
    _intervals(figure, [(y, row) for y, row in placed if row["difference"] is not None], reach, colours)
    _to_click(figure, placed)
    return figure


def _scale(figure: go.Figure, reach: float, rows: int, colours: Palette) -> None:
    """Zero, and one line either way."""
    step = 0.05 if reach < 0.12 else 0.1 if reach < 0.25 else 0.2 if reach < 0.5 else 0.4
    for at in (-step, 0.0, step):
        figure.add_shape(
            type="line",
            xref="x2",
            x0=at,
            x1=at,
            y0=-0.5,
            y1=rows - 0.5,
            layer="below",
            line={"color": colours.rule if at else colours.unknown, "width": 1},
        )
        _head(figure, "x2", at, points(at), "center", colours)
    _head(figure, "x", DIFFERENCE_X, tr("p.p."), "right", colours)
    _head(figure, "x", MET_X, tr("followed"), "right", colours)
    _head(figure, "x", MISSED_X, tr("not followed"), "right", colours)


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


def _texts(figure: go.Figure, placed: list[tuple[int, dict[str, Any]]], colours: Palette) -> None:
    quiet, rows = [colours.quiet] * len(placed), [row for _, row in placed]
    columns = (
        (0.0, "middle right", [plain(title(row["practice"])) for row in rows], [colours.text] * len(rows)),
        (
            DIFFERENCE_X,
            "middle left",
            [tr("few") if row["difference"] is None else points(row["difference"]) for row in rows],
            [text_colour(row["standing"], colours) for row in rows],
        ),
        (MET_X, "middle left", [_side(row["met_good"], row["met_n"]) for row in rows], quiet),
        (MISSED_X, "middle left", [_side(row["missed_good"], row["missed_n"]) for row in rows], quiet),
    )
    for x, position, texts, inks in columns:
        figure.add_scatter(
            x=[x] * len(placed),
            y=[y for y, _ in placed],
            mode="text",
            text=texts,
            textposition=position,
            textfont={"size": 13 if x in (0.0, DIFFERENCE_X) else 12, "color": inks},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _side(good: int, n: int) -> str:
    return f"{number(good)}/{number(n)}"


def _intervals(figure: go.Figure, placed: list[tuple[int, dict[str, Any]]], reach: float, colours: Palette) -> None:
    inks = [mark_colour(row["standing"], colours) for _, row in placed]
    for ink in dict.fromkeys(inks):
        those = [one for one, own in zip(placed, inks, strict=True) if own == ink]
        figure.add_scatter(
            xaxis="x2",
            x=gapped([max(-reach, row["low"]), min(reach, row["high"])] for _, row in those),
            y=gapped([y, y] for y, _ in those),
            mode="lines",
            line={"color": ink, "width": 2},
            hoverinfo="skip",
        )
    clear = [row["standing"] in (ABOVE, BELOW) for _, row in placed]
    figure.add_scatter(
        xaxis="x2",
        x=[row["difference"] for _, row in placed],
        y=[y for y, _ in placed],
        mode="markers",
        marker={
            "symbol": [
                SYMBOLS[row["standing"]] if one else "circle" for one, (_, row) in zip(clear, placed, strict=True)
            ],
            "size": [SIZES[row["standing"]] for _, row in placed],
            "color": [ink if one else colours.page for one, ink in zip(clear, inks, strict=True)],
            "line": {"width": 2, "color": inks},
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
        **UNFADED,
    )


def _to_click(figure: go.Figure, placed: list[tuple[int, dict[str, Any]]]) -> None:
    """Unseen marks along each row: a row is easier to hit than a dot."""
    for x in (0.04, 0.12, 0.2, 0.28, 0.42, 0.48, 0.53, 0.58, 0.64, 0.75, 0.86, 0.96):
        figure.add_scatter(
            x=[x] * len(placed),
            y=[y for y, _ in placed],
            mode="markers",
            marker={"size": 24, "opacity": 0, "symbol": "square"},
            customdata=[[row["practice"]] for _, row in placed],
            hovertext=[_hover(row) for _, row in placed],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
        )


def _hover(row: dict[str, Any]) -> str:
    words = f"<b>{plain(title(row['practice']))}</b><br>"
    counts = tr(
        "followed: {good} of {n}; not followed: {other} of {other_n}",
        good=number(row["met_good"]),
        n=number(row["met_n"]),
        other=number(row["missed_good"]),
        other_n=number(row["missed_n"]),
    )
    if row["difference"] is None:
        return words + counts + "<br>" + tr("few data")
    shares = tr(
        "{met} against {missed}: {difference} p.p. ({low} to {high})",
        met=percent(row["met_good"] / row["met_n"]),
        missed=percent(row["missed_good"] / row["missed_n"]),
        difference=points(row["difference"]),
        low=points(row["low"]),
        high=points(row["high"]),
    )
    return f"{words}{shares}<br>{counts}"
