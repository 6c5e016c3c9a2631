"""What the weekly review tells of the period."""

from datetime import date

import polars as pl

from ui.telling.weekly import first_to_open, moved, opening, pillar_notes
from ui.words import Words

PAPER = Words()
DAYS = (date(2026, 11, 16), date(2026, 11, 22))
TOTAL = {"n": 400, "met": 360, "rate": 0.9, "low": 0.87, "high": 0.93, "signal": "normal"}


def movement(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Practices with their signal, and what says so."""
    types = {"key": pl.String(), "signal": pl.String(), "signal_by": pl.String()}
    about = {"change": 0.1, "rate": 0.9, "before_rate": 0.8, "normal_low": 0.7, "normal_high": 0.85}
    about |= {"missed": 9, "target": 0.95}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(standing=pl.lit("unclear"), **about)


def marked(practice: str) -> str:
    return f"[{practice}]"


def test_no_history_is_not_called_normal() -> None:
    unknown = "Não dá para dizer se alguma prática mudou."
    assert moved(PAPER, movement(("use_name", "unknown", None)), marked) == unknown
    mixed = movement(("use_name", "normal", None), ("composure", "unknown", None))
    assert moved(PAPER, mixed, marked).startswith("Nenhuma prática")
    assert "[use_name] subiu para 90%" in moved(PAPER, movement(("use_name", "above", "limits")), marked)


def test_what_left_its_normal_is_the_first_to_be_opened() -> None:
    assert first_to_open(movement(("use_name", "normal", None), ("composure", "below", "change"))) == "composure"
    still = movement(("use_name", "normal", None), ("composure", "normal", None))
    assert first_to_open(still) is None
    assert first_to_open(still.with_columns(standing=pl.Series(["unclear", "below"]))) == "composure"


def test_the_opening_names_what_is_below_its_target() -> None:
    rows = movement(("use_name", "normal", None), ("composure", "normal", None)).with_columns(rate=0.6)
    orange = rows.with_columns(standing=pl.lit("below"), missed=pl.Series([3, 8]))
    told = opening(PAPER, TOTAL, orange, 40, DAYS, marked)
    assert "Claramente abaixo da meta: [composure] (60%, meta 95%) e [use_name] (60%, meta 95%)." in told
    assert "abaixo da meta" not in opening(PAPER, TOTAL, rows, 40, DAYS, marked)


def test_few_verdicts_make_no_percentage() -> None:
    told = opening(PAPER, TOTAL | {"n": 9, "met": 8}, movement(("use_name", "normal", None)), 4, DAYS, marked)
    assert told.endswith("9 vereditos, 8 com a prática cumprida: poucos dados para uma porcentagem.")
    assert "%" not in told


def test_coverage_stands_under_a_pillar_only_where_something_could_be_judged() -> None:
    judged = pillar_notes(PAPER, TOTAL | {"coverage": 0.8})
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in judged] == ["87 a 93% · n 400", "cobertura 80%"]
    nothing = {"n": 0, "met": 0, "rate": None, "low": None, "high": None, "coverage": None}
    assert len(pillar_notes(PAPER, nothing)) == 1
