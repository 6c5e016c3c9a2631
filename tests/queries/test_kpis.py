"""Indicators count what their definition says, by month, for the viewer's teams only."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import update

from data import schema
from data.people import Role, Viewer
from data.records import from_case
from data.store import Store
from practices.policy import default_policy
from queries import backlog, kpi_facts, kpis, totals
from queries.choice import Choice
from tests.filled import copied, filled

AS_OF = datetime(2026, 9, 30, 12, tzinfo=UTC)
MANAGER = Viewer("m", "M", Role.MANAGER)
NORTH = Viewer("n", "N", Role.TEAM_LEAD, ("Norte",))
RECORDS = (date(2026, 8, 3), date(2026, 9, 29))
AUGUST = Choice(date(2026, 8, 1), date(2026, 8, 31))


def contact(number: int, agent: str, at: str, **columns: object) -> dict[str, object]:
    return {
        "contact_id": f"k{number}",
        "customer_id": "c1",
        "agent_id": agent,
        "channel": "whatsapp",
        "direction": "inbound",
        "reason": "support",
        "started_at": at,
        **columns,
    }


CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
    ],
    "customers": [{"customer_id": "c1", "name": "Lia Reis"}],
    "contacts": [
        contact(1, "a1", "2026-08-03T10:00", ended_at="2026-08-03T10:10", queued_seconds=60, csat=5),
        contact(2, "a1", "2026-08-07T10:00", ended_at="2026-08-07T10:20", queued_seconds=120, csat=2),
        contact(3, "a2", "2026-08-20T10:00", ended_at="2026-08-20T10:30", queued_seconds=0),
        contact(4, "a2", "2026-08-21T10:00", reason="billing"),
        contact(5, "a2", "2026-09-29T10:00"),
    ],
    "messages": [
        {"contact_id": "k1", "position": 0, "sender": "customer", "sent_at": "2026-08-03T10:00", "text": "oi"},
        {"contact_id": "k1", "position": 1, "sender": "bot", "sent_at": "2026-08-03T10:00:05", "text": "olá"},
        {"contact_id": "k1", "position": 2, "sender": "agent", "sent_at": "2026-08-03T10:01:30", "text": "bom dia"},
    ],
    "service_orders": [
        {
            "os_id": "o1",
            "customer_id": "c1",
            "contact_id": "k1",
            "agent_id": "a1",
            "kind": "repair",
            "opened_at": "2026-08-03T10:05",
            "scheduled_for": "2026-08-04T08:00",
            "completed_at": "2026-08-04T18:00",
            "closed_at": "2026-08-04T19:00",
        },
        {
            "os_id": "o2",
            "customer_id": "c1",
            "contact_id": "k3",
            "agent_id": "a2",
            "kind": "repair",
            "opened_at": "2026-08-20T10:05",
            "scheduled_for": "2026-08-21T08:00",
        },
    ],
    "cancellations": [
        {
            "cancellation_id": "x1",
            "customer_id": "c1",
            "contact_id": "k3",
            "agent_id": "a2",
            "requested_at": "2026-08-20T10:00",
            "outcome": outcome,
        }
        | {"cancellation_id": f"x-{outcome}"}
        for outcome in ("retained", "cancelled", "withdrawn")
    ],
}


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    return filled(copied(empty_file, tmp_path), from_case(CASE))


def read(store: Store) -> kpi_facts.Facts:
    return kpi_facts.read_facts(store, totals.agents(store), default_policy(), AS_OF)


def values(store: Store, viewer: Viewer, choice: Choice = AUGUST) -> dict[str, tuple[float | None, int]]:
    facts = kpi_facts.visible(read(store), viewer, choice)
    table = kpis.in_period(facts, choice)
    return {kpi: (value, n) for kpi, value, n in table.select("kpi", "value", "n").rows()}


def test_each_indicator_counts_what_it_says(store: Store) -> None:
    found = values(store, MANAGER)
    assert found["contacts"] == (4, 4)
    assert found["handling_time"] == (pytest.approx(1200), 3)
    assert found["queue_time"] == (pytest.approx(60), 3)
    assert found["first_reply"] == (pytest.approx(90), 1)
    assert found["first_contact"] == (pytest.approx(0.75), 4), "only k1 was followed by the same matter within a week"
    assert found["satisfaction"] == (pytest.approx(0.5), 2)
    assert found["satisfaction_answers"] == (pytest.approx(0.5), 4)
    assert found["repeat_visits"] == (pytest.approx(1.0), 1)
    assert found["orders_in_time"] == (pytest.approx(0.5), 2)
    assert found["cancellation_requests"] == (3, 3)
    assert found["retention"] == (pytest.approx(0.5), 2)


def test_a_contact_whose_week_is_not_over_is_not_yet_counted_as_solved(store: Store) -> None:
    assert values(store, MANAGER, Choice(date(2026, 9, 1), date(2026, 9, 30)))["first_contact"] == (None, 0)


def test_a_team_lead_gets_the_own_team_only(store: Store) -> None:
    found = values(store, NORTH)
    assert found["contacts"] == (2, 2)
    assert found["cancellation_requests"] == (0, 0)


def test_months_stand_side_by_side_even_where_one_is_empty(store: Store) -> None:
    months = [date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)]
    table = kpis.by_month(read(store), months, RECORDS).filter(pl.col("kpi") == "contacts")
    assert table["month"].to_list() == months
    assert table["n"].to_list() == [0, 0, 4]


def test_the_backlog_holds_open_orders_by_age(store: Store) -> None:
    bands = dict(backlog.backlog(read(store), date(2026, 8, 22)).rows())
    assert bands == {"0-1": 0, "2-3": 1, "4-7": 0, "8-15": 0, "16+": 0}


def test_months_without_records_are_unknown_and_not_zero(store: Store) -> None:
    months = [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    facts = kpi_facts.visible(read(store), NORTH, AUGUST)
    requests = kpis.by_month(facts, months, RECORDS).filter(pl.col("kpi") == "cancellation_requests")
    assert requests["value"].to_list() == [None, 0, 0, None]
    assert kpis.by_month(facts, months, None)["value"].is_null().all()


def test_a_period_is_compared_only_with_one_that_records_cover(store: Store) -> None:
    facts = read(store)
    late, early = Choice(date(2026, 8, 20), date(2026, 8, 31)), Choice(date(2026, 8, 15), date(2026, 8, 31))
    counted = [
        kpis.in_period_before(facts, one, RECORDS).filter(kpi="contacts")["value"].item() for one in (late, early)
    ]
    assert counted == [0, None]
    assert kpis.in_period_before(facts, late, None)["value"].is_null().all()


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), 6),
        (date(2026, 1, 1), date(2026, 11, 22), 11),
        (date(2023, 11, 23), date(2026, 11, 22), 36),
        (date(2016, 1, 1), date(2026, 11, 22), 36),
    ],
)
def test_a_long_period_has_its_months_up_to_three_years(first: date, last: date, count: int) -> None:
    months = kpis.months_shown(Choice(first, last))
    assert len(months) == count
    assert months[-1] == date(2026, 11, 1)
    assert months == sorted(set(months))


def test_the_backlog_of_a_month_is_what_was_open_at_its_end(store: Store) -> None:
    months = [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    table = backlog.backlog_by_month(read(store), months, date(2026, 9, 5), RECORDS)
    assert table.filter(kpi="backlog")["value"].to_list() == [None, 1, 1, None], "o1 was done on its day, o2 never"
    by_band = table.filter(pl.col("n") > 0, pl.col("kpi") != "backlog").select("kpi", "month").rows()
    assert by_band[:2] == [("backlog:8-15", date(2026, 8, 1)), ("backlog:16+", date(2026, 9, 1))]


def cities(store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(schema.customers).values(city=" Olinda "))
        connection.execute(update(schema.contacts).where(schema.contacts.c.contact_id == "k4").values(customer_id=None))


def test_an_indicator_by_city_keeps_what_is_not_known(store: Store) -> None:
    cities(store)
    facts = read(store)
    assert kpis.by_group(facts, AUGUST, "contacts", "city").select("group", "n").rows() == [("Olinda", 3), (None, 1)]
    assert kpis.by_group(facts, AUGUST, "retention", "city").select("group", "n").rows() == [("Olinda", 2)]
    of_city = kpis.rows_behind(kpis.of_group(facts, "city", "Olinda"), AUGUST, "contacts")
    assert of_city["contact_id"].to_list() == ["k3", "k2", "k1"]
    assert kpis.rows_behind(kpis.of_group(facts, "city", None), AUGUST, "contacts")["contact_id"].to_list() == ["k4"]


def test_who_is_not_known_cannot_have_come_again(store: Store) -> None:
    cities(store)
    assert values(store, MANAGER)["first_contact"] == (pytest.approx(2 / 3), 3)
