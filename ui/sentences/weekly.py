"""What the weekly review says on the screen alone: where its words lead, what to click; Markdown."""

from __future__ import annotations

import polars as pl

from ui.charts.marks import legend_signs, title
from ui.codes import CHANNELS
from ui.links import to_practice
from ui.names import name
from ui.screen import small
from ui.telling import help as told_of_help
from ui.telling import rates
from ui.telling.rates import Row
from ui.wording import listed, number, plural, spoken, tr


def linked(practice: str) -> str:
    """A practice in bold, and a link to its screen, where its evidence is."""
    return f"[**{title(practice)}**]({to_practice(practice)})"


def coverage(total: Row, unseen: pl.DataFrame) -> str:
    """How much could be judged, how much could not, and why (UNSEEN_SCHEMA); `total` is a movement row."""
    judged = plural("{n} judgement", "{n} judgements", total["n"])
    if unseen.is_empty():
        return tr("Coverage: {judged}; nothing had to be left out for lack of records.", judged=judged)
    where = [
        tr("{place} {n}", place=name(CHANNELS, channel) if channel else tr("without channel"), n=number(count))
        for channel, count in unseen.iter_rows()
    ]
    return plural(
        "Coverage: {judged}; {n} more was not possible because the contact has no messages ({where}): in each list "
        "under “cannot be seen”.",
        "Coverage: {judged}; {n} more were not possible because the contacts have no messages ({where}): in each list "
        "under “cannot be seen”.",
        int(unseen["insufficient"].sum()),
        judged=judged,
        where=listed(where),
    )


def practices_legend(weeks: pl.DataFrame, as_list: bool) -> str:
    """How to read the practices' figure with its weeks (WEEK_SCHEMA), or their list."""
    if as_list:
        words = tr("{above} clearly above the target, {below} clearly below; no sign: {unclear}.", **legend_signs())
        return small(words)
    dot = tr(
        "Dot with its 95% interval; tick: target. {above} above the target, {below} below, ○ {unclear}.",
        **legend_signs(),
    )
    parts = (dot, rates.band(spoken(), weeks), tr("Click a row to open its list."))
    return small(" ".join(filter(None, parts)))


def grid_legend(when: str, as_list: bool) -> str:
    """How to read the grid, or its list."""
    if as_list:
        return small(tr("{period}. First what is clearly below or above the target.", period=when))
    return small(f"{when}. {told_of_help.grid_reading(spoken())} {tr('Click a cell to open its list.')}")


def funnel_legend() -> str:
    """How to read a funnel plot."""
    return small(f"{told_of_help.funnel_reading(spoken())} {tr('Click a point to open its list.')}")


def owed_note() -> str:
    """What the three numbers count."""
    return tr(
        "As of now, whatever period is chosen above. Returns count until somebody gives them; visits and contacts of "
        "the last 14 days."
    )
