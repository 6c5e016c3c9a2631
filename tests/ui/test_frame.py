"""What a user reads when a screen cannot be drawn."""

import sqlite3

import pytest
import streamlit as st

from ui.frame import failed


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("no such file: /srv/secret.db"), "O banco de dados não responde"),
        (KeyError("Lia Reis"), "Algo deu errado"),
    ],
)
def test_an_error_is_told_in_plain_words_and_without_what_it_quotes(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(st, "error", lambda sentence, **_: told.append(sentence))
    assert failed(error) is True
    assert told[0].startswith(words)
    assert str(error.args[0]) not in told[0]
