"""What is said of a plan and of what came of it: a change only where it is one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ui import wording
from ui.sentences import coaching as sentences

TODAY = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def change(**others: Any) -> dict[str, Any]:
    row = {"before_met": 20, "before_n": 40, "before_rate": 0.5, "after_met": 30, "after_n": 40, "after_rate": 0.75}
    row |= {"after_low": 0.6, "after_high": 0.86, "difference": 0.25}
    return row | {"difference_low": 0.04, "difference_high": 0.43, "changed": True} | others


def test_a_change_is_called_one_only_where_its_interval_leaves_out_zero() -> None:
    assert sentences.changed(change()) == "**Subiu**: +25 p.p. (+4 a +43), mais do que o acaso explica."
    fell = change(difference=-0.25, difference_low=-0.43, difference_high=-0.04)
    assert sentences.changed(fell).startswith("**Caiu**: −25 p.p.")
    unclear = change(changed=False, difference=0.11, difference_low=-0.01, difference_high=0.23)
    assert sentences.changed(unclear) == (
        "Diferença de +11 p.p. (−1 a +23): o intervalo inclui zero, ainda não é mudança."
    )


def test_few_data_and_none_are_said() -> None:
    few = change(difference=None, changed=False, after_met=3, after_n=5)
    assert sentences.changed(few).startswith("Poucos dados depois da conversa: 3 de 5 cumpridas.")
    before = change(difference=None, changed=False, before_met=2, before_n=4)
    assert sentences.changed(before).startswith("Poucos dados antes: 2 de 4 cumpridas.")
    assert "ainda não há nada avaliado" in sentences.changed(change(after_n=0, difference=None))
    assert "não há com o que comparar" in sentences.changed(change(before_n=0, difference=None))
    assert "poucos dados" in sentences.of_team(change(difference=None), change())


def test_what_moved_everybody_is_said() -> None:
    assert "não é efeito desta conversa" in sentences.of_team(change(), change())
    assert "não é efeito" not in sentences.of_team(change(), change(changed=False))
    assert "sem mudança clara" in sentences.of_team(change(changed=False), change())


def test_the_goal_is_reached_only_beyond_the_interval() -> None:
    assert sentences.goal_words(change(), 0.6) == "O objetivo de 60% foi alcançado."
    assert sentences.goal_words(change(), 0.9) == "O objetivo de 90% não foi alcançado até aqui."
    assert "não dá para dizer" in sentences.goal_words(change(), 0.7)
    assert sentences.goal_words(change(after_n=9), 0.7) == ""


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


def test_a_change_of_a_plan_is_told() -> None:
    row = {"kind": "change", "writer": "Gil", "written_at": AT, "goal": "0.9", "until": "2026-12-01"}
    told = sentences.entry({**row, "follow_up_on": None, "state": "done"})
    assert "encerrado: concluído; objetivo agora 90%; último dia agora 01/12/2026" in told


@pytest.mark.parametrize("code", sentences.FAULTS)
def test_every_fault_has_its_words(code: str) -> None:
    assert sentences.fault(code).endswith("Nada foi salvo; o que você escreveu continua aqui.")
