"""What every decision has in common: its viewer may see what it is about, it is logged, and the totals follow it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Row, Table, select, text, update

from data import judged, schema
from data.people import Viewer
from data.store import Store

LONGEST_TEXT = 4000
VERDICT_SCHEMA = {
    "day": pl.Date(),
    **dict.fromkeys((*judged.TOTALS_KEY[1:], "verdict"), pl.String()),
}


def visible(connection: Connection, viewer: Viewer, table: Table, key: str, value: str) -> Row[Any]:
    """The row, if it is there and belongs to one of the viewer's teams."""
    row = connection.execute(select(table).where(table.c[key] == value)).first()
    if row is None:
        raise LookupError(f"there is no {key} {value!r}")
    check_scope(connection, viewer, row.agent_id, f"{key} {value!r}")
    return row


def check_scope(connection: Connection, viewer: Viewer, agent_id: str | None, what: str) -> None:
    """Raise `PermissionError` unless the agent is of one of the viewer's teams."""
    if viewer.sees_all_teams:
        return
    agents = schema.agents
    teams = connection.scalars(select(agents.c.team).where(agents.c.agent_id == agent_id)).all()
    if not set(teams) & set(viewer.teams):
        raise PermissionError(f"{viewer.username} may not see {what}")


@contextmanager
def alone(store: Store, table: Table) -> Iterator[Connection]:
    """One transaction in which nobody else decides on what `table` holds: what is looked up first still holds after."""
    with store.write() as connection:
        if not store.is_sqlite:  # SQLite has one writer at a time as it is
            connection.execute(text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
        yield connection


def name_of(connection: Connection, username: str) -> str:
    """What a user is called; the username where the user is gone."""
    users = schema.users
    return connection.scalar(select(users.c.name).where(users.c.username == username)) or username


def let_count(
    store: Store, connection: Connection, mine: ColumnElement[bool], verdict: str, rule_verdict: str | None
) -> None:
    """Let these verdicts count as `verdict`, in the daily totals too."""
    table = schema.verdicts
    columns = [table.c[name] for name in VERDICT_SCHEMA]
    before = store.read(select(*columns).where(mine), VERDICT_SCHEMA, connection=connection)
    connection.execute(update(table).where(mine).values(verdict=verdict, rule_verdict=rule_verdict))
    after = before.with_columns(verdict=pl.lit(verdict))
    judged.adjust_totals(store, connection, judged.totals_of_rows(before), judged.totals_of_rows(after))


def decided(store: Store, connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> None:
    entry = log(connection, viewer, action, subject, moment)
    store.set_fact(connection, "last_decision", f"{action}:{entry}", at=moment)


def log(connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> int:
    """Write into the access log; the number of the entry."""
    row = {"at": moment, "username": viewer.username, "action": action, "subject": subject}
    written = connection.execute(schema.access_log.insert().values(row)).inserted_primary_key
    return int(written[0]) if written else 0
