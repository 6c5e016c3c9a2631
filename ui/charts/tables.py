"""The same rows as the figures, as real text: for keyboards, screen readers, phones and copying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ui.charts.marks import ABOVE, BELOW, FEW_CASES, SIGNS, rate_words, title
from ui.links import to_practice
from ui.literal import literal
from ui.telling import rates
from ui.unit_list import paged
from ui.wording import day, interval, number, percent, plural, spoken, tr
from ui.words import short_name, unbroken


def practices(rows: pl.DataFrame, pillars: pl.DataFrame) -> None:
    """PRACTICE_SCHEMA rows under their pillars (MOVEMENT_SCHEMA), those that left their normal first."""
    for pillar in pillars.filter(pl.col("key") != "total").to_dicts():
        moved = pl.col("signal").is_in([ABOVE, BELOW])
        of_pillar = rows.filter(pl.col("pillar") == pillar["key"]).sort(~moved, maintain_order=True)
        if of_pillar.is_empty():
            continue
        st.markdown(f"**{title(pillar['key'])}**, {rate_words(pillar['rate'], pillar['n'], pillar['met'])}")
        st.table(
            [_practice(row) for row in of_pillar.to_dicts()],
            border="horizontal",
            hide_index=True,
            alt=title(pillar["key"]),
        )


def _practice(row: dict[str, Any]) -> dict[str, str]:
    change, signal = rates.change(spoken(), row), rates.signal_words(spoken(), row)
    about = [tr("target {target}", target=percent(row["target"])), tr("n {n}", n=number(row["n"]))]
    words = _small(" · ".join(unbroken(one) for one in about))
    return {
        tr("Practice"): f"[{title(row['key'])}]({to_practice(row['key'])})  \n{words}",
        tr("Rate"): _rate(row, with_n=False),
        tr("Change, p.p."): f"{change}  \n{_small(signal)}" if signal else change,
    }


def _rate(row: dict[str, Any], *, with_n: bool = True) -> str:
    """Sign and rate, and below them the interval and n, unless the row says n elsewhere."""
    rate = f"{SIGNS.get(row['standing'], '')} {rate_words(row['rate'], row['n'], row['met'])}".strip()
    below = [interval(row["low"], row["high"])] if row["n"] >= FEW_CASES else []
    if with_n:
        below.append(tr("n {n}", n=number(row["n"])))
    return f"{rate}  \n{_small(' · '.join(unbroken(one) for one in below))}" if below else rate


def _small(words: str) -> str:
    return f":small[:gray[{words}]]"


def cells(rows: pl.DataFrame) -> None:
    """Every cell of the grid (CELL_SCHEMA), a page at a time: the clearly below, the clearly above, the rest.

    Within these the order is the grid's: no list ranks agents.
    """
    clear_first = pl.when(pl.col("standing") == BELOW).then(0).when(pl.col("standing") == ABOVE).then(1).otherwise(2)
    words = plural("{n} cell: an agent in a practice", "{n} cells: each an agent in a practice", rows.height)
    paged(rows.sort(clear_first, maintain_order=True), _cell, words, key="grid_list")


def _cell(row: dict[str, Any]) -> dict[str, str]:
    who = literal(short_name(row["agent"])) + (f", {literal(row['team'])}" if row["team"] else "")
    counts = tr("{missed} of {n}", missed=number(row["missed"]), n=number(row["n"]))
    return {
        tr("Agent"): f"{who}  \n{_small(title(row['practice']))}",
        tr("Not followed"): unbroken(counts),
        tr("Rate"): f"{_rate(row, with_n=False)}  \n{_small(rates.standing(spoken(), row['standing']))}",
    }


def scorecard(rows: pl.DataFrame) -> None:
    """SCORE_SCHEMA rows with any case."""
    shown = rows.filter(pl.col("n") > 0)
    st.table([_score(row) for row in shown.to_dicts()], border="horizontal", hide_index=True, alt=tr("Scorecard"))


def _score(row: dict[str, Any]) -> dict[str, str]:
    return {
        tr("Practice"): title(row["practice"])
        + (f"  \n{_small(tr('in calibration'))}" if row.get("calibrating") else ""),
        tr("Rate"): _rate(row),
        tr("Team"): percent(row["team_rate"]) if row["team_n"] >= FEW_CASES else "–",
    }


def weeks(rows: pl.DataFrame) -> None:
    """TREND_SCHEMA rows with any case, the newest first."""
    shown = rows.filter(pl.col("n") > 0).sort("week", descending=True)
    cells = [
        {
            tr("Week from"): day(row["week"], year=False),
            tr("Rate"): rate_words(row["rate"], row["n"], row["met"]),
            "n": number(row["n"]),
            tr("Team"): percent(row["team_rate"]),
        }
        for row in shown.to_dicts()
    ]
    st.table(cells, border="horizontal", hide_index=True, alt=tr("Weeks"))


def places(sections: Sequence[tuple[str, Sequence[tuple[str, dict[str, Any]]]]]) -> None:
    """Sections of (name, row of rates with standing), each under its heading; names are Markdown-safe."""
    for heading, rows in sections:
        cells = [{heading: one, tr("Rate"): _rate(row), tr("Not followed"): number(row["missed"])} for one, row in rows]
        st.table(cells, border="horizontal", hide_index=True, alt=heading)
