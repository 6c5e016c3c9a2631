"""Coaching: the practice that lead and agent agreed to work on, what belongs to the talk, and what came of it.

Of one agent and practice one plan is open at a time; an agent may have several, each with a practice of its own.
Every change of a plan is kept as an entry that says what stood there before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Table, and_, delete, select, update

from data import schema
from data.decisions.deciding import LONGEST_TEXT, alone, check_scope, decided, name_of, visible
from data.people import Viewer
from data.store import Store

OPEN = "open"
ENDS = ("done", "dropped")
"""How a plan ends."""
NOTE, CHANGE = "note", "change"
EARLIEST = timedelta(weeks=12)
"""A talk may be written down so long after it was held."""
LONGEST = timedelta(days=366)
AFTER_THE_END = timedelta(days=31)
"""So long after `until` the two may look at what came of it."""
TIME_ZONE = "America/Sao_Paulo"
_PINNED: Mapping[str, tuple[Table, str]] = {
    "contact": (schema.contacts, "contact_id"),
    "service_order": (schema.service_orders, "os_id"),
}


@dataclass(frozen=True)
class Focus:
    """What lead and agent agree on: compliance of `practice` shall reach `goal` (0 to 1) by the day `until`.

    On `follow_up_on` they look at it again.
    """

    practice: str
    goal: float
    until: date
    follow_up_on: date


class BadPlan(ValueError):  # noqa: N818 - said to a person, who mends the form
    """The form is wrong. `fault` says where: one of

    goal            not above 0 and up to 1
    until_past      the day ends before today
    until_order     `until` is not after the talk
    until_far       more than a year after the talk
    follow_up_past  before today
    follow_up_order before the talk, or more than a month after `until`
    started_ahead   the talk lies in the future
    started_long_ago
    empty           a text that is needed is missing
    long            a text has more than LONGEST_TEXT characters
    """

    def __init__(self, fault: str) -> None:
        super().__init__(f"the plan is wrong: {fault}")
        self.fault = fault


class AlreadyPlanned(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The agent has an open plan for this practice, `plan_id`, which `name` made `at` that moment."""

    def __init__(self, name: str, at: datetime, plan_id: int) -> None:
        super().__init__(f"{name} made plan {plan_id} at {at.isoformat()}")
        self.name, self.at, self.plan_id = name, at, plan_id


class PlanChanged(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The plan is another than the viewer saw: `name` changed it `at` that moment; now it has `version`."""

    def __init__(self, name: str, at: datetime, version: int) -> None:
        super().__init__(f"{name} changed the plan at {at.isoformat()}")
        self.name, self.at, self.version = name, at, version


class PlanClosed(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The plan ended meanwhile, which the viewer did not see: it takes notes only."""

    def __init__(self, plan_id: int) -> None:
        super().__init__(f"plan {plan_id} is closed")


def start_plan(
    store: Store,
    viewer: Viewer,
    agent_id: str,
    focus: Focus,
    started_on: date | None = None,
    now: datetime | None = None,
    time_zone: str = TIME_ZONE,
) -> int:
    """Open a plan for an agent, as agreed in the talk of the day `started_on` (None: today); its number.

    Sending the same form twice gives the same plan. Raises `LookupError` where there is no such agent,
    `PermissionError` where the agent is not of the viewer's teams, `BadPlan`, and `AlreadyPlanned` where the practice
    is being worked on already.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZoneInfo(time_zone)).date()
    talk = started_on or today
    _check_talk(talk, today)
    _check(focus, talk, today, before=None)
    table = schema.coaching_plans
    with alone(store, schema.coaching_plans) as connection:
        _agent(connection, viewer, agent_id)
        of_practice = and_(table.c.agent_id == agent_id, table.c.practice == focus.practice, table.c.state == OPEN)
        there = connection.execute(select(table).where(of_practice)).first()
        mine = {"agent_id": agent_id, "made_by": viewer.username, "started_on": talk, **asdict(focus)}
        if there is not None and all(getattr(there, name) == value for name, value in mine.items()):
            return int(there.id)
        if there is not None:
            raise AlreadyPlanned(name_of(connection, there.made_by), there.made_at, there.id)
        row = {**mine, "state": OPEN, "outcome": "", "made_at": moment, "version": 1}
        written = connection.execute(table.insert().values(row)).inserted_primary_key
        assert written is not None
        decided(store, connection, viewer, "coaching_started", f"{written[0]}:{agent_id}:{focus.practice}", moment)
        return int(written[0])


def change_plan(
    store: Store,
    viewer: Viewer,
    plan_id: int,
    focus: Focus,
    seen_version: int,
    now: datetime | None = None,
    time_zone: str = TIME_ZONE,
) -> None:
    """Put `focus` in place of what was agreed; the practice stays, for another one there is another plan.

    Nothing happens where it says what stands there already. Raises as `start_plan` does, `PlanChanged` where the
    plan is no longer the `seen_version` that the viewer saw, and `PlanClosed` where it ended.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZoneInfo(time_zone)).date()
    with store.write() as connection:
        plan = _plan(connection, viewer, plan_id)
        wanted = {name: value for name, value in asdict(focus).items() if name != "practice"}
        if _says(plan, wanted):
            return
        _unchanged_since(connection, plan, seen_version)
        _check(focus, plan.started_on, today, before=plan)
        _change(connection, viewer, plan, wanted, moment)
        decided(store, connection, viewer, "coaching_changed", f"{plan_id}:{plan.agent_id}", moment)


def finish_plan(
    store: Store,
    viewer: Viewer,
    plan_id: int,
    state: str,
    outcome: str,
    seen_version: int,
    now: datetime | None = None,
) -> None:
    """Close a plan as 'done' or 'dropped', with what came of it in words.

    Raises as `change_plan` does.
    """
    if state not in ENDS:
        raise ValueError(f"a plan ends as {', '.join(ENDS)}")
    moment, wanted = now or datetime.now(UTC), {"state": state, "outcome": outcome.strip()}
    with store.write() as connection:
        plan = _plan(connection, viewer, plan_id)
        if _says(plan, wanted):
            return
        _unchanged_since(connection, plan, seen_version)
        _text(outcome)
        _change(connection, viewer, plan, wanted, moment)
        decided(store, connection, viewer, f"coaching_{state}", f"{plan_id}:{plan.agent_id}", moment)


def note_on_plan(
    store: Store,
    viewer: Viewer,
    plan_id: int,
    text: str,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """Add a note to a plan, open or closed. The same words again, with nothing written in between, add nothing.

    Raises `PlanClosed` where it ended after the `seen_version` that the viewer saw (None: it is not asked).
    """
    moment, said, table = now or datetime.now(UTC), _text(text), schema.coaching_entries
    with store.write() as connection:
        plan = _plan(connection, viewer, plan_id)
        newest = select(table).where(table.c.plan_id == plan_id).order_by(table.c.id.desc()).limit(1)
        last = connection.execute(newest).first()
        if last is not None and (last.kind, last.text, last.written_by) == (NOTE, said, viewer.username):
            return
        if seen_version not in (None, plan.version):
            _open(plan)
        _entry(connection, viewer, plan_id, NOTE, said, moment)
        decided(store, connection, viewer, "coaching_noted", f"{plan_id}:{plan.agent_id}", moment)


def pin_to_plan(
    store: Store,
    viewer: Viewer,
    plan_id: int,
    unit: str,
    unit_id: str,
    place: str | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> None:
    """Let a contact or an OS ('contact', 'service_order') belong to the talk; `place` says where to look in it.

    It may be another agent's that the viewer may see: a good example is one. What is pinned already stays as it is.
    Raises `LookupError`, `PermissionError`, `BadPlan`, `PlanClosed`.
    """
    if unit not in _PINNED:
        raise ValueError(f"what is pinned is one of {', '.join(_PINNED)}")
    moment, said = now or datetime.now(UTC), _text(remark, needed=False)
    records, key = _PINNED[unit]
    table = schema.coaching_pins
    with store.write() as connection:
        plan = _plan(connection, viewer, plan_id)
        visible(connection, viewer, records, key, unit_id)
        if connection.execute(select(table.c.id).where(_is_pin(plan_id, unit, unit_id))).first() is not None:
            return
        _open(plan)
        row = {"plan_id": plan_id, "unit": unit, "unit_id": unit_id, key: unit_id, "place": place, "remark": said}
        who = {"pinned_by": viewer.username, "pinned_at": moment}
        connection.execute(table.insert().values(row | who))
        decided(store, connection, viewer, "coaching_pinned", f"{plan_id}:{plan.agent_id}:{unit}:{unit_id}", moment)


def unpin_from_plan(
    store: Store, viewer: Viewer, plan_id: int, unit: str, unit_id: str, now: datetime | None = None
) -> None:
    """Let a contact or an OS no longer belong to the talk; nothing happens where it does not. Raises `PlanClosed`."""
    moment = now or datetime.now(UTC)
    with store.write() as connection:
        plan = _plan(connection, viewer, plan_id)
        gone = connection.execute(delete(schema.coaching_pins).where(_is_pin(plan_id, unit, unit_id))).rowcount
        if gone:
            _open(plan)
            subject = f"{plan_id}:{plan.agent_id}:{unit}:{unit_id}"
            decided(store, connection, viewer, "coaching_unpinned", subject, moment)


# -- what a form may say ------------------------------------------------------------------------------------------


def _check_talk(talk: date, today: date) -> None:
    if talk > today:
        raise BadPlan("started_ahead")
    if talk < today - EARLIEST:
        raise BadPlan("started_long_ago")


def _check(focus: Focus, talk: date, today: date, before: Row[Any] | None) -> None:
    """Raise `BadPlan` for the first fault; a day that stood there `before` may have passed meanwhile."""
    if not 0 < focus.goal <= 1:  # also false for NaN
        raise BadPlan("goal")
    if focus.until < today and (before is None or focus.until != before.until):
        raise BadPlan("until_past")
    if focus.until <= talk:
        raise BadPlan("until_order")
    if focus.until > talk + LONGEST:
        raise BadPlan("until_far")
    if focus.follow_up_on < today and (before is None or focus.follow_up_on != before.follow_up_on):
        raise BadPlan("follow_up_past")
    if not talk <= focus.follow_up_on <= focus.until + AFTER_THE_END:
        raise BadPlan("follow_up_order")


def _text(text: str, *, needed: bool = True) -> str:
    said = text.strip()
    if needed and not said:
        raise BadPlan("empty")
    if len(said) > LONGEST_TEXT:
        raise BadPlan("long")
    return said


# -- reading and writing one plan ---------------------------------------------------------------------------------


def _agent(connection: Connection, viewer: Viewer, agent_id: str) -> None:
    """Make sure that the agent is there and the viewer's to see; two people then plan one after the other."""
    agents = schema.agents
    known = connection.execute(select(agents.c.id).where(agents.c.agent_id == agent_id).with_for_update()).first()
    if known is None:
        raise LookupError(f"there is no agent {agent_id!r}")
    check_scope(connection, viewer, agent_id, f"agent {agent_id!r}")


def _plan(connection: Connection, viewer: Viewer, plan_id: int) -> Row[Any]:
    """The plan, if it is there and its agent the viewer's to see; nobody else changes it until this is written."""
    table = schema.coaching_plans
    plan = connection.execute(select(table).where(table.c.id == plan_id).with_for_update()).first()
    if plan is None:
        raise LookupError(f"there is no plan {plan_id}")
    check_scope(connection, viewer, plan.agent_id, f"plan {plan_id}")
    return plan


def _says(plan: Row[Any], wanted: Mapping[str, Any]) -> bool:
    return all(getattr(plan, name) == value for name, value in wanted.items())


def _open(plan: Row[Any]) -> None:
    if plan.state != OPEN:
        raise PlanClosed(plan.id)


def _unchanged_since(connection: Connection, plan: Row[Any], seen_version: int) -> None:
    _open(plan)
    if plan.version == seen_version:
        return
    table = schema.coaching_entries
    changes = select(table).where(table.c.plan_id == plan.id, table.c.kind == CHANGE).order_by(table.c.id.desc())
    last = connection.execute(changes.limit(1)).first()
    who, when = (plan.made_by, plan.made_at) if last is None else (last.written_by, last.written_at)
    raise PlanChanged(name_of(connection, who), when, plan.version)


def _change(
    connection: Connection, viewer: Viewer, plan: Row[Any], wanted: Mapping[str, Any], moment: datetime
) -> None:
    table = schema.coaching_plans
    changed = {
        name: [_written(getattr(plan, name)), _written(value)]
        for name, value in wanted.items()
        if getattr(plan, name) != value
    }
    connection.execute(update(table).where(table.c.id == plan.id).values(**wanted, version=plan.version + 1))
    _entry(connection, viewer, plan.id, CHANGE, json.dumps(changed, ensure_ascii=False), moment)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _entry(connection: Connection, viewer: Viewer, plan_id: int, kind: str, text: str, moment: datetime) -> None:
    row = {"plan_id": plan_id, "kind": kind, "text": text, "written_by": viewer.username, "written_at": moment}
    connection.execute(schema.coaching_entries.insert().values(row))


def _is_pin(plan_id: int, unit: str, unit_id: str) -> Any:
    table = schema.coaching_pins.c
    return and_(table.plan_id == plan_id, table.unit == unit, table.unit_id == unit_id)
