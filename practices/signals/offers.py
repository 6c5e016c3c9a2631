"""Commercial offers: what was offered, whether it was asked for, whether need was asked about, whether it was repeated.

commercial_offer         the agent offers a plan, a speed, a product
offer_unasked            an offer that the customer had not asked for and before which nothing about the need was asked
offer_repeated           an offer after the customer refused one
first_offer_reference, offer_references
                         where
offer_need_references          the questions about the need and the customer's own requests

An offer is a sentence that names something sold and, in it or the next one, a word or price of selling, and is not
about the plan at hand, a bill, a repair or a setting; words that only a seller says with a price are one without a
product's name, and so is a price held out to a customer who wants to cancel. Pressing on right after a no offers again.
Things sold come in kinds (plans, television, equipment, other): a request or question about one kind excuses no offer
of another; questions about the connection excuse plans and equipment, not what is brought in beside the matter.
"""

from __future__ import annotations

import polars as pl

from practices.signals.amounts import amounts
from practices.signals.lexicon import says, without
from practices.signals.numbers import with_digits
from practices.signals.references import NOTHING, message_reference
from practices.signals.world import World

KINDS = ("plan", "tv", "device", "more")
PLAN_REASONS = ("plan_change", "installation")


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    offers = world.once(offers_in).join(_beside(world.messages), on=["contact_id", "position"], how="left")
    offers = offers.with_columns(beside=pl.col("beside").fill_null(False) | (pl.col("kind") == "tv"))
    talk = world.messages.join(offers.select("contact_id").unique(), on="contact_id", how="semi")
    excused = _excused(offers, talk)
    refused = _refused_at(talk, offers)
    found = (
        offers.join(excused, on=["contact_id", "position", "kind"], how="left")
        .join(refused, on="contact_id", how="left")
        .with_columns(
            unasked=~pl.col("excused").fill_null(False),
            repeated=(pl.col("position") > pl.col("refused_at")).fill_null(False) | pl.col("pressed").fill_null(False),
        )
        .sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(
            commercial_offer=pl.lit(True),
            # of each kind only the first offer has to be asked for or prepared
            offer_unasked=pl.col("unasked").filter(pl.col("position") == pl.col("first_of_kind")).any(),
            offer_repeated=pl.col("repeated").any(),
            offer_references=message_reference().unique(maintain_order=True),
        )
    )
    asked = talk.filter(
        ((pl.col("sender") == "agent") & says("asks_situation") & pl.col("folded").str.contains(r"\?"))
        | ((pl.col("sender") == "customer") & says("wants_to_buy"))
    )
    needs = asked.group_by("contact_id", maintain_order=True).agg(offer_need_references=message_reference())
    return (
        world.records.contacts.select("contact_id")
        .join(found, on="contact_id", how="left")
        .join(needs, on="contact_id", how="left")
        .with_columns(
            pl.col("commercial_offer", "offer_unasked", "offer_repeated").fill_null(False),
            pl.col("offer_references", "offer_need_references").fill_null(NOTHING),
        )
    )


def offers_in(world: World) -> pl.DataFrame:
    """`offers_made` of all messages; ask for it by `world.once`."""
    return offers_made(world.messages)


def offers_made(messages: pl.DataFrame) -> pl.DataFrame:
    """One row an offer and kind: contact_id, position, kind, first_of_kind, contact_reason."""
    sold = pl.any_horizontal(says(f"sells_{kind}", with_digits(pl.col("folded"))) for kind in KINDS)
    sentences = (
        messages.filter((pl.col("sender") == "agent") & sold)
        .select(
            "contact_id",
            "position",
            "contact_reason",
            part=with_digits(pl.col("folded")).str.replace_all(r" [.!?;|] ", "\n$0"),
        )
        .with_columns(part=pl.col("part").str.split("\n"))
        .explode("part")
        .with_columns(folded=pl.format(" {} ", without("no_sale", pl.col("part")).str.strip_chars()))
        .with_row_index("sentence")
    )
    # each sentence as a message of its own: its number stands in for the position
    priced = (
        amounts(sentences.select("contact_id", "folded", position=pl.col("sentence").cast(pl.Int64)))
        .select(sentence=pl.col("position").cast(pl.UInt32), priced=pl.lit(True))
        .unique()
    )
    named = sentences.join(priced, on="sentence", how="left").with_columns(
        *(says(f"sells_{kind}").alias(kind) for kind in KINDS),
        sells=says("sells"),
        hard_sell=says("hard_sell"),
        priced=pl.col("priced").fill_null(False),
    )
    # the price often stands in the sentence after the product's
    later_price = pl.col("priced").shift(-1).over("contact_id", "position", order_by="sentence").fill_null(False)
    with_price = pl.col("priced") | later_price
    # equipment and "other" are named in repairs too: a mere word of selling is not enough for them without a price
    selling = pl.col("hard_sell") | (pl.col("sells") & with_price)
    nameless = pl.col("hard_sell") & pl.col("priced") & ~pl.any_horizontal("plan", "tv", "device")
    offered = {
        "plan": pl.col("plan") & (pl.col("sells") | with_price),
        "tv": pl.col("tv") & (selling | pl.col("priced")),
        "device": pl.col("device") & selling,
        "more": (pl.col("more") & selling) | nameless,
    }
    by_name = (
        named.filter(~says("not_sold", pl.col("part")))
        .with_columns(kind=pl.concat_list(pl.when(test).then(pl.lit(kind)) for kind, test in offered.items()))
        .explode("kind")
        .drop_nulls("kind")
        .select("contact_id", "position", "kind", "contact_reason")
    )
    return (
        pl.concat([by_name, _answers(messages), _held_back(messages)])
        .unique(maintain_order=True)
        .with_columns(first_of_kind=pl.col("position").min().over("contact_id", "kind"))
    )


def _answers(messages: pl.DataFrame) -> pl.DataFrame:
    """Prices that answer a customer who asked for something sold and so need not name it again; columns of an offer."""
    talk = messages.filter(pl.col("sender").is_in(["customer", "agent"])).select(
        "contact_id", "position", "contact_reason", "sender", "folded"
    )
    kinds = pl.coalesce(pl.when(says(f"sells_{kind}")).then(pl.lit(kind)) for kind in ("device", "tv", "more", "plan"))
    asked = pl.when((pl.col("sender") == "customer") & says("wants_to_buy")).then(kinds)
    replies = talk.with_columns(kind=asked.shift(1).over("contact_id")).filter(
        (pl.col("sender") == "agent") & pl.col("kind").is_not_null()
    )
    priced = amounts(replies).select("contact_id", "position").unique()
    return replies.join(priced, on=["contact_id", "position"], how="semi").select(
        "contact_id", "position", "kind", "contact_reason"
    )


def _beside(messages: pl.DataFrame) -> pl.DataFrame:
    """Where the agent brings in something beside the matter at hand: contact_id, position, beside."""
    aside = messages.filter((pl.col("sender") == "agent") & says("by_the_way"))
    return aside.select("contact_id", "position", beside=pl.lit(True))


def _held_back(messages: pl.DataFrame) -> pl.DataFrame:
    """Prices named so that a customer who wants to cancel stays; columns of an offer."""
    text = with_digits(pl.col("folded"))
    return messages.filter(
        (pl.col("sender") == "agent") & (pl.col("contact_reason") == "cancellation") & says("holds_back", text)
    ).select("contact_id", "position", pl.lit("plan").alias("kind"), "contact_reason")


def _excused(offers: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """Offers that the customer asked for, or before which the agent asked about the need."""
    earlier = talk.filter(pl.col("sender").is_in(["customer", "agent"])).select(
        "contact_id",
        said_at="position",
        wants=(pl.col("sender") == "customer") & says("wants_to_buy"),
        asks=(pl.col("sender") == "agent") & pl.col("folded").str.contains(r"\?") & says("asks_situation"),
        of_plan=says("sells_plan")
        | pl.col("folded").str.contains(r"\b(?:internet|fibra|velocidade|mensalidade|barato)"),
        of_tv=says("sells_tv") | pl.col("folded").str.contains(r"\btv\b|\btv |teve|televisao"),
        of_device=says("sells_device"),
        of_more=says("sells_more"),
    )
    kind = pl.col("kind")
    of_this = (
        pl.when(kind == "plan")
        .then(pl.col("of_plan"))
        .when(kind == "tv")
        .then(pl.col("of_tv"))
        .when(kind == "device")
        .then(pl.col("of_device"))
        .otherwise(pl.col("of_more"))
    )
    wanted = pl.col("wants") & of_this
    prepared = pl.col("asks") & (kind.is_in(["plan", "device"]) | of_this | (kind == "more")) & ~pl.col("beside")
    on_subject = (kind == "plan") & pl.col("contact_reason").is_in(PLAN_REASONS)
    return (
        offers.join(earlier, on="contact_id", how="left")
        .filter(pl.col("said_at") < pl.col("position"))
        .with_columns(excused=wanted | prepared | on_subject)
        .group_by("contact_id", "position", "kind")
        .agg(excused=pl.col("excused").any())
    )


def _refused_at(talk: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Where the customer first refused an offer, and whether the agent's answer to a refusal presses on.

    contact_id, refused_at, pressed. A refusal answers the message before it.
    """
    offering = offers.select("contact_id", "position", offering=pl.lit(True)).unique()
    presses = (pl.col("sender") == "agent") & says("insists", with_digits(pl.col("folded")))
    return (
        talk.filter(pl.col("sender").is_in(["customer", "agent"]))
        .join(offering, on=["contact_id", "position"], how="left")
        .sort("contact_id", "position")
        .with_columns(
            answers=pl.when(pl.col("sender") == "agent")
            .then(pl.col("offering").fill_null(False))
            .forward_fill()
            .over("contact_id"),
            next_presses=presses.shift(-1).over("contact_id").fill_null(False),
        )
        .filter((pl.col("sender") == "customer") & pl.col("answers").fill_null(False) & says("turns_down"))
        .filter(~says("wants_to_buy"))
        .group_by("contact_id")
        .agg(refused_at=pl.col("position").min(), pressed=pl.col("next_presses").any())
    )
