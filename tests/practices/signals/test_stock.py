"""Stock replies, advertisements, and own words."""

from __future__ import annotations

from tests.practices.worlds import signals

ASKED = ("customer", "a fatura de maio veio com 30 reais a mais, por quê?")


def test_only_stock() -> None:
    found = signals(
        ASKED,
        ("agent", "Prezado cliente, sua solicitação é muito importante para nós."),
        ("agent", "Nossa equipe está analisando. Agradecemos a compreensão."),
    )
    assert found["only_stock"]
    assert found["stock_references"] == ["message:c1:1", "message:c1:2"]


def test_one_sentence_about_the_case_is_enough() -> None:
    found = signals(
        ASKED,
        ("agent", "Prezado cliente, agradecemos o contato."),
        ("agent", "Esses 30 reais são a segunda parcela do ponto extra."),
    )
    assert not found["only_stock"]
    assert found["own_words_references"] == ["message:c1:2"]


def test_a_protest_and_stock_again() -> None:
    found = signals(
        ASKED,
        ("agent", "A segunda via está disponível na Central do Assinante."),
        ("customer", "você leu o que eu escrevi?"),
        ("agent", "Informamos que a segunda via está disponível na Central do Assinante."),
    )
    assert found["unread"]


def test_a_protest_and_a_real_answer() -> None:
    found = signals(
        ASKED,
        ("agent", "A segunda via está disponível na Central do Assinante."),
        ("customer", "não foi isso que eu perguntei"),
        ("agent", "Desculpe! Os 30 reais a mais são da visita de abril."),
    )
    assert not found["unread"]
