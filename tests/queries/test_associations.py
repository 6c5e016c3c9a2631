"""Which practices go with an outcome: counted on contacts, checked against the literature, and silent on few."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import insert

from data import schema
from data.people import Role, Viewer
from data.records import from_case
from data.store import Store
from practices.policy import default_policy
from queries import associations as models
from queries import kpi_facts, totals
from queries.choice import Choice
from queries.statistics import benjamini_hochberg, fisher_p_value
from tests.filled import copied, filled

POLICY = default_policy()
AS_OF = datetime(2026, 9, 30, 12, tzinfo=UTC)
AUGUST = Choice(date(2026, 8, 1), date(2026, 8, 31))
MANAGER = Viewer("m", "M", Role.MANAGER)
NORTH = Viewer("n", "N", Role.TEAM_LEAD, ("Norte",))
NOBODY = Viewer("x", "X", Role.TEAM_LEAD, ("Oeste",))


def counts(*rows: tuple[str, str, int, int, int, int]) -> pl.DataFrame:
    names = ("outcome", "practice", "met_good", "met_n", "missed_good", "missed_n")
    return pl.DataFrame(rows, schema=names, orient="row")


def one(table: pl.DataFrame, outcome: str, practice: str) -> dict[str, object]:
    return table.row(by_predicate=(pl.col("outcome") == outcome) & (pl.col("practice") == practice), named=True)


def test_a_difference_has_the_published_interval() -> None:
    """Newcombe 1998 (difference), table II, case (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339."""
    found = one(
        models.compared(counts(("satisfaction", "use_name", 56, 70, 48, 80)), ["use_name"], POLICY),
        "satisfaction",
        "use_name",
    )
    assert found["difference"] == pytest.approx(0.2)
    assert found["low"] == pytest.approx(0.0524, abs=5e-5)
    assert found["high"] == pytest.approx(0.3339, abs=5e-5)
    assert found["p_value"] == pytest.approx(fisher_p_value(56, 70, 48, 80))
    assert found["standing"] == "above"


def test_the_direction_is_met_less_missed() -> None:
    found = one(
        models.compared(counts(("satisfaction", "use_name", 48, 80, 56, 70)), ["use_name"], POLICY),
        "satisfaction",
        "use_name",
    )
    assert found["difference"] == pytest.approx(-0.2)
    assert found["standing"] == "below"


@pytest.mark.parametrize(
    ("row", "standing", "figure"),
    [
        ((9, 9, 0, 300), "few", False),
        ((300, 300, 0, 9), "few", False),
        ((10, 10, 0, 300), "unclear", True),
        ((29, 29, 0, 300), "unclear", True),
        ((30, 30, 0, 30), "above", True),
        ((50, 100, 49, 100), "unclear", True),
    ],
)
def test_few_contacts_have_no_figure_and_some_no_colour(
    row: tuple[int, int, int, int], standing: str, figure: bool
) -> None:
    found = one(
        models.compared(counts(("satisfaction", "use_name", *row)), ["use_name"], POLICY), "satisfaction", "use_name"
    )
    assert found["standing"] == standing
    assert all((found[name] is not None) is figure for name in ("difference", "low", "high", "p_value"))


def test_the_control_counts_everything_that_is_shown() -> None:
    """56/70 against 48/80 is p = 0.013 alone; beside nineteen rows of pure chance it is no discovery any more."""
    practices = list(models.CONTACT_PRACTICES)[:7]
    chance = [(outcome, practice, 50, 100, 50, 100) for outcome in models.OUTCOMES for practice in practices]
    rows = [row for row in chance if row[:2] not in models.AFTER_THE_OUTCOME]
    place = next(index for index, row in enumerate(rows) if row[:2] == ("satisfaction", practices[0]))
    rows[place] = ("satisfaction", practices[0], 56, 70, 48, 80)
    found = models.compared(counts(*rows), practices, POLICY)
    adjusted = benjamini_hochberg([fisher_p_value(56, 70, 48, 80), *[1.0] * (len(rows) - 1)])[0]
    assert fisher_p_value(56, 70, 48, 80) < 0.05 < adjusted
    row = one(found, "satisfaction", practices[0])
    assert row["p_value"] == pytest.approx(adjusted)
    assert row["standing"] == "unclear"


def test_many_contacts_are_tested_at_once_and_alike() -> None:
    exact, score = fisher_p_value(1500, 2000, 1420, 2000), models._p_value(1501, 2001, 1420, 2000)
    assert score == pytest.approx(exact, rel=0.15)


def test_what_applies_only_after_the_outcome_is_left_out() -> None:
    found = models.compared(counts(("retention", "transparency", 50, 50, 0, 50)), ["transparency", "use_name"], POLICY)
    pairs = set(found.select("outcome", "practice").rows())
    assert ("retention", "transparency") not in pairs
    assert ("satisfaction", "transparency") in pairs


# -- from records -------------------------------------------------------------------------------------------------

VERDICTS = {"k1": "met", "k2": "missed", "k3": "met", "k4": "pending", "k5": "missed"}
GRADES = {"k1": 5, "k2": 2, "k3": None, "k4": 5, "k5": 4}
AGENTS = {"k1": "a1", "k2": "a1", "k3": "a1", "k4": "a1", "k5": "a2"}


def case() -> dict[str, list[dict[str, object]]]:
    begun = datetime(2026, 8, 3, 12, tzinfo=UTC)
    return {
        "agents": [
            {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
            {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
        ],
        "customers": [{"customer_id": f"c{number}", "name": "Lia"} for number in range(1, 6)],
        "contacts": [
            {"contact_id": one, "customer_id": f"c{one[1:]}", "agent_id": AGENTS[one], "channel": "whatsapp"}
            | {"direction": "inbound", "reason": "cancellation", "csat": GRADES[one]}
            | {"started_at": (begun + timedelta(days=int(one[1:]))).isoformat()}
            for one in VERDICTS
        ],
        "cancellations": [
            {
                "cancellation_id": f"x{place}",
                "customer_id": f"c{contact[1:]}",
                "contact_id": contact,
                "outcome": outcome,
            }
            | {"agent_id": AGENTS[contact], "requested_at": (begun + timedelta(days=int(contact[1:]))).isoformat()}
            for place, (contact, outcome) in enumerate(
                [("k1", "retained"), ("k2", "cancelled"), ("k3", "open"), ("k5", "retained"), ("k5", "cancelled")]
            )
        ],
    }


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    filled_store = filled(copied(empty_file, tmp_path), from_case(case()))
    with filled_store.write() as connection:
        for contact, verdict in VERDICTS.items():
            at = datetime(2026, 8, 3 + int(contact[1:]), 12, tzinfo=UTC)
            row = {"customer_key": f"c{contact[1:]}", "unit": "contact", "unit_id": contact, "practice": "use_name"}
            row |= {"verdict": verdict, "agent_id": AGENTS[contact], "contact_id": contact, "at": at, "day": at.date()}
            row |= {"evidence": "", "reason": "x", "policy_version": "1", "rule_version": "1"}
            connection.execute(insert(schema.verdicts).values(row))
    return filled_store


def counted(store: Store, viewer: Viewer, choice: Choice = AUGUST) -> dict[str, tuple[int, int, int, int]]:
    agents = totals.agents(store)
    facts = kpi_facts.visible(kpi_facts.read_facts(store, agents, POLICY, AS_OF), viewer, choice)
    table = models.associations(store, viewer, choice, facts, agents, ["use_name"], POLICY)
    return {row[0]: row[1:] for row in table.select("outcome", "met_good", "met_n", "missed_good", "missed_n").rows()}


def test_a_contact_counts_with_its_verdict_and_its_own_outcome(store: Store) -> None:
    found = counted(store, MANAGER)
    assert found["satisfaction"] == (1, 1, 1, 2), "k3 has no grade, k4 no verdict yet"
    assert found["retention"] == (1, 1, 0, 2), "of k5's two requests one was lost"
    assert found["first_contact"] == (2, 2, 2, 2)


def test_only_the_viewers_teams_and_the_chosen_period_count(store: Store) -> None:
    assert counted(store, NORTH)["satisfaction"] == (1, 1, 0, 1)
    assert counted(store, NOBODY)["satisfaction"] == (0, 0, 0, 0), "a team without agents"
    assert counted(store, MANAGER, Choice(date(2026, 8, 4), date(2026, 8, 4)))["satisfaction"] == (1, 1, 0, 0)
    assert counted(store, MANAGER, Choice(date(2020, 1, 1), date(2020, 1, 31)))["satisfaction"] == (0, 0, 0, 0)


def test_verdicts_of_other_teams_are_not_even_read(store: Store) -> None:
    agents = totals.agents(store)
    for viewer, choice, expected in (
        (MANAGER, AUGUST, ["k1", "k2", "k3", "k5"]),
        (MANAGER, replace(AUGUST, team="Sul"), ["k5"]),
        (NORTH, AUGUST, ["k1", "k2", "k3"]),
        (NOBODY, AUGUST, []),
    ):
        read = models.contact_verdicts(store, viewer, choice, agents, ["use_name"])
        assert read["contact_id"].sort().to_list() == expected


def test_the_contacts_behind_are_those_that_were_counted(store: Store) -> None:
    agents = totals.agents(store)
    for viewer, expected in ((MANAGER, [("k5", 1.0), ("k2", 0.0)]), (NORTH, [("k2", 0.0)])):
        facts = kpi_facts.visible(kpi_facts.read_facts(store, agents, POLICY, AS_OF), viewer, AUGUST)
        behind = models.contacts_behind(store, viewer, AUGUST, facts, agents, "satisfaction", "use_name", "missed")
        assert behind.select("contact_id", "counted").rows() == expected
