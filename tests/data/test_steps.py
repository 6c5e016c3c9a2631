"""Attempts, hand-overs and notes: within both teams' scope, once, and stronger than any import or judging."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from data import schema
from data.decisions import (
    AlreadyHandedOver,
    AlreadyReturned,
    add_note,
    hand_over,
    record_attempt,
    register_return,
)
from data.people import Role, Viewer
from data.sources import import_path
from data.store import Store, open_store
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_decisions import (
    ANSWER,
    DUE,
    LEAD,
    MADE,
    MANAGER,
    NOW,
    OTHER_LEAD,
    commitment,
    judged_as,
    log,
    totals,
    verdict_of,
)

STATES = {"p": "pending", "m": "missed", "s": "pending"}
BOTH = Viewer("vera", "Vera", Role.SUPERVISOR, ("Norte", "Sul"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "in", agents=f"{AGENTS}a3,Caio,Sul\n", customers=CUSTOMERS, contacts=CONTACTS)


@pytest.fixture
def filled(store: Store, folder: Path) -> Store:
    """The commitments p and m are a1's, of Norte; s is a2's, of Sul."""
    import_path(store, folder)
    judged_as(store, STATES)
    return store


def steps(store: Store) -> list[Row[Any]]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(schema.follow_up_steps).order_by(schema.follow_up_steps.c.id)))


def test_an_attempt_and_a_note_leave_the_case_where_it_is(filled: Store) -> None:
    before, state = totals(filled), filled.state()
    record_attempt(filled, LEAD, "m", NOW - timedelta(hours=1), "phone", " Chamou até cair. ", NOW)
    add_note(filled, LEAD, "m", "Trabalha à noite.", NOW)
    attempt, note = steps(filled)
    assert (attempt.kind, attempt.at, attempt.channel, attempt.text) == (
        *("attempt", NOW - timedelta(hours=1)),
        *("phone", "Chamou até cair."),
    )
    assert (note.kind, note.at, note.channel, note.text, note.customer_key) == (
        *("note", NOW, None),
        *("Trabalha à noite.", "k1"),
    )
    assert (attempt.registered_by, attempt.registered_at) == ("nilo", NOW)
    assert commitment(filled, "m").state == "missed"
    assert totals(filled) == before
    assert filled.state() != state, "screens read anew"
    assert log(filled) == [("nilo", "attempt_recorded", "m"), ("nilo", "note_added", "m")]


def test_a_hand_over_moves_the_debt_and_leaves_the_verdict(filled: Store) -> None:
    with pytest.raises(PermissionError):
        register_return(filled, OTHER_LEAD, "p", DUE, **ANSWER)
    hand_over(filled, BOTH, "p", "a1", "a2", "Ana está de férias.", NOW)
    (step,) = steps(filled)
    assert (step.from_agent_id, step.to_agent_id, step.text) == ("a1", "a2", "Ana está de férias.")
    assert commitment(filled, "p").agent_id == verdict_of(filled, "p").agent_id == "a1"
    add_note(filled, LEAD, "p", "Ainda vejo o caso.", NOW)
    register_return(filled, OTHER_LEAD, "p", DUE, **ANSWER)
    assert commitment(filled, "p").state == "kept"
    assert totals(filled) == {"a1": (1, 1, 0), "a2": (0, 0, 1)}, "kept for whom it was judged"


def test_a_team_that_only_had_it_in_between_acts_no_more(filled: Store) -> None:
    hand_over(filled, BOTH, "p", "a1", "a2", "x", NOW)
    hand_over(filled, OTHER_LEAD, "p", "a2", "a3", "y", NOW)
    hand_over(filled, MANAGER, "p", "a3", "a1", "z", NOW)
    with pytest.raises(PermissionError):
        add_note(filled, OTHER_LEAD, "p", "?", NOW)
    assert [(one.from_agent_id, one.to_agent_id) for one in steps(filled)] == [("a1", "a2"), ("a2", "a3"), ("a3", "a1")]


def test_the_same_form_twice_changes_nothing(filled: Store) -> None:
    later = NOW + timedelta(minutes=1)
    for moment in (NOW, later):
        record_attempt(filled, LEAD, "p", DUE, "phone", "Não atendeu.", moment)
        add_note(filled, LEAD, "p", "Trabalha à noite.", moment)
    hand_over(filled, BOTH, "p", "a1", "a2", "férias", NOW)
    hand_over(filled, BOTH, "p", "a1", "a2", "férias", later)
    assert [one.kind for one in steps(filled)] == ["attempt", "note", "hand_over"]
    assert len(log(filled)) == 3
    add_note(filled, MANAGER, "p", "Trabalha à noite.", later)
    assert len(steps(filled)) == 4, "another person's note is another"


def test_the_second_to_hand_over_is_told_who_was_first(filled: Store) -> None:
    with filled.write() as connection:
        user = {"username": "vera", "name": "Vera Sá", "password_hash": "-", "role": "supervisor", "created_at": NOW}
        connection.execute(schema.users.insert().values(user))
    hand_over(filled, BOTH, "p", "a1", "a2", "férias", NOW)
    for to in ("a2", "a3"):
        with pytest.raises(AlreadyHandedOver) as raised:
            hand_over(filled, MANAGER, "p", "a1", to, "equipe cheia", NOW)
        assert (raised.value.name, raised.value.at, raised.value.agent_id) == ("Vera Sá", NOW, "a2")
    with pytest.raises(AlreadyHandedOver) as raised:
        hand_over(filled, MANAGER, "m", "a9", "a2", "equipe cheia", NOW)
    assert (raised.value.name, raised.value.agent_id) == (None, "a1"), "records named another owner since"
    assert len(steps(filled)) == 1


def test_two_hand_overs_at_once(filled: Store, database_url: str) -> None:
    start = threading.Barrier(4)
    results: list[str] = []

    def handing(number: int) -> None:
        own = open_store(database_url)
        start.wait()
        try:
            hand_over(own, Viewer(f"u{number}", f"U{number}", Role.MANAGER), "p", "a1", "a2", f"eu, {number}", NOW)
            results.append("first")
        except AlreadyHandedOver as told:
            results.append(f"told of {told.name}")
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=handing, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (step,) = steps(filled)
    assert sorted(results) == ["first", *[f"told of {step.registered_by}"] * 3]


def test_a_case_that_was_returned_takes_notes_only(filled: Store) -> None:
    register_return(filled, MANAGER, "p", DUE, **ANSWER)
    with pytest.raises(AlreadyReturned) as raised:
        record_attempt(filled, LEAD, "p", DUE, "phone", "Não atendeu.", NOW)
    assert (raised.value.name, raised.value.at) == ("marta", NOW)
    with pytest.raises(AlreadyReturned):
        hand_over(filled, BOTH, "p", "a1", "a2", "férias", NOW)
    add_note(filled, LEAD, "p", "Ligou de novo, agradeceu.", NOW)
    assert [one.kind for one in steps(filled)] == ["note"]


@pytest.mark.parametrize("viewer", [OTHER_LEAD, Viewer("x", "X", Role.SUPERVISOR, ())])
def test_another_teams_case_is_left_alone(filled: Store, viewer: Viewer) -> None:
    with pytest.raises(PermissionError):
        record_attempt(filled, viewer, "p", DUE, "phone", "x", NOW)
    with pytest.raises(PermissionError):
        hand_over(filled, viewer, "p", "a1", "a2", "x", NOW)
    with pytest.raises(PermissionError):
        add_note(filled, viewer, "p", "x", NOW)
    assert steps(filled) == log(filled) == []


def test_a_case_that_is_not_there(filled: Store) -> None:
    with pytest.raises(LookupError):
        record_attempt(filled, MANAGER, "zzz", DUE, "phone", "x", NOW)
    with pytest.raises(LookupError):
        hand_over(filled, MANAGER, "zzz", None, "a2", "x", NOW)
    with pytest.raises(LookupError):
        add_note(filled, MANAGER, "zzz", "x", NOW)


def test_nobody_is_handed_a_case_whom_the_viewer_may_not_see(filled: Store) -> None:
    for viewer, agent_id in ((LEAD, "a2"), (MANAGER, "nobody"), (MANAGER, "a1")):
        with pytest.raises(ValueError, match=r".+"):
            hand_over(filled, viewer, "p", "a1", agent_id, "x", NOW)
    assert steps(filled) == []


def test_what_nobody_owes_can_be_given_to_somebody(store: Store, folder: Path) -> None:
    import_path(store, folder)
    judged_as(store, {"n": "pending"})
    hand_over(store, MANAGER, "n", None, "a1", "Ninguém cuidava disto.", NOW)
    register_return(store, LEAD, "n", DUE, **ANSWER)
    assert commitment(store, "n").state == "kept"


@pytest.mark.parametrize(
    ("at", "changed"),
    [
        (DUE.replace(tzinfo=None), {}),
        (NOW + timedelta(hours=1), {}),
        (MADE - timedelta(seconds=1), {}),
        (DUE, {"text": " \n"}),
        (DUE, {"text": "x" * 4001}),
        (DUE, {"channel": "pombo"}),
    ],
)
def test_an_attempt_that_is_wrong(filled: Store, at: Any, changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        record_attempt(filled, MANAGER, "p", at, **{"channel": "phone", "text": "Não atendeu.", **changed}, now=NOW)
    assert steps(filled) == []


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
def test_a_note_and_a_hand_over_say_something(filled: Store, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        add_note(filled, MANAGER, "p", text, NOW)
    with pytest.raises(ValueError, match=r".+"):
        hand_over(filled, MANAGER, "p", "a1", "a2", text, NOW)
    assert steps(filled) == []


def test_neither_import_nor_judging_takes_a_step_back(filled: Store, folder: Path) -> None:
    record_attempt(filled, LEAD, "p", DUE, "phone", "Não atendeu.", NOW)
    hand_over(filled, BOTH, "p", "a1", "a2", "férias", NOW)
    add_note(filled, OTHER_LEAD, "p", "Assumi.", NOW)
    decided = steps(filled)
    write(folder, contacts=CONTACTS.replace("support", "cancellation").replace("k1", "k3"))
    import_path(filled, folder)
    judged_as(filled, {})
    judged_as(filled, STATES)
    assert steps(filled) == decided
    register_return(filled, OTHER_LEAD, "p", DUE, **ANSWER)
    assert commitment(filled, "p").state == "kept"
