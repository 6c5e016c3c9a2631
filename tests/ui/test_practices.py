"""One practice in sentences: what they say at each size of number, and what they never say."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from practices import BY_ID, PRACTICES
from queries.practice_story import PLACE_SCHEMA
from queries.trust import TRUST_SCHEMA
from ui import wording
from ui.sentences import practices as sentences

DAYS = (date(2026, 11, 16), date(2026, 11, 22))
NOW = {
    "met": 156,
    "n": 200,
    "rate": 0.78,
    "low": 0.72,
    "high": 0.83,
    "target": 0.85,
    "standing": "below",
    "signal": "normal",
    "signal_by": None,
    "normal_low": 0.7,
    "normal_high": 0.9,
    "before_rate": 0.86,
    "insufficient": 0,
    "pending": 0,
}
MOMENT = {
    "practice": "composure",
    "verdict": "missed",
    "unit": "contact",
    "contact_id": "c1",
    "os_id": None,
    "channel": "whatsapp",
    "at": datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
    "agent": "Ana Lima",
    "reason": "cold",
    "detail": None,
    "place": "message:c1:3",
    "quote": "milagre a gente não faz",
    "said": [
        {
            "quote": "milagre a gente não faz",
            "speaker": "agent",
            "before": "vou no Procon ![x](http://evil.example)",
            "speaker_before": "customer",
        },
        {"quote": "já falei", "speaker": "agent", "before": "nossa", "speaker_before": "customer"},
    ],
}


@pytest.fixture(autouse=True)
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")
    monkeypatch.setattr(sentences, "language", lambda: "pt")


def places(*rows: tuple[str, str | None, int, str]) -> pl.DataFrame:
    built = [{"group": group, "value": value, "n": n, "standing": standing} for group, value, n, standing in rows]
    return pl.DataFrame(built, schema=PLACE_SCHEMA)


def trusted(**said: object) -> dict[str, object]:
    return {**dict.fromkeys(TRUST_SCHEMA), "practice": "composure", "n": 0, "calibrating": False, **said}


def test_the_opening_tells_rate_target_places_and_what_was_not_seen():
    where = places(
        ("team", "Norte", 90, "below"),
        ("team", "Sul", 80, "unclear"),
        ("team", None, 30, "below"),
        ("channel", "phone", 40, "above"),
        ("channel", "chat", 40, "unclear"),
        ("reason", "support", 200, "below"),
    )
    said = sentences.opening({**NOW, "insufficient": 3, "pending": 1}, where, DAYS)
    assert said == (
        "De 16 a 22/11, 200 vereditos: cumprida em **78%** (72 a 83), dentro do normal; claramente abaixo da meta de "
        "85%. Claramente abaixo dela: equipe Norte. Claramente acima dela: Telefone. Em mais 3 casos, os registros "
        "não permitem dizer. Mais 1 ainda está no prazo."
    )


def test_many_places_are_named_the_furthest_off_first_and_counted():
    rows = [
        {"group": "reason", "value": value, "n": 50, "rate": rate, "standing": "below"}
        for value, rate in (
            ("support", 0.6),
            ("billing", 0.4),
            ("complaint", 0.5),
            ("other", 0.7),
            ("information", 0.65),
        )
    ]
    said = sentences.opening(NOW, pl.DataFrame(rows, schema=PLACE_SCHEMA), DAYS)
    assert said.endswith("Claramente abaixo dela: Financeiro, Reclamação, Suporte e mais 2.")


def test_a_change_is_told_by_what_makes_it_one():
    nowhere = places()
    limits = sentences.opening({**NOW, "signal": "below", "signal_by": "limits"}, nowhere, DAYS)
    assert "abaixo do normal (70 a 90)" in limits
    change = sentences.opening({**NOW, "signal": "below", "signal_by": "change"}, nowhere, DAYS)
    assert "abaixo dos 86% de antes" in change
    assert "normal" not in change


def test_few_cases_have_no_percentage():
    said = sentences.opening({**NOW, "met": 3, "n": 7, "rate": 3 / 7, "insufficient": 2}, places(), DAYS)
    assert "%" not in said
    assert "7 vereditos, 3 com a prática cumprida" in said
    assert said.endswith("Em mais 2 casos, os registros não permitem dizer.")


def test_a_single_place_of_its_kind_is_not_compared():
    rows = places(("team", "Norte", 90, "below"), ("channel", "phone", 40, "few"), ("channel", "chat", 5, "few"))
    assert sentences.compared(rows)["value"].to_list() == ["phone", "chat"]


def test_judgements_without_a_name_are_counted():
    assert sentences.unnamed(places(("team", "Norte", 90, "below"), ("channel", None, 0, "few"))) is None
    said = sentences.unnamed(places(("team", None, 12, "few"), ("reason", None, 40, "few")))
    assert said == "Avaliações sem esse dado nos registros: equipe 12 e motivo 40."


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda one: one.id)
def test_every_practice_is_defined_by_an_example_of_each_side(practice):
    told = dict(sentences.definitions(practice))
    assert {"met", "missed"} <= set(told)
    assert all(lines for lines in told.values())
    assert told["met"] != told["missed"]
    assert practice.title.pt not in sentences.place_in_guide(practice)
    assert f"{practice.number} de 19" in sentences.place_in_guide(practice)


def test_what_shows_a_skipped_step_is_its_order_in_time():
    told = dict(sentences.definitions(BY_ID["unchecked_scheduling"]))
    assert "Visita agendada" in told["missed"][1]
    assert "Disponibilidade checada" in told["missed"][2]


def test_an_example_marks_the_words_and_leads_to_their_place():
    said = sentences.example(MOMENT)
    assert ":orange-background[milagre a gente não faz]" in said
    assert "(registro?contact=c1&place=message%3Ac1%3A3&practice=composure#trecho)" in said
    assert "Ana Lima, WhatsApp, 20/11, 12:30" in said
    assert "![x](" not in said
    assert said.index("Procon") < said.index("milagre")
    assert ":orange-background[já falei]" in said
    assert "nossa" not in said
    note = {"quote": "cliente avisado", "speaker": None, "before": None, "speaker_before": None}
    met = sentences.example({**MOMENT, "verdict": "met", "reason": "acknowledged", "said": [note]})
    assert met.startswith(":blue-background[cliente avisado]")


def test_an_example_without_words_gives_the_reason():
    said = sentences.example({**MOMENT, "quote": None, "said": None, "place": None})
    assert "background" not in said
    assert said.startswith("Depois que o cliente se exaltou")


def test_agreement_is_told_as_far_as_it_is_known():
    nobody = " ".join(sentences.agreement(trusted()))
    assert nobody.startswith("Ninguém avaliou esta prática às cegas")
    assert "(confianca?practice=composure)" in nobody
    few = " ".join(sentences.agreement(trusted(n=7, agreed=6, agreement=6 / 7)))
    assert "De 7 avaliações às cegas, 6 concordam" in few
    assert "%" not in few
    found = trusted(
        n=50,
        agreed=44,
        agreement=0.88,
        agreement_low=0.76,
        agreement_high=0.94,
        kappa=0.714,
        kappa_low=0.5,
        kappa_high=0.9,
        false_alarms=5,
        misses=1,
    )
    told = " ".join(sentences.agreement(found))
    assert "**88%** (76 a 94). Kappa 0,71 (0,50 a 0,90). 5 alarmes falsos e 1 falha não vista." in told
    assert "em calibração" not in told
    assert "em calibração" in " ".join(sentences.agreement({**found, "calibrating": True}))
    assert "não há kappa" in " ".join(sentences.agreement({**found, "kappa": None}))
