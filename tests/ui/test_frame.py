"""What a user reads when a screen cannot be drawn."""

import sqlite3

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

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


def window() -> None:
    """A screen that was drawn from one state, in a store that is in another."""
    import streamlit as st

    from ui import frame

    st.session_state.setdefault("now", "as it was")
    frame.drawn("as it was")
    frame._what_changed(lambda: st.session_state["now"])


def test_a_change_of_the_data_is_told_and_nothing_else() -> None:
    app = AppTest.from_function(window).run(timeout=10)
    assert not app.markdown
    app.session_state["now"] = "changed by somebody"
    app.run(timeout=10)
    assert "Os dados mudaram desde que esta tela foi aberta." in app.markdown[0].value
    assert [button.label for button in app.button] == ["Atualizar"]
