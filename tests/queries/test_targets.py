"""The target that holds: the latest that was set, from its month on, the team's own before the house's."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import insert

from data import schema
from data.decisions.targets import MEASURES, SHARES
from data.people import Role, Viewer, add_user
from data.store import Store
from practices.policy import default_policy
from queries import backlog, kpis, targets
from queries.choice import Choice
from tests.filled import copied

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (9, 10, 11, 12))
MANAGER = Viewer("m", "M", Role.MANAGER)
SUPERVISOR = Viewer("s", "S", Role.SUPERVISOR, ("Norte", "Sul"))
LEAD = Viewer("n", "N", Role.TEAM_LEAD, ("Norte",))


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    return copied(empty_file, tmp_path)


def put(store: Store, *rows: tuple[str, str | None, date, float | None]) -> pl.DataFrame:
    with store.write() as connection:
        for measure, team, month, value in rows:
            row = {"measure": measure, "team": team, "from_month": month, "value": value}
            connection.execute(insert(schema.targets).values(**row, set_by="marta", set_at=NOW))
    return targets.read_targets(store)


def held(rows: pl.DataFrame, team: str | None, *months: date) -> list[tuple[date, float, bool]]:
    return targets.holding(rows, team, months).select("month", "target", "own").rows()


def test_a_target_holds_from_its_month_until_the_next(store: Store) -> None:
    rows = put(store, ("retention", None, OCTOBER, 0.5), ("retention", None, DECEMBER, 0.6))
    assert held(rows, None, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER) == [
        (OCTOBER, 0.5, True),
        (NOVEMBER, 0.5, True),
        (DECEMBER, 0.6, True),
    ]


def test_of_one_month_the_latest_that_was_set_counts(store: Store) -> None:
    rows = put(store, ("retention", None, NOVEMBER, 0.5), ("retention", None, NOVEMBER, 0.7))
    assert held(rows, None, NOVEMBER) == [(NOVEMBER, 0.7, True)]


def test_an_earlier_month_set_later_leaves_the_later_month_alone(store: Store) -> None:
    rows = put(store, ("retention", None, NOVEMBER, 0.5), ("retention", None, OCTOBER, 0.7))
    assert held(rows, None, OCTOBER, NOVEMBER) == [(OCTOBER, 0.7, True), (NOVEMBER, 0.5, True)]


def test_an_indicator_stands_beside_the_target_of_its_month_and_a_mean_beside_none() -> None:
    shown = pl.DataFrame(
        [("retention", 100, 0.5, 0.7), ("satisfaction", 100, 0.5, 0.7), ("queue_time", 100, None, None)],
        schema={"kpi": pl.String, "n": pl.Int64, "low": pl.Float64, "high": pl.Float64},
        orient="row",
    )
    rows = [("retention", OCTOBER, 0.4, True), ("retention", NOVEMBER, 0.75, True), ("queue_time", NOVEMBER, 90, True)]
    told = targets.beside(
        shown, pl.DataFrame(rows, schema=targets.HOLDING_SCHEMA, orient="row"), NOVEMBER, default_policy()
    )
    assert told.select("kpi", "target", "standing").rows() == [
        ("retention", 0.75, "below"),
        ("satisfaction", None, None),
        ("queue_time", 90, None),
    ]


def test_a_team_has_its_own_or_the_houses(store: Store) -> None:
    rows = put(store, ("retention", None, OCTOBER, 0.5), ("retention", "Norte", NOVEMBER, 0.7))
    assert held(rows, "Norte", OCTOBER, NOVEMBER) == [(OCTOBER, 0.5, False), (NOVEMBER, 0.7, True)]
    assert held(rows, "Sul", NOVEMBER) == [(NOVEMBER, 0.5, False)]
    assert held(rows, None, NOVEMBER) == [(NOVEMBER, 0.5, True)]


def test_a_target_that_was_taken_away_holds_no_more(store: Store) -> None:
    rows = put(store, ("retention", None, OCTOBER, 0.5), ("retention", None, NOVEMBER, None))
    assert held(rows, None, OCTOBER, NOVEMBER) == [(OCTOBER, 0.5, True)]
    rows = put(store, ("queue_time", None, OCTOBER, 60), ("queue_time", "Sul", OCTOBER, 30))
    rows = put(store, ("queue_time", "Sul", NOVEMBER, None)).filter(measure="queue_time")
    assert held(rows, "Sul", OCTOBER, NOVEMBER) == [(OCTOBER, 30, True), (NOVEMBER, 60, False)]


def test_a_target_of_zero_is_one(store: Store) -> None:
    assert held(put(store, ("backlog", "Sul", NOVEMBER, 0), ("backlog", None, NOVEMBER, 9)), "Sul", NOVEMBER) == [
        (NOVEMBER, 0, True)
    ]


def test_nobody_sees_the_targets_of_other_teams(store: Store) -> None:
    rows = put(store, *(("retention", team, NOVEMBER, 0.5) for team in (None, "Norte", "Sul", "Centro")))
    assert targets.visible(rows, MANAGER)["team"].to_list() == [None, "Norte", "Sul", "Centro"]
    assert targets.visible(rows, SUPERVISOR)["team"].to_list() == [None, "Norte", "Sul"]
    assert targets.visible(rows, LEAD)["team"].to_list() == [None, "Norte"]


def test_whose_targets_measure_a_screen() -> None:
    all_teams, one = Choice(OCTOBER, NOVEMBER), Choice(OCTOBER, NOVEMBER, team="Sul")
    assert targets.team_of(MANAGER, all_teams) is None
    assert targets.team_of(SUPERVISOR, all_teams) is None
    assert targets.team_of(LEAD, all_teams) == "Norte"
    assert targets.team_of(SUPERVISOR, one) == "Sul"


def test_a_target_names_who_set_it(store: Store) -> None:
    assert put(store, ("total", None, OCTOBER, 0.9))["setter"].to_list() == ["marta"]
    add_user(store, "marta", "Marta Reis", Role.MANAGER, (), "correct horse battery")
    assert targets.read_targets(store)["setter"].to_list() == ["Marta Reis"]


def test_whatever_is_shown_may_have_a_target() -> None:
    shown = {kpis.TOTAL, *kpis.PILLARS, *kpis.BY_ID, backlog.ALL}
    assert set(MEASURES) == shown
    shares = {one.id for one in kpis.INDICATORS if one.kind == "share"}
    assert set(SHARES) == {kpis.TOTAL, *kpis.PILLARS, *shares}
