"""The units behind a number: a row's reason, by the rule or by a person; which list stands open; how it is narrowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from practices import PRACTICES
from practices.practice import Pillar
from queries.choice import Choice
from ui.units import _address, _cells, _heading, _Opened, _read


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
    assert _cells(row(), with_practice=False)["Por quê"].startswith(":orange[◆] Não foi cumprida")


def test_a_persons_reason_in_place_of_the_rules() -> None:
    said = {"verdict": "met", "rule_verdict": "missed", "reviewer": "Gil *M*", "because": "![x](http://a.b) ok"}
    cells = _cells(row(**said), with_practice=True)
    assert cells["Prática"] == ":blue[●] Chamar pelo nome"
    why = cells["Por quê"]
    assert why.startswith("Gil ")
    assert "a regra dizia *não cumprida*: “" in why
    assert "*M*" not in why
    assert "](http" not in why
    assert "Não foi cumprida" not in why


# -- which list stands open ---------------------------------------------------------------------------------------

WEEK = Choice(date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("period", "practices", "agent"),
    [
        (WEEK, None, None),
        (replace(WEEK, channel="whatsapp"), ("use_name",), ""),
        (replace(WEEK, team="Norte ~ Sul*", reason="support"), ("use_name", "honest_no"), "a~1/é *"),
        (replace(WEEK, team="-"), None, "-"),
    ],
)
def test_an_address_tells_its_list(period: Choice, practices: tuple[str, ...] | None, agent: str | None) -> None:
    opened = _read(_address("grid", period, practices, agent), replace(WEEK, team="Sul"))
    assert opened is not None
    assert (opened.figure, opened.period, opened.practices, opened.agent) == ("grid", period, practices, agent)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "list:retention",
        "grid~99~-~2026-11-16~2026-11-22~-~-~-",
        "grid~~-~2026-11-16~2026-11-22~-~-~-",
        "grid~-~-~2026-11-22~2026-11-16~-~-~-",
        "grid~-~-~-~soon~-~-~-",
        "G[1]~-~-~2026-11-16~2026-11-22~-~-~-",
        "-~-~-~2026-11-16~2026-11-22~-~-~-",
    ],
)
def test_a_forged_address_tells_none(forged: str) -> None:
    assert _read(forged, WEEK) is None


def test_the_heading_says_what_of_whom_and_when() -> None:
    tally = pl.DataFrame({"agent": ["Ana *Paz*"]})
    period = replace(WEEK, team="Norte", channel="whatsapp")
    told = _heading(_Opened("grid", period, ("use_name",), "a1"), tally)
    assert told == "Chamar pelo nome: Ana &#42;Paz&#42;, equipe Norte, WhatsApp, 16 a 22/11/2026"
    respect = tuple(one.id for one in PRACTICES if one.pillar is Pillar.RESPECT)
    assert _heading(_Opened("grid", WEEK, respect, None), tally).startswith("Respeita o cliente, ")
    assert _heading(_Opened("grid", WEEK, None, None), tally).startswith("Total, ")


# -- narrowing it -------------------------------------------------------------------------------------------------


def drawer() -> None:
    from datetime import date

    import polars as pl
    import streamlit as st

    from queries.choice import Choice
    from ui.units import Units

    verdicts = ["met"] * 4 + ["missed"] * 3 + ["insufficient"]
    agents = ["a1", "a1", "b1", "", "a1", "a1", "b1", "b1"]
    channels = ["phone", "phone", "phone", "", "chat", "phone", "phone", "chat"]
    if st.session_state.get("only_met"):
        verdicts, agents, channels = (column[:2] for column in (verdicts, agents, channels))
    every = pl.DataFrame({"verdict": verdicts, "agent_id": agents, "channel": channels}).with_columns(
        agent=pl.col("agent_id").replace_strict({"a1": "Ana", "b1": "Bia"}, default=None),
        practice=pl.lit("use_name"),
        unit=pl.lit("contact"),
        contact_id=pl.lit("c1"),
        at=pl.lit(date(2026, 11, 16)).cast(pl.Datetime(time_zone="UTC")),
        reason=pl.col("verdict"),
        **{one: pl.lit(None, pl.String) for one in ("os_id", "detail", "rule_verdict", "customer", "evidence")},
    )
    st.session_state["asked"] = []

    def load(period: Choice, wanted: tuple, skip: int) -> pl.DataFrame:
        st.session_state["asked"].append(wanted)
        _, (verdict,), agent, channel = wanted
        rows = every.filter(verdict=verdict)
        rows = rows if agent is None else rows.filter(agent_id=agent)
        return rows if channel is None else rows.filter(channel=channel)

    def tally(period: Choice, practices: tuple | None, agent: str | None) -> pl.DataFrame:
        return every.group_by("agent_id", "agent", "channel", "verdict").agg(units=pl.len().cast(pl.Int64))

    period = Choice(date(2026, 11, 16), date(2026, 11, 22))
    units = Units(lambda *wanted: wanted, load, tally)
    if st.button("open", key="open"):
        units.open("grid", period, ("use_name",))
    units.draw(period)


def opened_drawer(**state: bool) -> AppTest:
    app = AppTest.from_function(drawer, default_timeout=10)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run().button(key="open").click().run()


def test_each_choice_says_how_many_it_has_and_what_was_not_followed_comes_first() -> None:
    app = opened_drawer()
    assert not app.exception
    verdict = app.segmented_control(key="list_grid_verdict")
    assert verdict.options == ["Cumprida 4", "Não cumprida 3", "Ainda no prazo 0", "Não dá para ver 1"]
    assert verdict.value == "missed"
    agent, channel = app.selectbox(key="list_grid_agent_id"), app.selectbox(key="list_grid_channel")
    assert agent.options == ["Todos os atendentes", "Ana (2)", "Bia (1)"]
    assert channel.options == ["Todos os canais", "Chat (1)", "Telefone (2)"]
    assert app.session_state["asked"] == [(("use_name",), ("missed",), None, None)]


def test_a_list_is_narrowed_where_it_is_read_and_counts_follow() -> None:
    app = opened_drawer()
    app.selectbox(key="list_grid_agent_id").set_value("a1").run()
    app.selectbox(key="list_grid_channel").set_value("phone").run()
    assert app.session_state["asked"][-1] == (("use_name",), ("missed",), "a1", "phone")
    app.segmented_control(key="list_grid_verdict").set_value("met").run()
    assert app.session_state["asked"][-1] == (("use_name",), ("met",), "a1", "phone")
    assert app.segmented_control(key="list_grid_verdict").options[:2] == ["Cumprida 2", "Não cumprida 1"]
    assert app.selectbox(key="list_grid_agent_id").options == ["Todos os atendentes", "Ana (2)", "Bia (1)"]
    app.segmented_control(key="list_grid_verdict").set_value("pending").run()
    assert app.selectbox(key="list_grid_agent_id").options == ["Todos os atendentes", "Ana (0)"]
    app.selectbox(key="list_grid_agent_id").set_value("-").run()
    app.selectbox(key="list_grid_channel").set_value("-").run()
    app.segmented_control(key="list_grid_verdict").set_value("met").run()
    assert app.selectbox(key="list_grid_agent_id").options[-1] == "sem atendente (1)"
    app.selectbox(key="list_grid_agent_id").set_value("").run()
    assert app.session_state["asked"][-1] == (("use_name",), ("met",), "", None)


def test_a_list_opens_on_what_there_is_and_asks_for_no_choice_of_one() -> None:
    app = opened_drawer(only_met=True)
    assert not app.exception
    assert app.segmented_control(key="list_grid_verdict").value == "met"
    assert not app.selectbox


def test_what_all_rows_say_stands_once_above_them() -> None:
    app = opened_drawer()
    assert "Por quê" not in app.table[0].value.columns
    assert [one.value for one in app.markdown if "foi" in one.value] == [":orange[◆] Não foi cumprida&#46;"]
    app.segmented_control(key="list_grid_verdict").set_value("insufficient").run()
    assert "Por quê" in app.table[0].value.columns, "one row says its own"
