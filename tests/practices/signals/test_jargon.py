"""Technical terms and what explains them."""

from __future__ import annotations

import polars as pl
import pytest

from practices.signals import jargon
from tests.practices.worlds import signals, world

EXPLAINED = [
    ("Reinicia a ONU, aquela caixinha branca na parede.", ""),
    ("A LOS (a luz vermelha) está acesa?", ""),
    ("O aparelho da fibra, que a gente chama de ONT, queimou.", ""),
    ("Seu IP fixo, ou seja, um endereço que não muda, custa R$ 25.", ""),
    ("A CTO é a caixa que fica no poste.", ""),
    ("Pode tirar a ONU da tomada?", "É o aparelhinho branco, com as luzes."),
    ("Vi atenuação alta, quer dizer, a luz chega fraca na sua casa.", ""),
    ("A caixinha branca (ONU) está ligada?", ""),
    ("Vou mudar o DNS, que é como uma lista telefônica da internet.", ""),
    ("Rompeu o backbone na Próspera às quatro e dez, que é o cabo grosso que alimenta todo mundo.", ""),
    ("O splitter que divide o sinal da rua queimou.", ""),
    ("A latência, o tempo que o sinal leva pra ir e voltar, está alta.", ""),
]
UNEXPLAINED = [
    ("Reinicia a ONU e o roteador, por favor.", "Conseguiu?"),
    ("O cat cinco não passa de cem mega.", "Pode ser?"),
    ("Seu PPPoE caiu, vou provisionar de novo.", "Pronto, é só testar."),
    ("A LOS tá vermelha?", "E a PON?"),
    ("Vamos refazer a fusão do drop na CTO.", "E o técnico já vai."),
    ("Troco a ONT, a fonte e o cabo.", "Pode ser amanhã?"),
    ("O sinal está em -27 dBm.", "Entendeu?"),
    ("Tem uma massiva na sua região.", "Aguarde, por favor."),
    ("Desative o UPnP e libere a porta.", "Ok?"),
]
PLAIN = [
    "Reinicia o modem e o roteador da Wi-Fi, por favor.",
    "Apartamento 34, ap 12, confere?",
    "O técnico leva o cabo de fibra e testa os 300 mega.",
    "Mando o link por SMS.",
    "Tira do armário e põe em cima do rack.",
]


@pytest.mark.parametrize(("text", "following"), EXPLAINED)
def test_explained(text: str, following: str) -> None:
    assert signals(("customer", "sem internet"), ("agent", text), ("agent", following))["unexplained_terms"] is None


@pytest.mark.parametrize(("text", "following"), UNEXPLAINED)
def test_unexplained(text: str, following: str) -> None:
    found = signals(("customer", "sem internet"), ("agent", text), ("agent", following))
    assert found["unexplained_terms"]
    assert found["unexplained_references"][0] == "message:c1:1"


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    found = signals(("customer", "sem internet"), ("agent", text))
    assert found["unexplained_terms"] is None
    assert not found["explained_references"]


@pytest.mark.parametrize(("first", "unexplained"), [("2026-03-09T10:00", None), ("2026-03-11T10:00", "CGNAT")])
def test_what_the_customer_used_in_an_earlier_contact_needs_none_either(first: str, unexplained: str | None) -> None:
    contacts = [{"contact_id": "c0", "started_at": first}, {"contact_id": "c1", "started_at": "2026-03-10T10:00"}]
    messages = [
        {"contact_id": "c0", "sender": "customer", "text": "to no cgnat?"},
        {"contact_id": "c1", "sender": "agent", "text": "Pronto, tirei do CGNAT."},
    ]
    found = jargon.observe(world({"contacts": contacts, "messages": messages})).filter(pl.col("contact_id") == "c1")
    assert found["unexplained_terms"].to_list() == [unexplained]


def test_what_the_customer_used_needs_no_explanation() -> None:
    found = signals(("customer", "minha onu ta com luz vermelha"), ("agent", "Reinicie a ONU."))
    assert found["unexplained_terms"] is None
