"""Who needs help, and with what, in sentences: the grid of agents and the funnel of one practice; Markdown."""

from __future__ import annotations

import polars as pl

from practices.policy import default_policy
from ui.charts.marks import ABOVE, BELOW, UNCLEAR, legend_signs, title
from ui.literal import literal
from ui.screen import small
from ui.wording import listed, number, plural, tr


def funnel(practice: str, agents: pl.DataFrame) -> str:
    """What a funnel plot (FUNNEL_SCHEMA) lets one conclude."""
    judged = agents.filter("judged").height
    few = agents.height - judged
    below = _named(agents.filter(pl.col("outside") == BELOW))
    above = _named(agents.filter(pl.col("outside") == ABOVE))
    rest = judged - len(below) - len(above)
    sentences = []
    if below:
        sentences.append(tr("Below what chance explains: {names}.", names=listed(below)))
    if above:
        sentences.append(tr("Above what chance explains: {names}.", names=listed(above)))
    if sentences and rest:
        sentences.append(
            plural(
                "The other agent lies within the band.",
                "The other {n} agents lie within the band; the differences between them say nothing.",
                rest,
            )
        )
    elif rest:
        sentences.append(
            plural(
                "**{practice}**: the one agent who is judged lies within what chance explains.",
                "**{practice}**: all {n} agents lie within what chance explains; the differences between them say "
                "nothing.",
                rest,
                practice=title(practice),
            )
        )
    if few:
        sentences.append(_not_judged(practice, few, judged))
    return " ".join(sentences)


def _not_judged(practice: str, few: int, judged: int) -> str:
    least = number(default_policy().enough_for_colour)
    if not judged:
        return tr(
            "**{practice}**: no agent has {least} judgements, so nobody is judged.",
            practice=title(practice),
            least=least,
        )
    return plural(
        "{n} has fewer than {least} judgements and is not judged.",
        "{n} have fewer than {least} judgements and are not judged.",
        few,
        least=least,
    )


def funnel_legend() -> str:
    """How to read a funnel plot."""
    return small(
        tr(
            "Compares the agents with each other, not with the target. Ring: fewer than {least} judgements, not "
            "judged. Click a point to open its list.",
            least=number(default_policy().enough_for_colour),
        )
    )


def most_outside(agents: pl.DataFrame) -> str | None:
    """The id of the agent whom `funnel` names first; None where it names nobody."""
    named = [
        *agents.filter(pl.col("outside") == BELOW)["agent_id"],
        *agents.filter(pl.col("outside") == ABOVE)["agent_id"],
    ]
    return str(named[0]) if named else None


def _named(agents: pl.DataFrame) -> list[str]:
    return [
        f"**{literal(row['agent'])}**" + (tr(" (team {team})", team=literal(row["team"])) if row["team"] else "")
        for row in agents.to_dicts()
    ]


def grid_alt(cells: pl.DataFrame) -> str:
    """The grid in a sentence."""
    return tr(
        "Judgements not followed by practice and agent: {below} cells clearly below the target",
        below=number(cells.filter(pl.col("standing") == BELOW).height),
    )


def funnel_alt(practice: str, agents: pl.DataFrame) -> str:
    """The funnel plot in a sentence."""
    return tr(
        "{practice} by agent: {outside} of {n} outside what chance explains",
        practice=title(practice),
        outside=number(agents.filter(pl.col("outside").is_not_null()).height),
        n=number(agents.height),
    )


def grid_legend(when: str, as_list: bool) -> str:
    """How to read the grid, or its list."""
    if as_list:
        return small(tr("{period}. Only what is clearly below or above the target.", period=when))
    words = tr(
        "{period}. Number: how often the practice was not followed. Filled: clearly below the target; outlined: "
        "clearly above; pale: {unclear}. No square: fewer than 10 judgements, few data. Click a cell to open its list.",
        period=when,
        unclear=legend_signs()[UNCLEAR],
    )
    return small(words)
