"""How customers are returned to, run as the product runs it: every number opens its cases, by button and by address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.demo import make_demo
from data.people import Role, add_user, open_session
from data.store import Store, open_store
from queries import returning, totals
from queries.choice import Choice
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from tests.pages.test_without_return import SCREEN, Opened, words
from tests.queries.test_follow_up import MANAGER, ZONE

UNTIL = date(2026, 11, 15)
PERIOD = Choice(UNTIL - timedelta(days=27), UNTIL)
DAYS = {"from": PERIOD.from_day.isoformat(), "to": PERIOD.to_day.isoformat()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = f"sqlite:///{tmp_path_factory.mktemp('returning') / 'store.db'}"
    records = make_demo(900, seed=3, until=UNTIL, weeks=5).records
    store = filled(open_store(where), records, datetime(2026, 11, 16, 15, tzinfo=UTC))
    add_user(store, "gil", "Gil Matos", Role.MANAGER, (), "correct horse battery")
    open_session(store, "gil", "token of gil")
    store.engine.dispose()
    return where


@pytest.fixture
def store(made: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DATABASE_URL", made)
    return open_store(made)


@pytest.fixture
def open_screen() -> Iterator[Opened]:
    def opened(username: str = "gil", **query: str) -> AppTest:
        return opened_screen(SCREEN, username, {**DAYS, **query})

    yield opened
    forget()


def test_the_period_is_told_and_each_kind_opens_its_returns(store: Store, open_screen: Opened) -> None:
    rows = returning.returned(store, MANAGER, PERIOD, totals.agents(store), ZONE)
    app = open_screen()
    assert "Como andam os retornos?" in [one.value for one in app.header]
    kept = rows.filter(rows["state"] == "kept").height
    assert f"**{rows.height} retornos** dados, {kept} no prazo" in words(app)
    app.button(key="open_returned_cancellation").click().run()
    assert not app.exception
    assert app.query_params["open"] == "returned:cancellation"
    count = rows.filter(rows["kind"] == "cancellation").height
    assert f"{count} retornos" in words(app)


def test_the_days_told_of_are_those_that_have_records(store: Store, open_screen: Opened) -> None:
    app = open_screen(**{"from": "2024-01-01", "to": "2026-12-31"})
    opening = next(one.value for one in app.subheader if "retornos** dados" in one.value)
    assert opening.startswith("De 12/10 a 14/11, ")
    assert "Período escolhido: 1/1/2024 a 31/12/2026; há registros de 12/10 a 14/11/2026." in words(app)
    assert "Período escolhido" not in words(open_screen())


def test_a_list_opens_by_its_address(store: Store, open_screen: Opened) -> None:
    rows = returning.returned(store, MANAGER, PERIOD, totals.agents(store), ZONE)
    wanted = rows.filter((rows["kind"] == "promise") & (rows["length"] == "1"))
    app = open_screen(open="returned:promise:1")
    assert f":small[:gray[{wanted.height} retornos]]" in words(app)
    asked = returning.asked_to_cancel(store, MANAGER, PERIOD, totals.agents(store), ZONE)
    first = returning.by_reason(asked).row(0, named=True)
    app = open_screen(open=f"asked:{first['key']}")
    assert f"{first['requests']} pedidos de cancelamento" in words(app)


def test_an_address_that_names_nothing_opens_nothing_harmful(store: Store, open_screen: Opened) -> None:
    for forged in ("returned:nonsense:99", "asked:![x](http://a.b/c)", "nonsense"):
        assert "](http://a.b" not in words(open_screen(open=forged))


def test_every_number_of_the_table_says_its_n(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    table = next(one.value for one in app.table if "Motivo do cliente" in one.value.columns)
    assert list(table.columns) == [
        "Motivo do cliente",
        "Pedidos",
        "Ficaram",
        "Saíram",
        "Sem decisão",
    ]
    assert app.selectbox(key="returning_reason").options


def test_a_period_without_anything_says_so(store: Store, open_screen: Opened) -> None:
    app = open_screen(**{"from": "2026-01-05", "to": "2026-01-11"})
    assert "De 5 a 11/1, nenhum retorno a cliente registrado." in words(app)
    assert "Ninguém pediu para cancelar neste período." in words(app)
    assert not [one for one in app.button if (one.key or "").startswith("open_returned_")]


def test_every_chart_has_a_table_behind_it(store: Store, open_screen: Opened) -> None:
    app = open_screen()
    shown = len(app.table)
    for key, tables in (("owed_tables", 3), ("returning_weeks_table", 1), ("returning_tables", 3)):
        app.toggle(key=key).set_value(True).run()
        assert not app.exception
        assert len(app.table) == shown + tables
        shown += tables
    weeks = next(one.value for one in app.table if "Semana de" in one.value.columns)
    assert list(weeks.columns) == ["Semana de", "No prazo", "n", "Normal"]
    assert len(weeks) > 1
