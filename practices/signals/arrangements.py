"""What a contact led to: orders opened from it, visits set or set anew in it, cancellations taken up in it.

`matters(world)` gives one row a (contact, matter): MATTER_SCHEMA. An OS belongs to the contact that opened it (its
`contact_id`; where that is empty, the contact that names the OS and during which it was opened), and to a later one in
which its terms are told before it is done.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from practices.signals.amounts import amounts, told
from practices.signals.dates import mentions
from practices.signals.lexicon import says
from practices.signals.world import World

MATTER_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "kind": pl.String(),
    "price_due": pl.Boolean(),
    "owed": pl.Float64(),
    "visit_at": pl.Datetime("us"),
    "date_set_here": pl.Boolean(),
    "work_at": pl.Datetime("us"),
    "on_record": pl.Boolean(),
    "place": pl.String(),
}
"""kind: `order`, `cancellation`, `visit` (set in the talk). price_due: the customer has to hear a price, or that there
is none. owed: the fee or fine on record in R$, null unknown. visit_at: the visit's date on record. date_set_here: that
date was set during the contact. work_at: when the work was done or the matter decided; null: not yet. on_record: an OS
with a fee, a date, or a cancellation with a fine. place: the record's id."""

SLACK = timedelta(minutes=30)
"""How long after a contact's end its records may still be written."""

STAYED = ("retained", "withdrawn")


def matters(world: World) -> pl.DataFrame:
    """All matters of all contacts; MATTER_SCHEMA."""
    opened = opened_orders(world)
    cancelled = _cancellations(world, opened)
    by_order = _orders(world, opened, cancelled)
    known = pl.concat([by_order, cancelled])
    later = _told_later(world, known)
    return pl.concat([known, later, _visits(world, pl.concat([known, later])), _spoken_cancellations(world, known)])


def opened_orders(world: World) -> pl.DataFrame:
    """The columns of `service_orders` with `contact_id` the contact that opened it; orders without one left out."""
    contacts = world.records.contacts.select(
        "contact_id", "os_id", "started_at", ended=pl.col("ended_at").fill_null(pl.col("started_at").dt.offset_by("2h"))
    )
    named = (
        world.records.service_orders.filter(pl.col("contact_id").is_null())
        .drop("contact_id")
        .join(contacts.drop_nulls("os_id"), on="os_id")
        .filter(pl.col("opened_at").is_between(pl.col("started_at"), pl.col("ended") + SLACK))
        .sort("started_at")
        .unique("os_id", keep="first", maintain_order=True)
        .drop("started_at")
    )
    linked = world.records.service_orders.filter(pl.col("contact_id").is_not_null()).join(
        contacts.select("contact_id", "ended"), on="contact_id"
    )
    return pl.concat([linked, named.select(linked.columns)])


def _orders(world: World, opened: pl.DataFrame, cancelled: pl.DataFrame) -> pl.DataFrame:
    chargeable = pl.col("kind").is_in(world.policy.chargeable)
    cancellation = pl.col("kind") == "cancellation"
    has_fee = (pl.col("fee_amount") > 0).fill_null(False)
    visit = pl.col("scheduled_for").is_not_null() | pl.col("kind").is_in(["equipment_pickup", "installation"])
    visit = visit | pl.col("visit_spoken")
    spoken = _visit_spoken(world)
    stayed = cancellation & (pl.col("status") == "withdrawn")
    return (
        opened.join(spoken, on="contact_id", how="left")
        .with_columns(pl.col("visit_spoken").fill_null(False))
        .filter(chargeable | has_fee | visit | cancellation)
        .filter(~stayed)
        # the cancellation's own record knows more than its OS
        .join(cancelled.select("contact_id", kind=pl.lit("cancellation")), on=["contact_id", "kind"], how="anti")
        .select(
            "contact_id",
            kind=pl.when(cancellation).then(pl.lit("cancellation")).otherwise(pl.lit("order")),
            price_due=chargeable | has_fee | cancellation,
            owed=pl.col("fee_amount"),
            visit_at="scheduled_for",
            date_set_here=(pl.col("scheduled_at").fill_null(pl.col("opened_at")) <= pl.col("ended") + SLACK),
            work_at=pl.coalesce("completed_at", "closed_at"),
            on_record=has_fee | pl.col("scheduled_for").is_not_null(),
            place="os_id",
        )
        .cast(MATTER_SCHEMA)  # type: ignore[arg-type]
    )


def _cancellations(world: World, opened: pl.DataFrame) -> pl.DataFrame:
    """Cancellations by the contact that took them up, and by the contact that opened their OS."""
    records = world.records.cancellations.filter(~pl.col("outcome").is_in(STAYED).fill_null(False))
    contacts = world.records.contacts.select("contact_id", "customer_id", "started_at", "ended_at")
    during = (
        records.filter(pl.col("contact_id").is_null())
        .drop("contact_id")
        .join(contacts, on="customer_id")
        .filter(pl.col("requested_at").is_between(pl.col("started_at"), pl.col("ended_at") + SLACK))
        .select("contact_id", "cancellation_id")
    )
    asked = pl.concat([records.drop_nulls("contact_id").select("contact_id", "cancellation_id"), during])
    by_order = records.join(
        opened.filter(pl.col("kind") == "cancellation").select("os_id", opener="contact_id"), on="os_id"
    ).select("cancellation_id", contact_id="opener")
    links = pl.concat([asked, by_order.select(asked.columns)]).unique()
    fined = (pl.col("fine_amount") > 0).fill_null(False)
    return (
        links.join(records.drop("contact_id"), on="cancellation_id")
        .select(
            "contact_id",
            kind=pl.lit("cancellation"),
            price_due=True,
            owed="fine_amount",
            visit_at=pl.lit(None),
            date_set_here=False,
            work_at="decided_at",
            on_record=fined,
            place="cancellation_id",
        )
        .cast(MATTER_SCHEMA)  # type: ignore[arg-type]
    )


def _told_later(world: World, known: pl.DataFrame) -> pl.DataFrame:
    """Later contacts about a cancellation or a chargeable order, not settled yet, in which the agent tells its terms.

    The customer has to agree to them there: what was only asked for in the first contact is arranged in this one.
    """
    priced = known.filter("price_due")
    contacts = world.records.contacts.select("contact_id", "customer_id", "started_at", "os_id", "reason")
    began = contacts.select("contact_id", "customer_id", "started_at")
    spoken = world.messages.filter(pl.col("sender") == "agent")
    telling = (
        pl.concat(
            [
                amounts(spoken).select("contact_id", "amount", "total"),
                spoken.filter(says("free")).select("contact_id", amount=pl.lit(0.0), total=pl.lit(0.0)),
            ]
        )
        .join(
            world.records.contacts.select("contact_id", "customer_id", "started_at", "os_id", "reason"), on="contact_id"
        )
        .rename({"contact_id": "later_id", "started_at": "later_at"})
    )
    pairs = (
        priced.join(began, on="contact_id")
        .join(telling, on="customer_id")
        .filter(pl.col("later_at") > pl.col("started_at"), pl.col("later_id") != pl.col("contact_id"))
        .filter(pl.col("work_at").is_null() | (pl.col("later_at") < pl.col("work_at")))
    )
    same = (pl.col("os_id") == pl.col("place")) | (
        (pl.col("kind") == "cancellation") & (pl.col("os_id").is_not_null() | (pl.col("reason") == "cancellation"))
    )
    owed = pl.col("owed").fill_null(0)
    exact = told(pl.col("amount"), owed) | told(pl.col("total"), owed)
    tells = pl.when(owed > 0).then(exact).otherwise(pl.col("amount") == 0)
    return (
        pairs.filter(same.fill_null(False) & tells.fill_null(False))
        .with_columns(contact_id=pl.col("later_id"))
        .select(MATTER_SCHEMA.keys())
        .unique(["contact_id", "kind", "place"], maintain_order=True)
        .cast(MATTER_SCHEMA)  # type: ignore[arg-type]
    )


def _visit_spoken(world: World) -> pl.DataFrame:
    """Contacts in which the agent announces that somebody will come, dated or not."""
    return (
        world.messages.filter((pl.col("sender") == "agent") & says("sends_somebody"))
        .select("contact_id", visit_spoken=pl.lit(True))
        .unique()
    )


def _visits(world: World, known: pl.DataFrame) -> pl.DataFrame:
    """Visits set or set anew in a talk from which no OS with a visit was opened."""
    agent = pl.col("sender") == "agent"
    without_order = world.messages.join(
        known.filter((pl.col("kind") == "order") & pl.col("visit_at").is_not_null()), on="contact_id", how="anti"
    )
    setting = without_order.filter(agent & says("visit") & ~says("visit_withdrawn"))
    dated = (
        mentions(_sentences(setting), world.policy)
        .filter(pl.col("day").is_not_null())
        .select("contact_id", "position")
        .unique()
    )
    answers = without_order.filter(pl.col("sender") == "customer").select(
        "contact_id", answered_at="position", agreed=says("agrees")
    )
    asked = setting.join(dated, on=["contact_id", "position"]).select(
        "contact_id", "position", asks=says("proposes") | pl.col("folded").str.contains(r"\?")
    )
    agreed = (
        asked.join(answers, on="contact_id", how="left")
        .group_by("contact_id", "position", "asks")
        .agg(agreed=(pl.col("agreed") & (pl.col("answered_at") > pl.col("position"))).any())
        .filter(~pl.col("asks") | pl.col("agreed").fill_null(False))
    )
    return (
        pl.concat([agreed.select("contact_id"), _undated(without_order)])
        .join(_only_repeated(world), on="contact_id", how="anti")
        .pipe(lambda spoken: pl.concat([spoken, _visits_on_record(world, known)]))
        .unique()
        .select(
            "contact_id",
            kind=pl.lit("visit"),
            price_due=False,
            owed=pl.lit(None),
            visit_at=pl.lit(None),
            date_set_here=False,
            work_at=pl.lit(None),
            on_record=False,
            place=pl.lit(""),
        )
        .cast(MATTER_SCHEMA)  # type: ignore[arg-type]
    )


def _undated(messages: pl.DataFrame) -> pl.DataFrame:
    """Contacts in which the agent sends somebody without saying when: contact_id."""
    offered = pl.col("folded").str.contains(r"\?|\b(?:se|caso|talvez|costuma|pode ser que)\b")
    sends = says("sends_somebody") & ~says("visit_withdrawn") & ~says("visit_past") & ~offered
    return messages.filter((pl.col("sender") == "agent") & sends).select("contact_id").unique()


def _only_repeated(world: World) -> pl.DataFrame:
    """Contacts of the provider's own making that only repeat the day told in an earlier contact: contact_id."""
    orders = world.records.service_orders.drop_nulls(["scheduled_for", "scheduled_at"]).select(
        "customer_id", "scheduled_at", "scheduled_for"
    )
    contacts = world.records.contacts.filter(pl.col("direction") == "outbound").select(
        "contact_id", "customer_id", "started_at"
    )
    between = contacts.join(orders, on="customer_id").filter(
        pl.col("started_at").is_between("scheduled_at", "scheduled_for", closed="right")
    )
    of_agent = world.messages.join(between.select("customer_id").unique(), on="customer_id", how="semi").filter(
        pl.col("sender") == "agent"
    )
    days = (
        mentions(of_agent, world.policy)
        .filter(pl.col("day").is_not_null())
        .join(
            of_agent.select("contact_id", "position", "customer_id", "contact_started_at"),
            on=["contact_id", "position"],
        )
    )
    told = days.select("customer_id", told_at="contact_started_at", told_day="day")
    return (
        between.join(days.select("contact_id", "day"), on="contact_id")
        .join(told, on="customer_id")
        .group_by("contact_id")
        .agg(
            same=(pl.col("day") == pl.col("scheduled_for").dt.date()).all(),
            earlier=((pl.col("told_at") < pl.col("started_at")) & (pl.col("told_day") == pl.col("day"))).any(),
        )
        .filter(pl.col("same") & pl.col("earlier"))
        .select("contact_id")
    )


def _sentences(messages: pl.DataFrame) -> pl.DataFrame:
    """The sentences that set a visit, as messages of their own at their message's position."""
    return (
        messages.with_columns(
            folded=pl.col("folded").str.replace_all(r" [.!?;|] ", "\n").str.split("\n"),
        )
        .explode("folded")
        .with_columns(folded=pl.format(" {} ", pl.col("folded").str.strip_chars()))
        .filter(says("visit_set") & ~says("says_back") & ~says("visit_past"))
    )


def _visits_on_record(world: World, known: pl.DataFrame) -> pl.DataFrame:
    """Contacts during which the visit of an OS opened elsewhere was scheduled: contact_id."""
    contacts = world.records.contacts.select("contact_id", "customer_id", "started_at", "ended_at", "os_id")
    orders = world.records.service_orders.filter(pl.col("scheduled_for").is_not_null())
    set_anew = world.records.os_events.filter(pl.col("kind") == "schedule").select("os_id", scheduled_at="at")
    anew = orders.drop("scheduled_at").join(set_anew, on="os_id")
    columns = ("customer_id", "scheduled_at", "contact_id")
    return (
        pl.concat([orders.select(columns), anew.select(columns)])
        .rename({"contact_id": "opener"})
        .join(contacts.drop("os_id"), on="customer_id")
        .filter(pl.col("opener").is_null() | (pl.col("opener") != pl.col("contact_id")))
        .filter(pl.col("scheduled_at").is_between(pl.col("started_at"), pl.col("ended_at") + timedelta(minutes=10)))
        .join(known.select("contact_id"), on="contact_id", how="anti")
        .join(
            world.messages.filter(pl.col("sender") == "agent").select("contact_id").unique(),
            on="contact_id",
            how="semi",
        )
        .select("contact_id")
        .unique()
    )


def _spoken_cancellations(world: World, known: pl.DataFrame) -> pl.DataFrame:
    """Contacts about a cancellation that the agent took up in words, with no record of it."""
    stayed = world.records.cancellations.filter(pl.col("outcome").is_in(STAYED)).select("customer_id")
    told = world.messages.filter(
        (pl.col("sender") == "agent") & (pl.col("contact_reason") == "cancellation") & says("cancel_registered")
    )
    return (
        told.join(known.filter(pl.col("kind") == "cancellation"), on="contact_id", how="anti")
        .join(stayed, on="customer_id", how="anti")
        .select("contact_id")
        .unique()
        .select(
            "contact_id",
            kind=pl.lit("cancellation"),
            price_due=True,
            owed=pl.lit(None),
            visit_at=pl.lit(None),
            date_set_here=False,
            work_at=pl.lit(None),
            on_record=False,
            place=pl.lit(""),
        )
        .cast(MATTER_SCHEMA)  # type: ignore[arg-type]
    )
