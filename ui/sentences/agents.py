"""What the screen of one agent alone says; Markdown. What the sheet says too stands in `ui.telling.agents`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import polars as pl

from ui.charts.marks import ABOVE, SIGNS, legend_signs, title
from ui.links import to_unit
from ui.literal import literal
from ui.telling import agents as told
from ui.telling import rates
from ui.wording import day, listed, number, plural, span, spoken, tr

UNCLEAR_SIGN = "○"
"""What the scorecard draws where a practice does not differ clearly."""


class FirstTalk(Protocol):
    """Whom to talk to first, and why (`queries.first_talk.FirstTalk`)."""

    @property
    def days(self) -> tuple[date, date]: ...
    @property
    def follow_up_on(self) -> date | None: ...
    @property
    def missed(self) -> int: ...
    @property
    def below_team(self) -> Sequence[str]: ...


def opened_on(first: FirstTalk, today: date) -> str:
    """Why the screen opened on this agent, where nobody was chosen."""
    if first.follow_up_on is not None and first.follow_up_on >= today:
        return tr("Opened here because the next talk is today.")
    if first.follow_up_on is not None:
        return tr("Opened here because the next talk was due on {day}.", day=day(first.follow_up_on))
    when = span(*first.days)
    if first.missed:
        return tr(
            "Opened here because of the {n} not followed in practices clearly below target ({days}).",
            n=number(first.missed),
            days=when,
        )
    if first.below_team:
        return plural(
            "Opened here because of a practice clearly below the team: {practices} ({days}).",
            "Opened here because of {n} practices clearly below the team: {practices} ({days}).",
            len(first.below_team),
            practices=listed([title(one) for one in first.below_team]),
            days=when,
        )
    return tr(
        "Opened on the first name: no talk is due, and no practice of anybody lies clearly below target or below the "
        "team ({days}).",
        days=when,
    )


def asked_in_vain(asked: str, agent: str) -> str:
    """That the address asks for somebody who is not on record or not to be seen, and who is shown instead."""
    return tr(
        "The address asks for an agent who is not on record or not of your teams: {asked}. Shown here: {agent}.",
        asked=literal(asked),
        agent=literal(agent),
    )


def is_clear(card: pl.DataFrame, *standings: str) -> bool:
    """Whether any practice of a scorecard (SCORE_SCHEMA) lies clearly on these sides of the team."""
    return bool(card["standing"].is_in(standings).any())


def with_twelve_weeks(card: pl.DataFrame, *standings: str) -> str:
    """On how many practices of these sides twelve weeks (their SCORE_SCHEMA) would say something."""
    where = told.where(spoken(), card.filter(pl.col("standing").is_in(standings)))
    return tr("With 12 weeks: clearly {where}.", where=where)


def nearest(standing: str) -> str:
    """That the practice below comes nearest to this side of the team, and that this is no finding."""
    if standing == ABOVE:
        return tr("Furthest above the team, **no clear difference**:")
    return tr("Furthest below the team, **no clear difference**:")


def practice_line(row: dict[str, Any]) -> str:
    """One practice of the scorecard: sign and title, and the agent's rate beside the team's."""
    rate, team = rates.rate(spoken(), row), told.of_team(spoken(), row["team_rate"])
    sign, n = SIGNS.get(row["standing"], UNCLEAR_SIGN), number(row["n"])
    return f"{sign} **{title(row['practice'])}**  \n{rate}; {team} :small[:gray[n {n}]]"


def moment_line(row: dict[str, Any]) -> str:
    """One moment (MOMENT_SCHEMA), a line each for what was said and why it was judged so, and a link."""
    one = told.moment(spoken(), row)
    lines = []
    if one.before:
        lines.append(f":gray[{one.before_speaker}: {one.before}]")
    if one.quote:
        lines.append((f":gray[{one.speaker}:] " if one.speaker else "") + f"*“{one.quote}”*")
    address = to_unit(row["unit"], row["contact_id"], row["os_id"], row["place"], row["practice"])
    link = f" [{tr('open the record')}]({address})" if address else ""
    return "  \n".join([*lines, one.why, f":small[:gray[{one.source}]]{link}"])


def legend(team: str | None, as_list: bool) -> str:
    """How to read the scorecard, or its list."""
    fields = {"team": told.colleagues(spoken(), team), **legend_signs()}
    if as_list:
        words = tr("Beside {team}: {above} clearly above, {below} clearly below; no sign: {unclear}.", **fields)
    else:
        words = tr(
            "Dot with its 95% interval; tick: {team}. {above} above, {below} below, ○ {unclear}. "
            "Click a row to open its list.",
            **fields,
        )
    return f":small[:gray[{words}]]"
