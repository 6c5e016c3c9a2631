"""What is owed to customers, as a list in a drawer: oldest first, each row a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from ui.links import to_contact, to_order
from ui.literal import literal
from ui.names import order_name
from ui.unit_list import ROWS_A_PAGE
from ui.wording import day, days, plural, tr


def open_list(heading: str, rows: pl.DataFrame, now: datetime, key: str) -> None:
    """Open OWED_SCHEMA rows in a drawer. One a run."""

    @st.dialog(heading, width="large", position="right")
    def drawer() -> None:
        overdue = int(rows["overdue"].sum())
        words = plural("{n} is past its time", "{n} are past their time", overdue)
        st.markdown(f":small[:gray[{words}]]")
        pages = max(1, -(-rows.height // ROWS_A_PAGE))
        page = st.pagination(pages, key=f"owed_{key}_page") if pages > 1 else 1
        shown = rows.slice((page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
        st.table([_cells(row, now) for row in shown.to_dicts()], border="horizontal", hide_index=True, alt=heading)

    drawer()


def _cells(row: dict[str, Any], now: datetime) -> dict[str, str]:
    address = to_contact(row["contact_id"]) if row["contact_id"] else None
    if row["os_id"] and row["kind"] != "contacts":
        address = to_order(row["os_id"])
    link = f"[{tr('open the record')}]({address})" if address else ""
    what = order_name(row["os_id"]) if row["os_id"] else ""
    sign = ":orange[◆]" if row["overdue"] else "○"
    return {
        tr("Age"): f"{sign} {days((now - row['since']).days)}  \n{link}",
        tr("Customer"): f"{literal(row['customer'])}  \n:small[:gray[{what}]]",
        tr("Agent"): literal(row["agent"]),
        tr("Since"): day(row["since"]),
    }
