"""What a contact led to, and what was told about it: numbers against numbers, days against days."""

from typing import Any

import polars as pl

from practices.signals import contact_signals
from tests.practices.worlds import signals, world

ORDER: dict[str, Any] = {
    "kind": "room_change",
    "contact_id": "c1",
    "opened_at": "2026-03-10T09:03",
    "scheduled_at": "2026-03-10T09:03",
    "scheduled_for": "2026-03-12T14:00",
    "fee_amount": 60,
}
ASKS = ("customer", "quero mudar o roteador de cômodo")


def told(text: str, **changes: Any) -> dict[str, Any]:
    return signals(ASKS, ("agent", text), service_orders=[{**ORDER, **changes}])


def test_another_fee_or_another_day_is_not_the_one_on_record() -> None:
    assert told("A taxa é sessenta reais, fica pra quinta às 14h.")["record_told"]
    assert told("A taxa é R$ 50, fica pra quinta às 14h.")["record_missing"] == "fee"
    assert told("A taxa é R$ 60, fica pra sexta às 14h.")["record_missing"] == "date"
    assert told("Já deixei marcado.")["record_missing"] == "both"


def test_instalments_add_up_to_the_fee() -> None:
    assert told("Fica em 3x de R$ 20, quinta dia 12.")["price_told"]


def test_a_fee_told_in_a_later_contact_before_the_work_counts() -> None:
    contacts = [
        {"contact_id": "c1", "started_at": "2026-03-10T09:00", "ended_at": "2026-03-10T10:00"},
        {"contact_id": "c2", "started_at": "2026-03-11T09:00", "ended_at": "2026-03-11T10:00"},
    ]
    messages = [
        {"contact_id": "c1", "position": 0, "sender": "customer", "text": ASKS[1]},
        {"contact_id": "c1", "position": 1, "sender": "agent", "text": "Fica pra quinta às 14h."},
        {
            "contact_id": "c2",
            "position": 0,
            "sender": "agent",
            "sent_at": "2026-03-11T09:00",
            "text": "A taxa da mudança é R$ 60.",
        },
    ]
    done_after = {**ORDER, "completed_at": "2026-03-12T15:00"}
    done_before = {**ORDER, "completed_at": "2026-03-11T08:00"}
    assert signals(*messages, contacts=contacts, service_orders=[done_after])["record_told"]  # type: ignore[arg-type]
    assert not signals(*messages, contacts=contacts, service_orders=[done_before])["record_told"]  # type: ignore[arg-type]


def test_a_customer_who_cancels_and_stays_makes_no_case() -> None:
    cancellation = {"contact_id": "c1", "requested_at": "2026-03-10T09:00", "outcome": "retained"}
    found = signals(("customer", "quero cancelar"), ("agent", "Que bom que fica!"), cancellations=[cancellation])
    assert not found["leads_somewhere"]


def test_a_visit_set_anew_in_words_leads_somewhere() -> None:
    found = signals(
        ("customer", "e aí, ninguém veio"), ("agent", "Remarquei sua visita pra quinta às 14h, o técnico liga antes.")
    )
    assert found["leads_somewhere"]
    assert found["date_told"]


def test_a_yes_to_what_was_understood_is_no_consent() -> None:
    understood = ("agent", "Então é trocar o roteador de cômodo, é isso?")
    price = ("agent", "A taxa é R$ 60 e tenho quinta às 14h, pode ser?")
    answer = ("customer", "isso aí")
    found = signals(ASKS, understood, answer, price, ("customer", "pode"), service_orders=[ORDER])
    assert not found["price_after_consent"]
    proposed = ("agent", "Tenho quinta às 14h, posso marcar?")
    found = signals(ASKS, proposed, answer, price, ("customer", "pode"), service_orders=[ORDER])
    assert found["price_after_consent"]


def test_a_number_alone_answers_a_question_about_the_fee() -> None:
    found = signals(
        ASKS, ("customer", "e tem taxa?"), ("agent", "Tem a de sessenta, uma vez só."), service_orders=[ORDER]
    )
    assert found["price_told"]


def test_a_day_named_only_to_be_refused_is_not_told() -> None:
    order = {**ORDER, "scheduled_at": "2026-03-11T08:00"}
    assert signals(ASKS, ("agent", "Hoje não tem."), service_orders=[order])["record_missing"] == "both"


CANCEL = {"cancellation_id": "x1", "requested_at": "2026-03-10T09:00", "contact_id": "c1", "fine_amount": 95}
TWO_TALKS = [
    {"contact_id": "c1", "started_at": "2026-03-10T09:00", "ended_at": "2026-03-10T09:20", "reason": "cancellation"},
    {"contact_id": "c2", "started_at": "2026-03-11T09:00", "ended_at": "2026-03-11T09:20", "reason": "cancellation"},
]


def in_the_second_talk(text: str) -> dict[str, Any]:
    messages = [
        {"contact_id": "c1", "position": 0, "sender": "customer", "text": "quero cancelar"},
        {"contact_id": "c1", "position": 1, "sender": "agent", "text": "Registrei o pedido."},
        {"contact_id": "c2", "position": 0, "sender": "agent", "text": text},
    ]
    case = {"contacts": TWO_TALKS, "messages": messages, "cancellations": [CANCEL]}
    return contact_signals(world(case)).filter(pl.col("contact_id") == "c2").row(0, named=True)


def test_a_later_contact_that_tells_the_terms_of_a_cancellation_leads_to_it_too() -> None:
    assert in_the_second_talk("Fica uma multa de 95 reais e o corte é amanhã às 18h.")["leads_somewhere"]
    assert not in_the_second_talk("Bom dia, já recebemos o seu pedido.")["leads_somewhere"]
    assert not in_the_second_talk("O plano custa 120 reais por mês.")["leads_somewhere"]


def test_a_yes_to_whether_it_was_understood_agrees_to_no_price() -> None:
    found = signals(
        ASKS,
        ("agent", "Deixa ver se peguei: o aparelho tá na sala e o senhor quer ele no quarto. Certo?"),
        ("customer", "isso aí"),
        ("agent", "A taxa é R$ 60. Tenho quinta às 14h, serve?"),
        ("customer", "serve"),
        service_orders=[ORDER],
    )
    assert not found["price_after_consent"]
