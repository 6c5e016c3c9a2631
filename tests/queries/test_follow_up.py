"""What is owed: who is on the list, for whom, since when; and a case's story, within the viewer's teams."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import insert

from data import schema
from data.decisions import register_return
from data.people import Role, Viewer, add_user
from data.records import from_case, parse_time
from data.store import Store
from queries import follow_up, record, totals
from queries import story as stories
from queries.choice import Choice
from tests.filled import copied, filled

NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)
ZONE = "America/Sao_Paulo"
ANY_WEEK = Choice(date(2020, 1, 6), date(2020, 1, 12))
MANAGER = Viewer("gil", "Gil", Role.MANAGER)
NORTH = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
    ],
    "customers": [
        {"customer_id": "c1", "name": "Lia Reis", "city": "Caxias", "plan": "400 Mega", "since": "2021-03-01"},
        {"customer_id": "c2", "name": "Davi Luz"},
    ],
    "contacts": [
        {"contact_id": "k1", "customer_id": "c1", "agent_id": "a1", "channel": "whatsapp", "direction": "inbound"}
        | {"protocol": "20260901000001", "reason": "cancellation", "started_at": "2026-09-01T09:00"},
        {"contact_id": "k2", "customer_id": "c1", "agent_id": "a1", "channel": "phone", "direction": "outbound"}
        | {"started_at": "2026-09-08T10:00"},
        {"contact_id": "k3", "customer_id": "c1", "agent_id": "a2", "channel": "chat", "direction": "inbound"}
        | {"started_at": "2026-09-12T11:00"},
        {
            "contact_id": "k4",
            "customer_id": "c2",
            "agent_id": "a1",
            "channel": "phone",
            "started_at": "2026-09-20T09:00",
        },
        {"contact_id": "k5", "agent_id": "a1", "channel": "phone", "started_at": "2026-09-21T09:00"},
    ],
    "messages": [
        {"contact_id": "k1", "position": n, "sender": sender, "sent_at": f"2026-09-01T09:0{n}", "text": text}
        for n, (sender, text) in enumerate(
            [
                ("bot", "Olá! Este é o atendimento automático, escolha uma das muitas opções do nosso menu."),
                ("customer", "quero cancelar, meu cpf é 529.982.247-25"),
                ("agent", "O setor retorna em 48 horas, protocolo 20260901000001."),
                ("customer", "ok"),
            ]
        )
    ]
    + [
        {"contact_id": "k2", "position": 0, "sender": "agent", "text": "Alô? Dona Lia?"},
        {"contact_id": "k3", "position": 0, "sender": "customer", "text": "segredo do time do sul"},
        {"contact_id": "k4", "position": 0, "sender": "customer", "text": "assunto do Davi"},
    ],
    "service_orders": [
        {"os_id": "OS-1", "customer_id": "c1", "contact_id": "k1", "agent_id": "a1", "kind": "cancellation"}
        | {"opened_at": "2026-09-01T09:10"},
    ],
    "os_events": [
        {"os_id": "OS-1", "at": "2026-09-01T09:11", "author": "a1", "kind": "note", "text": "Cliente pediu baixa."},
        {"os_id": "OS-1", "at": "2026-09-01T09:12", "author": "a1", "kind": "internal_request", "text": "Pedido r1."},
    ],
    "internal_requests": [
        {"request_id": "r1", "at": "2026-09-01T09:12", "agent_id": "a1", "recipient": "pending_group"}
        | {"os_id": "OS-1", "customer_id": "c1", "text": "alguém vê isso?"},
    ],
    "cancellations": [
        {"cancellation_id": "x1", "customer_id": "c1", "contact_id": "k1", "os_id": "OS-1", "agent_id": "a1"}
        | {"requested_at": "2026-09-01T09:01", "reason": "preço", "fine_amount": 189.9},
    ],
}


def commitment(identity: str, agent: str | None, made: str, due: str, **columns: object) -> dict[str, object]:
    customer = columns.pop("customer_id", "c1")
    blank = dict.fromkeys(("contact_id", "os_id", "channel", "reason_of_contact", "returned_at"))
    return {
        **blank,
        "commitment_id": identity,
        "customer_key": customer or "",
        "kind": identity.split(":", maxsplit=1)[0],
        "customer_id": customer,
        "agent_id": agent,
        "made_at": parse_time(made),
        "due_at": parse_time(due),
        "state": "missed",
        **columns,
    }


COMMITMENTS = [
    commitment("cancellation:x1", "a1", "2026-09-01T09:01", "2026-09-03T23:59:59", contact_id="k1", os_id="OS-1")
    | {"channel": "whatsapp", "reason_of_contact": "cancellation"},
    commitment("promise:k4:2", "a1", "2026-09-20T09:03", "2026-09-22T10:00", customer_id="c2", contact_id="k4")
    | {"state": "pending", "channel": "phone", "reason_of_contact": "support"},
    commitment("promise:k3:4", "a2", "2026-09-12T11:05", "2026-09-23T23:59:59", contact_id="k3", state="pending"),
    commitment("overdue_os:OS-9", None, "2026-09-10T08:00", "2026-09-11T23:59:59", customer_id=None, os_id="OS-9"),
    commitment("promise:k2:1", "a1", "2026-09-08T10:00", "2026-09-09T23:59:59", state="late")
    | {"returned_at": parse_time("2026-09-12T11:00")},
]


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    store = filled(copied(empty_file, tmp_path), from_case(CASE))
    with store.write() as connection:
        connection.execute(insert(schema.commitments), COMMITMENTS)
    return store


def owed(store: Store, viewer: Viewer = MANAGER, choice: Choice = ANY_WEEK) -> pl.DataFrame:
    return follow_up.owed(store, viewer, choice, totals.agents(store), NOW, ZONE)


def case(store: Store, viewer: Viewer, commitment_id: str) -> pl.DataFrame:
    return follow_up.case(store, viewer, commitment_id, totals.agents(store), NOW, ZONE)


def story(store: Store, viewer: Viewer, commitment_id: str) -> pl.DataFrame | None:
    return stories.story(store, viewer, commitment_id, totals.agents(store))


def test_the_list_holds_what_is_open_now_whatever_the_period(store: Store) -> None:
    rows = owed(store)
    assert rows.schema == follow_up.OWED_SCHEMA
    assert rows.select("commitment_id", "state", "days_late").rows() == [
        ("cancellation:x1", "missed", 19),
        ("overdue_os:OS-9", "missed", 11),
        ("promise:k4:2", "missed", 0),  # its time ran out after the last judging
        ("promise:k3:4", "pending", 0),
    ]
    assert rows["days_waiting"].to_list() == [21, 12, 2, 10]
    first = rows.row(0, named=True)
    assert (first["customer"], first["agent"], first["team"]) == ("Lia Reis", "Ana Paz", "Norte")
    assert (first["protocol"], first["fine_amount"], first["reason"]) == ("20260901000001", 189.9, "preço")


def test_who_waits_for_several_things_is_told_with_each(store: Store) -> None:
    """Lia waits for a1's cancellation and for a2's promise; a2 is of another team."""
    assert dict(owed(store).select("commitment_id", "also_open").rows()) == {
        "cancellation:x1": 1,
        "overdue_os:OS-9": 0,
        "promise:k4:2": 0,
        "promise:k3:4": 1,
    }
    assert owed(store, NORTH)["also_open"].to_list() == [0, 0]
    team = Choice(ANY_WEEK.from_day, ANY_WEEK.to_day, team="Norte")
    assert owed(store, MANAGER, team)["also_open"].to_list() == [1, 0], "what is chosen hides no debt"
    assert others(store, MANAGER, "cancellation:x1") == ["promise:k3:4"]
    assert others(store, NORTH, "cancellation:x1") == others(store, MANAGER, "overdue_os:OS-9") == []
    assert others(store, NORTH, "promise:k3:4") == [], "not a case of this viewer's"
    register_return(store, MANAGER, "promise:k3:4", datetime(2026, 9, 22, 14, tzinfo=UTC), "phone", "x", "settled", NOW)
    assert owed(store)["also_open"].to_list() == [0, 0, 0]
    assert others(store, MANAGER, "promise:k3:4") == ["cancellation:x1"]


def others(store: Store, viewer: Viewer, commitment_id: str) -> list[str]:
    found = follow_up.others_open(store, viewer, commitment_id, totals.agents(store), NOW, ZONE)
    assert found.schema == follow_up.OWED_SCHEMA
    return found["commitment_id"].to_list()


def test_a_viewer_gets_the_own_teams_only(store: Store) -> None:
    assert owed(store, NORTH)["commitment_id"].to_list() == ["cancellation:x1", "promise:k4:2"]
    assert owed(store, Viewer("n", "N", Role.SUPERVISOR, ()), ANY_WEEK).is_empty()


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"team": "Sul"}, ["promise:k3:4"]),
        ({"channel": "phone"}, ["promise:k4:2"]),
        ({"reason": "cancellation"}, ["cancellation:x1"]),
    ],
)
def test_team_channel_and_reason_restrict_the_list(store: Store, chosen: dict[str, str], left: list[str]) -> None:
    choice = Choice(ANY_WEEK.from_day, ANY_WEEK.to_day, **chosen)
    assert owed(store, MANAGER, choice)["commitment_id"].to_list() == left


def test_the_last_touch_tells_who_came_to_whom(store: Store) -> None:
    touches = dict(owed(store).select("commitment_id", "last_touch").rows())
    assert touches["cancellation:x1"] == "customer"
    assert touches["promise:k4:2"] is None, "the promise's own contact is none"
    with store.write() as connection:
        connection.execute(schema.contacts.delete().where(schema.contacts.c.contact_id == "k3"))
    again = owed(store).row(0, named=True)
    assert (again["last_touch"], again["last_touch_at"]) == ("attempt", parse_time("2026-09-08T10:00"))


def test_ages_and_holders_count_what_is_listed(store: Store) -> None:
    rows = owed(store)
    assert follow_up.by_band(rows).rows() == [("in_time", 1), ("1-3", 1), ("4-7", 0), ("8-14", 1), ("15+", 1)]
    assert follow_up.by_holder(rows, "team").rows() == [
        ("Norte", "Norte", 2, 0),
        ("Sul", "Sul", 0, 1),
        (None, None, 1, 0),
    ]
    assert follow_up.by_holder(rows, "agent_id")["name"].to_list() == ["Ana Paz", "Rui Sá", None]


def test_the_story_tells_everything_in_order_and_masked(store: Store) -> None:
    told = story(store, MANAGER, "cancellation:x1")
    assert told is not None
    assert told["what"].to_list() == [
        "made",
        "customer",
        "agent",
        "opened",
        "event:note",
        "request",  # the OS's own event of that moment says the same and is left out
        "due",
        "attempt",
        "customer",
    ]
    assert told["at"].is_sorted()
    assert told["text"][1] == "quero cancelar, meu cpf é •••.•••.•••-••"
    assert "20260901000001" in told["text"][2], "a protocol is no secret"
    assert told["who"][2] == "Ana Paz"
    assert told["reference"].to_list()[1] == "contact:k1"


def test_the_story_holds_every_time_of_the_order_that_the_record_shows(store: Store) -> None:
    times = {name: parse_time(f"2026-09-0{number}T08:00") for number, name in enumerate(record.MILESTONES, start=2)}
    visit_at = parse_time("2026-09-20T14:00")
    with store.write() as connection:
        connection.execute(schema.service_orders.update().values(**times, scheduled_for=visit_at))
    told = story(store, MANAGER, "cancellation:x1")
    assert told is not None
    of_order = dict(told.filter(pl.col("reference") == "os:OS-1").select("what", "at").rows())
    named = {name: "opened" if name == "opened_at" else f"field:{name}" for name in record.MILESTONES}
    assert {name: of_order.get(what) for name, what in named.items()} == times
    assert told.filter(pl.col("what") == "field:scheduled_at")["visit_at"].to_list() == [visit_at]


def test_what_another_team_said_is_not_in_a_team_leads_story(store: Store) -> None:
    told = story(store, NORTH, "cancellation:x1")
    assert told is not None
    there = told.filter(pl.col("what") == "elsewhere")
    assert there.select("who", "text", "reference").rows() == [(None, None, None)]
    assert "segredo" not in told.write_json()


def test_a_case_without_customer_draws_in_nobody_elses_contacts(store: Store) -> None:
    told = story(store, MANAGER, "overdue_os:OS-9")
    assert told is not None
    assert told["what"].to_list() == ["made", "due"]


def test_a_case_out_of_scope_is_like_one_that_does_not_exist(store: Store) -> None:
    for commitment_id in ("promise:k3:4", "overdue_os:OS-9", "promise:none:1"):
        assert case(store, NORTH, commitment_id).is_empty()
        assert story(store, NORTH, commitment_id) is None
    assert case(store, NORTH, "promise:k3:4").schema == follow_up.CASE_SCHEMA


def test_a_registered_return_leaves_the_list_and_stays_in_the_story(store: Store) -> None:
    add_user(store, "gil", "Gilberto Matos", Role.MANAGER, (), "uma senha comprida")
    said = "Liguei no (99) 98123-4567 e expliquei a multa."
    at = datetime(2026, 9, 22, 14, tzinfo=UTC)
    register_return(store, MANAGER, "cancellation:x1", at, "phone", said, "retained", now=NOW)
    assert "cancellation:x1" not in owed(store)["commitment_id"].to_list()
    closed = case(store, NORTH, "cancellation:x1").row(0, named=True)
    assert (closed["state"], closed["returned_at"], closed["registered_by"]) == ("late", at, "Gilberto Matos")
    told = story(store, NORTH, "cancellation:x1")
    assert told is not None
    last = told.row(-1, named=True)
    assert (last["what"], last["who"], last["channel"]) == ("return", "Gilberto Matos", "phone")
    assert last["outcome"] == "retained"
    assert "98123" not in last["text"]


def test_a_return_that_only_the_records_show_names_nobody(store: Store) -> None:
    closed = case(store, MANAGER, "promise:k2:1").row(0, named=True)
    assert (closed["state"], closed["registered_by"], closed["days_late"]) == ("late", None, 0)


def test_what_one_person_owes_out_of_one_talk_is_one_row() -> None:
    def one(name: str, kind: str, late: int, also: int, **more: object) -> dict[str, object]:
        about = {"customer_id": "c1", "contact_id": "k1", "agent_id": "a1", "fine_amount": None}
        return {"commitment_id": name, "kind": kind, "days_late": late, "also_open": also, **about, **more}

    rows = pl.DataFrame(
        [
            one("p1", "promise", 9, 3, state="missed", made_at=NOW, due_at=NOW + timedelta(days=1)),
            one("x1", "cancellation", 0, 3, state="pending", made_at=NOW, due_at=NOW + timedelta(days=30))
            | {"fine_amount": 90.0},
            one("p2", "promise", 7, 3, agent_id="a2"),
            one("p3", "promise", 6, 3, contact_id="k2"),
            one("p4", "promise", 5, 0, customer_id=None),
            one("p5", "promise", 4, 0, customer_id=None),
        ],
        schema=follow_up.OWED_SCHEMA,
    )
    found = follow_up.one_a_talk(rows)
    assert found["commitment_ids"].to_list() == [["x1", "p1"], ["p2"], ["p3"], ["p4"], ["p5"]]
    first = found.row(0, named=True)
    assert (first["commitment_id"], first["kinds"]) == ("x1", ["cancellation", "promise"])
    assert (first["days_late"], first["fine_amount"], first["also_open"]) == (9, 90.0, 2)
    assert (first["state"], first["due_at"]) == ("missed", NOW + timedelta(days=1)), "as late as the promise"
    assert follow_up.one_a_talk(rows.clear()).is_empty()
