"""What the screen of one agent says of a moment."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from tests.ui.a_moment import MOMENT
from ui import wording
from ui.sentences import practices
from ui.sentences.agents import (
    asked_in_vain,
    is_clear,
    legend,
    moment_line,
    opened_on,
    practice_line,
    with_twelve_weeks,
)
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


@dataclass(frozen=True)
class First:
    """Why somebody was chosen (`queries.first_talk.FirstTalk`)."""

    days: tuple[date, date] = (date(2026, 11, 2), date(2026, 11, 29))
    follow_up_on: date | None = None
    missed: int = 0
    below_team: tuple[str, ...] = ()


def test_why_the_screen_opened_on_somebody_names_the_practices_below_the_team() -> None:
    today = date(2026, 11, 30)
    one = opened_on(First(below_team=("use_name",)), today)
    assert one.startswith("Aberto aqui por uma prática claramente abaixo da equipe: Chamar pelo nome (")
    two = opened_on(First(below_team=("use_name", "document_os")), today)
    assert "por 2 práticas claramente abaixo da equipe: Chamar pelo nome e Documentar a OS (" in two
    assert "claramente abaixo da meta nem da equipe" in opened_on(First(), today)


def test_whom_the_address_asked_for_is_shown_as_typed() -> None:
    told = asked_in_vain("*a20*", "Ana Reis")
    assert "não está nos registros ou não é das suas equipes: &#42;a20&#42;" in told
    assert told.endswith("aqui está Ana Reis.")


def test_what_twelve_weeks_would_say_is_counted_by_side() -> None:
    card = pl.DataFrame({"standing": ["below", "below", "above", "unclear"]})
    assert with_twelve_weeks(card, "below") == "Com 12 semanas: claramente abaixo da equipe em 2 práticas."
    assert with_twelve_weeks(card, "above", "below").endswith("abaixo da equipe em 2 práticas e acima em 1 prática.")
    assert is_clear(card, "above")
    assert not is_clear(card.filter(pl.col("standing") != "above"), "above")


def test_a_practice_without_a_clear_difference_has_the_scorecards_ring() -> None:
    row = {"practice": "use_name", "standing": "unclear", "rate": 0.8, "n": 40, "met": 32, "team_rate": 0.9}
    assert practice_line(row).startswith("○ **Chamar pelo nome**")


@pytest.mark.parametrize("as_list", [False, True])
def test_every_legend_says_from_how_many_judgements_on_there_is_a_sign(as_list: bool) -> None:
    rule = "sem diferença clara ou menos de 30 vereditos"
    sign = f"sem sinal: {rule}" if as_list else f"○ {rule}"
    bare = pl.DataFrame({"normal_low": [None]})
    for told in (legend("Sul", as_list), practices.places_legend(as_list), practices_legend(bare, as_list)):
        assert sign in told
