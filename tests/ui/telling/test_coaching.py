"""What is said of what came of a plan, on the screen and on paper: a change only where it is one."""

from __future__ import annotations

from typing import Any

from ui.telling.coaching import before_after_alt, beside_goal, changed, conclusion, of_team
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)


def change(**others: Any) -> dict[str, Any]:
    row = {"before_met": 20, "before_n": 40, "before_rate": 0.5, "before_low": 0.35, "before_high": 0.65}
    row |= {"after_met": 30, "after_n": 40, "after_rate": 0.75, "after_low": 0.6, "after_high": 0.86}
    return row | {"difference": 0.25, "difference_low": 0.04, "difference_high": 0.43, "changed": True} | others


def test_a_change_is_called_one_only_where_its_interval_leaves_out_zero() -> None:
    assert changed(SCREEN, change()) == "**Subiu**: +25 p.p. (+4 a +43), mais do que o acaso explica."
    fell = change(difference=-0.25, difference_low=-0.43, difference_high=-0.04)
    assert changed(SCREEN, fell).startswith("**Caiu**: −25 p.p.")
    assert changed(PAPER, fell).startswith("Caiu: −25 p.p.")
    unclear = change(changed=False, difference=0.11, difference_low=-0.01, difference_high=0.23)
    assert changed(PAPER, unclear) == "Diferença de +11 p.p. (−1 a +23): o intervalo inclui zero, ainda não é mudança."


def test_few_data_and_none_are_said() -> None:
    few = change(difference=None, changed=False, after_met=3, after_n=5)
    assert changed(PAPER, few).startswith("Poucos dados depois da conversa: 3 de 5 cumpridas.")
    before = change(difference=None, changed=False, before_met=2, before_n=4)
    assert changed(PAPER, before).startswith("Poucos dados antes: 2 de 4 cumpridas.")
    assert "ainda não há nada avaliado" in changed(PAPER, change(after_n=0, difference=None))
    assert "não há com o que comparar" in changed(PAPER, change(before_n=0, difference=None))
    assert "poucos dados" in of_team(PAPER, change(difference=None), change())


def test_what_moved_everybody_is_said() -> None:
    assert "não é efeito desta conversa" in of_team(PAPER, change(), change())
    assert "não é efeito" not in of_team(PAPER, change(), change(changed=False))
    assert "sem mudança clara" in of_team(PAPER, change(changed=False), change())


def test_the_goal_is_reached_only_beyond_the_interval() -> None:
    assert beside_goal(PAPER, change(), 0.6) == "O objetivo de 60% foi alcançado."
    assert beside_goal(PAPER, change(), 0.9) == "O objetivo de 90% não foi alcançado até aqui."
    assert "não dá para dizer" in beside_goal(PAPER, change(), 0.7)
    assert beside_goal(PAPER, change(after_n=9), 0.7) == ""


def test_the_conclusion_tells_of_the_team_only_where_there_is_a_time_since() -> None:
    told = conclusion(PAPER, [change(), change(changed=False)], 0.6)
    assert told.startswith("Subiu: +25 p.p.")
    assert "O objetivo de 60% foi alcançado. O resto da equipe no mesmo tempo: +25 p.p." in told
    assert "equipe" not in conclusion(PAPER, [change(after_n=0, difference=None), change()], 0.6)


def test_the_figure_is_told_in_a_sentence() -> None:
    told = before_after_alt(PAPER, [change(before_met=2, before_n=4), change()], 0.8)
    assert told == "A prática antes da conversa, 2 de 4, e depois, 75%; objetivo 80%."
