"""One agent's sheet as a document: beside the team, week by week, moments to talk about, what was agreed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from practices.practice import Pillar, Verdict
from queries import agents as agent_models
from queries.choice import Choice
from queries.coaching import Coaching, coaching
from queries.moments import moments
from queries.scope import agents_in_scope
from queries.units import Wanted
from reports import agreed, drawing
from reports.ground import Ground
from reports.links import full_record
from reports.wish import NothingToReport, Progress
from ui.telling import agents as told
from ui.telling import rates
from ui.telling.days import told_days
from ui.telling.rates import ABOVE, BELOW
from ui.telling.values import title

MOMENTS_SHOWN = 2
"""So many moments of a practice: the sheet has one or two pages."""
LABELS_APART = 0.16
"""The share of a figure's height that two labels need between them."""


@dataclass(frozen=True)
class Sheet:
    """What the sheet is made of: the agent (AGENT_SCHEMA), scorecard (SCORE_SCHEMA; `counting` without practices in
    calibration), twelve weeks (TREND_SCHEMA) with their signal, and what was agreed.
    """

    agent: dict[str, Any]
    choice: Choice
    card: pl.DataFrame
    counting: pl.DataFrame
    weeks: pl.DataFrame
    signal: str
    contacts: int
    coaching: Coaching


def choice_of(ground: Ground) -> Choice:
    """The choice of the wish; the team plays no part, the agent has one."""
    return replace(ground.wish.choice, team=None)


def agent_of(ground: Ground) -> dict[str, Any]:
    """The agent of the wish (AGENT_SCHEMA). Raises `NothingToReport` for one whom the viewer may not see."""
    seen = agents_in_scope(ground.agents, ground.wish.viewer)
    found = seen.filter(pl.col("agent_id") == ground.wish.agent_id).to_dicts()
    if not found:
        raise NothingToReport(
            ground.words.tr(
                "There is no agent {agent} of your teams on record: nothing was made.",
                agent=ground.wish.agent_id or "–",
            )
        )
    return found[0]


def read(ground: Ground, progress: Progress) -> Sheet:
    """The numbers of the choice. Raises `NothingToReport` where nothing of the agent was judged."""
    viewer, policy = ground.wish.viewer, ground.policy
    agent, choice = agent_of(ground), choice_of(ground)
    card = agent_models.scorecard(ground.totals, viewer, choice, agent["agent_id"], policy)
    progress(0.3)
    if not card["n"].sum():
        raise NothingToReport(ground.nothing())
    weeks, signal = agent_models.trend(ground.counting, viewer, choice, agent["agent_id"], policy)
    progress(0.5)
    counting = card.filter(~pl.col("practice").is_in(ground.calibrating))
    return Sheet(
        agent,
        choice,
        card.with_columns(calibrating=pl.col("practice").is_in(ground.calibrating)),
        counting,
        weeks,
        signal,
        ground.contacts(agent["agent_id"]),
        coaching(ground.store, viewer, ground.agents, agent["agent_id"]),
    )


def document(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Everything that the pages say (the fields of `reports/layout/agent.typ`)."""
    found = read(ground, progress)
    words, name_of = ground.words, found.agent["agent"] or found.agent["agent_id"]
    when = words.span(found.choice.from_day, found.choice.to_day)
    good, work = agent_models.strengths(found.counting), agent_models.to_work_on(found.counting)
    facts = [one for one in ground.facts(found.agent["agent_id"]) if one[0] != words.tr("Team")]
    about = words.tr("{agent}, sheet for the talk, {period}", agent=name_of, period=when)
    team = [words.tr("Team {team}", team=found.agent["team"])] if found.agent["team"] else []
    shown = {
        **ground.frame(name_of, about, about, facts),
        "choice": " · ".join([*team, when, *(one for _, one in ground.filters()[2:])]),
        "opening": _opening(ground, found, work["practice"].to_list()),
        "good": _side(ground, found, good, Verdict.MET, words.tr("Does well")),
    }
    progress(0.7)
    shown["work"] = _side(ground, found, work, Verdict.MISSED, words.tr("To work on"))
    progress(0.85)
    return shown | {
        "card": _card(ground, found),
        "trend": _trend(ground, found),
        "plans": agreed.section(ground, found.coaching),
        "room": {
            "title": words.tr("Notes of the talk"),
            "to_agree": [
                words.tr("Focus practice"),
                words.tr("Goal, %"),
                words.tr("Last day"),
                words.tr("Next talk"),
            ],
            "signatures": [name_of, words.tr("Who leads the talk; date")],
        },
    }


# -- in sentences -------------------------------------------------------------------------------------------------


def _opening(ground: Ground, found: Sheet, to_work_on: list[str]) -> str:
    """The agent's period beside the team, over those of its days that are on record."""
    words = ground.words
    days, reach = told_days(words, found.choice, ground.records)
    overview = asdict(agent_models.overview(found.counting))
    opening = told.opening(words, overview, found.counting, to_work_on, found.contacts, found.agent["team"], days)
    return " ".join(filter(None, (opening, reach)))


# -- what goes well, what to work on ------------------------------------------------------------------------------


def _side(ground: Ground, found: Sheet, rows: pl.DataFrame, verdict: Verdict, heading: str) -> dict[str, Any]:
    """Practices of the scorecard (SCORE_SCHEMA), each with its newest moments, quoted and masked."""
    return {
        "title": heading,
        "nothing": told.none_clear(ground.words, ABOVE if verdict is Verdict.MET else BELOW),
        "rows": [_named(ground, found, row, verdict) for row in rows.to_dicts()],
    }


def _named(ground: Ground, found: Sheet, row: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    words = ground.words
    wanted = Wanted((row["practice"],), (verdict.value,), found.agent["agent_id"])
    said = moments(ground.store, ground.wish.viewer, found.choice, wanted, ground.agents)
    return {
        "title": title(words, row["practice"]),
        "standing": row["standing"],
        "rate": rates.rate(words, row),
        "team": told.of_team(words, row["team_rate"]),
        "n": words.tr("n {n}", n=words.number(row["n"])),
        "moments": [_moment(ground, one) for one in said.head(MOMENTS_SHOWN).to_dicts()],
    }


def _moment(ground: Ground, row: dict[str, Any]) -> dict[str, Any]:
    """One moment (MOMENT_SCHEMA), with its link where that would open from a file."""
    link = full_record(ground.wish.address, row, row["practice"])
    return asdict(told.moment(ground.words, row)) | {"link": link}


# -- practice by practice, week by week ---------------------------------------------------------------------------


def _card(ground: Ground, found: Sheet) -> dict[str, Any]:
    words, few = ground.words, ground.policy.few
    shown = found.card.filter(pl.col("n") >= few)
    low, ticks = drawing.axis(words, [*shown["low"].drop_nulls(), *shown["team_rate"].drop_nulls()])
    groups = [
        {
            "title": title(words, pillar.value),
            "rows": [
                _score(ground, row, low) for row in found.card.filter(pl.col("pillar") == pillar.value).to_dicts()
            ],
        }
        for pillar in Pillar
    ]
    note = words.tr(
        "Dot with its 95% interval; tick and column: {team}. Blue dot: clearly above; orange diamond: clearly below; "
        "ring: {unclear}, after a false-discovery control over all practices.",
        team=told.colleagues(words, found.agent["team"]),
        unclear=rates.unclear(words),
    )
    if found.card["calibrating"].any():
        note += " " + words.tr("† in calibration: out of the totals.")
    return {
        "title": words.tr("Practice by practice"),
        "ticks": ticks,
        "groups": groups,
        "heads": {
            "practice": words.tr("practice"),
            "rate": words.tr("rate"),
            "interval": words.tr("interval"),
            "team": words.tr("team"),
        },
        "alt": told.scorecard_alt(words, found.card),
        "note": note,
    }


def _score(ground: Ground, row: dict[str, Any], low: float) -> dict[str, Any]:
    words, few = ground.words, ground.policy.few
    team = row["team_rate"] if row["team_n"] >= few else None
    return {
        "title": title(words, row["practice"]) + (" †" if row["calibrating"] else ""),
        "rate": rates.rate(words, row),
        "interval": rates.interval(words, row),
        "standing": row["standing"],
        "team": words.percent(team),
        "n": words.number(row["n"]),
        "dot": drawing.dot(row, low, team, few),
    }


def _trend(ground: Ground, found: Sheet) -> dict[str, Any] | None:
    words = ground.words
    weeks = found.weeks.filter(pl.col("rate").is_not_null()).sort("week")
    span = drawing.span_of(weeks, "team_rate") if weeks.height else (0.0, 1.0)
    drawn = drawing.line(weeks, agent_models.TREND_WEEKS, span, found.signal)
    if drawn is None:
        return None
    last = weeks.row(-1, named=True)
    own = rates.rate(words, last)
    labels = [(f"{(found.agent['agent'] or '').split(maxsplit=1)[0] or '–'} {own}", last["rate"], True)]
    if last["team_rate"] is not None:
        labels.append((told.of_team(words, last["team_rate"]), last["team_rate"], False))
    labels.sort(key=lambda one: one[1])
    low, high = span
    places = drawing.apart([(value - low) / (high - low) for _, value, _ in labels], LABELS_APART)
    marked = dict.fromkeys([0, weeks.height // 2, weeks.height - 1])
    return {
        "title": words.tr("Twelve weeks"),
        "weeks": drawn,
        "ends": [[label, place, is_own] for (label, _, is_own), place in zip(labels, places, strict=True)],
        "dates": [[words.day(weeks["week"][one], year=False), drawn["line"][one][0]] for one in marked],
        "note": told.trend(words, found.signal, found.weeks),
    }
