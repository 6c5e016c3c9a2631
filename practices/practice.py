"""What a practice is, and the only place where null becomes 'insufficient'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import polars as pl


class Unit(StrEnum):
    """The thing that is judged."""

    CONTACT = "contact"
    SERVICE_ORDER = "service_order"
    INTERNAL_REQUEST = "internal_request"
    COMMITMENT = "commitment"


class Pillar(StrEnum):
    """'Resolve o problema, respeita o cliente e segue o processo.'"""

    RESOLVE = "resolve"
    RESPECT = "respect"
    PROCESS = "process"


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    PENDING = "pending"
    INSUFFICIENT = "insufficient"


NOT_APPLICABLE = "not_applicable"
"""What is chosen where a practice does not apply; no verdict of that name is stored."""


@dataclass(frozen=True)
class Wording:
    """One text in the two languages of the product."""

    pt: str
    en: str


@dataclass(frozen=True)
class Example:
    """A small world and the verdict that the practice gives in it; `verdict` None: the practice does not apply.

    `case` has the keys of a graded case (RECORDS), usually only `messages` as (sender, text) pairs: the test fills in
    one agent, one customer and one contact.
    """

    about: str
    verdict: Verdict | None
    case: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownProblem:
    """A case in which the practice errs: `problem` are words of the docstring's list of known problems.

    `gives` is the verdict of the product, `ought` that of a careful grader; None: the practice does not apply. `case`
    is as in Example.
    """

    problem: str
    gives: Verdict | None
    ought: Verdict | None
    case: Mapping[str, Any]


@dataclass(frozen=True)
class Practice:
    """One of the nineteen practices: words for people, expressions over the unit's signals for the judge.

    applies     the practice concerns this unit; null counts as no
    seen        the records can show it; null or false gives 'insufficient'
    met         it was followed; null gives 'insufficient', never 'met'
    applies_from
                when a practice that does not apply yet may begin to; null: time alone changes nothing
    waiting     it has not happened yet and the time allowed runs until `waiting_until`: 'pending'
    evidence_met, evidence_missed
                list[str] of references: `message:<contact_id>:<position>`, `event:<os_id>:<number>`, `field:<name>`
    why         String expression naming one of `reasons` (null: the verdict itself is the reason's name)
    detail      String expression that fills `{detail}` in the reason's sentence (a term, an amount, a time)
    weighed     where the words of the talk are weighed beside the rule (`practices.weighing`), and the likelier outcome
                stands; None: the rule alone decides
    """

    id: str
    number: int
    pillar: Pillar
    unit: Unit
    title: Wording
    asks: Wording
    judged: Wording
    fooled_by: Wording
    applies: pl.Expr
    met: pl.Expr
    reasons: Mapping[str, Wording]
    seen: pl.Expr = field(default_factory=lambda: pl.lit(True))
    applies_from: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.Datetime("us")))
    waiting: pl.Expr = field(default_factory=lambda: pl.lit(False))
    waiting_until: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.Datetime("us")))
    evidence_met: pl.Expr = field(default_factory=lambda: pl.lit([], dtype=pl.List(pl.String)))
    evidence_missed: pl.Expr = field(default_factory=lambda: pl.lit([], dtype=pl.List(pl.String)))
    why: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.String))
    detail: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.String))
    weighed: pl.Expr | None = None
    examples: Sequence[Example] = ()
    known_problems: Sequence[KnownProblem] = ()
    to_avoid: bool = False

    def verdict(self) -> pl.Expr:
        """The verdict of each unit as String; null where the practice does not apply."""
        return (
            pl.when(~self.applies.fill_null(False))
            .then(pl.lit(None, dtype=pl.String))
            .when(~self.seen.fill_null(False))
            .then(pl.lit(Verdict.INSUFFICIENT.value))
            .when(self.waiting.fill_null(False) & ~self.met.fill_null(False))
            .then(pl.lit(Verdict.PENDING.value))
            .when(self.met.is_null())
            .then(pl.lit(Verdict.INSUFFICIENT.value))
            .when(self.met)
            .then(pl.lit(Verdict.MET.value))
            .otherwise(pl.lit(Verdict.MISSED.value))
        )

    def judgement(self) -> pl.Expr:
        """One struct a unit: verdict, evidence, reason, detail, pending_until."""
        return (self._by_rule() if self.weighed is None else self._weighed()).alias(self.id)

    def _weighed(self) -> pl.Expr:
        """The rule's judgement where nothing was weighed or both agree, else what weighing found and its lines."""
        outcome, by_rule = pl.col(f"{self.id}_weighed"), self._by_rule()
        nothing = pl.lit(None)
        verdict = pl.when(outcome != NOT_APPLICABLE).then(outcome)
        overturned = pl.struct(
            verdict=verdict,
            evidence=pl.col(f"{self.id}_shown"),
            reason=pl.col(f"{self.id}_why"),
            detail=nothing.cast(pl.String),
            pending_until=nothing.cast(pl.Datetime("us")),
        )
        agrees = outcome.is_null() | outcome.eq_missing(self.verdict().fill_null(NOT_APPLICABLE))
        return pl.when(agrees).then(by_rule).otherwise(overturned)

    def _by_rule(self) -> pl.Expr:
        verdict = self.verdict()
        evidence = (
            pl.when(verdict == Verdict.MET.value)
            .then(self.evidence_met)
            .when(verdict == Verdict.MISSED.value)
            .then(self.evidence_missed)
            .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        )
        told = verdict.is_in([Verdict.MET.value, Verdict.MISSED.value])
        return pl.struct(
            verdict=verdict,
            evidence=evidence,
            reason=pl.coalesce(pl.when(told).then(self.why), verdict),
            detail=pl.when(told).then(self.detail),
            pending_until=pl.when(verdict == Verdict.PENDING.value).then(self.waiting_until),
        )


COMMON_REASONS: Mapping[str, Wording] = {
    "met": Wording("Foi cumprida.", "It was followed."),
    "missed": Wording("Não foi cumprida.", "It was not followed."),
    "pending": Wording("O prazo ainda não venceu.", "There is still time."),
    "insufficient": Wording(
        "Os registros não mostram: o atendimento não tem mensagens.",
        "The records cannot show it: the contact has no messages.",
    ),
}


def reason_sentence(practice: Practice, reason: str, detail: str | None, language: str) -> str:
    """The reason of a verdict as a sentence; `language` is 'pt' or 'en'."""
    wording = practice.reasons.get(reason) or COMMON_REASONS[reason]
    sentence = wording.en if language == "en" else wording.pt
    return sentence.replace("{detail}", detail or "–")
