"""Notes in abbreviations that no list knows are weighed by their words and letters."""

import polars as pl
import pytest

from practices.learned.talks import read_notes
from practices.signals import note_parts
from practices.signals.text import folded


def told(*notes: str) -> pl.DataFrame:
    written = pl.DataFrame({"note": notes}, schema={"note": pl.String})
    return note_parts.scored(written.select(folded(pl.col("note"))).to_series())


def test_an_answer_in_shorthand_is_one() -> None:
    found = told("agend vt amanhã cedo, cli topou", "cli s/ sinal desde ontem")["answered"].to_list()
    assert found[0] > 0.5 > found[1]


def test_every_note_is_scored_and_in_order() -> None:
    one, other = "trocado conector, testado", "quer mudar de plano"
    both = told(one, other).to_numpy()
    assert both[0] == pytest.approx(told(one).to_numpy()[0], abs=1e-4)
    assert both[1] == pytest.approx(told(other).to_numpy()[0], abs=1e-4)
    assert told().height == 0


def test_the_tagged_notes_can_be_read() -> None:
    notes = read_notes()
    known = {"asked", "done", "answered", "judges", "empty"}
    assert all(one.parts <= known and one.text for one in notes)
    assert sum("answered" in one.parts for one in notes) > 100
