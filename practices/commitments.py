"""What was promised to customers, until when, and whether they heard back.

Three kinds: a cancellation request, an OS whose date passed while it was open, a return that an agent promised. The
return is the first thing that the provider told the customer about it afterwards; what people registered counts as a
return and wins. States: `kept` (told in time), `late`, `pending` (time is left), `missed`.

Known problems: that a later talk is about the same matter is read from its OS, its reason and shared words; an outbound
contact without messages is taken for a return; an OS that was completed without a word by the next business day counts
as told; a promise is answered by any validation of its OS.
"""

from __future__ import annotations

import polars as pl

from data.records import TIME
from practices.signals.cancellations import cancellation_requests
from practices.signals.overdue import overdue_orders
from practices.signals.promises import promises
from practices.signals.references import NOTHING, message_reference
from practices.signals.returns import noted_tellings, tellings, words_of
from practices.signals.world import World

COMMITMENT_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "customer_key": pl.String(),
    "kind": pl.String(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "channel": pl.String(),
    "reason_of_contact": pl.String(),
    "made_at": TIME,
    "due_at": TIME,
    "returned_at": TIME,
    "state": pl.String(),
}
MOMENT = pl.Datetime("us")
OWED_SCHEMA: dict[str, pl.DataType] = {
    "commitment_id": pl.String(),
    "kind": pl.String(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "contact_id": pl.String(),
    "os_id": pl.String(),
    "position": pl.Int64(),
    "made_at": MOMENT,
    "due_at": MOMENT,
    "settled_at": MOMENT,
    "evidence_made": pl.List(pl.String()),
}
"""What is owed, before looking for the return; `settled_at`: the records themselves say that it was settled."""
LATER_THE_SAME_TALK = pl.duration(minutes=15)
"""From when on a message in the promise's own contact is no more the same breath."""

ANOTHER_DAY = pl.duration(hours=12)
"""From when on a note on the OS speaks of a new contact and not of the request's own."""


def commitments_of(world: World) -> pl.DataFrame:
    """Every commitment, times local; columns of COMMITMENT_SCHEMA and `evidence_made`, `evidence_returned` (lists)."""
    promised = promises(world)
    owed = pl.concat([_promised(world, promised), _cancellations(world, promised), _overdue(world)]).join(
        world.records.returns.select("commitment_id", registered_at="returned_at"), on="commitment_id", how="left"
    )
    told = _first_return(owed, world)
    contacts = world.records.contacts.select("contact_id", "channel", reason_of_contact="reason").unique("contact_id")
    local = {name: MOMENT if dtype == TIME else dtype for name, dtype in COMMITMENT_SCHEMA.items()}
    lists = {"evidence_made": pl.List(pl.String()), "evidence_returned": pl.List(pl.String())}
    return (
        owed.join(told, on="commitment_id", how="left")
        .join(contacts, on="contact_id", how="left")
        .with_columns(
            customer_key=pl.col("customer_id").fill_null(""),
            returned_at=pl.coalesce("registered_at", pl.min_horizontal("settled_at", "told_at")),
            evidence_returned=pl.when(pl.col("registered_at").is_null())
            .then(pl.concat_list("told_in").list.drop_nulls())
            .otherwise(NOTHING),
        )
        .with_columns(
            state=pl.when(pl.col("returned_at") <= pl.col("due_at"))
            .then(pl.lit("kept"))
            .when(pl.col("returned_at").is_not_null())
            .then(pl.lit("late"))
            .when(world.moment() <= pl.col("due_at"))
            .then(pl.lit("pending"))
            .otherwise(pl.lit("missed"))
        )
        .select(pl.col(name).cast(dtype) for name, dtype in {**local, **lists}.items())
    )


def _owed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(dtype) for name, dtype in OWED_SCHEMA.items())


def _promised(world: World, promised: pl.DataFrame) -> pl.DataFrame:
    policy = world.policy
    about = world.records.contacts.select("contact_id", "os_id").unique("contact_id")
    opened = (
        world.records.service_orders.drop_nulls("contact_id")
        .sort("opened_at")
        .unique("contact_id", keep="first", maintain_order=True)
        .select("contact_id", opened_os="os_id")
    )
    visits = world.records.service_orders.select("os_id", visit_at="scheduled_for").unique("os_id")
    usual = policy.business_day_end(pl.col("begins"), policy.promise_business_days)
    return (
        promised.join(about, on="contact_id", how="left")
        .join(opened, on="contact_id", how="left")
        .with_columns(os_id=pl.coalesce("os_id", "opened_os"))
        .join(visits, on="os_id", how="left")
        # what is promised for after the visit cannot be late before it
        .with_columns(begins=pl.max_horizontal("made_at", pl.when("after_the_work").then("visit_at")))
        .with_columns(told_due=pl.when(pl.col("told_due") >= pl.col("begins")).then("told_due"))
        .select(
            commitment_id=pl.format("promise:{}:{}", "contact_id", "position"),
            kind=pl.lit("promise"),
            customer_id="customer_id",
            agent_id="agent_id",
            contact_id="contact_id",
            os_id="os_id",
            position="position",
            made_at="made_at",
            due_at=pl.coalesce("told_due", usual),
            settled_at=pl.lit(None, dtype=MOMENT),
            evidence_made=pl.concat_list(message_reference()),
        )
        .pipe(_owed)
    )


def _cancellations(world: World, promised: pl.DataFrame) -> pl.DataFrame:
    """A cancellation is due when its own talk promised, but never before the policy's business days."""
    policy = world.policy
    told = promised.group_by("contact_id").agg(told_due=pl.col("told_due").max())
    usual = policy.business_day_end(pl.col("made_at"), policy.cancellation_business_days)
    return (
        cancellation_requests(world)
        .join(told, on="contact_id", how="left")
        .with_columns(due_at=pl.max_horizontal(usual, "told_due"), position=pl.lit(None, dtype=pl.Int64))
        .with_columns(kind=pl.lit("cancellation"), evidence_made=pl.lit(["field:requested_at"]))
        .pipe(_owed)
    )


def _overdue(world: World) -> pl.DataFrame:
    policy = world.policy
    return (
        overdue_orders(world)
        .with_columns(
            commitment_id=pl.format("overdue_os:{}", "os_id"),
            kind=pl.lit("overdue_os"),
            made_at="date",
            due_at=policy.business_day_end(pl.col("date"), policy.overdue_os_business_days),
            position=pl.lit(None, dtype=pl.Int64),
            evidence_made=pl.lit(["field:scheduled_for"]),
        )
        .pipe(_owed)
    )


def _first_return(owed: pl.DataFrame, world: World) -> pl.DataFrame:
    """commitment_id, told_at, told_in: the first telling after each commitment that is about it."""
    own_messages = world.messages.join(owed.select("contact_id").unique(), on="contact_id", how="semi")
    own_words = words_of(own_messages).rename({"tokens": "own_tokens"})
    origin = world.records.contacts.select("contact_id", own_reason="reason").unique("contact_id")
    pairs = (
        owed.filter(pl.col("customer_id").is_not_null())
        .join(origin, on="contact_id", how="left")
        .join(own_words, on="contact_id", how="left")
        .join(tellings(world, owed["customer_id"].drop_nulls()), on="customer_id", suffix="_told")
        .filter(pl.col("at") >= pl.col("made_at"))
    )
    same_talk = (pl.col("contact_id") == pl.col("contact_id_told")).fill_null(False)
    heard = pairs.filter(
        pl.when(same_talk).then(_told_in_the_same_talk()).otherwise(_told_in_another()).fill_null(False)
    )
    columns = ("commitment_id", "at", "reference")
    noted = (
        owed.join(noted_tellings(world), on="os_id")
        .filter(pl.col("validation") == (pl.col("kind") == "promise"))
        .filter(pl.col("at") >= pl.col("made_at") + ANOTHER_DAY)
    )
    return (
        pl.concat([heard.select(columns), noted.select(columns)])
        .sort("at", maintain_order=True)
        .group_by("commitment_id", maintain_order=True)
        .agg(told_at=pl.col("at").first(), told_in=pl.col("reference").first())
    )


def _told_in_the_same_talk() -> pl.Expr:
    kind = pl.col("kind")
    gap = pl.col("at") - pl.col("made_at")
    later = (gap >= LATER_THE_SAME_TALK) & (pl.col("position_told") > pl.col("position"))
    another_day = (gap >= pl.duration(hours=12)) & pl.col("on_cancellation")
    return (
        pl.when(kind == "promise")
        .then(later & (pl.col("outcome") | (gap >= pl.duration(hours=2))))
        .when(kind == "cancellation")
        .then(pl.col("cancellation_done") | another_day)
        .otherwise(pl.lit(True))
    )


def _told_in_another() -> pl.Expr:
    """A later contact is about the matter by its OS, its reason, or the words that both talks share."""
    kind, reason = pl.col("kind"), pl.col("contact_reason")
    shared = pl.col("tokens").list.set_intersection("own_tokens").list.len().fill_null(0)
    same_order = (pl.col("about") == pl.col("os_id")).fill_null(False)
    other_order = (pl.col("about") != pl.col("os_id")).fill_null(False)
    silent = pl.col("position_told").is_null()
    words = (
        pl.when(kind == "cancellation")
        .then(pl.col("on_cancellation"))
        .when(kind == "overdue_os")
        .then(pl.col("on_a_visit"))
        .otherwise(shared >= 2)
    ).fill_null(False)
    by_reason = (
        pl.when(kind == "cancellation")
        .then(reason.is_in(["cancellation", "follow_up"]))
        .when(kind == "overdue_os")
        .then(reason.is_in(["follow_up", "installation", "support", "complaint"]) & ~other_order)
        .otherwise(reason.is_in(["follow_up"]) | (reason == pl.col("own_reason")))
    ).fill_null(False)
    outbound = pl.col("outbound").fill_null(False)
    return (
        pl.when(outbound & silent)
        .then(same_order | (by_reason & ~other_order))
        .when(outbound)
        .then(same_order | words | (by_reason & ~other_order))
        .otherwise((same_order | words | (by_reason & ~other_order)) & (pl.col("outcome") | words))
    )
