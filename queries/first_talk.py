"""Whom a lead talks to first, and why: what the screen of the agents opens on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from queries.coaching import OPEN
from queries.compliance import Standing


@dataclass(frozen=True)
class FirstTalk:
    """The agent, and why: an open plan due on `follow_up_on`; or, from the first to the last of `days`, so many units
    `missed`, or the practices `below_team`, those that weigh most first; where there is none of it, the first by name.
    """

    agent_id: str
    days: tuple[date, date]
    follow_up_on: date | None = None
    missed: int = 0
    below_team: tuple[str, ...] = ()


def first_talk(
    agents: pl.DataFrame,
    plans: pl.DataFrame,
    cells: pl.DataFrame,
    beside_team: Callable[[], pl.DataFrame],
    days: tuple[date, date],
    today: date,
) -> FirstTalk | None:
    """The one of `agents` (AGENT_SCHEMA) to talk to first; None where there are none.

    The one whose open plan (PLAN_SCHEMA) is due longest; else the one with the most units missed in practices that are
    clearly below their target in the `cells` (CELL_SCHEMA) of these days; else the one whose practices clearly below
    the team weigh most in the scorecards that `beside_team` gives (BESIDE_TEAM_SCHEMA); else the first.
    """
    ids = agents["agent_id"].to_list()
    due = plans.filter(
        (pl.col("state") == OPEN) & (pl.col("follow_up_on") <= today) & pl.col("agent_id").is_in(ids)
    ).sort("follow_up_on", "plan_id")
    if due.height:
        return FirstTalk(due["agent_id"][0], days, follow_up_on=due["follow_up_on"][0])
    below = cells.filter((pl.col("standing") == Standing.BELOW.value) & pl.col("agent_id").is_in(ids))
    most = below.group_by("agent_id").agg(pl.col("missed").sum()).sort("missed", "agent_id", descending=[True, False])
    if most.height:
        return FirstTalk(most["agent_id"][0], days, missed=most["missed"][0])
    if not ids:
        return None
    clearly = beside_team().filter((pl.col("standing") == Standing.BELOW.value) & pl.col("agent_id").is_in(ids))
    if clearly.is_empty():
        return FirstTalk(ids[0], days)
    heaviest = clearly.group_by("agent_id").agg(pl.col("weight").sum()).sort("weight", "agent_id")["agent_id"][0]
    practices = clearly.filter(pl.col("agent_id") == heaviest).sort("weight")["practice"].to_list()
    return FirstTalk(heaviest, days, below_team=tuple(practices))
