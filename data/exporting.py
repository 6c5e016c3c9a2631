"""A table of the store as a file: CSV, Parquet or XLSX.

In CSV, a text that begins with = + - @ (or a tab or a carriage return) gets an apostrophe in front, because a
spreadsheet would run it as a formula; in XLSX it is a text cell. Times are local with their offset in CSV, local in
XLSX, UTC in Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import xlsxwriter
from sqlalchemy import Boolean, Column, Date, Float, Integer, Select, Table, and_, exists, select

from data import reviews, schema
from data.records import TIME
from data.store import Store

FORMULA = r"^[=+\-@\t\r]"
SHEET_ROWS = 1_048_575
CELL_LETTERS = 32_767
NOT_EXPORTED = frozenset({"users", "sessions", "facts", "touched_customers"})
TABLES = tuple(sorted(set(schema.metadata.tables) - NOT_EXPORTED))
MOMENTS = {
    "contacts": "started_at",
    "service_orders": "opened_at",
    "os_events": "at",
    "internal_requests": "at",
    "cancellations": "requested_at",
    "verdicts": "at",
    "commitments": "made_at",
    "daily_compliance": "day",
    "returns": "returned_at",
    "follow_up_steps": "at",
    "verdict_reviews": "reviewed_at",
    "grading_samples": "drawn_at",
    "gradings": "graded_at",
    "meetings": "closed_at",
    "actions": "agreed_at",
    "action_changes": "changed_at",
    "coaching_plans": "made_at",
    "coaching_entries": "written_at",
    "contests": "recorded_at",
    "imports": "started_at",
    "access_log": "at",
}
"""When a row happened, for --from and --to; a message's moment is its contact's."""

REVIEW_COLUMNS: dict[str, pl.DataType] = {"reviewed_by": pl.String(), "reviewed_at": TIME, "review_reason": pl.String()}
"""Beside a verdict: whose word counts, since when, and why; empty where nobody's does. `rule_verdict` tells what the
rule said where it was changed, and is empty where it was confirmed."""


@dataclass(frozen=True)
class Extract:
    """What to take: local days, both included, and a team; None takes all."""

    first_day: date | None = None
    last_day: date | None = None
    team: str | None = None
    time_zone: str = "America/Sao_Paulo"


def export(store: Store, table: str, out: Path, extract: Extract) -> int:
    """Write `table` to `out` (its ending tells the kind) and return the number of rows.

    Raises `ValueError` with a sentence for an unknown table or ending, a filter that the table does not know, or more
    rows than a sheet holds.
    """
    if table not in TABLES:
        raise ValueError(f"there is no table {table!r} to export: there are {', '.join(TABLES)}")
    ending = out.suffix.lower()
    if ending not in (".csv", ".parquet", ".xlsx"):
        raise ValueError(f"{out.name}: the file's ending must be .csv, .parquet or .xlsx")
    target = schema.metadata.tables[table]
    names = [column.name for column in target.columns if column.name not in ("id", "external_id")]
    wanted = {name: _dtype(target.c[name]) for name in names} | (REVIEW_COLUMNS if table == "verdicts" else {})
    frame = store.read(_chosen(target, names, extract), wanted)
    if ending == ".parquet":
        frame.write_parquet(out)
    elif ending == ".csv":
        without_formulas(_local(frame, extract.time_zone)).write_csv(out, datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z")
    else:
        _write_xlsx(_local(frame, extract.time_zone), table, out)
    return frame.height


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, its texts safe to open in a spreadsheet."""
    texts = pl.col(pl.String)
    return frame.with_columns(pl.when(texts.str.contains(FORMULA)).then("'" + texts).otherwise(texts).name.keep())


def _dtype(column: Column[Any]) -> pl.DataType:
    kind = column.type
    for sql, dtype in ((Boolean, pl.Boolean()), (Integer, pl.Int64()), (Float, pl.Float64()), (Date, pl.Date())):
        if isinstance(kind, sql):
            return dtype
    return TIME if isinstance(kind, schema.Moment) else pl.String()


def _chosen(target: Table, names: list[str], extract: Extract) -> Select[Any]:
    statement = select(*(target.c[name] for name in names)).order_by(*target.primary_key.columns)
    if target is schema.verdicts:
        statement = _with_reviews(statement)
    if extract.first_day or extract.last_day:
        statement = _in_days(statement, target, extract)
    if extract.team:
        statement = _of_team(statement, target, extract.team)
    return statement


def _with_reviews(statement: Select[Any]) -> Select[Any]:
    """Verdicts, each with the review that counts (REVIEW_COLUMNS)."""
    said = reviews.counting().subquery("said")
    same = and_(*(schema.verdicts.c[name] == said.c[name] for name in reviews.KEY))
    columns = (said.c.reviewed_by, said.c.reviewed_at, said.c.reason.label("review_reason"))
    return statement.add_columns(*columns).join_from(schema.verdicts, said, same, isouter=True)


def _in_days(statement: Select[Any], target: Table, extract: Extract) -> Select[Any]:
    first: Any = extract.first_day
    after: Any = extract.last_day + timedelta(days=1) if extract.last_day else None
    if target.name not in MOMENTS and target.name != "messages":
        raise ValueError(f"the table {target.name} has no date to choose by")
    if target.name != "daily_compliance":
        zone = ZoneInfo(extract.time_zone)
        first, after = (datetime.combine(day, time(), zone) if day else None for day in (first, after))
    if target.name == "messages":
        contacts = schema.contacts
        chosen = select(contacts.c.contact_id)
        chosen = chosen.where(contacts.c.started_at >= first) if first else chosen
        chosen = chosen.where(contacts.c.started_at < after) if after else chosen
        return statement.where(target.c.contact_id.in_(chosen))
    moment = target.c[MOMENTS[target.name]]
    statement = statement.where(moment >= first) if first else statement
    return statement.where(moment < after) if after else statement


def _of_team(statement: Select[Any], target: Table, team: str) -> Select[Any]:
    agents = select(schema.agents.c.agent_id).where(schema.agents.c.team == team)
    if target.name == "agents":
        return statement.where(target.c.team == team)
    if "agent_id" in target.c:
        return statement.where(target.c.agent_id.in_(agents))
    if target.name == "verdict_reviews":
        same = (schema.verdicts.c[name] == target.c[name] for name in reviews.KEY)
        return statement.where(exists().where(*same, schema.verdicts.c.agent_id.in_(agents)))
    if target.name == "gradings":
        units = schema.grading_sample_units.c
        of_sample = (units[name] == target.c[name] for name in ("sample_id", "unit", "unit_id"))
        return statement.where(exists().where(*of_sample, units.agent_id.in_(agents)))
    for name, owner in (
        ("contact_id", schema.contacts),
        ("os_id", schema.service_orders),
        ("commitment_id", schema.commitments),
    ):
        if name in target.c:
            theirs = select(owner.c[name]).where(owner.c.agent_id.in_(agents))
            return statement.where(target.c[name].in_(theirs))
    raise ValueError(f"the table {target.name} has no team to choose by")


def _local(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    times = [name for name, dtype in frame.schema.items() if dtype == TIME]
    return frame.with_columns(pl.col(times).dt.convert_time_zone(zone))


def _write_xlsx(frame: pl.DataFrame, table: str, out: Path) -> None:
    if frame.height > SHEET_ROWS:
        raise ValueError(f"{frame.height} rows are more than a sheet holds ({SHEET_ROWS}): choose .csv or .parquet")
    times = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    plain = frame.with_columns(
        pl.col(times).dt.replace_time_zone(None),
        pl.col(pl.String).str.slice(0, CELL_LETTERS),
    )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out), options) as workbook:
        plain.write_excel(workbook, worksheet=table[:31], freeze_panes=(1, 0))
