"""Cancellation requests: one request that is known from several places is one.

Places: a row of `cancellations`; an OS of kind cancellation; an inbound contact with reason cancellation. They belong
together when they name each other, or when they are the same customer's within 30 days and the earlier request was not
given up in between.

commitment_id, customer_id, agent_id, contact_id, os_id
made_at            when it was asked for
settled_at         when it was settled within a talk: decided while the customer was in contact, told as done in the
                   request's own contact, or given up there by the customer
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.world import World

MOMENT = pl.Datetime("us")
SAME_REQUEST_DAYS = 30
A_MOMENT_LATER = pl.duration(minutes=15)


def cancellation_requests(world: World) -> pl.DataFrame:
    """One row a request; the columns of the module's docstring."""
    recorded = _recorded(world)
    orders = _from_orders(world, recorded)
    contacts = _from_contacts(world, pl.concat([recorded, orders]))
    requests = pl.concat([recorded, orders, contacts]).filter(pl.col("made_at").is_not_null())
    return (
        requests.join(_settled(world, requests), on="commitment_id", how="left")
        .select("commitment_id", "customer_id", "agent_id", "contact_id", "os_id", "made_at", "settled_at")
        .sort("commitment_id")
    )


def _recorded(world: World) -> pl.DataFrame:
    """The rows of `cancellations`, their contact and OS found through each other where one is not named."""
    orders = world.records.service_orders.filter(pl.col("kind") == "cancellation")
    by_os = orders.select("os_id", opened_in="contact_id").unique("os_id")
    by_contact = (
        orders.drop_nulls("contact_id").select("contact_id", opened_os="os_id").unique("contact_id", keep="first")
    )
    given_up = pl.col("outcome").is_in(["retained", "withdrawn"])
    return (
        world.records.cancellations.join(by_os, on="os_id", how="left")
        .with_columns(contact_id=pl.coalesce("contact_id", "opened_in"))
        .join(by_contact, on="contact_id", how="left")
        .select(
            commitment_id=pl.format("cancellation:{}", "cancellation_id"),
            customer_id="customer_id",
            agent_id="agent_id",
            contact_id="contact_id",
            os_id=pl.coalesce("os_id", "opened_os"),
            made_at="requested_at",
            decided_at="decided_at",
            still_open=(pl.col("outcome") == "open").fill_null(True),
            given_up_at=pl.when(given_up).then(pl.coalesce("decided_at", "requested_at")),
        )
    )


def _from_orders(world: World, recorded: pl.DataFrame) -> pl.DataFrame:
    """OS of kind cancellation that no row of `cancellations` accounts for."""
    orders = world.records.service_orders.filter(pl.col("kind") == "cancellation")
    began = world.records.contacts.select("contact_id", "started_at").unique("contact_id")
    candidates = orders.join(began, on="contact_id", how="left").select(
        commitment_id=pl.format("cancellation:{}", "os_id"),
        customer_id="customer_id",
        agent_id="agent_id",
        contact_id="contact_id",
        os_id="os_id",
        made_at=pl.coalesce("started_at", "opened_at"),
        decided_at="closed_at",
        still_open=pl.col("closed_at").is_null(),
        given_up_at=pl.when(pl.col("status") == "withdrawn").then(pl.coalesce("closed_at", "opened_at")),
    )
    return _first_of_each(_not_accounted_for(candidates, recorded))


def _from_contacts(world: World, known: pl.DataFrame) -> pl.DataFrame:
    """Inbound contacts with reason cancellation that neither a row nor an OS accounts for."""
    candidates = world.records.contacts.filter(
        (pl.col("reason") == "cancellation") & (pl.col("direction") != "outbound").fill_null(True)
    ).select(
        commitment_id=pl.format("cancellation:{}", "contact_id"),
        customer_id="customer_id",
        agent_id="agent_id",
        contact_id="contact_id",
        os_id="os_id",
        made_at="started_at",
        decided_at=pl.lit(None, dtype=MOMENT),
        still_open=pl.lit(False),
        given_up_at=pl.lit(None, dtype=MOMENT),
    )
    return _first_of_each(_not_accounted_for(candidates, known))


def _not_accounted_for(candidates: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The candidates that no known request names, and that lie near none of the same customer's."""
    left = candidates
    for column in ("os_id", "contact_id"):
        left = left.join(known.drop_nulls(column).select(column).unique(), on=column, how="anti", nulls_equal=False)
    near = (
        left.join(known.select("customer_id", known_at="made_at", given_up="given_up_at"), on="customer_id")
        .filter((pl.col("made_at") - pl.col("known_at")).abs() <= pl.duration(days=SAME_REQUEST_DAYS))
        .filter((pl.col("given_up") >= pl.col("made_at")).fill_null(True))
    )
    return left.join(near.select("commitment_id").unique(), on="commitment_id", how="anti")


def _first_of_each(candidates: pl.DataFrame) -> pl.DataFrame:
    """The first of each chain of one customer's candidates; a new chain after 30 days of silence."""
    silence = (pl.col("made_at") - pl.col("made_at").shift(1).over("customer_id")) > pl.duration(days=SAME_REQUEST_DAYS)
    return (
        candidates.sort("customer_id", "made_at", maintain_order=True)
        .filter(pl.col("customer_id").is_null() | silence.fill_null(True))
        .select(candidates.columns)
    )


def _settled(world: World, requests: pl.DataFrame) -> pl.DataFrame:
    """commitment_id, settled_at: see the module's docstring."""
    heard = world.messages.filter(pl.col("sender") == "agent").select("contact_id").unique()
    spans = (
        world.records.contacts.join(heard, on="contact_id", how="semi")
        .filter(pl.col("customer_id").is_not_null())
        .select("customer_id", began=pl.col("started_at"), over=pl.coalesce("ended_at", "started_at"))
    )
    decided = (
        requests.filter(pl.col("decided_at").is_not_null() & ~pl.col("still_open"))
        .join(spans, on="customer_id")
        .filter(pl.col("decided_at").is_between(pl.col("began"), pl.col("over") + A_MOMENT_LATER))
        .select("commitment_id", at="decided_at")
    )
    stays = (
        world.messages.filter(
            (pl.col("sender") == "customer") & (pl.col("contact_reason") == "cancellation") & says("customer_stays")
        )
        .select("contact_id", at=pl.coalesce("sent_at", "contact_started_at"))
        .join(requests.filter(~pl.col("still_open")), on="contact_id")
        .filter(pl.col("decided_at").is_null() | pl.col("given_up_at").is_not_null(), pl.col("at") >= pl.col("made_at"))
        .select("commitment_id", "at")
    )
    return pl.concat([decided, stays]).group_by("commitment_id").agg(settled_at=pl.col("at").min())
