"""A rate in words: how high, how sure, whether it moved, what a mark without colour stands for.

A row has the columns met, n, rate, low and high; where it is beside the period before, also before_n, change, signal,
signal_by, normal_low and normal_high (`queries.compliance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from practices.policy import default_policy
from ui.words import NOTHING, Words, mark

ABOVE, BELOW = "above", "below"
FEW_CASES = default_policy().few
"""Below this many cases no percentage is shown, only the counts."""
STANDINGS = {ABOVE: mark("clearly above"), BELOW: mark("clearly below"), "few": mark("few data")}
MANY = 1000
"""From this many cases on an interval is told with one decimal."""

Row = Mapping[str, Any]


def rate(words: Words, row: Row) -> str:
    """'71%', or the counts where there are too few cases for a percentage, or a dash."""
    if row["n"] == 0 or row["rate"] is None:
        return NOTHING
    if row["n"] >= FEW_CASES:
        return words.percent(row["rate"])
    return words.tr("{met} of {n}", met=words.number(row["met"]), n=words.number(row["n"]))


def headline(words: Words, row: Row) -> str:
    """A rate as a big number, or that there are too few cases for one."""
    if row["n"] == 0:
        return NOTHING
    return words.percent(row["rate"]) if row["n"] >= FEW_CASES else words.tr("few data")


def interval(words: Words, row: Row) -> str:
    """'66 a 75', with one decimal where there are many cases; nothing where there are few."""
    if row["n"] < FEW_CASES or row["low"] is None:
        return ""
    return words.interval(row["low"], row["high"], int(row["n"] >= MANY))


def rate_sentence(words: Words, row: Row) -> str:
    """A rate with all that belongs to it: '71% (66 a 75), n 431'."""
    if row["n"] < FEW_CASES or row["rate"] is None:
        return words.tr("few data: {met} of {n} followed", met=words.number(row["met"]), n=words.number(row["n"]))
    return words.tr(
        "{rate} ({interval}), n {n}",
        rate=words.percent(row["rate"]),
        interval=words.interval(row["low"], row["high"]),
        n=words.number(row["n"]),
    )


def too_few(words: Words, row: Row, days: tuple[date, date]) -> str:
    """How a period opens that has too few cases for a percentage."""
    return words.tr(
        "{period}, {judged}, {met} followed: too few for a percentage.",
        period=words.period(*days),
        judged=words.plural("{n} judgement", "{n} judgements", row["n"]),
        met=words.number(row["met"]),
    )


def one_side(row: Row, side: str) -> dict[str, Any]:
    """One of the two rates that a row holds ('then' and 'now', 'before' and 'after'), as a rate of its own."""
    return {name: row[f"{side}_{name}"] for name in ("met", "n", "rate", "low", "high")}


# -- beside the period before -------------------------------------------------------------------------------------


def change(words: Words, row: Row) -> str:
    """'+3' in percentage points; a dash where either period has too few cases."""
    if row["n"] < FEW_CASES or (row["before_n"] or 0) < FEW_CASES:
        return NOTHING
    return words.points(row["change"])


def change_sentence(words: Words, row: Row) -> str:
    """'+3 p.p.', 'sem mudança' or that there is nothing to compare with."""
    shown = change(words, row)
    if shown == NOTHING:
        return words.tr("nothing before")
    return words.tr("no change") if shown == "0" else words.tr("{points} p.p.", points=shown)


def few_outside(row: Row) -> bool:
    """Whether a rate lies outside its control limits, but with too few cases to be called a change."""
    if row["normal_low"] is None or not FEW_CASES <= row["n"] < default_policy().enough_for_colour:
        return False
    return not row["normal_low"] <= row["rate"] <= row["normal_high"]


def signal_words(words: Words, row: Row) -> str:
    """What may be called a change, in words; else why none is called so: the practice is `calibrating`, or lies outside
    its limits with few cases. Nothing where there is neither.
    """
    if row.get("calibrating"):
        return words.tr("in calibration")
    if row["signal_by"] == "limits":
        return words.tr("above its normal") if row["signal"] == ABOVE else words.tr("below its normal")
    if row["signal_by"] == "change":
        return words.tr("rose") if row["signal"] == ABOVE else words.tr("fell")
    return words.tr("outside its range, few data") if few_outside(row) else ""


def state(words: Words, signal: str) -> str:
    """Whether a rate did what it normally does, in two or three words."""
    told = {
        ABOVE: words.tr("above its normal"),
        BELOW: words.tr("below its normal"),
        "normal": words.tr("within its normal"),
    }
    return told.get(signal, words.tr("without enough to compare with"))


def no_basis(words: Words) -> str:
    """Why a period is `state` 'without enough to compare with', as a sentence."""
    return words.tr(
        "Without enough to compare with: fewer than {least} judgements in the period, or little history before it.",
        least=words.number(default_policy().enough_for_colour),
    )


# -- how to read a figure -----------------------------------------------------------------------------------------


def standing(words: Words, key: str) -> str:
    """How a rate stands beside what it is compared with."""
    return words.said(STANDINGS[key]) if key in STANDINGS else unclear(words)


def unclear(words: Words) -> str:
    """What a mark without colour stands for."""
    least = words.number(default_policy().enough_for_colour)
    return words.tr("no clear difference or fewer than {least} judgements", least=least)


def band(words: Words, weeks: pl.DataFrame) -> str:
    """What the grey band is, where the weeks (WEEK_SCHEMA) have one: a period with nothing before it has none."""
    if weeks["normal_low"].is_null().all():
        return ""
    return words.tr("Grey band: control limits, 3 sigma, from the twelve weeks before.")
