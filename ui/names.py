"""The values of the records in the user's words: channels, reasons, kinds, states, verdicts.

Each function takes the value as the tables hold it; a value that is not known is shown as it came, nothing as a dash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices.practice import Pillar, Verdict
from ui.literal import literal
from ui.wording import mark, said

CHANNELS = {
    "whatsapp": mark("WhatsApp"),
    "chat": mark("Chat"),
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "in_person": mark("Counter"),
}
DIRECTIONS = {"inbound": mark("Customer came to us"), "outbound": mark("We went to the customer")}
REASONS = {
    "support": mark("Support"),
    "billing": mark("Billing"),
    "installation": mark("Installation"),
    "room_change": mark("Room change"),
    "address_change": mark("Address change"),
    "ownership_transfer": mark("Ownership transfer"),
    "plan_change": mark("Plan change"),
    "cancellation": mark("Cancellation"),
    "follow_up": mark("Follow-up"),
    "validation": mark("Validation"),
    "information": mark("Information"),
    "complaint": mark("Complaint"),
    "other": mark("Other"),
}
SENDERS = {"customer": mark("Customer"), "agent": mark("Agent"), "bot": mark("Bot"), "system": mark("System")}
ORDER_KINDS = {
    "installation": mark("Installation"),
    "repair": mark("Repair"),
    "room_change": mark("Room change"),
    "address_change": mark("Address change"),
    "ownership_transfer": mark("Ownership transfer"),
    "plan_change": mark("Plan change"),
    "cancellation": mark("Cancellation"),
    "equipment_pickup": mark("Equipment pickup"),
    "other": mark("Other"),
}
ORDER_STATUSES = {
    "open": mark("open"),
    "scheduled": mark("scheduled"),
    "in_progress": mark("in progress"),
    "completed": mark("completed"),
    "closed": mark("closed"),
    "withdrawn": mark("withdrawn"),
}
EVENT_KINDS = {
    "note": mark("Note"),
    "status": mark("Status"),
    "schedule": mark("Schedule"),
    "availability_check": mark("Availability check"),
    "work": mark("Work at the customer's"),
    "customer_reply": mark("Customer's answer"),
    "validation": mark("Validation"),
    "internal_request": mark("Internal request"),
}
RECIPIENTS = {"pending_group": mark("Pending group"), "manager": mark("Manager")}
OUTCOMES = {
    "open": mark("open"),
    "retained": mark("customer stayed"),
    "cancelled": mark("cancelled"),
    "withdrawn": mark("withdrawn"),
}
RETURN_OUTCOMES = {
    "cancelled": mark("Cancelled"),
    "retained": mark("The customer stayed"),
    "settled": mark("Settled"),
    "informed": mark("Still in progress, the customer knows where it stands"),
}
"""How things stand after a return; the codes of `data.decisions.ReturnOutcome`."""
COMMITMENT_KINDS = {
    "cancellation": mark("Cancellation"),
    "promise": mark("Promised return"),
    "overdue_os": mark("Overdue visit"),
}
COMMITMENT_STATES = {
    "kept": mark("kept"),
    "late": mark("returned late"),
    "pending": mark("in time"),
    "missed": mark("without return"),
}
UNITS = {
    "contact": mark("Contact"),
    "service_order": mark("Service order"),
    "internal_request": mark("Internal request"),
    "commitment": mark("Commitment"),
}
PILLARS = {
    Pillar.RESOLVE: mark("Solves the problem"),
    Pillar.RESPECT: mark("Respects the customer"),
    Pillar.PROCESS: mark("Follows the process"),
}
ROLES = {"manager": mark("Manager"), "supervisor": mark("Supervisor"), "team_lead": mark("Team lead")}
VERDICTS = {
    Verdict.MET: mark("followed"),
    Verdict.MISSED: mark("not followed"),
    Verdict.PENDING: mark("still in time"),
    Verdict.INSUFFICIENT: mark("cannot be seen"),
}
INAPPLICABLE = "inapplicable"
"""Where a person said that a practice does not apply to a unit: no rule says so, and it counts nowhere."""
SAID_BY_PEOPLE: dict[str, str] = {
    Verdict.MET.value: VERDICTS[Verdict.MET],
    Verdict.MISSED.value: VERDICTS[Verdict.MISSED],
    Verdict.INSUFFICIENT.value: VERDICTS[Verdict.INSUFFICIENT],
    INAPPLICABLE: mark("does not apply"),
}
"""What a person may say of a unit (`data.reviews.CHOICES`)."""
_SIGNS: dict[str, tuple[str, str]] = {
    Verdict.MET.value: (":blue[●]", "●"),
    Verdict.MISSED.value: (":orange[◆]", "◆"),
    Verdict.PENDING.value: (":gray[○]", "○"),
    Verdict.INSUFFICIENT.value: (":gray[–]", "–"),
    INAPPLICABLE: (":gray[×]", "×"),
}


def name(values: Mapping[Any, str], value: str | None) -> str:
    """The user's word for one value of `values` (one of the tables above), as Markdown-safe text."""
    if value is None or value == "":
        return "–"
    return said(values[value]) if value in values else literal(value)


def verdict_name(verdict: str) -> str:
    """The user's word for a verdict, whoever gave it."""
    return name({**VERDICTS, **SAID_BY_PEOPLE}, verdict)


def verdict_sign(verdict: str) -> str:
    """The coloured sign of a verdict as Markdown; the word stands beside it (`verdict_name`)."""
    return _SIGNS[verdict][0]


def verdict_mark(verdict: str) -> str:
    """The bare sign, for charts and plain tables."""
    return _SIGNS[verdict][1]


def order_name(os_id: str) -> str:
    """An OS by its number, as Markdown-safe text: 'OS 88412'; a number that says so itself is not told twice."""
    return literal(os_id) if os_id.upper().startswith("OS") else f"OS {literal(os_id)}"
