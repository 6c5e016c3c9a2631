"""Verdicts agree with careful graders as far as the README says, and agreement is counted as it is defined."""

from pathlib import Path

import polars as pl
import pytest

from practices import grading
from practices.policy import default_policy

GRADED = Path(__file__).parents[1] / "graded"
KEY = ["case", "unit", "unit_id", "practice"]


@pytest.fixture(scope="module")
def found() -> list[grading.Grade]:
    cases = grading.read_cases(sorted(GRADED.glob("*.jsonl")))
    return grading.grades(grading.compared(cases, grading.judge_cases(cases, default_policy())))


def test_the_verdicts_agree_with_the_graders(found: list[grading.Grade]) -> None:
    agreement, f1 = grading.overall(found)
    assert agreement >= 0.93
    assert f1 >= 0.85


def test_the_readme_says_what_grading_finds(found: list[grading.Grade]) -> None:
    agreement, f1 = grading.overall(found)
    readme = (GRADED.parents[1] / "README.md").read_text(encoding="utf-8")
    assert f"| 54 that were read while the rules were written | {agreement:.3f} | {f1:.3f} |" in readme


def test_no_practice_is_left_behind(found: list[grading.Grade]) -> None:
    assert {one.practice: one.agreement for one in found if (one.agreement or 0) < 0.8} == {}


def test_every_unit_that_either_side_names_counts_and_disputed_ones_do_not() -> None:
    labels = [
        {"unit": "contact", "unit_id": unit, "practice": "use_name", "verdict": verdict}
        for unit, verdict in (("c1", "met"), ("c2", "missed"), ("c3", "disputed"), ("c4", "missed"))
    ]
    said = [
        ("x", "contact", unit, "use_name", verdict)
        for unit, verdict in (("c1", "met"), ("c2", "met"), ("c3", "missed"), ("c5", "missed"))
    ]
    verdicts = pl.DataFrame(said, schema=[*KEY, "verdict"], orient="row")
    table = grading.compared([{"case": "x", "labels": labels}], verdicts)
    assert dict(zip(table["unit_id"], table["agree"], strict=True)) == {
        "c1": True,
        "c2": False,
        "c4": False,
        "c5": False,
    }
    grade = next(one for one in grading.grades(table) if one.practice == "use_name")
    assert (grade.units, grade.agreed) == (4, 1)
    assert (grade.true_missed, grade.false_missed, grade.overlooked_missed) == (0, 1, 2)
    assert grade.f1_missed == 0


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case": "a"}\n{"case": \n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        grading.read_cases([path])


def test_the_table_names_evidence_as_labels_do() -> None:
    case = grading.read_cases([GRADED / "D1.jsonl"])[0]
    table = grading.table_of_verdicts([case], grading.judge_cases([case], default_policy()))
    assert table.columns == list(grading.TABLE_COLUMNS)
    notes = table.filter(pl.col("practice") == "document_os").row(0, named=True)
    assert notes["evidence"].split() == ["0", "1"], "the two notes of the case, by their place in its list of events"
    assert "{" not in "".join(table["reason"])
    named = table.filter(pl.col("practice") == "use_name").row(0, named=True)
    assert named["evidence"].split() == ["4", "13"]
