"""A commitment as decisions find it: with who owes it now, for the teams that it concerns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from data import owing, schema
from data.decisions.deciding import check_scope
from data.people import Viewer


def visible_commitment(connection: Connection, viewer: Viewer, commitment_id: str) -> Row[Any]:
    """The row of `commitments` with `owner_id`, who owes it now.

    Both teams may act on it: that of the agent who owed it first, and that of the one to whom it was handed over.

    Raises `LookupError` where there is no such commitment, `PermissionError` where it is neither team's.
    """
    table = schema.commitments
    statement = select(table, owing.owner().label("owner_id")).where(table.c.commitment_id == commitment_id)
    row = connection.execute(statement).first()
    if row is None:
        raise LookupError(f"there is no commitment {commitment_id!r}")
    what = f"commitment {commitment_id!r}"
    try:
        check_scope(connection, viewer, row.agent_id, what)
    except PermissionError:
        check_scope(connection, viewer, row.owner_id, what)
    return row
