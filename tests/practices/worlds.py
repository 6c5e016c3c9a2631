"""Small worlds for tests: what a case leaves out is filled in (one agent, one customer, one contact)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl

from data.records import from_case, parse_time
from practices.grading import judge_cases
from practices.judge import judge
from practices.policy import default_policy
from practices.signals import ON_CONTACTS, Observer, contact_signals
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


class Observed(Mapping[str, Any]):
    """The contact signals of a world's only contact, each observed when it is asked for: most tests ask for one."""

    def __init__(self, seen: World) -> None:
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        row = self._seen.once(observers()[name]).filter(pl.col("contact_id") == DEFAULTS["contacts"]["contact_id"])
        return None if row.is_empty() else row.row(0, named=True)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(observers())

    def __len__(self) -> int:
        return len(observers())


@cache
def observers() -> dict[str, Observer]:
    """Which observer gives a contact signal, by the signal's name."""
    seen = world({"messages": [("customer", "Oi")]})
    return {name: observe for observe in ON_CONTACTS for name in observe(seen).columns if name != "contact_id"}


def signals(*messages: tuple[str, str], **tables: Any) -> Observed:
    """The contact signals of one contact with these messages."""
    return Observed(world({"messages": messages, **tables}))


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


def verdicts_of_each(cases: Sequence[Mapping[str, Any]]) -> list[pl.DataFrame]:
    """All verdicts on many cases, judged in one go: much faster than a judging each."""
    found = judge_cases([{"case": str(number), **filled(case)} for number, case in enumerate(cases)], default_policy())
    return [found.filter(pl.col("case") == str(number)).sort("unit_id") for number in range(len(cases))]


def verdicts(case: Mapping[str, Any], practice: str) -> pl.DataFrame:
    """The verdicts of one practice on a case, by unit."""
    full = filled(case)
    policy = default_policy()
    judged = judge(from_case(full, policy.time_zone), policy, parse_time(full["as_of"], policy.time_zone))
    return judged.verdicts.filter(pl.col("practice") == practice).sort("unit_id")
