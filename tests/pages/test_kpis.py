"""KPIs, run as the product runs it, from `dashboard.py`, signed in: targets are set and said, practices compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import set_target
from data.demo import make_demo
from data.people import Role, Viewer, add_user, open_session
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen

SCREEN = "pages/results/kpis.py"
LAST_DAY = date(2026, 11, 15)
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
WEEK = {"from": "2026-11-09", "to": "2026-11-15"}
NOVEMBER = date(2026, 11, 1)
GIL = Viewer("gil", "Gil Matos", Role.MANAGER)
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("kpis") / "store.db"
    store = filled(open_store(f"sqlite:///{path}"), make_demo(500, seed=5, until=LAST_DAY, weeks=8).records, NOW)
    add_user(store, "gil", "Gil Matos", Role.MANAGER, (), "correct horse battery")
    add_user(store, "sara", "Sara Lins", Role.SUPERVISOR, ("Norte", "Sul"), "correct horse battery")
    add_user(store, "nara", "Nara Luz", Role.TEAM_LEAD, ("Norte",), "correct horse battery")
    for username in ("gil", "sara", "nara"):
        open_session(store, username, f"token of {username}")
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
        return opened_screen(SCREEN, username, {**WEEK, **query})

    yield opened
    forget()


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.title, *app.header, *app.subheader, *app.markdown, *app.info])


def set_in(app: AppTest, measure: str, text: str, team: str = "") -> AppTest:
    """Write a target into the form of a tile and save it; the form is opened first where it is not."""
    if f"target_value_{measure}_{team}" not in [one.key for one in app.text_input]:
        app.button(key=f"target_of_{measure}").click().run()
    app.text_input(key=f"target_value_{measure}_{team}").set_value(text)
    app.button(key=f"target_save_{measure}_{team}").click()
    app.run()
    assert not app.exception
    return app


def kept(store: Store) -> list[tuple[str, str | None, date, float | None]]:
    table = schema.targets.c
    with store.engine.connect() as connection:
        rows = connection.execute(select(table.measure, table.team, table.from_month, table.value).order_by(table.id))
        return [tuple(row) for row in rows]


def test_a_target_is_set_said_at_the_number_and_listed(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    assert "Nenhum indicador tem meta ainda" in words(app)
    app = set_in(app, "total", "99,5")
    assert kept(store) == [("total", None, NOVEMBER, pytest.approx(0.995))]
    assert not app.text_input, "the form is closed"
    said = words(app)
    assert "Salvo. Todas as práticas, toda a empresa: 99,5% a partir de novembro de 2026." in said
    assert ":orange[◆] abaixo da meta, 99,5%" in said
    assert "Claramente fora da meta: **Todas as práticas**." in app.subheader[0].value
    listed = next(one.value for one in app.table if "Meta" in one.value.columns)
    assert listed.iloc[0].to_list() == ["Todas as práticas", "99,5%", "toda a empresa"]


def test_each_number_says_of_which_days_it_is_and_why_there_is_none(store: Store, open_screen: Opened) -> None:
    said = words(open_screen())
    assert said.count(":small[:gray[De 9 a 15/11 · ") >= 15, "pillars and indicators, not what is open now"
    assert "De 9 a 15/11 · nenhuma visita do período tem 30 dias completos" in said
    assert "n 0" not in said
    assert "anel na ponta: o mês não acabou, os registros vão até " in said


def test_a_target_of_120_percent_is_refused_and_stays_in_the_form(store: Store, open_screen: Opened) -> None:
    app = set_in(open_screen(), "retention", "120")
    assert "Um percentual fica entre 0% e 100%: 120% nunca pode ser alcançado." in words(app)
    assert app.text_input(key="target_value_retention_").value == "120"
    assert kept(store) == []
    app = set_in(app, "retention", "60")
    assert [row[3] for row in kept(store)] == [0.6]


def test_the_second_is_told_who_was_first_and_loses_nothing(store: Store, open_screen: Opened) -> None:
    app = open_screen("sara", team="Norte")
    app.button(key="target_of_retention").click().run()
    set_target(store, GIL, "retention", "Norte", NOVEMBER, 0.6, None)
    app = set_in(app, "retention", "70", "Norte")
    assert "Gil Matos chegou antes: Retenção, equipe Norte: 60% a partir de novembro de 2026" in words(app)
    assert app.text_input(key="target_value_retention_Norte").value == "70"
    assert [row[3] for row in kept(store)] == [0.6]
    app = set_in(app, "retention", "70", "Norte")
    assert [row[3] for row in kept(store)] == [0.6, 0.7], "who has read it may save again"


def test_a_target_is_taken_away(store: Store, open_screen: Opened) -> None:
    set_target(store, GIL, "retention", None, NOVEMBER, 0.6, None)
    app = open_screen(open="target:retention")
    app.button(key="target_none_retention_").click().run()
    assert "sem meta a partir de novembro de 2026" in words(app)
    assert kept(store)[-1] == ("retention", None, NOVEMBER, None)
    app.button(key="target_of_retention").click().run()
    app.button(key="target_none_retention_").click().run()
    assert len(kept(store)) == 2
    app = open_screen()
    app.button(key="target_of_total").click().run()
    app.button(key="target_none_total_").click().run()
    assert "não há meta que se possa tirar" in words(app)


def test_a_supervisor_sets_the_own_teams_and_not_the_house(store: Store, open_screen: Opened) -> None:
    app = open_screen("sara")
    app.button(key="target_of_queue_time").click().run()
    assert app.selectbox(key="target_team_queue_time").options == ["equipe Norte", "equipe Sul"]
    app = set_in(app, "queue_time", "4 min 30 s", "Norte")
    assert kept(store) == [("queue_time", "Norte", NOVEMBER, 270)]


def test_a_team_lead_sees_the_targets_and_sets_none(store: Store, open_screen: Opened) -> None:
    set_target(store, GIL, "total", None, NOVEMBER, 0.995, None)
    set_target(store, GIL, "respect", "Sul", NOVEMBER, 0.111, None)
    app = open_screen("nara", open="target:total")
    assert not [one for one in app.button if one.key and one.key.startswith("target_")]
    assert not app.text_input
    assert "99,5% (meta da empresa)" in words(app)
    assert "11,1%" not in words(app)


def test_three_years_show_their_months(store: Store, open_screen: Opened) -> None:
    said = words(open_screen(**{"from": "2023-11-16", "to": "2026-11-15"}))
    assert "Linha: 36 meses, mês a mês" in said
    assert "Mais meses não cabem" in said
    assert "Mais meses" not in words(open_screen(**{"from": "2023-12-01", "to": "2026-11-15"}))
    assert "Linha: 6 meses, mês a mês" in words(open_screen())


def test_an_empty_period_may_still_be_given_targets(store: Store, open_screen: Opened) -> None:
    app = open_screen(**{"from": "2020-01-06", "to": "2020-01-12"})
    assert "nada foi avaliado com estes filtros" in words(app)
    app = set_in(app, "backlog", "40")
    assert kept(store) == [("backlog", None, date(2020, 1, 1), 40)]


def test_an_indicator_is_shown_by_city(store: Store, open_screen: Opened) -> None:
    app = open_screen(kpi="contacts", kpi_group="Cidade")
    table = next(one.value for one in app.table if "Cidade" in one.value.columns)
    counted = next(one.value for one in app.metric if one.label == "Atendimentos")
    assert sum(int(one) for one in table["Atendimentos"]) == int(counted)
    biggest = app.selectbox(key="kpi_rows_city").options[1]
    assert biggest == table["Cidade"][0]
    app.selectbox(key="kpi_rows_city").select_index(1).run()
    assert f":small[:gray[{table['Atendimentos'][0]} registros contam.]]" in [one.value for one in app.markdown]


def test_practices_stand_beside_outcomes_with_the_warning(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    said = words(app)
    assert "Isto é **associação, não causa**." in said
    assert [one.value for one in app.subheader][1:] == [
        "Retenção",
        "CSAT, notas 4 e 5",
        "FCR, resolvido no primeiro contato",
    ]
    app.toggle(key="associations_as_list").set_value(True).run()
    tables = [one.value for one in app.table if "Diferença, p.p." in one.value.columns]
    assert len(tables) == 3
    assert all("registro" not in cell for table in tables for cell in table["Cumprida"])


def test_the_contacts_of_either_side_open_by_button_and_by_address(store: Store, open_screen: Opened) -> None:
    for app in (open_screen(open="goes-with:first_contact:use_name"), open_screen()):
        if not [one for one in app.segmented_control if one.key == "association_side_first_contact_use_name"]:
            app.selectbox(key="associations_first_contact").set_value("use_name").run()
            app.button(key="open_associations_first_contact").click().run()
        app.segmented_control(key="association_side_first_contact_use_name").set_value("met").run()
        listed = next(one.value for one in app.table if "Sem novo contato em 7 dias" in one.value.columns)
        assert set(listed["Sem novo contato em 7 dias"]) <= {"sim", "não"}
        assert "registro?contact=" in listed["Dia"][0]


def test_a_forged_address_opens_nothing(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    for forged in ("goes-with:retention:transparency", "goes-with:nope:use_name", "list:nope", "target:", "x"):
        app.query_params["open"] = forged
        app.run()
        assert not app.exception, forged
        assert not app.text_input, forged
    app.query_params["open"] = "target:total"
    assert app.run().text_input, "what is not forged opens in the same window"
