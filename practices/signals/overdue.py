"""Visits whose day passed while the OS was open.

os_id, customer_id, agent_id, contact_id (that opened it)
date               the moment for which the visit was set when its day passed: the last date set before then; where the
                   visit was set anew only afterwards, the day that the OS's events tell
settled_at         the work was done, or the OS closed or withdrawn, on a later day
"""

from __future__ import annotations

import polars as pl

from practices.signals.dates import mentions
from practices.signals.lexicon import says
from practices.signals.world import World

MOMENT = pl.Datetime("us")


def overdue_orders(world: World) -> pl.DataFrame:
    """One row an OS whose date passed while it was open; the columns of the module's docstring."""
    ended_on = pl.col("ended_on")
    columns = ("os_id", "customer_id", "agent_id", "contact_id", "date")
    of_now = (
        _dated(world)
        .filter(_day_is_over(world) & (ended_on.is_null() | (ended_on > pl.col("date").dt.date())))
        .select(*columns, settled_at="completed_at")
    )
    before = (
        world.records.service_orders.join(_passed(world), on="os_id")
        .join(of_now, on="os_id", how="anti")
        .select(*columns, settled_at="completed_at")
    )
    return pl.concat([of_now, before])


def awaited_visits(world: World) -> pl.DataFrame:
    """One row an OS whose visit is still to come: os_id, customer_id, over_at (when the visit's day will be over)."""
    waiting = _dated(world).filter(~_day_is_over(world) & pl.col("ended_on").is_null())
    return waiting.select("os_id", "customer_id", over_at=pl.col("date").dt.truncate("1d").dt.offset_by("1d"))


def _day_is_over(world: World) -> pl.Expr:
    return pl.col("date").dt.date() < world.moment().dt.date()


def _dated(world: World) -> pl.DataFrame:
    """Orders with a visit's date: the columns of `service_orders`, date, ended_on; not those that just say closed."""
    last_event = world.events.group_by("os_id").agg(last_event_at=pl.col("at").max())
    return (
        world.records.service_orders.filter(pl.col("scheduled_for").is_not_null())
        .join(_moved(world), on="os_id", how="left")
        .join(last_event, on="os_id", how="left")
        .with_columns(
            date=pl.max_horizontal("scheduled_for", "moved_to"),
            withdrawn_at=pl.when(pl.col("status") == "withdrawn").then(
                pl.coalesce("last_event_at", "scheduled_at", "opened_at")
            ),
        )
        .with_columns(ended_on=pl.coalesce("completed_at", "closed_at", "withdrawn_at").dt.date())
        .filter(~pl.col("status").is_in(["completed", "closed"]).fill_null(False) | pl.col("ended_on").is_not_null())
    )


def _moved(world: World) -> pl.DataFrame:
    """os_id, moved_to: a later date that an event or an agent told before the old one had passed."""
    orders = world.records.service_orders.filter(pl.col("scheduled_for").is_not_null()).select(
        "os_id", "scheduled_for", "scheduled_at", "opened_at", opened_in="contact_id"
    )
    events = world.events.filter(
        (pl.col("kind") == "schedule") | (pl.col("kind").is_in(["note", "customer_reply"]) & says("visit_moved"))
    ).select("os_id", "folded", sent_at="at")
    about = world.records.contacts.select("contact_id", "os_id")
    spoken = (
        world.messages.filter((pl.col("sender") == "agent") & says("visit_moved"))
        .join(about, on="contact_id")
        .select("os_id", "folded", sent_at=pl.coalesce("sent_at", "contact_started_at"))
    )
    told = (
        pl.concat([events, spoken])
        .join(orders, on="os_id")
        .filter(pl.col("sent_at") <= pl.col("scheduled_for"))
        .with_row_index("position")
        .with_columns(pl.col("position").cast(pl.Int64), contact_id=pl.col("os_id"))
    )
    if told.is_empty():
        return pl.DataFrame(schema={"os_id": pl.String, "moved_to": MOMENT})
    found = mentions(told.select("contact_id", "position", "folded", "sent_at"), world.policy)
    return (
        found.join(told.select("position", "os_id", "scheduled_for"), on="position")
        .filter(pl.col("day") > pl.col("scheduled_for").dt.date())
        .filter(pl.col("day") <= pl.col("scheduled_for").dt.date().dt.offset_by("60d"))
        .group_by("os_id")
        .agg(moved_to=pl.col("resolved_at").max())
    )


def _passed(world: World) -> pl.DataFrame:
    """os_id, date: the day of a visit that had passed before another was set; only the OS's events still tell it."""
    orders = world.records.service_orders.filter(pl.col("scheduled_at") > pl.col("opened_at")).select(
        "os_id", "scheduled_at", "opened_at"
    )
    spoken = (
        world.events.filter((pl.col("kind") == "schedule") | ((pl.col("kind") == "note") & says("visit")))
        .select("os_id", "folded", sent_at="at")
        .join(orders, on="os_id")
        .filter(pl.col("sent_at") < pl.col("scheduled_at"))
        .with_row_index("position")
        .with_columns(pl.col("position").cast(pl.Int64), contact_id=pl.col("os_id"))
    )
    if spoken.is_empty():
        return pl.DataFrame(schema={"os_id": pl.String, "date": MOMENT})
    found = mentions(spoken.select("contact_id", "position", "folded", "sent_at"), world.policy)
    return (
        found.join(spoken.select("position", "os_id", "sent_at", "scheduled_at"), on="position")
        .filter(pl.col("day") >= pl.col("sent_at").dt.date())
        .sort("sent_at", "resolved_at")
        .group_by("os_id", maintain_order=True)
        .agg(date=pl.col("resolved_at").last(), day=pl.col("day").last(), set_anew=pl.col("scheduled_at").first())
        .filter(pl.col("day") < pl.col("set_anew").dt.date())
        .select("os_id", pl.col("date").cast(MOMENT))
    )
