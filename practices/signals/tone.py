"""How the agent speaks.

harsh_references        evidence references of agent messages that are rude, impatient, blaming or sarcastic; those
                        after which the customer protests against the tone; those that laugh at an upset customer or
                        wave a threat off
curt_references         bare answers and bare orders of a contact in which the agent shows no courtesy at all
harsh_kind              "rude", "protested", "cold" or "curt": what is there, in this order; null: nothing
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.references import message_reference
from practices.signals.world import World

BARE_WORDS = 3
BARE_ANSWERS = 2
BARE_SHARE = 0.4
CALM_AGAIN = r"\b(?:desculp\w*|obrigad\w*|valeu|perdao)\b"
"""The customer who thanks or apologises has calmed down: one may laugh together."""


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    harsh = (
        harsh_messages(world)
        .filter("harsh")
        .sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(
            harsh_references=message_reference(),
            harsh_kind=pl.when(pl.col("rude").any())
            .then(pl.lit("rude"))
            .when(pl.col("protested").any())
            .then(pl.lit("protested"))
            .otherwise(pl.lit("cold")),
        )
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        world.records.contacts.select("contact_id")
        .join(harsh, on="contact_id", how="left")
        .join(_curt(world), on="contact_id", how="left")
        .with_columns(
            harsh_kind=pl.when(pl.col("harsh_kind").is_null() & pl.col("curt_references").is_not_null())
            .then(pl.lit("curt"))
            .otherwise("harsh_kind")
        )
        .with_columns(pl.col("harsh_references", "curt_references").fill_null(nothing))
    )


def harsh_messages(world: World) -> pl.DataFrame:
    """Agent messages that stand out: contact_id, position, rude, protested, cold (after an upset one), harsh.

    `cold` alone makes a message harsh only where it laughs at the customer or brushes a threat aside.
    """
    said = world.messages.sort("contact_id", "position").select(
        "contact_id",
        "position",
        "sender",
        "folded",
        next_sender=pl.col("sender").shift(-1).over("contact_id"),
        next_folded=pl.col("folded").shift(-1).over("contact_id"),
        anger=pl.when(pl.col("sender") == "customer").then(says("upset") | says("upset_reproach")),
        calm_again=pl.when(pl.col("sender") == "customer").then(pl.col("folded").str.contains(CALM_AGAIN)),
    )
    said = said.with_columns(
        after_anger=pl.col("anger").forward_fill().over("contact_id").fill_null(False),
        anger_so_far=pl.col("anger").fill_null(False).cum_max().over("contact_id"),
        calm_again=pl.col("calm_again").forward_fill().over("contact_id").fill_null(False),
    )
    return (
        said.filter(pl.col("sender") == "agent")
        .with_columns(
            rude=says("harsh"),
            protested=((pl.col("next_sender") == "customer") & says("protests_tone", pl.col("next_folded"))).fill_null(
                False
            ),
            cold=pl.col("anger_so_far") & ~pl.col("calm_again") & says("cold_to_anger"),
            mocks=pl.col("after_anger") & says("mocks_or_brushes_off"),
        )
        .with_columns(harsh=pl.col("rude") | pl.col("protested") | pl.col("mocks"))
        .filter(pl.col("harsh") | pl.col("cold"))
        .select("contact_id", "position", "rude", "protested", "cold", "harsh")
    )


def _curt(world: World) -> pl.DataFrame:
    """contact_id, curt_references: bare answers where the agent shows no courtesy, and repeated bare orders."""
    words = pl.col("folded").str.count_matches("[a-z0-9]+")
    said = (
        world.messages.filter(pl.col("sender") == "agent")
        .select(
            "contact_id",
            "position",
            bare=(words <= BARE_WORDS),
            order=says("bare_order"),
            courteous=says("courtesy"),
        )
        .sort("contact_id", "position")
    )
    return (
        said.group_by("contact_id", maintain_order=True)
        .agg(
            bare=pl.col("bare").sum(),
            orders=pl.col("order").sum(),
            count=pl.len(),
            courteous=pl.col("courteous").any(),
            curt_references=message_reference().filter(pl.col("bare") | pl.col("order")),
        )
        .filter(
            (
                ~pl.col("courteous")
                & (pl.col("bare") + pl.col("orders") >= BARE_ANSWERS)
                & (pl.max_horizontal("bare", "orders") / pl.col("count") >= BARE_SHARE)
            )
            | ((pl.col("orders") >= 2) & (pl.col("orders") / pl.col("count") >= BARE_SHARE))
        )
        .select("contact_id", "curt_references")
    )
