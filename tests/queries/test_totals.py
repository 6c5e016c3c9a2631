import polars as pl

from queries.choice import Choice
from queries.totals import days_on_record, teams, visible, within

P = "use_name"


def test_only_rows_of_the_viewers_teams_and_nobodys_rows_for_managers_alone(totals_of, week, manager, lead_north):
    rows = totals_of((0, P, "a1", 1, 0), (0, P, "b1", 1, 0), (0, P, "x", 1, 0), (0, P, "", 1, 0))
    assert visible(rows, manager, week).height == 4
    assert visible(rows, lead_north, week)["agent_id"].to_list() == ["a1"]
    forged = Choice(week.from_day, week.to_day, team="Sul")
    assert visible(rows, lead_north, forged).is_empty()
    assert teams(rows, manager) == ["Norte", "Sul"]
    assert teams(rows, lead_north) == ["Norte"]


def test_the_bar_narrows_and_the_period_cuts(totals_of, week, manager):
    rows = pl.concat(
        [totals_of((0, P, "a1", 1, 0)), totals_of((0, P, "a1", 2, 0), channel="phone"), totals_of((3, P, "a1", 4, 0))]
    )
    by_phone = Choice(week.from_day, week.to_day, channel="phone")
    assert visible(rows, manager, by_phone)["met"].to_list() == [2]
    assert within(rows, week)["met"].sum() == 3
    assert visible(rows, manager, Choice(week.from_day, week.to_day, reason="billing")).is_empty()
    first, last = days_on_record(rows, manager)
    assert (last - first).days == 21
    assert days_on_record(rows.clear(), manager) is None
