"""Who may see which rows: the one place where a viewer's teams become a condition."""

from __future__ import annotations

import polars as pl
from sqlalchemy import ColumnElement, or_, true

from data import owing, schema
from data.people import Viewer
from data.store import Store


def may_see(viewer: Viewer, team: str = "team") -> pl.Expr:
    """The rows of a frame with a `team` column that `viewer` may see.

    A manager sees all rows, those without agent or team too; anybody else only rows of agents of their teams.
    """
    if viewer.sees_all_teams:
        return pl.lit(True)
    return pl.col(team).is_in(list(viewer.teams)).fill_null(False)


def agents_in_scope(agents: pl.DataFrame, viewer: Viewer, team: str | None = None) -> pl.DataFrame:
    """The rows of `agents` (`queries.totals.AGENT_SCHEMA`) whom `viewer` may see, of one team where that is chosen."""
    seen = agents.filter(may_see(viewer))
    return seen if team is None else seen.filter(pl.col("team") == team)


def of_agents(
    store: Store, agent_id: ColumnElement[str], agents: pl.DataFrame, viewer: Viewer, team: str | None = None
) -> ColumnElement[bool]:
    """The same restriction as a condition on a column of agent ids, for queries that read the store."""
    if viewer.sees_all_teams and team is None:
        return true()
    return store.among(agent_id, agents_in_scope(agents, viewer, team)["agent_id"].to_list())


def of_commitments(store: Store, agents: pl.DataFrame, viewer: Viewer, team: str | None = None) -> ColumnElement[bool]:
    """The same restriction on rows of `commitments`: the teams of who owed it first and of who owes it now see it.

    Where a `team` is chosen, only what it owes now.
    """
    first, now = schema.commitments.c.agent_id, owing.owner()
    seen = or_(of_agents(store, first, agents, viewer), of_agents(store, now, agents, viewer))
    return seen if team is None else of_agents(store, now, agents, viewer, team)
