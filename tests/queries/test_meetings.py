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
from data.store import Store
from practices.policy import default_policy
from queries import frozen, meetings
from queries.choice import Choice
from queries.compliance import MOVEMENT_SCHEMA
from queries.meetings import ACTION_SCHEMA, CHANGE_SCHEMA, CLOSING_SCHEMA, EFFECT_SCHEMA
from tests.filled import copied, with_totals

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
def store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """With agents of each team, and verdicts of theirs in the weeks that are closed here."""
    opened = copied(empty_file, tmp_path)
    yield with_totals(opened, {"Ana": "Norte", "Bia": "Sul", "Caê": "Centro"}, [week(ago)[0] for ago in (0, 1, 2)])
    opened.engine.dispose()


def agreed(
    store: Store, ago: int, what: str, viewer: Viewer = MANAGER, teams: tuple[str, ...] = (), **form: Any
) -> int:
    about = {"owner": "Dora", "due_on": TODAY, "now": NOW, **form}
    return agree_action(store, viewer, *week(ago), teams, what, **about)


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


OUTSIDER = Viewer("ze", "Zé", Role.TEAM_LEAD, ("Leste",))


@pytest.mark.parametrize("owner", ["nará", "ANA"])
@pytest.mark.parametrize("teams", [(), ("Centro", "Norte"), ("Sul",)])
def test_what_was_given_to_a_viewer_or_to_an_agent_of_theirs_is_seen_wherever_it_was_agreed(
    store: Store, owner: str, teams: tuple[str, ...]
) -> None:
    agreed(store, 1, "dada", teams=teams, owner=owner)
    agreed(store, 1, "de outros", teams=teams, owner="Bia")
    close_review(store, MANAGER, *week(1), teams, {}, now=NOW)
    for choice in (Choice(*week()), Choice(*week(), team="Norte")):
        assert shown(store, choice, LEAD)[0] == ["dada"]
        assert meetings.closings(store, LEAD, choice).is_empty(), "the review's numbers are not hers"
    assert shown(store, Choice(*week(1)), LEAD) == ([], ["dada"])
    assert shown(store, Choice(*week()), OUTSIDER) == ([], [])


def test_what_is_the_viewers_own_and_open_is_counted(store: Store) -> None:
    """By name, whatever the case and accents; what an agent of theirs was given is not theirs to do."""
    done = agreed(store, 1, "feita", owner="Nara")
    for what, owner in (("dela", "nará"), ("também dela", "Nara"), ("da Ana", "Ana")):
        agreed(store, 1, what, owner=owner)
    agreed(store, 0, "desta revisão", owner="Nara")
    settled(store, done, NOW)
    earlier, _ = meetings.actions(store, LEAD, Choice(*week()), TODAY)
    assert set(earlier["what"]) == {"feita", "dela", "também dela", "da Ana"}
    assert meetings.own_open(LEAD, earlier) == 2
    assert meetings.own_open(MANAGER, earlier) == 0


def test_where_a_team_is_chosen_what_was_given_to_its_agents_is_kept(store: Store) -> None:
    agreed(store, 1, "do Sul", teams=("Sul",), owner="Bia")
    agreed(store, 1, "do Sul para a Ana", teams=("Sul",), owner="Ana")
    assert shown(store, Choice(*week(), team="Norte"), BOTH)[0] == ["do Sul para a Ana"]


def test_an_agent_counts_where_the_latest_import_has_them(store: Store) -> None:
    agreed(store, 1, "dada", teams=("Sul",), owner="Ana")
    moved = {"source": "later", "external_id": "Ana", "import_id": 1, "agent_id": "Ana", "name": "Ana", "team": "Leste"}
    with store.write() as connection:
        connection.execute(schema.agents.insert().values(moved))
    assert shown(store, Choice(*week()), LEAD)[0] == []
    assert shown(store, Choice(*week()), OUTSIDER)[0] == ["dada"]


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


LATER = Choice(*week(-1))
"""What is agreed on 30/11, a Monday, has one whole week since here: that from 30/11 to 6/12."""
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
    rows = of_weeks(totals_of, (-2, P, "a1", met, missed), (-3, P, "a1", 0, 500))
    earlier, _ = meetings.actions(store, MANAGER, LATER, TODAY)
    seen = meetings.effects(rows, MANAGER, LATER, earlier, POLICY, LATER.to_day + timedelta(days=1))
    assert dict(seen.schema) == EFFECT_SCHEMA
    (row,) = seen.to_dicts()
    assert (row["then_from"], row["then_to"]) == THEN
    assert (row["now_from"], row["now_to"]) == week(-1), "the week that began with the meeting"
    assert row["teams"] == []
    assert (row["then_met"], row["then_n"], row["now_met"], row["now_n"]) == (160, 200, met, met + missed)
    assert row["now_low"] <= met / (met + missed) <= row["now_high"]
    assert row["signal"] == signal


@pytest.mark.parametrize(("day", "before"), [(30, week()), (29, week(1)), (24, week(1)), (23, week(1))])
def test_the_weeks_before_and_since_are_whole_ones_around_the_day_of_the_agreement(
    store: Store, totals_of: Any, day: int, before: tuple[date, date]
) -> None:
    agreed(store, 2, "chamar pelo nome", practice=P, now=datetime(2026, 11, day, 12, tzinfo=UTC))
    earlier, _ = meetings.actions(store, MANAGER, LATER, TODAY)
    (row,) = meetings.effects(of_weeks(totals_of), MANAGER, LATER, earlier, POLICY, date(2027, 1, 4)).to_dicts()
    first = date(2026, 11, 23 if day == 23 else 30)
    assert (row["then_from"], row["then_to"], row["now_from"]) == (*before, first)


def test_what_a_monday_agreed_is_first_compared_on_the_next(store: Store, totals_of: Any) -> None:
    agreed(store, 0, "chamar pelo nome", practice=P)
    next_monday = TODAY + timedelta(days=7)
    earlier, _ = meetings.actions(store, MANAGER, LATER, next_monday)
    rows = of_weeks(totals_of, (-2, P, "a1", 10, 0))
    (row,) = meetings.effects(rows, MANAGER, LATER, earlier, POLICY, next_monday).to_dicts()
    assert (row["now_to"], row["now_n"]) == (date(2026, 12, 6), 10), "seven days later, when it is due"


def test_weeks_since_count_when_they_are_over_and_chosen(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "chamar pelo nome", practice=P)
    rows = of_weeks(totals_of, *((ago, P, "a1", 10, 0) for ago in (-2, -3, -4)))
    earlier, _ = meetings.actions(store, MANAGER, LATER, TODAY)

    def after(to_day: date, today: date) -> tuple[date | None, int]:
        choice = Choice(to_day - timedelta(days=6), to_day)
        (row,) = meetings.effects(rows, MANAGER, choice, earlier, POLICY, today).to_dicts()
        assert (row["then_from"], row["then_to"], row["now_from"]) == (*THEN, date(2026, 11, 30))
        return row["now_to"], row["now_n"]

    assert after(date(2026, 11, 29), date(2026, 11, 30)) == (None, 0)
    assert after(date(2026, 12, 6), date(2026, 12, 6)) == (None, 0), "a Sunday is not over on itself"
    assert after(date(2026, 12, 6), date(2027, 1, 4)) == (date(2026, 12, 6), 10)
    assert after(date(2026, 12, 19), date(2027, 1, 4)) == (date(2026, 12, 13), 20), "two whole weeks"


def test_weeks_that_differ_much_anyway_make_no_effect_of_a_small_change(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "chamar pelo nome", practice=P)
    now, then = (-2, P, "a1", 93, 7), (-1, P, "a1", 80, 20)
    restless = totals_of(now, then, *((ago, P, "a1", 60 + 38 * (ago % 2), 40) for ago in range(11)))
    quiet = totals_of(now, then, *((ago, P, "a1", 80, 20) for ago in range(11)))
    assert [row["signal"] for row in _effects(quiet, MANAGER, store)] == ["above"]
    assert [row["signal"] for row in _effects(restless, MANAGER, store)] == ["normal"]


def test_an_effect_is_of_the_actions_teams_and_of_what_the_viewer_sees(store: Store, totals_of: Any) -> None:
    agreed(store, 1, "do Sul", teams=("Sul",), practice=P)
    agreed(store, 1, "dos dois", teams=("Norte", "Sul"), practice=P)
    agreed(store, 1, "da casa toda", practice=P, owner="Nara")
    rows = of_weeks(totals_of, (-2, P, "a1", 10, 90), (-2, P, "b1", 90, 10), (-2, P, "x", 0, 500))

    def told(viewer: Viewer) -> list[tuple[list[str], int, int]]:
        return [(row["teams"], row["now_met"], row["now_n"]) for row in _effects(rows, viewer, store)]

    assert told(BOTH) == [(["Sul"], 90, 100), (["Norte", "Sul"], 100, 200)]
    assert told(LEAD) == [(["Norte"], 10, 100)], "of what she was given, the rate of her own team"
    assert told(MANAGER)[-1] == ([], 100, 700)
    earlier, _ = meetings.actions(store, BOTH, LATER, TODAY)
    seen = meetings.effects(rows, LEAD, LATER, earlier, POLICY, date(2027, 1, 4))
    assert seen.select("teams", "now_met", "now_n").rows() == [(["Norte"], 10, 100)], "of another team no number"


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


def test_a_typed_name_is_the_offered_one_but_for_case_and_accents() -> None:
    offered = ["Zé da Silva", "Nara Lima"]
    typed = ("ze DA silva", "nara lima", "Zé da Rede")
    assert [meetings.as_offered(one, offered) for one in typed] == [*offered, "Zé da Rede"]


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
