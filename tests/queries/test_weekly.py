import polars as pl
import pytest

from practices import PRACTICES
from practices.policy import default_policy
from queries.compliance import Standing
from queries.weekly import (
    CELL_SCHEMA,
    FUNNEL_SCHEMA,
    PILLARS,
    PRACTICE_SCHEMA,
    UNSEEN_SCHEMA,
    funnel,
    grid,
    most_striking,
    pillars,
    practices,
    unseen,
    weeks_of_help,
)

POLICY = default_policy()
P, OTHER = "use_name", "unchecked_scheduling"


def test_pillars_add_up_to_the_total(totals_of, week, manager):
    rows = totals_of((0, P, "a1", 30, 10), (0, OTHER, "b1", 20, 20), (1, P, "a1", 10, 0))
    moved, weeks = pillars(rows, manager, week, POLICY)
    assert moved["key"].to_list() == PILLARS
    counts = {row["key"]: (row["met"], row["n"]) for row in moved.to_dicts()}
    assert counts == {"total": (50, 80), "resolve": (0, 0), "respect": (30, 40), "process": (20, 40)}
    assert moved["before_n"].to_list() == [10, 0, 10, 0]
    assert weeks.filter(key="total")["n"].to_list() == [10, 80]


def test_all_practices_appear_grouped_by_pillar_even_unseen_ones(totals_of, week, lead_north):
    moved, _ = practices(totals_of((0, P, "a1", 60, 40), (0, OTHER, "b1", 20, 20)), lead_north, week, POLICY)
    assert dict(moved.schema) == PRACTICE_SCHEMA
    assert sorted(moved["key"].to_list()) == sorted(one.id for one in PRACTICES)
    assert moved["pillar"].rle_id().max() == moved["pillar"].n_unique() - 1
    named = {row["key"]: row for row in moved.to_dicts()}
    assert named[P]["standing"] == Standing.BELOW
    assert named[OTHER]["n"] == 0  # another team's
    assert named[OTHER]["rate"] is None


def test_grid_colours_the_clear_cell_and_not_the_lucky_one(totals_of, week, manager):
    clear = totals_of((0, P, "a1", 10, 30))
    quiet = totals_of(*((0, P, f"q{number}", 85, 15) for number in range(60)))
    lucky = totals_of((0, P, "b1", 77, 23))  # alone its interval lies below 85%
    alone = grid(lucky, manager, week, POLICY)
    assert dict(alone.schema) == CELL_SCHEMA
    assert alone["standing"].to_list() == [Standing.BELOW]
    crowd = {row["agent_id"]: row for row in grid(pl.concat([clear, quiet, lucky]), manager, week, POLICY).to_dicts()}
    assert crowd["a1"]["standing"] == Standing.BELOW
    assert crowd["b1"]["standing"] == Standing.UNCLEAR
    assert crowd["b1"]["missed"] == 23


def test_grid_leaves_out_nobody_and_keeps_few_uncoloured(totals_of, week, manager, lead_north):
    rows = totals_of((0, P, "", 0, 50), (0, P, "a1", 0, 9), (0, P, "a2", 0, 29), (0, P, "b1", 0, 40))
    cells = grid(rows, manager, week, POLICY)
    assert dict(cells.select("agent_id", "standing").iter_rows()) == {
        "a1": Standing.FEW,
        "a2": Standing.UNCLEAR,
        "b1": Standing.BELOW,
    }
    assert cells.filter(agent_id="a2")["p_value"].item() is None
    assert grid(rows, lead_north, week, POLICY)["agent_id"].to_list() == ["a1", "a2"]


def test_funnel_names_only_whom_chance_does_not_explain(totals_of, week, manager):
    others = [(0, P, f"q{number}", 28, 12) for number in range(20)]
    seen = funnel(totals_of(*others, (0, P, "a1", 5, 40), (0, P, "b1", 0, 29)), manager, week, P, POLICY)
    assert dict(seen.agents.schema) == FUNNEL_SCHEMA
    outside = {row["agent_id"]: row["outside"] for row in seen.agents.to_dicts()}
    assert outside["a1"] == "below"
    assert {outside[one] for one in outside if one != "a1"} == {None}
    assert seen.agents.filter(~pl.col("judged"))["agent_id"].to_list() == ["b1"], "as in the grid"
    assert seen.rate == pytest.approx((20 * 28 + 5) / (20 * 40 + 45 + 29))
    assert seen.band["n"].to_list() == sorted(seen.band["n"].to_list())
    assert seen.band["n"].max() == 45
    assert (seen.band["low"] <= seen.rate).all()
    empty = funnel(totals_of(*others), manager, week, OTHER, POLICY)
    assert empty.rate is None
    assert empty.agents.is_empty()


def test_what_could_not_be_judged_is_counted_by_channel(totals_of, week, manager, lead_north):
    calls = totals_of((0, P, "a1", 1, 0), (0, P, "b1", 1, 0), insufficient=4, channel="phone")
    desk = totals_of((0, OTHER, "b1", 1, 0), insufficient=9, channel="in_person")
    other = totals_of((1, P, "a1", 1, 0), insufficient=50, channel="chat")
    rows = pl.concat([calls, desk, other, totals_of((0, P, "a1", 5, 5))])
    seen = unseen(rows, manager, week)
    assert dict(seen.schema) == UNSEEN_SCHEMA
    assert seen.rows() == [("in_person", 9), ("phone", 8)]
    assert unseen(rows, lead_north, week).rows() == [("phone", 4)]


# -- what to look at first ----------------------------------------------------------------------------------------

MOVED = pl.DataFrame(
    {"key": ["use_name", "composure", "harsh_tone"], "signal": ["below", "normal", "normal"], "standing": ["few"] * 3}
)


def cells(*rows: tuple[str, int, int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["practice", "n", "missed", "standing"], orient="row")


def test_the_funnel_opens_on_a_practice_that_can_say_something():
    thin = [("use_name", 9, 3, "few"), ("use_name", 40, 3, "few")]
    rich = [("composure", 40, 2, "unclear"), ("composure", 31, 0, "unclear")]
    some = [("harsh_tone", 12, 9, "below"), ("harsh_tone", 12, 9, "below")]
    assert most_striking(MOVED, cells(*thin, *some, *rich), POLICY) == "composure"
    assert most_striking(MOVED, cells(*thin, *some), POLICY) == "harsh_tone"
    assert most_striking(MOVED, cells(*thin), POLICY) == "use_name"
    both = [*rich, ("harsh_tone", 40, 30, "below"), ("harsh_tone", 40, 30, "below")]
    assert most_striking(MOVED, cells(*both), POLICY) == "harsh_tone"
    below_target = MOVED.with_columns(standing=pl.Series(["unclear", "below", "unclear"]))
    assert most_striking(below_target, cells(*both), POLICY) == "composure", "what the opening names goes before"


def test_four_weeks_stand_for_a_period_of_which_no_cell_can_be_judged():
    assert weeks_of_help(cells(("use_name", 29, 3, "unclear"), ("composure", 3, 3, "few")), POLICY) == 4
    assert weeks_of_help(cells(("use_name", 30, 3, "unclear"), ("composure", 3, 3, "few")), POLICY) == 0
