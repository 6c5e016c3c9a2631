"""How far the verdicts agree with careful graders, counted on graded cases (RECORDS: 'Graded cases')."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from data.records import from_case, number_events, parse_time
from practices import BY_ID, PRACTICES
from practices.judge import judge
from practices.policy import Policy
from practices.practice import Verdict, reason_sentence

TABLE_COLUMNS = ("case", "unit", "unit_id", "practice", "verdict", "agent_id", "at", "evidence", "reason")
NONE = "–"
"""What stands where one side gives no verdict: the practice does not apply."""


@dataclass(frozen=True)
class Grade:
    """The count for one practice: units that a label or a verdict names, disputed ones left out."""

    practice: str
    units: int
    agreed: int
    true_missed: int
    false_missed: int
    overlooked_missed: int

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.units if self.units else None

    @property
    def f1_missed(self) -> float | None:
        """F1 of `missed`; None where neither side says it."""
        named = 2 * self.true_missed + self.false_missed + self.overlooked_missed
        return 2 * self.true_missed / named if named else None


def read_cases(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Graded cases, one a line. Raises `ValueError` naming file and line of what is no JSON."""
    cases = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                cases.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{path.name}, line {number}: not JSON ({error})") from error
    return cases


def judge_cases(cases: Sequence[dict[str, Any]], policy: Policy) -> pl.DataFrame:
    """The verdicts on every case, each judged as a world of its own at its `as_of`; VERDICT_SCHEMA and `case`."""
    frames = []
    for case in cases:
        verdicts = judge(
            from_case(case, policy.time_zone), policy, parse_time(case["as_of"], policy.time_zone)
        ).verdicts
        frames.append(verdicts.with_columns(case=pl.lit(case["case"])))
    return pl.concat(frames)


def table_of_verdicts(cases: Sequence[dict[str, Any]], verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts in the words of graded cases: TABLE_COLUMNS, evidence as labels name it, the reason a sentence in pt."""
    numbers = {case["case"]: _event_numbers(case) for case in cases}
    rows = []
    for row in verdicts.sort("case", "unit", "unit_id", "practice").iter_rows(named=True):
        reason = reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], "pt")
        places = [_as_label(place, numbers[row["case"]]) for place in row["evidence"].split()]
        rows.append({**row, "reason": reason, "evidence": " ".join(dict.fromkeys(places))})
    return pl.DataFrame(rows, schema=verdicts.schema).select(TABLE_COLUMNS)


def _event_numbers(case: dict[str, Any]) -> dict[str, str]:
    """Where each OS event (`event:<os_id>:<number>`) stands in the case's own list."""
    events = from_case(case).os_events.with_row_index("place")
    numbered = number_events(events)
    return {f"event:{os_id}:{n}": str(place) for os_id, n, place in numbered.select("os_id", "event", "place").rows()}


def _as_label(place: str, event_numbers: dict[str, str]) -> str:
    """A message by its position, an OS event by its place in the case, a field by its name."""
    return event_numbers.get(place) or place.rsplit(":", 1)[-1]


def compared(cases: Sequence[dict[str, Any]], verdicts: pl.DataFrame) -> pl.DataFrame:
    """Label beside verdict: case, unit, unit_id, practice, label, verdict, agree; disputed labels left out."""
    key = ["case", "unit", "unit_id", "practice"]
    labels = pl.DataFrame(
        [
            (case["case"], one["unit"], one["unit_id"], one["practice"], one["verdict"])
            for case in cases
            for one in case["labels"]
        ],
        schema=[*key, "label"],
        orient="row",
    )
    return (
        labels.join(verdicts.select(*key, "verdict"), on=key, how="full", coalesce=True)
        .with_columns(pl.col("label", "verdict").fill_null(NONE))
        .filter(pl.col("label") != "disputed")
        .with_columns(agree=pl.col("label") == pl.col("verdict"))
        .sort(key)
    )


def grades(comparison: pl.DataFrame) -> list[Grade]:
    """One grade a practice, in the guide's order."""
    missed = Verdict.MISSED.value
    result = []
    for practice in PRACTICES:
        rows = comparison.filter(pl.col("practice") == practice.id)
        label, verdict = rows["label"] == missed, rows["verdict"] == missed
        result.append(
            Grade(
                practice.id,
                rows.height,
                int(rows["agree"].sum()),
                int((label & verdict).sum()),
                int((~label & verdict).sum()),
                int((label & ~verdict).sum()),
            )
        )
    return result


def overall(found: Sequence[Grade]) -> tuple[float, float]:
    """Agreement over all units, and the mean of the practices' F1 of `missed` where there is one."""
    units = sum(one.units for one in found)
    scores = [one.f1_missed for one in found if one.f1_missed is not None]
    return sum(one.agreed for one in found) / units, sum(scores) / len(scores)
