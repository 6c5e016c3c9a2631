"""Verdicts agree with careful graders as far as the README says, and agreement is counted as it is defined."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from polars.testing import assert_frame_equal
from sqlalchemy import insert

from data import schema
from data.store import Store, open_store
from manage import cli
from practices import grading
from practices.cases import read_cases
from practices.policy import default_policy

GRADED = Path(__file__).parents[1] / "graded"
SAID = [*grading.KEY, "verdict", "os_id", "evidence"]


@pytest.fixture(scope="module")
def found() -> list[grading.Grade]:
    cases = read_cases(sorted(GRADED.glob("*.jsonl")))
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
    floor = {"composure": 0.75}
    low = [one for one in found if (one.agreement or 0) < floor.get(one.practice, 0.8)]
    assert {one.practice: one.agreement for one in low} == {}


def label(unit_id: str, practice: str, verdict: str, evidence: Sequence[int | str] = ()) -> dict[str, Any]:
    unit = next(one.unit.value for one in grading.PRACTICES if one.id == practice)
    return {"unit": unit, "unit_id": unit_id, "practice": practice, "verdict": verdict, "evidence": list(evidence)}


def judged(*said: tuple[str, str, str, str], os_id: str | None = "os1") -> pl.DataFrame:
    """Verdicts on the case 'x' from (unit_id, practice, verdict, evidence)."""
    units = {one.id: one.unit.value for one in grading.PRACTICES}
    rows = [
        ("x", units[practice], unit_id, practice, verdict, os_id, shown) for unit_id, practice, verdict, shown in said
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(SAID, pl.String()), orient="row")


def world(labels: Sequence[dict[str, Any]], *event_orders: str) -> dict[str, Any]:
    """The case 'x' with an event of each of these OSs, in this order, a minute apart."""
    events = [
        {"os_id": os_id, "at": f"2026-11-10T10:{minute:02}:00", "kind": "note", "text": "feito"}
        for minute, os_id in enumerate(event_orders)
    ]
    return {"case": "x", "labels": list(labels), "os_events": events}


def of(practice: str, comparison: pl.DataFrame) -> grading.Grade:
    return next(one for one in grading.grades(comparison) if one.practice == practice)


def test_every_unit_that_either_side_names_counts_and_disputed_ones_do_not() -> None:
    labels = [
        label(unit, "use_name", verdict)
        for unit, verdict in (("c1", "met"), ("c2", "missed"), ("c3", "disputed"), ("c4", "missed"))
    ]
    verdicts = judged(
        *(
            (unit, "use_name", said, "")
            for unit, said in (("c1", "met"), ("c2", "met"), ("c3", "missed"), ("c5", "missed"))
        )
    )
    table = grading.compared([world(labels)], verdicts)
    assert dict(table.schema) == grading.COMPARISON_SCHEMA
    assert dict(zip(table["unit_id"], table["agree"], strict=True)) == {
        "c1": True,
        "c2": False,
        "c4": False,
        "c5": False,
    }
    grade = of("use_name", table)
    assert (grade.units, grade.agreed) == (4, 1)
    assert (grade.true_missed, grade.false_missed, grade.overlooked_missed) == (0, 1, 2)
    assert grade.f1_missed == 0
    assert grade.table == {("met", "met"): 1, ("missed", "met"): 1, ("missed", "–"): 1, ("–", "missed"): 1}


def many(*counts: tuple[str, str, int], practice: str = "composure") -> pl.DataFrame:
    """COMPARISON_SCHEMA with so many units of (label, verdict)."""
    rows = [
        ("x", "contact", f"{said}-{found}-{number}", practice, said, found, said == found, None)
        for said, found, count in counts
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=grading.COMPARISON_SCHEMA, orient="row")


def test_kappa_and_ac1_of_a_practice() -> None:
    """Feinstein and Cicchetti's table: agreement 0.85, but kappa 0.32."""
    counted = many(("met", "met", 80), ("met", "missed", 5), ("missed", "met", 10), ("missed", "missed", 5))
    grade = of("composure", counted)
    assert grade.agreement == 0.85
    assert grade.kappa == pytest.approx(0.318, abs=1e-3)
    assert grade.ac1 == pytest.approx(0.808, abs=1e-3)
    assert of("composure", many(("met", "met", 9))).kappa is None


def test_what_does_not_apply_is_a_thing_to_say() -> None:
    told = [("met", "met", 10), ("missed", "missed", 10)]
    overreaching = of("composure", many(*told, ("–", "met", 5)))
    assert (overreaching.units, overreaching.agreement, overreaching.f1_missed) == (25, 0.8, 1)
    assert overreaching.kappa == pytest.approx((0.8 - 0.4) / (1 - 0.4))


def test_the_weak_practices_stand_below_the_table() -> None:
    weak = many(("met", "met", 6), ("met", "missed", 3), ("missed", "missed", 6))
    good = many(("met", "met", 9), ("met", "missed", 1), ("missed", "missed", 9), practice="use_name")
    printed = list(grading.lines(pl.concat([weak, good]), "2 cases"))
    assert printed[0].endswith("F1 missed   tp   fp   fn   kappa  of all     AC1  evidence    of")
    rows = {line.split()[0]: line.split()[1:] for line in printed[1:21]}
    assert rows["composure"] == ["15", "0.800", "0.800", "6", "3", "0", "0.615", "0.615", "0.600", "–", "0"]
    assert rows["no_return"] == ["0", "–", "–", "0", "0", "0", "–", "–", "–", "–", "0"]
    mean_f1 = (0.8 + 18 / 19) / 2
    assert rows["all"][:6] == ["34", f"{30 / 34:.3f}", f"{mean_f1:.3f}", "15", "4", "0"]
    assert rows["all"][-2:] == ["(2", "cases)"]
    assert "kappa under 0.7: composure 0.615 (n 15)" in printed
    assert "kappa of all units under 0.7: composure 0.615 (n 15)" in printed
    assert "kappa under 0.7: no practice" in list(grading.lines(good, "1 case"))


def test_kappa_of_all_units_counts_on_what_both_say_nothing() -> None:
    weak = many(("met", "met", 6), ("met", "missed", 3), ("missed", "missed", 6))
    grade = next(one for one in grading.grades(weak, {"composure": 15}) if one.practice == "composure")
    by_chance = (9 * 6 + 6 * 9 + 15 * 15) / 30**2
    assert (grade.units, grade.agreement) == (15, 0.8)
    assert grade.kappa_of_all == pytest.approx((27 / 30 - by_chance) / (1 - by_chance))
    printed = list(grading.lines(weak, "1 case", {"composure": 15}))
    assert "kappa under 0.7: composure 0.615 (n 15)" in printed
    assert "kappa of all units under 0.7: no practice" in printed


def test_what_neither_side_names_is_counted_by_the_practices_kind() -> None:
    case = world([label("c1", "use_name", "met"), label("c2", "use_name", "disputed")])
    case |= {"contacts": [{}] * 4, "service_orders": [{}] * 2, "internal_requests": []}
    table = grading.compared([case], judged(("c1", "use_name", "met", ""), ("c3", "use_name", "missed", "")))
    neither = grading.unnamed([case], table)
    assert (neither["use_name"], neither["composure"], neither["document_os"]) == (1, 4, 2)
    assert neither["clear_internal_request"] == 0
    assert "no_return" not in neither, "a commitment is there because somebody names it"


def test_the_confusion_of_a_practice() -> None:
    counted = many(("met", "met", 6), ("missed", "met", 2), ("missed", "missed", 1), ("–", "missed", 3))
    printed = [line.split() for line in grading.confusion_lines(grading.grades(counted)) if line]
    assert printed == [
        ["composure", "label,", "verdict", "met", "missed", "does", "not", "apply"],
        ["met", "6", "0", "0"],
        ["missed", "2", "1", "0"],
        ["does", "not", "apply", "0", "3", "0"],
    ]


@pytest.mark.parametrize(
    ("practice", "unit_id", "named", "shown", "overlap"),
    [
        ("use_name", "c1", [4, 13], "message:c1:13 message:c1:20", True),
        ("use_name", "c1", [4], "message:c1:14", False),
        ("use_name", "c1", [2], "message:c2:2", False),  # that number, but in another contact
        ("use_name", "c1", ["c2:2"], "message:c2:2", True),
        ("use_name", "c1", ["c2:2"], "message:c1:2", False),
        ("use_name", "c1", [0], "event:os1:0", False),  # a contact's numbers are its messages
        ("use_name", "c1", [4], "", False),
        ("use_name", "c1", [], "message:c1:4", None),
        ("unchecked_scheduling", "os1", ["scheduled_at"], "field:availability_checked_at field:scheduled_at", True),
        ("unchecked_scheduling", "os1", ["closed_at"], "field:scheduled_at", False),
        ("document_os", "os1", [1], "event:os1:1", True),
        ("document_os", "os1", [1], "event:os1:0", False),
        ("validate_service", "os1", [1], "message:c1:1", False),  # an OS's numbers are its events
        ("clear_internal_request", "r1", ["text"], "field:text", True),
        ("clear_internal_request", "r1", ["r1"], "field:text", True),
        ("clear_internal_request", "r1", ["r2"], "field:text", False),
        ("no_return", "promise:c1:3", [0], "message:c1:3 message:c2:0", True),
        ("no_return", "overdue_os:os1", [1], "field:scheduled_for event:os1:1", True),
        ("no_return", "overdue_os:os1", [0], "field:scheduled_for event:os1:1", False),
    ],
)
def test_evidence_overlaps_where_both_name_one_place(
    practice: str, unit_id: str, named: list[int | str], shown: str, overlap: bool | None
) -> None:
    case = world([label(unit_id, practice, "met", named)], "os1", "os1")
    table = grading.compared([case], judged((unit_id, practice, "met", shown)))
    assert table["overlap"].to_list() == [overlap]


def test_evidence_counts_only_where_both_say_met_or_both_missed() -> None:
    labels = [
        label("c1", "use_name", "met", [1]),
        label("c2", "use_name", "missed", [1]),
        label("c3", "use_name", "met", [1]),
        label("c4", "use_name", "insufficient", [1]),
    ]
    found = [("c1", "met"), ("c2", "missed"), ("c3", "missed"), ("c4", "insufficient")]
    verdicts = judged(*((unit, "use_name", said, f"message:{unit}:{n}") for n, (unit, said) in enumerate(found, 1)))
    grade = of("use_name", grading.compared([world(labels)], verdicts))
    assert (grade.placed, grade.overlapping, grade.evidence) == (2, 1, 0.5)


def test_events_are_numbered_in_the_whole_list_or_in_each_os_anew() -> None:
    """Graders do either; a case is read so that its labels point at events of their own OS."""
    orders = ("os1", "os1", "os2", "os2")
    verdicts = judged(("os1", "document_os", "met", "event:os1:0"), ("os2", "document_os", "met", "event:os2:1"))
    for numbers, overlaps in (
        ((0, 3), [True, True]),
        ((0, 2), [True, False]),
        ((0, 1), [True, True]),
        ((0, 0), [True, False]),
    ):
        labels = [label(one, "document_os", "met", [n]) for one, n in zip(("os1", "os2"), numbers, strict=True)]
        assert grading.compared([world(labels, *orders)], verdicts)["overlap"].to_list() == overlaps, numbers


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case": "a"}\n{"case": \n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_cases([path])


def test_a_case_that_stands_twice_is_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text('{"case": "one"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.jsonl, line 1: there is a case 'one' already"):
        read_cases([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])


def test_cases_are_judged_in_one_go_as_each_would_be_alone() -> None:
    """The ids, the customers and the moments of several cases stay apart, and an OS is known by the id people write."""
    cases = read_cases([GRADED / "D1.jsonl"])
    waits = next(case for case in cases if any(one["verdict"] == "pending" for one in case["labels"]))
    some = [{**waits, "case": "later", "as_of": "2027-01-01T12:00:00"}, waits]
    some += [case for case in cases if case.get("internal_requests")][:1]
    nobodys = {**some[0], "case": "of nobody", "contacts": [{**some[0]["contacts"][0], "customer_id": None}]}
    every, policy = [*some, nobodys], default_policy()
    assert len({case["as_of"] for case in every}) > 1
    assert len({contact["contact_id"] for case in every for contact in case["contacts"]}) < len(every)
    assert any(case.get("internal_requests") for case in every)
    one_by_one = pl.concat(grading.judge_cases([case], policy) for case in every)
    key = list(grading.KEY)
    assert_frame_equal(grading.judge_cases(every, policy).sort(key), one_by_one.sort(key))


def test_the_table_names_evidence_as_labels_do() -> None:
    case = read_cases([GRADED / "D1.jsonl"])[0]
    table = grading.table_of_verdicts([case], grading.judge_cases([case], default_policy()))
    assert table.columns == list(grading.TABLE_COLUMNS)
    notes = table.filter(pl.col("practice") == "document_os").row(0, named=True)
    assert notes["evidence"].split() == ["0", "1"], "the two notes of the case, by their place in its list of events"
    assert "{" not in "".join(table["reason"])
    named = table.filter(pl.col("practice") == "use_name").row(0, named=True)
    assert named["evidence"].split() == ["4", "13"]


# -- from the shell, and with what people graded in the product -----------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return open_store(url)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["grade", *map(str, arguments)])


def row_of(done: Result, practice: str) -> list[str]:
    return next(line.split()[1:] for line in done.output.splitlines() if line.startswith(f"{practice} "))


def graded_by_people(store: Store) -> None:
    """Nine gradings of seven contacts, by two people on three local days.

    c1 to c5 were judged, c5 is pending; c6 and c7 have no verdict. Gil finds a miss in c6, nothing in c7.
    """
    at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    about = {"unit": "contact", "practice": "composure"}
    words = {"c1": "met", "c2": "missed", "c3": "inapplicable", "c4": "missed", "c5": "pending"}
    verdicts = [
        {"customer_key": "k", "agent_id": "a1", "contact_id": one, "at": at, "day": at.date(), "reason": said}
        | {"policy_version": "1", "rule_version": "1", "evidence": f"message:{one}:2", **about}
        | {"unit_id": one, "verdict": said, "rule_verdict": "missed" if one == "c3" else None}
        for one, said in words.items()
    ]
    units = [
        {"sample_id": 1, "position": n, "unit": "contact", "unit_id": f"c{n}", "contact_id": f"c{n}", "judged": n < 5}
        for n in range(1, 8)
    ]
    gil = [("c1", "met", "message:c1:2"), ("c2", "missed", "message:c2:1"), ("c3", "missed", ""), ("c4", "met", "")]
    gil += [("c5", "met", ""), ("c6", "missed", "message:c6:1"), ("c7", "inapplicable", "")]
    said = [("gil", at.replace(day=12, hour=1), *one) for one in gil]
    said += [
        ("rita", at.replace(day=15, hour=1), "c1", "met", "message:c1:0 message:c1:2"),
        ("rita", at, "c4", "missed", ""),
    ]
    gradings = [
        {
            "sample_id": 1,
            **about,
            "unit_id": unit_id,
            "verdict": word,
            "evidence": named,
            "graded_by": by,
            "graded_at": when,
        }
        for by, when, unit_id, word, named in said
    ]
    with store.write() as connection:
        connection.execute(insert(schema.verdicts), verdicts)
        connection.execute(insert(schema.grading_sample_units), units)
        connection.execute(insert(schema.gradings), gradings)


def test_what_people_graded_blind_is_counted_against_the_rule(store: Store) -> None:
    graded_by_people(store)
    done = run("--evaluations", "--confusion", "--disagreements")
    assert done.exit_code == 0, done.output
    n, agreement, f1, tp, fp, fn, _, _, _, evidence, placed = row_of(done, "composure")
    assert (n, agreement) == ("7", f"{5 / 7:.3f}"), "pending c5 and c7, of which neither says anything, are left out"
    assert (tp, fp, fn, f1) == ("3", "1", "1", "0.750"), "c3 was changed by a person: the rule had said missed"
    assert (evidence, placed) == ("0.667", "3")
    assert "(7 blind gradings by 2 people, 2026-11-10 to 2026-11-14, 1 more of what" in done.output
    assert "composure                sample 1, gil: c6: label missed, verdict –" in done.output
    assert [line.split() for line in done.output.splitlines() if line.strip().startswith("missed")] == [
        ["missed", "0", "3", "1"]
    ]


def test_a_store_where_nobody_graded_says_so(store: Store) -> None:
    done = run("--evaluations")
    assert done.exit_code == 0
    assert done.output == "Nothing to compare: nobody has graded anything blind in the product yet.\n"


def test_cases_and_gradings_stand_in_one_table(store: Store, tmp_path: Path) -> None:
    case = read_cases([GRADED / "D1.jsonl"])[2]
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(case), encoding="utf-8")
    alone = run(path, "--evaluations")
    assert "(1 case; nobody has graded anything blind" in alone.output
    graded_by_people(store)
    both = run(path, "--evaluations")
    assert "(1 case; 7 blind gradings by 2 people" in both.output
    assert int(row_of(both, "composure")[0]) == int(row_of(alone, "composure")[0]) + 7
    assert row_of(both, "use_name") == row_of(alone, "use_name") == row_of(run(path), "use_name")


def test_grading_nothing_is_a_mistake(store: Store, tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run("--evaluations", "--verdicts", tmp_path / "out.csv").exit_code == 2
