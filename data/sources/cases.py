"""Cases: one JSON object of canonical tables as lists of records, or JSONL with one such object a line.

Ids are unique within a case only, so those of a file with several cases are put behind the case's name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from data import records
from data.sources.arrivals import FAULT_SCHEMA, ROW, Arrival, Arrivals, Formats
from data.sources.canonical import TABLE_NAMES
from data.sources.faults import UnreadableFile
from data.sources.reading import shown
from data.sources.values import ID_COLUMNS

PREFIXED = ID_COLUMNS | {"author", "lead", "technician"}
"""Columns that may name a record of the case: its ids, and people who are named by theirs."""


def arrivals(path: Path, formats: Formats) -> Arrivals:
    """The tables of all cases of `path`, each table's rows of all cases together.

    Raises `UnreadableFile` where it is not JSON or holds no table.
    """
    cases = list(_cases(path))
    several = len(cases) > 1
    if not any(table.name in case for case in cases for table in records.TABLES):
        found = ", ".join(cases[0]) if cases else ""
        raise UnreadableFile("unknown_table", file=shown(path), value=found[:200], known=TABLE_NAMES)
    for table in records.TABLES:
        rows = [
            (str(case.get("case", number)), row) for number, case in enumerate(cases, 1) for row in _listed(case, table)
        ]
        if rows:
            yield _arrival(shown(path), table, rows, _agents_of(cases), several, formats)


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableFile("wrong_json_encoding", file=shown(path), known="UTF-8", row=line) from error
    try:
        whole = json.loads(text)
        found = whole if isinstance(whole, list) else [whole]
    except (json.JSONDecodeError, RecursionError):
        found = [_line(path, number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for one in found:
        if not isinstance(one, dict):
            raise UnreadableFile("wrong_kind", file=shown(path), value=str(one)[:80])
        yield one


def _line(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile("wrong_kind", file=shown(path), value=f"{number}: {error}"[:200]) from error


def _listed(case: dict[str, Any], table: records.Table) -> list[Any]:
    rows = case.get(table.name) or []
    return rows if isinstance(rows, list) else [rows]


def _agents_of(cases: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (str(case.get("case", number)), str(row.get("agent_id")))
        for number, case in enumerate(cases, 1)
        for row in _listed(case, records.AGENTS)
        if isinstance(row, dict)
    }


def _arrival(
    file: str,
    table: records.Table,
    rows: list[tuple[str, Any]],
    agents: set[tuple[str, str]],
    several: bool,
    formats: Formats,
) -> Arrival:
    names = [column.name for column in table.columns]
    good: list[list[Any]] = []
    faults = []
    originals = []
    for number, (case, row) in enumerate(rows, 1):
        originals.append((number, case, _whole(json.dumps(row, ensure_ascii=False))))
        if not isinstance(row, dict):
            faults.append((number, None, "not_a_record", _whole(str(row)[:200])))
            continue
        values = [_as_text(row.get(name)) for name in names]
        if several:
            values = [_prefixed(name, value, case, agents) for name, value in zip(names, values, strict=True)]
        good.append([number, *values])
    wanted = {ROW: pl.Int64(), **dict.fromkeys(names, pl.String())}
    return Arrival(
        file=file,
        table=table,
        rows=pl.DataFrame(good, schema=wanted, orient="row"),
        original=pl.DataFrame(
            originals, schema={ROW: pl.Int64(), "case": pl.String(), "record": pl.String()}, orient="row"
        ),
        formats=formats,
        faults=pl.DataFrame(faults, schema=FAULT_SCHEMA, orient="row"),
    )


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return _whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    """The text without halves of characters, which JSON can hold and nothing else can."""
    return text.encode("utf-8", "replace").decode()


def _prefixed(name: str, value: str | None, case: str, agents: set[tuple[str, str]]) -> str | None:
    """`case:id`; an author is an id only where the case has an agent of that id."""
    if not value or name not in PREFIXED or (name not in ID_COLUMNS and (case, value) not in agents):
        return value
    return f"{case}:{value}"
