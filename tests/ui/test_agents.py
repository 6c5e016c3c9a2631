"""What the screen of one agent says of a moment."""

from datetime import date

import polars as pl
import pytest

from tests.ui.a_moment import MOMENT
from ui import wording
from ui.sentences import practices
from ui.sentences.agents import legend, moment_line
from ui.sentences.weekly import practices_legend
from ui.telling.agents import trend
from ui.telling.rates import state


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def test_a_moment_tells_the_request_the_reply_and_why_in_this_order() -> None:
    before, words, why, source = moment_line(MOMENT).split("  \n")
    assert before.startswith(":gray[Cliente: a internet cai ")
    assert "](http" not in before
    assert "Me informe o CPF" in words
    assert why.startswith("Antes de agir, nenhuma mensagem retoma")
    assert "20/11, 12:00" in source
    assert "registro?contact=c1" in source


def test_without_words_why_is_told() -> None:
    why, _ = moment_line({**MOMENT, "quote": None, "said": None}).split("  \n")
    assert why.startswith("Antes de agir")


def test_a_period_that_cannot_be_compared_is_called_so_on_every_screen() -> None:
    weeks = pl.DataFrame({"week": [date(2026, 11, 16)], "n": [12], "rate": [0.5]})
    for told in (trend(wording.spoken(), "unknown", weeks), practices.trend("unknown", weeks)):
        assert "Sem base para comparar: menos de 30 vereditos no período, ou pouco histórico antes dele." in told
    assert state(wording.spoken(), "unknown") == "sem base para comparar"


@pytest.mark.parametrize("as_list", [False, True])
def test_every_legend_says_from_how_many_judgements_on_there_is_a_sign(as_list: bool) -> None:
    rule = "sem diferença clara ou menos de 30 vereditos"
    sign = f"sem sinal: {rule}" if as_list else f"○ {rule}"
    bare = pl.DataFrame({"normal_low": [None]})
    for told in (legend("Sul", as_list), practices.places_legend(as_list), practices_legend(bare, as_list)):
        assert sign in told
