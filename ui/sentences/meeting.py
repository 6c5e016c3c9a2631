"""What weekly reviews decided, in sentences; Markdown. Rows are those of `queries.meetings` and `queries.frozen`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from practices import BY_ID
from ui.charts.marks import rate_sentence, title
from ui.literal import literal
from ui.screen import small
from ui.telling.meeting import DONE, DROPPED, OPEN, STATES, came_from, not_over_yet, of_others, settled, whose
from ui.telling.meeting import change as change_words
from ui.telling.meeting import effect as effect_words
from ui.telling.rates import one_side
from ui.wording import day, days, moment, number, plural, said, span, spoken, tr

LONGEST_REVIEW_DAYS = 92
"""As in `data.decisions.meetings`, which has the last word."""
DECIDED = "decidido"
"""Where the section stands in the page's address."""
SETTLED = {DONE: ":material/check:", DROPPED: ":material/close:"}


def given_to_you(count: int) -> str:
    """How many actions are the user's, and a link to the section that has them."""
    return plural(
        "{n} action agreed with you is open: [see]({address})",
        "{n} actions agreed with you are open: [see]({address})",
        count,
        address=f"#{DECIDED}",
    )


def review_of(from_day: date, to_day: date, teams: Sequence[str]) -> str:
    """'16 a 22/11/2026, equipe Norte': which review is meant."""
    return f"{span(from_day, to_day)}, {whose(spoken(), teams)}"


# -- actions --------------------------------------------------------------------------------------------------------


def what(row: Mapping[str, Any], effect: Mapping[str, Any] | None) -> str:
    """What is to be done, and below it what the practice did since, or which practice it is about."""
    words = literal(row["what"])
    if effect is not None:
        return f"{words}  \n{small(effect_words(spoken(), row['practice'], effect))}"
    if row["practice"] in BY_ID:
        return f"{words}  \n{small(title(row['practice']))}"
    return words


def standing(row: Mapping[str, Any]) -> str:
    """How an action stands, with a sign: open, late, done, dropped, and what came of it."""
    if row["state"] in SETTLED:
        return f"{SETTLED[row['state']]} {settled(spoken(), row)}"
    if row["days_late"]:
        return f":orange[:material/error: **{tr('overdue by {days}', days=days(row['days_late']))}**]"
    return f":material/schedule: {tr('still open')}"


def agreed(row: Mapping[str, Any], teams: Sequence[str], *, with_review: bool) -> str:
    """Where an action comes from, as far as the heading over it does not say so; '' where it does."""
    return came_from(spoken(), row, teams) if with_review or of_others(row, teams) else ""


def change(row: Mapping[str, Any]) -> str:
    """One change of an action: who, when, what."""
    return change_words(spoken(), row)


def noted(what_: str, owner: str, due_on: date) -> str:
    """That an action was written down."""
    return tr(
        "Written down: {what}, {owner}, until {day}.",
        what=f"**{literal(what_)}**",
        owner=literal(owner),
        day=day(due_on, year=False),
    )


def somebody_changed_it(name: str, at: datetime, state_: str, due_on: date) -> str:
    """That an action is no longer as the user saw it."""
    now = said(STATES[state_])
    if state_ == OPEN:
        now = tr("{state}, until {day}", state=now, day=day(due_on, year=False))
    return tr(
        "{name} was first: since {moment} it is *{now}*. Yours was not saved; it still stands in the form: send it "
        "again if it holds.",
        name=literal(name),
        moment=moment(at),
        now=now,
    )


# -- closing --------------------------------------------------------------------------------------------------------


def why_not(period: Any, today: date) -> str | None:
    """Why nothing can be decided for the chosen period; None where it can."""
    if running := not_over_yet(spoken(), period.to_day, today):
        return running
    if period.days > LONGEST_REVIEW_DAYS:
        return tr(
            "A review looks at a week, a month, at most a quarter ({most} days); {days} are chosen. For a decision, "
            "choose a shorter period.",
            most=number(LONGEST_REVIEW_DAYS),
            days=number(period.days),
        )
    return None


def why_not_close(period: Any, *, empty: bool) -> str | None:
    """Why the review cannot be closed: the filters leave a part, or nothing was judged (`empty`); None where it can."""
    if period.channel is not None or period.reason is not None:
        return tr(
            "To close the review, choose all channels and all reasons above: what is kept are the numbers of all "
            "contacts, not of a part."
        )
    if empty:
        return tr(
            "Nothing was judged in this period: a closing keeps the numbers as they were, and there are none to keep. "
            "Actions can be agreed and settled all the same."
        )
    return None


def nothing_to_close(written: str) -> str:
    """That a review was not closed, since nothing is judged in it any more; and what the user wrote."""
    words = tr("The review was not closed: nothing is judged in this period any more.")
    return f"{words} {_not_kept(written)}".strip()


def before_closing() -> str:
    """What closing does."""
    return tr(
        "The numbers of this review are kept as they are now. Its actions can still be marked done or dropped; to "
        "agree another one, the review has to be reopened."
    )


def closed(row: Mapping[str, Any]) -> str:
    """By whom and when a review was closed, and what was remarked (CLOSING_SCHEMA)."""
    words = tr(
        "**This review is closed.** {name} closed it on {moment}.",
        name=literal(row["closed_by"]),
        moment=moment(row["closed_at"]),
    )
    return f"{words} “{literal(row['remark'])}”" if row["remark"] else words


def reopened(row: Mapping[str, Any]) -> str:
    """One closing that does not hold any more."""
    return tr(
        "{name} closed it on {moment}; {other} reopened it on {later}: “{because}”",
        name=literal(row["closed_by"]),
        moment=moment(row["closed_at"]),
        other=literal(row["reopened_by"]),
        later=moment(row["reopened_at"]),
        because=literal(row["reopened_because"]),
    )


def reopened_by(row: Mapping[str, Any]) -> str:
    """By whom, when and why a closing was undone."""
    return tr(
        "{name} reopened it on {moment}: “{because}”",
        name=literal(row["reopened_by"]),
        moment=moment(row["reopened_at"]),
        because=literal(row["reopened_because"]),
    )


def somebody_closed_it(name: str, at: datetime, written: str) -> str:
    """That another one closed the review before the user did, or could agree an action; and what the user wrote."""
    words = tr(
        "{name} was first and closed this review on {moment}. Nothing was changed.",
        name=literal(name),
        moment=moment(at),
    )
    return f"{words} {_not_kept(written)}".strip()


def somebody_reopened_it(name: str, at: datetime, written: str) -> str:
    """That another one reopened the review before the user did; and what the user wrote."""
    words = tr(
        "{name} was first and reopened this review on {moment}. Nothing was changed.",
        name=literal(name),
        moment=moment(at),
    )
    return f"{words} {_not_kept(written)}".strip()


def _not_kept(written: str) -> str:
    return tr("What you wrote was not stored: “{text}”", text=literal(written)) if written else ""


def since_the_closing(differing: int, *, judged_anew: bool) -> str:
    """How the numbers of today stand to those of the closing."""
    if not differing:
        return tr("The numbers above are still those of the closing.")
    words = plural(
        "{n} number is another today than at the closing.",
        "{n} numbers are others today than at the closing.",
        differing,
    )
    if judged_anew:
        words += " " + tr("Rules or policy have changed since, and the verdicts were judged anew.")
    return words


def number_name(kind: str, key: str) -> str:
    """What one number of a closing counts (PAST_SCHEMA)."""
    names = {
        "contacts": tr("Contacts"),
        "owed": {
            "commitments": tr("Without return"),
            "visits": tr("Visits not validated"),
        }.get(key, tr("Contacts not recorded")),
    }
    name = names.get(kind)
    return name if isinstance(name, str) else title(key)


def number_words(row: Mapping[str, Any], side: str) -> str:
    """One number of a closing as it was ('then') or is ('now')."""
    values = one_side(row, side)
    if row["kind"] in ("contacts", "owed"):
        return number(values["n"])
    return rate_sentence(values) if values["n"] else "–"
