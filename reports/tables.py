"""The tables of the packs' workbooks: practices, the verdicts behind them, cases, actions, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from practices import BY_ID
from queries.choice import Choice
from queries.follow_up import band_of
from queries.units import Wanted, unit_count, units
from reports.evidence import Said, evidence, places_of, said_in, why
from reports.follow_up import said
from reports.ground import Ground
from reports.links import to_case, to_record
from reports.sheets import Column, Kind, Sheet
from reports.wish import Progress
from ui.codes import (
    BANDS,
    CHANNELS,
    COMMITMENT_KINDS,
    COMMITMENT_STATES,
    INAPPLICABLE,
    REASONS,
    SAID_BY_PEOPLE,
    UNITS,
    VERDICTS,
)
from ui.telling import owed, rates
from ui.telling.values import name, title
from ui.words import Words

SAID: dict[Any, str] = {**VERDICTS, INAPPLICABLE: SAID_BY_PEOPLE[INAPPLICABLE]}
"""What a row of the verdicts may say."""
MOST_VERDICTS = 250_000
"""A workbook of more rows is none that a person opens; what is left out is told on its first sheet."""
READ_AT_ONCE = 5_000


# -- practices ----------------------------------------------------------------------------------------------------


def practices(ground: Ground, rows: pl.DataFrame) -> Sheet:
    """The nineteen practices of the review (PRACTICE_SCHEMA and `calibrating`), one row each."""
    words = ground.words
    columns = [
        Column(words.tr("Pillar"), width=24),
        Column(words.tr("Practice"), width=28),
        *_counts(words),
        *_rates(words),
        Column(words.tr("Target"), Kind.SHARE),
        Column(words.tr("Beside the target"), width=44),
        Column(words.tr("Rate before"), Kind.SHARE),
        Column(words.tr("n before"), Kind.COUNT),
        Column(words.tr("Change, p.p."), Kind.POINTS),
        Column(words.tr("Normal from"), Kind.SHARE),
        Column(words.tr("Normal to"), Kind.SHARE),
        Column(words.tr("Remark"), width=26),
    ]
    return Sheet(words.tr("Practices"), columns, [_practice(ground, row) for row in rows.to_dicts()])


def _counts(words: Words) -> list[Column]:
    heads = ("followed", "not followed", "still in time", "cannot be seen")
    return [*(Column(words.said(one), Kind.COUNT) for one in heads), Column("n", Kind.COUNT)]


def _rates(words: Words) -> list[Column]:
    heads = (words.tr("Rate"), words.tr("95% from"), words.tr("95% to"), words.tr("Coverage"))
    return [Column(one, Kind.SHARE) for one in heads]


def _counted(row: Mapping[str, Any]) -> list[Any]:
    return [row[one] for one in ("met", "missed", "pending", "insufficient", "n")]


def _rated(row: Mapping[str, Any], few: int) -> list[Any]:
    """Rate, interval and coverage; below `few` cases no percentage is told, here as on the screen."""
    enough = row["n"] >= few
    return [*(row[one] if enough else None for one in ("rate", "low", "high")), row["coverage"]]


def _practice(ground: Ground, row: dict[str, Any]) -> list[Any]:
    words, few = ground.words, ground.policy.few
    comparable = row["n"] >= few and (row["before_n"] or 0) >= few
    return [
        title(words, row["pillar"]),
        title(words, row["key"]),
        *_counted(row),
        *_rated(row, few),
        row["target"],
        rates.standing(words, row["standing"]),
        row["before_rate"] if (row["before_n"] or 0) >= few else None,
        row["before_n"] or 0,
        row["change"] if comparable else None,
        row["normal_low"],
        row["normal_high"],
        rates.signal_words(words, row) or None,
    ]


def scorecard(ground: Ground, card: pl.DataFrame) -> Sheet:
    """One agent's practices beside the colleagues' (SCORE_SCHEMA and `calibrating`), one row each."""
    words, few = ground.words, ground.policy.few
    columns = [
        Column(words.tr("Pillar"), width=24),
        Column(words.tr("Practice"), width=28),
        *_counts(words),
        *_rates(words),
        Column(words.tr("Team"), Kind.SHARE),
        Column(words.tr("n of the team"), Kind.COUNT),
        Column(words.tr("Difference, p.p."), Kind.POINTS),
        Column(words.tr("95% from"), Kind.POINTS),
        Column(words.tr("95% to"), Kind.POINTS),
        Column(words.tr("Beside the team"), width=44),
        Column(words.tr("Remark"), width=20),
    ]
    rows = []
    for row in card.to_dicts():
        comparable = row["n"] >= few and row["team_n"] >= few
        rows.append(
            [
                title(words, row["pillar"]),
                title(words, row["practice"]),
                *_counted(row),
                *_rated(row, few),
                row["team_rate"] if row["team_n"] >= few else None,
                row["team_n"],
                *(row[one] if comparable else None for one in ("gap", "gap_low", "gap_high")),
                rates.standing(words, row["standing"]),
                words.tr("in calibration") if row["calibrating"] else None,
            ]
        )
    return Sheet(words.tr("Practices"), columns, rows)


# -- the verdicts behind them -------------------------------------------------------------------------------------


def verdicts(ground: Ground, choice: Choice, progress: Progress, agent_id: str | None = None) -> tuple[Sheet, str]:
    """One row a verdict, the newest first, with why, where, and the link to its record; and how many there are.

    Where a person said that a practice does not apply, the row stays with their word; no rate counts it.
    """
    words = ground.words
    wanted = Wanted(agent_id=agent_id, set_aside=True)
    in_all, aside = (
        unit_count(ground.store, ground.wish.viewer, choice, one, ground.agents)
        for one in (wanted, replace(wanted, verdicts=(INAPPLICABLE,)))
    )
    columns = [
        Column(words.tr("When"), Kind.MOMENT),
        Column(words.tr("Pillar"), width=22),
        Column(words.tr("Practice"), width=26),
        Column(words.tr("Verdict"), width=15),
        Column(words.tr("Why"), Kind.LONG),
        Column(words.tr("Evidence"), Kind.LONG),
        Column(words.tr("Record"), Kind.LINK),
        Column(words.tr("Agent"), width=24),
        Column(words.tr("Team")),
        Column(words.tr("Customer"), width=26),
        Column(words.tr("Protocol")),
        Column(words.tr("OS"), width=14),
        Column(words.tr("Channel"), width=12),
        Column(words.tr("Reason")),
        Column(words.tr("Unit")),
        Column(words.tr("In time until"), Kind.MOMENT),
        Column(words.tr("The rule said"), width=15),
        Column(words.tr("Changed by"), width=22),
        Column(words.tr("Changed on"), Kind.MOMENT),
        Column(words.tr("Because"), width=34),
    ]
    shown = min(in_all, MOST_VERDICTS)
    told = words.plural("{n} verdict, one row each", "{n} verdicts, one row each", in_all - aside)
    if aside:
        told = words.plural(
            "{told}; and {n} row where a person said that the practice does not apply, which no number counts",
            "{told}; and {n} rows where people said that the practice does not apply, which no number counts",
            aside,
            told=told,
        )
    if in_all > shown:
        told = words.tr(
            "the newest {n} of {all}: choose a shorter period for the rest",
            n=words.number(shown),
            all=words.number(in_all),
        )
    rows = _verdict_rows(ground, choice, wanted, shown, progress)
    return Sheet(words.tr("Verdicts"), columns, rows), told


def _verdict_rows(
    ground: Ground, choice: Choice, wanted: Wanted, most: int, progress: Progress
) -> Iterator[Sequence[Any]]:
    for skip in range(0, most, READ_AT_ONCE):
        limit = min(READ_AT_ONCE, most - skip)
        found = units(ground.store, ground.wish.viewer, choice, wanted, ground.agents, limit, skip)
        places = said_in(ground, found)
        for row in found.iter_rows(named=True):
            yield _verdict(ground, row, places)
        progress((skip + limit) / most)


def _verdict(ground: Ground, row: dict[str, Any], said_there: Mapping[str, Said]) -> list[Any]:
    words, practice = ground.words, BY_ID[row["practice"]]
    return [
        row["at"],
        title(words, practice.pillar.value),
        title(words, practice.id),
        name(words, SAID, row["verdict"]),
        why(words, row),
        evidence(words, row, said_there),
        to_record(
            ground.wish.address,
            row["unit"],
            row["contact_id"],
            row["os_id"],
            next(iter(places_of(row)), None),
            row["practice"],
        ),
        row["agent"] or row["agent_id"],
        row["team"],
        row["customer"],
        row["protocol"],
        row["os_id"],
        _named(words, CHANNELS, row["channel"]),
        _named(words, REASONS, row["reason_of_contact"]),
        name(words, UNITS, row["unit"]),
        row["pending_until"],
        _named(words, VERDICTS, row["rule_verdict"]),
        row["reviewer"],
        row["reviewed_at"],
        row["because"],
    ]


def _named(words: Words, values: Mapping[Any, str], value: str | None) -> str | None:
    return name(words, values, value) if value else None


# -- cases --------------------------------------------------------------------------------------------------------


def cases(ground: Ground, rows: pl.DataFrame) -> Sheet:
    """Open commitments (`queries.follow_up.OWED_SCHEMA`), one row each, the longest overdue first."""
    words = ground.words
    columns = [
        Column(words.tr("Customer"), width=28),
        Column(words.tr("Protocol")),
        Column(words.tr("Kind"), width=22),
        Column(words.tr("State"), width=16),
        Column(words.tr("Days late"), Kind.COUNT),
        Column(words.tr("Age"), width=16),
        Column(words.tr("Days waiting"), Kind.COUNT),
        Column(words.tr("Asked on"), Kind.MOMENT),
        Column(words.tr("Due on"), Kind.MOMENT),
        Column(words.tr("Who owes it"), width=24),
        Column(words.tr("Team")),
        Column(words.tr("Last contact on"), Kind.MOMENT),
        Column(words.tr("Last contact"), width=34),
        Column(words.tr("Last written down"), Kind.LONG),
        Column(words.tr("Other open cases"), Kind.COUNT),
        Column(words.tr("Fine"), Kind.MONEY),
        Column(words.tr("Reason given"), width=34),
        Column(words.tr("OS"), width=14),
        Column(words.tr("Case"), Kind.LINK),
    ]
    told, last_said = rows.with_columns(band=band_of()), said(ground, rows)
    return Sheet(words.tr("Cases"), columns, [_case(ground, row, last_said) for row in told.to_dicts()])


def _case(ground: Ground, row: dict[str, Any], last_said: Mapping[str, str]) -> list[Any]:
    words = ground.words
    return [
        owed.customer(words, row),
        row["protocol"],
        name(words, COMMITMENT_KINDS, row["kind"]),
        name(words, COMMITMENT_STATES, row["state"]),
        row["days_late"],
        name(words, BANDS, row["band"]),
        row["days_waiting"],
        row["made_at"],
        row["due_at"],
        row["agent"] or row["agent_id"],
        row["team"],
        row["last_touch_at"],
        owed.last_contact(words, row),
        last_said.get(row["commitment_id"]),
        row["also_open"],
        row["fine_amount"],
        row["reason"],
        row["os_id"],
        to_case(ground.wish.address, row["commitment_id"]),
    ]


def left_open(ground: Ground, rows: pl.DataFrame) -> Sheet:
    """Visits not validated and contacts not recorded (`queries.owed.OWED_SCHEMA`), one row each, the oldest first."""
    words = ground.words
    kinds = {"visits": words.tr("Visits not validated"), "contacts": words.tr("Contacts not recorded")}
    columns = [
        Column(words.tr("Kind"), width=26),
        Column(words.tr("State"), width=16),
        Column(words.tr("Since"), Kind.MOMENT),
        Column(words.tr("Due on"), Kind.MOMENT),
        Column(words.tr("Customer"), width=28),
        Column(words.tr("Protocol")),
        Column(words.tr("OS"), width=14),
        Column(words.tr("Agent"), width=24),
        Column(words.tr("Team")),
        Column(words.tr("Record"), Kind.LINK),
    ]
    told = [
        [
            kinds[row["kind"]],
            words.tr("past its time") if row["overdue"] else words.tr("in time"),
            row["since"],
            row["due_at"],
            row["customer"],
            row["protocol"],
            row["os_id"],
            row["agent"] or row["agent_id"],
            row["team"],
            to_record(
                ground.wish.address,
                "service_order" if row["kind"] == "visits" else "contact",
                row["contact_id"],
                row["os_id"],
            ),
        ]
        for row in rows.filter(pl.col("kind").is_in(list(kinds))).to_dicts()
    ]
    return Sheet(words.tr("Visits and contacts"), columns, told)
