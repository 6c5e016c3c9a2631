import polars as pl
import pytest

from practices.intervals import wilson_interval
from practices.policy import default_policy
from queries.choice import Choice
from queries.compliance import (
    MOVEMENT_SCHEMA,
    RATE_SCHEMA,
    WEEK_SCHEMA,
    Signal,
    Standing,
    by_week,
    counted,
    movement,
    standing,
    with_rates,
)

POLICY = default_policy()
P, OTHER = "use_name", "unchecked_scheduling"


def test_rates_coverage_and_nothing_where_there_is_nothing(totals_of):
    rows = pl.concat([totals_of((0, P, "a1", 8, 2), insufficient=10, pending=3), totals_of((0, OTHER, "a1", 0, 0))])
    result = counted(rows, "practice")
    assert list(result.columns) == ["practice", *RATE_SCHEMA]
    named = {row["practice"]: row for row in result.to_dicts()}
    assert named[P]["n"] == 10
    assert named[P]["rate"] == 0.8
    assert named[P]["coverage"] == 0.5
    assert (named[P]["low"], named[P]["high"]) == pytest.approx(wilson_interval(8, 10))
    assert named[OTHER]["rate"] is None
    assert named[OTHER]["coverage"] is None


@pytest.mark.parametrize(
    ("met", "n", "expected"),
    [
        (0, 9, Standing.FEW),
        (0, 10, Standing.UNCLEAR),
        (0, 29, Standing.UNCLEAR),
        (0, 30, Standing.BELOW),
        (23, 30, Standing.UNCLEAR),
        (700, 1000, Standing.BELOW),
        (950, 1000, Standing.ABOVE),
        (850, 1000, Standing.UNCLEAR),
    ],
)
def test_standing_follows_the_rule_for_small_numbers(met, n, expected):
    counts = pl.DataFrame({"met": [met], "missed": [n - met], "pending": [0], "insufficient": [0]})
    assert with_rates(counts).select(standing(POLICY, 0.85)).item() == expected


@pytest.mark.parametrize(
    ("low", "high", "target", "expected"),
    [
        (0.894, 0.9185, 0.92, Standing.UNCLEAR),  # written "89 to 92"
        (0.894, 0.9145, 0.92, Standing.BELOW),
        (0.9248, 0.95, 0.92, Standing.UNCLEAR),
        (0.9252, 0.95, 0.92, Standing.ABOVE),
        (0.5, 0.7, 0.825, Standing.BELOW),
    ],
)
def test_an_interval_is_judged_as_it_is_written(low, high, target, expected):
    row = pl.DataFrame({"n": [2309], "low": [low], "high": [high]})
    assert row.select(standing(POLICY, target)).item() == expected


def test_weeks_end_with_the_period(totals_of, week):
    rows = totals_of((0, P, "a1", 1, 0), (1, P, "a1", 2, 0), (1, P, "a2", 3, 0), (2, P, "a1", 9, 9))
    weeks = by_week(rows, week.last_weeks(2), "practice")
    assert weeks.select("week", "met").rows() == [(week.before().from_day, 5), (week.from_day, 1)]
    odd = Choice(week.from_day, week.from_day.replace(day=19))  # Monday to Thursday: weeks of Friday to Thursday
    assert by_week(rows, odd.last_weeks(2), "practice")["week"].to_list() == [
        odd.last_weeks(2).from_day,
        odd.last_weeks(1).from_day,
    ]


def steady(totals_of, practice, met, missed, weeks=range(1, 13)):
    return totals_of(*((ago, practice, "a1", met, missed) for ago in weeks))


def test_a_drop_out_of_the_limits_is_a_signal_and_a_wobble_is_none(totals_of, week):
    rows = pl.concat(
        [
            steady(totals_of, P, 170, 30),
            steady(totals_of, OTHER, 170, 30),
            totals_of((0, P, "a1", 120, 80), (0, OTHER, "a1", 168, 32)),
        ]
    ).with_columns(key="practice")
    moved, weeks = movement(rows, week, [OTHER, P, "never_seen"], POLICY)
    assert dict(moved.schema) == MOVEMENT_SCHEMA
    assert dict(weeks.schema) == WEEK_SCHEMA
    assert moved["key"].to_list() == [OTHER, P, "never_seen"]
    wobble, drop, unseen = moved.to_dicts()
    assert drop["signal"] == Signal.BELOW
    assert drop["signal_by"] == "limits"
    assert drop["change"] == pytest.approx(-0.25)
    assert drop["before_n"] == 200
    assert wobble["signal"] == Signal.NORMAL
    assert wobble["normal_low"] < wobble["rate"] < wobble["normal_high"]
    assert unseen["n"] == 0
    assert unseen["signal"] == Signal.UNKNOWN
    assert weeks.filter(key=P).height == 8


def test_the_period_does_not_widen_its_own_limits(totals_of, week):
    quiet = steady(totals_of, P, 170, 30)
    loud = totals_of((0, P, "a1", 20, 180))
    with_drop = movement(pl.concat([quiet, loud]).with_columns(key="practice"), week, [P], POLICY)[0]
    without = movement(
        pl.concat([quiet, totals_of((0, P, "a1", 170, 30))]).with_columns(key="practice"), week, [P], POLICY
    )[0]
    assert with_drop.select("normal_low", "normal_high").row(0) == without.select("normal_low", "normal_high").row(0)


def test_without_history_a_clear_difference_still_counts_and_few_cases_never_do(totals_of, week):
    young = totals_of((0, P, "a1", 100, 100), (1, P, "a1", 180, 20)).with_columns(key="practice")
    moved = movement(young, week, [P], POLICY)[0].row(0, named=True)
    assert moved["normal_low"] is None
    assert (moved["signal"], moved["signal_by"]) == (Signal.BELOW, "change")
    few = pl.concat([steady(totals_of, P, 9, 0), totals_of((0, P, "a1", 0, 9))]).with_columns(key="practice")
    assert movement(few, week, [P], POLICY)[0]["signal"].item() == Signal.UNKNOWN


def test_nineteen_tests_at_once_do_not_make_a_discovery_of_one_in_twenty(totals_of, week):
    """A difference with p = 0.03 alone is a change; beside eighteen quiet ones it is chance."""
    lone = totals_of((0, P, "a1", 75, 25), (1, P, "a1", 87, 13)).with_columns(key="practice")
    assert movement(lone, week, [P], POLICY)[0]["signal"].item() == Signal.BELOW
    quiet = [
        totals_of((0, OTHER, "a1", 80, 20), (1, OTHER, "a1", 80, 20)).with_columns(key=pl.lit(f"quiet {number}"))
        for number in range(18)
    ]
    keys = [P, *(f"quiet {number}" for number in range(18))]
    crowd = movement(pl.concat([lone, *quiet], how="vertical_relaxed"), week, keys, POLICY)[0]
    assert crowd["signal"].unique().to_list() == [Signal.NORMAL]
