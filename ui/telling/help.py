"""Who needs help, and with what: the grid of agents, and the funnel of one practice."""

from __future__ import annotations

import polars as pl

from practices.policy import default_policy
from ui.telling.rates import ABOVE, BELOW, unclear
from ui.telling.values import title
from ui.words import Words


def grid_alt(words: Words, cells: pl.DataFrame) -> str:
    """The grid (CELL_SCHEMA) in a sentence."""
    return words.tr(
        "Judgements not followed by practice and agent: {below} cells clearly below the target",
        below=words.number(cells.filter(pl.col("standing") == BELOW).height),
    )


def grid_reading(words: Words) -> str:
    """How to read the grid."""
    return words.tr(
        "Number: how often the practice was not followed. Filled: clearly below the target; outlined: clearly above; "
        "pale: {unclear}. No square: fewer than 10 judgements, few data.",
        unclear=unclear(words),
    )


def heaviest(words: Words, shown: int, cells: int) -> str:
    """That a list of cells holds only so many of them."""
    return words.tr("The {n} that weigh most, of {all}.", n=words.number(shown), all=words.number(cells))


# -- one practice, agent by agent ---------------------------------------------------------------------------------


def funnel(words: Words, agents: pl.DataFrame) -> str:
    """What a practice's funnel plot (FUNNEL_SCHEMA) lets one conclude; whoever shows it names the practice above."""
    judged = agents.filter("judged").height
    few = agents.height - judged
    below, above = (_named(words, agents.filter(pl.col("outside") == one)) for one in (BELOW, ABOVE))
    rest = judged - len(below) - len(above)
    told = []
    if below:
        told.append(words.tr("Below what chance explains: {names}.", names=words.listed(below)))
    if above:
        told.append(words.tr("Above what chance explains: {names}.", names=words.listed(above)))
    if told and rest:
        told.append(
            words.plural(
                "The other agent lies within the band.",
                "The other {n} agents lie within the band; the differences between them say nothing.",
                rest,
            )
        )
    elif rest:
        told.append(
            words.plural(
                "The one agent who is judged lies within what chance explains.",
                "All {n} agents lie within what chance explains; the differences between them say nothing.",
                rest,
            )
        )
    if few:
        told.append(_not_judged(words, few, judged))
    return " ".join(told)


def _named(words: Words, agents: pl.DataFrame) -> list[str]:
    return [
        words.strong(words.theirs(row["agent"]))
        + (words.tr(" (team {team})", team=words.theirs(row["team"])) if row["team"] else "")
        for row in agents.to_dicts()
    ]


def _not_judged(words: Words, few: int, judged: int) -> str:
    least = words.number(default_policy().enough_for_colour)
    if not judged:
        return words.tr("No agent has {least} judgements, so nobody is judged.", least=least)
    return words.plural(
        "{n} has fewer than {least} judgements and is not judged.",
        "{n} have fewer than {least} judgements and are not judged.",
        few,
        least=least,
    )


def most_outside(agents: pl.DataFrame) -> str | None:
    """The id of the agent whom `funnel` names first; None where it names nobody."""
    for outside in (BELOW, ABOVE):
        named = agents.filter(pl.col("outside") == outside)["agent_id"]
        if len(named):
            return str(named[0])
    return None


def funnel_alt(words: Words, practice: str, agents: pl.DataFrame) -> str:
    """The funnel plot in a sentence."""
    return words.tr(
        "{practice} by agent: {outside} of {n} outside what chance explains",
        practice=title(words, practice),
        outside=words.number(agents.filter(pl.col("outside").is_not_null()).height),
        n=words.number(agents.height),
    )


def funnel_reading(words: Words) -> str:
    """How to read a funnel plot."""
    return words.tr(
        "Compares the agents with each other, not with the target. Ring: fewer than {least} judgements, not judged.",
        least=words.number(default_policy().enough_for_colour),
    )
