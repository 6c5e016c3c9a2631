"""Technical problems, and whether the agent knew the customer's situation before proposing a solution.

technical_problem         the customer reports a problem of the connection or the equipment: in words, or by turning to
                          support with nothing else (a password, a bill) to ask for
solution_proposed         the agent proposes or does something against it afterwards
asked_before_proposing    a question about the situation stands in an agent message before the first proposal
told_and_taken_up         the customer had told the situation and the proposal, or what stands before it, refers to it
plan_before_lighter       for a local problem a plan was offered before any lighter solution
first_proposal_reference, situation_references
                          where

A commercial offer as first proposal takes up nothing, even where a word is shared. Taken up is a word of place,
device, light or moment that both sides say, or two rarer words.
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import pattern, says
from practices.signals.offers import offers_in
from practices.signals.references import NOTHING, message_reference
from practices.signals.text import folded
from practices.signals.world import World

SUPPORT = "support"
PAPERWORK = ("address_change", "ownership_transfer")
"""Reasons of contact under which a fault is told only in passing: their matter is another one."""

COMMON = (
    r"^(?:inter(?:net)?|telecom|online|suporte|tecnic[oa]|tarde|senhor[a]?|voces?|aqui|obrigad[oa]|favor|gentileza"
    r"|problema|falar|falando|fazer|preciso|quero|queria|ainda|agora|depois|mesmo|muito|tambem|porque|quando|assim"
    r"|coisa|gente|posso|pode|poderia|tenho|estou|estava|minha|nosa|nada|tudo|todo|toda|outra|outro|sendo|senha"
    r"|noite|momento|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo|manha|semana|horas?|visita|roteador|modem"
    r"|aparelho|conexao|sinal|titular|nome|certo|entao|voltar|resolver|dona|desculpa|entendi|entendo)$"
)
"""Words of five letters and more that agent and customer share by chance; folded."""


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    problems = _problems(world)
    talk = (
        world.messages.filter(pl.col("sender").is_in(["customer", "agent"]))
        .join(problems, on="contact_id")
        .join(_offering(world, problems), on=["contact_id", "position"], how="left")
        .with_columns(pl.col("offering", "plan").fill_null(False))
        .with_columns(
            proposes=(pl.col("sender") == "agent")
            & (pl.col("position") > pl.col("problem_at"))
            & (says("proposes_solution") | says("sends_somebody") | pl.col("offering")),
            asks=(pl.col("sender") == "agent")
            & ((says("asks_situation") & pl.col("folded").str.contains(r"\?")) | says("asks_in_words")),
        )
    )
    first = (
        talk.filter("proposes")
        .sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(
            first_at=pl.col("position").first(),
            first_is_offer=pl.col("offering").first(),
            first_proposal_reference=message_reference().first(),
            plan_at=pl.col("position").filter("plan").first(),
            lighter_at=pl.col("position").filter(~pl.col("offering")).first(),
        )
    )
    known = _known(talk.join(first, on="contact_id"))
    return (
        world.records.contacts.select("contact_id")
        .join(problems, on="contact_id", how="left")
        .join(first, on="contact_id", how="left")
        .join(known, on="contact_id", how="left")
        .select(
            "contact_id",
            "first_proposal_reference",
            technical_problem=pl.col("problem_at").is_not_null(),
            solution_proposed=pl.col("first_at").is_not_null(),
            asked_before_proposing=pl.col("asked").fill_null(False),
            told_and_taken_up=(pl.col("taken_up") & ~pl.col("first_is_offer")).fill_null(False),
            plan_before_lighter=(
                pl.col("local") & (pl.col("plan_at") < pl.col("lighter_at").fill_null(pl.col("plan_at") + 1))
            ).fill_null(False),
            situation_references=pl.col("situation_references").fill_null(NOTHING),
        )
    )


def _problems(world: World) -> pl.DataFrame:
    """Where the customer first reports a technical problem, and whether it is local: contact_id, problem_at, local."""
    customer = pl.col("sender") == "customer"
    # in a later contact the agent may be the one who names the problem, and the customer goes on from there
    named = (pl.col("direction") == "inbound") & says("names_problem") & pl.col("folded").str.contains(r"\?")
    told = (customer & says("technical_problem")) | (~customer & named)
    other = customer & says("other_matter")
    return (
        world.messages.filter(pl.col("sender").is_in(["customer", "agent"]))
        .filter(~pl.col("contact_reason").is_in(PAPERWORK).fill_null(False))
        .group_by("contact_id")
        .agg(
            told_at=pl.col("position").filter(told).min(),
            first_word=pl.col("position").filter(customer).min(),
            support=((pl.col("contact_reason") == SUPPORT) & (pl.col("direction") == "inbound")).first(),
            other=other.any(),
            local=(customer & says("local_problem")).any(),
        )
        # whoever turns to support comes with a problem, in whatever words
        .select(
            "contact_id",
            "local",
            problem_at=pl.when("support")
            .then(pl.when(pl.col("told_at").is_not_null() | ~pl.col("other")).then("first_word"))
            .otherwise("told_at"),
        )
        .drop_nulls("problem_at")
    )


def _offering(world: World, problems: pl.DataFrame) -> pl.DataFrame:
    """Agent messages that hold a commercial offer: contact_id, position, offering, plan."""
    return (
        world.once(offers_in)
        .join(problems, on="contact_id", how="semi")
        .group_by("contact_id", "position")
        .agg(offering=pl.lit(True), plan=(pl.col("kind") == "plan").any())
    )


def _known(talk: pl.DataFrame) -> pl.DataFrame:
    """What was asked and told before the first proposal: contact_id, asked, taken_up, situation_references."""
    stripped = pl.element().str.strip_chars()
    words = pl.col("folded").str.extract_all(pattern("situation_word")).list.eval(stripped)
    rarer = (
        pl.col("folded").str.extract_all(r"[a-z]{5,}").list.eval(pl.element().filter(~stripped.str.contains(COMMON)))
    )
    named = folded(pl.col("customer_name").fill_null("")).str.strip_chars().str.split(" ")
    before = pl.col("position") < pl.col("first_at")
    until = pl.col("position").is_between("problem_at", "first_at")
    agent = pl.col("sender") == "agent"

    def shared(name: str) -> pl.Expr:
        told = pl.col(name).filter(~agent & before).explode().drop_nulls().unique()
        taken = pl.col(name).filter(agent & until).explode().drop_nulls().unique()
        return taken.is_in(told.implode()).sum()

    return (
        talk.with_columns(words=words, rarer=rarer.list.set_difference(named))
        .group_by("contact_id", maintain_order=True)
        .agg(
            asked=(pl.col("asks") & before).any(),
            taken_up=(shared("words") > 0) | (shared("rarer") > 1),
            situation_references=message_reference().filter((pl.col("asks") & before) | pl.col("proposes")),
        )
    )
