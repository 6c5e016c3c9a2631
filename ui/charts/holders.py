"""Who owes the returns: the few who owe most by name, the others in one bar; and the teams."""

from __future__ import annotations

import polars as pl

from ui.charts.owed_bars import Bar
from ui.wording import number, tr

NAMED = 4
"""So many holders are named: with the others in one bar, as many rows as there are age bands."""
OTHERS, NOBODY = "others", "nobody"
"""What a click on the last bars chooses: all who are not named (`others:19`); what nobody is on record for."""


def holders(rows: pl.DataFrame, named: int = NAMED) -> list[Bar]:
    """Columns holder, name, late, in_time, the most late first; null is nobody on record."""
    found = rows.to_dicts()
    if len(found) > named + 1:
        rest = found[named:]
        label = tr("{n} others", n=number(len(rest)))
        others = Bar(label, sum(row["late"] for row in rest), sum(row["in_time"] for row in rest), others_of(len(rest)))
        return [*(_bar(row) for row in found[:named]), others]
    return [_bar(row) for row in found]


def beyond(rows: pl.DataFrame, named: int = NAMED) -> list[str | None]:
    """The holders whom the bar of the others counts."""
    return rows["holder"].to_list()[named:] if rows.height > named + 1 else []


def others_of(count: int) -> str:
    """What a click on the bar of the others chooses; another number of others is another choice."""
    return f"{OTHERS}:{count}"


def _bar(row: dict[str, object]) -> Bar:
    holder = row["holder"]
    label = row["name"] or (tr("nobody on record") if holder is None else holder)
    return Bar(str(label), int(str(row["late"])), int(str(row["in_time"])), NOBODY if holder is None else str(holder))
