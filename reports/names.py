"""The values of the records in words; the same tables as the screens' (`ui.names`), which need a session to speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices import BY_ID
from practices.practice import Pillar, Unit, Verdict
from reports.wording import NOTHING, Words, mark

CHANNELS = {
    "whatsapp": mark("WhatsApp"),
    "chat": mark("Chat"),
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "in_person": mark("Counter"),
}
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
BANDS = {
    "in_time": mark("in time"),
    "1-3": mark("up to 3 days"),
    "4-7": mark("4 to 7 days"),
    "8-14": mark("8 to 14 days"),
    "15+": mark("15 or more"),
}
UNITS = {
    Unit.CONTACT.value: mark("Contact"),
    Unit.SERVICE_ORDER.value: mark("Service order"),
    Unit.INTERNAL_REQUEST.value: mark("Internal request"),
    Unit.COMMITMENT.value: mark("Commitment"),
}
PILLARS = {
    Pillar.RESOLVE: mark("Solves the problem"),
    Pillar.RESPECT: mark("Respects the customer"),
    Pillar.PROCESS: mark("Follows the process"),
}
VERDICTS = {
    Verdict.MET: mark("followed"),
    Verdict.MISSED: mark("not followed"),
    Verdict.PENDING: mark("still in time"),
    Verdict.INSUFFICIENT: mark("cannot be seen"),
}


def name(words: Words, values: Mapping[Any, str], value: str | None) -> str:
    """The word for one value of `values`; a value that is not known is shown as it came, nothing as a dash."""
    if value is None or value == "":
        return NOTHING
    return words.said(values[value]) if value in values else value


def title(words: Words, key: str) -> str:
    """The title of a practice, the name of a pillar, or 'Total'."""
    if key in BY_ID:
        return words.practice(BY_ID[key].title)
    return words.said(PILLARS[Pillar(key)]) if key in set(Pillar) else words.tr("Total")


def order_name(os_id: str) -> str:
    """An OS by its number: 'OS 88412'; a number that says so itself is not told twice."""
    return os_id if os_id.upper().startswith("OS") else f"OS {os_id}"
