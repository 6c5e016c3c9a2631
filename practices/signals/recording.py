"""Whether a contact stands on record: an OS opened from it, or an OS event that speaks of it.

wants_a_record         the contact is about an existing OS, or its reason calls for one (policy)
record_due             until when it should stand on record
record_time_left       that moment has not passed yet
recorded_at            the first record in time; null: none
record_references      events that speak of it
opened_an_order        an OS was opened from it
late_record_at         the first record that came too late

An event speaks of a contact when somebody of the office wrote it from its start until the time allowed, on an
OS that the contact is about (where the contact names none: on any OS of its customer), and no later contact of the
customer lies between, unless the contact's own agent wrote it and the later contact was another agent's. A bare status,
a checked agenda or what the technician did on site speaks of no contact.
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.orders import office_events
from practices.signals.references import NOTHING, event_reference
from practices.signals.world import World

TELLING = ("note", "customer_reply", "validation")
TELLING_IF_LONG = ("schedule", "internal_request", "work")


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    contacts = _contacts(world)
    opened = (
        world.records.service_orders.select("contact_id", "opened_at")
        .drop_nulls("contact_id")
        .group_by("contact_id")
        .agg(opened_at=pl.col("opened_at").min())
    )
    spoken = _spoken_of(world, contacts)
    return (
        contacts.join(opened, on="contact_id", how="left")
        .join(spoken, on="contact_id", how="left")
        .with_columns(opened_in_time=pl.col("opened_at") <= pl.col("record_due"))
        .select(
            *("contact_id", "record_due"),
            record_time_left=pl.col("record_due") >= world.moment(),
            wants_a_record=pl.col("about").is_not_null()
            | (~pl.col("reason").is_in(world.policy.needs_no_order)).fill_null(False),
            recorded_at=pl.min_horizontal(pl.when("opened_in_time").then("opened_at"), "first_event_at"),
            record_references=pl.col("references").fill_null(NOTHING),
            opened_an_order=pl.col("opened_in_time").fill_null(False),
            late_record_at=pl.min_horizontal(pl.when(~pl.col("opened_in_time")).then("opened_at"), "late_event_at"),
        )
    )


def _contacts(world: World) -> pl.DataFrame:
    """The contacts with `record_due`, `about` (an OS) and `next_at`, when the customer's next contact began."""
    ended = pl.coalesce("ended_at", "started_at")
    return (
        world.records.contacts.select(
            *("contact_id", "customer_id", "agent_id", "reason", "started_at"),
            about="os_id",
            record_due=ended + pl.duration(seconds=round(world.policy.recording_hours * 3600)),
        )
        .sort("started_at", maintain_order=True)
        .with_columns(
            next_at=pl.when(pl.col("customer_id").is_not_null()).then(
                pl.col("started_at").shift(-1).over("customer_id")
            ),
            next_agent=pl.when(pl.col("customer_id").is_not_null()).then(
                pl.col("agent_id").shift(-1).over("customer_id")
            ),
        )
    )


def _spoken_of(world: World, contacts: pl.DataFrame) -> pl.DataFrame:
    """Per contact the events that speak of it: first_event_at, references; late_event_at after the time allowed."""
    words = pl.col("folded").str.count_matches(r"[\w/]{2,}")
    kind = pl.col("kind").fill_null("note")
    events = (
        office_events(world)
        .filter(pl.col("by_the_office") | (pl.col("author").is_null() & kind.is_in(TELLING)))
        .filter((kind.is_in(TELLING) | (kind.is_in(TELLING_IF_LONG) & (words >= 4))) & ~says("bare_status"))
        .select("os_id", "event", "at", "author", event_customer="customer_id", reference=event_reference())
    )
    named = contacts.filter(pl.col("about").is_not_null()).join(events, left_on="about", right_on="os_id")
    unnamed = contacts.filter(pl.col("about").is_null() & pl.col("customer_id").is_not_null()).join(
        events, left_on="customer_id", right_on="event_customer"
    )
    columns = ["contact_id", "agent_id", "started_at", "record_due", "next_at", "next_agent", "at", "author"]
    its_own = (pl.col("author") == pl.col("agent_id")) & (pl.col("next_agent") != pl.col("agent_id"))
    return (
        pl.concat([one.select(*columns, "reference") for one in (named, unnamed)])
        .filter(pl.col("at") >= pl.col("started_at"))
        .filter((pl.col("at") < pl.col("next_at")).fill_null(True) | its_own.fill_null(False))
        .sort("at", maintain_order=True)
        .group_by("contact_id", maintain_order=True)
        .agg(
            first_event_at=pl.col("at").filter(pl.col("at") <= pl.col("record_due")).first(),
            references=pl.col("reference").filter(pl.col("at") <= pl.col("record_due")),
            late_event_at=pl.col("at").filter(pl.col("at") > pl.col("record_due")).first(),
        )
    )
