"""Every lexicon entry finds its samples and leaves its counter-samples alone."""

from __future__ import annotations

import polars as pl
import pytest

from practices.signals import lexicon
from practices.signals.text import fold

SAMPLES = [
    pytest.param(name, sample, expected, id=f"{name}: {'' if expected else 'not '}{sample}")
    for name, entry in lexicon.entries().items()
    for expected, samples in ((True, entry.says), (False, entry.says_not))
    for sample in samples
]


@pytest.mark.parametrize(("name", "sample", "expected"), SAMPLES)
def test_sample(name: str, sample: str, expected: bool) -> None:
    assert pl.select(lexicon.says(name, pl.lit(fold(sample)))).item() is expected


def test_every_entry_says_what_it_is() -> None:
    assert [name for name, entry in lexicon.entries().items() if not entry.about] == []


def test_no_pattern_matches_everything() -> None:
    for name, entry in lexicon.entries().items():
        assert not pl.select(lexicon.says(name, pl.lit(" lorem ipsum dolor 4711 "))).item(), entry.about
