"""Bring canonical rows into the store: new ones in, changed ones over the old, the same ones left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, and_, case, func, select, update

from data import records, schema
from data.store import Store

FATES = {"_row": pl.Int64(), "fate": pl.String(), "before": pl.String()}
NEW, CHANGED, SAME, ELSEWHERE = "new", "changed", "same", "elsewhere"


@dataclass(frozen=True)
class Origin:
    """Where rows come from: their source, their import, and whether they are only counted."""

    source: str
    import_id: int
    counting_only: bool = False


def is_empty(connection: Connection, table: records.Table) -> bool:
    """Whether the store holds no row of this table, of any source: nothing can be there already."""
    target = schema.IMPORTED[table.name]
    return connection.scalar(select(target.c.id).limit(1)) is None


def upsert(
    store: Store,
    connection: Connection,
    table: records.Table,
    frame: pl.DataFrame,
    origin: Origin,
    compare: bool = True,
) -> pl.DataFrame:
    """Take the rows of `frame` (the table's columns, `external_id`, `_row`; each external id once).

    Returns each row's fate: `new`, `changed`, `same` (already there), or `elsewhere` (its key belongs to another
    source: not taken), and `before`, the customer under whom a changed row stood. `compare=False` where the table was
    empty when the import began.
    """
    fates = _fates(store, connection, table, frame, origin) if compare else pl.DataFrame(schema=FATES)
    new = frame.join(fates, on="_row", how="anti") if fates.height else frame
    if not origin.counting_only:
        stored = new.drop("_row").with_columns(source=pl.lit(origin.source), import_id=pl.lit(origin.import_id))
        store.insert(connection, schema.IMPORTED[table.name], stored)
    fresh = new.select("_row", fate=pl.lit(NEW), before=pl.lit(None, dtype=pl.String))
    return pl.concat([fates, fresh])


def _fates(
    store: Store, connection: Connection, table: records.Table, frame: pl.DataFrame, origin: Origin
) -> pl.DataFrame:
    target = schema.IMPORTED[table.name]
    names = [column.name for column in table.columns]
    staged = Table(
        f"incoming_{table.name}",
        MetaData(),
        Column("_row", Integer, primary_key=True, autoincrement=False),
        Column("external_id", Text),
        *(Column(name, target.c[name].type) for name in names),
        prefixes=["TEMPORARY"],
    )
    staged.create(connection)
    store.insert(connection, staged, frame.select("_row", "external_id", *names))
    alike = and_(*(target.c[name].is_not_distinct_from(staged.c[name]) for name in names))
    own = and_(target.c.source == origin.source, target.c.external_id == staged.c.external_id)
    customer = target.c.customer_id if "customer_id" in names else None
    before = func.coalesce(customer, "") if customer is not None else _nothing()
    fate = case((alike, SAME), else_=CHANGED)
    matched = store.read(
        select(staged.c["_row"], fate.label("fate"), before.label("before")).join_from(staged, target, own),
        FATES,
        connection=connection,
    )
    found = [matched]
    if table is not records.OS_EVENTS:
        found.append(_of_others(store, connection, table, staged, alike, origin, matched))
    if not origin.counting_only and (matched["fate"] == CHANGED).any():
        values = {name: staged.c[name] for name in names}
        connection.execute(update(target).where(own, ~alike).values(**values, import_id=origin.import_id))
    staged.drop(connection)
    return pl.concat(found)


def _of_others(
    store: Store,
    connection: Connection,
    table: records.Table,
    staged: Table,
    alike: Any,
    origin: Origin,
    matched: pl.DataFrame,
) -> pl.DataFrame:
    """Rows whose key another source already holds: the same record counts as there, another one is set aside."""
    target = schema.IMPORTED[table.name]
    same_key = and_(*(target.c[name] == staged.c[name] for name in table.key), target.c.source != origin.source)
    statement = select(staged.c["_row"], case((alike, SAME), else_=ELSEWHERE).label("fate"), _nothing().label("before"))
    found = store.read(statement.join_from(staged, target, same_key), FATES, connection=connection)
    return (
        found.join(matched, on="_row", how="anti")
        .sort("fate", descending=True)
        .unique("_row", keep="first", maintain_order=True)
    )


def _nothing() -> Any:
    return func.nullif("", "")
