"""What a message does, weighed rather than looked up: does it refuse, offer, give back, apologise, threaten?

Word lists miss what they do not name, and polite words can be rude. So each act has a linear model (logistic
regression), learned from tagged talks (`practices/learned`), over what is cheap to see in a message:

- its words, pairs and triples of words, and the letter groups inside its words (a misspelt word shares most of them);
- the words and pairs of the other side's last message, since an answer is rude or apt only as an answer, and of its
  next one: "não, obrigada" tells an offer, "mas eu já falei isso" a stock reply;
- its place in the talk, and which lexicon entries it hits: what a supervisor adds to a list still tells.

A score is the model's log-odds: above 0 the act is more likely there than not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from practices.signals.lexicon import says
from practices.signals.upset import exclaims, shouts
from practices.signals.world import World

WEIGHTS = Path(__file__).parents[1] / "learned" / "acts.npz"
SIDES = ("agent", "customer")
PLACES = 5
LETTER_GROUPS = (3, 4, 5)
LONGEST_WORD = 40
WORDS_AT_MOST = 400
FLAGS = {
    "agent": (
        "harsh",
        "cold_to_anger",
        "mocks_or_brushes_off",
        "hurries",
        "acknowledges",
        "takes_charge",
        "names_a_feeling",
        "stock_apology",
        "stock_phrase",
        "help_page",
        "advertises",
        "closes_contact",
        "bare_order",
        "courtesy",
        "refusal",
        "denial",
        "refusal_of_means",
        "bare_no",
        "alternative",
        "way_out_marked",
        "empty_promise",
        "return_promised",
        "sells_plan",
        "sells_tv",
        "sells_device",
        "sells_more",
        "sells",
        "no_sale",
        "hard_sell",
        "asks_situation",
        "asks_in_words",
        "proposes_solution",
        "sends_somebody",
        "gives_back",
        "asks_for_data",
        "tells_when",
        "next_step",
    ),
    "customer": (
        "upset",
        "upset_reproach",
        "upset_hint",
        "not_read",
        "protests_tone",
        "asks_for",
        "asks_act",
        "wants_to_buy",
        "turns_down",
        "technical_problem",
        "local_problem",
        "situation_word",
        "other_matter",
        "problem_or_request",
        "bare_follow_up",
        "asks_something",
        "asks_when",
        "agrees",
    ),
}
"""Lexicon entries whose hits are features, by side."""

AS_TYPED = ("shouts", "exclaims")
"""What folding takes away: capitals where others write small letters, marks of exclamation without joy."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Table:
    """Terms and what each adds to the score of every act: `terms` (term, row), `weights` [row, act]."""

    terms: pl.DataFrame
    weights: Floats


@dataclass(frozen=True)
class Model:
    """The learned weights of one side; columns of every array are `acts`."""

    acts: tuple[str, ...]
    words: Table
    letters: Table
    previous: Table
    following: Table
    places: Floats
    flags: Floats
    start: Floats


def scored_messages(world: World) -> pl.DataFrame:
    """Messages of agents and customers in order: contact_id, position, sender, and one Float32 column an act.

    Acts of the other side are null. See `talk_lines` for what is read of a message.
    """
    lines = talk_lines(world.messages)
    parts = [scored(lines.filter(pl.col("sender") == side), models()[side]) for side in SIDES]
    return pl.concat(parts, how="diagonal").sort("contact_id", "position")


def talk_lines(messages: pl.DataFrame) -> pl.DataFrame:
    """contact_id, position, sender, folded, AS_TYPED (Boolean), previous, following, place; sorted.

    previous    the other side's last message, folded; "" where there is none
    following   its next one
    place       how many messages its sender wrote before, PLACES - 1 at the most
    """
    lines = messages.filter(pl.col("sender").is_in(SIDES)).sort("contact_id", "position")
    of_side = {side: pl.when(pl.col("sender") == side).then("folded") for side in SIDES}
    last = [text.forward_fill().over("contact_id").alias(f"last_{side}") for side, text in of_side.items()]
    after = [text.backward_fill().over("contact_id").alias(f"next_{side}") for side, text in of_side.items()]
    # where the agent's words stand in capitals too, they are the transcript's, not the customer's
    in_capitals = (shouts() & (pl.col("sender") == "agent")).any().over("contact_id")
    lines = lines.with_columns(shouts=shouts() & ~in_capitals, exclaims=exclaims() > 0)
    lines = lines.select("contact_id", "position", "sender", "folded", *AS_TYPED).with_columns(*last, *after)
    return lines.select(
        "contact_id",
        "position",
        "sender",
        "folded",
        *AS_TYPED,
        previous=pl.when(pl.col("sender") == "agent").then("last_customer").otherwise("last_agent").fill_null(""),
        following=pl.when(pl.col("sender") == "agent").then("next_customer").otherwise("next_agent").fill_null(""),
        place=pl.int_range(pl.len()).over("contact_id", "sender").clip(0, PLACES - 1),
    )


def scored(lines: pl.DataFrame, model: Model) -> pl.DataFrame:
    """The lines of one side (`talk_lines`) with the scores of its acts: contact_id, position, sender, acts."""
    if lines.is_empty():
        return lines.select(
            "contact_id", "position", "sender", *(pl.lit(0, dtype=pl.Float32).alias(one) for one in model.acts)
        )
    total = np.tile(model.start, (lines.height, 1))
    total += summed(word_terms(lines["folded"], 3), model.words, lines.height)
    total += summed(word_terms(lines["previous"], 2), model.previous, lines.height)
    total += summed(word_terms(lines["following"], 2), model.following, lines.height)
    total += summed_letters(lines["folded"], model.letters)
    total += places_of(lines) @ model.places
    total += flags_of(lines) @ model.flags
    scores = pl.DataFrame(total.astype(np.float32), schema=list(model.acts), orient="row")
    return pl.concat([lines.select("contact_id", "position", "sender"), scores], how="horizontal")


def word_terms(texts: pl.Series, longest: int) -> pl.DataFrame:
    """Runs of one to `longest` words: row, term, share; a text's shares grow less the longer it is."""
    words = _words(texts)
    runs = [words.select("row", "share", term="word")]
    for length in range(2, longest + 1):
        following = [pl.col("word").shift(-step).over("row") for step in range(length)]
        run = words.select("row", "share", term=pl.concat_str(following, separator=" ")).drop_nulls("term")
        runs.append(run)
    return pl.concat(runs)


def letter_terms(texts: pl.Series) -> pl.DataFrame:
    """Groups of letters inside words, the word's edges marked: row, term, share."""
    words = _words(texts)
    return words.join(_letter_groups(words["word"].unique()), on="word").select("row", "term", "share")


def places_of(lines: pl.DataFrame) -> Floats:
    """Which place in the talk, and whether the other side has said anything: [line, PLACES + 1]."""
    place = np.eye(PLACES, dtype=np.float32)[lines["place"].to_numpy()].reshape(-1, PLACES)
    first = (lines["previous"] == "").to_numpy().astype(np.float32).reshape(-1, 1)
    return np.hstack([place, first])


def flags_of(lines: pl.DataFrame) -> Floats:
    """Which lexicon entries a line hits, and AS_TYPED: [line, FLAGS of its side + 2]; all lines are of one side."""
    hits = [says(name).alias(name) for name in FLAGS[lines["sender"][0]]]
    return lines.select(*hits, *AS_TYPED).select(pl.all().cast(pl.Float32)).to_numpy()


@cache
def models() -> dict[str, Model]:
    """The learned models by side."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return {side: model_of(stored, side) for side in SIDES}


def table_of(stored: Mapping[str, Any], name: str) -> Table:
    """One table of `acts.npz`."""
    terms = pl.DataFrame({"term": stored[f"{name}.terms"].tolist()}).with_row_index("at")
    return Table(terms, stored[f"{name}.weights"].astype(np.float32) * stored[f"{name}.unit"])


def model_of(stored: Mapping[str, Any], side: str) -> Model:
    """The model of one side as `acts.npz` holds it."""

    def table(name: str) -> Table:
        return table_of(stored, f"{side}.{name}")

    return Model(
        acts=tuple(stored[f"{side}.acts"].tolist()),
        words=table("words"),
        letters=table("letters"),
        previous=table("previous"),
        following=table("following"),
        places=stored[f"{side}.places"],
        flags=stored[f"{side}.flags"],
        start=stored[f"{side}.start"],
    )


def _words(texts: pl.Series) -> pl.DataFrame:
    """row, word, share: 1 / sqrt(words + 2); a text is read up to WORDS_AT_MOST words."""
    split = texts.str.strip_chars().str.split(" ").list.head(WORDS_AT_MOST)
    return (
        pl.DataFrame({"words": split})
        .with_row_index("row")
        .with_columns(share=(1 / (pl.col("words").list.len() + 2).sqrt()).cast(pl.Float32))
        .explode("words")
        .rename({"words": "word"})
        .filter(pl.col("word") != "")
        .with_columns(pl.col("word").str.head(LONGEST_WORD))
    )


def _letter_groups(words: pl.Series) -> pl.DataFrame:
    """word, term: every group of LETTER_GROUPS letters of "<word>"."""
    marked = pl.DataFrame({"word": words}).with_columns(marked=pl.format("<{}>", "word"))
    groups = []
    for length in LETTER_GROUPS:
        starts = pl.int_ranges(0, pl.col("marked").str.len_chars().cast(pl.Int64) - length + 1)
        groups.append(
            marked.with_columns(start=starts)
            .explode("start")
            .drop_nulls("start")
            .select("word", term=pl.col("marked").str.slice(pl.col("start"), length))
        )
    return pl.concat(groups)


def summed_letters(texts: pl.Series, table: Table) -> Floats:
    """What the letter groups add to each text: each distinct word is looked up once. As `letter_terms` summed."""
    words = _words(texts)
    distinct = words["word"].unique().to_frame().with_row_index("at")
    groups = _letter_groups(distinct["word"]).join(distinct, on="word")
    of_word = summed(groups.select("term", row="at", share=pl.lit(1.0, dtype=pl.Float32)), table, distinct.height)
    return _by_row(words.join(distinct, on="word").sort("row", "at"), of_word, texts.len())


def summed(terms: pl.DataFrame, table: Table, rows: int) -> Floats:
    """What the known terms add to each row: [row, act]."""
    return _by_row(terms.join(table.terms, on="term").sort("row", "at"), table.weights, rows)


def _by_row(known: pl.DataFrame, weights: Floats, rows: int) -> Floats:
    """The weights at `at` times `share`, summed by `row`; `known` is sorted by row."""
    total = np.zeros((rows, weights.shape[1]), dtype=np.float32)
    if known.is_empty():
        return total
    row = known["row"].to_numpy()
    added = weights[known["at"].to_numpy()] * known["share"].to_numpy()[:, None]
    begins = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    total[row[begins]] = np.add.reduceat(added, begins, axis=0)
    return total
