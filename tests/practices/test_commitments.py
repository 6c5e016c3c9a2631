"""Commitments: which there are, until when, and what counts as their return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from practices.commitments import commitments_of
from tests.practices.worlds import world


def owed(case: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["commitment_id"]: row for row in commitments_of(world(case)).iter_rows(named=True)}


def states(case: Mapping[str, Any]) -> dict[str, str]:
    return {name: row["state"] for name, row in owed(case).items()}


def contact(number: int, at: str, **more: object) -> dict[str, object]:
    return {"contact_id": f"c{number}", "started_at": at, "ended_at": at, **more}


def message(number: int, at: str, text: str, position: int = 0, sender: str = "agent") -> dict[str, object]:
    return {"contact_id": f"c{number}", "position": position, "sender": sender, "sent_at": at, "text": text}


ASKED = contact(1, "2026-03-10T09:00", reason="cancellation")
CANCEL = message(1, "2026-03-10T09:00", "Quero cancelar minha internet.", sender="customer")
NOTED = message(1, "2026-03-10T09:05", "Cancelamento solicitado, obrigada.", 1)


# one request, whatever the places it is known from
def test_contact_order_and_record_of_one_request_are_one() -> None:
    case = {
        "contacts": [ASKED],
        "messages": [CANCEL, NOTED],
        "service_orders": [{"os_id": "9", "kind": "cancellation", "opened_at": "2026-03-10T09:06", "contact_id": "c1"}],
        "cancellations": [{"cancellation_id": "x1", "requested_at": "2026-03-10T09:00", "os_id": "9"}],
    }
    assert states(case) == {"cancellation:x1": "missed"}


def test_order_without_a_record_names_the_request() -> None:
    case = {
        "contacts": [{**ASKED, "os_id": "9"}],
        "messages": [CANCEL, NOTED],
        "service_orders": [{"os_id": "9", "kind": "cancellation", "opened_at": "2026-03-10T10:00"}],
    }
    assert states(case) == {"cancellation:9": "missed"}


def test_contact_alone_names_the_request_and_a_second_call_is_no_second_one() -> None:
    case = {
        "contacts": [ASKED, contact(2, "2026-03-16T09:00", reason="cancellation")],
        "messages": [CANCEL, NOTED, message(2, "2026-03-16T09:01", "Vou verificar para a senhora.")],
    }
    assert states(case) == {"cancellation:c1": "missed"}


def test_a_request_after_one_that_was_given_up_is_another() -> None:
    case = {
        "contacts": [contact(2, "2026-03-18T09:00", reason="cancellation")],
        "cancellations": [
            {
                "cancellation_id": "x1",
                "requested_at": "2026-03-05T09:00",
                "outcome": "retained",
                "decided_at": "2026-03-05T10:00",
            }
        ],
    }
    assert set(owed(case)) == {"cancellation:x1", "cancellation:c2"}


# the due time of a cancellation: business days, Sunday and holidays left out
@pytest.mark.parametrize(
    ("requested", "due"),
    [
        ("2026-03-10T09:00", "2026-03-12T23:59:59"),
        ("2026-03-13T18:00", "2026-03-16T23:59:59"),
        ("2026-04-01T09:00", "2026-04-04T23:59:59"),
        ("2026-03-15T09:00", "2026-03-17T23:59:59"),
    ],
    ids=["Tuesday", "Friday, over Sunday", "before Good Friday", "Sunday"],
)
def test_cancellation_is_due_after_two_business_days(requested: str, due: str) -> None:
    case = {"cancellations": [{"requested_at": requested}], "as_of": "2026-06-01T00:00"}
    assert owed(case)["cancellation:x1"]["due_at"].isoformat() == due


# what counts as a return
@pytest.mark.parametrize(
    ("later", "state"),
    [
        ({"direction": "outbound", "reason": "follow_up"}, "kept"),
        ({"direction": "inbound", "reason": "follow_up"}, "kept"),
    ],
)
def test_told_in_a_later_contact(later: dict[str, object], state: str) -> None:
    case = {
        "contacts": [ASKED, contact(2, "2026-03-11T09:00", **later)],
        "messages": [
            CANCEL,
            NOTED,
            message(2, "2026-03-11T09:01", "O cancelamento foi aprovado, desliga na sexta e não fica multa nenhuma."),
        ],
    }
    assert states(case) == {"cancellation:c1": state}


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("bot", "Seu cancelamento foi registrado e está em análise, aguarde."),
        ("agent", "De 0 a 10, que nota você dá para o nosso atendimento sobre o cancelamento?"),
        ("agent", "Um momento, por favor."),
    ],
    ids=["a bot", "a survey", "a hold"],
)
def test_is_no_return(sender: str, text: str) -> None:
    case = {
        "contacts": [ASKED, contact(2, "2026-03-11T09:00", reason="follow_up")],
        "messages": [CANCEL, NOTED, message(2, "2026-03-11T09:01", text, sender=sender)],
    }
    assert states(case) == {"cancellation:c1": "missed"}


def test_an_offer_by_phone_about_another_order_is_no_return() -> None:
    other = contact(2, "2026-03-11T09:00", direction="outbound", reason="plan_change", os_id="77")
    case = {"contacts": [ASKED, other], "messages": [CANCEL, NOTED]}
    assert states(case) == {"cancellation:c1": "missed"}


def test_settled_in_its_own_talk() -> None:
    done = message(1, "2026-03-10T09:07", "Pronto, seu contrato já está cancelado e não tem multa.", 1)
    assert states({"contacts": [ASKED], "messages": [CANCEL, done]}) == {"cancellation:c1": "kept"}


def test_the_customer_stays() -> None:
    offer = message(1, "2026-03-10T09:05", "Consigo deixar por R$ 79,90 por seis meses. Fica bom?", 1)
    stays = message(1, "2026-03-10T09:07", "Ah, então eu vou ficar. Pode deixar.", 2, sender="customer")
    assert states({"contacts": [ASKED], "messages": [CANCEL, offer, stays]}) == {"cancellation:c1": "kept"}


def test_late_is_late_and_nobody_yet_is_pending() -> None:
    told = message(2, "2026-03-16T09:01", "O cancelamento foi aprovado, desliga na sexta.")
    late = {
        "contacts": [ASKED, contact(2, "2026-03-16T09:00", direction="outbound", reason="follow_up")],
        "messages": [CANCEL, NOTED, told],
    }
    assert states(late) == {"cancellation:c1": "late"}
    assert states({"contacts": [ASKED], "messages": [CANCEL, NOTED], "as_of": "2026-03-12T12:00"}) == {
        "cancellation:c1": "pending"
    }


# visits whose day passed
VISIT = {"os_id": "9", "kind": "repair", "opened_at": "2026-03-05T09:00", "scheduled_for": "2026-03-10T14:00"}


def test_a_day_that_passed_without_the_visit() -> None:
    assert states({"service_orders": [VISIT]}) == {"overdue_os:9": "missed"}
    assert states({"service_orders": [VISIT], "as_of": "2026-03-11T12:00"}) == {"overdue_os:9": "pending"}
    assert states({"service_orders": [VISIT], "as_of": "2026-03-10T18:00"}) == {}


def test_done_later_the_same_day_is_not_overdue() -> None:
    assert states({"service_orders": [{**VISIT, "completed_at": "2026-03-10T19:00"}]}) == {}


def test_done_days_later_without_a_word_is_missed() -> None:
    assert states({"service_orders": [{**VISIT, "completed_at": "2026-03-13T10:00"}]}) == {"overdue_os:9": "late"}


def test_moved_before_its_day() -> None:
    moved = {
        "service_orders": [VISIT],
        "os_events": [
            {"os_id": "9", "at": "2026-03-09T10:00", "author": "a1", "kind": "schedule", "text": "Remarcado 25/03 14h"}
        ],
    }
    assert states(moved) == {}


def test_moved_after_its_day_counts_from_the_old_one() -> None:
    moved = {
        "service_orders": [VISIT],
        "os_events": [
            {"os_id": "9", "at": "2026-03-13T10:00", "author": "a1", "kind": "schedule", "text": "Remarcado 25/03 14h"}
        ],
    }
    assert states(moved) == {"overdue_os:9": "missed"}


def test_told_the_next_day() -> None:
    told = {
        "service_orders": [VISIT],
        "contacts": [contact(2, "2026-03-11T09:00", direction="outbound", reason="follow_up", os_id="9")],
        "messages": [message(2, "2026-03-11T09:01", "A equipe não pôde ir ontem, remarquei para sexta às 14h.")],
    }
    assert states(told) == {"overdue_os:9": "kept"}


# what people registered wins
def test_a_registered_return_wins() -> None:
    full = world({"contacts": [ASKED], "messages": [CANCEL, NOTED]})
    registered = pl.DataFrame(
        {"commitment_id": ["cancellation:c1"], "returned_at": ["2026-03-11T10:00:00"]}
    ).with_columns(pl.col("returned_at").str.to_datetime(time_unit="us"))
    object.__setattr__(full.records, "returns", registered)
    row = commitments_of(full).row(0, named=True)
    assert (row["state"], row["returned_at"].isoformat()) == ("kept", "2026-03-11T10:00:00")


# a visit set anew only after its day had passed: only the events still tell the old day
SET_ANEW = {
    "os_id": "7",
    "kind": "repair",
    "contact_id": "c1",
    "opened_at": "2026-03-10T09:00",
    "scheduled_at": "2026-03-13T10:00",
    "scheduled_for": "2026-03-16T09:00",
    "completed_at": "2026-03-16T10:00",
}
SET_FIRST = {"os_id": "7", "at": "2026-03-10T09:05", "author": "a1", "kind": "schedule", "text": "visita 12/03 tarde"}


def test_a_day_that_passed_before_the_visit_was_set_anew_was_overdue() -> None:
    case = {
        "contacts": [contact(1, "2026-03-10T09:00")],
        "messages": [message(1, "2026-03-10T09:00", "sem internet desde ontem", sender="customer")],
        "service_orders": [SET_ANEW],
        "os_events": [SET_FIRST],
    }
    found = owed(case)["overdue_os:7"]
    assert found["state"] == "late"
    told = message(2, "2026-03-13T10:00", "A visita de ontem não saiu, desculpe. Fica para segunda, 16/03, às 9h.")
    again = contact(2, "2026-03-13T10:00", direction="outbound", reason="follow_up", os_id="7")
    case = case | {"contacts": [*case["contacts"], again], "messages": [*case["messages"], told]}
    assert owed(case)["overdue_os:7"]["state"] == "kept"


def test_a_visit_set_anew_before_its_day_was_never_overdue() -> None:
    case = {
        "contacts": [contact(1, "2026-03-10T09:00")],
        "messages": [message(1, "2026-03-10T09:00", "sem internet desde ontem", sender="customer")],
        "service_orders": [SET_ANEW | {"scheduled_at": "2026-03-11T10:00"}],
        "os_events": [SET_FIRST],
    }
    assert owed(case) == {}


def test_a_notice_of_now_and_a_call_about_the_pick_up_promise_nothing() -> None:
    for text in (
        "Te aviso que a promoção vai só até sexta.",
        "O prazo é de dois dias. Depois a equipe entra em contato para a retirada.",
    ):
        case = {
            "contacts": [contact(1, "2026-03-10T09:00")],
            "messages": [
                message(1, "2026-03-10T09:00", "e aí?", sender="customer"),
                message(1, "2026-03-10T09:01", text, 1),
            ],
        }
        assert owed(case) == {}, text


def test_what_is_promised_for_after_the_visit_is_not_late_before_it() -> None:
    case: dict[str, Any] = {
        "contacts": [contact(1, "2026-03-10T09:00", reason="support")],
        "messages": [message(1, "2026-03-10T09:05", "Depois que o técnico terminar a gente te chama.", 1)],
        "service_orders": [
            {"contact_id": "c1", "opened_at": "2026-03-10T09:10", "scheduled_for": "2026-03-13T10:00", "kind": "repair"}
        ],
    }
    name = "promise:c1:1"
    assert states({**case, "as_of": "2026-03-13T18:00"})[name] == "pending"
    assert states({**case, "as_of": "2026-03-16T09:00"})[name] == "missed"
    soon = [message(1, "2026-03-10T09:05", "Vou ver com o técnico e te ligo.", 1)]
    assert states({**case, "messages": soon, "as_of": "2026-03-13T18:00"})[name] == "missed"


def test_a_validation_by_the_office_answers_a_promise_and_a_vain_one_does_not() -> None:
    def case(text: str) -> dict[str, Any]:
        return {
            "agents": [{"agent_id": "a1", "name": "Ana"}],
            "contacts": [contact(1, "2026-03-10T09:00", reason="support", agent_id="a1")],
            "messages": [message(1, "2026-03-10T09:05", "Depois que o técnico terminar a gente te chama.", 1)],
            "service_orders": [
                {
                    "os_id": "o1",
                    "contact_id": "c1",
                    "opened_at": "2026-03-10T09:10",
                    "scheduled_for": "2026-03-13T10:00",
                    "kind": "repair",
                }
            ],
            "os_events": [
                {"os_id": "o1", "at": "2026-03-13T15:00", "author": "a1", "kind": "validation", "text": text}
            ],
            "as_of": "2026-03-20T09:00",
        }

    assert states(case("Liguei: cliente confirmou que está tudo certo."))["promise:c1:1"] == "kept"
    assert states(case("Liguei 3 vezes, não atendeu."))["promise:c1:1"] == "missed"
