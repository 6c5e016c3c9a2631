"""How a KPI's value is written, and how a month that is not over is marked."""

from datetime import date

import polars as pl
import pytest

from ui import wording
from ui.charts.months import month_line
from ui.indicators import value_words
from ui.theme import LIGHT

MONTHS = pl.DataFrame(
    {
        "month": [date(2026, 10, 1), date(2026, 11, 1)],
        "value": [0.5, 0.6],
        "n": [40, 20],
        "low": [0.4, 0.4],
        "high": [0.6, 0.8],
    }
)


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def test_few_cases_are_told_as_counts() -> None:
    assert value_words("retention", 0.25, 8) == "2 de 8"
    assert value_words("retention", 0.25, 12) == "25%"
    assert value_words("contacts", 8.0, 8) == "8"
    assert value_words("retention", None, 0) == "–"


@pytest.mark.parametrize(
    ("reaches", "marked"), [(date(2026, 11, 21), True), (date(2026, 11, 30), False), (None, False)]
)
def test_a_month_that_is_not_over_is_marked(reaches: date | None, marked: bool) -> None:
    figure = month_line(MONTHS, wording.percent, LIGHT, False, reaches)
    labels = [one.text for one in figure.layout.annotations]
    assert ("nov até 21/11" in labels) is marked
    assert (figure.data[0].marker.symbol[-1] == "circle-open") is marked
    assert "out" in labels
