"""How customers were returned to in a period: which returns count, how long they took, who stayed."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import insert

from data import schema
from data.people import Role, Viewer
from data.records import from_case, parse_time
from data.store import Store
from practices.policy import default_policy
from queries import kpi_facts, kpis, returning, totals
from queries.choice import Choice
from tests.filled import copied, filled
from tests.queries.test_follow_up import MANAGER, NORTH, ZONE, commitment

NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)
WEEK = Choice(date(2026, 9, 7), date(2026, 9, 13))


def request(
    number: int, reason: str | None, outcome: str | None, on: str = "2026-09-08", agent: str = "a1"
) -> dict[str, object]:
    return {
        "cancellation_id": f"x{number}",
        "customer_id": "c1",
        "contact_id": f"k{number}",
        "agent_id": agent,
        "requested_at": f"{on}T10:00",
        "reason": reason,
        "outcome": outcome,
    }


CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
    ],
    "customers": [{"customer_id": "c1", "name": "Lia Reis"}],
    "contacts": [
        {"contact_id": "k1", "customer_id": "c1", "agent_id": "a1", "channel": "phone", "reason": "cancellation"}
        | {"started_at": "2026-09-08T10:00"},
    ],
    "cancellations": [
        request(1, "preço", "retained"),
        request(2, "Preço ", "cancelled"),
        request(3, "preço", None),
        request(4, "mudança", "withdrawn", agent="a2"),
        request(5, "  ", "cancelled"),
        request(6, "preço", "cancelled", on="2026-09-14"),
    ],
}


def given(
    identity: str, made: str, returned: str, state: str, agent: str | None = "a1", **more: object
) -> dict[str, object]:
    row = commitment(identity, agent, made, "2026-09-09T23:59:59", returned_at=parse_time(returned), state=state)
    return {**row, **more}


COMMITMENTS = [
    given("cancellation:x1", "2026-09-08T10:00", "2026-09-08T16:00", "kept", channel="phone"),
    given("cancellation:x2", "2026-09-05T10:00", "2026-09-13T23:30", "late"),
    given("promise:k1:2", "2026-09-06T10:00", "2026-09-07T00:10", "kept"),
    given("promise:k1:3", "2026-09-08T10:00", "2026-09-10T12:00", "late", agent="a2"),
    given("promise:k1:4", "2026-09-13T10:00", "2026-09-14T00:00", "kept"),  # on Monday, local time
    given("promise:k1:5", "2026-09-06T10:00", "2026-09-06T23:59", "kept"),  # on the Sunday before
    commitment("overdue_os:OS-1", "a1", "2026-09-08T10:00", "2026-09-09T10:00"),  # nobody returned
]


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    store = filled(copied(empty_file, tmp_path), from_case(CASE))
    with store.write() as connection:
        connection.execute(insert(schema.commitments), COMMITMENTS)
    return store


def returned(store: Store, viewer: Viewer = MANAGER, choice: Choice = WEEK) -> pl.DataFrame:
    found = returning.returned(store, viewer, choice, totals.agents(store), ZONE)
    assert found.schema == returning.RETURNED_SCHEMA
    return found


def asked(store: Store, viewer: Viewer = MANAGER, choice: Choice = WEEK) -> pl.DataFrame:
    found = returning.asked_to_cancel(store, viewer, choice, totals.agents(store), ZONE)
    assert found.schema == returning.ASKED_SCHEMA
    return found


def test_the_returns_of_the_local_days_of_the_period_the_latest_first(store: Store) -> None:
    assert returned(store).select("commitment_id", "state", "length").rows() == [
        ("cancellation:x2", "late", "8+"),
        ("promise:k1:3", "late", "2-3"),
        ("cancellation:x1", "kept", "same_day"),
        ("promise:k1:2", "kept", "1"),
    ]
    first = returned(store).row(2, named=True)
    assert (first["customer"], first["agent"], first["seconds"]) == ("Lia Reis", "Ana Paz", 6 * 3600.0)


def test_how_long_it_took_by_kind_and_length(store: Store) -> None:
    rows = returned(store)
    assert returning.times(rows).rows() == [
        ("cancellation", 2, (6 * 3600 + (8 * 24 + 13.5) * 3600) / 2),
        ("promise", 2, (14 * 3600 + 600 + 50 * 3600) / 2),
        ("overdue_os", 0, None),
    ]
    assert returning.by_length(rows, "cancellation").rows() == [
        ("same_day", 0, 1),
        ("1", 0, 0),
        ("2-3", 0, 0),
        ("4-7", 0, 0),
        ("8+", 1, 0),
    ]
    assert returning.by_length(rows, "overdue_os")["late"].sum() == 0


def test_a_viewer_counts_what_the_own_teams_are_judged_by(store: Store) -> None:
    assert returned(store, NORTH).height == 3
    step = {"commitment_id": "promise:k1:2", "customer_key": "c1", "kind": "hand_over", "at": NOW, "text": "x"}
    step |= {"to_agent_id": "a2", "registered_by": "gil", "registered_at": NOW}
    with store.write() as connection:
        connection.execute(insert(schema.follow_up_steps).values(**step))
    assert returned(store, NORTH).height == 3, "whoever it was handed over to"
    south = Viewer("saul", "Saul", Role.TEAM_LEAD, ("Sul",))
    assert returned(store, south)["commitment_id"].to_list() == ["promise:k1:3"]
    assert asked(store, south)["commitment_id"].to_list() == ["cancellation:x4"]
    assert returned(store, Viewer("n", "N", Role.SUPERVISOR, ())).is_empty()


@pytest.mark.parametrize(
    ("chosen", "left"), [({"team": "Sul"}, 1), ({"channel": "phone"}, 1), ({"reason": "other"}, 0)]
)
def test_team_channel_and_reason_restrict_them(store: Store, chosen: dict[str, str], left: int) -> None:
    assert returned(store, MANAGER, Choice(WEEK.from_day, WEEK.to_day, **chosen)).height == left
    assert asked(store, MANAGER, Choice(WEEK.from_day, WEEK.to_day, **chosen)).height == left


@pytest.mark.parametrize(("said", "state"), [("met", ["kept"]), ("missed", ["late"]), ("inapplicable", [])])
def test_what_a_person_said_counts(store: Store, said: str, state: list[str]) -> None:
    row = {"unit": "commitment", "unit_id": "promise:k1:3", "practice": "no_return", "verdict": said}
    row |= {"rule_verdict": "insufficient", "customer_key": "c1", "reason": "x", "policy_version": "1"}
    with store.write() as connection:
        connection.execute(insert(schema.verdicts).values(**row, at=NOW, day=NOW.date(), rule_version="1"))
    found = returned(store).filter(pl.col("commitment_id") == "promise:k1:3")
    assert found["state"].to_list() == state


def test_who_stayed_by_the_reason_given_however_it_is_spelt(store: Store) -> None:
    rows = returning.by_reason(asked(store))
    assert rows.schema == returning.REASON_SCHEMA
    counted = rows.select("key", "requests", "retained", "cancelled", "withdrawn", "open", "n", "rate").rows()
    assert counted == [
        ("preço", 3, 1, 1, 0, 1, 2, 0.5),
        ("mudança", 1, 0, 0, 1, 0, 0, None),
        (None, 1, 0, 1, 0, 0, 1, 0.0),
    ]
    assert rows.row(0, named=True)["low"] == pytest.approx(0.0945, abs=1e-4), "Wilson, 1 of 2"
    assert rows.row(1, named=True)["low"] is None


def test_rare_reasons_are_counted_together(store: Store) -> None:
    many = pl.DataFrame(
        [{"reason": f"r{n}", "outcome": "retained"} for n in range(12)] + [{"reason": "r3", "outcome": "open"}]
    ).select(
        *(
            pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in returning.ASKED_SCHEMA.items()
            if name not in ("reason", "outcome")
        ),
        "reason",
        "outcome",
    )
    rows = returning.by_reason(many)
    assert rows.height == returning.MOST_REASONS + 1
    assert rows.row(0, named=True)["key"] == "r3"
    last = rows.row(-1, named=True)
    assert (last["key"], last["reasons"], last["requests"]) == (returning.OTHERS, 4, 4)
    assert returning.with_key(many).filter(pl.col("key") == returning.OTHERS).height == 4


def test_nobody_asked(store: Store) -> None:
    empty = Choice(date(2020, 1, 6), date(2020, 1, 12))
    assert returning.by_reason(asked(store, MANAGER, empty)).schema == returning.REASON_SCHEMA
    assert returning.times(returned(store, MANAGER, empty))["n"].to_list() == [0, 0, 0]


def test_retention_is_the_indicators(store: Store) -> None:
    """The same requests, the same decided ones, the same who stayed as on the managers' screen."""
    facts = kpi_facts.read_facts(store, totals.agents(store), default_policy(), NOW)
    for viewer in (MANAGER, NORTH):
        shown = kpis.in_period(kpi_facts.visible(facts, viewer, WEEK), WEEK)
        rows = returning.by_reason(asked(store, viewer))
        kept = shown.row(by_predicate=pl.col("kpi") == "retention", named=True)
        requests = shown.row(by_predicate=pl.col("kpi") == "cancellation_requests", named=True)
        assert (kept["n"], requests["value"]) == (rows["n"].sum(), rows["requests"].sum())
        assert kept["value"] == pytest.approx(rows["retained"].sum() / rows["n"].sum())
