"""How far the verdicts can be trusted, in sentences made from the numbers; Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from practices import BY_ID
from practices.policy import default_policy
from ui.charts.marks import title
from ui.links import TRUST
from ui.literal import literal
from ui.names import verdict_name, verdict_sign
from ui.wording import (
    day,
    listed,
    mark,
    number,
    plural,
    practice_words,
    said,
    span,
    tr,
)

KINDS = {
    "false_alarm": mark("false alarm"),
    "miss": mark("miss"),
    "overlooked": mark("not judged, but it applied"),
    "other": mark("another word"),
}
"""How a person's word differs from the rule's (`queries.trust.BEHIND_SCHEMA`)."""


def opening(rows: pl.DataFrame, gradings: int, graders: int) -> str:
    """How far the house has come (TRUST_SCHEMA; all gradings, and by how many people), and what follows from it."""
    graded = rows.filter(pl.col("n") + pl.col("unjudged") > 0)
    if graded.is_empty():
        return tr(
            "Nobody has graded yet: how far the verdicts agree with people is not known. Draw a sample below and grade "
            "it, without seeing verdict or agent."
        )
    told = [
        tr(
            "{practices} blind, in {gradings} by {people}.",
            practices=plural(
                "One of the nineteen practices was graded",
                "{n} of the nineteen practices were graded",
                graded.height,
            ),
            gradings=plural("{n} grading", "{n} gradings", gradings),
            people=plural("{n} person", "{n} people", graders),
        )
    ]
    least = default_policy().trust_least
    enough = rows.filter(pl.col("n") >= least)
    if enough.is_empty():
        told.append(
            tr(
                "None has the {least} gradings yet, of cases that the rule judged, that it takes to tell.",
                least=number(least),
            )
        )
        return " ".join(told)
    low = rows.filter("calibrating").sort("kappa").to_dicts()
    if not low:
        told.append(tr("None of those with {least} gradings or more is in calibration.", least=number(least)))
        return " ".join(told)
    which = [f"**{title(one['practice'])}** (kappa {number(one['kappa'], 2)})" for one in low]
    told.append(
        plural(
            "In calibration, and left out of the totals: {which}.",
            "{n} are in calibration, and left out of the totals: {which}.",
            len(low),
            which=listed(which),
        )
    )
    return " ".join(told)


def how_to_read() -> str:
    """What the columns mean, in a note."""
    policy = default_policy()
    return tr(
        "Figures of the whole house, with 95% intervals. Kappa and AC1 are agreement beyond chance: 1 is perfect, 0 is "
        "chance; where not followed is rare, kappa falls although people agree: read AC1 beside it. Below {least} "
        "gradings both are left out: few data. From there on, a kappa under {kappa} means: in calibration.",
        least=number(policy.trust_least),
        kappa=number(policy.trust_kappa, 1),
    )


def calibration(calibrating: Sequence[str], sign: str = "") -> str | None:
    """That practices are left out of the totals, and where to see why; None where there are none.

    `sign` marks them in the figures below.
    """
    if not calibrating:
        return None
    return f"{sign} ".lstrip() + plural(
        "In calibration, out of the totals: {which}; its verdicts agree too little with people who graded blind "
        "([Trust]({address})).",
        "In calibration, out of the totals: {which}; their verdicts agree too little with people who graded blind "
        "([Trust]({address})).",
        len(calibrating),
        which=listed([f"**{title(one)}**" for one in calibrating]),
        address=TRUST,
    )


def of_sample(row: Mapping[str, Any], agent: str | None) -> str:
    """What a sample (SAMPLE_SCHEMA) was drawn of, by whom, by which seed."""
    who = literal(agent) if agent else tr("team {team}", team=literal(row["team"])) if row["team"] else tr("all agents")
    return tr(
        "**{practice}**, {who}, {days}; drawn by {drawer} on {day}, seed {seed}",
        practice=title(row["practice"]),
        who=who,
        days=span(row["from_day"], row["to_day"]),
        drawer=literal(row["drawer"]),
        day=day(row["drawn_at"]),
        seed=str(row["seed"]),
    )


def drawn_from(row: Mapping[str, Any]) -> str:
    """The two populations of a sample."""
    return tr(
        "Drawn at random from {judged} judged and {unjudged} on which the rule said nothing.",
        judged=number(row["judged_in_all"]),
        unjudged=number(row["unjudged_in_all"]),
    )


def progress(graded: int, units: int) -> str:
    """'3 de 20 avaliados'."""
    return tr("{graded} of {units} graded", graded=number(graded), units=number(units))


def question(practice: str) -> list[str]:
    """What a grader decides about: the guide's words and how met is told from missed."""
    one = BY_ID[practice]
    asks = [f"**{title(practice)}**", practice_words(one.asks), practice_words(one.judged)]
    if one.to_avoid:
        asks.append(tr("A thing to avoid: followed means that it did not happen."))
    return asks


def about(customer: str | None, order: str | None) -> str:
    """Whom the unit is about, as far as it matters for grading."""
    parts = [tr("Customer: {name}", name=literal(customer))] if customer else [tr("No customer's name on record")]
    return " · ".join([*parts, *([order] if order else [])])


def compared(rows: pl.DataFrame, practice: str) -> str:
    """What the comparison of a finished sample (BEHIND_SCHEMA) says."""
    judged = rows.filter("judged")
    agreed = judged.filter(pl.col("rule") == pl.col("person")).height
    told = [
        tr(
            "**{practice}**: you and the rule said the same of {agreed} of {n} judged.",
            practice=title(practice),
            agreed=number(agreed),
            n=number(judged.height),
        )
    ]
    beyond = rows.filter(~pl.col("judged"))
    if beyond.height:
        told.append(_beyond(beyond.height, beyond.filter(pl.col("kind") == "overlooked").height))
    return " ".join(told)


def _beyond(n: int, found: int) -> str:
    """What a person found in the `n` cases on which the rule said nothing: in `found` of them the practice applied."""
    if found == n:
        return plural(
            "In the case on which the rule said nothing, you found that the practice applied.",
            "In the {n} cases on which the rule said nothing, you found that the practice applied.",
            n,
        )
    if not found:
        return plural(
            "In the case on which the rule said nothing, you too found that the practice did not apply.",
            "In the {n} cases on which the rule said nothing, you too found that the practice did not apply.",
            n,
        )
    return tr(
        "Of the {n} cases on which the rule said nothing, you found that the practice applied in {found}.",
        n=number(n),
        found=number(found),
    )


def difference(row: Mapping[str, Any]) -> str:
    """What the rule said and what the person said (BEHIND_SCHEMA)."""
    rule, person = (f"{verdict_sign(row[who])} {verdict_name(row[who])}" for who in ("rule", "person"))
    words = tr("rule: {rule}; person: {person}", rule=rule, person=person)
    return f"{words}  \n*“{literal(row['remark'])}”*" if row["remark"] else words


def kind(row: Mapping[str, Any]) -> str:
    """In which way the two differ."""
    return said(KINDS[row["kind"]]) if row["kind"] else tr("the same")
