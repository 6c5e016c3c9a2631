"""The agents' rates of one practice beside what chance alone explains at their number of cases."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import (
    ABOVE,
    BELOW,
    SYMBOLS,
    UNCLEAR,
    UNFADED,
    mark_colour,
    plain,
    rate_sentence,
    text_colour,
)
from ui.theme import Palette
from ui.wording import percent, tr
from ui.words import short_name

HEIGHT = 330
TOO_CLOSE = 0.04
"""Names of marks whose rates differ by less would be written over each other."""


def funnel_figure(agents: pl.DataFrame, rate: float, band: pl.DataFrame, practice: str, colours: Palette) -> go.Figure:
    """FUNNEL_SCHEMA rows around their common `rate`; each point's customdata is [practice, agent_id].

    `band` has n, low, high. Only points outside the band are named; who is not judged is a ring.
    """
    lowest = min([0.5, rate, *agents["rate"].to_list()])
    bottom = max(0.0, int(lowest * 10) / 10 - 0.05)
    most = int(band["n"].max() or 1)  # type: ignore[arg-type]
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 44, "r": 84, "t": 24, "b": 44},
        xaxis={
            "fixedrange": True,
            "range": [0, most * 1.06],
            "nticks": 6,
            "tickfont": {"size": 12, "color": colours.quiet},
            "title": {"text": tr("units of the agent"), "font": {"size": 12, "color": colours.quiet}, "standoff": 8},
        },
        yaxis={
            "fixedrange": True,
            "range": [bottom, 1.02],
            "tickformat": ".0%",
            "nticks": 6,
            "tickfont": {"size": 12, "color": colours.quiet},
        },
    )
    _band(figure, band, rate, most, bottom, colours)
    _points(figure, agents, practice, colours)
    return figure


def _band(figure: go.Figure, band: pl.DataFrame, rate: float, most: int, bottom: float, colours: Palette) -> None:
    n = band["n"].to_list()
    low = [max(bottom, one) for one in band["low"]]
    figure.add_scatter(
        x=[*n, *reversed(n)],
        y=[*band["high"].to_list(), *reversed(low)],
        fill="toself",
        fillcolor=colours.band,
        mode="none",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[n[0] if n else 0, most * 1.06],
        y=[rate, rate],
        mode="lines",
        line={"color": colours.quiet, "width": 1},
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=1,
        xref="paper",
        y=rate,
        text=tr("all: {rate}", rate=percent(rate)),
        xanchor="left",
        xshift=4,
        yanchor="middle",
        font={"size": 12, "color": colours.quiet},
    )
    figure.add_annotation(
        xref="paper",
        x=0,
        yref="paper",
        y=1,
        yshift=4,
        text=tr("grey band: what chance explains, 3 sigma"),
        xanchor="left",
        yanchor="bottom",
        font={"size": 12, "color": colours.quiet},
    )


def _points(figure: go.Figure, agents: pl.DataFrame, practice: str, colours: Palette) -> None:
    rows = agents.to_dicts()
    most = max((row["n"] for row in rows), default=1)
    figure.add_scatter(
        x=[row["n"] for row in rows],
        y=[row["rate"] for row in rows],
        mode="markers+text",
        marker={
            "symbol": [_symbol(row) for row in rows],
            "size": [12 if row["outside"] else 9 for row in rows],
            "color": [_colour(row, colours) for row in rows],
            "opacity": 1,
            "line": {"width": [1 if row["judged"] else 1.5 for row in rows], "color": colours.page},
        },
        text=[plain(short_name(row["agent"])) if row["outside"] else "" for row in rows],
        textposition=_beside(rows, most),
        textfont={"size": 13, "color": [text_colour(row["outside"] or "", colours) for row in rows]},
        customdata=[[practice, row["agent_id"]] for row in rows],
        hovertext=[f"<b>{plain(row['agent'])}</b><br>{rate_sentence(row)}" for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        **UNFADED,
    )


def _beside(rows: list[dict[str, Any]], most: int) -> list[str]:
    """Where each name stands: beside its mark, towards the middle; of two that would overlap, above and below."""
    named = sorted((row for row in rows if row["outside"]), key=lambda row: row["rate"])
    height = {row["agent_id"]: "middle" for row in rows}
    for lower, upper in pairwise(named):
        if upper["rate"] - lower["rate"] < TOO_CLOSE and abs(upper["n"] - lower["n"]) < most / 2:
            height[upper["agent_id"]] = "top"
            if height[lower["agent_id"]] == "middle":
                height[lower["agent_id"]] = "bottom"
    return [f"{height[row['agent_id']]} {'left' if row['n'] > most / 2 else 'right'}" for row in rows]


def _symbol(row: dict[str, Any]) -> str:
    if not row["judged"]:
        return SYMBOLS[UNCLEAR]
    return SYMBOLS[BELOW] if row["outside"] == BELOW else SYMBOLS[ABOVE]


def _colour(row: dict[str, Any], colours: Palette) -> str:
    return mark_colour(row["outside"], colours) if row["outside"] in (ABOVE, BELOW) else colours.quiet
