"""The list behind a number: opened by a click on a figure or by a button, read as real text, each row a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol, Self

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from practices import PRACTICES
from ui.charts.marks import title
from ui.device import on_a_phone
from ui.links import OPEN
from ui.screen import nothing_here, small
from ui.theme import selected, show
from ui.wording import say_anew, separators, tr

ROWS_A_PAGE = 15
ARROW = ":material/arrow_forward:"


class Period(Protocol):
    """What the bar chooses (`queries.choice.Choice`), as far as lists and figures look at it."""

    @property
    def from_day(self) -> date: ...
    @property
    def to_day(self) -> date: ...
    @property
    def days(self) -> int: ...
    def last_weeks(self, weeks: int) -> Self: ...


def week_from(period: Any, first_day: str) -> Any:
    """The same choice over the seven days that begin on `first_day` (ISO)."""
    first = date.fromisoformat(first_day)
    return replace(period, from_day=first, to_day=first + timedelta(days=6))


# -- what opens a list --------------------------------------------------------------------------------------------


def clickable(figure: go.Figure, name: str, alt: str, at_least: int | None = None) -> list[str] | None:
    """Draw `figure`; `customdata` of the mark that was clicked just now, None in every other run.

    `name` tells the screen's figures apart. A figure that needs `at_least` so many pixels scrolls where there are
    fewer. Its key changes when its list was closed: the same mark can then be clicked again.
    """
    if at_least and on_a_phone():
        st.markdown(small(tr("The figure scrolls sideways.")))
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


def open_button(key: str, opens: str | None = None) -> bool:
    """The button that opens the list behind a number: for keyboards too. Whether it was pressed.

    `opens` is what it writes into the address, for a list that stands there: whether it stands open.
    """
    act = (lambda: ask(opens)) if opens else None
    pressed = st.button(tr("Open the list"), icon=ARROW, type="tertiary", key=key, on_click=act)
    return asked(opens) if opens else pressed


def ask(what: str) -> None:
    """Let `what` stand open from now on: in the address, so that a link opens it too."""
    st.query_params[OPEN] = what


def asked(what: str) -> bool:
    """Whether the address says that `what` stands open."""
    return asked_for() == what


def asked_for() -> str:
    """What the address says stands open; '' where it says nothing."""
    return st.query_params.get(OPEN, "")


def start_on(key: str, options: Sequence[str], first: str | None) -> None:
    """Let the box `key` stand on `first`: at first, whenever that is another than it was, and where the last choice is
    not among `options` any more. Without a `first`, on the first option."""
    seen = f"{key}_first"
    if st.session_state.get(key) not in options or (first and st.session_state.get(seen) != first):
        st.session_state[key] = first or options[0]
    st.session_state[seen] = first


def practice_box(practices: Sequence[str], key: str, first: str | None = None) -> str:
    """Choose one of `practices`, at first `first` (`start_on`)."""
    start_on(key, practices, first)
    say_anew(key)
    picked: str = st.selectbox(
        tr("Practice"),
        practices,
        format_func=title,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width=280,
    )
    return picked


def practices_of(key: str, calibrating: Sequence[str]) -> tuple[str, ...] | None:
    """The practices that count in a pillar or in 'total': without those in calibration; None where all do."""
    if key == "total" and not calibrating:
        return None
    of_key = [one for one in PRACTICES if key in ("total", one.pillar.value)]
    return tuple(one.id for one in of_key if one.id not in calibrating)


# -- the list itself ----------------------------------------------------------------------------------------------


def open_rows(heading: str, name: str, draw: Callable[[], None]) -> None:
    """Open a drawer with a list that `draw` draws, behind the figure `name`. One drawer a run."""

    def closed() -> None:
        st.session_state[f"{name}_rounds"] = st.session_state.get(f"{name}_rounds", 0) + 1
        st.query_params.pop(OPEN, None)

    st.dialog(heading, width="large", position="right", on_dismiss=closed)(draw)()


def paged(
    rows: pl.DataFrame,
    cells: Callable[[dict[str, Any]], dict[str, str]],
    words: str,
    *,
    key: str,
    count: int | None = None,
    further: Callable[[int], pl.DataFrame] | None = None,
    once: str | None = None,
) -> None:
    """`rows` as a table of text, a page at a time, each as `cells` says; `words` count them.

    Where there are `count`, more than `rows`, `further` reads on: it skips so many and gives as many as `rows` has,
    which are whole pages. What all rows of a page say alike in the column `once` stands above them instead.
    """
    if rows.is_empty():
        nothing_here(tr("None in this period."))
        return
    st.markdown(small(words))
    pages = -(-(rows.height if count is None else count) // ROWS_A_PAGE)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    begin = (page - 1) * ROWS_A_PAGE
    skip = begin // rows.height * rows.height
    if skip and further:
        rows = further(skip)
    shown = [cells(row) for row in rows.slice(begin - skip, ROWS_A_PAGE).to_dicts()]
    if once and len(shown) > 1 and len({row[once] for row in shown}) == 1:
        st.markdown(shown[0][once])
        shown = [{column: cell for column, cell in row.items() if column != once} for row in shown]
    st.table(shown, border="horizontal", hide_index=True, alt=words)


def record_link(address: str | None) -> str:
    """The link that opens a row's record, as Markdown; nothing where there is none."""
    return f"[{tr('open the record')}]({address})" if address else ""
