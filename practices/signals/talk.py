"""How much was said, and by whom.

has_messages        any message at all
agent_messages, customer_messages
                    how many; 0 where none
agent_references    evidence references of all agent messages
last_agent_reference
customer_named      the customer's name is on record
"""

from __future__ import annotations

import polars as pl

from practices.signals.references import message_reference
from practices.signals.world import World


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    of_agent = pl.col("sender") == "agent"
    said = world.messages.group_by("contact_id", maintain_order=True).agg(
        has_messages=pl.lit(True),
        agent_messages=of_agent.sum().cast(pl.Int64),
        customer_messages=(pl.col("sender") == "customer").sum().cast(pl.Int64),
        agent_references=message_reference().filter(of_agent),
    )
    named = world.records.customers.select("customer_id", customer_named=pl.lit(True)).unique("customer_id")
    return (
        world.records.contacts.select("contact_id", "customer_id")
        .join(said, on="contact_id", how="left")
        .join(named, on="customer_id", how="left")
        .drop("customer_id")
        .with_columns(
            pl.col("has_messages", "customer_named").fill_null(False),
            pl.col("agent_messages", "customer_messages").fill_null(0),
            pl.col("agent_references").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        )
        .with_columns(last_agent_reference=pl.col("agent_references").list.last())
    )
