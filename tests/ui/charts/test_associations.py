"""A row of the figure shows the difference, its interval and both sides, and says nothing of few."""

from __future__ import annotations

import polars as pl
import pytest

from queries.associations import ASSOCIATION_SCHEMA
from ui import wording
from ui.charts.associations import association_figure, common_reach
from ui.sentences import associations as sentences
from ui.theme import LIGHT

ROWS = pl.DataFrame(
    [
        ("retention", "use_name", 56, 70, 48, 80, 0.2, 0.052, 0.334, 0.01, "above"),
        ("retention", "harsh_tone", 5, 50, 20, 50, -0.3, -0.45, -0.13, 0.01, "below"),
        ("retention", "composure", 5, 10, 5, 11, 0.05, -0.3, 0.4, 0.9, "unclear"),
        ("retention", "honest_no", 5, 9, 5, 11, None, None, None, None, "few"),
    ],
    schema=ASSOCIATION_SCHEMA,
    orient="row",
)


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def test_the_figure_marks_what_is_clear_by_sign_and_colour() -> None:
    figure = association_figure(ROWS, common_reach(ROWS), LIGHT)
    dots = next(one for one in figure.data if one.mode == "markers" and one.marker.opacity == 1)
    assert list(dots.x) == [0.2, -0.3, 0.05]
    assert list(dots.marker.symbol) == ["circle", "diamond", "circle"]
    assert list(dots.marker.color) == [LIGHT.above, LIGHT.below, LIGHT.page]
    texts = [list(one.text) for one in figure.data if one.mode == "text"]
    assert texts[1] == ["+20", "−30", "+5", "poucos dados"]
    assert texts[2] == ["56/70", "5/50", "5/10", "5/9"]
    assert texts[3] == ["48/80", "20/50", "5/11", "5/11"]


def test_every_row_can_be_clicked_even_where_there_are_few() -> None:
    figure = association_figure(ROWS, 0.5, LIGHT)
    unseen = [one for one in figure.data if one.mode == "markers" and one.marker.opacity == 0]
    assert [row[0] for row in unseen[0].customdata] == ROWS["practice"].to_list()
    assert "poucos dados" in unseen[0].hovertext[3]
    assert "80% contra 60%: +20 p.p. (+5 a +33)" in unseen[0].hovertext[0]


def test_all_outcomes_stand_on_one_axis_that_holds_every_interval() -> None:
    reach = common_reach(ROWS)
    assert reach == pytest.approx(0.45 * 1.05)
    assert common_reach(ROWS.clear()) == pytest.approx(0.105)
    assert tuple(association_figure(ROWS[:1], reach, LIGHT).layout.xaxis2.range) == (-reach, reach)


def test_the_sentence_names_what_is_clear_alone() -> None:
    said = sentences.summary("retention", ROWS)
    assert said == (
        "Mais vezes onde foi cumprida (o cliente ficou): **Chamar pelo nome** (+20 p.p.). "
        "Menos vezes onde foi cumprida (o cliente ficou): **Tom cordial** (−30 p.p.)."
    )
    assert "podem ser acaso" in sentences.summary("retention", ROWS[2:])
    assert sentences.summary("retention", ROWS[3:]).startswith("Poucos dados")
    assert "associação, não causa" in sentences.warning()


def test_the_alternative_says_every_row() -> None:
    said = sentences.alt("retention", ROWS)
    assert said.startswith("Retenção: Chamar pelo nome +20 p.p., +5 a +33 (n 70 e 80)")
    assert said.endswith("“Não” com alternativa poucos dados (n 9 e 11)")


def test_a_side_of_few_is_told_as_counts() -> None:
    assert sentences.side(5, 9, 10) == "5 de 9"
    assert sentences.side(5, 10, 10) == "50% (n 10)"
