"""Whom a lead talks to first, and why: what the screen of the agents opens on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from queries.coaching import OPEN
from queries.compliance import Standing


@dataclass(frozen=True)
class FirstTalk:
    """The agent, and why: an open plan due on `follow_up_on`, or so many units `missed` from the first to the last of
    `days`; where there is neither, the first by name.
    """

    agent_id: str
    days: tuple[date, date]
    follow_up_on: date | None = None
    missed: int = 0


def first_talk(
    agents: pl.DataFrame, plans: pl.DataFrame, cells: pl.DataFrame, days: tuple[date, date], today: date
) -> FirstTalk | None:
    """The one of `agents` (AGENT_SCHEMA) to talk to first; None where there are none.

    The one whose open plan (PLAN_SCHEMA) is due longest; else the one with the most units missed in practices that are
    clearly below their target in the `cells` (CELL_SCHEMA) of these days; else the first.
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
    return FirstTalk(ids[0], days) if ids else None
