"""What is owed after somebody wrote something down for it: whose it is, who sees it, what was last done, its story."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import insert

from data import schema
from data.decisions import add_note, hand_over, record_attempt, register_return
from data.people import Role, Viewer, add_user
from data.records import from_case, parse_time
from data.store import Store
from queries import about_owed, follow_up, totals
from queries import owed as owed_models
from queries.choice import Choice
from tests.filled import copied, filled
from tests.queries.test_follow_up import ANY_WEEK, CASE, COMMITMENTS, MANAGER, NORTH, NOW, case, owed, story

SOUTH = Viewer("saul", "Saul", Role.TEAM_LEAD, ("Sul",))
X1 = "cancellation:x1"
NORTH_ONLY = Choice(ANY_WEEK.from_day, ANY_WEEK.to_day, team="Norte")
SOUTH_ONLY = Choice(ANY_WEEK.from_day, ANY_WEEK.to_day, team="Sul")
TRIED_AT = datetime(2026, 9, 22, 13, tzinfo=UTC)


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    store = filled(copied(empty_file, tmp_path), from_case(CASE))
    with store.write() as connection:
        connection.execute(insert(schema.commitments), COMMITMENTS)
    return store


@pytest.fixture
def handed(store: Store) -> Store:
    """a1 of Norte owed x1; a2 of Sul owes it now."""
    hand_over(store, MANAGER, X1, "a1", "a2", "Ana está de férias, CPF 529.982.247-25.", NOW)
    return store


def in_review(store: Store, viewer: Viewer, choice: Choice = ANY_WEEK) -> dict[str, str | None]:
    """What the weekly review lists: commitment -> who owes it."""
    rows = owed_models.owed(store, viewer, choice, totals.agents(store), NOW)
    return dict(rows.filter(pl.col("kind") == "commitments").select("unit_id", "agent").rows())


def test_a_hand_over_moves_the_row_the_totals_and_the_filters(handed: Store) -> None:
    row = owed(handed).row(by_predicate=pl.col("commitment_id") == X1, named=True)
    assert (row["agent_id"], row["agent"], row["team"]) == ("a2", "Rui Sá", "Sul")
    assert (row["first_agent_id"], row["first_agent"]) == ("a1", "Ana Paz")
    assert follow_up.by_holder(owed(handed), "team").rows() == [
        ("Sul", "Sul", 1, 1),
        ("Norte", "Norte", 1, 0),
        (None, None, 1, 0),
    ]
    assert owed(handed, MANAGER, NORTH_ONLY)["commitment_id"].to_list() == ["promise:k4:2"]
    assert owed(handed, MANAGER, SOUTH_ONLY)["commitment_id"].to_list() == [X1, "promise:k3:4"]
    assert in_review(handed, MANAGER)[X1] == "Rui Sá"
    assert X1 not in in_review(handed, MANAGER, NORTH_ONLY)


def test_both_teams_see_a_case_that_was_handed_over(handed: Store) -> None:
    assert owed(handed, NORTH)["commitment_id"].to_list() == [X1, "promise:k4:2"]
    assert owed(handed, SOUTH)["commitment_id"].to_list() == [X1, "promise:k3:4"]
    assert in_review(handed, SOUTH).keys() == {X1, "promise:k3:4"}
    assert case(handed, SOUTH, X1).height == 1
    assert owed(handed, Viewer("n", "N", Role.SUPERVISOR, ("Oeste",))).is_empty()


def test_before_the_hand_over_it_was_no_concern_of_theirs(store: Store) -> None:
    assert owed(store, SOUTH)["commitment_id"].to_list() == ["promise:k3:4"]
    assert story(store, SOUTH, X1) is None


def test_the_request_goes_along_with_the_case_and_the_records_do_not_open(handed: Store) -> None:
    told = story(handed, SOUTH, X1)
    assert told is not None
    asked = told.filter(pl.col("reference") == "contact:k1")
    assert "quero cancelar" in asked["text"][0]
    assert asked["opens"].to_list() == [False, False]
    assert told.filter(pl.col("reference") == "contact:k3")["opens"].to_list() == [True], "the own team's contact"
    whole = story(handed, MANAGER, X1)
    assert whole is not None
    assert whole["opens"].all()


def test_the_story_tells_what_was_written_down_masked_and_by_name(handed: Store) -> None:
    add_user(handed, "gil", "Gilberto Matos", Role.MANAGER, (), "uma senha comprida")
    record_attempt(handed, MANAGER, X1, TRIED_AT, "phone", "Chamou no (99) 98123-4567.", NOW)
    add_note(handed, SOUTH, X1, "Trabalha à noite.", NOW)
    told = story(handed, NORTH, X1)
    assert told is not None
    tried, over, note = told.filter(pl.col("what").is_in(["tried", "handed", "note"])).rows(named=True)
    assert (tried["at"], tried["who"], tried["channel"]) == (TRIED_AT, "Gilberto Matos", "phone")
    assert "98123" not in tried["text"]
    assert (over["who"], over["from_agent"], over["to_agent"]) == ("Gilberto Matos", "Ana Paz", "Rui Sá")
    assert "529.982" not in over["text"]
    assert (note["who"], note["text"]) == ("saul", "Trabalha à noite.")


def test_an_attempt_is_the_last_contact_and_a_note_is_not(store: Store) -> None:
    def last(commitment_id: str) -> tuple[object, ...]:
        row = owed(store).row(by_predicate=pl.col("commitment_id") == commitment_id, named=True)
        return row["last_touch"], row["last_touch_at"], row["last_step"], row["last_step_at"]

    assert last("promise:k4:2") == (None, None, None, None)
    add_note(store, MANAGER, "promise:k4:2", "Ligar à tarde.", NOW)
    assert last("promise:k4:2") == (None, None, "note", NOW)
    record_attempt(store, MANAGER, "promise:k4:2", TRIED_AT, "phone", "Não atendeu.", NOW)
    assert last("promise:k4:2") == ("attempt", TRIED_AT, "note", NOW)
    came_at = parse_time("2026-09-12T11:00")
    record_attempt(store, MANAGER, X1, datetime(2026, 9, 2, 13, tzinfo=UTC), "phone", "Não atendeu.", NOW)
    assert last(X1) == ("customer", came_at, None, None), "the customer came later"


def test_a_case_can_be_given_to_whom_the_viewer_sees_and_who_still_works_here(store: Store) -> None:
    agents = totals.agents(store)
    assert follow_up.takers(store, MANAGER, agents)["agent_id"].to_list() == ["a1", "a2"]
    assert follow_up.takers(store, NORTH, agents)["agent_id"].to_list() == ["a1"]
    with store.write() as connection:
        connection.execute(schema.agents.update().where(schema.agents.c.agent_id == "a1").values(active=False))
    assert follow_up.takers(store, MANAGER, agents)["agent_id"].to_list() == ["a2"]


def test_what_a_person_said_of_it_is_told_with_the_case(store: Store) -> None:
    row = {"unit": "commitment", "unit_id": X1, "practice": "no_return", "verdict": "met", "rule_verdict": "missed"}
    row |= {"customer_key": "c1", "at": NOW, "day": NOW.date(), "reason": "x", "policy_version": "1"}
    with store.write() as connection:
        connection.execute(insert(schema.verdicts).values(**row, rule_version="1"))
    assert case(store, MANAGER, X1)["said"].to_list() == ["met"]
    assert case(store, MANAGER, "promise:k4:2")["said"].to_list() == [None]


def test_what_was_last_written_down_is_told_masked_and_with_its_name(handed: Store) -> None:
    add_user(handed, MANAGER.username, "Gil Matos", Role.MANAGER, (), "correct horse battery")
    found = pl.DataFrame({"commitment_id": [X1, "nothing"]})
    first = about_owed.last_said(handed, found)
    assert dict(first.schema) == about_owed.SAID_SCHEMA
    assert first.select("commitment_id", "what", "name").rows() == [(X1, "hand_over", "Gil Matos")]
    assert "529" not in first["text"][0]
    add_note(handed, MANAGER, X1, "Liga às 15h.", NOW)
    assert about_owed.last_said(handed, found).select("what", "text").rows() == [("note", "Liga às 15h.")]


def test_a_return_typed_to_the_minute_stands_behind_what_was_noted_in_that_minute(store: Store) -> None:
    record_attempt(store, MANAGER, X1, NOW, "phone", "Caixa postal.", NOW)
    add_note(store, MANAGER, X1, "Só depois das 18h.", NOW + timedelta(seconds=40))
    register_return(store, MANAGER, X1, NOW, "phone", "Liguei.", "retained", NOW + timedelta(seconds=50))
    told = story(store, MANAGER, X1)
    assert told is not None
    assert told["what"].to_list()[-3:] == ["tried", "note", "return"]
