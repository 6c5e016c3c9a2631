"""What the weekly review shows first, and what its legend says of colour."""

from datetime import date

import polars as pl
import pytest

from ui import wording
from ui.charts import tables
from ui.sentences.help import funnel, most_outside
from ui.sentences.weekly import coverage, first_to_open, moved, opening, practices_legend, records_of


@pytest.mark.parametrize("as_list", [True, False])
def test_the_legend_says_when_there_is_no_colour(monkeypatch: pytest.MonkeyPatch, as_list: bool) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    assert practices_legend(as_list).count("sem diferença clara ou menos de 30 vereditos") == 1
    assert ("Faixa cinza" in practices_legend(as_list)) is not as_list
    assert "Faixa cinza" not in practices_legend(as_list, band=False)


def movement(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Practices with their signal, and what says so."""
    types = {"key": pl.String(), "signal": pl.String(), "signal_by": pl.String()}
    about = {"change": 0.1, "rate": 0.9, "before_rate": 0.8, "normal_low": 0.7, "normal_high": 0.85}
    about |= {"missed": 9, "target": 0.95}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(standing=pl.lit("unclear"), **about)


def test_no_history_is_not_called_normal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    unknown = "Não dá para dizer se alguma prática mudou."
    assert moved(movement(("use_name", "unknown", None))) == unknown
    assert moved(movement(("use_name", "normal", None), ("composure", "unknown", None))).startswith("Nenhuma prática")
    assert "**Chamar pelo nome** subiu para 90%" in moved(movement(("use_name", "above", "limits")))


def test_what_left_its_normal_is_the_first_to_be_opened() -> None:
    assert first_to_open(movement(("use_name", "normal", None), ("composure", "below", "change"))) == "composure"
    still = movement(("use_name", "normal", None), ("composure", "normal", None))
    assert first_to_open(still) is None
    assert first_to_open(still.with_columns(standing=pl.Series(["unclear", "below"]))) == "composure"


def test_the_opening_names_what_is_below_its_target_and_links_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    total = {"n": 400, "met": 360, "rate": 0.9, "low": 0.87, "high": 0.93, "signal": "normal"}
    days = (date(2026, 11, 16), date(2026, 11, 22))
    rows = movement(("use_name", "normal", None), ("composure", "normal", None)).with_columns(rate=0.6)
    orange = rows.with_columns(standing=pl.lit("below"), missed=pl.Series([3, 8]))
    said = opening(total, orange, 40, *days)
    assert (
        "Claramente abaixo da meta: **Manter a calma** (60%, meta 95%) e **Chamar pelo nome** (60%, meta 95%)." in said
    )
    assert "abaixo da meta" not in opening(total, rows, 40, *days)
    linked = opening(total, orange, 40, *days, named=lambda practice: f"[{practice}]")
    assert "[composure] (60%, meta 95%) e [use_name] (60%" in linked


def test_days_without_records_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    on_record = (date(2026, 5, 18), date(2026, 11, 21))
    years = (date(2024, 1, 1), date(2026, 12, 31))
    told = "Período escolhido: 1/1/2024 a 31/12/2026; há registros de 18/5 a 21/11/2026."
    assert records_of(years, on_record) == told


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


def agents(*rows: tuple[str, bool, str | None]) -> pl.DataFrame:
    types = {"agent": pl.String(), "judged": pl.Boolean(), "outside": pl.String()}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(
        team=pl.lit("Norte"), agent_id=pl.col("agent").str.to_lowercase()
    )


def test_the_funnel_judges_nobody_with_few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    few = ("Eva", False, None)
    assert funnel("use_name", agents(few)) == "**Chamar pelo nome**: ninguém tem 30 vereditos, então ninguém é julgado."
    within = funnel("use_name", agents(few, ("Ana", True, None), ("Bia", True, None)))
    assert within.startswith("**Chamar pelo nome**: 2 atendentes estão dentro do que o acaso explica")
    assert within.endswith("1 tem menos de 30 vereditos e não entra na comparação.")
    named = agents(("Ana", True, "above"), ("Bia", True, None), ("Caio", True, "below"), few)
    assert funnel("use_name", named).startswith("Abaixo do que o acaso explica: **Caio** (equipe Norte). Acima")
    assert "O outro atendente está dentro da faixa" in funnel("use_name", named)
    assert most_outside(named) == "caio"
    assert most_outside(agents(few)) is None
