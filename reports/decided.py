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
from ui.telling.meeting import (
    OPEN,
    STATES,
    came_from,
    change,
    last_word,
    not_over_yet,
    of_others,
    settled,
    whose,
)
from ui.telling.meeting import effect as effect_words
from ui.telling.rates import Row
from ui.telling.values import title
from ui.words import Words, local, shortened

MOST_ACTIONS, LETTERS, LETTERS_OF_A_NOTE = 10, 90, 60
"""So many actions on paper, and of what people wrote the beginning; the spreadsheet has all."""
LINES, BLANK_LINES = 7, 4
"""Room on paper for what is agreed in the meeting: lines with the actions above them, and at least so many blank."""


@dataclass(frozen=True)
class Decided:
    """What earlier reviews agreed and what the chosen one did (ACTION_SCHEMA), what became of them (CHANGE_SCHEMA), the
    effects (EFFECT_SCHEMA), and the closing of the chosen review that holds (a row of CLOSING_SCHEMA), None while it is
    open; its teams, () for all.
    """

    earlier: pl.DataFrame
    here: pl.DataFrame
    changes: pl.DataFrame
    effects: pl.DataFrame
    closing: dict[str, Any] | None
    teams: tuple[str, ...]

    @property
    def actions(self) -> pl.DataFrame:
        """The earlier ones first: they are asked for first."""
        return pl.concat([self.earlier, self.here])

    def notes(self) -> dict[int, Row]:
        """The last word on each action, by its number; of an open one it is the only trace of what is under way."""
        by_action = self.changes.partition_by("action_id", maintain_order=True)
        last = (last_word(rows.to_dicts()) for rows in by_action)
        return {one["action_id"]: one for one in last if one is not None}


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
    shown = pl.concat([earlier, here])["action_id"].to_list()
    changes = meetings.changes(ground.store, shown)
    return Decided(earlier, here, changes, effects, holding[0] if holding else None, teams)


def section(ground: Ground) -> dict[str, Any]:
    """The part of the pages that tells it (the field `actions` of `reports/layout/weekly.typ`)."""
    words, found = ground.words, read(ground)
    rows, not_over = found.actions, not_over_yet(words, ground.wish.choice.to_day, local(ground.now).date())
    more = None
    if rows.height > MOST_ACTIONS:
        more = words.tr(
            "The first {n}, of {all}; the spreadsheet has all of them.",
            n=words.number(MOST_ACTIONS),
            all=words.number(rows.height),
        )
    effects, notes = {one["action_id"]: one for one in found.effects.to_dicts()}, found.notes()
    return {
        "title": words.tr("What did we decide?"),
        "state": not_over or state_words(ground, found.closing),
        "heads": [words.tr("What"), words.tr("Who"), words.tr("Until"), words.tr("State"), words.tr("Agreed on")],
        "rows": [
            _action(words, row, effects.get(row["action_id"]), notes.get(row["action_id"]), found.teams)
            for row in rows.head(MOST_ACTIONS).to_dicts()
        ],
        "nothing": words.tr("No action is open."),
        "more": more,
        "blank": _blank(found, not_over, rows.height),
        "room": words.tr("Agreed today: what, who, until when"),
    }


def _blank(found: Decided, not_over: str | None, actions: int) -> int:
    """How many empty lines there are to write on: none where nothing can be agreed."""
    return 0 if found.closing or not_over else max(BLANK_LINES, LINES - actions)


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


def _action(words: Words, row: Row, effect: Row | None, note: Row | None, teams: tuple[str, ...]) -> dict[str, Any]:
    """One action, and where the review of other teams than these agreed it, which."""
    more = [came_from(words, row, teams)] if of_others(row, teams) else []
    if effect is not None:
        more.append(effect_words(words, row["practice"], effect))
    elif row["practice"]:
        more.append(title(words, row["practice"]))
    if came := _came_of_it(words, row, note, LETTERS_OF_A_NOTE):
        more.append(came)
    return {
        "what": shortened(row["what"], LETTERS),
        "more": " · ".join(more),
        "owner": shortened(row["owner"], LETTERS // 3),
        "due": words.day(row["due_on"]),
        "state": _state(words, row),
        "agreed": words.day(row["agreed_at"]),
    }


def _came_of_it(words: Words, row: Row, note: Row | None, letters: int | None = None) -> str | None:
    """What came of an action, and who said so when; of an open one its last `note`. Words of `letters` at the most."""

    def cut(one: Row, field: str) -> Row:
        return {**one, field: shortened(one[field], letters)} if letters else one

    if row["state"] != OPEN:
        return settled(words, cut(row, "outcome"))
    return change(words, cut(note, "said")) if note else None


def _state(words: Words, row: Row) -> str:
    if row["days_late"]:
        return words.tr("open, {days} late", days=words.days(row["days_late"]))
    return words.said(STATES[row["state"]])


def sheet(ground: Ground) -> Sheet:
    """The actions, one row each."""
    words, found = ground.words, read(ground)
    notes = found.notes()
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
            _came_of_it(words, row, notes.get(row["action_id"])),
            row["from_day"],
            row["to_day"],
            whose(words, row["teams"]),
            row["agreed_at"],
            row["agreed_by"],
        ]
        for row in found.actions.to_dicts()
    ]
    return Sheet(words.tr("Actions"), columns, rows)
