"""What weekly reviews agreed, where it comes from, and whether it helped; rows are those of `queries.meetings`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ui.telling.rates import ABOVE, BELOW, Row, one_side, rate_sentence, state
from ui.telling.values import title
from ui.words import Words, mark

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = {OPEN: mark("still open"), DONE: mark("done"), DROPPED: mark("dropped")}


def not_over_yet(words: Words, to_day: date, today: date) -> str | None:
    """That a period still runs, or is to come, and from when on its review can decide; None where it is over."""
    if to_day < today:
        return None
    return words.tr(
        "This period is not over: actions are agreed and the review is closed from {day} on.",
        day=words.day(to_day + timedelta(days=1)),
    )


def settled(words: Words, row: Row) -> str:
    """When and by whom an action was done or dropped (ACTION_SCHEMA), and what came of it."""
    fields = {"day": words.day(row["changed_at"], year=False), "name": words.theirs(row["changed_by"])}
    if row["state"] == DONE:
        told = words.tr("done on {day} by {name}", **fields)
    else:
        told = words.tr("dropped on {day} by {name}", **fields)
    return f"{told}: “{words.theirs(row['outcome'])}”" if row["outcome"] else told


def change(words: Words, row: Row) -> str:
    """One change of an action (CHANGE_SCHEMA): who, when, what."""
    fields = {"name": words.theirs(row["name"]), "day": words.day(row["at"], year=False)}
    if row["state"] != row["state_before"]:
        told = {
            OPEN: words.tr("{name} opened it again on {day}", **fields),
            DONE: words.tr("{name} marked it done on {day}", **fields),
            DROPPED: words.tr("{name} dropped it on {day}", **fields),
        }[row["state"]]
    elif row["due_on"] != row["due_before"]:
        told = words.tr(
            "{name} moved it from {before} to {after} on {day}",
            before=words.day(row["due_before"], year=False),
            after=words.day(row["due_on"], year=False),
            **fields,
        )
    else:
        told = words.tr("{name} on {day}", **fields)
    return f"{told}: “{words.theirs(row['said'])}”" if row["said"] else f"{told}."


def last_word(changes: Iterable[Row]) -> Row | None:
    """Of an action's changes (CHANGE_SCHEMA, the earliest first) the last with words, else the last; None of none."""
    told = list(changes)
    return next((one for one in reversed(told) if one["said"]), told[-1] if told else None)


def whose(words: Words, teams: Sequence[str]) -> str:
    """'todas as equipes', 'equipe Norte', 'equipes Centro e Norte'."""
    if not teams:
        return words.tr("all teams")
    if len(teams) == 1:
        return words.tr("team {team}", team=words.theirs(teams[0]))
    return words.tr("teams {teams}", teams=words.listed([words.theirs(one) for one in teams]))


def came_from(words: Words, row: Row, teams: Sequence[str]) -> str:
    """Which review agreed an action (ACTION_SCHEMA), and whose, where it is another one's than of these teams."""
    review = words.tr("from the review of {span}", span=words.span(row["from_day"], row["to_day"], year=False))
    return f"{review}, {whose(words, row['teams'])}" if of_others(row, teams) else review


def of_others(row: Row, teams: Sequence[str]) -> bool:
    """Whether the review of other teams than these agreed the action."""
    return list(row["teams"]) != list(teams)


def effect(words: Words, practice: str, row: Row) -> str:
    """The practice's rate before an action was agreed and since (EFFECT_SCHEMA), and whether that is chance."""
    before = words.tr(
        "{practice}, {whose}: {rate} in the last week before the agreement ({span})",
        practice=title(words, practice),
        whose=_of_whom(words, row["teams"]),
        rate=_rate(words, row, "then"),
        span=words.span(row["then_from"], row["then_to"], year=False),
    )
    if row["now_to"] is None:
        first = words.span(row["now_from"], row["now_from"] + timedelta(days=6), year=False)
        return words.tr("{before}. There is no whole week since yet: the first is {span}.", before=before, span=first)
    return words.plural(
        "{before}; {rate} in the {n} whole week since ({span}): {state}.",
        "{before}; {rate} in the {n} whole weeks since ({span}): {state}.",
        ((row["now_to"] - row["now_from"]).days + 1) // 7,
        before=before,
        rate=_rate(words, row, "now"),
        span=words.span(row["now_from"], row["now_to"], year=False),
        state=_marked(words, row["signal"]),
    )


def _of_whom(words: Words, teams: Sequence[str]) -> str:
    """Whose number it is: 'de todas as equipes', 'da equipe Norte'."""
    if not teams:
        return words.tr("of all teams")
    if len(teams) == 1:
        return words.tr("of team {team}", team=words.theirs(teams[0]))
    return words.tr("of teams {teams}", teams=words.listed([words.theirs(one) for one in teams]))


def _marked(words: Words, signal: str) -> str:
    """What may be said of a change: to stand out, and with an arrow, where it is more than chance."""
    arrow = {ABOVE: "▲\N{NO-BREAK SPACE}", BELOW: "▼\N{NO-BREAK SPACE}"}.get(signal)
    told = state(words, signal)
    return words.strong(f"{arrow}{told}") if arrow else told


def _rate(words: Words, row: Row, side: str) -> str:
    of = one_side(row, side)
    return rate_sentence(words, of) if of["n"] else words.tr("nothing judged")
