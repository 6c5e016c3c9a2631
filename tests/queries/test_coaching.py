"""What was agreed with an agent, as far as the viewer may see; and the practice before the talk and since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.decisions import Focus, change_plan, finish_plan, note_on_plan, pin_to_plan, start_plan
from data.people import Role, Viewer
from data.sources import import_path
from data.store import Store
from practices.policy import default_policy
from queries.coaching import (
    CHANGE_SCHEMA,
    ENTRY_SCHEMA,
    PIN_SCHEMA,
    PLAN_SCHEMA,
    before,
    before_after,
    coaching,
    plans,
)
from queries.totals import agents
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_reviews import user
from tests.filled import copied
from tests.queries.conftest import MONDAY

NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
TODAY = NOW.date()
FOCUS = Focus("use_name", 0.8, TODAY + timedelta(days=28), TODAY + timedelta(days=14))
NILO = Viewer("nilo", "Nilo Paz", Role.TEAM_LEAD, ("Norte",))
SARA = Viewer("sara", "Sara Lins", Role.TEAM_LEAD, ("Sul",))
ORDERS = "os_id,customer_id,agent_id,kind,opened_at\no1,k1,a1,repair,2026-11-16T11:00:00\n"
P = "use_name"


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    opened = copied(empty_file, tmp_path)
    files = {"agents": AGENTS, "customers": CUSTOMERS, "contacts": CONTACTS, "service_orders": ORDERS}
    import_path(opened, write(tmp_path / "in", **files))
    user(opened, "nilo", "Nilo Paz")
    return opened


def test_plans_come_with_what_was_written_and_pinned(store: Store, manager: Viewer) -> None:
    plan = start_plan(store, NILO, "a1", FOCUS, now=NOW)
    later = NOW + timedelta(hours=1)
    change_plan(store, NILO, plan, replace(FOCUS, goal=0.9), 1, now=later)
    note_on_plan(store, manager, plan, "Ligar no 11 98888-7777.", now=later + timedelta(hours=1))
    pin_to_plan(store, NILO, plan, "contact", "c1", "message:c1:1", "ouvir")
    pin_to_plan(store, manager, plan, "contact", "c2")
    pin_to_plan(store, NILO, plan, "service_order", "o1")
    found = coaching(store, manager, agents(store), "a1")
    assert dict(found.plans.schema) == PLAN_SCHEMA
    (row,) = found.plans.to_dicts()
    assert (row["agent"], row["team"], row["goal"], row["maker"], row["version"]) == (
        "Ana",
        "Norte",
        0.9,
        "Nilo Paz",
        2,
    )
    assert (row["changer"], row["changed_at"]) == ("Nilo Paz", later)
    assert dict(found.entries.schema) == ENTRY_SCHEMA
    note, change = found.entries.to_dicts()
    assert (note["kind"], note["writer"], note["goal"]) == ("note", "gil", None)
    assert "98888" not in note["text"]
    assert (change["kind"], change["text"], change["goal"], change["until"]) == ("change", None, "0.9", None)
    assert (change["goal_before"], change["until_before"], note["goal_before"]) == ("0.8", None, None)
    assert dict(found.pins.schema) == PIN_SCHEMA
    assert found.pins.select("unit_id", "agent", "customer", "place", "channel").rows() == [
        ("c1", "Ana", "Rui", "message:c1:1", "whatsapp"),
        ("c2", "Bia", "Eva", None, "phone"),
        ("o1", "Ana", "Rui", None, None),
    ]
    assert coaching(store, NILO, agents(store), "a1").pins["unit_id"].to_list() == ["c1", "o1"]


def test_another_team_sees_no_plan_note_or_pin(store: Store) -> None:
    plan = start_plan(store, NILO, "a1", FOCUS, now=NOW)
    note_on_plan(store, NILO, plan, "Só da Norte.")
    pin_to_plan(store, NILO, plan, "contact", "c1")
    found = coaching(store, SARA, agents(store), "a1")
    assert found.plans.is_empty()
    assert found.entries.is_empty()
    assert found.pins.is_empty()
    assert plans(store, SARA, agents(store)).is_empty()


def test_open_plans_come_first_by_the_next_talk_then_the_closed_the_newest_first(store: Store) -> None:
    wishes = {"composure": 20, "honest_no": 5, "harsh_tone": 9, "use_name": 7}
    ids = {
        practice: start_plan(
            store, NILO, "a1", Focus(practice, 0.8, FOCUS.until, TODAY + timedelta(days=days)), now=NOW
        )
        for practice, days in wishes.items()
    }
    for practice in ("use_name", "harsh_tone"):
        finish_plan(store, NILO, ids[practice], "done", "Bem.", 1, now=NOW)
    found = plans(store, NILO, agents(store))
    assert found["practice"].to_list() == ["honest_no", "composure", "use_name", "harsh_tone"]
    assert found["state"].to_list() == ["open", "open", "done", "done"]


# -- before and after ---------------------------------------------------------------------------------------------

Totals = Callable[..., pl.DataFrame]


def plan(weeks_ago: int = 2, **others: Any) -> dict[str, Any]:
    """A plan whose talk was on a Monday so many weeks before MONDAY's week."""
    row = {"agent_id": "a1", "practice": P, "started_on": MONDAY - timedelta(weeks=weeks_ago), "state": "open"}
    return row | {"until": MONDAY + timedelta(weeks=4), "changed_at": None, **others}


def changes(totals: pl.DataFrame, viewer: Viewer, one: dict[str, Any], today: date | None = None) -> list[Any]:
    found = before_after(totals, viewer, one, today or MONDAY + timedelta(days=6), default_policy())
    assert dict(found.changes.schema) == CHANGE_SCHEMA
    return found.changes.to_dicts()


def test_eight_weeks_before_the_talk_stand_beside_the_time_since(totals_of: Totals, manager: Viewer) -> None:
    rows = totals_of(
        *((ago, P, "a1", 4, 6) for ago in range(3, 11)),  # the eight weeks before
        (11, P, "a1", 0, 500),  # too long ago
        *((ago, P, "a1", 9, 1) for ago in range(3)),  # the talk's week and since
        (0, "composure", "a1", 0, 500),
        *((ago, P, "a2", 8, 2) for ago in range(12)),
        *((ago, P, "b1", 0, 99) for ago in range(12)),  # another team
    )
    found = before_after(rows, manager, plan(), MONDAY + timedelta(days=6), default_policy())
    start = MONDAY - timedelta(weeks=2)
    assert found.before == (start - timedelta(weeks=8), start - timedelta(days=1))
    assert found.after == (start, MONDAY + timedelta(days=6))
    agent, team = found.changes.to_dicts()
    assert (agent["who"], agent["before_met"], agent["before_n"], agent["after_met"], agent["after_n"]) == (
        "agent",
        *(32, 80, 27, 30),
    )
    assert agent["difference"] == pytest.approx(0.5)
    assert 0 < agent["difference_low"] < 0.5 < agent["difference_high"]
    assert agent["changed"]
    assert (team["who"], team["before_n"], team["after_n"], team["difference"], team["changed"]) == (
        *("team", 80, 30, 0.0),
        False,
    )


def test_a_form_shows_the_before_that_the_plan_will_have(totals_of: Totals, manager: Viewer) -> None:
    rows = totals_of(
        *((ago, P, "a1", 4, 6) for ago in range(2, 14)),
        *((ago, P, "a2", 8, 2) for ago in range(2, 14)),
        (3, "composure", "a1", 0, 500),
    )
    talk = MONDAY - timedelta(weeks=2)
    found = before(rows, manager, "a1", P, talk)
    later = before_after(rows, manager, plan(), MONDAY, default_policy())
    assert (found.practice, found.days) == (P, later.before)
    agent, team = later.changes.to_dicts()
    for shown, kept in ((found.agent, agent), (found.team, team)):
        assert {f"before_{name}": shown[name] for name in ("met", "n", "rate", "low", "high")}.items() <= kept.items()
    assert (found.agent["met"], found.agent["n"], found.team["n"]) == (32, 80, 80)


def test_the_difference_is_the_published_one(totals_of: Totals, manager: Viewer) -> None:
    """Newcombe (1998), table II, contrast (a): 56/70 less 48/80 is 0.2, method 10 gives 0.0524 to 0.3339."""
    rows = totals_of((3, P, "a1", 48, 32), (0, P, "a1", 56, 14))
    agent, _ = changes(rows, manager, plan())
    assert agent["difference"] == pytest.approx(0.2)
    assert (round(agent["difference_low"], 4), round(agent["difference_high"], 4)) == (0.0524, 0.3339)


def test_what_chance_explains_and_few_data_are_no_change(totals_of: Totals, manager: Viewer) -> None:
    agent, team = changes(totals_of((3, P, "a1", 20, 20), (0, P, "a1", 24, 16), (0, P, "a2", 9, 1)), manager, plan())
    assert agent["difference_low"] < 0 < agent["difference_high"]
    assert not agent["changed"]
    assert (team["before_n"], team["difference"], team["changed"]) == (0, None, False)
    agent, _ = changes(totals_of((3, P, "a1", 0, 40), (0, P, "a1", 9, 0)), manager, plan())
    assert (agent["after_n"], agent["difference"], agent["changed"]) == (9, None, False)


def test_the_time_since_ends_with_the_plan_or_its_closing(totals_of: Totals, manager: Viewer) -> None:
    rows = totals_of(*((ago, P, "a1", 1, 0) for ago in range(-8, 12)))
    for others, weeks in (
        ({"until": MONDAY - timedelta(days=1)}, 2),
        ({"state": "done", "changed_at": datetime.combine(MONDAY, datetime.min.time(), UTC)}, 2),
        ({}, 3),
    ):
        agent, _ = changes(rows, manager, plan(**others))
        assert agent["after_n"] == weeks, others
    far, _ = changes(rows, manager, plan(), MONDAY + timedelta(weeks=9))
    assert far["after_n"] == 6  # to the plan's last day


def test_an_agent_without_data_or_out_of_scope_has_no_numbers(totals_of: Totals, lead_north: Viewer) -> None:
    rows = totals_of((3, P, "b1", 40, 4), (0, P, "b1", 40, 4))
    for agent_id in ("b1", "nobody"):
        agent, _ = changes(rows, lead_north, plan(agent_id=agent_id))
        assert (agent["before_n"], agent["after_n"], agent["difference"]) == (0, 0, None)
