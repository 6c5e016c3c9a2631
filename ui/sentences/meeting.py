"""What weekly reviews decided, in sentences; Markdown. Rows are those of `queries.meetings` and `queries.frozen`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from practices import BY_ID
from ui.charts.marks import ABOVE, BELOW, rate_sentence, title
from ui.literal import literal
from ui.screen import small
from ui.telling.rates import state
from ui.wording import day, days, listed, mark, moment, number, plural, said, span, spoken, tr

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = {OPEN: mark("still open"), DONE: mark("done"), DROPPED: mark("dropped")}
LONGEST_REVIEW_DAYS = 92
"""As in `data.decisions.meetings`, which has the last word."""


def review_of(from_day: date, to_day: date, teams: Sequence[str]) -> str:
    """'16 a 22/11/2026, equipe Norte': which review is meant."""
    return f"{span(from_day, to_day)}, {whose(teams)}"


def whose(teams: Sequence[str]) -> str:
    """'todas as equipes', 'equipe Norte', 'equipes Centro e Norte'."""
    if not teams:
        return tr("all teams")
    if len(teams) == 1:
        return tr("team {team}", team=literal(teams[0]))
    return tr("teams {teams}", teams=listed([literal(one) for one in teams]))


# -- actions --------------------------------------------------------------------------------------------------------


def what(row: Mapping[str, Any], effect: Mapping[str, Any] | None) -> str:
    """What is to be done, and below it what the practice did since, or which practice it is about."""
    words = literal(row["what"])
    if effect is not None:
        return f"{words}  \n{small(effect_words(row, effect))}"
    if row["practice"] in BY_ID:
        return f"{words}  \n{small(title(row['practice']))}"
    return words


def effect_words(row: Mapping[str, Any], effect: Mapping[str, Any]) -> str:
    """The practice's rate before the action (ACTION_SCHEMA) and since (EFFECT_SCHEMA), and whether that is chance."""
    then, now = ({name: effect[f"{side}_{name}"] for name in _RATE} for side in ("then", "now"))
    before = tr(
        "{practice}, {whose}: {rate} in the last week before the agreement ({span})",
        practice=title(row["practice"]),
        whose=_of_whom(row["teams"]),
        rate=_rate(then),
        span=span(effect["then_from"], effect["then_to"], year=False),
    )
    if effect["now_to"] is None:
        begins = day(effect["now_from"], year=False)
        return tr(
            "{before}. There is no whole week after it yet: the first begins on {day}.", before=before, day=begins
        )
    return plural(
        "{before}; {rate} in the {n} whole week after it ({span}): {state}.",
        "{before}; {rate} in the {n} whole weeks after it ({span}): {state}.",
        ((effect["now_to"] - effect["now_from"]).days + 1) // 7,
        before=before,
        rate=_rate(now),
        span=span(effect["now_from"], effect["now_to"], year=False),
        state=_marked(effect["signal"]),
    )


def _of_whom(teams: Sequence[str]) -> str:
    """Whose number it is: 'de todas as equipes', 'da equipe Norte'."""
    if not teams:
        return tr("of all teams")
    if len(teams) == 1:
        return tr("of team {team}", team=literal(teams[0]))
    return tr("of teams {teams}", teams=listed([literal(one) for one in teams]))


def _marked(signal: str) -> str:
    """What may be said of a change: in bold and with an arrow where it is more than chance."""
    arrow = {ABOVE: "▲\N{NO-BREAK SPACE}", BELOW: "▼\N{NO-BREAK SPACE}"}.get(signal)
    return f"**{arrow}{state(spoken(), signal)}**" if arrow else state(spoken(), signal)


_RATE = ("met", "n", "rate", "low", "high")


def _rate(row: dict[str, Any]) -> str:
    return rate_sentence(row) if row["n"] else tr("nothing judged")


def standing(row: Mapping[str, Any]) -> str:
    """How an action stands, with a sign: open, late, done, dropped, and what came of it."""
    outcome = f": “{literal(row['outcome'])}”" if row["outcome"] else ""
    if row["state"] == DONE:
        return f":material/check: {tr('done on {day}', day=day(row['changed_at'], year=False))}{outcome}"
    if row["state"] == DROPPED:
        return f":material/close: {tr('dropped on {day}', day=day(row['changed_at'], year=False))}{outcome}"
    if row["days_late"]:
        return f":orange[:material/error: **{tr('overdue by {days}', days=days(row['days_late']))}**]"
    return f":material/schedule: {tr('still open')}"


def agreed(row: Mapping[str, Any], teams: Sequence[str], *, with_review: bool) -> str:
    """Where an action comes from, as far as the heading over it does not say so; '' where it does."""
    parts = []
    if with_review:
        parts.append(tr("from the review of {span}", span=span(row["from_day"], row["to_day"], year=False)))
    if list(row["teams"]) != list(teams):
        parts.append(whose(row["teams"]))
    return ", ".join(parts)


def change(row: Mapping[str, Any]) -> str:
    """One change of an action: who, when, what."""
    fields = {"name": literal(row["name"]), "day": day(row["at"], year=False)}
    if row["state"] != row["state_before"]:
        words = {
            OPEN: tr("{name} opened it again on {day}", **fields),
            DONE: tr("{name} marked it done on {day}", **fields),
            DROPPED: tr("{name} dropped it on {day}", **fields),
        }[row["state"]]
    elif row["due_on"] != row["due_before"]:
        words = tr(
            "{name} moved it from {before} to {after} on {day}",
            before=day(row["due_before"], year=False),
            after=day(row["due_on"], year=False),
            **fields,
        )
    else:
        words = tr("{name} on {day}", **fields)
    return f"{words}: “{literal(row['said'])}”" if row["said"] else f"{words}."


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
    if period.to_day >= today:
        return tr(
            "This period is not over: actions are agreed and the review is closed from {day} on.",
            day=day(period.to_day + timedelta(days=1)),
        )
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
    values = {name: row[f"{side}_{name}"] for name in _RATE}
    if row["kind"] in ("contacts", "owed"):
        return number(values["n"])
    return rate_sentence(values) if values["n"] else "–"
