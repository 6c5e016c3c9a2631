"""Confirming and changing a verdict on its record, run as the product runs it: from `dashboard.py`, signed in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data import judged, people, schema
from data.decisions import Seen, register_return, review_verdict
from data.decisions.deciding import let_count
from data.people import Role, Viewer
from data.records import from_case
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui import wording
from ui.literal import literal
from ui.verdicts import Word

ROOT = Path(__file__).parents[2]
SCREEN = "pages/supervision/record.py"
NOW = datetime.now(UTC).replace(microsecond=0)
ASKED = NOW - timedelta(days=12)
NAME = "use_name:contact:k1"
CASE = {
    "agents": [
        {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
        {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
    ],
    "customers": [{"customer_id": "c1", "name": "Lia Reis"}],
    "contacts": [
        {"contact_id": "k1", "customer_id": "c1", "agent_id": "a1", "channel": "whatsapp", "direction": "inbound"}
        | {"reason": "cancellation", "started_at": ASKED.isoformat()}
    ],
    "messages": [
        {"contact_id": "k1", "position": place, "sender": ("customer", "agent")[place % 2], "text": text}
        | {"sent_at": (ASKED + timedelta(minutes=place)).isoformat()}
        for place, text in enumerate(["quero cancelar", "Certo.", "ok", "Pronto, pedido aberto."])
    ],
    "cancellations": [
        {"cancellation_id": "x1", "customer_id": "c1", "contact_id": "k1", "agent_id": "a1", "outcome": "open"}
        | {"requested_at": ASKED.isoformat(), "fine_amount": 100.0}
    ],
}
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of: passwords take their time to be hashed."""
    path = tmp_path_factory.mktemp("reviews") / "store.db"
    store = filled(open_store(f"sqlite:///{path}"), from_case(CASE), NOW)
    for username, name, role, teams in (
        ("gil", "Gil *Matos*", Role.MANAGER, ()),
        ("nara", "Nara Lima", Role.TEAM_LEAD, ("Norte",)),
        ("sara", "Sara", Role.TEAM_LEAD, ("Sul",)),
    ):
        people.add_user(store, username, name, role, teams, "correct horse battery")
        people.open_session(store, username, f"token of {username}")
    store.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    where = f"sqlite:///{shutil.copy(made, tmp_path / 'store.db')}"
    monkeypatch.setenv("DATABASE_URL", where)
    return open_store(where)


@pytest.fixture
def open_record() -> Iterator[Opened]:
    def opened(username: str = "nara", **query: str) -> AppTest:
        return opened_screen(SCREEN, username, {"contact": "k1", **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.subheader, *app.markdown])


def send(app: AppTest, said: str, because: str, identity: str = NAME) -> AppTest:
    """Open the form where it is closed, fill it in, send it."""
    if not app.radio:
        app.button(key=f"change_{identity}").click().run()
    app.radio(key=f"review_said_{identity}").set_value(said)
    app.text_area(key=f"review_why_{identity}").set_value(because)
    app.button(key=f"save_{identity}").click().run()
    assert not app.exception
    return app


def kept(store: Store) -> list[tuple[str, str, str]]:
    table = schema.verdict_reviews.c
    with store.engine.connect() as connection:
        rows = connection.execute(select(table.verdict, table.reason, table.reviewed_by).order_by(table.id))
        return [tuple(row) for row in rows]


def counts(store: Store) -> tuple[int, ...]:
    """(met, missed, pending, insufficient) of the practice."""
    found = judged.read_totals(store).filter(practice="use_name")
    return found.select(judged.COUNTS).row(0) if found.height else (0, 0, 0, 0)


def today() -> str:
    return wording.day(datetime.now(UTC))


def test_a_verdict_is_confirmed_at_a_click(store: Store, open_record: Opened) -> None:
    app = open_record()
    app.button(key=f"confirm_{NAME}").click().run()
    assert not app.exception
    assert f"Nara Lima confirmou *não cumprida* em {today()}" in words(app)
    assert "Confirmado. Continua contando como *não cumprida*." in words(app)
    assert f"confirm_{NAME}" not in [one.key for one in app.button]
    assert kept(store) == [("missed", "", "nara")]
    assert "Confirmado" not in words(app.run()), "said once"
    assert kept(store) == [("missed", "", "nara")], "drawn anew, nothing is sent again"


def not_followed(app: AppTest) -> int:
    """How many verdicts of the record the headline calls not followed."""
    (told,) = re.findall(r"De \d+ vereditos, (um|\d+) diz", app.subheader[0].value)
    return 1 if told == "um" else int(told)


def test_a_verdict_is_changed_with_a_reason_and_everything_follows(store: Store, open_record: Opened) -> None:
    app = open_record()
    missed = not_followed(app)
    send(app, "met", "Chamou de *Lia* ![x](http://a.b/c)")
    assert f"A regra disse *não cumprida*; Nara Lima disse *cumprida* em {today()}" in words(app)
    assert "](http://a.b" not in words(app), "a reason is shown as typed"
    assert "Regra: " in words(app), "what the rule said stays"
    assert not app.radio, "the form is closed"
    assert counts(store) == (1, 0, 0, 0)
    assert not_followed(app) == missed - 1


def test_a_change_without_a_reason_is_not_taken(store: Store, open_record: Opened) -> None:
    app = send(open_record(), "met", "  ")
    assert "Diga por quê" in words(app)
    assert app.radio(key=f"review_said_{NAME}").value == "met", "what was chosen stays chosen"
    assert kept(store) == []
    send(app, "met", "Chamou pelo nome.")
    assert kept(store) == [("met", "Chamou pelo nome.", "nara")]


def test_a_form_in_which_nothing_was_changed_is_no_confirmation(store: Store, open_record: Opened) -> None:
    app = open_record()
    send(app, "missed", "")
    assert "Nada mudou: conta como *não cumprida*, como antes. Para confirmar, use Confirmar." in words(app)
    assert kept(store) == []
    assert app.radio(key=f"review_said_{NAME}").value == "missed", "the form stays open"
    send(app, "met", "Chamou pelo nome.")
    app.button(key=f"change_{NAME}").click().run()
    send(app, "met", "  ")
    assert "Nada mudou: conta como *cumprida*, como antes." in words(app)
    assert "use Confirmar" not in words(app), "that button is not there"
    assert len(kept(store)) == 1


def test_a_reason_without_a_choice_is_no_confirmation(store: Store, open_record: Opened) -> None:
    app = open_record()
    app.button(key=f"change_{NAME}").click().run()
    choices = app.radio(key=f"review_said_{NAME}")
    assert choices.value is None
    assert choices.options == ["cumprida", "não cumprida (vale agora)", "não dá para ver", "não se aplica"]
    app.text_area(key=f"review_why_{NAME}").set_value("Não chamou mesmo.")
    app.button(key=f"save_{NAME}").click().run()
    assert "Escolha o que conta aqui." in words(app)
    assert kept(store) == []
    assert app.text_area(key=f"review_why_{NAME}").value == "Não chamou mesmo."
    send(app, "missed", "Não chamou mesmo.")
    assert "Confirmado. Continua contando como *não cumprida*." in words(app)
    assert kept(store) == [("missed", "Não chamou mesmo.", "nara")]


def test_what_cannot_be_seen_is_one_line_below_the_rest(store: Store, open_record: Opened) -> None:
    def changeable(app: AppTest) -> list[str]:
        return [one.key.removeprefix("change_") for one in app.button if (one.key or "").startswith("change_")]

    table = schema.verdicts.c
    with judged.judging(store) as connection:
        let_count(store, connection, table.practice.in_(["plain_language", "transparency"]), "insufficient", None)
        rows = connection.execute(select(table.practice, table.unit, table.unit_id, table.verdict)).all()
    verdict_of = {f"{one.practice}:{one.unit}:{one.unit_id}": one.verdict for one in rows}
    app = open_record()
    order = [("missed", "pending", "met").index(verdict_of[one]) for one in changeable(app)]
    assert order == sorted(order)
    unseen = [one for one, verdict in verdict_of.items() if verdict == "insufficient"]
    (fold,) = app.expander
    assert fold.label == "2 práticas não aplicáveis ou que os registros não mostram"
    app.session_state["verdicts_unseen"] = True
    assert set(changeable(app.run())) == set(verdict_of)
    asked = open_record(practice=unseen[0].partition(":")[0])
    assert set(changeable(asked)) == set(verdict_of), "an address that asks for one opens it"
    send(asked, "met", "Vi no áudio.", unseen[0])
    assert "Salvo. Conta como *cumprida*" in words(asked)
    assert set(unseen) & set(changeable(open_record())) == {unseen[0]}, "what somebody saw is no longer folded"


def test_a_name_that_was_never_said_is_marked_only_when_asked_for(store: Store, open_record: Opened) -> None:
    def marked(app: AppTest) -> int:
        return app.table[0].value.to_string().count("Chamar pelo nome")

    app = open_record()
    assert marked(app) == 0
    app.selectbox(key="record_marks").set_value("use_name").run()
    assert marked(app) == 2
    assert marked(open_record(practice="use_name")) == 2


def test_a_changed_verdict_marks_its_evidence_as_it_counts_now(store: Store, open_record: Opened) -> None:
    def marks(app: AppTest) -> tuple[int, int]:
        told = app.table[0].value.to_string()
        return tuple(told.count(f"{sign}]\N{NO-BREAK SPACE}Chamar pelo nome") for sign in "◆●")

    app = open_record(practice="use_name")
    assert marks(app) == (2, 0)
    assert marks(send(app, "met", "Chamou pelo nome.")) == (0, 2)
    assert marks(send(open_record(), "withdrawn", "Era outro nome.")) == (0, 0), "only what is asked for"
    app = send(open_record(practice="use_name"), "inapplicable", "É a própria atendente.")
    assert marks(app) == (0, 0), "what counts nowhere has no evidence"
    assert not app.exception


def test_the_sections_stand_in_one_order(store: Store, open_record: Opened) -> None:
    orders = [[one.value for one in open_record(**query).header] for query in ({}, {"place": "message:k1:1"})]
    assert orders[0] == orders[1]
    assert "(#trecho)" in words(open_record(place="message:k1:1"))


def test_what_does_not_apply_stays_visible(store: Store, open_record: Opened) -> None:
    app = send(open_record(), "inapplicable", "É a própria atendente.")
    assert counts(store) == (0, 0, 0, 0)
    assert "Salvo. Não conta mais em nenhum total." in words(app)
    assert "não se aplica · Ana Paz" in words(app)
    app.selectbox(key="record_marks").set_value("use_name").run()
    assert not app.exception
    app.selectbox(key="record_marks").set_value("all").run()
    assert not app.exception


def test_back_to_the_rule_with_the_history(store: Store, open_record: Opened) -> None:
    app = send(open_record(), "met", "Chamou pelo nome.")
    app.button(key=f"change_{NAME}").click().run()
    assert app.radio(key=f"review_said_{NAME}").options[-1] == "voltar à regra: não cumprida"
    send(app, "withdrawn", "Era o nome da atendente.")
    said = words(app)
    assert said.index("voltou à avaliação da regra, *não cumprida*") < said.index("A regra disse *não cumprida*; Nara")
    assert "Salvo. A avaliação da regra volta a contar." in said
    assert counts(store) == (0, 1, 0, 0)
    assert f"confirm_{NAME}" in [one.key for one in app.button], "the rule's verdict can be confirmed again"


def test_the_second_person_reads_what_the_first_said_and_keeps_what_they_wrote(
    store: Store, open_record: Opened
) -> None:
    app = open_record()
    app.button(key=f"change_{NAME}").click().run()
    gil = Viewer("gil", "Gil *Matos*", Role.MANAGER)
    review_verdict(store, gil, "contact", "k1", "use_name", "met", "Ouvi a ligação.", Seen("missed"))
    send(app, "inapplicable", "Cliente sem nome.")
    assert "disse *cumprida* em" in words(app)
    assert "A sua não foi salva" in words(app)
    assert "Ouvi a ligação" in words(app)
    assert "Gil *Matos*" not in words(app), "a name is shown as typed"
    assert app.text_area(key=f"review_why_{NAME}").value == "Cliente sem nome."
    assert kept(store) == [("met", "Ouvi a ligação.", "gil")]
    app.button(key=f"save_{NAME}").click().run()
    assert [one[0] for one in kept(store)] == ["met", "inapplicable"]


def test_a_word_that_the_form_cannot_hold_changes_nothing(store: Store, open_record: Opened) -> None:
    app = open_record()
    app.session_state["review_sent"] = Word("contact", "k1", "use_name", "met", "x" * 4001, "missed", None)
    app.run()
    assert "Não foi possível salvar." in words(app)
    assert kept(store) == []


def test_who_was_signed_out_meanwhile_changes_nothing(store: Store, open_record: Opened) -> None:
    app = open_record()
    people.close_session(store, "token of nara")
    app.button(key=f"confirm_{NAME}").click().run()
    assert kept(store) == []


def test_a_registered_return_is_on_the_record_at_once(store: Store, open_record: Opened) -> None:
    gil = Viewer("gil", "Gil *Matos*", Role.MANAGER)
    assert "O pedido de cancelamento ficou sem retorno" in words(open_record())
    returned = NOW - timedelta(hours=1)
    said = "Liguei no (99) 98123-4567: a *multa* saiu."
    register_return(store, gil, "cancellation:x1", returned, "phone", said, "retained")
    app = open_record()
    moment = wording.local(returned).strftime("%d/%m %H:%M")
    assert f"O retorno só veio em {literal(moment)}, depois do prazo." in words(app)
    rows = app.table[0].value
    told = [" ".join(row.values()) for row in rows.to_dict("records") if "Retorno ao cliente" in " ".join(row.values())]
    assert len(told) == 1
    assert "Telefone :gray[· registrado por Gil &#42;Matos&#42;]" in told[0]
    assert "multa" in told[0]
    assert "98123" not in told[0]
    assert "Resultado: O cliente ficou." in told[0]
    assert wording.clock(returned) in told[0]


def test_another_team_sees_nothing_to_confirm(store: Store, open_record: Opened) -> None:
    app = open_record("sara")
    assert not [one for one in app.button if (one.key or "").startswith(("confirm_", "change_"))]


# -- the way back -------------------------------------------------------------------------------------------------


def way_back(app: AppTest) -> list[tuple[str, str, dict[str, str]]]:
    """The links to the screen that the record was opened from: label, screen, its address."""
    shown = [one.proto for one in app.get("page_link")]
    return [(one.label, one.page, dict(parse_qsl(one.query_string))) for one in shown]


def test_a_record_leads_back_to_the_list_that_it_was_opened_from(store: Store, open_record: Opened) -> None:
    here = {"from": "2026-11-16", "to": "2026-11-22", "open": "grid~1~a1~2026-11-16~2026-11-22~-~-~-"}
    back = f"revisao?{urlencode(here)}"
    assert way_back(open_record(back=back)) == [("Voltar para a lista", "revisao", here)]
    assert way_back(open_record(back="agentes?agent=a1")) == [("Voltar para Agentes", "agentes", {"agent": "a1"})]
    assert way_back(open_record()) == []


def test_a_forged_way_back_leads_nowhere_else(store: Store, open_record: Opened) -> None:
    for forged in ("http://a.b/c", "//a.b", "registro?contact=k1", "?open=x", "../kpis", "javascript:x", ""):
        assert way_back(open_record(back=forged)) == []
    sent = way_back(open_record(back="kpis?open=list:retention&contact=k9&lang=en&back=x"))
    assert sent == [("Voltar para a lista", "kpis", {"open": "list:retention"})]
