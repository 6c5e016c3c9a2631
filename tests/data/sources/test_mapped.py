"""Foreign files through a mapping: a small one made here, and the two that ship, on the real exports where they are."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from data import records
from data.sources import UnknownMapping, UnreadableFile, import_path
from data.sources.mapped import SHIPPED, mapping_named, shipped
from data.store import Store
from tests.data.sources.writing import column, counts, faults, stored

REAL = Path(__file__).resolve().parents[4] / "shared" / "sources"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real exports are not in {REAL}")

MAPPING = """
source = "erp"
id_prefix = "erp:"
decimal = ","
empty = ["-"]

[[lookup]]
file = "pessoas"
key = "codigo"
into = "ordens"
column = "cliente"
bring = { cidade_do_cliente = "cidade" }

[[table]]
file = "ordens"
table = "agents"
derived = true
distinct = true
[table.columns]
agent_id = "atendente"
name = "atendente"

[[table]]
file = "ordens"
table = "service_orders"
[table.columns]
os_id = "numero"
customer_id = "cliente"
agent_id = "atendente"
opened_at = { join = ["data", "hora"], with = " " }
fee_amount = "valor"
technician = "cidade_do_cliente"
kind = { from = "assunto", matches = [["(?i)mudan.a", "room_change"], ["(?i)reparo", "repair"]], default = "other" }
status = { from = "situacao", values = { "Aberta" = "open", "Finalizada" = "closed" } }
[[table.report]]
fault = "closed_without_resolution"
when = { situacao = "Finalizada" }
empty = "solucao"

[[table]]
file = "ordens"
table = "os_events"
derived = true
only_with = "solucao"
external_id = { from = "numero", prefix = "solucao:" }
[table.columns]
os_id = "numero"
at = { join = ["data", "hora"], with = " " }
author = { from = "atendente", prefix = true }
kind = { constant = "note" }
text = "solucao"
"""
ORDERS = (
    "numero;cliente;atendente;data;hora;valor;assunto;situacao;solucao\n"
    '1;7;Zé;16/11/2026;09:30;"R$ 1.234,50";Mudança de cômodo;Aberta;\n'
    "2;8;Zé;17/11/2026;10:00;-;Reparo;FINALIZADA ;Trocado o cabo\n"
    "3;7;Bia;18/11/2026;11:00;12,5;Dúvida;Finalizada;\n"
    "4;7;;18/11/2026;11:00;0;Dúvida;Aberta;\n"
    "2.02611E+17;7;Bia;18/11/2026;11:00;0;Dúvida;Suspensa;\n"
)
PEOPLE = "codigo;cidade\n7;Recife\n7;Olinda\n"


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    file = tmp_path / "erp.toml"
    file.write_text(MAPPING)
    return str(file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Ordens.csv").write_bytes(ORDERS.encode("cp1252"))
    (folder / "pessoas.csv").write_text(PEOPLE)
    return folder


def test_a_folder_through_a_mapping(store: Store, folder: Path, mapping: str) -> None:
    report = import_path(store, folder, mapping)
    assert counts(report) == (5, 3, 2, 0)
    main = report.aside.filter(pl.col("table_name") == "service_orders")
    assert main.select("row_number", "column_name", "fault").rows() == [
        (4, "atendente", "missing_value"),
        (5, "numero", "mangled_number"),
    ]
    found = store.records_of(None)
    assert found.agents["agent_id"].to_list() == ["erp:Zé", "erp:Bia"]
    orders = found.service_orders
    assert orders["os_id"].to_list() == ["erp:1", "erp:2", "erp:3"]
    assert orders["fee_amount"].to_list() == [1234.5, None, 12.5]
    assert orders["kind"].to_list() == ["room_change", "repair", "other"]
    assert orders["status"].to_list() == ["open", "closed", "closed"]
    assert orders["technician"].to_list() == ["Recife", None, "Recife"]
    assert orders["opened_at"][0] == datetime(2026, 11, 16, 12, 30, tzinfo=UTC)
    assert found.os_events.select("os_id", "author", "text").rows() == [("erp:2", "erp:Zé", "Trocado o cabo")]
    notes = {(note.fault, note.column, note.rows) for note in report.notes}
    assert {
        ("lookup_duplicate", "codigo", 1),
        ("lookup_missing", "cliente", 1),
        ("looked_up", None, 2),
        ("closed_without_resolution", "solucao", 1),
        ("unmapped_value", "situacao", 1),
    } <= notes
    assert counts(import_path(store, folder, mapping)) == (5, 0, 2, 3)


def test_a_single_file_and_the_sources_own_ids_updated(sqlite_store: Store, folder: Path, mapping: str) -> None:
    file = folder / "qualquer nome.csv"
    (folder / "Ordens.csv").rename(file)
    assert counts(import_path(sqlite_store, file, mapping))[1] == 3
    file.write_text(ORDERS.replace("Trocado o cabo", "Trocado o conector"))
    report = import_path(sqlite_store, file, mapping)
    assert counts(report) == (5, 0, 2, 3)
    assert [part.taken for part in report.parts if part.table == "os_events"] == [1]
    assert column(sqlite_store, "os_events", "text") == ["Trocado o conector"]


def test_files_that_are_missing_or_too_many_are_told(sqlite_store: Store, folder: Path, mapping: str) -> None:
    (folder / "pessoas.csv").rename(folder / "outra.csv")
    report = import_path(sqlite_store, folder, mapping)
    assert {(note.fault, note.file) for note in report.notes} >= {
        ("file_not_given", "pessoas"),
        ("not_in_mapping", "outra.csv"),
    }


def test_a_column_that_left_the_file(sqlite_store: Store, folder: Path, mapping: str) -> None:
    (folder / "Ordens.csv").write_text(ORDERS.replace("valor", "preco").replace("numero;", "codigo;"))
    report = import_path(sqlite_store, folder, mapping)
    assert counts(report) == (5, 0, 5, 0)
    assert set(report.aside.filter(pl.col("table_name") == "service_orders")["column_name"]) == {"numero"}
    assert ("absent_column", "valor") in {(note.fault, note.column) for note in report.notes}


def test_an_encoding_that_the_mapping_is_wrong_about(sqlite_store: Store, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "utf.toml"
    own.write_text('encoding = "utf-8"\n' + MAPPING)
    with pytest.raises(UnreadableFile) as raised:
        import_path(sqlite_store, folder / "Ordens.csv", str(own))
    assert (raised.value.fault, raised.value.fields["row"]) == ("wrong_file_encoding", 2)
    report = import_path(sqlite_store, folder, str(own))
    assert [(note.fault, note.rows) for note in report.notes if note.file == "Ordens.csv"] == [
        ("wrong_file_encoding", 2)
    ]


def test_month_first_is_read_where_the_mapping_says_so(sqlite_store: Store, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "us.toml"
    own.write_text('dates = ["%m/%d/%Y %H:%M"]\n' + MAPPING)
    (folder / "Ordens.csv").write_text(ORDERS.replace("16/11/2026", "11/16/2026"))
    report = import_path(sqlite_store, folder, str(own))
    assert column(sqlite_store, "service_orders", "opened_at") == [datetime(2026, 11, 16, 12, 30, tzinfo=UTC)]
    assert (2, "data + hora", "bad_date") in faults(report)


@pytest.mark.parametrize("name", ["nada", "../../etc/passwd", "/etc/passwd", "rio_1746.toml"])
def test_a_mapping_that_is_not_there(sqlite_store: Store, folder: Path, name: str) -> None:
    with pytest.raises(UnknownMapping):
        import_path(sqlite_store, folder, name)


@pytest.mark.parametrize("change", [("os_id", "os_idd"), ('"service_orders"', '"ordens"'), ("[[table]]", "[[table")])
def test_a_mapping_that_is_wrong_says_so(
    sqlite_store: Store, folder: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    own = tmp_path / "bad.toml"
    own.write_text(MAPPING.replace(*change))
    with pytest.raises(UnknownMapping, match="bad"):
        import_path(sqlite_store, folder, str(own))


def test_what_ships_speaks_of_known_tables_and_values() -> None:
    assert shipped() == ["isp_crm", "rio_1746"]
    for name in shipped():
        mapping = mapping_named(name, "America/Sao_Paulo")
        assert mapping.id_prefix
        for table in mapping.tables:
            absent = set(table.table.required) - set(table.columns)
            assert not absent, (name, table.table.name)
            for target, spec in table.columns.items():
                known = table.table.column(target).values
                if known is None or isinstance(spec, str):
                    continue
                meant = [*spec.get("values", {}).values(), *(value for _, value in spec.get("matches", []))]
                meant += [spec[word] for word in ("default", "constant") if word in spec]
                assert set(meant) <= {one.value for one in known}, (name, target)
    for file in SHIPPED.glob("*.toml"):
        assert tomllib.loads(file.read_text())["id_prefix"].endswith(":")


@needs_real
def test_every_row_of_the_real_service_orders(store: Store) -> None:
    file = REAL / "rio-1746" / "chamados.csv"
    original = pl.read_csv(file, infer_schema=False)
    report = import_path(store, file, "rio_1746")
    assert counts(report) == (1756, 1756, 0, 0)
    assert stored(store, "service_orders") == original.height == 1756
    assert stored(store, "agents") == original["id_unidade_organizacional"].n_unique()
    assert report.notes == []
    orders = store.records_of([""]).service_orders
    assert orders.schema == pl.Schema(records.SERVICE_ORDERS.schema)
    assert (orders["closed_at"].is_null() == orders["status"].is_in(["open", "in_progress"])).all()
    first = orders.filter(pl.col("os_id") == "rio1746:18518196").row(0, named=True)
    assert first["opened_at"] == datetime(2023, 4, 1, 22, 49, 4, tzinfo=UTC)
    assert (first["kind"], first["agent_id"]) == ("repair", "rio1746:8")
    assert counts(import_path(store, file, "rio_1746")) == (1756, 0, 0, 1756)


@needs_real
def test_every_row_of_the_real_crm(store: Store) -> None:
    report = import_path(store, REAL / "isp-crm", "isp_crm")
    assert counts(report) == (260, 260, 0, 0)
    told = {note.fault: note.rows for note in report.notes if note.fault != "looked_up"}
    assert told == {"open_with_closing_date": 54, "closed_without_resolution": 8, "closed_without_date": 4}
    assert sum(note.rows for note in report.notes if note.fault == "looked_up") == 55, "contracts and plans"
    found = store.records_of(None)
    heights = {name: frame.height for name, frame in found.items()}
    assert heights["service_orders"] == heights["contacts"] == 100
    assert heights["os_events"] == 115, "the history, and 15 resolutions with a date"
    assert (heights["customers"], heights["agents"]) == (50, 10)
    assert found.customers["plan"].null_count() == 0
    assert found.customers.row(0, named=True)["city"] == "Belo Horizonte"
    assert found.customers.row(0, named=True)["since"] == date(2023, 10, 21)
    assert set(found.service_orders["agent_id"]) <= set(found.agents["agent_id"])
    assert set(found.os_events["author"].drop_nulls()) <= set(found.agents["agent_id"])
    assert found.contacts["channel"].null_count() == 100
    assert found.service_orders.filter(pl.col("kind") == "cancellation").height == 7
    assert counts(import_path(store, REAL / "isp-crm", "isp_crm")) == (260, 0, 0, 260)
