"""Any foreign file or folder, through a mapping in TOML that says how its names translate.

A mapping (mappings/*.toml, or a file of the provider's own) has:

    source      the name under which the rows are kept
    id_prefix   put before every id, so that two sources never mean the same record by the same number
    encoding, separator, decimal, dates, empty, time_zone     how the files are written; the first two can be left out
    [[lookup]]  file, key, into, column, bring: columns of another file, beside those of `into` where `column` = `key`
    [[table]]   file, table (a canonical one), and for each of its columns under [table.columns] one of
                "name"                                   the source's column
                {from = "name", values = {A = "open"}}   with its values translated; `default` for all others
                {from = "name", matches = [["^Queda", "repair"]]}   the first pattern that fits, else `default`
                {from = "name", extract = "^(\\\\w+)"}     the part of the text in parentheses
                {join = ["a", "b"], with = " "}          several columns in one
                {constant = "other"}
                `prefix = true` puts `id_prefix` before a column that is no id by its name (an event's author),
                `prefix = "x:"` puts `x:` between it and the id
      external_id   the source's own id of a row, where the canonical table has none
      derived       the rows count in another table already; `distinct`: one row for each different one;
                    `only_with`: the column that must not be empty
      report        [[table.report]] fault, when = {column = "value"}, empty = "column": counted and said, not mended
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data import records
from data.sources.arrivals import ROW, Arrival, Arrivals, Formats, Note
from data.sources.canonical import files_of, note_of
from data.sources.faults import UnknownMapping, UnreadableFile
from data.sources.reading import Sheet, read_sheets, shown
from data.sources.values import ID_COLUMNS

SHIPPED = Path(__file__).resolve().parent / "mappings"


@dataclass(frozen=True)
class MappedTable:
    """How one canonical table is made from one file."""

    file: str
    table: records.Table
    columns: Mapping[str, Any]
    external_id: Any = None
    derived: bool = False
    distinct: bool = False
    only_with: str | None = None
    report: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Lookup:
    """Columns of `file` that are put beside those of the file `into` where its `column` equals `key`."""

    file: str
    key: str
    into: str
    column: str
    bring: Mapping[str, str]


@dataclass(frozen=True)
class SourceMapping:
    """A whole mapping."""

    name: str
    source: str
    tables: tuple[MappedTable, ...]
    lookups: tuple[Lookup, ...] = ()
    id_prefix: str = ""
    encoding: str | None = None
    separator: str | None = None
    formats: Formats = field(default_factory=Formats)

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys([*(one.file for one in self.tables), *(one.file for one in self.lookups)]))


def shipped() -> list[str]:
    """The names of the mappings that come with the product."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def mapping_named(name: str, time_zone: str) -> SourceMapping:
    """A shipped mapping by name, or one in a TOML file by its path; raises `UnknownMapping`."""
    own = Path(name)
    file = SHIPPED / f"{name}.toml" if re.fullmatch(r"[a-z0-9_]+", name) else own
    if not file.is_file():
        raise UnknownMapping(f"no mapping {name!r}: there are {', '.join(shipped())}, or give the path of a .toml file")
    try:
        return _mapping(file.stem, tomllib.loads(file.read_text(encoding="utf-8")), time_zone)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise UnknownMapping(f"the mapping {name!r} cannot be read: {error}") from error


def _mapping(name: str, given: dict[str, Any], time_zone: str) -> SourceMapping:
    tables = tuple(_table(one) for one in given["table"])
    order = {table.name: place for place, table in enumerate(records.TABLES)}
    return SourceMapping(
        name=name,
        source=given.get("source", name),
        tables=tuple(sorted(tables, key=lambda one: order[one.table.name])),
        lookups=tuple(Lookup(**one) for one in given.get("lookup", [])),
        id_prefix=given.get("id_prefix", ""),
        encoding=given.get("encoding"),
        separator=given.get("separator"),
        formats=Formats(
            time_zone=given.get("time_zone", time_zone),
            dates=tuple(given.get("dates", ())),
            decimal=given.get("decimal", "."),
            empty=tuple(given.get("empty", ())),
        ),
    )


def _table(given: dict[str, Any]) -> MappedTable:
    table = records.BY_NAME.get(given["table"])
    if table is None:
        raise ValueError(f"there is no table {given['table']!r}")
    strange = set(given["columns"]) - set(table.schema)
    if strange:
        raise ValueError(f"the table {table.name} has no columns {', '.join(sorted(strange))}")
    rest = {name: value for name, value in given.items() if name not in ("table", "columns", "report")}
    return MappedTable(table=table, columns=given["columns"], report=tuple(given.get("report", ())), **rest)


def arrivals(path: Path, mapping: SourceMapping) -> Arrivals:
    """The canonical tables that the mapping makes of `path`, in the order in which they build on each other."""
    sheets: dict[str, tuple[str, Sheet]] = {}
    for name, file in _files(path, mapping):
        if file is None:
            yield Note(name, "file_not_given")
            continue
        if name is None:
            yield Note(shown(file), "not_in_mapping")
            continue
        try:
            sheets[name] = (shown(file), _read(file, name, mapping))
        except UnreadableFile as error:
            if path.is_file():
                raise
            yield note_of(error)
    originals = {name: sheet.frame for name, (_, sheet) in sheets.items()}
    for lookup in mapping.lookups:
        if lookup.file in sheets and lookup.into in sheets:
            yield from _looked_up(lookup, sheets, mapping)
    for table in mapping.tables:
        if table.file in sheets:
            label, sheet = sheets[table.file]
            yield _arrival(label, sheet, originals[table.file], table, mapping)


def _files(path: Path, mapping: SourceMapping) -> Iterator[tuple[Any, Path | None]]:
    """(name in the mapping, file): no name for a file that it does not speak of, no file for one that is not there."""
    if path.is_file():
        own = {name.lower(): name for name in mapping.files}
        names = [table.file for table in mapping.tables]
        yield own.get(path.stem.lower(), names[0]), path
        return
    there = files_of(path)
    for name in mapping.files:
        yield name, next((file for file in there if file.stem.lower() == name.lower()), None)
    spoken = {name.lower() for name in mapping.files}
    for file in there:
        if file.stem.lower() not in spoken:
            yield None, file


def _read(file: Path, name: str, mapping: SourceMapping) -> Sheet:
    expected: set[str] = set()
    for table in mapping.tables:
        if table.file == name:
            expected.update(source for spec in table.columns.values() for source in _sources(spec))
    return read_sheets(file, mapping.encoding, mapping.separator, expected)[0]


def _sources(spec: Any) -> list[str]:
    if isinstance(spec, str):
        return [spec]
    return [*([spec["from"]] if "from" in spec else []), *spec.get("join", [])]


def _looked_up(lookup: Lookup, sheets: dict[str, tuple[str, Sheet]], mapping: SourceMapping) -> Iterator[Note]:
    label, found = sheets[lookup.file]
    into_label, into = sheets[lookup.into]
    for name, columns, wanted in (
        (label, found.columns, [lookup.key, *lookup.bring.values()]),
        (into_label, into.columns, [lookup.column]),
    ):
        absent = [column for column in wanted if column not in columns]
        if absent:
            yield from (Note(name, "absent_column", column=column) for column in absent)
            return
    there = found.frame.select(
        pl.col(lookup.key).alias("_key"), *(pl.col(column).alias(name) for name, column in lookup.bring.items())
    ).drop_nulls("_key")
    first = there.unique("_key", keep="first", maintain_order=True)
    if first.height < there.height:
        yield Note(label, "lookup_duplicate", column=lookup.key, rows=there.height - first.height)
    if not any(table.file == lookup.file for table in mapping.tables):
        yield Note(label, "looked_up", rows=found.frame.height)
    joined = into.frame.join(first, left_on=lookup.column, right_on="_key", how="left", maintain_order="left")
    without = into.frame.join(first, left_on=lookup.column, right_on="_key", how="anti").height
    if without:
        yield Note(into_label, "lookup_missing", column=lookup.column, rows=without, known=label)
    sheets[lookup.into] = (into_label, Sheet(joined, into.faults, into.name))


def _arrival(label: str, sheet: Sheet, original: pl.DataFrame, table: MappedTable, mapping: SourceMapping) -> Arrival:
    notes: list[Note] = []
    columns: list[pl.Expr] = []
    sources_of: dict[str, str] = {}
    for name, spec in table.columns.items():
        sources = _sources(spec)
        if sources:
            sources_of[name] = " + ".join(sources)
        absent = [source for source in sources if source not in sheet.frame.columns]
        if not absent:
            columns.append(_value(name, spec, mapping).alias(name))
        elif not table.table.column(name).required:
            notes.extend(Note(label, "absent_column", table.table.name, source) for source in absent)
    if table.external_id is not None and not set(_sources(table.external_id)) - set(sheet.frame.columns):
        columns.append(_value("external_id", table.external_id, mapping).alias("external_id"))
    frame = sheet.frame
    if table.only_with:
        frame = frame.filter(pl.col(table.only_with).is_not_null())
    rows = frame.select(ROW, *columns)
    if table.distinct:
        rows = rows.unique([name for name in rows.columns if name != ROW], keep="first", maintain_order=True)
    return Arrival(
        file=label,
        table=table.table,
        rows=rows,
        original=original,
        formats=mapping.formats,
        faults=sheet.faults.join(rows, on=ROW, how="semi") if table.derived else sheet.faults,
        notes=(*notes, *_reported(label, frame, table)),
        derived=table.derived,
        sources_of=sources_of,
    )


def _value(name: str, spec: Any, mapping: SourceMapping) -> pl.Expr:
    if isinstance(spec, str):
        spec = {"from": spec}
    value = _plain_value(spec)
    own = spec.get("prefix", False)
    prefix = mapping.id_prefix + (own if isinstance(own, str) else "")
    if prefix and (own or name in ID_COLUMNS):
        text = value.cast(pl.String).str.strip_chars()
        damaged = text.str.contains(r"^\d+(?:[.,]\d+)?[eE]\+?\d+$")  # left bare, so that it is still seen as damaged
        value = pl.when(text == "").then(None).when(damaged).then(text).otherwise(pl.lit(prefix) + text)
    return value


def _plain_value(spec: Mapping[str, Any]) -> pl.Expr:
    if "constant" in spec:
        return pl.lit(spec["constant"])
    if "join" in spec:
        parts = [pl.col(one).cast(pl.String).str.strip_chars() for one in spec["join"]]
        joined = pl.concat_str(parts, separator=spec.get("with", " "), ignore_nulls=True)
        return pl.when(joined == "").then(None).otherwise(joined)
    value = pl.col(spec["from"])
    if "extract" in spec:
        return value.cast(pl.String).str.extract(spec["extract"])
    if "values" in spec:
        text = value.cast(pl.String).str.strip_chars()
        known = {str(given).strip().lower(): meant for given, meant in spec["values"].items()}
        rest = pl.lit(spec["default"]) if "default" in spec else text
        return (
            pl.when(text.is_null() | (text == ""))
            .then(None)
            .otherwise(text.str.to_lowercase().replace_strict(known, default=rest, return_dtype=pl.String))
        )
    if "matches" in spec:
        text = value.cast(pl.String)
        found: Any = pl
        for pattern, meant in spec["matches"]:
            found = found.when(text.str.contains(pattern)).then(pl.lit(meant))
        chosen: pl.Expr = found.otherwise(pl.lit(spec.get("default")))
        return chosen
    return value


def _reported(label: str, frame: pl.DataFrame, table: MappedTable) -> list[Note]:
    notes = []
    for one in table.report:
        names = [*one.get("when", {}), one["empty"]]
        if set(names) - set(frame.columns):
            continue
        condition = pl.col(one["empty"]).is_null()
        for name, value in one.get("when", {}).items():
            condition &= pl.col(name) == value
        count = frame.filter(condition).height
        if count:
            notes.append(Note(label, one["fault"], table.table.name, one["empty"], rows=count))
    return notes
