"""Small worlds for tests: what a case leaves out is filled in (one agent, one customer, one contact)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from data.records import from_case, parse_time
from practices.judge import judge
from practices.policy import default_policy
from practices.signals import contact_signals
from practices.signals.world import World

AS_OF = "2026-03-20T12:00:00"
START = datetime(2026, 3, 10, 9, 0)
DEFAULTS: dict[str, dict[str, Any]] = {
    "agents": {"agent_id": "a1", "name": "Renata Coelho"},
    "customers": {"customer_id": "k1", "name": "Maria Lúcia Prado"},
    "contacts": {
        "contact_id": "c1",
        "customer_id": "k1",
        "agent_id": "a1",
        "channel": "whatsapp",
        "direction": "inbound",
        "reason": "support",
        "started_at": START.isoformat(),
        "ended_at": (START + timedelta(hours=1)).isoformat(),
    },
    "messages": {"contact_id": "c1"},
    "service_orders": {"os_id": "o1", "customer_id": "k1", "agent_id": "a1", "status": "open"},
    "os_events": {"os_id": "o1"},
    "internal_requests": {"request_id": "r1", "agent_id": "a1", "recipient": "pending_group"},
    "cancellations": {"cancellation_id": "x1", "customer_id": "k1", "agent_id": "a1", "outcome": "open"},
}
ALWAYS = ("agents", "customers")


def filled(case: Mapping[str, Any]) -> dict[str, Any]:
    """A full case: messages may be (sender, text) pairs; absent columns get DEFAULTS, absent times one a minute."""
    full: dict[str, Any] = {"as_of": case.get("as_of", AS_OF)}
    for table, defaults in DEFAULTS.items():
        rows = case.get(table, [{}] if table in ALWAYS or (table == "contacts" and "messages" in case) else [])
        full[table] = [{**defaults, **_record(table, row, number)} for number, row in enumerate(rows)]
    return full


def _record(table: str, row: Any, number: int) -> dict[str, Any]:
    if table != "messages":
        return dict(row)
    record = dict(row) if isinstance(row, Mapping) else {"sender": row[0], "text": row[1]}
    at = (START + timedelta(minutes=number)).isoformat()
    return {"position": number, "sent_at": at, **record}


def world(case: Mapping[str, Any]) -> World:
    """The world of a case."""
    full = filled(case)
    policy = default_policy()
    return World.of(from_case(full, policy.time_zone), policy, parse_time(full["as_of"], policy.time_zone))


def signals(*messages: tuple[str, str], **tables: Any) -> dict[str, Any]:
    """The contact signals of one contact with these messages."""
    return contact_signals(world({"messages": messages, **tables})).row(0, named=True)


def signals_of_each(conversations: Sequence[Sequence[tuple[str, str]]], name: str) -> list[Any]:
    """One signal of many conversations, each a contact of one world: much faster than a world each."""
    case = {
        "contacts": [{"contact_id": f"c{number}"} for number in range(len(conversations))],
        "customers": [{}],
        "messages": [
            {"contact_id": f"c{number}", "position": position, "sender": sender, "text": text}
            for number, conversation in enumerate(conversations)
            for position, (sender, text) in enumerate(conversation)
        ],
    }
    found = contact_signals(world(case))
    by_contact = dict(zip(found["contact_id"], found[name], strict=True))
    return [by_contact[f"c{number}"] for number in range(len(conversations))]


ID_COLUMNS = ("agent_id", "customer_id", "contact_id", "os_id", "request_id", "cancellation_id", "author", "repeat_of")


def verdicts_of_each(cases: Sequence[Mapping[str, Any]]) -> list[pl.DataFrame]:
    """All verdicts on many cases, judged side by side as customers of one house: much faster than a judging each."""
    policy = default_policy()
    full = [filled(case) for case in cases]
    parts = []
    for as_of in sorted({case["as_of"] for case in full}):
        together: dict[str, list[dict[str, Any]]] = {table: [] for table in DEFAULTS}
        for number, case in enumerate(full):
            if case["as_of"] == as_of:
                for table in DEFAULTS:
                    together[table] += [_told_apart(row, f"{number}/") for row in case[table]]
        parts.append(judge(from_case(together, policy.time_zone), policy, parse_time(as_of, policy.time_zone)).verdicts)
    found = pl.concat(parts).with_columns(case=pl.col("unit_id").str.extract(r"(\d+)/").cast(pl.Int64))
    return [found.filter(pl.col("case") == number).sort("unit_id") for number in range(len(full))]


def _told_apart(row: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name: f"{prefix}{value}" if name in ID_COLUMNS and value else value for name, value in row.items()}


def verdicts(case: Mapping[str, Any], practice: str) -> pl.DataFrame:
    """The verdicts of one practice on a case, by unit."""
    full = filled(case)
    policy = default_policy()
    judged = judge(from_case(full, policy.time_zone), policy, parse_time(full["as_of"], policy.time_zone))
    return judged.verdicts.filter(pl.col("practice") == practice).sort("unit_id")
