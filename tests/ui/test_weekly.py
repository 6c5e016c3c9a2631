"""What the weekly review shows first, and what its legend says of colour."""

import polars as pl
import pytest

from ui import wording
from ui.charts import tables
from ui.sentences.weekly import coverage, practices_legend


def weeks(banded: bool) -> pl.DataFrame:
    return pl.DataFrame({"normal_low": [0.7 if banded else None]}, schema={"normal_low": pl.Float64()})


@pytest.mark.parametrize("as_list", [True, False])
def test_the_legend_says_when_there_is_no_colour(monkeypatch: pytest.MonkeyPatch, as_list: bool) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    told = practices_legend(weeks(banded=True), as_list)
    assert told.count("sem diferença clara ou menos de 30 vereditos") == 1
    assert ("Faixa cinza" in told) is not as_list
    assert "Faixa cinza" not in practices_legend(weeks(banded=False), as_list)


def test_coverage_says_how_many_how_many_not_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    types = {"channel": pl.String(), "insufficient": pl.Int64()}
    seen = pl.DataFrame([("phone", 1200), ("", 3)], schema=types, orient="row")
    words = coverage({"n": 2393}, seen)
    assert "2.393 vereditos; outros 1.203 não foram possíveis porque os atendimentos não têm mensagens" in words
    assert "(Telefone 1.200 e sem canal 3)" in words
    assert "nada ficou de fora" in coverage({"n": 5}, pl.DataFrame(schema=types))


def test_the_list_of_cells_ranks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[dict[str, str]]] = []
    monkeypatch.setattr(wording, "language", lambda: "pt")
    monkeypatch.setattr("ui.charts.tables.st.table", lambda rows, **_: shown.append(rows))
    monkeypatch.setattr("ui.charts.tables.st.markdown", lambda _: None)
    rate = {"met": 10, "n": 40, "rate": 0.25, "low": 0.1, "high": 0.4, "team": "Norte", "practice": "use_name"}
    rows = [
        {**rate, "agent": f"Agente {place:02}", "missed": missed, "standing": "below"}
        for place, missed in enumerate([1, 30, 5, *range(6, 20)])
    ]
    tables.cells(pl.DataFrame(rows))
    names = [row["Atendente"].partition(",")[0] for row in shown[0]]
    assert len(names) == tables.MOST_CELLS
    assert names == sorted(names)
    assert "Agente 00" not in names, "of too many, those that weigh most"
