"""Dates, times, deadlines and windows as people write and say them."""

from datetime import datetime

import polars as pl
import pytest

from practices.signals.dates import MENTION_SCHEMA, mentions
from practices.signals.text import folded

MONDAY = datetime(2026, 4, 20, 15, 0)  # the day before Tiradentes, a holiday


def read(text: str, at: datetime = MONDAY) -> list[tuple[str, str]]:
    message = pl.DataFrame({"contact_id": ["c"], "position": [0], "sent_at": [at], "text": [text]})
    found = mentions(message.with_columns(folded=folded(pl.col("text"))))
    assert found.schema == pl.Schema(MENTION_SCHEMA)
    return [(row["kind"], row["resolved_at"].strftime("%m-%d %H:%M")) for row in found.iter_rows(named=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agendado dia 22/04 de manhã.", [("date", "04-22 12:00")]),
        ("amanhã às 8h", [("time", "04-21 08:00")]),
        ("sexta às oito e meia", [("time", "04-24 08:30")]),
        ("fica pro dia doze", [("date", "05-12 23:59")]),
        ("terça, vinte e sete, às oito e meia", [("time", "04-27 08:30")]),
        ("hoje, das duas às quatro da tarde", [("window", "04-20 16:00")]),
        ("Tem vaga quinta, 23/04, entre 14h e 16h.", [("window", "04-23 16:00")]),
        ("sexta da semana que vem", [("date", "05-01 23:59")]),
        ("dia primeiro de maio", [("date", "05-01 23:59")]),
        ("Às 15h30 de amanhã", [("time", "04-21 15:30")]),
        ("Até as seis da tarde de hoje eu ligo", [("deadline", "04-20 18:00")]),
        ("Amanhã até meio-dia te escrevo", [("deadline", "04-21 12:00")]),
        ("Na quinta-feira, 23/04, até o fim do dia, escrevo", [("deadline", "04-23 23:59")]),
        ("o sinal volta em até 30 min", [("deadline", "04-20 15:30")]),
        ("daqui a duas horas", [("deadline", "04-20 17:00")]),
        ("em quarenta e oito horas eu ligo", [("deadline", "04-22 15:00")]),
        (
            "Segunda é feriado, então fica pra terça, dia 28, às nove",
            [("date", "04-27 23:59"), ("time", "04-28 09:00")],
        ),
    ],
)
def test_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_business_days_skip_the_holiday_and_sunday() -> None:
    assert read("prazo de 3 dias úteis") == [("deadline", "04-24 23:59")]
    assert read("5 dias úteis") == [("deadline", "04-27 23:59")]


def test_the_year_turns() -> None:
    december = datetime(2026, 12, 29, 10, 0)
    assert read("fica para 03/01 às 9h", december) == [("time", "01-03 09:00")]
    assert read("dia 5", december) == [("date", "01-05 23:59")]


def test_an_hour_that_is_over_means_tomorrow() -> None:
    assert read("até as 10h te ligo") == [("deadline", "04-21 10:00")]
    assert read("até as 17h te ligo") == [("deadline", "04-20 17:00")]


@pytest.mark.parametrize(
    "text",
    [
        "A segunda via está no aplicativo.",
        "Atendemos de segunda a sexta.",
        "caiu faz 3 dias",
        "deixa eu olhar as duas coisas",
        "todo domingo a internet cai",
        "bom dia, boa tarde",
        "cai só à noite, no quarto",
        "o plano de quinhentos mega por cento e dezenove e noventa",
        "dia 45/13",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert read(text) == []
