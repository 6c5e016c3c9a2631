"""A stranger's text is shown, never read as markup. What browsers make of it is in the browser tests."""

import re

import pytest

from ui.literal import literal, literal_lines

MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|<>~$:=\"'@^]|&(?!#\d+;|nbsp;)")


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png)",
        "$x^2$ e $$y$$",
        ":red[perigo] :material/home: :tada:",
        "**a** _b_ ~~c~~ `d` <b>e</b>",
        "# título",
        "| a | b |",
        "&amp; &#36;",
        "[a](javascript:alert(1))",
    ],
)
def test_no_mark_is_left_that_markdown_reads(text: str) -> None:
    assert MARKUP.search(re.sub(r"&#\d+;", "", literal(text))) is None


def test_addresses_and_arrows_are_broken_invisibly() -> None:
    assert "http\u2060" in literal("http://evil.example")
    assert "www\u2060" in literal("www.evil.example")
    assert "&#64;\u2060" in literal("a@b.c")
    assert "&#45;\u2060" in literal("a -> b")


def test_words_stay_words() -> None:
    assert literal("Olá, João Célio") == "Olá, João Célio"
    assert literal("  a\nb ") == "a b"


def test_nothing_is_a_dash() -> None:
    assert literal(None) == "–"
    assert literal("  ") == "–"


def test_marks_that_turn_the_writing_are_dropped() -> None:
    assert literal("a\u202eb\u2066c\u200bd") == "abcd"


def test_lines_stay_lines() -> None:
    assert literal_lines("a\nb\n\nc") == "a  \nb  \n&nbsp;  \nc"
