"""Ids as they stand on record: an import puts its source before every id, so that two sources never mean the same."""

from __future__ import annotations

import polars as pl


def as_written(identity: str) -> pl.Expr:
    """The id in a column as people write it, without its source: "isp_crm:10023" is "10023"."""
    return pl.col(identity).str.split(":").list.last()


def source_of(identity: str) -> pl.Expr:
    """What stands before the id that people write: "isp_crm:" of "isp_crm:10023", "" where there is nothing."""
    return pl.col(identity).str.extract(r"^(.*:)").fill_null("")
