"""Lists and owed things read from a store: the right rows, only the viewer's, named and newest first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from data import judged, schema
from data.people import Role, Viewer
from data.records import TIME
from data.store import Store, open_store
from practices.judge import VERDICT_SCHEMA
from queries import moments as moment_models
from queries import owed as owed_models
from queries import totals, units
from queries.choice import Choice
from queries.units import Wanted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = Choice(date(2026, 11, 16), date(2026, 11, 22))
MANAGER = Viewer("gil", "Gil", Role.MANAGER)
NORTH = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
EVERYTHING = Wanted()


def imported(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows).with_columns(
        source=pl.lit("test"), import_id=1, external_id=pl.int_range(pl.len()).cast(pl.String)
    )


def verdict(unit_id: str, practice: str, said: str, agent: str | None, days_ago: int, **more: object):
    at = NOW - timedelta(days=days_ago)
    row = {
        "customer_key": "k1",
        "unit": "contact",
        "unit_id": unit_id,
        "practice": practice,
        "verdict": said,
        "agent_id": agent,
        "contact_id": unit_id,
        "at": at,
        "day": at.date(),
        "channel": "whatsapp",
        "reason_of_contact": "support",
        "evidence": "",
        "reason": said,
        "policy_version": "p",
        "rule_version": "r",
    }
    return {**row, **more}


VERDICTS = [
    verdict("c1", "use_name", "missed", "a1", 1, evidence="message:c1:1"),
    verdict("c2", "use_name", "met", "a1", 2, evidence="message:c2:0"),
    verdict("c3", "use_name", "missed", "b1", 1),
    verdict("c4", "use_name", "missed", None, 1),
    verdict("c5", "use_name", "missed", "a1", 20),
    verdict("c6", "unrecorded_contact", "missed", "a1", 3, channel="phone"),
    verdict("c7", "unrecorded_contact", "pending", "b1", 0, pending_until=NOW + timedelta(hours=5)),
    verdict("c8", "unrecorded_contact", "missed", "a1", 40),
    verdict("o1", "validate_service", "missed", "a1", 2, unit="service_order", contact_id=None, os_id="o1"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'units.db'}")
    people = [("a1", "Ana", "Norte"), ("b1", "Bia", "Sul")]
    agents = imported([{"agent_id": one, "name": name, "team": team} for one, name, team in people])
    renamed = imported([{"agent_id": "a1", "name": "Ana Maria", "team": "Norte"}]).with_columns(source=pl.lit("other"))
    talk = [
        {"contact_id": "c1", "position": 0, "sender": "customer", "text": "meu cpf é 529.982.247-25"},
        {"contact_id": "c1", "position": 1, "sender": "agent", "text": "ok, o CPF 529.982.247-25 está certo"},
        {"contact_id": "c2", "position": 0, "sender": "agent", "text": "Bom dia, dona Lúcia, como posso ajudar? " * 9},
    ]
    owed = {
        "customer_key": "k1",
        "kind": "promise",
        "agent_id": "a1",
        "contact_id": "c1",
        "channel": "whatsapp",
        "reason_of_contact": "support",
    }
    commitments = [
        {**owed, "commitment_id": "promise:c1:1", "made_at": NOW - timedelta(days=30), "state": "missed"},
        {**owed, "commitment_id": "promise:c1:2", "made_at": NOW - timedelta(days=1), "state": "pending"},
        {**owed, "commitment_id": "promise:c1:3", "made_at": NOW - timedelta(days=9), "state": "kept"},
        {
            **owed,
            "commitment_id": "promise:c3:1",
            "made_at": NOW - timedelta(days=2),
            "state": "missed",
            "agent_id": "b1",
        },
    ]
    with opened.write() as connection:
        opened.insert(connection, schema.agents, agents)
        opened.insert(connection, schema.agents, renamed)
        opened.insert(connection, schema.customers, imported([{"customer_id": "k1", "name": "Lúcia Prado"}]))
        contacts = [{"contact_id": "c1", "agent_id": "a1", "protocol": "2026-1", "started_at": NOW - timedelta(days=1)}]
        opened.insert(connection, schema.contacts, imported(contacts).with_columns(pl.col("started_at").cast(TIME)))
        opened.insert(connection, schema.messages, imported(talk))
        opened.insert(connection, schema.verdicts, pl.DataFrame(VERDICTS, schema_overrides=VERDICT_SCHEMA))
        due = pl.DataFrame(commitments, schema_overrides={"made_at": TIME}).with_columns(
            due_at=pl.col("made_at") + pl.duration(days=2)
        )
        opened.insert(connection, schema.commitments, due)
    return opened


def ids(store: Store, viewer: Viewer, wanted: Wanted, choice: Choice = WEEK) -> list[str]:
    return units.units(store, viewer, choice, wanted, totals.agents(store))["unit_id"].to_list()


def test_one_agent_of_two_sources_is_one_by_the_latest_name(store):
    assert totals.agents(store).rows() == [("a1", "Ana Maria", "Norte"), ("b1", "Bia", "Sul")]


def test_the_list_behind_a_number_is_the_viewers_own(store):
    missed = Wanted(("use_name",), ("missed",))
    assert ids(store, MANAGER, missed) == ["c1", "c3", "c4"]
    assert ids(store, NORTH, missed) == ["c1"]
    assert ids(store, NORTH, Wanted(("use_name",), ("missed",), "b1")) == []
    assert ids(store, NORTH, missed, Choice(WEEK.from_day, WEEK.to_day, team="Sul")) == []
    assert ids(store, MANAGER, Wanted(("use_name",), None, "")) == ["c4"]
    assert ids(store, MANAGER, EVERYTHING, Choice(WEEK.from_day, WEEK.to_day, channel="phone")) == ["c6"]


def test_the_list_names_people_and_counts_beyond_its_end(store):
    agents = totals.agents(store)
    found = units.units(store, MANAGER, WEEK, Wanted(("use_name",)), agents, limit=1)
    assert dict(found.schema) == units.UNIT_SCHEMA
    row = found.row(0, named=True)
    assert (row["customer"], row["agent"], row["protocol"]) == ("Lúcia Prado", "Ana Maria", "2026-1")
    assert units.unit_count(store, MANAGER, WEEK, Wanted(("use_name",)), agents) == 4
    assert units.unit_count(store, NORTH, WEEK, Wanted(("use_name",)), agents) == 2
    every = units.units(store, MANAGER, WEEK, Wanted(("use_name",)), agents)["unit_id"].to_list()
    further = units.units(store, MANAGER, WEEK, Wanted(("use_name",)), agents, limit=2, skip=2)
    assert further["unit_id"].to_list() == every[2:]


def test_a_list_is_counted_by_agent_channel_and_verdict_and_narrowed_so(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'tally.db'}")
    people = [("a1", "Ana", "Norte"), ("b1", "Bia", "Sul")]
    rows = [
        verdict("c1", "use_name", "missed", "a1", 1),
        verdict("c2", "use_name", "missed", "a1", 1, channel="phone"),
        verdict("c3", "use_name", "met", "b1", 1),
        verdict("c4", "use_name", "missed", None, 1, channel=None),
        verdict("c5", "use_name", "inapplicable", "a1", 1),
        verdict("c6", "use_name", "missed", "a1", 20),
        verdict("c7", "plain_language", "met", "a1", 1),
    ]
    verdicts = pl.DataFrame(rows, schema_overrides=VERDICT_SCHEMA)
    counted = judged.totals_of_rows(verdicts)
    with judged.judging(store) as connection:
        agents = imported([{"agent_id": one, "name": name, "team": team} for one, name, team in people])
        store.insert(connection, schema.agents, agents)
        store.insert(connection, schema.verdicts, verdicts)
        judged.adjust_totals(store, connection, counted.clear(), counted)
    frame, known = totals.read_totals(store), totals.agents(store)
    found = units.tally(frame, MANAGER, WEEK, ("use_name",), None)
    assert dict(found.schema) == units.TALLY_SCHEMA
    assert sorted(found.rows(), key=str) == sorted(
        [
            ("a1", "Ana", "whatsapp", "missed", 1),
            ("a1", "Ana", "phone", "missed", 1),
            ("b1", "Bia", "whatsapp", "met", 1),
            ("", None, "", "missed", 1),
        ],
        key=str,
    )
    for agent_id, _, channel, said, count in found.rows():
        narrowed = Wanted(("use_name",), (said,), agent_id, channel)
        assert units.unit_count(store, MANAGER, WEEK, narrowed, known) == count
    assert units.tally(frame, NORTH, WEEK, None, None)["units"].sum() == 3
    assert units.tally(frame, MANAGER, WEEK, None, "b1")["units"].sum() == 1
    assert units.tally(frame, MANAGER, replace(WEEK, channel="phone"), None, None)["units"].to_list() == [1]


def test_what_is_owed_is_of_now_and_of_the_viewers_teams(store):
    agents = totals.agents(store)
    past = Choice(date(2026, 1, 5), date(2026, 1, 11))
    everything = owed_models.owed(store, MANAGER, past, agents, NOW)
    assert dict(everything.schema) == owed_models.OWED_SCHEMA
    assert everything["since"].is_sorted()
    summary = owed_models.summary(everything, NOW)
    assert summary.select("kind", "open", "overdue", "oldest_days").rows() == [
        ("commitments", 3, 2, 30),
        ("visits", 1, 1, 2),
        ("contacts", 2, 1, 3),
    ]
    assert summary["agent"].to_list() == ["Ana Maria"] * 3
    mine = owed_models.owed(store, NORTH, past, agents, NOW)
    assert set(mine["agent_id"]) == {"a1"}
    assert mine.height == 4
    nothing = owed_models.summary(everything.clear(), NOW)
    assert nothing.select("open", "overdue").rows() == [(0, 0)] * 3


def test_contacts_are_counted_by_local_day_and_scope(store):
    agents = totals.agents(store)
    assert totals.contact_count(store, MANAGER, WEEK, agents, "America/Sao_Paulo") == 1
    assert totals.contact_count(store, NORTH, WEEK, agents, "America/Sao_Paulo", "b1") == 0
    assert totals.contact_count(store, MANAGER, WEEK.before(), agents, "America/Sao_Paulo") == 0


def test_moments_are_quoted_masked_and_cut(store):
    agents = totals.agents(store)
    missed = moment_models.moments(store, MANAGER, WEEK, Wanted(("use_name",), ("missed",), "a1"), agents)
    assert dict(missed.schema) == moment_models.MOMENT_SCHEMA
    row = missed.row(0, named=True)
    assert row["place"] == "message:c1:1"
    assert "529" not in row["quote"]
    assert "está certo" in row["quote"]
    (said,) = row["said"]
    assert (row["agent"], said["speaker"], said["speaker_before"]) == ("Ana Maria", "agent", "customer")
    assert (said["place"], said["quote"]) == (row["place"], row["quote"])
    assert said["before"].startswith("meu cpf é ")
    assert "529" not in said["before"]
    met = moment_models.moments(store, MANAGER, WEEK, Wanted(("use_name",), ("met",), "a1"), agents)
    assert len(met["quote"][0]) <= moment_models.LONGEST + 1
    assert met["quote"][0].endswith("…")
    assert met["said"][0][0]["before"] is None
    silent = moment_models.moments(store, MANAGER, WEEK, Wanted(("unrecorded_contact",), ("missed",), "a1"), agents)
    assert silent.select("quote", "said").rows() == [(None, None)]
    assert moment_models.moments(store, NORTH, WEEK, Wanted(("use_name",), ("missed",), "b1"), agents).is_empty()


def test_moments_quote_the_evidence_in_its_order_the_agents_words_before_the_rest(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'several.db'}")
    says = ["quero saber o preço", "sim", "São R$ 60, na quinta às 14h.", "Pode ser?", "O técnico leva o cabo e testa."]
    talk = [
        {"contact_id": "c1", "position": position, "sender": "customer" if position < 2 else "agent", "text": text}
        for position, text in enumerate(says)
    ]
    evidence = " ".join(f"message:c1:{position}" for position in range(5))
    rests = [verdict("c1", "transparency", "met", "a1", 1, evidence=evidence)]
    with store.write() as connection:
        store.insert(connection, schema.messages, imported(talk))
        store.insert(connection, schema.verdicts, pl.DataFrame(rests, schema_overrides=VERDICT_SCHEMA))
    wanted = Wanted(("transparency",), ("met",))
    row = moment_models.moments(store, MANAGER, WEEK, wanted, totals.agents(store)).row(0, named=True)
    assert row["quote"] == says[2]
    assert [one["quote"] for one in row["said"]] == says[2:]
    assert row["said"][0]["before"] == "quero saber o preço sim"


def test_a_reply_that_leaves_the_request_out_is_quoted_with_the_request_and_not_the_greeting(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'ignored.db'}")
    talk = [
        ("customer", "Boa tarde, tudo bem com você?"),
        ("agent", "Boa tarde! Meu nome é Rui, em que posso ajudar?"),
        ("customer", "a internet do quarto cai toda noite"),
        ("customer", "já reiniciei duas vezes"),
        ("agent", "Me informe o CPF."),
        ("customer", "529.982.247-25"),
        ("agent", "Vou encaminhar para o setor responsável."),
    ]
    messages = [
        {"contact_id": "c1", "position": place, "sender": who, "text": text} for place, (who, text) in enumerate(talk)
    ]
    evidence = "message:c1:1 message:c1:4 message:c1:6"
    rests = [verdict("c1", one, "missed", "a1", 1, evidence=evidence) for one in ("confirm_understanding", "use_name")]
    with store.write() as connection:
        store.insert(connection, schema.messages, imported(messages))
        store.insert(connection, schema.verdicts, pl.DataFrame(rests, schema_overrides=VERDICT_SCHEMA))

    def quoted(practice: str) -> dict:
        wanted = Wanted((practice,), ("missed",))
        return moment_models.moments(store, MANAGER, WEEK, wanted, totals.agents(store)).row(0, named=True)

    row = quoted("confirm_understanding")
    assert (row["place"], row["quote"]) == ("message:c1:4", "Me informe o CPF.")
    (said,) = [one for one in row["said"] if one["place"] == row["place"]]
    assert said["before"] == "a internet do quarto cai toda noite já reiniciei duas vezes"
    assert quoted("use_name")["place"] == "message:c1:1"


def test_moments_of_everybody_are_those_of_the_viewers_teams(store):
    agents = totals.agents(store)
    missed = Wanted(("use_name",), ("missed",))
    seen = moment_models.moments(store, NORTH, WEEK, missed, agents)
    assert seen["contact_id"].to_list() == ["c1"]
    everybody = moment_models.moments(store, MANAGER, WEEK, missed, agents)
    assert everybody["contact_id"].to_list() == ["c1", "c3", "c4"]  # the one with words first, then the newest
