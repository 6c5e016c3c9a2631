"""What weekly reviews agreed, where it comes from, and whether it helped; rows are those of `queries.meetings`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ui.telling.rates import ABOVE, BELOW, Row, one_side, rate_sentence, state
from ui.telling.values import title
from ui.words import Words, mark

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = {OPEN: mark("still open"), DONE: mark("done"), DROPPED: mark("dropped")}


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
