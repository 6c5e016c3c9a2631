"""A store with the records of a small world in it, as tests of read models need it."""

from __future__ import annotations

from datetime import datetime

from data.demo.filling import fill
from data.records import Records
from data.store import Store
from practices.policy import default_policy
from practices.rejudge import rejudge


def filled(store: Store, records: Records, as_of: datetime | None = None) -> Store:
    """`records` put into the empty `store`, and judged where the aware moment `as_of` is given."""
    fill(store, records)
    if as_of is not None:
        rejudge(store, default_policy(), as_of)
    return store
