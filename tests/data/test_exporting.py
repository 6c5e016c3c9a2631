"""Tables as files: what comes out can be opened safely and imported again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data import exporting, schema
from data.exporting import Extract, export
from data.sources import import_path
from data.store import Store, open_store
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, MESSAGES, counts, write

FORMULAS = ["=1+1", "+55 11", "-5", "@soma", "\tx", "=HYPERLINK(0)"]


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    text = "".join(f'c1,{place},customer,,"{said}"\n' for place, said in enumerate(FORMULAS, 10))
    import_path(
        store, write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS, messages=MESSAGES + text)
    )
    return store


def test_no_text_opens_as_a_formula(filled: Store, tmp_path: Path) -> None:
    assert export(filled, "messages", tmp_path / "out.csv", Extract()) == 9
    texts = pl.read_csv(tmp_path / "out.csv", infer_schema=False)["text"].to_list()
    assert texts[3:] == [f"'{said}" for said in FORMULAS]
    export(filled, "messages", tmp_path / "out.xlsx", Extract())
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["messages"]
    column = [cell.value for cell in sheet[1]].index("text")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][3:] == FORMULAS


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_what_went_out_comes_in_again(filled: Store, tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for table in ("agents", "customers", "contacts"):
        export(filled, table, folder / f"{table}.{ending}", Extract())
    assert counts(import_path(filled, folder)) == (6, 0, 0, 6)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    assert counts(import_path(other, folder)) == (6, 6, 0, 0)
    assert other.records_of(None).contacts.equals(filled.records_of(None).contacts)
    other.engine.dispose()


def test_days_are_local_and_both_included(filled: Store, tmp_path: Path) -> None:
    late = "contact_id,agent_id,started_at\nc3,a1,2026-11-17T23:30:00\nc4,a1,2026-11-18T00:30:00\n"
    import_path(filled, write(tmp_path / "late", contacts=late))
    out = tmp_path / "out.parquet"
    day = Extract(first_day=date(2026, 11, 17), last_day=date(2026, 11, 17))
    assert export(filled, "contacts", out, day) == 1
    found = pl.read_parquet(out)
    assert found["contact_id"].to_list() == ["c3"]
    assert found["started_at"].to_list() == [datetime(2026, 11, 18, 2, 30, tzinfo=UTC)]
    assert export(filled, "messages", out, Extract(last_day=date(2026, 11, 16))) == 9
    assert export(filled, "messages", out, Extract(first_day=date(2026, 11, 17))) == 0


def test_one_team(filled: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert export(filled, "contacts", out, Extract(team="Sul")) == 1
    assert export(filled, "messages", out, Extract(team="Sul")) == 1
    assert export(filled, "agents", out, Extract(team="Sul")) == 1
    assert export(filled, "contacts", out, Extract(team="Leste")) == 0


@pytest.mark.parametrize(
    ("table", "name", "extract"),
    [
        ("users", "out.csv", Extract()),
        ("sessions", "out.csv", Extract()),
        ("nada", "out.csv", Extract()),
        ("contacts", "out.pdf", Extract()),
        ("customers", "out.csv", Extract(team="Sul")),
        ("agents", "out.csv", Extract(first_day=date(2026, 1, 1))),
    ],
)
def test_what_cannot_be_exported_says_why(
    filled: Store, tmp_path: Path, table: str, name: str, extract: Extract
) -> None:
    with pytest.raises(ValueError, match=r"\w{4,}"):
        export(filled, table, tmp_path / name, extract)
    assert not (tmp_path / name).exists()


def test_every_other_table_can_be_exported(filled: Store, tmp_path: Path) -> None:
    for table in exporting.TABLES:
        export(filled, table, tmp_path / f"{table}.csv", Extract())
    assert set(schema.metadata.tables) - set(exporting.TABLES) == exporting.NOT_EXPORTED


def test_more_rows_than_a_sheet_holds(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SHEET_ROWS", 3)
    with pytest.raises(ValueError, match="more than a sheet holds"):
        export(filled, "messages", tmp_path / "out.xlsx", Extract())


def test_what_was_graded_blind_goes_out_by_day_and_team(filled: Store, tmp_path: Path) -> None:
    teams = {"c1": "a1", "c2": "a2"}
    about = {"sample_id": 1, "unit": "contact"}
    units = [
        {**about, "position": place, "unit_id": one, "agent_id": agent_id, "judged": True}
        for place, (one, agent_id) in enumerate(teams.items())
    ]
    gradings = [
        {**about, "unit_id": one, "practice": "use_name", "verdict": "met", "remark": "=1+1", "graded_by": by}
        | {"evidence": f"message:{one}:0", "graded_at": datetime(2026, 11, day, 1, tzinfo=UTC)}
        for one, by, day in (("c1", "gil", 10), ("c2", "gil", 11), ("c2", "rita", 12))
    ]
    with filled.write() as connection:
        connection.execute(schema.grading_sample_units.insert(), units)
        connection.execute(schema.gradings.insert(), gradings)
    out = tmp_path / "out.csv"
    assert export(filled, "gradings", out, Extract()) == 3
    first = pl.read_csv(out, infer_schema=False).row(0, named=True)
    assert (first["practice"], first["verdict"], first["graded_by"]) == ("use_name", "met", "gil")
    assert (first["evidence"], first["remark"]) == ("message:c1:0", "'=1+1")
    assert export(filled, "gradings", out, Extract(team="Sul")) == 2
    assert pl.read_csv(out)["unit_id"].unique().to_list() == ["c2"]
    assert export(filled, "gradings", out, Extract(first_day=date(2026, 11, 10), last_day=date(2026, 11, 10))) == 1
    assert pl.read_csv(out)["graded_at"].to_list() == ["2026-11-10T22:00:00-03:00"]
