"""What the screen says of a plan, its next talk, its records and its forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ui import wording
from ui.sentences import coaching as sentences
from ui.words import typed

TODAY = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def test_the_next_talk_says_how_far_away_it_is() -> None:
    assert sentences.next_talk(TODAY, TODAY) == "**hoje**"
    assert sentences.next_talk(TODAY + timedelta(days=5), TODAY) == "24/11/2026, em 5 dias"
    assert sentences.next_talk(TODAY - timedelta(days=1), TODAY) == "**18/11/2026, há 1 dia**"


def test_what_others_wrote_is_shown_as_typed() -> None:
    row = {"kind": "note", "text": "![x](http://y)\n2", "writer": "<b>", "written_at": AT}
    told = sentences.entry(row)
    assert "![" not in told
    assert "<b>" not in told
    pin = {"unit": "contact", "os_id": None, "channel": "phone", "at": AT, "customer": "*Lia*", "agent": "[a](b)"}
    told = sentences.pinned({**pin, "remark": "$x$"}, "registro?contact=c1")
    assert told.count("](") == 1
    assert "*" not in told.split(")", 1)[1]


@pytest.mark.parametrize(("os_id", "named"), [("OS-3444", "OS-3444"), ("3444", "OS 3444")])
def test_an_order_to_pin_says_its_number_once(os_id: str, named: str) -> None:
    row = {"unit": "service_order", "os_id": os_id, "at": AT, "customer": "Lia Reis"}
    assert typed(sentences.unit_in_box(row, "◆")) == f"◆ 19/11, 12:00 · Lia Reis · {named}"
    assert sentences.unit_in_box({**row, "unit": "contact"}, "◆").endswith("· Lia Reis")


def test_a_change_of_a_plan_is_told() -> None:
    row = {"kind": "change", "writer": "Gil", "written_at": AT, "goal": "0.9", "until": "2026-12-01"}
    row |= {"goal_before": "0.85", "until_before": "2026-11-24", "follow_up_on_before": None}
    told = sentences.entry({**row, "follow_up_on": None, "state": "done"})
    assert "encerrado: concluído; objetivo: de 85% para 90%; último dia: de 24/11/2026 para 01/12/2026" in told


def test_a_closed_plan_is_told_from_an_open_one_where_plans_are_chosen() -> None:
    plan = {"practice": "use_name", "state": "open", "until": TODAY, "changed_at": AT}
    assert sentences.in_box(plan) == "Chamar pelo nome, até 19/11/2026"
    for state in ("done", "dropped"):
        assert sentences.in_box({**plan, "state": state}) == "Chamar pelo nome, encerrado em 19/11/2026"


@pytest.mark.parametrize("code", sentences.FAULTS)
def test_every_fault_has_its_words(code: str) -> None:
    assert sentences.fault(code).endswith("Nada foi salvo; o que você escreveu continua aqui.")
