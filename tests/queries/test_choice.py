from datetime import date

import pytest

from queries.choice import Choice, last_complete_week


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
    assert last_complete_week(today) == (date(2026, 11, 16), date(2026, 11, 22))
