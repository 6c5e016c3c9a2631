"""A row of the list behind a number: why it was judged so, by the rule or by a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

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


def long_list() -> None:
    import polars as pl
    import streamlit as st

    from ui.unit_list import paged

    every = pl.DataFrame({"n": range(100)})
    st.session_state.setdefault("list_page", 6)
    read: list[int] = []

    def further(skip: int) -> pl.DataFrame:
        read.append(skip)
        return every.slice(skip, 30)

    paged(every.head(30), lambda row: {"n": str(row["n"])}, "100", key="list", count=100, further=further)
    st.session_state["read"] = read


def test_a_list_goes_on_to_its_last_row() -> None:
    app = AppTest.from_function(long_list).run(timeout=10)
    assert not app.exception
    assert app.session_state["read"] == [60]
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(75, 90)]
    app.session_state["list_page"] = 7
    app.run(timeout=10)
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(90, 100)]
    app.session_state["list_page"] = 2
    app.run(timeout=10)
    assert app.session_state["read"] == []
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(15, 30)]
