"""How evidence names its place: `message:<contact_id>:<position>`, `event:<os_id>:<number>`, `field:<name>`."""

from __future__ import annotations

import polars as pl

NOTHING = pl.lit([], dtype=pl.List(pl.String))


def message_reference(contact_id: str = "contact_id", position: str = "position") -> pl.Expr:
    """A message, from the columns of those names."""
    return pl.format("message:{}:{}", pl.col(contact_id), pl.col(position))


def event_reference(os_id: str = "os_id", event: str = "event") -> pl.Expr:
    """An OS event, from the columns of those names."""
    return pl.format("event:{}:{}", pl.col(os_id), pl.col(event))


def field_reference(*names: str) -> pl.Expr:
    """Fields of the unit itself: a list, for where something should have stood."""
    return pl.lit([f"field:{name}" for name in names], dtype=pl.List(pl.String))
