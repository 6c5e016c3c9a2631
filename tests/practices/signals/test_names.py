"""Who is addressed by name, and who is only named."""

from __future__ import annotations

import pytest

from tests.practices.worlds import signals

ADDRESSED = [
    ("Maria Lúcia Prado", "Bom dia, Maria! Tudo bem?"),
    ("Maria Lúcia Prado", "bom dia dona lucia"),
    ("Maria Lúcia Prado", "Perfeito, Sra. Prado. Já anotei."),
    ("Maria Lúcia Prado", "Já te explico, Lúcia, é rapidinho."),
    ("Fernanda Alves", "oi Fê, tudo certo?"),
    ("Fernanda Alves", "Nanda, consegui aqui"),
    ("José Airton Barroso", "Zé, pode ligar o aparelho?"),
    ("Antônio Ferreira", "Seu Toninho, o técnico já saiu."),
    ("Paulo Sérgio Carneiro", "Obrigado Paulinho!"),
    ("Thiago Frota", "Opa tiago beleza?"),
    ("Luiz Carlos Braga", "Certo, seu Luís, vou ver"),
    ("Rafael Lima", "e aí rafa, voltou?"),
    ("Gráfica Padim Ltda - Rosângela Gonçalves", "Bom dia, Rosângela."),
    ("Aparecida Nunes", "Cida, me confirma uma coisa?"),
    ("Wellington Souza", "Boa tarde sr wellington"),
    ("Ana Souza", "Anaaaa, deu certo!"),
    ("João da Silva", "Agora sim, seu João da Silva, está tudo pronto."),
    ("Raimundo Nonato", "tá certo seu raimundo"),
    ("Beatriz Moraes", "Prezada Beatriz, segue a fatura."),
    ("Marcos Dias", "O senhor pode reiniciar, Marcos?"),
    ("Edilson Reis", "D. Edilson? não: seu Edilson, desculpe."),
    ("Sebastião Cruz", "Entendi, Tião. Já vou olhar."),
]
NOT_ADDRESSED = [
    ("João da Silva", "Boa tarde, falo com o titular João da Silva?"),
    ("Maria Lúcia Prado", "Seria a Maria?"),
    ("Maria Lúcia Prado", "Falo com a dona Maria?"),
    ("João da Silva", "O cadastro está em nome de João da Silva, confere?"),
    ("João da Silva", "Vou mandar o boleto do João."),
    ("Paula Dias", "Boa tarde, aqui é a Paula, em que posso ajudar?"),
    ("Paulo Dias", "OTI Telecom, Paulo falando, boa tarde."),
    ("Carlos Souza", "O técnico Pedro vai às 14h."),
    ("Alice Ramos", "É ali na caixa da rua."),
    ("Simone Reis", "Sim, pode ser amanhã."),
    ("José Antônio Carneiro", "Passando pra saber se ficou tudo certo."),
    ("Diana Melo", "Bom dia, como posso ajudar?"),
    ("Marina Luz", "A luz está vermelha?"),
    ("Elaine Costa", "E ela fica na sala?"),
]


@pytest.mark.parametrize(("name", "text"), ADDRESSED)
def test_is_addressed(name: str, text: str) -> None:
    found = signals(("agent", text), ("agent", "Mais alguma coisa?"), customers=[{"name": name}])
    assert found["addressed_by_name"]
    assert found["address_references"] == ["message:c1:0"]


@pytest.mark.parametrize(("name", "text"), NOT_ADDRESSED)
def test_is_only_named(name: str, text: str) -> None:
    found = signals(("agent", text), ("agent", "Mais alguma coisa?"), customers=[{"name": name}])
    assert not found["addressed_by_name"]


def test_the_name_by_which_the_customer_introduced_themself() -> None:
    found = signals(
        ("customer", "oi, aqui é a Joana, filha dele"),
        ("agent", "Oi, Joana!"),
        ("agent", "Já vejo."),
        customers=[{"name": "Pedro Reis"}],
    )
    assert found["addressed_by_name"]


def test_a_wrong_name_is_told() -> None:
    found = signals(("agent", "Boa tarde, dona Marlene!"), ("agent", "Já vejo."))
    assert found["called_otherwise"] == "Marlene"
    assert not found["addressed_by_name"]


def test_a_name_that_only_the_bot_says_addresses_nobody() -> None:
    found = signals(("bot", "Olá, Maria!"), ("agent", "Boa tarde"), ("agent", "Já vejo."))
    assert not found["addressed_by_name"]
