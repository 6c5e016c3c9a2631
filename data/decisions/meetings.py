"""Weekly reviews: a review is closed and its numbers are kept as they were; it can be opened again, for a reason.

A review is a period and the teams whose numbers it is about. Every closing stays on record, reopened or not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, select, update

from data import schema
from data.decisions.deciding import LONGEST_TEXT, alone, decided, name_of
from data.decisions.returns import TIME_ZONE
from data.people import Viewer
from data.reviewing import sees_review
from data.store import Store

LONGEST_REVIEW_DAYS = 92
"""A review looks at a week, or a month; what is longer than a quarter is no review."""


class NothingToClose(ValueError):  # noqa: N818 - not a failure: there are no numbers to keep
    """Nothing was judged in the period, of the teams of the review."""


class AlreadyClosed(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The review is closed: `name` closed it `at` that moment."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(f"{name} closed the review at {at.isoformat()}")
        self.name = name
        self.at = at


class AlreadyReopened(Exception):  # noqa: N818 - as above
    """The closing does not hold any more: `name` reopened the review `at` that moment."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(f"{name} reopened the review at {at.isoformat()}")
        self.name = name
        self.at = at


def close_review(
    store: Store,
    viewer: Viewer,
    from_day: date,
    to_day: date,
    teams: Sequence[str],
    numbers: Mapping[str, Any],
    remark: str = "",
    now: datetime | None = None,
    time_zone: str = TIME_ZONE,
) -> int:
    """Close the review of these days (both included) and teams (none: of all), and keep `numbers` (JSON) with it.

    The number of the closing. Sending the same form twice changes nothing.

    Raises `PermissionError` where a team is not the viewer's, `AlreadyClosed` where somebody was first,
    `NothingToClose` where nothing was judged, `ValueError` with a sentence where the period is not over (days in
    `time_zone`) or too long, or the remark is.
    """
    moment, said = now or datetime.now(UTC), remark.strip()
    check_review(viewer, from_day, to_day, teams, moment, time_zone)
    if len(said) > LONGEST_TEXT:
        raise ValueError(f"a remark may have {LONGEST_TEXT} characters")
    with alone(store, schema.meetings) as connection:
        first = closing_of(connection, from_day, to_day, teams)
        if first is not None:
            if (first.closed_by, first.remark) == (viewer.username, said):
                return int(first.id)
            raise AlreadyClosed(name_of(connection, first.closed_by), first.closed_at)
        if not _was_judged(connection, from_day, to_day, teams):
            raise NothingToClose(f"nothing was judged from {from_day} to {to_day}: there are no numbers to keep")
        row = {
            "from_day": from_day,
            "to_day": to_day,
            "teams": teams_as_json(teams),
            "numbers": json.dumps(numbers, ensure_ascii=False, sort_keys=True),
            "remark": said,
            "closed_by": viewer.username,
            "closed_at": moment,
        }
        written = connection.execute(schema.meetings.insert().values(row)).inserted_primary_key
        decided(store, connection, viewer, "review_closed", _subject(from_day, to_day, teams), moment)
        return int(written[0]) if written else 0


def reopen_review(store: Store, viewer: Viewer, meeting_id: int, because: str, now: datetime | None = None) -> None:
    """Open a closed review again. The closing, its numbers and the reason stay on record; the next one makes a new row.

    Sending the same form twice changes nothing. Raises `LookupError` where there is no such closing, `PermissionError`
    where it is not the viewer's to see, `AlreadyReopened` where somebody was first, `ValueError` without a reason.
    """
    moment, reason = now or datetime.now(UTC), because.strip()
    if not reason:
        raise ValueError("whoever reopens a review says why")
    if len(reason) > LONGEST_TEXT:
        raise ValueError(f"a reason may have {LONGEST_TEXT} characters")
    table = schema.meetings
    with alone(store, schema.meetings) as connection:
        row = connection.execute(select(table).where(table.c.id == meeting_id)).first()
        if row is None:
            raise LookupError(f"there is no closing {meeting_id}")
        check_teams(viewer, json.loads(row.teams))
        if row.reopened_at is not None:
            if (row.reopened_by, row.reopened_because) == (viewer.username, reason):
                return
            raise AlreadyReopened(name_of(connection, row.reopened_by), row.reopened_at)
        said = {"reopened_by": viewer.username, "reopened_at": moment, "reopened_because": reason}
        connection.execute(update(table).where(table.c.id == meeting_id).values(said))
        subject = _subject(row.from_day, row.to_day, json.loads(row.teams))
        decided(store, connection, viewer, "review_reopened", subject, moment)


def _was_judged(connection: Connection, from_day: date, to_day: date, teams: Sequence[str]) -> bool:
    """Whether there is any verdict of these days and teams (none: of all)."""
    totals, agents = schema.daily_compliance, schema.agents
    wanted = select(totals.c.day).where(totals.c.day.between(from_day, to_day)).limit(1)
    if teams:
        wanted = wanted.where(totals.c.agent_id.in_(select(agents.c.agent_id).where(agents.c.team.in_(teams))))
    return connection.execute(wanted).first() is not None


# -- what closings and actions have in common ---------------------------------------------------------------------


def closing_of(connection: Connection, from_day: date, to_day: date, teams: Sequence[str]) -> Row[Any] | None:
    """The closing that holds for a review; None where it is open."""
    table = schema.meetings
    wanted: Select[Any] = select(table).where(
        table.c.from_day == from_day,
        table.c.to_day == to_day,
        table.c.teams == teams_as_json(teams),
        table.c.reopened_at.is_(None),
    )
    return connection.execute(wanted.order_by(table.c.id.desc()).limit(1)).first()


def teams_as_json(teams: Sequence[str]) -> str:
    """The teams of a review as the tables hold them: sorted, each once."""
    return json.dumps(sorted(set(teams)), ensure_ascii=False)


def check_review(
    viewer: Viewer, from_day: date, to_day: date, teams: Sequence[str], now: datetime, time_zone: str
) -> None:
    """Raise unless `viewer` may review these teams, and the period is one that a review can be about."""
    check_teams(viewer, teams)
    if to_day < from_day:
        raise ValueError("a period cannot end before it begins")
    if (to_day - from_day).days >= LONGEST_REVIEW_DAYS:
        raise ValueError(f"a review is of {LONGEST_REVIEW_DAYS} days at most")
    if to_day >= now.astimezone(ZoneInfo(time_zone)).date():
        raise ValueError("the period is not over yet")


def check_teams(viewer: Viewer, teams: Sequence[str]) -> None:
    """Raise `PermissionError` unless the viewer sees the reviews of these teams."""
    if not sees_review(viewer, teams):
        raise PermissionError(f"{viewer.username} may not see the reviews of {', '.join(teams) or 'all teams'}")


def _subject(from_day: date, to_day: date, teams: Sequence[str]) -> str:
    return f"{from_day}..{to_day} {teams_as_json(teams)}"
