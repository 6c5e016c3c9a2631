"""The README's figures on cases that nobody read are those that grading finds. They are counted, never looked at."""

import re
from pathlib import Path

from practices import grading
from practices.cases import read_cases
from practices.policy import default_policy

ROOT = Path(__file__).parents[2]


def test_the_readme_says_what_to_expect_of_cases_that_nobody_read() -> None:
    cases = read_cases(sorted((ROOT / "tests/graded/unseen").glob("*.jsonl")))
    comparison = grading.compared(cases, grading.judge_cases(cases, default_policy()))
    agreement, f1 = grading.overall(grading.grades(comparison))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| {len(cases)} by five other hands that nobody read | {agreement:.3f} | {f1:.3f} |" in readme
    text = list(grading.lines(comparison, "unseen"))
    low = next(line for line in text if line.startswith("kappa under"))
    named = re.findall(r"(\w+) (\d\.\d+) \(n (\d+)\)", low)
    said = " ".join(readme.split())
    assert [one for one in named if f"`{one[0]}` ({float(one[1]):.2f}, n {one[2]})" not in said] == []
    every = grading.grades(comparison, grading.unnamed(cases, comparison))
    lowest = min(one.kappa_of_all for one in every if one.kappa_of_all is not None)
    assert f"kappa is {lowest:.2f} or more for every practice" in said
