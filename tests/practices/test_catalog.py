"""What holds for every practice: its examples, its words, its reasons."""

from __future__ import annotations

import ast
import importlib
import inspect

import polars as pl
import pytest

from practices import PRACTICES
from practices.practice import COMMON_REASONS, Example, Practice, Verdict, reason_sentence
from tests.practices.worlds import verdicts_of_each

EXAMPLES = [
    pytest.param(practice, example, id=f"{practice.id}: {example.about}")
    for practice in PRACTICES
    for example in practice.examples
]
EACH = pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.id)


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], pl.DataFrame]:
    """The verdicts on every example of every practice, by practice and what the example is about."""
    every = [(practice.id, example) for practice in PRACTICES for example in practice.examples]
    found = verdicts_of_each([example.case for _, example in every])
    return {
        (practice, example.about): verdicts.filter(pl.col("practice") == practice)
        for (practice, example), verdicts in zip(every, found, strict=True)
    }


@pytest.mark.parametrize(("practice", "example"), EXAMPLES)
def test_example_gets_its_verdict(
    judged: dict[tuple[str, str], pl.DataFrame], practice: Practice, example: Example
) -> None:
    found = judged[practice.id, example.about]
    if example.verdict is None:
        assert found.is_empty()
        return
    assert not found.is_empty(), "the practice does not apply"
    row = found.row(0, named=True)
    assert row["verdict"] == example.verdict, row["reason"]
    for language in ("pt", "en"):
        sentence = reason_sentence(practice, row["reason"], row["detail"], language)
        assert "{" not in sentence


@EACH
def test_has_examples_for_and_against(practice: Practice) -> None:
    assert len(practice.examples) >= 3
    given = {example.verdict for example in practice.examples}
    assert Verdict.MET in given
    assert Verdict.MISSED in given


@EACH
def test_docstring_says_what_is_asked_and_what_is_known_to_fail(practice: Practice) -> None:
    docstring = inspect.getdoc(importlib.import_module(f"practices.catalog.{practice.id}")) or ""
    for heading in ("What the guide asks:", "How the records show it:", "Known problems:"):
        assert heading in docstring


@EACH
def test_words_stand_in_both_languages(practice: Practice) -> None:
    for words in (practice.title, practice.asks, practice.judged, practice.fooled_by, *practice.reasons.values()):
        assert words.pt.strip()
        assert words.en.strip()
        assert words.pt.count("{detail}") == words.en.count("{detail}")


@EACH
def test_every_reason_code_has_its_sentence(practice: Practice) -> None:
    known = {*practice.reasons, *COMMON_REASONS}
    assert _literals(f"practices.catalog.{practice.id}") <= known


def test_ids_and_numbers_are_in_the_guides_order() -> None:
    numbers = [practice.number for practice in PRACTICES]
    assert numbers == sorted(set(numbers))
    assert all((practice.number > 10) == practice.to_avoid for practice in PRACTICES)


def _literals(module: str) -> set[str]:
    """The strings that stand in `pl.lit("…")` where a practice builds its `why`."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    whys = [word.value for word in ast.walk(tree) if isinstance(word, ast.keyword) and word.arg == "why"]
    whys += [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "why" for to in node.targets)
    ]
    return {
        call.args[0].value
        for why in whys
        for call in ast.walk(why)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "lit"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }
