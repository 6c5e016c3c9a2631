"""What the weekly review shows first, and what its legend says of colour."""

import polars as pl
import pytest

from ui import wording
from ui.charts import tables
from ui.sentences.weekly import coverage, first_to_open, most_striking, moved, practices_legend

PRACTICES = pl.DataFrame(
    {"key": ["use_name", "composure", "harsh_tone"], "signal": ["below", "normal", "normal"], "missed_right": [3, 2, 1]}
)


def cells(*rows: tuple[str, int, int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["practice", "n", "missed", "standing"], orient="row")


def test_the_funnel_opens_on_a_practice_that_can_say_something() -> None:
    thin = [("use_name", 9, 3, "few"), ("use_name", 40, 3, "few")]
    rich = [("composure", 40, 2, "unclear"), ("composure", 31, 0, "unclear")]
    some = [("harsh_tone", 12, 9, "below"), ("harsh_tone", 12, 9, "below")]
    assert most_striking(PRACTICES, cells(*thin, *some, *rich)) == "composure"
    assert most_striking(PRACTICES, cells(*thin, *some)) == "harsh_tone"
    assert most_striking(PRACTICES, cells(*thin)) == "use_name"


@pytest.mark.parametrize("as_list", [True, False])
def test_the_legend_says_when_there_is_no_colour(monkeypatch: pytest.MonkeyPatch, as_list: bool) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    assert practices_legend(as_list).count("sem diferença clara ou menos de 30 vereditos") == 1


def movement(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Practices with their signal, and what says so."""
    types = {"key": pl.String(), "signal": pl.String(), "signal_by": pl.String()}
    about = {"change": 0.1, "rate": 0.9, "before_rate": 0.8, "normal_low": 0.7, "normal_high": 0.85}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(**about)


def test_no_history_is_not_called_normal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    assert moved(movement(("use_name", "unknown", None))) == "Não há histórico para dizer se alguma prática mudou."
    assert moved(movement(("use_name", "normal", None), ("composure", "unknown", None))).startswith("Nenhuma prática")
    assert "**Chamar pelo nome** subiu para 90%" in moved(movement(("use_name", "above", "limits")))


def test_what_left_its_normal_is_the_first_to_be_opened() -> None:
    assert first_to_open(movement(("use_name", "normal", None), ("composure", "below", "change"))) == "composure"
    assert first_to_open(movement(("use_name", "normal", None))) is None


def test_coverage_says_how_many_how_many_not_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    types = {"channel": pl.String(), "insufficient": pl.Int64()}
    seen = pl.DataFrame([("phone", 1200), ("", 3)], schema=types, orient="row")
    words = coverage({"n": 2393}, seen)
    assert "2.393 vereditos; outros 1.203 não foram possíveis, os atendimentos não têm mensagens" in words
    assert "(Telefone 1.200 e sem canal 3)" in words
    assert "nada ficou de fora" in coverage({"n": 5}, pl.DataFrame(schema=types))


def test_the_list_of_cells_ranks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[dict[str, str]]] = []
    monkeypatch.setattr(wording, "language", lambda: "pt")
    monkeypatch.setattr(tables.st, "table", lambda rows, **_: shown.append(rows))
    monkeypatch.setattr(tables.st, "markdown", lambda _: None)
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
