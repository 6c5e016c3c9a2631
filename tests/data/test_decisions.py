"""What people decide: within their scope, once, in one transaction, and stronger than any import or judging."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select

from data import judged, schema
from data.decisions import AlreadyReturned, register_return, reveal
from data.people import Role, Viewer
from data.records import TIME
from data.sources import import_path
from data.store import Store, open_store
from practices.commitments import COMMITMENT_SCHEMA
from practices.judge import VERDICT_SCHEMA
from practices.policy import default_policy
from practices.rejudge import rejudge
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write

GRADED = Path(__file__).resolve().parents[1] / "graded"
MADE = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DUE = MADE + timedelta(days=2)
NOW = MADE + timedelta(days=3)
MANAGER = Viewer("marta", "Marta Reis", Role.MANAGER)
LEAD = Viewer("nilo", "Nilo Paz", Role.TEAM_LEAD, ("Norte",))
OTHER_LEAD = Viewer("sara", "Sara Lins", Role.TEAM_LEAD, ("Sul",))
ANSWER = {"channel": "phone", "what_was_said": "Cancelamento concluído", "outcome": "cancelled", "now": NOW}


def owed(commitment_id: str, state: str, agent_id: str | None = "a1", contact: str = "c1") -> dict[str, Any]:
    return {
        "commitment_id": commitment_id,
        "customer_key": "k1",
        "kind": "cancellation",
        "customer_id": "k1",
        "agent_id": agent_id,
        "contact_id": contact,
        "made_at": MADE,
        "due_at": DUE,
        "state": state,
    }


def verdict(commitment_id: str, value: str, agent_id: str | None = "a1") -> dict[str, Any]:
    return {
        "customer_key": "k1",
        "unit": "commitment",
        "unit_id": commitment_id,
        "practice": "no_return",
        "verdict": value,
        "agent_id": agent_id,
        "contact_id": "c1",
        "at": MADE,
        "day": MADE.date(),
        "channel": "whatsapp",
        "reason_of_contact": "cancellation",
        "evidence": "field:requested_at",
        "reason": value,
        "pending_until": DUE if value == "pending" else None,
        "policy_version": "1",
        "rule_version": "1",
    }


STATES = {"p": "pending", "m": "missed", "s": "pending"}


def judged_as(store: Store, states: dict[str, str]) -> None:
    """What judging would have left for the customer k1."""
    agents = {"s": "a2", "n": None}
    commitments = [owed(one, state, agents.get(one, "a1")) for one, state in states.items()]
    verdicts = [verdict(one, state, agents.get(one, "a1")) for one, state in states.items()]
    with judged.judging(store) as connection:
        judged.replace(
            store,
            connection,
            ["k1"],
            pl.DataFrame(verdicts, schema=VERDICT_SCHEMA),
            pl.DataFrame(commitments, schema=COMMITMENT_SCHEMA),
            pl.DataFrame(schema={"customer_key": pl.String(), "at": TIME}),
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS)


@pytest.fixture
def filled(store: Store, folder: Path) -> Store:
    import_path(store, folder)
    judged_as(store, STATES)
    return store


def commitment(store: Store, commitment_id: str) -> Any:
    table = schema.commitments
    with store.engine.connect() as connection:
        return connection.execute(select(table).where(table.c.commitment_id == commitment_id)).one()


def verdict_of(store: Store, commitment_id: str) -> Any:
    table = schema.verdicts
    with store.engine.connect() as connection:
        return connection.execute(select(table).where(table.c.unit_id == commitment_id)).one()


def totals(store: Store) -> dict[str, tuple[int, int, int]]:
    """(met, missed, pending) by agent; and they are what counting the verdicts gives."""
    found = judged.read_totals(store)
    types = {"day": pl.Date(), **dict.fromkeys((*judged.TOTALS_KEY[1:], "verdict"), pl.String())}
    counted = judged.totals_of_rows(store.read(select(*(schema.verdicts.c[name] for name in types)), types))
    assert found.equals(counted)
    return {row["agent_id"]: (row["met"], row["missed"], row["pending"]) for row in found.iter_rows(named=True)}


def log(store: Store) -> list[tuple[str, str, str]]:
    table = schema.access_log
    with store.engine.connect() as connection:
        rows = connection.execute(select(table.c.username, table.c.action, table.c.subject).order_by(table.c.id))
        return [tuple(row) for row in rows]


def test_a_return_in_time(filled: Store) -> None:
    before = filled.state()
    assert filled.touched() == ["k2"]
    register_return(filled, LEAD, "p", DUE - timedelta(hours=1), **ANSWER)
    row = commitment(filled, "p")
    assert (row.state, row.returned_at) == ("kept", DUE - timedelta(hours=1))
    found = verdict_of(filled, "p")
    assert (found.verdict, found.reason, found.detail, found.pending_until) == ("met", "kept", None, None)
    assert totals(filled) == {"a1": (1, 1, 0), "a2": (0, 0, 1)}
    assert log(filled) == [("nilo", "return_registered", "p")]
    assert filled.state() != before
    assert "k1" in filled.touched(), "judging will word the verdict anew"
    returns = filled.records_of(["k1"]).returns
    assert returns.rows() == [("p", DUE - timedelta(hours=1))]


def test_a_return_too_late(filled: Store) -> None:
    register_return(filled, MANAGER, "m", DUE + timedelta(hours=1), **ANSWER)
    assert commitment(filled, "m").state == "late"
    found = verdict_of(filled, "m")
    assert (found.verdict, found.reason, found.detail) == ("missed", "late", "18/11 10:00"), "where the provider is"
    register_return(filled, MANAGER, "p", DUE + timedelta(hours=1), **ANSWER)
    assert verdict_of(filled, "p").verdict == "missed"
    assert totals(filled) == {"a1": (0, 2, 0), "a2": (0, 0, 1)}


def test_a_return_in_time_that_was_written_down_late(filled: Store) -> None:
    register_return(filled, MANAGER, "m", DUE, **ANSWER)
    assert commitment(filled, "m").state == "kept"
    assert verdict_of(filled, "m").verdict == "met"
    assert totals(filled) == {"a1": (1, 0, 1), "a2": (0, 0, 1)}


def test_another_teams_commitment_stays_as_it_is(filled: Store) -> None:
    for viewer in (OTHER_LEAD, Viewer("x", "X", Role.SUPERVISOR, ())):
        with pytest.raises(PermissionError):
            register_return(filled, viewer, "p", DUE, **ANSWER)
    with pytest.raises(PermissionError):
        register_return(filled, LEAD, "s", DUE, **ANSWER)
    assert commitment(filled, "p").state == "pending"
    assert log(filled) == []
    register_return(filled, OTHER_LEAD, "s", DUE, **ANSWER)
    register_return(filled, Viewer("v", "V", Role.SUPERVISOR, ("Sul", "Norte")), "p", DUE, **ANSWER)
    assert totals(filled) == {"a1": (1, 1, 0), "a2": (1, 0, 0)}


def test_what_nobody_owes_is_the_managers(store: Store, folder: Path) -> None:
    import_path(store, folder)
    judged_as(store, {"n": "pending"})
    with pytest.raises(PermissionError):
        register_return(store, LEAD, "n", DUE, **ANSWER)
    register_return(store, MANAGER, "n", DUE, **ANSWER)
    assert commitment(store, "n").state == "kept"


def test_the_same_form_twice_changes_nothing(filled: Store) -> None:
    register_return(filled, LEAD, "p", DUE, **ANSWER)
    register_return(filled, LEAD, "p", DUE, **{**ANSWER, "now": NOW + timedelta(minutes=1)})
    assert len(log(filled)) == 1
    assert totals(filled) == {"a1": (1, 1, 0), "a2": (0, 0, 1)}


def test_the_second_person_is_told_who_was_first(filled: Store) -> None:
    with filled.write() as connection:
        user = {"username": "nilo", "name": "Nilo Paz", "password_hash": "-", "role": "team_lead", "created_at": NOW}
        connection.execute(schema.users.insert().values(user))
    register_return(filled, LEAD, "p", DUE, **ANSWER)
    with pytest.raises(AlreadyReturned) as raised:
        register_return(filled, MANAGER, "p", DUE, **ANSWER)
    assert (raised.value.name, raised.value.at) == ("Nilo Paz", NOW)


def test_a_return_that_the_records_show_needs_no_registering(store: Store, folder: Path) -> None:
    import_path(store, folder)
    judged_as(store, {"p": "kept"})
    with store.write() as connection:
        connection.execute(schema.commitments.update().values(returned_at=DUE))
    with pytest.raises(AlreadyReturned) as raised:
        register_return(store, MANAGER, "p", DUE, **ANSWER)
    assert (raised.value.name, raised.value.at) == (None, DUE)


def test_two_people_at_once(filled: Store, database_url: str) -> None:
    start = threading.Barrier(4)
    results: list[str] = []

    def registering(number: int) -> None:
        own = open_store(database_url)
        viewer = Viewer(f"u{number}", f"U{number}", Role.MANAGER)
        start.wait()
        try:
            register_return(own, viewer, "p", DUE, **{**ANSWER, "what_was_said": f"eu, {number}"})
            results.append("first")
        except AlreadyReturned as told:
            results.append(f"told of {told.name}")
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=registering, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with filled.engine.connect() as connection:
        row = connection.execute(select(schema.returns)).one()
    assert sorted(results) == ["first", *[f"told of {row.registered_by}"] * 3]
    assert totals(filled) == {"a1": (1, 1, 0), "a2": (0, 0, 1)}
    assert len(log(filled)) == 1


def test_neither_import_nor_judging_takes_a_decision_back(filled: Store, folder: Path) -> None:
    register_return(filled, LEAD, "m", DUE, **ANSWER)
    with filled.engine.connect() as connection:
        decided = connection.execute(select(schema.returns)).one()
    write(folder, contacts=CONTACTS.replace("support", "cancellation").replace("k1", "k3"))
    import_path(filled, folder)
    judged_as(filled, STATES)
    judged_as(filled, {})
    with filled.engine.connect() as connection:
        assert connection.execute(select(schema.returns)).one() == decided
    assert filled.records_of(["k1"]).returns["commitment_id"].to_list() == ["m"]
    assert filled.records_of(None).returns.height == 1


@pytest.mark.parametrize(
    ("returned_at", "changed"),
    [
        (DUE.replace(tzinfo=None), {}),
        (NOW + timedelta(hours=1), {}),
        (MADE - timedelta(seconds=1), {}),
        (DUE, {"what_was_said": " \n"}),
        (DUE, {"what_was_said": "x" * 4001}),
        (DUE, {"channel": "pombo"}),
        (DUE, {"outcome": "talvez"}),
    ],
)
def test_a_form_that_is_wrong(filled: Store, returned_at: datetime, changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        register_return(filled, MANAGER, "p", returned_at, **{**ANSWER, **changed})
    assert commitment(filled, "p").state == "pending"
    assert log(filled) == []


def test_a_commitment_that_is_not_there(filled: Store) -> None:
    with pytest.raises(LookupError):
        register_return(filled, MANAGER, "zzz", DUE, **ANSWER)


def test_showing_a_transcript_in_clear_is_logged(filled: Store) -> None:
    reveal(filled, LEAD, "c1")
    with pytest.raises(PermissionError):
        reveal(filled, LEAD, "c2")
    with pytest.raises(LookupError):
        reveal(filled, MANAGER, "c9")
    assert log(filled) == [("nilo", "transcript_revealed", "c1")]


def test_judging_again_says_what_the_decision_said(store: Store) -> None:
    """Records, judging, a decision on every open commitment, judging: the same states, verdicts and totals."""
    policy = default_policy()
    as_of = datetime(2026, 8, 20, 12, tzinfo=UTC)
    for file in ("D1.jsonl", "D2.jsonl"):
        import_path(store, GRADED / file)
    rejudge(store, policy, as_of)
    table = schema.commitments
    with store.engine.connect() as connection:
        of_today = table.c.returned_at.is_(None) & (table.c.made_at <= as_of)
        open_ones = connection.execute(select(table).where(of_today)).all()
    assert len(open_ones) > 5
    for number, row in enumerate(open_ones):
        returned_at = min(as_of, row.due_at + timedelta(hours=1 if number % 2 else -1))
        register_return(store, MANAGER, row.commitment_id, max(row.made_at, returned_at), **{**ANSWER, "now": as_of})
    decided = judged_state(store)
    totals(store)
    assert store.touched() == sorted({row.customer_key for row in open_ones})
    rejudge(store, policy, as_of)
    assert judged_state(store) == decided
    rejudge(store, policy, as_of, everything=True)
    assert judged_state(store) == decided
    totals(store)


def judged_state(store: Store) -> list[tuple[Any, ...]]:
    """Every commitment's state and every verdict with its sentence, in order."""
    commitments, verdicts = schema.commitments.c, schema.verdicts.c
    with store.engine.connect() as connection:
        states = connection.execute(select(commitments.commitment_id, commitments.state, commitments.returned_at))
        said = (verdicts.verdict, verdicts.reason, verdicts.detail)
        found = connection.execute(select(verdicts.unit_id, verdicts.practice, *said))
        return sorted([*map(tuple, states), *map(tuple, found)], key=str)
