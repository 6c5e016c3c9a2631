"""The weekly review as a document: what the screen says of the same choice, in the meeting's order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from queries import follow_up as follow_up_models
from queries import owed as owed_models
from queries import weekly as weekly_models
from queries.compliance import SHOWN_WEEKS, TOTAL
from reports import decided, drawing, follow_up, help_shown
from reports.ground import Ground
from reports.links import is_full, to_case
from reports.wish import NothingToReport, Progress
from ui.telling import owed, rates
from ui.telling import weekly as told
from ui.telling.days import told_days
from ui.telling.rates import ABOVE, BELOW
from ui.telling.values import title
from ui.words import Words

OWED_ROWS = 10
"""So many rows of what is owed: a meeting reads no more; the spreadsheet has all."""

LABELS_APART = 0.2
"""The share of a small figure's height that two labels need between them."""


@dataclass(frozen=True)
class Weekly:
    """What the review is made of: pillars and practices (MOVEMENT and PRACTICE_SCHEMA) with their weeks (WEEK_SCHEMA),
    what is owed (`queries.owed`), the open commitments (`queries.follow_up.OWED_SCHEMA`).
    """

    pillars: pl.DataFrame
    pillar_weeks: pl.DataFrame
    practices: pl.DataFrame
    practice_weeks: pl.DataFrame
    contacts: int
    owed: pl.DataFrame
    summary: pl.DataFrame
    commitments: pl.DataFrame

    @property
    def judged(self) -> int:
        """How many verdicts there are of the choice, whatever they say."""
        return _judged(self.practices)


def read(ground: Ground, progress: Progress) -> Weekly:
    """The numbers of the choice. Raises `NothingToReport` where nothing was judged and nothing is owed."""
    viewer, choice, policy = ground.wish.viewer, ground.wish.choice, ground.policy
    pillars, pillar_weeks = weekly_models.pillars(ground.counting, viewer, choice, policy)
    progress(0.4)
    practices, practice_weeks = weekly_models.practices(ground.totals, viewer, choice, policy)
    practices = practices.with_columns(calibrating=pl.col("key").is_in(ground.calibrating))
    progress(0.6)
    owed = owed_models.owed(ground.store, viewer, choice, ground.agents, ground.now)
    progress(0.8)
    found = Weekly(
        pillars,
        pillar_weeks,
        practices,
        practice_weeks,
        ground.contacts(),
        owed,
        owed_models.summary(owed, ground.now),
        follow_up_models.owed(ground.store, viewer, choice, ground.agents, ground.now, policy.time_zone),
    )
    if not found.judged and owed.is_empty():
        raise NothingToReport(ground.nothing())
    return found


def document(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Everything that the pages say (the fields of `reports/layout/weekly.typ`)."""
    found = read(ground, progress)
    words, choice = ground.words, ground.wish.choice
    heading = words.tr("Weekly review")
    when = words.span(choice.from_day, choice.to_day)
    about, facts = f"{heading}, {when}", [*ground.facts(), counted(ground, found)]
    counting = found.practices.filter(~pl.col("calibrating"))
    opening = _opening(ground, found, counting) if found.judged else ground.nothing()
    return {
        **ground.frame(heading, about, about, facts, None if found.judged else follow_up.reading(words)),
        "choice": " · ".join(told for _, told in ground.filters()),
        "opening": opening,
        "pillars": _pillars(ground, found) if found.judged else None,
        "practices": _practices(ground, found) if found.judged else None,
        "help": help_shown.section(ground, help_shown.read(ground, found.practices)) if found.judged else None,
        "owed": _owed(ground, found),
        "actions": decided.section(ground),
    }


def counted(ground: Ground, found: Weekly) -> tuple[str, str]:
    """How many verdicts there are of the choice, and how many of them the rates do not count, and why: a fact."""
    words = ground.words
    counting = found.practices.filter(~pl.col("calibrating"))
    left_out = {
        words.tr("the records cannot show"): int(counting["insufficient"].sum()),
        words.tr("still in time"): int(counting["pending"].sum()),
        words.tr("in calibration"): found.judged - _judged(counting),
    }
    told = [f"{words.number(n)} {why}" for why, n in left_out.items() if n]
    total = words.plural("{n} judgement", "{n} judgements", found.judged)
    if not found.judged:
        return words.tr("Verdicts"), words.tr("No judgement")
    in_rates = words.number(int(counting["n"].sum()))
    if not told:
        return words.tr("Verdicts"), words.tr("{judged}, all of them in the rates", judged=total)
    fields = {"judged": total, "n": in_rates, "others": words.listed(told)}
    return words.tr("Verdicts"), words.tr("{judged}: {n} in the rates; not in them: {others}", **fields)


def _judged(practices: pl.DataFrame) -> int:
    """How many verdicts these practices have, whatever they say."""
    return int(practices.select(pl.col("n") + pl.col("insufficient") + pl.col("pending")).sum().item())


def _opening(ground: Ground, found: Weekly, counting: pl.DataFrame) -> str:
    """What the period was like, over those of its days that are on record."""
    words = ground.words
    days, reach = told_days(words, ground.wish.choice, ground.records)
    total = found.pillars.row(0, named=True)
    opening = told.opening(words, total, counting, found.contacts, days, partial(title, words))
    return " ".join(filter(None, (opening, reach)))


# -- how was the week? --------------------------------------------------------------------------------------------


def _pillars(ground: Ground, found: Weekly) -> dict[str, Any]:
    words, choice = ground.words, ground.wish.choice
    span = drawing.span_of(found.pillar_weeks)
    return {
        "title": words.tr("How was the week?") if choice.days == 7 else words.tr("How was the period?"),
        "rows": [_pillar(ground, row, found.pillar_weeks, span) for row in found.pillars.to_dicts()],
        "note": _note(
            words.tr("Line: the rate of the last eight weeks."),
            rates.band(words, found.pillar_weeks),
            words.tr("The four figures share one scale."),
        ),
    }


def _note(*sentences: str) -> str:
    """Those of the sentences that have something to say."""
    return " ".join(filter(None, sentences))


def _pillar(ground: Ground, row: dict[str, Any], weeks: pl.DataFrame, span: tuple[float, float]) -> dict[str, Any]:
    words = ground.words
    mine = weeks.filter(pl.col("key") == row["key"])
    drawn = drawing.line(mine, SHOWN_WEEKS, span, row["signal"])
    return {
        "name": title(words, row["key"]),
        "rate": rates.headline(words, row),
        "change": rates.change_sentence(words, row),
        "state": rates.state(words, row["signal"]),
        "signal": row["signal"],
        "weeks": None if drawn is None else drawn | _ends(ground, mine, span),
        "notes": told.pillar_notes(words, row),
        "alt": told.pillar_alt(words, row),
    }


def _ends(ground: Ground, weeks: pl.DataFrame, span: tuple[float, float]) -> dict[str, Any]:
    """The band's limits at its end, and the first and last week, in words."""
    words = ground.words
    shown = weeks.filter(pl.col("rate").is_not_null()).sort("week")
    last = shown.row(-1, named=True)
    low, high = span
    limits = [one for one in (last["normal_low"], last["normal_high"]) if one is not None]
    at = drawing.apart([(one - low) / (high - low) for one in limits], LABELS_APART)
    return {
        "ends": [[words.percent(one), place] for one, place in zip(limits, at, strict=True)],
        "first": words.day(shown["week"][0], year=False),
        "last": words.day(shown["week"][-1], year=False),
    }


# -- which practices moved? ---------------------------------------------------------------------------------------


def _practices(ground: Ground, found: Weekly) -> dict[str, Any]:
    words, few = ground.words, ground.policy.few
    shown = found.practices.filter(pl.col("n") >= few)
    low, ticks = drawing.axis(words, shown["low"].drop_nulls().to_list())
    signals = dict(found.practices.select("key", "signal").iter_rows())
    sparks = drawing.sparks(found.practice_weeks, signals, SHOWN_WEEKS)
    groups = []
    for pillar in found.pillars.filter(pl.col("key") != TOTAL).to_dicts():
        mine = found.practices.filter(pl.col("pillar") == pillar["key"])
        first = mine.sort(~pl.col("signal").is_in([ABOVE, BELOW]), maintain_order=True)
        rows = [
            _row(words, one) | {"dot": drawing.dot(one, low, one["target"], few), "weeks": sparks.get(one["key"])}
            for one in first.to_dicts()
        ]
        groups.append(_row(words, pillar | {"standing": "unclear", "calibrating": False}) | {"rows": rows})
    return {
        "title": words.tr("Which practices moved?"),
        "ticks": ticks,
        "groups": groups,
        "heads": {
            "practice": words.tr("practice"),
            "rate": words.tr("rate"),
            "interval": words.tr("interval"),
            "weeks": words.tr("eight weeks"),
            "change": words.tr("p.p."),
            "mark": words.tr("remark"),
        },
        "alt": told.practices_alt(words, found.practices),
        "note": _note(
            words.tr(
                "Dot with its 95% interval; tick: target. Blue dot: clearly above the target; orange diamond: "
                "clearly below; ring: {unclear}.",
                unclear=rates.unclear(words),
            ),
            rates.band(words, found.practice_weeks),
            words.tr("p.p.: change from the period before."),
        ),
    }


def _row(words: Words, row: dict[str, Any]) -> dict[str, Any]:
    """One line of the table: a practice, or a pillar."""
    return {
        "title": title(words, row["key"]),
        "rate": rates.rate(words, row),
        "interval": rates.interval(words, row),
        "standing": row["standing"],
        "n": words.number(row["n"]),
        "change": rates.change(words, row),
        "signal": row["signal"],
        "moved": row["signal"] in (ABOVE, BELOW) and not row["calibrating"],
        "mark": rates.signal_words(words, row),
        "few": rates.few_outside(row),
    }


# -- what do we owe customers now? --------------------------------------------------------------------------------


def _owed(ground: Ground, found: Weekly) -> dict[str, Any]:
    words = ground.words
    kinds = {
        "commitments": words.tr("Commitments without return"),
        "visits": words.tr("Visits not validated"),
        "contacts": words.tr("Contacts not recorded"),
    }
    late = follow_up_models.one_a_talk(found.commitments.filter(pl.col("state") == "missed"))
    shown = late.head(OWED_ROWS)
    said = follow_up.said(ground, shown.select(pl.col("commitment_ids").explode().alias("commitment_id")))
    more = None
    if late.height > OWED_ROWS:
        more = words.tr(
            "The {n} talks longest overdue, of {all}: what one person owes out of one talk is one row.",
            n=words.number(OWED_ROWS),
            all=words.number(late.height),
        )
    return {
        "title": words.tr("What do we owe customers now?"),
        "kinds": [
            {"name": kinds[row["kind"]], "open": words.number(row["open"]), "words": owed.of_kind(words, row)}
            for row in found.summary.to_dicts()
        ],
        "note": words.tr(
            "As of {moment}, whatever the period. Returns count until somebody gives them; visits and contacts of the "
            "last {days}.",
            moment=words.moment(ground.now),
            days=words.days(owed_models.RECENT_DAYS),
        ),
        "heads": [
            words.tr("Customer"),
            words.tr("Kind"),
            words.tr("Who owes it"),
            words.tr("Asked on"),
            words.tr("Due on"),
            words.tr("Days late"),
        ],
        "rows": [_case(ground, row, said) for row in shown.to_dicts()],
        "more": more,
    }


def _case(ground: Ground, row: dict[str, Any], said: dict[str, str]) -> dict[str, Any]:
    words = ground.words
    link = to_case(ground.wish.address, row["commitment_id"])
    holder = row["agent"] or row["agent_id"] or words.tr("nobody on record")
    return {
        "customer": owed.customer(words, row),
        "link": link if is_full(link) else None,
        "said": follow_up.said_of_talk(said, row["commitment_ids"]),
        "kind": owed.kinds(words, row["kinds"]),
        "holder": f"{holder}, {row['team']}" if row["team"] else holder,
        "since": words.day(row["made_at"]),
        "due": words.day(row["due_at"]),
        "late": words.number(row["days_late"]),
    }
