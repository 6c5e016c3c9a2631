"""Targets are set by those who may, once, and never over somebody else's unseen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from data import schema
from data.decisions import AlreadySet, set_target
from data.people import Role, Viewer, add_user
from data.store import Store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
MANAGER = Viewer("marta", "Marta Reis", Role.MANAGER)
SUPERVISOR = Viewer("sandro", "Sandro Luz", Role.SUPERVISOR, ("Norte", "Leste"))
LEAD = Viewer("nilo", "Nilo Paz", Role.TEAM_LEAD, ("Norte",))


@pytest.fixture
def house(store: Store) -> Store:
    """Agents of two teams; Leste has none."""
    rows = [
        {"source": "s", "external_id": one, "import_id": 1, "agent_id": one, "name": one, "team": team}
        for one, team in (("a1", "Norte"), ("a2", "Sul"))
    ]
    with store.write() as connection:
        connection.execute(insert(schema.agents), rows)
    add_user(store, "marta", "Marta Reis", Role.MANAGER, (), "correct horse battery")
    return store


def rows(store: Store) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(schema.targets).order_by(schema.targets.c.id)))


def test_a_target_is_kept_with_its_author_and_logged(house: Store) -> None:
    set_target(house, MANAGER, "retention", None, NOVEMBER, 0.6, None, NOW)
    (row,) = rows(house)
    assert (row.measure, row.team, row.from_month, row.value) == ("retention", None, NOVEMBER, 0.6)
    assert (row.set_by, row.set_at) == ("marta", NOW)
    with house.engine.connect() as connection:
        entry = connection.execute(select(schema.access_log)).one()
    assert (entry.username, entry.action, entry.subject) == ("marta", "target_set", "retention::2026-11-01:0.6")


def test_the_same_form_twice_changes_nothing(house: Store) -> None:
    for _ in range(2):
        set_target(house, MANAGER, "retention", None, NOVEMBER, 0.6, None, NOW)
    assert len(rows(house)) == 1


def test_an_earlier_target_stays_when_a_new_one_is_set(house: Store) -> None:
    set_target(house, MANAGER, "retention", None, NOVEMBER, 0.6, None, NOW)
    set_target(house, MANAGER, "retention", None, NOVEMBER, 0.7, rows(house)[0].id, NOW)
    assert [row.value for row in rows(house)] == [0.6, 0.7]


def test_the_second_is_told_who_was_first(house: Store) -> None:
    set_target(house, MANAGER, "retention", "Norte", OCTOBER, 0.6, None, NOW)
    with pytest.raises(AlreadySet) as told:
        set_target(house, SUPERVISOR, "retention", "Norte", NOVEMBER, 0.7, None, NOW + timedelta(minutes=1))
    assert (told.value.name, told.value.at, told.value.from_month, told.value.value) == (
        "Marta Reis",
        NOW,
        OCTOBER,
        0.6,
    )
    assert len(rows(house)) == 1
    set_target(house, SUPERVISOR, "retention", "Norte", NOVEMBER, 0.7, rows(house)[0].id, NOW)
    assert len(rows(house)) == 2, "who has seen it may go on"


def test_another_team_or_measure_is_in_nobodys_way(house: Store) -> None:
    set_target(house, MANAGER, "retention", None, NOVEMBER, 0.6, None, NOW)
    set_target(house, MANAGER, "retention", "Norte", NOVEMBER, 0.7, None, NOW)
    set_target(house, MANAGER, "queue_time", None, NOVEMBER, 300, None, NOW)
    assert len(rows(house)) == 3


@pytest.mark.parametrize(
    ("viewer", "team"), [(LEAD, "Norte"), (LEAD, None), (SUPERVISOR, None), (SUPERVISOR, "Sul")], ids=str
)
def test_who_may_not_set_a_target(house: Store, viewer: Viewer, team: str | None) -> None:
    with pytest.raises(PermissionError):
        set_target(house, viewer, "retention", team, NOVEMBER, 0.6, None, NOW)
    assert rows(house) == []


@pytest.mark.parametrize(
    ("measure", "value", "sentence"),
    [
        ("retention", 1.2, "between 0% and 100%"),
        ("total", 1.2, "between 0% and 100%"),
        ("retention", -0.1, "zero or more"),
        ("queue_time", -1, "zero or more"),
        ("queue_time", float("nan"), "zero or more"),
        ("first_reply", float("inf"), "zero or more"),
        ("contacts", -1, "zero or more"),
        ("contacts", 2.5, "whole number"),
        ("retention", None, "no target that could be taken away"),
    ],
)
def test_a_wrong_target_is_refused(house: Store, measure: str, value: float | None, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        set_target(house, MANAGER, measure, None, NOVEMBER, value, None, NOW)
    assert rows(house) == []


def test_a_month_begins_on_its_first_day(house: Store) -> None:
    with pytest.raises(ValueError, match="first day"):
        set_target(house, MANAGER, "retention", None, date(2026, 11, 2), 0.6, None, NOW)


@pytest.mark.parametrize(("measure", "team"), [("nope", None), ("retention", "Leste"), ("retention", "")])
def test_there_is_no_target_without_its_measure_and_team(house: Store, measure: str, team: str | None) -> None:
    with pytest.raises(LookupError):
        set_target(house, MANAGER, measure, team, NOVEMBER, 0.6, None, NOW)


def test_a_target_is_taken_away_once(house: Store) -> None:
    set_target(house, MANAGER, "retention", None, OCTOBER, 0.6, None, NOW)
    for _ in range(2):
        set_target(house, MANAGER, "retention", None, NOVEMBER, None, rows(house)[0].id, NOW)
    assert [(row.from_month, row.value) for row in rows(house)] == [(OCTOBER, 0.6), (NOVEMBER, None)]
    with pytest.raises(ValueError, match="taken away"):
        set_target(house, MANAGER, "retention", None, date(2026, 12, 1), None, rows(house)[-1].id, NOW)
