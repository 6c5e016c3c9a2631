"""What the weekly review shows first, and what its legend says of colour."""

import polars as pl
import pytest

from ui import wording
from ui.charts import tables
from ui.sentences.weekly import coverage, practices_legend
from ui.words import typed


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


def test_the_list_has_every_cell_of_the_grid_clear_ones_first_and_ranks_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr(wording, "language", lambda: "pt")
    monkeypatch.setattr(
        tables, "paged", lambda rows, cells, words, key: shown.extend(cells(row) for row in rows.to_dicts())
    )
    rate = {"rate": 0.25, "low": 0.1, "high": 0.4, "team": "Norte", "practice": "use_name"}
    told = [("few", 2, 8), ("below", 1, 40), ("unclear", 30, 41), ("above", 0, 50), ("below", 30, 60)]
    rows = [
        {**rate, "agent": f"Agente {place}", "met": n - missed, "missed": missed, "n": n, "standing": standing}
        for place, (standing, missed, n) in enumerate(told)
    ]
    tables.cells(pl.DataFrame(rows))
    assert [row["Atendente"].partition(",")[0] for row in shown] == [f"Agente {place}" for place in (1, 4, 3, 0, 2)]
    assert [typed(row["Descumpridas"]) for row in shown] == ["1 de 40", "30 de 60", "0 de 50", "2 de 8", "30 de 41"]
    words = ["claramente abaixo", "claramente abaixo", "claramente acima", "poucos dados", "sem diferença clara"]
    assert all(said in row["Taxa"] for said, row in zip(words, shown, strict=True))
