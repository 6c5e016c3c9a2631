"""Returns: that the customer has heard back, registered by a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select, update

from data import judged, schema
from data.decisions.cases import visible_commitment
from data.decisions.deciding import LONGEST_TEXT, decided, let_count, name_of
from data.people import Viewer
from data.records import Channel
from data.store import Store

CLOCK_SLACK = timedelta(minutes=5)
RETURNED = frozenset({"kept", "late"})
TIME_ZONE = "America/Sao_Paulo"
DETAIL = "%d/%m %H:%M"
"""How the sentence of a late return writes its moment (`practices.catalog.no_return`)."""


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
    time_zone: str = TIME_ZONE,
) -> None:
    """Write down that the customer heard back at the aware moment `returned_at`.

    The commitment leaves the list at once, its verdict (with the reason that judging will give, times in `time_zone`)
    and the daily totals follow in the same transaction, and its customer is marked to be judged again. Sending the
    same form twice changes nothing.

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
        commitment = visible_commitment(connection, viewer, commitment_id)
        if _is_repeated(connection, commitment, form):
            return
        if returned_at < commitment.made_at:
            raise ValueError("a return cannot be earlier than the commitment itself")
        row = {**form, "commitment_id": commitment_id, "customer_key": commitment.customer_key, "registered_at": moment}
        connection.execute(schema.returns.insert().values(row))
        in_time = returned_at <= commitment.due_at
        late_at = None if in_time else returned_at.astimezone(ZoneInfo(time_zone)).strftime(DETAIL)
        table = schema.commitments
        connection.execute(
            update(table)
            .where(table.c.commitment_id == commitment_id)
            .values(returned_at=returned_at, state="kept" if in_time else "late")
        )
        _settle_verdict(store, connection, commitment_id, late_at)
        store.touch(connection, [commitment.customer_key])
        decided(store, connection, viewer, "return_registered", commitment_id, moment)


def _check(returned_at: datetime, said: str, now: datetime) -> None:
    if returned_at.tzinfo is None:
        raise ValueError("the moment of a return needs its offset")
    if returned_at > now + CLOCK_SLACK:
        raise ValueError("a return cannot lie in the future")
    if not said:
        raise ValueError("what was said to the customer is missing")
    if len(said) > LONGEST_TEXT:
        raise ValueError(f"what was said may have {LONGEST_TEXT} characters")


def returned_already(connection: Connection, commitment: Row[Any]) -> AlreadyReturned | None:
    """Who registered the commitment's return, or that the records show it; None where the customer still waits."""
    first = _registered(connection, commitment.commitment_id)
    if first is not None:
        return AlreadyReturned(name_of(connection, first.registered_by), first.registered_at)
    if commitment.state in RETURNED and commitment.returned_at is not None:
        return AlreadyReturned(None, commitment.returned_at)
    return None


def _registered(connection: Connection, commitment_id: str) -> Row[Any] | None:
    table = schema.returns
    return connection.execute(select(table).where(table.c.commitment_id == commitment_id)).first()


def _is_repeated(connection: Connection, commitment: Row[Any], form: dict[str, Any]) -> bool:
    """Whether exactly this was registered before; raises `AlreadyReturned` where something else was."""
    first = _registered(connection, commitment.commitment_id)
    if first is not None and all(getattr(first, name) == value for name, value in form.items()):
        return True
    if told := returned_already(connection, commitment):
        raise told
    return False


def _settle_verdict(store: Store, connection: Connection, commitment_id: str, late_at: str | None) -> None:
    """The commitment's verdict as judging will find it, whatever people said of it before, and the totals with it.

    `late_at` is the moment of a return after the due time, in words; None where it came in time.
    """
    table = schema.verdicts
    mine = (table.c.unit == "commitment") & (table.c.unit_id == commitment_id)
    reason = "kept" if late_at is None else "late"
    connection.execute(update(table).where(mine).values(reason=reason, detail=late_at, pending_until=None))
    let_count(store, connection, mine, "met" if late_at is None else "missed", None)
