"""What can be seen in the records, each thing under one name; one frame a kind of unit.

Each module of this package observes one subject: `observe(world)` returns one row a unit (its id column and
its signals, documented in the module). The frames are put side by side here; a signal that no row names is null.
A signal says what is there, never whether it is good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from practices.signals import (
    disclosure,
    haste,
    jargon,
    names,
    notes,
    offers,
    orders,
    recording,
    refusals,
    requests,
    solutions,
    stock,
    talk,
    tone,
    understanding,
    upset,
)
from practices.signals.world import World

Observer = Callable[[World], pl.DataFrame]

ON_CONTACTS: tuple[Observer, ...] = (
    talk.observe,
    names.observe,
    recording.observe,
    jargon.observe,
    understanding.observe,
    disclosure.observe,
    refusals.observe,
    tone.observe,
    upset.observe,
    offers.observe,
    stock.observe,
    haste.observe,
    solutions.observe,
)
ON_ORDERS: tuple[Observer, ...] = (orders.observe, notes.observe)
ON_REQUESTS: tuple[Observer, ...] = (requests.observe,)


def contact_signals(world: World) -> pl.DataFrame:
    """One row a contact: ABOUT_UNIT, the columns of `contacts` and every contact signal."""
    contacts = world.records.contacts.with_columns(
        customer_key=pl.col("customer_id").fill_null(""),
        unit_id=pl.col("contact_id"),
        at=pl.col("started_at"),
        reason_of_contact=pl.col("reason"),
    ).drop("reason")
    return _side_by_side(contacts, world, ON_CONTACTS, "contact_id")


def order_signals(world: World) -> pl.DataFrame:
    """One row an OS: ABOUT_UNIT, the columns of `service_orders` and every OS signal."""
    opened_in = world.records.contacts.select("contact_id", "channel", reason_of_contact="reason")
    orders = (
        world.records.service_orders.join(opened_in.unique("contact_id"), on="contact_id", how="left")
        .with_columns(
            customer_key=pl.col("customer_id").fill_null(""),
            unit_id=pl.col("os_id"),
            at=pl.col("opened_at"),
        )
        .with_columns(as_of=world.moment())
    )
    return _side_by_side(orders, world, ON_ORDERS, "os_id")


def request_signals(world: World) -> pl.DataFrame:
    """One row an internal request: ABOUT_UNIT, the columns of `internal_requests` and every signal of it."""
    orders = world.records.service_orders.select("os_id", "contact_id", owner="customer_id").unique("os_id")
    opened_in = world.records.contacts.select("contact_id", "channel", reason_of_contact="reason").unique("contact_id")
    requests = (
        world.records.internal_requests.join(orders, on="os_id", how="left")
        .join(opened_in, on="contact_id", how="left")
        .with_columns(customer_key=pl.coalesce("customer_id", "owner", pl.lit("")), unit_id=pl.col("request_id"))
    )
    return _side_by_side(requests, world, ON_REQUESTS, "request_id")


def commitment_signals(owed: pl.DataFrame) -> pl.DataFrame:
    """One row a commitment: ABOUT_UNIT and the columns of `commitments_of`."""
    return owed.with_columns(unit_id=pl.col("commitment_id"), at=pl.col("made_at"))


def _side_by_side(units: pl.DataFrame, world: World, observers: Sequence[Observer], key: str) -> pl.DataFrame:
    for observe in observers:
        signals = observe(world)
        if twice := (set(signals.columns) & set(units.columns)) - {key}:
            raise ValueError(f"{observe.__module__}: signals that stand elsewhere already: {sorted(twice)}")
        units = units.join(signals, on=key, how="left")
    return units
