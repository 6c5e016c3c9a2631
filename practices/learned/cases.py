"""Graded cases put together as one world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

TABLES = [
    "agents",
    "customers",
    "contacts",
    "messages",
    "service_orders",
    "os_events",
    "internal_requests",
    "cancellations",
    "labels",
]
IDS = [
    "agent_id",
    "customer_id",
    "contact_id",
    "os_id",
    "request_id",
    "cancellation_id",
    "repeat_of",
    "unit_id",
    "protocol",
]


def together(cases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All cases as one, every id with the case's name before it; `as_of` is the latest.

    Good for what depends on no other moment: the signals of a talk. Times of judging are lost.
    """
    whole: dict[str, Any] = {"case": "together", "as_of": max(one["as_of"] for one in cases)}
    for table in TABLES:
        whole[table] = [_named(row, case["case"]) for case in cases for row in case.get(table, ())]
    return whole


def _named(row: dict[str, Any], case: str) -> dict[str, Any]:
    return {name: f"{case}.{value}" if name in IDS and value else value for name, value in row.items()}
