"""Whether replies are stock: phrases of the house, advertisements, bare words, requests for data and nothing else.

only_stock              no agent sentence takes up what the customer said or tells anything of this case
unread                  the customer protests that the answer was to something else, and what follows is stock again
stock_references        evidence references of agent messages that hold a stock phrase or an advertisement
own_words_references    evidence references of agent messages that take up the case
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import says
from practices.signals.references import message_reference
from practices.signals.understanding import sentences
from practices.signals.world import World

FEW_OWN_WORDS = 0.25
SPECIFIC = r"r\$|[0-9]|\b(?:segunda|terca|quarta|quinta|sexta|sabado|domingo|amanha|hoje)\b"


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    kinds = sentence_kinds(world)
    by_contact = (
        kinds.group_by("contact_id", maintain_order=True)
        .agg(
            own=pl.col("takes_up").sum() + pl.col("specific").sum(),
            other=pl.col("other").sum(),
            substance=pl.col("substance").sum(),
            empty=(pl.col("stock") | pl.col("advert") | pl.col("asks_data") | (pl.col("content") <= 1)).sum(),
            stock_references=message_reference().filter(pl.col("stock") | pl.col("advert")).unique(maintain_order=True),
            own_words_references=message_reference()
            .filter(pl.col("takes_up") | pl.col("specific"))
            .unique(maintain_order=True),
        )
        .with_columns(
            only_stock=(pl.col("own") == 0)
            & (pl.col("empty") >= 2)
            & (pl.col("other") <= FEW_OWN_WORDS * pl.col("substance"))
        )
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        world.records.contacts.select("contact_id")
        .join(by_contact.drop("own", "other", "substance", "empty"), on="contact_id", how="left")
        .join(_unread(world, kinds), on="contact_id", how="left")
        .with_columns(
            pl.col("only_stock", "unread").fill_null(False),
            pl.col("stock_references", "own_words_references").fill_null(nothing),
        )
    )


def sentence_kinds(world: World) -> pl.DataFrame:
    """Sentences of agent messages: contact_id, position, said, asks and what each is.

    stock, advert, closing; substance (more than a greeting); takes_up (shares content with the customer's words in own
    words); specific (tells a number, a day, a price in own words); other (own words that do neither).
    """
    said = pl.col("said")
    told = sentences(world).with_columns(
        stock=says("stock_phrase", said) | (says("help_page", said) & (pl.col("shared") <= 2) & ~pl.col("asks")),
        advert=says("advertises", said),
        closing=says("closes_contact", said),
    )
    # a message that advertises is an advertisement as a whole
    told = told.with_columns(advert=pl.col("advert").any().over("contact_id", "position"))
    own_words = ~pl.col("stock") & ~pl.col("advert") & ~pl.col("asks_data") & ~pl.col("closing") & ~pl.col("opens")
    greeting = said.str.contains(r"^ *(?:oi|ola|opa|bom dia|boa tarde|boa noite)\b") & (pl.col("content") <= 2)
    return told.with_columns(
        substance=(~greeting & ~pl.col("opens")).cast(pl.Int64),
        takes_up=own_words & ((pl.col("shared") >= 1) | (pl.col("shared_weak") >= 2)),
        specific=own_words & said.str.contains(SPECIFIC) & (pl.col("content") >= 1),
        other=own_words & (pl.col("content") >= 2) & ~pl.col("offers"),
    ).select(
        "contact_id",
        "position",
        "sentence",
        "said",
        "content",
        "asks",
        "stock",
        "advert",
        "closing",
        "substance",
        "takes_up",
        "specific",
        "other",
        "asks_data",
    )


def _unread(world: World, kinds: pl.DataFrame) -> pl.DataFrame:
    """contact_id, unread: a stock message, then a protest, then nothing but stock to the end."""
    by_message = kinds.group_by("contact_id", "position").agg(
        formula=(pl.col("stock") | pl.col("advert")).any() & ~pl.col("takes_up").any() & ~pl.col("specific").any(),
        own=(pl.col("takes_up") | pl.col("specific") | pl.col("other")).any(),
    )
    protests = (
        world.messages.sort("contact_id", "position")
        .select(
            "contact_id",
            "position",
            "sender",
            protest=(pl.col("sender") == "customer") & says("not_read"),
        )
        .join(by_message, on=["contact_id", "position"], how="left")
        .sort("contact_id", "position")
        .with_columns(before=pl.col("formula").forward_fill().over("contact_id"))
    )
    first = (
        protests.filter(pl.col("protest") & pl.col("before")).group_by("contact_id").agg(at=pl.col("position").min())
    )
    return (
        protests.join(first, on="contact_id")
        .filter((pl.col("position") > pl.col("at")) & (pl.col("sender") == "agent"))
        .group_by("contact_id")
        .agg(unread=~pl.col("own").fill_null(False).any())
    )
