"""What the agent refused or put off with empty words, and whether something else was offered.

refused                    the agent refuses what the customer asked for, or answers it with an empty promise
refused_with_way_out       every refusal has an alternative in its message or the next two agent messages, and no empty
                           promise was left standing
refusal_failed             `refusal` without an alternative, or `promise` that was empty
refusal_references         the refusals without a way out and the empty promises
way_out_references         all refusals

A refusal answers a request: the customer asked for something shortly before; only "I cannot", "we have nobody" stand
on their own. A bare "não", or a denial in the first words, is one where the turn just before asks for an act ("tem
como…?"), not for a fact. A report of what was done about something else is no way out. An empty promise has neither
day nor act nor a return that is named, and nothing of substance comes after it.
"""

from __future__ import annotations

import polars as pl

from practices.signals.dates import mentions
from practices.signals.lexicon import says, without
from practices.signals.references import NOTHING, message_reference
from practices.signals.world import World

AHEAD = 2
"""In how many agent messages after the refusal the alternative may follow (rubric, 10)."""


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    agent = _answers(world)
    contacts = world.records.contacts.select("contact_id")
    judged = _judged(agent, world)
    found = judged.group_by("contact_id", maintain_order=True).agg(
        refused=pl.lit(True),
        refused_with_way_out=(~pl.col("failed")).all(),
        refusal_failed=pl.col("instance").filter("failed").first(),
        refusal_references=message_reference().filter("failed"),
        way_out_references=message_reference(),
    )
    return contacts.join(found, on="contact_id", how="left").with_columns(
        pl.col("refused").fill_null(False),
        pl.col("refusal_references", "way_out_references").fill_null(NOTHING),
    )


def _answers(world: World) -> pl.DataFrame:
    """The agent's messages beside what the customer asked before them, and what each says."""
    talk = world.messages.filter(pl.col("sender").is_in(["agent", "customer"])).with_columns(
        turn=pl.col("agent_number").forward_fill().over("contact_id").fill_null(0),
    )
    customer = pl.col("sender") == "customer"
    leave = says("gives_leave") & ~pl.col("folded").str.contains(r"\?")
    asked = (
        talk.filter(customer)
        .group_by("contact_id", "turn", maintain_order=True)
        .agg(
            asks=((says("asks_for") | pl.col("folded").str.contains(r"\?")) & ~leave).any(),
            asks_act=(says("asks_act") & ~leave).any(),
        )
    )
    agent = talk.filter(~customer).with_columns(turn=pl.col("agent_number") - 1)
    return (
        agent.join(asked, on=["contact_id", "turn"], how="left")
        .sort("contact_id", "position")
        .with_columns(
            heard=pl.col("asks").is_not_null().cum_max().over("contact_id"),
            # the agent may ask back, or answer in several messages
            asked=pl.any_horizontal(
                pl.col("asks").shift(step).over("contact_id").fill_null(False) for step in range(4)
            ),
            asked_act=pl.col("asks_act").forward_fill(1).over("contact_id").fill_null(False),
        )
    )


def _judged(agent: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a refusal or empty promise: contact_id, position, instance, failed."""
    first_words = pl.col("folded").str.extract(r"^([^.!?;|]*)")
    refuses = (
        (says("refusal") & pl.col("asked"))
        | (says("refusal_of_means") & pl.col("heard"))
        | ((says("bare_no") | says("denial", first_words)) & pl.col("asked_act"))
    )
    promises = (says("empty_promise") & pl.col("asked_act")) & ~refuses & ~says("return_named")
    marked = agent.with_columns(refuses=refuses, promises=promises)
    touched = marked.filter(pl.col("refuses") | pl.col("promises")).select("contact_id").unique()
    rows = marked.join(touched, on="contact_id", how="semi").sort("contact_id", "position")
    rest = without("refusal")
    dated = (
        mentions(rows.with_columns(folded=pl.col("folded").str.replace_all(DENIED_DAY, " ")), world.policy)
        .select("contact_id", "position", dated=pl.lit(True))
        .unique()
    )
    rows = rows.join(dated, on=["contact_id", "position"], how="left").with_columns(
        pl.col("dated").fill_null(False), other_way=says("alternative", rest)
    )
    way = (pl.col("other_way") | (pl.col("dated") & ~pl.col("refuses"))).fill_null(False)
    rows = rows.with_columns(
        way=way,
        later=way & (says("way_out_marked", rest) | ~says("report_of_an_act")),
        solid=pl.col("dated") | says("substance") | says("return_named") | (pl.col("other_way") & ~pl.col("promises")),
    ).sort("contact_id", "position")
    following = [pl.col("later").shift(-step).over("contact_id").fill_null(False) for step in range(1, AHEAD + 1)]
    later_solid = (
        (pl.col("solid") | pl.col("refuses"))
        .shift(-1)
        .reverse()
        .cum_max()
        .reverse()
        .over("contact_id")
        .fill_null(False)
    )
    return (
        rows.with_columns(
            later_way=pl.any_horizontal(following),
            later_solid=later_solid,
            just_refused_well=(pl.col("refuses") & pl.col("way")).shift(1).over("contact_id").fill_null(False),
        )
        .with_columns(
            empty=pl.col("promises") & ~pl.col("solid") & ~pl.col("later_solid") & ~pl.col("just_refused_well"),
            instance=pl.when("refuses").then(pl.lit("refusal")).otherwise(pl.lit("promise")),
        )
        .filter(pl.col("refuses") | pl.col("empty"))
        .with_columns(failed=pl.col("empty") | ~(pl.col("way") | pl.col("later_way")))
        .select("contact_id", "position", "instance", "failed")
    )


DENIED_DAY = (
    r"(?:hoje|amanha|sabado|domingo|feriado|segunda|terca|quarta|quinta|sexta|(?:depois|antes) das \S+)"
    r"(?: [a-z]+){0,2} (?:nao|nem) "
    r"|(?:nao|nem|ja)(?: \S+){0,4} (?:hoje|amanha|sabado|domingo|segunda|terca|quarta|quinta|sexta)\b"
)
"""A day that is named only to be refused: "amanhã não tem", "não consigo hoje"."""
