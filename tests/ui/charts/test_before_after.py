"""The figure of before and after: a mark where there are enough cases, counts elsewhere, the goal as a line."""

from __future__ import annotations

from typing import Any

import pytest

from ui import wording
from ui.charts.before_after import before_after_figure
from ui.theme import LIGHT


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


def change(who: str, before: tuple[int, int], after: tuple[int, int]) -> dict[str, Any]:
    row: dict[str, Any] = {"who": who}
    for when, (met, n) in (("before", before), ("after", after)):
        rate = met / n if n else None
        low, high = (max(0, rate - 0.1), min(1, rate + 0.1)) if rate is not None else (None, None)
        row |= {f"{when}_met": met, f"{when}_n": n, f"{when}_rate": rate, f"{when}_low": low, f"{when}_high": high}
    return row


def texts(figure: Any) -> list[str]:
    return [one.text for one in figure.layout.annotations]


def test_every_row_has_its_rate_interval_and_n() -> None:
    figure = before_after_figure([change("agent", (20, 40), (30, 40)), change("team", (80, 100), (8, 10))], 0.8, LIGHT)
    told = texts(figure)
    assert told[0] == "objetivo 80%"
    assert told[1:5] == ["antes", "50% (40 a 60), n 40", "depois da conversa", "75% (65 a 85), n 40"]
    assert told[5:] == ["equipe, antes", "80% (70 a 90), n 100", "equipe, depois", "80% (70 a 90), n 10"]
    dots = [list(trace.x) for trace in figure.data if trace.mode == "markers"]
    assert dots == [[0.5, 0.8, 0.8], [0.75]]
    assert figure.data[3].marker.color == LIGHT.text  # filled: the time since the talk
    assert figure.layout.shapes[0].x0 == 0.8


def test_few_cases_have_no_mark_and_no_percentage() -> None:
    figure = before_after_figure([change("agent", (20, 40), (9, 9)), change("team", (0, 0), (8, 10))], 0.8, LIGHT)
    assert [list(trace.x) for trace in figure.data if trace.mode == "markers"] == [[0.5, 0.8], []]
    assert texts(figure)[4] == "poucos dados: 9 de 9 cumpridas"
    assert texts(figure)[6] == "–"
