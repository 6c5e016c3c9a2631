"""What was told about what a contact led to: price, date, next step, and in which order.

leads_somewhere           the contact leads to something that costs or takes time (arrangements.py)
price_due                 a price, or that there is none, has to be told
price_told                every price that is due was told, as the number on record where there is one
price_after_consent       it was told only after the customer had agreed
date_told                 a date, time or deadline was told; the visit's own date where the record has one
next_step_told            the agent says what happens next
disclosure_references     the agent's messages that tell any of it
arrangement_references    where it was arranged: the agent's proposals and the last agent message
leads_to_record           an OS with a fee or a date, or a cancellation with a fine
record_told               fee, fine and date on record were told in the contact or a later one before the work
record_told_references    where
record_missing            what was not told: `fee`, `date`, `both`
nobody_told               in a later contact the customer says that nobody told them, and this contact does not show it
"""

from __future__ import annotations

import polars as pl

from practices.signals.acts import scored_messages
from practices.signals.amounts import amounts, told
from practices.signals.arrangements import matters
from practices.signals.dates import mentions
from practices.signals.lexicon import says, without
from practices.signals.numbers import with_digits
from practices.signals.references import NOTHING, message_reference
from practices.signals.world import World

NUMBER_OF_MATTER = "matter"


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    every = matters(world).with_row_index(NUMBER_OF_MATTER)
    talk = _talk(world, every)
    telling = _telling(world, talk)
    here = _told_here(every, telling)
    at_once = _summed(every, here)
    spoken = _spoken(talk.join(_next_steps(world), on=["contact_id", "position"], how="left"), telling)
    recorded = _recorded(world, every, telling, talk)
    return (
        world.records.contacts.select("contact_id")
        .join(at_once, on="contact_id", how="left")
        .join(spoken, on="contact_id", how="left")
        .join(_consent(every, talk, telling), on="contact_id", how="left")
        .join(recorded, on="contact_id", how="left")
        .with_columns(
            pl.col("leads_somewhere", "leads_to_record", "nobody_told").fill_null(False),
            pl.col("price_after_consent", "next_step_told", "any_date_told").fill_null(False),
            pl.col("disclosure_references", "arrangement_references", "record_told_references").fill_null(NOTHING),
        )
        .with_columns(date_told=pl.col("visit_dates_told") & (pl.col("any_date_told") | pl.col("visit_dated")))
        .drop("visit_dates_told", "any_date_told", "visit_dated")
    )


def _talk(world: World, every: pl.DataFrame) -> pl.DataFrame:
    """The messages that can matter: all contacts of customers of whom any contact led somewhere."""
    contacts = world.records.contacts.with_columns(key=pl.coalesce("customer_id", "contact_id"))
    touched = contacts.join(every.select("contact_id").unique(), on="contact_id", how="semi").select("key").unique()
    wanted = contacts.join(touched, on="key", how="semi").select("contact_id", "key")
    return world.messages.join(wanted, on="contact_id").with_columns(
        said_at=pl.coalesce("sent_at", "contact_started_at")
    )


def _telling(world: World, talk: pl.DataFrame) -> pl.DataFrame:
    """Prices and days that the agent told, one a row: contact_id, key, position, said_at, amount, total, free, day."""
    agent = talk.filter(pl.col("sender") == "agent")
    place = agent.select("contact_id", "position", "key", "said_at")
    prices = amounts(agent).select("contact_id", "position", "amount", "total")
    free = agent.filter(says("free")).select("contact_id", "position", free=pl.lit(True))
    days = mentions(_without_denied_days(agent), world.policy).select(
        "contact_id", "position", "day", dated=pl.lit(True)
    )
    customer = talk.filter(pl.col("sender") == "customer")
    agreed_days = _agreed(talk, mentions(customer, world.policy)).select("contact_id", "position", "day", dated=True)
    agreed_prices = _agreed(talk, amounts(customer)).select("contact_id", "position", "amount", "total")
    long = pl.concat([prices, _bare_answers(talk), free, days, agreed_days, agreed_prices], how="diagonal")
    return long.join(place, on=["contact_id", "position"]).with_columns(pl.col("free", "dated").fill_null(False))


DENIED_DAY = (
    r"\b(?:hoje|amanha|sabado|domingo|segunda|terca|quarta|quinta|sexta)(?:-feira)?(?: [a-z]+){0,2} (?:nao|nem) "
    r"|\b(?:nao|nem) (?:tem|tenho|temos|ha|consigo|da|vai|vao|posso|rola|sobrou)(?: [a-z]+){0,3} "
    r"(?:hoje|amanha|sabado|domingo|segunda|terca|quarta|quinta|sexta)\b"
)
"""A day that is named only to be refused: "hoje não tem"; folded."""


def _without_denied_days(messages: pl.DataFrame) -> pl.DataFrame:
    return messages.with_columns(folded=pl.col("folded").str.replace_all(DENIED_DAY, " "))


def _bare_answers(talk: pl.DataFrame) -> pl.DataFrame:
    """Numbers in the agent's answer to a question about a price, said without any word of price ("tem a de 25")."""
    customer = pl.col("sender") == "customer"
    asks = customer & pl.col("folded").str.contains(r"\?") & says("about_fee")
    number = r"\b(\d{2,4})\b"
    return (
        talk.filter(pl.col("sender").is_in(["customer", "agent"]))
        .filter((pl.col("sender") == "agent") & asks.shift(1).over("contact_id").fill_null(False))
        .with_columns(
            amount=with_digits(pl.col("folded")).str.extract_all(number).list.eval(pl.element().cast(pl.Float64))
        )
        .select("contact_id", "position", "amount", total="amount")
        .explode("amount", "total")
        .drop_nulls("amount")
    )


def _agreed(talk: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """What the customer named and the agent's next message agrees to, at that message's position."""
    following = (
        talk.filter((pl.col("sender") == "agent") & (says("agrees") | says("visit_set")))
        .filter(~pl.col("folded").str.contains(r"\b(?:nao|nem|tambem nao)\b"))
        .select("contact_id", next_position="position")
    )
    ahead = pl.col("next_position") - pl.col("position")
    return (
        named.join(following, on="contact_id")
        .filter((ahead > 0) & (ahead <= 2))
        .with_columns(position="next_position")
        .unique(maintain_order=True)
    )


def _told_here(every: pl.DataFrame, telling: pl.DataFrame) -> pl.DataFrame:
    """One row a matter: whether its price and its visit's date were told in its own contact."""
    return every.join(telling, on="contact_id", how="left").group_by(NUMBER_OF_MATTER).agg(**_matches())


def _matches() -> dict[str, pl.Expr]:
    owed = pl.col("owed")
    exact = told(pl.col("amount"), owed) | told(pl.col("total"), owed)
    price = pl.when(owed > 0).then(exact).otherwise(pl.col("amount").is_not_null() | pl.col("free"))
    due_day = pl.col("visit_at").dt.date()
    same_day = (pl.col("day") == due_day) | (pl.col("day").dt.offset_by("-7d") == due_day)
    day = pl.when(pl.col("date_set_here")).then(same_day).otherwise(pl.col("day").is_not_null())
    return {
        "price_here": price.fill_null(False).any(),
        "day_here": day.fill_null(False).any(),
        "price_position": pl.col("position").filter(price.fill_null(False)).min(),
    }


def _summed(every: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    return (
        every.join(here, on=NUMBER_OF_MATTER)
        .group_by("contact_id")
        .agg(
            leads_somewhere=pl.lit(True),
            price_due=pl.col("price_due").any(),
            price_told=(~pl.col("price_due") | pl.col("price_here")).all(),
            visit_dates_told=(pl.col("visit_at").is_null() | pl.col("day_here")).all(),
            visit_dated=pl.col("visit_at").is_not_null().any(),
        )
    )


def _next_steps(world: World) -> pl.DataFrame:
    """contact_id, position, tells_next: agent messages that by their words as a whole tell what happens next."""
    scores = world.once(scored_messages)
    return scores.filter(pl.col("next") > 0).select("contact_id", "position", tells_next=pl.lit(True))


def _spoken(talk: pl.DataFrame, telling: pl.DataFrame) -> pl.DataFrame:
    """Any date, any next step, and where things were told and proposed; one row a contact."""
    agent = talk.filter(pl.col("sender") == "agent").join(
        telling.group_by("contact_id", "position").agg(dated=pl.col("dated").any(), tells=pl.lit(True)),
        on=["contact_id", "position"],
        how="left",
    )
    dated = pl.col("dated").fill_null(False) | says("done_at_once")
    tells = pl.col("tells").fill_null(False)
    proposes = says("visit_set") | says("proposes") | says("cancel_registered") | says("sends_somebody")
    last = pl.col("position") == pl.col("position").max()
    return agent.group_by("contact_id", maintain_order=True).agg(
        any_date_told=dated.any(),
        next_step_told=(says("next_step") | pl.col("tells_next").fill_null(False)).any(),
        disclosure_references=message_reference().filter(tells),
        arrangement_references=message_reference().filter(proposes | last),
    )


def _consent(every: pl.DataFrame, talk: pl.DataFrame, telling: pl.DataFrame) -> pl.DataFrame:
    """Whether the customer agreed to the thing before its price was told; contacts with a price on record."""
    spoken = talk.filter(pl.col("sender").is_in(["agent", "customer"])).with_columns(
        dated=pl.struct("contact_id", "position").is_in(
            telling.filter("dated").select(pl.struct("contact_id", "position")).to_series().implode()
        )
    )
    puts = (pl.col("sender") == "agent") & (says("proposes") | (pl.col("dated") & says("visit_set")))
    # a yes to "então é isso?" says that it was understood, no more
    puts = puts & (~says("asks_if_understood") | says("proposes", without("asks_if_understood")))
    just_put = puts.shift(1).over("contact_id").fill_null(False)
    ever_put = puts.cum_max().over("contact_id").fill_null(False)
    agreed = (
        spoken.with_columns(agreed=(just_put & says("agrees")) | (ever_put & says("orders_it")))
        # "pode ser, mas tem taxa?" waits for the price
        .filter(~(says("about_fee") & pl.col("folded").str.contains(r"\?")))
        .filter((pl.col("sender") == "customer") & pl.col("agreed"))
        .group_by("contact_id")
        .agg(agreed_position=pl.col("position").min())
    )
    priced = (
        every.filter(pl.col("price_due") & (pl.col("owed") > 0))
        .join(telling, on="contact_id")
        .group_by("contact_id", NUMBER_OF_MATTER)
        .agg(**_matches())
        .drop_nulls("price_position")
        .group_by("contact_id")
        .agg(price_position=pl.col("price_position").max())
    )
    return priced.join(agreed, on="contact_id").select(
        "contact_id", price_after_consent=pl.col("price_position") > pl.col("agreed_position")
    )


def _recorded(world: World, every: pl.DataFrame, telling: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """What stands on record and whether it was told, in the contact or a later one before the work."""
    contacts = world.records.contacts.select("contact_id", "started_at", key=pl.coalesce("customer_id", "contact_id"))
    records = every.filter("on_record").join(contacts, on="contact_id")
    heard = (
        records.join(
            telling.sort("said_at", "contact_id", "position")
            .with_columns(place_told=message_reference())
            .drop("contact_id"),
            on="key",
            how="left",
            maintain_order="left_right",
        )
        .filter(pl.col("said_at") >= pl.col("started_at"))
        .filter((pl.col("said_at") <= pl.col("work_at")) | pl.col("work_at").is_null())
        .group_by(NUMBER_OF_MATTER, maintain_order=True)
        .agg(**_matches(), told_references=pl.col("place_told").unique(maintain_order=True))
    )
    complaints = talk.filter((pl.col("sender") == "customer") & says("nobody_told")).select(
        "key", complained_at="said_at", of_fee=says("about_fee"), of_date=says("about_date")
    )
    complained = (
        records.join(complaints, on="key")
        .filter(pl.col("complained_at") > pl.col("started_at"))
        .group_by("contact_id")
        .agg(nobody_told=pl.lit(True))
    )
    fee_due = (pl.col("owed") > 0).fill_null(False)
    date_due = pl.col("visit_at").is_not_null()
    return (
        records.join(heard, on=NUMBER_OF_MATTER, how="left")
        .with_columns(pl.col("price_here", "day_here").fill_null(False))
        .with_columns(fee_missing=fee_due & ~pl.col("price_here"), date_missing=date_due & ~pl.col("day_here"))
        .group_by("contact_id")
        .agg(
            leads_to_record=pl.lit(True),
            fee_missing=pl.col("fee_missing").any(),
            date_missing=pl.col("date_missing").any(),
            record_told_references=pl.col("told_references").explode().drop_nulls().unique(maintain_order=True),
        )
        .with_columns(
            record_told=~pl.col("fee_missing") & ~pl.col("date_missing"),
            record_missing=pl.when(pl.col("fee_missing") & pl.col("date_missing"))
            .then(pl.lit("both"))
            .when("fee_missing")
            .then(pl.lit("fee"))
            .when("date_missing")
            .then(pl.lit("date")),
        )
        .join(complained, on="contact_id", how="left")
        .drop("fee_missing", "date_missing")
    )
