"""Bars of what is owed: counts, names and what a click chooses."""

import polars as pl

from ui.charts.ageing import ageing
from ui.charts.holders import NOBODY, beyond, holders, others_of
from ui.charts.owed_bars import LABELS, Bar, bars, in_words
from ui.theme import LIGHT


def owners(count: int) -> pl.DataFrame:
    rows = [{"holder": f"a{n}", "name": f"Agente {n}", "late": count - n, "in_time": 1} for n in range(count)]
    return pl.DataFrame(rows)


def test_each_age_band_is_overdue_but_the_one_in_time() -> None:
    found = ageing(pl.DataFrame({"band": ["in_time", "1-3", "15+"], "count": [9, 1, 3]}))
    assert [(bar.chooses, bar.late, bar.in_time) for bar in found] == [("in_time", 0, 9), ("1-3", 1, 0), ("15+", 3, 0)]
    assert found[1].label == "até 3 dias"


def test_who_owes_most_is_named_and_the_others_stand_together() -> None:
    found = holders(owners(7))
    assert [bar.label for bar in found] == ["Agente 0", "Agente 1", "Agente 2", "Agente 3", "outros 3"]
    assert (found[-1].late, found[-1].in_time, found[-1].chooses) == (3 + 2 + 1, 3, others_of(3))
    assert beyond(owners(7)) == ["a4", "a5", "a6"]


def test_five_owners_need_no_others() -> None:
    assert [bar.label for bar in holders(owners(5))][-1] == "Agente 4"
    assert beyond(owners(5)) == []


def test_nobody_on_record_is_said() -> None:
    rows = pl.DataFrame(
        {"holder": [None], "name": [None], "late": [2], "in_time": [0]}, schema_overrides={"holder": pl.String}
    )
    assert [(bar.label, bar.chooses) for bar in holders(rows)] == [("sem responsável", NOBODY)]


def test_bars_of_one_scale_have_one_length_and_say_their_total() -> None:
    figure = bars([Bar("Norte", 8, 3, "Norte"), Bar("Sul", 0, 6, "Sul")], 20, LIGHT)
    late, in_time = figure.data
    assert (list(late.x), list(in_time.x)) == ([8, 0], [3, 6])
    assert [list(one) for one in late.customdata] == [["Norte", "missed"], ["Sul", "missed"]]
    assert list(figure.layout.xaxis.range) == [0, 20]
    assert figure.layout.margin.l == LABELS
    assert [one.text for one in figure.layout.annotations] == ["Norte", "11", "Sul", "6"]
    assert late.marker.color == LIGHT.below


def test_a_name_is_shown_as_typed_and_cut_where_it_is_long() -> None:
    figure = bars([Bar("<a href='x'>Ana</a>", 1, 0, "a"), Bar("Maria Aparecida da Conceição", 1, 0, "b")], 1, LIGHT)
    names = [one.text for one in figure.layout.annotations][::2]
    assert "<a" not in names[0]
    assert names[1] == "Maria Conceição"


def test_the_chart_can_be_read_aloud() -> None:
    assert in_words([Bar("Norte", 8, 3, None)]) == "Norte: 8 fora do prazo, 3 dentro do prazo"
