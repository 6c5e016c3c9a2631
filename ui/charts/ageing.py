"""How long customers have waited beyond the due time: one bar an age band."""

from __future__ import annotations

import polars as pl

from ui.charts.owed_bars import Bar
from ui.wording import mark, said

BAND_NAMES = {
    "in_time": mark("in time"),
    "1-3": mark("up to 3 days"),
    "4-7": mark("4 to 7 days"),
    "8-14": mark("8 to 14 days"),
    "15+": mark("15 or more"),
}
"""The age bands of `queries.follow_up.BANDS` in the user's words (by `said`)."""


def ageing(bands: pl.DataFrame) -> list[Bar]:
    """Columns band and count, in order; a click chooses the band."""
    return [
        Bar(said(BAND_NAMES[band]), 0, count, band)
        if band == "in_time"
        else Bar(said(BAND_NAMES[band]), count, 0, band)
        for band, count in bands.select("band", "count").rows()
    ]
