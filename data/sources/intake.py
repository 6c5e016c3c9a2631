"""Taking arrivals in: check them, keep what cannot be taken with its reason, bring the rest into the store.

For every file and table: rows in = rows taken + rows set aside + rows already there. Rows go in by batches, each one
transaction with its counts and the customers it touches, so that an import can be stopped at any point and run again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, func, select, union
from sqlalchemy.exc import IntegrityError

from data import records, schema
from data.sources.arrivals import FAULT_SCHEMA, ROW, Arrival, Note
from data.sources.values import typed
from data.store import Store
from data.upsert import CHANGED, ELSEWHERE, NEW, SAME, Origin, is_empty, upsert

BATCH = 100_000
"""Rows a transaction: a second or two, so that a person who saves something meanwhile does not wait long."""
REFERENCES = {
    "messages": ("contact_id", "message_without_contact"),
    "os_events": ("os_id", "event_without_order"),
}
"""Rows that mean nothing without the record they belong to."""
ASIDE_SCHEMA = {
    "file": pl.String(),
    "row_number": pl.Int64(),
    "table_name": pl.String(),
    "column_name": pl.String(),
    "fault": pl.String(),
    "value": pl.String(),
    "row": pl.String(),
}

Progress = Callable[[str, int, int], None]
"""Called with the table, rows done and rows in all, for one arrival after the other."""


@dataclass
class Part:
    """One file's rows for one table. `derived`: made from rows that count in another part."""

    file: str
    table: str
    derived: bool = False
    rows_in: int = 0
    taken: int = 0
    set_aside: int = 0
    already_there: int = 0


@dataclass
class ImportReport:
    """What became of every row. `import_id` is None after a dry run. The totals leave derived parts out.

    aside   the rows set aside, with file, row number, table, column, fault, value and the whole row as JSON
    notes   what was taken and is worth a look, and files of which nothing could be read
    """

    source: str
    mapping: str | None = None
    import_id: int | None = None
    parts: list[Part] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    aside: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ASIDE_SCHEMA))

    @property
    def rows_in(self) -> int:
        return sum(part.rows_in for part in self.parts if not part.derived)

    @property
    def rows_taken(self) -> int:
        return sum(part.taken for part in self.parts if not part.derived)

    @property
    def rows_set_aside(self) -> int:
        return sum(part.set_aside for part in self.parts if not part.derived)

    @property
    def rows_already_there(self) -> int:
        return sum(part.already_there for part in self.parts if not part.derived)

    def as_json(self) -> str:
        return json.dumps(
            {"parts": [asdict(part) for part in self.parts], "notes": [asdict(note) for note in self.notes]},
            ensure_ascii=False,
        )


class Intake:
    """One import, from its first row to its last."""

    def __init__(
        self,
        store: Store,
        report: ImportReport,
        dry_run: bool,
        progress: Progress | None,
    ) -> None:
        self.store = store
        self.report = report
        self.dry_run = dry_run
        self.progress = progress or (lambda _table, _done, _total: None)
        self.origin = Origin(report.source, 0, counting_only=True)
        self.accepted: dict[str, list[pl.Series]] = {}
        self.seen: dict[str, list[pl.DataFrame]] = {}
        with store.engine.connect() as connection:
            self.was_empty = {table.name: is_empty(connection, table) for table in records.TABLES}

    def run(self, arrivals: Iterable[Arrival | Note], path: str, fictitious: bool) -> ImportReport:
        """Take all arrivals in. Stopped half-way, the finished batches stay and the import has no `finished_at`."""
        if not self.dry_run:
            self._begin(path, fictitious)
        try:
            for arrival in arrivals:
                if isinstance(arrival, Note):
                    self.report.notes.append(arrival)
                else:
                    self.take(arrival)
        except BaseException:
            self._end(finished=False)
            raise
        self._end(finished=True)
        return self.report

    def _begin(self, path: str, fictitious: bool) -> None:
        values = {
            "source": self.report.source,
            "path": path,
            "mapping": self.report.mapping,
            "started_at": datetime.now(UTC),
            "fictitious": fictitious,
        }
        with self.store.write() as connection:
            made = connection.execute(schema.imports.insert().values(**values)).inserted_primary_key
            assert made is not None
            self.report.import_id = int(made[0])
        self.origin = Origin(self.report.source, self.report.import_id)

    def _end(self, finished: bool) -> None:
        if self.dry_run:
            return
        with self.store.write() as connection:
            self._count(connection, datetime.now(UTC) if finished else None)
            self.store.set_fact(connection, "last_import", str(self.report.import_id))

    def _count(self, connection: Connection, finished_at: datetime | None = None) -> None:
        counts: dict[str, Any] = {
            "rows_in": self.report.rows_in,
            "rows_taken": self.report.rows_taken,
            "rows_set_aside": self.report.rows_set_aside,
            "rows_already_there": self.report.rows_already_there,
            "noted": self.report.as_json(),
            "finished_at": finished_at,
        }
        table = schema.imports
        connection.execute(table.update().where(table.c.id == self.report.import_id).values(**counts))

    def take(self, arrival: Arrival) -> Part:
        """One file's rows for one table."""
        part = Part(arrival.file, arrival.table.name, arrival.derived)
        self.report.parts.append(part)
        cast = typed(arrival)
        self.report.notes.extend([*cast.notes, *impossible(arrival, cast.frame)])
        frame = _with_external_id(cast.frame, arrival.table)
        total = frame.height + cast.faults.height
        orphans = self._orphans(arrival, frame)
        if orphans.height:
            frame = frame.join(orphans, on=ROW, how="anti")
        frame, repeated, conflicts = self._without_duplicates(arrival, frame)
        faults = pl.concat([cast.faults, orphans, conflicts])
        self._first_transaction(arrival, part, faults, repeated)
        for batch in frame.iter_slices(BATCH):
            self._take_batch(arrival, part, batch)
            self.progress(arrival.table.name, part.rows_in, total)
        self._remember(arrival.table, frame)
        return part

    # -- before the store -----------------------------------------------------------------------------------------

    def _orphans(self, arrival: Arrival, frame: pl.DataFrame) -> pl.DataFrame:
        if arrival.table.name not in REFERENCES:
            return pl.DataFrame(schema=FAULT_SCHEMA)
        column, fault = REFERENCES[arrival.table.name]
        wanted = frame[column].unique()
        for known in self.accepted.get(column, []):
            wanted = wanted.filter(wanted.is_in(known.implode()).not_())
        there = self._known(column, wanted.to_list())
        missing = wanted.filter(wanted.is_in(pl.Series(there, dtype=pl.String).implode()).not_())
        if missing.is_empty():
            return pl.DataFrame(schema=FAULT_SCHEMA)
        named = arrival.sources_of.get(column, column)
        return frame.filter(pl.col(column).is_in(missing.implode())).select(
            ROW, column=pl.lit(named), fault=pl.lit(fault), value=pl.col(column)
        )

    def _known(self, column: str, wanted: list[str]) -> list[str]:
        table = schema.contacts if column == "contact_id" else schema.service_orders
        if not wanted or self.was_empty[table.name]:
            return []
        found: list[str] = []
        with self.store.engine.connect() as connection:
            for start in range(0, len(wanted), 50_000):
                these = self.store.among(table.c[column], wanted[start : start + 50_000])
                found.extend(connection.scalars(select(table.c[column]).where(these)))
        return found

    def _without_duplicates(self, arrival: Arrival, frame: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.DataFrame]:
        """The first row of each id; how many others say the same again; and those that say something else."""
        names = [column.name for column in arrival.table.columns]
        earlier = self.seen.get(arrival.table.name, [])
        first = frame["external_id"].is_first_distinct()
        if not earlier and first.all():
            return frame, 0, pl.DataFrame(schema=FAULT_SCHEMA)
        marked = frame.with_columns(_first=first, _content=pl.struct(names).hash(seed=1))
        kept = marked.filter("_first").select("external_id", "_content")
        if earlier:
            before = pl.concat(earlier)
            marked = marked.with_columns(
                pl.col("_first") & ~pl.col("external_id").is_in(before["external_id"].implode())
            )
            kept = pl.concat([before, kept]).unique("external_id", keep="first", maintain_order=True)
        others = marked.filter(~pl.col("_first")).join(kept, on="external_id", how="left", suffix="_kept")
        conflicts = others.filter(pl.col("_content") != pl.col("_content_kept"))
        key = arrival.sources_of.get(arrival.table.key[0], arrival.table.key[0])
        return (
            marked.filter("_first").drop("_first", "_content"),
            others.height - conflicts.height,
            conflicts.select(ROW, column=pl.lit(key), fault=pl.lit("duplicate_id"), value="external_id"),
        )

    def _remember(self, table: records.Table, frame: pl.DataFrame) -> None:
        names = [column.name for column in table.columns]
        seen = frame.select("external_id", _content=pl.struct(names).hash(seed=1))
        self.seen.setdefault(table.name, []).append(seen)
        for column, name in (("contact_id", "contacts"), ("os_id", "service_orders")):
            if table.name == name:
                self.accepted.setdefault(column, []).append(frame[column])

    # -- into the store -------------------------------------------------------------------------------------------

    def _first_transaction(self, arrival: Arrival, part: Part, faults: pl.DataFrame, repeated: int) -> None:
        """Keep what cannot be taken, with its reasons, before anything else."""
        part.rows_in += faults.height + repeated
        part.already_there += repeated
        if faults.is_empty():
            return
        aside = self._set_aside(arrival, part, faults)
        if self.dry_run:
            return
        with self.store.write() as connection:
            self._store_aside(connection, aside)
            self._count(connection)

    def _set_aside(self, arrival: Arrival, part: Part, faults: pl.DataFrame) -> pl.DataFrame:
        part.set_aside += faults.height
        original = arrival.original.join(faults.select(ROW), on=ROW, how="semi")
        columns = [name for name in original.columns if name != ROW]
        rows = original.select(ROW, row=pl.struct(columns).struct.json_encode() if columns else pl.lit("{}"))
        aside = (
            faults.join(rows, on=ROW, how="left")
            .sort(ROW)
            .select(
                file=pl.lit(arrival.file),
                row_number=ROW,
                table_name=pl.lit(arrival.table.name),
                column_name="column",
                fault="fault",
                value=pl.col("value").str.slice(0, 200),
                row=pl.col("row").fill_null("{}").str.replace_all("\\u0000", "", literal=True),
            )
        )
        self.report.aside = pl.concat([self.report.aside, aside.cast(pl.Schema(ASIDE_SCHEMA))])
        return aside

    def _store_aside(self, connection: Connection, aside: pl.DataFrame) -> None:
        self.store.insert(connection, schema.set_aside, aside.with_columns(import_id=pl.lit(self.report.import_id)))

    def _take_batch(self, arrival: Arrival, part: Part, batch: pl.DataFrame) -> None:
        compare = not self.was_empty[arrival.table.name]
        if self.dry_run:
            with self.store.engine.connect() as connection:
                fates = upsert(self.store, connection, arrival.table, batch, self.origin, compare)
                connection.rollback()
            self._settle(arrival, part, batch, fates)
            return
        try:
            self._store_batch(arrival, part, batch, compare)
        except IntegrityError:  # another import brought the same rows meanwhile: look again, now with them there
            self.was_empty[arrival.table.name] = False
            self._store_batch(arrival, part, batch, compare=True)

    def _store_batch(self, arrival: Arrival, part: Part, batch: pl.DataFrame, compare: bool) -> None:
        with self.store.write() as connection:
            fates = upsert(self.store, connection, arrival.table, batch, self.origin, compare)
            aside = self._settle(arrival, part, batch, fates)
            taken = fates.filter(pl.col("fate").is_in([NEW, CHANGED]))
            if taken.height:
                rows = batch.join(taken.select(ROW, "before"), on=ROW, how="inner")
                self.store.touch(connection, touched_by(self.store, connection, arrival.table, rows, self.was_empty))
            if aside.height:
                self._store_aside(connection, aside)
            self._count(connection)

    def _settle(self, arrival: Arrival, part: Part, batch: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
        counts = dict(fates["fate"].value_counts().iter_rows())
        part.rows_in += batch.height
        part.taken += counts.get(NEW, 0) + counts.get(CHANGED, 0)
        part.already_there += counts.get(SAME, 0)
        if not counts.get(ELSEWHERE):
            return pl.DataFrame(schema=ASIDE_SCHEMA)
        key = arrival.sources_of.get(arrival.table.key[0], arrival.table.key[0])
        foreign = (
            fates.filter(pl.col("fate") == ELSEWHERE)
            .join(batch, on=ROW, how="inner")
            .select(ROW, column=pl.lit(key), fault=pl.lit("id_of_another_source"), value="external_id")
        )
        return self._set_aside(arrival, part, foreign)


def _with_external_id(frame: pl.DataFrame, table: records.Table) -> pl.DataFrame:
    """The key's values, joined; events, whose key is all they say, go by a digest of it."""
    key = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in table.key], separator=":")
    if table is records.OS_EVENTS:
        key = key.map_elements(_digest, return_dtype=pl.String)
    if "external_id" in frame.columns:
        key = pl.coalesce("external_id", key)
    return frame.with_columns(external_id=key)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def impossible(arrival: Arrival, frame: pl.DataFrame) -> list[Note]:
    """States that cannot be, taken as they are: the records may be wrong, the import does not mend them."""
    table = arrival.table
    found: list[tuple[str, str | None, pl.Expr]] = []
    if table is records.SERVICE_ORDERS:
        is_open = pl.col("status").is_in(["open", "scheduled", "in_progress"])
        found = [
            ("open_with_closing_date", "closed_at", is_open & pl.col("closed_at").is_not_null()),
            ("closed_without_date", "closed_at", (pl.col("status") == "closed") & pl.col("closed_at").is_null()),
            ("ends_before_it_starts", "closed_at", pl.col("closed_at") < pl.col("opened_at")),
        ]
    elif table is records.CONTACTS:
        found = [("ends_before_it_starts", "ended_at", pl.col("ended_at") < pl.col("started_at"))]
    if not found or frame.is_empty():
        return []
    counts = frame.select(condition.sum().alias(str(place)) for place, (_, _, condition) in enumerate(found)).row(0)
    return [
        Note(arrival.file, fault, table.name, arrival.sources_of.get(column or "", column), rows=count)
        for (fault, column, _), count in zip(found, counts, strict=True)
        if count
    ]


def touched_by(
    store: Store, connection: Connection, table: records.Table, rows: pl.DataFrame, was_empty: dict[str, bool]
) -> list[str]:
    """The customers to be judged again because of these new or changed rows (`before`: whose they were)."""
    before = rows["before"].drop_nulls().unique().to_list()
    if table is records.AGENTS:
        return _customers_of_agents(store, connection, rows["agent_id"].to_list(), was_empty)
    if table is records.MESSAGES:
        return _customers_by(store, connection, schema.contacts, "contact_id", rows["contact_id"])
    if table is records.OS_EVENTS:
        return _customers_by(store, connection, schema.service_orders, "os_id", rows["os_id"])
    named = rows["customer_id"].fill_null("").unique().to_list()
    if table is records.INTERNAL_REQUESTS:
        by_order = rows.filter(pl.col("customer_id").is_null())["os_id"].drop_nulls()
        named += _customers_by(store, connection, schema.service_orders, "os_id", by_order)
    if table is records.SERVICE_ORDERS:
        # A request that names only its order moves with it; one that came before its order waited under ''.
        requests = schema.internal_requests
        if not was_empty["internal_requests"]:
            mine = store.among(requests.c.os_id, rows["os_id"].to_list())
            if connection.scalar(select(requests.c.id).where(mine, requests.c.customer_id.is_(None)).limit(1)):
                named.append("")
    return [*named, *before]


def _customers_by(store: Store, connection: Connection, table: Any, column: str, ids: pl.Series) -> list[str]:
    wanted = ids.unique().to_list()
    if not wanted:
        return []
    customer = func.coalesce(table.c.customer_id, "")
    return list(connection.scalars(select(customer).distinct().where(store.among(table.c[column], wanted))))


def _customers_of_agents(
    store: Store, connection: Connection, agent_ids: list[str], was_empty: dict[str, bool]
) -> list[str]:
    """Whose records name these agents: a name, or who belongs to the office, may decide a verdict."""
    if was_empty["contacts"] and was_empty["service_orders"]:
        return []
    named = [schema.contacts, schema.service_orders, schema.internal_requests, schema.cancellations]
    queries = [
        select(func.coalesce(table.c.customer_id, "")).where(store.among(table.c.agent_id, agent_ids))
        for table in named
    ]
    orders, events = schema.service_orders, schema.os_events
    wrote = select(events.c.os_id).where(store.among(events.c.author, agent_ids))
    queries.append(select(func.coalesce(orders.c.customer_id, "")).where(orders.c.os_id.in_(wrote)))
    return list(connection.scalars(union(*queries)))
