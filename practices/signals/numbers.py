"""Numbers written out or spoken, brought to digits: "cento e dezenove e noventa" is "119 e 90".

Works on folded text (text.py). "um" and "uma" alone stay: they are articles far more often than numbers. A pair such as
"119 e 90" stays a pair: whether it is a price, a time or a list is for the reader of prices or times to say.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from practices.signals.text import fold_pattern

UNITS = ("um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove")
TEENS = (*("dez", "onze", "doze", "treze", "catorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove"),)
TENS = ("vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa")
HUNDREDS = (
    *("cento", "duzentos", "trezentos", "quatrocentos", "quinhentos"),
    *("seiscentos", "setecentos", "oitocentos", "novecentos"),
)
OTHER_SPELLINGS = {
    "uma": 1, "duas": 2, "quatorze": 14, "dezasseis": 16, "dezassete": 17, "cincoenta": 50,
    "duzentas": 200, "trezentas": 300, "cem": 100, "mil": 1000,
}  # fmt: skip
ARTICLES = ("um", "uma")


def with_digits(folded: pl.Expr) -> pl.Expr:
    """Folded text with number words up to 1999 as digits."""
    words, digits = _pairs()
    # twice: neighbours share the space between them
    once = folded.str.replace_many(words, digits, leftmost=True)
    return once.str.replace_many(words, digits, leftmost=True)


@cache
def _pairs() -> tuple[list[str], list[str]]:
    table = {fold_pattern(word): number for word, number in number_words().items() if word not in ARTICLES}
    longest_first = sorted(table, key=len, reverse=True)
    return [f" {word} " for word in longest_first], [f" {table[word]} " for word in longest_first]


def number_words() -> dict[str, int]:
    """Every number from 1 to 1999 as it is spoken, in ordinary spelling."""
    words = {word: number for number, word in enumerate((*UNITS, *TEENS), 1)} | OTHER_SPELLINGS
    below_ten = {word: number for word, number in words.items() if number < 10}
    for ten, word in enumerate(TENS, 2):
        words[word] = ten * 10
        words |= {f"{word} e {unit}": ten * 10 + number for unit, number in below_ten.items()}
    below_hundred = {word: number for word, number in words.items() if number < 100}
    for hundred, word in enumerate(HUNDREDS, 1):
        if hundred > 1:
            words[word] = hundred * 100
        words |= {f"{word} e {rest}": hundred * 100 + number for rest, number in below_hundred.items()}
    below_thousand = {word: number for word, number in words.items() if number < 1000}
    for rest, number in below_thousand.items():
        words |= {f"mil e {rest}": 1000 + number, f"mil {rest}": 1000 + number}
    return words
