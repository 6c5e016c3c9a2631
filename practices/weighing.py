"""What the acts of a talk add up to: where the rule and the weighed words differ, the likelier outcome stands.

For each practice that is a matter of words (`Practice.weighed`), a small multinomial logistic regression chooses
between *met*, *missed* and *does not apply*. It reads what the rule says and a dozen features of the talk, built from
the scores of `practices.signals.acts` in the order of the turns: the strongest refusal, the best alternative within the
next two agent messages, the anger before the last answer … Its weights are `learned/outcomes.json`; `learned/train.py`
says from what. It decides nothing where there is nothing to weigh (no message of the agent's) or nothing to doubt (two
interruptions are two interruptions).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from practices.practice import NOT_APPLICABLE, Practice, Verdict
from practices.signals.acts import Floats, scored_messages
from practices.signals.references import NOTHING, message_reference
from practices.signals.world import World

OUTCOMES = Path(__file__).parent / "learned" / "outcomes.json"
CHOICES = (NOT_APPLICABLE, Verdict.MET.value, Verdict.MISSED.value)
SILENT = -7.0
"""The score of an act where nobody could have done it."""
LIKELY, HARDLY = 0.0, -0.5
PLACES_SHOWN = 3

AGENT, CUSTOMER = pl.col("sender") == "agent", pl.col("sender") == "customer"
AT = pl.col("position")


@dataclass(frozen=True)
class Outcome:
    """The learned choice of one practice; `weights` [choice, feature], features in the order of `features`."""

    features: tuple[str, ...]
    centre: Floats
    spread: Floats
    weights: Floats
    start: Floats


def weighed(world: World, signals: pl.DataFrame, practices: Sequence[Practice]) -> pl.DataFrame:
    """Contact signals with, for every weighed practice: `<id>_weighed` (one of CHOICES, null where the rule decides),
    `<id>_shown` (list of references: the lines that speak for it), `<id>_why` (the reason's code)."""
    features = features_of(world.once(scored_messages))
    frame = signals.join(features, on="contact_id", how="left")
    columns: list[pl.Series] = []
    for practice in practices:
        if practice.weighed is None:
            continue
        asked = frame.select(
            ask=practice.weighed.fill_null(False) & pl.col("weighed_lines").is_not_null(), rule=practice.verdict()
        )
        matrix = with_rule(frame, asked["rule"], outcomes()[practice.id].features)
        choice = pl.Series(np.array(CHOICES)[likeliest(outcomes()[practice.id], matrix)].tolist(), dtype=pl.String)
        chosen = pl.select(pl.when(asked["ask"]).then(choice)).to_series().alias(f"{practice.id}_weighed")
        columns += _told(frame, practice.id, chosen)
    return signals.with_columns(columns)


def likeliest(outcome: Outcome, matrix: Floats) -> np.ndarray:
    """Which of CHOICES, by row of the feature matrix."""
    odds = ((matrix - outcome.centre) / outcome.spread) @ outcome.weights.T + outcome.start
    return np.asarray(odds.argmax(axis=1))


def with_rule(frame: pl.DataFrame, rule: pl.Series, features: Sequence[str]) -> Floats:
    """The features by row, the rule's verdict among them as `rule.met` and `rule.missed`; what is missing is SILENT."""
    said = {f"rule.{name}": (rule == name).fill_null(False) for name in (Verdict.MET.value, Verdict.MISSED.value)}
    columns = [said[name].cast(pl.Float32) if name in said else frame[name].fill_null(SILENT) for name in features]
    return np.column_stack([one.to_numpy() for one in columns]).astype(np.float32)


@cache
def outcomes() -> dict[str, Outcome]:
    """The learned choices by practice."""
    stored = json.loads(OUTCOMES.read_text(encoding="utf-8"))
    return {practice: _outcome(one) for practice, one in stored.items()}


def _outcome(stored: Mapping[str, list[float]]) -> Outcome:
    names = ("centre", "spread", "weights", "start")
    arrays = {name: np.array(stored[name], dtype=np.float32) for name in names}
    return Outcome(features=tuple(str(one) for one in stored["features"]), **arrays)


def _told(frame: pl.DataFrame, practice_id: str, chosen: pl.Series) -> list[pl.Series]:
    """What was chosen, the lines that speak for it, and the reason's code."""
    met = pl.col(chosen.name) == Verdict.MET.value
    missed = pl.col(chosen.name) == Verdict.MISSED.value
    told = frame.with_columns(chosen).select(
        chosen.name,
        pl.when(met)
        .then(f"{practice_id}.met_places")
        .when(missed)
        .then(f"{practice_id}.missed_places")
        .fill_null(NOTHING)
        .alias(f"{practice_id}_shown"),
        pl.when(met)
        .then(pl.lit(MET_FOR[practice_id]))
        .when(missed)
        .then(f"{practice_id}.missed_for")
        .alias(f"{practice_id}_why"),
    )
    return told.get_columns()


# -- features ------------------------------------------------------------------------------------------------------


def features_of(scores: pl.DataFrame) -> pl.DataFrame:
    """One row a contact from `acts.scored_messages`: contact_id, weighed_lines (n), `<practice>.<feature>` (Float),
    `<practice>.met_places`, `<practice>.missed_places` (lists of references), `<practice>.missed_for` (a reason)."""
    lines = scores.sort("contact_id", "position").with_columns(pl.selectors.float().fill_null(SILENT))
    for anchors in (_first_anchors, _later_anchors):
        lines = lines.join(anchors(lines), on="contact_id", how="left")
    lines = lines.with_columns(agent_turn=AGENT.cum_sum().over("contact_id"))
    lines = lines.with_columns(
        refused_turn=pl.col("agent_turn").filter(pl.col("refused_at") == AT).first().over("contact_id")
    )
    return lines.group_by("contact_id", maintain_order=True).agg(
        weighed_lines=pl.len(), **FEATURES, **PLACES, **MISSED_FOR
    )


def _top(act: str | pl.Expr, where: pl.Expr) -> pl.Expr:
    """The strongest score of an act among some lines."""
    return _score(act).filter(where).max().fill_null(SILENT)


def _score(act: str | pl.Expr) -> pl.Expr:
    return pl.col(act) if isinstance(act, str) else act


def _mean(act: str, where: pl.Expr) -> pl.Expr:
    return pl.col(act).filter(where).mean().fill_null(SILENT)


def _best_at(act: str | pl.Expr, where: pl.Expr) -> pl.Expr:
    """The position of the line that does it most clearly."""
    return AT.filter(where).get(_score(act).filter(where).arg_max(), null_on_oob=True)


def _first_at(act: str, above: float, where: pl.Expr) -> pl.Expr:
    """The first line that does it, or the one that comes closest."""
    return AT.filter(where & (pl.col(act) > above)).first().fill_null(_best_at(act, where))


def _first_anchors(lines: pl.DataFrame) -> pl.DataFrame:
    """contact_id and positions: last_answer, upset_at, refused_at, vague_at, offered_at, problem_at, asked_at."""
    answered = lines.with_columns(last_answer=AT.filter(AGENT).max().over("contact_id"))
    before_end = CUSTOMER & (pl.col("last_answer") > AT)
    return answered.group_by("contact_id").agg(
        last_answer=pl.col("last_answer").first(),
        upset_at=_first_at("upset", HARDLY, before_end),
        refused_at=_first_at("refuse", HARDLY / 2, AGENT),
        vague_at=_best_at("vague", AGENT),
        offered_at=_first_at("offer", LIKELY, AGENT),
        problem_at=AT.filter(CUSTOMER & (pl.col("problem") > LIKELY)).first().fill_null(-1),
        asked_at=AT.filter(CUSTOMER & (pl.col("question") > LIKELY)).last(),
    )


def _later_anchors(lines: pl.DataFrame) -> pl.DataFrame:
    """contact_id and positions: proposed_at (a fix or an offer after the problem), rejected_at (after the offer)."""
    proposal = pl.max_horizontal("fix", "offer") > HARDLY / 2
    return lines.group_by("contact_id").agg(
        proposed_at=AT.filter(AGENT & (pl.col("problem_at") < AT) & proposal).first(),
        rejected_at=AT.filter(CUSTOMER & (pl.col("offered_at") < AT) & (pl.col("rejects") > HARDLY)).first(),
    )


UNTIL_END = 1_000_000
after_anger = AGENT & (pl.col("upset_at") < AT)
could_be_answered = CUSTOMER & (pl.col("last_answer") > AT)
rude = pl.col("harsh") + pl.col("defensive")
at_refusal = AGENT & pl.col("agent_turn").is_between(pl.col("refused_turn"), pl.col("refused_turn") + 2)
before_refusal = CUSTOMER & (pl.col("refused_at") > AT)
solid = pl.max_horizontal("date", "answer", "status", "alt")
before_offer = pl.col("offered_at") > AT
proposed_at = pl.col("proposed_at").fill_null(UNTIL_END)
before_proposal, until_proposal = proposed_at > AT, proposed_at >= AT
at_proposal = proposed_at == AT
about_the_case = pl.max_horizontal("confirm", "answer", "ask", "status", "refuse")
any_substance = pl.max_horizontal("confirm", "answer", "ask", "need", "fix", "price", "date", "ack", "refuse", "status")
after_question = AGENT & (pl.col("asked_at") < AT)
tells = pl.max_horizontal("date", "price", "status", "refuse", "answer", "next")

FEATURES: dict[str, pl.Expr] = {
    "composure.upset": _top("upset", could_be_answered),
    "composure.upset_second": pl.col("upset")
    .filter(could_be_answered)
    .top_k(2)
    .get(1, null_on_oob=True)
    .fill_null(SILENT),
    "composure.calm_complaint": _top("calm_complaint", could_be_answered),
    "composure.upset_anywhere": _top("upset", CUSTOMER),
    "composure.acknowledged": _top("ack", after_anger),
    "composure.harsh": _top("harsh", after_anger),
    "composure.defensive": _top("defensive", after_anger),
    "composure.rude": _top(rude, after_anger),
    "composure.hurried": _top("hurry", after_anger),
    "composure.stock": _top("stock", after_anger),
    "composure.mostly_stock": _mean("stock", after_anger),
    "composure.answers": after_anger.sum().cast(pl.Float64),
    "honest_no.refused": _top("refuse", AGENT),
    "honest_no.refusals": (AGENT & (pl.col("refuse") > LIKELY)).sum().cast(pl.Float64),
    "honest_no.way_out_at_once": _top("alt", at_refusal),
    "honest_no.way_out": _top("alt", AGENT),
    "honest_no.vague": _top("vague", AGENT),
    "honest_no.requested": _top("request", before_refusal),
    "honest_no.asked": _top("question", before_refusal),
    "honest_no.date": _top("date", at_refusal),
    "honest_no.fix": _top("fix", at_refusal),
    "honest_no.offer": _top("offer", at_refusal),
    "honest_no.solid_after_vague": _top(solid, AGENT & (pl.col("vague_at") <= AT)),
    "honest_no.promise": _top("promise", AGENT),
    "pushed_offer.offered": _top("offer", AGENT),
    "pushed_offer.offers": (AGENT & (pl.col("offer") > LIKELY)).sum().cast(pl.Float64),
    "pushed_offer.asked_for": _top("asks_offer", CUSTOMER & before_offer),
    "pushed_offer.need_asked": _top("need", AGENT & (pl.col("offered_at") >= AT)),
    "pushed_offer.situation_asked": _top("ask", AGENT & before_offer),
    "pushed_offer.rejected": _top("rejects", CUSTOMER & (pl.col("offered_at") < AT)),
    "pushed_offer.offered_again": _top("offer", AGENT & (pl.col("rejected_at") < AT)),
    "pushed_offer.cancels": _top("cancel", CUSTOMER & before_offer),
    "pushed_offer.problem": _top("problem", CUSTOMER & before_offer),
    "pushed_offer.price": _top("price", AGENT),
    "pushed_offer.requested": _top("request", CUSTOMER & before_offer),
    "pushed_offer.question": _top("question", CUSTOMER & before_offer),
    "adapt_solution.problem": _top("problem", CUSTOMER),
    "adapt_solution.fix": _top("fix", AGENT & (pl.col("problem_at") < AT)),
    "adapt_solution.offer": _top("offer", AGENT & (pl.col("problem_at") < AT)),
    "adapt_solution.asked_before": _top("ask", AGENT & before_proposal),
    "adapt_solution.asked_until": _top("ask", AGENT & until_proposal),
    "adapt_solution.asked_after": _top("ask", AGENT & ~until_proposal),
    "adapt_solution.given_back": _top("confirm", AGENT & until_proposal),
    "adapt_solution.told": _top("situation", CUSTOMER & before_proposal),
    "adapt_solution.details": (CUSTOMER & before_proposal & (pl.col("situation") > LIKELY)).sum().cast(pl.Float64),
    "adapt_solution.offer_first": _top("offer", AGENT & at_proposal),
    "adapt_solution.given_back_with_it": _top("confirm", AGENT & at_proposal),
    "adapt_solution.need_asked": _top("need", AGENT & until_proposal),
    "adapt_solution.proposed": pl.col("proposed_at").first().is_not_null().cast(pl.Float64),
    "adapt_solution.offer_before": _top("offer", AGENT & before_proposal),
    "generic_reply.stock": _top("stock", AGENT),
    "generic_reply.mostly_stock": _mean("stock", AGENT),
    "generic_reply.share_of_stock": (pl.col("stock") > LIKELY).filter(AGENT).mean().fill_null(0.0),
    "generic_reply.stock_over_case": _top(pl.col("stock") - about_the_case, AGENT),
    "generic_reply.substance": _top(any_substance, AGENT),
    "generic_reply.about_the_case": _top(about_the_case, AGENT),
    "generic_reply.mostly_about_the_case": about_the_case.filter(AGENT).mean().fill_null(SILENT),
    "generic_reply.protest": _top("protest", CUSTOMER),
    "generic_reply.evaded": _top("evade", AGENT),
    "generic_reply.given_back": _top("confirm", AGENT),
    "generic_reply.answered": _top("answer", AGENT),
    "generic_reply.asked": _top("ask", AGENT),
    "generic_reply.offer": _top("offer", AGENT),
    "generic_reply.lines": AGENT.sum().cast(pl.Float64),
    "generic_reply.stock_at_end": pl.col("stock").filter(AGENT).last().fill_null(SILENT),
    "generic_reply.case_at_end": about_the_case.filter(AGENT).last().fill_null(SILENT),
    "confirm_understanding.stated": _top("states", CUSTOMER),
    "confirm_understanding.given_back": _top("confirm", AGENT),
    "confirm_understanding.given_back_second": pl.col("confirm")
    .filter(AGENT)
    .top_k(2)
    .get(1, null_on_oob=True)
    .fill_null(SILENT),
    "confirm_understanding.given_back_early": pl.col("confirm").filter(AGENT).head(3).max().fill_null(SILENT),
    "confirm_understanding.given_back_at_end": pl.col("confirm").filter(AGENT).last().fill_null(SILENT),
    "confirm_understanding.asked": _top("ask", AGENT),
    "confirm_understanding.need_asked": _top("need", AGENT),
    "confirm_understanding.situation": _top("situation", CUSTOMER),
    "confirm_understanding.requested": _top("request", CUSTOMER),
    "confirm_understanding.problem": _top("problem", CUSTOMER),
    "confirm_understanding.acknowledged": _top("ack", AGENT),
    "confirm_understanding.stock": _top("stock", AGENT),
    "confirm_understanding.lines": AGENT.sum().cast(pl.Float64),
    "confirm_understanding.agent_first": AGENT.first().cast(pl.Float64),
    "harsh_tone.harsh": _top("harsh", AGENT),
    "harsh_tone.harsh_second": pl.col("harsh").filter(AGENT).top_k(2).get(1, null_on_oob=True).fill_null(SILENT),
    "harsh_tone.defensive": _top("defensive", AGENT),
    "harsh_tone.rude": _top(rude, AGENT),
    "harsh_tone.mostly_bare": _mean("bare", AGENT),
    "harsh_tone.hurried": _top("hurry", AGENT),
    "harsh_tone.acknowledged": _top("ack", AGENT),
    "harsh_tone.greeting": _top("greet", AGENT),
    "harsh_tone.goodbye": _top("close", AGENT),
    "harsh_tone.protest": _top("protest", CUSTOMER),
    "harsh_tone.upset": _top("upset", CUSTOMER),
    "harsh_tone.thanks": _top("thanks", CUSTOMER),
    "harsh_tone.name": _top("name", AGENT),
    "interruption_or_haste.hurried": _top("hurry", AGENT),
    "interruption_or_haste.question": pl.col("question").filter(pl.col("asked_at") == AT).first().fill_null(SILENT),
    "interruption_or_haste.answered": _top("answer", after_question),
    "interruption_or_haste.told": _top(tells, after_question),
    "interruption_or_haste.goodbye": _top("close", after_question),
    "interruption_or_haste.stock": _top("stock", after_question),
    "interruption_or_haste.question_at_end": pl.col("question").filter(CUSTOMER).last().fill_null(SILENT),
    "interruption_or_haste.lines_after": after_question.sum().cast(pl.Float64),
    "interruption_or_haste.evaded": _top("evade", AGENT),
    "plain_language.jargon": _top("jargon", AGENT),
    "plain_language.explained": _top("thing", AGENT),
    "plain_language.jargon_over_explained": _top(pl.col("jargon") - pl.col("thing"), AGENT),
}
"""The features of every weighed practice, aggregated over the lines of a contact; higher is more."""


def _places(*positions: pl.Expr) -> pl.Expr:
    """References to these lines of the contact, each once, nulls left out."""
    wanted = pl.concat([one.cast(pl.Int64) for one in positions]) if len(positions) > 1 else positions[0]
    return message_reference().filter(AT.is_in(wanted.drop_nulls().implode())).unique(maintain_order=True)


def _some(where: pl.Expr) -> pl.Expr:
    return message_reference().filter(where).head(PLACES_SHOWN)


any_agent_line = _some(AGENT)
PLACES: dict[str, pl.Expr] = {
    "composure.met_places": _places(_best_at("ack", after_anger)),
    "composure.missed_places": pl.when(_top(rude, after_anger) > LIKELY)
    .then(_places(_best_at(rude, after_anger)).implode())
    .otherwise(_some(after_anger).implode())
    .first(),
    "honest_no.met_places": _places(pl.col("refused_at").first(), _best_at("alt", at_refusal)),
    "honest_no.missed_places": _places(
        pl.when(_top("refuse", AGENT) > _top("vague", AGENT))
        .then(pl.col("refused_at").first())
        .otherwise(pl.col("vague_at").first())
    ),
    "pushed_offer.met_places": _places(pl.col("offered_at").first(), _best_at("need", AGENT & before_offer)),
    "pushed_offer.missed_places": _places(
        pl.col("offered_at").first(), _best_at("offer", AGENT & (pl.col("rejected_at") < AT))
    ),
    "adapt_solution.met_places": _places(_best_at("ask", AGENT & before_proposal), pl.col("proposed_at").first()),
    "adapt_solution.missed_places": _places(pl.col("proposed_at").first().fill_null(_best_at("fix", AGENT))),
    "generic_reply.met_places": _places(_best_at(about_the_case, AGENT)),
    "generic_reply.missed_places": pl.when(_top("stock", AGENT) > HARDLY)
    .then(_some(AGENT & (pl.col("stock") > HARDLY)).implode())
    .otherwise(any_agent_line.implode())
    .first(),
    "confirm_understanding.met_places": _places(_best_at("confirm", AGENT)),
    "confirm_understanding.missed_places": any_agent_line,
    "harsh_tone.met_places": any_agent_line.head(0),
    "harsh_tone.missed_places": _places(_best_at(rude, AGENT)),
    "interruption_or_haste.met_places": any_agent_line.head(0),
    "interruption_or_haste.missed_places": _places(
        pl.when(_top("hurry", AGENT) > HARDLY).then(_best_at("hurry", AGENT)).otherwise(pl.col("asked_at").first()),
    ),
    "plain_language.met_places": any_agent_line.head(0),
    "plain_language.missed_places": _places(_best_at("jargon", AGENT)),
}
"""The lines that speak for an outcome."""

MET_FOR = {
    "composure": "acknowledged",
    "honest_no": "way_out",
    "pushed_offer": "needed",
    "adapt_solution": "understood",
    "generic_reply": "own_words",
    "confirm_understanding": "given_back",
    "harsh_tone": "friendly",
    "interruption_or_haste": "at_ease",
    "plain_language": "plain",
}
"""Why a practice was met, where the rule alone would have said something else."""


def _reason(*cases: tuple[pl.Expr, str], otherwise: str) -> pl.Expr:
    chosen = pl.lit(otherwise)
    for when, code in reversed(cases):
        chosen = pl.when(when).then(pl.lit(code)).otherwise(chosen)
    return chosen


MISSED_FOR: dict[str, pl.Expr] = {
    "composure.missed_for": _reason((_top(rude, after_anger) > LIKELY, "cold"), otherwise="not_acknowledged"),
    "honest_no.missed_for": _reason(
        (_top("vague", AGENT) > _top("refuse", AGENT), "empty_promise"), otherwise="bare_refusal"
    ),
    "pushed_offer.missed_for": _reason(
        (_top("offer", AGENT & (pl.col("rejected_at") < AT)) > LIKELY, "offered_again"), otherwise="need_not_asked"
    ),
    "adapt_solution.missed_for": _reason(otherwise="nothing_asked"),
    "generic_reply.missed_for": _reason(otherwise="only_stock"),
    "confirm_understanding.missed_for": _reason(otherwise="not_given_back"),
    "harsh_tone.missed_for": _reason(otherwise="rude"),
    "interruption_or_haste.missed_for": _reason((_top("hurry", AGENT) > HARDLY, "hurries"), otherwise="left_open"),
    "plain_language.missed_for": _reason(otherwise="words_of_the_trade"),
}
"""Why a practice was missed, where the rule alone would have said something else."""
