"""The canonical tables: what every source is brought to before anything else looks at it.

One `Table` a kind of record, one `Column` a field. The names serve as CSV/Parquet columns, as database columns and as
the keys of graded cases. Times are UTC (`Datetime("us", "UTC")`); a source's time without an offset is local time of
the provider's time zone. Ids are strings. An unknown value is null, never a placeholder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

TIME = pl.Datetime("us", "UTC")


class Channel(StrEnum):
    WHATSAPP = "whatsapp"
    CHAT = "chat"
    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in_person"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Reason(StrEnum):
    """Why the customer and the provider spoke."""

    SUPPORT = "support"
    BILLING = "billing"
    INSTALLATION = "installation"
    ROOM_CHANGE = "room_change"
    ADDRESS_CHANGE = "address_change"
    OWNERSHIP_TRANSFER = "ownership_transfer"
    PLAN_CHANGE = "plan_change"
    CANCELLATION = "cancellation"
    FOLLOW_UP = "follow_up"
    VALIDATION = "validation"
    INFORMATION = "information"
    COMPLAINT = "complaint"
    OTHER = "other"


class Sender(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class OrderKind(StrEnum):
    INSTALLATION = "installation"
    REPAIR = "repair"
    ROOM_CHANGE = "room_change"
    ADDRESS_CHANGE = "address_change"
    OWNERSHIP_TRANSFER = "ownership_transfer"
    PLAN_CHANGE = "plan_change"
    CANCELLATION = "cancellation"
    EQUIPMENT_PICKUP = "equipment_pickup"
    OTHER = "other"


class OrderStatus(StrEnum):
    OPEN = "open"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    NOTE = "note"
    STATUS = "status"
    SCHEDULE = "schedule"
    AVAILABILITY_CHECK = "availability_check"
    WORK = "work"
    CUSTOMER_REPLY = "customer_reply"
    VALIDATION = "validation"
    INTERNAL_REQUEST = "internal_request"


class Recipient(StrEnum):
    PENDING_GROUP = "pending_group"
    MANAGER = "manager"


class Outcome(StrEnum):
    OPEN = "open"
    RETAINED = "retained"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Column:
    """One field: its type, whether a row without it cannot be taken, and the values it may have."""

    name: str
    dtype: pl.DataType = field(default_factory=pl.String)
    required: bool = False
    values: type[StrEnum] | None = None


@dataclass(frozen=True)
class Table:
    """One kind of record; `key` names the columns that tell two rows apart within one source."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {column.name: column.dtype for column in self.columns}

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _text(name: str, values: type[StrEnum] | None = None, required: bool = False) -> Column:
    return Column(name, pl.String(), required, values)


def _must(name: str, values: type[StrEnum] | None = None) -> Column:
    return _text(name, values, required=True)


def _time(name: str, required: bool = False) -> Column:
    return Column(name, TIME, required)


AGENTS = Table(
    "agents",
    ("agent_id",),
    (
        _must("agent_id"),
        _must("name"),
        _text("team"),
        _text("lead"),
        Column("active", pl.Boolean()),
        Column("hired_on", pl.Date()),
    ),
)
CUSTOMERS = Table(
    "customers",
    ("customer_id",),
    (
        _must("customer_id"),
        _must("name"),
        _text("document"),
        _text("phone"),
        _text("city"),
        _text("plan"),
        Column("since", pl.Date()),
    ),
)
CONTACTS = Table(
    "contacts",
    ("contact_id",),
    (
        _must("contact_id"),
        _text("protocol"),
        _text("customer_id"),
        _must("agent_id"),
        _text("channel", Channel),
        _text("direction", Direction),
        _text("reason", Reason),
        _time("started_at", required=True),
        _time("ended_at"),
        Column("queued_seconds", pl.Float64()),
        _text("os_id"),
        Column("resolved", pl.Boolean()),
        Column("csat", pl.Int64()),
    ),
)
MESSAGES = Table(
    "messages",
    ("contact_id", "position"),
    (
        _must("contact_id"),
        Column("position", pl.Int64(), required=True),
        _must("sender", Sender),
        _time("sent_at"),
        _time("ended_at"),
        _must("text"),
    ),
)
SERVICE_ORDERS = Table(
    "service_orders",
    ("os_id",),
    (
        _must("os_id"),
        _text("customer_id"),
        _text("contact_id"),
        _must("agent_id"),
        _must("kind", OrderKind),
        _text("status", OrderStatus),
        _time("opened_at", required=True),
        _time("availability_checked_at"),
        _time("scheduled_at"),
        _time("scheduled_for"),
        _text("technician"),
        _time("completed_at"),
        _time("closed_at"),
        Column("fee_amount", pl.Float64()),
        _text("repeat_of"),
    ),
)
OS_EVENTS = Table(
    "os_events",
    ("os_id", "at", "author", "kind", "text"),
    (_must("os_id"), _time("at", required=True), _text("author"), _text("kind", EventKind), _text("text")),
)
INTERNAL_REQUESTS = Table(
    "internal_requests",
    ("request_id",),
    (
        _must("request_id"),
        _time("at", required=True),
        _must("agent_id"),
        _text("recipient", Recipient),
        _text("os_id"),
        _text("customer_id"),
        _must("text"),
        _time("resolved_at"),
    ),
)
CANCELLATIONS = Table(
    "cancellations",
    ("cancellation_id",),
    (
        _must("cancellation_id"),
        _must("customer_id"),
        _text("contact_id"),
        _text("os_id"),
        _must("agent_id"),
        _time("requested_at", required=True),
        _text("reason"),
        _text("outcome", Outcome),
        _time("decided_at"),
        Column("fine_amount", pl.Float64()),
    ),
)
TABLES = (AGENTS, CUSTOMERS, CONTACTS, MESSAGES, SERVICE_ORDERS, OS_EVENTS, INTERNAL_REQUESTS, CANCELLATIONS)
BY_NAME = {table.name: table for table in TABLES}

RETURNS = Table(
    "returns",
    ("commitment_id",),
    (_must("commitment_id"), _time("returned_at", required=True)),
)
"""Returns that people registered: no import writes them, judging takes them as facts beside the records."""


@dataclass(frozen=True)
class Records:
    """The canonical tables of some customers (or of all), each a frame of its table's schema; absent means empty."""

    agents: pl.DataFrame = field(default_factory=AGENTS.empty)
    customers: pl.DataFrame = field(default_factory=CUSTOMERS.empty)
    contacts: pl.DataFrame = field(default_factory=CONTACTS.empty)
    messages: pl.DataFrame = field(default_factory=MESSAGES.empty)
    service_orders: pl.DataFrame = field(default_factory=SERVICE_ORDERS.empty)
    os_events: pl.DataFrame = field(default_factory=OS_EVENTS.empty)
    internal_requests: pl.DataFrame = field(default_factory=INTERNAL_REQUESTS.empty)
    cancellations: pl.DataFrame = field(default_factory=CANCELLATIONS.empty)
    returns: pl.DataFrame = field(default_factory=RETURNS.empty)

    def items(self) -> list[tuple[str, pl.DataFrame]]:
        return [(one.name, getattr(self, one.name)) for one in fields(self)]


def from_case(case: Mapping[str, Any], time_zone: str = "America/Sao_Paulo") -> Records:
    """The records of one graded case: lists of records under the tables' names, times local unless they say otherwise.

    Graded cases are written by hand and checked beforehand; a value that does not fit its column raises `ValueError`.
    """
    return Records(**{table.name: _frame(table, case.get(table.name, ()), time_zone) for table in TABLES})


def parse_time(text: str, time_zone: str = "America/Sao_Paulo") -> datetime:
    """An ISO 8601 time as an aware `datetime` in UTC; without an offset it is local time of `time_zone`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(time_zone))
    return moment.astimezone(UTC)


def _frame(table: Table, rows: Sequence[Mapping[str, Any]], time_zone: str) -> pl.DataFrame:
    columns = {
        column.name: [_value(column, row.get(column.name), time_zone) for row in rows] for column in table.columns
    }
    return pl.DataFrame(columns, schema=table.schema)


def _value(column: Column, value: Any, time_zone: str) -> Any:
    if value is None or value == "":
        return None
    if column.dtype == TIME:
        return parse_time(str(value), time_zone)
    return _READ[column.dtype.base_type()](value)


_READ: Mapping[Any, Callable[[Any], Any]] = {
    pl.String: str,
    pl.Int64: int,
    pl.Float64: float,
    pl.Date: lambda value: date.fromisoformat(str(value)[:10]),
    pl.Boolean: lambda value: str(value).strip().lower() in ("true", "1", "sim", "s"),
}


def number_events(os_events: pl.DataFrame) -> pl.DataFrame:
    """The OS events with `event`, their number within the OS (0, 1, …) by time; events of one moment keep their order.

    Evidence names an event by this number, so that whoever shows or grades it finds the same one.
    """
    return os_events.sort("os_id", "at", maintain_order=True).with_columns(
        event=pl.int_range(pl.len(), dtype=pl.Int64).over("os_id")
    )
