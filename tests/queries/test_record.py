"""One record: whole for whom it concerns, nothing for others, masked until it is asked for in clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from data.people import Role, Viewer
from data.records import from_case
from data.schema import returns, verdicts
from data.store import Store, open_store
from queries.record import FOUND_SCHEMA, STORY_SCHEMA, VERDICT_SCHEMA, contact_record, find, order_record
from tests.filled import filled

CPF = "529.982.247-25"
CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "b1", "name": "Beto Sá", "team": "Sul"},
        {"agent_id": "x1", "name": "Xis"},
    ],
    "customers": [{"customer_id": "k1", "name": "Lúcia Prates"}, {"customer_id": "k2", "name": "Outro"}],
    "contacts": [
        {"contact_id": "c0", "customer_id": "k1", "agent_id": "b1", "started_at": "2026-11-02T09:00", "protocol": "P0"},
        {
            "contact_id": "c1",
            "customer_id": "k1",
            "agent_id": "a1",
            "started_at": "2026-11-03T09:00",
            "channel": "chat",
        },
        {
            "contact_id": "c2",
            "customer_id": "k1",
            "agent_id": "a1",
            "started_at": "2026-11-10T09:00",
            "channel": "whatsapp",
            "reason": "support",
            "protocol": "20261110000417",
            "os_id": "88102",
        },
        {"contact_id": "c3", "customer_id": "k1", "agent_id": "b1", "started_at": "2026-11-12T09:00", "os_id": "88102"},
        {"contact_id": "c4", "customer_id": "k2", "agent_id": "x1", "started_at": "2026-11-12T09:00"},
    ],
    "messages": [
        {"contact_id": "c2", "position": 0, "sender": "bot", "text": "Olá"},
        {
            "contact_id": "c2",
            "position": 1,
            "sender": "customer",
            "sent_at": "2026-11-10T09:02",
            "text": f"meu cpf {CPF}, OS 88102",
        },
        {"contact_id": "c2", "position": 2, "sender": "agent", "text": "ok, protocolo 20261110000417"},
        {"contact_id": "c3", "position": 0, "sender": "agent", "text": "palavras da outra equipe"},
    ],
    "service_orders": [
        {
            "os_id": "88102",
            "customer_id": "k1",
            "agent_id": "a1",
            "kind": "repair",
            "status": "scheduled",
            "opened_at": "2026-11-10T09:05",
            "scheduled_at": "2026-11-10T09:06",
            "scheduled_for": "2026-11-13T08:00",
        },
        {
            "os_id": "88103",
            "customer_id": "k1",
            "contact_id": "c2",
            "agent_id": "b1",
            "kind": "other",
            "opened_at": "2026-11-10T09:30",
        },
    ],
    "os_events": [
        {"os_id": "88102", "at": "2026-11-10T09:10", "author": "a1", "kind": "note", "text": f"cpf {CPF}"},
        {"os_id": "88102", "at": "2026-11-10T09:08", "author": "Josias", "kind": "work", "text": "feito"},
        {"os_id": "88103", "at": "2026-11-10T09:31", "author": "b1", "kind": "note", "text": "nota da outra equipe"},
    ],
    "internal_requests": [
        {"request_id": "r1", "at": "2026-11-10T09:20", "agent_id": "a1", "os_id": "88102", "text": "liberar porta"}
    ],
}
MANAGER = Viewer("m", "M", Role.MANAGER)
NORTH = Viewer("n", "N", Role.TEAM_LEAD, ("Norte",))
SOUTH = Viewer("s", "S", Role.SUPERVISOR, ("Sul",))


def verdict(unit: str, unit_id: str, practice: str, outcome: str, agent_id: str, evidence: str) -> dict[str, object]:
    return {
        "customer_key": "k1",
        "unit": unit,
        "unit_id": unit_id,
        "practice": practice,
        "verdict": outcome,
        "agent_id": agent_id,
        "contact_id": "c2" if unit == "contact" else None,
        "os_id": None if unit == "contact" else "88102",
        "at": datetime(2026, 11, 10, 12, tzinfo=UTC),
        "day": datetime(2026, 11, 10, tzinfo=UTC).date(),
        "evidence": evidence,
        "reason": outcome,
        "detail": None,
        "pending_until": None,
        "policy_version": "p",
        "rule_version": "r",
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("record")
    opened = filled(open_store(f"sqlite:///{folder / 'store.db'}"), from_case(CASE))
    rows = [
        verdict("contact", "c2", "use_name", "met", "a1", "message:c2:2"),
        verdict("contact", "c2", "plain_language", "missed", "a1", "message:c2:1 message:c2:2"),
        verdict("service_order", "88102", "unchecked_scheduling", "missed", "b1", "field:scheduled_at"),
        verdict("service_order", "88102", "document_os", "met", "a1", "event:88102:1"),
    ]
    with opened.write() as connection:
        connection.execute(insert(verdicts), rows)
    yield opened
    opened.engine.dispose()


def test_a_contact_with_its_order_in_one_order_of_time(store: Store) -> None:
    record = contact_record(store, NORTH, "c2")
    assert record is not None
    assert record.contact is not None
    assert record.contact["customer"] == "Lúcia Prates"
    assert [one["os_id"] for one in record.orders] == ["88102"]
    assert record.story.schema == STORY_SCHEMA
    assert record.story["place"].to_list() == [
        "contact:c2",
        "message:c2:0",
        "message:c2:1",
        "message:c2:2",
        "field:88102:opened_at",
        "field:88102:scheduled_at",
        "event:88102:0",
        "event:88102:1",
        "request:r1",
    ]
    assert record.story["name"].to_list()[-3:] == ["Josias", "Ana Paz", "Ana Paz"]


def test_texts_are_masked_until_asked_for_in_clear(store: Store) -> None:
    masked, clear = contact_record(store, NORTH, "c2"), contact_record(store, NORTH, "c2", clear=True)
    assert masked is not None
    assert clear is not None
    assert masked.masked
    assert not clear.masked
    assert CPF not in " ".join(masked.story["text"])
    assert "OS 88102" in " ".join(masked.story["text"])
    assert "20261110000417" in " ".join(masked.story["text"])
    assert " ".join(clear.story["text"]).count(CPF) == 2


@pytest.mark.parametrize(
    ("viewer", "contact_id"), [(SOUTH, "c2"), (NORTH, "c3"), (NORTH, "c4"), (SOUTH, "c4"), (MANAGER, "none")]
)
def test_not_there_and_not_allowed_are_the_same(store: Store, viewer: Viewer, contact_id: str) -> None:
    assert contact_record(store, viewer, contact_id) is None
    assert find(store, viewer, contact_id).is_empty()


def test_an_agent_without_a_team_is_a_managers_matter(store: Store) -> None:
    assert contact_record(store, MANAGER, "c4") is not None


def test_nothing_of_another_team_comes_along(store: Store) -> None:
    record = contact_record(store, NORTH, "c2")
    assert record is not None
    assert record.others == 1
    assert "outra equipe" not in " ".join(record.story["text"])
    assert record.verdicts["agent_id"].unique().to_list() == ["a1"]
    assert record.earlier["contact_id"].to_list() == ["c1"]
    of_order = order_record(store, NORTH, "88102")
    assert of_order is not None
    assert [one["contact_id"] for one in of_order.talks] == ["c2"]
    assert "outra equipe" not in " ".join(of_order.story["text"])


def test_a_manager_sees_all_of_it(store: Store) -> None:
    record = contact_record(store, MANAGER, "c2")
    assert record is not None
    assert record.others == 0
    assert {one["os_id"] for one in record.orders} == {"88102", "88103"}
    assert record.earlier["contact_id"].to_list() == ["c1", "c0"]


def test_verdicts_missed_first_with_places_of_the_story(store: Store) -> None:
    record = order_record(store, MANAGER, "88102")
    assert record is not None
    assert record.verdicts.schema == VERDICT_SCHEMA
    assert record.verdicts.select("practice", "verdict").rows() == [
        ("plain_language", "missed"),
        ("unchecked_scheduling", "missed"),
        ("use_name", "met"),
        ("document_os", "met"),
    ]
    places = set(record.story["place"])
    assert all(set(evidence) <= places for evidence in record.verdicts["evidence"])
    assert ["field:88102:scheduled_at"] in record.verdicts["evidence"].to_list()


@pytest.mark.parametrize(
    ("text", "what", "found"),
    [
        ("20261110000417", "contact", "c2"),
        (" 2026 1110 000417 ", "contact", "c2"),
        ("c2", "contact", "c2"),
        ("C2", "contact", "c2"),
        ("88102", "order", "88102"),
        ("88.102", "order", "88102"),
        ("os 88102", "order", "88102"),
        ("OS nº 88.102", "order", "88102"),
    ],
)
def test_a_number_is_found_as_people_write_it(store: Store, text: str, what: str, found: str) -> None:
    rows = find(store, NORTH, text)
    assert rows.schema == FOUND_SCHEMA
    assert rows.select("what", "id").rows() == [(what, found)]


@pytest.mark.parametrize("text", ["os 3184", "3184", "OS-3184", "os3184", " OS: 3184 ", "OS nº 3184", "OS\u20113184"])
def test_an_order_whose_number_begins_with_os_is_found_too(tmp_path: Path, text: str) -> None:
    order = {"os_id": "OS-3184", "agent_id": "a1", "kind": "repair", "opened_at": "2026-11-10T09:05"}
    case = from_case({"agents": CASE["agents"], "service_orders": [order]})
    own = filled(open_store(f"sqlite:///{tmp_path / 'own.db'}"), case)
    assert find(own, NORTH, text)["id"].to_list() == ["OS-3184"]
    assert find(own, SOUTH, text).is_empty()


def test_nothing_is_found_under_nothing(store: Store) -> None:
    assert find(store, MANAGER, "  ").is_empty()
    assert find(store, MANAGER, "%' OR 1=1 --").is_empty()


def test_a_registered_return_is_in_the_story_of_whom_it_concerns(tmp_path: Path) -> None:
    """Ana's commitment and Beto's, both of the contact c2: each team reads of its own return only, masked."""
    own = filled(open_store(f"sqlite:///{tmp_path / 'own.db'}"), from_case(CASE))
    at = datetime(2026, 11, 14, 12, tzinfo=UTC)
    rows = [
        verdict("commitment", f"promise:c2:{n}", "no_return", "met", agent, "") | {"contact_id": "c2"}
        for n, agent in enumerate(("a1", "b1"))
    ]
    said = {"returned_at": at, "channel": "phone", "what_was_said": f"cpf {CPF}", "outcome": "settled"}
    said |= {"customer_key": "k1", "registered_by": "gil", "registered_at": at}
    with own.write() as connection:
        connection.execute(insert(verdicts), rows)
        connection.execute(insert(returns), [{**said, "commitment_id": row["unit_id"]} for row in rows])
    for viewer, expected in (
        (NORTH, ["return:promise:c2:0"]),
        (MANAGER, ["return:promise:c2:0", "return:promise:c2:1"]),
    ):
        for record in (contact_record(own, viewer, "c2"), order_record(own, viewer, "88102")):
            assert record is not None
            told = record.story.filter(kind="return")
            assert told["place"].to_list() == expected
            assert told.select("at", "side", "channel", "outcome", "name").row(0) == (
                at,
                "talk",
                "phone",
                "settled",
                "gil",
            )
            assert CPF not in told["text"][0]
    clear = contact_record(own, NORTH, "c2", clear=True)
    assert clear is not None
    assert clear.story.filter(kind="return")["text"][0] == f"cpf {CPF}"


def test_a_message_of_a_megabyte_is_cut(store: Store) -> None:
    from queries.record import LONGEST_TEXT, _shown

    text, cut = _shown("a" * 1_000_000)
    assert (len(text), cut) == (LONGEST_TEXT, True)
    assert _shown("a") == ("a", False)
