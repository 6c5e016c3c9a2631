"""What people decide on a screen: facts of their own, which no import and no judging overwrites.

Every decision checks that its viewer may see what it is about, writes in one transaction, and is logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select, update

from data import gradings, judged, schema
from data.people import Viewer
from data.records import Channel
from data.reviews import CHOICES, KEY, WITHDRAWN
from data.store import Store

LONGEST_TEXT = 4000
CLOCK_SLACK = timedelta(minutes=5)
RETURNED = frozenset({"kept", "late"})
TIME_ZONE = "America/Sao_Paulo"
DETAIL = "%d/%m %H:%M"
"""How the sentence of a late return writes its moment (`practices.catalog.no_return`)."""
VERDICT_SCHEMA = {
    "day": pl.Date(),
    **dict.fromkeys((*judged.TOTALS_KEY[1:], "verdict"), pl.String()),
}


# Blind grading has a module of its own; screens reach all decisions here.
Draw = gradings.Draw
NothingToDraw = gradings.NothingToDraw
SampleFinished = gradings.SampleFinished
draw_sample = gradings.draw_sample
grade_unit = gradings.grade_unit


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
        commitment = _visible(connection, viewer, schema.commitments, "commitment_id", commitment_id)
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
        _decided(store, connection, viewer, "return_registered", commitment_id, moment)


# -- verdicts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What a person had before their eyes: the verdict that counted, and the latest review of it, if there was one."""

    verdict: str
    review: int | None = None


class AlreadyReviewed(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The verdict is another than the person saw: it is now `verdict`.

    `name` said so `at` that moment (`verdict` is then what they said, or WITHDRAWN); both None: judging or a return
    that was registered has changed it.
    """

    def __init__(self, name: str | None, at: datetime | None, verdict: str) -> None:
        super().__init__(f"{name or 'new records'} made it {verdict}" + (f" at {at.isoformat()}" if at else ""))
        self.name = name
        self.at = at
        self.verdict = verdict


def review_verdict(
    store: Store,
    viewer: Viewer,
    unit: str,
    unit_id: str,
    practice: str,
    verdict: str,
    reason: str,
    seen: Seen,
    now: datetime | None = None,
) -> None:
    """Confirm a verdict, or put another in its place; `verdict` is one of `data.reviews.CHOICES`.

    What the rule said and every earlier word are kept; from now on this one counts, in the daily totals too, which
    follow in the same transaction. Sending the same form twice changes nothing.

    Raises `LookupError` where the rule gives no such verdict, `PermissionError` where it is not the viewer's to see,
    `AlreadyReviewed` where it is no longer what the viewer saw, `ValueError` with a sentence where the form is wrong:
    whoever changes what counts says why.
    """
    if verdict not in CHOICES:
        raise ValueError(f"a person may say {', '.join(CHOICES)}")
    _review(store, viewer, (unit, unit_id, practice), verdict, reason, seen, now)


def withdraw_review(
    store: Store,
    viewer: Viewer,
    unit: str,
    unit_id: str,
    practice: str,
    reason: str,
    seen: Seen,
    now: datetime | None = None,
) -> None:
    """Take back what people said of a verdict: the rule's counts again, now and whenever it is judged anew.

    Raises as `review_verdict` does, and `ValueError` where nothing was said.
    """
    _review(store, viewer, (unit, unit_id, practice), WITHDRAWN, reason, seen, now)


def _review(
    store: Store,
    viewer: Viewer,
    key: tuple[str, str, str],
    said: str,
    reason: str,
    seen: Seen,
    now: datetime | None,
) -> None:
    moment, because = now or datetime.now(UTC), reason.strip()
    if len(because) > LONGEST_TEXT:
        raise ValueError(f"a reason may have {LONGEST_TEXT} characters")
    with judged.judging(store) as connection:
        row = connection.execute(select(schema.verdicts).where(_is_of(schema.verdicts, key))).first()
        if row is None:
            raise LookupError(f"there is no verdict {key}")
        _check_scope(connection, viewer, row.agent_id, f"the verdict {key}")
        rule = row.rule_verdict or row.verdict
        counts = rule if said == WITHDRAWN else said
        if _is_said(connection, viewer, row, said, because, seen):
            return
        if counts != row.verdict and not because:
            raise ValueError("whoever changes a verdict says why")
        review = {"rule_verdict": rule, "verdict": said, "reason": because, "customer_key": row.customer_key}
        who = {"reviewed_by": viewer.username, "reviewed_at": moment}
        connection.execute(schema.verdict_reviews.insert().values(dict(zip(KEY, key, strict=True)) | review | who))
        _let_count(store, connection, _is_of(schema.verdicts, key), counts, None if counts == rule else rule)
        action = "confirmed" if said == row.verdict else "withdrawn" if said == WITHDRAWN else "changed"
        _decided(store, connection, viewer, f"verdict_{action}", ":".join((key[2], *key[:2])), moment)


def _is_of(table: Table, key: tuple[str, str, str]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in zip(KEY, key, strict=True)))


def _is_said(connection: Connection, viewer: Viewer, row: Row[Any], said: str, because: str, seen: Seen) -> bool:
    """Whether the viewer's latest word is exactly this; raises `AlreadyReviewed` where another one came in between."""
    reviews, users = schema.verdict_reviews, schema.users
    of_row = _is_of(reviews, (row.unit, row.unit_id, row.practice))
    last = connection.execute(select(reviews).where(of_row).order_by(reviews.c.id.desc()).limit(1)).first()
    mine = (viewer.username, said, because)
    if (
        last is not None
        and last.verdict in (row.verdict, WITHDRAWN)
        and (last.reviewed_by, last.verdict, last.reason) == mine
    ):
        return True
    if last is not None and last.id != seen.review:
        name = connection.scalar(select(users.c.name).where(users.c.username == last.reviewed_by))
        raise AlreadyReviewed(name or last.reviewed_by, last.reviewed_at, last.verdict)
    if row.verdict != seen.verdict:
        raise AlreadyReviewed(None, None, row.verdict)
    if said == WITHDRAWN and (last is None or last.verdict == WITHDRAWN):
        raise ValueError("nothing was said of this verdict that could be taken back")
    return False


# -- what was seen in clear -----------------------------------------------------------------------------------------


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
    _check_scope(connection, viewer, row.agent_id, f"{key} {value!r}")
    return row


def _check_scope(connection: Connection, viewer: Viewer, agent_id: str | None, what: str) -> None:
    """Raise `PermissionError` unless the agent is of one of the viewer's teams."""
    if viewer.sees_all_teams:
        return
    agents = schema.agents
    teams = connection.scalars(select(agents.c.team).where(agents.c.agent_id == agent_id)).all()
    if not set(teams) & set(viewer.teams):
        raise PermissionError(f"{viewer.username} may not see {what}")


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


def _settle_verdict(store: Store, connection: Connection, commitment_id: str, late_at: str | None) -> None:
    """The commitment's verdict as judging will find it, whatever people said of it before, and the totals with it.

    `late_at` is the moment of a return after the due time, in words; None where it came in time.
    """
    table = schema.verdicts
    mine = (table.c.unit == "commitment") & (table.c.unit_id == commitment_id)
    reason = "kept" if late_at is None else "late"
    connection.execute(update(table).where(mine).values(reason=reason, detail=late_at, pending_until=None))
    _let_count(store, connection, mine, "met" if late_at is None else "missed", None)


def _let_count(
    store: Store, connection: Connection, mine: ColumnElement[bool], verdict: str, rule_verdict: str | None
) -> None:
    """Let these verdicts count as `verdict`, in the daily totals too."""
    table = schema.verdicts
    columns = [table.c[name] for name in VERDICT_SCHEMA]
    before = store.read(select(*columns).where(mine), VERDICT_SCHEMA, connection=connection)
    connection.execute(update(table).where(mine).values(verdict=verdict, rule_verdict=rule_verdict))
    after = before.with_columns(verdict=pl.lit(verdict))
    judged.adjust_totals(store, connection, judged.totals_of_rows(before), judged.totals_of_rows(after))


def _decided(store: Store, connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> None:
    entry = _log(connection, viewer, action, subject, moment)
    store.set_fact(connection, "last_decision", f"{action}:{entry}", at=moment)


def _log(connection: Connection, viewer: Viewer, action: str, subject: str, moment: datetime) -> int:
    """Write into the access log; the number of the entry."""
    row = {"at": moment, "username": viewer.username, "action": action, "subject": subject}
    written = connection.execute(schema.access_log.insert().values(row)).inserted_primary_key
    return int(written[0]) if written else 0
