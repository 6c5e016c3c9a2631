"""How long customers have waited beyond the due time: one bar an age band."""

from __future__ import annotations

import polars as pl

from ui.charts.owed_bars import Bar
from ui.codes import BANDS
from ui.wording import said


def ageing(bands: pl.DataFrame) -> list[Bar]:
    """Columns band and count, in order; a click chooses the band."""
    return [
        Bar(said(BANDS[band]), 0, count, band) if band == "in_time" else Bar(said(BANDS[band]), count, 0, band)
        for band, count in bands.select("band", "count").rows()
    ]
