"""A form proposes a day on which people work."""

from __future__ import annotations

from datetime import date

import pytest

from ui import due


@pytest.mark.parametrize(
    ("today", "days", "proposed"),
    [
        (date(2026, 11, 23), 7, date(2026, 11, 30)),
        (date(2026, 11, 22), 7, date(2026, 11, 30)),
        (date(2026, 11, 21), 7, date(2026, 11, 30)),
        (date(2026, 12, 18), 7, date(2026, 12, 28)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
    ids=["a Monday", "a Sunday", "a Saturday", "Christmas before a weekend", "today"],
)
def test_no_proposed_day_is_of_a_weekend_or_a_holiday(
    monkeypatch: pytest.MonkeyPatch, today: date, days: int, proposed: date
) -> None:
    monkeypatch.setattr(due, "today", lambda: today)
    assert due.working_day_in(days) == proposed
