"""What a screen says beside a commitment: its customer, protocol and fine, and what was last done about it."""

from __future__ import annotations

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.records import TIME
from data.store import Store
from queries.masking import mask


def customers(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Name, city, plan and first day of these commitments' customers, as the latest import has them."""
    table = schema.customers
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    latest = select(func.max(table.c.id)).where(store.among(table.c.customer_id, wanted)).group_by(table.c.customer_id)
    statement = select(
        table.c.customer_id, table.c.name.label("customer"), table.c.city, table.c.plan, table.c.since
    ).where(table.c.id.in_(latest))
    types = {**dict.fromkeys(("customer_id", "customer", "city", "plan"), pl.String()), "since": pl.Date()}
    return store.read(statement, types)


def protocols(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    table = schema.contacts
    wanted = found["contact_id"].drop_nulls().unique().to_list()
    statement = (
        select(table.c.contact_id, func.max(table.c.protocol).label("protocol"))
        .where(store.among(table.c.contact_id, wanted))
        .group_by(table.c.contact_id)
    )
    return store.read(statement, {"contact_id": pl.String(), "protocol": pl.String()})


def requests(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Fine and reason of the commitments that are cancellation requests."""
    table = schema.cancellations
    prefix = "cancellation:"
    asked = found.filter(pl.col("commitment_id").str.starts_with(prefix))
    wanted = asked["commitment_id"].str.strip_prefix(prefix).to_list()
    latest = (
        select(func.max(table.c.id))
        .where(store.among(table.c.cancellation_id, wanted))
        .group_by(table.c.cancellation_id)
    )
    statement = select(table.c.cancellation_id, table.c.fine_amount, table.c.reason).where(table.c.id.in_(latest))
    types = {"cancellation_id": pl.String(), "fine_amount": pl.Float64(), "reason": pl.String()}
    return store.read(statement, types).select(
        "fine_amount", "reason", commitment_id=pl.lit(prefix) + pl.col("cancellation_id")
    )


def touches(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """What was last done since each commitment was made, one row each where anything was.

    Columns commitment_id; last_touch_at and last_touch, the last contact or attempt (customer: they came to us, ours:
    we spoke, attempt: nobody answered); last_step_at and last_step, the last note or hand_over.
    """
    steps = _steps(store, found)
    tried = pl.col("what") == "attempt"
    spoken = pl.concat([_contacts_since(store, found), steps.filter(tried)])
    return _last(spoken, "last_touch").join(
        _last(steps.filter(~tried), "last_step"), on="commitment_id", how="full", coalesce=True
    )


def _last(happened: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        happened.sort("at", maintain_order=True)
        .group_by("commitment_id", maintain_order=True)
        .agg(pl.col("at").last().alias(f"{name}_at"), pl.col("what").last().alias(name))
    )


SAID_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "at": TIME,
    "what": pl.String(),
    "text": pl.String(),
    "name": pl.String(),
}
"""What was last written down for a commitment: `what` is attempt, hand_over or note, `text` masked, `name` who did."""


def last_said(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """What people last wrote down for these commitments (SAID_SCHEMA), one row each where they did.

    The caller makes sure that the commitments may be seen.
    """
    steps, users = schema.follow_up_steps, schema.users
    statement = (
        select(
            steps.c.commitment_id,
            steps.c.at,
            steps.c.kind.label("what"),
            steps.c.text,
            func.coalesce(users.c.name, steps.c.registered_by).label("name"),
        )
        .join_from(steps, users, users.c.username == steps.c.registered_by, isouter=True)
        .where(store.among(steps.c.commitment_id, found["commitment_id"].to_list()))
        .order_by(steps.c.id)
    )
    last = store.read(statement, SAID_SCHEMA).unique("commitment_id", keep="last", maintain_order=True)
    return last.with_columns(text=pl.Series([mask(one) for one in last["text"]], dtype=pl.String()))


def _steps(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """What people wrote down for these commitments, in the order in which they did: commitment_id, at, what."""
    steps = schema.follow_up_steps
    statement = (
        select(steps.c.commitment_id, steps.c.at, steps.c.kind.label("what"))
        .where(store.among(steps.c.commitment_id, found["commitment_id"].to_list()))
        .order_by(steps.c.id)
    )
    return store.read(statement, {"commitment_id": pl.String(), "at": TIME, "what": pl.String()})


def _contacts_since(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """The last contact with the customer after the commitment was made, in another contact than its own."""
    contacts, messages = schema.contacts, schema.messages
    wanted = found["customer_id"].drop_nulls().unique().to_list()
    types = {"customer_id": pl.String(), "touch": pl.String(), "started_at": TIME, "direction": pl.String()}
    statement = select(
        contacts.c.customer_id, contacts.c.contact_id.label("touch"), contacts.c.started_at, contacts.c.direction
    ).where(store.among(contacts.c.customer_id, wanted))
    last = (
        found.select("commitment_id", "customer_id", "made_at", "contact_id")
        .join(store.read(statement, types), on="customer_id")
        .filter(pl.col("started_at") > pl.col("made_at"), pl.col("touch") != pl.col("contact_id").fill_null(""))
        .sort("started_at", "touch")
        .group_by("commitment_id", maintain_order=True)
        .last()
    )
    heard = (
        select(
            messages.c.contact_id.label("touch"),
            func.sum((messages.c.sender == "customer").cast(messages.c.position.type)).label("answers"),
        )
        .where(store.among(messages.c.contact_id, last["touch"].to_list()))
        .group_by(messages.c.contact_id)
    )
    answers = store.read(heard, {"touch": pl.String(), "answers": pl.Int64()})
    return last.join(answers, on="touch", how="left").select(
        "commitment_id",
        at="started_at",
        what=pl.when(pl.col("direction").ne_missing("outbound"))
        .then(pl.lit("customer"))
        .when(pl.col("answers") == 0)
        .then(pl.lit("attempt"))
        .otherwise(pl.lit("ours")),
    )
