"""Small totals frames, agents and viewers that read-model tests share."""

from datetime import date, timedelta

import polars as pl
import pytest

from data.people import Role, Viewer
from queries.choice import Choice
from queries.totals import PILLAR_OF, TOTALS_SCHEMA

MONDAY = date(2026, 11, 16)
TEAMS = {"a1": "Norte", "a2": "Norte", "a3": "Norte", "b1": "Sul", "b2": "Sul", "x": None}


@pytest.fixture
def week() -> Choice:
    return Choice(MONDAY, MONDAY + timedelta(days=6))


@pytest.fixture
def manager() -> Viewer:
    return Viewer("gil", "Gil", Role.MANAGER)


@pytest.fixture
def lead_north() -> Viewer:
    return Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))


@pytest.fixture
def totals_of():
    """Builds TOTALS_SCHEMA from (weeks ago, practice, agent, met, missed) and what else is said by name."""

    def build(*rows: tuple[int, str, str, int, int], **others: int | str) -> pl.DataFrame:
        built = []
        for weeks_ago, practice, agent_id, met, missed in rows:
            counts = {"met": met, "missed": missed, "pending": 0, "insufficient": 0}
            about = {"channel": "whatsapp", "reason": "support"}
            built.append(
                {
                    "day": MONDAY + timedelta(days=2 - 7 * weeks_ago),
                    "practice": practice,
                    "pillar": PILLAR_OF.get(practice, "process"),
                    "agent_id": agent_id,
                    "agent": agent_id.upper() or None,
                    "team": TEAMS.get(agent_id),
                    **about,
                    **counts,
                    **others,
                }
            )
        return pl.DataFrame(built, schema=TOTALS_SCHEMA)

    return build
