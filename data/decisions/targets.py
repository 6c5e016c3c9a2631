"""Targets: what the house, or one team, aims at for an indicator or a pillar, from a month on.

Every target that was ever set stays: of one measure, team and month the latest counts (`queries.targets`).
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from data import schema
from data.decisions.deciding import alone, log, name_of
from data.people import Role, Viewer
from data.store import Store

SHARES = (
    *("total", "resolve", "respect", "process"),
    *("first_contact", "satisfaction", "satisfaction_answers", "orders_in_time", "repeat_visits"),
    *("retention", "commitments_kept"),
)
"""Compliance in all and by pillar, and the indicators that are shares: a target lies between 0 and 1."""
TIMES = ("handling_time", "queue_time", "first_reply")
"""Indicators in seconds."""
COUNTS = ("contacts", "cancellation_requests", "backlog")
"""Indicators that count: so many a month; of the backlog, so many at a month's end."""
MEASURES = (*SHARES, *TIMES, *COUNTS)


class AlreadySet(Exception):  # noqa: N818 - not a failure: somebody was faster
    """Another target was set since the person looked: `name` set `value` (None: no target) from `from_month` on."""

    def __init__(self, name: str, at: datetime, from_month: date, value: float | None) -> None:
        super().__init__(f"{name} set {value} from {from_month} on at {at.isoformat()}")
        self.name = name
        self.at = at
        self.from_month = from_month
        self.value = value


def set_target(
    store: Store,
    viewer: Viewer,
    measure: str,
    team: str | None,
    from_month: date,
    value: float | None,
    seen: int | None,
    now: datetime | None = None,
) -> None:
    """Let `value` be the target of `measure` (MEASURES) from the month that begins on `from_month`.

    `team` None is the whole house, which only a manager sets; a supervisor sets the targets of the teams that they are
    given, a team lead none. `value` is a share from 0 to 1, seconds, or a count; None: no target from then on (of a
    team: the house's again). `seen` is the id of the latest target of this measure and team that the person had before
    their eyes, None where there was none. Sending the same form twice changes nothing.

    Raises `PermissionError` where it is not the viewer's to set, `LookupError` where there is no such measure or team,
    `AlreadySet` where somebody else was first, `ValueError` with a sentence where the form is wrong.
    """
    moment = now or datetime.now(UTC)
    _check_form(measure, from_month, value)
    if not may_set_target(viewer, team):
        raise PermissionError(f"{viewer.username} may not set a target for {team or 'the house'}")
    with alone(store, schema.targets) as connection:
        if team is not None:
            _check_team(connection, team)
        earlier = _targets_of(connection, measure, team)
        of_month = [one for one in earlier if one.from_month == from_month]
        if of_month and of_month[-1].value == value:
            return
        if earlier and earlier[-1].id != seen:
            raise AlreadySet(*_first(connection, earlier[-1]))
        if value is None and not _holds(earlier, from_month):
            raise ValueError("there is no target that could be taken away")
        about = {"measure": measure, "team": team, "from_month": from_month, "value": value}
        connection.execute(schema.targets.insert().values(**about, set_by=viewer.username, set_at=moment))
        log(connection, viewer, "target_set", f"{measure}:{team or ''}:{from_month}:{value}", moment)


def may_set_target(viewer: Viewer, team: str | None) -> bool:
    """Whether `viewer` sets targets of this team (None: of the house); a team lead sets none."""
    return viewer.role is Role.MANAGER or (viewer.role is Role.SUPERVISOR and team in viewer.teams)


def _check_form(measure: str, from_month: date, value: float | None) -> None:
    if measure not in MEASURES:
        raise LookupError(f"there is no measure {measure!r}")
    if from_month.day != 1:
        raise ValueError("a target holds from the first day of a month")
    if value is None:
        return
    if not math.isfinite(value) or value < 0:
        raise ValueError("a target is zero or more")
    if measure in SHARES and value > 1:
        raise ValueError("a share lies between 0% and 100%")
    if measure in COUNTS and value != int(value):
        raise ValueError("a count is a whole number")


def _check_team(connection: Connection, team: str) -> None:
    agents = schema.agents
    if connection.execute(select(agents.c.id).where(agents.c.team == team).limit(1)).first() is None:
        raise LookupError(f"there is no agent in a team {team!r}")


def _targets_of(connection: Connection, measure: str, team: str | None) -> list[Row[Any]]:
    """Every target of one measure and team, the latest set last."""
    table = schema.targets
    whose = table.c.team.is_(None) if team is None else table.c.team == team
    return list(connection.execute(select(table).where(table.c.measure == measure, whose).order_by(table.c.id)))


def _holds(earlier: list[Row[Any]], month: date) -> bool:
    """Whether any of these targets holds in `month`."""
    latest = {one.from_month: one.value for one in earlier if one.from_month <= month}
    return bool(latest) and latest[max(latest)] is not None


def _first(connection: Connection, row: Row[Any]) -> tuple[str, datetime, date, float | None]:
    return name_of(connection, row.set_by), row.set_at, row.from_month, row.value
