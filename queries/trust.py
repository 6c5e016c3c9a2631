"""How far the verdicts can be trusted: what people graded blind beside what the rules said, and what is left to grade.

The figures of a practice (TRUST_SCHEMA) are the whole house's, whoever looks: they measure a rule, not an agent, and a
practice is in calibration for everybody or for nobody. Which units stand behind them is shown as far as the viewer may
see, and never while the viewer is still grading a sample that holds them.

A person's word is held against the *rule's* verdict, also where somebody has overridden it since. Several graders of
one unit each count against the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import polars as pl
from sqlalchemy import and_, func, select

from data import schema
from data.decisions.gradings import FACT
from data.people import Viewer, plain_name
from data.records import TIME
from data.store import Store
from practices import BY_ID, PRACTICES
from practices.agreement import agreement, cohen_kappa, confusion, gwet_ac1, prevalence
from practices.intervals import wilson_interval
from practices.policy import Policy
from practices.practice import Unit
from queries.masking import DOT, mask
from queries.moments import cut
from queries.record import Record, contact_record, order_record
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

SAMPLE_SCHEMA: dict[str, pl.DataType] = {
    "sample_id": pl.Int64(),
    "practice": pl.String(),
    "team": pl.String(),
    "agent_id": pl.String(),
    "from_day": pl.Date(),
    "to_day": pl.Date(),
    "seed": pl.Int64(),
    "judged_in_all": pl.Int64(),
    "unjudged_in_all": pl.Int64(),
    "drawn_by": pl.String(),
    "drawer": pl.String(),
    "drawn_at": TIME,
    "units": pl.Int64(),
    "graded": pl.Int64(),
}
"""One sample a row, newest first: `units` that the viewer may see, and how many of them the viewer has `graded`."""

QUEUE_SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),
    "unit": pl.String(),
    "unit_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "said": pl.String(),
    "remark": pl.String(),
    "evidence": pl.String(),
}
"""The units of a sample in the order of grading, with what the viewer said of each so far (null: nothing)."""


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


# -- what is to be graded -----------------------------------------------------------------------------------------


def samples(store: Store, viewer: Viewer, agents: pl.DataFrame) -> pl.DataFrame:
    """The samples that hold anything `viewer` may see (SAMPLE_SCHEMA), newest first."""
    sample, users = schema.grading_samples.c, schema.users.c
    about = {
        name: dtype for name, dtype in SAMPLE_SCHEMA.items() if name not in ("units", "graded", "sample_id", "drawer")
    }
    statement = select(
        sample.id.label("sample_id"),
        *(sample[name] for name in about),
        func.coalesce(users.name, sample.drawn_by).label("drawer"),
    ).join_from(schema.grading_samples, schema.users, users.username == sample.drawn_by, isouter=True)
    drawn = store.read(statement, {"sample_id": pl.Int64(), **about, "drawer": pl.String()})
    counted = (
        _units(store, viewer, agents)
        .group_by("sample_id")
        .agg(units=pl.len().cast(pl.Int64), graded=pl.col("said").count().cast(pl.Int64))
    )
    return (
        drawn.filter(pl.col("practice").is_in(list(BY_ID)))
        .join(counted, on="sample_id")
        .select(SAMPLE_SCHEMA.keys())
        .sort("drawn_at", "sample_id", descending=True)
    )


def queue(store: Store, viewer: Viewer, agents: pl.DataFrame, sample_id: int) -> pl.DataFrame:
    """What `viewer` may grade of one sample, in order (QUEUE_SCHEMA)."""
    return _units(store, viewer, agents, sample_id).select(QUEUE_SCHEMA.keys()).sort("position")


def _units(store: Store, viewer: Viewer, agents: pl.DataFrame, sample_id: int | None = None) -> pl.DataFrame:
    """The units of samples (of one, or of all) that `viewer` may see, with `sample_id` and QUEUE_SCHEMA."""
    unit, grading = schema.grading_sample_units.c, schema.gradings.c
    mine = and_(
        grading.sample_id == unit.sample_id,
        grading.unit_id == unit.unit_id,
        grading.unit == unit.unit,
        grading.graded_by == viewer.username,
    )
    stored = {name: dtype for name, dtype in QUEUE_SCHEMA.items() if name in unit}
    own = {"said": pl.String(), "remark": pl.String(), "evidence": pl.String()}
    statement = select(
        unit.sample_id,
        unit.agent_id,
        *(unit[name] for name in stored),
        grading.verdict.label("said"),
        grading.remark,
        grading.evidence,
    ).join_from(schema.grading_sample_units, schema.gradings, mine, isouter=True)
    if sample_id is not None:
        statement = statement.where(unit.sample_id == sample_id)
    found = store.read(statement, {"sample_id": pl.Int64(), "agent_id": pl.String(), **stored, **own})
    return found.join(agents, on="agent_id", how="left").filter(may_see(viewer))


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


# -- one unit, blind ----------------------------------------------------------------------------------------------

FOLLOWING_CONTACTS = 6
LOOKS_BEYOND = frozenset({"omitted_fee_or_deadline", "unrecorded_contact"})
"""Practices of a contact on which something outside it decides: a later contact, an OS event."""
_SHORTEST_NAME = 3
_LETTERS = {"a": "aáàâãä", "e": "eéèêë", "i": "iíìîï", "o": "oóòôõö", "u": "uúùûü", "c": "cç", "n": "nñ"}
_PARTICLES = frozenset({"das", "dos", "del"})


@dataclass(frozen=True)
class Blind:
    """One unit as a grader sees it: no verdict, no reason, no agent.

    story      `queries.record.STORY_SCHEMA`; `name` is '1' for the unit's own agent, '2', '3' ... for others
    talks      channel, direction and protocol by contact id
    order      the OS's kind, status and fee where an OS belongs to it
    customer   the customer's name, which some practices ask for
    place      the place of the story that is judged, where it is a single one (a request, a commitment's contact)
    """

    story: pl.DataFrame
    talks: Mapping[str, Mapping[str, Any]]
    order: Mapping[str, Any] | None
    customer: str | None
    place: str | None


def blind(
    store: Store, viewer: Viewer, practice: str, unit: str, unit_id: str, contact_id: str | None, os_id: str | None
) -> Blind | None:
    """One unit to be graded; None where it is gone, or not the viewer's to see."""
    by_order = unit in (Unit.SERVICE_ORDER, Unit.INTERNAL_REQUEST) or not contact_id
    record = order_record(store, viewer, os_id or "") if by_order else contact_record(store, viewer, contact_id or "")
    if record is None:
        return None
    main = record.orders[0] if by_order else record.contact
    assert main is not None
    following = _following(store, viewer, main) if unit != Unit.CONTACT or practice in LOOKS_BEYOND else []
    known = {one["contact_id"] for one in record.talks}
    later = [one for one in following if one.contact and one.contact["contact_id"] not in known]
    story = pl.concat([record.story, *(one.story.filter(pl.col("side") == "talk") for one in later)])
    talks = [*record.talks, *(talk for one in later for talk in one.talks)]
    first = main["agent"] or main["agent_id"]
    return Blind(
        _nameless(story.sort("at", maintain_order=True), first, _names(talks, record.orders), main["customer"]),
        {one["contact_id"]: {name: one[name] for name in ("channel", "direction", "protocol")} for one in talks},
        {name: record.orders[0][name] for name in ("os_id", "kind", "status", "fee_amount")} if record.orders else None,
        main["customer"],
        _place(unit, unit_id, contact_id, os_id),
    )


def _place(unit: str, unit_id: str, contact_id: str | None, os_id: str | None) -> str | None:
    if unit == Unit.INTERNAL_REQUEST:
        return f"request:{unit_id}"
    if unit == Unit.COMMITMENT:
        return f"contact:{contact_id}" if contact_id else f"field:{os_id}:scheduled_at"
    return None


def _following(store: Store, viewer: Viewer, main: Mapping[str, Any]) -> list[Record]:
    """The customer's next contacts that the viewer may see: in them a return, a validation, a fee may be told."""
    table, since = schema.contacts.c, main.get("started_at") or main.get("opened_at")
    if not main["customer_id"]:
        return []
    statement = (
        select(table.contact_id)
        .where(table.customer_id == main["customer_id"], table.started_at > since)
        .order_by(table.started_at, table.id)
        .limit(FOLLOWING_CONTACTS)
    )
    ids = store.read(statement, {"contact_id": pl.String()})["contact_id"].unique(maintain_order=True)
    found = [contact_record(store, viewer, one) for one in ids]
    return [one for one in found if one is not None]


def _names(talks: Iterable[Mapping[str, Any]], orders: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(one["agent"]) for one in (*talks, *orders) if one["agent"]]


def _nameless(story: pl.DataFrame, first: str, agents: Sequence[str], customer: str | None) -> pl.DataFrame:
    """The story with numbers in place of the house's people, and its agents' names dotted out of the texts.

    A name that is the customer's too stays in the texts: whether the agent used it may be the question.
    """
    people = list(dict.fromkeys([first, *agents, *story["name"].drop_nulls()]))
    numbers = {name: str(number) for number, name in enumerate(people, 1)}
    kept, hidden = set(_words(customer or "")), list(dict.fromkeys([first, *agents]))
    whole = [name for name in hidden if len(_words(name)) > 1]
    given = [words[0] for name in hidden if (words := _words(name))]
    parts = [word for name in hidden for word in _words(name)[1:]]
    patterns = [
        re.compile(rf"\b(?:{'|'.join(found)})\b", flags)
        for names, flags in ((whole, re.IGNORECASE), (given, re.IGNORECASE), (parts, 0))
        if (
            found := [_spelt(name, capital=flags == 0) for name in dict.fromkeys(names) if not kept & set(_words(name))]
        )
    ]

    def dotted(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(DOT * 6, text)
        return text

    return story.with_columns(
        name=pl.col("name").replace_strict(numbers, default=None, return_dtype=pl.String),
        text=pl.col("text").map_elements(dotted, return_dtype=pl.String),
    )


def _words(name: str) -> list[str]:
    """The words of a name that may give it away, in small letters without accents."""
    words = re.findall(r"[a-z]+", plain_name(name))
    return [word for word in words if len(word) >= _SHORTEST_NAME and word not in _PARTICLES]


def _spelt(name: str, *, capital: bool) -> str:
    """A pattern for a name, with or without its accents; `capital`: only where it begins with a capital letter."""
    plain = plain_name(name)
    letters = [f"[{_LETTERS[one]}]" if one in _LETTERS else re.escape(one) for one in plain]
    if capital and letters:
        letters[0] = f"[{_LETTERS.get(plain[0], plain[0]).upper()}]"
    return "".join(letters)
