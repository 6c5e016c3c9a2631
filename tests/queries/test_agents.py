import polars as pl
import pytest

from practices import PRACTICES
from practices.policy import default_policy
from queries.agents import (
    BESIDE_TEAM_SCHEMA,
    SCORE_SCHEMA,
    TREND_SCHEMA,
    beside_team,
    nearest,
    overview,
    scorecard,
    strengths,
    to_work_on,
    trend,
)
from queries.compliance import Standing

POLICY = default_policy()
P, OTHER, THIRD = "use_name", "unchecked_scheduling", "validate_service"


def card_of(rows, viewer, choice, agent_id="a1"):
    return scorecard(rows, viewer, choice, agent_id, POLICY)


def test_scorecard_compares_with_the_colleagues_of_the_team_alone(totals_of, week, manager):
    rows = totals_of((0, P, "a1", 20, 20), (0, P, "a2", 50, 10), (0, P, "a3", 40, 0), (0, P, "b1", 0, 500))
    card = card_of(rows, manager, week)
    assert dict(card.schema) == SCORE_SCHEMA
    assert card.height == len(PRACTICES)
    row = card.row(by_predicate=pl.col("practice") == P, named=True)
    assert (row["team_n"], row["team_rate"]) == (100, 0.9)
    assert row["gap"] == pytest.approx(-0.4)
    assert row["gap_low"] < -0.4 < row["gap_high"] < 0
    assert row["weight"] == pytest.approx(-16)
    assert row["standing"] == Standing.BELOW


def test_everybodys_scorecards_at_once_are_those_of_each(totals_of, week, manager, lead_north):
    rows = totals_of(
        (0, P, "a1", 20, 20),
        (0, P, "a2", 50, 10),
        (0, OTHER, "a1", 30, 5),
        (0, OTHER, "b1", 30, 30),
        (0, P, "b1", 60, 0),
        (0, P, "b2", 30, 30),
        (0, THIRD, "a2", 3, 1),
        (0, P, "x", 10, 30),
        (1, P, "a1", 0, 500),
        (0, P, "", 0, 500),
    )
    found = beside_team(rows, manager, week, POLICY)
    assert dict(found.schema) == BESIDE_TEAM_SCHEMA
    assert found["agent_id"].unique().sort().to_list() == ["a1", "a2", "b1", "b2", "x"]
    for (agent_id,), cards in found.group_by("agent_id"):
        alone = card_of(rows, manager, week, agent_id).filter(pl.col("n") > 0).sort("practice")
        assert cards.sort("practice").select(SCORE_SCHEMA.keys()).equals(alone)
    assert beside_team(rows, lead_north, week, POLICY)["agent_id"].unique().sort().to_list() == ["a1", "a2"]
    assert beside_team(rows.clear(), manager, week, POLICY).is_empty()


def test_what_comes_nearest_is_unclear_and_rests_on_cases_enough(totals_of, week, manager):
    rows = totals_of(
        (0, P, "a1", 27, 8),
        (0, P, "a2", 90, 10),
        (0, OTHER, "a1", 24, 2),
        (0, OTHER, "a2", 90, 10),
        (0, THIRD, "a1", 1, 8),
        (0, THIRD, "a2", 90, 10),
    )
    card = card_of(rows, manager, week)
    assert nearest(card, Standing.BELOW)["practice"].to_list() == [P]  # THIRD has the larger gap, of nine cases
    assert nearest(card, Standing.ABOVE)["practice"].to_list() == [OTHER]
    clearly = card.with_columns(standing=pl.lit(Standing.BELOW.value))
    assert nearest(clearly, Standing.BELOW).is_empty()


def test_few_cases_and_chance_are_no_difference(totals_of, week, manager):
    rows = totals_of((0, P, "a1", 0, 9), (0, P, "a2", 90, 10), (0, OTHER, "a1", 25, 5), (0, OTHER, "a2", 90, 10))
    standings = dict(card_of(rows, manager, week).select("practice", "standing").iter_rows())
    assert standings[P] == Standing.FEW
    assert standings[OTHER] == Standing.UNCLEAR


def test_what_weighs_most_comes_first_and_only_signals_are_named(totals_of, week, manager):
    rows = totals_of(
        (0, P, "a1", 100, 100),
        (0, P, "a2", 160, 40),
        (0, OTHER, "a1", 10, 30),
        (0, OTHER, "a2", 170, 30),
        (0, THIRD, "a1", 60, 0),
        (0, THIRD, "a2", 70, 30),
    )
    card = card_of(rows, manager, week)
    assert to_work_on(card)["practice"].to_list() == [
        P,
        OTHER,
    ]  # 60 cases weigh more than 24, though the gap is smaller
    assert strengths(card)["practice"].to_list() == [THIRD]


def test_overview_compares_at_the_agents_own_mixture(totals_of, week, manager):
    rows = totals_of((0, P, "a1", 90, 10), (0, P, "a2", 9, 1), (0, OTHER, "a1", 5, 5), (0, OTHER, "a2", 500, 500))
    line = overview(card_of(rows, manager, week))
    assert (line.met, line.n) == (95, 110)
    assert line.team_rate == pytest.approx((100 * 0.9 + 10 * 0.5) / 110)  # not 509 / 1010
    nothing = overview(card_of(rows.clear(), manager, week))
    assert (nothing.n, nothing.rate, nothing.team_rate) == (0, None, None)


def test_an_agent_out_of_scope_has_no_numbers(totals_of, week, lead_north):
    rows = totals_of((0, P, "b1", 90, 10), (0, P, "b2", 90, 10), (0, P, "a1", 50, 0))
    card = card_of(rows, lead_north, week, "b1")
    assert card["n"].sum() == 0
    assert overview(card).rate is None
    assert trend(rows, lead_north, week, "b1", POLICY)[0].is_empty()


def test_trend_has_the_agents_own_limits_and_the_colleagues_line(totals_of, week, manager):
    rows = totals_of(
        *((ago, P, "a1", 34, 6) for ago in range(1, 20)),
        (0, P, "a1", 10, 30),
        *((ago, P, "a2", 8, 2) for ago in range(20)),
    )
    weeks, signal = trend(rows, manager, week, "a1", POLICY)
    assert dict(weeks.schema) == TREND_SCHEMA
    assert weeks.height == 12
    assert signal == "below"
    assert weeks["team_rate"].unique().to_list() == [0.8]
    assert weeks["rate"].to_list()[-1] == 0.25
    assert weeks["normal_low"].to_list()[-1] > 0.25
