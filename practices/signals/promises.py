"""Returns that agents promised: which message, which words, until when.

One sentence at a time: a promise is a first person or a department with a verb of returning ("te ligo", "o financeiro
entra em contato"), or a weaker verb ("te falo", "te passo a data") beside words that put it off ("amanhã", "assim que
sair"), or something to be sent by a deadline, or what the learned weights are sure of (`phrases`), for there are more
ways to promise than a list knows. A call that announces an arrival, a question, an offer ("qualquer coisa te ligo") are
none.

A hold within the talk ("um minutinho e já te falo", or a return without any time) that the agent resolves in the same
talk is no promise. Several promises in one contact are one, unless their words name different times.
"""

from __future__ import annotations

import polars as pl

from practices.signals import phrases
from practices.signals.dates import mentions
from practices.signals.lexicon import pattern, says
from practices.signals.world import World

MOMENT = pl.Datetime("us")
PROMISE_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "position": pl.Int64(),
    "customer_id": pl.String(),
    "agent_id": pl.String(),
    "made_at": MOMENT,
    "told_due": MOMENT,
    "after_the_work": pl.Boolean(),
}
"""One promise a row; `told_due` is what the words say, null where they name no time; `after_the_work` says that it is
for when the visit is over."""
SURE = 0.0
"""Log-odds from which learned weights speak beside the lists."""
WORD = r"[\w/$]{2,}"
SOON = pl.duration(minutes=30)
"""A time nearer than this is a hold within the talk."""


def promises(world: World) -> pl.DataFrame:
    """Every promised return that is not resolved as a hold within its talk; PROMISE_SCHEMA."""
    spoken = _agent_messages(world)
    sentences = sentences_of(spoken.filter(says("return_words")))
    weighed = phrases.scored("promise", sentences["sentence"])["promise"] > SURE
    promised = sentences.filter(promised_in_words() | (weighed & ~promises_nothing()))
    if promised.is_empty():
        return pl.DataFrame(schema=PROMISE_SCHEMA)
    dued = _with_due(promised, world)
    kept_open = _without_resolved_holds(dued, spoken)
    return _one_of_several(kept_open).select(PROMISE_SCHEMA.keys())


def _agent_messages(world: World) -> pl.DataFrame:
    """What agents said, with `said_at` (the contact's start where a message has no time) and the next agent's words."""
    return world.messages.filter(pl.col("sender") == "agent").select(
        *("contact_id", "position", "customer_id", "agent_id", "folded"),
        said_at=pl.coalesce("sent_at", "contact_started_at"),
    )


def sentences_of(messages: pl.DataFrame) -> pl.DataFrame:
    """One row a sentence of `folded` messages: `sentence`; the mark stays at its end."""
    return (
        messages.with_columns(sentence=pl.col("folded").str.replace_all(r" ([.!?;|]|\.{2,})", " $1\n").str.split("\n"))
        .explode("sentence")
        .filter(pl.col("sentence").str.strip_chars(" ") != "")
        .with_columns(sentence=pl.concat_str(pl.lit(" "), pl.col("sentence").str.strip_chars(" "), pl.lit(" ")))
    )


def promised_in_words() -> pl.Expr:
    """Over `sentence`: the lists know it for a promise."""
    sentence = pl.col("sentence")
    later = says("put_off", sentence) | sentence.str.contains(
        r"\b(amanha|hoje|segunda|terca|quarta|quinta|sexta|sabado|dia \d|\d{1,2}/\d"
        r"|\d{1,2} ?(?:h|hs|horas?|dias?|minut)"
        r"|(?:em|daqui a|dentro de|ate)(?: [a-z0-9]+){1,3} (?:horas?|dias?|minutos?|minutinhos?)|semana que vem)"
    )
    deadline = sentence.str.contains(
        r"\bate (?:o |a |as |na |no |dia )?"
        r"(?:amanha|hoje|segunda|terca|quarta|quinta|sexta|sabado|dia|fim|final|meio|\d)"
    )
    return (
        says("return_promised", sentence)
        | (says("return_hinted", sentence) & later)
        | (says("return_sending", sentence) & deadline)
    ) & ~promises_nothing()


def promises_nothing() -> pl.Expr:
    """Over `sentence`: a call before a visit, or a question whether to call."""
    sentence = pl.col("sentence")
    asked = sentence.str.contains(r"\?") & (says("only_asked", sentence) | sentence.str.contains(r"\bposso\b"))
    return says("before_a_visit", sentence) | asked


def _with_due(promised: pl.DataFrame, world: World) -> pl.DataFrame:
    """The promising messages with `told_due`, read from the promising sentence, else from the one after it."""
    key = ["contact_id", "position"]
    first = promised.unique(key, keep="first", maintain_order=True)
    named = _due_of(first.with_columns(folded="sentence", sent_at="said_at"), world)
    after = first.with_columns(
        folded=pl.concat_str(pl.lit(" "), pl.col("folded").str.extract(r"^.*?[.!?;|] (.*)$").fill_null("")),
        sent_at="said_at",
    )
    later = _due_of(after, world, only_deadlines=True)
    return (
        first.join(named, on=key, how="left")
        .join(later.rename({"due": "later_due"}), on=key, how="left")
        .with_columns(
            made_at="said_at",
            told_due=pl.coalesce("due", "later_due"),
            hold=says("hold_in_talk", pl.col("sentence")),
            after_the_work=says("after_the_work", pl.col("sentence")),
        )
    )


def _due_of(messages: pl.DataFrame, world: World, only_deadlines: bool = False) -> pl.DataFrame:
    """contact_id, position, due: a deadline where one is named, else the last time named that still lies ahead."""
    found = mentions(messages.select("contact_id", "position", "folded", "sent_at"), world.policy)
    said = messages.select("contact_id", "position", "sent_at")
    is_deadline = pl.col("kind") == "deadline"
    return (
        found.join(said, on=["contact_id", "position"])
        .filter(pl.col("resolved_at") >= pl.col("sent_at"), is_deadline | pl.lit(not only_deadlines))
        .group_by("contact_id", "position", maintain_order=True)
        .agg(
            due=pl.coalesce(
                pl.col("resolved_at").filter(is_deadline).first(),
                pl.col("resolved_at").filter(pl.col("words") != "hoje").first(),
                pl.col("resolved_at").first(),
            )
        )
    )


def _without_resolved_holds(promised: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """Leaves out what was to come within the talk and came within it."""
    later = spoken.select("contact_id", "folded", after="position", after_at="said_at").filter(tells_something())
    soon = pl.col("told_due").is_null() | (pl.col("told_due") <= pl.col("made_at") + SOON)
    holds = (
        promised.filter(soon)
        .join(later, on="contact_id")
        .filter(pl.col("after") > pl.col("position"))
        .filter((pl.col("after_at") - pl.col("made_at") <= pl.duration(hours=6)).fill_null(True))
        .filter(pl.col("hold") | pl.col("told_due").is_not_null() | says("outcome_told"))
        .select("contact_id", "position")
        .unique()
    )
    return promised.join(holds, on=["contact_id", "position"], how="anti")


def tells_something() -> pl.Expr:
    """Over `folded`: more than a farewell, a thank-you, a greeting or another hold."""
    words = pl.col("folded").str.count_matches(WORD)
    empty = says("talk_is_ending") & (words < 12)
    holding = (says("hold_in_talk") | says("return_promised")) & ~says("outcome_told") & (words < 25)
    return (words >= 4) & ~empty & ~holding


def tells_beside_a_greeting() -> pl.Expr:
    """Over `folded`: something is left of the message without its greetings and courtesies."""
    return pl.col("folded").str.replace_all(pattern("talk_is_ending"), " ").str.count_matches(WORD) >= 5


def _one_of_several(promised: pl.DataFrame) -> pl.DataFrame:
    """One promise a contact and named time; where none is named, the first."""
    return (
        promised.sort("contact_id", "position")
        .with_columns(any_told=pl.col("told_due").is_not_null().any().over("contact_id"))
        .filter(pl.col("told_due").is_not_null() | ~pl.col("any_told"))
        .with_columns(due_day=pl.col("told_due").dt.date())
        .unique(["contact_id", "due_day"], keep="first", maintain_order=True)
    )
