"""Rates in rows: what stands in the column of the rate."""

from ui.charts.intervals import Row, intervals_figure
from ui.charts.marks import FEW, UNCLEAR
from ui.theme import LIGHT


def row(met: int, n: int) -> Row:
    rate = {"met": met, "n": n, "rate": met / n if n else None, "low": 0.2, "high": 0.9}
    return Row(f"{met} / {n}", (str(n),), {**rate, "standing": FEW if n < 10 else UNCLEAR}, None, "")


def test_few_cases_stand_as_counts_narrow_enough_for_the_column_on_a_phone() -> None:
    figure = intervals_figure([("Motivo", [row(2, 4), row(0, 0), row(6, 12)])], LIGHT)
    columns = [list(trace.text) for trace in figure.data if trace.mode == "text"]
    assert ["2 de 4", "–", "50%"] in columns
