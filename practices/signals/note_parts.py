"""What a note on an OS tells, weighed by its words and letter groups: abbreviations and typing errors have no list.

The parts are those that `document_os` asks for. Each has a linear model (logistic regression) learned from tagged notes
(`practices/learned/notes`), stored beside the acts of messages. A score is the model's log-odds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from practices.signals import acts
from practices.signals.acts import Floats, Table

SIDE = "note"


@dataclass(frozen=True)
class Model:
    """The learned weights; columns of every array are `parts`."""

    parts: tuple[str, ...]
    words: Table
    letters: Table
    start: Floats


def scored(notes: pl.Series, model: Model | None = None) -> pl.DataFrame:
    """One Float32 column a part (asked, done, answered), for each folded note in order."""
    model = model or learned()
    total = np.tile(model.start, (notes.len(), 1))
    if notes.len():
        total += acts.summed(acts.word_terms(notes, 3), model.words, notes.len())
        total += acts.summed_letters(notes, model.letters)
    return pl.DataFrame(total.astype(np.float32), schema=dict.fromkeys(model.parts, pl.Float32()), orient="row")


@cache
def learned() -> Model:
    """The model as it is stored."""
    with np.load(acts.WEIGHTS, allow_pickle=False) as stored:
        return Model(
            parts=tuple(stored[f"{SIDE}.acts"].tolist()),
            words=acts.table_of(stored, f"{SIDE}.words"),
            letters=acts.table_of(stored, f"{SIDE}.letters"),
            start=stored[f"{SIDE}.start"],
        )
