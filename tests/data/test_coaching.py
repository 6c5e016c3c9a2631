"""Coaching plans: within the viewer's teams, once, versioned, with every change kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data import schema
from data.decisions import (
    AlreadyPlanned,
    BadPlan,
    Focus,
    PlanChanged,
    PlanClosed,
    change_plan,
    finish_plan,
    note_on_plan,
    pin_to_plan,
    start_plan,
    unpin_from_plan,
)
from data.sources import import_path
from data.store import Store, open_store
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_decisions import LEAD, MANAGER, NOW, OTHER_LEAD, log
from tests.data.test_reviews import user

TODAY = date(2026, 11, 19)
FOCUS = Focus("use_name", 0.8, TODAY + timedelta(days=28), TODAY + timedelta(days=14))
ORDERS = "os_id,customer_id,agent_id,kind,opened_at\no1,k1,a1,repair,2026-11-16T11:00:00\n"


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    files = {"agents": AGENTS, "customers": CUSTOMERS, "contacts": CONTACTS, "service_orders": ORDERS}
    import_path(store, write(tmp_path / "in", **files))
    return store


def rows(store: Store, name: str) -> list[Any]:
    table = schema.metadata.tables[name]
    with store.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def test_a_plan_is_kept_with_who_made_it_and_logged(filled: Store) -> None:
    before = filled.state()
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    (kept,) = rows(filled, "coaching_plans")
    assert (kept.id, kept.agent_id, kept.practice, kept.goal) == (plan, "a1", "use_name", 0.8)
    assert (kept.started_on, kept.until, kept.follow_up_on) == (TODAY, FOCUS.until, FOCUS.follow_up_on)
    assert (kept.state, kept.outcome, kept.made_by, kept.made_at, kept.version) == ("open", "", "nilo", NOW, 1)
    assert log(filled) == [("nilo", "coaching_started", f"{plan}:a1:use_name")]
    assert filled.state() != before


def test_the_same_form_sent_twice_is_one_plan_and_another_is_told_who_was_first(filled: Store) -> None:
    user(filled, "nilo", "Nilo Paz")
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    assert start_plan(filled, LEAD, "a1", FOCUS, now=NOW) == plan
    with pytest.raises(AlreadyPlanned) as first:
        start_plan(filled, MANAGER, "a1", replace(FOCUS, goal=0.9), now=NOW)
    assert (first.value.name, first.value.at, first.value.plan_id) == ("Nilo Paz", NOW, plan)
    other = start_plan(filled, MANAGER, "a1", replace(FOCUS, practice="composure"), now=NOW)
    finish_plan(filled, LEAD, plan, "done", "Chama sempre.", 1, now=NOW)
    again = start_plan(filled, MANAGER, "a1", replace(FOCUS, goal=0.9), now=NOW)
    assert len({plan, other, again}) == len(rows(filled, "coaching_plans")) == 3


def test_two_people_start_the_same_plan_at_once(filled: Store) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def begin(who: Any) -> None:
        own = open_store(filled.engine.url.render_as_string(hide_password=False))
        ready.wait()
        try:
            start_plan(own, who, "a1", FOCUS, now=NOW)
            outcomes.append("made")
        except AlreadyPlanned:
            outcomes.append("told")
        own.engine.dispose()

    threads = [threading.Thread(target=begin, args=(who,)) for who in (LEAD, MANAGER)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["made", "told"]
    assert len(rows(filled, "coaching_plans")) == 1


def test_nobody_coaches_another_teams_agent(filled: Store) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    attempts: list[Callable[[], Any]] = [
        lambda: start_plan(filled, OTHER_LEAD, "a1", replace(FOCUS, practice="composure"), now=NOW),
        lambda: change_plan(filled, OTHER_LEAD, plan, replace(FOCUS, goal=0.9), 1, now=NOW),
        lambda: finish_plan(filled, OTHER_LEAD, plan, "done", "x", 1, now=NOW),
        lambda: note_on_plan(filled, OTHER_LEAD, plan, "x"),
        lambda: pin_to_plan(filled, OTHER_LEAD, plan, "contact", "c2"),
        lambda: unpin_from_plan(filled, OTHER_LEAD, plan, "contact", "c1"),
        lambda: pin_to_plan(filled, LEAD, plan, "contact", "c2"),  # Bia's, of team Sul
    ]
    for attempt in attempts:
        with pytest.raises(PermissionError):
            attempt()
    assert len(log(filled)) == 1
    assert not rows(filled, "coaching_entries")
    assert not rows(filled, "coaching_pins")


def test_what_is_not_there_is_said(filled: Store) -> None:
    for attempt in (
        lambda: start_plan(filled, MANAGER, "nobody", FOCUS, now=NOW),
        lambda: note_on_plan(filled, MANAGER, 99, "x"),
        lambda: change_plan(filled, MANAGER, 99, FOCUS, 1, now=NOW),
    ):
        with pytest.raises(LookupError):
            attempt()
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    with pytest.raises(LookupError):
        pin_to_plan(filled, LEAD, plan, "contact", "c99")


def test_every_change_says_what_stood_there_and_the_second_is_told_who_was_first(filled: Store) -> None:
    user(filled, "marta", "Marta Reis")
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    later = NOW + timedelta(minutes=5)
    change_plan(filled, MANAGER, plan, replace(FOCUS, goal=0.9), 1, now=later)
    (kept,) = rows(filled, "coaching_plans")
    assert (kept.goal, kept.version) == (0.9, 2)
    (entry,) = rows(filled, "coaching_entries")
    assert (entry.kind, json.loads(entry.text), entry.written_by) == ("change", {"goal": [0.8, 0.9]}, "marta")
    with pytest.raises(PlanChanged) as first:
        change_plan(filled, LEAD, plan, replace(FOCUS, goal=0.7), 1, now=later)
    assert (first.value.name, first.value.at, first.value.version) == ("Marta Reis", later, 2)
    with pytest.raises(PlanChanged):
        finish_plan(filled, LEAD, plan, "dropped", "Mudou de equipe.", 1, now=later)
    change_plan(filled, LEAD, plan, replace(FOCUS, goal=0.9), 1, now=later)  # says what stands there already
    assert rows(filled, "coaching_plans")[0].version == 2
    change_plan(filled, LEAD, plan, replace(FOCUS, goal=0.7), first.value.version, now=later)
    assert rows(filled, "coaching_plans")[0].goal == 0.7


def test_a_closed_plan_keeps_its_outcome_and_takes_notes_only(filled: Store) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    pin_to_plan(filled, LEAD, plan, "contact", "c1")
    for _ in range(2):
        finish_plan(filled, LEAD, plan, "done", " Chama sempre. ", 1, now=NOW)
    (kept,) = rows(filled, "coaching_plans")
    assert (kept.state, kept.outcome, kept.version) == ("done", "Chama sempre.", 2)
    assert len(rows(filled, "coaching_entries")) == 1
    for attempt in (
        lambda: change_plan(filled, LEAD, plan, replace(FOCUS, goal=0.9), 2, now=NOW),
        lambda: finish_plan(filled, LEAD, plan, "dropped", "Não.", 1, now=NOW),
        lambda: note_on_plan(filled, LEAD, plan, "Ainda aberto, pensei.", 1),
        lambda: pin_to_plan(filled, LEAD, plan, "service_order", "o1"),
        lambda: unpin_from_plan(filled, LEAD, plan, "contact", "c1"),
    ):
        with pytest.raises(PlanClosed):
            attempt()
    assert [one.unit_id for one in rows(filled, "coaching_pins")] == ["c1"]
    note_on_plan(filled, LEAD, plan, "Continua bem.", 2)
    note_on_plan(filled, LEAD, plan, "E segue.")
    assert [one.kind for one in rows(filled, "coaching_entries")] == ["change", "note", "note"]


def test_the_same_note_again_adds_nothing(filled: Store) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    for text in ("Ouvimos dois contatos.", " Ouvimos dois contatos.\n", "Vai repetir.", "Ouvimos dois contatos."):
        note_on_plan(filled, LEAD, plan, text)
    assert [one.text for one in rows(filled, "coaching_entries")] == [
        "Ouvimos dois contatos.",
        "Vai repetir.",
        "Ouvimos dois contatos.",
    ]


def test_records_are_pinned_once_and_unpinned(filled: Store) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    pin_to_plan(filled, LEAD, plan, "contact", "c1", "message:c1:1", "ouvir o começo")
    pin_to_plan(filled, MANAGER, plan, "contact", "c1", None, "outra vez")
    pin_to_plan(filled, MANAGER, plan, "contact", "c2")
    pin_to_plan(filled, LEAD, plan, "service_order", "o1")
    pins = rows(filled, "coaching_pins")
    assert [(one.unit_id, one.contact_id, one.os_id, one.place, one.remark, one.pinned_by) for one in pins] == [
        ("c1", "c1", None, "message:c1:1", "ouvir o começo", "nilo"),
        ("c2", "c2", None, None, "", "marta"),
        ("o1", None, "o1", None, "", "nilo"),
    ]
    for _ in range(2):
        unpin_from_plan(filled, LEAD, plan, "contact", "c1")
    assert [one.unit_id for one in rows(filled, "coaching_pins")] == ["c2", "o1"]
    assert [action for _, action, _ in log(filled)].count("coaching_unpinned") == 1
    with pytest.raises(ValueError, match="is one of"):
        pin_to_plan(filled, LEAD, plan, "commitment", "x")


DAY = timedelta(days=1)
WRONG: dict[str, tuple[dict[str, Any], date]] = {
    "goal": ({"goal": 1.2}, TODAY),
    "until_past": ({"until": TODAY - DAY}, TODAY - 7 * DAY),
    "until_order": ({"until": TODAY}, TODAY),
    "until_far": ({"until": TODAY + 367 * DAY}, TODAY),
    "follow_up_past": ({"follow_up_on": TODAY - DAY}, TODAY - 7 * DAY),
    "follow_up_order": ({"follow_up_on": FOCUS.until + 32 * DAY}, TODAY),
    "started_ahead": ({}, TODAY + DAY),
    "started_long_ago": ({}, TODAY - 85 * DAY),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_form_that_is_wrong_says_where(filled: Store, fault: str) -> None:
    changes, started_on = WRONG[fault]
    with pytest.raises(BadPlan) as wrong:
        start_plan(filled, LEAD, "a1", replace(FOCUS, **changes), started_on, now=NOW)
    assert wrong.value.fault == fault
    assert not rows(filled, "coaching_plans")


@pytest.mark.parametrize("goal", [0.0, -0.1, float("nan"), 1.01])
def test_a_goal_is_a_share(filled: Store, goal: float) -> None:
    with pytest.raises(BadPlan):
        start_plan(filled, LEAD, "a1", replace(FOCUS, goal=goal), now=NOW)


@pytest.mark.parametrize(("text", "fault"), [(" \n", "empty"), ("x" * 4001, "long")])
def test_texts_that_are_missing_or_too_long(filled: Store, text: str, fault: str) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    for attempt in (
        lambda: note_on_plan(filled, LEAD, plan, text),
        lambda: finish_plan(filled, LEAD, plan, "done", text, 1),
    ):
        with pytest.raises(BadPlan) as wrong:
            attempt()
        assert wrong.value.fault == fault


def test_a_day_that_has_passed_meanwhile_may_stay(filled: Store) -> None:
    plan = start_plan(filled, LEAD, "a1", FOCUS, now=NOW)
    after = NOW + timedelta(days=20)
    change_plan(filled, LEAD, plan, replace(FOCUS, goal=0.85), 1, now=after)
    with pytest.raises(BadPlan) as wrong:
        change_plan(filled, LEAD, plan, replace(FOCUS, follow_up_on=TODAY + DAY), 2, now=after)
    assert wrong.value.fault == "follow_up_past"


def test_a_talk_of_last_week_is_written_down_today(filled: Store) -> None:
    start_plan(filled, LEAD, "a1", FOCUS, TODAY - 7 * DAY, now=NOW)
    assert rows(filled, "coaching_plans")[0].started_on == TODAY - 7 * DAY
