"""Make `acts.npz` and `outcomes.json`: `python -m practices.learned.train GRADED.jsonl...` (`make train`).

Needs scikit-learn (tests/requirements.txt); the product itself does not. Acts: one logistic regression an act, over the
features of `practices.signals.acts`, learned from the tagged talks. Outcomes: one multinomial logistic regression a
practice, over the features of `practices.weighing`, learned from the talks, scored by models that had not seen the
talk's hand, and from the contacts of the graded cases, which are longer and count GRADED_COUNT times.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from data.records import from_case, parse_time
from practices import PRACTICES
from practices.cases import mark, read_cases, together
from practices.learned.talks import DOES_NOT_APPLY, Talk, as_case, read_talks
from practices.learned.texts import read_texts
from practices.policy import default_policy
from practices.practice import NOT_APPLICABLE, Practice
from practices.signals import acts, contact_signals, phrases
from practices.signals.acts import Floats
from practices.signals.promises import promised_in_words, sentences_of
from practices.signals.text import folded
from practices.signals.world import World
from practices.weighing import CHOICES as WEIGHED
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
SEEN_AT_LEAST = {"words": 2, "letters": 3, "previous": 3, "following": 3}
SPREAD = {"words": 0.4, "letters": 0.2, "previous": 0.2, "following": 0.2}
"""How much a block of features weighs against the flags, which are 0 or 1."""
FOLDS = 5
ACT_STRENGTH, RARER_COUNTS = 1.0, 2.0
PHRASE_STRENGTH = 10.0
OUTCOME_STRENGTH = 0.02
GRADED_COUNT = 8.0
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
        "following": acts.word_terms(lines["following"], 2),
    }
    known = {name: _vocabulary(terms, lines.height, name) for name, terms in blocks.items()}
    parts = []
    for name, terms in blocks.items():
        parts.append(_sparse(terms, *known[name], lines.height))
    dense = csr_matrix(np.hstack([acts.places_of(lines) * np.float32(0.5), acts.flags_of(lines)]))
    return Features(hstack([*parts, dense]).tocsr(), known)


def _sparse(terms: pl.DataFrame, table: pl.DataFrame, rarity: Floats, rows: int) -> csr_matrix:
    found = terms.join(table, on="term")
    at = found["at"].to_numpy()
    values = found["share"].to_numpy() * rarity[at]
    return csr_matrix((values, (found["row"].to_numpy(), at)), shape=(rows, table.height))


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


def tagged_texts(kind: str) -> pl.DataFrame:
    """The tagged texts of a kind: folded, tags (list)."""
    read = read_texts(kind)
    frame = pl.DataFrame({"text": [one.words for one in read], "tags": [sorted(one.tags) for one in read]})
    return frame.select(folded=folded(pl.col("text")), tags="tags")


def promising_texts(world: World, talks: list[Talk], cases: list[dict[str, Any]]) -> pl.DataFrame:
    """What agents say, and whether it promises a return: tagged sentences, lines of talks, graded cases' sentences."""
    lines, told = tagged_lines(world, talks, "agent")
    of_talks = lines.select("folded", tags=pl.Series([["promise"] if "promise" in one else [] for one in told]))
    return pl.concat([tagged_texts("promise"), of_talks, _graded_sentences(cases)], how="vertical_relaxed")


def _graded_sentences(cases: list[dict[str, Any]]) -> pl.DataFrame:
    """Sentences of agents in graded cases.

    A label names a message: its promise is the sentence that the lists know, and the others are left out, as are those
    that say a graded promise once more, and whatever graders dispute.
    """
    said = {
        one["unit_id"].replace("promise:", f"promise:{mark(number)}"): one["verdict"]
        for number, case in enumerate(cases)
        for one in case["labels"]
    }
    spoken = world_of(together(cases)).messages.filter(pl.col("sender") == "agent")
    sentences = sentences_of(spoken).select(
        "contact_id",
        folded="sentence",
        in_words=promised_in_words(),
        graded=pl.format("promise:{}:{}", "contact_id", "position").replace_strict(said, default=None),
    )
    promise = pl.col("in_words") & (pl.col("graded") != "disputed").fill_null(False)
    again = pl.col("in_words") & promise.any().over("contact_id")
    sentences = sentences.with_columns(promise=promise, again=again)
    sure = sentences.filter(pl.col("promise") | (pl.col("graded").is_null() & ~pl.col("again")))
    return sure.select(
        "folded", tags=pl.when("promise").then(pl.lit(["promise"])).otherwise(pl.lit([], dtype=pl.List(pl.String)))
    )


def learned_phrases(kind: str, texts: pl.Series, told: list[list[str]]) -> phrases.Model:
    """A model of what folded texts of a kind tell."""
    blocks = {"words": acts.word_terms(texts, 3), "letters": acts.letter_terms(texts)}
    known = {name: _vocabulary(terms, texts.len(), name) for name, terms in blocks.items()}
    matrix = hstack([_sparse(blocks[name], *known[name], texts.len()) for name in blocks]).tocsr()
    fitted = [
        LogisticRegression(C=PHRASE_STRENGTH, solver="liblinear").fit(matrix, [tag in one for one in told])
        for tag in phrases.TAGS[kind]
    ]
    weights = np.array([one.coef_[0] for one in fitted], dtype=np.float32).T
    tables, begin = {}, 0
    for name, (terms, rarity) in known.items():
        tables[name] = acts.Table(terms, weights[begin : begin + terms.height] * rarity[:, None])
        begin += terms.height
    return phrases.Model(start=np.array([one.intercept_[0] for one in fitted], dtype=np.float32), **tables)


def stored_phrases(kind: str, model: phrases.Model) -> dict[str, Any]:
    """A model of short texts as arrays for `acts.npz`."""
    tables = _stored_table(model.words, f"{kind}.words") | _stored_table(model.letters, f"{kind}.letters")
    return {f"{kind}.start": model.start, **tables}


def stored(model: acts.Model, side: str) -> dict[str, Any]:
    """A model as arrays for `acts.npz`."""
    arrays: dict[str, Any] = {f"{side}.acts": np.array(model.acts)}
    for name in SEEN_AT_LEAST:
        arrays |= _stored_table(getattr(model, name), f"{side}.{name}")
    for name in ("places", "flags", "start"):
        arrays[f"{side}.{name}"] = getattr(model, name)
    return arrays


def _stored_table(table: acts.Table, name: str) -> dict[str, Any]:
    """Weights of terms as signed bytes, those that hardly weigh left out."""
    heavy = np.abs(table.weights).max(axis=1) > LIGHTEST
    weights = table.weights[heavy]
    unit = np.abs(weights).max(axis=0) / 127
    return {
        f"{name}.terms": np.array(table.terms["term"].to_list())[heavy],
        f"{name}.weights": np.round(weights / unit).astype(np.int8),
        f"{name}.unit": unit.astype(np.float32),
    }


LIGHTEST = 0.02
"""A term that adds less than this to every act is not worth its place in the file."""


def world_of(case: dict[str, Any]) -> World:
    """The world of one case, as it is at its `as_of`."""
    policy = default_policy()
    return World.of(from_case(case, policy.time_zone), policy, parse_time(case["as_of"], policy.time_zone))


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


@dataclass(frozen=True)
class Judged:
    """Contacts with the features of their talk and what people said of them: {(contact_id, practice): verdict}."""

    frame: pl.DataFrame
    said: dict[tuple[str, str], str]
    counts: float

    def of(self, practice: Practice, names: list[str]) -> tuple[Floats, np.ndarray]:
        """The feature matrix and the verdicts of the contacts that can be weighed and that people are sure of."""
        graded = np.array([self.said.get((one, practice.id), NOT_APPLICABLE) for one in self.frame["contact_id"]])
        sure = np.isin(graded, WEIGHED) & self.frame["weighed_lines"].is_not_null().to_numpy()
        rule = self.frame.select(rule=practice.verdict())["rule"]
        return with_rule(self.frame, rule, names)[sure], graded[sure]


def judged_talks(world: World, talks: list[Talk]) -> Judged:
    """The tagged talks."""
    frame = rule_frame(world).join(features_of_contacts(unseen_scores(world, talks)), on="contact_id", how="left")
    said = {
        (one.talk_id, practice): found[0]
        for one in talks
        for practice, found in one.verdicts.items()
        if found[0] != DOES_NOT_APPLY
    }
    return Judged(frame, said, 1.0)


def judged_cases(cases: list[dict[str, Any]]) -> Judged:
    """The contacts of graded cases, scored by the models as they are stored."""
    whole = together(cases)
    world = world_of(whole)
    features = features_of_contacts(acts.scored_messages(world))
    said = {(one["unit_id"], one["practice"]): one["verdict"] for one in whole["labels"]}
    return Judged(rule_frame(world).join(features, on="contact_id", how="left"), said, GRADED_COUNT)


def learned_outcomes(sets: list[Judged]) -> dict[str, dict[str, Any]]:
    """The choice of every weighed practice, as `outcomes.json`."""
    learned = {}
    for practice in PRACTICES:
        if practice.weighed is None:
            continue
        names = [*(name for name in FEATURES if name.startswith(f"{practice.id}.")), "rule.met", "rule.missed"]
        parts = [(*one.of(practice, names), one.counts) for one in sets]
        matrix = np.vstack([matrix for matrix, _, _ in parts])
        graded = np.concatenate([graded for _, graded, _ in parts])
        counts = np.concatenate([np.full(len(graded), counts) for _, graded, counts in parts])
        learned[practice.id] = _outcome(names, matrix, graded, counts)
    return learned


def _outcome(names: list[str], matrix: Floats, graded: np.ndarray, counts: np.ndarray) -> dict[str, Any]:
    centre, spread = matrix.mean(axis=0), np.maximum(matrix.std(axis=0), 1e-3)
    classes = np.array(WEIGHED)
    fitted = LogisticRegression(C=OUTCOME_STRENGTH, max_iter=1000).fit((matrix - centre) / spread, graded, counts)
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


def main(graded: list[Path]) -> None:
    """Learn both files and say what was learned from."""
    talks, cases = read_talks(), read_cases(graded)
    world = world_of(as_case(talks))
    arrays: dict[str, Any] = {}
    for side in acts.SIDES:
        lines, told = tagged_lines(world, talks, side)
        arrays |= stored(learned_acts(side, lines, told), side)
        counts = Counter(act for one in told for act in one)
        sys.stdout.write(f"{side}: {lines.height} lines, {dict(counts.most_common())}\n")
    for kind, texts in (("note", tagged_texts("note")), ("promise", promising_texts(world, talks, cases))):
        arrays |= stored_phrases(kind, learned_phrases(kind, texts["folded"], texts["tags"].to_list()))
        sys.stdout.write(f"{kind}: {texts.height} texts, {texts['tags'].explode().value_counts().rows()}\n")
    np.savez_compressed(acts.WEIGHTS, **arrays)
    learned = learned_outcomes([judged_talks(world, talks), judged_cases(cases)])
    lines_of_json = [f'"{name}": {json.dumps(one)}' for name, one in learned.items()]
    OUTCOMES.write_text("{\n" + ",\n".join(lines_of_json) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(talks)} talks, {len(cases)} graded cases\n")


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])
