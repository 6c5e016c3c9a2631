"""What was agreed with an agent: the plans with their goals and notes, and how the practice went before and since."""

from __future__ import annotations

from typing import Any

import polars as pl

from queries.coaching import AGENT, BeforeAfter, Coaching, before_after
from queries.moments import quoted
from reports import drawing
from reports.ground import Ground
from reports.links import full_record
from reports.sheets import Column, Kind, Sheet
from ui.telling import coaching as told
from ui.telling import rates
from ui.telling.coaching import OPEN, STATES
from ui.telling.values import source, title
from ui.words import Words, local, shortened

PLANS_SHOWN, NOTES_SHOWN, PINS_SHOWN = 2, 3, 6
LETTERS = 240
"""So much of what people wrote in a note stands on paper; the spreadsheet has all."""


def section(ground: Ground, coaching: Coaching) -> dict[str, Any]:
    """The part of the sheet that tells it (the field `plans` of `reports/layout/agent.typ`)."""
    words = ground.words
    return {
        "title": words.tr("What was agreed"),
        "nothing": words.tr("Nothing has been agreed with this agent yet."),
        "rows": [_plan(ground, coaching, row) for row in coaching.plans.head(PLANS_SHOWN).to_dicts()],
    }


def _plan(ground: Ground, coaching: Coaching, row: dict[str, Any]) -> dict[str, Any]:
    words = ground.words
    compared = before_after(ground.totals, ground.wish.viewer, row, local(ground.now).date(), ground.policy)
    notes = coaching.entries.filter((pl.col("plan_id") == row["plan_id"]) & pl.col("text").is_not_null())
    pins = coaching.pins.filter(pl.col("plan_id") == row["plan_id"])
    written = [
        words.tr(
            "{day}, {writer}: {text}",
            day=words.day(one["written_at"]),
            writer=one["writer"],
            text=shortened(one["text"], LETTERS),
        )
        for one in notes.head(NOTES_SHOWN).to_dicts()
    ]
    return {
        "title": title(words, row["practice"]),
        "state": words.said(STATES[row["state"]]),
        "words": _agreed(words, row),
        "outcome": shortened(row["outcome"], LETTERS) or None,
        "notes": written,
        "pins": _pins(ground, row, pins),
        **_before_after(ground, row, compared),
    }


def _agreed(words: Words, row: dict[str, Any]) -> str:
    """What was agreed, with whom, and the next talk; of a closed plan, who closed it, and no talk that never comes."""
    agreed = {
        "goal": words.percent(row["goal"]),
        "until": words.day(row["until"]),
        "day": words.day(row["started_on"]),
        "maker": row["maker"],
    }
    if row["state"] == OPEN:
        return words.tr(
            "Goal: {goal}, until {until}; looked at again on {follow_up}. Agreed on {day} with {maker}.",
            follow_up=words.day(row["follow_up_on"]),
            **agreed,
        )
    return words.tr(
        "Goal: {goal}, until {until}. Agreed on {day} with {maker}; closed on {closed} by {changer}.",
        closed=words.day(row["changed_at"]),
        changer=row["changer"],
        **agreed,
    )


def _pins(ground: Ground, plan: dict[str, Any], pins: pl.DataFrame) -> dict[str, Any]:
    """The records for the talk (PIN_SCHEMA): where and when, whose customer, the words to look at, and the remark."""
    words = ground.words
    shown = pins.head(PINS_SHOWN).to_dicts()
    places = [place for one in shown if (place := _own_place(one))]
    said = quoted(ground.store, places, [one["os_id"] for one in shown if one["os_id"]])
    more = pins.height - len(shown)
    return {
        "title": told.records(words, plan["state"]),
        "rows": [
            {
                "source": source(words, one),
                "link": full_record(ground.wish.address, one, plan["practice"]),
                "customer": one["customer"],
                "quote": said.get(one["place"] or ""),
                "remark": one["remark"] or None,
            }
            for one in shown
        ],
        "more": words.plural("{n} more record is pinned.", "{n} more records are pinned.", more) if more else None,
    }


def _own_place(pin: dict[str, Any]) -> str | None:
    """The place to look at, where it lies in the pinned record itself: that one the viewer may see."""
    place = pin["place"] or ""
    return place if place.split(":")[1:2] == [pin["unit_id"]] else None


def _before_after(ground: Ground, plan: dict[str, Any], compared: BeforeAfter) -> dict[str, Any]:
    words, few, goal = ground.words, ground.policy.few, plan["goal"]
    changes = compared.changes.to_dicts()
    lows = [one[f"{when}_low"] for one in changes for when in ("before", "after") if one[f"{when}_n"] >= few]
    low, ticks = drawing.axis(words, [*lows, goal])
    rows = []
    for one in changes:
        for when, days in (("before", compared.before), ("after", compared.after)):
            rate = rates.one_side(one, when) | {"standing": "unclear"}
            span = words.span(*days, year=False)
            rows.append(
                {
                    "who": _whose(words, one["who"]) if when == "before" else "",
                    "when": words.tr("before, {span}", span=span)
                    if when == "before"
                    else words.tr("since, {span}", span=span),
                    "dot": drawing.dot(rate, low, goal if one["who"] == AGENT else None, few),
                    "rate": _rate_and_n(words, rate, few),
                }
            )
    return {
        "changes": rows,
        "ticks": ticks,
        "alt": told.before_after_alt(words, changes, goal),
        "note": " ".join([told.conclusion(words, changes, goal), words.tr("Tick: the goal."), told.warning(words)]),
    }


def _whose(words: Words, who: str) -> str:
    return words.tr("The agent") if who == AGENT else words.tr("The rest of the team")


def _rate_and_n(words: Words, rate: dict[str, Any], few: int) -> str:
    n = words.tr("n {n}", n=words.number(rate["n"]))
    if not rate["n"]:
        return n
    return f"{rates.rate(words, rate)}, {n}" if rate["n"] >= few else rates.rate(words, rate)


def table(ground: Ground, coaching: Coaching) -> Sheet:
    """The plans, one row each, with all that was noted."""
    words = ground.words
    columns = [
        Column(words.tr("Practice"), width=26),
        Column(words.tr("Goal"), Kind.SHARE),
        Column(words.tr("Agreed on"), Kind.DAY),
        Column(words.tr("Until"), Kind.DAY),
        Column(words.tr("Looked at again on"), Kind.DAY),
        Column(words.tr("State"), width=14),
        Column(words.tr("What came of it"), Kind.LONG),
        Column(words.tr("Notes"), Kind.LONG),
        Column(words.tr("Agreed with"), width=24),
    ]
    rows = []
    for row in coaching.plans.to_dicts():
        notes = coaching.entries.filter((pl.col("plan_id") == row["plan_id"]) & pl.col("text").is_not_null())
        rows.append(
            [
                title(words, row["practice"]),
                row["goal"],
                row["started_on"],
                row["until"],
                row["follow_up_on"] if row["state"] == OPEN else None,
                words.said(STATES[row["state"]]),
                row["outcome"] or None,
                "\n".join(f"{words.day(one['written_at'])}, {one['writer']}: {one['text']}" for one in notes.to_dicts())
                or None,
                row["maker"],
            ]
        )
    return Sheet(words.tr("What was agreed"), columns, rows)
