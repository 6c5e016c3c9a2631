"""A folder or a file of canonical tables: CSV, Parquet or XLSX, one table a file (or a sheet).

The table is told by the name (`contacts.csv`, `contacts-2026-11.parquet`, a sheet `contacts`), else by the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from data import records
from data.sources.arrivals import ROW, Arrival, Arrivals, Formats, Note
from data.sources.faults import UnreadableFile
from data.sources.reading import Sheet, read_sheets, shown

ALL_COLUMNS = frozenset(column.name for table in records.TABLES for column in table.columns)
TABLE_NAMES = ", ".join(table.name for table in records.TABLES)


def arrivals(path: Path, formats: Formats) -> Arrivals:
    """The tables of one file, in the order in which they build on each other. Raises `UnreadableFile`."""
    yield from _in_order(_tables_of(path), formats)


def folder_arrivals(files: Iterable[Path], formats: Formats) -> Arrivals:
    """The tables of several files, in the order in which they build on each other; files without one become notes."""
    found: list[tuple[str, records.Table, Path]] = []
    for file in files:
        try:
            found.extend((shown(file), table, file) for _, table, _ in _tables_of(file))
        except UnreadableFile as error:
            yield note_of(error)
    # Read anew, one table at a time: a folder of large files does not have to fit in memory together.
    for table in records.TABLES:
        for file in dict.fromkeys(file for _, one, file in found if one is table):
            yield from _in_order((one for one in _tables_of(file) if one[1] is table), formats)


def files_of(folder: Path) -> list[Path]:
    """The plain files of a folder, by name; links and hidden files are none of ours."""
    return sorted(
        file for file in folder.iterdir() if file.is_file() and not file.is_symlink() and not file.name.startswith(".")
    )


def note_of(error: UnreadableFile) -> Note:
    """A file of which nothing could be read, as a line of the report."""
    fields = error.fields
    value, known, row = (fields.get(name) for name in ("value", "known", "row"))
    return Note(
        file=str(fields.get("file", "")),
        fault=error.fault,
        value=None if value is None else str(value),
        known=None if known is None else str(known),
        rows=int(str(row)) if row is not None else 0,
    )


def _tables_of(path: Path) -> Iterator[tuple[str, records.Table, Sheet]]:
    sheets = read_sheets(path, expected=ALL_COLUMNS)
    known = False
    for sheet in sheets:
        table = table_of(sheet.name if sheet.name and len(sheets) > 1 else path.stem, sheet.columns)
        if table is None and sheet.name:
            table = table_of(sheet.name, sheet.columns)
        if table is not None:
            known = True
            yield (f"{shown(path)} ({sheet.name})" if len(sheets) > 1 else shown(path)), table, sheet
    if not known:
        columns = ", ".join(sheets[0].columns)[:200]
        raise UnreadableFile("unknown_table", file=shown(path), value=columns, known=TABLE_NAMES)


def table_of(name: str, columns: Iterable[str]) -> records.Table | None:
    """The table that `name` names, else the one whose required columns are all there (of several, the best match)."""
    plain = re.sub(r"[\W_]*\d[\d\W_]*$", "", name.strip().lower()).replace("-", "_").replace(" ", "_")
    given = set(columns)
    if plain in records.BY_NAME and given & set(records.BY_NAME[plain].schema):
        return records.BY_NAME[plain]
    fitting = [table for table in records.TABLES if given.issuperset(table.required)]
    return max(fitting, key=lambda table: (len(table.required), len(given & set(table.schema))), default=None)


def _in_order(tables: Iterable[tuple[str, records.Table, Sheet]], formats: Formats) -> Iterator[Arrival]:
    order = {table.name: place for place, table in enumerate(records.TABLES)}
    for label, table, sheet in sorted(tables, key=lambda one: order[one[1].name]):
        yield arrival_of(label, table, sheet, formats)


def arrival_of(label: str, table: records.Table, sheet: Sheet, formats: Formats) -> Arrival:
    """A sheet as rows of `table`; columns that the table does not have are noted."""
    strange = [name for name in sheet.columns if name not in table.schema]
    return Arrival(
        file=label,
        table=table,
        rows=sheet.frame.select(ROW, *(name for name in sheet.columns if name in table.schema)),
        original=sheet.frame,
        formats=formats,
        faults=sheet.faults,
        notes=tuple(Note(label, "ignored_column", table.name, name) for name in strange),
    )
