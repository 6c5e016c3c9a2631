"""What people graded blind beside the rules: counted for the house, shown within one's scope, never too early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert, update

from data import schema
from data.decisions.gradings import Draw, draw_sample, grade_unit
from data.people import Role, Viewer
from data.records import from_case
from data.store import Store, open_store
from practices import PRACTICES
from practices.policy import default_policy
from queries import blind, grading_queue, trust
from queries.totals import agents as agents_on_record
from tests.filled import copied, filled

POLICY = default_policy()
GIL = Viewer("gil", "Gil", Role.MANAGER)
RITA = Viewer("rita", "Rita", Role.MANAGER)
LEAD = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
P = "composure"


def graded(*counts: tuple[str, str, int], judged: bool = True, by: str = "gil", practice: str = P) -> pl.DataFrame:
    """PAIR_SCHEMA with so many gradings of (rule, person); each of a unit of its own."""
    rows = [
        {
            "sample_id": 1,
            "practice": practice,
            "unit": "contact",
            "unit_id": f"{rule}-{person}-{number}",
            "agent_id": "a1",
            "judged": judged,
            "rule": rule,
            "person": person,
            "graded_by": by,
        }
        for rule, person, count in counts
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=trust.PAIR_SCHEMA)


def of(pairs: pl.DataFrame, practice: str = P) -> dict[str, Any]:
    return trust.trust(pairs, POLICY).row(by_predicate=pl.col("practice") == practice, named=True)


def test_every_practice_has_a_row_graded_or_not() -> None:
    table = trust.trust(graded(), POLICY)
    assert dict(table.schema) == trust.TRUST_SCHEMA
    assert table["practice"].to_list() == [one.id for one in PRACTICES]
    assert table["n"].sum() == 0
    assert table["agreement"].null_count() == len(PRACTICES)


def test_the_figures_of_a_practice() -> None:
    """Feinstein and Cicchetti's table with 85% agreement and kappa 0.32."""
    found = of(graded(("met", "met", 80), ("met", "missed", 10), ("missed", "met", 5), ("missed", "missed", 5)))
    assert (found["n"], found["agreed"], found["agreement"]) == (100, 85, 0.85)
    assert found["kappa"] == pytest.approx(0.318, abs=1e-3)
    assert found["kappa_low"] < found["kappa"] < found["kappa_high"]
    assert found["ac1"] == pytest.approx(0.808, abs=1e-3)
    assert (found["missed_by_rule"], found["missed_by_people"]) == (0.10, 0.15)
    assert (found["false_alarms"], found["misses"]) == (5, 10)


def test_false_alarms_and_misses_hold_the_other_words_too() -> None:
    found = of(graded(("missed", "inapplicable", 2), ("missed", "insufficient", 1), ("met", "insufficient", 4)))
    assert (found["false_alarms"], found["misses"], found["agreed"]) == (3, 0, 0)


def test_no_kappa_from_fewer_than_thirty() -> None:
    few = of(graded(("met", "met", 15), ("missed", "missed", 14)))
    assert (few["n"], few["kappa"], few["ac1"]) == (29, None, None)
    assert of(graded(("met", "met", 16), ("missed", "missed", 14)))["kappa"] == 1


def test_what_the_rule_did_not_judge_is_counted_apart() -> None:
    judged = graded(("met", "met", 12))
    unjudged = graded(
        ("inapplicable", "inapplicable", 7), ("inapplicable", "missed", 2), ("inapplicable", "met", 1), judged=False
    )
    found = of(pl.concat([judged, unjudged]))
    assert (found["n"], found["unjudged"], found["overlooked"]) == (12, 10, 3)
    assert (found["misses"], found["agreement"]) == (0, 1)


def test_graders_of_one_unit_each_count_and_are_held_against_each_other() -> None:
    first = graded(("met", "met", 3), ("missed", "missed", 1))
    second = first.with_columns(graded_by=pl.lit("rita"), person=pl.lit("met"))
    found = of(pl.concat([first, second]))
    assert (found["n"], found["agreed"]) == (8, 7)
    assert (found["twice"], found["twice_agreed"]) == (4, 3)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([("met", "met", 12), ("met", "missed", 6), ("missed", "met", 6), ("missed", "missed", 5)], ()),  # n = 29
        ([("met", "met", 12), ("met", "missed", 6), ("missed", "met", 6), ("missed", "missed", 6)], (P,)),
        ([("met", "met", 15), ("met", "missed", 3), ("missed", "met", 2), ("missed", "missed", 15)], ()),
        ([("met", "met", 40)], ()),  # one word throughout: kappa has nothing to measure
    ],
)
def test_a_practice_under_its_bar_is_in_calibration(
    counts: list[tuple[str, str, int]], expected: tuple[str, ...]
) -> None:
    assert trust.calibrating(trust.trust(graded(*counts), POLICY)) == expected


# -- on a store -----------------------------------------------------------------------------------------------------


def case() -> dict[str, Any]:
    """Twenty talks of two teams; an OS with a note, and a later call about it."""
    agents = [
        {"agent_id": "a1", "name": "Bruna Rocha Martins", "team": "Norte"},
        {"agent_id": "b1", "name": "Caio Lima", "team": "Sul"},
    ]
    contacts, messages = [], []
    for number in range(20):
        agent_id = "a1" if number % 2 else "b1"
        contacts.append(
            {
                "contact_id": f"c{number}",
                "customer_id": "k1",
                "agent_id": agent_id,
                "channel": "chat",
                "direction": "inbound",
                "reason": "support",
                "started_at": f"2026-11-10T{number:02}:00",
            }
        )
        said = ["minha internet caiu", "Oi! Aqui é a BRUNA, da equipe da bruna rocha martins.", "Pronto, Lúcia, rocha."]
        for position, (sender, text) in enumerate(zip(("customer", "agent", "agent"), said, strict=True)):
            messages.append({"contact_id": f"c{number}", "position": position, "sender": sender, "text": text})
    return {
        "agents": agents,
        "customers": [{"customer_id": "k1", "name": "Lúcia Lima"}],
        "contacts": contacts,
        "messages": messages,
        "service_orders": [
            {
                "os_id": "77001",
                "customer_id": "k1",
                "contact_id": "c1",
                "agent_id": "a1",
                "kind": "repair",
                "opened_at": "2026-11-10T01:30",
            }
        ],
        "os_events": [
            {"os_id": "77001", "at": "2026-11-10T01:31", "author": "a1", "kind": "note", "text": "bruna avisada"},
            {"os_id": "77001", "at": "2026-11-10T01:32", "author": "Técnico Davi", "kind": "work", "text": "feito"},
        ],
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("trust") / "store.db"
    opened = open_store(f"sqlite:///{path}")
    filled(opened, from_case(case(), "America/Sao_Paulo"), datetime(2026, 11, 20, tzinfo=UTC))
    with opened.write() as connection:
        connection.execute(schema.verdicts.delete().where(schema.verdicts.c.practice == P))
        connection.execute(insert(schema.verdicts), [verdict(number) for number in range(16)])
    opened.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    opened = copied(made, tmp_path)
    yield opened
    opened.engine.dispose()


def verdict(number: int) -> dict[str, Any]:
    value = "missed" if number % 4 == 0 else "met"
    at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    versions = {"policy_version": "1", "rule_version": "1"}
    about = {"customer_key": "k1", "unit": "contact", "unit_id": f"c{number}", "contact_id": f"c{number}"}
    agent_id = "a1" if number % 2 else "b1"
    return {**about, **versions, "practice": P, "verdict": value, "agent_id": agent_id} | {
        "at": at,
        "day": at.date(),
        "reason": value,
    }


def drawn(store: Store, viewer: Viewer = GIL, size: int = 20, seed: int = 5) -> int:
    days = (date(2026, 11, 9), date(2026, 11, 15))
    return draw_sample(store, viewer, Draw(P, "contact", *days, POLICY.time_zone, size, seed))


def test_a_grading_is_held_against_the_rule_not_against_who_overrode_it(store: Store) -> None:
    sample = drawn(store)
    table = schema.verdicts
    with store.write() as connection:
        of_c0 = (table.c.practice == P) & (table.c.unit_id == "c0")
        connection.execute(update(table).where(of_c0).values(verdict="inapplicable", rule_verdict="missed"))
    grade_unit(store, GIL, sample, "c0", "missed")
    grade_unit(store, GIL, sample, "c17", "met")
    rows = {row["unit_id"]: row for row in trust.pairs(store).to_dicts()}
    assert (rows["c0"]["rule"], rows["c0"]["person"], rows["c0"]["judged"]) == ("missed", "missed", True)
    assert (rows["c17"]["rule"], rows["c17"]["person"], rows["c17"]["judged"]) == ("inapplicable", "met", False)


def test_a_lead_sees_and_grades_the_own_part_of_a_sample(store: Store) -> None:
    agents = agents_on_record(store)
    sample = drawn(store)
    whole, own = (grading_queue.queue(store, viewer, agents, sample) for viewer in (GIL, LEAD))
    assert dict(own.schema) == grading_queue.QUEUE_SCHEMA
    assert (whole.height, own.height) == (20, 10)
    assert grading_queue.samples(store, LEAD, agents).row(0, named=True)["units"] == 10
    elsewhere = Viewer("ze", "Zé", Role.TEAM_LEAD, ("Oeste",))
    assert grading_queue.samples(store, elsewhere, agents).is_empty()
    assert grading_queue.queue(store, elsewhere, agents, sample).is_empty()


def test_the_comparison_waits_for_the_last_unit(store: Store) -> None:
    agents = agents_on_record(store)
    sample = drawn(store)
    units = grading_queue.queue(store, GIL, agents, sample)["unit_id"].to_list()
    for one in units[:-1]:
        grade_unit(store, GIL, sample, one, "met")
    assert trust.comparison(store, GIL, trust.pairs(store), agents, sample) is None
    assert trust.behind(store, GIL, trust.pairs(store), agents, P).is_empty()
    assert grading_queue.samples(store, GIL, agents).row(0, named=True)["graded"] == 19
    grade_unit(store, GIL, sample, units[-1], "met")
    found = trust.comparison(store, GIL, trust.pairs(store), agents, sample)
    assert found is not None
    assert dict(found.schema) == trust.BEHIND_SCHEMA
    kinds = dict(found["kind"].drop_nulls().value_counts().iter_rows())
    assert kinds == {"false_alarm": 4, "overlooked": 4}
    assert trust.comparison(store, RITA, trust.pairs(store), agents, sample) is None


def test_the_list_behind_the_figures_keeps_to_the_viewers_teams(store: Store) -> None:
    agents = agents_on_record(store)
    sample = drawn(store)
    for one in grading_queue.queue(store, GIL, agents, sample)["unit_id"]:
        grade_unit(store, GIL, sample, one, "missed")
    rows = trust.pairs(store)
    assert trust.behind(store, GIL, rows, agents, P)["agent_id"].unique().sort().to_list() == ["a1", "b1"]
    assert trust.behind(store, LEAD, rows, agents, P)["agent_id"].unique().to_list() == ["a1"]
    own = drawn(store, LEAD, size=10, seed=9)
    assert set(grading_queue.queue(store, LEAD, agents, own)["unit_id"]), "the lead has units still to grade"
    assert trust.behind(store, LEAD, rows, agents, P).is_empty(), "which the list must not give away"


def test_a_grader_sees_neither_agent_nor_verdict(store: Store) -> None:
    found = blind.blind_unit(store, GIL, P, "contact", "c1", "c1", None)
    assert found is not None
    seen = repr(found).casefold() + repr(found.story.to_dicts()).casefold()
    for word in ("bruna", "martins", "davi", "missed"):
        assert word not in seen, word
    talk = found.story.filter(pl.col("kind") == "message")
    assert talk["name"].to_list() == [None, "1", "1"]
    assert talk["text"][2] == "Pronto, Lúcia, rocha.", "the customer's name and a common word stay"
    assert found.customer == "Lúcia Lima"
    events = dict(found.story.filter(pl.col("side") == "order").select("kind", "name").iter_rows())
    assert events["note"] == "1"
    assert events["work"] not in ("1", None)


def test_a_name_that_is_the_customers_too_stays(store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(schema.customers).values(name="Bruna Prado"))
    found = blind.blind_unit(store, GIL, P, "contact", "c1", "c1", None)
    assert found is not None
    assert "BRUNA" in found.story.filter(pl.col("kind") == "message")["text"][1]


def test_nobody_is_shown_what_they_may_not_see(store: Store) -> None:
    assert blind.blind_unit(store, LEAD, P, "contact", "c0", "c0", None) is None
    assert blind.blind_unit(store, GIL, P, "contact", "gone", "gone", None) is None


def test_an_order_comes_with_what_the_customer_was_told_later(store: Store) -> None:
    found = blind.blind_unit(store, GIL, "validate_service", "service_order", "77001", "c1", "77001")
    assert found is not None
    assert found.order is not None
    assert found.order["kind"] == "repair"
    talks = found.story.filter(pl.col("kind") == "contact")["contact_id"].to_list()
    assert talks[0] == "c1"
    assert len(talks) == 1 + blind.FOLLOWING_CONTACTS
    own = blind.blind_unit(store, LEAD, "validate_service", "service_order", "77001", "c1", "77001")
    assert own is not None
    assert set(own.talks) == {"c1", "c3", "c5", "c7"}, "of the customer's next contacts only the own team's"
