"""The indicators by name: titles, definitions, units, which way is better, and how a value is written."""

from __future__ import annotations

from collections.abc import Callable

from ui.charts.marks import FEW_CASES
from ui.charts.marks import title as pillar_title
from ui.wording import duration, mark, number, percent, said, tr

TITLES = {
    "contacts": mark("Contacts"),
    "handling_time": mark("TMA, mean handling time"),
    "queue_time": mark("TME, mean waiting time"),
    "first_reply": mark("First reply, median"),
    "first_contact": mark("FCR, solved at the first contact"),
    "satisfaction": mark("CSAT, grades 4 and 5"),
    "satisfaction_answers": mark("CSAT, share who answered"),
    "orders_in_time": mark("Visits on the agreed day"),
    "repeat_visits": mark("Repeat visits"),
    "cancellation_requests": mark("Cancellation requests"),
    "retention": mark("Retention"),
    "commitments_kept": mark("Commitments kept in time"),
}
BACKLOG = "backlog"
PILLARS = ("total", "resolve", "respect", "process")
DEFINITIONS = {
    "contacts": mark("Contacts that began in the period, both directions."),
    "handling_time": mark("From the first to the last moment of a contact; e-mail is left out."),
    "queue_time": mark("From the customer's arrival to the first human agent; inbound contacts that say it."),
    "first_reply": mark("From the beginning of a written inbound contact to the agent's first message, bots left out."),
    "first_contact": mark("Inbound contacts with no new one of the customer on the same reason within 7 days."),
    "satisfaction": mark("Grades of 4 or 5 of all grades given."),
    "satisfaction_answers": mark("Inbound contacts with a grade, of all inbound contacts."),
    "orders_in_time": mark("Visits done by the end of the agreed day, of all whose day has come."),
    "repeat_visits": mark("Visits followed by another repair of the same customer within 30 days."),
    "cancellation_requests": mark("Requests on record, whatever became of them."),
    "retention": mark("Customers who stayed, of the requests that were decided. Never a reason to hinder anybody."),
    "commitments_kept": mark(
        "Cancellations, promises and overdue visits answered by the due time, of all that were due."
    ),
}
NOTHING_COUNTED = {
    "handling_time": mark("no contact of the period says how long it took"),
    "queue_time": mark("no inbound contact of the period says how long it waited"),
    "first_reply": mark("no written contact of the period had a reply"),
    "first_contact": mark("no inbound contact of the period is 7 days past yet"),
    "satisfaction": mark("no grade was given in the period"),
    "satisfaction_answers": mark("no inbound contact in the period"),
    "repeat_visits": mark("no visit of the period is 30 days past yet"),
    "orders_in_time": mark("no visit was agreed for the period"),
    "retention": mark("no request of the period is decided"),
    "commitments_kept": mark("no return was due in the period"),
}
"""What it means that nothing counts (by `said`); of a pillar that there is no verdict."""
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        mark("How do we answer?"),
        (
            "contacts",
            "queue_time",
            "first_reply",
            "handling_time",
            "first_contact",
            "satisfaction",
            "satisfaction_answers",
        ),
    ),
    (mark("Do visits solve it?"), ("orders_in_time", "repeat_visits")),
    (mark("Do customers stay, and hear from us?"), ("cancellation_requests", "retention", "commitments_kept")),
)
TIMES = ("handling_time", "queue_time", "first_reply")
COUNTS = ("contacts", "cancellation_requests", BACKLOG)
MEASURES = (*PILLARS, *(key for _, keys in SECTIONS for key in keys), BACKLOG)
"""Everything that may have a target, in the order of the screen (`data.decisions.targets.MEASURES`)."""
LOWER_IS_BETTER = (*TIMES, "repeat_visits", "cancellation_requests", BACKLOG)
NEITHER_IS_BETTER = ("contacts",)


def measure_title(key: str) -> str:
    """The name of an indicator, a pillar, all pillars together, or the backlog."""
    if key in PILLARS:
        return tr("All practices") if key == "total" else pillar_title(key)
    return tr("Open service orders") if key.startswith(BACKLOG) else said(TITLES[key])


def is_count(key: str) -> bool:
    """Whether the indicator counts, so that it has no n beside it; a band of the backlog counts too."""
    return key in COUNTS or key.startswith(BACKLOG)


def is_share(key: str) -> bool:
    """Whether the indicator is a share, which has an interval and needs enough cases."""
    return key not in TIMES and not is_count(key)


def nothing_counted(key: str) -> str:
    """Why there is no number: what the period has none of."""
    return said(NOTHING_COUNTED[key]) if key in NOTHING_COUNTED else tr("no verdict in the period")


def worded(key: str) -> Callable[[float], str]:
    """How a value of the indicator (or pillar) `key` is written: a number, a time, a share."""
    if key in TIMES:
        return duration
    return number if is_count(key) else percent


def value_words(key: str, value: float | None, n: int) -> str:
    """The value, '2 of 8' where a share has too few cases for a percentage, or a dash."""
    if value is None:
        return "–"
    if is_share(key) and n < FEW_CASES:
        return tr("{met} of {n}", met=number(round(value * n)), n=number(n))
    return worded(key)(value)


def target_value(key: str, target: float) -> str:
    """A target's bare value: '85%', '82,5%' where it has a fraction, '4 min'."""
    if is_share(key):
        return percent(target, 0 if abs(target * 100 - round(target * 100)) < 0.05 else 1)
    return worded(key)(target)


def target_words(key: str, target: float) -> str:
    """A target as it is said: its value, 'up to 5%' where lower is better."""
    words = target_value(key, target)
    return tr("up to {target}", target=words) if key in LOWER_IS_BETTER else words
