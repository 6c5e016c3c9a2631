"""What is done for a customer who waits, short of a return: an attempt nobody answered, a hand-over, a note.

Each is a fact of its own in `follow_up_steps`: it is never changed, and none takes a case off the list.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from data import judged, owing, schema
from data.decisions.cases import visible_commitment
from data.decisions.deciding import LONGEST_TEXT, check_scope, decided
from data.decisions.returns import CLOCK_SLACK, returned_already
from data.people import Viewer
from data.records import Channel
from data.store import Store

ATTEMPT, HAND_OVER, NOTE = "attempt", owing.HAND_OVER, "note"


class AlreadyHandedOver(Exception):  # noqa: N818 - not a failure: somebody was faster
    """Another than the writer thought owes the return: `agent_id` does.

    `name` handed it over `at` that moment; both None: new records say so.
    """

    def __init__(self, name: str | None, at: datetime | None, agent_id: str | None) -> None:
        super().__init__(f"{name or 'new records'} let {agent_id} owe it" + (f" at {at.isoformat()}" if at else ""))
        self.name = name
        self.at = at
        self.agent_id = agent_id


def record_attempt(
    store: Store,
    viewer: Viewer,
    commitment_id: str,
    at: datetime,
    channel: Channel | str,
    text: str,
    now: datetime | None = None,
) -> None:
    """Write down that somebody tried to reach the customer at the aware moment `at`, and nobody answered.

    Sending the same form twice changes nothing. Raises `LookupError` where there is no such commitment,
    `PermissionError` where it is not the viewer's to see, `AlreadyReturned` where the customer has heard back
    meanwhile, `ValueError` with a sentence where the form is wrong.
    """
    moment, said = now or datetime.now(UTC), _checked(text)
    if at.tzinfo is None:
        raise ValueError("the moment of an attempt needs its offset")
    if at > moment + CLOCK_SLACK:
        raise ValueError("an attempt cannot lie in the future")
    step = {"kind": ATTEMPT, "at": at, "channel": Channel(channel).value, "text": said}
    with judged.judging(store) as connection:
        commitment = visible_commitment(connection, viewer, commitment_id)
        if _is_there(connection, viewer, commitment_id, step):
            return
        _check_open(connection, commitment)
        if at < commitment.made_at:
            raise ValueError("an attempt cannot be earlier than the commitment itself")
        _write(store, connection, viewer, commitment, step, "attempt_recorded", moment)


def hand_over(
    store: Store,
    viewer: Viewer,
    commitment_id: str,
    from_agent_id: str | None,
    to_agent_id: str,
    why: str,
    now: datetime | None = None,
) -> None:
    """Let `to_agent_id`, an agent whom the viewer may see, owe the return from now on.

    `from_agent_id` is who owed it in the viewer's eyes. The teams of the agent who owed it first and of the one who
    owes it now both see the case and act on it. Sending the same form twice changes nothing.

    Raises as `record_attempt` does, and `AlreadyHandedOver` where another than `from_agent_id` owes it by now.
    """
    moment, said = now or datetime.now(UTC), _checked(why)
    step = {"kind": HAND_OVER, "text": said, "from_agent_id": from_agent_id, "to_agent_id": to_agent_id}
    with judged.judging(store) as connection:
        commitment = visible_commitment(connection, viewer, commitment_id)
        if commitment.owner_id == to_agent_id and _is_there(connection, viewer, commitment_id, step, HAND_OVER):
            return
        _check_open(connection, commitment)
        if commitment.owner_id != from_agent_id:
            raise _handed_over(connection, commitment)
        if to_agent_id == from_agent_id:
            raise ValueError("whoever owes it already cannot be given it")
        _check_taker(connection, viewer, to_agent_id)
        _write(store, connection, viewer, commitment, {**step, "at": moment}, "handed_over", moment)


def add_note(store: Store, viewer: Viewer, commitment_id: str, text: str, now: datetime | None = None) -> None:
    """Keep a remark with the case, after its return too: what comes in later is not lost.

    The same note of the same person twice in a row is one. Raises as `record_attempt` does, `AlreadyReturned` never.
    """
    moment, said = now or datetime.now(UTC), _checked(text)
    with judged.judging(store) as connection:
        commitment = visible_commitment(connection, viewer, commitment_id)
        if _is_there(connection, viewer, commitment_id, {"kind": NOTE, "text": said}, NOTE, HAND_OVER, ATTEMPT):
            return
        _write(store, connection, viewer, commitment, {"kind": NOTE, "at": moment, "text": said}, "note_added", moment)


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise ValueError("the text is missing")
    if len(said) > LONGEST_TEXT:
        raise ValueError(f"a text may have {LONGEST_TEXT} characters")
    return said


def _is_there(connection: Connection, viewer: Viewer, commitment_id: str, step: dict[str, Any], *last_of: str) -> bool:
    """Whether the viewer wrote exactly this step: at any time, or as the last of their steps of the kinds `last_of`."""
    table = schema.follow_up_steps
    mine = (table.c.commitment_id == commitment_id) & (table.c.registered_by == viewer.username)
    kinds = last_of or (step["kind"],)
    statement = select(table).where(mine, table.c.kind.in_(kinds)).order_by(table.c.id.desc())
    found = connection.execute(statement.limit(1) if last_of else statement).all()
    return any(all(getattr(one, name) == value for name, value in step.items()) for one in found)


def _check_open(connection: Connection, commitment: Row[Any]) -> None:
    if told := returned_already(connection, commitment):
        raise told


def _check_taker(connection: Connection, viewer: Viewer, agent_id: str) -> None:
    """Whoever takes a case over is on record and, as far as the viewer sees, of one of their teams."""
    agents = schema.agents
    known = connection.scalar(select(agents.c.id).where(agents.c.agent_id == agent_id).limit(1)) is not None
    try:
        check_scope(connection, viewer, agent_id, f"agent {agent_id!r}")
    except PermissionError:
        known = False
    if not known:
        raise ValueError(f"there is no agent {agent_id!r} whom {viewer.username} may see")


def _handed_over(connection: Connection, commitment: Row[Any]) -> AlreadyHandedOver:
    steps, users = schema.follow_up_steps, schema.users
    last = connection.execute(
        select(steps.c.registered_by, steps.c.registered_at, users.c.name)
        .join_from(steps, users, users.c.username == steps.c.registered_by, isouter=True)
        .where(steps.c.commitment_id == commitment.commitment_id, steps.c.kind == HAND_OVER)
        .order_by(steps.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return AlreadyHandedOver(None, None, commitment.owner_id)
    return AlreadyHandedOver(last.name or last.registered_by, last.registered_at, commitment.owner_id)


def _write(
    store: Store,
    connection: Connection,
    viewer: Viewer,
    commitment: Row[Any],
    step: dict[str, Any],
    action: str,
    moment: datetime,
) -> None:
    about = {"commitment_id": commitment.commitment_id, "customer_key": commitment.customer_key}
    who = {"registered_by": viewer.username, "registered_at": moment}
    connection.execute(schema.follow_up_steps.insert().values(**about, **who, **step))
    decided(store, connection, viewer, action, commitment.commitment_id, moment)
