"""A row of the list behind a number: why it was judged so, by the rule or by a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ui.unit_list import _unit_cells


def row(**changed: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("os_id", "protocol", "detail", "pending_until", "rule_verdict", "reviewer", "because"))
    return {
        **blank,
        "unit": "contact",
        "unit_id": "c1",
        "practice": "use_name",
        "verdict": "missed",
        "at": datetime(2026, 11, 22, 15, tzinfo=UTC),
        "agent": "Ana",
        "customer": "Lia",
        "contact_id": "c1",
        "channel": "whatsapp",
        "evidence": "message:c1:2",
        "reason": "missed",
        **changed,
    }


def test_the_rules_reason() -> None:
    assert _unit_cells(row(), with_practice=False)["Por quê"].startswith(":orange[◆] Não foi cumprida")


def test_a_persons_reason_in_place_of_the_rules() -> None:
    said = {"verdict": "met", "rule_verdict": "missed", "reviewer": "Gil *M*", "because": "![x](http://a.b) ok"}
    why = _unit_cells(row(**said), with_practice=True)["Por quê"]
    assert why.startswith(":blue[●] **Chamar pelo nome.** Gil ")
    assert "a regra dizia *não cumprida*: “" in why
    assert "*M*" not in why
    assert "](http" not in why
    assert "Não foi cumprida" not in why
