"""What is owed, run as the product runs it: from `dashboard.py`, signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import register_return
from data.people import Role, Viewer, add_user, open_session
from data.records import TIME, from_case
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui import wording

ROOT = Path(__file__).parents[2]
SCREEN = "pages/follow_up/without_return.py"
NOW = datetime.now(UTC).replace(microsecond=0)
ASKED = NOW - timedelta(days=12)
NOT_THERE = "Este caso não existe ou não está entre os que você pode ver."
Opened = Callable[..., AppTest]


def records() -> dict[str, list[dict[str, object]]]:
    return {
        "agents": [
            {"agent_id": "a1", "name": "Ana Paz", "team": "Norte"},
            {"agent_id": "a2", "name": "Rui Sá", "team": "Sul"},
        ],
        "customers": [{"customer_id": "c1", "name": "Lia Reis"}, {"customer_id": "c2", "name": "Davi Luz"}],
        "contacts": [
            {"contact_id": f"k{n}", "customer_id": f"c{n}", "agent_id": f"a{n}", "channel": "whatsapp"}
            | {"direction": "inbound", "reason": "cancellation", "started_at": ASKED.isoformat()}
            for n in (1, 2)
        ],
        "messages": [
            {"contact_id": f"k{n}", "position": 0, "sender": "customer", "text": "quero cancelar ![x](http://a.b/c)"}
            | {"sent_at": ASKED.isoformat()}
            for n in (1, 2)
        ],
        "cancellations": [
            {"cancellation_id": f"x{n}", "customer_id": f"c{n}", "contact_id": f"k{n}", "agent_id": f"a{n}"}
            | {"requested_at": ASKED.isoformat(), "outcome": "open", "fine_amount": 100.0 * n}
            for n in (1, 2)
        ],
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of: passwords take their time to be hashed."""
    path = tmp_path_factory.mktemp("owed") / "store.db"
    store = filled(open_store(f"sqlite:///{path}"), from_case(records()), NOW)
    people(store)
    store.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    where = f"sqlite:///{shutil.copy(made, tmp_path / 'store.db')}"
    monkeypatch.setenv("DATABASE_URL", where)
    return open_store(where)


def people(store: Store) -> None:
    add_user(store, "gil", "Gil Matos", Role.MANAGER, (), "correct horse battery")
    add_user(store, "nara", "Nara", Role.TEAM_LEAD, ("Norte",), "correct horse battery")
    for username in ("gil", "nara"):
        open_session(store, username, f"token of {username}")


@pytest.fixture
def open_screen() -> Iterator[Opened]:
    def opened(username: str = "gil", **query: str) -> AppTest:
        return opened_screen(SCREEN, username, query)

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.title, *app.header, *app.subheader, *app.markdown, *app.info])


def said(app: AppTest, field: str) -> Any:
    """The channel or the outcome in the form of the return."""
    boxes = app.segmented_control if field == "channel" else app.radio
    return next(one for one in boxes if (one.key or "").startswith(f"return_{field}_"))


def send(app: AppTest, text: str = "Liguei e expliquei.", **fields: object) -> AppTest:
    for key, value in fields.items():
        getattr(app, f"{key}_input")[0].set_value(value)
    said(app, "channel").set_value("phone")
    said(app, "outcome").set_value("informed")
    app.text_area[0].set_value(text)
    next(one for one in app.button if one.label == "Registrar o retorno").click()
    return app.run()


def left(store: Store) -> set[str]:
    states = store.read("SELECT commitment_id, state FROM commitments", {"commitment_id": _TEXT, "state": _TEXT})
    return {row[0] for row in states.rows() if row[1] == "missed"}


_TEXT = pl.String()


def test_the_screen_opens_the_oldest_case_and_says_what_is_owed(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    assert app.subheader[0].value.startswith("**2 retornos** estão fora do prazo, todos de pedidos de canc")
    assert "Aqui estão todos os compromissos: pedidos de cancelamento, promessas de retorno" in words(app)
    assert "o período acima não a restringe" in words(app)
    assert [one.value for one in app.header][:3] == ["Fora do prazo", "Lia Reis", "Registrar o retorno"]
    assert app.dataframe[0].value["customer"].to_list() == ["Lia Reis", "Davi Luz"]
    told = next(one.value for one in app.table if "what" in one.value.columns)
    story = told["what"].str.cat(sep="\n")
    assert "quero cancelar" in story
    assert "](http://a.b" not in story


def test_a_link_opens_its_case_and_the_keyboard_another(store: Store, open_screen: Opened) -> None:
    app = open_screen(commitment="cancellation:x2")
    assert app.header[1].value == "Davi Luz"
    app.selectbox(key="owed_case").set_value("cancellation:x1").run()
    assert app.header[1].value == "Lia Reis"
    assert app.query_params["commitment"] == "cancellation:x1"


def test_filters_narrow_the_list(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    app.selectbox(key="owed_owner").set_value("a2").run()
    assert app.dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    app.selectbox(key="owed_kind").set_value("promise").run()
    assert "com estes filtros ninguém espera retorno" in words(app)


def test_a_team_lead_sees_the_own_team_and_a_foreign_case_like_none(store: Store, open_screen: Opened) -> None:
    foreign, none = (words(open_screen("nara", commitment=f"cancellation:{one}")) for one in ("x2", "nope"))
    assert foreign == none
    assert NOT_THERE in foreign
    assert "Davi" not in foreign
    assert open_screen("nara").dataframe[0].value["customer"].to_list() == ["Lia Reis"]


def test_a_return_takes_the_case_off_the_list_for_good(store: Store, open_screen: Opened) -> None:
    app = send(open_screen(commitment="cancellation:x1"))
    assert not app.exception
    assert app.info[0].value.startswith("Retorno a **Lia Reis** registrado: ")
    assert app.dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    assert app.query_params["commitment"] == "cancellation:x1", "what was said stands beside the case it is about"
    assert [one.value for one in app.header][1:3] == ["Lia Reis", "O cliente já teve retorno"]
    assert "chegou antes" not in words(app)
    assert left(store) == {"cancellation:x2"}
    rejudge(store, default_policy(), NOW + timedelta(hours=1), everything=True)
    assert left(store) == {"cancellation:x2"}


def owes_more(store: Store) -> None:
    """Lia waits for a promised return too."""
    row = {"commitment_id": "promise:k1:0", "customer_key": "c1", "customer_id": "c1", "kind": "promise"}
    row |= {"state": "missed", "agent_id": "a1", "contact_id": "k1"}
    with store.write() as connection:
        connection.execute(insert(schema.commitments).values(**row, made_at=ASKED, due_at=NOW - timedelta(days=3)))


PROMISE = "Promessa de retorno, 3 dias fora do prazo, do mesmo atendimento"


def test_what_a_customer_waits_for_from_one_talk_is_one_row_and_settled_with_one_return(
    store: Store, open_screen: Opened
) -> None:
    owes_more(store)
    app = open_screen(commitment="cancellation:x1")
    assert app.subheader[0].value.startswith("**3 retornos** a 2 clientes estão fora do prazo")
    assert app.dataframe[0].value["kind"].to_list() == ["Cancelamento + promessa", "Cancelamento"]
    assert "3 retornos a 2 clientes. O que uma pessoa deve a um cliente pelo mesmo atendimento fica" in words(app)
    assert f"**Este cliente espera outro retorno:** {PROMISE}." in words(app)
    box = next(one for one in app.checkbox if one.label == f"Este retorno também responde: {PROMISE}")
    assert not box.value
    box.check()
    app = send(app, "Liguei e *expliquei*.")
    assert not app.exception
    assert app.info[0].value.endswith("Ele responde a 2 pedidos; todos saíram da lista.")
    assert left(store) == {"cancellation:x2"}
    types = dict.fromkeys(("commitment_id", "returned_at", "channel", "what_was_said", "outcome"), _TEXT)
    given = store.read(f"SELECT {', '.join(types)} FROM returns ORDER BY 1", types).rows()
    assert [row[0] for row in given] == ["cancellation:x1", "promise:k1:0"]
    assert given[0][1:] == given[1][1:], "the same words"
    assert "Este cliente espera" not in words(app)


def test_what_was_not_ticked_is_still_owed_and_said(store: Store, open_screen: Opened) -> None:
    owes_more(store)
    app = send(open_screen(commitment="cancellation:x1"))
    assert app.info[0].value.startswith("Retorno a **Lia Reis** registrado: ")
    assert app.info[0].value.endswith(f"**Este cliente espera outro retorno:** {PROMISE}.")
    assert left(store) == {"promise:k1:0", "cancellation:x2"}


def test_a_promise_opened_on_its_own_takes_the_cancellations_outcome_where_that_is_ticked(
    store: Store, open_screen: Opened
) -> None:
    owes_more(store)

    def sent(app: AppTest, outcome: str, *, ticked: bool) -> AppTest:
        app.checkbox[0].set_value(ticked)
        said(app, "channel").set_value("phone")
        said(app, "outcome").set_value(outcome)
        app.text_area[0].set_value("Liguei e expliquei.")
        return next(one for one in app.button if one.label == "Registrar o retorno").click().run()

    app = open_screen(commitment="promise:k1:0")
    assert said(app, "outcome").options[:2] == ["Cancelado", "O cliente ficou"]
    app = sent(app, "retained", ticked=False)
    assert [one.value for one in app.error] == [
        "“O cliente ficou” encerra um pedido de cancelamento: marque também esse pedido ou escolha outro resultado."
    ]
    app = sent(app, "settled", ticked=True)
    assert app.error[0].value.startswith("Este retorno também responde a um pedido de cancelamento: diga se")
    assert left(store) == {"promise:k1:0", "cancellation:x1", "cancellation:x2"}
    app = sent(app, "retained", ticked=True)
    assert not app.error
    assert left(store) == {"cancellation:x2"}
    given = store.read("SELECT DISTINCT outcome FROM returns", {"outcome": _TEXT})
    assert given["outcome"].to_list() == ["retained"]


def test_what_somebody_else_settled_meanwhile_stays_theirs(store: Store, open_screen: Opened) -> None:
    owes_more(store)
    app = open_screen(commitment="cancellation:x1")
    app.checkbox[0].check()
    nara = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
    register_return(store, nara, "promise:k1:0", NOW - timedelta(hours=1), "chat", "Escrevi.", "settled")
    app = send(app)
    assert app.info[0].value.endswith("O caso saiu da lista.")
    assert left(store) == {"cancellation:x2"}
    given = store.read(
        "SELECT commitment_id, registered_by FROM returns", {"commitment_id": _TEXT, "registered_by": _TEXT}
    )
    assert dict(given.rows()) == {"cancellation:x1": "gil", "promise:k1:0": "nara"}


def test_nothing_is_preselected_and_what_is_missing_is_said(store: Store, open_screen: Opened) -> None:
    app = open_screen(commitment="cancellation:x1")
    assert (said(app, "channel").value, said(app, "outcome").value, app.time_input[0].value) == (None, None, None)
    app.text_area[0].set_value("Liguei.")
    next(one for one in app.button if one.label == "Registrar o retorno").click().run()
    assert [one.value.partition(":")[0] for one in app.error] == ["Escolha o canal.", "Escolha o resultado"]
    assert left(store) == {"cancellation:x1", "cancellation:x2"}
    assert app.text_area[0].value == "Liguei."


def test_an_empty_time_is_the_minute_of_sending_and_only_todays(store: Store, open_screen: Opened) -> None:
    app = send(open_screen(commitment="cancellation:x1"), date=ASKED.date() + timedelta(days=3))
    assert app.error[0].value == "Informe a hora: só a de hoje pode ficar vazia."
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    send(open_screen(commitment="cancellation:x1"))
    at = store.read("SELECT returned_at FROM returns", {"returned_at": TIME})["returned_at"].item()
    assert before <= at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "  "}, "Escreva o que foi dito"),
        ({"date": ASKED.date() - timedelta(days=2), "time": time(10)}, "não pode ser anterior"),
    ],
)
def test_a_wrong_return_is_not_registered(
    store: Store, open_screen: Opened, fields: dict[str, object], sentence: str
) -> None:
    app = send(open_screen(commitment="cancellation:x1"), **fields)  # type: ignore[arg-type]
    assert sentence in app.error[0].value
    assert left(store) == {"cancellation:x1", "cancellation:x2"}


def test_a_moment_that_has_not_come_is_refused(store: Store, open_screen: Opened) -> None:
    app = open_screen(commitment="cancellation:x1")
    if wording.local(NOW).time() > time(23, 50):
        pytest.skip("the day is nearly over")
    app = send(app, time=time(23, 59))
    assert "ainda não chegou" in app.error[0].value


@pytest.mark.parametrize("address", [{"commitment": "cancellation:x1"}, {}], ids=["picked", "the list opens with it"])
def test_whoever_comes_second_is_told_who_was_first(store: Store, open_screen: Opened, address: dict[str, str]) -> None:
    app = open_screen(**address)
    assert app.header[1].value == "Lia Reis"
    nara = Viewer("nara", "Nara", Role.TEAM_LEAD, ("Norte",))
    register_return(store, nara, "cancellation:x1", NOW - timedelta(hours=1), "phone", "Liguei.", "retained")
    forget()  # what the store held is no longer of this moment
    app = send(app, "Eu também liguei.")
    assert app.dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    assert app.header[1].value == "Lia Reis", "the case that the form was for, not the one that the list opens with now"
    assert any(one.value.startswith("Nara chegou antes: o retorno a Lia Reis") for one in app.info)
    assert "O que você escreveu não foi gravado: “Eu também liguei&#46;”" in words(app)


def test_a_list_that_scrolls_says_how_many_it_holds(store: Store, open_screen: Opened) -> None:
    assert "Role dentro da lista" not in words(open_screen())
    row = {"customer_key": "", "kind": "overdue_os", "state": "missed", "made_at": ASKED, "due_at": NOW}
    with store.write() as connection:
        connection.execute(insert(schema.commitments), [{**row, "commitment_id": f"overdue_os:{n}"} for n in range(20)])
    assert "22 retornos a 22 clientes. Role dentro da lista para ver todas as linhas." in words(open_screen())


def test_an_empty_list_says_so_in_good_words(store: Store, open_screen: Opened) -> None:
    with store.write() as connection:
        connection.execute(schema.commitments.delete())
    app = open_screen()
    assert app.subheader[0].value == (
        "Ninguém espera uma resposta nossa aqui. Todo pedido e toda promessa já tiveram retorno."
    )
    assert not app.dataframe


def test_a_case_of_nobody_and_of_no_customer_opens(store: Store, open_screen: Opened) -> None:
    row = {"commitment_id": "overdue_os:9", "customer_key": "", "kind": "overdue_os", "state": "missed"}
    with store.write() as connection:
        connection.execute(insert(schema.commitments).values(**row, made_at=ASKED, due_at=NOW))
    app = open_screen(commitment="overdue_os:9")
    assert app.header[1].value == "Cliente sem nome nos registros"
