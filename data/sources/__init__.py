"""Where records come from: canonical files, cases, and any foreign file through a mapping.

    import_path(store, "export/")                                   a folder or file of canonical tables, or JSON cases
    import_path(store, "chamados.csv", mapping="rio_1746")          any other file
    import_records(store, demo.records, source="demo", fictitious=True)

Both return an `ImportReport`: rows in = rows taken + rows set aside + rows already there. Nothing in a file ends an
import; a path of which not one row can be read raises `UnreadableFile`, whose `fault` and `fields` make the sentence.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from data import records
from data.records import Records
from data.sources import canonical, cases, mapped
from data.sources.arrivals import ROW, Arrival, Arrivals, Formats, Note
from data.sources.faults import UnknownMapping, UnreadableFile, sentence
from data.sources.intake import ImportReport, Intake, Part, Progress
from data.sources.reading import kind_of
from data.store import Store

TIME_ZONE = "America/Sao_Paulo"
CANONICAL = "canonical"
"""The source of files that already speak the canonical tables, unless another name is given."""


def import_path(
    store: Store,
    path: Path | str,
    mapping: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    fictitious: bool = False,
    time_zone: str = TIME_ZONE,
) -> ImportReport:
    """Import a file or folder; `mapping` is the name of a shipped mapping or the path of one's own.

    A dry run counts the same and writes nothing. Raises `UnreadableFile` and `UnknownMapping`.
    """
    place = Path(path)
    if not place.exists():
        raise UnreadableFile("not_found", file=str(place))
    if mapping:
        chosen = mapped.mapping_named(mapping, time_zone)
        report = ImportReport(source or chosen.source, chosen.name)
        arrivals = mapped.arrivals(place, chosen)
    else:
        report = ImportReport(source or CANONICAL)
        arrivals = _own_format(place, Formats(time_zone=time_zone))
    intake = Intake(store, report, dry_run, progress)
    return intake.run(_at_least_readable(arrivals), str(place.resolve()), fictitious)


def import_records(
    store: Store, given: Records, source: str, fictitious: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Import canonical frames that were made by this product (registered returns are not records and stay out)."""
    intake = Intake(store, ImportReport(source), False, progress)
    return intake.run(_frames(given, source), source, fictitious)


def _own_format(place: Path, formats: Formats) -> Arrivals:
    if place.is_file():
        one = cases if kind_of(place) == "json" else canonical
        yield from one.arrivals(place, formats)
        return
    files = canonical.files_of(place)
    with_cases = [file for file in files if kind_of(file) == "json"]
    yield from canonical.folder_arrivals([file for file in files if file not in with_cases], formats)
    for file in with_cases:
        try:
            yield from cases.arrivals(file, formats)
        except UnreadableFile as error:
            yield canonical.note_of(error)


def _at_least_readable(arrivals: Arrivals) -> Arrivals:
    """The same arrivals, the first one fetched: what cannot be read is refused before an import begins."""
    first = next(arrivals, None)

    def all_of_them() -> Arrivals:
        if first is not None:
            yield first
        yield from arrivals

    return all_of_them()


def _frames(given: Records, source: str) -> Arrivals:
    for table in records.TABLES:
        frame = getattr(given, table.name)
        if frame.height:
            rows = frame.select(*table.schema).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
            yield Arrival(source, table, rows, rows)


__all__ = [
    "ImportReport",
    "Note",
    "Part",
    "UnknownMapping",
    "UnreadableFile",
    "import_path",
    "import_records",
    "sentence",
]
