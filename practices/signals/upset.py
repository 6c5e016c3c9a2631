"""Customers who are upset, and what the agent answers.

upset                   the customer is upset and the agent answers afterwards: a strong word, shouting in capitals, or
                        two lesser signs of displeasure (one is that the agent's answer speaks of the anger)
upset_references        evidence references of the customer's messages that show it
acknowledged            after that the agent acknowledges the trouble or takes charge of it
acknowledged_references
cold_references         agent messages that are harsh, or that wave off an upset customer
laughed_at              one of them laughs
answers_to_upset_references
                        all agent messages after the first upset one
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import count, says, without
from practices.signals.references import message_reference
from practices.signals.tone import harsh_messages
from practices.signals.understanding import content_words
from practices.signals.world import World

ENOUGH_HINTS = 2
GLAD = (
    r"obrigad|valeu|perfeit|otim|show|\btop\b|bom dia|boa (?:tarde|noite)|maravilh|gracas|amei|parabens|beleza|abriu|"
    r"\bvoltou\b|funcion|normaliz|deu certo|que (?:bom|rapid)|\b(?:entrou|conectou|pegou|chegou)\b|lind|"
    r"\boi\b [!?]|\bola\b|tudo bem"
)
"""What takes the anger out of "!!": thanks, joy, a greeting."""
LAUGHS = r"\b(?:k{1,}|(?:rs)+|(?:ha){2,}|(?:he){2,}|hua\w*)\b|😂|😅|🤣"
"""A laugh takes one sign back."""
SAID_AGAIN_WORDS = 3
SHOUTED_LETTERS = 12
SHOUTED_SHARE = 0.7


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    angry = upset_messages(world)
    first = angry.group_by("contact_id").agg(
        upset_at=pl.col("position").min(),
        upset_references=message_reference().sort_by("position"),
    )
    answers = (
        world.messages.filter(pl.col("sender") == "agent")
        .select("contact_id", "position", "folded")
        .join(first.select("contact_id", "upset_at"), on="contact_id")
        .filter(pl.col("position") > pl.col("upset_at"))
        .join(harsh_messages(world), on=["contact_id", "position"], how="left")
        .with_columns(
            acknowledges=_acknowledges(),
            cold=pl.col("harsh").fill_null(False) | pl.col("cold").fill_null(False),
        )
    )
    by_contact = (
        answers.sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(
            upset=pl.lit(True),
            acknowledged_references=message_reference().filter("acknowledges"),
            cold_references=message_reference().filter("cold"),
            answers_to_upset_references=message_reference(),
            laughed_at=(pl.col("cold") & pl.col("folded").str.contains(LAUGHS)).any(),
        )
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        world.records.contacts.select("contact_id")
        .join(first.drop("upset_at"), on="contact_id", how="left")
        .join(by_contact, on="contact_id", how="left")
        .with_columns(
            pl.col("upset", "laughed_at").fill_null(False),
            *(
                pl.col(name).fill_null(nothing)
                for name in (
                    "upset_references",
                    "acknowledged_references",
                    "cold_references",
                    "answers_to_upset_references",
                )
            ),
        )
        .with_columns(acknowledged=pl.col("acknowledged_references").list.len() > 0)
    )


def upset_messages(world: World) -> pl.DataFrame:
    """The customer's messages from which on he or she is upset: contact_id, position; and every strong one after."""
    told = (
        world.messages.sort("contact_id", "position")
        .with_columns(
            named=(pl.col("sender") == "agent") & says("names_a_feeling"),
            # where the agent's words stand in capitals too, they are the transcript's, not the customer's
            in_capitals=((pl.col("sender") == "agent") & shouts()).any().over("contact_id"),
        )
        .with_columns(
            named_next=pl.col("named").shift(-1).over("contact_id").fill_null(False)
            | pl.col("named").shift(-2).over("contact_id").fill_null(False)
        )
    )
    own = (
        told.filter(pl.col("sender") == "customer")
        .select("contact_id", "position", "folded", "text", "named_next", "in_capitals")
        .with_columns(
            strong=says("upset") | (shouts() & ~pl.col("in_capitals")),
            hints=_at_most_two("upset_hint")
            + _at_most_two("upset_reproach")
            + pl.col("named_next").cast(pl.Int64)
            - pl.col("folded").str.contains(LAUGHS).cast(pl.Int64),
            exclaims=exclaims(),
        )
        .join(_said_again(world), on=["contact_id", "position"], how="left")
        .with_columns(hints=pl.col("hints") + pl.col("again").fill_null(0) * pl.col("exclaims"))
        .sort("contact_id", "position")
        .with_columns(
            so_far=pl.col("hints").clip(0).cum_sum().over("contact_id")
            + pl.col("exclaims").cum_max().over("contact_id")
        )
    )
    return own.filter(
        pl.col("strong") | ((pl.col("so_far") >= ENOUGH_HINTS) & (pl.col("hints") + pl.col("exclaims") >= 1))
    ).select("contact_id", "position")


def _said_again(world: World) -> pl.DataFrame:
    """contact_id, position, again (1): the customer says what he or she said before the agent's last answer."""
    own = (
        content_words(
            world.messages.with_columns(turn=(pl.col("sender") == "agent").cum_sum().over("contact_id"))
            .filter(pl.col("sender") == "customer")
            .select("contact_id", "position", "turn", "folded")
        )
        .filter(~pl.col("weak"))
        .unique(["contact_id", "position", "stem"])
    )
    first = own.group_by("contact_id", "stem").agg(first_turn=pl.col("turn").min())
    return (
        own.join(first, on=["contact_id", "stem"])
        .filter(pl.col("turn") > pl.col("first_turn"))
        .group_by("contact_id", "position")
        .agg(again=(pl.len() >= SAID_AGAIN_WORDS).cast(pl.Int64))
    )


def _at_most_two(name: str) -> pl.Expr:
    """How often a message says the lexicon's entry, two at the most."""
    return pl.min_horizontal(count(name), pl.lit(2, dtype=pl.UInt32)).cast(pl.Int64)


def exclaims() -> pl.Expr:
    """One for an exclamation that is not glad, and for a run of marks ("??")."""
    marks = pl.col("text").str.contains(r"!|\?\s*[!?]")
    return (marks & ~pl.col("folded").str.contains(GLAD)).cast(pl.Int64)


def shouts() -> pl.Expr:
    """Capitals where others write small letters; a single word ("CANCELAR", "SIM") is a menu's answer."""
    text = pl.col("text")
    capitals = text.str.count_matches(r"\p{Lu}").cast(pl.Float64)
    small = text.str.count_matches(r"\p{Ll}").cast(pl.Float64)
    whole = (capitals >= SHOUTED_LETTERS) & (capitals / (capitals + small) >= SHOUTED_SHARE)
    part = text.str.contains(r"\p{Lu}{3,}[ ,]+(?:\p{Lu}+[ ,]+){1,}\p{Lu}{3,}")
    return (whole & text.str.contains(r"\S\s+\S")) | (part & (capitals >= SHOUTED_LETTERS))


def _acknowledges() -> pl.Expr:
    """An acknowledgement or taking charge that is more than the house's formula."""
    beside_formula = without("stock_apology")
    return says("acknowledges", beside_formula) | says("takes_charge", beside_formula)
