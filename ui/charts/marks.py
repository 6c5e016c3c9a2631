"""How a verdict on a number is drawn: colour, sign, and words that others wrote made harmless for Plotly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from ui.telling import rates, values
from ui.telling.rates import ABOVE, BELOW, FEW_CASES
from ui.theme import Palette
from ui.wording import spoken

__all__ = ["ABOVE", "BELOW", "FEW_CASES"]
UNCLEAR, FEW = "unclear", "few"
SYMBOLS = {ABOVE: "circle", BELOW: "diamond", UNCLEAR: "circle-open", FEW: "circle-open"}
SIZES = {ABOVE: 10, BELOW: 12, UNCLEAR: 9, FEW: 9}
SIGNS = {ABOVE: ":blue[●]", BELOW: ":orange[◆]"}
"""The same in Markdown; what is not clear has none in a list."""
DAGGER = "†"
"""Behind the title of a practice in calibration, where there is no room for the words."""

UNFADED = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
"""Trace keys that keep Plotly from fading whatever was not clicked."""

BARE_AXIS = {"visible": False, "fixedrange": True}


def plain(text: str | None) -> str:
    """A name as Plotly text: its own small HTML would otherwise read a stranger's `<a href=…>`."""
    return escape(" ".join((text or "–").split()), quote=False)


def title(key: str) -> str:
    """The title of a practice, the name of a pillar, or 'Total', in the user's language."""
    return values.title(spoken(), key)


def mark_colour(standing: str, colours: Palette) -> str:
    """The colour of a mark for a standing or signal ('above', 'below'; anything else is grey)."""
    return {ABOVE: colours.above, BELOW: colours.below}.get(standing, colours.unknown)


def text_colour(standing: str, colours: Palette) -> str:
    """The colour of words for a standing; ink where there is no clear difference."""
    return {ABOVE: colours.above_text, BELOW: colours.below_text, FEW: colours.few}.get(standing, colours.text)


def legend_signs() -> dict[str, str]:
    """The fields {above}, {below} and {unclear} of a legend in Markdown; the last says when nothing is judged."""
    return {**SIGNS, UNCLEAR: rates.unclear(spoken())}


def rate_words(rate: float | None, n: int, met: int) -> str:
    """'71%', or the counts where there are too few cases for a percentage, or a dash."""
    return rates.rate(spoken(), {"rate": rate, "n": n, "met": met})


def rate_sentence(row: dict[str, Any]) -> str:
    """A rate with all that belongs to it, for a hover: '71% (66 a 75), n 431'."""
    return rates.rate_sentence(spoken(), row)


def gapped(pieces: Iterable[Sequence[float | None]]) -> list[float | None]:
    """Several polylines as one: a null between them lifts the pen."""
    joined: list[float | None] = []
    for piece in pieces:
        joined += [*piece, None]
    return joined
