"""What the weekly review decides, run as the product runs it: from `dashboard.py`, signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.proto.Block_pb2 import Block as BlockProto
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import agree_action, change_action, close_review, reopen_review
from data.demo import make_demo
from data.people import Role, Viewer, add_user, open_session
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui import wording
from ui.due import working_day_in
from ui.meeting_forms import SOMEBODY_ELSE

SCREEN = "pages/supervision/weekly_review.py"
SUNDAY = date(2026, 11, 15)
WEEK = (SUNDAY - timedelta(days=6), SUNDAY)
NEXT = (SUNDAY + timedelta(days=1), SUNDAY + timedelta(days=7))
GIL = Viewer("gil", "Gil Matos", Role.MANAGER)
NARA = Viewer("nara", "Nara Lima", Role.TEAM_LEAD, ("Norte",))
NARA_AS_MANAGER = Viewer("nara", "Nara Lima", Role.MANAGER)
YESTERDAY = wording.today() - timedelta(days=1)
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("meeting") / "store.db"
    demo = make_demo(contacts=300, seed=3, until=SUNDAY, weeks=3)
    store = filled(open_store(f"sqlite:///{path}"), demo.records, datetime(2026, 11, 16, 6, tzinfo=UTC))
    for viewer in (GIL, NARA):
        add_user(store, viewer.username, viewer.name, viewer.role, viewer.teams, "correct horse battery")
        open_session(store, viewer.username, f"token of {viewer.username}")
    store.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    where = f"sqlite:///{shutil.copy(made, tmp_path / 'store.db')}"
    monkeypatch.setenv("DATABASE_URL", where)
    return open_store(where)


@pytest.fixture
def open_review() -> Iterator[Opened]:
    def opened(username: str = "gil", days: tuple[date, date] = WEEK, **query: str) -> AppTest:
        return opened_screen(SCREEN, username, {"from": str(days[0]), "to": str(days[1]), **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.header, *app.markdown])


def buttons(app: AppTest) -> list[str]:
    return [one.key for one in app.button]


def rows(store: Store, table: str) -> list[Any]:
    of = schema.metadata.tables[table]
    with store.engine.connect() as connection:
        return list(connection.execute(select(of).order_by(of.c.id)))


def due() -> date:
    return wording.today() + timedelta(days=7)


def agreed(store: Store, what: str = "Conferir três cancelamentos", viewer: Viewer = GIL, **form: Any) -> int:
    teams = form.pop("teams", viewer.teams)
    return agree_action(store, viewer, *WEEK, teams, what, **{"owner": "Ana Prado", "due_on": due(), **form})


def test_an_action_is_agreed_and_the_form_is_ready_for_the_next(store: Store, open_review: Opened) -> None:
    app = open_review()
    assert "O que decidimos?" in words(app)
    assert "todas as equipes" in words(app)
    app.button(key="open_new").click().run()
    app.text_input(key="what_new_0").set_value("  Rever a agenda *do* Tiago ")
    app.selectbox(key="owner_new_0").set_value("Nara Lima")
    app.selectbox(key="practice_new_0").set_value("unchecked_scheduling")
    app.button(key="save_new").click().run()
    assert not app.exception
    (row,) = rows(store, "actions")
    assert (row.what, row.owner, row.due_on, row.practice) == (
        "Rever a agenda *do* Tiago",
        "Nara Lima",
        working_day_in(7),
        "unchecked_scheduling",
    )
    assert (row.from_day, row.to_day, row.teams) == (*WEEK, "[]")
    assert "Anotado: **Rever a agenda" in words(app)
    assert "*do*" not in words(app), "others' words are shown as typed"
    assert "Combinado nesta revisão" in words(app)
    assert app.text_input(key="what_new_1").value == ""
    assert "Anotado" not in words(app.run()), "said once"


@pytest.mark.parametrize(("typed", "owner"), [("  Alguém  de fora ", "Alguém de fora"), ("NÁRA lima", "Nara Lima")])
def test_an_action_is_given_to_somebody_else_by_name(store: Store, open_review: Opened, typed: str, owner: str) -> None:
    app = open_review()
    app.button(key="open_new").click().run()
    box = app.selectbox(key="owner_new_0")
    assert box.options[-1] == "Outra pessoa…"
    assert "name_new_0" not in [one.key for one in app.text_input]
    app.text_input(key="what_new_0").set_value("Rever a agenda")
    box.set_value(SOMEBODY_ELSE).run()
    app.button(key="save_new").click().run()
    assert "Diga quem faz" in words(app), "nobody is named yet"
    app.text_input(key="name_new_0").set_value(typed).run()
    app.switch_page("pages/results/kpis.py").run()
    app.switch_page(SCREEN).run()
    assert app.text_input(key="name_new_0").value == typed, "kept as the other fields are"
    app.button(key="save_new").click().run()
    assert not app.exception
    assert [one.owner for one in rows(store, "actions")] == [owner]
    assert f"{owner}, até" in words(app)


@pytest.mark.parametrize(
    ("what", "owner", "on", "said"),
    [
        ("", "Gil Matos", timedelta(7), "Escreva o que será feito."),
        ("Rever", None, timedelta(7), "Diga quem faz"),
        ("Rever", "Gil Matos", timedelta(-1), "já passou"),
        ("Rever", "Gil Matos", timedelta(400), "o ano está certo?"),
    ],
)
def test_a_form_with_a_fault_stays_as_it_was(
    store: Store, open_review: Opened, what: str, owner: str | None, on: timedelta, said: str
) -> None:
    app = open_review()
    app.button(key="open_new").click().run()
    app.text_input(key="what_new_0").set_value(what)
    if owner:
        app.selectbox(key="owner_new_0").set_value(owner)
    app.date_input(key="due_new_0").set_value(wording.today() + on)
    app.button(key="save_new").click().run()
    assert not app.exception
    assert said in words(app)
    assert app.text_input(key="what_new_0").value == what
    assert rows(store, "actions") == []


def test_actions_come_back_next_week_and_are_settled(store: Store, open_review: Opened) -> None:
    done, late = agreed(store, practice="use_name"), agreed(store, "Rever o modelo")
    with store.write() as connection:
        table = schema.actions
        connection.execute(table.update().where(table.c.id == late).values(due_on=wording.today() - timedelta(days=2)))
    app = open_review(days=NEXT)
    assert "Da última revisão, 9 a 15/11" in words(app)
    assert ":orange[:material/error: **atrasada há 2 dias**]" in words(app), "a sign and words, not colour alone"
    assert "Chamar pelo nome, de todas as equipes: " in words(app)
    assert "Ainda não há semana inteira desde então: a primeira é a de " in words(app)
    app.button(key=f"open_{done}").click().run()
    app.radio(key=f"state_{done}_0").set_value("done")
    app.button(key=f"save_{done}").click().run()
    assert "Diga o que resultou" in words(app)
    app.text_area(key=f"said_{done}_0").set_value("Nove de *dez*")
    app.button(key=f"save_{done}").click().run()
    assert not app.exception
    assert "Salvo." in words(app)
    assert f":material/check: feita em {wording.day(wording.today(), year=False)} por Gil Matos: “Nove" in words(app)
    assert "*dez*" not in words(app)
    assert [one.state for one in rows(store, "actions")] == ["done", "open"]


def test_what_was_given_to_the_viewer_is_said_below_the_opening(store: Store, open_review: Opened) -> None:
    for what in ("Ligar de volta", "Ouvir duas ligações"):
        mine = agreed(store, what, owner="nará lima")
    assert "2 ações combinadas com você" in words(open_review("nara")), "in the very week in which they were agreed too"
    app = open_review("nara", days=NEXT)
    told = words(app)
    assert "2 ações combinadas com você estão em aberto: [ver](#decidido)" in told
    assert told.index("combinadas com você") < told.index("Ligar de volta")
    assert [one.proto.anchor for one in app.header if one.value == "O que decidimos?"] == ["decidido"], "where it leads"
    change_action(store, NARA, mine, 1, "done", due(), "Feito.")
    forget()
    assert "1 ação combinada com você está em aberto: [ver](#decidido)" in words(open_review("nara", days=NEXT))
    assert "com você" not in words(open_review(days=NEXT)), "the others have nothing of theirs"


def test_notes_do_not_lift_how_an_action_stands_out_of_its_row(store: Store, open_review: Opened) -> None:
    """What, who and how it stands begin on one line, however many notes there are below."""
    action_id = agreed(store)
    for version in (1, 2, 3):
        change_action(store, GIL, action_id, version, "open", due(), f"Nota {version}")
    app = open_review(days=NEXT)
    row = [one for one in app.columns if any("Conferir três" in said.value for said in one.markdown)]
    (column,) = (one for one in app.columns if f"open_{action_id}" in [button.key for button in one.button])
    beside = [column, *row]
    assert len(beside) == 2
    assert {one.proto.vertical_alignment for one in beside} == {BlockProto.Column.VerticalAlignment.TOP}
    assert [said.value.count("“Nota") for said in column.markdown] == [0, 1, 1, 1], "all of it is told, below it"


def test_two_people_at_once_on_one_action(store: Store, open_review: Opened) -> None:
    action_id = agreed(store)
    app = open_review()
    app.button(key=f"open_{action_id}").click().run()
    app.radio(key=f"state_{action_id}_0").set_value("dropped")
    app.text_area(key=f"said_{action_id}_0").set_value("Não cabe mais.")
    moved = due() + timedelta(days=3)
    change_action(store, GIL, action_id, 1, "open", moved, "Férias.")
    app.button(key=f"save_{action_id}").click().run()
    assert not app.exception
    assert "Gil Matos mudou antes de você" in words(app)
    assert "“Férias" in words(app)
    assert rows(store, "actions")[0].state == "open"
    assert app.text_area(key=f"said_{action_id}_0").value == "Não cabe mais.", "nothing written is lost"
    assert app.radio(key=f"state_{action_id}_0").value == "dropped"
    app.button(key=f"save_{action_id}").click().run()
    assert rows(store, "actions")[0].state == "dropped"


def test_a_form_left_open_does_not_undo_what_came_meanwhile(store: Store, open_review: Opened) -> None:
    action_id = agreed(store)
    app = open_review()
    app.button(key=f"open_{action_id}").click().run()
    change_action(store, NARA_AS_MANAGER, action_id, 1, "done", due(), "Feita.")
    forget()
    app.text_area(key=f"said_{action_id}_0").set_value("Uma nota").run()
    assert ":material/check: feita em" in words(app), "the screen shows it, the form was opened before"
    app.button(key=f"save_{action_id}").click().run()
    assert "mudou antes de você" in words(app)
    assert rows(store, "actions")[0].state == "done"


def test_closing_keeps_the_numbers_and_says_which_are_others_today(store: Store, open_review: Opened) -> None:
    app = open_review()
    app.button(key="open_close").click().run()
    app.text_area(key="remark_close_0").set_value("Vinte *minutos*")
    app.button(key="save_close").click().run()
    assert not app.exception
    (row,) = rows(store, "meetings")
    assert (row.from_day, row.to_day, row.teams, row.closed_by) == (*WEEK, "[]", "gil")
    assert "**Esta revisão está fechada.** Gil Matos fechou em " in words(app)
    assert "Vinte *minutos*" not in words(app)
    assert "Os números acima ainda são os do fechamento." in words(app)
    assert not {"open_new", "open_close"} & set(buttons(app))
    with store.write() as connection:  # an import and a judging: one more name not said
        totals = schema.daily_compliance
        wanted = totals.c.practice == "use_name"
        first = connection.execute(select(totals).where(wanted, totals.c.day == SUNDAY - timedelta(days=3))).first()
        assert first is not None
        same = [totals.c[name] == getattr(first, name) for name in ("day", "practice", "agent_id", "channel")]
        same.append(totals.c.reason_of_contact == first.reason_of_contact)
        connection.execute(totals.update().where(*same).values(missed=first.missed + 5))
        store.set_fact(connection, "last_judging", "again")
    app = open_review()
    assert "3 números são outros hoje" in words(app), "the practice, its pillar, the total"
    table = next(one.value for one in app.table if "No fechamento" in one.value.columns)
    assert table["Número"].to_list() == ["Total", "Respeita o cliente", "Chamar pelo nome"]
    assert (table["No fechamento"] != table["Hoje"]).all()
    app.button(key="open_numbers").click().run()
    whole = [one.value for one in app.table if "No fechamento" in one.value.columns][-1]
    assert len(whole) == 4 + 19 + 1 + 3


def test_what_nobody_judged_any_more_is_not_closed(store: Store, open_review: Opened) -> None:
    app = open_review()
    app.button(key="open_close").click().run()
    app.text_area(key="remark_close_0").set_value("Vinte minutos")
    with store.write() as connection:  # what the screen has shown is gone before it is sent
        connection.execute(schema.daily_compliance.delete())
    app.button(key="save_close").click().run()
    assert not app.exception
    assert "A revisão não foi fechada: neste período já não há nada avaliado." in words(app)
    assert "“Vinte minutos”" in words(app)
    assert rows(store, "meetings") == []


def test_reopening_asks_for_a_reason_and_tells_it(store: Store, open_review: Opened) -> None:
    close_review(store, GIL, *WEEK, (), {})
    app = open_review()
    app.button(key="open_reopen").click().run()
    app.button(key="save_reopen").click().run()
    assert "Diga por quê" in words(app)
    app.text_area(key="because_reopen_0").set_value("Faltou importar sexta.")
    app.button(key="save_reopen").click().run()
    assert not app.exception
    assert "A revisão está aberta de novo." in words(app)
    assert "“Faltou importar sexta" in words(app)
    assert {"open_new", "open_close", "open_closings"} <= set(buttons(app))
    app.button(key="open_closings").click().run()
    shown = next(one.value for one in app.table if "Quem fechou" in one.value.columns)
    assert "revisao?from=2026-11-09&to=2026-11-15" in shown["Revisão"][0]
    assert "reabriu em" in shown["Quem fechou"][0]


def test_two_people_at_once_on_one_closing(store: Store, open_review: Opened) -> None:
    app = open_review()
    app.button(key="open_close").click().run()
    app.text_area(key="remark_close_0").set_value("Minha observação")
    close_review(store, Viewer("ada", "Ada", Role.MANAGER), *WEEK, (), {}, "Primeira")
    app.button(key="save_close").click().run()
    assert not app.exception
    assert "ada fechou esta revisão antes de você" in words(app)
    assert "“Minha observação”" in words(app)
    (row,) = rows(store, "meetings")
    app.button(key="open_reopen").click().run()
    app.text_area(key="because_reopen_0").set_value("Também quero")
    reopen_review(store, GIL, row.id, "Fui eu, noutra janela")
    app.button(key="save_reopen").click().run()
    assert "Gil Matos reabriu esta revisão antes de você" in words(app)
    assert "“Também quero”" in words(app)


def test_an_action_written_while_somebody_closes(store: Store, open_review: Opened) -> None:
    app = open_review()
    app.button(key="open_new").click().run()
    app.text_input(key="what_new_0").set_value("Rever a agenda")
    app.selectbox(key="owner_new_0").set_value("Nara Lima")
    close_review(store, Viewer("ada", "Ada", Role.MANAGER), *WEEK, (), {})
    app.button(key="save_new").click().run()
    assert not app.exception
    assert "ada fechou esta revisão antes de você" in words(app)
    assert "“Rever a agenda, Nara Lima”" in words(app)
    assert rows(store, "actions") == []
    reopen_review(store, GIL, rows(store, "meetings")[0].id, "Faltava uma ação")
    forget()
    app.run()
    assert app.text_input(key="what_new_0").value == "Rever a agenda", "the form still holds it"


def test_what_was_begun_is_there_after_another_screen(store: Store, open_review: Opened) -> None:
    app = open_review()
    app.button(key="open_new").click().run()
    app.text_input(key="what_new_0").set_value("Rever a agenda").run()
    app.switch_page("pages/results/kpis.py").run()
    app.switch_page(SCREEN).run()
    assert app.text_input(key="what_new_0").value == "Rever a agenda"


def test_a_part_of_the_contacts_is_no_review_to_close(store: Store, open_review: Opened) -> None:
    app = open_review(channel="whatsapp")
    assert "escolha acima todos os canais e todos os motivos" in words(app)
    assert "open_close" not in buttons(app)
    assert "open_new" in buttons(app), "actions can be agreed all the same"


def test_periods_that_nothing_can_be_decided_for(store: Store, open_review: Opened) -> None:
    app = open_review(days=(SUNDAY - timedelta(days=1100), SUNDAY))
    assert "no máximo um trimestre (92 dias); o período escolhido tem 1.101" in words(app)
    assert not {"open_new", "open_close"} & set(buttons(app))
    app = open_review(days=(WEEK[0], wording.today() + timedelta(days=3)))
    assert "Este período ainda não terminou" in words(app)
    assert not {"open_new", "open_close"} & set(buttons(app))


def test_a_week_without_data_has_nothing_to_close_and_shows_its_actions(store: Store, open_review: Opened) -> None:
    app = open_review(days=(date(2020, 1, 6), date(2020, 1, 12)))
    assert "escolha outro período" in words(app) + app.markdown[1].value
    assert "aqui não há o que guardar" in words(app)
    assert "open_close" not in buttons(app)
    assert "open_new" in buttons(app), "actions can be agreed all the same"
    earlier = agreed(store, "Ligar de volta")
    app = open_review(days=(NEXT[0], min(NEXT[1], YESTERDAY)))
    assert "aqui não há o que guardar" in words(app)
    assert f"open_{earlier}" in buttons(app), "what earlier reviews agreed is still to be asked for"


def test_a_lead_sees_and_decides_for_the_own_team_alone(store: Store, open_review: Opened) -> None:
    agreed(store, "Da casa toda para o Gil", owner=GIL.name)
    agreed(store, "Da casa toda para a Nara", owner="nára lima")
    agreed(store, "Só do Sul", teams=("Sul",))
    agreed(store, "Do Norte", teams=("Norte",))
    close_review(store, GIL, *WEEK, (), {}, "Da casa toda")
    app = open_review("nara")
    assert "equipe Norte" in words(app)
    assert "Do Norte" in words(app)
    assert "Da casa toda para a Nara" in words(app)
    assert f"da revisão de {wording.span(*WEEK, year=False)}, todas as equipes" in words(app)
    assert "Da casa toda para o Gil" not in words(app)
    assert "Só do Sul" not in words(app)
    assert "open_close" in buttons(app), "the house's closing is not the team's"
    app.button(key="open_close").click().run()
    app.button(key="save_close").click().run()
    assert rows(store, "meetings")[-1].teams == '["Norte"]'
    house = open_review()
    assert "Só do Sul" in words(house)
    assert "equipe Sul" in words(house)
    north = open_review(team="Norte")
    assert "Só do Sul" not in words(north)
    assert "Nara Lima fechou em" in words(north)
