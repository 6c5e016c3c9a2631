"""One palette in two places: `.streamlit/config.toml` for the page, `ui/theme.py` for the charts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from ui.theme import DARK, LIGHT, Palette, selected, template

ROOT = Path(__file__).parents[2]
CONFIG = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
THEMES = {"light": LIGHT, "dark": DARK}
SAME = {
    "page": "backgroundColor",
    "surface": "secondaryBackgroundColor",
    "text": "textColor",
    "quiet": "grayTextColor",
    "unknown": "grayColor",
    "rule": "borderColor",
    "accent": "primaryColor",
    "link": "linkColor",
    "above": "blueColor",
    "above_text": "blueTextColor",
    "below": "orangeColor",
    "below_text": "orangeTextColor",
}


@pytest.mark.parametrize("appearance", THEMES)
def test_charts_and_page_share_their_colours(appearance: str) -> None:
    theme: dict[str, Any] = tomllib.loads(CONFIG)["theme"][appearance]
    assert {name: getattr(THEMES[appearance], name) for name in SAME} == {
        name: theme[key] for name, key in SAME.items()
    }


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_words_can_be_read(colours: Palette) -> None:
    """WCAG AA: 4.5 for words, 3 for marks."""
    for name in ("text", "quiet", "few", "link", "above_text", "below_text"):
        assert contrast(getattr(colours, name), colours.page) >= 4.5, name
    assert contrast(colours.on_below, colours.below) >= 4.5
    for name in ("unknown", "above", "below", "accent"):
        assert contrast(getattr(colours, name), colours.page) >= 3, name


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_the_template_is_lean(colours: Palette) -> None:
    figure = go.Figure(layout={"template": template(colours)})
    assert len(figure.to_json()) < 1600


def test_what_was_clicked_is_its_customdata() -> None:
    assert selected({"points": [{"customdata": ["use_name", "a1"], "point_index": 3}]}) == ["use_name", "a1"]
    assert selected({"points": []}) is None
    assert selected({}) is None


def test_every_key_of_the_config_is_explained() -> None:
    keys = [line for line in CONFIG.splitlines() if " = " in line and not line.startswith("#")]
    assert [line for line in keys if "  # " not in line] == []
