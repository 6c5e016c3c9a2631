"""Confiança as people use it: the overview, a sample drawn and graded blind, and what a low kappa does elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data import schema
from data.decisions import Draw, draw_sample, grade_unit
from data.demo import make_demo
from data.people import Role, Viewer, add_user, open_session
from data.store import Store, open_store
from practices.policy import default_policy
from queries import cache
from queries.choice import Choice
from tests.filled import copied, filled
from tests.pages.opening import forget
from tests.pages.opening import opened as opened_screen

ROOT = Path(__file__).parents[2]
TRUST, WEEKLY = "pages/quality/trust.py", "pages/supervision/weekly_review.py"
AGENTS, KPIS, PRACTICES = "pages/coaching/agents.py", "pages/results/kpis.py", "pages/supervision/practices.py"
GIL = Viewer("gil", "Gil", Role.MANAGER)
P = "use_name"
WEEK = (date(2026, 11, 9), date(2026, 11, 15))
OPPOSITE = {"met": "missed", "missed": "met"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("trust") / "store.db"
    demo = make_demo(contacts=400, seed=3, until=WEEK[1], weeks=4)
    opened = filled(open_store(f"sqlite:///{path}"), demo.records, datetime(2026, 11, 16, 6, tzinfo=UTC))
    add_user(opened, "gil", "Gil", Role.MANAGER, (), "correct horse battery")
    add_user(opened, "nara", "Nara", Role.TEAM_LEAD, ("Norte",), "correct horse battery")
    for username in ("gil", "nara"):
        open_session(opened, username, f"token of {username}")
    opened.engine.dispose()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opened = copied(made, tmp_path)
    monkeypatch.setenv("DATABASE_URL", opened.engine.url.render_as_string())
    yield opened
    forget()
    opened.engine.dispose()


@pytest.fixture
def open_screen(store: Store) -> Callable[..., AppTest]:
    def opened(script: str, username: str = "gil", **query: str) -> AppTest:
        return opened_screen(script, username, {"from": WEEK[0].isoformat(), "to": WEEK[1].isoformat(), **query})

    return opened


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in [*app.title, *app.header, *app.subheader, *app.markdown])


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    app.run()
    assert not app.exception
    return app


def graded(store: Store, how: Callable[[str], str], size: int = 60, team: str | None = None) -> int:
    """A sample of P, all of it graded by Gil: `how` says the person's word to the rule's ('' where there is none)."""
    wanted = Draw(P, "contact", date(2026, 10, 1), WEEK[1], default_policy().time_zone, size, 1, team)
    number = draw_sample(store, GIL, wanted)
    units, verdicts = schema.grading_sample_units.c, schema.verdicts.c
    with store.engine.connect() as connection:
        ids = list(connection.scalars(select(units.unit_id).where(units.sample_id == number)))
        of_practice = select(verdicts.unit_id, verdicts.verdict).where(verdicts.practice == P)
        rule = dict(tuple(row) for row in connection.execute(of_practice))
    for one in ids:
        grade_unit(store, GIL, number, one, how(rule.get(one, "")))
    return number


def contrary(rule: str) -> str:
    return OPPOSITE.get(rule, "inapplicable")


def alike(rule: str) -> str:
    return rule or "inapplicable"


def test_all_nineteen_stand_there_before_anybody_has_graded(open_screen):
    app = open_screen(TRUST)
    assert app.title[0].value == "Confiança"
    assert "Ninguém avaliou ainda" in app.subheader[0].value
    assert not app.table
    assert ":small[:gray[19 práticas ainda sem avaliação: Chamar pelo nome, " in words(app)


def test_a_sample_is_drawn_graded_blind_and_compared(open_screen, store):
    app = open_screen(TRUST)
    app.selectbox(key="trust_draw_practice").set_value(P)
    app.number_input(key="trust_size").set_value(3)
    app.number_input(key="trust_seed").set_value(11)
    press(app, "Sortear uma amostra")
    assert app.title[0].value == "Avaliar às cegas: Chamar pelo nome"
    assert app.query_params["sample"] == "1"
    with store.engine.connect() as connection:
        sample = connection.execute(select(schema.grading_samples)).one()
        agents = set(connection.scalars(select(schema.agents.c.name)))
    assert (sample.seed, sample.units, sample.drawn_by) == (11, 3, "gil")
    seen = words(app) + "".join(str(one.value.to_dict()) for one in app.table)
    assert not [one for one in agents if one in seen]
    for label in ("Cumprida", "Pular", "Voltar", "Não cumprida", "Voltar", "Cumprida"):
        press(app, label)
    press(app, "Não se aplica")
    assert app.title[0].value == "Comparação"
    assert "disseram o mesmo em" in app.subheader[0].value
    with store.engine.connect() as connection:
        said = list(connection.scalars(select(schema.gradings.c.verdict).order_by(schema.gradings.c.verdict)))
    assert said == ["inapplicable", "met", "met"]
    press(app, "Voltar a todas as práticas")
    assert "Uma das dezenove práticas foi avaliada às cegas, em 3 avaliações de 1 pessoa" in app.subheader[0].value


def test_a_link_to_what_is_not_ones_own_shows_nothing(open_screen, store):
    number = graded(store, alike, size=10, team="Sul")
    app = open_screen(TRUST, "nara", sample=str(number))
    assert "nada dela é da sua equipe" in words(app)
    assert not app.table
    assert "não existe" in words(open_screen(TRUST, sample="999"))


def test_the_figures_open_what_is_behind_them(open_screen, store):
    graded(store, contrary, size=20)
    app = open_screen(TRUST)
    app.selectbox(key="trust_practice").set_value(P)
    app.button(key="open_trust").click()
    app.run()
    assert not app.exception
    listed = app.table[-1].value
    assert "alarme falso" in str(listed.to_dict()) or "falha não vista" in str(listed.to_dict())
    assert "registro?contact=" in str(listed.to_dict())
    with store.engine.connect() as connection:
        customers = {one for one in connection.scalars(select(schema.customers.c.name)) if one}
    shown = [cell.split("  \n") for cell in listed["Cliente"]]
    assert all(name in customers for name, _ in shown if name != "–")
    assert any(name in customers and len(words) > 30 for name, words in shown)
    assert listed["O que"].str.contains(r"^Atendimento, \d\d/\d\d").all()


@pytest.mark.parametrize(("how", "calibrating"), [(contrary, True), (alike, False)])
def test_a_practice_under_its_bar_leaves_the_totals_everywhere(open_screen, store, how, calibrating):
    before = {script: words(open_screen(script)) for script in (WEEKLY, KPIS)}
    graded(store, how)
    sentence = "Em calibração, fora dos totais: **Chamar pelo nome**"
    after = {script: words(open_screen(script)) for script in (WEEKLY, KPIS, AGENTS)}
    for script, said in after.items():
        assert (sentence in said) is calibrating, script
    for script, said in before.items():
        assert (after[script] == said) is not calibrating, script
    assert ("em calibração" in str(open_screen(TRUST).table[0].value.to_dict())) is calibrating
    assert ("**em calibração**" in words(open_screen(PRACTICES, practice=P))) is calibrating


def test_the_pillar_counts_what_is_left_and_the_practice_itself_stays(open_screen, store):
    open_screen(WEEKLY)
    week = Choice(*WEEK)
    before = cache.weekly_review(GIL, week)
    graded(store, contrary)
    cache.refresh()
    after = cache.weekly_review(GIL, week)
    own = before.practices.filter(key=P)["n"].item()
    assert own > 0
    for key in ("total", "respect"):
        assert after.pillars.filter(key=key)["n"].item() == before.pillars.filter(key=key)["n"].item() - own
    assert after.pillars.filter(key="process")["n"].item() == before.pillars.filter(key="process")["n"].item()
    assert after.practices.filter(key=P)["n"].item() == own
    assert after.calibrating == (P,)
    month = cache.kpi_page(GIL, week, WEEK[1])
    assert month.pillars.filter(kpi="total")["n"].item() == after.pillars.filter(key="total")["n"].item()
    agent = cache.agent_page(GIL, week, cache.visible_agents(GIL)["agent_id"][0])
    assert P in agent.card["practice"]
    assert P not in agent.counting["practice"]
