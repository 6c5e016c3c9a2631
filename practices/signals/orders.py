"""What an OS shows: checks, visits, work, notes, validation.

visit_set_at                     when the visit's date was set; the OS's opening where nothing says it
availability_first_checked_at    the first check of technical availability, from the field or an event; null: none
availability_references          where it stands
"""

from __future__ import annotations

import polars as pl

from practices.signals.references import event_reference
from practices.signals.world import World


def observe(world: World) -> pl.DataFrame:
    """One row an OS, the signals of the module's docstring."""
    orders = world.records.service_orders
    checks = (
        world.events.filter(pl.col("kind") == "availability_check")
        .group_by("os_id")
        .agg(check_event_at=pl.col("at").min(), check_references=event_reference().sort_by("at"))
    )
    field = pl.when(pl.col("availability_checked_at").is_not_null()).then(
        pl.lit(["field:availability_checked_at"], dtype=pl.List(pl.String))
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return orders.join(checks, on="os_id", how="left").select(
        "os_id",
        visit_set_at=pl.coalesce("scheduled_at", "opened_at"),
        availability_first_checked_at=pl.min_horizontal("availability_checked_at", "check_event_at"),
        availability_references=pl.concat_list(pl.col("check_references").fill_null(nothing), field.fill_null(nothing)),
    )
