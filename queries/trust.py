"""How far the verdicts can be trusted: what people graded blind beside what the rules said, and what is left to grade.

The figures of a practice (TRUST_SCHEMA) are the whole house's, whoever looks: they measure a rule, not an agent, and a
practice is in calibration for everybody or for nobody. Which units stand behind them is shown as far as the viewer may
see, and never while the viewer is still grading a sample that holds them.

A person's word is held against the *rule's* verdict, also where somebody has overridden it since. Several graders of
one unit each count against the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl
from sqlalchemy import and_, func, select

from data import schema
from data.decisions.gradings import FACT
from data.people import Viewer
from data.records import TIME
from data.store import Store
from practices import BY_ID, PRACTICES
from practices.agreement import agreement, cohen_kappa, confusion, gwet_ac1, prevalence
from practices.intervals import wilson_interval
from practices.policy import Policy
from queries.grading_queue import queue, samples
from queries.masking import mask
from queries.moments import cut
from queries.scope import may_see
from queries.units import customer_names

NO_VERDICT = "inapplicable"
"""What counts as the rule's word where it gives no verdict: the practice does not apply."""
APPLIED = ("met", "missed")

PAIR_SCHEMA: dict[str, pl.DataType] = {
    "sample_id": pl.Int64(),
    "practice": pl.String(),
    "unit": pl.String(),
    "unit_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "agent_id": pl.String(),
    "judged": pl.Boolean(),
    "rule": pl.String(),
    "person": pl.String(),
    "remark": pl.String(),
    "graded_by": pl.String(),
    "grader": pl.String(),
    "graded_at": TIME,
}
"""One grading a row, the latest of each grader and unit; `judged`: drawn from what the rule called met or missed;
`rule` what the rule says now."""

TRUST_SCHEMA: dict[str, pl.DataType] = {
    "practice": pl.String(),
    "n": pl.Int64(),
    "agreed": pl.Int64(),
    "agreement": pl.Float64(),
    "agreement_low": pl.Float64(),
    "agreement_high": pl.Float64(),
    "kappa": pl.Float64(),
    "kappa_low": pl.Float64(),
    "kappa_high": pl.Float64(),
    "ac1": pl.Float64(),
    "ac1_low": pl.Float64(),
    "ac1_high": pl.Float64(),
    "missed_by_rule": pl.Float64(),
    "missed_by_people": pl.Float64(),
    "false_alarms": pl.Int64(),
    "misses": pl.Int64(),
    "unjudged": pl.Int64(),
    "overlooked": pl.Int64(),
    "twice": pl.Int64(),
    "twice_agreed": pl.Int64(),
    "calibrating": pl.Boolean(),
}
"""One practice a row, in the guide's order.

n             gradings of units that the rule called met or missed; the coefficients are null below
              `policy.trust_least`, kappa also where both said one thing throughout
missed_by_*   prevalence of missed, as shares of n
false_alarms  the rule said missed, the person did not; misses: the other way round
unjudged      gradings of units where the rule saw nothing to judge; overlooked: where the person found met or missed
twice         pairs of graders who graded the same unit; twice_agreed: who said the same
calibrating   n reaches `policy.trust_least`, and kappa stays under `policy.trust_kappa`
"""

_ABOUT: dict[str, pl.DataType] = {"customer": pl.String(), "at": TIME, "words": pl.String()}
BEHIND_SCHEMA: dict[str, pl.DataType] = {**PAIR_SCHEMA, "agent": pl.String(), "kind": pl.String(), **_ABOUT}
"""One grading that differs from the rule a row: `kind` 'false_alarm', 'miss', 'overlooked' or 'other'; the
`customer`'s name, when it began (`at`), its first `words` (the customer's, or an OS's first note), masked; null where
none are on record."""


def trust_state(store: Store) -> str:
    """A short text that changes with every sample drawn and every grading."""
    at, value = store.facts().get(FACT, (None, None))
    return f"{at.isoformat() if at else ''}:{value or ''}"


# -- what was graded ----------------------------------------------------------------------------------------------


def pairs(store: Store) -> pl.DataFrame:
    """Every grading of the house beside the rule (PAIR_SCHEMA), for the models below. Pending units are left out."""
    grading, unit, verdict = schema.gradings.c, schema.grading_sample_units.c, schema.verdicts.c
    of_sample = and_(unit.sample_id == grading.sample_id, unit.unit == grading.unit, unit.unit_id == grading.unit_id)
    of_unit = and_(
        verdict.practice == grading.practice, verdict.unit == grading.unit, verdict.unit_id == grading.unit_id
    )
    statement = (
        select(
            *(grading[name] for name in ("sample_id", "practice", "unit", "unit_id", "remark", "graded_by")),
            *(unit[name] for name in ("contact_id", "os_id", "agent_id", "judged")),
            grading.graded_at,
            grading.verdict.label("person"),
            func.coalesce(verdict.rule_verdict, verdict.verdict, NO_VERDICT).label("rule"),
            func.coalesce(schema.users.c.name, grading.graded_by).label("grader"),
        )
        .join_from(schema.gradings, schema.grading_sample_units, of_sample)
        .join(schema.verdicts, of_unit, isouter=True)
        .join(schema.users, schema.users.c.username == grading.graded_by, isouter=True)
        .order_by(grading.graded_at, grading.id)
    )
    found = store.read(statement, PAIR_SCHEMA).filter(pl.col("practice").is_in(list(BY_ID)))
    once = found.unique(["practice", "unit", "unit_id", "graded_by"], keep="last", maintain_order=True)
    return once.filter(pl.col("rule") != "pending")


def trust(graded: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """All nineteen practices (TRUST_SCHEMA) from `pairs`."""
    rows = [_of_practice(one.id, graded.filter(pl.col("practice") == one.id), policy) for one in PRACTICES]
    return pl.DataFrame(rows, schema=TRUST_SCHEMA, orient="row")


def calibrating(of_practices: pl.DataFrame) -> tuple[str, ...]:
    """The practices (of TRUST_SCHEMA rows) whose verdicts agree too little with people to be counted in totals."""
    return tuple(of_practices.filter("calibrating")["practice"])


def _of_practice(practice: str, graded: pl.DataFrame, policy: Policy) -> dict[str, Any]:
    judged, unjudged = graded.filter("judged"), graded.filter(~pl.col("judged") & (pl.col("rule") == NO_VERDICT))
    table = confusion(judged.select("rule", "person").iter_rows())
    n = judged.height
    enough = n >= policy.trust_least
    kappa, ac1 = (cohen_kappa(table), gwet_ac1(table)) if enough else (None, None)
    by_rule, by_people = prevalence(table, "missed") or (None, None)
    agreed = judged.filter(pl.col("rule") == pl.col("person")).height
    low, high = wilson_interval(agreed, n) if n else (None, None)
    twice = _twice(graded)
    row: dict[str, Any] = {
        "practice": practice,
        "n": n,
        "agreed": agreed,
        "agreement": agreement(table),
        "agreement_low": low,
        "agreement_high": high,
        "missed_by_rule": by_rule,
        "missed_by_people": by_people,
        "false_alarms": judged.filter(_kind() == "false_alarm").height,
        "misses": judged.filter(_kind() == "miss").height,
        "unjudged": unjudged.height,
        "overlooked": unjudged.filter(_kind() == "overlooked").height,
        "twice": len(twice),
        "twice_agreed": sum(first == second for first, second in twice),
        "calibrating": kappa is not None and kappa.value < policy.trust_kappa,
    }
    for name, found in (("kappa", kappa), ("ac1", ac1)):
        row |= {name: found and found.value, f"{name}_low": found and found.low, f"{name}_high": found and found.high}
    return row


def _kind() -> pl.Expr:
    """In which way a grading differs from the rule; null where it does not."""
    rule, person = pl.col("rule"), pl.col("person")
    return (
        pl.when(~pl.col("judged") & person.is_in(APPLIED) & (rule == NO_VERDICT))
        .then(pl.lit("overlooked"))
        .when((rule == person) | ~pl.col("judged"))
        .then(pl.lit(None, dtype=pl.String))
        .when(rule == "missed")
        .then(pl.lit("false_alarm"))
        .when(person == "missed")
        .then(pl.lit("miss"))
        .otherwise(pl.lit("other"))
    )


def _twice(graded: pl.DataFrame) -> list[tuple[str, str]]:
    """What two graders said of the same unit, for every two of them."""
    of_unit = graded.group_by("unit", "unit_id", maintain_order=True).agg("person")
    return [two for said in of_unit["person"] if len(said) > 1 for two in combinations(said.to_list(), 2)]


def behind(store: Store, viewer: Viewer, graded: pl.DataFrame, agents: pl.DataFrame, practice: str) -> pl.DataFrame:
    """The gradings of one practice that differ from the rule (BEHIND_SCHEMA), newest first, as far as `viewer` may see.

    Left out is what the viewer has still to grade, or may still change.
    """
    own = samples(store, viewer, agents).filter(
        (pl.col("graded") < pl.col("units")) & ((pl.col("graded") > 0) | (pl.col("drawn_by") == viewer.username))
    )
    units = schema.grading_sample_units.c
    statement = select(units.unit, units.unit_id).where(units.sample_id.in_(own["sample_id"].to_list()))
    still_blind = store.read(statement, {"unit": pl.String(), "unit_id": pl.String()})
    found = (
        graded.filter(pl.col("practice") == practice)
        .join(agents, on="agent_id", how="left", maintain_order="left")
        .filter(may_see(viewer))
        .join(still_blind.unique(), on=["unit", "unit_id"], how="anti", maintain_order="left")
        .with_columns(kind=_kind())
        .filter(pl.col("kind").is_not_null())
        .reverse()
    )
    return _with_what_it_is_about(store, found).select(BEHIND_SCHEMA.keys())


def _with_what_it_is_about(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (with contact_id and os_id) with _ABOUT: of the contact where there is one, else of the OS."""
    contacts = rows["contact_id"].drop_nulls().unique().to_list()
    orders = rows["os_id"].drop_nulls().unique().to_list()
    of_contact = _begun(store, schema.contacts.c.contact_id, schema.contacts.c.started_at, contacts)
    of_order = _begun(store, schema.service_orders.c.os_id, schema.service_orders.c.opened_at, orders)
    message, event = schema.messages.c, schema.os_events.c
    said = select(message.contact_id.label("id"), message.text).where(
        store.among(message.contact_id, contacts), message.sender == "customer"
    )
    noted = select(event.os_id.label("id"), event.text).where(store.among(event.os_id, orders), event.text.is_not(None))
    wire = {"id": pl.String(), "text": pl.String()}
    for begun, statement, order in ((of_contact, said, message.position), (of_order, noted, event.at)):
        first = store.read(statement.order_by(order), wire).unique("id", keep="first")
        words = [(one, cut(mask(text, [one]))) for one, text in first.rows()]
        begun["words"] = pl.DataFrame(words, schema=wire, orient="row")
    told = rows
    for source, id_column in ((of_contact, "contact_id"), (of_order, "os_id")):
        for name, frame in source.items():
            value = frame.columns[1]
            told = told.join(
                frame.rename({"id": id_column, value: f"{name}_{id_column}"}),
                on=id_column,
                how="left",
                maintain_order="left",
            )
    return told.with_columns(
        pl.coalesce(f"{name}_contact_id", f"{name}_os_id").cast(dtype).alias(name) for name, dtype in _ABOUT.items()
    )


def _begun(store: Store, id_column: Any, time: Any, ids: Sequence[str]) -> dict[str, pl.DataFrame]:
    """`customer` (id, name) and `at` (id, time) of contacts or orders."""
    customer = id_column.table.c.customer_id
    statement = select(id_column.label("id"), customer, time.label("time")).where(store.among(id_column, ids))
    found = store.read(statement, {"id": pl.String(), "customer_id": pl.String(), "time": TIME}).unique(
        "id", keep="last", maintain_order=True
    )
    names = customer_names(store, found["customer_id"].drop_nulls().unique().to_list())
    named = found.join(names, on="customer_id", how="left")
    return {"customer": named.select("id", "customer"), "at": found.select("id", "time")}


def comparison(
    store: Store, viewer: Viewer, graded: pl.DataFrame, agents: pl.DataFrame, sample_id: int
) -> pl.DataFrame | None:
    """What `viewer` said of one sample beside the rule (BEHIND_SCHEMA, `kind` null where both agree).

    None as long as the viewer has not graded all of it: until then the rule's word stays hidden.
    """
    to_grade = queue(store, viewer, agents, sample_id)
    if to_grade.is_empty() or to_grade["said"].null_count():
        return None
    found = (
        graded.filter((pl.col("sample_id") == sample_id) & (pl.col("graded_by") == viewer.username))
        .join(agents, on="agent_id", how="left", maintain_order="left")
        .filter(may_see(viewer))
        .with_columns(kind=_kind())
    )
    return _with_what_it_is_about(store, found).select(BEHIND_SCHEMA.keys())
