"""The nineteen practices as one figure that is a table: rate, interval beside the target, eight weeks, n, change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

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
    rate_words,
    text_colour,
    title,
)
from ui.telling import rates
from ui.theme import Palette
from ui.wording import interval, number, percent, spoken, tr

ROW = 28
HEAD = 30
SMALL = 11
PILLAR_GAP = 0.5
RATE_X, N_X, CHANGE_X, MARK_X = 0.262, 0.79, 0.872, 0.888
INTERVALS, WEEKS = (0.288, 0.54), (0.6, 0.725)
SMALLEST_SCALE, LARGEST_SCALE = 0.06, 0.25
"""Half a row's height stands for this much of a rate, the same in every row."""


@dataclass(frozen=True)
class Line:
    """One row of the figure: a practice or a pillar (`bold`), at `y` rows from the top."""

    y: float
    row: dict[str, Any]
    bold: bool


def practices_figure(
    practices: pl.DataFrame, weeks: pl.DataFrame, pillars: pl.DataFrame, colours: Palette
) -> go.Figure:
    """The figure of PRACTICE_SCHEMA rows and their WEEK_SCHEMA, under their pillars' rows (MOVEMENT_SCHEMA).

    Each practice's marks carry customdata [practice].
    """
    lines = lay_out(practices, pillars)
    bottom = lines[-1].y + 0.6 if lines else 1
    figure = go.Figure()
    low = _lowest(practices)
    axis = {"fixedrange": True, "anchor": "y", "showgrid": False, "zeroline": False}
    figure.update_layout(
        height=round(HEAD + (bottom + 0.4) * ROW),
        margin={"l": 0, "r": 0, "t": HEAD, "b": 4},
        xaxis={**axis, "domain": [0, 1], "range": [0, 1], "visible": False},
        xaxis2={**axis, "domain": list(INTERVALS), "range": [low, 1.005], "visible": False},
        xaxis3={**axis, "domain": list(WEEKS), "range": [-0.4, 7.4], "visible": False},
        yaxis={"visible": False, "fixedrange": True, "range": [bottom, -0.6]},
    )
    _rules(figure, lines, low, colours)
    _heads(figure, low, colours)
    _texts(figure, lines, colours)
    _intervals(figure, lines, low, colours)
    _sparklines(figure, lines, weeks, colours)
    _targets_to_click(figure, lines)
    return figure


def lay_out(practices: pl.DataFrame, pillars: pl.DataFrame) -> list[Line]:
    """The rows from the top: each pillar, then its practices, those that left their normal first."""
    lines: list[Line] = []
    y = 0.0
    for pillar in pillars.filter(pl.col("key") != "total").to_dicts():
        y += PILLAR_GAP if lines else 0
        of_pillar = practices.filter(pl.col("pillar") == pillar["key"])
        if of_pillar.is_empty():
            continue
        moved_first = of_pillar.sort(~pl.col("signal").is_in([ABOVE, BELOW]), maintain_order=True)
        for row, bold in [(pillar, True), *((one, False) for one in moved_first.to_dicts())]:
            lines.append(Line(y, row, bold))
            y += 1
    return lines


def _lowest(practices: pl.DataFrame) -> float:
    """Where the interval axis begins: at 50%, or at the ten below the lowest interval that is shown."""
    lows = practices.filter(pl.col("n") >= FEW_CASES)["low"].drop_nulls()
    lowest = min([0.5, *lows.to_list()])
    return max(0.0, int(lowest * 10) / 10)


def _rules(figure: go.Figure, lines: list[Line], low: float, colours: Palette) -> None:
    for tick in _ticks(low):
        figure.add_shape(
            type="line",
            xref="x2",
            x0=tick,
            x1=tick,
            y0=-0.6,
            y1=lines[-1].y + 0.5 if lines else 1,
            line={"color": colours.rule, "width": 1},
            layer="below",
        )
    tops = [line.y for line in lines if line.bold]
    for y in tops:
        edge = y - 0.5 - (PILLAR_GAP / 2 if y else 0)
        figure.add_shape(
            type="line", x0=0, x1=1, y0=edge, y1=edge, line={"color": colours.rule, "width": 1}, layer="below"
        )


def _ticks(low: float) -> list[float]:
    step = 0.1 if low >= 0.5 else 0.2
    count = round((1 - low) / step)
    return [round(1 - step * one, 2) for one in range(count, -1, -1)]


def _heads(figure: go.Figure, low: float, colours: Palette) -> None:
    heads = [
        ("x", 0.0, tr("practice"), "left"),
        ("x", RATE_X, tr("rate"), "right"),
        ("x", WEEKS[0], tr("eight weeks"), "left"),
        ("x", N_X, "n", "right"),
        ("x", CHANGE_X, tr("change, p.p."), "right"),
        *(("x2", tick, percent(tick), "center") for tick in _ticks(low)),
    ]
    for axis, x, words, anchor in heads:
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


def _texts(figure: go.Figure, lines: list[Line], colours: Palette) -> None:
    columns: list[tuple[float, str, list[str], list[str]]] = [
        (0.0, "middle right", [], []),
        (RATE_X, "middle left", [], []),
        (N_X, "middle left", [], []),
        (CHANGE_X, "middle left", [], []),
        (MARK_X, "middle right", [], []),
    ]
    for line in lines:
        for (_, _, texts, inks), (words, ink) in zip(columns, _cells(line, colours), strict=True):
            texts.append(words)
            inks.append(ink)
    for x, position, texts, inks in columns:
        indents = [0.013 if x == 0.0 and not line.bold else 0.0 for line in lines]
        figure.add_scatter(
            x=[x + indent for indent in indents],
            y=[line.y for line in lines],
            mode="text",
            text=texts,
            textposition=position,
            textfont={"size": 14, "color": inks},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _cells(line: Line, colours: Palette) -> list[tuple[str, str]]:
    row = line.row
    moved = row["signal"] in (ABOVE, BELOW) and not row.get("calibrating", False)
    standing = row.get("standing", UNCLEAR)
    strong = line.bold or moved

    def said_so(words: str, heavy: bool = strong) -> str:
        return f"<b>{words}</b>" if heavy else words

    signal_ink = text_colour(row["signal"], colours) if moved else colours.quiet
    return [
        (said_so(plain(title(row["key"]))), colours.text),
        (
            said_so(rate_words(row["rate"], row["n"], row["met"]), line.bold),
            text_colour(standing, colours) if row["n"] >= FEW_CASES else colours.few,
        ),
        (said_so(number(row["n"]), line.bold), colours.text if line.bold else colours.quiet),
        (said_so(rates.change(spoken(), row), strong), signal_ink if not line.bold or moved else colours.text),
        (_mark(row, strong), signal_ink),
    ]


def _mark(row: dict[str, Any], strong: bool) -> str:
    """What may be called a change; what may not be, being outside with few cases, in small type on two lines."""
    words = rates.signal_words(spoken(), row)
    if rates.few_outside(row) and not row.get("calibrating"):
        return f'<span style="font-size:{SMALL}px">{words.replace(", ", ",<br>", 1)}</span>'
    return f"<b>{words}</b>" if strong else words


def _intervals(figure: go.Figure, lines: list[Line], low: float, colours: Palette) -> None:
    shown = [line for line in lines if not line.bold and line.row["n"] >= FEW_CASES]
    for standing in (UNCLEAR, ABOVE, BELOW):
        those = [line for line in shown if line.row["standing"] == standing]
        colour = mark_colour(standing, colours)
        figure.add_scatter(
            xaxis="x2",
            x=gapped([max(low, line.row["low"]), line.row["high"]] for line in those),
            y=gapped([line.y, line.y] for line in those),
            mode="lines",
            line={"color": colour, "width": 2},
            hoverinfo="skip",
        )
    figure.add_scatter(
        xaxis="x2",
        x=gapped([line.row["target"]] * 2 for line in shown),
        y=gapped([line.y - 0.27, line.y + 0.27] for line in shown),
        mode="lines",
        line={"color": colours.text, "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        xaxis="x2",
        x=[max(low, line.row["rate"]) for line in shown],
        y=[line.y for line in shown],
        mode="markers",
        marker={
            "symbol": [_symbol(line.row["standing"]) for line in shown],
            "size": [SIZES[line.row["standing"]] for line in shown],
            "color": [_fill(line.row["standing"], colours) for line in shown],
            "line": {"width": 2, "color": [mark_colour(line.row["standing"], colours) for line in shown]},
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
        **UNFADED,
    )


def _symbol(standing: str) -> str:
    return "diamond" if standing == BELOW else SYMBOLS[ABOVE]


def _fill(standing: str, colours: Palette) -> str:
    return mark_colour(standing, colours) if standing in (ABOVE, BELOW) else colours.page


def _sparklines(figure: go.Figure, lines: list[Line], weeks: pl.DataFrame, colours: Palette) -> None:
    drawn = [(line, _of(weeks, line.row["key"])) for line in lines if not line.bold]
    drawn = [(line, found) for line, found in drawn if found.height >= 2]
    scale = _scale([found for _, found in drawn])
    bands_x: list[list[float]] = []
    bands_y: list[list[float]] = []
    paths_x: list[list[float]] = []
    paths_y: list[list[float]] = []
    for line, found in drawn:
        centre = _centre(found)

        def at(value: float, y: float = line.y, middle: float = centre) -> float:
            return y - 0.4 * max(-1.0, min(1.0, (value - middle) / scale))

        x = [float(place) for place in found["place"]]
        limited = found.drop_nulls("normal_low")
        if limited.height >= 2:
            edge = [float(place) for place in limited["place"]]
            high, bottom = limited["normal_high"].to_list(), limited["normal_low"].to_list()
            bands_x.append([*edge, *reversed(edge), edge[0]])
            bands_y.append([*(at(one) for one in high), *(at(one) for one in reversed(bottom)), at(high[0])])
        paths_x.append(x)
        paths_y.append([at(one) for one in found["rate"]])
    figure.add_scatter(
        xaxis="x3",
        x=gapped(bands_x),
        y=gapped(bands_y),
        fill="toself",
        fillcolor=colours.band,
        mode="none",
        hoverinfo="skip",
    )
    figure.add_scatter(
        xaxis="x3",
        x=gapped(paths_x),
        y=gapped(paths_y),
        mode="lines",
        line={"color": colours.quiet, "width": 1.5},
        hoverinfo="skip",
    )
    signals = [line.row["signal"] for line, _ in drawn]
    figure.add_scatter(
        xaxis="x3",
        x=[path[-1] for path in paths_x],
        y=[path[-1] for path in paths_y],
        mode="markers",
        marker={
            "symbol": ["diamond" if signal == BELOW else "circle" for signal in signals],
            "size": [9 if signal in (ABOVE, BELOW) else 5 for signal in signals],
            "color": [mark_colour(s, colours) if s in (ABOVE, BELOW) else colours.quiet for s in signals],
            "opacity": 1,
            "line": {"width": 0},
        },
        hoverinfo="skip",
    )


def _of(weeks: pl.DataFrame, key: str) -> pl.DataFrame:
    """One practice's weeks with their place from 0 to 7; weeks without cases leave a gap in time, not in the line."""
    last = weeks["week"].max()
    back = (pl.lit(last) - pl.col("week")).dt.total_days() // 7
    return weeks.filter((pl.col("key") == key) & pl.col("rate").is_not_null()).with_columns(place=7 - back).sort("week")


def _centre(found: pl.DataFrame) -> float:
    limited = found.drop_nulls("normal_low")
    if limited.is_empty():
        return float(found["rate"].mean())  # type: ignore[arg-type]
    ends = limited.select((pl.col("normal_low") + pl.col("normal_high")) / 2).to_series()
    return float(ends.mean())  # type: ignore[arg-type]


def _scale(found: list[pl.DataFrame]) -> float:
    """The same scale for every row, so that a flat line with many cases looks as certain as it is."""
    centres = [_centre(one) for one in found]
    reaches = sorted(
        max(abs(value - centre) for value in [*one["rate"], *one["normal_high"].drop_nulls()])
        for centre, one in zip(centres, found, strict=True)
    )
    typical = reaches[int(len(reaches) * 0.8)] if reaches else LARGEST_SCALE
    return max(SMALLEST_SCALE, min(LARGEST_SCALE, typical))


def _targets_to_click(figure: go.Figure, lines: list[Line]) -> None:
    """Unseen marks over label, rate, interval and weeks: a row is easier to hit than a dot."""
    rows = [line for line in lines if not line.bold]
    hover = [_hover(line.row) for line in rows]
    places = [("x", one) for one in (0.03, 0.08, 0.13, 0.18, RATE_X - 0.012, N_X - 0.015, CHANGE_X - 0.015, 0.95)]
    spots = [*places, *(("x3", one) for one in (0.5, 3.5, 6.5))]
    for axis, x in spots:
        _unseen(figure, axis, [x] * len(rows), rows, hover)
    rates = [line.row["rate"] if line.row["rate"] is not None else 0.9 for line in rows]
    _unseen(figure, "x2", rates, rows, hover)


def _unseen(figure: go.Figure, axis: str, x: list[float], rows: list[Line], hover: list[str]) -> None:
    figure.add_scatter(
        xaxis=axis,
        x=x,
        y=[line.y for line in rows],
        mode="markers",
        marker={"size": 26, "opacity": 0, "symbol": "square"},
        customdata=[[line.row["key"]] for line in rows],
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _hover(row: dict[str, Any]) -> str:
    parts = [f"<b>{plain(title(row['key']))}</b>", rate_sentence(row)]
    if row["n"] >= FEW_CASES:
        parts.append(tr("target {target}", target=percent(row["target"])))
    if row["normal_low"] is not None and row["n"] >= FEW_CASES:
        parts.append(tr("normal: {interval}", interval=interval(row["normal_low"], row["normal_high"])))
    if row["coverage"] is not None:
        parts.append(tr("coverage {coverage}", coverage=percent(row["coverage"])))
    return "<br>".join(parts)
