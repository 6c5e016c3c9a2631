"""How far the verdicts agree with careful graders, counted on graded cases (RECORDS: 'Graded cases').

Counted is every unit and practice that a label or a verdict names: met, missed, pending, insufficient, or (where only
the other side names it) 'does not apply'. What neither names is not counted, for it would drown the rest; beside
kappa of what is counted stands kappa over all units, where 'does not apply' is one more thing on which two can agree.
Disputed labels count for nothing. What people graded blind in the product (`data.decisions.gradings`) is counted the
same way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.records import from_case, number_events, parse_time
from practices import BY_ID, PRACTICES
from practices.agreement import Confusion, cohen_kappa, confusion, gwet_ac1
from practices.cases import MARK, customers_of, mark, together
from practices.judge import judge
from practices.policy import Policy
from practices.practice import Unit, Verdict, reason_sentence

TABLE_COLUMNS = ("case", "unit", "unit_id", "practice", "verdict", "agent_id", "at", "evidence", "reason")
NONE = "–"
"""What stands where one side gives no verdict: the practice does not apply."""
KEY = ("case", "unit", "unit_id", "practice")
COMPARISON_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys((*KEY, "label", "verdict"), pl.String()),
    "agree": pl.Boolean(),
    "overlap": pl.Boolean(),
}
"""Label beside verdict. `overlap`: the evidence of both shares a place; null unless both say met or both missed and the
label names a place."""
CLASSES = (*(one.value for one in Verdict), NONE)
TABLES = {
    Unit.CONTACT: "contacts",
    Unit.SERVICE_ORDER: "service_orders",
    Unit.INTERNAL_REQUEST: "internal_requests",
}
"""Where the units of a kind stand in a case."""
KAPPA_BAR = 0.7
EVIDENCE_BAR = 0.8


@dataclass(frozen=True)
class Grade:
    """The count for one practice, or for all: units that a label or a verdict names, disputed ones left out.

    table        (label, verdict) -> how often
    placed       judgements that agree on met or missed and where the label names evidence
    overlapping  those of them in which the verdict's evidence shares a place with the label's
    unnamed      further units of the practice's kind, which neither a label nor a verdict names
    """

    practice: str
    units: int
    agreed: int
    true_missed: int
    false_missed: int
    overlooked_missed: int
    table: Confusion
    placed: int
    overlapping: int
    unnamed: int = 0

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.units if self.units else None

    @property
    def f1_missed(self) -> float | None:
        """F1 of `missed`; None where neither side says it."""
        named = 2 * self.true_missed + self.false_missed + self.overlooked_missed
        return 2 * self.true_missed / named if named else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None also where both said one and the same thing throughout."""
        found = cohen_kappa(self.table)
        return None if found is None else found.value

    @property
    def kappa_of_all(self) -> float | None:
        """Cohen's kappa with `unnamed` counted as units on which both say that the practice does not apply."""
        found = cohen_kappa({**self.table, (NONE, NONE): self.table.get((NONE, NONE), 0) + self.unnamed})
        return None if found is None else found.value

    @property
    def ac1(self) -> float | None:
        found = gwet_ac1(self.table)
        return None if found is None else found.value

    @property
    def evidence(self) -> float | None:
        """The share of `placed` that overlaps."""
        return self.overlapping / self.placed if self.placed else None


def judge_cases(cases: Sequence[dict[str, Any]], policy: Policy) -> pl.DataFrame:
    """The verdicts on every case as of a world of its own, at its `as_of`; VERDICT_SCHEMA and `case`.

    All cases are judged in one go, as the customers of one house: a case alone costs nearly as much as a hundred. One
    with a contact, an OS or a cancellation of nobody is judged alone, for nobody has no moment of their own.
    """
    named = [case for case in cases if None not in customers_of(case)]
    alone = [[case] for case in cases if None in customers_of(case)]
    return pl.concat(_judged_together(some, policy) for some in (named, *alone) if some)


def _judged_together(cases: Sequence[dict[str, Any]], policy: Policy) -> pl.DataFrame:
    whole, zone = together(cases), policy.time_zone
    moments = {
        f"{mark(number)}{customer}": parse_time(case["as_of"], zone)
        for number, case in enumerate(cases)
        for customer in customers_of(case)
    }
    verdicts = judge(from_case(whole, zone), policy, parse_time(whole["as_of"], zone), moments).verdicts
    number = pl.col("unit_id").str.extract(f"({MARK})").str.extract(r"(\d+)").cast(pl.Int64)
    names = pl.Series([case["case"] for case in cases], dtype=pl.String())
    return verdicts.with_columns(pl.col(pl.String).str.replace_all(MARK, ""), case=pl.lit(names).gather(number))


def table_of_verdicts(cases: Sequence[dict[str, Any]], verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts in the words of graded cases: TABLE_COLUMNS, evidence as labels name it, the reason a sentence in pt."""
    numbers = {case["case"]: _event_numbers(case) for case in cases}
    rows = []
    for row in verdicts.sort("case", "unit", "unit_id", "practice").iter_rows(named=True):
        reason = reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], "pt")
        places = [_as_label(place, numbers[row["case"]]) for place in row["evidence"].split()]
        rows.append({**row, "reason": reason, "evidence": " ".join(dict.fromkeys(places))})
    return pl.DataFrame(rows, schema=verdicts.schema).select(TABLE_COLUMNS)


def _event_numbers(case: Mapping[str, Any]) -> dict[str, str]:
    """Where each OS event (`event:<os_id>:<number>`) stands in the case's own list."""
    events = from_case(case).os_events.with_row_index("place")
    numbered = number_events(events)
    return {f"event:{os_id}:{n}": str(place) for os_id, n, place in numbered.select("os_id", "event", "place").rows()}


def _as_label(place: str, event_numbers: dict[str, str]) -> str:
    """A message by its position, an OS event by its place in the case, a field by its name."""
    return event_numbers.get(place) or place.rsplit(":", 1)[-1]


def compared(cases: Sequence[dict[str, Any]], verdicts: pl.DataFrame) -> pl.DataFrame:
    """Labels of graded cases beside verdicts (COMPARISON_SCHEMA); disputed labels left out."""
    schema = dict.fromkeys((*KEY, "label", "named"), pl.String())
    labels = [
        (
            case["case"],
            one["unit"],
            one["unit_id"],
            one["practice"],
            one["verdict"],
            " ".join(map(str, one.get("evidence") or ())),
        )
        for case in cases
        for one in case["labels"]
    ]
    sides = pl.DataFrame(labels, schema=schema, orient="row").join(
        verdicts.select(*KEY, "verdict", "os_id", "evidence"), on=KEY, how="full", coalesce=True
    )
    return _comparison(sides, {case["case"]: _numbers_in_labels(case) for case in cases})


def compared_gradings(graded: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """What people graded blind beside the rules (COMPARISON_SCHEMA), several graders of one unit each counted.

    `graded` has the columns of `queries.trust.pairs`, `evidence` those of `data.decisions.gradings.places`. The case is
    the sample and who graded. Units that neither the person nor the rule names are left out, as everywhere here.
    """
    does_not_apply = pl.col("person", "rule").replace("inapplicable", NONE)
    sides = (
        graded.with_columns(does_not_apply)
        .rename({"person": "label", "rule": "verdict"})
        .filter((pl.col("label") != NONE) | (pl.col("verdict") != NONE))
        .join(evidence, on=["sample_id", "unit", "unit_id", "practice", "graded_by"], how="left")
        .with_columns(case=pl.format("sample {}, {}:", "sample_id", "graded_by"))
    )
    return _comparison(sides, {})


def _comparison(sides: pl.DataFrame, event_numbers: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """COMPARISON_SCHEMA from KEY, label, verdict, os_id, `named` (the label's evidence) and `evidence`."""
    rows = []
    for row in sides.iter_rows(named=True):
        label, verdict = row["label"] or NONE, row["verdict"] or NONE
        if label == "disputed":
            continue
        wanted, overlap = set((row["named"] or "").split()), None
        if wanted and label == verdict and label in (Verdict.MET, Verdict.MISSED):
            numbers = event_numbers.get(row["case"], {})
            shown = (row["evidence"] or "").split()
            overlap = any(wanted & _names_of(place, row, numbers) for place in shown)
        rows.append({**row, "label": label, "verdict": verdict, "agree": label == verdict, "overlap": overlap})
    return pl.DataFrame(rows, schema=COMPARISON_SCHEMA).sort(KEY)


def _names_of(place: str, about: Mapping[str, Any], event_numbers: Mapping[str, str]) -> set[str]:
    """All that a label may call a place of a verdict's evidence; `about` is the unit.

    A bare number is a message of the contact that is judged, an event of the OS, and for a commitment either, in
    whichever contact it stands. A message of another contact is `c2:2`. People who grade in the product point at places
    of the record, where fields and requests carry their OS or number.
    """
    kind, _, rest = place.partition(":")
    owner, _, number = rest.rpartition(":")
    unit, names = about["unit"], {place, rest}
    if kind == "message" and (unit == Unit.COMMITMENT or (unit == Unit.CONTACT and owner == about["unit_id"])):
        names.add(number)
    if kind == "event" and unit != Unit.CONTACT and place in event_numbers:
        names.add(event_numbers[place])
    if kind == "field" and about["os_id"]:
        names.add(f"field:{about['os_id']}:{rest}")
    if kind == "field" and unit == Unit.INTERNAL_REQUEST:
        names |= {about["unit_id"], f"request:{about['unit_id']}"}
    return names


def _numbers_in_labels(case: Mapping[str, Any]) -> dict[str, str]:
    """The number by which the labels of a case call each OS event (`event:<os_id>:<number>`).

    Some graders number the events in the case's whole list, others those of each OS anew. A case is read the second way
    where, read the first way, a label would point at an event of another OS.
    """
    in_list = _event_numbers(case)
    of_order: Counter[str] = Counter()
    anew = {}
    for place in sorted(in_list, key=lambda one: int(in_list[one])):
        os_id = place.split(":", 1)[1].rpartition(":")[0]
        anew[place] = str(of_order[os_id])
        of_order[os_id] += 1
    owner = {number: place.split(":", 1)[1].rpartition(":")[0] for place, number in in_list.items()}
    whole_list = all(
        owner.get(str(number)) == one["unit_id"]
        for one in case["labels"]
        if one["unit"] == Unit.SERVICE_ORDER
        for number in one.get("evidence") or ()
        if isinstance(number, int)
    )
    return in_list if whole_list else anew


def unnamed(cases: Sequence[dict[str, Any]], comparison: pl.DataFrame) -> Counter[str]:
    """How many contacts, OS and requests of these cases neither a label nor a verdict names, by practice.

    `comparison` is `compared` of the cases. A commitment is there because somebody names it.
    """
    there = Counter({kind: sum(len(case.get(table) or ()) for case in cases) for kind, table in TABLES.items()})
    disputed = Counter(one["practice"] for case in cases for one in case["labels"] if one["verdict"] == "disputed")
    named = Counter(comparison["practice"]) + disputed
    return Counter({one.id: there[one.unit] - named[one.id] for one in PRACTICES if one.unit in there})


def grades(comparison: pl.DataFrame, unnamed: Mapping[str, int] | None = None) -> list[Grade]:
    """One grade a practice, in the guide's order; `unnamed` counts by practice what neither side names."""
    beyond = unnamed or {}
    return [_grade(one.id, comparison.filter(pl.col("practice") == one.id), beyond.get(one.id, 0)) for one in PRACTICES]


def _grade(practice: str, rows: pl.DataFrame, unnamed: int = 0) -> Grade:
    missed = Verdict.MISSED.value
    label, verdict = rows["label"] == missed, rows["verdict"] == missed
    return Grade(
        practice,
        rows.height,
        int(rows["agree"].sum()),
        int((label & verdict).sum()),
        int((~label & verdict).sum()),
        int((label & ~verdict).sum()),
        confusion(rows.select("label", "verdict").iter_rows()),
        rows["overlap"].count(),
        int(rows["overlap"].sum()),
        unnamed,
    )


def overall(found: Sequence[Grade]) -> tuple[float, float]:
    """Agreement over all units, and the mean of the practices' F1 of `missed` where there is one; NaN where nothing."""
    units = sum(one.units for one in found)
    scores = [one.f1_missed for one in found if one.f1_missed is not None]
    agreement = sum(one.agreed for one in found) / units if units else math.nan
    return agreement, sum(scores) / len(scores) if scores else math.nan


# -- as text ------------------------------------------------------------------------------------------------------


def lines(comparison: pl.DataFrame, about: str, unnamed: Mapping[str, int] | None = None) -> Iterator[str]:
    """The table that `manage.py grade` prints, and what it comes to.

    `about` says what was graded; `unnamed` counts by practice what neither side names.
    """
    found = grades(comparison, unnamed)
    counts = f"{'tp':>5}{'fp':>5}{'fn':>5}"
    shares = f"{'kappa':>8}{'of all':>8}{'AC1':>8}{'evidence':>10}{'of':>6}"
    yield f"{'practice':24}{'n':>6}{'agreement':>11}{'F1 missed':>11}{counts}{shares}"
    for one in found:
        yield _line(one, one.f1_missed)
    every = comparison.filter(pl.col("practice").is_in(list(BY_ID)))
    together, f1 = _grade("all", every, sum(one.unnamed for one in found)), overall(found)[1]
    yield f"{_line(together, None if math.isnan(f1) else f1)}  ({about})"
    yield f"kappa under {KAPPA_BAR:g}: {_weak((one, one.kappa) for one in found)}"
    yield f"kappa of all units under {KAPPA_BAR:g}: {_weak((one, one.kappa_of_all) for one in found)}"
    yield (
        f"evidence: {together.overlapping} of {together.placed} share a place with the grader's "
        f"({_share(together.evidence)}; to reach: {EVIDENCE_BAR:g}), where both say met or both missed and the grader "
        "names a place"
    )
    yield "n: units that a label or a verdict names; what neither names is not counted, nor what graders dispute"
    yield "kappa: of these; of all: with the other units, on which both say that the practice does not apply"
    yield "all: F1 is the mean over the practices; kappa and AC1 are of all units together"


def _weak(found: Iterable[tuple[Grade, float | None]]) -> str:
    low = [(one, kappa) for one, kappa in found if kappa is not None and kappa < KAPPA_BAR]
    return ", ".join(f"{one.practice} {_share(kappa)} (n {one.units})" for one, kappa in low) or "no practice"


def _line(one: Grade, f1: float | None) -> str:
    counts = f"{one.true_missed:5}{one.false_missed:5}{one.overlooked_missed:5}"
    kappas = f"{_share(one.kappa):>8}{_share(one.kappa_of_all):>8}"
    shares = f"{kappas}{_share(one.ac1):>8}{_share(one.evidence):>10}{one.placed:6}"
    return f"{one.practice:24}{one.units:6}{_share(one.agreement):>11}{_share(f1):>11}{counts}{shares}"


def _share(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def confusion_lines(found: Iterable[Grade]) -> Iterator[str]:
    """A matrix for each practice that was graded: what graders said in rows, the verdicts in columns."""
    for one in found:
        said = [name for name in CLASSES if any(name in pair for pair in one.table)]
        if not said:
            continue
        yield ""
        yield f"{one.practice:24}{'label, verdict':16}" + "".join(f"{name:>16}" for name in map(_class, said))
        for label in said:
            yield f"{'':24}{_class(label):16}" + "".join(f"{one.table.get((label, name), 0):16}" for name in said)


def _class(name: str) -> str:
    return "does not apply" if name == NONE else name
