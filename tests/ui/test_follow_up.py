"""The words of the screen of what is owed, made from its numbers; and what a return may not say."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tests.ui.open_returns import rows
from ui import wording
from ui.owed_forms import Answer, Attempt, HandOver, attempt_faults, faults, hand_over_faults
from ui.sentences.follow_up import (
    handed_over,
    handed_over_by_another,
    in_list,
    kinds,
    last_touch,
    said_by_people,
    still_open,
)

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def test_what_else_the_customer_waits_for_is_said() -> None:
    case = {"contact_id": "k1"}
    assert still_open(rows(), case) == ""
    others = rows(("Lia", "promise", "missed", "Sul"), ("Lia", "overdue_os", "missed", "Sul"))
    others = others.with_columns(contact_id=pl.Series([None, "k1"], dtype=pl.String))
    said = "**Este cliente espera outro retorno:** Promessa de retorno, 14 dias fora do prazo."
    assert still_open(others[:1], case) == said
    assert still_open(others[:1], {"contact_id": None}) == said
    assert still_open(others[1:], case).endswith("Visita vencida, 13 dias fora do prazo, do mesmo atendimento.")
    assert still_open(others, case).startswith(
        "**Este cliente espera outros 2 retornos:** Promessa de retorno, 14 dias"
    )


def test_what_a_row_holds_says_how_much_more_its_customer_waits_for() -> None:
    assert kinds({"kind": "promise"}) == "Promessa"
    row = {"kind": "promise", "kinds": ["cancellation", "promise"], "also_open": 1}
    assert kinds(row) == "Cancelamento + promessa e mais 1"
    unknown = rows(*[("", "overdue_os", "missed", "Sul")] * 2).with_columns(customer_id=pl.lit(None, dtype=pl.String))
    assert in_list(unknown, 2, scrolls=False) == "2 retornos a 2 clientes."


def test_the_last_touch_is_told_in_words() -> None:
    assert last_touch({"last_touch_at": None, "last_touch": None}) == "sem contato desde o pedido"
    assert last_touch({"last_touch_at": NOW, "last_touch": "attempt"}) == "22/11, tentativa sem resposta"


def test_what_was_written_down_since_is_told_before_the_last_contact() -> None:
    touched = {"last_touch_at": NOW, "last_touch": "attempt", "last_step": "note"}
    later, earlier = NOW + timedelta(days=1), NOW - timedelta(days=1)
    assert last_touch({**touched, "last_step_at": later}) == "23/11, anotação · 22/11, tentativa sem resposta"
    assert last_touch({**touched, "last_step_at": earlier}) == "22/11, tentativa sem resposta"
    handed = {"last_touch_at": None, "last_touch": None, "last_step_at": NOW, "last_step": "hand_over"}
    assert last_touch(handed) == "22/11, mudou de responsável · sem contato desde o pedido"


def test_a_hand_over_says_whose_the_verdict_stays() -> None:
    case = {"agent_id": "a2", "agent": "Rui", "first_agent_id": "a1", "first_agent": "Ana"}
    assert handed_over(case) == "Passou de Ana para Rui. O veredito continua com Ana, a quem coube o pedido."
    assert handed_over({**case, "first_agent_id": "a2"}) == ""
    assert (
        handed_over({**case, "first_agent_id": None}) == "Passou para Rui; antes não havia responsável nos registros."
    )


def test_a_case_that_a_person_took_off_the_list_says_so() -> None:
    assert said_by_people({"returned_at": None, "said": None}) == ""
    assert said_by_people({"returned_at": NOW, "said": "met"}) == ""
    assert "“cumprida”" in said_by_people({"returned_at": None, "said": "met"})
    assert "“não se aplica”" in said_by_people({"returned_at": None, "said": "inapplicable"})


def test_the_second_to_hand_over_is_told_who_was_first() -> None:
    case = {"customer": "Lia"}
    first = handed_over_by_another(case, "Vera", NOW, "Rui")
    assert first.startswith(
        "Vera chegou antes: o retorno a Lia passou para Rui em 22/11/2026, 12:00. Nada foi alterado"
    )
    assert handed_over_by_another(case, None, None, None).startswith("Os registros mudaram: agora quem deve o retorno")


def test_a_wrong_step_is_refused_in_plain_words() -> None:
    made_at = NOW - timedelta(days=2)
    assert attempt_faults(Attempt(NOW, "phone", "x"), made_at, NOW) == []
    assert "ainda não chegou" in attempt_faults(Attempt(NOW + timedelta(minutes=1), "phone", "x"), made_at, NOW)[0]
    assert "não pode ser anterior" in attempt_faults(Attempt(NOW - timedelta(days=3), "phone", "x"), made_at, NOW)[0]
    assert len(attempt_faults(Attempt(NOW, "phone", ""), made_at, NOW)) == 1
    named = {"a1": "Ana, Norte", "a2": "Rui, Sul"}
    assert hand_over_faults(HandOver("a1", "a2", "x"), named) == []
    assert hand_over_faults(HandOver("a1", "a1", "x"), named) == ["O retorno já é de Ana, Norte: escolha outra pessoa."]
    assert len(hand_over_faults(HandOver("a1", "", "x" * 4001), named)) == 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(NOW + timedelta(minutes=1), "phone", "Liguei.", "informed"), "ainda não chegou"),
        (Answer(NOW - timedelta(days=3), "phone", "Liguei.", "informed"), "não pode ser anterior"),
        (Answer(NOW, "phone", "", "informed"), "Escreva o que foi dito"),
    ],
)
def test_a_wrong_return_is_refused_in_plain_words(answer: Answer, words: str) -> None:
    found = faults(answer, NOW - timedelta(days=2), NOW)
    assert len(found) == 1
    assert words in found[0]


def test_a_right_return_has_no_faults() -> None:
    assert faults(Answer(NOW, "phone", "Liguei.", "informed"), NOW - timedelta(days=2), NOW) == []
    assert wording.language() == "pt"
