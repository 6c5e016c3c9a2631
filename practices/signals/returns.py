"""What the provider told customers: everything that may be the return somebody was waiting for.

One row a telling: an agent message that says something, or an outbound contact of which no messages are on record.

contact_id, customer_id, at, reference
position           of the message; null for a contact without messages
outbound           the provider began the contact
contact_reason, about (the OS of the contact)
outcome            the words tell an outcome or where a matter stands
on_cancellation, on_a_visit, cancellation_done
                   what the words are about
tokens             the longer words of the agent's messages in that contact, to compare talks by
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.orders import office_events
from practices.signals.promises import tells_beside_a_greeting, tells_something
from practices.signals.references import event_reference, message_reference
from practices.signals.world import World

MOMENT = pl.Datetime("us")
WORD = r"[a-z]{5,}"
COMMON = (
    *("bom", "senhor", "senhora", "obrigado", "obrigada", "aguarde", "internet", "telecom", "online", "favor"),
    *("quando", "ainda", "porque", "gente", "minha", "estou", "estava", "tenho", "agora", "depois", "sobre"),
    *("falando", "bem", "tarde", "noite", "certo", "entao", "tambem", "aqui", "pode", "posso", "ficou", "amanha"),
)


def tellings(world: World, customers: pl.Series) -> pl.DataFrame:
    """Everything that these customers were told; the columns of the module's docstring, by time."""
    told = pl.concat([_messages(world, customers), _silent_contacts(world)], how="diagonal")
    return told.sort("at", maintain_order=True)


def noted_tellings(world: World) -> pl.DataFrame:
    """os_id, at, validation, reference: the office noted on an OS that it reached the customer; no vain attempt."""
    validation = pl.col("kind") == "validation"
    return (
        office_events(world)
        .filter(
            pl.col("kind").is_in(["note", "customer_reply", "validation"]) & pl.col("by_the_office"),
            (validation | says("noted_contact")) & ~says("nobody_reached"),
        )
        .select("os_id", "at", validation=validation, reference=event_reference())
    )


def words_of(messages: pl.DataFrame) -> pl.DataFrame:
    """contact_id and `tokens`: the longer words that stand in these messages."""
    return (
        messages.select("contact_id", tokens=pl.col("folded").str.extract_all(WORD))
        .explode("tokens")
        .filter(pl.col("tokens").is_not_null() & ~pl.col("tokens").is_in(COMMON))
        .with_columns(pl.col("tokens").str.slice(0, 6))
        .group_by("contact_id")
        .agg(pl.col("tokens").unique())
    )


def _messages(world: World, customers: pl.Series) -> pl.DataFrame:
    theirs = pl.col("customer_id").is_in(customers.unique().implode())
    of_agents = world.messages.filter((pl.col("sender") == "agent") & theirs)
    about = world.records.contacts.select("contact_id", about="os_id")
    # whoever calls of their own accord has something to say
    tells = tells_something() | ((pl.col("direction") == "outbound") & tells_beside_a_greeting())
    return (
        of_agents.filter(tells & ~says("satisfaction_survey"))
        .select(
            *("contact_id", "customer_id", "position", "contact_reason"),
            at=pl.coalesce("sent_at", "contact_started_at"),
            reference=message_reference(),
            outbound=pl.col("direction") == "outbound",
            outcome=says("outcome_told"),
            on_cancellation=says("about_cancellation"),
            on_a_visit=says("about_the_visit"),
            cancellation_done=says("cancellation_done"),
        )
        .join(about, on="contact_id", how="left")
        .join(words_of(of_agents), on="contact_id", how="left")
    )


def _silent_contacts(world: World) -> pl.DataFrame:
    """Outbound contacts without any messages: that the provider called is all that is known."""
    return (
        world.records.contacts.join(world.messages.select("contact_id").unique(), on="contact_id", how="anti")
        .filter(pl.col("direction") == "outbound")
        .select(
            *("contact_id", "customer_id"),
            contact_reason="reason",
            about="os_id",
            at="started_at",
            outbound=pl.lit(True),
        )
    )
