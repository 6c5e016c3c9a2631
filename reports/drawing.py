"""What is drawn, as shares of the room it has: the layout knows millimetres, this file the numbers.

The idioms are those of the screens: a dot with its interval beside a tick, weeks in their normal band; a verdict has
its sign beside the colour (`reports/layout/base.typ`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ui.words import Words

SMALLEST_SCALE, LARGEST_SCALE = 0.06, 0.25
"""Half a row's height stands for this much of a rate, the same in every row."""

Drawn = dict[str, Any]


def axis(words: Words, lows: Sequence[float]) -> tuple[float, list[Drawn]]:
    """Where an axis of rates begins, and its ticks: at 50%, or at the ten below the lowest value shown.

    Every second tick is named, so that names do not touch.
    """
    low = max(0.0, int(min([0.5, *lows]) * 10) / 10)
    step = 0.1 if low >= 0.5 else 0.2
    values = [round(1 - step * one, 2) for one in range(round((1 - low) / step) + 1)]
    named = {one for one in values if round(one * 10) % 2 == 0}
    return low, [
        {"at": share(one, low), "words": words.percent(one) if one in named else ""}
        for one in reversed(values)
        if one >= low
    ]


def share(value: float, low: float) -> float:
    """Where a rate stands on an axis that begins at `low`."""
    return max(0.0, min(1.0, (value - low) / (1 - low)))


def dot(row: dict[str, Any], low: float, tick: float | None, few: int) -> Drawn | None:
    """A rate with its interval (RATE_SCHEMA and `standing`) beside `tick`; None where there are too few cases."""
    if row["n"] < few or row["rate"] is None:
        return None
    return {
        "at": share(row["rate"], low),
        "low": share(row["low"], low),
        "high": share(row["high"], low),
        "tick": None if tick is None else share(tick, low),
        "standing": row["standing"],
    }


def span_of(weeks: pl.DataFrame, *columns: str) -> tuple[float, float]:
    """The lowest and highest value of several lines that share an axis, with a little air."""
    values = pl.concat([weeks[one] for one in (*columns, "rate", "normal_low", "normal_high")]).drop_nulls()
    if values.is_empty():
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
    air = max(0.02, (high - low) * 0.12)
    return low - air, high + air


def line(weeks: pl.DataFrame, places: int, span: tuple[float, float], signal: str) -> Drawn | None:
    """Weeks of one rate (WEEK_SCHEMA of one key) in their band, the last of `places` at the right; None without two."""
    shown = _placed(weeks, places)
    if shown.height < 2:
        return None
    low, high = span

    def y(value: float) -> float:
        return max(0.0, min(1.0, (value - low) / (high - low)))

    return {
        "line": [[x, y(rate)] for x, rate in shown.select("x", "rate").rows()],
        "band": _band([(x, y(below), y(above)) for x, below, above in _limits(shown)]),
        "dotted": [[x, y(team)] for x, team in _dotted(shown)],
        "signal": signal,
    }


def sparks(weeks: pl.DataFrame, signals: dict[str, str], places: int) -> dict[str, Drawn]:
    """Each key's weeks around the middle of its band, all on one scale: many cases look as certain as they are."""
    found = {key: _placed(weeks.filter(pl.col("key") == key), places) for key in signals}
    found = {key: one for key, one in found.items() if one.height >= 2}
    centres = {key: _centre(one) for key, one in found.items()}
    scale = _scale([(centres[key], one) for key, one in found.items()])
    drawn: dict[str, Drawn] = {}
    for key, one in found.items():
        middle = centres[key]

        def y(value: float, middle: float = middle) -> float:
            return 0.5 + 0.45 * max(-1.0, min(1.0, (value - middle) / scale))

        drawn[key] = {
            "line": [[x, y(rate)] for x, rate in one.select("x", "rate").rows()],
            "band": _band([(x, y(below), y(above)) for x, below, above in _limits(one)]),
            "signal": signals[key],
        }
    return drawn


def _placed(weeks: pl.DataFrame, places: int) -> pl.DataFrame:
    """The weeks with a rate, `x` from 0 to 1; a week without cases leaves a gap in time, not in the line."""
    weeks = weeks.with_columns(pl.col("week").cast(pl.Date))
    last = pl.lit(weeks["week"].max(), dtype=pl.Date)
    back = (last - pl.col("week")).dt.total_days() // 7
    return weeks.filter(pl.col("rate").is_not_null()).with_columns(x=1 - back / (places - 1)).sort("week")


def _limits(shown: pl.DataFrame) -> list[tuple[float, float, float]]:
    return shown.drop_nulls("normal_low").select("x", "normal_low", "normal_high").rows()


def _dotted(shown: pl.DataFrame) -> list[tuple[float, float]]:
    return shown.drop_nulls("team_rate").select("x", "team_rate").rows() if "team_rate" in shown.columns else []


def _band(limits: list[tuple[float, float, float]]) -> list[list[float]]:
    if len(limits) < 2:
        return []
    return [[x, high] for x, _, high in limits] + [[x, low] for x, low, _ in reversed(limits)]


def _centre(shown: pl.DataFrame) -> float:
    limits = _limits(shown)
    if not limits:
        return float(shown["rate"].mean())  # type: ignore[arg-type]
    return sum((low + high) / 2 for _, low, high in limits) / len(limits)


def _scale(found: list[tuple[float, pl.DataFrame]]) -> float:
    reaches = sorted(
        max(abs(value - centre) for value in [*one["rate"], *one["normal_high"].drop_nulls()]) for centre, one in found
    )
    typical = reaches[int(len(reaches) * 0.8)] if reaches else LARGEST_SCALE
    return max(SMALLEST_SCALE, min(LARGEST_SCALE, typical))


def apart(places: Sequence[float], least: float) -> list[float]:
    """Two places in rising order, pushed so far apart that their labels do not touch; one place stays."""
    if len(places) != 2 or places[1] - places[0] >= least:
        return list(places)
    middle = sum(places) / 2
    return [middle - least / 2, middle + least / 2]
