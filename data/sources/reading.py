"""One file as a frame of strings: what kind it is, how it is encoded, what separates its columns.

The content decides, never the name: a spreadsheet that is called .csv is read as a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from data.sources.arrivals import FAULT_SCHEMA, ROW
from data.sources.faults import UnreadableFile

logging.getLogger("fastexcel").setLevel(logging.ERROR)  # what it says of columns without values is no news
SEPARATORS = ",;\t|"
DAMAGED = 10**15
"""A spreadsheet keeps 15 digits of a number: from here on the last ones are made up."""
MOJIBAKE = ("Ã£", "Ã§", "Ã©", "Ã¡", "Ã³", "Ãª", "Ã­", "Ãº", "Ãµ", "Ã¢")


@dataclass(frozen=True)
class Sheet:
    """A table as it came: all columns String, blank is null, `_row` numbers the rows; `name` of a workbook's sheet."""

    frame: pl.DataFrame
    faults: pl.DataFrame
    name: str | None = None

    @property
    def columns(self) -> list[str]:
        return [name for name in self.frame.columns if name != ROW]


def shown(path: Path) -> str:
    """A file's name for sentences: a stranger wrote it, so no control characters, and not without end."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)[:120]


def kind_of(path: Path) -> str:
    """`parquet`, `workbook`, `json` or `text`, by the first bytes."""
    with path.open("rb") as file:
        start = file.read(2048)
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return "workbook"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return "json"
    return "text"


def read_sheets(
    path: Path, encoding: str | None = None, separator: str | None = None, expected: Collection[str] = ()
) -> list[Sheet]:
    """The tables of a CSV, Parquet or Excel file (a workbook has one a sheet; sheets without rows are left out).

    Raises `UnreadableFile` where the file holds none.
    """
    kind = kind_of(path)
    if kind == "parquet":
        sheets = [_parquet(path)]
    elif kind == "workbook":
        sheets = _workbook(path)
    elif kind == "json":
        raise UnreadableFile("wrong_kind", file=shown(path), value="JSON")
    else:
        sheets = [_text(path, encoding, separator, expected)]
    filled = [sheet for sheet in sheets if sheet.frame.height or sheet.faults.height]
    if not filled:
        raise UnreadableFile("empty_file", file=shown(path))
    return filled


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers; lines with nothing in them are counted and left out."""
    if not frame.width:
        return frame.with_columns(pl.Series(ROW, [], dtype=pl.Int64))
    return frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW)).filter(
        ~pl.all_horizontal(pl.exclude(ROW).is_null())
    )


def no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema=FAULT_SCHEMA)


def _parquet(path: Path) -> Sheet:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableFile("wrong_kind", file=shown(path), value=_first_line(error)) from error
    plain = frame.select(_plain_column(name, dtype) for name, dtype in frame.schema.items())
    sheet = Sheet(numbered(plain), no_faults())
    return _without_mixed(sheet) if pl.Binary in frame.dtypes else sheet


def _plain_column(name: str, dtype: pl.DataType) -> pl.Expr:
    """Types that no canonical column has, as text or numbers."""
    value = pl.col(name)
    if dtype.is_nested() or dtype in (pl.Object, pl.Duration):
        return pl.struct(name).struct.json_encode().alias(name)
    if dtype.is_decimal():
        return value.cast(pl.Float64)
    if dtype == pl.Binary:
        return value.map_elements(lambda raw: raw.decode(errors="replace"), return_dtype=pl.String)
    if dtype in (pl.Categorical, pl.Enum, pl.Time):
        return value.cast(pl.String, strict=False)
    return value


def _workbook(path: Path) -> list[Sheet]:
    try:
        workbook = fastexcel.read_excel(path.read_bytes())
        sheets = [
            (name, workbook.load_sheet(name, schema_sample_rows=None).to_polars()) for name in workbook.sheet_names
        ]
    except (fastexcel.FastExcelError, ValueError, OSError) as error:
        raise UnreadableFile("wrong_kind", file=shown(path), value=_first_line(error)) from error
    return [Sheet(numbered(_as_typed(frame)), no_faults(), name) for name, frame in sheets]


def _as_typed(frame: pl.DataFrame) -> pl.DataFrame:
    """A sheet's cells as text, as somebody would have typed them; damaged numbers stay recognisable as such."""
    return frame.select(_cell_text(pl.col(name), dtype).alias(name) for name, dtype in frame.schema.items())


def _cell_text(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_integer():
        return pl.when(cell.abs() < DAMAGED).then(cell.cast(pl.String)).otherwise(_damaged(cell))
    if dtype.is_float():
        whole = (cell == cell.round(0)) & (cell.abs() < DAMAGED)
        text = pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cell.cast(pl.String))
        return pl.when(cell.abs() < DAMAGED).then(text).otherwise(_damaged(cell))
    if isinstance(dtype, pl.Datetime):
        return cell.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
    return cell.cast(pl.String)


def _damaged(cell: pl.Expr) -> pl.Expr:
    return cell.cast(pl.Float64).map_elements(lambda number: f"{number:.14E}", return_dtype=pl.String)


def _text(path: Path, encoding: str | None, separator: str | None, expected: Collection[str]) -> Sheet:
    raw = path.read_bytes()
    if not raw.strip():
        raise UnreadableFile("empty_file", file=shown(path))
    text, mixed = _decoded(raw, encoding, shown(path))
    del raw
    said = re.match(r"(?i)sep=([,;\t|])\r?\n", text)  # Excel's own first line
    text = text[said.end() :] if said else text
    chosen = separator or (said and said[1]) or _separator(text[:65_536], expected)
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), separator=chosen, infer_schema=False, quote_char='"')
        sheet = Sheet(numbered(_tidy_header(frame)), no_faults())
    except pl.exceptions.NoDataError as error:
        raise UnreadableFile("empty_file", file=shown(path)) from error
    except pl.exceptions.PolarsError:
        sheet = _row_by_row(text, chosen, shown(path))
    return _without_mixed(sheet) if mixed else sheet


def _decoded(raw: bytes, encoding: str | None, file: str) -> tuple[str, bool]:
    """The text, and whether some of it is in another encoding than the rest (those letters are U+FFFD)."""
    if encoding:
        try:
            return raw.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding), False
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise UnreadableFile("wrong_file_encoding", file=file, known=encoding, row=line) from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace"), False
    if b"\x00" in raw[:65_536]:
        raise UnreadableFile("wrong_kind", file=file)
    try:
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    western = raw.decode("cp1252", errors="replace")
    letters = sum(letter.isprintable() or letter in "\r\n\t" for letter in western[:65_536])
    if letters < 0.9 * len(western[:65_536]):
        raise UnreadableFile("wrong_kind", file=file)
    if any(sign in western for sign in MOJIBAKE):
        return raw.decode("utf-8-sig", errors="replace"), True
    return western, False


def _separator(sample: str, expected: Collection[str]) -> str:
    """What separates the columns: the sign that finds most of the expected names, else most columns in the header."""

    def found(sign: str) -> tuple[int, int]:
        header = next(csv.reader(io.StringIO(sample, newline=""), delimiter=sign), [])
        names = [name.strip() for name in header]
        return sum(name in expected for name in names), len(names)

    return max(SEPARATORS, key=found)


def _tidy_header(frame: pl.DataFrame) -> pl.DataFrame:
    taken: set[str] = set()
    names = []
    for name in frame.columns:
        tidy = name.strip()
        names.append(name if tidy in taken else tidy)
        taken.add(tidy)
    frame.columns = names
    return frame


def _row_by_row(text: str, separator: str, file: str) -> Sheet:
    """The slow way for a file in which some row has too many fields or a stray quote: those rows are set aside.

    After a quote that is never closed, or closed in the wrong place, reading goes on with the next line.
    """
    csv.field_size_limit(sys.maxsize)
    lines = list(io.StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(csv.reader(lines, delimiter=separator, strict=True), [])]
    except csv.Error as error:
        raise UnreadableFile("wrong_kind", file=file, value=str(error)) from error
    if len(header) < 2 or len(set(header)) < len(header):
        raise UnreadableFile("wrong_kind", file=file)
    rows: list[Sequence[str | None]] = []
    faults: list[tuple[int, str | None, str, str]] = []
    for number, fields in enumerate(_records(lines, separator)):
        if number == 0:
            continue
        if isinstance(fields, str):
            faults.append((number, None, "broken_quotes", fields[:200]))
            fields = [fields]  # noqa: PLW2901 - the whole line, kept in the first column
        elif len(fields) > len(header):
            faults.append((number, None, "wrong_number_of_fields", str(len(fields))))
            fields = [*fields[: len(header) - 1], separator.join(fields[len(header) - 1 :])]  # noqa: PLW2901
        filled = [value or None for value in fields]
        rows.append([*filled, *[None] * (len(header) - len(filled))])
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String()), orient="row")
    return Sheet(numbered(frame), pl.DataFrame(faults, schema=FAULT_SCHEMA, orient="row"))


def _records(lines: Sequence[str], separator: str) -> Iterator[list[str] | str]:
    """Each record's fields; a line whose quotes are broken as it stands."""
    start = 0
    while start < len(lines):
        rest = (lines[place] for place in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        begun = start
        try:
            for fields in reader:
                yield fields
                begun = start + reader.line_num
        except csv.Error:
            yield lines[begun].rstrip("\r\n")
            start = begun + 1
        else:
            return


def _without_mixed(sheet: Sheet) -> Sheet:
    broken = [
        sheet.frame.filter(pl.col(name).str.contains("\ufffd", literal=True)).select(
            ROW, column=pl.lit(name), fault=pl.lit("wrong_encoding"), value=pl.col(name)
        )
        for name in sheet.columns
        if sheet.frame.schema[name] == pl.String
    ]
    faults = pl.concat([sheet.faults, *broken]).unique(ROW, keep="first", maintain_order=True)
    return Sheet(sheet.frame, faults, sheet.name)


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else ""
