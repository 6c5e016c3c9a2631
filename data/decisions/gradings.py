"""Random samples that people grade blind, and what they said: how far the rules can be trusted is counted on these.

A sample is drawn of one practice by a recorded seed. Four fifths come from the units that the rule called met or
missed, one fifth from units of the same kind where it saw nothing to judge: else nobody would ever learn what it
overlooks. Who grades sees neither verdict nor agent (`queries.blind`). What was graded is final once the grader's
sample is finished, for only then the comparison is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, select, true, update

from data import schema
from data.people import Viewer
from data.store import Store

GRADES = ("met", "missed", "insufficient", "inapplicable")
"""What a grader may say of a unit."""
JUDGED = ("met", "missed")
JUDGED_SHARE = 0.8
MOST_UNITS = 200
LARGEST_SEED = 2**31 - 1
LONGEST_REMARK = 2000
FACT = "trust"
"""The fact of the store that changes with every sample and every grading. It is no `last_…`: a grading changes what is
known of the rules and, unless a practice crosses its bar by it, no number of any other screen."""
UNIT_SCHEMA: dict[str, pl.DataType] = dict.fromkeys(("unit", "unit_id", "contact_id", "os_id", "agent_id"), pl.String())
PLACE_SCHEMA: dict[str, pl.DataType] = {
    "sample_id": pl.Int64(),
    **dict.fromkeys(("unit", "unit_id", "practice", "graded_by", "named", "os_id", "evidence"), pl.String()),
}
"""One grading a row: the places that the person `named`, and the OS and the `evidence` of the rule's verdict."""
_KINDS = {
    "contact": (schema.contacts, "contact_id", "started_at"),
    "service_order": (schema.service_orders, "os_id", "opened_at"),
    "internal_request": (schema.internal_requests, "request_id", "at"),
    "commitment": (schema.commitments, "commitment_id", "made_at"),
}
"""Kind of unit -> its table, its id, and the time that says of which day it is."""


class NothingToDraw(ValueError):  # noqa: N818 - not a failure: the choice is too narrow
    """No unit of the choice has a verdict met or missed that the grader has not graded yet."""


class SampleFinished(ValueError):  # noqa: N818 - not a failure: the comparison has been seen
    """The grader has graded the whole sample: what was said stands."""


@dataclass(frozen=True)
class Draw:
    """What to draw: `size` units of `practice`, whose kind is `unit`, of local days from `from_day` to `to_day`."""

    practice: str
    unit: str
    from_day: date
    to_day: date
    time_zone: str
    size: int
    seed: int
    team: str | None = None
    agent_id: str | None = None


def draw_sample(store: Store, viewer: Viewer, draw: Draw, now: datetime | None = None) -> int:
    """Draw a sample among what `viewer` may see and has not graded yet; its number.

    The same seed over the same records draws the same units in the same order. Raises `NothingToDraw`, and `ValueError`
    with a sentence for a size or seed out of bounds.
    """
    if not 1 <= draw.size <= MOST_UNITS:
        raise ValueError(f"a sample has 1 to {MOST_UNITS} units")
    if not 0 <= draw.seed <= LARGEST_SEED:
        raise ValueError(f"a seed lies between 0 and {LARGEST_SEED}")
    moment = now or datetime.now(UTC)
    with store.write() as connection:
        judged = store.read(_judged(viewer, draw), UNIT_SCHEMA, connection=connection)
        unjudged = store.read(_unjudged(viewer, draw), UNIT_SCHEMA, connection=connection).unique("unit_id")
        if judged.is_empty():
            raise NothingToDraw("no unit with a verdict is left to draw")
        units = drawn(judged, unjudged, draw.size, draw.seed)
        row = {
            **{name: getattr(draw, name) for name in ("practice", "team", "agent_id", "from_day", "to_day", "seed")},
            "units": units.height,
            "judged_in_all": judged.height,
            "unjudged_in_all": unjudged.height,
            "drawn_by": viewer.username,
            "drawn_at": moment,
        }
        written = connection.execute(schema.grading_samples.insert().values(row)).inserted_primary_key
        assert written is not None
        sample_id = int(written[0])
        numbered = units.with_row_index("position").with_columns(
            pl.col("position").cast(pl.Int64), sample_id=pl.lit(sample_id)
        )
        store.insert(connection, schema.grading_sample_units, numbered)
        _happened(store, connection, viewer, "sample_drawn", f"{sample_id}:{draw.practice}", moment)
    return sample_id


def drawn(judged: pl.DataFrame, unjudged: pl.DataFrame, size: int, seed: int) -> pl.DataFrame:
    """`size` of these units (UNIT_SCHEMA) or all there are, with `judged`, in the order of grading.

    Every unit gets a number that seed and id decide; the lowest are drawn. So chance draws, each run alike, whatever
    order the store returns rows in; and the order of grading, by another such number, does not show which units the
    rule judged.
    """
    of_unjudged = min(unjudged.height, size - round(size * JUDGED_SHARE))
    parts = [
        _numbered(judged, f"{seed}").head(size - of_unjudged).with_columns(judged=pl.lit(True)),
        _numbered(unjudged, f"{seed}").head(of_unjudged).with_columns(judged=pl.lit(False)),
    ]
    return _numbered(pl.concat(parts), f"{seed} in order")


def _numbered(units: pl.DataFrame, seed: str) -> pl.DataFrame:
    numbers = [hashlib.sha256(f"{seed}:{one}".encode()).hexdigest() for one in units["unit_id"]]
    return units.with_columns(number=pl.Series(numbers, dtype=pl.String)).sort("number").drop("number")


def _judged(viewer: Viewer, draw: Draw) -> Select[tuple[object, ...]]:
    table = schema.verdicts.c
    return select(*(table[name] for name in UNIT_SCHEMA)).where(
        table.practice == draw.practice,
        func.coalesce(table.rule_verdict, table.verdict).in_(JUDGED),
        table.day.between(draw.from_day, draw.to_day),
        _of_choice(viewer, table.agent_id, draw),
        ~_graded(viewer, draw, table.unit_id),
    )


def _unjudged(viewer: Viewer, draw: Draw) -> Select[tuple[object, ...]]:
    """Units of the kind on which the rule gives no verdict at all."""
    table, key, at = _KINDS[draw.unit]
    zone, verdicts = ZoneInfo(draw.time_zone), schema.verdicts.c
    has_verdict = exists().where(
        verdicts.practice == draw.practice, verdicts.unit == draw.unit, verdicts.unit_id == table.c[key]
    )
    own = {"unit": literal(draw.unit), "unit_id": table.c[key]}
    columns = [
        (own[name] if name in own else table.c[name] if name in table.c else literal(None)).label(name)
        for name in UNIT_SCHEMA
    ]
    return select(*columns).where(
        table.c[at] >= datetime.combine(draw.from_day, time.min, zone),
        table.c[at] < datetime.combine(draw.to_day + timedelta(days=1), time.min, zone),
        ~has_verdict,
        _of_choice(viewer, table.c.agent_id, draw),
        ~_graded(viewer, draw, table.c[key]),
    )


def _of_choice(viewer: Viewer, agent_id: ColumnElement[str], draw: Draw) -> ColumnElement[bool]:
    conditions = [_in_scope(viewer, agent_id)]
    if draw.team is not None:
        conditions.append(_of_teams(agent_id, [draw.team]))
    if draw.agent_id is not None:
        conditions.append(agent_id == draw.agent_id)
    return and_(*conditions)


def _in_scope(viewer: Viewer, agent_id: ColumnElement[str]) -> ColumnElement[bool]:
    return true() if viewer.sees_all_teams else _of_teams(agent_id, viewer.teams)


def _of_teams(agent_id: ColumnElement[str], teams: Sequence[str]) -> ColumnElement[bool]:
    agents = schema.agents.c
    return agent_id.in_(select(agents.agent_id).where(agents.team.in_(list(teams))))


def _graded(viewer: Viewer, draw: Draw, unit_id: ColumnElement[str]) -> ColumnElement[bool]:
    table = schema.gradings.c
    return exists().where(
        table.practice == draw.practice,
        table.unit == draw.unit,
        table.unit_id == unit_id,
        table.graded_by == viewer.username,
    )


def grade_unit(
    store: Store,
    viewer: Viewer,
    sample_id: int,
    unit_id: str,
    verdict: str,
    remark: str = "",
    evidence: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Write down what `viewer` finds in one unit of a sample: `verdict` is one of GRADES, `evidence` holds places.

    Until the whole sample is graded, the grader's later word replaces the earlier. Sending the same form twice changes
    nothing. Raises `LookupError` where the sample has no such unit, `PermissionError` where it is not the viewer's to
    see, `SampleFinished`, and `ValueError` with a sentence where the form is wrong.
    """
    if verdict not in GRADES:
        raise ValueError(f"a grader may say {', '.join(GRADES)}")
    if len(remark) > LONGEST_REMARK:
        raise ValueError(f"a remark may have {LONGEST_REMARK} characters")
    moment, table = now or datetime.now(UTC), schema.gradings
    with store.write() as connection:
        unit, practice = _unit_of(connection, viewer, sample_id, unit_id)
        mine = and_(table.c.sample_id == sample_id, table.c.unit_id == unit_id, table.c.graded_by == viewer.username)
        said = {"verdict": verdict, "remark": remark.strip(), "evidence": " ".join(dict.fromkeys(evidence))}
        before = connection.execute(select(*(table.c[name] for name in said)).where(mine)).mappings().first()
        if before is not None and dict(before) == said:
            return
        if before is not None and not _left(connection, viewer, sample_id):
            raise SampleFinished("the sample is finished: what was graded stands")
        if before is not None:
            connection.execute(update(table).where(mine).values(**said, graded_at=moment))
        else:
            about = {"sample_id": sample_id, "unit": unit, "unit_id": unit_id, "practice": practice}
            who = {"graded_by": viewer.username, "graded_at": moment}
            connection.execute(table.insert().values(about | said | who))
        _happened(store, connection, viewer, "unit_graded", f"{sample_id}:{practice}:{unit_id}", moment)


def _unit_of(connection: Connection, viewer: Viewer, sample_id: int, unit_id: str) -> tuple[str, str]:
    """Kind and practice of one unit of a sample, once it is certain that `viewer` may see it."""
    samples, units = schema.grading_samples.c, schema.grading_sample_units.c
    found = connection.execute(
        select(units.unit, samples.practice, _in_scope(viewer, units.agent_id).label("visible"))
        .join_from(schema.grading_sample_units, schema.grading_samples, samples.id == units.sample_id)
        .where(units.sample_id == sample_id, units.unit_id == unit_id)
    ).first()
    if found is None:
        raise LookupError(f"sample {sample_id} has no unit {unit_id!r}")
    if not found.visible:
        raise PermissionError(f"{viewer.username} may not see {unit_id!r}")
    return str(found.unit), str(found.practice)


def _left(connection: Connection, viewer: Viewer, sample_id: int) -> int:
    """How many units of the sample `viewer` may see and has not graded in it."""
    units, table = schema.grading_sample_units.c, schema.gradings.c
    done = exists().where(
        table.sample_id == units.sample_id, table.unit_id == units.unit_id, table.graded_by == viewer.username
    )
    left = select(func.count()).where(units.sample_id == sample_id, _in_scope(viewer, units.agent_id), ~done)
    return connection.scalar(left) or 0


def _happened(
    store: Store, connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime
) -> None:
    row = {"at": moment, "username": viewer.username, "action": action, "subject": subject}
    written = connection.execute(schema.access_log.insert().values(row)).inserted_primary_key
    store.set_fact(connection, FACT, f"{action}:{written[0] if written else subject}", at=moment)


def places(store: Store) -> pl.DataFrame:
    """Of every grading of the house, what person and rule point at (PLACE_SCHEMA): to count, not to show."""
    grading, verdict = schema.gradings.c, schema.verdicts.c
    of_unit = and_(*(verdict[name] == grading[name] for name in ("practice", "unit", "unit_id")))
    own = [grading[name] for name in ("sample_id", "unit", "unit_id", "practice", "graded_by")]
    statement = (
        select(*own, grading.evidence.label("named"), verdict.os_id, verdict.evidence)
        .join_from(schema.gradings, schema.verdicts, of_unit, isouter=True)
        .order_by(grading.id)
    )
    return store.read(statement, PLACE_SCHEMA)
