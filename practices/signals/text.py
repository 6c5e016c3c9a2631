"""Text as it is compared: folded, so that accents, capitals, shorthand and lengthened words do not matter.

`folded` turns "Vc NÃO vai vir hj??" into " voce nao vai vir hoje ? ? ". The raw text stays beside it. Letters that
stand twice or more are written once, in texts and in the lexicon alike ("nossa" is "nosa" in both), so that "oiiii"
and "nosssa" are found; digits are left as they are. Sentence marks stand as words of their own; a mark inside a number,
a time or an address (1.234,50 10:30) stays where it is, and the point of a title ("Sr. Prado", "D. Ana") is no end of a
sentence. A line break is " | ".
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from tomllib import loads

import polars as pl

LEXICON = Path(__file__).parents[1] / "lexicon"
ACCENTED = "áàâãäéèêëíìîïóòôõöúùûüçñý"
PLAIN = "aaaaaeeeeiiiiooooouuuucny"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TITLES = r"\b(sra?|srta|dra?|profa?|av|jd)\.\s"
MARKS = r"(\.{2,}|[!?;()\[\]\"“”…*]|[.,:](?:\s|$))"


def folded(text: pl.Expr) -> pl.Expr:
    """A String expression folded as the module says; starts and ends with one space."""
    plain = (
        text.str.normalize("NFC")
        .str.to_lowercase()
        .str.replace_many([*ACCENTED, "’", "\u200e", "\u00a0"], [*PLAIN, "'", "", " "])
        .str.replace_all(r"\n+", " | ")
        .str.replace_all(TITLES, "$1 ")
        .str.replace_all(r"\bd\.\s", "dona ")
        .str.replace_all(MARKS, " $1 ")
        .str.replace_all(r"\s+", " ")
    )
    single = plain
    for letter in LETTERS:
        single = single.str.replace_all(letter + "{2,}", letter)
    padded = pl.concat_str(pl.lit(" "), single.str.strip_chars(), pl.lit(" "))
    short, long = shorthand()
    # twice: neighbours share the space between them
    return padded.str.replace_many(short, long).str.replace_many(short, long)


def fold(text: str) -> str:
    """One string folded exactly as `folded` does it."""
    return str(pl.select(folded(pl.lit(text))).item())


def fold_pattern(pattern: str) -> str:
    """A regular expression written in ordinary spelling, brought to folded text: escapes (`\\b`, `\\w`) stay."""
    out: list[str] = []
    escaped = False
    for sign in unicodedata.normalize("NFC", pattern):
        if escaped:
            out.append(sign)
            escaped = False
            continue
        if sign == "\\":
            out.append(sign)
            escaped = True
            continue
        lower = sign.lower()
        lower = PLAIN[ACCENTED.index(lower)] if lower in ACCENTED else lower
        if lower in LETTERS and out and out[-1] == lower and not (len(out) > 1 and out[-2] == "\\"):
            continue
        out.append(lower)
    return "".join(out)


@cache
def shorthand() -> tuple[list[str], list[str]]:
    """Chat shorthand and what it stands for, both folded, each between spaces."""
    table = loads((LEXICON / "shorthand.toml").read_text(encoding="utf-8"))["shorthand"]
    pairs = {f" {fold_pattern(short)} ": f" {fold_pattern(long)} " for short, long in table.items()}
    return list(pairs), list(pairs.values())
