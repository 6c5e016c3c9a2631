"""Who is addressed by name.

addressed_by_name       the agent addresses the customer by name: a given name on record, a short form of it, the name
                        by which the customer introduced themself, or an honorific with any name on record
address_references      evidence references of the messages that do so
called_otherwise        a name that is none of the customer's, used as an address (null: none)
called_otherwise_references

Not an address: an identity check ("falo com João?"), the third person ("do João", "em nome de João"), a name among data
that are being confirmed, the agent's own introduction.

In the marked text that the rules look at, a given name stands as "§", any other name on record as "¶", a prefix of a
given name ("Rafa", which may be a word of its own) as "¬".
"""

from __future__ import annotations

from functools import cache
from tomllib import loads

import polars as pl

from practices.signals.lexicon import pattern
from practices.signals.references import message_reference
from practices.signals.text import LEXICON, folded
from practices.signals.world import World

TOLD = "(?:senhora?|senhorita|seu|dona|doutora?|dra?|professora?|pastora?|padre|irma|irmao|mestre|tia|tio)"
GREETING = (
    r"(?:oi|ola|opa|alo|ei|hey|e ai|fala|bom dia|boa tarde|boa noite|bom|certo|ok|beleza|entao|perfeito|obrigad[oa]|"
    r"valeu|pronto|prontinho|combinado|fechado|marcado|show|claro|sim|nao|tudo bem|tudo bom|prezad[oa]|car[oa]|"
    r"querid[oa]|olha|olhe|veja|entendo|entendi|desculpa|desculpe|poxa|calma|isso|otimo|maravilha|legal|parabens|bem|ah|ai|"
    r"imagina|por nada|de nada|disponha|abraco|ate mais|ate logo|feliz aniversario|bem vind[oa]|obrigad[oa] voce)"
)
THIRD = (
    r"(?:o|a|os|as|do|da|dos|das|de|no|na|ao|pelo|pela|pro|com|em|e|ou|seja|seria|era|sou|chamo|chama|chamad[oa]|nome|"
    r"cliente|titular|assinante|usuari[oa]|contrato|cadastro|quem|para|contra|sobre|entre|um|uma|esse|essa|este|esta)"
)
END = r"(?: *[,.!?:;|)…*]| *$| +(?:tudo|bom|boa|aqui|eu|me|vou|ja|por|pode|sou|voce|o senhor|a senhora|qual|como|vi))"
NAME = "(?:§2?|¶)"
# phrases of the first message that ask who is there and nothing else
ONLY_A_NAME = (
    rf"^ *(?:(?:{GREETING}|bom|boa) *[,!.]* *)*(?:{TOLD} +)?§2? *,?(?: *(?:ne|certo|correto|isso|e isso|confere))? *\?"
)
CALLS_OUT = rf"^ *(?:{GREETING} *,? *)+{TOLD} +{NAME} *\?"
"""A call answered by "Alô, bom dia, seu João?": a greeting by name, honorific and all."""
PHONETIC = {"th": "t", "ph": "f", "y": "i", "w": "v", "ck": "c", "k": "c", "z": "s", "nn": "n", "rh": "r", "ll": "l"}
SENTENCE_END = r" [.!?|] | \.\.+ "


def observe(world: World) -> pl.DataFrame:
    """One row a contact, the signals of the module's docstring."""
    heard = _marked(world)
    named = (
        heard.filter(_addresses())
        .group_by("contact_id")
        .agg(address_references=message_reference().sort_by("position").unique(maintain_order=True))
    )
    return (
        world.records.contacts.select("contact_id")
        .join(named, on="contact_id", how="left")
        .join(_called_otherwise(world), on="contact_id", how="left")
        .with_columns(
            addressed_by_name=pl.col("address_references").is_not_null(),
            address_references=pl.col("address_references").fill_null(pl.lit([], dtype=pl.List(pl.String))),
            called_otherwise_references=pl.col("called_otherwise_references").fill_null(
                pl.lit([], dtype=pl.List(pl.String))
            ),
        )
    )


def _addresses() -> pl.Expr:
    """Whether a marked sentence addresses the customer by name."""
    text = pl.col("marked")
    third_person = rf"\b{THIRD} +(?:{TOLD} +)?{NAME}"
    full_form = rf"§|\b{TOLD} +¶"
    short_form = rf"(?:^ *|[,.!?;|] *|\b{GREETING} +)(?:{TOLD} +)?¬{END}"
    left = text.str.replace_all(third_person, " ")
    checks_identity = text.str.contains(pattern("identity_check")) | (
        (pl.col("agent_number") == 1) & text.str.contains(ONLY_A_NAME) & ~text.str.contains(CALLS_OUT)
    )
    is_it_you = text.str.contains(rf"\be (?:voce|o senhor|a senhora|tu) *,? *(?:{TOLD} +)?{NAME}")
    introduces = text.str.contains(
        rf"(?:{pattern('self_introduction')}) *(?:a|o)? *(?:{TOLD} +)?{NAME}"
        rf"|{NAME} (?:falando|da oti|do suporte|do financeiro)"
    ) & ~left.str.contains(rf"(?:{GREETING}) *,? *(?:{TOLD} +)?{NAME}")
    among_data = text.str.contains(r"\b(?:cpf|cnpj|cadastro|titular|contrato|assinante|nome|confirm\w+)\b[^,]*§2")
    return (
        (left.str.contains(full_form) | left.str.contains(short_form))
        & ~checks_identity
        & ~is_it_you
        & ~introduces
        & ~among_data
    )


def _marked(world: World) -> pl.DataFrame:
    """Sentences of agent messages that hold a name of the customer: contact_id, position, agent_number, marked."""
    forms = _forms(world)
    said = (
        world.messages.filter(pl.col("sender") == "agent")
        .select("contact_id", "position", "agent_number", "folded")
        .join(forms, on="contact_id")
        .with_columns(sound=_sound(pl.col("folded").str.strip_chars()).str.split(" "))
        .filter(pl.col("sound").list.set_intersection("any_name").list.len() > 0)
        .with_columns(word=pl.col("folded").str.strip_chars().str.split(" "))
    )
    words = (
        said.select("contact_id", "position", "agent_number", "given", "other", "short", "word", "sound")
        .explode("word", "sound")
        .with_columns(
            mark=pl.when(pl.col("sound").is_in(pl.col("given")))
            .then(pl.lit("§"))
            .when(pl.col("sound").is_in(pl.col("other")))
            .then(pl.lit("¶"))
            .when(pl.col("sound").is_in(pl.col("short")))
            .then(pl.lit("¬"))
            .otherwise("word")
        )
    )
    return (
        words.group_by("contact_id", "position", "agent_number", maintain_order=True)
        .agg(marked=pl.col("mark").str.join(" "))
        .with_columns(
            pl.concat_str(pl.lit(" "), "marked", pl.lit(" "))
            .str.replace_all(r"(?:§|¶)(?: (?:d[aeo]s?|e) ¶| [§¶])+", "§2")
            .str.replace_all(SENTENCE_END, "$0\n")
            .str.split("\n")
            .alias("marked")
        )
        .explode("marked")
        .filter(pl.col("marked").str.contains("[§¶¬]"))
    )


def _forms(world: World) -> pl.DataFrame:
    """The customer's names by contact: given, other, short, any_name (lists of sounds)."""
    customers = (
        world.records.customers.select("customer_id", "name")
        .unique("customer_id")
        .with_columns(
            sound=_sound(folded(pl.col("name")).str.replace_all(r"[^a-z ]", " ").str.strip_chars())
            .str.replace_all(" +", " ")
            .str.split(" ")
        )
        .with_columns(count=pl.col("sound").list.len())
        .explode("sound")
        .with_columns(place=pl.int_range(pl.len()).over("customer_id"))
        .filter(~pl.col("sound").is_in(_sounds("not_a_name")) & (pl.col("sound").str.len_chars() > 1))
        .with_columns(
            is_given=(pl.col("place") == pl.col("place").min().over("customer_id"))
            | (pl.col("place") < pl.col("count") - 1)
            | pl.col("sound").is_in(_sounds("names"))
        )
        .join(_nicknames(), on="sound", how="left")
        .with_columns(short=pl.when("is_given").then(_prefixes(pl.col("sound"))))
    )
    none = pl.lit([], dtype=pl.List(pl.String))
    by_customer = customers.group_by("customer_id").agg(
        given=pl.col("sound").filter("is_given"),
        nicknames=pl.col("nicknames").filter(pl.col("is_given") & pl.col("nicknames").is_not_null()).explode(),
        other=pl.col("sound").filter(~pl.col("is_given")),
        short=pl.col("short").drop_nulls().explode(),
    )
    contacts = world.records.contacts.select("contact_id", "customer_id")
    return (
        contacts.join(by_customer, on="customer_id")
        .join(_introduced(world), on="contact_id", how="left")
        .with_columns(pl.col("given", "nicknames", "other", "short", "introduced").fill_null(none))
        .with_columns(given=pl.concat_list("given", "nicknames", "introduced"))
        .with_columns(any_name=pl.concat_list("given", "other", "short"))
        .select("contact_id", "given", "other", "short", "any_name")
    )


def _prefixes(sound: pl.Expr) -> pl.Expr:
    """Beginnings of a given name that serve as its short form (Rafael: "Raf", "Rafa") and its diminutives."""
    stem = sound.str.replace(r"[aeo]s?$", "")
    no_form = pl.lit(_sounds("no_short_form"), dtype=pl.List(pl.String))
    beginnings = pl.concat_list(
        *(pl.when(sound.str.len_chars() > size).then(sound.str.head(size)) for size in (3, 4, 5)),
        *(stem + ending for ending in ("inho", "inha", "sinho", "sinha", "ito", "ita", "ao")),
        *(sound + ending for ending in ("sinho", "sinha")),
    )
    return beginnings.list.drop_nulls().list.set_difference(no_form)


def _introduced(world: World) -> pl.DataFrame:
    """The name by which the customer introduced themself: contact_id, introduced (list of sounds)."""
    introduction = (
        r"(?:aqui (?:e|quem fala e)|meu nome e|me chamo|quem fala e|quem esta falando e|sou|pode me chamar de|e)"
        r" (?:o |a |dona |seu |senhor |senhora )?([a-z]{3,})"
    )
    return (
        world.messages.filter((pl.col("sender") == "customer") & (pl.col("customer_number") <= 6))
        .select("contact_id", name=_sound(pl.col("folded").str.extract(introduction)))
        .filter(pl.col("name").is_in(_sounds("names")))
        .group_by("contact_id")
        .agg(introduced="name")
    )


def _called_otherwise(world: World) -> pl.DataFrame:
    """A capitalised name after an honorific or a greeting that is none of the customer's."""
    address = (
        r"\b(?:[Dd]ona|[Ss]eu|[Ss]ra?\.?|[Oo]i|[Oo]lá|[Bb]om dia|[Bb]oa tarde|[Bb]oa noite),?"
        r" ([A-ZÁÉÍÓÚÂÊÔ][a-zà-ü]{2,})[,.!?]"
    )
    candidates = (
        world.messages.filter(pl.col("sender") == "agent")
        .select("contact_id", "position", name=pl.col("text").str.extract(address))
        .drop_nulls("name")
        .join(_forms(world).select("contact_id", "any_name"), on="contact_id")
        .with_columns(sound=_sound(folded(pl.col("name")).str.strip_chars()))
        .filter(~pl.col("sound").is_in(pl.col("any_name")) & pl.col("sound").is_in(_sounds("names")))
    )
    return (
        candidates.sort("contact_id", "position")
        .group_by("contact_id", maintain_order=True)
        .agg(called_otherwise=pl.col("name").first(), called_otherwise_references=message_reference())
    )


def _sound(text: pl.Expr) -> pl.Expr:
    """Folded text with spellings of one sound brought together (Thiago, Tiago; Luiz, Luís; Wesley, Veslei)."""
    # "Zé" is not "se"
    return text.str.replace_all(r"\bze\b", "ʒe").str.replace_many(list(PHONETIC), list(PHONETIC.values()))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return loads((LEXICON / "nicknames.toml").read_text(encoding="utf-8"))


@cache
def _sounds(of: str) -> list[str]:
    """A list of `[given]` in nicknames.toml as sounds."""
    names = pl.DataFrame({"name": _table()["given"][of]})
    return names.select(_sound(folded(pl.col("name")).str.strip_chars()).alias("name"))["name"].unique().to_list()


@cache
def _nicknames() -> pl.DataFrame:
    """sound of a given name, nicknames (list of sounds)."""
    table = _table()["nicknames"]
    frame = pl.DataFrame({"sound": list(table), "nicknames": list(table.values())}).explode("nicknames")
    return (
        frame.select(_sound(folded(pl.col(name)).str.strip_chars()).alias(name) for name in ("sound", "nicknames"))
        .group_by("sound")
        .agg(pl.col("nicknames").unique())
    )
