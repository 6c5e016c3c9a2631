"""The numbers that a review keeps when it is closed, and what has become of them since.

They are JSON: plain lists and dictionaries, so that a later release can still read what an earlier one kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from practices import BY_ID
from queries.compliance import RATE_SCHEMA, TOTAL
from queries.owed import KINDS
from queries.weekly import PILLARS

KEPT = (
    "key",
    *RATE_SCHEMA,
    "before_n",
    "before_rate",
    "change",
    "normal_low",
    "normal_high",
    "signal",
    "signal_by",
)
"""What is kept of a pillar or a practice (`queries.compliance.MOVEMENT_SCHEMA`)."""

PAST_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "key": pl.String(),
    "then_met": pl.Int64(),
    "then_n": pl.Int64(),
    "then_rate": pl.Float64(),
    "then_low": pl.Float64(),
    "then_high": pl.Float64(),
    "now_met": pl.Int64(),
    "now_n": pl.Int64(),
    "now_rate": pl.Float64(),
    "now_low": pl.Float64(),
    "now_high": pl.Float64(),
    "differs": pl.Boolean(),
}
"""One number a row, as it was at the closing and as it is now.

kind   'pillar' or 'practice' (a rate), 'contacts' or 'owed' (a count, which stands in `then_n` and `now_n`)
key    a pillar or 'total', a practice, 'contacts', a kind of `queries.owed`
"""


def numbers(
    pillars: pl.DataFrame,
    practices: pl.DataFrame,
    contacts: int,
    calibrating: Sequence[str],
    owed: pl.DataFrame,
    versions: pl.DataFrame,
) -> dict[str, Any]:
    """What a closing keeps: rates with n, coverage and signal, what was owed, and by which policy and rules.

    `pillars` and `practices` are MOVEMENT_SCHEMA, `owed` `queries.owed.SUMMARY_SCHEMA`, `versions` VERSION_SCHEMA.
    """
    return {
        "pillars": pillars.select(KEPT).to_dicts(),
        "practices": practices.select(KEPT).to_dicts(),
        "contacts": contacts,
        "calibrating": list(calibrating),
        "owed": owed.select("kind", "open", "overdue").to_dicts(),
        "policy_versions": versions["policy_version"].unique().sort().to_list(),
        "rule_versions": versions["rule_version"].unique().sort().to_list(),
    }


def then_and_now(then: Mapping[str, Any], now: Mapping[str, Any]) -> pl.DataFrame:
    """Two states of the numbers beside each other (PAST_SCHEMA), in the order of the screen."""
    rows = [_rates("pillar", key, then.get("pillars", ()), now.get("pillars", ())) for key in PILLARS]
    practices = [one["key"] for one in now.get("practices", ())]
    gone = [one["key"] for one in then.get("practices", ()) if one["key"] in BY_ID and one["key"] not in practices]
    rows += [
        _rates("practice", key, then.get("practices", ()), now.get("practices", ())) for key in (*practices, *gone)
    ]
    rows.append(_counts("contacts", "contacts", then.get("contacts"), now.get("contacts")))
    for kind in KINDS:
        before, after = ({one["kind"]: one["open"] for one in side.get("owed", ())}.get(kind) for side in (then, now))
        rows.append(_counts("owed", kind, before, after))
    return pl.DataFrame(rows, schema=PAST_SCHEMA)


def total(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The row of all pillars together that a closing kept; met, n and rate are there in any case."""
    nothing: dict[str, Any] = {"met": 0, "n": 0, "rate": None}
    return nothing | next((one for one in kept.get("pillars", ()) if one["key"] == TOTAL), {})


def judged_anew(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether other rules or another policy made the numbers of today."""
    return any(then.get(name) != now.get(name) for name in ("policy_versions", "rule_versions"))


def _rates(kind: str, key: str, then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": kind, "key": key}
    for side, found in (("then", then), ("now", now)):
        one: Mapping[str, Any] = next((one for one in found if one["key"] == key), {})
        row |= {f"{side}_{name}": one.get(name) for name in ("met", "n", "rate", "low", "high")}
    return row | {"differs": (row["then_met"], row["then_n"]) != (row["now_met"], row["now_n"])}


def _counts(kind: str, key: str, then: int | None, now: int | None) -> dict[str, Any]:
    return {"kind": kind, "key": key, "then_n": then, "now_n": now, "differs": then != now}
