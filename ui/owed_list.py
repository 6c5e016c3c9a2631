"""What is owed to customers, as a list in a drawer: oldest first, each row a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from ui.links import to_contact, to_order
from ui.literal import literal
from ui.names import order_name
from ui.screen import small
from ui.unit_list import open_rows, paged, record_link
from ui.wording import day, days, local, plural, tr


def open_list(heading: str, rows: pl.DataFrame, now: datetime, key: str) -> None:
    """Open OWED_SCHEMA rows in a drawer. One a run."""

    def draw() -> None:
        words = plural("{n} is past its time", "{n} are past their time", int(rows["overdue"].sum()))
        paged(rows, lambda row: _cells(row, now), words, key=f"owed_{key}")

    open_rows(heading, f"owed_{key}", draw)


def _cells(row: dict[str, Any], now: datetime) -> dict[str, str]:
    address = to_contact(row["contact_id"]) if row["contact_id"] else None
    if row["os_id"] and row["kind"] != "contacts":
        address = to_order(row["os_id"])
    what = order_name(row["os_id"]) if row["os_id"] else ""
    sign = ":orange[◆]" if row["overdue"] else "○"
    return {
        tr("Age"): f"{sign} {days((local(now).date() - local(row['since']).date()).days)}  \n{record_link(address)}",
        tr("Customer"): f"{literal(row['customer'])}  \n{small(what)}",
        tr("Agent"): literal(row["agent"]),
        tr("Since"): day(row["since"]),
    }
