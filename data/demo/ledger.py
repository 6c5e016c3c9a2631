"""What the stories write down: rows of the canonical tables, and the truth behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from data.demo.house import House
from data.records import TABLES, TIME, Records

ZONE = ZoneInfo("America/Sao_Paulo")


@dataclass
class Ledger:
    """Rows by table, in the order in which they were told; times local and without offset until `records`."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {table.name: [] for table in TABLES})
    truth: list[tuple[str, str, str, bool]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def contact_count(self) -> int:
        return len(self.rows["contacts"])

    def add(self, table: str, **values: Any) -> None:
        self.rows[table].append(values)

    def know(self, unit: str, unit_id: str, practice: str, followed: bool) -> None:
        """The truth of one unit on one practice."""
        self.truth.append((unit, unit_id, practice, followed))

    def next_id(self, prefix: str) -> str:
        """The next number of a kind: `os1`, `os2`, …"""
        self.numbers[prefix] = self.numbers.get(prefix, 0) + 1
        return f"{prefix}{self.numbers[prefix]}"

    def records(self, house: House) -> Records:
        """All rows as canonical frames. What lies after the house's last day has not happened yet and is left out."""
        now = datetime.combine(house.last_day, datetime.max.time()).replace(microsecond=0)
        self.rows["agents"] = [
            {
                "agent_id": one.agent_id,
                "name": one.name,
                "team": one.team,
                "lead": one.lead,
                "active": True,
                "hired_on": one.hired_on,
            }
            for one in house.agents
        ]
        self.rows["customers"] = [
            {
                "customer_id": one.customer_id,
                "name": one.name,
                "document": one.document,
                "phone": one.phone,
                "city": one.city,
                "plan": one.plan,
                "since": one.since,
            }
            for one in house.customers
        ]
        return Records(**{table.name: self._frame(table, now) for table in TABLES})

    def _frame(self, table: Any, now: datetime) -> pl.DataFrame:
        local = {name: pl.Datetime("us") if dtype == TIME else dtype for name, dtype in table.schema.items()}
        columns = {name: [row.get(name) for row in self.rows[table.name]] for name in local}
        frame = pl.DataFrame(columns, schema=local)
        times = [name for name, dtype in local.items() if dtype == pl.Datetime("us")]
        happened = [name for name in times if name != "scheduled_for"]
        frame = frame.with_columns(pl.when(pl.col(name) <= now).then(pl.col(name)) for name in happened)
        needed = [name for name in table.required if name in times]
        if table.name == "messages":
            needed = ["sent_at"]
        return frame.drop_nulls(needed).with_columns(
            pl.col(times).dt.replace_time_zone(str(ZONE), ambiguous="earliest").dt.convert_time_zone("UTC")
        )
