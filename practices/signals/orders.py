"""What an OS shows: checks, visits, closing, requests to the pending group, validation with the customer.

visit_set_at                     when the visit's date was set; the OS's opening where nothing says it
availability_first_checked_at    the first check of technical availability, from the field or an event; null: none
availability_references          where it stands
was_closed, was_completed        by status or by date
closing_at                       when it was closed; the judge's moment where only the status says so; null: open
needs_pending_group              its kind has a request to the pending group as a mandatory step (policy)
needs_validation                 work was done at the customer's, and policy wants it validated before closing
group_asked_at, group_reference  the first request to the pending group about it, and where it stands
validation_due                   the end of the business day until which the validation should be done
validated_at, validation_reference
                                 the first time after the work that the office asked the customer whether all is well
unheard_attempt                  an outbound contact about this OS after the work and in time, without any messages
other_validation_references      validations that do not count as such: the technician's own, or before the work's end

A note of the office that tells both the contact and what was asked ("liguei, ficou tudo certo") counts like the event.
The office is everyone in `agents` but the OS's technician, and the departments that lexicon/notes.toml names.
"""

from __future__ import annotations

import polars as pl

from practices.signals.ids import source_of
from practices.signals.lexicon import says
from practices.signals.references import NOTHING, event_reference, message_reference
from practices.signals.text import folded
from practices.signals.world import World


def observe(world: World) -> pl.DataFrame:
    """One row an OS, the signals of the module's docstring."""
    policy = world.policy
    closed = (pl.col("closed_at").is_not_null() | (pl.col("status") == "closed")).fill_null(False)
    return (
        _availability(world)
        .join(_group_requests(world), on="os_id", how="left")
        .join(_validations(world), on="os_id", how="left")
        .join(world.records.service_orders, on="os_id", how="left")
        .select(
            *("os_id", "visit_set_at", "availability_first_checked_at", "availability_references"),
            was_closed=closed & (pl.col("status") != "withdrawn").fill_null(True),
            was_completed=pl.col("completed_at").is_not_null() | (pl.col("status") == "completed").fill_null(False),
            closing_at=pl.when(closed).then(pl.coalesce("closed_at", world.moment())),
            needs_pending_group=pl.col("kind").is_in(policy.needs_pending_group),
            needs_validation=pl.col("completed_at").is_not_null() & policy.validation_before_closing,
            group_asked_at="group_asked_at",
            group_reference="group_reference",
            validation_due=policy.business_day_end(pl.col("completed_at"), policy.validation_business_days),
            validated_at="validated_at",
            validation_reference="validation_reference",
            unheard_attempt=pl.col("unheard_attempt").fill_null(False),
            other_validation_references=pl.col("other_validation_references").fill_null(NOTHING),
        )
    )


def office_events(world: World) -> pl.DataFrame:
    """The events with `by_the_office` and `by_the_technician`: who wrote them, as the module's docstring says."""
    agents = world.records.agents
    orders = world.records.service_orders.select("os_id", "technician")
    author = pl.col("author")
    known = author.is_in(agents["agent_id"].implode()) | author.is_in(agents["name"].implode())
    technician = (author == pl.col("technician")).fill_null(False) | (
        pl.col("technician").is_not_null() & (pl.col("technician") == pl.col("author_name"))
    ).fill_null(False)
    names = agents.select(author="agent_id", author_name="name").unique("author")
    return (
        world.events.join(orders, on="os_id", how="left")
        .join(names, on="author", how="left")
        .with_columns(
            by_the_technician=technician,
            by_the_office=(~technician & (known | says("office_department", folded(author)))).fill_null(False),
        )
        .drop("technician", "author_name")
    )


def _availability(world: World) -> pl.DataFrame:
    checks = (
        world.events.filter(pl.col("kind") == "availability_check")
        .group_by("os_id")
        .agg(check_event_at=pl.col("at").min(), check_references=event_reference().sort_by("at"))
    )
    field = pl.when(pl.col("availability_checked_at").is_not_null()).then(
        pl.lit(["field:availability_checked_at"], dtype=pl.List(pl.String))
    )
    return world.records.service_orders.join(checks, on="os_id", how="left").select(
        "os_id",
        visit_set_at=pl.coalesce("scheduled_at", "opened_at"),
        availability_first_checked_at=pl.min_horizontal("availability_checked_at", "check_event_at"),
        availability_references=pl.concat_list(pl.col("check_references").fill_null(NOTHING), field.fill_null(NOTHING)),
    )


def _group_requests(world: World) -> pl.DataFrame:
    """Per OS the first request to the pending group: its own record, an event, or a note that says it was made."""
    asked = world.records.internal_requests.filter(
        (pl.col("recipient") == "pending_group").fill_null(True)
    ).with_columns(reference=pl.lit(None, dtype=pl.String))
    orders = world.records.service_orders.select("os_id", "customer_id", "opened_at")
    named = (
        asked.select("at", "reference", "request_id", written=pl.col("text").str.extract_all(r"[\w-]*\d[\w-]*"))
        .explode("written", empty_as_null=True)
        .with_columns(os_id=source_of("request_id") + pl.col("written"))
    )
    of_customer = (
        asked.filter(pl.col("os_id").is_null())
        .drop("os_id")
        .join(orders, on="customer_id")
        .filter(pl.col("at") >= pl.col("opened_at").dt.offset_by("-1h"))
    )
    events = office_events(world)
    by_event = events.filter(
        ((pl.col("kind") == "internal_request") & ~says("asked_the_manager_only"))
        | ((pl.col("kind") == "note") & pl.col("by_the_office") & says("noted_group_request"))
    ).with_columns(reference=event_reference())
    columns = ("os_id", "at", "reference")
    return (
        pl.concat([one.select(columns) for one in (by_event, asked, named, of_customer)])
        .drop_nulls("os_id")
        .sort("at", maintain_order=True)
        .group_by("os_id", maintain_order=True)
        .agg(group_asked_at=pl.col("at").first(), group_reference=pl.col("reference").drop_nulls().first())
    )


def _validations(world: World) -> pl.DataFrame:
    """Per OS with work done: the first validation after it, and what looks like one and is none."""
    done = world.records.service_orders.filter(pl.col("completed_at").is_not_null())
    written = office_events(world).join(done.select("os_id", "completed_at"), on="os_id")
    noted = (
        pl.col("kind").is_in(["note", "customer_reply"])
        & pl.col("by_the_office")
        & says("noted_contact")
        & says("asks_all_well")
    )
    by_note = written.filter(noted & (pl.col("at") >= pl.col("completed_at")) & ~says("nobody_asked"))
    events = written.filter(pl.col("kind") == "validation")
    asked = pl.col("by_the_office") & (pl.col("at") >= pl.col("completed_at")) & ~says("nobody_asked")
    by_event = events.filter(asked).select("os_id", "at", reference=event_reference())
    others = events.filter(~asked).group_by("os_id").agg(other_validation_references=event_reference().sort_by("event"))
    calls = _calls_after_work(world, done)
    by_call = calls.filter("asked_all_well").select("os_id", "at", "reference")
    unheard = calls.filter("unheard").group_by("os_id").agg(unheard_attempt=pl.lit(True))
    first = (
        pl.concat([by_event, by_call, by_note.select("os_id", "at", reference=event_reference())])
        .sort("at", maintain_order=True)
        .group_by("os_id", maintain_order=True)
        .agg(validated_at=pl.col("at").first(), validation_reference=pl.col("reference").first())
    )
    return (
        done.select("os_id")
        .join(first, on="os_id", how="left")
        .join(others, on="os_id", how="left")
        .join(unheard, on="os_id", how="left")
    )


def _calls_after_work(world: World, done: pl.DataFrame) -> pl.DataFrame:
    """Outbound contacts with an OS's customer after its work: os_id, at, reference, asked_all_well, unheard."""
    outbound = world.records.contacts.filter(pl.col("direction") == "outbound")
    of_contact = outbound.select("contact_id", "customer_id", "reason", "started_at", about="os_id")
    talk = (
        world.messages.filter((pl.col("direction") == "outbound") & (pl.col("sender") == "agent"))
        .with_columns(
            asks=says("asks_all_well")
            & (pl.col("folded").str.contains(r"\?") | says("wants_to_know"))
            & ~says("satisfaction_survey")
        )
        .group_by("contact_id", maintain_order=True)
        .agg(
            asks=pl.col("asks").any(),
            asked_at=pl.col("sent_at").filter("asks").first(),
            asked_in=message_reference().filter("asks").first(),
        )
    )
    any_message = world.messages.select("contact_id", has_any=pl.lit(True)).unique("contact_id")
    voiceless = pl.col("has_any").is_null()
    return (
        of_contact.join(talk, on="contact_id", how="left")
        .join(any_message, on="contact_id", how="left")
        .join(done.select("os_id", "customer_id", "completed_at"), on="customer_id")
        .with_columns(at=pl.coalesce("asked_at", "started_at"))
        .filter(pl.col("at") >= pl.col("completed_at"), (pl.col("about") == pl.col("os_id")).fill_null(True))
        .select(
            *("os_id", "at"),
            reference=pl.coalesce("asked_in", pl.lit("field:completed_at")),
            asked_all_well=pl.col("asks").fill_null(False) | (voiceless & (pl.col("reason") == "validation")),
            unheard=voiceless & pl.col("about").is_not_null() & (pl.col("reason") != "validation").fill_null(True),
        )
    )
