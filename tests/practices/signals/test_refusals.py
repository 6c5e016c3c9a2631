"""What is refused, what is an empty promise, and what counts as a way out."""

import pytest

from tests.practices.worlds import signals

ASKED = ("customer", "não tem como vocês resolverem isso hoje?")


@pytest.mark.parametrize(
    "text",
    [
        "Antes de quinta não tenho ninguém pra mandar aí.",
        "O sistema não me deixa retirar a cobrança.",
        "Isso foge da minha alçada.",
        "Infelizmente o prazo é esse mesmo.",
        "O contrato não prevê desconto por queda.",
        "Não.",
        "Amanhã já tá tudo cheio.",
        "O valor não será excluído.",
    ],
)
def test_bare_refusal(text: str) -> None:
    found = signals(ASKED, ("agent", text), ("customer", "poxa"), ("agent", "Agradecemos o contato."))
    assert found["refused"]
    assert not found["refused_with_way_out"]


@pytest.mark.parametrize(
    "text",
    [
        "Não se preocupe, já resolvi.",
        "Não localizei seu CPF aqui, pode confirmar?",
        "Não tem nenhuma fatura em aberto.",
        "Se não voltar em dez minutos me chama.",
    ],
)
def test_no_refusal(text: str) -> None:
    assert not signals(ASKED, ("agent", text))["refused"]


def test_the_way_out_may_follow_in_two_messages_not_in_three() -> None:
    bare = [ASKED, ("agent", "Hoje não consigo.")]
    small_talk = ("agent", "Entendo a senhora.")
    way_out = ("agent", "O que dá é amanhã às 8h.")
    assert signals(*bare, small_talk, way_out)["refused_with_way_out"]
    assert not signals(*bare, small_talk, small_talk, way_out)["refused_with_way_out"]


def test_an_empty_promise_is_forgiven_when_something_solid_follows() -> None:
    promise = ("agent", "Vou ver o que consigo.")
    assert signals(ASKED, promise, ("customer", "ok"))["refusal_failed"] == "promise"
    assert not signals(ASKED, promise, ("agent", "Consegui, já está liberado."))["refused"]


@pytest.mark.parametrize("text", ["Domingo ninguém sai pra rua.", "O responsável não fala com cliente."])
def test_a_denial_right_after_a_request_is_a_refusal(text: str) -> None:
    assert signals(ASKED, ("agent", text), ("customer", "poxa"))["refusal_failed"] == "refusal"


def test_a_report_about_something_else_is_no_way_out() -> None:
    refused = [("customer", "consegue tirar essa multa?"), ("agent", "Não tem como.")]
    report = ("agent", "Prontinho, enviei a segunda via, com vencimento na sexta.")
    assert not signals(*refused, report)["refused_with_way_out"]
    assert signals(*refused, ("agent", "Posso dividir em duas vezes, se preferir."))["refused_with_way_out"]


def test_a_farewell_after_consent_is_no_empty_promise() -> None:
    talk = [("customer", "sim, pode fazer"), ("agent", "Imagina. Qualquer coisa estou por aqui.")]
    assert not signals(*talk)["refused"]
