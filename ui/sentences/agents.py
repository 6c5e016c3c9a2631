"""One agent in sentences, made from the numbers; Markdown."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

import polars as pl

from practices import BY_ID
from practices.practice import reason_sentence
from ui.charts.marks import ABOVE, BELOW, FEW_CASES, SIGNS, legend_signs, rate_words, title
from ui.codes import CHANNELS, SENDERS
from ui.links import to_unit
from ui.literal import literal
from ui.names import name, order_name
from ui.telling.rates import MANY, no_basis
from ui.wording import day, interval, language, listed, moment, number, percent, period, plural, span, spoken, tr


def opening(
    rates: dict[str, Any],
    card: pl.DataFrame,
    to_work_on: list[str],
    contacts: int,
    team: str | None,
    days: tuple[date, date],
) -> str:
    """The agent's period (an overview's fields), beside the team (SCORE_SCHEMA), and what weighs most."""
    when = period(*days)
    judged = plural("{n} judgement", "{n} judgements", rates["n"])
    if rates["n"] < FEW_CASES:
        return tr(
            "{period}, {judged}, {met} followed: too few for a percentage.",
            period=when,
            judged=judged,
            met=number(rates["met"]),
        )
    told = tr(
        "{period}, {judged} in {contacts}: {rate} followed ({interval})",
        period=when,
        judged=judged,
        contacts=plural("{n} contact", "{n} contacts", contacts),
        rate=percent(rates["rate"]),
        interval=interval(rates["low"], rates["high"], int(rates["n"] >= MANY)),
    )
    if rates["team_rate"] is None:
        return f"{told}."
    beside = tr("with the same mixture, {team} stands at {rate}.", team=_team(team), rate=percent(rates["team_rate"]))
    return " ".join([f"{told}; {beside}", _standing(card), *_weighs(to_work_on)])


class FirstTalk(Protocol):
    """Whom to talk to first, and why (`queries.first_talk.FirstTalk`)."""

    @property
    def days(self) -> tuple[date, date]: ...
    @property
    def follow_up_on(self) -> date | None: ...
    @property
    def missed(self) -> int: ...


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
    return tr(
        "Opened on the first name: no talk is due, and no practice of anybody lies clearly below target ({days}).",
        days=when,
    )


def _team(team: str | None) -> str:
    return tr("the rest of team {team}", team=literal(team)) if team else tr("everybody else")


def _standing(card: pl.DataFrame) -> str:
    below = card.filter(pl.col("standing") == BELOW).height
    above = card.filter(pl.col("standing") == ABOVE).height
    if not below and not above:
        return tr("No practice differs clearly from the team.")
    parts = []
    if below:
        parts.append(plural("below the team in {n} practice", "below the team in {n} practices", below))
    if above:
        parts.append(plural("above it in {n} practice", "above it in {n} practices", above))
    return tr("Clearly {where}.", where=listed(parts))


def _weighs(practices: list[str]) -> list[str]:
    if not practices:
        return []
    return [tr("What weighs most: {practices}.", practices=listed([f"**{title(one)}**" for one in practices]))]


def practice_line(row: dict[str, Any]) -> str:
    """One practice of the scorecard: sign and title, and the agent's rate beside the team's."""
    team = tr("team {rate}", rate=percent(row["team_rate"]))
    rate = rate_words(row["rate"], row["n"], row["met"])
    return (
        f"{SIGNS[row['standing']]} **{title(row['practice'])}**  \n{rate}; {team} :small[:gray[n {number(row['n'])}]]"
    )


def moment_line(row: dict[str, Any]) -> str:
    """One moment (MOMENT_SCHEMA): what the other side had said, the words, why they were judged so, where from, a link.

    Where there are no words, why is all there is to tell.
    """
    lines = []
    if row["quote"]:
        said = next((one for one in row["said"] or () if one["place"] == row["place"]), None)
        if said and said["before"]:
            lines.append(f":gray[{name(SENDERS, said['speaker_before'])}: {literal(said['before'])}]")
        who = f":gray[{name(SENDERS, said['speaker'])}:] " if said and said["speaker"] else ""
        lines.append(f"{who}*“{literal(row['quote'])}”*")
    lines.append(literal(reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], language())))
    of_order = row["os_id"] and (row["unit"] == "service_order" or not row["contact_id"])
    where = order_name(row["os_id"]) if of_order else name(CHANNELS, row["channel"])
    address = to_unit(row["unit"], row["contact_id"], row["os_id"], row["place"], row["practice"])
    link = f" [{tr('open the record')}]({address})" if address else ""
    return "  \n".join([*lines, f":small[:gray[{where}, {moment(row['at'], year=False)}]]{link}"])


def trend(signal: str, weeks: pl.DataFrame) -> str:
    """What the twelve weeks say."""
    typical = weeks["n"].median()
    n = number(float(typical) if isinstance(typical, int | float) else 0)
    note = tr("Band: the agent's own control limits, about {n} judgements a week. Dotted: the team.", n=n)
    words = {
        ABOVE: tr("The period lies above what is normal for this agent."),
        BELOW: tr("The period lies below what is normal for this agent."),
        "normal": tr("The period lies within what is normal for this agent."),
    }
    if shown := weeks.filter(pl.col("rate").is_not_null())["week"].to_list():
        note += " " + tr("The rates at its end are those of the week from {day}.", day=day(max(shown), year=False))
    return f"{note} {words.get(signal) or no_basis(spoken())}"


def legend(team: str | None, as_list: bool) -> str:
    """How to read the scorecard, or its list."""
    fields = {"team": _team(team), **legend_signs()}
    if as_list:
        words = tr("Beside {team}: {above} clearly above, {below} clearly below; no sign: {unclear}.", **fields)
    else:
        words = tr(
            "Dot with its 95% interval; tick: {team}. {above} above, {below} below, ○ {unclear}. "
            "Click a row to open its list.",
            **fields,
        )
    return f":small[:gray[{words}]]"


def scorecard_alt(card: pl.DataFrame) -> str:
    """The scorecard in a sentence."""
    return tr(
        "Rate of each practice beside the team: {above} clearly above, {below} clearly below",
        above=number(card.filter(pl.col("standing") == ABOVE).height),
        below=number(card.filter(pl.col("standing") == BELOW).height),
    )
