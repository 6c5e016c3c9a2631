"""Nobody sees a number without signing in, and nobody sees more than their role allows."""

import re

import polars as pl
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data import schema
from data.store import Store
from tests.browser.conftest import PASSWORD, Running, open_by_form, open_screen, served, settled
from ui.menu import SCREENS


def test_a_deep_link_on_a_fresh_server_shows_the_form_and_not_one_number(page: Page, store: Store) -> None:
    """All links reach the server at once, as its first visitors."""
    windows = {screen.address: page.context.new_page() for screen in SCREENS}
    with served(store) as fresh:
        for address, window in windows.items():
            window.goto(f"{fresh.address}/{address}", wait_until="commit")
        for address, window in windows.items():
            window.get_by_label("Senha", exact=True).wait_for()
            settled(window)
            shown = window.locator("body").inner_text()
            assert not re.search(r"\d", shown), (address, shown)
            assert window.get_by_role("dialog").count() == 0, f"{address} is said not to exist"
            assert window.get_by_test_id("stPlotlyChart").count() == 0, address
            assert window.get_by_test_id("stDataFrame").count() == 0, address


def test_a_wrong_password_lets_nobody_in(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/kpis")
    page.get_by_label("Usuário").fill("gestora")
    page.get_by_label("Senha", exact=True).fill("errada-errada")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert page.get_by_role("heading", name="KPIs").count() == 0


def test_signing_in_leads_to_the_link_that_was_asked_for(page: Page, running: Running) -> None:
    open_by_form(page, running, "kpis?team=Norte", "gestora")
    expect(page.get_by_role("heading", level=1, name="KPIs")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="KPIs")).to_be_visible()


def test_a_copied_cookie_is_worth_nothing_after_signing_out(page: Page, running: Running) -> None:
    open_by_form(page, running, "kpis", "supervisor")
    copied = page.context.cookies()
    assert copied
    assert PASSWORD not in str(copied)
    page.get_by_role("button", name="Sérgio Supervisor").click()
    page.get_by_text("Sair", exact=True).click()
    page.get_by_label("Senha", exact=True).wait_for()
    page.context.add_cookies(copied)
    page.goto(f"{running.address}/kpis")
    page.get_by_label("Senha", exact=True).wait_for()
    assert page.get_by_role("heading", name="KPIs").count() == 0


def of_another_team(running: Running) -> tuple[str, str, str]:
    """An agent of team Sul, one of their contacts, and one of their service orders."""
    agents, contacts, orders = schema.agents, schema.contacts, schema.service_orders
    types = {"agent_id": pl.String(), "contact_id": pl.String(), "os_id": pl.String(), "name": pl.String()}
    statement = (
        select(agents.c.agent_id, contacts.c.contact_id, orders.c.os_id, agents.c.name)
        .join_from(agents, contacts, contacts.c.agent_id == agents.c.agent_id)
        .join(orders, orders.c.contact_id == contacts.c.contact_id)
        .where(agents.c.team == "Sul", orders.c.agent_id == agents.c.agent_id)
    )
    row = running.store.read(statement, types).row(0, named=True)
    return row["agent_id"], row["contact_id"], row["os_id"]


def test_a_team_lead_reaches_no_other_team_by_address(page: Page, running: Running) -> None:
    agent_id, contact_id, os_id = of_another_team(running)
    names = running.store.read(
        select(schema.agents.c.name).where(schema.agents.c.team == "Sul"), {"name": pl.String()}
    )["name"].to_list()
    for path in (
        f"agentes?agent={agent_id}",
        f"registro?contact={contact_id}",
        f"registro?os={os_id}",
        "revisao?team=Sul",
        "kpis?team=Sul",
        "sem-retorno?team=Sul",
    ):
        open_screen(page, running, path, "lider")
        shown = page.locator("body").inner_text()
        assert not [name for name in names if name in shown], (path, shown)


def test_what_is_not_allowed_reads_like_what_does_not_exist(page: Page, running: Running) -> None:
    _, contact_id, _ = of_another_team(running)
    open_screen(page, running, f"registro?contact={contact_id}", "lider")
    forbidden = page.get_by_test_id("stMain").inner_text().replace(contact_id, "X")
    open_screen(page, running, "registro?contact=k0000000", "lider")
    unknown = page.get_by_test_id("stMain").inner_text().replace("k0000000", "X")
    assert forbidden == unknown
