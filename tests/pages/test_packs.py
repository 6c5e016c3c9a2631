"""Taking a pack along: asked for, made beside the screen, offered as a file; of its viewer, made anew when stale."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import reports
from data.demo import make_demo
from data.people import Role, add_user, open_session
from data.store import Store, open_store
from tests.filled import filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen
from ui import background, packs
from ui.background import Jobs

PATIENCE_SECONDS = 60
SCREENS = {
    "pages/supervision/weekly_review.py": "revisao-semanal-",
    "pages/coaching/agents.py": "ficha-atendente-",
    "pages/follow_up/without_return.py": "sem-retorno-",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('packs') / 'demo.db'}")
    demo = make_demo(contacts=300, seed=3, until=date(2026, 11, 15), weeks=6)
    filled(store, demo.records, datetime(2026, 11, 16, 6, tzinfo=UTC))
    for username, role, teams in (("gil", Role.MANAGER, ()), ("nara", Role.TEAM_LEAD, ("Norte",))):
        add_user(store, username, username.title(), role, teams, "correct horse battery")
        open_session(store, username, f"token of {username}")
    return store


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Jobs of this test alone."""
    made = Jobs(threads=1)
    monkeypatch.setattr(background, "JOBS", made)
    return made


@pytest.fixture
def screen(world: Store, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    monkeypatch.setenv("DATABASE_URL", world.engine.url.render_as_string(hide_password=False))

    def opened(script: str, username: str = "gil", **query: str) -> AppTest:
        return opened_screen(script, username, {"from": "2026-11-09", "to": "2026-11-15", **query})

    yield opened
    forget()


def over(jobs: Jobs) -> None:
    """Wait until the one thread has nothing left to do."""
    jobs._pool.submit(lambda: None).result(PATIENCE_SECONDS)


def offered(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


@pytest.mark.parametrize("script", SCREENS, ids=lambda one: Path(one).stem)
def test_a_screen_hands_out_its_pack(
    screen: Callable[..., AppTest], jobs: Jobs, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    made: list[reports.Wish] = []
    whole = reports.offer.make

    def watched(store: Store, wish: reports.Wish, *others: object) -> bytes:
        made.append(wish)
        return whole(store, wish, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reports.offer, "make", watched)
    app = screen(script)
    assert "Para levar" in [one.value for one in app.header]
    for ending, label in (("pdf", "Baixar o PDF ("), ("xlsx", "Baixar a planilha (")):
        app.button(key=f"pack_prepare_{ending}").click().run()
        over(jobs)
        app.run()
        assert not app.exception
        assert [one for one in offered(app) if one.startswith(label)]
    assert [one.viewer.username for one in made] == ["gil", "gil"]
    assert str(made[0].choice.to_day) == "2026-11-15"
    assert reports.file_name(made[0], reports.Ending.PDF, datetime.now(UTC)).startswith(SCREENS[script])


def test_the_screen_stays_usable_while_a_pack_is_made(
    screen: Callable[..., AppTest], jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, half = threading.Event(), threading.Event()

    def slowly(_store: Store, _wish: object, _ending: object, _now: object, progress: Callable[[float], None]) -> bytes:
        progress(0.4)
        half.set()
        gate.wait(PATIENCE_SECONDS)
        return b"%PDF-"

    monkeypatch.setattr(reports.offer, "make", slowly)
    app = screen("pages/follow_up/without_return.py")
    app.button(key="pack_prepare_pdf").click().run()
    assert half.wait(PATIENCE_SECONDS)
    app.run()
    assert [one.proto.text for one in app.get("progress")] == ["Preparando o PDF: 40%"]
    assert offered(app) == []
    assert app.button(key="pack_prepare_xlsx")
    gate.set()
    over(jobs)
    app.run()
    assert len(offered(app)) == 1


def test_a_pack_is_its_viewers_and_of_the_state_of_the_store(
    screen: Callable[..., AppTest], jobs: Jobs, world: Store
) -> None:
    script = "pages/follow_up/without_return.py"
    app = screen(script)
    app.button(key="pack_prepare_pdf").click().run()
    over(jobs)
    app.run()
    assert offered(app)
    assert offered(screen(script, "nara")) == []
    assert offered(screen(script, team="Sul")) == []
    assert offered(screen(script))
    with world.write() as connection:
        world.set_fact(connection, "last_decision", "something was decided")
    assert offered(screen(script)) == []


def test_why_a_pack_was_not_made_is_said_in_plain_words(
    screen: Callable[..., AppTest], jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> bytes:
        raise RuntimeError("a trace that quotes records")

    monkeypatch.setattr(reports.offer, "make", failing)
    app = screen("pages/supervision/weekly_review.py")
    app.button(key="pack_prepare_pdf").click().run()
    over(jobs)
    app.run()
    words = "\n".join(one.value for one in app.markdown)
    assert "o relatório não foi feito" in words
    assert "quotes records" not in words
    assert app.button(key="pack_prepare_pdf")


def test_an_empty_choice_says_why_it_makes_no_pack(screen: Callable[..., AppTest], jobs: Jobs) -> None:
    app = screen("pages/coaching/agents.py", **{"from": "2020-01-06", "to": "2020-02-09"})
    app.button(key="pack_prepare_xlsx").click().run()
    over(jobs)
    app.run()
    assert [one.value for one in app.markdown if one.value.startswith("De 6/1 a 9/2/2020, nada foi avaliado")]


def test_too_many_packs_at_once_are_refused_with_a_sentence(
    screen: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "MOST_WAITING", 0)
    app = screen("pages/follow_up/without_return.py")
    app.button(key="pack_prepare_xlsx").click().run()
    assert [one for one in app.markdown if one.value.startswith("Há relatórios demais em preparação")]


def test_what_happened_is_told_by_its_kind() -> None:
    from sqlalchemy.exc import OperationalError

    nothing = reports.NothingToReport("nada aqui")
    assert packs.what_happened(nothing, reports.NothingToReport) == "nada aqui"
    broken = OperationalError("select", {}, Exception())
    assert packs.what_happened(broken, reports.NothingToReport).startswith("O banco de dados não respondeu")
