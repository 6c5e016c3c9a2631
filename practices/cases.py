"""Graded cases (RECORDS: 'Graded cases'): read from files, and put together as one world that is judged in one go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from data.records import TABLES

IDS = frozenset(
    {"agent_id", "customer_id", "contact_id", "os_id", "request_id", "cancellation_id", "repeat_of", "unit_id"}
)
PEOPLE = frozenset({"author", "lead", "technician"})
"""Columns that may name an agent of the case by id, or somebody else by name."""
MARK = r"<\d+>:"
"""A regular expression for what `together` puts before every id."""
OF_CUSTOMERS = ("contacts", "service_orders", "cancellations")


def read_cases(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Graded cases, one a line.

    Raises `ValueError` naming file and line of what is no JSON, and of a name that another case has.
    """
    cases: dict[Any, dict[str, Any]] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                case = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name}, line {number}: not JSON ({error})") from error
            if case["case"] in cases:
                raise ValueError(f"{path.name}, line {number}: there is a case {case['case']!r} already")
            cases[case["case"]] = case
    return list(cases.values())


def together(cases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All cases as one, `mark(number)` of the case before every id; `as_of` is the latest."""
    whole: dict[str, Any] = {"case": "together", "as_of": max(one["as_of"] for one in cases)}
    for table in (*(one.name for one in TABLES), "labels"):
        whole[table] = [row for number, case in enumerate(cases) for row in _marked(case, table, mark(number))]
    return whole


def mark(number: int) -> str:
    """What `together` puts before the ids of its case `number` (0, 1, …), as an import does with its source."""
    return f"<{number}>:"


def customers_of(case: dict[str, Any]) -> set[str | None]:
    """The customers' ids that a case names; None among them where a contact, OS or cancellation names nobody."""
    listed = {row["customer_id"] for row in case.get("customers") or ()}
    return listed | {row.get("customer_id") or None for table in OF_CUSTOMERS for row in case.get(table) or ()}


def _marked(case: dict[str, Any], table: str, before: str) -> list[dict[str, Any]]:
    agents = {one["agent_id"] for one in case.get("agents") or ()}

    def marked(column: str, value: Any) -> Any:
        is_id = column in IDS or (column in PEOPLE and value in agents)
        return f"{before}{value}" if is_id and value else value

    return [{column: marked(column, value) for column, value in row.items()} for row in case.get(table) or ()]
