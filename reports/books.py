"""The packs as workbooks: typed tables that a person filters, with what they are made of on the first sheet."""

from __future__ import annotations

from collections.abc import Sequence

from reports import agent, agreed, decided, follow_up, sheets, tables, weekly
from reports.ground import Ground
from reports.sheets import About, Sheet
from reports.wish import Progress


def weekly_book(ground: Ground, progress: Progress) -> bytes:
    """Practices, the verdicts behind them, what is owed, and the actions of the review."""
    words, choice = ground.words, ground.wish.choice
    found = weekly.read(ground, lambda share: progress(0.3 * share))
    verdicts, told = tables.verdicts(ground, choice, lambda share: progress(0.3 + 0.65 * share))
    heading = f"{words.tr('Weekly review')}, {words.span(choice.from_day, choice.to_day)}"
    closing = decided.state_words(ground, decided.read(ground).closing)
    facts = [
        (words.tr("Verdicts"), told),
        weekly.counted(ground, found),
        *([(words.tr("Review"), closing)] if closing else []),
    ]
    return _book(
        ground,
        heading,
        [*ground.facts(), *facts],
        [
            tables.practices(ground, found.practices),
            verdicts,
            tables.cases(ground, found.commitments),
            tables.left_open(ground, found.owed),
            decided.sheet(ground),
        ],
    )


def agent_book(ground: Ground, progress: Progress) -> bytes:
    """The scorecard, the verdicts behind it, and what was agreed."""
    words = ground.words
    found = agent.read(ground, lambda share: progress(0.3 * share))
    agent_id, who = found.agent["agent_id"], found.agent["agent"] or found.agent["agent_id"]
    verdicts, told = tables.verdicts(ground, found.choice, lambda share: progress(0.3 + 0.65 * share), agent_id)
    heading = f"{who}, {words.span(found.choice.from_day, found.choice.to_day)}"
    facts = [(name, one) for name, one in ground.facts(agent_id) if name != words.tr("Team")]
    about = [(words.tr("Agent"), who), (words.tr("Team"), found.agent["team"] or words.tr("Without team"))]
    tabled = [tables.scorecard(ground, found.card), verdicts, agreed.table(ground, found.coaching)]
    return _book(ground, heading, [*about, *facts, (words.tr("Verdicts"), told)], tabled)


def follow_up_book(ground: Ground, progress: Progress) -> bytes:
    """Every open case that the screen's filters leave."""
    words = ground.words
    found = follow_up.read(ground, progress)
    heading = f"{words.tr('Cancellations without return')}, {words.moment(ground.now)}"
    count = words.plural("{n} open case, one row each", "{n} open cases, one row each", found.shown.height)
    return _book(
        ground,
        heading,
        [*follow_up.facts(ground, found), (words.tr("Cases"), count)],
        [tables.cases(ground, found.shown)],
        follow_up.reading(words),
    )


def _book(
    ground: Ground,
    heading: str,
    facts: Sequence[tuple[str, str]],
    found: Sequence[Sheet],
    reading: Sequence[str] | None = None,
) -> bytes:
    """The workbook; `reading` says how to read one that has no rates."""
    words = ground.words
    rates = words.tr(
        "Rates, intervals and changes are numbers: 0.85 is 85%, and a change of 0.03 is 3 percentage points."
    )
    invented = ground.made_up()
    told = [*facts, *([(words.tr("Records"), invented)] if invented else [])]
    lines = [
        *((*ground.reading(), rates) if reading is None else reading),
        words.tr("A link opens the record in the dashboard; who opens it signs in and sees what their role allows."),
    ]
    about = About(words.tr("How to read"), heading, told, lines)
    return sheets.workbook(about, found, words.tr("open the record"), ground.now)
