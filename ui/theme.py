"""The two palettes, the lean Plotly template, and the one way a figure is shown.

Colour means one of two things: *you can act here* (accent) or *this is clearly on one side of the target* (verdict);
everything else is ink or grey. The colour-blind tell blue from orange by more than hue: a verdict always has its sign
beside the colour (`SIGN_ABOVE`, `SIGN_BELOW`, `SIGN_UNCLEAR`). The same values stand in `.streamlit/config.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

SANS = "'Source Sans', sans-serif"
SIGN_ABOVE, SIGN_BELOW, SIGN_UNCLEAR = "●", "◆", "○"
SENTENCE_WIDTH = 860
"""Pixels: sentences are set no wider than this (`st.container(width=SENTENCE_WIDTH)`)."""
WIDE_FIGURE = 960
"""Pixels: a figure that needs this width stands in `st.grid(1, wrap=False, min_column_width=WIDE_FIGURE)`."""


@dataclass(frozen=True)
class Palette:
    """One appearance; `..._text` is for words where the mark's colour is too faint, `on_below` for words on a mark."""

    page: str
    surface: str
    text: str
    quiet: str
    few: str
    unknown: str
    rule: str
    band: str
    cell: str
    accent: str
    link: str
    above: str
    above_text: str
    below: str
    below_text: str
    on_below: str


LIGHT = Palette(
    page="#FCFBF8",
    surface="#F2F0EB",
    text="#22262A",
    quiet="#5E6368",
    few="#707377",
    unknown="#7A7D80",
    rule="#DDDAD3",
    band="#ECE9E2",
    cell="#F0EDE7",
    accent="#6B3F7D",
    link="#6B3F7D",
    above="#24699F",
    above_text="#24699F",
    below="#B9520F",
    below_text="#B0490A",
    on_below="#FFFFFF",
)
DARK = Palette(
    page="#15171A",
    surface="#1F2226",
    text="#E7E5E1",
    quiet="#A7A9AA",
    few="#85898D",
    unknown="#8B8F93",
    rule="#34383D",
    band="#272B30",
    cell="#23272B",
    accent="#9264AB",
    link="#CBA9DE",
    above="#74B3E6",
    above_text="#74B3E6",
    below="#F0954E",
    below_text="#F0954E",
    on_below="#15171A",
)


def palette() -> Palette:
    """The palette of the appearance that the user's browser shows now (light until the browser has told)."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def template(colours: Palette) -> go.layout.Template:
    """About twenty keys instead of Plotly's 6.5 kB: transparent, no grid, no axis lines, no legend, no dragging."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
        "title": {"font": {"size": 12, "color": colours.quiet}},
        "tickfont": {"size": 12, "color": colours.quiet},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": SANS, "size": 13, "color": colours.text},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": colours.surface,
                "bordercolor": colours.rule,
                "font": {"family": SANS, "size": 13, "color": colours.text},
            },
            "annotationdefaults": {"showarrow": False},
            "bargap": 0.35,
            "colorway": [colours.quiet, colours.above, colours.below, colours.accent],
        },
        data={
            "scatter": [{"marker": {"opacity": 1, "line": {"width": 0}}}],
            "bar": [{"marker": {"line": {"width": 0}}}],
        },
    )


def dress(figure: go.Figure, colours: Palette, separators: str) -> None:
    """Give a figure our template, once; `separators` are the decimal mark and the thousands mark."""
    if figure.layout.separators is None:
        figure.update_layout(template=template(colours), separators=separators)


def show(
    figure: go.Figure,
    *,
    alt: str,
    key: str,
    separators: str = ",.",
    on_select: Literal["ignore", "rerun"] = "ignore",
    width: Literal["stretch", "content"] | int = "stretch",
    height: Literal["content", "stretch"] | int = "content",
) -> Mapping[str, Any]:
    """Draw a figure in the current palette and give back its selection ({} where nothing is selectable).

    `alt` says what the figure shows, for those who do not see it. Read `customdata` of the selection, never the point's
    index. `separators` are the decimal mark and the thousands mark (`ui.wording.separators()`).
    """
    dress(figure, palette(), separators)
    shown = st.plotly_chart(
        figure,
        key=key,
        alt=alt,
        theme=None,
        width=width,
        height=height,
        on_select=on_select,
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False},
    )
    if on_select == "ignore":
        return {}
    selection: Mapping[str, Any] = shown["selection"]  # type: ignore[index]
    return selection


def selected(selection: Mapping[str, Any]) -> Any | None:
    """`customdata` of the one point that was clicked, or None."""
    points = selection.get("points") or []
    return points[0].get("customdata") if points else None
