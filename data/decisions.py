"""What people decide on a screen: facts of their own, which no import and no judging overwrites.

Every decision checks that its viewer may see what it is about, writes in one transaction, and is logged.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Table, func, select, update

from data import judged, schema
from data.people import Viewer
from data.records import Channel
from data.store import Store

LONGEST_TEXT = 4000
CLOCK_SLACK = timedelta(minutes=5)
RETURNED = frozenset({"kept", "late"})
VERDICT_SCHEMA = {
    "day": pl.Date(),
    **dict.fromkeys((*judged.TOTALS_KEY[1:], "verdict"), pl.String()),
}


class ReturnOutcome(StrEnum):
    """How things stood when the customer had heard back."""

    INFORMED = "informed"
    SETTLED = "settled"
    RETAINED = "retained"
    CANCELLED = "cancelled"


class AlreadyReturned(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The customer has heard back: `name` registered it (None: the records show it), `at` that moment."""

    def __init__(self, name: str | None, at: datetime) -> None:
        super().__init__(f"the return was registered by {name or 'the records'} at {at.isoformat()}")
        self.name = name
        self.at = at


def register_return(
    store: Store,
    viewer: Viewer,
    commitment_id: str,
    returned_at: datetime,
    channel: Channel | str,
    what_was_said: str,
    outcome: ReturnOutcome | str,
    now: datetime | None = None,
) -> None:
    """Write down that the customer heard back at the aware moment `returned_at`.

    The commitment leaves the list at once, its verdict and the daily totals follow in the same transaction, and its
    customer is marked to be judged again. Sending the same form twice changes nothing.

    Raises `LookupError` where there is no such commitment, `PermissionError` where it is not the viewer's to see,
    `AlreadyReturned` where somebody else was first, `ValueError` with a sentence where the form is wrong.
    """
    moment = now or datetime.now(UTC)
    said = what_was_said.strip()
    form = {
        "returned_at": returned_at,
        "channel": Channel(channel).value,
        "what_was_said": said,
        "outcome": ReturnOutcome(outcome).value,
        "registered_by": viewer.username,
    }
    _check(returned_at, said, moment)
    with judged.judging(store) as connection:
        commitment = _visible(connection, viewer, schema.commitments, "commitment_id", commitment_id)
        if _is_repeated(connection, commitment, form):
            return
        if returned_at < commitment.made_at:
            raise ValueError("a return cannot be earlier than the commitment itself")
        row = {**form, "commitment_id": commitment_id, "customer_key": commitment.customer_key, "registered_at": moment}
        connection.execute(schema.returns.insert().values(row))
        in_time = returned_at <= commitment.due_at
        table = schema.commitments
        connection.execute(
            update(table)
            .where(table.c.commitment_id == commitment_id)
            .values(returned_at=returned_at, state="kept" if in_time else "late")
        )
        _settle_verdict(store, connection, commitment_id, "met" if in_time else "missed")
        store.touch(connection, [commitment.customer_key])
        _decided(store, connection, viewer, "return_registered", commitment_id, moment)


def reveal(store: Store, viewer: Viewer, contact_id: str) -> None:
    """Log that the viewer was shown a contact's transcript in clear; call it before showing.

    Raises `LookupError` where there is no such contact, `PermissionError` where it is not the viewer's to see.
    """
    with store.write() as connection:
        _visible(connection, viewer, schema.contacts, "contact_id", contact_id)
        _log(connection, viewer, "transcript_revealed", contact_id, datetime.now(UTC))


def _check(returned_at: datetime, said: str, now: datetime) -> None:
    if returned_at.tzinfo is None:
        raise ValueError("the moment of a return needs its offset")
    if returned_at > now + CLOCK_SLACK:
        raise ValueError("a return cannot lie in the future")
    if not said:
        raise ValueError("what was said to the customer is missing")
    if len(said) > LONGEST_TEXT:
        raise ValueError(f"what was said may have {LONGEST_TEXT} characters")


def _visible(connection: Connection, viewer: Viewer, table: Table, key: str, value: str) -> Row[Any]:
    """The row, if it is there and belongs to one of the viewer's teams."""
    row = connection.execute(select(table).where(table.c[key] == value)).first()
    if row is None:
        raise LookupError(f"there is no {key} {value!r}")
    if not viewer.sees_all_teams:
        agents = schema.agents
        teams = connection.scalars(select(agents.c.team).where(agents.c.agent_id == row.agent_id)).all()
        if not set(teams) & set(viewer.teams):
            raise PermissionError(f"{viewer.username} may not see {key} {value!r}")
    return row


def _is_repeated(connection: Connection, commitment: Row[Any], form: dict[str, Any]) -> bool:
    """Whether exactly this was registered before; raises `AlreadyReturned` where something else was."""
    table = schema.returns
    first = connection.execute(select(table).where(table.c.commitment_id == commitment.commitment_id)).first()
    if first is not None:
        if all(getattr(first, name) == value for name, value in form.items()):
            return True
        users = schema.users
        name = connection.scalar(select(users.c.name).where(users.c.username == first.registered_by))
        raise AlreadyReturned(name or first.registered_by, first.registered_at)
    if commitment.state in RETURNED and commitment.returned_at is not None:
        raise AlreadyReturned(None, commitment.returned_at)
    return False


def _settle_verdict(store: Store, connection: Connection, commitment_id: str, verdict: str) -> None:
    """The commitment's verdict as judging will find it, and the daily totals with it."""
    table = schema.verdicts
    mine = (table.c.unit == "commitment") & (table.c.unit_id == commitment_id) & (table.c.verdict != verdict)
    columns = [table.c[name] for name in VERDICT_SCHEMA]
    before = store.read(select(*columns).where(mine), VERDICT_SCHEMA, connection=connection)
    if before.is_empty():
        return
    connection.execute(update(table).where(mine).values(verdict=verdict, reason=verdict, pending_until=None))
    after = before.with_columns(verdict=pl.lit(verdict))
    judged.adjust_totals(store, connection, judged.totals_of_rows(before), judged.totals_of_rows(after))


def _decided(store: Store, connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> None:
    _log(connection, viewer, action, subject, moment)
    count = connection.scalar(select(func.count()).select_from(schema.returns))
    store.set_fact(connection, "last_decision", f"{action}:{count}", at=moment)


def _log(connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> None:
    row = {"at": moment, "username": viewer.username, "action": action, "subject": subject}
    connection.execute(schema.access_log.insert().values(row))
