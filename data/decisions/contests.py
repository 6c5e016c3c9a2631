"""Contests: an agent's word against a verdict, recorded by the lead on the agent's behalf, and its answer.

Who may answer, so that nobody is judge in their own cause:
- not a team lead: the lead speaks for the agent, and the team's numbers are the lead's own;
- not whoever recorded the contest;
- not whoever's own word on the record it is that is contested.
A manager may always: a small house has nobody else, and somebody has the last word. Every answer is logged by name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from data import judged, schema
from data.decisions.deciding import LONGEST_TEXT, check_scope, decided, name_of
from data.decisions.verdicts import AlreadyReviewed, Seen, is_of, write_review
from data.people import Role, Viewer
from data.reviews import CHOICES, KEY, counts
from data.store import Store

ACCEPTED, REFUSED = "accepted", "refused"
LEADS, RECORDED, OWN_WORD = "lead", "recorded", "own_word"
"""What keeps a viewer from answering; see `hindrance`."""


class AlreadyContested(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The verdict is contested: `name` recorded it `at` that moment. `answered`: in these very words, and answered."""

    def __init__(self, name: str, at: datetime, *, answered: bool) -> None:
        super().__init__(f"{name} recorded a contest at {at.isoformat()}")
        self.name, self.at, self.answered = name, at, answered


class AlreadyAnswered(Exception):  # noqa: N818 - not a failure: somebody was faster
    """The contest was answered: `name` accepted or refused it (`answer`) `at` that moment."""

    def __init__(self, name: str, at: datetime, answer: str) -> None:
        super().__init__(f"{name} {answer} it at {at.isoformat()}")
        self.name, self.at, self.answer = name, at, answer


class NotYoursToAnswer(PermissionError):  # noqa: N818 - said to a person, as the others are
    """The viewer sees the contest and may not answer it; `why` is a hindrance."""

    def __init__(self, why: str) -> None:
        super().__init__(f"it is not the viewer's to answer: {why}")
        self.why = why


def hindrance(viewer: Viewer, recorded_by: str, whose_word: str | None) -> str | None:
    """Why a viewer may not answer a contest; None where they may. `whose_word`: the username whose review counts."""
    if viewer.role is Role.MANAGER:
        return None
    if viewer.role is Role.TEAM_LEAD:
        return LEADS
    if viewer.username == recorded_by:
        return RECORDED
    return OWN_WORD if viewer.username == whose_word else None


def record_contest(
    store: Store,
    viewer: Viewer,
    unit: str,
    unit_id: str,
    practice: str,
    reason: str,
    seen: str,
    now: datetime | None = None,
) -> int:
    """Write down why the agent contests a verdict; its number. `seen` is the verdict that counted on the screen.

    Of one verdict one contest is open at a time. Sending the same form twice gives the same contest. Raises
    `LookupError` where there is no such verdict, `PermissionError` where it is not the viewer's to see,
    `AlreadyContested`, `AlreadyReviewed` where another verdict counts now, and `ValueError` for no reason, a reason
    that is too long, or a verdict that is still in time.
    """
    moment, because = now or datetime.now(UTC), _reason(reason)
    key = (unit, unit_id, practice)
    with judged.judging(store) as connection:
        verdicts = schema.verdicts
        row = connection.execute(select(verdicts).where(is_of(verdicts, key)).with_for_update()).first()
        if row is None:
            raise LookupError(f"there is no verdict {key}")
        check_scope(connection, viewer, row.agent_id, f"the verdict {key}")
        if (there := _repeated(connection, viewer, key, because)) is not None:
            return there
        if row.verdict != seen:
            raise AlreadyReviewed(None, None, row.verdict)
        if row.verdict not in CHOICES:
            raise ValueError(f"a verdict that is {row.verdict} cannot be contested yet")
        about = {name: getattr(row, name) for name in ("customer_key", "agent_id", "contact_id", "os_id", "verdict")}
        said = {"reason": because, "recorded_by": viewer.username, "recorded_at": moment}
        values = dict(zip(KEY, key, strict=True)) | about | said
        written = connection.execute(schema.contests.insert().values(values)).inserted_primary_key
        assert written is not None
        subject = f"{written[0]}:{':'.join((practice, unit, unit_id))}"
        decided(store, connection, viewer, "contest_recorded", subject, moment)
        return int(written[0])


def answer_contest(
    store: Store,
    viewer: Viewer,
    contest_id: int,
    answer: str,
    reason: str,
    new_verdict: str | None = None,
    seen: Seen | None = None,
    now: datetime | None = None,
) -> None:
    """Accept a contest, and `new_verdict` counts from now on as after `review_verdict`; or refuse it, with a reason.

    Both are written in one transaction. `seen` is what the viewer had before their eyes; where the rule no longer gives
    the verdict, nothing is left to change. Sending the same form twice changes nothing. Raises `LookupError`,
    `PermissionError`, `NotYoursToAnswer`, `AlreadyAnswered`, `AlreadyReviewed`, and `ValueError` where the form is
    wrong.
    """
    moment, because = now or datetime.now(UTC), _reason(reason)
    if answer not in (ACCEPTED, REFUSED):
        raise ValueError(f"a contest is {ACCEPTED} or {REFUSED}")
    table = schema.contests
    with judged.judging(store) as connection:
        contest = connection.execute(select(table).where(table.c.id == contest_id).with_for_update()).first()
        if contest is None:
            raise LookupError(f"there is no contest {contest_id}")
        check_scope(connection, viewer, contest.agent_id, f"contest {contest_id}")
        key = (contest.unit, contest.unit_id, contest.practice)
        row = connection.execute(select(schema.verdicts).where(is_of(schema.verdicts, key))).first()
        counts_now = new_verdict if answer == ACCEPTED and row is not None else None
        said = {"answer": answer, "answer_reason": because, "new_verdict": counts_now}
        if _is_answered(connection, viewer, contest, said):
            return
        if (why := hindrance(viewer, contest.recorded_by, _whose_word(connection, key))) is not None:
            raise NotYoursToAnswer(why)
        if answer == ACCEPTED and row is not None:
            if new_verdict not in CHOICES or new_verdict == contest.verdict:
                raise ValueError("whoever accepts a contest says what counts instead")
            if seen is None:
                raise ValueError("what the viewer saw is missing")
            write_review(store, connection, viewer, key, new_verdict, because, seen, moment)
        who = {"answered_by": viewer.username, "answered_at": moment}
        connection.execute(update(table).where(table.c.id == contest_id).values(**said, **who))
        decided(store, connection, viewer, f"contest_{answer}", f"{contest_id}:{':'.join(key)}", moment)


def _reason(reason: str) -> str:
    because = reason.strip()
    if not because:
        raise ValueError("a reason is missing")
    if len(because) > LONGEST_TEXT:
        raise ValueError(f"a reason may have {LONGEST_TEXT} characters")
    return because


def _repeated(connection: Connection, viewer: Viewer, key: tuple[str, str, str], because: str) -> int | None:
    """The open contest of a verdict, if the viewer has recorded it in these words; None where the way is free."""
    table = schema.contests
    newest = select(table).where(is_of(table, key)).order_by(table.c.id.desc()).limit(1)
    last = connection.execute(newest).first()
    if last is None:
        return None
    repeated = (last.recorded_by, last.reason) == (viewer.username, because)
    if repeated and last.answer is None:
        return int(last.id)
    if repeated or last.answer is None:
        name = name_of(connection, last.recorded_by)
        raise AlreadyContested(name, last.recorded_at, answered=last.answer is not None)
    return None


def _is_answered(connection: Connection, viewer: Viewer, contest: Row[Any], said: dict[str, str | None]) -> bool:
    """Whether the viewer has answered exactly this; raises `AlreadyAnswered` where there is another answer."""
    if contest.answer is None:
        return False
    if contest.answered_by == viewer.username and all(getattr(contest, name) == said[name] for name in said):
        return True
    raise AlreadyAnswered(name_of(connection, contest.answered_by), contest.answered_at, contest.answer)


def _whose_word(connection: Connection, key: tuple[str, str, str]) -> str | None:
    reviews = schema.verdict_reviews
    return connection.scalar(select(reviews.c.reviewed_by).where(is_of(reviews, key), counts()))
