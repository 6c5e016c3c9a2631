"""Who may see what weekly reviews decided: the reviews of one's own teams, and what one was given in any review.

An action is given to a name, as people write it. Known problem: who is called like another sees what the other was
given.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from data import schema
from data.people import Viewer, plain_name


def sees_review(viewer: Viewer, teams: Collection[str]) -> bool:
    """Whether all these teams are the viewer's; all teams together (none named) are a manager's alone."""
    return viewer.sees_all_teams or (bool(teams) and set(teams) <= set(viewer.teams))


def sees_action(viewer: Viewer, teams: Collection[str], owner: str, own: Collection[str]) -> bool:
    """Whether an action of the review of these teams, given to `owner`, is the viewer's to see and to change.

    `own` are the viewer's `own_names`.
    """
    return sees_review(viewer, teams) or plain_name(owner) in own


def own_names(connection: Connection, viewer: Viewer, team: str | None = None) -> frozenset[str]:
    """Whose actions are the viewer's, as `plain_name`: the viewer's own, and those of the agents of the viewer's teams.

    Where a `team` is chosen, of its agents alone.
    """
    agents = schema.agents
    latest = select(func.max(agents.c.id)).group_by(agents.c.agent_id)
    wanted = select(agents.c.name).where(agents.c.id.in_(latest))
    if not viewer.sees_all_teams:
        wanted = wanted.where(agents.c.team.in_(viewer.teams))
    if team is not None:
        wanted = wanted.where(agents.c.team == team)
    return frozenset(plain_name(one) for one in (viewer.name, *connection.scalars(wanted)))
