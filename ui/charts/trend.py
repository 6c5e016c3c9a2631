"""Twelve weeks of one agent or practice in the own normal band; what it is compared with as a dotted line."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import ABOVE, BELOW, UNFADED, mark_colour, plain, rate_words
from ui.telling.agents import of_team
from ui.theme import Palette
from ui.wording import day, number, spoken, tr

HEIGHT = 170
LAST = 11


def team_words(rate: float) -> str:
    """How the colleagues' line is called."""
    return of_team(spoken(), rate)


def trend_figure(
    weeks: pl.DataFrame, name: str, signal: str, colours: Palette, dotted: Callable[[float], str] = team_words
) -> go.Figure:
    """TREND_SCHEMA rows; each point's customdata is [first day of the week].

    `name` is how the line is called; `dotted` calls the line of `team_rate`, which may hold another rate to compare
    with.
    """
    shown = weeks.filter(pl.col("rate").is_not_null()).sort("week")
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 10, "r": 104, "t": 12, "b": 26},
        xaxis={"visible": False, "fixedrange": True, "range": [-0.2, LAST + 0.3]},
        yaxis={"visible": False, "fixedrange": True},
    )
    if shown.is_empty():
        return figure
    last = shown["week"][-1]
    places = [LAST - (last - week).days // 7 for week in shown["week"]]
    _band(figure, shown, places, colours)
    _team(figure, shown, places, colours)
    _agent(figure, shown, places, signal, colours)
    _ends(figure, shown, name, dotted, colours)
    marked = dict.fromkeys([0, len(places) // 2, len(places) - 1])
    for index in marked:
        figure.add_annotation(
            x=places[index],
            yref="paper",
            y=0,
            yshift=-16,
            text=day(shown["week"][index], year=False),
            xanchor="left" if index == 0 and len(places) > 1 else "center",
            font={"size": 12, "color": colours.quiet},
        )
    return figure


def _band(figure: go.Figure, shown: pl.DataFrame, places: list[int], colours: Palette) -> None:
    limited = [
        (place, low, high)
        for place, low, high in zip(places, shown["normal_low"], shown["normal_high"], strict=True)
        if low is not None
    ]
    if len(limited) < 2:
        return
    x, low, high = zip(*limited, strict=True)
    figure.add_scatter(
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        fill="toself",
        fillcolor=colours.band,
        mode="none",
        hoverinfo="skip",
    )


def _team(figure: go.Figure, shown: pl.DataFrame, places: list[int], colours: Palette) -> None:
    figure.add_scatter(
        x=places,
        y=shown["team_rate"].to_list(),
        mode="lines",
        line={"color": colours.quiet, "width": 1.3, "dash": "dot"},
        hoverinfo="skip",
    )


def _agent(figure: go.Figure, shown: pl.DataFrame, places: list[int], signal: str, colours: Palette) -> None:
    end = mark_colour(signal, colours) if signal in (ABOVE, BELOW) else colours.text
    last = places[-1]
    rows = shown.to_dicts()
    figure.add_scatter(
        x=places,
        y=shown["rate"].to_list(),
        mode="lines+markers",
        line={"color": colours.text, "width": 1.8},
        marker={
            "size": [10 if place == last else 5 for place in places],
            "color": [end if place == last else colours.text for place in places],
            "symbol": ["diamond" if place == last and signal == BELOW else "circle" for place in places],
            "opacity": 1,
            "line": {"width": 0},
        },
        customdata=[[row["week"].isoformat()] for row in rows],
        hovertext=[
            tr(
                "week from {day}: {rate}, n {n}",
                day=day(row["week"], year=False),
                rate=rate_words(row["rate"], row["n"], row["met"]),
                n=number(row["n"]),
            )
            for row in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        **UNFADED,
    )


def _ends(figure: go.Figure, shown: pl.DataFrame, name: str, dotted: Callable[[float], str], colours: Palette) -> None:
    """Both lines named at their right end, pushed apart where they meet."""
    rate, team = shown["rate"][-1], shown["team_rate"][-1]
    words = rate_words(rate, shown["n"][-1], shown["met"][-1])
    above = team is None or rate >= team
    labels = [(rate, f"<b>{plain(name)} {words}</b>", colours.text, 8 if above else -8)]
    if team is not None:
        labels.append((team, plain(dotted(team)), colours.quiet, -8 if above else 8))
    for y, text, ink, shift in labels:
        figure.add_annotation(
            x=LAST, xshift=12, y=y, yshift=shift, text=text, xanchor="left", font={"size": 13, "color": ink}
        )
