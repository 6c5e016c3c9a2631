"""The bar on top: what it offers, what it takes from the address, what it writes there."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from ui import filters, wording

SUNDAY = date(2026, 11, 15)


def screen() -> None:
    import streamlit as st

    from queries.choice import Reach
    from ui import filters, wording

    st.session_state["chosen"] = filters.bar(["Centro", "Norte"], Reach((), wording.today()))


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(screen)
    for key, value in address.items():
        app.query_params[key.rstrip("_")] = value
    app.run(timeout=10)
    assert not app.exception
    return app


def chosen(app: AppTest) -> filters.Filters:
    return app.session_state["chosen"]


def test_the_default_runs_from_monday_to_sunday_however_far_the_records_reach() -> None:
    for until in (date(2026, 11, 11) + timedelta(days=days) for days in range(11)):
        assert filters.periods(SUNDAY, until)[0] == "2026-11-09..2026-11-15"


def test_the_running_week_is_offered_where_a_day_of_it_is_over_and_is_never_the_default() -> None:
    offered = filters.periods(SUNDAY, date(2026, 11, 21))
    assert offered.index("2026-11-16..2026-11-21") == filters.WEEKS_OFFERED
    assert filters.period_name("2026-11-16..2026-11-21", date(2026, 11, 21)) == "Semana atual (até 21/11, incompleta)"
    assert filters.period_name("2026-11-01..2026-11-21", date(2026, 11, 21)) == "Novembro (até 21/11, incompleto)"
    assert filters.period_name("2026-11-16..2026-11-21", date(2026, 11, 29)) == "16 a 21/11/2026"
    assert not any(code > "2026-11-22" for code in filters.periods(date(2026, 11, 22), date(2026, 11, 22)))
    assert "2026-11-23..2026-11-25" in filters.periods(SUNDAY, date(2026, 11, 25)), "a week without a record between"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2026-11-16..2026-11-22", "Semana de 16 a 22/11/2026"),
        ("2026-10-26..2026-11-22", "4 semanas até 22/11/2026"),
        ("2026-08-31..2026-11-22", "12 semanas até 22/11/2026"),
        ("2026-10-01..2026-10-31", "Outubro de 2026"),
        ("2026-11-03..2026-11-04", "3 a 4/11/2026"),
        (filters.CUSTOM, "Outras datas…"),
    ],
)
def test_periods_have_names(code: str, name: str) -> None:
    assert filters.period_name(code) == name


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        filters.days_of("2026-11-22..2026-11-16")


def test_by_default_everything_of_the_last_complete_week() -> None:
    app = opened()
    found = chosen(app)
    assert found == (found.from_day, found.from_day + timedelta(days=6), None, None, None)
    assert found.from_day.weekday() == 0
    assert wording.today() - timedelta(days=7) <= found.to_day < wording.today()
    assert app.query_params["from"] == found.from_day.isoformat()


def test_a_link_shows_what_the_sender_saw() -> None:
    app = opened(from_="2026-03-03", to="2026-03-20", team="Norte", channel="phone", reason="billing")
    assert chosen(app) == (date(2026, 3, 3), date(2026, 3, 20), "Norte", "phone", "billing")


@pytest.mark.parametrize(
    "address",
    [
        {"from_": "2026-03-20", "to": "2026-03-03"},
        {"from_": "yesterday", "to": "2026-03-03"},
        {"from_": "2026-03-03"},
        {"from_": "", "to": ""},
    ],
)
def test_an_address_that_makes_no_sense_is_the_default(address: dict[str, str]) -> None:
    assert chosen(opened(**address)) == chosen(opened())


@pytest.mark.parametrize("days", [{}, {"from_": "2026-03-03"}, {"from_": "2026-03-20", "to": "2026-03-03"}])
def test_an_address_without_whole_dates_still_says_what_it_names(days: dict[str, str]) -> None:
    app = opened(team="Norte", reason="billing", **days)
    first = chosen(opened())
    assert chosen(app) == (first.from_day, first.to_day, "Norte", None, "billing")
    app.selectbox(key="filter_channel").select("phone").run(timeout=10)
    assert chosen(app)[2:] == ("Norte", "phone", "billing"), "what is chosen later is kept"
    for one in filters.PARAMETERS:
        app.query_params.pop(one, None)
    app.query_params["team"] = "Centro"
    app.run(timeout=10)
    assert chosen(app)[2:] == ("Centro", "phone", "billing"), "what is not named stays"
    assert app.query_params["from"] == first.from_day.isoformat()


def test_a_team_that_the_viewer_may_not_see_cannot_be_asked_for() -> None:
    app = opened(from_="2026-03-03", to="2026-03-20", team="Sul", channel="fax")
    assert (chosen(app).team, chosen(app).channel) == (None, None)


def test_what_an_address_asks_for_in_vain_is_said_until_something_else_is_chosen() -> None:
    app = opened(from_="abc", to="2026-13-40", team="*Sul*", reason="billing")
    said = ["from=abc", "to=2026-13-40", "a equipe *Sul*, que não existe ou não é das suas"]
    assert [words in unescape(one.value) for words, one in zip(said, app.markdown, strict=True)] == [True, True, True]
    app.run(timeout=10)
    assert len(app.markdown) == 3, "it stays while nothing else is chosen"
    app.selectbox(key="filter_channel").select("phone").run(timeout=10)
    assert not app.markdown
    assert not opened(team="Norte").markdown


def test_a_choice_is_written_into_the_address() -> None:
    app = opened(from_="2026-03-03", to="2026-03-20")
    app.selectbox(key="filter_team").select("Norte").run(timeout=10)
    app.selectbox(key="filter_channel").select("phone").run(timeout=10)
    assert chosen(app)[2:] == ("Norte", "phone", None)
    assert app.query_params["team"] == "Norte"
    assert app.query_params["from"] == "2026-03-03"
    app.selectbox(key="filter_team").select(filters.ALL).run(timeout=10)
    assert chosen(app).team is None
    assert "team" not in app.query_params


def test_other_dates_begin_with_those_shown() -> None:
    app = opened(from_="2026-03-02", to="2026-03-08")
    app.selectbox(key="filter_period").select(filters.CUSTOM).run(timeout=10)
    assert chosen(app)[:2] == (date(2026, 3, 2), date(2026, 3, 8))
    app.date_input(key="filter_own_days").set_value((date(2026, 3, 4), date(2026, 3, 5))).run(timeout=10)
    assert chosen(app)[:2] == (date(2026, 3, 4), date(2026, 3, 5))
    assert app.query_params["to"] == "2026-03-05"


def test_other_parameters_of_the_address_stay() -> None:
    assert opened(practice="use_name").query_params["practice"] == "use_name"
