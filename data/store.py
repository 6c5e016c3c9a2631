"""The store: open it, bring its tables up to date, read frames of a declared schema, write in bulk.

One SQL database: SQLite (WAL) where nothing is set, PostgreSQL where `DATABASE_URL` says so. The same code serves both;
what differs (how many rows travel at once, how a time looks on the wire) stays in this file.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from psycopg.types.numeric import FloatLoader
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Select,
    Table,
    Text,
    column,
    create_engine,
    delete,
    event,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError

from data import records, schema
from data.migrations import migrate
from data.records import TIME, Records

DATABASE_FILE = Path(__file__).resolve().parent / "atendimento.db"
WRITE_AHEAD_TRIES = 20
BUSY_SECONDS = 30
"""How long a SQLite writer waits for another one; imports therefore write in batches of a second or two."""
SQLITE_TIME = "%Y-%m-%d %H:%M:%S%.6f"


def open_store(url: str | None = None) -> Store:
    """The store at `url`, else at `DATABASE_URL`, else in a SQLite file beside this module; its tables made current.

    Raises `sqlalchemy.exc.OperationalError` where the database cannot be reached.
    """
    address = make_url(url or os.environ.get("DATABASE_URL") or f"sqlite:///{DATABASE_FILE}")
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    migrate(engine)
    return Store(engine)


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is below
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail when another one wrote in between.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: Any) -> None:
    """Switch the file to a write-ahead log, which stays; the busy timeout does not hold for that one switch.

    Where another connection is in the way, its transaction is waited for. Raises `sqlite3.OperationalError` where
    others are in the way `WRITE_AHEAD_TRIES` times.
    """
    for _ in range(WRITE_AHEAD_TRIES):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        connection.execute("BEGIN IMMEDIATE")  # this waits
        connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


def _postgresql(address: URL) -> Engine:
    engine = create_engine(address, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.adapters.register_loader("numeric", FloatLoader)  # sums and averages as numbers, not as Decimal

    return engine


@dataclass(frozen=True)
class Store:
    """A database whose tables are those of `data.schema`. Safe to share between threads: a connection per use."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def read(
        self,
        statement: Executable | str,
        schema: Mapping[str, pl.DataType],
        parameters: Mapping[str, Any] | None = None,
        connection: Connection | None = None,
    ) -> pl.DataFrame:
        """The rows of `statement` as a frame of exactly `schema` (names in any order), empty results included.

        Times come back aware, in UTC. Raises `ValueError` where the statement lacks a column of `schema`.
        """
        executable = text(statement) if isinstance(statement, str) else statement
        if connection is not None:
            return self._fetched(connection, executable, schema, parameters)
        with self.engine.connect() as own:
            return self._fetched(own, executable, schema, parameters)

    def _fetched(
        self,
        connection: Connection,
        statement: Executable,
        schema: Mapping[str, pl.DataType],
        parameters: Mapping[str, Any] | None,
    ) -> pl.DataFrame:
        result = connection.execute(statement, dict(parameters or {}))
        names = list(result.keys())
        missing = [name for name in schema if name not in names]
        if missing:
            raise ValueError(f"the statement returns {names} and lacks {missing}")
        raw = result.cursor.fetchall()  # past SQLAlchemy's conversions, which cost more than the query
        result.close()
        wire = {name: self._wire_type(schema.get(name)) for name in names}
        typed = {name: dtype for name, dtype in wire.items() if dtype is not None}
        position = [names.index(name) for name in typed]
        if len(typed) < len(names):
            raw = [tuple(row[place] for place in position) for row in raw]
        frame = pl.DataFrame(raw, schema=typed, orient="row", infer_schema_length=None)
        return frame.select(self._declared(name, dtype) for name, dtype in schema.items())

    def _wire_type(self, dtype: pl.DataType | None) -> pl.DataType | None:
        """How a value of `dtype` leaves the driver."""
        if dtype is None:
            return None
        if isinstance(dtype, pl.Enum):
            return pl.String()
        if not self.is_sqlite:
            return pl.Datetime("us") if dtype == TIME else dtype
        if dtype in (TIME, pl.Date):
            return pl.String()
        return pl.Int64() if dtype == pl.Boolean else dtype

    def _declared(self, name: str, dtype: pl.DataType) -> pl.Expr:
        value = pl.col(name)
        if dtype == TIME:
            naive = value.str.to_datetime(SQLITE_TIME, time_unit="us") if self.is_sqlite else value
            return naive.dt.replace_time_zone("UTC")
        if dtype == pl.Date and self.is_sqlite:
            return value.str.to_date("%Y-%m-%d")
        return value.cast(dtype)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in one transaction: committed at the end of the block, rolled back on any error."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def insert(self, connection: Connection, table: Table | str, frame: pl.DataFrame) -> int:
        """Append all rows of `frame` (any of the table's columns, times aware in UTC) and say how many.

        Raises `sqlalchemy.exc.IntegrityError` where a row's key is taken.
        """
        target = schema.metadata.tables[table] if isinstance(table, str) else table
        names = [name for name in frame.columns if name in target.columns]
        unknown = set(frame.columns) - set(names)
        if unknown:
            raise ValueError(f"{target.name} has no columns {sorted(unknown)}")
        if frame.is_empty():
            return 0
        if self.is_sqlite:
            self._insert_sqlite(connection, target.name, frame)
        else:
            self._insert_postgresql(connection, target.name, frame)
        return frame.height

    def _insert_sqlite(self, connection: Connection, table: str, frame: pl.DataFrame) -> None:
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        places = ", ".join("?" for _ in frame.columns)
        wire = frame.with_columns(
            *(
                pl.col(name).dt.convert_time_zone("UTC").dt.strftime(SQLITE_TIME)
                for name, dtype in frame.schema.items()
                if isinstance(dtype, pl.Datetime)
            ),
            *(pl.col(name).dt.to_string("%Y-%m-%d") for name, dtype in frame.schema.items() if dtype == pl.Date),
            *(pl.col(name).cast(pl.String) for name, dtype in frame.schema.items() if isinstance(dtype, pl.Enum)),
        )
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608 - names of our own schema
        for part in wire.iter_slices(50_000):
            connection.exec_driver_sql(statement, part.rows())

    def _insert_postgresql(self, connection: Connection, table: str, frame: pl.DataFrame) -> None:
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        wire = frame.with_columns(
            pl.col(name).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            for name, dtype in frame.schema.items()
            if isinstance(dtype, pl.Datetime)
        )
        driver = connection.connection.driver_connection
        assert driver is not None
        statement = f'COPY "{table}" ({columns}) FROM STDIN WITH (FORMAT csv)'
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for part in wire.iter_slices(50_000):
                    copy.write(part.write_csv(include_header=False, quote_style="non_numeric"))
        except psycopg.IntegrityError as error:  # the same error as on SQLite, where SQLAlchemy raises it
            raise IntegrityError(statement, None, error) from error

    def among(self, value: ColumnElement[Any], wanted: Sequence[str]) -> ColumnElement[bool]:
        """`value` is one of `wanted`, of any number: the list travels as one parameter."""
        return value.in_(self.listed(wanted))

    def listed(self, wanted: Sequence[str]) -> Select[Any]:
        """A query that returns `wanted`, one text a row."""
        as_json = json.dumps(list(wanted), ensure_ascii=False)
        if self.is_sqlite:
            return select(func.json_each(as_json).table_valued(column("value", Text)).c.value)
        return select(func.json_array_elements_text(literal(as_json).cast(JSON)).column_valued("value"))

    # -- whole customers ------------------------------------------------------------------------------------------

    def records_of(self, customer_keys: Sequence[str] | None) -> Records:
        """All records of these customers (None: of everybody), and all agents. `''` holds what names no customer.

        A customer's records: the contacts and their messages, the service orders and their events, internal requests
        (by their own customer, else by their order's), cancellations and the returns that people registered.
        """
        with self.engine.connect() as connection:
            frames = {
                table.name: self.read(
                    self._of_customers(table.name, customer_keys),
                    {one.name: one.dtype for one in table.columns},
                    connection=connection,
                )
                for table in (*records.TABLES, records.RETURNS)
            }
        return Records(**frames)

    def _of_customers(self, name: str, keys: Sequence[str] | None) -> Select[Any]:
        table = schema.metadata.tables[name]
        canonical = records.RETURNS if name == "returns" else records.BY_NAME[name]
        statement = select(*(table.c[one.name] for one in canonical.columns)).order_by(table.c.id)
        if keys is None or name == "agents":
            return statement
        if name == "returns":
            return statement.where(self.among(table.c.customer_key, keys))
        if name == "messages":
            of_theirs = select(schema.contacts.c.contact_id).where(self._is_of(schema.contacts, keys))
            return statement.where(table.c.contact_id.in_(of_theirs))
        orders = schema.service_orders
        their_orders = select(orders.c.os_id).where(self._is_of(orders, keys))
        if name == "os_events":
            return statement.where(table.c.os_id.in_(their_orders))
        if name == "internal_requests":
            by_order = table.c.customer_id.is_(None) & table.c.os_id.in_(their_orders)
            conditions = [self.among(table.c.customer_id, keys), by_order]
            if "" in keys:
                no_order = ~exists().where(orders.c.os_id == table.c.os_id)
                conditions.append(table.c.customer_id.is_(None) & no_order)
            return statement.where(or_(*conditions))
        return statement.where(self._is_of(table, keys))

    def _is_of(self, table: Table, keys: Sequence[str]) -> ColumnElement[bool]:
        theirs = self.among(table.c.customer_id, keys)
        return or_(theirs, table.c.customer_id.is_(None)) if "" in keys else theirs

    def customer_keys(self) -> list[str]:
        """Every key under which `records_of` finds something to judge, sorted; `''` where records name no customer."""
        named = [table.c.customer_id for table in (schema.contacts, schema.service_orders, schema.cancellations)]
        keys: set[str] = set()
        with self.engine.connect() as connection:
            for customer_id in (*named, schema.internal_requests.c.customer_id):
                found = connection.execute(select(func.coalesce(customer_id, "")).distinct())
                keys.update(found.scalars())
        return sorted(keys)

    # -- what waits to be judged ----------------------------------------------------------------------------------

    def touched(self) -> list[str]:
        """The keys of customers whose records changed since they were last judged, sorted."""
        with self.engine.connect() as connection:
            return sorted(connection.scalars(select(schema.touched_customers.c.customer_key)))

    def touch(self, connection: Connection, keys: Sequence[str]) -> None:
        """Mark these customers to be judged again."""
        table = schema.touched_customers
        wanted = self.listed(sorted(set(keys))).where(true())  # SQLite reads ON CONFLICT after a bare SELECT as a join
        insert = sqlite.insert if self.is_sqlite else postgresql.insert
        connection.execute(insert(table).from_select(["customer_key"], wanted).on_conflict_do_nothing())

    def untouch(self, connection: Connection, keys: Sequence[str]) -> None:
        """These customers have been judged."""
        table = schema.touched_customers
        connection.execute(delete(table).where(self.among(table.c.customer_key, sorted(set(keys)))))

    # -- what the store knows of itself ---------------------------------------------------------------------------

    def set_fact(self, connection: Connection, name: str, value: str | None = None, at: datetime | None = None) -> None:
        """Write down that `name` (`last_import`, `last_judging`, `last_decision`) happened, now unless told."""
        moment = at or datetime.now(UTC)
        table = schema.facts
        changed = connection.execute(table.update().where(table.c.name == name).values(at=moment, value=value))
        if changed.rowcount == 0:
            connection.execute(table.insert().values(name=name, at=moment, value=value))

    def facts(self) -> dict[str, tuple[datetime | None, str | None]]:
        """Every fact by name: when, and its value."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(schema.facts.c.name, schema.facts.c.at, schema.facts.c.value))
            return {name: (at, value) for name, at, value in rows}

    def state(self) -> str:
        """A short text that changes with every import, judging and decision: what caches are keyed by."""
        happened = {name: fact for name, fact in self.facts().items() if name.startswith("last_")}
        return "|".join(
            f"{name}={at.isoformat() if at else ''}:{value or ''}" for name, (at, value) in sorted(happened.items())
        )

    def is_fictitious(self) -> bool:
        """Whether any of the records are made up: the screens then say so."""
        with self.engine.connect() as connection:
            found = select(schema.imports.c.id).where(schema.imports.c.fictitious).limit(1)
            return connection.scalar(found) is not None
