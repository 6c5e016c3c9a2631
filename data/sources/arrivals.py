"""What a connector hands over: rows of one file for one table, still as they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from data.records import Table

ROW = "_row"
"""The number of the row in its file; 1 is the first one after the header."""
FAULT_SCHEMA = {ROW: pl.Int64(), "column": pl.String(), "fault": pl.String(), "value": pl.String()}


@dataclass(frozen=True)
class Formats:
    """How a source writes its values. `dates` replaces the usual formats; `empty` are words for nothing."""

    time_zone: str = "America/Sao_Paulo"
    dates: tuple[str, ...] = ()
    decimal: str = "."
    empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something that was taken, or left, and is worth a look. `rows` says how often."""

    file: str
    fault: str
    table: str | None = None
    column: str | None = None
    value: str | None = None
    rows: int = 1
    known: str | None = None


@dataclass(frozen=True)
class Arrival:
    """Rows of one file for one table.

    rows      canonical columns (any of them) as they came, `_row`, and `external_id` where the source has its own
    original  the whole rows of the file with `_row`, kept beside those that are set aside
    faults    rows that already cannot be taken (FAULT_SCHEMA); they may be absent from `rows`
    derived   made from rows that count elsewhere: reported on its own, not in the totals
    """

    file: str
    table: Table
    rows: pl.DataFrame
    original: pl.DataFrame
    formats: Formats = field(default_factory=Formats)
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULT_SCHEMA))
    notes: tuple[Note, ...] = ()
    derived: bool = False
    sources_of: Mapping[str, str] = field(default_factory=dict)
    """What a canonical column is called in the file, for sentences."""


Arrivals = Iterator[Arrival | Note]
"""A connector yields arrivals in the order of `data.records.TABLES`, and notes on whole files."""
