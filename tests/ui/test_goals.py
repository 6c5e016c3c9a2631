"""Which goal a form offers and what it is, and what a goal means beside the rate before the talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from practices.policy import default_policy
from ui import wording
from ui.goals import Beside, Offer, Source, beside, offered
from ui.sentences import coaching as sentences

TARGET = round(default_policy().target("use_name") * 100)


def rate(met: int, n: int) -> dict[str, Any]:
    return {"met": met, "n": n, "rate": met / n if n else None, "low": 0.5, "high": 0.7}


@dataclass(frozen=True)
class Earlier:
    agent: dict[str, Any]
    team: dict[str, Any]
    practice: str = "use_name"
    days: tuple[date, date] = (date(2026, 9, 28), date(2026, 11, 22))


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


@pytest.mark.parametrize(
    ("agent", "team", "offer"),
    [
        (rate(24, 40), rate(218, 240), Offer(91, Source.TEAM)),
        (rate(9, 9), rate(218, 240), Offer(TARGET, Source.TARGET)),
        (rate(24, 40), rate(9, 9), Offer(TARGET, Source.TARGET)),
        (rate(24, 40), rate(100, 240), Offer(TARGET, Source.TARGET)),
        (rate(40, 40), rate(218, 240), Offer(100, Source.HELD)),
        (rate(602, 1000), rate(604, 1000), Offer(60, Source.HELD)),
    ],
)
def test_the_goal_on_offer_and_what_it_is(agent: dict[str, Any], team: dict[str, Any], offer: Offer) -> None:
    assert offered(Earlier(agent, team)) == offer


def test_what_is_offered_is_said_beside_what_it_will_be_compared_with() -> None:
    earlier = Earlier(rate(24, 40), rate(218, 240))
    told = sentences.stands(earlier).replace("\u00a0", " ")
    assert told == (
        "Antes da conversa: 60% (50 a 70), n 40 (28/9 a 22/11/2026). É com isso que o depois será comparado, quaisquer "
        "que sejam as semanas mostradas acima."
    )
    told = sentences.offered(offered(earlier), earlier).replace("\u00a0", " ")
    assert told == "Oferecido: a taxa do resto da equipe nos mesmos dias, 91%, n 240."
    assert "meta da prática" in sentences.offered(Offer(85, Source.TARGET), earlier)
    aim = f"A meta da prática é {TARGET}%."
    below = sentences.offered(Offer(TARGET - 1, Source.TEAM), earlier)
    assert below.replace("\u00a0", " ").endswith(aim)
    assert aim not in sentences.offered(Offer(TARGET, Source.TEAM), earlier)
    assert "a taxa que já tem, 92%" in sentences.offered(Offer(92, Source.HELD), earlier)


def test_a_goal_below_the_rate_is_one_only_where_the_rate_is_sure() -> None:
    assert beside(60, rate(24, 40)) is Beside.KEEPS
    assert beside(61, rate(24, 40)) is Beside.ABOVE
    assert beside(59, rate(24, 40)) is Beside.BELOW
    assert beside(59, rate(17, 29)) is Beside.KEEPS
    assert beside(58, rate(17, 29)) is Beside.UNSURE
    assert beside(1, rate(9, 9)) is Beside.UNKNOWN


@pytest.mark.parametrize(
    ("may_change", "above", "here", "told"),
    [
        (True, True, True, "Nada fixado ainda. Fixe um momento acima ou escolha um registro aqui."),
        (True, True, False, "Nada fixado ainda. Fixe um momento acima."),
        (True, False, True, "Nada fixado ainda. Escolha um registro aqui."),
        (True, False, False, "Nada fixado ainda."),
        (False, True, True, "Nada foi fixado."),
    ],
)
def test_what_there_is_to_pin_is_said_only_where_it_is(may_change: bool, above: bool, here: bool, told: str) -> None:
    assert sentences.nothing_pinned(may_change=may_change, above=above, here=here) == told
