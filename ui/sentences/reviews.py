"""What people said of a verdict, in sentences; Markdown. Rows are `queries.reviews.REVIEW_SCHEMA`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ui import wording
from ui.codes import INAPPLICABLE
from ui.literal import literal
from ui.names import verdict_name
from ui.wording import tr

WITHDRAWN = "withdrawn"


def review(row: Mapping[str, Any]) -> str:
    """Who said what, when and why; the rule's verdict beside it where it was another."""
    fields = {
        "name": literal(row["reviewer"]),
        "moment": wording.moment(row["reviewed_at"]),
        "rule": f"*{verdict_name(row['rule_verdict'])}*",
    }
    if row["said"] == WITHDRAWN:
        words = tr("{name} went back to the rule's verdict, {rule}, on {moment}", **fields)
    elif row["said"] == row["rule_verdict"]:
        words = tr("{name} confirmed {rule} on {moment}", **fields)
    else:
        said = f"*{verdict_name(row['said'])}*"
        words = tr("The rule said {rule}; {name} said {said} on {moment}", said=said, **fields)
    because = " ".join(row["because"].split())
    return f"{words}: “{literal(because)}”" if because else f"{words}."


def saved(verdict: str, seen: str) -> str:
    """That a word was taken, and what counts now; `seen` is what counted when it was said."""
    if verdict == seen:
        return tr("Confirmed. It goes on counting as *{verdict}*.", verdict=verdict_name(verdict))
    if verdict == WITHDRAWN:
        return tr("Saved. The rule's verdict counts again.")
    if verdict == INAPPLICABLE:
        return tr("Saved. It no longer counts in any total.")
    return tr("Saved. It counts as *{verdict}*, in every total.", verdict=verdict_name(verdict))


def somebody_was_first(name: str | None, at: datetime | None, verdict: str) -> str:
    """That the verdict is another than the user saw, and whose word it is."""
    if name is None or at is None:
        now = f"*{verdict_name(verdict)}*"
        return tr("New records made it {now} meanwhile. Nothing was saved: look again, send it if it holds.", now=now)
    fields = {"name": literal(name), "moment": wording.moment(at)}
    if verdict == WITHDRAWN:
        words = tr("{name} went back to the rule's verdict on {moment}, before you.", **fields)
    else:
        words = tr("{name} said *{said}* on {moment}, before you.", said=verdict_name(verdict), **fields)
    return f"{words} {tr('Yours was not saved: read it above, and send yours again if it still holds.')}"
