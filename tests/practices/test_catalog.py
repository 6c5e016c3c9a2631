"""What holds for every practice: its examples, its words, its reasons."""

from __future__ import annotations

import ast
import importlib
import inspect
import re

import polars as pl
import pytest

from practices import PRACTICES
from practices.practice import COMMON_REASONS, Example, KnownProblem, Practice, Verdict, reason_sentence
from tests.practices.worlds import verdicts_of_each

EXAMPLES = [
    pytest.param(practice, example, id=f"{practice.id}: {example.about}")
    for practice in PRACTICES
    for example in practice.examples
]
KNOWN_PROBLEMS = [
    pytest.param(practice, known, id=f"{practice.id}: {known.problem}")
    for practice in PRACTICES
    for known in practice.known_problems
]
EACH = pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.id)


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], pl.DataFrame]:
    """The verdicts on every example and known problem of every practice, by practice and what the case is about."""
    every = [
        *((practice.id, one.about, one.case) for practice in PRACTICES for one in practice.examples),
        *((practice.id, one.problem, one.case) for practice in PRACTICES for one in practice.known_problems),
    ]
    found = verdicts_of_each([case for _, _, case in every])
    return {
        (practice, about): verdicts.filter(pl.col("practice") == practice)
        for (practice, about, _), verdicts in zip(every, found, strict=True)
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


@pytest.mark.parametrize(("practice", "known"), KNOWN_PROBLEMS)
def test_known_problem_is_still_one(
    judged: dict[tuple[str, str], pl.DataFrame], practice: Practice, known: KnownProblem
) -> None:
    """Where the product has learned to judge the case, the problem and its case are to be taken off the list."""
    assert known.gives != known.ought
    found = judged[practice.id, known.problem]["verdict"].to_list()
    assert found[:1] == ([] if known.gives is None else [known.gives])


@EACH
def test_every_known_problem_has_its_case_and_every_case_its_problem(practice: Practice) -> None:
    docstring = inspect.getdoc(importlib.import_module(f"practices.catalog.{practice.id}")) or ""
    listed = [
        " ".join(problem.split()) for problem in re.split(r"^- ", docstring.split("Known problems:")[1], flags=re.M)
    ]
    problems = [problem for problem in listed if problem]
    shown = [known.problem for known in practice.known_problems]
    assert problems
    assert [problem for problem in problems if not any(words in problem for words in shown)] == []
    assert [words for words in shown if sum(words in problem for problem in problems) != 1] == []


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
