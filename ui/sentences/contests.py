"""What agents say against verdicts, and how it was answered, in sentences; Markdown.

Rows are `queries.contests.CONTEST_SCHEMA`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from practices import BY_ID
from practices.practice import reason_sentence
from ui.charts.marks import title
from ui.codes import UNITS
from ui.links import to_contest, to_unit
from ui.literal import literal, literal_lines
from ui.names import name, order_name, verdict_name
from ui.wording import language, mark, moment, plural, said, tr

ACCEPTED, REFUSED = "accepted", "refused"
ANSWERS = {ACCEPTED: mark("Accept"), REFUSED: mark("Refuse")}
HINDRANCES = {
    "lead": mark("A supervisor or a manager answers: the lead speaks for the agent."),
    "recorded": mark("You recorded it: somebody else answers."),
    "own_word": mark("It contests your own word: somebody else answers."),
}
"""Why the viewer may not answer, by `data.decisions.contests.hindrance`."""


def opening(rows: pl.DataFrame) -> str:
    """How many wait for an answer, and how many have one."""
    waiting = rows.filter(pl.col("answer").is_null()).height
    answered = rows.height - waiting
    if not rows.height:
        return tr("Nobody has contested a verdict. On its record, *Contest* takes down what the agent says against it.")
    parts = [
        plural("**{n} contest** waits for an answer", "**{n} contests** wait for an answer", waiting)
        if waiting
        else tr("No contest waits for an answer")
    ]
    if answered:
        parts.append(plural("one is answered", "{n} are answered", answered))
        if accepted := rows.filter(pl.col("answer") == ACCEPTED).height:
            parts.append(plural("{n} of them was accepted", "{n} of them were accepted", accepted))
    return f"{', '.join(parts)}."


def about(row: Mapping[str, Any]) -> str:
    """Which verdict it is about: practice, agent, customer, when, and the link to the place."""
    parts = [f"**{title(row['practice'])}**", literal(row["agent"] or row["agent_id"])]
    if row["customer"]:
        parts.append(literal(row["customer"]))
    of_order = row["os_id"] and (row["unit"] == "service_order" or not row["contact_id"])
    parts.append(order_name(row["os_id"]) if of_order else name(UNITS, "contact").lower())
    if row["at"]:
        parts.append(moment(row["at"], year=False))
    address = record_address(row)
    return " · ".join([*parts, *([f"[{tr('open the record')}]({address})"] if address else [])])


def record_address(row: Mapping[str, Any]) -> str | None:
    """Where the verdict is shown, with its evidence marked."""
    place = (row["evidence"] or "").split(" ")[0] or None
    return to_unit(row["unit"], row["contact_id"], row["os_id"], place, row["practice"])


def counts(row: Mapping[str, Any]) -> str:
    """What counts, and why the rule said so."""
    if row["counts"] is None:
        return tr("New records came, and the rule no longer gives this verdict.")
    why = reason_sentence(BY_ID[row["practice"]], row["reason"], literal(row["detail"]), language())
    words = tr("Contested: *{verdict}*.", verdict=verdict_name(row["verdict"]))
    if row["counts"] != row["verdict"]:
        words += " " + tr("It counts as *{verdict}* now.", verdict=verdict_name(row["counts"]))
    if row["rule_verdict"]:
        rule = verdict_name(row["rule_verdict"])
        return f"{words} :gray[{tr('The rule said *{rule}*: {why}', rule=rule, why=why)}]"
    return f"{words} :gray[{tr('The rule: {why}', why=why)}]"


def what_was_said(row: Mapping[str, Any]) -> str:
    """The agent's reason, and who wrote it down when."""
    who = literal(row["agent"] or row["agent_id"])
    source = tr("written down by {name} on {moment}", name=literal(row["recorder"]), moment=moment(row["recorded_at"]))
    return f"{who}: “{literal_lines(row['said'])}”  \n:small[:gray[{source}]]"


def answer(row: Mapping[str, Any]) -> str:
    """How it was answered, by whom and why; that it waits, where nobody has."""
    if row["answer"] is None:
        return tr("Waits for an answer under [Trust]({address}).", address=to_contest(row["contest_id"]))
    fields = {"name": literal(row["answerer"]), "moment": moment(row["answered_at"])}
    because = f"“{literal(row['because'])}”"
    if row["answer"] == REFUSED:
        return tr("{name} refused it on {moment}: {because}", because=because, **fields)
    if row["new_verdict"] is None:
        return tr("{name} accepted it on {moment}: {because}", because=because, **fields)
    verdict = verdict_name(row["new_verdict"])
    return tr("{name} accepted it on {moment}, as *{verdict}*: {because}", verdict=verdict, because=because, **fields)


def under_verdict(row: Mapping[str, Any]) -> str:
    """A contest in two lines, below its verdict."""
    words = tr("Contested: “{said}”", said=literal(row["said"]))
    source = tr("written down by {name} on {moment}", name=literal(row["recorder"]), moment=moment(row["recorded_at"]))
    return f"{words} :small[:gray[{source}]]  \n{answer(row)}"


def hindrance(code: str) -> str:
    """Why the viewer may not answer."""
    return said(HINDRANCES[code])


# -- what became of a form ----------------------------------------------------------------------------------------


def recorded() -> str:
    """That a contest was taken down."""
    return tr("Written down. The verdict counts as before until somebody has answered under Trust.")


def answered(reply: str, verdict: str | None) -> str:
    """That an answer was taken, and what counts now."""
    if reply == REFUSED:
        return tr("Refused: the verdict stays as it is; the reason stands on the record.")
    if verdict is None:
        return tr("Accepted: no verdict is left that would count.")
    return tr("Accepted: it counts as *{verdict}* now, in every total.", verdict=verdict_name(verdict))


def somebody_contested(who: str, at: datetime, *, answered: bool) -> str:
    """That the verdict is contested already."""
    fields = {"name": literal(who), "moment": moment(at)}
    if answered:
        return tr(
            "In these words it was contested by {name} on {moment} and answered. To contest again, say what is new.",
            **fields,
        )
    return tr("{name} wrote down a contest on {moment}, before you. Yours was not saved: read it above.", **fields)


def somebody_answered(who: str, at: datetime, reply: str) -> str:
    """That the contest is answered already."""
    fields = {"name": literal(who), "moment": moment(at)}
    if reply == ACCEPTED:
        return tr("{name} accepted it on {moment}, before you. Yours was not saved.", **fields)
    return tr("{name} refused it on {moment}, before you. Yours was not saved.", **fields)
