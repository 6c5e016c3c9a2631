"""Puts the fictitious provider's records into a store that holds nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from sqlalchemy import insert, select

from data import schema
from data.records import TABLES, Records
from data.store import Store

SOURCE = "demo"
USERS = (
    ("gestora", "Marta Gestora", "manager", ()),
    ("supervisor", "Sérgio Supervisor", "supervisor", ("Centro", "Norte")),
    ("lider", "Lia Líder", "team_lead", ("Norte",)),
)
"""Who may sign in to the demo: username, name, role, teams."""


class StoreNotEmptyError(Exception):
    """The store holds records already: made-up ones would mix with them."""


def holds_records(store: Store) -> bool:
    """Whether anything was ever imported into the store."""
    with store.engine.connect() as connection:
        return connection.scalar(select(schema.imports.c.id).limit(1)) is not None


def fill(store: Store, records: Records) -> int:
    """Write all records under the source `demo`, marked as fictitious, and touch their customers; says how many rows.

    Raises `StoreNotEmptyError` where anything was imported before.
    """
    if holds_records(store):
        raise StoreNotEmptyError
    rows = sum(frame.height for name, frame in records.items() if name in schema.IMPORTED)
    now = datetime.now(UTC)
    with store.write() as connection:
        made = connection.execute(
            insert(schema.imports).values(
                source=SOURCE,
                path=SOURCE,
                started_at=now,
                finished_at=now,
                rows_in=rows,
                rows_taken=rows,
                fictitious=True,
            )
        )
        assert made.inserted_primary_key is not None
        import_id = made.inserted_primary_key[0]
        for table in TABLES:
            frame: pl.DataFrame = getattr(records, table.name)
            store.insert(
                connection,
                table.name,
                frame.with_columns(
                    source=pl.lit(SOURCE),
                    import_id=pl.lit(import_id, dtype=pl.Int64),
                    external_id=pl.concat_str(
                        [pl.col(name).cast(pl.String).fill_null("") for name in table.key], separator="\u001f"
                    ),
                ),
            )
        store.touch(connection, ["", *records.customers["customer_id"].to_list()])
        store.set_fact(connection, "last_import", SOURCE, now)
    return rows
