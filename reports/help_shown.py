"""Who needs help, with what, as the screen shows it: the grid of agents, and one practice agent by agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from queries import weekly as weekly_models
from queries.choice import Choice
from reports.ground import Ground
from ui.telling import help as told
from ui.telling.rates import BELOW, interval
from ui.telling.values import title
from ui.words import short_name

LISTED = 6
"""So many rows of who is clearly below a target: a meeting reads no more; the grid has the others."""
MOST_AGENTS = 30
"""More columns than this are not legible on paper."""
TEAM_GAP, PILLAR_GAP = 0.75, 0.4
"""Air between teams, in columns, and between pillars, in rows."""
NAMES_APART = 0.06
"""The share of the funnel's height that two names need between them."""


@dataclass(frozen=True)
class Help:
    """The cells (CELL_SCHEMA) of `choice`, and the agents of one of its practices beside what chance explains.

    `practice` and `funnel` are None where there is no cell.
    """

    choice: Choice
    cells: pl.DataFrame
    practice: str | None
    funnel: weekly_models.Funnel | None


def read(ground: Ground, practices: pl.DataFrame) -> Help:
    """What the wish names of it, or what the screen shows at first; `practices` are PRACTICE_SCHEMA of the choice."""
    wish, policy = ground.wish, ground.policy
    choice = wish.choice
    cells = weekly_models.grid(ground.totals, wish.viewer, choice, policy)
    weeks = weekly_models.weeks_of_help(cells, policy) if wish.weeks is None else wish.weeks
    if choice.days < weeks * 7:
        choice = choice.last_weeks(weeks)
        cells = weekly_models.grid(ground.totals, wish.viewer, choice, policy)
    if cells.is_empty():
        return Help(choice, cells, None, None)
    practice = wish.practice or weekly_models.most_striking(practices, cells, policy)
    return Help(choice, cells, practice, weekly_models.funnel(ground.totals, wish.viewer, choice, practice, policy))


def section(ground: Ground, found: Help) -> dict[str, Any]:
    """The part of the pages that tells it (the field `help` of `reports/layout/weekly.typ`)."""
    words = ground.words
    return {
        "title": words.tr("Who needs help, with what?"),
        "when": _when(ground, found.choice),
        "grid": None if found.cells["agent_id"].n_unique() > MOST_AGENTS else _grid(ground, found.cells),
        "funnel": _funnel(ground, found),
        "nothing": words.tr("No agent is clearly below a target."),
        **_listing(ground, found.cells),
    }


def _when(ground: Ground, shown: Choice) -> str:
    """Which days it is of, and why others than those of the pages before."""
    when = ground.words.period(shown.from_day, shown.to_day, year=True)
    if shown == ground.wish.choice:
        return f"{when}."
    return ground.words.tr("{period}: the {n} weeks up to the end of the period above.", period=when, n=shown.days // 7)


# -- the grid -----------------------------------------------------------------------------------------------------


def _grid(ground: Ground, cells: pl.DataFrame) -> dict[str, Any] | None:
    """Practice by agent, places in columns and rows; None where there is no cell."""
    if cells.is_empty():
        return None
    words = ground.words
    agents = cells.select("agent_id", "agent", "team").unique().sort("team", "agent", "agent_id", nulls_last=True)
    practices = cells.select("practice", "pillar").unique(maintain_order=True)
    columns = _places(agents["agent_id"].to_list(), agents["team"].to_list(), TEAM_GAP)
    rows = _places(practices["practice"].to_list(), practices["pillar"].to_list(), PILLAR_GAP)
    first = agents.unique("team", keep="first", maintain_order=True)
    return {
        "width": max(columns.values()) + 1,
        "height": max(rows.values()) + 1,
        "agents": [{"name": short_name(name), "x": columns[one]} for one, name, _ in agents.iter_rows()],
        "teams": [
            {"name": words.tr("Team {team}", team=team) if team else words.tr("Without team"), "x": columns[one]}
            for one, _, team in first.iter_rows()
        ],
        "practices": [{"name": title(words, one), "y": y} for one, y in rows.items()],
        "cells": [
            {
                "x": columns[row["agent_id"]],
                "y": rows[row["practice"]],
                "words": words.number(row["missed"]),
                "standing": row["standing"],
            }
            for row in cells.filter(pl.col("n") > 0).to_dicts()
        ],
        "alt": told.grid_alt(words, cells),
        "note": told.grid_reading(words),
    }


def _places(keys: list[str], groups: list[str | None], gap: float) -> dict[str, float]:
    """Where each key stands, one after the other, with a gap where another group begins."""
    places: dict[str, float] = {}
    at = 0.0
    for place, (key, group) in enumerate(zip(keys, groups, strict=True)):
        at += gap if place and group != groups[place - 1] else 0
        places[key] = at
        at += 1
    return places


# -- one practice, agent by agent ---------------------------------------------------------------------------------


def _funnel(ground: Ground, found: Help) -> dict[str, Any] | None:
    """The agents of one practice as shares of the figure's room; None where nobody has a case."""
    if found.funnel is None or found.funnel.rate is None or found.practice is None:
        return None
    words, rate, band = ground.words, found.funnel.rate, found.funnel.band
    agents = found.funnel.agents
    bottom = max(0.0, int(min([0.5, rate, *agents["rate"]]) * 10) / 10 - 0.05)
    most = int(band["n"].max() or 1)  # type: ignore[arg-type]

    def x(n: int) -> float:
        return n / (most * 1.06)

    def y(value: float) -> float:
        return max(0.0, (value - bottom) / (1.02 - bottom))

    limits = band.rows()
    ticks = [one / 10 for one in range(11) if one / 10 >= bottom and one % 2 == 0]
    step = max(1, -(-most // 5 // 5) * 5) if most > 5 else 1
    named = agents.filter(pl.col("outside").is_not_null()).sort("rate")
    return {
        "practice": title(words, found.practice),
        "points": [
            {
                "x": x(row["n"]),
                "y": y(row["rate"]),
                "look": (row["outside"] or "within") if row["judged"] else "few",
            }
            for row in agents.to_dicts()
        ],
        "names": _names(
            [(short_name(row["agent"]), x(row["n"]), y(row["rate"]), row["outside"]) for row in named.to_dicts()]
        ),
        "band": [[x(n), y(high)] for n, _, high in limits] + [[x(n), y(low)] for n, low, _ in reversed(limits)],
        "rate": {"y": y(rate), "words": words.tr("all: {rate}", rate=words.percent(rate))},
        "y_ticks": [{"at": y(one), "words": words.percent(one)} for one in ticks],
        "x_ticks": [{"at": x(one), "words": words.number(one)} for one in range(0, most + 1, step)],
        "x_words": words.tr("units of the agent"),
        "alt": told.funnel_alt(words, found.practice, agents),
        "told": told.funnel(words, agents),
        "note": f"{words.tr('Grey band: what chance explains, 3 sigma, around the rate of all.')} "
        f"{told.funnel_reading(words)}",
    }


def _names(named: list[tuple[str, float, float, str]]) -> list[dict[str, Any]]:
    """The names beside their marks, towards the middle, each so high that it does not touch the one below."""
    placed: list[dict[str, Any]] = []
    for name, x, y, outside in named:
        lowest = placed[-1]["y"] + NAMES_APART if placed else y
        placed.append({"name": name, "x": x, "y": max(y, lowest), "left": x > 0.5, "standing": outside})
    return placed


# -- who is clearly below a target --------------------------------------------------------------------------------


def _listing(ground: Ground, cells: pl.DataFrame) -> dict[str, Any]:
    words = ground.words
    clear = cells.filter(pl.col("standing") == BELOW).sort("missed", "agent", descending=[True, False])
    rows = [
        {
            "agent": row["agent"],
            "team": row["team"] or "–",
            "practice": title(words, row["practice"]),
            "standing": row["standing"],
            "rate": words.percent(row["rate"]),
            "interval": interval(words, row),
            "counts": words.tr("{missed} of {n}", missed=words.number(row["missed"]), n=words.number(row["n"])),
        }
        for row in clear.head(LISTED).to_dicts()
    ]
    note = words.tr(
        "Only what is clearly below the target: the whole interval, and after a false-discovery control over all "
        "agents and practices. What weighs most comes first: cases not followed, no ranking of people."
    )
    if clear.height > LISTED:
        note = f"{told.heaviest(words, LISTED, clear.height)} {note}"
    return {
        "rows": rows,
        "heads": [
            words.tr("Agent"),
            words.tr("Team"),
            words.tr("Practice"),
            words.tr("Rate"),
            words.tr("95%"),
            words.tr("Not followed"),
        ],
        "note": note,
    }
