"""One case on a line to scale: the request, what the customer did, the due time, today. Silence has a length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go
import polars as pl

from ui.charts.marks import BARE_AXIS
from ui.theme import Palette
from ui.wording import day, days, tr

HEIGHT = 84
NARROW = 350
"""Pixels: labels are placed as if the strip had this width, the one it has on a phone."""
LETTER = 6.2
"""Pixels of a letter at 12 px, about."""
ABOVE, BELOW = 1, -1


@dataclass
class _Label:
    at: float
    words: str
    side: int
    anchor: str
    late: bool = False


def case_strip(
    story: pl.DataFrame, made_at: datetime, due_at: datetime, until: datetime, days_late: int | None, colours: Palette
) -> go.Figure:
    """Columns at and what of the case's story (`queries.story.STORY_SCHEMA`).

    `until` is now, or when the customer heard back; `days_late` is None where they did, 0 in time.
    """
    first = min(made_at, due_at)
    length = max((max(until, due_at) - first).total_seconds(), 1.0)

    def place(moment: datetime) -> float:
        return (moment - first).total_seconds() / length

    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 10, "t": 0, "b": 0},
        xaxis={**BARE_AXIS, "range": [0, 1]},
        yaxis={**BARE_AXIS, "range": [-1, 1]},
    )
    due, now = place(due_at), place(until)
    _line(figure, place(made_at), min(due, now), colours.unknown)
    if now < due:
        _line(figure, now, due, colours.unknown, dash="dot")
    else:
        _line(figure, due, now, colours.below)
    figure.add_shape(type="line", x0=due, x1=due, y0=-0.3, y1=0.3, line={"color": colours.text, "width": 1.5})
    touches = _touches(story, made_at, until)
    _rings(figure, touches, place, due_at, colours)
    _ends(figure, place(made_at), now, now > due, days_late is None, colours)
    labels = [
        _Label(place(made_at), tr("asked, {day}", day=day(made_at, year=False)), ABOVE, "left"),
        _last_label(now, until, days_late, due),
        _Label(due, tr("due, {day}", day=day(due_at, year=False)), BELOW, "right" if due > 0.5 else "left"),
        *(
            _Label(place(at), f"{_who(what)}, {day(at, year=False)}", ABOVE, "center", late=at > due_at)
            for at, what in touches
        ),
    ]
    _write(figure, labels, colours)
    return figure


def _who(what: str) -> str:
    return {"customer": tr("customer"), "attempt": tr("attempt")}.get(what, tr("contact"))


def _touches(story: pl.DataFrame, made_at: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """The customer's and our contacts after the request, one a day."""
    kinds = {"customer": "customer", "came": "customer", "attempt": "attempt", "tried": "attempt"}
    kinds |= {"spoken": "ours", "elsewhere": "ours"}
    later = story.filter(pl.col("what").is_in(list(kinds)), pl.col("at") > made_at, pl.col("at") <= until)
    found: dict[tuple[object, str], datetime] = {}
    for at, what in later.select("at", "what").rows():
        if day(at) != day(made_at):
            found.setdefault((day(at), kinds[what]), at)
    return [(at, kind) for (_, kind), at in found.items()]


def _line(figure: go.Figure, x0: float, x1: float, colour: str, dash: str = "solid") -> None:
    figure.add_shape(
        type="line", x0=x0, x1=x1, y0=0, y1=0, layer="below", line={"color": colour, "width": 3, "dash": dash}
    )


def _rings(
    figure: go.Figure,
    touches: list[tuple[datetime, str]],
    place: object,
    due_at: datetime,
    colours: Palette,
) -> None:
    figure.add_scatter(
        x=[place(at) for at, _ in touches],  # type: ignore[operator]
        y=[0] * len(touches),
        mode="markers",
        marker={
            "size": 11,
            "color": colours.page,
            "line": {"width": 2, "color": [colours.below if at > due_at else colours.unknown for at, _ in touches]},
        },
        hovertext=[f"{_who(what)}, {day(at)}" for at, what in touches],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _ends(figure: go.Figure, made: float, now: float, late: bool, returned: bool, colours: Palette) -> None:
    ends = ((made, "circle", colours.page, colours.unknown), (now, *_last_mark(late, returned, colours)))
    for x, symbol, fill, rim in ends:
        figure.add_scatter(
            x=[x],
            y=[0],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": fill, "line": {"width": 2, "color": rim}},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _last_mark(late: bool, returned: bool, colours: Palette) -> tuple[str, str, str]:
    if returned:
        return ("circle", colours.unknown, colours.unknown)
    return ("diamond", colours.below, colours.below) if late else ("circle", colours.text, colours.text)


def _last_label(now: float, until: datetime, days_late: int | None, due: float) -> _Label:
    anchor = "right" if now > 0.5 else "left"
    if days_late is None:
        return _Label(now, tr("return, {day}", day=day(until, year=False)), ABOVE, anchor)
    if now <= due:
        return _Label(now, tr("today"), ABOVE, anchor if now > 0.3 else "center")
    words = tr("today: {days} past due", days=days(days_late)) if days_late else tr("today: past due")
    return _Label(now, words, ABOVE, anchor, late=True)


def _write(figure: go.Figure, labels: list[_Label], colours: Palette) -> None:
    """Each label on its side, else on the other, else not at all (the mark's hover still says it)."""
    taken: dict[int, list[tuple[float, float]]] = {ABOVE: [], BELOW: []}
    for label in labels:
        for side in (label.side, -label.side):
            begin, end = _extent(label)
            inside = begin > -0.03 and end < 1.03
            if inside and all(end < other or begin > last for other, last in taken[side]):
                taken[side].append((begin - 0.02, end + 0.02))
                figure.add_annotation(
                    x=label.at,
                    y=side * 0.62,
                    text=label.words,
                    xanchor=label.anchor,
                    font={"size": 12, "color": colours.below_text if label.late else colours.text},
                )
                break


def _extent(label: _Label) -> tuple[float, float]:
    width = len(label.words) * LETTER / NARROW
    begin = {"left": label.at, "center": label.at - width / 2, "right": label.at - width}[label.anchor]
    return begin, begin + width
