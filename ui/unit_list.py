"""The list behind a number: opened by a click on a figure or by a button, read as real text, each row a link."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from practices import BY_ID
from practices.practice import Verdict, reason_sentence
from ui import names
from ui.charts.marks import title
from ui.links import to_unit
from ui.literal import literal
from ui.names import CHANNELS, VERDICTS, verdict_sign
from ui.theme import selected, show
from ui.wording import language, moment, number, plural, said, separators, tr

ROWS_A_PAGE = 15
Load = Callable[[tuple[str, ...]], tuple[pl.DataFrame, int]]
"""Verdicts wanted -> (UNIT_SCHEMA rows, how many there are)."""


def clickable(figure: go.Figure, name: str, alt: str, at_least: int | None = None) -> list[str] | None:
    """Draw `figure`; `customdata` of the mark that was clicked just now, None in every other run.

    `name` tells the screen's figures apart. A figure that needs `at_least` so many pixels scrolls where there are
    fewer. Its key changes when its list was closed: the same mark can then be clicked again.
    """
    with st.grid(1, wrap=False, min_column_width=at_least) if at_least else nullcontext():
        selection = show(
            figure,
            alt=alt,
            key=f"{name}_{st.session_state.get(f'{name}_rounds', 0)}",
            separators=separators(),
            on_select="rerun",
        )
    point, seen = selected(selection), f"{name}_seen"
    before = st.session_state.get(seen)
    st.session_state[seen] = point
    return None if point is None or point == before else [str(part) for part in point]


def open_list(heading: str, load: Load, name: str, first: Verdict = Verdict.MISSED) -> None:
    """Open the list behind the figure `name` in a drawer, first the units with verdict `first`. One drawer a run."""

    def closed() -> None:
        st.session_state[f"{name}_rounds"] = st.session_state.get(f"{name}_rounds", 0) + 1

    @st.dialog(heading, width="large", position="right", on_dismiss=closed)
    def drawer() -> None:
        verdict = st.segmented_control(
            tr("Verdict"),
            [one.value for one in Verdict],
            default=first.value,
            format_func=lambda one: said(VERDICTS[Verdict(one)]).capitalize(),
            key=f"list_{name}_verdict",
            label_visibility="collapsed",
            required=True,
        )
        rows, count = load((verdict,))
        listed(rows, count, key=f"list_{name}_{verdict}")

    drawer()


def listed(rows: pl.DataFrame, count: int, key: str) -> None:
    """UNIT_SCHEMA rows, a page at a time, of `count` that there are."""
    if rows.is_empty():
        st.markdown(f":gray[{tr('None in this period.')}]")
        return
    words = plural("{n} judgement", "{n} judgements", count)
    if count > rows.height:
        words = tr("{judgements}; the newest {n} are listed", judgements=words, n=number(rows.height))
    st.markdown(f":small[:gray[{words}]]")
    pages = -(-rows.height // ROWS_A_PAGE)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    shown = rows.slice((page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
    with_practice = rows["practice"].n_unique() > 1
    st.table([_cells(row, with_practice) for row in shown.to_dicts()], border="horizontal", hide_index=True, alt=words)


def _cells(row: dict[str, Any], with_practice: bool) -> dict[str, str]:
    practice = BY_ID[row["practice"]]
    why = literal(reason_sentence(practice, row["reason"], row["detail"], language()))
    if with_practice:
        why = f"**{title(row['practice'])}.** {why}"
    first_place = (row["evidence"] or "").split(" ")[0] or None
    address = to_unit(row["unit"], row["contact_id"], row["os_id"], first_place)
    of_order = row["unit"] == "service_order"
    what = names.order_name(row["os_id"]) if of_order else names.name(CHANNELS, row["channel"])
    link = f"[{tr('open the record')}]({address})" if address else ""
    return {
        tr("When"): f"{moment(row['at'], year=False)}  \n{link}",
        tr("Customer"): f"{literal(row['customer'])}  \n:small[:gray[{what}]]",
        tr("Agent"): literal(row["agent"]),
        tr("Why"): f"{verdict_sign(row['verdict'])} {why}",
    }
