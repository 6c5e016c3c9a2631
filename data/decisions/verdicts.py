"""What a person says of a verdict on its record: confirmed, changed, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select

from data import judged, schema
from data.decisions.deciding import LONGEST_TEXT, check_scope, decided, let_count, name_of
from data.people import Viewer
from data.reviews import CHOICES, KEY, WITHDRAWN
from data.store import Store


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
    with judged.judging(store) as connection:
        write_review(store, connection, viewer, key, said, reason, seen, now or datetime.now(UTC))


def write_review(
    store: Store,
    connection: Connection,
    viewer: Viewer,
    key: tuple[str, str, str],
    said: str,
    reason: str,
    seen: Seen,
    moment: datetime,
) -> None:
    """The same within a transaction of `judged.judging`, for a decision of which the review is a part.

    `said` is one of `data.reviews.CHOICES`, or WITHDRAWN. Raises as `review_verdict` does.
    """
    because = reason.strip()
    if len(because) > LONGEST_TEXT:
        raise ValueError(f"a reason may have {LONGEST_TEXT} characters")
    row = connection.execute(select(schema.verdicts).where(is_of(schema.verdicts, key))).first()
    if row is None:
        raise LookupError(f"there is no verdict {key}")
    check_scope(connection, viewer, row.agent_id, f"the verdict {key}")
    rule = row.rule_verdict or row.verdict
    counts = rule if said == WITHDRAWN else said
    if _is_said(connection, viewer, row, said, because, seen):
        return
    if counts != row.verdict and not because:
        raise ValueError("whoever changes a verdict says why")
    review = {"rule_verdict": rule, "verdict": said, "reason": because, "customer_key": row.customer_key}
    who = {"reviewed_by": viewer.username, "reviewed_at": moment}
    connection.execute(schema.verdict_reviews.insert().values(dict(zip(KEY, key, strict=True)) | review | who))
    let_count(store, connection, is_of(schema.verdicts, key), counts, None if counts == rule else rule)
    action = "confirmed" if said == row.verdict else "withdrawn" if said == WITHDRAWN else "changed"
    decided(store, connection, viewer, f"verdict_{action}", ":".join((key[2], *key[:2])), moment)


def is_of(table: Table, key: tuple[str, str, str]) -> ColumnElement[bool]:
    """The rows of `table` that are about this verdict: unit, its id, practice."""
    return and_(*(table.c[name] == value for name, value in zip(KEY, key, strict=True)))


def _is_said(connection: Connection, viewer: Viewer, row: Row[Any], said: str, because: str, seen: Seen) -> bool:
    """Whether the viewer's latest word is exactly this; raises `AlreadyReviewed` where another one came in between."""
    reviews = schema.verdict_reviews
    of_row = is_of(reviews, (row.unit, row.unit_id, row.practice))
    last = connection.execute(select(reviews).where(of_row).order_by(reviews.c.id.desc()).limit(1)).first()
    mine = (viewer.username, said, because)
    if (
        last is not None
        and last.verdict in (row.verdict, WITHDRAWN)
        and (last.reviewed_by, last.verdict, last.reason) == mine
    ):
        return True
    if last is not None and last.id != seen.review:
        raise AlreadyReviewed(name_of(connection, last.reviewed_by), last.reviewed_at, last.verdict)
    if row.verdict != seen.verdict:
        raise AlreadyReviewed(None, None, row.verdict)
    if said == WITHDRAWN and (last is None or last.verdict == WITHDRAWN):
        raise ValueError("nothing was said of this verdict that could be taken back")
    return False
