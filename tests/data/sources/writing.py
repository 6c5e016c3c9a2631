"""Small canonical folders for the import's tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from data import schema
from data.sources import ImportReport
from data.store import Store

AGENTS = "agent_id,name,team\na1,Ana,Norte\na2,Bia,Sul\n"
CUSTOMERS = "customer_id,name\nk1,Rui\nk2,Eva\n"
CONTACTS = (
    "contact_id,customer_id,agent_id,channel,reason,started_at\n"
    "c1,k1,a1,whatsapp,support,2026-11-16T09:00:00\n"
    "c2,k2,a2,phone,billing,2026-11-16T10:00:00\n"
)
MESSAGES = (
    "contact_id,position,sender,sent_at,text\n"
    'c1,0,customer,2026-11-16T09:00:00,"Oi, caiu"\n'
    "c1,1,agent,2026-11-16T09:01:00,Bom dia\n"
    "c2,0,customer,2026-11-16T10:00:00,Olá\n"
)


def write(folder: Path, **files: str | bytes) -> Path:
    """Write `contacts="..."` as contacts.csv, and so on."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Rows in, taken, set aside, already there; after checking that they add up, in all and file by file."""
    for part in report.parts:
        assert part.rows_in == part.taken + part.set_aside + part.already_there, part
    found = (report.rows_in, report.rows_taken, report.rows_set_aside, report.rows_already_there)
    assert found[0] == sum(found[1:])
    return found


def faults(report: ImportReport) -> list[tuple[int, str | None, str]]:
    """(row, column, fault) of every row set aside."""
    return list(report.aside.select("row_number", "column_name", "fault").iter_rows())


def stored(store: Store, table: str) -> int:
    with store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0


def column(store: Store, table: str, name: str) -> list[Any]:
    one = schema.metadata.tables[table]
    with store.engine.connect() as connection:
        return list(connection.scalars(select(one.c[name]).order_by(one.c.id)))
