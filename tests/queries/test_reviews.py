"""What people said of verdicts, read: lists and indicators count their word, the record tells who said it and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from data.decisions import Seen, register_return, review_verdict, withdraw_review
from data.people import Role, Viewer, add_user
from data.records import from_case
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge
from queries import follow_up, kpi_facts, moments, owed, totals, units
from queries.choice import Choice
from queries.record import Record, contact_record, order_record
from queries.reviews import REVIEW_SCHEMA
from queries.units import Wanted
from tests.filled import copied, filled

ASKED = datetime(2026, 9, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)
ZONE = default_policy().time_zone
SEPTEMBER = Choice(date(2026, 9, 1), date(2026, 9, 30))
MANAGER = Viewer("gil", "Gil Matos", Role.MANAGER)
NORTH = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
NAME, RETURN = ("contact", "k1", "use_name"), ("commitment", "cancellation:x1", "no_return")
SAID = "Falou com a titular; CPF 529.982.247-25."
TALK = ["quero cancelar", "Certo, vou abrir o pedido.", "ok", "Pronto, aberto. O retorno vem em dois dias."]
CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
    ],
    "customers": [{"customer_id": f"c{n}", "name": name} for n, name in ((1, "Lia Reis"), (2, "Davi Luz"))],
    "contacts": [
        {"contact_id": f"k{n}", "customer_id": f"c{n}", "agent_id": f"a{n}", "channel": "whatsapp"}
        | {"direction": "inbound", "reason": "cancellation", "started_at": ASKED.isoformat()}
        for n in (1, 2)
    ],
    "messages": [
        {"contact_id": f"k{n}", "position": place, "sender": ("customer", "agent")[place % 2], "text": text}
        | {"sent_at": (ASKED + timedelta(minutes=place)).isoformat()}
        for n in (1, 2)
        for place, text in enumerate(TALK)
    ],
    "service_orders": [
        {"os_id": "OS-1", "customer_id": "c1", "contact_id": "k1", "agent_id": "a2", "kind": "cancellation"}
        | {"opened_at": "2026-09-01T09:10"},
    ],
    "cancellations": [
        {"cancellation_id": f"x{n}", "customer_id": f"c{n}", "contact_id": f"k{n}", "agent_id": f"a{n}"}
        | {"requested_at": ASKED.isoformat(), "outcome": "open", "fine_amount": 100.0}
        for n in (1, 2)
    ],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("reviews") / "store.db"
    opened = filled(open_store(f"sqlite:///{path}"), from_case(CASE), NOW)
    add_user(opened, "gil", "Gil Matos", Role.MANAGER, (), "correct horse battery")
    opened.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    opened = copied(made, tmp_path)
    yield opened
    opened.engine.dispose()


def say(store: Store, key: tuple[str, str, str], said: str, because: str = SAID, viewer: Viewer = MANAGER) -> None:
    """The viewer says it, having seen what stands there."""
    rows = record(store).verdicts.filter(unit=key[0], unit_id=key[1], practice=key[2])
    words = record(store).reviews.filter(unit=key[0], unit_id=key[1], practice=key[2])
    seen = Seen(rows["verdict"].item(), words["review"][-1] if words.height else None)
    if said == "withdrawn":
        withdraw_review(store, viewer, *key, because, seen)
    else:
        review_verdict(store, viewer, *key, said, because, seen)


def record(store: Store, viewer: Viewer = MANAGER, clear: bool = False) -> Record:
    found = contact_record(store, viewer, "k1", clear=clear)
    assert found is not None
    return found


def listed(store: Store, wanted: Wanted) -> pl.DataFrame:
    agents = totals.agents(store)
    found = units.units(store, MANAGER, SEPTEMBER, wanted, agents)
    assert units.unit_count(store, MANAGER, SEPTEMBER, wanted, agents) == found.height
    return found.sort("unit_id")


def test_a_changed_verdict_is_listed_where_it_counts_with_who_and_why(store: Store) -> None:
    assert listed(store, Wanted(("use_name",), ("missed",)))["unit_id"].to_list() == ["k1", "k2"]
    say(store, NAME, "met")
    assert listed(store, Wanted(("use_name",), ("missed",)))["unit_id"].to_list() == ["k2"]
    row = listed(store, Wanted(("use_name",), ("met",))).row(0, named=True)
    assert (row["unit_id"], row["rule_verdict"], row["reviewer"]) == ("k1", "missed", "Gil Matos")
    assert row["because"].startswith("Falou com a titular")
    assert "529" not in row["because"]


def test_a_confirmed_verdict_is_listed_as_the_rules(store: Store) -> None:
    say(store, NAME, "missed", "")
    rows = listed(store, Wanted(("use_name",), ("missed",)))
    assert rows.select("unit_id", "rule_verdict", "reviewer", "because").row(0) == ("k1", None, None, None)


def test_what_does_not_apply_is_no_judged_unit_but_stays_on_the_record(store: Store) -> None:
    before = listed(store, Wanted()).height
    places = record(store).verdicts["practice"].to_list()
    say(store, NAME, "inapplicable")
    assert listed(store, Wanted()).height == before - 1
    assert listed(store, Wanted(("use_name",)))["unit_id"].to_list() == ["k2"]
    aside = listed(store, Wanted(set_aside=True))
    assert aside.height == before, "a spreadsheet asks for it too"
    (word,) = aside.filter(verdict="inapplicable").select("unit_id", "rule_verdict", "reviewer").rows()
    assert word == ("k1", "missed", "Gil Matos")
    assert aside.filter(verdict="inapplicable")["reviewed_at"].null_count() == 0
    assert aside.filter(pl.col("verdict") != "inapplicable")["reviewed_at"].null_count() == before - 1
    assert totals.read_totals(store).filter(practice="use_name", agent_id="a1").is_empty()
    row = record(store).verdicts.filter(practice="use_name").row(0, named=True)
    assert (row["verdict"], row["rule_verdict"]) == ("inapplicable", "missed")
    assert record(store).verdicts["practice"].to_list() == places, "it stays where it was"


def test_the_record_tells_every_word_and_which_counts(store: Store) -> None:
    say(store, NAME, "met")
    say(store, NAME, "withdrawn", "Ouvi de novo.", NORTH)
    say(store, NAME, "insufficient", "Falta o áudio.")
    found = record(store).reviews
    assert dict(found.schema) == REVIEW_SCHEMA
    told = found.select("rule_verdict", "said", "reviewer", "counts").rows()
    assert told == [
        ("missed", "met", "Gil Matos", False),
        ("missed", "withdrawn", "nara", False),
        ("missed", "insufficient", "Gil Matos", True),
    ]
    assert "529" not in found["because"][0]
    assert "529.982.247-25" in record(store, clear=True).reviews["because"][0]


def test_another_teams_verdict_brings_no_word_of_it_along(store: Store) -> None:
    order = order_record(store, MANAGER, "OS-1")
    assert order is not None
    of_other = order.verdicts.filter(unit="service_order").row(0, named=True)
    key = (of_other["unit"], of_other["unit_id"], of_other["practice"])
    review_verdict(store, MANAGER, *key, "inapplicable", SAID, Seen(of_other["verdict"]))
    say(store, NAME, "met")
    assert record(store, NORTH).reviews["practice"].to_list() == ["use_name"]
    assert record(store).reviews.height == 2


def test_a_word_outlives_the_verdict_it_was_said_of(store: Store) -> None:
    say(store, NAME, "met")
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM customers WHERE customer_id = 'c1'")
    rejudge(store, default_policy(), NOW, everything=True)
    assert record(store).verdicts.filter(practice="use_name").is_empty()
    assert record(store, NORTH).reviews.select("practice", "said").rows() == [("use_name", "met")]


def test_moments_do_not_quote_the_rules_evidence_for_a_persons_verdict(store: Store) -> None:
    say(store, NAME, "met")
    met = Wanted(("use_name",), ("met",), "a1")
    assert moments.moments(store, MANAGER, SEPTEMBER, met, totals.agents(store)).is_empty()


@pytest.mark.parametrize(
    ("said", "left", "kept"),
    [("met", ["x2"], (1, 2)), ("inapplicable", ["x2"], (0, 1)), ("insufficient", ["x1", "x2"], (0, 1))],
)
def test_what_is_owed_and_kept_follows(store: Store, said: str, left: list[str], kept: tuple[int, int]) -> None:
    assert open_returns(store) == ["x1", "x2"]
    assert commitments_kept(store) == (0, 2)
    say(store, RETURN, said)
    assert open_returns(store) == left
    assert commitments_kept(store) == kept
    say(store, RETURN, "withdrawn", "Engano.")
    assert open_returns(store) == ["x1", "x2"]
    assert commitments_kept(store) == (0, 2)


def test_a_return_registered_after_a_word_counts(store: Store) -> None:
    say(store, RETURN, "met")
    register_return(store, MANAGER, RETURN[1], NOW, "phone", "Feito.", "cancelled")
    assert commitments_kept(store) == (0, 2)
    assert open_returns(store) == ["x2"]
    assert record(store).reviews["counts"].to_list() == [False]


def open_returns(store: Store) -> list[str]:
    """The cancellations that both lists of what is owed show."""
    agents = totals.agents(store)
    found = follow_up.owed(store, MANAGER, SEPTEMBER, agents, NOW, ZONE)["commitment_id"]
    weekly = owed.owed(store, MANAGER, SEPTEMBER, agents, NOW).filter(kind="commitments")["unit_id"]
    shown = [sorted(one.removeprefix("cancellation:") for one in ids if "cancel" in one) for ids in (found, weekly)]
    assert shown[0] == shown[1]
    return shown[0]


def commitments_kept(store: Store) -> tuple[int, int]:
    """How many cancellations were answered in time, of how many, as the indicator and the practice count them."""
    facts = kpi_facts.read_facts(store, totals.agents(store), default_policy(), NOW)
    rows = facts["commitments"].filter((pl.col("kind") == "cancellation") & (pl.col("state") != "pending"))
    return rows.filter(state="kept").height, rows.height
