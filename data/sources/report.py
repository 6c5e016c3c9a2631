"""An import's report in words, line by line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict

from data import records
from data.sources.arrivals import Note
from data.sources.faults import DERIVED, MORE, TOTALS, WRITTEN, Language, sentence
from data.sources.intake import ImportReport

SHOWN = 20
"""Rows set aside that are told one by one; all of them are in the store."""


def lines(report: ImportReport, dry_run: bool, language: Language) -> Iterator[str]:
    """The totals, every file and table, the first rows set aside, and what is worth a look."""
    for part in report.parts:
        counts = {name: value for name, value in asdict(part).items() if name not in ("file", "table", "derived")}
        extra = f" {DERIVED[language]}" if part.derived else ""
        yield "  " + TOTALS[language].format(name=f"{part.file} → {part.table}", **counts) + extra
    yield TOTALS[language].format(
        name=report.source,
        rows_in=report.rows_in,
        taken=report.rows_taken,
        set_aside=report.rows_set_aside,
        already_there=report.rows_already_there,
    )
    for note in report.notes:
        yield "  " + note_sentence(note, language)
    for row in report.aside.head(SHOWN).iter_rows(named=True):
        yield "  " + aside_sentence(row, language)
    if report.aside.height > SHOWN:
        yield "  " + MORE[language].format(count=report.aside.height - SHOWN)
    if dry_run:
        yield WRITTEN[True][language]
    elif report.aside.height:
        yield WRITTEN[False][language]


def note_sentence(note: Note, language: Language) -> str:
    """A note in words."""
    fields = asdict(note)
    if note.fault in ("wrong_file_encoding", "wrong_json_encoding"):
        fields["row"] = note.rows
    return sentence(note.fault, language, **{name: value for name, value in fields.items() if name != "fault"})


def aside_sentence(row: dict[str, object], language: Language) -> str:
    """A row set aside in words; `row` has the columns of `set_aside`."""
    return sentence(
        str(row["fault"]),
        language,
        file=row["file"],
        row=row["row_number"],
        table=row["table_name"],
        column=row["column_name"],
        value=row["value"],
        known=_known(str(row["table_name"]), str(row["column_name"])),
    )


def _known(table: str, column: str) -> str | None:
    """The values that a column of a canonical table may have."""
    if table not in records.BY_NAME or column not in records.BY_NAME[table].schema:
        return None
    values = records.BY_NAME[table].column(column).values
    return None if values is None else ", ".join(one.value for one in values)


def shell_language(wanted: str | None = None) -> Language:
    """The reader's language: what was asked for, else the shell's, else Portuguese."""
    if wanted is None:
        named = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
        wanted = next((name for name in named if name), "")
    return "en" if wanted.lower().startswith("en") else "pt_BR"
