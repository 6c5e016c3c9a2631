"""What a message to the pending group or a manager tells, each message alone.

request_names_customer   the customer's name on record or another full name, or a code
request_names_case       an OS, protocol or ticket number
request_names_action     a definite action is asked for
request_names_reason     why, or by when; a message of twenty words that tells the rest tells this too
"""

from __future__ import annotations

import polars as pl

from practices.signals.ids import as_written
from practices.signals.lexicon import pattern, says
from practices.signals.text import folded
from practices.signals.world import World

CAPITAL = "[A-ZÁÂÃÀÉÊÍÓÔÕÚÇ]"
NAME = rf"{CAPITAL}[a-záâãàéêíóôõúüç]{{1,}}"
FULL_NAME = rf"{NAME}(?: (?:d[aeo]s?|e) )?(?: ?{NAME})+"
PLACES = (
    r"(?i:\b(?:rua|r|av|avenida|travessa|praça|bairro|jardim|jd|vila|residencial|cond|condomínio|setor|loja|caixa|cto"
    r"|técnico|tec|equipe|estrada|rodovia|cidade|em|no|na|parque|conjunto|edifício|prédio|bom|boa|olá|oi|grupo)\.? )"
)
BUSINESS = (
    *(
        "clube",
        "padaria",
        "loja",
        "mercado",
        "supermercado",
        "mercearia",
        "auto",
        "escola",
        "restaurante",
        "condominio",
    ),
    *("igreja", "farmacia", "posto", "hotel", "bar", "oficina", "clinica", "pecas", "irmaos", "casa", "centro"),
    *("instituto", "associacao", "comercio", "pousada", "academia", "salao", "lanchonete", "silva"),
)


def observe(world: World) -> pl.DataFrame:
    """One row an internal request, the signals of the module's docstring."""
    texts = _texts(world)
    named = _named_on_record(texts)
    number = pl.col("text").str.extract_all(r"[\w./-]*\d[\w/-]*")
    order, customer = as_written("os_id"), as_written("customer")
    own_order = number.list.contains(order) | number.list.contains(pl.concat_str(pl.lit("#"), order))
    own_code = number.list.contains(customer)
    # a long number that no other word claims is an OS or a protocol
    unclaimed = (
        pl.col("folded")
        .str.replace_all(pattern("names_a_code"), " ")
        .str.replace_all(r"r\$ *[0-9.,]+", " ")
        .str.extract_all(r" [0-9]{5,8} ")
        .list.eval(pl.element().str.strip_chars(" "))
    )
    bare = unclaimed.list.set_difference(pl.concat_list(customer.fill_null(""))).list.len() > 0
    long_enough = pl.col("folded").str.count_matches(r"[\w/]{2,}") >= 20
    return texts.join(named, on="request_id", how="left").select(
        "request_id",
        request_names_customer=pl.col("name_on_record").fill_null(False)
        | says("names_a_code")
        | own_code.fill_null(False)
        | _another_name(pl.col("text")),
        request_names_case=says("names_a_case") | own_order.fill_null(False) | bare,
        request_names_action=says("asks_an_action"),
        request_names_reason=says("says_by_when") | says("says_why") | long_enough,
    )


def _texts(world: World) -> pl.DataFrame:
    """The requests with `folded`, and `customer` and `customer_name` of the request or of its OS."""
    owners = world.records.service_orders.select("os_id", owner="customer_id").unique("os_id")
    names = world.records.customers.select(customer="customer_id", customer_name="name").unique("customer")
    return (
        world.records.internal_requests.select("request_id", "os_id", "customer_id", "text")
        .join(owners, on="os_id", how="left")
        .with_columns(folded=folded(pl.col("text")), customer=pl.coalesce("customer_id", "owner"))
        .join(names, on="customer", how="left")
    )


def _named_on_record(texts: pl.DataFrame) -> pl.DataFrame:
    """request_id, name_on_record: a word of the customer's name stands in the message."""
    return (
        texts.filter(pl.col("customer_name").is_not_null())
        .select(
            "request_id",
            said=pl.col("folded").str.extract_all(r"[a-z]{3,}"),
            name=folded(pl.col("customer_name"))
            .str.extract_all(r"[a-z]{3,}")
            .list.eval(pl.element().filter(~pl.element().is_in(["dos", "das", *BUSINESS]))),
        )
        .select("request_id", name_on_record=pl.col("said").list.set_intersection("name").list.len() > 0)
    )


def _another_name(text: pl.Expr) -> pl.Expr:
    """A name that stands where a customer is named: after 'cliente', 'dona', 'seu'…, or two capitals in a row."""
    announced = rf"(?i:\b(?:cliente|titular|assinante|sra?\.?|senhora?|dona|d\.|seu))[ :]+(?:(?:d[aeo]) )?{NAME}"
    full = text.str.replace_all(PLACES + rf"(?:{NAME}|d[aeo]s?)(?: (?:d[aeo]s?|{NAME}))*", " ").str.contains(FULL_NAME)
    return text.str.contains(announced) | full
