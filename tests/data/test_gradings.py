"""Random samples to grade blind: drawn by a seed, within the viewer's scope, from what was judged and what was not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert, select, update

from data import schema
from data.decisions import Draw, NothingToDraw, SampleFinished, draw_sample, grade_unit
from data.decisions.gradings import UNIT_SCHEMA, drawn
from data.people import Role, Viewer
from data.store import Store

MANAGER = Viewer("marta", "Marta Reis", Role.MANAGER)
OTHER_MANAGER = Viewer("gil", "Gil", Role.MANAGER)
LEAD = Viewer("nilo", "Nilo Paz", Role.TEAM_LEAD, ("Norte",))
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)
TEAMS = {"a1": "Norte", "a2": "Norte", "b1": "Sul"}


def contact(number: int, agent_id: str) -> dict[str, Any]:
    imported = {"source": "t", "external_id": f"c{number}", "import_id": 1}
    return {**imported, "contact_id": f"c{number}", "agent_id": agent_id, "started_at": AT}


def verdict(number: int, agent_id: str, value: str, rule: str | None = None) -> dict[str, Any]:
    return {
        "customer_key": "k",
        "unit": "contact",
        "unit_id": f"c{number}",
        "practice": "composure",
        "verdict": value,
        "rule_verdict": rule,
        "agent_id": agent_id,
        "contact_id": f"c{number}",
        "at": AT,
        "day": AT.date(),
        "reason": value,
        "policy_version": "1",
        "rule_version": "1",
    }


@pytest.fixture
def graded(store: Store) -> Store:
    """60 contacts: 33 judged, 9 pending, 18 without a verdict; three agents in turn."""
    agents = [
        {"source": "t", "external_id": one, "import_id": 1, "agent_id": one, "name": one, "team": team}
        for one, team in TEAMS.items()
    ]
    who = [list(TEAMS)[number % 3] for number in range(60)]
    values = {0: "met", 1: "missed", 2: "met", 3: "pending"}
    verdicts = [verdict(n, who[n], values[n // 3 % 6]) for n in range(60) if n // 3 % 6 in values]
    with store.write() as connection:
        connection.execute(insert(schema.agents), agents)
        connection.execute(insert(schema.contacts), [contact(n, who[n]) for n in range(60)])
        connection.execute(insert(schema.verdicts), verdicts)
    return store


def draw(size: int = 20, seed: int = 7, **others: Any) -> Draw:
    about = {"practice": "composure", "unit": "contact", "time_zone": "America/Sao_Paulo"}
    days = {"from_day": date(2026, 11, 9), "to_day": date(2026, 11, 15)}
    return Draw(**{**about, **days, "size": size, "seed": seed, **others})


def units(store: Store, sample_id: int) -> pl.DataFrame:
    table = schema.grading_sample_units.c
    wanted = {"unit_id": pl.String(), "agent_id": pl.String(), "judged": pl.Boolean()}
    statement = select(*(table[name] for name in wanted)).where(table.sample_id == sample_id).order_by(table.position)
    return store.read(statement, wanted)


def sample(store: Store, sample_id: int) -> Any:
    with store.engine.connect() as connection:
        table = schema.grading_samples
        return connection.execute(select(table).where(table.c.id == sample_id)).one()


def said(store: Store) -> list[tuple[str, str, str]]:
    table = schema.gradings.c
    with store.engine.connect() as connection:
        rows = connection.execute(select(table.unit_id, table.verdict, table.remark).order_by(table.id))
        return [tuple(row) for row in rows]


def test_the_same_seed_draws_the_same_units_again(graded: Store) -> None:
    first = units(graded, draw_sample(graded, MANAGER, draw()))
    again = units(graded, draw_sample(graded, OTHER_MANAGER, draw()))
    other = units(graded, draw_sample(graded, MANAGER, draw(seed=8)))
    assert first.equals(again)
    assert set(first["unit_id"]) != set(other["unit_id"])


def test_rows_in_another_order_change_nothing() -> None:
    def some(prefix: str) -> pl.DataFrame:
        rows = [("contact", f"{prefix}{n}", f"{prefix}{n}", None, "a1") for n in range(40)]
        return pl.DataFrame(rows, schema=UNIT_SCHEMA, orient="row")

    here = drawn(some("c"), some("u"), 20, 3)
    assert here.equals(drawn(some("c").reverse(), some("u").sample(fraction=1, shuffle=True), 20, 3))
    assert not here["judged"].is_sorted(descending=True), "the order does not give away what the rule judged"


def test_every_unit_is_drawn_as_often_as_any_other() -> None:
    rows = [("contact", f"c{n}", f"c{n}", None, "a1") for n in range(20)]
    judged = pl.DataFrame(rows, schema=UNIT_SCHEMA, orient="row")
    counts = dict.fromkeys(judged["unit_id"], 0)
    for seed in range(2000):
        for one in drawn(judged, judged.clear(), 5, seed)["unit_id"]:
            counts[one] += 1
    expected = 2000 * 5 / 20
    chi_square = sum((count - expected) ** 2 / (expected * 0.75) for count in counts.values())
    assert chi_square < 43.8, "what chance exceeds once in a thousand, with 19 degrees of freedom"


def test_four_fifths_were_judged_and_both_populations_are_on_record(graded: Store) -> None:
    number = draw_sample(graded, MANAGER, draw())
    assert units(graded, number)["judged"].sum() == 16
    row = sample(graded, number)
    assert (row.units, row.judged_in_all, row.unjudged_in_all, row.seed) == (20, 33, 18, 7)
    assert (row.drawn_by, row.practice) == ("marta", "composure")


def test_without_unjudged_units_all_come_from_the_judged(graded: Store) -> None:
    with graded.write() as connection:
        without = select(schema.verdicts.c.unit_id)
        connection.execute(schema.contacts.delete().where(schema.contacts.c.contact_id.not_in(without)))
    drawn_units = units(graded, draw_sample(graded, MANAGER, draw()))
    assert (drawn_units.height, drawn_units["judged"].all()) == (20, True)


def test_the_rules_word_says_what_was_judged_not_the_persons(graded: Store) -> None:
    table = schema.verdicts
    with graded.write() as connection:
        judged = table.c.verdict.in_(["met", "missed"])
        connection.execute(update(table).where(judged).values(verdict="inapplicable", rule_verdict="met"))
    assert sample(graded, draw_sample(graded, MANAGER, draw())).judged_in_all == 33


def test_nobody_draws_from_another_team(graded: Store) -> None:
    own = units(graded, draw_sample(graded, LEAD, draw(size=200)))
    assert set(own["agent_id"]) == {"a1", "a2"}
    with pytest.raises(NothingToDraw):
        draw_sample(graded, LEAD, draw(team="Sul"))
    with pytest.raises(NothingToDraw):
        draw_sample(graded, LEAD, draw(agent_id="b1"))


def test_a_sample_of_a_team_an_agent_or_other_days(graded: Store) -> None:
    assert set(units(graded, draw_sample(graded, MANAGER, draw(team="Sul")))["agent_id"]) == {"b1"}
    assert set(units(graded, draw_sample(graded, MANAGER, draw(agent_id="a2")))["agent_id"]) == {"a2"}
    with pytest.raises(NothingToDraw):
        draw_sample(graded, MANAGER, draw(from_day=date(2026, 11, 11)))


def test_what_the_grader_has_graded_is_not_drawn_again(graded: Store) -> None:
    first = draw_sample(graded, MANAGER, draw())
    for one in units(graded, first)["unit_id"]:
        grade_unit(graded, MANAGER, first, one, "met")
    second = units(graded, draw_sample(graded, MANAGER, draw(size=200)))
    assert not set(units(graded, first)["unit_id"]) & set(second["unit_id"])
    assert units(graded, draw_sample(graded, OTHER_MANAGER, draw())).equals(units(graded, first))


@pytest.mark.parametrize(("size", "seed"), [(0, 1), (201, 1), (5, -1), (5, 2**31)])
def test_size_and_seed_have_bounds(graded: Store, size: int, seed: int) -> None:
    with pytest.raises(ValueError, match=r"a (sample|seed)"):
        draw_sample(graded, MANAGER, draw(size=size, seed=seed))


def test_a_grading_is_kept_may_be_changed_and_is_final_at_the_end(graded: Store) -> None:
    number = draw_sample(graded, MANAGER, draw(size=2))
    first, second = units(graded, number)["unit_id"]
    for _ in range(2):
        grade_unit(graded, MANAGER, number, first, "missed", " rude ", ["message:c1:2", "message:c1:2"])
    grade_unit(graded, MANAGER, number, first, "inapplicable")
    assert said(graded) == [(first, "inapplicable", "")]
    grade_unit(graded, MANAGER, number, second, "met")
    grade_unit(graded, MANAGER, number, second, "met")
    with pytest.raises(SampleFinished):
        grade_unit(graded, MANAGER, number, first, "met")
    grade_unit(graded, OTHER_MANAGER, number, first, "met")
    assert [verdict for _, verdict, _ in said(graded)] == ["inapplicable", "met", "met"]


def test_nobody_grades_what_they_may_not_see_or_what_is_not_there(graded: Store) -> None:
    number = draw_sample(graded, MANAGER, draw(team="Sul", size=3))
    of_others = units(graded, number)["unit_id"][0]
    with pytest.raises(PermissionError):
        grade_unit(graded, LEAD, number, of_others, "met")
    with pytest.raises(LookupError):
        grade_unit(graded, MANAGER, number, "c999", "met")
    with pytest.raises(ValueError, match="a grader may say"):
        grade_unit(graded, MANAGER, number, of_others, "pending")
    assert said(graded) == []


def test_a_lead_is_done_when_the_own_part_of_a_sample_is(graded: Store) -> None:
    number = draw_sample(graded, MANAGER, draw(size=30))
    own = units(graded, number).filter(pl.col("agent_id") != "b1")["unit_id"]
    for one in own:
        grade_unit(graded, LEAD, number, one, "met")
    with pytest.raises(SampleFinished):
        grade_unit(graded, LEAD, number, own[0], "missed")


def test_drawing_and_grading_are_logged_and_seen_by_caches(graded: Store) -> None:
    states = [graded.facts().get("trust")]
    number = draw_sample(graded, MANAGER, draw(size=1))
    states.append(graded.facts()["trust"])
    grade_unit(graded, MANAGER, number, units(graded, number)["unit_id"][0], "met")
    states.append(graded.facts()["trust"])
    assert len(set(states)) == 3
    with graded.engine.connect() as connection:
        log = list(connection.scalars(select(schema.access_log.c.action).order_by(schema.access_log.c.id)))
    assert log == ["sample_drawn", "unit_graded"]
    assert "trust" not in graded.state()
