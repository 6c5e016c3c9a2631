"""Eight weeks of one pillar in its own normal band; several of them share one vertical axis."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import ABOVE, BARE_AXIS, BELOW, UNFADED, mark_colour
from ui.theme import Palette
from ui.wording import day, number, percent, tr

HEIGHT = 150
_LABEL = {"size": 12}


def common_span(weeks: pl.DataFrame) -> tuple[float, float]:
    """The lowest and highest value to draw of all pillars (WEEK_SCHEMA), with a little air."""
    values = pl.concat([weeks[name] for name in ("rate", "normal_low", "normal_high")]).drop_nulls()
    if values.is_empty():
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
    air = max(0.02, (high - low) * 0.12)
    return low - air, high + air


def pillar_line(
    weeks: pl.DataFrame, signal: str, span: tuple[float, float], colours: Palette, name_the_band: bool = False
) -> go.Figure:
    """One pillar's weeks (WEEK_SCHEMA of one key); each point's customdata is [key, first day of the week]."""
    shown = weeks.filter(pl.col("rate").is_not_null()).sort("week")
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 6, "r": 44, "t": 22, "b": 22},
        xaxis={**BARE_AXIS, "range": [-0.3, 7.3]},
        yaxis={**BARE_AXIS, "range": list(span)},
    )
    if shown.is_empty():
        return figure
    last = shown["week"][-1]
    places = [7 - (last - week).days // 7 for week in shown["week"]]
    _band(figure, shown, places, colours, name_the_band)
    _line(figure, shown, places, signal, colours)
    _dates(figure, shown, places, colours)
    return figure


def _band(figure: go.Figure, shown: pl.DataFrame, places: list[int], colours: Palette, named: bool) -> None:
    limited = [
        (place, low, high)
        for place, low, high in zip(places, shown["normal_low"], shown["normal_high"], strict=True)
        if low is not None
    ]
    if not limited:
        return
    x, low, high = zip(*limited, strict=True)
    figure.add_scatter(
        x=[x[0] - 0.25, *x, x[-1] + 0.25, x[-1] + 0.25, *reversed(x), x[0] - 0.25],
        y=[high[0], *high, high[-1], low[-1], *reversed(low), low[0]],
        fill="toself",
        fillcolor=colours.band,
        mode="none",
        hoverinfo="skip",
    )
    for value, shift in ((high[-1], 5), (low[-1], -5)):
        figure.add_annotation(
            x=7.3,
            y=value,
            text=percent(value),
            xanchor="left",
            yshift=shift,
            font={**_LABEL, "color": colours.quiet},
        )
    if named:
        figure.add_annotation(
            x=x[0] - 0.25,
            y=high[0],
            text=tr("normal range"),
            xanchor="left",
            yanchor="bottom",
            font={**_LABEL, "color": colours.quiet},
        )


def _line(figure: go.Figure, shown: pl.DataFrame, places: list[int], signal: str, colours: Palette) -> None:
    last = places[-1]
    end = mark_colour(signal, colours) if signal in (ABOVE, BELOW) else colours.text
    figure.add_scatter(
        x=places,
        y=shown["rate"].to_list(),
        mode="lines+markers",
        line={"color": colours.quiet, "width": 1.5},
        marker={
            "size": [10 if place == last else 5 for place in places],
            "color": [end if place == last else colours.quiet for place in places],
            "symbol": ["diamond" if place == last and signal == BELOW else "circle" for place in places],
            "opacity": 1,
            "line": {"width": 0},
        },
        customdata=[[row["key"], row["week"].isoformat()] for row in shown.to_dicts()],
        hovertext=[_hover(row) for row in shown.to_dicts()],
        hovertemplate="%{hovertext}<extra></extra>",
        **UNFADED,
    )


def _hover(row: dict[str, object]) -> str:
    met, n = int(str(row["met"])), int(str(row["n"]))
    words = tr("week from {day}", day=day(row["week"], year=False))  # type: ignore[arg-type]
    return f"{words}: {percent(met / n)}, n {number(n)}"


def _dates(figure: go.Figure, shown: pl.DataFrame, places: list[int], colours: Palette) -> None:
    ends = [(places[0], shown["week"][0], "left"), (places[-1], shown["week"][-1], "right")]
    for place, week, anchor in ends if len(places) > 1 else ends[-1:]:
        figure.add_annotation(
            x=place,
            y=0,
            yref="paper",
            yshift=-14,
            text=day(week, year=False),
            xanchor=anchor,
            font={**_LABEL, "color": colours.quiet},
        )
