"""By which policy and which rules the verdicts behind a number were made."""

from __future__ import annotations

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer
from data.store import Store
from queries.choice import Choice
from queries.reviews import INAPPLICABLE
from queries.scope import of_agents

VERSION_SCHEMA: dict[str, pl.DataType] = {
    "policy_version": pl.String(),
    "rule_version": pl.String(),
    "verdicts": pl.Int64(),
}
"""One pair of versions a row, those that most verdicts carry first."""


def versions(
    store: Store, viewer: Viewer, choice: Choice, agents: pl.DataFrame, agent_id: str | None = None
) -> pl.DataFrame:
    """The versions of the chosen verdicts that `viewer` may see (VERSION_SCHEMA); `agents`: AGENT_SCHEMA."""
    table = schema.verdicts
    pair = (table.c.policy_version, table.c.rule_version)
    statement = (
        select(*pair, func.count().label("verdicts"))
        .where(table.c.day.between(choice.from_day, choice.to_day), table.c.verdict != INAPPLICABLE)
        .where(of_agents(store, table.c.agent_id, agents, viewer, choice.team))
        .group_by(*pair)
    )
    for column, value in (
        (table.c.channel, choice.channel),
        (table.c.reason_of_contact, choice.reason),
        (table.c.agent_id, agent_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return store.read(statement, VERSION_SCHEMA).sort(
        "verdicts", "policy_version", "rule_version", descending=[True, False, False]
    )
