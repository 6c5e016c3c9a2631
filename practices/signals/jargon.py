"""Technical terms in agent messages that the customer had not used (in this contact or an earlier one), and whether
they are explained.

unexplained_terms       the terms (as shown to people) that stand unexplained, in order, joined by ", "; null: none
unexplained_references  evidence references of the messages in which they first stand
explained_references    evidence references of messages with a term that is explained, there or in the next one

A term is explained where words beside it say what it is ("a ONU, aquela caixinha", "LOS (a luz vermelha)",
"o aparelho, chamado ONT"), or where the next agent message says so. A term explained once is explained.
"""

from __future__ import annotations

from functools import cache
from tomllib import loads
from typing import Any

import polars as pl

from practices.signals.lexicon import compiled, pattern, says
from practices.signals.references import message_reference
from practices.signals.text import LEXICON, folded
from practices.signals.world import World

MARK = "§"
IS = "heh"
"""What the verb "é" stands as here: folded, it could not be told from "e" ("a ONU é o modem", "a ONU e o modem")."""
THING = (
    r"(?:aparelh|caix|equipament|luz|lampad|fio|cabo|enderec|numero|nome|programa|sistema|tempo|demora|peca|pecin|rede)"
)
SHORT_GLOSS = r"\( *(?:(?:o|a|os|as|um|uma) )?§ *\)"
"""The term alone in brackets: the words before it said what it is."""


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    found = _terms(world)
    first = (
        found.sort("contact_id", "position", maintain_order=True)
        .group_by("contact_id", "term", maintain_order=True)
        .agg(position=pl.col("position").first(), explained=pl.col("explained").any())
    )
    by_contact = (
        first.sort("contact_id", "position", maintain_order=True)
        .group_by("contact_id", maintain_order=True)
        .agg(
            unexplained_terms=pl.col("term").filter(~pl.col("explained")).str.join(", "),
            unexplained_references=message_reference().filter(~pl.col("explained")).unique(maintain_order=True),
            explained_references=message_reference().filter("explained").unique(maintain_order=True),
        )
        .with_columns(unexplained_terms=pl.col("unexplained_terms").replace("", None))
    )
    return world.records.contacts.select("contact_id").join(by_contact, on="contact_id", how="left")


def _terms(world: World) -> pl.DataFrame:
    """One row a term in an agent message, not used by the customer before, here or in an earlier contact.

    contact_id, position, term, explained.
    """
    agent = world.messages.filter(pl.col("sender") == "agent").select(
        *("contact_id", "position", "folded", "text", "customer_id", "contact_started_at"),
        next_text=pl.col("text").shift(-1).over("contact_id").fill_null(""),
        typed="text",
    )
    any_term = "|".join(terms().values())
    agent = agent.filter(pl.col("folded").str.contains(any_term)).with_columns(
        _with_verb(pl.col("text")).alias("text"), _with_verb(pl.col("next_text")).alias("next_text")
    )
    customer = world.messages.filter(pl.col("sender") == "customer").filter(pl.col("folded").str.contains(any_term))
    frames = []
    for name, found in terms().items():
        theirs = customer.filter(_names(name, found, typed="text"))
        used = theirs.group_by("contact_id").agg(used_at=pl.col("position").min())
        earlier = (
            theirs.filter(pl.col("customer_id").is_not_null())
            .group_by("customer_id")
            .agg(known_since=pl.col("contact_started_at").min())
        )
        frames.append(
            agent.filter(_names(name, found, typed="typed"))
            .join(used, on="contact_id", how="left")
            .join(earlier, on="customer_id", how="left")
            .filter(pl.col("used_at").is_null() | (pl.col("used_at") > pl.col("position")))
            .filter((pl.col("known_since") < pl.col("contact_started_at")).fill_null(False).not_())
            .select(
                "contact_id",
                "position",
                term=pl.lit(name),
                explained=_explained(
                    pl.col("text").str.replace_all(found, MARK),
                    pl.col("next_text").str.replace_all(found, MARK),
                ),
            )
        )
    return pl.concat(frames)


def _names(name: str, found: str, typed: str) -> pl.Expr:
    """Whether a message (`folded`, and as it was `typed`) names a term, which is `found` in folded text."""
    named = pl.col("folded").str.contains(found)
    return named & pl.col(typed).str.contains(as_typed()[name]) if name in as_typed() else named


def _explained(here: pl.Expr, following: pl.Expr) -> pl.Expr:
    """Whether the marked term is explained in its message or in the agent's next one."""
    glue = r"[ ,:(=–—-]*"
    is_what = rf"(?:que )?{IS} (?:o|a|os|as|um|uma|tipo|como|quando|basicamente|justamente|aquel)"
    after = (
        rf"§ *[,:(=–—-]+ *(?:que )?(?:{IS}\b|{pattern('explains_after')})|§ +(?:{is_what})"
        rf"|§ +(?:que )?(?:e (?:uma?|aquel)|sao (?:os|as|uns|umas|aquel)|quer dizer|significa|ou seja|isto {IS})"
        rf"|§(?: \w+){{0,2}} *, *(?:quer dizer|ou seja|isto {IS}|que quer dizer|que significa|no caso|traduzindo)"
        rf"|§[^.?!§]{{0,40}} , que {IS} (?:o|a|os|as|um|uma|aquel\w+) "
        r"|§ +que (?:fica|liga|leva|traz|distribui|recebe|divide|converte|transforma|mede|serve)\b"
    )
    before = rf"(?:{pattern('explains_before')}|{IS} o que chama\w*(?: de)?){glue}(?:(?:o|a|os|as|um|uma|d[aoe]) )?§"
    described = r"\b(?:aquel\w+|\w+inh[oa]s?) [^.?!]{0,60}[,(–-] *(?:que e )?(?:o|a)? ?§"
    in_brackets = r"§ *\((?: *[^ )]+){2,}"
    says_next = (
        rf"\b{IS} (?:o|a|os|as|um|uma|uns|umas|tipo|como|quando) |(?:^|[.,!?|]) *e (?:o|a|um|uma|aquel\w+) {THING}"
    )
    return (
        here.str.contains(after)
        | here.str.contains(before)
        | here.str.contains(described)
        | here.str.contains(in_brackets)
        | here.str.contains(SHORT_GLOSS)
        | following.str.contains(after)
        | following.str.contains(says_next)
        | says("explains_next", following)
    )


def _with_verb(text: pl.Expr) -> pl.Expr:
    """Folded text in which the verb "é" stands as IS."""
    return folded(text.str.replace_all(r"(^|[^\pL])[éÉ]([^\pL]|$)", f"${{1}}{IS}${{2}}"))


@cache
def terms() -> dict[str, str]:
    """Each term of jargon.toml and its regular expression over folded text."""
    return {name: f"(?:{compiled(patterns)})" for name, patterns in _table()["terms"].items()}


@cache
def as_typed() -> dict[str, str]:
    """What the text as it was typed must hold besides, for the terms of jargon.toml that fold to an everyday word."""
    return dict(_table()["typed"])


def _table() -> dict[str, Any]:
    return loads((LEXICON / "jargon.toml").read_text(encoding="utf-8"))
