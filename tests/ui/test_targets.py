"""Targets are typed as people write numbers, told by the rule of intervals, and drawn on the months."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from data.decisions import targets as decided
from ui import indicators, numbers, wording
from ui.charts.months import HEIGHT, MARGIN, month_line, months_in_words
from ui.sentences import kpis as sentences
from ui.targets import months_to_set, read_value
from ui.theme import LIGHT

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    monkeypatch.setattr(numbers, "language", lambda: "pt")


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        ("retention", "85", 0.85),
        ("retention", " 82,5 % ", 0.825),
        ("total", "100", 1.0),
        ("total", "0", 0.0),
        ("queue_time", "4", 240),
        ("queue_time", "4,5", 270),
        ("queue_time", "4 min 30 s", 270),
        ("queue_time", "4min30s", 270),
        ("queue_time", "4:30", 270),
        ("queue_time", "45 s", 45),
        ("first_reply", "1 h 05 min", 3900),
        ("contacts", "1.200", 1200),
        ("backlog", "0", 0),
    ],
)
def test_a_target_is_read_as_people_write_it(measure: str, text: str, value: float) -> None:
    assert read_value(measure, text) == (pytest.approx(value), None)


@pytest.mark.parametrize(
    ("measure", "text", "sentence"),
    [
        ("retention", "120", "120% nunca pode ser alcançado"),
        ("retention", "0,85", "0,85 quer dizer 85%? Então escreva 85."),
        ("respect", "100,5%", "nunca pode ser alcançado"),
        ("retention", "-5", "negativa"),
        ("retention", "", "Escreva a meta"),
        ("retention", None, "Escreva a meta"),
        ("retention", "muito", "não é um número"),
        ("retention", "85.5", "não é um número"),
        ("retention", "nan", "não é um número"),
        ("retention", "Infinity", "não é um número"),
        ("queue_time", "-3", "negativa"),
        ("queue_time", "logo", "não é um número"),
        ("contacts", "2,5", "número inteiro"),
        ("contacts", "-1", "negativa"),
        ("retention", "![x](http://a.b)", "não é um número"),
    ],
)
def test_what_is_no_target_is_said_in_plain_words(measure: str, text: str | None, sentence: str) -> None:
    value, fault = read_value(measure, text)
    assert value is None
    assert fault is not None
    assert sentence in fault
    assert "](http" not in fault


def test_the_screen_and_the_decisions_know_the_same_measures() -> None:
    assert set(indicators.MEASURES) == set(decided.MEASURES)
    assert {one for one in indicators.MEASURES if indicators.is_share(one)} == set(decided.SHARES)
    assert set(indicators.TIMES) == set(decided.TIMES)
    assert set(indicators.COUNTS) == set(decided.COUNTS)


def share(standing: str) -> dict[str, object]:
    return {"n": 100, "value": 0.6, "low": 0.5, "high": 0.7, "standing": standing}


@pytest.mark.parametrize(
    ("key", "row", "target", "words"),
    [
        ("retention", share("above"), 0.45, ":blue[●] acima da meta, 45%"),
        ("retention", share("below"), 0.75, ":orange[◆] abaixo da meta, 75%"),
        ("retention", share("unclear"), 0.6, "sem diferença clara da meta, 60%"),
        ("retention", share("few"), 0.75, "meta de 75%: poucos dados para comparar"),
        ("total", share("below"), 0.825, ":orange[◆] abaixo da meta, 82,5%"),
        ("repeat_visits", share("above"), 0.05, ":orange[◆] acima da meta, até 5%"),
        ("repeat_visits", share("below"), 0.3, ":blue[●] dentro da meta, até 30%"),
        ("queue_time", {"n": 50, "value": 200.0}, 240, "dentro da meta, até 4 min"),
        ("queue_time", {"n": 50, "value": 240.0}, 240, "dentro da meta, até 4 min"),
        ("queue_time", {"n": 50, "value": 300.0}, 240, "acima da meta, até 4 min"),
        ("queue_time", {"n": 9, "value": 300.0}, 240, "meta de até 4 min: poucos dados para comparar"),
        ("queue_time", {"n": 0, "value": None}, 240, "meta de até 4 min: poucos dados para comparar"),
        ("backlog", {"n": 3, "value": 3.0}, 40, "dentro da meta, até 40"),
    ],
)
def test_where_a_number_stands_beside_its_target(key: str, row: dict[str, object], target: float, words: str) -> None:
    assert sentences.beside_target(key, row, target, True, None) == words
    assert sentences.beside_target(key, row, target, False, None) == f"{words} (meta da empresa)"


def months(*rows: tuple[date, float | None, float | None]) -> pl.DataFrame:
    schema = {"month": pl.Date, "value": pl.Float64, "target": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        n=pl.lit(40), low=pl.lit(None, dtype=pl.Float64), high=pl.lit(None, dtype=pl.Float64)
    )


def test_a_count_is_compared_by_its_last_whole_month_and_that_months_target() -> None:
    shown = months((OCTOBER, 41.0, 30.0), (NOVEMBER, 12.0, 20.0))
    whole = sentences.last_whole_month(shown, date(2026, 11, 21))
    row = {"n": 12, "value": 12.0}
    assert sentences.beside_target("cancellation_requests", row, 20, True, whole) == (
        "outubro de 2026: 41, acima da meta, até 30 por mês"
    )
    whole = sentences.last_whole_month(shown, date(2026, 11, 30))
    assert sentences.beside_target("contacts", row, 20, True, whole).startswith(
        "novembro de 2026: 12, abaixo da meta, 20"
    )
    without = sentences.last_whole_month(months((OCTOBER, 41.0, None), (NOVEMBER, 12.0, 20.0)), date(2026, 11, 21))
    assert "nenhum mês completo para comparar" in sentences.beside_target("contacts", row, 20, True, without)


def test_the_clear_misses_are_named_by_the_way_that_is_better() -> None:
    named = ("retention", "repeat_visits", "satisfaction_answers")
    no_target = {"kpi": "satisfaction", "standing": None}
    assert sentences.misses([no_target, *({"kpi": one, **share("above")} for one in named)]) == ["repeat_visits"]
    assert sentences.misses([no_target, *({"kpi": one, **share("below")} for one in named[:2])]) == ["retention"]
    assert sentences.off_target(["retention"]) == "Claramente fora da meta: **Retenção**."


def test_the_target_is_drawn_on_its_months_and_said() -> None:
    shown = months((date(2026, 9, 1), 0.5, None), (OCTOBER, 0.6, 0.7), (NOVEMBER, 0.6, 0.7))
    figure = month_line(shown, wording.percent, LIGHT, False)
    lines = [one for one in figure.layout.shapes if one.line.dash == "dot"]
    assert [(one.x0, one.x1, one.y0, one.y1) for one in lines] == [(0.5, 2, 0.7, 0.7)]
    assert "meta 70%" in [one.text for one in figure.layout.annotations]
    words = months_in_words(shown, "Retenção", wording.percent)
    assert words == (
        "Retenção: setembro de 2026 50% (n 40); outubro de 2026 60% (n 40, meta 70%); "
        "novembro de 2026 60% (n 40, meta 70%)"
    )
    low, high = figure.layout.yaxis.range
    assert low < 0.5
    assert high > 0.7


def test_a_target_that_changes_breaks_its_line() -> None:
    figure = month_line(months((OCTOBER, 0.6, 0.5), (NOVEMBER, 0.6, 0.7)), wording.percent, LIGHT, False)
    assert [one.y0 for one in figure.layout.shapes if one.line.dash == "dot"] == [0.5, 0.7]


@pytest.mark.parametrize("target", [0.30, 0.58, 0.599, 0.6, 0.601, 0.62, 0.9])
@pytest.mark.parametrize("before", [0.1, 0.6, 0.95])
def test_the_words_of_target_and_value_never_stand_on_each_other(target: float, before: float) -> None:
    figure = month_line(months((OCTOBER, before, target), (NOVEMBER, 0.6, target)), wording.percent, LIGHT, False)
    low, high = figure.layout.yaxis.range
    pixels = (HEIGHT - MARGIN["t"] - MARGIN["b"]) / (high - low)
    said = {one.text: one.y * pixels + (one.yshift or 0) for one in figure.layout.annotations if one.yref != "paper"}
    assert len(said) == 2
    above, below = sorted(said.values(), reverse=True)
    assert above - below >= 13.9


def test_the_first_to_save_is_named_and_nothing_is_lost() -> None:
    words = sentences.somebody_was_first(
        "retention", "Norte", "Marta [Reis]", datetime(2026, 11, 20, 15, tzinfo=UTC), (NOVEMBER, 0.6)
    )
    assert words.startswith(
        "Marta &#91;Reis&#93; chegou antes: Retenção, equipe Norte: 60% a partir de novembro de 2026"
    )
    assert "continua no formulário" in words
    taken = sentences.set_words("queue_time", None, NOVEMBER, None)
    assert taken == "TME, tempo médio de espera, toda a empresa: sem meta a partir de novembro de 2026"


def test_a_target_may_begin_in_a_month_that_is_shown_or_soon_to_come() -> None:
    assert months_to_set([OCTOBER, NOVEMBER])[-4:] == [
        NOVEMBER,
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
