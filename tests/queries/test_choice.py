from datetime import date, timedelta

import pytest

from queries.choice import Choice, Reach, last_complete_week

MONDAY = date(2026, 11, 23)
WEEK_BEFORE, LAST_WEEK = (date(2026, 11, 9), date(2026, 11, 15)), (date(2026, 11, 16), date(2026, 11, 22))


def worked(last: date, days_a_week: int = 7) -> tuple[date, ...]:
    """Five weeks up to `last`, of the first `days_a_week` days of each."""
    days = (last - timedelta(days=back) for back in reversed(range(35)))
    return tuple(day for day in days if day.weekday() < days_a_week)


def test_periods_that_a_choice_leads_to():
    week = Choice(date(2026, 11, 16), date(2026, 11, 22), team="Norte")
    assert week.days == 7
    assert week.before() == Choice(date(2026, 11, 9), date(2026, 11, 15), team="Norte")
    assert week.last_weeks(4) == Choice(date(2026, 10, 26), date(2026, 11, 22), team="Norte")
    assert week.weeks_before(12) == Choice(date(2026, 8, 24), date(2026, 11, 15), team="Norte")
    assert hash(week) == hash(Choice(date(2026, 11, 16), date(2026, 11, 22), team="Norte"))


def test_a_period_far_beyond_the_records_is_read_on_their_days():
    first, last = date(2026, 5, 18), date(2026, 11, 21)
    years = Choice(date(2024, 1, 1), date(2026, 12, 31), team="Norte")
    assert years.on_record(first, last) == Choice(first, last, team="Norte")
    week = Choice(date(2026, 11, 16), date(2026, 11, 22))
    assert week.on_record(first, last) == week, "a Sunday without work is no gap"
    assert Choice(date(2026, 3, 1), week.to_day).on_record(first, last) == Choice(first, last)
    before = Choice(date(2025, 1, 6), date(2025, 1, 12))
    assert before.on_record(first, last) == before


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Choice(date(2026, 11, 22), date(2026, 11, 16))


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 29)])
def test_the_last_complete_week_is_over(today):
    assert last_complete_week(today) == LAST_WEEK


@pytest.mark.parametrize(
    ("recorded", "week"),
    [
        (worked(date(2026, 11, 22)), LAST_WEEK),
        (worked(date(2026, 11, 21)), LAST_WEEK),
        (worked(date(2026, 11, 16)), LAST_WEEK),
        (worked(date(2026, 11, 15)), WEEK_BEFORE),
        ((*worked(date(2026, 11, 13)), MONDAY), WEEK_BEFORE),
        ((MONDAY,), LAST_WEEK),
        ((), LAST_WEEK),
    ],
    ids=["whole", "rests on Sunday", "Monday alone", "ends with the week before", "a week without", "new", "empty"],
)
def test_the_week_shown_at_first_is_the_last_one_that_the_store_has_any_record_of(recorded, week):
    assert Reach(recorded, MONDAY).week == week


@pytest.mark.parametrize(
    ("last", "days_a_week", "shown", "told"),
    [
        (date(2026, 11, 18), 7, LAST_WEEK, True),
        (date(2026, 11, 15), 7, WEEK_BEFORE, True),
        (date(2026, 11, 14), 6, WEEK_BEFORE, True),
        (date(2026, 11, 22), 7, LAST_WEEK, False),
        (date(2026, 11, 21), 6, LAST_WEEK, False),
        (date(2026, 11, 21), 7, LAST_WEEK, True),
        (date(2026, 11, 22), 7, WEEK_BEFORE, False),
        (date(2026, 11, 22), 7, (date(2026, 11, 16), date(2026, 12, 31)), False),
        (date(2026, 11, 18), 7, (MONDAY, MONDAY), False),
    ],
)
def test_records_that_end_within_a_period_are_known_from_a_day_of_rest(last, days_a_week, shown, told):
    assert Reach(worked(last, days_a_week), MONDAY).ends_within(*shown) is told


def test_late_events_on_a_day_of_rest_do_not_make_it_a_day_of_work():
    late = (date(2026, 11, 8), date(2026, 11, 15))
    recorded = sorted([*worked(date(2026, 11, 21), days_a_week=6), *late])
    assert not Reach(tuple(recorded), MONDAY).ends_within(*LAST_WEEK)


def test_an_empty_store_ends_nowhere_and_reaches_to_yesterday():
    nothing = Reach((), MONDAY)
    assert not nothing.ends_within(*LAST_WEEK)
    assert nothing.until == date(2026, 11, 22)
    assert Reach((date(2026, 11, 20), date(2026, 12, 1)), MONDAY).until == date(2026, 11, 20)
