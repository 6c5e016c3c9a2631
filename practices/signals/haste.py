"""Interrupting, hurrying, and closing over an open question.

interruptions           how often on the phone the agent starts to speak before the customer's turn ends, by the
                        policy's `overlap_seconds` or more
interruption_references evidence references of those agent messages
hurry_references        agent messages that hurry the customer or show to be in a hurry
left_open_references    the customer's question and the message that closed the contact over it; empty: none
too_many_interruptions  more interruptions than the policy allows
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.references import message_reference
from practices.signals.stock import sentence_kinds
from practices.signals.world import World

YES_OR_NO = (
    r"^ *(?:sim|nao|(?:no momento|por enquanto|infelizmente|ainda|tambem) nao|pode|podemos|iso|claro|consigo|tem|"
    r"da sim|com certeza|ok|certo|combinado|fechado|perfeito|pode ser|pode sim|exato|marcad[oa]|agendad[oa]|feito|"
    r"pronto|prontinho|anotado|beleza|ta bom|esta bom)\b"
)
OPEN_QUESTION = r"\b(?:quando|quanto|quantos|quantas|onde|qual|quais|que dia|que horas?|por ?que|como)\b"
CLOSES_HARD = r"\b(?:encer|finaliz)\w+|\bfechando\b|\bfechado pelo\b"


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    nothing = pl.lit([], dtype=pl.List(pl.String))
    hurries = (
        world.messages.filter((pl.col("sender") == "agent") & says("hurries"))
        .sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(hurry_references=message_reference())
    )
    return (
        world.records.contacts.select("contact_id")
        .join(_interruptions(world), on="contact_id", how="left")
        .join(hurries, on="contact_id", how="left")
        .join(_left_open(world), on="contact_id", how="left")
        .with_columns(
            pl.col("interruptions").fill_null(0),
            pl.col("interruption_references", "hurry_references", "left_open_references").fill_null(nothing),
        )
        .with_columns(too_many_interruptions=pl.col("interruptions") > world.policy.overlaps_allowed)
    )


def _interruptions(world: World) -> pl.DataFrame:
    """contact_id, interruptions, interruption_references."""
    overlap = (pl.col("customer_ended") - pl.col("sent_at")).dt.total_milliseconds() / 1000
    return (
        world.messages.filter((pl.col("channel") == "phone") & pl.col("sender").is_in(["agent", "customer"]))
        .sort("contact_id", "position")
        .with_columns(
            before=pl.col("sender").shift(1).over("contact_id"),
            customer_ended=pl.col("ended_at").shift(1).over("contact_id"),
        )
        .filter(
            (pl.col("sender") == "agent") & (pl.col("before") == "customer") & (overlap >= world.policy.overlap_seconds)
        )
        .group_by("contact_id", maintain_order=True)
        .agg(interruptions=pl.len().cast(pl.Int64), interruption_references=message_reference())
    )


def _left_open(world: World) -> pl.DataFrame:
    """contact_id, left_open_references: turns of the house that close the contact and answer nothing that was asked."""
    turns = _turns(world)
    asked = ["asks", "asks_when", "open_question", "last_reference"]
    with_question = turns.sort("contact_id", "turn").with_columns(
        *(pl.col(name).shift(1).over("contact_id").alias(f"before_{name}") for name in asked),
        last=pl.col("turn") >= pl.col("turn").max().over("contact_id") - pl.lit(0),
    )
    answered = (
        pl.when(pl.col("before_asks_when"))
        .then(pl.col("tells_when"))
        .when(pl.col("before_open_question"))
        .then(pl.col("own_words"))
        .otherwise(pl.col("own_words") | pl.col("yes_or_no"))
    )
    return (
        with_question.filter(
            ~pl.col("of_customer")
            & pl.col("before_asks").fill_null(False)
            & (pl.col("closes_hard") | (pl.col("closes") & pl.col("last")))
            & ~answered.fill_null(False)
        )
        .group_by("contact_id", maintain_order=True)
        .agg(left_open_references=pl.concat_list("before_last_reference", "last_reference").explode())
    )


def _turns(world: World) -> pl.DataFrame:
    """Runs of messages of one side (customer; agent and system): contact_id, turn and what each run holds."""
    kinds = sentence_kinds(world)
    own = kinds.group_by("contact_id", "position").agg(
        own_words=(~pl.col("stock") & ~pl.col("advert") & ~pl.col("closing") & (pl.col("content") >= 1)).any()
    )
    of_customer = pl.col("sender") == "customer"
    said = (
        world.messages.filter(pl.col("sender") != "bot")
        .join(own, on=["contact_id", "position"], how="left")
        .sort("contact_id", "position")
        .with_columns(of_customer=of_customer)
        .with_columns(turn=pl.col("of_customer").rle_id().over("contact_id"))
    )
    house = ~pl.col("of_customer")
    return said.group_by("contact_id", "turn", maintain_order=True).agg(
        of_customer=pl.col("of_customer").first(),
        asks=(pl.col("of_customer") & says("asks_something")).any(),
        asks_when=(pl.col("of_customer") & says("asks_when") & says("asks_something")).any(),
        open_question=(pl.col("of_customer") & pl.col("folded").str.contains(OPEN_QUESTION)).any(),
        closes=(house & says("closes_contact")).any(),
        closes_hard=(house & pl.col("folded").str.contains(CLOSES_HARD) & says("closes_contact")).any(),
        tells_when=(house & says("tells_when")).any(),
        yes_or_no=(house & pl.col("folded").str.contains(YES_OR_NO)).any(),
        own_words=(house & pl.col("own_words").fill_null(False)).any(),
        last_reference=message_reference().last(),
    )
