"""Importing canonical files: every row is taken, was there already, or is set aside; on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from sqlalchemy import select

from data import records, schema
from data.records import Records
from data.sources import UnreadableFile, import_path, import_records, intake, sentence
from data.sources.faults import FAULTS
from data.store import Store
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, MESSAGES, column, counts, faults, stored, write

HEADER = "contact_id,customer_id,agent_id,started_at\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "export", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS, messages=MESSAGES)


def test_a_folder_comes_in_and_a_second_time_it_is_already_there(store: Store, folder: Path) -> None:
    assert counts(import_path(store, folder)) == (9, 9, 0, 0)
    found = store.records_of(["k1"])
    assert found.messages["text"].to_list() == ["Oi, caiu", "Bom dia"]
    assert found.contacts["started_at"].to_list() == [datetime(2026, 11, 16, 12, 0, tzinfo=UTC)]
    assert store.touched() == ["k1", "k2"]
    assert counts(import_path(store, folder)) == (9, 0, 0, 9)
    assert stored(store, "messages") == 3


def test_new_content_under_the_same_id_updates_the_row(store: Store, folder: Path) -> None:
    import_path(store, folder)
    with store.write() as connection:
        store.untouch(connection, ["k1", "k2"])
    write(folder, contacts=CONTACTS.replace("c1,k1", "c1,k9").replace("billing", "billing"), agents=AGENTS)
    assert counts(import_path(store, folder)) == (9, 1, 0, 8)
    assert column(store, "contacts", "customer_id") == ["k9", "k2"]
    assert store.touched() == ["k1", "k9"], "whose it was and whose it is"


def test_an_empty_value_that_becomes_known_is_new_content(store: Store, folder: Path) -> None:
    import_path(store, folder)
    with_end = CONTACTS.replace("started_at\n", "started_at,ended_at,csat,resolved\n")
    write(folder, contacts=with_end.replace("09:00:00\n", "09:00:00,2026-11-16T09:30:00,5,sim\n"))
    assert counts(import_path(store, folder)) == (9, 1, 0, 8)
    assert column(store, "contacts", "csat") == [5, None]
    assert column(store, "contacts", "resolved") == [True, None]


def test_the_import_is_on_record(store: Store, folder: Path) -> None:
    before = store.state()
    report = import_path(store, folder, source="export")
    with store.engine.connect() as connection:
        row = connection.execute(select(schema.imports)).one()
    assert (row.id, row.source, row.rows_in, row.rows_taken) == (report.import_id, "export", 9, 9)
    assert row.finished_at >= row.started_at
    assert not row.fictitious
    assert len(json.loads(row.noted)["parts"]) == 4
    assert store.state() != before
    assert column(store, "messages", "source") == ["export"] * 3


def test_a_dry_run_counts_the_same_and_writes_nothing(store: Store, folder: Path) -> None:
    write(folder, contacts=CONTACTS + "c3,k1,,whatsapp,support,2026-11-16T09:00:00\n")
    before = store.state()
    rehearsed = import_path(store, folder, dry_run=True)
    assert counts(rehearsed) == (10, 9, 1, 0)
    assert rehearsed.import_id is None
    assert [stored(store, name) for name in ("contacts", "messages", "imports", "set_aside")] == [0, 0, 0, 0]
    assert (store.touched(), store.state()) == ([], before)
    assert counts(import_path(store, folder)) == counts(rehearsed)
    write(folder, contacts=CONTACTS.replace("billing", "support"))
    again = import_path(store, folder, dry_run=True)
    assert counts(again) == (9, 1, 0, 8)
    assert column(store, "contacts", "reason") == ["support", "billing"]
    assert counts(import_path(store, folder)) == counts(again)


def test_what_is_set_aside_is_kept_whole(store: Store, folder: Path) -> None:
    write(folder, contacts=HEADER + "c1,k1,a1,2026-11-16 09:00\nc2,k2,,2026-11-16 10:00\n")
    report = import_path(store, folder)
    assert faults(report) == [(2, "agent_id", "contact_without_agent"), (3, "contact_id", "message_without_contact")]
    with store.engine.connect() as connection:
        rows = connection.execute(select(schema.set_aside).order_by(schema.set_aside.c.id)).all()
    assert [(row.file, row.row_number, row.table_name, row.import_id) for row in rows] == [
        ("contacts.csv", 2, "contacts", report.import_id),
        ("messages.csv", 3, "messages", report.import_id),
    ]
    assert json.loads(rows[0].row) == {
        "contact_id": "c2",
        "customer_id": "k2",
        "agent_id": None,
        "started_at": "2026-11-16 10:00",
    }
    assert rows[1].value == "c2"


def test_mended_rows_come_in_later(store: Store, folder: Path) -> None:
    write(folder, contacts=CONTACTS.replace("c2,k2,a2", "c2,k2,"))
    assert counts(import_path(store, folder)) == (9, 7, 2, 0)
    write(folder, contacts=CONTACTS)
    assert counts(import_path(store, folder)) == (9, 2, 0, 7)


def test_a_message_finds_its_contact_in_the_store(store: Store, folder: Path, tmp_path: Path) -> None:
    import_path(store, folder)
    later = write(tmp_path / "later", messages=MESSAGES + "c1,2,agent,,Resolvido\nc9,0,agent,,Oi\n")
    report = import_path(store, later)
    assert counts(report) == (5, 1, 1, 3)
    assert faults(report) == [(5, "contact_id", "message_without_contact")]


def test_events_follow_their_order(store: Store, tmp_path: Path) -> None:
    orders = "os_id,customer_id,agent_id,kind,opened_at\no1,k1,a1,repair,2026-11-16\n"
    events = (
        "os_id,at,author,kind,text\no1,2026-11-16 09:00,a1,note,Feito\no9,2026-11-16 09:00,a1,note,?\n"
        "o1,2026-11-16 09:00,a1,note,Feito\n"
    )
    folder = write(tmp_path / "in", service_orders=orders, os_events=events)
    report = import_path(store, folder)
    assert counts(report) == (4, 2, 1, 1)
    assert faults(report) == [(2, "os_id", "event_without_order")]
    assert counts(import_path(store, folder)) == (4, 0, 1, 3)


def test_two_rows_with_one_id_in_one_file(store: Store, tmp_path: Path) -> None:
    rows = "c1,k1,a1,2026-11-16\nc1,k1,a1,2026-11-16\nc1,k2,a1,2026-11-16\nc2,k2,a1,2026-11-16\n"
    report = import_path(store, write(tmp_path / "in", contacts=HEADER + rows))
    assert counts(report) == (4, 2, 1, 1)
    assert faults(report) == [(3, "contact_id", "duplicate_id")]
    assert column(store, "contacts", "customer_id") == ["k1", "k2"]


def test_two_files_of_one_table_are_one_import(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", contacts=HEADER + "c1,k1,a1,2026-11-16\nc2,k1,a1,2026-11-16\n")
    (folder / "contacts_2.csv").write_text(HEADER + "c2,k1,a1,2026-11-16\nc1,k7,a1,2026-11-16\n")
    report = import_path(store, folder)
    assert counts(report) == (4, 2, 1, 1)
    assert column(store, "contacts", "customer_id") == ["k1", "k1"]


def test_ids_of_another_source_are_left_to_it(store: Store, folder: Path) -> None:
    import_path(store, folder, source="one")
    write(folder, contacts=CONTACTS.replace("c1,k1", "c1,k5"))
    report = import_path(store, folder, source="two")
    assert counts(report) == (9, 0, 1, 8)
    assert faults(report) == [(1, "contact_id", "id_of_another_source")]
    assert column(store, "contacts", "customer_id") == ["k1", "k2"]


def test_an_import_that_was_stopped_goes_on_where_it_was(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)

    def stop(table: str, done: int, total: int) -> None:
        if table == "messages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_path(store, folder, progress=stop)
    assert stored(store, "messages") == 2
    with store.engine.connect() as connection:
        row = connection.execute(select(schema.imports)).one()
    assert row.finished_at is None
    assert (row.rows_in, row.rows_taken) == (8, 8)
    assert "k1" in store.touched()
    assert counts(import_path(store, folder)) == (9, 1, 0, 8)
    assert stored(store, "messages") == 3


def test_two_imports_of_one_source_at_once(store: Store, folder: Path) -> None:
    began = intake.Intake(store, intake.ImportReport("canonical"), False, None)  # saw an empty store …
    import_path(store, folder)  # … that was filled meanwhile
    frame = store.records_of(None).contacts
    arrivals = import_records.__globals__["_frames"](Records(contacts=frame), "canonical")
    assert counts(began.run(arrivals, "x", fictitious=False)) == (2, 0, 0, 2)


def test_frames_of_our_own_come_in_marked_fictitious(store: Store) -> None:
    agents = pl.DataFrame([{"agent_id": "a1", "name": "Ana"}], schema=records.AGENTS.schema)
    report = import_records(store, Records(agents=agents), source="demo", fictitious=True)
    assert counts(report) == (1, 1, 0, 0)
    assert store.is_fictitious()


def test_a_new_agent_touches_whoever_they_served(store: Store, folder: Path) -> None:
    import_path(store, folder)
    with store.write() as connection:
        store.untouch(connection, store.touched())
    write(folder, agents=AGENTS.replace("Bia", "Beatriz"))
    assert counts(import_path(store, folder)) == (9, 1, 0, 8)
    assert store.touched() == ["k2"]


@pytest.mark.parametrize("seed", range(5))
def test_rows_in_are_accounted_for_whatever_comes(sqlite_store: Store, tmp_path: Path, seed: int) -> None:
    """Random rubbish, random faults, twice: the sum holds, and what is set aside is in the store row by row."""
    chance = random.Random(seed)
    values: dict[str, Callable[[], str]] = {
        "contact_id": lambda: chance.choice(["", "c1", "c2", "x" * 90, "1,5E+17", f"c{chance.randrange(50)}"]),
        "agent_id": lambda: chance.choice(["", "a1", "a2"]),
        "channel": lambda: chance.choice(["", "whatsapp", "WhatsApp ", "fax"]),
        "started_at": lambda: chance.choice(["", "2026-11-16", "31/12/2026 10:00", "12/31/2026", "ontem"]),
        "csat": lambda: chance.choice(["", "5", "9", "cinco", "4.0"]),
        "resolved": lambda: chance.choice(["", "sim", "0", "talvez"]),
    }
    rows = [",".join(f'"{make()}"' for make in values.values()) for _ in range(300)]
    file = tmp_path / "contacts.csv"
    file.write_text("\n".join([",".join(values), *rows]) + "\n")
    first = import_path(sqlite_store, file)
    assert counts(first)[0] == 300
    assert stored(sqlite_store, "contacts") == first.rows_taken
    assert stored(sqlite_store, "set_aside") == first.rows_set_aside
    second = import_path(sqlite_store, file)
    assert counts(second)[:2] == (300, 0)
    assert second.rows_set_aside == first.rows_set_aside
    for row in first.aside.iter_rows(named=True):
        fields = {"file": row["file"], "row": row["row_number"], "column": row["column_name"], "value": row["value"]}
        for language in ("pt_BR", "en"):
            assert str(row["row_number"]) in sentence(row["fault"], language, **fields)


def test_a_message_of_a_megabyte_is_taken_whole(store: Store, folder: Path) -> None:
    long = "Não funciona! " * 80_000
    write(folder, messages=MESSAGES + f'c1,2,customer,,"{long}"\n')
    assert counts(import_path(store, folder)) == (10, 10, 0, 0)
    assert store.records_of(["k1"]).messages["text"].to_list()[-1] == long


def test_a_message_with_the_null_character(store: Store, tmp_path: Path) -> None:
    case = {
        "agents": [{"agent_id": "a1", "name": "Ana"}],
        "contacts": [{"contact_id": "c1", "agent_id": "a1", "started_at": "2026-11-16"}],
        "messages": [{"contact_id": "c1", "position": 0, "sender": "agent", "text": "oi\x00!"}],
        "cancellations": ["o quê?", {"cancellation_id": "x"}],
    }
    (tmp_path / "case.json").write_text(json.dumps(case))
    report = import_path(store, tmp_path / "case.json")
    assert counts(report) == (5, 3, 2, 0)
    assert faults(report) == [(1, None, "not_a_record"), (2, "customer_id", "missing_value")]
    assert column(store, "messages", "text") == ["oi!"]


def test_cases_of_one_file_do_not_mix(sqlite_store: Store, tmp_path: Path) -> None:
    def case(name: str, who: str) -> str:
        return json.dumps(
            {
                "case": name,
                "agents": [{"agent_id": "a1", "name": who}],
                "contacts": [{"contact_id": "c1", "customer_id": "k1", "agent_id": "a1", "started_at": "2026-11-16"}],
                "service_orders": [{"os_id": "o1", "agent_id": "a1", "kind": "repair", "opened_at": "2026-11-16"}],
                "os_events": [{"os_id": "o1", "at": "2026-11-16", "author": who} for who in ("a1", "Técnico Zé")],
                "labels": [],
            }
        )

    (tmp_path / "cases.jsonl").write_text(case("d-1", "Ana") + "\n" + case("d-2", "Bia") + "\n")
    assert counts(import_path(sqlite_store, tmp_path / "cases.jsonl")) == (10, 10, 0, 0)
    assert column(sqlite_store, "contacts", "contact_id") == ["d-1:c1", "d-2:c1"]
    assert column(sqlite_store, "os_events", "author") == ["d-1:a1", "Técnico Zé", "d-2:a1", "Técnico Zé"]


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_typed_files(sqlite_store: Store, tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame(
        {
            "contact_id": [101, 102],
            "agent_id": ["a1", "a2"],
            "started_at": [datetime(2026, 11, 16, 9, 30), datetime(2026, 11, 17, 9, 30)],
            "csat": [5.0, None],
            "resolved": [True, False],
        }
    )
    file = tmp_path / f"contacts.{ending}"
    frame.write_parquet(file) if ending == "parquet" else frame.write_excel(file)
    assert counts(import_path(sqlite_store, file)) == (2, 2, 0, 0)
    found = sqlite_store.records_of(None).contacts
    assert found["contact_id"].to_list() == ["101", "102"]
    assert found["started_at"][0] == datetime(2026, 11, 16, 12, 30, tzinfo=UTC)
    assert found["csat"].to_list() == [5, None]
    assert found["resolved"].to_list() == [True, False]


def test_a_workbook_of_several_tables(sqlite_store: Store, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "tudo.xlsx")) as workbook:
        messages = workbook.add_worksheet("messages")
        messages.write_row(0, 0, ["contact_id", "position", "sender", "text"])
        messages.write_row(1, 0, ["c1", 0, "agent", "Bom dia"])
        contacts = workbook.add_worksheet("contacts")
        contacts.write_row(0, 0, ["contact_id", "agent_id", "started_at", "protocol"])
        contacts.write_row(1, 0, ["c1", "a1", "16/11/2026 09:00", 202611160000123456])
        workbook.add_worksheet("Planilha3")
    report = import_path(sqlite_store, tmp_path / "tudo.xlsx")
    assert counts(report) == (2, 2, 0, 0)
    assert column(sqlite_store, "contacts", "protocol") == [None]
    assert [(note.fault, note.column, note.rows) for note in report.notes] == [("unreadable_protocol", "protocol", 1)]


def test_a_spreadsheet_under_a_wrong_name(sqlite_store: Store, tmp_path: Path) -> None:
    pl.DataFrame({"agent_id": ["a1"], "name": ["Ana"]}).write_excel(tmp_path / "x.xlsx")
    (tmp_path / "x.xlsx").rename(tmp_path / "agents.csv")
    assert counts(import_path(sqlite_store, tmp_path / "agents.csv")) == (1, 1, 0, 0)


def test_the_table_is_known_by_its_columns(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "exportação final (2).csv").write_text("name;agent_id\nAna;a1\n")
    assert counts(import_path(sqlite_store, tmp_path / "exportação final (2).csv")) == (1, 1, 0, 0)
    assert column(sqlite_store, "agents", "name") == ["Ana"]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "empty_file"),
        (b"agent_id,name\n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "wrong_kind"),
        (b"PK\x03\x04 not really", "wrong_kind"),
        (b"PAR1 not really", "wrong_kind"),
        (b'{"agents": [', "wrong_kind"),
        (b'{"outra": 1}', "unknown_table"),
        (b"nome,idade\nAna,30\n", "unknown_table"),
    ],
)
def test_files_that_cannot_be_read_say_why(sqlite_store: Store, tmp_path: Path, raw: bytes, fault: str) -> None:
    file = tmp_path / "agents.csv"
    file.write_bytes(raw)
    with pytest.raises(UnreadableFile) as raised:
        import_path(sqlite_store, file)
    assert raised.value.fault == fault
    for language in ("pt_BR", "en"):
        assert "agents.csv" in sentence(fault, language, **raised.value.fields)
    assert stored(sqlite_store, "imports") == 0
    folder = write(tmp_path / "in", customers=CUSTOMERS, agents=raw)
    report = import_path(sqlite_store, folder)
    assert counts(report) == (2, 2, 0, 0), "one bad file is not the end of the import"
    assert [(note.file, note.fault) for note in report.notes] == [("agents.csv", fault)]


def test_nothing_at_that_path(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as raised:
        import_path(sqlite_store, tmp_path / "nada")
    assert raised.value.fault == "not_found"


def test_links_out_of_the_folder_are_not_followed(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(CUSTOMERS)
    folder = write(tmp_path / "in", agents=AGENTS)
    (folder / "customers.csv").symlink_to(tmp_path / "secret.csv")
    assert counts(import_path(sqlite_store, folder)) == (2, 2, 0, 0)


def test_a_missing_column_sets_every_row_aside(sqlite_store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", contacts="contact_id,started_at\nc1,2026-11-16\nc2,2026-11-16\n", agents=AGENTS)
    report = import_path(sqlite_store, folder)
    assert counts(report) == (4, 2, 2, 0)
    assert faults(report) == [(1, "agent_id", "missing_columns"), (2, "agent_id", "missing_columns")]


def test_columns_that_no_table_has_are_told(sqlite_store: Store, tmp_path: Path) -> None:
    report = import_path(sqlite_store, write(tmp_path / "in", agents="agent_id,name,ramal\na1,Ana,203\n"))
    assert [(note.fault, note.column) for note in report.notes] == [("ignored_column", "ramal")]


def test_ragged_and_badly_quoted_rows_are_set_aside_alone(sqlite_store: Store, tmp_path: Path) -> None:
    rows = "agent_id,name,team\na1,Ana,Norte\na2,Bia,Sul,sobra\na3,Caio\n\na4,Davi,Sul\n"
    report = import_path(sqlite_store, write(tmp_path / "in", agents=rows))
    assert faults(report) == [(2, None, "wrong_number_of_fields")]
    assert column(sqlite_store, "agents", "agent_id") == ["a1", "a3", "a4"]
    assert json.loads(report.aside["row"][0])["name"] == "Bia"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(sqlite_store: Store, tmp_path: Path, encoding: str, separator: str) -> None:
    text = "agent_id,name,team\na1,João Conceição,São José\n".replace(",", separator)
    import_path(sqlite_store, write(tmp_path / "in", agents=text.encode(encoding)))
    assert column(sqlite_store, "agents", "name") == ["João Conceição"]
    assert column(sqlite_store, "agents", "team") == ["São José"]


def test_a_file_of_two_encodings(sqlite_store: Store, tmp_path: Path) -> None:
    raw = "agent_id,name\na1,João\n".encode() + "a2,José\n".encode("cp1252") + "a3,Inês\n".encode()
    report = import_path(sqlite_store, write(tmp_path / "in", agents=raw))
    assert faults(report) == [(2, "name", "wrong_encoding")]
    assert column(sqlite_store, "agents", "name") == ["João", "Inês"]


def test_dates_written_month_first_are_never_guessed(sqlite_store: Store, tmp_path: Path) -> None:
    rows = HEADER + "c1,,a1,11/16/2026 09:00\nc2,,a1,03/04/2026 09:00\nc3,,a1,2026-11-16\n"
    report = import_path(sqlite_store, write(tmp_path / "in", contacts=rows))
    assert faults(report) == [(1, "started_at", "date_order"), (2, "started_at", "date_order")]
    assert "mês/dia" in sentence("date_order", "pt_BR", value="11/16/2026")


def test_one_slip_casts_no_doubt_on_clear_dates(sqlite_store: Store, tmp_path: Path) -> None:
    rows = HEADER + "c1,,a1,11/16/2026\nc2,,a1,03/04/2026\nc3,,a1,16/11/2026\nc4,,a1,31/10/26 09:15\n"
    report = import_path(sqlite_store, write(tmp_path / "in", contacts=rows))
    assert faults(report) == [(1, "started_at", "date_order")]
    found = [at.date() for at in column(sqlite_store, "contacts", "started_at")]
    assert found == [date(2026, 4, 3), date(2026, 11, 16), date(2026, 10, 31)]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-16T09:00:00", datetime(2026, 11, 16, 12, 0)),
        ("2026-11-16 09:00:00.250", datetime(2026, 11, 16, 12, 0, 0, 250_000)),
        ("2026-11-16T09:00:00Z", datetime(2026, 11, 16, 9, 0)),
        ("2026-11-16T09:00:00-04:00", datetime(2026, 11, 16, 13, 0)),
        ("2026-11-16T09:00+0530", datetime(2026, 11, 16, 3, 30)),
        ("16/11/2026 09:00", datetime(2026, 11, 16, 12, 0)),
        ("16/11/2026, 09:00", datetime(2026, 11, 16, 12, 0)),
        ("16-11-2026", datetime(2026, 11, 16, 3, 0)),
        ("2018-11-04", datetime(2018, 11, 4, 3, 0)),  # the clock went from 0h to 1h that night
    ],
)
def test_times(sqlite_store: Store, tmp_path: Path, written: str, utc: datetime) -> None:
    rows = HEADER + f'c1,,a1,"{written}"\nc2,,a1,2026-01-01 00:00\n'
    assert counts(import_path(sqlite_store, write(tmp_path / "in", contacts=rows))) == (2, 2, 0, 0)
    assert column(sqlite_store, "contacts", "started_at")[0] == utc.replace(tzinfo=UTC)


@pytest.mark.parametrize("written", ["amanhã", "2026-13-40", "32/01/2026", "45.612", "0001-01-01", "2026-11-16 25:00"])
def test_what_is_no_time(sqlite_store: Store, tmp_path: Path, written: str) -> None:
    report = import_path(sqlite_store, write(tmp_path / "in", contacts=HEADER + f"c1,,a1,{written}\n"))
    assert faults(report) == [(1, "started_at", "bad_date")]
    assert report.aside["value"].to_list() == [written]


def test_unknown_words_where_a_word_is_required_and_where_not(sqlite_store: Store, tmp_path: Path) -> None:
    contacts = (
        "contact_id,agent_id,started_at,channel\nc1,a1,2026-11-16,fax\nc2,a1,2026-11-16,FAX\nc3,a1,2026-11-16,Chat\n"
    )
    orders = "os_id,agent_id,opened_at,kind,status\no1,a1,2026-11-16,conserto,open\no2,a1,2026-11-16,repair,parada\n"
    report = import_path(sqlite_store, write(tmp_path / "in", contacts=contacts, service_orders=orders))
    assert counts(report) == (5, 4, 1, 0)
    assert faults(report) == [(1, "kind", "unknown_value")]
    assert column(sqlite_store, "contacts", "channel") == [None, None, "chat"]
    unmapped = {(note.column, note.value, note.rows) for note in report.notes if note.fault == "unmapped_value"}
    assert unmapped == {("channel", "fax", 1), ("channel", "FAX", 1), ("status", "parada", 1)}


def test_numbers_that_a_spreadsheet_damaged(sqlite_store: Store, tmp_path: Path) -> None:
    rows = (
        "contact_id,protocol,agent_id,started_at,csat\n2.02611E+17,1,a1,2026-11-16,5\n"
        'c2,"2,02611E+17",a1,2026-11-16,cinco\nc3,"2,02611E+17",a1,2026-11-16,5\nc4,2026E12X,a1,2026-11-16,6\n'
    )
    report = import_path(sqlite_store, write(tmp_path / "in", contacts=rows))
    assert faults(report) == [(1, "contact_id", "mangled_number"), (2, "csat", "bad_number")]
    assert column(sqlite_store, "contacts", "protocol") == [None, "2026E12X"]
    assert column(sqlite_store, "contacts", "csat") == [5, None], "six stars of five are no rating"
    assert {(note.fault, note.value, note.rows) for note in report.notes} == {
        ("unreadable_protocol", "2,02611E+17", 2),
        ("unmapped_value", "6", 1),
    }


def test_impossible_states_are_taken_and_told(sqlite_store: Store, tmp_path: Path) -> None:
    orders = (
        "os_id,agent_id,opened_at,kind,status,closed_at\no1,a1,2026-11-16,repair,open,2026-11-17\n"
        "o2,a1,2026-11-16,repair,closed,\no3,a1,2026-11-16,repair,closed,2026-11-15\n"
    )
    report = import_path(sqlite_store, write(tmp_path / "in", service_orders=orders))
    assert counts(report) == (3, 3, 0, 0)
    assert [(note.fault, note.rows) for note in report.notes] == [
        ("open_with_closing_date", 1),
        ("closed_without_date", 1),
        ("ends_before_it_starts", 1),
    ]


def test_every_fault_has_both_languages() -> None:
    for code, words in FAULTS.items():
        assert set(words) == {"pt_BR", "en"}, code
        assert len(code) <= 40
        for language in words:
            fields = {name: f"<{name}>" for name in ("file", "row", "table", "column", "value", "known", "rows")}
            assert "<file>" in sentence(code, language, **fields)  # type: ignore[arg-type]


def test_quotes_that_are_not_closed_cost_their_own_line_only(sqlite_store: Store, tmp_path: Path) -> None:
    rows = 'agent_id,name,team\na1,"Ana,Norte\na2,"Bia "x" y",Sul\na3,"Ca\nio",Sul\na4,D "K" L,Sul\na5,"Eva\n'
    report = import_path(sqlite_store, write(tmp_path / "in", agents=rows))
    assert faults(report) == [(1, None, "broken_quotes"), (2, None, "broken_quotes"), (5, None, "broken_quotes")]
    assert column(sqlite_store, "agents", "name") == ["Ca\nio", 'D "K" L']
    assert 'a1,"Ana,Norte' in json.loads(report.aside["row"][0]).values()


def test_the_line_in_which_excel_names_its_separator(sqlite_store: Store, tmp_path: Path) -> None:
    report = import_path(sqlite_store, write(tmp_path / "in", agents="sep=;\r\nagent_id;name\r\na1;Ana\r\n"))
    assert counts(report) == (1, 1, 0, 0)


def test_a_parquet_file_of_odd_types(sqlite_store: Store, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "contact_id": pl.Series(["c1", "c2"], dtype=pl.Categorical),
            "agent_id": pl.Series([b"a1", b"\xff"], dtype=pl.Binary),
            "started_at": pl.Series([date(2026, 11, 16)] * 2),
            "csat": pl.Series(["4", "5"]).cast(pl.Decimal(10, 2)),
            "protocol": [["x"], []],
            "queued_seconds": pl.Series([None, None], dtype=pl.Null),
        }
    )
    frame.write_parquet(tmp_path / "contacts.parquet")
    report = import_path(sqlite_store, tmp_path / "contacts.parquet")
    assert counts(report) == (2, 1, 1, 0)
    assert faults(report) == [(2, "agent_id", "wrong_encoding")]
    assert column(sqlite_store, "contacts", "csat") == [4]


def test_half_a_character_in_json(sqlite_store: Store, tmp_path: Path) -> None:
    case = '{"agents": [{"agent_id": "a1", "name": "Ana \\ud83d"}, {"agent_id": "a2", "name": "B\u2028ia"}]}'
    (tmp_path / "case.json").write_text(case)
    assert counts(import_path(sqlite_store, tmp_path / "case.json")) == (2, 2, 0, 0)
    (tmp_path / "case.json").write_bytes(b'{"agents": [{"agent_id": "a1",\n "name": "Jo\xe3o"}]}')
    with pytest.raises(UnreadableFile) as raised:
        import_path(sqlite_store, tmp_path / "case.json")
    assert (raised.value.fault, raised.value.fields["row"]) == ("wrong_json_encoding", 2)


def test_a_folder_with_tables_and_cases(sqlite_store: Store, folder: Path) -> None:
    case = {"agents": [{"agent_id": "a9", "name": "Zoé"}], "messages": [{"contact_id": "c1"}]}
    (folder / "case.json").write_text(json.dumps(case))
    report = import_path(sqlite_store, folder)
    assert counts(report) == (11, 10, 1, 0)
