"""The follow-up list as a document: who waits for an answer of ours, since when, who owes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from queries import about_owed
from queries import follow_up as follow_up_models
from reports.ground import Ground
from reports.links import is_full, to_case
from reports.wish import NothingToReport, Progress
from ui.codes import BANDS
from ui.telling import owed
from ui.words import Words, shortened

MOST_CASES = 300
"""So many rows on paper; the spreadsheet has all."""
MOST_HOLDERS = 8
LETTERS = 110
"""So much of what people wrote for a case; the spreadsheet has all."""


@dataclass(frozen=True)
class FollowUp:
    """The open commitments of the choice (`queries.follow_up.OWED_SCHEMA`), and what the screen's filters leave."""

    rows: pl.DataFrame
    shown: pl.DataFrame


def read(ground: Ground, progress: Progress) -> FollowUp:
    """What is open now; the period plays no part. Raises `NothingToReport` where nothing is on record at all."""
    wish = ground.wish
    if ground.on_record is None:
        raise NothingToReport(ground.nothing())
    rows = follow_up_models.owed(
        ground.store, wish.viewer, wish.choice, ground.agents, ground.now, ground.policy.time_zone
    )
    progress(0.5)
    shown = rows if wish.only is None else rows.filter(pl.col("commitment_id").is_in(list(wish.only)))
    return FollowUp(rows, shown)


def narrowed(ground: Ground, found: FollowUp) -> list[tuple[str, str]]:
    """How much the list's own filters leave, as name and words."""
    words = ground.words
    if found.shown.height == found.rows.height:
        return []
    some, all_of_them = words.number(found.shown.height), words.number(found.rows.height)
    return [(words.tr("Filters of the list"), words.tr("{n} of {all} cases", n=some, all=all_of_them))]


def facts(ground: Ground, found: FollowUp) -> list[tuple[str, str]]:
    """What the list is made of, as name and words: the period restricts nothing here."""
    moment = ground.words.moment(ground.now)
    return [(ground.words.tr("As of"), moment), *narrowed(ground, found), *ground.facts(period=False)]


def reading(words: Words) -> list[str]:
    """How the list is to be read: it has no rates."""
    return [
        words.tr(
            "Late: whole days beyond the day when it was due. A case leaves the list when somebody registers its "
            "return, or when imported records show it."
        )
    ]


def document(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Everything that the pages say (the fields of `reports/layout/follow_up.typ`)."""
    found = read(ground, progress)
    words = ground.words
    heading = words.tr("Cancellations without return")
    as_of = words.tr("as of {moment}", moment=words.moment(ground.now))
    about = f"{heading}, {as_of}"
    chosen = [told for _, told in (*ground.filters(period=False), *narrowed(ground, found))]
    talks, last_said = follow_up_models.one_a_talk(found.shown), said(ground, found.shown)
    return {
        **ground.frame(heading, about, heading, facts(ground, found), reading(words)),
        "choice": " · ".join([as_of, *chosen]),
        "opening": owed.opening(words, found.shown),
        "charts": _charts(ground, found.shown),
        "charts_note": words.tr("Orange: past its time; grey: in time. The three share one scale."),
        "list_title": words.tr("Case by case"),
        "heads": [
            words.tr("Customer"),
            words.tr("Kind"),
            words.tr("Who owes it"),
            words.tr("Due on"),
            words.tr("Days late"),
            words.tr("Last contact"),
        ],
        "rows": [_case(ground, row, last_said) for row in talks.head(MOST_CASES).to_dicts()],
        "more": _in_list(words, found.shown.height, talks.height),
    }


# -- in sentences -------------------------------------------------------------------------------------------------


def said_of_talk(last_said: dict[str, str], commitment_ids: Sequence[str]) -> str:
    """What was last written down for what stands in one row, cut to what fits there; '' where nothing was."""
    found = next((last_said[one] for one in commitment_ids if one in last_said), "")
    return shortened(found, LETTERS)


def _in_list(words: Words, returns: int, talks: int) -> str | None:
    """Why the list has fewer rows than returns are owed; None where it has as many."""
    told = []
    if talks < returns:
        told.append(owed.no_more_rows_than_talks(words))
    if talks > MOST_CASES:
        some, all_of_them = words.number(MOST_CASES), words.number(talks)
        told.append(
            words.tr("The {n} longest overdue, of {all}; the spreadsheet has all of them.", n=some, all=all_of_them)
        )
    return " ".join(told) or None


def said(ground: Ground, rows: pl.DataFrame) -> dict[str, str]:
    """What people last wrote down for each of these commitments, in words; only those for which they did."""
    words = ground.words
    told = {}
    for row in about_owed.last_said(ground.store, rows).to_dicts():
        when = words.day(row["at"], year=False)
        what = {
            "note": words.tr("{day}, note", day=when),
            "hand_over": words.tr("{day}, handed over", day=when),
        }.get(row["what"], words.tr("{day}, attempt without answer", day=when))
        quoted = f": “{' '.join(row['text'].split())}”" if row["text"] else ""
        told[row["commitment_id"]] = f"{what}, {row['name']}{quoted}"
    return told


# -- charts and list ----------------------------------------------------------------------------------------------


def _charts(ground: Ground, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Age, owner and team as bars on one scale; none where nothing is owed."""
    if rows.is_empty():
        return []
    words = ground.words
    nobody = words.tr("nobody on record")
    bands = [
        (words.said(BANDS[band]), 0 if band == "in_time" else count, count if band == "in_time" else 0)
        for band, count in follow_up_models.by_band(rows).rows()
    ]
    owners = _holders(follow_up_models.by_holder(rows, "agent_id"), nobody)
    others = owners[MOST_HOLDERS:]
    if others:
        late, in_time = sum(late for _, late, _ in others), sum(on for _, _, on in others)
        owners = [*owners[:MOST_HOLDERS], (words.tr("{n} others", n=words.number(len(others))), late, in_time)]
    teams = _holders(follow_up_models.by_holder(rows, "team"), words.tr("Without team"))[:MOST_HOLDERS]
    charts = [(words.tr("How late"), bands), (words.tr("Who owes it"), owners), (words.tr("Team"), teams)]
    most = max(late + in_time for _, bars in charts for _, late, in_time in bars)
    return [
        {
            "title": heading,
            "alt": f"{heading}: " + "; ".join(f"{label} {words.number(late + on)}" for label, late, on in bars),
            "rows": [
                {"name": label, "late": late / most, "in_time": on / most, "count": _count(words, late, on)}
                for label, late, on in bars
            ],
        }
        for heading, bars in charts
    ]


def _count(words: Words, late: int, in_time: int) -> str:
    """'5', or '2 + 4' for what is late and what is in time."""
    return " + ".join(words.number(one) for one in (late, in_time) if one) or words.number(0)


def _holders(rows: pl.DataFrame, nobody: str) -> list[tuple[str, int, int]]:
    return [(row["name"] or row["holder"] or nobody, row["late"], row["in_time"]) for row in rows.iter_rows(named=True)]


def _case(ground: Ground, row: dict[str, Any], last_said: dict[str, str]) -> dict[str, Any]:
    """One row of the list, of `queries.follow_up.one_a_talk`."""
    words = ground.words
    link = to_case(ground.wish.address, row["commitment_id"])
    late = row["state"] == owed.MISSED
    return {
        "customer": owed.customer(words, row),
        "link": link if is_full(link) else None,
        "protocol": row["protocol"],
        "kind": owed.kinds(words, row["kinds"]),
        "also": words.tr("+{n} open", n=words.number(row["also_open"])) if row["also_open"] else None,
        "holder": row["agent"] or row["agent_id"] or words.tr("nobody on record"),
        "team": row["team"],
        "since": words.tr("asked {day}", day=words.day(row["made_at"])),
        "due": words.day(row["due_at"]),
        "late": words.number(row["days_late"]) if late else words.tr("on time"),
        "late_is": late,
        "touch": owed.last_contact(words, row),
        "said": said_of_talk(last_said, row["commitment_ids"]) or None,
        "fine": words.tr("fine {amount}", amount=words.money(row["fine_amount"])) if row["fine_amount"] else None,
    }
