"""A case's strip: to scale, with labels that do not lie on one another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest

from ui.charts.case_strip import LETTER, NARROW, case_strip
from ui.theme import LIGHT

MADE = datetime(2026, 11, 3, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 5, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def happened(*days_later: float, what: str = "customer") -> pl.DataFrame:
    return pl.DataFrame(
        {"at": [MADE + timedelta(days=one) for one in days_later], "what": [what] * len(days_later)},
        schema={"at": pl.Datetime("us", "UTC"), "what": pl.String()},
    )


def labels(figure) -> list[str]:
    return [one.text for one in figure.layout.annotations]


def test_the_due_time_stands_where_it_falls() -> None:
    figure = case_strip(happened(7, 11), MADE, DUE, NOW, 18, LIGHT)
    in_time, late, due = figure.layout.shapes
    assert (in_time.x0, in_time.x1) == (0, pytest.approx(0.1))
    assert (late.x0, late.x1, late.line.color) == (pytest.approx(0.1), 1, LIGHT.below)
    assert due.x0 == pytest.approx(0.1)
    assert list(figure.data[0].x) == [pytest.approx(0.35), pytest.approx(0.55)]
    assert {"pedido, 03/11", "prazo, 05/11", "hoje: 18 dias além do prazo"} <= set(labels(figure))


def test_what_is_still_in_time_ends_at_the_due_time() -> None:
    figure = case_strip(happened(), MADE, DUE, MADE + timedelta(days=1), 0, LIGHT)
    passed, left, due = figure.layout.shapes
    assert (passed.x1, left.x0, left.x1, left.line.dash) == (0.5, 0.5, 1, "dot")
    assert due.x0 == 1
    assert not any(one.line.color == LIGHT.below for one in figure.layout.shapes)


def test_a_return_ends_the_line_without_alarm() -> None:
    figure = case_strip(happened(), MADE, DUE, NOW, None, LIGHT)
    assert "retorno, 23/11" in labels(figure)
    assert figure.data[-1].marker.symbol == "circle"


def test_labels_never_lie_on_one_another() -> None:
    figure = case_strip(happened(*[n / 2 for n in range(2, 40)]), MADE, DUE, NOW, 18, LIGHT)
    width = {"left": (0, 1), "center": (-0.5, 0.5), "right": (-1, 0)}
    for side in (1, -1):
        spans = []
        for one in figure.layout.annotations:
            if (one.y > 0) == (side > 0):
                wide = len(one.text) * LETTER / NARROW
                begin, end = width[one.xanchor]
                spans.append((one.x + begin * wide, one.x + end * wide))
        spans.sort()
        assert len(spans) >= 2
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_a_request_that_is_due_at_once_has_a_strip_too() -> None:
    assert case_strip(happened(), MADE, MADE, MADE, 0, LIGHT).layout.height


def test_a_day_full_of_contacts_is_one_ring() -> None:
    assert len(case_strip(happened(7, 7.1, 7.2), MADE, DUE, NOW, 18, LIGHT).data[0].x) == 1
