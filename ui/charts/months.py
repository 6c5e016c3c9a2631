"""One indicator over some months: a line of dots, each with its interval where it is a share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import BARE_AXIS
from ui.theme import Palette
from ui.wording import day, month_name, number, tr

HEIGHT = 96


def month_line(
    months: pl.DataFrame,
    worded: Callable[[float], str],
    colours: Palette,
    with_zero: bool,
    reaches: date | None = None,
) -> go.Figure:
    """Columns month, value, n, low, high of one indicator, in order; `worded` writes a value.

    `with_zero` for counts and times, whose height means something only above nothing. `reaches` is the last day on
    record: a last month that is not over then is marked, in the figure and where its dot is hollow.
    """
    figure = go.Figure()
    shown = months.with_row_index("place").filter(pl.col("value").is_not_null())
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 4, "r": 72, "t": 8, "b": 20},
        xaxis={**BARE_AXIS, "range": [-0.3, months.height - 0.7]},
        yaxis={**BARE_AXIS, "range": _span(shown, with_zero)},
    )
    if shown.is_empty():
        return figure
    places, values = shown["place"].to_list(), shown["value"].to_list()
    hover = [
        f"{month_name(month)}: {worded(value)}, n {number(n)}"
        for month, value, n in shown.select("month", "value", "n").rows()
    ]
    for place, low, high in shown.drop_nulls(["low", "high"]).select("place", "low", "high").rows():
        figure.add_shape(
            type="line", x0=place, x1=place, y0=low, y1=high, layer="below", line={"color": colours.rule, "width": 5}
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
            text=_short(month_name(month))
            + (f" {tr('to {day}', day=day(reaches, year=False))}" if place and unfinished else ""),
            xanchor="left" if place == 0 else "center",
            font={"size": 12, "color": colours.quiet},
        )
    return figure


def months_in_words(months: pl.DataFrame, title: str, worded: Callable[[float], str]) -> str:
    """The chart as a sentence, for those who do not see it."""
    parts = [
        tr(
            "{month} {value} (n {n})",
            month=month_name(month),
            value="–" if value is None else worded(value),
            n=number(n),
        )
        for month, value, n in months.select("month", "value", "n").rows()
    ]
    return f"{title}: " + "; ".join(parts)


def _unfinished(month: date, reaches: date | None) -> bool:
    """Whether the records end within this month, before its last day."""
    return (
        reaches is not None and reaches.replace(day=1) == month and (reaches + timedelta(days=1)).month == month.month
    )


def _short(name: str) -> str:
    return name[:3]


def _span(shown: pl.DataFrame, with_zero: bool) -> list[float]:
    ends = [value for name in ("value", "low", "high") for value in shown[name].drop_nulls().to_list()]
    if not ends:
        return [0, 1]
    low, high = (0.0 if with_zero else min(ends)), max(ends)
    air = (high - low) * 0.15 or 0.05
    return [low - air, high + air]
