"""Figures that were drawn once and are shown again: the same numbers, colours and language give the same figure.

A figure is kept finished, in `cache_resource`: `cache_data` would pickle it, and unpickling validates it anew. Nobody
may change a kept figure; Streamlit only reads it. The key is what the numbers depend on, never the numbers themselves:
the state of the store, the viewer, the choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import plotly.graph_objects as go
import streamlit as st

from ui.theme import Palette, dress, palette
from ui.wording import language, separators


@dataclass(frozen=True)
class Kept:
    """The figures of one screen.

    `under`: what all its numbers depend on (state of the store, viewer, choice); `repr` must tell the values apart.
    """

    under: tuple[object, ...]

    def figure(self, build: Callable[[Palette], go.Figure], *about: object) -> go.Figure:
        """The figure that `build` draws; `about` names it, and says what else it depends on (a period, a practice)."""
        return _figure(repr((self.under, about)), language(), palette(), build)


@st.cache_resource(ttl=timedelta(hours=1), max_entries=256, show_spinner=False)
def _figure(
    key: str,  # noqa: ARG001 - what the figure is kept under
    spoken: str,  # noqa: ARG001 - as above
    colours: Palette,
    _build: Callable[[Palette], go.Figure],
) -> go.Figure:
    figure = _build(colours)
    dress(figure, colours, separators())
    return figure
