"""The record in sentences: what the OS is and how it stands, each word once."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from practices.practice import Verdict
from ui import links
from ui.record import pointed_at
from ui.sentences.record import contact_sentence, counted, order_sentence
from ui.transcript import Mark, _labels
from ui.verdicts import _title

OPENED = datetime(2026, 11, 14, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "closed_at", "words"),
    [
        ("closed", datetime(2026, 11, 16, 13, tzinfo=UTC), "aberta em 14/11/2026 e fechada em 16/11/2026."),
        ("closed", datetime(2026, 11, 15, 1, tzinfo=UTC), "aberta e fechada em 14/11/2026."),
        ("closed", None, "aberta em 14/11/2026, agora fechada."),
        ("scheduled", None, "aberta em 14/11/2026, agora agendada."),
        ("open", None, "aberta em 14/11/2026 e ainda em aberto."),
        (None, None, "aberta em 14/11/2026."),
    ],
)
def test_an_order_is_opened_and_closed_in_one_sentence(
    status: str | None, closed_at: datetime | None, words: str
) -> None:
    order = {"os_id": "OS-3184", "kind": "repair", "opened_at": OPENED, "status": status, "closed_at": closed_at}
    assert order_sentence(order) == f"**OS\N{NON-BREAKING HYPHEN}3184**, reparo, {words}"


def test_a_contact_is_told_as_people_say_it() -> None:
    talk = {"agent": "Ana Paz", "agent_id": "a1", "started_at": OPENED, "protocol": "20261114"}
    told = contact_sentence({**talk, "channel": "phone", "reason": "support"})
    assert told == "**Ana Paz** em 14/11/2026, às 10:00, por telefone, sobre suporte; protocolo 20261114."
    assert "no balcão, sobre" in contact_sentence({**talk, "channel": "in_person", "reason": "support"})
    bare = contact_sentence({**talk, "channel": None, "reason": None, "protocol": None})
    assert bare == "**Ana Paz** em 14/11/2026, às 10:00."


def test_what_is_owed_says_of_which_kind_it_is() -> None:
    verdict = {"practice": "no_return", "verdict": "missed", "unit": "commitment", "agent": "Ana Paz"}
    for unit_id, kind in (("cancellation:x1", "Cancelamento"), ("promise:k1:4", "Promessa de retorno")):
        assert f"não cumprida · {kind} · Ana Paz" in _title({**verdict, "unit_id": unit_id}, several=False)


def test_a_sign_stays_with_its_practice() -> None:
    told = _labels([Mark("honest_no", Verdict.MISSED), Mark("composure", Verdict.MISSED)])
    assert told.count("]\N{NO-BREAK SPACE}") == 2
    assert "] " not in told


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        (["met"], "O único veredito diz que a prática foi cumprida."),
        (["missed"], "O único veredito diz que a prática não foi cumprida."),
        (["met", "met", "pending"], "Todos os 2 vereditos dizem que a prática foi cumprida."),
        (["met", "missed", "met"], "De 3 vereditos, um diz que a prática não foi cumprida."),
        (["missed", "missed", "met"], "De 3 vereditos, 2 dizem que a prática não foi cumprida."),
        (["insufficient"], "Nada nele pôde ser avaliado."),
    ],
)
def test_the_headline_counts_verdicts_not_practices(verdicts: list[str], words: str) -> None:
    practices = ["use_name"] * len(verdicts)  # one practice, judged on the talk and on each of its orders
    assert counted(pl.DataFrame({"practice": practices, "verdict": verdicts})) == words


def test_an_address_that_names_a_place_leads_to_the_talk() -> None:
    assert links.to_contact("k1", "message:k1:3", "use_name").endswith(f"&practice=use_name#{links.PLACE}")
    assert "#" not in links.to_contact("k1", practice="use_name")


@pytest.mark.parametrize(
    ("place", "pointed"),
    [
        (None, None),
        ("message:k1:3", "message:k1:3"),
        ("field:scheduled_at", "field:OS-2:scheduled_at"),
        ("field:OS-1:scheduled_at", "field:OS-1:scheduled_at"),
        ("field:availability_checked_at", "field:OS-2:scheduled_at"),
        ("message:k9:1", None),
    ],
)
def test_a_place_that_the_record_lacks_leads_to_what_its_verdict_rests_on_besides(
    place: str | None, pointed: str | None
) -> None:
    times = [["availability_checked_at", "scheduled_at"]] * 2
    evidence = [[f"field:OS-{number}:{one}" for one in both] for number, both in enumerate(times, 1)]
    story = ["message:k1:3", "field:OS-1:scheduled_at", "field:OS-2:scheduled_at"]
    record: Any = SimpleNamespace(story=pl.DataFrame({"place": story}), verdicts=pl.DataFrame({"evidence": evidence}))
    assert pointed_at(record, place, "OS-2") == pointed


def on_a_screen() -> None:
    import streamlit as st

    from ui import links

    links.stand_on(st.session_state["stands_on"])
    st.session_state["address"] = links.to_contact("k1", "message:k1:3")


def addressed(screen: str, **query: str) -> dict[str, str]:
    """What the address of a record says that a screen links to."""
    app = AppTest.from_function(on_a_screen)
    app.session_state["stands_on"] = screen
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return dict(parse_qsl(urlsplit(app.session_state["address"]).query))


def test_a_record_says_from_which_screen_it_was_opened_and_which_list() -> None:
    here = {"from": "2026-11-16", "to": "2026-11-22", "team": "Norte & Sul", "open": "grid~1~a%7E1~-"}
    told = addressed("revisao", **here, lang="en")
    screen, _, rest = told["back"].partition("?")
    assert screen == "revisao"
    assert dict(parse_qsl(rest)) == here
    assert addressed("registro", contact="k0", back=told["back"])["back"] == told["back"], "from record to record"
    assert "back" not in addressed("registro", contact="k0")
