"""Prices that messages name, written or spoken, as numbers, and whether something is said to cost nothing.

`amounts(messages)` is the door. It reads "R$ 1.234,50", "30 reais", "cento e dezenove e noventa", "69,90", "sai 74",
"4x de R$ 54,75" (54.75, and 219 in all), "duas de cinquenta e cinco". `told(...)` says whether an amount on record is
among them.

Known problems: a bare number is a price only after words of price ("sai", "fica", "a taxa é"); "seiscentos por
cento e vinte" is read as 120. A spoken amount without its cents ("cento e dezenove" for 119,90) counts as told.
"""

from __future__ import annotations

import polars as pl

from practices.signals.lexicon import without
from practices.signals.numbers import with_digits

AMOUNT_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "position": pl.Int64(),
    "amount": pl.Float64(),
    "total": pl.Float64(),
    "words": pl.String(),
}
"""amount: R$, of one instalment where there are several; total: amount x instalments; words: as read."""

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+(?:,\d{1,2})?"
CURRENCY = r"(?:reais|real|reai|conto|contos|pila|pilas|prata|pratas|mango|mangos)\b"
PAIR = r"\b(\d{2,4}) e (\d{2})\b"
TIMES = (
    r"(?:\d{1,2} ?(?:x|vezes|parcelas|prestacoes|mensalidades)\b"
    r"(?: (?:iguais|sem juros|no cartao|fixas|mensais))? ?(?:de |por )?)"
)
MARKED = rf"(?:r\$ ?(?:{NUMBER})|(?:{NUMBER}) ?{CURRENCY}(?: e \d{{1,2}}\b(?: centavos)?)?|\d{{1,4}},\d{{2}}\b)"
LEADS = (
    r"(?:por|sai|saia|sairia|sair|fica|ficaria|ficou|custa|custaria|cobra|cobramos|cobrado|valor|taxa|multa|mensalidade"
    r"|pagar|paga|pagaria|pagando|preco|tarifa|adicional|investimento|diferenca|desconto de|mais|apenas|total|seria"
    r"|parcelas?|fatura|vem|veio|deu|da|cada|entrada)"
)
FILLERS = (
    r"(?: (?:e|de|em|por|so|apenas|mais|uns|umas|no total|a mais|fica|sai|da|hoje|agora|ai|total|proporcional"
    r"|unica|,|:)){0,4}"
)
NOT_MONEY = (
    r"(?:mega|megas|mb|mbps|giga|gigas|gb|h|hs|hora|horas|minuto|minutos|segundos?|dia|dias|mes|meses|ano|anos|semana|semanas"
    r"|x|vezes|parcelas|por cento|%|canais|pontos?|metros?|pesoas|aparelhos?|da tarde|da manha|e meia|as|a|ate|ou)\b"
)


def amounts(messages: pl.DataFrame) -> pl.DataFrame:
    """Every price in `messages` (contact_id, position, folded); AMOUNT_SCHEMA, in order of speaking."""
    text = without("no_price", with_digits(pl.col("folded")))
    # a bare number after words of price gets the mark that the others have
    few = rf"\b({LEADS}{FILLERS}) (\d) e (\d{{2}})\b"
    bare = rf"\b({LEADS}{FILLERS}) (\d{{2,4}})( [a-z,.!?;|)%]+)"
    marked = (
        text.str.replace_all(PAIR, "r$$$1,$2")
        .str.replace_all(few, "$1 r$$$2,$3")
        .str.replace_all(rf" (\d+) ({NOT_MONEY})", " #$1 $2")
        .str.replace_all(bare, "$1 r$$$2$3")
        .str.replace_all(r"\b(2|3|4|5|6|10|12) de (\d{2,3})\b ([,.;!?|])", "$1 x de r$$$2 $3")
        .str.replace_all("#", "")
    )
    return (
        messages.select("contact_id", "position", words=marked.str.extract_all(rf"(?:{TIMES})?{MARKED}"))
        .filter(pl.col("words").list.len() > 0)
        .explode("words")
        .with_columns(amount=_amount(pl.col("words").str.replace(rf"^{TIMES}", "")), times=_times(pl.col("words")))
        .filter(pl.col("amount") > 0)
        .with_columns(total=pl.col("amount") * pl.col("times"))
        .select(pl.col(name).cast(dtype) for name, dtype in AMOUNT_SCHEMA.items())
    )


def told(amount: pl.Expr, record: pl.Expr) -> pl.Expr:
    """Whether an amount told is the one on record, to the cent or, as people speak, without its cents."""
    return ((amount - record).abs() < 0.011) | ((amount == record.floor()) & (record >= 10))


def _times(words: pl.Expr) -> pl.Expr:
    return words.str.extract(r"^(\d{1,2}) ?(?:x|vezes|parcelas|prestacoes|mensalidades)\b").cast(pl.Int64).fill_null(1)


def _amount(words: pl.Expr) -> pl.Expr:
    """R$ of one price as read: "1.234,50", "119 e 90", "30 reais e 50 centavos"."""
    whole = words.str.extract(r"(\d[\d.]*)").str.replace_all(".", "", literal=True).cast(pl.Float64, strict=False)
    cents = pl.coalesce(words.str.extract(r",(\d{1,2})"), words.str.extract(r" e (\d{1,2})"))
    share = cents.str.pad_end(2, "0").cast(pl.Float64, strict=False) / 100
    return whole + share.fill_null(0)
