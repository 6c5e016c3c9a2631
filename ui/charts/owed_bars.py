"""Horizontal bars, overdue in orange and in time in grey, the total at the end: one look for three charts."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.marks import BARE_AXIS, plain
from ui.literal import literal
from ui.theme import Palette
from ui.wording import number, tr

ROW = 28
LABELS = 130
"""Pixels for the names on the left: the same in every chart, so that bars of one scale have one length."""
IN_TIME_OPACITY = 0.5
MISSED, PENDING = "missed", "pending"


@dataclass(frozen=True)
class Bar:
    """One row: its name, how many are overdue and in time, and what a click on it chooses (None: nothing)."""

    label: str
    late: int
    in_time: int
    chooses: str | None

    @property
    def total(self) -> int:
        return self.late + self.in_time


def bars(rows: list[Bar], most: int, colours: Palette) -> go.Figure:
    """Rows from top to bottom on an axis from 0 to `most`; each part's customdata is [what it chooses, its state]."""
    figure = go.Figure()
    figure.update_layout(
        height=ROW * max(1, len(rows)) + 6,
        margin={"l": LABELS, "r": 34, "t": 2, "b": 2},
        barmode="stack",
        xaxis={**BARE_AXIS, "range": [0, max(1, most)]},
        yaxis={**BARE_AXIS, "range": [len(rows) - 0.5, -0.5]},
    )
    places = list(range(len(rows)))
    parts = (
        (MISSED, [row.late for row in rows], colours.below, 1.0, tr("overdue")),
        (PENDING, [row.in_time for row in rows], colours.unknown, IN_TIME_OPACITY, tr("in time")),
    )
    for state, counts, colour, opacity, words in parts:
        figure.add_bar(
            y=places,
            x=counts,
            orientation="h",
            marker={"color": colour, "opacity": opacity},
            customdata=[[row.chooses, state] for row in rows],
            hovertext=[
                f"<b>{plain(row.label)}</b><br>{number(count)} {words}" for row, count in zip(rows, counts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": opacity}},
            unselected={"marker": {"opacity": opacity}},
        )
    for place, row in enumerate(rows):
        _words(figure, row, place, colours)
    return figure


def _words(figure: go.Figure, row: Bar, place: int, colours: Palette) -> None:
    figure.add_annotation(
        x=0, y=place, text=_short(row.label), xanchor="right", xshift=-8, font={"size": 13, "color": colours.text}
    )
    figure.add_annotation(
        x=row.total,
        y=place,
        text=number(row.total),
        xanchor="left",
        xshift=6,
        font={"size": 13, "color": colours.text if row.total else colours.quiet},
    )


def _short(label: str) -> str:
    """A name that fits beside the bars: first and last name, cut where even that is too long."""
    words = label.split()
    shown = label if len(label) <= 17 or len(words) < 3 else f"{words[0]} {words[-1]}"
    return plain(shown if len(shown) <= 18 else shown[:17].rstrip() + "…")


def in_words(rows: list[Bar]) -> str:
    """The chart for those who do not see it."""
    return "; ".join(
        tr(
            "{name}: {late} overdue, {in_time} in time",
            name=row.label,
            late=number(row.late),
            in_time=number(row.in_time),
        )
        for row in rows
    )


def cells(heading: str, rows: list[Bar]) -> list[dict[str, str]]:
    """The chart as a table of text; labels are names that others wrote."""
    return [
        {heading: literal(row.label), tr("Overdue"): number(row.late), tr("In time"): number(row.in_time)}
        for row in rows
    ]
