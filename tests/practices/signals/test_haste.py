"""Hurrying, and closing over a question."""

from __future__ import annotations

import polars as pl
import pytest

from practices.signals.lexicon import says
from practices.signals.text import fold
from tests.practices.worlds import signals

HURRIES = [
    "Vamos adiantar que hoje tá puxado aqui.",
    "Tem como o senhor resumir? tô com seis conversas abertas",
    "Preciso finalizar esse atendimento, o senhor decide?",
    "Mais rápido por favor, minha fila só aumenta",
    "Vamos, dona, que o tempo tá passando.",
    "Diga de forma objetiva.",
    "Sem enrolar por favor",
    "Pode ir direto ao assunto?",
    "Tô sem tempo pra isso agora",
    "Preciso desocupar a linha, mais alguma coisa?",
    "Senhor, eu tenho três minutos por ligação.",
    "Fala rápido que vou sair pro almoço",
    "Se não responder em 1 minuto eu encerro",
    "não posso demorar, tem gente na espera",
]
AT_EASE = [
    "É rapidinho, em dois minutos volta.",
    "Vou agilizar pra você.",
    "O técnico foi rápido hoje.",
    "Sem pressa, pode ir lá olhar.",
    "Tem fila na loja de manhã, melhor ir à tarde.",
    "Estou com o sistema aberto aqui, me diga o CPF.",
    "Peço um minutinho.",
    "Tenho vaga mais cedo também.",
    "Pode falar, estou ouvindo.",
    "Trocaram a senha há pouco tempo?",
]


@pytest.mark.parametrize("text", HURRIES)
def test_hurries(text: str) -> None:
    assert pl.select(says("hurries", pl.lit(fold(text)))).item()


@pytest.mark.parametrize("text", AT_EASE)
def test_at_ease(text: str) -> None:
    assert not pl.select(says("hurries", pl.lit(fold(text)))).item()


LEFT_OPEN = [
    ("e quanto custa?", "Agradecemos o contato, tenha um ótimo dia."),
    ("mas que dia vem?", "A equipe entra na rota e passa. Obrigada pelo contato!"),
    ("dá pra ser de tarde?", "Atendimento encerrado."),
]
ANSWERED = [
    ("e tem outro jeito?", "No momento não. Agradecemos o contato e boa noite."),
    ("e quanto custa?", "Custa R$ 60. Tenha um ótimo dia."),
    ("mas que dia vem?", "Na quinta, às 9h. Obrigada pelo contato!"),
    ("mas que dia vem?", "Ainda não tenho a data, amanhã aviso. Obrigada pelo contato!"),
    ("dá pra ser de tarde?", "Pode sim! Boa tarde."),
    ("obrigada viu", "Atendimento encerrado."),
]


@pytest.mark.parametrize(("question", "closing"), LEFT_OPEN)
def test_left_open(question: str, closing: str) -> None:
    found = signals(
        ("customer", "quero mudar"), ("agent", "Anotei o pedido."), ("customer", question), ("agent", closing)
    )
    assert found["left_open_references"] == ["message:c1:2", "message:c1:3"]


@pytest.mark.parametrize(("question", "closing"), ANSWERED)
def test_answered(question: str, closing: str) -> None:
    found = signals(
        ("customer", "quero mudar"), ("agent", "Anotei o pedido."), ("customer", question), ("agent", closing)
    )
    assert not found["left_open_references"]
