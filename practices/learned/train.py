"""Make `acts.npz` and `outcomes.json` from the tagged talks: `python -m practices.learned.train`.

Needs scikit-learn (tests/requirements.txt); the product itself does not. Acts: one logistic regression an act, over the
features of `practices.signals.acts`. Outcomes: one multinomial logistic regression a practice, over the features of
`practices.weighing`, learned from scores that models gave which had not seen the talk's hand.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from data.records import from_case, parse_time
from practices import PRACTICES
from practices.learned.talks import AS_OF, Talk, as_case, read_talks
from practices.policy import default_policy
from practices.signals import acts, contact_signals
from practices.signals.acts import Floats
from practices.signals.world import World
from practices.weighing import FEATURES, OUTCOMES, with_rule
from practices.weighing import features_of as features_of_contacts

AGENTS_ACTS = (
    "harsh defensive ack refuse alt vague offer need ask fix confirm stock answer evade hurry promise bare price date "
    "next status jargon thing greet close name"
)
CUSTOMERS_ACTS = (
    "upset calm_complaint problem states situation request rejects asks_offer question cancel protest thanks"
)
ACTS = {"agent": AGENTS_ACTS.split(), "customer": CUSTOMERS_ACTS.split()}
"""The acts that are learned of each side; `talks.py` shows how they stand in the talks."""
SEEN_AT_LEAST = {"words": 2, "letters": 3, "previous": 3}
SPREAD = {"words": 0.4, "letters": 0.2, "previous": 0.2}
"""How much a block of features weighs against the flags, which are 0 or 1."""
FOLDS = 5
ACT_STRENGTH, RARER_COUNTS = 1.0, 2.0
OUTCOME_STRENGTH = 0.5
NEVER = -20.0
"""Where a talk never led to an outcome."""


@dataclass(frozen=True)
class Features:
    """Sparse features of lines and the vocabulary they were counted with (block -> term frame, inverse frequencies)."""

    matrix: csr_matrix
    vocabulary: dict[str, tuple[pl.DataFrame, Floats]]


def features_of(lines: pl.DataFrame) -> Features:
    """The features of lines of one side, and the vocabulary that they make."""
    blocks = {
        "words": acts.word_terms(lines["folded"], 3),
        "letters": acts.letter_terms(lines["folded"]),
        "previous": acts.word_terms(lines["previous"], 2),
    }
    known = {name: _vocabulary(terms, lines.height, name) for name, terms in blocks.items()}
    parts = []
    for name, terms in blocks.items():
        table, rarity = known[name]
        found = terms.join(table, on="term")
        at = found["at"].to_numpy()
        values = found["share"].to_numpy() * rarity[at]
        parts.append(csr_matrix((values, (found["row"].to_numpy(), at)), shape=(lines.height, table.height)))
    dense = csr_matrix(np.hstack([acts.places_of(lines) * np.float32(0.5), acts.flags_of(lines)]))
    return Features(hstack([*parts, dense]).tocsr(), known)


def _vocabulary(terms: pl.DataFrame, rows: int, name: str) -> tuple[pl.DataFrame, Floats]:
    counted = (
        terms.group_by("term")
        .agg(seen=pl.col("row").n_unique())
        .filter(pl.col("seen") >= SEEN_AT_LEAST[name])
        .sort("term")
        .with_row_index("at")
    )
    rarity = (np.log((1 + rows) / (1 + counted["seen"].to_numpy())) + 1) * SPREAD[name]
    return counted.select("term", "at"), rarity.astype(np.float32)


def learned_acts(side: str, lines: pl.DataFrame, told: list[frozenset[str]]) -> acts.Model:
    """A model of the side's acts from its lines (`acts.talk_lines`) and what each of them does."""
    features = features_of(lines)
    coefficients, starts = [], []
    for act in ACTS[side]:
        does = np.array([act in one for one in told])
        fitted = LogisticRegression(
            C=ACT_STRENGTH, class_weight={True: RARER_COUNTS, False: 1.0}, solver="liblinear", tol=1e-3
        ).fit(features.matrix, does)
        coefficients.append(fitted.coef_[0])
        starts.append(fitted.intercept_[0])
    weights = np.array(coefficients, dtype=np.float32).T
    tables, begin = {}, 0
    for name, (terms, rarity) in features.vocabulary.items():
        tables[name] = acts.Table(terms, weights[begin : begin + terms.height] * rarity[:, None])
        begin += terms.height
    places = acts.PLACES + 1
    return acts.Model(
        acts=tuple(ACTS[side]),
        places=weights[begin : begin + places] * np.float32(0.5),
        flags=weights[begin + places :],
        start=np.array(starts, dtype=np.float32),
        **tables,
    )


def stored(model: acts.Model, side: str) -> dict[str, Any]:
    """A model as arrays for `acts.npz`: weights of terms as signed bytes, those that hardly weigh left out."""
    arrays: dict[str, Any] = {f"{side}.acts": np.array(model.acts)}
    for name in ("words", "letters", "previous"):
        table: acts.Table = getattr(model, name)
        heavy = np.abs(table.weights).max(axis=1) > LIGHTEST
        weights = table.weights[heavy]
        unit = np.abs(weights).max(axis=0) / 127
        arrays[f"{side}.{name}.terms"] = np.array(table.terms["term"].to_list())[heavy]
        arrays[f"{side}.{name}.weights"] = np.round(weights / unit).astype(np.int8)
        arrays[f"{side}.{name}.unit"] = unit.astype(np.float32)
    for name in ("places", "flags", "start"):
        arrays[f"{side}.{name}"] = getattr(model, name)
    return arrays


LIGHTEST = 0.02
"""A term that adds less than this to every act is not worth its place in the file."""


def world_of(talks: list[Talk]) -> World:
    """All talks as one world."""
    policy = default_policy()
    return World.of(
        from_case(as_case(talks), policy.time_zone), policy, parse_time(AS_OF.isoformat(), policy.time_zone)
    )


def tagged_lines(world: World, talks: list[Talk], side: str) -> tuple[pl.DataFrame, list[frozenset[str]]]:
    """The lines of one side, and what each does."""
    told = {(one.talk_id, place): line.acts for one in talks for place, line in enumerate(one.lines)}
    lines = acts.talk_lines(world.messages).filter(pl.col("sender") == side)
    return lines, [told[key] for key in lines.select("contact_id", "position").rows()]


def unseen_scores(world: World, talks: list[Talk]) -> pl.DataFrame:
    """`acts.scored_messages` of the talks, each scored by models that saw nothing of its hand."""
    hands = sorted({hand_of(one.talk_id) for one in talks})
    fold = {hand: number % FOLDS for number, hand in enumerate(hands)}
    parts = []
    for side in acts.SIDES:
        lines, told = tagged_lines(world, talks, side)
        folds = np.array([fold[hand_of(one)] for one in lines["contact_id"]])
        for number in range(FOLDS):
            others = np.flatnonzero(folds != number)
            model = learned_acts(side, lines[others], [told[place] for place in others])
            parts.append(acts.scored(lines[np.flatnonzero(folds == number)], model))
    return pl.concat(parts, how="diagonal").sort("contact_id", "position")


def learned_outcomes(world: World, talks: list[Talk]) -> dict[str, dict[str, Any]]:
    """The choice of every weighed practice, from scores of models that had not seen the hand; as `outcomes.json`."""
    frame = rule_frame(world).join(features_of_contacts(unseen_scores(world, talks)), on="contact_id", how="left")
    said = {one.talk_id: one.verdicts for one in talks}
    learned = {}
    for practice in PRACTICES:
        if practice.weighed is None:
            continue
        names = [*(name for name in FEATURES if name.startswith(f"{practice.id}.")), "rule.met", "rule.missed"]
        matrix = with_rule(frame, frame.select(rule=practice.verdict())["rule"], names)
        graded = np.array([said[one][practice.id][0] for one in frame["contact_id"]])
        sure = graded != "?"
        learned[practice.id] = _outcome(names, matrix[sure], graded[sure])
    return learned


def _outcome(names: list[str], matrix: Floats, graded: np.ndarray) -> dict[str, Any]:
    centre, spread = matrix.mean(axis=0), np.maximum(matrix.std(axis=0), 1e-3)
    classes = np.array(["-", "met", "missed"])
    fitted = LogisticRegression(C=OUTCOME_STRENGTH, max_iter=1000).fit((matrix - centre) / spread, graded)
    weights, start = np.zeros((len(classes), len(names))), np.full(len(classes), NEVER)
    if len(fitted.classes_) == 2:
        rows = {fitted.classes_[1]: (fitted.coef_[0], fitted.intercept_[0]), fitted.classes_[0]: (0.0, 0.0)}
    else:
        rows = dict(zip(fitted.classes_, zip(fitted.coef_, fitted.intercept_, strict=True), strict=True))
    for number, name in enumerate(classes):
        if name in rows:
            weights[number], start[number] = rows[name]

    def rounded(array: np.ndarray) -> list[Any]:
        return list(np.round(array.astype(float), 4).tolist())

    return {
        "features": names,
        "centre": rounded(centre),
        "spread": rounded(spread),
        "weights": rounded(weights),
        "start": rounded(start),
    }


def rule_frame(world: World) -> pl.DataFrame:
    """Every contact with its signals, as the rules see it."""
    return contact_signals(world)


def hand_of(talk_id: str) -> str:
    """Who wrote the talk."""
    return talk_id.split("-", 1)[0]


def main() -> None:
    """Learn both files and say what was learned from."""
    talks = read_talks()
    world = world_of(talks)
    arrays: dict[str, Any] = {}
    for side in acts.SIDES:
        lines, told = tagged_lines(world, talks, side)
        arrays |= stored(learned_acts(side, lines, told), side)
        counts = Counter(act for one in told for act in one)
        sys.stdout.write(f"{side}: {lines.height} lines, {dict(counts.most_common())}\n")
    np.savez_compressed(acts.WEIGHTS, **arrays)
    learned = learned_outcomes(world, talks)
    lines_of_json = [f'"{name}": {json.dumps(one)}' for name, one in learned.items()]
    OUTCOMES.write_text("{\n" + ",\n".join(lines_of_json) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
