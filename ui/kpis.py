"""An indicator on the screen: its name, its definition in one line, its number with n and interval, its months, and
how it stands beside its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import polars as pl
import streamlit as st

from ui import theme, wording
from ui.charts.kept import Kept
from ui.charts.marks import FEW_CASES
from ui.charts.months import month_line, months_in_words
from ui.indicators import (
    BACKLOG,
    DEFINITIONS,
    is_count,
    is_share,
    measure_title,
    nothing_counted,
    target_value,
    value_words,
    worded,
)
from ui.kpi_rows import Rows, cells, rows_table
from ui.screen import nothing_here, small
from ui.sentences.kpis import beside_target, last_whole_month
from ui.unit_list import ask, asked, open_button, open_rows, paged, practices_of
from ui.units import Units
from ui.wording import interval, number, period, plural, said, tr

TILE = 230
"""Pixels: a tile is never narrower."""
LIST, TARGET = "list", "target"
"""What of a tile may stand open; in the address `?open=list:retention`, `?open=target:retention`."""


class Page(Protocol):
    """Indicators and pillars of the period, of the one before and by month (`queries.cache.KpiPage`)."""

    @property
    def now(self) -> pl.DataFrame: ...
    @property
    def before(self) -> pl.DataFrame: ...
    @property
    def months(self) -> pl.DataFrame: ...
    @property
    def pillars(self) -> pl.DataFrame: ...
    @property
    def pillars_before(self) -> pl.DataFrame: ...
    @property
    def pillar_months(self) -> pl.DataFrame: ...
    @property
    def backlog(self) -> pl.DataFrame: ...
    @property
    def backlog_months(self) -> pl.DataFrame: ...
    @property
    def calibrating(self) -> tuple[str, ...]: ...


def is_empty(page: Page) -> bool:
    """Whether nothing at all counts in the period."""
    return not page.now["n"].sum() and not page.pillars["n"].sum()


@dataclass(frozen=True)
class Board:
    """What all tiles of the screen share.

    targets     measure, month, target, own of every month shown (`queries.targets.HOLDING_SCHEMA`)
    reaches     the last day on record: a month that it ends too early is marked
    open_target opens the targets of a measure; None where the viewer may only look
    """

    kept: Kept
    reaches: date
    targets: pl.DataFrame
    open_target: Callable[[str], None] | None

    def of(self, key: str) -> pl.DataFrame:
        """The months of one measure that have a target: month, target, own."""
        return self.targets.filter(pl.col("measure") == key).select("month", "target", "own")


def tile(
    key: str,
    title: str,
    definition: str | None,
    tables: tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame],
    board: Board,
    when: str | None = None,
) -> str | None:
    """One indicator from `tables` of `queries.kpis.KPI_SCHEMA`: this period, the one before, the months.

    `when` says which period the number is of, since the line below goes by months; None: of now.

    Says what of it stands open: LIST, TARGET, or nothing.
    """
    now, before, months = tables
    row = now.row(by_predicate=pl.col("kpi") == key, named=True)
    history = months.filter(pl.col("kpi") == key).join(board.of(key), on="month", how="left", maintain_order="left")
    with st.container(gap="xsmall"):
        st.metric(title, value_words(key, row["value"], row["n"]))
        if notes := [*([when] if when else []), *_notes(key, row, before)]:
            st.markdown(small(" · ".join(notes)))
        if standing := _standing(key, row, history, board.reaches):
            st.markdown(f":small[{standing}]")
        goal = partial(target_value, key)
        theme.show(
            board.kept.figure(
                lambda colours: month_line(history, worded(key), colours, not is_share(key), board.reaches, goal),
                "months",
                key,
                history["target"].to_list(),
            ),
            alt=months_in_words(history, title, worded(key), goal),
            key=f"months_{key}",
            separators=wording.separators(),
        )
        if definition:
            st.markdown(small(definition))
        return _asked(key, bool(row["n"]), board.open_target is not None and ":" not in key)


def _notes(key: str, row: dict[str, Any], before: pl.DataFrame | None) -> list[str]:
    notes = []
    if not is_count(key):
        notes.append(f"n {number(row['n'])}" if row["n"] else nothing_counted(key))
    if row["low"] is not None and row["n"]:
        notes.insert(0, interval(row["low"], row["high"]) if row["n"] >= FEW_CASES else tr("few data"))
    if before is not None:
        past = before.row(by_predicate=pl.col("kpi") == key, named=True)
        if past["value"] is not None:
            notes.append(tr("before: {value}", value=value_words(key, past["value"], past["n"])))
    return notes


def _standing(key: str, row: dict[str, Any], history: pl.DataFrame, reaches: date) -> str | None:
    """How the indicator stands beside the target of the month in which the period ends."""
    target, own = history.select("target", "own").row(-1)
    return None if target is None else beside_target(key, row, target, own, last_whole_month(history, reaches))


def _asked(key: str, has_rows: bool, may_set: bool) -> str | None:
    """Draw the tile's buttons; what of it the address says stands open."""
    with st.container(horizontal=True, gap="small"):
        if has_rows:
            open_button(f"open_kpi_{key}", f"{LIST}:{key}")
        if may_set:
            flag, opens = ":material/flag:", f"{TARGET}:{key}"
            st.button(tr("Target"), icon=flag, type="tertiary", key=f"target_of_{key}", on_click=ask, args=(opens,))
    if has_rows and asked(f"{LIST}:{key}"):
        return LIST
    return TARGET if may_set and asked(f"{TARGET}:{key}") else None


def pillars(page: Page, chosen: Any, units: Units, board: Board) -> None:
    """Compliance in all and by pillar; each opens the units that it counts."""
    tables = (page.pillars, page.pillars_before, page.pillar_months)
    st.markdown(small(tr("Practices followed, of all judgements that could be made.")))
    with st.grid(4, min_column_width=TILE, gap="large"):
        for key in page.pillars["kpi"]:
            title = measure_title(key)
            opened = tile(key, title, None, tables, board, period(chosen.from_day, chosen.to_day))
            if opened == LIST:
                units.open(f"kpi_{key}", chosen, practices_of(key, page.calibrating))
            elif opened == TARGET and board.open_target:
                board.open_target(key)


def tiles(keys: Sequence[str], page: Page, chosen: Any, rows_of: Rows, board: Board) -> None:
    """Some of the indicators, each with the rows behind it."""
    tables = (page.now, page.before, page.months)
    with st.grid(4, min_column_width=TILE, gap="large"):
        for key in keys:
            title = measure_title(key)
            opened = tile(key, title, said(DEFINITIONS[key]), tables, board, period(chosen.from_day, chosen.to_day))
            if opened == LIST:
                heading = f"{title}, {wording.span(chosen.from_day, chosen.to_day)}"
                open_rows(heading, f"kpi_{key}", partial(rows_table, key, rows_of, chosen))
            elif opened == TARGET and board.open_target:
                board.open_target(key)


def backlog(page: Page, orders_of: Callable[[str], pl.DataFrame], board: Board) -> None:
    """Open orders now and at the end of each month, in all and by age; each band opens its orders."""
    st.markdown(
        small(
            tr(
                "Of now, whatever the period above; age since the order was opened. Line: as it was at each month's "
                "end; orders that ended without a day on record are left out there."
            )
        )
    )
    bands = page.backlog.with_columns(kpi=pl.lit(f"{BACKLOG}:") + pl.col("band"))
    all_open = pl.DataFrame({"kpi": [BACKLOG], "count": [page.backlog["count"].sum()]})
    counted = pl.concat([all_open, bands.select("kpi", "count")], how="vertical_relaxed")
    no_share = pl.lit(None, dtype=pl.Float64)
    now = counted.select("kpi", value=pl.col("count").cast(pl.Float64), n="count", low=no_share, high=no_share)
    if not all_open["count"].item():
        nothing_here(tr("No service order is open."))
    with st.grid(3, min_column_width=TILE, gap="large"):
        for key in now["kpi"]:
            band = key.partition(":")[2]
            words = _age(band) if band else tr("In all")
            opened = tile(key, words, None, (now, None, page.backlog_months), board)
            if opened == LIST:
                heading = tr("Open for {days}", days=words) if band else tr("Open service orders")
                bands_shown = [band] if band else bands["band"].to_list()
                open_rows(heading, "backlog", partial(_orders_table, key, bands_shown, orders_of))
            elif opened == TARGET and board.open_target:
                board.open_target(key)


def _age(band: str) -> str:
    """A band of age (`queries.backlog.BANDS`) in words: 'up to 1 day', '2 to 3 days', '16 days or more'."""
    first, _, last = band.removesuffix("+").partition("-")
    if not last:
        return tr("{first} days or more", first=first)
    return tr("up to 1 day") if (first, last) == ("0", "1") else tr("{first} to {last} days", first=first, last=last)


def _orders_table(key: str, bands: Sequence[str], orders_of: Callable[[str], pl.DataFrame]) -> None:
    rows = pl.concat([orders_of(band) for band in bands]).sort("day", "os_id")
    words = plural("{n} service order", "{n} service orders", rows.height)
    paged(rows, partial(cells, BACKLOG), words, key=f"orders_{key}")
