"""What the figures say and what a click on them gives; how they look was looked at in a browser."""

from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl
import pytest

from data.people import Role, Viewer
from practices.policy import default_policy
from queries import agents as agent_models
from queries import weekly
from queries.choice import Choice
from queries.compliance import Signal
from queries.totals import TOTALS_SCHEMA
from ui.charts import funnel, grid, marks, pillars, practices_table, scorecard, trend
from ui.theme import DARK, LIGHT, template
from ui.words import short_name

MONDAY = date(2026, 11, 16)
WEEK = Choice(MONDAY, MONDAY + timedelta(days=6))
MANAGER = Viewer("gil", "Gil", Role.MANAGER)
POLICY = default_policy()
STRANGER = 'Zé <a href="http://evil.example">x</a>'
P, OTHER = "use_name", "unchecked_scheduling"


def totals(*rows: tuple[int, str, str, int, int]) -> pl.DataFrame:
    pillar = {P: "respect", OTHER: "process"}
    return pl.DataFrame(
        [
            (
                MONDAY - timedelta(weeks=ago),
                one,
                pillar[one],
                agent,
                names(agent),
                team(agent),
                "phone",
                "support",
                met,
                no,
                0,
                0,
            )
            for ago, one, agent, met, no in rows
        ],
        schema=TOTALS_SCHEMA,
        orient="row",
    )


def names(agent: str) -> str:
    return STRANGER if agent == "z" else f"Agente {agent}"


def team(agent: str) -> str | None:
    return None if agent == "x" else "Norte"


STEADY = [(ago, P, "a", 170, 30) for ago in range(1, 13)] + [(ago, OTHER, "a", 40, 10) for ago in range(1, 13)]
ROWS = totals(*STEADY, (0, P, "a", 120, 80), (0, P, "z", 3, 4), (0, P, "x", 39, 1), (0, OTHER, "a", 40, 10))


def texts(figure: go.Figure) -> list[str]:
    said = [str(one) for trace in figure.data if getattr(trace, "text", None) is not None for one in trace.text]
    said += [str(one) for trace in figure.data if trace.hovertext is not None for one in trace.hovertext]
    return said + [note.text for note in figure.layout.annotations]


def clicks(figure: go.Figure) -> set[tuple[str, ...]]:
    return {tuple(one) for trace in figure.data if trace.customdata is not None for one in trace.customdata}


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def colours(request):
    return request.param


def test_practices_figure_opens_each_practice_and_marks_what_left_its_normal(colours):
    moved, weeks = weekly.practices(ROWS, MANAGER, WEEK, POLICY)
    about = weekly.pillars(ROWS, MANAGER, WEEK, POLICY)[0]
    figure = practices_table.practices_figure(moved, weeks, about, colours)
    assert clicks(figure) == {(one,) for one in moved["key"]}
    assert "<b>abaixo do normal</b>" in texts(figure)
    lines = practices_table.lay_out(moved, about)
    assert [line.bold for line in lines].count(True) == moved["pillar"].n_unique()
    of_respect = [line.row["key"] for line in lines if not line.bold and line.row["pillar"] == "respect"]
    assert of_respect[0] == P  # it left its limits, so it comes first
    assert len({line.y for line in lines}) == len(lines)


def test_what_lies_outside_with_few_cases_is_said_without_colour(colours):
    few = totals(*STEADY, (0, P, "a", 170, 30), (0, OTHER, "a", 13, 16))
    moved, weeks = weekly.practices(few, MANAGER, WEEK, POLICY)
    figure = practices_table.practices_figure(moved, weeks, weekly.pillars(few, MANAGER, WEEK, POLICY)[0], colours)
    (column,) = (one for one in figure.data if one.mode == "text" and any("fora da faixa" in said for said in one.text))
    place = next(place for place, said in enumerate(column.text) if "fora da faixa" in said)
    assert column.text[place] == '<span style="font-size:11px">fora da faixa,<br>poucos dados</span>'
    assert column.textfont.color[place] == colours.quiet


def test_too_few_cases_show_counts_and_never_a_percentage():
    assert marks.rate_words(3 / 7, 7, 3) == "3 de 7"
    assert marks.rate_words(0.7, 10, 7) == "70%"
    assert marks.rate_words(None, 0, 0) == "–"
    assert "%" not in marks.rate_sentence({"n": 7, "met": 3, "rate": 3 / 7, "low": 0.1, "high": 0.8})


def test_grid_counts_misses_opens_cells_and_reads_names_as_plain_text(colours):
    cells = weekly.grid(ROWS, MANAGER, WEEK, POLICY)
    figure = grid.grid_figure(cells, colours)
    assert clicks(figure) == {(P, "a"), (P, "z"), (P, "x"), (OTHER, "a")}
    assert "<b>80</b>" in texts(figure)  # filled: clearly below
    assert not any("<a" in one for one in texts(figure))
    assert any("&lt;a" in one for one in texts(figure))
    assert "<b>Sem equipe</b>" in texts(figure)
    assert short_name("Ana Paula de Souza Lima") == "Ana Lima"


def test_a_grid_of_24_agents_fits_a_laptop():
    rows = [(0, P, f"q{number}", 10, 2) for number in range(24)]
    assert grid.width_of(weekly.grid(totals(*rows), MANAGER, WEEK, POLICY)) <= 1290


def test_funnel_names_whom_chance_does_not_explain_alone(colours):
    rows = [(0, P, f"q{number}", 34, 6) for number in range(20)] + [(0, P, "z", 8, 32)]
    seen = weekly.funnel(totals(*rows), MANAGER, WEEK, P, POLICY)
    assert seen.rate is not None
    figure = funnel.funnel_figure(seen.agents, seen.rate, seen.band, P, colours)
    points = figure.data[-1]
    assert [one for one in points.text if one] == [marks.plain(short_name(STRANGER))]
    assert clicks(figure) == {(P, one) for one in seen.agents["agent_id"]}


def test_a_ring_stands_for_who_is_not_judged(colours):
    rows = [(0, P, f"q{number}", 34, 6) for number in range(20)] + [(0, P, "z", 8, 21)]
    seen = weekly.funnel(totals(*rows), MANAGER, WEEK, P, POLICY)
    assert seen.rate is not None
    points = funnel.funnel_figure(seen.agents, seen.rate, seen.band, P, colours).data[-1]
    assert [symbol for symbol in points.marker.symbol if symbol != "circle"] == ["circle-open"]
    assert not any(points.text)


def test_pillar_line_opens_each_week_and_stays_whole_without_history(colours):
    _, weeks = weekly.pillars(ROWS, MANAGER, WEEK, POLICY)
    span = pillars.common_span(weeks)
    total = weeks.filter(pl.col("key") == "total")
    figure = pillars.pillar_line(total, Signal.NORMAL, span, colours, name_the_band=True)
    assert ("total", MONDAY.isoformat()) in clicks(figure)
    assert len(clicks(figure)) == 8
    assert "faixa normal" in texts(figure)
    low, high = span
    assert low < total["rate"].min() <= total["rate"].max() < high
    empty = pillars.pillar_line(total.clear(), Signal.UNKNOWN, pillars.common_span(total.clear()), colours)
    assert not empty.data
    young = total.tail(1).with_columns(normal_low=None, normal_high=None)
    assert len(clicks(pillars.pillar_line(young, Signal.UNKNOWN, span, colours))) == 1


def test_scorecard_and_trend_open_their_marks(colours):
    rows = totals(*STEADY, *((ago, P, "b", 19, 1) for ago in range(13)), (0, P, "a", 60, 60))
    card = agent_models.scorecard(rows, MANAGER, WEEK.last_weeks(4), "a", POLICY)
    figure = scorecard.scorecard_figure(card, colours)
    assert clicks(figure) == {(one,) for one in card["practice"]}
    weeks, signal = agent_models.trend(rows, MANAGER, WEEK, "a", POLICY)
    drawn = trend.trend_figure(weeks, "Ana", signal, colours)
    assert (MONDAY.isoformat(),) in clicks(drawn)
    assert any("<b>Ana" in one for one in texts(drawn))
    assert not trend.trend_figure(weeks.clear(), "Ana", signal, colours).data


def test_figures_stay_small_enough_to_send():
    cells = weekly.grid(totals(*((0, P, f"q{number}", 10, 2) for number in range(24))), MANAGER, WEEK, POLICY)
    figure = grid.grid_figure(cells, LIGHT)
    figure.update_layout(template=template(LIGHT))
    assert len(figure.to_json()) < 60_000


def test_names_in_the_funnel_stand_apart(colours):
    rows = [(0, P, f"q{number}", 34, 6) for number in range(20)] + [(0, P, "z", 8, 32), (0, P, "x", 9, 31)]
    seen = weekly.funnel(totals(*rows), MANAGER, WEEK, P, POLICY)
    assert seen.rate is not None
    points = funnel.funnel_figure(seen.agents, seen.rate, seen.band, P, colours).data[-1]
    where = {one: place for one, place in zip(points.text, points.textposition, strict=True) if one}
    assert sorted(place.split()[0] for place in where.values()) == ["bottom", "top"]
