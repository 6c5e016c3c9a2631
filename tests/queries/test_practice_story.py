from dataclasses import replace

import polars as pl
import pytest

from practices.policy import default_policy
from queries import weekly
from queries.compliance import WEEK_SCHEMA, Standing
from queries.practice_story import PLACE_SCHEMA, SHOWN_WEEKS, places, practice_story

POLICY = default_policy()
P, OTHER = "use_name", "unchecked_scheduling"


def standings(rows: pl.DataFrame) -> dict[tuple[str, str | None], str]:
    return {(group, value): standing for group, value, standing in rows.select("group", "value", "standing").rows()}


def test_a_practice_stands_and_moves_as_in_the_weekly_review(totals_of, week, manager):
    rows = totals_of(*((ago, P, "a1", 170, 30) for ago in range(1, 14)), (0, P, "a1", 100, 100), (0, OTHER, "a1", 9, 1))
    story = practice_story(rows, manager, week, P, POLICY)
    review, _ = weekly.practices(rows, manager, week, POLICY)
    assert story.now == review.row(by_predicate=pl.col("key") == P, named=True)
    assert (story.now["n"], story.now["signal"], story.now["signal_by"]) == (200, "below", "limits")
    assert dict(story.weeks.schema) == WEEK_SCHEMA
    assert story.weeks.height == SHOWN_WEEKS
    assert story.weeks["week"].is_sorted()
    assert story.weeks["rate"].to_list()[-1] == 0.5 < story.weeks["normal_low"].to_list()[-1]


def test_places_are_counted_each_way_the_largest_first_the_unnamed_last(totals_of, week, manager):
    rows = pl.concat(
        [
            totals_of((0, P, "a1", 20, 5), (0, P, "b1", 30, 10), (0, OTHER, "a1", 50, 0), (1, P, "a1", 7, 0)),
            totals_of((0, P, "a2", 60, 0), channel="phone", reason="billing"),
            totals_of((0, P, "x", 100, 0), channel="", reason=""),
        ]
    )
    found = places(rows, manager, week, P, POLICY)
    assert dict(found.schema) == PLACE_SCHEMA
    assert found.select("group", "value", "met", "n").rows() == [
        ("team", "Norte", 80, 85),
        ("team", "Sul", 30, 40),
        ("team", None, 100, 100),
        ("channel", "whatsapp", 50, 65),
        ("channel", "phone", 60, 60),
        ("channel", None, 100, 100),
        ("reason", "support", 50, 65),
        ("reason", "billing", 60, 60),
        ("reason", None, 100, 100),
    ]
    assert found["target"].unique().to_list() == [POLICY.target(P)]


def test_a_place_has_a_colour_only_with_cases_enough_and_beyond_chance(totals_of, week, manager):
    few = places(totals_of((0, P, "a1", 0, 9), (0, P, "b1", 0, 29)), manager, week, P, POLICY)
    assert standings(few)["team", "Norte"] == Standing.FEW
    assert standings(few)["team", "Sul"] == Standing.UNCLEAR
    clear = places(totals_of((0, P, "a1", 40, 60), (0, P, "b1", 85, 15)), manager, week, P, POLICY)
    assert standings(clear)["team", "Norte"] == Standing.BELOW
    assert standings(clear)["team", "Sul"] == Standing.UNCLEAR


def test_a_team_lead_sees_the_own_team_alone(totals_of, week, lead_north):
    rows = totals_of((0, P, "a1", 20, 20), (0, P, "b1", 500, 0), (0, P, "x", 500, 0))
    story = practice_story(rows, lead_north, week, P, POLICY)
    assert (story.now["met"], story.now["n"]) == (20, 40)
    assert story.places.filter(group="team")["value"].to_list() == ["Norte"]
    assert story.places.filter(group="channel")["n"].to_list() == [40]
    assert story.weeks["n"].to_list() == [40]


def test_a_practice_without_judgements_has_no_rate_and_no_places(totals_of, week, manager):
    story = practice_story(totals_of((0, P, "a1", 5, 5)), manager, week, OTHER, POLICY)
    assert (story.now["n"], story.now["rate"]) == (0, None)
    assert story.places.is_empty()
    assert story.weeks.is_empty()


@pytest.mark.parametrize("group", ["team", "channel", "reason"])
def test_what_a_place_counts_is_what_the_filtered_screen_counts(totals_of, week, manager, group):
    rows = pl.concat(
        [totals_of((0, P, "a1", 20, 5), (0, P, "b1", 30, 10)), totals_of((0, P, "a2", 6, 1), channel="phone")]
    )
    for row in places(rows, manager, week, P, POLICY).filter(group=group).to_dicts():
        narrowed = replace(week, **{group: row["value"]})
        assert practice_story(rows, manager, narrowed, P, POLICY).now["n"] == row["n"]
