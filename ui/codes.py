"""The values that the tables hold, each with its word: channels, reasons, kinds, states, verdicts.

The words are marked for the catalogues; the screens say them through `ui.names`, the packs through
`ui.telling.values`.
"""

from __future__ import annotations

from practices.practice import Pillar, Verdict
from ui.words import mark

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
FIELDS = {
    "opened_at": mark("OS opened on"),
    "availability_checked_at": mark("availability checked on"),
    "scheduled_at": mark("visit scheduled on"),
    "scheduled_for": mark("date of the visit"),
    "completed_at": mark("work completed on"),
    "closed_at": mark("OS closed on"),
    "fee_amount": mark("fee"),
    "ended_at": mark("end of the contact"),
    "requested_at": mark("cancellation asked for on"),
    "text": mark("text of the request"),
}
"""The fields on which verdicts rest (`practices.signals.references`), by the names that people give them."""
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
BANDS = {
    "in_time": mark("in time"),
    "1-3": mark("up to 3 days"),
    "4-7": mark("4 to 7 days"),
    "8-14": mark("8 to 14 days"),
    "15+": mark("15 or more"),
}
"""How long customers have waited beyond the due time; the codes of `queries.follow_up.BANDS`."""
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
