"""Puts the fictitious provider's records into a store that holds nothing else, through the ordinary import."""

from __future__ import annotations

from sqlalchemy import select

from data import schema
from data.records import Records
from data.sources import import_records
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
    """Import all records under the source `demo`, marked as fictitious; says how many rows were taken.

    Raises `StoreNotEmptyError` where anything was imported before.
    """
    if holds_records(store):
        raise StoreNotEmptyError
    return import_records(store, records, SOURCE, fictitious=True).rows_taken
