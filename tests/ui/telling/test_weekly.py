"""What the weekly review tells of the period."""

from datetime import date

import polars as pl

from ui.telling.rates import signal_words
from ui.telling.weekly import first_to_open, moved, opening, pillar_notes
from ui.words import Words

PAPER = Words()
DAYS = (date(2026, 11, 16), date(2026, 11, 22))
TOTAL = {"n": 400, "met": 360, "rate": 0.9, "low": 0.87, "high": 0.93, "signal": "normal"}


def movement(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Practices with their signal, and what says so."""
    types = {"key": pl.String(), "signal": pl.String(), "signal_by": pl.String()}
    about = {"change": 0.1, "rate": 0.9, "before_rate": 0.8, "normal_low": 0.7, "normal_high": 0.85}
    about |= {"missed": 9, "target": 0.95, "n": 400}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(standing=pl.lit("unclear"), **about)


def marked(practice: str) -> str:
    return f"[{practice}]"


def test_no_history_is_not_called_normal() -> None:
    unknown = "Não dá para dizer se alguma prática mudou."
    assert moved(PAPER, movement(("use_name", "unknown", None)), marked) == unknown
    mixed = movement(("use_name", "normal", None), ("composure", "unknown", None))
    assert moved(PAPER, mixed, marked).startswith("Nenhuma prática")
    assert "[use_name] subiu para 90%" in moved(PAPER, movement(("use_name", "above", "limits")), marked)


def few_outside(*counts: int) -> pl.DataFrame:
    """Practices far below their normal, of so many judgements each, and one of many within it."""
    keys = ["use_name", "composure", "harsh_tone", "honest_no", "no_return"][: len(counts)]
    out = movement(*((key, "unknown", None) for key in keys)).with_columns(rate=0.45, n=pl.Series(counts))
    return pl.concat([out, movement(("plain_language", "normal", None))], how="vertical_relaxed")


def test_what_lies_outside_with_few_judgements_is_told_and_not_called_a_change() -> None:
    one = "[use_name] ficou fora da faixa, em 45%, mas com só 29 vereditos: poucos para dizer se mudou."
    none = "Nenhuma prática com 30 ou mais vereditos saiu do normal."
    assert moved(PAPER, few_outside(29), marked) == f"{none} {one}"
    several = moved(PAPER, few_outside(12, 29, 10, 11), marked)
    assert several.startswith(f"{none} Ficaram fora da faixa, mas cada uma com menos de 30 vereditos")
    assert several.endswith("[composure] (45%, n 29), [use_name] (45%, n 12), [honest_no] (45%, n 11) e mais 1.")
    with_a_change = pl.concat([few_outside(29), movement(("no_return", "above", "limits"))], how="vertical_relaxed")
    told = moved(PAPER, with_a_change, marked)
    assert told.startswith("Uma prática saiu do normal: [no_return] subiu")
    assert told.endswith(one)
    assert moved(PAPER, few_outside(9), marked) == "Nenhuma prática saiu do normal.", "no percentage of nine"
    assert first_to_open(few_outside(29)) is None, "it is no change to begin with"
    nobody = moved(PAPER, few_outside(29).head(1), marked)
    assert nobody == f"Não dá para dizer se alguma prática mudou. {one}"
    english = moved(Words("en"), few_outside(29), marked)
    assert english == (
        "No practice with 30 judgements or more left its normal. [use_name] lies outside its range, at 45%, but with "
        "only 29 judgements that is too few to tell."
    )


def test_a_row_says_that_it_lies_outside_with_few_judgements() -> None:
    outside, within = few_outside(29).to_dicts()
    assert signal_words(PAPER, outside) == "fora da faixa, poucos dados"
    assert signal_words(PAPER, outside | {"calibrating": True}) == "em calibração"
    assert signal_words(PAPER, within) == signal_words(PAPER, within | {"normal_low": None, "normal_high": None}) == ""


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
