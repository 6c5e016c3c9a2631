"""What reviews decided, as each viewer may see it: what comes back, whether it helped, and what a closing kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import update

from data import schema
from data.decisions import agree_action, change_action, close_review, reopen_review
from data.people import Role, Viewer
from data.store import Store, open_store
from practices.policy import default_policy
from queries import frozen, meetings
from queries.choice import Choice
from queries.compliance import MOVEMENT_SCHEMA
from queries.meetings import ACTION_SCHEMA, CHANGE_SCHEMA, CLOSING_SCHEMA, EFFECT_SCHEMA

POLICY = default_policy()
P, OTHER = "use_name", "unchecked_scheduling"
MANAGER = Viewer("gil", "Gil", Role.MANAGER)
LEAD = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
BOTH = Viewer("sol", "Sol", Role.SUPERVISOR, ("Norte", "Sul"))
TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def week(ago: int = 0) -> tuple[date, date]:
    """The week from 23 to 29/11/2026, or one that is `ago` weeks earlier."""
    monday = date(2026, 11, 23) - timedelta(days=7 * ago)
    return monday, monday + timedelta(days=6)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.engine.dispose()


def agreed(
    store: Store, ago: int, what: str, viewer: Viewer = MANAGER, teams: tuple[str, ...] = (), **form: Any
) -> int:
    due_on = form.pop("due_on", TODAY)
    return agree_action(store, viewer, *week(ago), teams, what, "Ana", due_on, now=NOW, **form)


def shown(store: Store, choice: Choice, viewer: Viewer = MANAGER) -> tuple[list[str], list[str]]:
    """What was agreed earlier, and what here."""
    earlier, here = meetings.actions(store, viewer, choice, TODAY)
    assert dict(earlier.schema) == dict(here.schema) == ACTION_SCHEMA
    return earlier["what"].to_list(), here["what"].to_list()


def settled(store: Store, action_id: int, at: datetime, state: str = "done") -> None:
    change_action(store, MANAGER, action_id, 1, state, TODAY, "Feito.", now=at)


def test_open_actions_come_back_until_they_are_settled(store: Store) -> None:
    agreed(store, 0, "desta")
    agreed(store, 1, "da última")
    agreed(store, 3, "de antes")
    done = agreed(store, 3, "feita há tempo")
    last_done = agreed(store, 1, "da última, feita")
    settled(store, done, NOW - timedelta(days=8))
    settled(store, last_done, NOW - timedelta(days=8))
    assert shown(store, Choice(*week())) == (["da última", "de antes", "da última, feita"], ["desta"])
    assert shown(store, Choice(*week(2))) == (["de antes", "feita há tempo"], []), "it was open in that review"
    assert shown(store, Choice(*week(3))) == ([], ["de antes", "feita há tempo"])
    assert shown(store, Choice(*week(4))) == ([], [])


def test_what_was_settled_in_this_review_stays_to_be_seen(store: Store) -> None:
    old = agreed(store, 3, "de antes")
    agreed(store, 1, "da última")
    settled(store, old, NOW, "dropped")
    assert shown(store, Choice(*week())) == (["da última", "de antes"], [])
    earlier, _ = meetings.actions(store, MANAGER, Choice(*week()), TODAY)
    assert earlier["last_review"].to_list() == [True, False]
    assert earlier.row(1, named=True)["outcome"] == "Feito."


def test_a_closed_review_without_actions_is_the_last_one_all_the_same(store: Store) -> None:
    settled(store, agreed(store, 2, "feita na reunião de lá"), NOW - timedelta(days=14))
    assert shown(store, Choice(*week())) == (["feita na reunião de lá"], [])
    close_review(store, MANAGER, *week(1), (), {}, now=NOW)
    assert shown(store, Choice(*week())) == ([], [])


def test_a_longer_period_that_holds_the_week_brings_its_actions(store: Store) -> None:
    agreed(store, 0, "da semana")
    assert shown(store, Choice(week(3)[0], week()[1])) == (["da semana"], [])


def test_late_is_counted_in_days_and_only_while_open(store: Store) -> None:
    late, done = agreed(store, 1, "atrasada"), agreed(store, 1, "feita")
    settled(store, done, NOW)
    with store.write() as connection:
        connection.execute(update(schema.actions).values(due_on=TODAY - timedelta(days=3)))
    earlier, _ = meetings.actions(store, MANAGER, Choice(*week()), TODAY)
    assert dict(earlier.select("action_id", "days_late").iter_rows()) == {late: 3, done: 0}


def test_a_viewer_sees_what_lies_within_the_own_teams(store: Store) -> None:
    for teams in ((), ("Norte",), ("Sul",), ("Norte", "Sul"), ("Norte", "Centro")):
        agreed(store, 1, "+".join(teams) or "todas", teams=teams)
        close_review(store, MANAGER, *week(1), teams, {}, now=NOW)
    seen = {
        MANAGER: {"todas", "Norte", "Sul", "Norte+Sul", "Norte+Centro"},
        BOTH: {"Norte", "Sul", "Norte+Sul"},
        LEAD: {"Norte"},
        Viewer("x", "X", Role.SUPERVISOR, ()): set(),
    }
    for viewer, expected in seen.items():
        assert set(shown(store, Choice(*week()), viewer)[0]) == expected
        held = meetings.closings(store, viewer, Choice(*week()))
        assert {frozenset(one) for one in held["teams"].to_list()} == {
            frozenset(() if one == "todas" else one.split("+")) for one in expected
        }
    of_north = shown(store, Choice(*week(), team="Norte"), MANAGER)[0]
    assert set(of_north) == {"todas", "Norte", "Norte+Sul", "Norte+Centro"}
    assert set(shown(store, Choice(*week(), team="Sul"), LEAD)[0]) == set(), "another team by address"


def test_words_are_masked_and_people_named(store: Store) -> None:
    row = {"username": "gil", "name": "Gil Matos", "password_hash": "-", "role": "manager", "created_at": NOW}
    with store.write() as connection:
        connection.execute(schema.users.insert().values(row))
    action_id = agreed(store, 1, "Ligar para 11 98765-4321 amanhã")
    change_action(store, MANAGER, action_id, 1, "open", TODAY + timedelta(days=2), "CPF 111.444.777-35", now=NOW)
    change_action(store, MANAGER, action_id, 2, "done", TODAY + timedelta(days=2), "Mail a@b.com", now=NOW)
    earlier, _ = meetings.actions(store, MANAGER, Choice(*week()), TODAY)
    one = earlier.row(0, named=True)
    assert "98765" not in one["what"]
    assert "a@b.com" not in one["outcome"]
    assert (one["agreed_by"], one["changed_by"]) == ("Gil Matos", "Gil Matos")
    became = meetings.changes(store, [action_id])
    assert dict(became.schema) == CHANGE_SCHEMA
    assert "444" not in became["said"][0]
    assert became.select("state_before", "state", "due_before", "due_on", "name").rows() == [
        ("open", "open", TODAY, TODAY + timedelta(days=2), "Gil Matos"),
        ("open", "done", TODAY + timedelta(days=2), TODAY + timedelta(days=2), "Gil Matos"),
    ]
    assert meetings.changes(store, []).is_empty()


# -- whether it helped ----------------------------------------------------------------------------------------------


LATER = Choice(*week(-2))
"""What is agreed on 30/11, a Monday, has one whole week after it here: that from 7 to 13/12."""
THEN = (date(2026, 11, 23), date(2026, 11, 29))


def of_weeks(totals_of: Any, *now: tuple[int, str, str, int, int]) -> pl.DataFrame:
    """Twelve weeks of 80% in both teams up to THEN, and what is said; weeks count back from 16 to 22/11/2026."""
    weeks = [(ago, P, agent, 80, 20) for ago in range(-1, 11) for agent in ("a1", "b1")]
    rows: pl.DataFrame = totals_of(*weeks, *now)
    return rows


@pytest.mark.parametrize(
    ("met", "missed", "signal"), [(80, 20, "normal"), (97, 3, "above"), (55, 45, "below"), (0, 29, "unknown")]
)
def test_a_practice_is_said_to_have_moved_only_by_more_than_chance_and_from_thirty_on(
    store: Store, totals_of: Any, met: int, missed: int, signal: str
) -> None:
    agreed(store, 1, "chamar pelo nome", practice=P)
    agreed(store, 1, "sem prática")
    rows = of_weeks(totals_of, (-2, P, "a1", 0, 500), (-3, P, "a1", met, missed))
    earlier, _ = meetings.actions(store, MANAGER, LATER, TODAY)
    seen = meetings.effects(rows, MANAGER, LATER, earlier, POLICY, LATER.to_day + timedelta(days=1))
    assert dict(seen.schema) == EFFECT_SCHEMA
    (row,) = seen.to_dicts()
    assert (row["then_from"], row["then_to"]) == THEN
    assert (row["now_from"], row["now_to"]) == week(-2), "the week that began before it was agreed tells nothing"
    assert (row["then_met"], row["then_n"], row["now_met"], row["now_n"]) == (160, 200, met, met + missed)
    assert row["now_low"] <= met / (met + missed) <= row["now_high"]
    assert row["signal"] == signal


def test_weeks_after_count_when_they_are_over_and_chosen(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "chamar pelo nome", practice=P)
    rows = of_weeks(totals_of, *((ago, P, "a1", 10, 0) for ago in (-3, -4, -5)))
    earlier, _ = meetings.actions(store, MANAGER, LATER, TODAY)

    def after(to_day: date, today: date) -> tuple[date | None, int]:
        choice = Choice(to_day - timedelta(days=6), to_day)
        (row,) = meetings.effects(rows, MANAGER, choice, earlier, POLICY, today).to_dicts()
        assert (row["then_from"], row["then_to"], row["now_from"]) == (*THEN, date(2026, 12, 7))
        return row["now_to"], row["now_n"]

    assert after(date(2026, 12, 6), date(2026, 12, 7)) == (None, 0)
    assert after(date(2026, 12, 13), date(2026, 12, 13)) == (None, 0), "a Sunday is not over on itself"
    assert after(date(2026, 12, 13), date(2027, 1, 4)) == (date(2026, 12, 13), 10)
    assert after(date(2026, 12, 26), date(2027, 1, 4)) == (date(2026, 12, 20), 20), "two whole weeks"


def test_weeks_that_differ_much_anyway_make_no_effect_of_a_small_change(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "chamar pelo nome", practice=P)
    now, then = (-3, P, "a1", 93, 7), (-1, P, "a1", 80, 20)
    restless = totals_of(now, then, *((ago, P, "a1", 60 + 38 * (ago % 2), 40) for ago in range(11)))
    quiet = totals_of(now, then, *((ago, P, "a1", 80, 20) for ago in range(11)))
    assert [row["signal"] for row in _effects(quiet, MANAGER, store)] == ["above"]
    assert [row["signal"] for row in _effects(restless, MANAGER, store)] == ["normal"]


def test_an_effect_is_of_the_actions_teams_and_of_what_the_viewer_sees(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "do Sul", teams=("Sul",), practice=P)
    agreed(store, 1, "dos dois", teams=("Norte", "Sul"), practice=P)
    rows = of_weeks(totals_of, (-3, P, "a1", 10, 90), (-3, P, "b1", 90, 10), (-3, P, "x", 0, 500))
    found = [(row["now_met"], row["now_n"]) for row in _effects(rows, BOTH, store)]
    assert found == [(90, 100), (100, 200)]
    earlier, _ = meetings.actions(store, BOTH, LATER, TODAY)
    seen = meetings.effects(rows, LEAD, LATER, earlier, POLICY, date(2027, 1, 4)).sort("action_id")
    assert seen.select("now_met", "now_n").rows() == [(0, 0), (10, 100)]


def test_where_nothing_is_known_there_is_no_effect(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "sem semana depois", practice=P)
    agreed(store, 1, "sem caso", practice=OTHER)
    first, second = _effects(of_weeks(totals_of), MANAGER, store)
    assert (first["now_n"], first["now_rate"], first["signal"]) == (0, None, "unknown")
    assert (second["then_n"], second["signal"]) == (0, "unknown")


def _effects(rows: pl.DataFrame, viewer: Viewer, store: Store) -> list[dict[str, Any]]:
    earlier, _ = meetings.actions(store, viewer, LATER, TODAY)
    return meetings.effects(rows, viewer, LATER, earlier, POLICY, date(2027, 1, 4)).sort("action_id").to_dicts()


# -- closings -------------------------------------------------------------------------------------------------------


def test_a_review_is_its_days_and_its_teams(store: Store) -> None:
    numbers = {"pillars": [{"key": "total", "met": 8, "n": 12, "rate": 8 / 12}]}
    first = close_review(store, MANAGER, *week(1), ("Norte",), numbers, "Primeira", now=NOW)
    reopen_review(store, MANAGER, first, "Faltou um dia", now=NOW)
    second = close_review(store, LEAD, *week(1), ("Norte",), numbers, now=NOW)
    close_review(store, MANAGER, *week(2), (), {}, now=NOW)
    choice = Choice(*week(1))
    held = meetings.closings(store, MANAGER, choice)
    assert dict(held.schema) == CLOSING_SCHEMA
    assert held["meeting_id"].to_list()[:2] == [second, first]
    assert held.select("met", "n").rows() == [(8, 12), (8, 12), (0, 0)]
    assert json.loads(held["numbers"][0]) == numbers
    of_north = meetings.of_review(held, choice, ("Norte",))
    assert of_north["meeting_id"].to_list() == [second, first]
    assert of_north["reopened_because"].to_list() == [None, "Faltou um dia"]
    assert meetings.of_review(held, choice, ()).is_empty()
    assert meetings.review_teams(MANAGER, None) == ()
    assert meetings.review_teams(MANAGER, "Sul") == ("Sul",)
    assert meetings.review_teams(BOTH, None) == ("Norte", "Sul")


def test_owners_are_colleagues_and_visible_agents(store: Store) -> None:
    people = [("Gil", "manager", "[]"), ("Sol", "supervisor", '["Norte", "Sul"]'), ("Ivo", "team_lead", '["Sul"]')]
    with store.write() as connection:
        for name, role, teams in people:
            row = {"username": name.lower(), "name": name, "role": role, "teams": teams}
            connection.execute(schema.users.insert().values(row | {"password_hash": "-", "created_at": NOW}))
    agents = pl.DataFrame({"agent_id": ["a", "b"], "agent": ["Ana", "Bia"], "team": ["Norte", "Sul"]})
    assert meetings.owners(store, LEAD, agents) == ["Gil", "Sol", "Ana"]
    assert meetings.owners(store, MANAGER, agents) == ["Gil", "Ivo", "Sol", "Ana", "Bia"]


def rates(key: str, met: int, n: int) -> dict[str, Any]:
    return {"key": key, "met": met, "missed": n - met, "n": n, "rate": met / n, "low": 0.1, "high": 0.9}


def kept(*rows: dict[str, Any], open_returns: int = 3) -> dict[str, Any]:
    """What a closing of these rows keeps, through JSON and back."""
    movement = pl.DataFrame(rows, schema=MOVEMENT_SCHEMA)
    owed = pl.DataFrame({"kind": ["commitments"], "open": [open_returns], "overdue": [1]})
    made_by = pl.DataFrame({"policy_version": ["p1"], "rule_version": ["7"]})
    pillars, practices = (movement.filter(pl.col("key").is_in([P, OTHER]) == one) for one in (False, True))
    numbers = frozen.numbers(pillars, practices, 50, ("composure",), owed, made_by)
    found: dict[str, Any] = json.loads(json.dumps(numbers))
    return found


def test_then_and_now_tells_what_differs(store: Store) -> None:
    then, now = kept(rates("total", 8, 12), rates(P, 8, 12)), kept(rates("total", 9, 12), rates(P, 8, 12))
    seen = frozen.then_and_now(then, now)
    assert dict(seen.schema) == frozen.PAST_SCHEMA
    assert seen.filter("differs").select("kind", "key", "then_met", "now_met").rows() == [("pillar", "total", 8, 9)]
    assert frozen.then_and_now(then, then).filter("differs").is_empty()
    owed = frozen.then_and_now(then, kept(rates("total", 8, 12), rates(P, 8, 12), open_returns=1))
    assert owed.filter("differs").select("kind", "key", "then_n", "now_n").rows() == [("owed", "commitments", 3, 1)]
    assert not frozen.judged_anew(then, now)
    assert frozen.judged_anew(then, {**now, "rule_versions": ["8"]})


def test_a_closing_of_another_release_is_still_read(store: Store) -> None:
    now = kept(rates("total", 9, 12), rates(P, 8, 12))
    bare = frozen.then_and_now({}, now)
    assert bare.filter(kind="practice", key=P).select("then_n", "now_n").row(0) == (None, 12)
    gone = frozen.then_and_now({"practices": [{"key": OTHER, "met": 1, "n": 2}, {"key": "no_such"}]}, now)
    assert gone.filter(kind="practice")["key"].to_list() == [P, OTHER]
    assert frozen.total({}) == {"met": 0, "n": 0, "rate": None}
