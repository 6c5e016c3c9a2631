"""Which days are told of."""

from datetime import date, timedelta

from queries.choice import Choice, Reach
from ui.telling.days import records_of, told_days
from ui.words import Words


def test_days_without_records_are_said() -> None:
    on_record = (date(2026, 5, 18), date(2026, 11, 21))
    years = (date(2024, 1, 1), date(2026, 12, 31))
    told = records_of(Words(), years, on_record).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Período escolhido: 1/1/2024 a 31/12/2026; há registros de 18/5 a 21/11/2026."


def test_an_opening_tells_of_the_days_that_the_store_has_records_of() -> None:
    monday = date(2026, 11, 23)
    recorded = tuple(date(2026, 10, 1) + timedelta(days=day) for day in range(49))
    records, words = Reach(recorded, monday), Words()
    week, before = Choice(date(2026, 11, 16), date(2026, 11, 22)), Choice(date(2026, 11, 9), date(2026, 11, 15))
    assert told_days(words, week, records) == ((week.from_day, week.to_day), "Os registros vão até 18/11.")
    assert told_days(words, before, records) == ((before.from_day, before.to_day), None)
    days, why = told_days(words, Choice(date(2026, 9, 1), before.to_day), records)
    assert days == (recorded[0], before.to_day)
    assert why is not None
    assert "há registros de" in why
