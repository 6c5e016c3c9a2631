"""What is known has its word; what is not is shown as it came."""

import re

import pytest

from ui import words
from ui.codes import CHANNELS
from ui.telling.values import name, order_name, title
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)


def test_a_value_that_is_not_known_is_shown_as_it_came() -> None:
    assert name(PAPER, CHANNELS, "phone") == "Telefone"
    assert (name(PAPER, CHANNELS, None), name(PAPER, CHANNELS, "")) == ("–", "–")
    assert name(PAPER, CHANNELS, "pombo *correio*") == "pombo *correio*"
    assert "*" not in name(SCREEN, CHANNELS, "pombo *correio*")


def test_an_order_says_once_that_it_is_one() -> None:
    assert order_name(PAPER, "OS-201") == "OS-201"
    assert order_name(PAPER, "201").replace("\N{NO-BREAK SPACE}", " ") == "OS 201"


def test_an_order_never_breaks_between_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "UNBROKEN", "\N{NO-BREAK SPACE}")
    for os_id in ("OS-201", "OS 201", "201"):
        assert re.fullmatch("OS[\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}]201", order_name(SCREEN, os_id))
    assert order_name(PAPER, "OS-201") == "OS-201", "paper and spreadsheets keep what people type"


def test_a_practice_a_pillar_and_their_total_have_a_title() -> None:
    assert [title(PAPER, one) for one in ("use_name", "resolve", "total")] == [
        "Chamar pelo nome",
        "Resolve o problema",
        "Total",
    ]
