"""What is told of one agent, on the screen and on paper."""

from datetime import date
from typing import Any

import polars as pl

from tests.ui.a_moment import MOMENT
from ui.telling.agents import colleagues, moment, none_clear, opening, scorecard_alt, trend
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)
DAYS = (date(2026, 11, 16), date(2026, 11, 22))
OVERVIEW: dict[str, Any] = {"met": 60, "n": 80, "rate": 0.75, "low": 0.64, "high": 0.83, "team_rate": 0.9}


def card(*standing: str) -> pl.DataFrame:
    return pl.DataFrame({"standing": standing})


def test_the_opening_tells_the_period_beside_the_team_and_what_weighs_most() -> None:
    said = opening(SCREEN, OVERVIEW, card("below", "unclear"), ["use_name"], 40, "Norte", DAYS)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "De 16 a 22/11, 80 vereditos em 40 atendimentos: práticas cumpridas em 75% (64 a 83); com a mesma combinação "
        "de práticas, o resto da equipe Norte faz 90%. Está claramente abaixo da equipe em 1 prática. "
        "O que mais pesa: **Chamar pelo nome**."
    )
    assert opening(PAPER, OVERVIEW, card("below", "unclear"), ["use_name"], 40, "Norte", DAYS) == said.replace("**", "")


def test_the_opening_says_no_more_than_is_known() -> None:
    alike = opening(PAPER, OVERVIEW, card("unclear"), [], 40, None, DAYS)
    assert alike.endswith("o restante dos atendentes faz 90%. Nenhuma prática difere claramente da equipe.")
    alone = opening(PAPER, {**OVERVIEW, "team_rate": None}, card("unclear"), [], 40, "Norte", DAYS)
    assert alone.replace("\N{NO-BREAK SPACE}", " ").endswith("em 75% (64 a 83).")
    few = {"met": 3, "n": 4, "rate": None, "low": None, "high": None, "team_rate": 0.9}
    assert "poucos" in opening(PAPER, few, card("unclear"), [], 2, "Norte", DAYS)


def test_a_team_is_named_as_it_is_written() -> None:
    assert colleagues(PAPER, "*Norte*") == "o resto da equipe *Norte*"
    assert "*" not in colleagues(SCREEN, "*Norte*")


def test_a_moment_tells_the_words_before_and_where_they_are_from() -> None:
    one = moment(PAPER, MOMENT)
    assert (one.before_speaker, one.before) == ("Cliente", "a internet cai [toda](http://x) noite")
    assert (one.speaker, one.quote) == ("Atendente", "Me informe o CPF")
    assert one.why.startswith("Antes de agir, nenhuma mensagem retoma")
    assert one.source == "WhatsApp, 20/11, 12:00"
    on_screen = moment(SCREEN, {**MOMENT, "quote": "Me informe o *CPF*"})
    assert "*" not in str(on_screen.quote)
    assert "](http" not in str(on_screen.before)


def test_without_words_why_is_all_that_is_told_of_a_moment() -> None:
    one = moment(PAPER, {**MOMENT, "quote": None, "said": None})
    assert (one.before_speaker, one.before, one.speaker, one.quote) == (None, None, None, None)
    assert one.why.startswith("Antes de agir")


def test_each_side_says_that_nothing_stands_out_there() -> None:
    assert "claramente acima" in none_clear(PAPER, "above")
    assert "claramente abaixo" in none_clear(PAPER, "below")
    assert scorecard_alt(PAPER, card("above", "below", "below", "few")).endswith(
        "1 claramente acima, 2 claramente abaixo"
    )


def test_the_weeks_say_how_many_judgements_they_have_and_which_is_the_last() -> None:
    weeks = pl.DataFrame(
        {"week": [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)], "n": [0, 12, 14], "rate": [None, 0.5, 0.6]}
    )
    told = trend(PAPER, "below", weeks)
    assert "cerca de 12 vereditos por semana" in told
    assert "são da semana de 16/11." in told
    assert told.endswith("O período está abaixo do normal deste atendente.")
    assert "no fim da linha" not in trend(PAPER, "unknown", weeks.with_columns(rate=pl.lit(None, dtype=pl.Float64)))
