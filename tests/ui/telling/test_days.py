"""Which days are told of."""

from datetime import date

from ui.telling.days import records_of
from ui.words import Words


def test_days_without_records_are_said() -> None:
    on_record = (date(2026, 5, 18), date(2026, 11, 21))
    years = (date(2024, 1, 1), date(2026, 12, 31))
    told = records_of(Words(), years, on_record).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Período escolhido: 1/1/2024 a 31/12/2026; há registros de 18/5 a 21/11/2026."
