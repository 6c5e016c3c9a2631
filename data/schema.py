"""The tables of the store: records as they came, verdicts and their totals, and what people decided.

Three families that never write into each other:
- *imported* (the canonical tables, keyed by source and external id), with `imports` and `set_aside` that account for
  every row that came;
- *judged* (`verdicts`, `commitments`, `daily_compliance`), replaced customer by customer whenever records change;
- *decided* (returns and steps, reviews of verdicts, gradings, meetings, targets, coaching, contests), facts that no
  import and no judging overwrites;
and `users`, `sessions`, `access_log`. Times are UTC; enums are stored by value.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from data import records

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware `datetime` outside, UTC without an offset inside (SQLite keeps no offset)."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without an offset cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _sql_type(dtype: pl.DataType) -> Any:
    if dtype == records.TIME:
        return Moment()
    return {pl.String: Text(), pl.Int64: Integer(), pl.Float64: Float(), pl.Boolean: Boolean(), pl.Date: Date()}[
        dtype.base_type()
    ]


def _imported(table: records.Table, *indexes: tuple[str, ...]) -> Table:
    """A canonical table with where each row came from. `external_id` is the key's values, joined; one row a source."""
    return Table(
        table.name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("source", String(80), nullable=False),
        Column("external_id", Text, nullable=False),
        Column("import_id", Integer, nullable=False),
        *(Column(one.name, _sql_type(one.dtype), nullable=not one.required) for one in table.columns),
        UniqueConstraint("source", "external_id"),
        *(Index(f"ix_{table.name}_{'_'.join(names)}", *names) for names in indexes),
    )


agents = _imported(records.AGENTS, ("agent_id",))
customers = _imported(records.CUSTOMERS, ("customer_id",))
contacts = _imported(records.CONTACTS, ("contact_id",), ("customer_id",), ("agent_id", "started_at"), ("started_at",))
messages = _imported(records.MESSAGES, ("contact_id", "position"))
service_orders = _imported(
    records.SERVICE_ORDERS, ("os_id",), ("customer_id",), ("contact_id",), ("agent_id", "opened_at"), ("opened_at",)
)
os_events = _imported(records.OS_EVENTS, ("os_id", "at"))
internal_requests = _imported(records.INTERNAL_REQUESTS, ("request_id",), ("os_id",), ("customer_id",))
cancellations = _imported(
    records.CANCELLATIONS, ("cancellation_id",), ("customer_id",), ("contact_id",), ("os_id",), ("requested_at",)
)
IMPORTED = {
    one.name: one
    for one in (
        agents,
        customers,
        contacts,
        messages,
        service_orders,
        os_events,
        internal_requests,
        cancellations,
    )
}

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False),
    Column("path", Text, nullable=False),
    Column("mapping", String(80)),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("rows_in", Integer, nullable=False, default=0),
    Column("rows_taken", Integer, nullable=False, default=0),
    Column("rows_set_aside", Integer, nullable=False, default=0),
    Column("rows_already_there", Integer, nullable=False, default=0),
    Column("fictitious", Boolean, nullable=False, default=False),
    Column("noted", Text, doc="JSON: the report by file and table, and what was taken but is worth a look"),
)
set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("import_id", Integer, nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("row_number", Integer, nullable=False, doc="1 is the first row after the header"),
    Column("table_name", String(40), nullable=False),
    Column("column_name", Text),
    Column("fault", String(40), nullable=False, doc="a code that the screens word in the user's language"),
    Column("value", Text, doc="the value at fault, cut to 200 characters"),
    Column("row", Text, nullable=False, doc="the whole row as it came, as JSON"),
)
touched_customers = Table(
    "touched_customers",
    metadata,
    Column("customer_key", String(120), primary_key=True, doc="'' holds the records that name no customer"),
)

judge_again = Table(
    "judge_again",
    metadata,
    Column("customer_key", String(120), primary_key=True),
    Column(
        "at", Moment, nullable=False, index=True, doc="when time alone changes a verdict: a deadline, a visit's day"
    ),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("customer_key", String(120), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("practice", String(40), nullable=False),
    Column("verdict", String(12), nullable=False, doc="what counts; 'inapplicable' only where a person said so"),
    Column("rule_verdict", String(12), doc="what the rule said, where a person said otherwise; null elsewhere"),
    Column("agent_id", String(80)),
    Column("contact_id", String(80)),
    Column("os_id", String(80)),
    Column("at", Moment, nullable=False),
    Column("day", Date, nullable=False),
    Column("channel", String(12)),
    Column("reason_of_contact", String(24)),
    Column("evidence", Text, nullable=False, default=""),
    Column("reason", String(40), nullable=False),
    Column("detail", Text),
    Column("pending_until", Moment),
    Column("policy_version", String(16), nullable=False),
    Column("rule_version", String(16), nullable=False),
    UniqueConstraint("unit", "unit_id", "practice"),
    Index("ix_verdicts_customer_key", "customer_key"),
    Index("ix_verdicts_practice_day", "practice", "day"),
    Index("ix_verdicts_agent_id_day", "agent_id", "day"),
    Index("ix_verdicts_contact_id", "contact_id"),
    Index("ix_verdicts_os_id", "os_id"),
)
commitments = Table(
    "commitments",
    metadata,
    Column("commitment_id", String(160), primary_key=True),
    Column("customer_key", String(120), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("customer_id", String(80)),
    Column("agent_id", String(80), index=True),
    Column("contact_id", String(80)),
    Column("os_id", String(80)),
    Column("channel", String(12)),
    Column("reason_of_contact", String(24)),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("returned_at", Moment),
    Column("state", String(8), nullable=False, index=True),
)
daily_compliance = Table(
    "daily_compliance",
    metadata,
    Column("day", Date, primary_key=True),
    Column("practice", String(40), primary_key=True),
    Column("agent_id", String(80), primary_key=True, doc="'' where nobody is on record"),
    Column("channel", String(12), primary_key=True, doc="'' where unknown"),
    Column("reason_of_contact", String(24), primary_key=True, doc="'' where unknown"),
    Column("met", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    Column("pending", Integer, nullable=False, default=0),
    Column("insufficient", Integer, nullable=False, default=0),
)

returns = Table(
    "returns",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("commitment_id", String(160), nullable=False, unique=True),
    Column("customer_key", String(120), nullable=False, index=True),
    Column("returned_at", Moment, nullable=False),
    Column("channel", String(12), nullable=False),
    Column("what_was_said", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("registered_by", String(80), nullable=False),
    Column("registered_at", Moment, nullable=False),
)

verdict_reviews = Table(
    "verdict_reviews",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("customer_key", String(120), nullable=False, index=True),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("practice", String(40), nullable=False),
    Column("rule_verdict", String(12), nullable=False, doc="what the rule said when the person looked"),
    Column(
        "verdict",
        String(12),
        nullable=False,
        doc="what the person said, or 'withdrawn'; the same where it was confirmed",
    ),
    Column("reason", Text, nullable=False, doc="in the person's words; '' where a verdict was confirmed without any"),
    Column("reviewed_by", String(80), nullable=False),
    Column("reviewed_at", Moment, nullable=False),
    Index("ix_verdict_reviews_unit_unit_id_practice", "unit", "unit_id", "practice"),
)
"""What people said of a verdict on its record: every word is kept, the latest counts (see `data.reviews`)."""

grading_samples = Table(
    "grading_samples",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("practice", String(40), nullable=False, index=True),
    Column("team", Text, doc="only this team's; null for all that the viewer may see"),
    Column("agent_id", String(80), doc="only this agent's; null for all"),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("seed", Integer, nullable=False, doc="with the same records it draws the same units again"),
    Column("units", Integer, nullable=False, doc="how many were drawn"),
    Column("judged_in_all", Integer, nullable=False, doc="units with a verdict met or missed to draw from"),
    Column("unjudged_in_all", Integer, nullable=False, doc="units to draw from where the rule saw nothing to judge"),
    Column("drawn_by", String(80), nullable=False),
    Column("drawn_at", Moment, nullable=False),
)
grading_sample_units = Table(
    "grading_sample_units",
    metadata,
    Column("sample_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True, doc="the order in which they are shown, from 0"),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("contact_id", String(80)),
    Column("os_id", String(80)),
    Column("agent_id", String(80)),
    Column("judged", Boolean, nullable=False, doc="drawn from the units with a verdict met or missed"),
)
gradings = Table(
    "gradings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sample_id", Integer, nullable=False, index=True),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("practice", String(40), nullable=False, index=True),
    Column("verdict", String(12), nullable=False, doc="met, missed, insufficient or inapplicable, graded blind"),
    Column("evidence", Text, nullable=False, default="", doc="places of the record, as in `verdicts`"),
    Column("remark", Text, nullable=False, default=""),
    Column("graded_by", String(80), nullable=False),
    Column("graded_at", Moment, nullable=False),
    UniqueConstraint("sample_id", "unit", "unit_id", "graded_by"),
)

follow_up_steps = Table(
    "follow_up_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("commitment_id", String(160), nullable=False, index=True),
    Column("customer_key", String(120), nullable=False, index=True),
    Column("kind", String(12), nullable=False, doc="attempt, hand_over or note"),
    Column("at", Moment, nullable=False, doc="when it happened; for notes and hand-overs, when it was written"),
    Column("channel", String(12), doc="of an attempt"),
    Column("text", Text, nullable=False, default=""),
    Column("from_agent_id", String(80), doc="of a hand-over: who owed the return before"),
    Column("to_agent_id", String(80), doc="of a hand-over: who owes it from now on"),
    Column("registered_by", String(80), nullable=False),
    Column("registered_at", Moment, nullable=False),
)
"""What was done for a commitment short of a return. The latest hand-over says who owes it now; verdicts stay with whom
they were attributed to."""

meetings = Table(
    "meetings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("teams", Text, nullable=False, doc="JSON list, sorted: whose numbers; [] for all teams"),
    Column("numbers", Text, nullable=False, doc="JSON: the numbers as they were when the review was closed"),
    Column("remark", Text, nullable=False, default=""),
    Column("closed_by", String(80), nullable=False),
    Column("closed_at", Moment, nullable=False),
    Column("reopened_by", String(80)),
    Column("reopened_at", Moment),
    Column("reopened_because", Text),
    Index("ix_meetings_from_day_to_day", "from_day", "to_day"),
)
"""One closing of a weekly review a row; a row that was reopened stays, and the next closing makes a new one."""

actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("from_day", Date, nullable=False, doc="first day of the period whose review agreed it"),
    Column("to_day", Date, nullable=False),
    Column("teams", Text, nullable=False, doc="as in `meetings`"),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False, doc="who does it, as people call them"),
    Column("due_on", Date, nullable=False),
    Column("practice", String(40), doc="what it is meant to better; null for none"),
    Column("state", String(8), nullable=False, default="open", doc="open, done or dropped"),
    Column("outcome", Text, nullable=False, default="", doc="what came of it, in words"),
    Column("agreed_by", String(80), nullable=False),
    Column("agreed_at", Moment, nullable=False),
    Column("changed_by", String(80)),
    Column("changed_at", Moment),
    Column(
        "version",
        Integer,
        nullable=False,
        default=1,
        doc="goes up with every change: two people cannot undo each other",
    ),
    Index("ix_actions_to_day", "to_day"),
)
"""What a weekly review agreed on. It comes back in every later review until it is done or dropped."""

action_changes = Table(
    "action_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("action_id", Integer, nullable=False, index=True),
    Column("state", String(8), nullable=False, doc="from then on"),
    Column("due_before", Date, nullable=False),
    Column("due_on", Date, nullable=False, doc="from then on"),
    Column("said", Text, nullable=False, default="", doc="what came of it, or why it was moved or opened again"),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
"""Every change of an action with what was said; `actions` holds what the latest one made of it."""

targets = Table(
    "targets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("measure", String(40), nullable=False, index=True, doc="an indicator of the KPIs, or a pillar"),
    Column("team", Text, doc="null for the whole house"),
    Column("from_month", Date, nullable=False, doc="the first day of the month from which it holds"),
    Column("value", Float, doc="in the measure's unit, shares from 0 to 1; null: no target from then on"),
    Column("set_by", String(80), nullable=False),
    Column("set_at", Moment, nullable=False),
)
"""Every target that was ever set; of one measure, team and month the latest counts."""

coaching_plans = Table(
    "coaching_plans",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("agent_id", String(80), nullable=False, index=True),
    Column("practice", String(40), nullable=False),
    Column("goal", Float, nullable=False, doc="compliance to reach, from 0 to 1"),
    Column("started_on", Date, nullable=False, doc="the day of the talk: before and after are told apart here"),
    Column("until", Date, nullable=False),
    Column("follow_up_on", Date, nullable=False, doc="when the two look at it again"),
    Column("state", String(8), nullable=False, default="open", doc="open, done or dropped"),
    Column("outcome", Text, nullable=False, default="", doc="what came of it, in words"),
    Column("made_by", String(80), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column(
        "version",
        Integer,
        nullable=False,
        default=1,
        doc="goes up with every change: two people cannot undo each other",
    ),
)
coaching_entries = Table(
    "coaching_entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan_id", Integer, nullable=False, index=True),
    Column("kind", String(12), nullable=False, doc="note, or change (text is then JSON: field -> [before, after])"),
    Column("text", Text, nullable=False),
    Column("written_by", String(80), nullable=False),
    Column("written_at", Moment, nullable=False),
)
coaching_pins = Table(
    "coaching_pins",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan_id", Integer, nullable=False, index=True),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("contact_id", String(80)),
    Column("os_id", String(80)),
    Column("place", String(200), doc="the words to look at, as in evidence; null for the whole record"),
    Column("remark", Text, nullable=False, default=""),
    Column("pinned_by", String(80), nullable=False),
    Column("pinned_at", Moment, nullable=False),
    UniqueConstraint("plan_id", "unit", "unit_id"),
)
"""Records that belong to a coaching talk."""

contests = Table(
    "contests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("customer_key", String(120), nullable=False, index=True),
    Column("unit", String(20), nullable=False),
    Column("unit_id", String(160), nullable=False),
    Column("practice", String(40), nullable=False),
    Column("agent_id", String(80), index=True),
    Column("contact_id", String(80)),
    Column("os_id", String(80)),
    Column("verdict", String(12), nullable=False, doc="what counted when it was contested"),
    Column("reason", Text, nullable=False, doc="the agent's, in the agent's words"),
    Column("recorded_by", String(80), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("answer", String(8), doc="accepted or refused; null while nobody answered"),
    Column("answer_reason", Text),
    Column("new_verdict", String(12), doc="what counts since it was accepted"),
    Column("answered_by", String(80)),
    Column("answered_at", Moment),
    Index("ix_contests_unit_unit_id_practice", "unit", "unit_id", "practice"),
)
"""An agent's word against a verdict, recorded by the lead on the agent's behalf."""

users = Table(
    "users",
    metadata,
    Column("username", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("teams", Text, nullable=False, default="[]", doc="JSON list; a manager sees all teams whatever stands here"),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String(80), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
access_log = Table(
    "access_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("username", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text),
)
facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", Moment),
    Column("value", Text),
)
"""What the whole store knows of itself: `last_import`, `last_judging`, `last_decision` (times) and the like."""
