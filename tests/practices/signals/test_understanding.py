"""What gives back the customer's words, and what only happens to share some."""

from __future__ import annotations

import pytest

from tests.practices.worlds import signals

GIVEN_BACK = [
    ("a net cai toda noite no quarto do fundo", "Cai só à noite e só nesse quarto dos fundos?"),
    ("veio dois boletos de 89 esse mês", "Dois boletos de 89 no mesmo mês, é isso?"),
    ("vou me mudar pra Cuiabá e preciso encerrar", "Então o encerramento é por causa da mudança pra Cuiabá, certo?"),
    ("o técnico furou a parede errada e sujou a sala", "Furo na parede errada e sala suja, isso não se faz."),
    ("paguei dia oito e bloquearam", "A senhora pagou no dia oito e mesmo assim veio o bloqueio."),
    ("o netflix trava na televisão", "Essa travada é só na TV ou no celular também?"),
    ("minha filha tem aula online e fica lento", "A lentidão aparece só na hora da aula?"),
]
NOT_GIVEN_BACK = [
    ("a net cai toda noite no quarto", "Entendi. Me informa o CPF do titular?"),
    ("a net cai toda noite no quarto", "Ok, vou te ajudar."),
    ("no quarto o wifi não pega", "Temos o plano de 800 mega com desconto, fechado?"),
    ("quero cancelar o contrato", "Motivo do cancelamento?"),
    ("quero mudar o aparelho pro escritório", "Tem vaga amanhã de manhã, pode ser?"),
    ("o boleto veio errado", "Prezado cliente, agradecemos o contato."),
]


@pytest.mark.parametrize(("customer", "agent"), GIVEN_BACK)
def test_given_back(customer: str, agent: str) -> None:
    found = signals(("customer", customer), ("agent", agent), ("agent", "Já vejo."))
    assert found["states_need"]
    assert found["gives_back_references"] == ["message:c1:1"]


@pytest.mark.parametrize(("customer", "agent"), NOT_GIVEN_BACK)
def test_not_given_back(customer: str, agent: str) -> None:
    found = signals(("customer", customer), ("agent", agent), ("agent", "Já vejo."))
    assert found["states_need"]
    assert not found["gives_back"]


def test_giving_back_after_the_act_is_too_late() -> None:
    found = signals(
        ("customer", "o wifi não chega no quarto da minha filha"),
        ("agent", "Agendado para quinta de manhã."),
        ("agent", "Com isso o wifi chega no quarto da sua filha."),
    )
    assert not found["gives_back"]


@pytest.mark.parametrize("text", ["ah entendi. e quando fica?", "alguma novidade?", "123", "ok"])
def test_what_states_no_need(text: str) -> None:
    assert not signals(("customer", text), ("agent", "Oi!"), ("agent", "Já vejo."))["states_need"]


def test_an_answer_on_an_outbound_call_states_no_need_and_a_complaint_does() -> None:
    outbound = [{"direction": "outbound"}]
    asked = ("agent", "Ficou tudo certo ontem?")
    fine = signals(asked, ("customer", "ficou bom demais"), asked, contacts=outbound)
    complaint = signals(asked, ("customer", "ficou, só que deixaram um buraco na parede"), asked, contacts=outbound)
    assert not fine["states_need"]
    assert complaint["states_need"]
