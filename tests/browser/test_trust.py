"""Confiança in a browser: a sample drawn and graded to its end; a practice that falls under its bar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data import schema
from data.store import Store
from tests.browser.conftest import Running, open_screen, served, settled

P, TITLE = "use_name", "Chamar pelo nome"
WORDS = {"met": "Cumprida", "missed": "Não cumprida", None: "Não se aplica"}
KEYS = {"Cumprida": "1", "Não cumprida": "2", "Não se aplica": "4"}
OPPOSITE = {"met": "missed", "missed": "met", None: None}


@pytest.fixture(scope="module")
def own(demo_copy: Callable[..., Store]) -> Iterator[Running]:
    """A server with a store of its own: gradings change what other tests see."""
    with served(demo_copy()) as running:
        yield running


def rule_of(store: Store) -> dict[str, str]:
    verdicts = schema.verdicts.c
    with store.engine.connect() as connection:
        rows = connection.execute(select(verdicts.unit_id, verdicts.verdict).where(verdicts.practice == P))
        return {row.unit_id: row.verdict for row in rows}


def drawn(store: Store) -> list[str]:
    """The units of the newest sample, in the order of grading."""
    units, samples = schema.grading_sample_units.c, schema.grading_samples.c
    with store.engine.connect() as connection:
        newest = connection.scalar(select(samples.id).order_by(samples.id.desc()).limit(1))
        found = select(units.unit_id).where(units.sample_id == newest).order_by(units.position)
        return list(connection.scalars(found))


def draw(page: Page, size: int, seed: int) -> None:
    page.get_by_label("Quantidade").fill(str(size))
    page.get_by_role("spinbutton", name="Número do sorteio").fill(str(seed))
    page.get_by_role("spinbutton", name="Número do sorteio").press("Tab")
    settled(page)
    page.get_by_role("button", name="Sortear uma amostra").click()
    page.get_by_role("heading", name=f"Avaliar às cegas: {TITLE}").wait_for()
    settled(page)


def say(page: Page, words: str, by_key: bool, done: int, of: int) -> None:
    if by_key:
        page.keyboard.press(KEYS[words])
    else:
        page.get_by_role("button", name=re.compile(rf"^{words}\b")).click()
    if done < of:
        page.get_by_text(f"{done} de {of} avaliados").wait_for()
    else:
        page.get_by_role("heading", name="Comparação").wait_for()
    settled(page)


def test_a_sample_is_drawn_graded_to_its_end_and_compared(page: Page, own: Running) -> None:
    rule = rule_of(own.store)
    open_screen(page, own, "confianca", "gestora")
    expect(page.get_by_text("Ninguém avaliou ainda").first).to_be_visible()
    draw(page, 6, 21)
    units = drawn(own.store)
    for place, unit in enumerate(units, 1):
        assert not page.get_by_text("regra:").count(), "the verdict stays hidden"
        say(page, WORDS[rule.get(unit)], place % 2 == 0, place, len(units))
    judged = [one for one in units if one in rule]
    expect(page.get_by_text(f"disseram o mesmo em {len(judged)} de {len(judged)} julgados")).to_be_visible()
    expect(page.get_by_text("não diferem em nada nesta amostra")).to_be_visible()
    page.get_by_role("button", name="Voltar a todas as práticas").click()
    page.get_by_role("heading", name="Até onde pessoas e regras concordam?").wait_for()
    row = page.get_by_role("row", name=TITLE)
    expect(row).to_contain_text(f"{len(judged)} de {len(judged)}")
    expect(row).to_contain_text("poucos dados")


def test_a_practice_under_its_bar_is_marked_and_leaves_the_pillar(page: Page, own: Running) -> None:
    open_screen(page, own, "revisao", "gestora")
    before = respect(page)
    rule = rule_of(own.store)
    open_screen(page, own, "confianca", "gestora")
    draw(page, 40, 5)
    units = drawn(own.store)
    assert len(units) == 40
    for place, unit in enumerate(units, 1):
        say(page, WORDS[OPPOSITE[rule.get(unit)]], True, place, len(units))
    expect(page.get_by_text("alarme falso").first).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="abrir", exact=True).first.click()
    opened.value.locator("h1").first.wait_for()
    assert "registro" in opened.value.url
    opened.value.close()
    open_screen(page, own, "confianca", "gestora")
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("em calibração")
    open_screen(page, own, "revisao", "gestora")
    expect(page.get_by_text(f"Em calibração, fora dos totais: {TITLE}")).to_be_visible()
    after = respect(page)
    assert after < before, "the pillar counts what is left"


def respect(page: Page) -> int:
    """How many judgements the pillar of respect counts."""
    column = page.get_by_test_id("stColumn").filter(has=page.get_by_text("Respeita o cliente", exact=True)).first
    found = re.search(r"\bn\s([\d.]+)", column.inner_text())
    assert found, column.inner_text()
    return int(found[1].replace(".", ""))
