"""Whom the screen of the agents opens on: the talk that is due, else who is clearly below target or team."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from queries.agents import BESIDE_TEAM_SCHEMA
from queries.coaching import PLAN_SCHEMA
from queries.first_talk import FirstTalk, first_talk
from queries.totals import AGENT_SCHEMA
from queries.weekly import CELL_SCHEMA

TODAY = date(2026, 11, 23)
DAYS = (TODAY - timedelta(days=28), TODAY - timedelta(days=1))
AGENTS = pl.DataFrame([("a1", "Ana", "Norte"), ("a2", "Bia", "Norte")], schema=AGENT_SCHEMA, orient="row")


def plans(*rows: tuple[int, str, int, str]) -> pl.DataFrame:
    """Plans (number, agent, days from today to the next talk, state)."""
    found = [
        {"plan_id": number, "agent_id": agent, "follow_up_on": TODAY + timedelta(days=away), "state": state}
        for number, agent, away, state in rows
    ]
    return pl.DataFrame(found, schema=PLAN_SCHEMA)


def cells(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    names = ("practice", "agent_id", "standing", "missed")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=CELL_SCHEMA)


def beside_team(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    names = ("practice", "agent_id", "standing", "weight")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=BESIDE_TEAM_SCHEMA)


NOBODY_BELOW = beside_team()


def first(
    made: pl.DataFrame,
    seen: pl.DataFrame,
    agents: pl.DataFrame = AGENTS,
    beside: pl.DataFrame = NOBODY_BELOW,
) -> Any:
    return first_talk(agents, made, seen, lambda: beside, DAYS, TODAY)


MANY_MISSED = cells(("use_name", "a1", "below", 20), ("composure", "a2", "below", 12), ("honest_no", "a2", "below", 9))


def test_the_open_plan_that_is_due_longest_comes_first() -> None:
    made = plans((1, "a1", 0, "open"), (2, "a2", -3, "open"), (3, "a1", -9, "done"), (4, "x", -20, "open"))
    assert first(made, MANY_MISSED) == FirstTalk("a2", DAYS, follow_up_on=TODAY - timedelta(days=3))
    assert first(plans((1, "a1", 0, "open")), MANY_MISSED).agent_id == "a1"


def test_then_whoever_misses_most_where_they_are_clearly_below_target() -> None:
    later = plans((1, "a1", 1, "open"))
    assert first(later, MANY_MISSED) == FirstTalk("a2", DAYS, missed=21)
    unclear = cells(
        ("use_name", "a1", "below", 20), ("composure", "a2", "unclear", 90), ("composure", "x", "below", 99)
    )
    assert first(later, unclear) == FirstTalk("a1", DAYS, missed=20)


BELOW_THE_TEAM = beside_team(
    ("use_name", "a1", "below", -3.0),
    ("honest_no", "a2", "below", -2.5),
    ("composure", "a2", "below", -4.0),
    ("plain_language", "a1", "unclear", -50.0),
    ("use_name", "a1", "above", -50.0),
    ("use_name", "x", "below", -50.0),
)


def test_then_whose_practices_clearly_below_the_team_weigh_most() -> None:
    assert first(plans(), cells(), beside=BELOW_THE_TEAM) == FirstTalk(
        "a2", DAYS, below_team=("composure", "honest_no")
    )
    assert first(plans(), MANY_MISSED, beside=BELOW_THE_TEAM) == FirstTalk("a2", DAYS, missed=21)
    assert first(plans((1, "a1", 0, "open")), cells(), beside=BELOW_THE_TEAM).agent_id == "a1"


def test_else_the_first_by_name_or_nobody() -> None:
    assert first(plans(), cells()) == FirstTalk("a1", DAYS)
    assert first(plans(), cells(), AGENTS.clear(), BELOW_THE_TEAM) is None
    assert first(plans(), cells(), AGENTS.clear()) is None
