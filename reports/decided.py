"""What the weekly reviews decided: the actions with their state, and the closing with its numbers as they were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from queries import meetings
from queries.compliance import TOTAL
from reports.ground import Ground
from reports.sheets import Column, Kind, Sheet
from ui.telling import rates
from ui.telling.meeting import STATES, came_from, of_others, whose
from ui.telling.meeting import effect as effect_words
from ui.telling.values import title
from ui.words import Words, local, shortened

MOST_ACTIONS, LETTERS = 10, 90
"""So many actions on paper, and of what people wrote the beginning; the spreadsheet has all."""
LINES, BLANK_LINES = 7, 4
"""Room on paper for what is agreed in the meeting: lines with the actions above them, and at least so many blank."""


@dataclass(frozen=True)
class Decided:
    """What earlier reviews agreed and what the chosen one did (ACTION_SCHEMA), the effects (EFFECT_SCHEMA), and the
    closing of the chosen review that holds (a row of CLOSING_SCHEMA), None while it is open; its teams, () for all.
    """

    earlier: pl.DataFrame
    here: pl.DataFrame
    effects: pl.DataFrame
    closing: dict[str, Any] | None
    teams: tuple[str, ...]

    @property
    def actions(self) -> pl.DataFrame:
        """The earlier ones first: they are asked for first."""
        return pl.concat([self.earlier, self.here])


def read(ground: Ground) -> Decided:
    """What the viewer may see of it, for the choice."""
    viewer, choice = ground.wish.viewer, ground.wish.choice
    today = local(ground.now).date()
    earlier, here = meetings.actions(ground.store, viewer, choice, today)
    closings = meetings.closings(ground.store, viewer, choice)
    teams = meetings.review_teams(viewer, choice.team)
    of_review = meetings.of_review(closings, choice, teams)
    holding = of_review.filter(pl.col("reopened_at").is_null()).head(1).to_dicts()
    effects = meetings.effects(ground.totals, viewer, choice, earlier, ground.policy, today)
    return Decided(earlier, here, effects, holding[0] if holding else None, teams)


def section(ground: Ground) -> dict[str, Any]:
    """The part of the pages that tells it (the field `actions` of `reports/layout/weekly.typ`)."""
    words, found = ground.words, read(ground)
    rows = found.actions
    more = None
    if rows.height > MOST_ACTIONS:
        more = words.tr(
            "The first {n}, of {all}; the spreadsheet has all of them.",
            n=words.number(MOST_ACTIONS),
            all=words.number(rows.height),
        )
    effects = {one["action_id"]: one for one in found.effects.to_dicts()}
    return {
        "title": words.tr("What did we decide?"),
        "state": state_words(ground, found.closing),
        "heads": [words.tr("What"), words.tr("Who"), words.tr("Until"), words.tr("State"), words.tr("Agreed on")],
        "rows": [
            _action(words, row, effects.get(row["action_id"]), found.teams)
            for row in rows.head(MOST_ACTIONS).to_dicts()
        ],
        "nothing": words.tr("No action is open."),
        "more": more,
        "blank": 0 if found.closing else max(BLANK_LINES, LINES - rows.height),
        "room": words.tr("Agreed today: what, who, until when"),
    }


def state_words(ground: Ground, closing: dict[str, Any] | None) -> str | None:
    """That the review is closed, and by which numbers; None while it is open."""
    if closing is None:
        return None
    words = ground.words
    told = words.tr(
        "Closed on {moment} by {name}. The numbers on these pages are those of today.",
        moment=words.moment(closing["closed_at"]),
        name=closing["closed_by"],
    )
    kept = json.loads(closing["numbers"])
    total = next((one for one in kept.get("pillars", ()) if one["key"] == TOTAL), None)
    if total:
        then = words.tr(
            "At the closing: {rate} followed, n {n}.",
            rate=rates.rate(words, total),
            n=words.number(total["n"]),
        )
        told = f"{told} {then}"
    if not closing["remark"]:
        return told
    remark = words.tr(
        "{name} wrote: “{remark}”", name=closing["closed_by"], remark=shortened(closing["remark"], LETTERS * 2)
    )
    return f"{told} {remark}"


def _action(words: Words, row: dict[str, Any], effect: dict[str, Any] | None, teams: tuple[str, ...]) -> dict[str, Any]:
    """One action, and where the review of other teams than these agreed it, which."""
    more = [came_from(words, row, teams)] if of_others(row, teams) else []
    if effect is not None:
        more.append(effect_words(words, row["practice"], effect))
    elif row["practice"]:
        more.append(title(words, row["practice"]))
    if row["outcome"]:
        more.append(shortened(row["outcome"], LETTERS))
    return {
        "what": shortened(row["what"], LETTERS),
        "more": " · ".join(more),
        "owner": shortened(row["owner"], LETTERS // 3),
        "due": words.day(row["due_on"]),
        "state": _state(words, row),
        "agreed": words.day(row["agreed_at"]),
    }


def _state(words: Words, row: dict[str, Any]) -> str:
    if row["days_late"]:
        return words.tr("open, {days} late", days=words.days(row["days_late"]))
    return words.said(STATES[row["state"]])


def sheet(ground: Ground) -> Sheet:
    """The actions, one row each."""
    words, found = ground.words, read(ground)
    columns = [
        Column(words.tr("What"), Kind.LONG),
        Column(words.tr("Who"), width=24),
        Column(words.tr("Until"), Kind.DAY),
        Column(words.tr("State"), width=14),
        Column(words.tr("Days late"), Kind.COUNT),
        Column(words.tr("Practice"), width=26),
        Column(words.tr("What came of it"), Kind.LONG),
        Column(words.tr("Review from"), Kind.DAY),
        Column(words.tr("Review to"), Kind.DAY),
        Column(words.tr("Review of"), width=24),
        Column(words.tr("Agreed on"), Kind.MOMENT),
        Column(words.tr("Agreed by"), width=24),
    ]
    rows = [
        [
            row["what"],
            row["owner"],
            row["due_on"],
            words.said(STATES[row["state"]]),
            row["days_late"],
            title(words, row["practice"]) if row["practice"] else None,
            row["outcome"] or None,
            row["from_day"],
            row["to_day"],
            whose(words, row["teams"]),
            row["agreed_at"],
            row["agreed_by"],
        ]
        for row in found.actions.to_dicts()
    ]
    return Sheet(words.tr("Actions"), columns, rows)
