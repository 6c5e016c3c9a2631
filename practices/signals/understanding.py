"""Whether the agent gives back what the customer said.

states_need             the customer states a problem or a request in own words
need_references         evidence references of those messages
gives_back              before acting or closing, the agent gives back what the customer said, or asks with it
gives_back_references
takes_up_references     evidence references of agent messages that take up something the customer said, in any form

The same customer's words of a month before count as said too: an agent who read them takes them up.
What was said is compared by content words: cut to their stem, words for one thing brought together (lexicon
respect.toml, `same_meaning`), everyday words left out. A content word counts when the customer said it earlier in the
contact.
"""

from __future__ import annotations

from functools import cache
from tomllib import loads

import polars as pl

from practices.signals.lexicon import says
from practices.signals.references import message_reference
from practices.signals.text import LEXICON, fold_pattern, folded
from practices.signals.world import World

SENTENCE_END = r" (?:[.!?|;]|\.{2,}) "
ENDINGS = (
    r"(?:amentos?|imentos?|acao|acoes|idade|idao|mente|ancia|encia|arao|erao|irao|aram|eram|iram|ando|endo|indo|avam|"
    r"asse|esse|isse|aste|este|iste|ados?|adas?|idos?|idas?|inh[oa]s?|sinh[oa]s?|ava|aria|eria|iria|amos|emos|imos|"
    r"ar|er|ir|ou|ei|iu|eu|oes|ais|[aeio]s?|s)$"
)
FRAME = (
    r"^ *(?:(?:oi|ola|ah|ok|certo|entendi|entendo|poxa|nosa|sim|bom|dona|seu|senhora?|[a-z]+) *,? +){0,2}"
    r"(?:entao|deixa (?:eu )?ver se|(?:deixa eu |so (?:para )?(?:eu )?)confirma\w*|"
    r"so para (?:eu )?(?:confirma|entende)\w*|"
    r"quer dizer(?: entao)? que|pelo que (?:eu )?entendi|se (?:eu )?entendi|resumindo|recapitulando|confirmando|"
    r"(?:voce|o senhor|a senhora|tu) (?:quer|esta|precisa|diz|dise|pediu|falou))\b.*\?"
    r"|(?:, (?:ne|certo|corre?to|e iso(?: mesmo)?|e asim|iso|confere|nao e|foi iso|entendi certo|entendi bem)|"
    r"e iso(?: mesmo)?|e asim|entendi (?:certo|bem|direito)) *\?|, entao *\. *$"
)
"""How a giving back begins ("Então …?", "Deixa eu ver se entendi …?") or ends ("…, certo?", "…, então.")."""
RESTATES = (
    r"^ *(?:(?:certo|entendi|entendo|ok|bom|entao) *,? +)+(?:[a-z]+ *, +)?"
    r"(?:voce|o senhor|a senhora|tu) (?:quer|precisa|deseja|gostaria|pediu)\b"
)
"""A giving back without a question: "Certo, Paulo, você quer cancelar."."""
CHECKS = (
    r"^ *(?:e asim|e iso(?: mesmo)?|iso(?: mesmo)?|certo|corre?to|confere|entendi (?:certo|bem|direito)|foi iso) *\? *$"
)
SELLS = (
    r"^ *quer que eu|\b(?:poso|podemos|temos|promocao|oferta|aproveit\w+|fechado|por apenas|agendad\w+|marcad\w+)\b|r\$"
)
CONFIRMS = (
    r"^ *(?:iso|exato|exatamente|sim|corre?to|certo|certinho|perfeito|positivo|aham|uhum|ahan|e(?: iso)?|foi|verdade)\b"
)
"""The customer's answer that takes a giving back as right."""
STEM_LENGTH = 6
SAME_MATTER_DAYS = 30
SENTENCES_AT_MOST = 1_000


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    said = sentences(world)
    given_back = (
        said.filter(_gives_back())
        .group_by("contact_id", maintain_order=True)
        .agg(gives_back_references=message_reference().unique(maintain_order=True))
    )
    taken_up = (
        said.filter(_takes_up())
        .group_by("contact_id", maintain_order=True)
        .agg(takes_up_references=message_reference().unique(maintain_order=True))
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        world.records.contacts.select("contact_id")
        .join(_needs(world), on="contact_id", how="left")
        .join(given_back, on="contact_id", how="left")
        .join(taken_up, on="contact_id", how="left")
        .with_columns(
            states_need=pl.col("need_references").is_not_null(),
            gives_back=pl.col("gives_back_references").is_not_null(),
            need_references=pl.col("need_references").fill_null(nothing),
            gives_back_references=pl.col("gives_back_references").fill_null(nothing),
            takes_up_references=pl.col("takes_up_references").fill_null(nothing),
        )
    )


def _gives_back() -> pl.Expr:
    """Whether a sentence gives back what the customer said (columns of `sentences`)."""
    said, shared = pl.col("said"), pl.col("shared")
    any_shared = shared + pl.col("shared_weak")
    share = any_shared / pl.max_horizontal("content", pl.lit(1))
    aside = pl.col("asks_data") | pl.col("offers") | pl.col("closes")
    before_act = pl.col("position") <= pl.col("first_act_at").fill_null(1_000_000)
    before_end = pl.col("place") < pl.col("first_done_place").fill_null(1_000_000_000)
    asks = pl.col("asks") & ~pl.col("offers") & ~pl.col("opens") & ((shared >= 1) | (pl.col("shared_weak") >= 2))
    echoes = pl.col("marks") & ~pl.col("acts") & (shared >= 1) & (any_shared >= 2)
    answers = said.str.contains(r"^ *(?:sim|nao|tem sim|pode sim|da sim|muda sim)\b")
    states = (shared >= 2) & (share >= 0.3) & ~pl.col("acts") & ~answers & before_act
    repeats = (shared >= 3) & ((share >= 0.5) | ((share >= 0.2) & ~pl.col("acts"))) & ~answers & before_act
    feels = pl.col("feels") & (shared >= 1) & (share >= 0.2)
    price_echo = (shared >= 3) & pl.col("feels") & before_act
    sells = said.str.contains(SELLS)
    # an explicit giving back ("Então …, é isso?") may name a date or a plan; what the customer confirms at once, too
    gives = (said.str.contains(FRAME) | pl.col("checked")) & before_end & ~sells & ~pl.col("opens")
    informed = ~pl.col("asks_data") & ((any_shared >= 2) | ((any_shared >= 1) & ~pl.col("offers") & ~pl.col("acts")))
    restates = said.str.contains(RESTATES) & (shared >= 1) & ~sells & before_end
    framed = (gives & informed) | restates
    confirmed = gives & pl.col("confirmed") & (~pl.col("offers") | pl.col("checked")) & (pl.col("content") >= 1)
    mirrors = (shared >= 3) & (share >= 0.6) & ~pl.col("acts") & ~sells & before_end
    usual = ((asks & before_end) | (echoes & before_end) | states | repeats | feels | price_echo) & (
        ~aside | (pl.col("marks") & pl.col("asks") & (shared >= 2) & ~pl.col("offers"))
    )
    formula = says("stock_phrase", said) & ~pl.col("asks") & (shared < 3)
    return (usual | framed | confirmed | mirrors) & ~formula


def _takes_up() -> pl.Expr:
    """Whether a sentence takes up something the customer said, in any form."""
    return (pl.col("shared") >= 1) & ~pl.col("closes")


def _needs(world: World) -> pl.DataFrame:
    """contact_id, need_references: the customer's messages that state a problem or a request."""
    own = world.messages.filter(pl.col("sender") == "customer")
    content = (
        content_words(own.select("contact_id", "position", "folded"))
        .unique(["contact_id", "position", "stem"])
        .group_by("contact_id", "position")
        .agg(content=pl.len().cast(pl.Int64))
    )
    outbound = (pl.col("direction") == "outbound").fill_null(False)
    asked = says("problem_or_request")
    bare = says("bare_follow_up")
    states = (
        pl.when(outbound)
        .then(asked & (pl.col("content") >= 1) & (pl.col("folded").str.len_chars() >= 25))
        .otherwise(asked | (pl.col("content") >= 3))
    )
    return (
        own.join(content, on=["contact_id", "position"], how="left")
        .with_columns(pl.col("content").fill_null(0))
        .filter(states & ~bare & ~pl.col("folded").str.contains(r"^[\s\d.,-]+$"))
        .sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(need_references=message_reference())
    )


def sentences(world: World) -> pl.DataFrame:
    """`_sentences`, made once a world."""
    kept = vars(world)
    if "sentences" not in kept:
        kept["sentences"] = _sentences(world)
    found: pl.DataFrame = kept["sentences"]
    return found


def _sentences(world: World) -> pl.DataFrame:
    """Sentences of agent messages with what they share with what the customer said before.

    contact_id, position, agent_number, sentence (number in the message), said (folded), asks (ends with a question
    mark), shared, shared_weak (how many content words), content (how many the sentence has); what it does: asks_data,
    offers, acts, closes, marks (words of giving back), feels; confirmed (the customer's next message says yes);
    checked (the next sentence asks "É assim?");
    place (message and sentence in one number); first_act_at (a position), first_done_place (a place).
    """
    agent = world.messages.filter(pl.col("sender") == "agent")
    split = (
        agent.select(
            "contact_id",
            "position",
            "agent_number",
            said=pl.col("folded").str.replace_all(SENTENCE_END, "$0\n").str.split("\n"),
        )
        .explode("said")
        .filter(pl.col("said").str.strip_chars() != "")
        .with_columns(sentence=pl.int_range(pl.len()).over("contact_id", "position"))
    )
    words = content_words(split.select("contact_id", "position", "sentence", folded="said"))
    own = content_words(
        world.messages.filter(pl.col("sender") == "customer").select("contact_id", "position", "folded")
    )
    earlier = (
        pl.concat([own.select("contact_id", "position", "stem"), _said_in_earlier_contacts(world, own)])
        .group_by("contact_id", "stem")
        .agg(first_at=pl.col("position").min())
        .join(_own_names(world), on=["contact_id", "stem"], how="anti")
    )
    shared = (
        words.unique(["contact_id", "position", "sentence", "stem"])
        .join(earlier, on=["contact_id", "stem"], how="left")
        .with_columns(again=(pl.col("first_at") < pl.col("position")).fill_null(False))
        .group_by("contact_id", "position", "sentence")
        .agg(
            shared=(pl.col("again") & ~pl.col("weak")).sum().cast(pl.Int64),
            shared_weak=(pl.col("again") & pl.col("weak")).sum().cast(pl.Int64),
            content=pl.len().cast(pl.Int64),
        )
    )
    said = pl.col("said")
    told = (
        split.join(shared, on=["contact_id", "position", "sentence"], how="left")
        .with_columns(
            pl.col("shared", "shared_weak", "content").fill_null(0),
            asks=said.str.contains(r"\?"),
            asks_data=says("asks_for_data", said),
            offers=says("agent_offers", said),
            acts=says("agent_acts", said),
            closes=says("already_done", said),
            marks=says("gives_back", said),
            feels=says("feels_with", said),
            opens=says("opening_question", said),
        )
        .join(_confirmed(world), on=["contact_id", "position"], how="left")
        .sort("contact_id", "position", "sentence")
        .with_columns(
            pl.col("confirmed").fill_null(False),
            checked=said.str.contains(CHECKS).shift(-1).over("contact_id", "position").fill_null(False),
            place=pl.col("position").cast(pl.Int64) * SENTENCES_AT_MOST + pl.col("sentence"),
        )
    )
    acted = told.group_by("contact_id").agg(
        first_act_at=pl.col("position").filter((pl.col("acts") | pl.col("offers")) & ~pl.col("asks_data")).min(),
        first_done_place=pl.col("place").filter("closes").min(),
    )
    return told.join(acted, on="contact_id", how="left", maintain_order="left")


def _confirmed(world: World) -> pl.DataFrame:
    """contact_id, position, confirmed: whether the customer at once answers an agent message with a yes."""
    answer = (pl.col("sender").shift(-1) == "customer") & pl.col("folded").shift(-1).str.contains(CONFIRMS)
    return (
        world.messages.with_columns(confirmed=answer.over("contact_id").fill_null(False))
        .filter(pl.col("sender") == "agent")
        .select("contact_id", "position", "confirmed")
    )


def _said_in_earlier_contacts(world: World, own: pl.DataFrame) -> pl.DataFrame:
    """contact_id, position (-1), stem: what the same customer said in contacts of the month before."""
    contacts = world.records.contacts.select("contact_id", "customer_id", "started_at").drop_nulls()
    pairs = (
        contacts.join(contacts, on="customer_id", suffix="_before")
        .filter(
            (pl.col("started_at_before") < pl.col("started_at"))
            & (pl.col("started_at_before") > pl.col("started_at") - pl.duration(days=SAME_MATTER_DAYS))
        )
        .select("contact_id", "contact_id_before")
    )
    words = own.select(pl.col("contact_id").alias("contact_id_before"), "stem").unique()
    return pairs.join(words, on="contact_id_before").select(
        "contact_id", pl.lit(-1, dtype=pl.Int64).alias("position"), "stem"
    )


def _own_names(world: World) -> pl.DataFrame:
    """contact_id, stem: the customer's and the agent's names, which are no content."""
    agents = world.records.agents.select("agent_id", agent_name="name").unique("agent_id")
    names = (
        world.records.contacts.select("contact_id", "customer_id", "agent_id")
        .join(world.records.customers.select("customer_id", "name").unique("customer_id"), on="customer_id", how="left")
        .join(agents, on="agent_id", how="left")
        .select("contact_id", folded=folded(pl.concat_str("name", "agent_name", separator=" ", ignore_nulls=True)))
        .with_columns(position=pl.lit(0, dtype=pl.Int64))
    )
    return content_words(names).select("contact_id", "stem").unique()


def content_words(texts: pl.DataFrame) -> pl.DataFrame:
    """The content words of `folded`: its other columns, stem, weak (a word that most customers say)."""
    words = (
        texts.with_columns(word=pl.col("folded").str.extract_all(r"[a-z0-9][a-z0-9,-]*[a-z0-9]|[0-9]"))
        .drop("folded")
        .explode("word")
        .drop_nulls("word")
        .filter(~pl.col("word").is_in(_stop_words()))
    )
    same = _same_meaning()
    return words.with_columns(
        stem=pl.coalesce(
            pl.col("word").replace_strict(same, default=None, return_dtype=pl.String),
            pl.when(pl.col("word").str.len_chars() > 3)
            .then(pl.col("word").str.replace(ENDINGS, "").str.head(STEM_LENGTH))
            .otherwise("word"),
        ),
        weak=pl.col("word").is_in(_weak_words()),
    ).filter((pl.col("stem").str.len_chars() > 1) | pl.col("stem").str.contains("[0-9]"))


@cache
def _table() -> dict[str, dict[str, object]]:
    return loads((LEXICON / "respect.toml").read_text(encoding="utf-8"))


@cache
def _stop_words() -> list[str]:
    return sorted({fold_pattern(word) for word in str(_table()["stop_words"]["words"]).split()})


@cache
def _weak_words() -> list[str]:
    return sorted({fold_pattern(word) for word in str(_table()["weak_words"]["words"]).split()})


@cache
def _same_meaning() -> dict[str, str]:
    groups = _table()["same_meaning"]["groups"]
    assert isinstance(groups, list)
    return {fold_pattern(word): fold_pattern(group.split()[0]) for group in groups for word in group.split()}
