"""What the weekly review shows first, and what its legend says of colour."""

import polars as pl
import pytest

from ui import wording
from ui.sentences.weekly import most_striking, practices_legend

PRACTICES = pl.DataFrame(
    {"key": ["use_name", "composure", "harsh_tone"], "signal": ["below", "normal", "normal"], "missed_right": [3, 2, 1]}
)


def cells(*rows: tuple[str, int, int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["practice", "n", "missed", "standing"], orient="row")


def test_the_funnel_opens_on_a_practice_that_can_say_something() -> None:
    thin = [("use_name", 9, 3, "few"), ("use_name", 40, 3, "few")]
    rich = [("composure", 40, 2, "unclear"), ("composure", 31, 0, "unclear")]
    some = [("harsh_tone", 12, 9, "below"), ("harsh_tone", 12, 9, "below")]
    assert most_striking(PRACTICES, cells(*thin, *some, *rich)) == "composure"
    assert most_striking(PRACTICES, cells(*thin, *some)) == "harsh_tone"
    assert most_striking(PRACTICES, cells(*thin)) == "use_name"


@pytest.mark.parametrize("as_list", [True, False])
def test_the_legend_says_when_there_is_no_colour(monkeypatch: pytest.MonkeyPatch, as_list: bool) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    assert practices_legend(as_list).count("Sem cor com menos de 30 vereditos.") == 1
