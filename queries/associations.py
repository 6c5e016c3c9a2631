"""Which practices go with an outcome: how often it was good where a practice was met, less where it was missed.

The unit is a contact. A practice's verdict on the contact (met or missed; what a person said of it counts) is put
beside the outcome of the same contact: whether the customer who asked to cancel in it stayed, whether its grade was 4
or 5, whether it was the last one on its matter for a week. A contact without the outcome, or without the verdict, says
nothing and is left out; practices on orders, requests and commitments have no contact's outcome, and are not looked at.

It is association and no more: hard cases bring missed practices and bad outcomes both.
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import select

from data import schema
from data.people import Viewer
from data.store import Store
from practices import PRACTICES
from practices.policy import Policy
from practices.practice import Unit
from queries.choice import Choice
from queries.compliance import Standing
from queries.kpi_facts import Facts
from queries.kpis import BY_ID, ROWS_SCHEMA
from queries.scope import of_agents
from queries.statistics import (
    FALSE_DISCOVERIES,
    benjamini_hochberg,
    change_p_value,
    difference_interval,
    fisher_p_value,
)

OUTCOMES = ("retention", "satisfaction", "first_contact")
"""The indicators that are the outcome of a contact, in the order of the screen."""
CONTACT_PRACTICES = tuple(one.id for one in PRACTICES if one.unit is Unit.CONTACT)
AFTER_THE_OUTCOME = frozenset({("retention", "transparency"), ("retention", "omitted_fee_or_deadline")})
"""Outcome and practice that are left out: whether the practice applies hangs on how the request ended (who stays has no
deadline and no fine to be told), so that its two sides are not alike to begin with."""
MOST_FOR_EXACT = 4000
"""Up to so many contacts Fisher's exact test is made; beyond it the score test says the same, and at once."""

ASSOCIATION_SCHEMA: dict[str, pl.DataType] = {
    "outcome": pl.String(),
    "practice": pl.String(),
    "met_good": pl.Int64(),
    "met_n": pl.Int64(),
    "missed_good": pl.Int64(),
    "missed_n": pl.Int64(),
    "difference": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "p_value": pl.Float64(),
    "standing": pl.String(),
}
"""One outcome and practice a row (but AFTER_THE_OUTCOME), in the guide's order. Of the contacts where the practice was
met, `met_good` of `met_n` had the good outcome; likewise where it was missed. `difference` of the two shares (met less
missed) with its Newcombe 95% interval, and `p_value` adjusted for everything shown, are null under 10 contacts on
either side. `standing` (`Standing`): above or below only with 30 contacts on either side, where the difference survives
the control and its interval leaves zero out."""

OUTCOME_SCHEMA: dict[str, pl.DataType] = {"outcome": pl.String(), "contact_id": pl.String(), "good": pl.Boolean()}


def associations(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    facts: Facts,
    agents: pl.DataFrame,
    practices: list[str],
    policy: Policy,
) -> pl.DataFrame:
    """Every outcome by each of `practices` over the contacts judged in the period (ASSOCIATION_SCHEMA).

    `facts` are those that `viewer` may see of the choice (`queries.kpi_facts.visible`).
    """
    verdicts = contact_verdicts(store, viewer, choice, agents, practices)
    return compared(counted(outcomes(facts), verdicts), practices, policy)


def outcomes(facts: Facts) -> pl.DataFrame:
    """The outcomes of all contacts among `facts` (OUTCOME_SCHEMA), each contact once an outcome.

    Two requests in one contact are one outcome: good where the customer stayed in both.
    """
    contacts = facts["contacts"].select("contact_id").unique()
    found = [
        facts[indicator.facts]
        .filter(indicator.counts)
        .select("contact_id", good=indicator.value)
        .group_by("contact_id")
        .agg(pl.col("good").all())
        .join(contacts, on="contact_id", how="semi")
        .select(pl.lit(indicator.id).alias("outcome"), "contact_id", "good")
        for indicator in (BY_ID[one] for one in OUTCOMES)
    ]
    return pl.concat(found)


def contact_verdicts(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    agents: pl.DataFrame,
    practices: list[str],
    verdicts: tuple[str, ...] = ("met", "missed"),
) -> pl.DataFrame:
    """contact_id, practice and verdict of the contacts judged in the period that `viewer` may see, by index."""
    table = schema.verdicts
    statement = (
        select(table.c.contact_id, table.c.practice, table.c.verdict)
        .where(table.c.practice.in_(practices), table.c.day.between(choice.from_day, choice.to_day))
        .where(table.c.verdict.in_(verdicts), table.c.contact_id.is_not(None))
        .where(of_agents(store, table.c.agent_id, agents, viewer, choice.team))
    )
    return store.read(statement, dict.fromkeys(("contact_id", "practice", "verdict"), pl.String()))


def counted(outcome: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """outcome, practice, met_good, met_n, missed_good, missed_n: the contacts that have both, counted."""
    met, good = pl.col("verdict") == "met", pl.col("good")
    return (
        verdicts.join(outcome, on="contact_id")
        .group_by("outcome", "practice")
        .agg(
            met_good=(met & good).sum().cast(pl.Int64),
            met_n=met.sum().cast(pl.Int64),
            missed_good=(~met & good).sum().cast(pl.Int64),
            missed_n=(~met).sum().cast(pl.Int64),
        )
    )


def compared(counts: pl.DataFrame, practices: list[str], policy: Policy) -> pl.DataFrame:
    """Every outcome by each practice with difference, interval and what may be said of it (ASSOCIATION_SCHEMA).

    The false-discovery control is over all rows that get a figure: outcomes and practices are shown together.
    """
    sides = ("met_good", "met_n", "missed_good", "missed_n")
    every = pl.DataFrame({"outcome": OUTCOMES}).join(
        pl.DataFrame({"practice": practices}, schema={"practice": pl.String()}), how="cross"
    )
    left_out = pl.DataFrame(sorted(AFTER_THE_OUTCOME), schema=["outcome", "practice"], orient="row")
    every = every.join(left_out, on=["outcome", "practice"], how="anti", maintain_order="left")
    rows = every.join(counts, on=["outcome", "practice"], how="left", maintain_order="left").with_columns(
        pl.col(sides).fill_null(0)
    )
    tested = rows.filter(pl.min_horizontal("met_n", "missed_n") >= policy.few)
    tables = tested.select(sides).rows()
    intervals = [difference_interval(*table) for table in tables]
    figures = tested.select("outcome", "practice").with_columns(
        difference=pl.Series([good / n - other / other_n for good, n, other, other_n in tables], dtype=pl.Float64),
        low=pl.Series([low for low, _ in intervals], dtype=pl.Float64),
        high=pl.Series([high for _, high in intervals], dtype=pl.Float64),
        p_value=pl.Series(benjamini_hochberg([_p_value(*table) for table in tables]), dtype=pl.Float64),
    )
    found = rows.join(figures, on=["outcome", "practice"], how="left", maintain_order="left")
    return found.with_columns(standing=_standing(policy)).select(ASSOCIATION_SCHEMA.keys())


def _p_value(good: int, n: int, other_good: int, other_n: int) -> float:
    test = fisher_p_value if n + other_n <= MOST_FOR_EXACT else change_p_value
    return test(good, n, other_good, other_n)


def _standing(policy: Policy) -> pl.Expr:
    enough = pl.min_horizontal("met_n", "missed_n") >= policy.enough_for_colour
    sure = (enough & (pl.col("p_value") <= FALSE_DISCOVERIES)).fill_null(False)
    return (
        pl.when(pl.col("difference").is_null())
        .then(pl.lit(Standing.FEW.value))
        .when(sure & (pl.col("low") > 0))
        .then(pl.lit(Standing.ABOVE.value))
        .when(sure & (pl.col("high") < 0))
        .then(pl.lit(Standing.BELOW.value))
        .otherwise(pl.lit(Standing.UNCLEAR.value))
    )


def contacts_behind(
    store: Store,
    viewer: Viewer,
    choice: Choice,
    facts: Facts,
    agents: pl.DataFrame,
    outcome: str,
    practice: str,
    verdict: str,
) -> pl.DataFrame:
    """The contacts on one side of an association (ROWS_SCHEMA; `counted` 1: the outcome was good), newest first."""
    judged = contact_verdicts(store, viewer, choice, agents, [practice], (verdict,)).select("contact_id")
    known = outcomes(facts).filter(pl.col("outcome") == outcome).join(judged, on="contact_id", how="semi")
    return (
        facts["contacts"]
        .unique("contact_id", keep="first", maintain_order=True)
        .join(known.select("contact_id", counted=pl.col("good").cast(pl.Float64)), on="contact_id")
        .with_columns(os_id=pl.lit(None, dtype=pl.String))
        .select(pl.col(name).cast(dtype) for name, dtype in ROWS_SCHEMA.items())
        .sort("day", "contact_id", descending=True)
    )
