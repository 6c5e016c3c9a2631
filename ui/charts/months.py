"""One indicator over some months: a line of dots, each with its interval where it is a share, and the targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import BARE_AXIS
from ui.theme import Palette
from ui.wording import day, month_name, number, tr

HEIGHT = 96
MARGIN = {"l": 4, "r": 92, "t": 8, "b": 20}
A_YEAR = 12
LINE_OF_TEXT = 14
"""Pixels: two words at the end of a line stand no closer."""


def month_line(
    months: pl.DataFrame,
    worded: Callable[[float], str],
    colours: Palette,
    with_zero: bool,
    reaches: date | None = None,
    target_worded: Callable[[float], str] | None = None,
) -> go.Figure:
    """Columns month, value, n, low, high of one indicator, in order; `worded` writes a value.

    Where there is a column target, a dotted line stands at each month's, and its end says the last one, as
    `target_worded` writes it.

    `with_zero` for counts and times, whose height means something only above nothing. `reaches` is the last day on
    record: a last month that is not over then is marked, in the figure and where its dot is hollow.
    """
    figure = go.Figure()
    shown = months.with_row_index("place").filter(pl.col("value").is_not_null())
    figure.update_layout(
        height=HEIGHT,
        margin=MARGIN,
        xaxis={**BARE_AXIS, "range": [-_air(months), months.height - 1 + _air(months)]},
        yaxis={**BARE_AXIS, "range": _span(months, with_zero)},
    )
    _targets(figure, months, target_worded or worded, colours)
    if shown.is_empty():
        return figure
    places, values = shown["place"].to_list(), shown["value"].to_list()
    hover = [
        f"{month_name(month)}: {worded(value)}, n {number(n)}"
        for month, value, n in shown.select("month", "value", "n").rows()
    ]
    for place, low, high in shown.drop_nulls(["low", "high"]).select("place", "low", "high").rows():
        figure.add_shape(
            type="line",
            x0=place,
            x1=place,
            y0=low,
            y1=high,
            layer="below",
            line={"color": colours.rule, "width": 5 if months.height <= A_YEAR else 3},
        )
    unfinished = _unfinished(months["month"][-1], reaches)
    hollow = unfinished and places[-1] == months.height - 1
    figure.add_scatter(
        x=places,
        y=values,
        mode="lines+markers",
        line={"color": colours.quiet, "width": 1.5},
        marker={
            "color": [colours.quiet] * (len(places) - 1) + [colours.text],
            "size": [4] * (len(places) - 1) + [8],
            "symbol": ["circle"] * (len(places) - 1) + ["circle-open" if hollow else "circle"],
        },
        hovertext=hover,
        hoverinfo="text",
        opacity=1,
    )
    figure.add_annotation(
        x=places[-1], y=values[-1], text=worded(values[-1]), xanchor="left", xshift=9, font={"color": colours.text}
    )
    for place, month in ((0, months["month"][0]), (months.height - 1, months["month"][-1])):
        figure.add_annotation(
            x=place,
            y=0,
            yref="paper",
            yshift=-12,
            text=_short(month, months.height > A_YEAR)
            + (f" {tr('to {day}', day=day(reaches, year=False))}" if place and unfinished else ""),
            xanchor="left" if place == 0 else "center",
            font={"size": 12, "color": colours.quiet},
        )
    return figure


def _targets(figure: go.Figure, months: pl.DataFrame, worded: Callable[[float], str], colours: Palette) -> None:
    """The target of each month as a dotted line, broken where it changes; what it is stands at the end."""
    if "target" not in months.columns or months["target"].is_null().all():
        return
    pieces = [[place - 0.5, place + 0.5, target] for place, target in enumerate(months["target"]) if target is not None]
    joined = pieces[:1]
    for piece in pieces[1:]:
        if joined[-1][1:] == [piece[0], piece[2]]:
            joined[-1][1] = piece[1]
        else:
            joined.append(piece)
    for begin, end, target in joined:
        figure.add_shape(
            type="line",
            x0=max(begin, -_air(months)),
            x1=min(end, months.height - 1),
            y0=target,
            y1=target,
            layer="below",
            line={"color": colours.text, "width": 1.2, "dash": "dot"},
        )
    target, value = months["target"][-1], months["value"][-1]
    if target is None:
        return
    figure.add_annotation(
        x=months.height - 1,
        y=target,
        text=tr("target {target}", target=worded(target)),
        xanchor="left",
        xshift=9,
        yshift=_clear_of(figure, target, value),
        font={"size": 12, "color": colours.quiet},
    )


def _clear_of(figure: go.Figure, target: float, value: float | None) -> float:
    """By how many pixels the target's words move up (or down) so that they do not stand on the value's."""
    low, high = map(float, figure.layout.yaxis.range)
    if value is None:
        return 0.0
    pixels = (HEIGHT - MARGIN["t"] - MARGIN["b"]) / (high - low)
    apart = (target - value) * pixels
    if abs(apart) >= LINE_OF_TEXT:
        return 0.0
    room_above, room_below = ((end - value) * pixels >= LINE_OF_TEXT for end in (high, 2 * value - low))
    up = room_above if apart >= 0 else not room_below
    return LINE_OF_TEXT - apart if up else -LINE_OF_TEXT - apart


def months_in_words(
    months: pl.DataFrame,
    title: str,
    worded: Callable[[float], str],
    target_worded: Callable[[float], str] | None = None,
) -> str:
    """The chart as a sentence, for those who do not see it."""
    targets = months["target"].to_list() if "target" in months.columns else [None] * months.height
    parts = []
    for (month, value, n), target in zip(months.select("month", "value", "n").rows(), targets, strict=True):
        fields = {"month": month_name(month), "value": "–" if value is None else worded(value), "n": number(n)}
        if target is None:
            parts.append(tr("{month} {value} (n {n})", **fields))
        else:
            goal = (target_worded or worded)(target)
            parts.append(tr("{month} {value} (n {n}, target {target})", target=goal, **fields))
    return f"{title}: " + "; ".join(parts)


def _unfinished(month: date, reaches: date | None) -> bool:
    """Whether the records end within this month, before its last day."""
    return (
        reaches is not None and reaches.replace(day=1) == month and (reaches + timedelta(days=1)).month == month.month
    )


def _short(month: date, with_year: bool) -> str:
    name = month_name(month)[:3]
    return f"{name} {month.year}" if with_year else name


def _air(months: pl.DataFrame) -> float:
    """What the axis has beyond its first and last month, so that their marks are whole: alike for few and many."""
    return 0.05 * max(months.height, 6)


def _span(months: pl.DataFrame, with_zero: bool) -> list[float]:
    names = [name for name in ("value", "low", "high", "target") if name in months.columns]
    ends = [value for name in names for value in months[name].drop_nulls().to_list()]
    if not ends:
        return [0, 1]
    low, high = (0.0 if with_zero else min(ends)), max(ends)
    air = (high - low) * 0.15 or 0.05
    return [low - air, high + air]
