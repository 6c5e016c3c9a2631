"""Actions that a weekly review agrees on: what, who, until when; and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select, update

from data import schema
from data.decisions.deciding import LONGEST_TEXT, alone, decided, name_of
from data.decisions.meetings import (
    AlreadyClosed,
    check_review,
    closing_of,
    teams_as_json,
)
from data.decisions.returns import TIME_ZONE
from data.people import Viewer
from data.reviewing import own_names, sees_action
from data.store import Store

LONGEST_ACTION = 500
LONGEST_OWNER = 120
LONGEST_PRACTICE = 40
FARTHEST_DAYS = 366
"""An action that is due later than in a year is no action of a weekly review: most often a mistyped year."""


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class AlreadyChanged(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The action is no longer as the person saw it: `name` changed it `at` that moment; `state` and `due_on` hold."""

    def __init__(self, name: str, at: datetime, state: str, due_on: date) -> None:
        super().__init__(f"{name} made it {state}, due on {due_on}, at {at.isoformat()}")
        self.name = name
        self.at = at
        self.state = state
        self.due_on = due_on


def agree_action(
    store: Store,
    viewer: Viewer,
    from_day: date,
    to_day: date,
    teams: Sequence[str],
    what: str,
    owner: str,
    due_on: date,
    practice: str | None = None,
    now: datetime | None = None,
    time_zone: str = TIME_ZONE,
) -> int:
    """Write down what the review of these days and teams (none: all) agreed; the number of the action.

    The same action of the same review, sent twice or by two people, is one.

    Raises `PermissionError` where a team is not the viewer's, `AlreadyClosed` where the review is closed, `ValueError`
    with a sentence where the form is wrong.
    """
    moment = now or datetime.now(UTC)
    check_review(viewer, from_day, to_day, teams, moment, time_zone)
    form = {
        "from_day": from_day,
        "to_day": to_day,
        "teams": teams_as_json(teams),
        "what": _text(what, LONGEST_ACTION, "what is to be done"),
        "owner": _text(owner, LONGEST_OWNER, "who does it"),
        "due_on": due_on,
        "practice": _text(practice, LONGEST_PRACTICE, "the practice") if practice else None,
    }
    table = schema.actions
    with alone(store, schema.meetings) as connection:
        same = (table.c[name].is_not_distinct_from(value) for name, value in form.items())
        there = connection.scalar(select(table.c.id).where(*same))
        if there is not None:
            return int(there)
        _check_due(due_on, moment, time_zone)
        closed = closing_of(connection, from_day, to_day, teams)
        if closed is not None:
            raise AlreadyClosed(name_of(connection, closed.closed_by), closed.closed_at)
        about = {"state": ActionState.OPEN.value, "agreed_by": viewer.username, "agreed_at": moment}
        written = connection.execute(table.insert().values(form | about)).inserted_primary_key
        action_id = int(written[0]) if written else 0
        decided(store, connection, viewer, "action_agreed", str(action_id), moment)
        return action_id


def change_action(
    store: Store,
    viewer: Viewer,
    action_id: int,
    seen_version: int,
    state: ActionState | str,
    due_on: date,
    said: str = "",
    now: datetime | None = None,
    time_zone: str = TIME_ZONE,
) -> None:
    """Mark an action done or dropped with what came of it, open it again, or give it another date.

    `seen_version` is the version that the person had before their eyes. Every change stays on record with what was
    said (`action_changes`). Sending the same form twice changes nothing; so does one that says what holds already.

    Raises `LookupError` where there is no such action, `PermissionError` where it is not the viewer's to see,
    `AlreadyChanged` where somebody was faster, `ValueError` with a sentence where the form is wrong.
    """
    moment, words, new = now or datetime.now(UTC), said.strip(), ActionState(state)
    if len(words) > LONGEST_TEXT:
        raise ValueError(f"what came of it may have {LONGEST_TEXT} characters")
    with alone(store, schema.meetings) as connection:
        row = _visible(connection, viewer, action_id)
        form = {"state": new.value, "due_on": due_on, "said": words}
        if _is_repeated(connection, viewer, row, form, seen_version):
            return
        if new is not ActionState.OPEN and not words:
            raise ValueError("whoever settles an action says what came of it")
        if due_on != row.due_on:
            _check_due(due_on, moment, time_zone)
        who = {"changed_by": viewer.username, "changed_at": moment}
        about = {"action_id": action_id, "due_before": row.due_on}
        connection.execute(schema.action_changes.insert().values(about | form | who))
        kept = {"state": new.value, "due_on": due_on, "outcome": "" if new is ActionState.OPEN else words}
        table = schema.actions
        changed = update(table).where(table.c.id == action_id)
        connection.execute(changed.values(kept | who | {"version": row.version + 1}))
        decided(store, connection, viewer, _kind_of(row, new, due_on), str(action_id), moment)


def _visible(connection: Connection, viewer: Viewer, action_id: int) -> Row[Any]:
    table = schema.actions
    row = connection.execute(select(table).where(table.c.id == action_id)).first()
    if row is None:
        raise LookupError(f"there is no action {action_id}")
    if not sees_action(viewer, json.loads(row.teams), row.owner, own_names(connection, viewer)):
        raise PermissionError(f"{viewer.username} may not see action {action_id}")
    return row


def _is_repeated(
    connection: Connection, viewer: Viewer, row: Row[Any], form: dict[str, Any], seen_version: int
) -> bool:
    """Whether nothing is left to be said; raises `AlreadyChanged` where another change came in between."""
    changes = schema.action_changes
    latest = select(changes).where(changes.c.action_id == row.id).order_by(changes.c.id.desc()).limit(1)
    last = connection.execute(latest).first()
    if last is not None:
        mine = {"changed_by": viewer.username, **form}
        if all(getattr(last, name) == value for name, value in mine.items()):
            return True
        if row.version != seen_version:
            raise AlreadyChanged(name_of(connection, last.changed_by), last.changed_at, row.state, row.due_on)
    return (row.state, row.due_on, "") == (form["state"], form["due_on"], form["said"])


def _kind_of(row: Row[Any], new: ActionState, due_on: date) -> str:
    if new.value != row.state:
        return "action_reopened" if new is ActionState.OPEN else f"action_{new.value}"
    return "action_moved" if due_on != row.due_on else "action_noted"


def _text(value: str, longest: int, what: str) -> str:
    words = " ".join(value.split())
    if not words:
        raise ValueError(f"{what} is missing")
    if len(words) > longest:
        raise ValueError(f"{what} may have {longest} characters")
    return words


def _check_due(due_on: date, now: datetime, time_zone: str) -> None:
    today = now.astimezone(ZoneInfo(time_zone)).date()
    if not today <= due_on <= today + timedelta(days=FARTHEST_DAYS):
        raise ValueError("an action is due today or later, and within a year")
