"""Prices as people write and say them."""

import polars as pl
import pytest

from practices.signals.amounts import amounts, told
from practices.signals.text import folded


def read(text: str) -> list[float]:
    message = pl.DataFrame({"contact_id": ["c"], "position": [0], "text": [text]})
    found = amounts(message.with_columns(folded=folded(pl.col("text"))))
    return [round(total, 2) for total in found["total"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fica em R$ 1.234,50 no total.", [1234.5]),
        ("são 30 reais", [30]),
        ("A de seiscentos fica cento e dezenove e noventa por mês", [119.9]),
        ("por mais vinte e nove e noventa", [29.9]),
        ("custa R$ 219 à vista ou 4x de R$ 54,75 na fatura", [219, 219]),
        ("Combinado: 4x de R$ 30", [120]),
        ("terça às oito e meia, duas de cinquenta e cinco.", [110]),
        ("Tem o de 200 por 69,90. Posso trocar?", [69.9]),
        ("E no de 300 com desconto? sai 74 só", [74]),
        ("600 mega + chip de celular por 99, ninguém tem isso", [99]),
        ("A taxa da mudança é cento e dez reais", [110]),
        ("são cinquenta reais e trinta centavos", [50.3]),
        ("deu vinte e oito e setenta, vence dia vinte", [28.7]),
        ("a taxa é de noventa pila", [90]),
        ("o ponto extra sai por dez reais ao mês", [10]),
    ],
)
def test_read(text: str, expected: list[float]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "o técnico chega às oito e trinta",
        "o plano de quinhentos mega",
        "fica 12 meses de fidelidade",
        "a câmera fica a 25 metros",
        "das 8 às 12",
        "protocolo 2026090912",
        "Marcado pra amanhã, dia treze, entre oito e meio-dia.",
        "fica para as 10",
    ],
)
def test_what_is_no_price(text: str) -> None:
    assert read(text) == []


def test_told_to_the_cent_or_without_the_cents() -> None:
    frame = pl.DataFrame({"said": [119.9, 119.0, 120.0, 60.0], "record": [119.9, 119.9, 119.9, 60.0]})
    assert frame.select(told(pl.col("said"), pl.col("record"))).to_series().to_list() == [True, True, False, True]
