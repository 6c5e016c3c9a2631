"""What is a commercial offer, who asked for it, and when it is made again."""

import pytest

from tests.practices.worlds import signals

OFFERS = (
    "Temos uma oferta especial de 700 mega pra você hoje.",
    "Posso te passar pro plano de 700 por 119,90",
    "O de quinhentos sai por cento e nove e noventa.",
    "Temos um chip de celular com 20 giga por trinta reais.",
    "Garanta já seu pacote de canais.",
    "Recomendo contratar um repetidor com a gente.",
    "Consigo te dar 30% de desconto por 6 meses se ficar",
)
NONE = (
    "O técnico leva o roteador novo e instala na sexta.",
    "Seu plano é de 400 mega, certo?",
    "A taxa de mudança é R$ 90.",
    "Coloca o roteador no alto, longe da TV.",
    "Te dou um desconto proporcional aos dias parados.",
    "O equipamento é em comodato, precisa devolver o roteador.",
)


@pytest.mark.parametrize("text", OFFERS)
def test_offer(text: str) -> None:
    assert signals(("customer", "a internet caiu"), ("agent", text))["commercial_offer"]


@pytest.mark.parametrize("text", NONE)
def test_no_offer(text: str) -> None:
    assert not signals(("customer", "a internet caiu"), ("agent", text))["commercial_offer"]


def test_asking_for_a_plan_excuses_no_television() -> None:
    found = signals(
        ("customer", "quero aumentar minha internet"),
        ("agent", "O de 600 mega fica por R$ 119,90. E tenho o pacote de canais por mais R$ 29,90, coloco junto?"),
    )
    assert found["offer_unasked"]


def test_an_offer_after_the_no_is_repeated() -> None:
    found = signals(
        ("customer", "tem plano mais barato?"),
        ("agent", "Tem o de 200 mega por 69,90."),
        ("customer", "não quero, obrigado"),
        ("agent", "Tudo bem, fica à vontade."),
    )
    assert not found["offer_repeated"]
    found = signals(
        ("customer", "tem plano mais barato?"),
        ("agent", "Tem o de 200 mega por 69,90."),
        ("customer", "não quero, obrigado"),
        ("agent", "E o de 100 mega por 59,90?"),
    )
    assert found["offer_repeated"]


def test_the_price_may_stand_in_the_next_sentence() -> None:
    assert signals(("customer", "trava tudo"), ("agent", "O pessoal vai pro de 600. Fica só 24,90 a mais."))[
        "commercial_offer"
    ]


def test_pressing_on_after_a_no_offers_again_without_naming_the_thing() -> None:
    offer = ("agent", "Temos um pacote de canais por R$ 29,90, quer contratar?")
    no = ("customer", "não quero, obrigada")
    assert signals(("customer", "oi"), offer, no, ("agent", "O primeiro mês é grátis, viu."))["offer_repeated"]
    assert not signals(("customer", "oi"), offer, no, ("agent", "Sem problema. Mais alguma coisa?"))["offer_repeated"]


def test_questions_about_the_connection_excuse_nothing_brought_in_beside() -> None:
    found = signals(
        ("customer", "a internet caiu"),
        ("agent", "A luz do aparelho está de que cor?"),
        ("customer", "verde"),
        ("agent", "Voltou? Aproveitando, temos um combo de câmera por R$ 49,90 por mês, tem interesse?"),
    )
    assert found["offer_unasked"]
