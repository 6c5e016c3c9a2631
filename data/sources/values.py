"""From the text of a file to the types of the canonical tables; what does not fit gets a fault, row by row.

Everything works on whole columns: a value costs nothing unless it is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data import records
from data.records import TIME, Column
from data.sources.arrivals import ROW, Arrival, Note

ID_COLUMNS = frozenset(
    {"agent_id", "customer_id", "contact_id", "os_id", "request_id", "cancellation_id", "repeat_of", "external_id"}
)
LONGEST_ID = 80
FREE_TEXT = frozenset({"text"})
SCIENTIFIC = r"^\d+(?:[.,]\d+)?[eE]\+?\d+$"
NAIVE_FORMATS = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
    "%d/%m/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%d/%m/%Y %H:%M:%S%.f",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y, %H:%M:%S",
    "%d/%m/%Y, %H:%M",
    "%d/%m/%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
)
"""ISO 8601 and the Brazilian order. Month before day is never among them."""
OFFSET = r"\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})$"
DAY_AND_MONTH = r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}"
NO_DATE = ("0000-00-00", "0000-00-00 00:00:00", "00/00/0000")
YES = ("true", "1", "sim", "s", "yes", "y", "verdadeiro")
NO = ("false", "0", "não", "nao", "n", "no", "falso")
RANGES = {"csat": (1, 5)}


@dataclass(frozen=True)
class Typed:
    """`frame` has the table's schema, `_row` and `external_id` where given; rows with a fault are in `faults` only."""

    frame: pl.DataFrame
    faults: pl.DataFrame
    notes: list[Note]


def typed(arrival: Arrival) -> Typed:
    """The arrival's rows in canonical types."""
    rows = arrival.rows.join(arrival.faults, on=ROW, how="anti") if arrival.faults.height else arrival.rows
    work = _Work(rows, arrival)
    values = [work.column(column) for column in arrival.table.columns]
    if "external_id" in rows.columns:
        values.append(work.identifier("external_id"))
    frame = pl.DataFrame([rows[ROW], *values])
    faults = pl.concat([arrival.faults, *work.faults]).unique(ROW, keep="first", maintain_order=True)
    if faults.height:
        frame = frame.join(faults, on=ROW, how="anti")
    return Typed(frame, faults, [*arrival.notes, *work.notes])


class _Work:
    """Casts column after column of one arrival and gathers what is wrong."""

    def __init__(self, rows: pl.DataFrame, arrival: Arrival) -> None:
        self.rows = rows
        self.arrival = arrival
        self.formats = arrival.formats
        self.faults: list[pl.DataFrame] = []
        self.notes: list[Note] = []

    def column(self, column: Column) -> pl.Series:
        if column.name not in self.rows.columns:
            if column.required:
                self._fault(column.name, "missing_columns", pl.repeat(True, self.rows.height, eager=True))
            return pl.Series(column.name, [None] * self.rows.height, dtype=column.dtype)
        value = self._cast(column).alias(column.name)
        if column.required:
            no_agent = self.arrival.table is records.CONTACTS and column.name == "agent_id"
            self._fault(column.name, "contact_without_agent" if no_agent else "missing_value", value.is_null())
        return value

    def identifier(self, name: str) -> pl.Series:
        value = self._text(name)
        damaged = value.str.contains(SCIENTIFIC)
        self._fault(name, "mangled_number", damaged)
        self._fault(name, "id_too_long", value.str.len_chars() > LONGEST_ID)
        return value

    def _cast(self, column: Column) -> pl.Series:
        if column.dtype == TIME:
            value = self._moments(column.name)
        elif column.dtype == pl.Date:
            value = self._naive(column.name).dt.date()
        elif column.dtype == pl.Boolean:
            value = self._yes_no(column.name)
        elif column.dtype in (pl.Int64, pl.Float64):
            value = self._numbers(column)
        elif column.name in ID_COLUMNS:
            value = self.identifier(column.name)
        elif column.values is not None:
            value = self._one_of(column)
        elif column.name in FREE_TEXT:
            value = _plain(self.rows[column.name])
        elif column.name == "protocol":
            value = self._protocol(column.name)
        else:
            value = self._text(column.name)
        return value

    def _protocol(self, name: str) -> pl.Series:
        value = self._text(name)
        damaged = value.str.contains(SCIENTIFIC)
        self._left_empty(name, "unreadable_protocol", value, damaged)
        return value.set(damaged.fill_null(False), None)

    def _text(self, name: str) -> pl.Series:
        value = _plain(self.rows[name]).str.strip_chars()
        blank = value == ""
        if self.formats.empty:
            blank = blank | value.is_in(list(self.formats.empty))
        return value.set(blank.fill_null(False), None)

    def _one_of(self, column: Column) -> pl.Series:
        assert column.values is not None
        value = self._text(column.name)
        folded = value.str.to_lowercase()
        known = [one.value for one in column.values]
        strange = folded.is_not_null() & ~folded.is_in(known)
        if column.required:
            self._fault(column.name, "unknown_value", strange)
        else:
            self._left_empty(column.name, "unmapped_value", value, strange)
        return folded.set(strange, None)

    def _yes_no(self, name: str) -> pl.Series:
        if self.rows[name].dtype == pl.Boolean:
            return self.rows[name]
        value = self._text(name).str.to_lowercase()
        found = pl.select(pl.when(value.is_in(YES)).then(True).when(value.is_in(NO)).then(False)).to_series()
        self._fault(name, "bad_yes_no", value.is_not_null() & found.is_null())
        return found

    def _numbers(self, column: Column) -> pl.Series:
        name = column.name
        given = self.rows[name]
        if given.dtype.is_numeric():
            number = given.cast(pl.Float64)
            value = number
        else:
            text = self._text(name).str.replace(r"^R\$\s*", "")
            if self.formats.decimal == ",":
                text = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
            number = text.cast(pl.Float64, strict=False)
            number = number.set(number.is_finite().fill_null(True).not_(), None)
            value = text.is_not_null()
            self._fault(name, "bad_number", value & number.is_null())
        if column.dtype == pl.Float64:
            return number
        self._fault(
            name, "bad_number", number.is_not_null() & ((number != number.round(0)) | (number.abs() > 2**31 - 1))
        )
        whole = number.round(0).cast(pl.Int64, strict=False)
        if name in RANGES:
            low, high = RANGES[name]
            outside = whole.is_not_null() & ((whole < low) | (whole > high))
            self._left_empty(name, "unmapped_value", whole.cast(pl.String), outside)
            return whole.set(outside, None)
        return whole

    # -- times ----------------------------------------------------------------------------------------------------

    def _moments(self, name: str) -> pl.Series:
        given = self.rows[name]
        if isinstance(given.dtype, pl.Datetime):
            moment = given.dt.cast_time_unit("us")
            if given.dtype.time_zone:
                return moment.dt.convert_time_zone("UTC")
            return self._in_utc(moment)
        if given.dtype != pl.Date:
            text = self._text(name)
            with_offset = text.str.contains(OFFSET).fill_null(False)
            if with_offset.any():
                return self._with_offsets(name, text, with_offset)
        return self._in_utc(self._naive(name))

    def _with_offsets(self, name: str, text: pl.Series, with_offset: pl.Series) -> pl.Series:
        """Times that say how far they are from UTC, possibly among others that do not."""
        offset = text.str.extract(OFFSET)
        sign = offset.str.starts_with("-").replace_strict({True: -1, False: 1}, return_dtype=pl.Int64)
        digits = offset.str.replace_all(r"[^0-9]", "")
        minutes = sign * (
            digits.str.slice(0, 2).cast(pl.Int64, strict=False) * 60
            + digits.str.slice(2, 2).cast(pl.Int64, strict=False)
        )
        bare = pl.select(
            pl.when(with_offset).then(text.str.replace(r"\s*(?:Z|[+-]\d{2}:?\d{2})$", "")).otherwise(text)
        ).to_series()
        local = self._parsed(name, bare)
        ahead = (minutes.fill_null(0) * 60_000_000).cast(pl.Duration("us"))
        shifted = (local - ahead).dt.replace_time_zone("UTC")
        return pl.select(pl.when(with_offset).then(shifted).otherwise(self._in_utc(local))).to_series()

    def _naive(self, name: str) -> pl.Series:
        given = self.rows[name]
        if given.dtype == pl.Date:
            return given.cast(pl.Datetime("us"))
        if isinstance(given.dtype, pl.Datetime):
            zoned = given.dt.convert_time_zone(self.formats.time_zone) if given.dtype.time_zone else given
            return zoned.dt.replace_time_zone(None).dt.cast_time_unit("us")
        return self._parsed(name, self._text(name))

    def _parsed(self, name: str, text: pl.Series) -> pl.Series:
        text = text.set(text.is_in(NO_DATE).fill_null(False), None)
        found = pl.Series(name, [None] * text.len(), dtype=pl.Datetime("us"))
        rest = text.is_not_null()
        for pattern in self.formats.dates or NAIVE_FORMATS:
            if not rest.any():
                break
            attempt = text.filter(rest).str.to_datetime(pattern, time_unit="us", strict=False)
            if attempt.null_count() < attempt.len():
                found = found.scatter(rest.arg_true(), attempt)
                found = found.set((found.dt.year().is_between(1900, 2100)).not_().fill_null(False), None)
                rest = text.is_not_null() & found.is_null()
        if not self.formats.dates:
            found = self._without_doubtful_order(name, text, found)
        self._fault(name, "bad_date", text.is_not_null() & found.is_null())
        return found

    def _without_doubtful_order(self, name: str, text: pl.Series, found: pl.Series) -> pl.Series:
        """Where a column holds dates that only month/day explains, its ambiguous ones are not read as day/month.

        A single such date among many clear day/month ones is a slip of its own and casts no doubt on the others.
        """
        if not (text.is_not_null() & found.is_null()).any():
            return found
        first = text.str.extract(DAY_AND_MONTH, 1).cast(pl.Int64)
        second = text.str.extract(DAY_AND_MONTH, 2).cast(pl.Int64)
        month_first = ((first <= 12) & second.is_between(13, 31)).fill_null(False)
        day_first = ((second <= 12) & first.is_between(13, 31)).fill_null(False)
        doubtful = month_first
        if month_first.sum() > day_first.sum():
            doubtful = month_first | ((first <= 12) & (second <= 12)).fill_null(False)
        self._fault(name, "date_order", doubtful)
        return found.set(doubtful, None)

    def _in_utc(self, local: pl.Series) -> pl.Series:
        """An hour that the clock showed twice counts as the first one; one that it skipped counts as the next."""
        zone = self.formats.time_zone
        utc = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        skipped = local.is_not_null() & utc.is_null()
        if skipped.any():
            later = local.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
            utc = pl.select(pl.when(skipped).then(later).otherwise(utc)).to_series()
        return utc.dt.convert_time_zone("UTC")

    # -- what is wrong --------------------------------------------------------------------------------------------

    def _fault(self, name: str, fault: str, wrong: pl.Series) -> None:
        wrong = wrong.fill_null(False)
        if not wrong.any():
            return
        given = self.rows[name] if name in self.rows.columns else pl.Series([None] * self.rows.height, dtype=pl.String)
        self.faults.append(
            pl.DataFrame(
                {
                    ROW: self.rows[ROW].filter(wrong),
                    "value": given.filter(wrong).cast(pl.String, strict=False).str.slice(0, 200),
                }
            ).select(
                ROW,
                column=pl.lit(self.arrival.sources_of.get(name, name)),
                fault=pl.lit(fault),
                value="value",
            )
        )

    def _left_empty(self, name: str, fault: str, value: pl.Series, wrong: pl.Series) -> None:
        """Taken without this value; the report says which values, and how often."""
        wrong = wrong.fill_null(False)
        if not wrong.any():
            return
        counts = (
            value.filter(wrong).alias("value").value_counts(sort=True).sort("count", "value", descending=[True, False])
        )
        column = self.arrival.sources_of.get(name, name)
        self.notes.extend(
            Note(self.arrival.file, fault, self.arrival.table.name, column, one["value"][:200], one["count"])
            for one in counts.head(200).iter_rows(named=True)
        )
        rest = int(counts.slice(200)["count"].sum())
        if rest:
            self.notes.append(Note(self.arrival.file, fault, self.arrival.table.name, column, "…", rest))


def _plain(value: pl.Series) -> pl.Series:
    """As text; numbers that came as numbers lose an empty fraction, and no text holds the null character."""
    if value.dtype.is_float():
        whole = value.cast(pl.Int64, strict=False)
        is_whole = (whole.cast(pl.Float64) == value).fill_null(False)
        value = pl.select(pl.when(is_whole).then(whole.cast(pl.String)).otherwise(value.cast(pl.String))).to_series()
    elif value.dtype == pl.Null:
        value = value.cast(pl.String)
    elif value.dtype != pl.String:
        value = value.cast(pl.String, strict=False)
    value = value.set((value == "").fill_null(False), None)
    if value.str.contains("\x00", literal=True).any():
        value = value.str.replace_all("\x00", "", literal=True)
    return value
