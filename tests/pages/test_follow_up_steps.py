"""What is done for a case short of its return, run as the product runs it; and a return that only the records show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, select
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import add_note, hand_over, record_attempt, register_return
from data.people import Role, Viewer, open_session
from data.people import add_user as add
from data.records import from_case
from data.sources import import_path
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from tests.pages.test_without_return import ASKED, NOT_THERE, NOW, SCREEN, Opened, people, records, words

X1, X2 = "cancellation:x1", "cancellation:x2"
GIL = Viewer("gil", "Gil Matos", Role.MANAGER)
VERA = Viewer("vera", "Vera Sá", Role.SUPERVISOR, ("Norte", "Sul"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("steps") / "store.db"
    store = filled(open_store(f"sqlite:///{path}"), from_case(records()), NOW)
    people(store)
    add(store, "sara", "Sara Lins", Role.TEAM_LEAD, ("Sul",), "correct horse battery")
    add(store, "vera", "Vera Sá", Role.SUPERVISOR, ("Norte", "Sul"), "correct horse battery")
    open_session(store, "sara", "token of sara")
    store.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    where = f"sqlite:///{shutil.copy(made, tmp_path / 'store.db')}"
    monkeypatch.setenv("DATABASE_URL", where)
    return open_store(where)


@pytest.fixture
def open_screen() -> Iterator[Opened]:
    def opened(username: str = "gil", **query: str) -> AppTest:
        return opened_screen(SCREEN, username, query)

    yield opened
    forget()


def choose(app: AppTest, form: str) -> None:
    """The channel of a form that asks for one, and the outcome of a return."""
    for boxes, value in ((app.segmented_control, "phone"), (app.radio, "informed")):
        for one in boxes:
            if (one.key or "").startswith((f"{form}_channel_", f"{form}_outcome_")):
                one.set_value(value)


def fill(app: AppTest, form: str, **fields: object) -> None:
    """Put values into the fields of a form: `text`, `to`, `day`, `time`."""
    for field, value in fields.items():
        kind = {"text": "text_area", "to": "selectbox", "day": "date_input", "time": "time_input"}[field]
        one = next(one for one in getattr(app, kind) if (one.key or "").startswith(f"{form}_{field}_"))
        one.set_value(value)


def send(app: AppTest, form: str, button: str, **fields: object) -> AppTest:
    fill(app, form, **fields)
    choose(app, form)
    next(one for one in app.button if one.label == button).click()
    app.run()
    assert not app.exception
    return app


def story(app: AppTest) -> str:
    told = next(one.value for one in app.table if "what" in one.value.columns)
    return str(told["what"].str.cat(sep="\n"))


def touches(app: AppTest) -> dict[str, str]:
    rows = app.dataframe[0].value
    return dict(zip(rows["customer"], rows["touch"], strict=True))


def steps(store: Store) -> list[Row[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(schema.follow_up_steps).order_by(schema.follow_up_steps.c.id)))


def test_an_attempt_stays_on_the_list_and_is_the_last_contact(store: Store, open_screen: Opened) -> None:
    app = open_screen(commitment=X1)
    assert touches(app)["Lia Reis"] == "sem contato desde o pedido"
    app = send(app, "attempt", "Registrar a tentativa", text="Caixa postal.")
    assert app.info[0].value.startswith("Tentativa de falar com **Lia Reis** registrada: ")
    assert touches(app)["Lia Reis"].endswith(", tentativa sem resposta")
    assert "Tentativa sem resposta. “Caixa postal&#46;”" in story(app)
    assert [one.text for one in steps(store)] == ["Caixa postal."]
    assert not next(one for one in app.text_area if (one.key or "").startswith("attempt_text_")).value, "begins anew"


def test_a_note_is_told_and_is_no_contact(store: Store, open_screen: Opened) -> None:
    app = send(open_screen(commitment=X1), "note", "Guardar a anotação", text="Trabalha à noite.")
    assert app.info[0].value == "Anotação guardada no caso."
    assert touches(app)["Lia Reis"].endswith(", anotação · sem contato desde o pedido")
    assert "**Anotação de Gil Matos** &nbsp; “Trabalha à noite&#46;”" in story(app)
    assert len(steps(store)) == 1


@pytest.mark.parametrize(
    ("form", "button", "fields"),
    [
        ("attempt", "Registrar a tentativa", {}),
        ("hand_over", "Passar o caso", {"to": "a2"}),
        ("note", "Guardar a anotação", {}),
    ],
)
def test_a_step_is_answered_beside_its_case_where_the_list_opens_with_another_by_then(
    store: Store, open_screen: Opened, form: str, button: str, fields: dict[str, str]
) -> None:
    app = open_screen()
    register_return(store, VERA, X1, NOW - timedelta(hours=1), "phone", "Liguei.", "retained")
    forget()  # what the store held is no longer of this moment
    app = send(app, form, button, text="Trabalha à noite", **fields)
    assert app.dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    assert [one.value for one in app.header][1:3] == ["Lia Reis", "O cliente já teve retorno"]
    if form == "note":
        assert app.info[0].value == "Anotação guardada no caso."
        assert [(one.commitment_id, one.text) for one in steps(store)] == [(X1, "Trabalha à noite")]
    else:
        assert any(one.value.startswith("Vera Sá chegou antes: o retorno a Lia Reis") for one in app.info)
        assert "O que você escreveu não foi gravado: “Trabalha à noite”" in words(app)
        assert not steps(store)


def test_a_hand_over_changes_who_owes_it_and_who_may_act(store: Store, open_screen: Opened) -> None:
    assert open_screen("sara").dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    app = send(open_screen(commitment=X1), "hand_over", "Passar o caso", to="a2", text="Ana está de férias.")
    assert app.info[0].value == "Agora **Rui Sá** deve o retorno a **Lia Reis**. O caso continua na lista."
    assert app.dataframe[0].value["agent"].to_list() == ["Rui Sá", "Rui Sá"]
    assert "O veredito continua com Ana Paz, a quem coube o pedido." in words(app)
    assert "**Passou de Ana Paz para Rui Sá** &nbsp; Por Gil Matos. “Ana está de férias&#46;”" in story(app)
    app = open_screen("sara", commitment=X1)
    assert "quero cancelar" in story(app), "whoever owes it knows what was asked"
    assert not [one for one in app.button if one.key == "open_contact"], "the record stays the other team's"
    app = send(app, "return", "Registrar o retorno", text="Liguei e resolvi.")
    assert app.info[0].value.startswith("Retorno a **Lia Reis** registrado: ")
    rejudge(store, default_policy(), NOW + timedelta(hours=1), everything=True)
    assert len(steps(store)) == 1
    assert open_screen().dataframe[0].value["customer"].to_list() == ["Davi Luz"]


@pytest.mark.parametrize(
    ("form", "button", "fields", "sentence"),
    [
        ("attempt", "Registrar a tentativa", {"text": " "}, "Escreva o que aconteceu"),
        (
            *("attempt", "Registrar a tentativa"),
            *({"text": "x", "day": ASKED.date() - timedelta(days=2), "time": time(10)}, "não pode ser anterior"),
        ),
        ("hand_over", "Passar o caso", {"text": "férias"}, "Escolha quem assume"),
        ("hand_over", "Passar o caso", {"to": "a1", "text": "férias"}, "O retorno já é de Ana Paz"),
        ("hand_over", "Passar o caso", {"to": "a2"}, "Escreva o motivo"),
        ("note", "Guardar a anotação", {"text": ""}, "A anotação está vazia"),
        ("note", "Guardar a anotação", {"text": "x" * 4001}, "O texto tem 4.001 caracteres e pode ter até 4.000"),
        ("return", "Registrar o retorno", {"text": "x" * 4001}, "O texto tem 4.001 caracteres"),
    ],
)
def test_what_is_wrong_is_said_and_stays_in_the_form(
    store: Store, open_screen: Opened, form: str, button: str, fields: dict[str, object], sentence: str
) -> None:
    app = send(open_screen(commitment=X1), form, button, **fields)
    assert sentence in app.error[0].value
    kept = next(one for one in app.text_area if (one.key or "").startswith(f"{form}_text_"))
    assert (kept.value or "") == fields.get("text", "")
    assert steps(store) == []


def test_whoever_hands_over_second_is_told_who_was_first(store: Store, open_screen: Opened) -> None:
    app = open_screen(commitment=X1)
    hand_over(store, VERA, X1, "a1", "a2", "Ana está de férias.")
    app = send(app, "hand_over", "Passar o caso", to="a2", text="Equipe cheia.")
    assert app.info[0].value.startswith("Vera Sá chegou antes: o retorno a Lia Reis passou para Rui Sá em ")
    kept = next(one for one in app.text_area if (one.key or "").startswith("hand_over_text_"))
    assert kept.value == "Equipe cheia."
    assert len(steps(store)) == 1


def test_what_was_written_for_a_case_that_left_the_list_can_be_kept(store: Store, open_screen: Opened) -> None:
    app = open_screen("nara", commitment=X1)
    register_return(store, GIL, X1, NOW - timedelta(hours=1), "phone", "Liguei.", "retained")
    app = send(app, "attempt", "Registrar a tentativa", text="Caixa postal.")
    assert any(one.value.startswith("Gil Matos chegou antes: o retorno a Lia Reis") for one in app.info)
    assert "O que você escreveu não foi gravado: “Caixa postal&#46;”" in words(app)
    app = send(app, "note", "Guardar a anotação")
    assert app.info[0].value == "Anotação guardada no caso."
    assert [(one.kind, one.text) for one in steps(store)] == [("note", "Caixa postal.")]
    assert "Caixa postal" in story(app)


def test_a_case_that_is_no_longer_theirs_gives_back_what_was_written(store: Store, open_screen: Opened) -> None:
    hand_over(store, GIL, X1, "a1", "a2", "férias")
    app = open_screen("sara", commitment=X1)
    hand_over(store, GIL, X1, "a2", "a1", "voltou")
    app = send(app, "note", "Guardar a anotação", text="Ligar à tarde.")
    assert NOT_THERE in words(app)
    assert "O que você escreveu não foi gravado: “Ligar à tarde&#46;”" in words(app)


def test_a_return_that_the_imported_records_show_closes_the_case_by_itself(
    store: Store, open_screen: Opened, tmp_path: Path
) -> None:
    record_attempt(store, GIL, X1, NOW - timedelta(days=2), "phone", "Não atendeu.")
    add_note(store, GIL, X1, "Trabalha à noite.")
    kept = steps(store)
    called_at = (NOW - timedelta(days=1)).isoformat()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "contacts.csv").write_text(
        "contact_id,customer_id,agent_id,channel,direction,reason,started_at\n"
        f"k9,c1,a1,phone,outbound,cancellation,{called_at}\n",
        encoding="utf-8",
    )
    (folder / "messages.csv").write_text(
        "contact_id,position,sender,sent_at,text\n"
        f'k9,0,agent,{called_at},"Dona Lia, o cancelamento foi concluído, a multa ficou em R$ 100,00."\n'
        f"k9,1,customer,{called_at},Obrigada.\n",
        encoding="utf-8",
    )
    assert open_screen().dataframe[0].value["customer"].to_list() == ["Lia Reis", "Davi Luz"]
    import_path(store, folder)
    rejudge(store, default_policy(), NOW)
    app = open_screen(commitment=X1)
    assert app.dataframe[0].value["customer"].to_list() == ["Davi Luz"]
    assert "O cliente já teve retorno" in [one.value for one in app.header]
    assert "como mostram os registros importados." in words(app)
    assert "Trabalha à noite" in story(app)
    assert steps(store) == kept


def test_a_lead_of_one_agent_has_nobody_to_hand_over_to(store: Store, open_screen: Opened) -> None:
    app = open_screen("nara", commitment=X1)
    assert "Não há outra pessoa nas suas equipes para assumir o retorno." in words(app)
    assert open_screen("nara", commitment=X2).header
