"""What is owed to customers, in sentences: what the numbers say, how a case stands, what became of a form; Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from practices.practice import Verdict
from ui.codes import CHANNELS, COMMITMENT_KINDS, INAPPLICABLE
from ui.literal import literal
from ui.names import name, verdict_name
from ui.owed_forms import Answer
from ui.telling import owed
from ui.wording import clock, day, days, moment, number, plural, spoken, tr


def in_list(returns: pl.DataFrame, talks: int, scrolls: bool) -> str:
    """How many returns the list holds, to how many customers, and why it may have fewer rows than that."""
    count = plural("{n} return", "{n} returns", returns.height)
    waiting = owed.customers(returns)
    told = [f"{plural('{returns} to {n} customer', '{returns} to {n} customers', waiting, returns=count)}."]
    if talks < returns.height:
        told.append(owed.no_more_rows_than_talks(spoken()))
    if scrolls:
        told.append(tr("Scroll within the list to see all rows."))
    return " ".join(told)


def kinds(row: Mapping[str, Any]) -> str:
    """What a row of the list holds, and how much more its customer waits for: 'Cancelamento + promessa e mais 1'."""
    told = owed.kinds(spoken(), row.get("kinds", [row["kind"]]))
    return tr("{kind} and {n} more", kind=told, n=number(row["also_open"])) if row.get("also_open") else told


def customer(row: Mapping[str, Any]) -> str:
    """The customer's name as Markdown, or that none is on record."""
    return owed.customer(spoken(), row)


def last_touch(row: Mapping[str, Any]) -> str:
    """The last contact since the request, and before it what somebody wrote down since, in words."""
    spoken_at, step_at = row["last_touch_at"], row.get("last_step_at")
    if step_at is None or (spoken_at is not None and spoken_at > step_at):
        return owed.last_contact(spoken(), row)
    when = day(step_at, year=False)
    step = tr("{day}, note", day=when) if row["last_step"] == "note" else tr("{day}, handed over", day=when)
    return f"{step} · {owed.last_contact(spoken(), row)}"


def how_late(row: Mapping[str, Any]) -> str:
    """How many days past its time, or until when there is time."""
    if row["days_late"]:
        return tr("{days} past its time", days=days(row["days_late"]))
    return tr("due {day}", day=day(row["due_at"], year=False))


def about(case: Mapping[str, Any]) -> str:
    """Protocol, OS, customer since, plan and city in one line, as Markdown."""
    since = case["since"]
    parts = [
        tr("Protocol {number}", number=literal(case["protocol"])) if case["protocol"] else "",
        tr("customer since {year}", year=since.year) if since else "",
        tr("plan {plan}", plan=literal(case["plan"])) if case["plan"] else "",
        literal(case["city"]) if case["city"] else "",
    ]
    if case["agent_id"] and case["returned_at"] is None:
        parts.append(tr("{agent} owes the return", agent=literal(case["agent"] or case["agent_id"])))
    return " · ".join(part for part in parts if part)


def handed_over(case: Mapping[str, Any]) -> str:
    """That another owes the return than whom it fell to, and whom the verdict is about; '' where it is the same."""
    if case["agent_id"] == case["first_agent_id"]:
        return ""
    now = literal(case["agent"] or case["agent_id"])
    if case["first_agent_id"] is None:
        return tr("Handed over to {agent}; before, nobody on record owed it.", agent=now)
    first = literal(case["first_agent"] or case["first_agent_id"])
    return tr(
        "Handed over from {first} to {agent}. The verdict stays with {first}, whose request it was.",
        **{"first": first, "agent": now},
    )


def said_by_people(case: Mapping[str, Any]) -> str:
    """That a person's word keeps a case off the list which the records leave open; '' where nobody's does."""
    if case["returned_at"] is not None or case["said"] not in (Verdict.MET.value, INAPPLICABLE):
        return ""
    verdict = verdict_name(case["said"])
    return tr("This case is off the list: somebody changed its verdict to “{verdict}”.", verdict=verdict)


# -- what became of a form ----------------------------------------------------------------------------------------


def registered(case: Mapping[str, Any], answer: Answer, settled: int) -> str:
    """The confirmation, as Markdown; `settled` is how many commitments the return has taken off the list."""
    return plural(
        "Return to {customer} registered: {day} at {time}, {channel}. The case has left the list.",
        "Return to {customer} registered: {day} at {time}, {channel}. It settles {n} requests; all have left the list.",
        settled,
        customer=f"**{customer(case)}**",
        day=day(answer.returned_at),
        time=clock(answer.returned_at),
        channel=name(CHANNELS, answer.channel),
    )


def still_open(others: pl.DataFrame, case: Mapping[str, Any]) -> str:
    """What else the customer of a case waits for (`queries.follow_up.OWED_SCHEMA`), as Markdown; '' for nothing."""
    if others.is_empty():
        return ""
    waits = plural(
        "**This customer waits for another return:**", "**This customer waits for {n} other returns:**", others.height
    )
    return f"{waits} {'; '.join(_owed_too(row, case) for row in others.rows(named=True))}."


def answers_too(other: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """The box that lets the return of a case answer something else that its customer waits for."""
    return tr("This return answers another request too: {what}", what=_owed_too(other, case))


def _owed_too(other: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    words = f"{name(COMMITMENT_KINDS, other['kind'])}, {how_late(other)}"
    same = other["contact_id"] is not None and other["contact_id"] == case["contact_id"]
    return tr("{what}, from the same talk", what=words) if same else words


def somebody_was_first(case: Mapping[str, Any], who: str | None, at: datetime) -> str:
    """That the customer has heard back already: from whom, and when."""
    fields = {"customer": customer(case), "moment": moment(at)}
    if who is None:
        return tr("The records already show a return to {customer}, on {moment}. Nothing was changed.", **fields)
    return tr(
        "{name} was first: the return to {customer} was registered on {moment}. Nothing was changed.",
        name=literal(who),
        **fields,
    )


def attempt_recorded(case: Mapping[str, Any], at: datetime, channel: str) -> str:
    """The confirmation of an attempt, as Markdown."""
    return tr(
        "Attempt to reach {customer} recorded: {day} at {time}, {channel}. The case stays on the list.",
        customer=f"**{customer(case)}**",
        day=day(at),
        time=clock(at),
        channel=name(CHANNELS, channel),
    )


def now_owes(case: Mapping[str, Any], agent: str) -> str:
    """The confirmation of a hand-over, as Markdown."""
    fields = {"agent": f"**{literal(agent)}**", "customer": f"**{customer(case)}**"}
    return tr("{agent} now owes the return to {customer}. The case stays on the list.", **fields)


def note_kept() -> str:
    """The confirmation of a note."""
    return tr("Note kept with the case.")


def handed_over_by_another(case: Mapping[str, Any], who: str | None, at: datetime | None, agent: str | None) -> str:
    """That another than the user thought owes the return by now: who does, since when and through whom."""
    fields = {"customer": customer(case), "agent": literal(agent) if agent else tr("nobody on record")}
    if who is None or at is None:
        return tr("The records have changed: {agent} owes the return to {customer} now. Nothing was changed.", **fields)
    return tr(
        "{name} was first: the return to {customer} was handed over to {agent} on {moment}. Nothing was changed; what "
        "you wrote still stands in the form.",
        name=literal(who),
        moment=moment(at),
        **fields,
    )


def not_stored(texts: Sequence[str]) -> str:
    """What the user wrote and nobody kept, as Markdown; '' for nothing."""
    return "  \n".join(tr("What you wrote was not stored: “{text}”", text=literal(text)) for text in texts)


def no_such_case() -> str:
    """The same words for a case that does not exist and for one that the viewer may not see."""
    return tr("There is no such case, or it is not one that you may see.")
