"""How far a plan with an agent is, and how its practice went before the talk and since; rows of `queries.coaching`."""

from __future__ import annotations

from collections.abc import Sequence

from ui.telling.rates import FEW_CASES, Row, one_side, rate
from ui.words import Words, mark

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = {OPEN: mark("under way"), DONE: mark("finished"), DROPPED: mark("given up")}


def records(words: Words, state: str) -> str:
    """What the pinned records are for: the talk; those of a closed plan belong to it, and not to the next focus."""
    return words.tr("Records for the talk") if state == OPEN else words.tr("Records of this plan, which is closed")


def conclusion(words: Words, changes: Sequence[Row], goal: float) -> str:
    """What may be concluded from a before and after (CHANGE_SCHEMA): the change, the goal, what the others did."""
    agent, team = changes
    told = [changed(words, agent), beside_goal(words, agent, goal)]
    if agent["after_n"]:
        told.append(of_team(words, team, agent))
    return " ".join(filter(None, told))


def changed(words: Words, change: Row) -> str:
    """Whether the agent's rate changed, said as a change only where the interval of the difference leaves out zero."""
    before, after = one_side(change, "before"), one_side(change, "after")
    if not after["n"]:
        return words.tr("Nothing has been judged since the talk yet.")
    if not before["n"]:
        return words.tr("Nothing was judged in the weeks before the talk: there is nothing to compare with.")
    if change["difference"] is None:
        few = after if after["n"] < FEW_CASES else before
        return words.tr(
            "Few data {when}: {met} of {n} followed. No change can be told from that yet.",
            when=words.tr("since the talk") if few is after else words.tr("before"),
            met=words.number(few["met"]),
            n=words.number(few["n"]),
        )
    fields = _difference(words, change)
    if not change["changed"]:
        return words.tr(
            "Difference of {gap} p.p. ({low} to {high}): the interval includes zero, no change yet.", **fields
        )
    if change["difference"] > 0:
        rose = words.strong(words.tr("Rose"))
        return words.tr("{rose} by {gap} p.p. ({low} to {high}): more than chance explains.", rose=rose, **fields)
    fell = words.strong(words.tr("Fell"))
    return words.tr("{fell} by {gap} p.p. ({low} to {high}): more than chance explains.", fell=fell, **fields)


def beside_goal(words: Words, change: Row, goal: float) -> str:
    """Where the rate since the talk stands beside the goal; '' with too few cases."""
    if change["after_n"] < FEW_CASES:
        return ""
    wanted = words.percent(goal)
    if change["after_low"] >= goal:
        return words.tr("The goal of {goal} is reached.", goal=wanted)
    if change["after_high"] < goal:
        return words.tr("The goal of {goal} is not reached so far.", goal=wanted)
    return words.tr(
        "Whether the goal of {goal} is reached cannot be told yet: it lies within the interval.", goal=wanted
    )


def of_team(words: Words, change: Row, agent: Row) -> str:
    """What the team's others did over the same days, beside the agent's own change."""
    if change["difference"] is None:
        return words.tr("Of the team there are too few data to say what it did meanwhile.")
    fields = _difference(words, change)
    if not change["changed"]:
        return words.tr("The rest of the team meanwhile: {gap} p.p. ({low} to {high}), no clear change.", **fields)
    told = words.tr("The rest of the team changed meanwhile too: {gap} p.p. ({low} to {high}).", **fields)
    alike = agent["changed"] and (agent["difference"] > 0) == (change["difference"] > 0)
    return f"{told} {words.tr('What moved everybody is not what this talk did.')}" if alike else told


def _difference(words: Words, change: Row) -> dict[str, str]:
    names = {"gap": "difference", "low": "difference_low", "high": "difference_high"}
    return {field: words.points(change[column]) for field, column in names.items()}


def warning(words: Words) -> str:
    """What a before and after can never show."""
    return words.tr(
        "Take care: whoever is chosen after a bad stretch tends to look better afterwards without any coaching "
        "(regression to the mean)."
    )


def before_after_alt(words: Words, changes: Sequence[Row], goal: float) -> str:
    """The agent's before and after in a sentence."""
    before, after = (rate(words, one_side(changes[0], side)) for side in ("before", "after"))
    return words.tr(
        "The practice before the talk, {before}, and since, {after}; goal {goal}.",
        before=before,
        after=after,
        goal=words.percent(goal),
    )
