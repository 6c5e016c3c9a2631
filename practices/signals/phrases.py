"""What a short text tells, weighed by words and letter groups: turns of phrase and abbreviations have no list.

note      a note on an OS: asked, done, answered (what `document_os` asks for)
promise   a sentence of an agent's: promise (that the customer will hear back)

Each tag has a linear model (logistic regression) learned from tagged texts (`practices/learned/notes`, `promises`),
stored beside the acts of messages. A score is the model's log-odds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from practices.signals import acts
from practices.signals.acts import Floats, Table

TAGS = {"note": ("asked", "done", "answered"), "promise": ("promise",)}
"""What is learned of each kind of text."""


@dataclass(frozen=True)
class Model:
    """The learned weights of one kind; columns of every array are its TAGS."""

    words: Table
    letters: Table
    start: Floats


def scored(kind: str, texts: pl.Series, model: Model | None = None) -> pl.DataFrame:
    """One Float32 column a tag of this kind, for each folded text in order."""
    model = model or learned(kind)
    total = np.tile(model.start, (texts.len(), 1))
    if texts.len():
        total += acts.summed(acts.word_terms(texts, 3), model.words, texts.len())
        total += acts.summed_letters(texts, model.letters)
    return pl.DataFrame(total.astype(np.float32), schema=dict.fromkeys(TAGS[kind], pl.Float32()), orient="row")


@cache
def learned(kind: str) -> Model:
    """The model of one kind as it is stored."""
    with np.load(acts.WEIGHTS, allow_pickle=False) as stored:
        return Model(
            words=acts.table_of(stored, f"{kind}.words"),
            letters=acts.table_of(stored, f"{kind}.letters"),
            start=stored[f"{kind}.start"],
        )
