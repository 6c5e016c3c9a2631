"""One agent beside the team: the period, the practices that stand out, the moments to talk about, twelve weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from practices import BY_ID
from practices.practice import reason_sentence
from ui.codes import SENDERS
from ui.telling.rates import ABOVE, BELOW, FEW_CASES, Row, interval, no_basis, too_few
from ui.telling.values import name, source, title
from ui.words import Words

# -- the opening --------------------------------------------------------------------------------------------------


def opening(
    words: Words,
    overview: Row,
    card: pl.DataFrame,
    to_work_on: Sequence[str],
    contacts: int,
    team: str | None,
    days: tuple[date, date],
) -> str:
    """The agent's period (an overview's fields), beside the team (SCORE_SCHEMA), and what weighs most."""
    if overview["n"] < FEW_CASES:
        return too_few(words, overview, days)
    told = words.tr(
        "{period}, {judged} in {contacts}: {rate} followed ({interval})",
        period=words.period(*days),
        judged=words.plural("{n} judgement", "{n} judgements", overview["n"]),
        contacts=words.plural("{n} contact", "{n} contacts", contacts),
        rate=words.percent(overview["rate"]),
        interval=interval(words, overview),
    )
    if overview["team_rate"] is None:
        return f"{told}."
    beside = words.tr(
        "with the same mixture, {team} stands at {rate}.",
        team=colleagues(words, team),
        rate=words.percent(overview["team_rate"]),
    )
    return " ".join(filter(None, (f"{told}; {beside}", _standing(words, card), _weighs(words, to_work_on))))


def colleagues(words: Words, team: str | None) -> str:
    """Whom an agent is compared with."""
    return words.tr("the rest of team {team}", team=words.theirs(team)) if team else words.tr("everybody else")


def _standing(words: Words, card: pl.DataFrame) -> str:
    if not card["standing"].is_in([BELOW, ABOVE]).any():
        return words.tr("No practice differs clearly from the team.")
    return words.tr("Clearly {where}.", where=where(words, card))


def where(words: Words, card: pl.DataFrame) -> str:
    """On which side of the team how many practices (SCORE_SCHEMA) clearly lie; at least one does."""
    below, above = (card.filter(pl.col("standing") == one).height for one in (BELOW, ABOVE))
    parts = []
    if below:
        parts.append(words.plural("below the team in {n} practice", "below the team in {n} practices", below))
    if above:
        parts.append(words.plural("above it in {n} practice", "above it in {n} practices", above))
    return words.listed(parts)


def _weighs(words: Words, practices: Sequence[str]) -> str:
    if not practices:
        return ""
    which = words.listed([words.strong(title(words, one)) for one in practices])
    return words.tr("What weighs most: {practices}.", practices=which)


# -- what goes well, what to work on ------------------------------------------------------------------------------


def none_clear(words: Words, standing: str) -> str:
    """That no practice is on this side ('above', 'below') of the team."""
    if standing == ABOVE:
        return words.tr("No practice lies clearly above the team in this period.")
    return words.tr("No practice lies clearly below the team in this period.")


def of_team(words: Words, rate: float | None) -> str:
    """The colleagues' rate, beside the agent's."""
    return words.tr("team {rate}", rate=words.percent(rate))


@dataclass(frozen=True)
class Moment:
    """What can be told of a moment: what the other side had said, the words, why they were judged so, where from.

    Where there are no words, why is all there is to tell.
    """

    before_speaker: str | None
    before: str | None
    speaker: str | None
    quote: str | None
    why: str
    source: str


def moment(words: Words, row: Row) -> Moment:
    """One moment (MOMENT_SCHEMA) in words."""
    why = reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], words.language)
    said = next((one for one in row["said"] or () if one["place"] == row["place"]), None) if row["quote"] else None
    before = said["before"] if said else None
    return Moment(
        before_speaker=name(words, SENDERS, said["speaker_before"]) if said and before else None,
        before=words.theirs(before) if before else None,
        speaker=name(words, SENDERS, said["speaker"]) if said and said["speaker"] else None,
        quote=words.theirs(row["quote"]) if row["quote"] else None,
        why=words.theirs(why),
        source=source(words, row),
    )


# -- the figures --------------------------------------------------------------------------------------------------


def scorecard_alt(words: Words, card: pl.DataFrame) -> str:
    """The scorecard (SCORE_SCHEMA) in a sentence."""
    standing = card["standing"].to_list()
    return words.tr(
        "Rate of each practice beside the team: {above} clearly above, {below} clearly below",
        above=words.number(standing.count(ABOVE)),
        below=words.number(standing.count(BELOW)),
    )


def trend(words: Words, signal: str, weeks: pl.DataFrame) -> str:
    """What the twelve weeks (TREND_SCHEMA) say, and how to read their figure."""
    typical = weeks["n"].median()
    told = [
        words.tr(
            "Band: the agent's own control limits, about {n} judgements a week. Dotted: the team.",
            n=words.number(float(typical) if isinstance(typical, int | float) else 0),
        )
    ]
    if shown := weeks.filter(pl.col("rate").is_not_null())["week"].to_list():
        last = words.day(max(shown), year=False)
        told.append(words.tr("The rates at its end are those of the week from {day}.", day=last))
    compared = {
        ABOVE: words.tr("The period lies above what is normal for this agent."),
        BELOW: words.tr("The period lies below what is normal for this agent."),
        "normal": words.tr("The period lies within what is normal for this agent."),
    }
    return " ".join([*told, compared.get(signal) or no_basis(words)])
