"""What is told of an action that a review agreed."""

from datetime import UTC, date, datetime

import pytest

from ui.telling.meeting import change, last_word, settled
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)
NOTED = {
    "name": "Sérgio *S*",
    "at": datetime(2026, 11, 23, 15, tzinfo=UTC),
    "said": "TI pediu mais uma semana.",
    **dict.fromkeys(("state", "state_before"), "open"),
    **dict.fromkeys(("due_on", "due_before"), date(2026, 11, 30)),
}
MOVED = {**NOTED, "due_on": date(2026, 12, 7), "said": ""}


def test_a_note_says_who_and_when() -> None:
    assert change(PAPER, NOTED) == "Sérgio *S* em 23/11: “TI pediu mais uma semana.”"
    assert "*S*" not in change(SCREEN, NOTED), "what others wrote is no Markdown"
    assert change(PAPER, MOVED) == "Sérgio *S* mudou o prazo de 30/11 para 07/12 em 23/11."


def test_the_last_word_is_the_last_with_words() -> None:
    assert last_word([NOTED, MOVED]) == NOTED
    assert last_word([MOVED]) == MOVED
    assert last_word([]) is None


@pytest.mark.parametrize(("state", "said"), [("done", "feita"), ("dropped", "descartada")])
def test_what_is_settled_says_by_whom(state: str, said: str) -> None:
    row = {"state": state, "changed_by": "Sérgio Supervisor", "changed_at": NOTED["at"], "outcome": "Feito."}
    assert settled(PAPER, row) == f"{said} em 23/11 por Sérgio Supervisor: “Feito.”"
    assert settled(PAPER, row | {"outcome": ""}) == f"{said} em 23/11 por Sérgio Supervisor"
