"""Words and patterns from `lexicon/*.toml`, as expressions over folded text.

An entry is a table of its own:

    [refusal]
    about = "The agent says that something cannot be done."
    any   = ["não tem como", "não consigo", "impossív*"]     # regular expressions in ordinary spelling
    but   = ["não tem problema"]                             # taken out before looking
    says     = ["Hoje não consigo, dona Ana."]               # samples that a test runs
    says_not = ["Não tem problema nenhum!"]

Patterns stand between word boundaries; `*` at a word's end stands for any ending ("impossív*" finds "impossível"); a
space stands for any run of spaces; a comma may have a space before it or none. A supervisor edits these files; no
programmer is needed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

import polars as pl

from practices.signals.text import LEXICON, fold_pattern

EDGE = r"(?-u:\b)"
"""A word's edge."""


@dataclass(frozen=True)
class Entry:
    """One lexicon entry, compiled: `found` and `taken_out` are regular expressions over folded text."""

    name: str
    about: str
    found: str
    taken_out: str | None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()


def says(name: str, folded: pl.Expr | None = None) -> pl.Expr:
    """Whether folded text (default: column `folded`) says what the entry stands for; Boolean."""
    entry = entries()[name]
    return _heard(entry, folded).str.contains(entry.found)


def said(name: str, folded: pl.Expr | None = None) -> pl.Expr:
    """The first words that match the entry; String, null where nothing does."""
    entry = entries()[name]
    return _heard(entry, folded).str.extract(f"({entry.found})").str.strip_chars()


def count(name: str, folded: pl.Expr | None = None) -> pl.Expr:
    """How often the entry is said."""
    entry = entries()[name]
    return _heard(entry, folded).str.count_matches(entry.found)


def without(name: str, folded: pl.Expr | None = None) -> pl.Expr:
    """The folded text with everything that matches the entry taken out."""
    return _heard(entries()[name], folded).str.replace_all(entries()[name].found, " ")


def pattern(name: str) -> str:
    """The entry's regular expression over folded text, to build a larger one from."""
    return entries()[name].found


def _heard(entry: Entry, folded: pl.Expr | None) -> pl.Expr:
    text = pl.col("folded") if folded is None else folded
    return text if entry.taken_out is None else text.str.replace_all(entry.taken_out, " ")


@cache
def entries() -> dict[str, Entry]:
    """All entries of all files by name. Raises `ValueError` for a name that stands twice or a pattern that is none."""
    found: dict[str, Entry] = {}
    for path in sorted(LEXICON.glob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if "any" not in table:
                continue
            if name in found:
                raise ValueError(f"{path.name}: [{name}] stands twice")
            found[name] = Entry(
                name,
                table.get("about", ""),
                compiled(table["any"]),
                compiled(table["but"]) if table.get("but") else None,
                tuple(table.get("says", ())),
                tuple(table.get("says_not", ())),
            )
    return found


def compiled(patterns: list[str]) -> str:
    """One regular expression for several patterns (module docstring). Raises `ValueError` naming a bad one."""
    return "|".join(_compiled(one) for one in patterns)


def _compiled(pattern_text: str) -> str:
    text = fold_pattern(pattern_text)
    text = re.sub(r"(?<!\\w)(?<=[a-z\])])\*(?=$| |\)|\|)", r"\\w*", text)
    text = re.sub(r"(?<=[\w)\]?]) ?,(\??) ", r" *,\1 ", text)
    text = re.sub(r" +(?![?+*])", " +", text)
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{pattern_text!r} is no pattern: {error}") from error
    before = EDGE if re.match(r"[\w(\[]", text) else ""
    if text.endswith("$)"):  # the pattern says itself what may follow
        after = ""
    elif re.search(r"[\w)*?]$|\[[^\]]*\w\]$", text) and not text.endswith(r"\?"):
        after = EDGE
    else:
        after = ""
    return before + "(?:" + _plain_classes(text) + ")" + after


def _plain_classes(text: str) -> str:
    """Classes and boundaries for folded text, which is plain: Unicode-aware ones make a search ten times slower."""
    text = re.sub(r"(\[[^\]]*)\\w", r"\1a-z0-9", text)
    for written, plain in ((r"\w", "[a-z0-9_]"), (r"\d", "[0-9]"), (r"\s", "[ ]"), (r"\b", EDGE)):
        text = text.replace(written, plain)
    return text
