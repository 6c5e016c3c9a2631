"""Weekly reviews: actions that are agreed and followed, closings that keep their numbers, and two people at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from data import schema
from data.decisions import (
    AlreadyChanged,
    AlreadyClosed,
    AlreadyReopened,
    NothingToClose,
    agree_action,
    change_action,
    close_review,
    reopen_review,
)
from data.people import Role, Viewer
from data.store import Store, open_store
from tests.filled import with_totals

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WEEK = (date(2026, 11, 16), date(2026, 11, 22))
DUE = date(2026, 11, 30)
MANAGER = Viewer("marta", "Marta Reis", Role.MANAGER)
LEAD = Viewer("nilo", "Nilo Paz", Role.TEAM_LEAD, ("Norte",))
SUPERVISOR = Viewer("sol", "Sol Dias", Role.SUPERVISOR, ("Norte", "Centro"))
WHAT = {"what": "Conferir três cancelamentos por semana", "owner": "Nilo Paz", "due_on": DUE}
NUMBERS = {"pillars": [{"key": "total", "met": 8, "n": 10}]}


@pytest.fixture
def store(store: Store) -> Store:
    """With agents of each team, and a verdict of each in the week that is closed here."""
    return with_totals(store, {"Ana Luz": "Norte", "Bia Sá": "Sul", "Caê Rios": "Centro"}, [WEEK[1]])


def agreed(store: Store, viewer: Viewer = LEAD, teams: tuple[str, ...] = ("Norte",), **form: Any) -> int:
    return agree_action(store, viewer, *WEEK, teams, **{**WHAT, "now": MONDAY, **form})


def closed(store: Store, viewer: Viewer = LEAD, teams: tuple[str, ...] = ("Norte",), remark: str = "") -> int:
    return close_review(store, viewer, *WEEK, teams, NUMBERS, remark, now=MONDAY)


def rows(store: Store, table: str) -> list[Any]:
    of = schema.metadata.tables[table]
    with store.engine.connect() as connection:
        return list(connection.execute(select(of).order_by(of.c.id)))


def log(store: Store) -> list[str]:
    return [one.action for one in rows(store, "access_log")]


def user(store: Store, username: str, name: str) -> None:
    row = {"username": username, "name": name, "password_hash": "-", "role": "team_lead", "created_at": MONDAY}
    with store.write() as connection:
        connection.execute(schema.users.insert().values(row))


# -- actions --------------------------------------------------------------------------------------------------------


def test_an_action_is_kept_as_it_was_agreed(store: Store) -> None:
    before = store.state()
    agreed(store, SUPERVISOR, ("Norte", "Centro"), what=" Conferir \n agenda ", practice="unchecked_scheduling")
    (row,) = rows(store, "actions")
    assert (row.from_day, row.to_day, json.loads(row.teams)) == (*WEEK, ["Centro", "Norte"])
    assert (row.what, row.owner, row.due_on, row.practice) == (
        "Conferir agenda",
        "Nilo Paz",
        DUE,
        "unchecked_scheduling",
    )
    assert (row.state, row.outcome, row.agreed_by, row.agreed_at, row.version) == ("open", "", "sol", MONDAY, 1)
    assert log(store) == ["action_agreed"]
    assert store.state() != before


def test_the_same_action_sent_twice_or_by_two_is_one(store: Store) -> None:
    first = agreed(store)
    assert agreed(store) == agreed(store, MANAGER) == first
    assert len(rows(store, "actions")) == len(log(store)) == 1
    assert agreed(store, owner="Ana") != first
    assert agreed(store, MANAGER, ()) != first, "all teams' review is another one"


@pytest.mark.parametrize(
    "form",
    [
        {"what": " \n"},
        {"what": "x" * 501},
        {"owner": ""},
        {"owner": "x" * 121},
        {"due_on": date(2026, 11, 22)},
        {"due_on": date(2062, 11, 30)},
        {"practice": "x" * 41},
    ],
)
def test_an_action_that_is_wrong(store: Store, form: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        agreed(store, **form)
    assert rows(store, "actions") == []
    assert log(store) == []


def test_today_is_the_providers(store: Store) -> None:
    late = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)  # still the 30th where the provider is
    assert agreed(store, due_on=DUE, now=late)


@pytest.mark.parametrize(
    ("first", "last", "teams"),
    [
        (date(2026, 11, 22), date(2026, 11, 16), ("Norte",)),
        (date(2023, 11, 20), date(2026, 11, 22), ("Norte",)),
        (date(2026, 11, 16), date(2026, 11, 23), ("Norte",)),
    ],
)
def test_a_period_that_no_review_can_be_about(store: Store, first: date, last: date, teams: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        agree_action(store, LEAD, first, last, teams, **WHAT, now=MONDAY)
    with pytest.raises(ValueError, match=r".+"):
        close_review(store, LEAD, first, last, teams, NUMBERS, now=MONDAY)


@pytest.mark.parametrize("teams", [(), ("Sul",), ("Norte", "Sul")])
def test_other_teams_reviews_are_not_the_leads(store: Store, teams: tuple[str, ...]) -> None:
    action_id, meeting_id = agreed(store, MANAGER, teams, owner="Bia Sá"), closed(store, MANAGER, teams)
    before = log(store)
    for attempt in (
        lambda: agreed(store, LEAD, teams, what="x"),
        lambda: change_action(store, LEAD, action_id, 1, "done", DUE, "Feito.", now=MONDAY),
        lambda: closed(store, LEAD, teams),
        lambda: reopen_review(store, LEAD, meeting_id, "Porque sim."),
    ):
        with pytest.raises(PermissionError):
            attempt()
    assert log(store) == before


@pytest.mark.parametrize("owner", ["NILO PÁZ", "ana luz"])
@pytest.mark.parametrize("teams", [(), ("Centro", "Norte"), ("Sul",)])
def test_an_action_is_changed_by_whom_it_was_given_to_wherever_it_was_agreed(
    store: Store, owner: str, teams: tuple[str, ...]
) -> None:
    action_id = agreed(store, MANAGER, teams, owner=owner)
    change_action(store, LEAD, action_id, 1, "done", DUE, "Feito.", now=MONDAY)
    assert rows(store, "actions")[0].changed_by == "nilo"
    with pytest.raises(PermissionError):
        agreed(store, LEAD, teams, what="x", owner=owner)
    of_bia = agreed(store, MANAGER, teams, owner="Bia Sá")
    with pytest.raises(PermissionError):
        change_action(store, LEAD, of_bia, 1, "done", DUE, "Feito.", now=MONDAY)


def test_done_with_what_came_of_it_and_opened_again(store: Store) -> None:
    action_id = agreed(store)
    change_action(store, LEAD, action_id, 1, "done", DUE, " Nove conferidos. ", now=MONDAY)
    (row,) = rows(store, "actions")
    assert (row.state, row.outcome, row.changed_by, row.changed_at, row.version) == (
        "done",
        "Nove conferidos.",
        "nilo",
        MONDAY,
        2,
    )
    later = date(2026, 12, 7)
    change_action(store, MANAGER, action_id, 2, "open", later, "Faltou um.", now=MONDAY)
    (row,) = rows(store, "actions")
    assert (row.state, row.outcome, row.due_on, row.version) == ("open", "", later, 3)
    assert [(one.state, one.due_on, one.said, one.changed_by) for one in rows(store, "action_changes")] == [
        ("done", DUE, "Nove conferidos.", "nilo"),
        ("open", later, "Faltou um.", "marta"),
    ]
    assert log(store) == ["action_agreed", "action_done", "action_reopened"]


def test_a_new_date_and_a_note(store: Store) -> None:
    action_id = agreed(store)
    change_action(store, LEAD, action_id, 1, "open", DUE + timedelta(days=3), now=MONDAY)
    change_action(store, LEAD, action_id, 2, "open", DUE + timedelta(days=3), "Um de três.", now=MONDAY)
    assert log(store) == ["action_agreed", "action_moved", "action_noted"]


def test_an_overdue_action_is_settled_with_its_old_date(store: Store) -> None:
    action_id = agreed(store)
    change_action(store, LEAD, action_id, 1, "dropped", DUE, "Não cabe mais.", now=MONDAY + timedelta(days=30))
    assert rows(store, "actions")[0].state == "dropped"


@pytest.mark.parametrize(
    ("state", "due_on", "said"),
    [
        ("done", DUE, " "),
        ("dropped", DUE, ""),
        ("done", DUE, "x" * 4001),
        ("open", date(2026, 11, 20), "Antes."),
        ("open", date(2099, 1, 1), "Bem depois."),
        ("finished", DUE, "Feito."),
    ],
)
def test_a_change_that_is_wrong(store: Store, state: str, due_on: date, said: str) -> None:
    action_id = agreed(store)
    with pytest.raises(ValueError, match=r".+"):
        change_action(store, LEAD, action_id, 1, state, due_on, said, now=MONDAY)
    with pytest.raises(LookupError):
        change_action(store, LEAD, action_id + 1, 1, "done", DUE, "Feito.", now=MONDAY)
    assert rows(store, "actions")[0].version == 1
    assert rows(store, "action_changes") == []


def test_a_change_sent_twice_or_that_says_nothing_new(store: Store) -> None:
    action_id = agreed(store)
    change_action(store, LEAD, action_id, 1, "open", DUE, "", now=MONDAY)
    assert rows(store, "action_changes") == []
    for _ in range(2):
        change_action(store, LEAD, action_id, 1, "done", DUE, "Feito.", now=MONDAY)
    assert rows(store, "actions")[0].version == 2
    assert log(store) == ["action_agreed", "action_done"]


def test_the_second_to_change_an_action_is_told_who_was_first(store: Store) -> None:
    user(store, "nilo", "Nilo Paz")
    action_id = agreed(store)
    change_action(store, LEAD, action_id, 1, "done", DUE, "Feito.", now=MONDAY)
    with pytest.raises(AlreadyChanged) as told:
        change_action(store, MANAGER, action_id, 1, "dropped", DUE, "Não cabe.", now=MONDAY)
    first = told.value
    assert (first.name, first.at, first.state, first.due_on) == ("Nilo Paz", MONDAY, "done", DUE)
    assert rows(store, "actions")[0].state == "done"
    change_action(store, MANAGER, action_id, 2, "dropped", DUE, "Não cabe.", now=MONDAY)
    assert rows(store, "actions")[0].state == "dropped"


# -- closing --------------------------------------------------------------------------------------------------------


def test_a_closing_keeps_the_numbers(store: Store) -> None:
    before = store.state()
    closed(store, SUPERVISOR, ("Norte", "Centro"), " Semana curta. ")
    (row,) = rows(store, "meetings")
    assert (row.from_day, row.to_day, json.loads(row.teams)) == (*WEEK, ["Centro", "Norte"])
    assert json.loads(row.numbers) == NUMBERS
    assert (row.remark, row.closed_by, row.closed_at, row.reopened_at) == ("Semana curta.", "sol", MONDAY, None)
    assert log(store) == ["review_closed"]
    assert store.state() != before


@pytest.mark.parametrize("teams", [(), ("Norte",), ("Centro", "Norte")])
def test_a_period_without_verdicts_has_nothing_to_close(store: Store, teams: tuple[str, ...]) -> None:
    week_before = [one - timedelta(days=7) for one in WEEK]
    with pytest.raises(NothingToClose, match="nothing was judged from 2026-11-09 to 2026-11-15"):
        close_review(store, MANAGER, *week_before, teams, NUMBERS, "Semana curta.", now=MONDAY)
    assert rows(store, "meetings") == []
    assert log(store) == []


def test_what_other_teams_were_judged_is_nothing_to_close(store: Store) -> None:
    with pytest.raises(NothingToClose):
        closed(store, MANAGER, ("Leste",))
    closed(store, MANAGER, ("Leste", "Sul"))


def test_the_second_to_close_is_told_who_was_first(store: Store) -> None:
    user(store, "nilo", "Nilo Paz")
    assert closed(store) == closed(store)
    for viewer, remark in ((MANAGER, ""), (LEAD, "Outra observação.")):
        with pytest.raises(AlreadyClosed) as told:
            closed(store, viewer, remark=remark)
        assert (told.value.name, told.value.at) == ("Nilo Paz", MONDAY)
    closed(store, MANAGER, ())
    assert len(rows(store, "meetings")) == 2, "all teams' review is another one"


def test_nothing_is_agreed_in_a_closed_review_but_actions_go_on(store: Store) -> None:
    action_id = agreed(store)
    closed(store, MANAGER)
    with pytest.raises(AlreadyClosed):
        agreed(store, what="Mais uma")
    assert agreed(store) == action_id, "what was agreed already may be sent again"
    change_action(store, LEAD, action_id, 1, "done", DUE, "Feito.", now=MONDAY)


def test_reopening_needs_a_reason_and_everything_stays_on_record(store: Store) -> None:
    first = closed(store)
    with pytest.raises(ValueError, match="why"):
        reopen_review(store, LEAD, first, " ")
    with pytest.raises(ValueError, match="characters"):
        reopen_review(store, LEAD, first, "x" * 4001)
    with pytest.raises(LookupError):
        reopen_review(store, LEAD, first + 1, "Faltou um dia.")
    for _ in range(2):
        reopen_review(store, MANAGER, first, "Faltou importar um dia.", now=MONDAY)
    with pytest.raises(AlreadyReopened) as told:
        reopen_review(store, LEAD, first, "Também acho.")
    assert (told.value.name, told.value.at) == ("marta", MONDAY)
    agreed(store)
    second = closed(store)
    assert second != first
    kept, again = rows(store, "meetings")
    assert (kept.reopened_by, kept.reopened_because) == ("marta", "Faltou importar um dia.")
    assert json.loads(kept.numbers) == NUMBERS
    assert again.reopened_at is None
    assert log(store) == ["review_closed", "review_reopened", "action_agreed", "review_closed"]


@pytest.mark.parametrize("what", ["close", "change", "agree"])
def test_four_people_at_once(store: Store, database_url: str, what: str) -> None:
    action_id = agreed(store)
    start = threading.Barrier(4)
    results: list[str] = []

    def does(own: Store, who: Viewer) -> None:
        if what == "close":
            close_review(own, who, *WEEK, ("Norte",), NUMBERS, f"eu, {who.username}", now=MONDAY)
        elif what == "change":
            change_action(own, who, action_id, 1, "done", DUE, f"eu, {who.username}", now=MONDAY)
        else:
            agreed(own, who, what="A mesma coisa")

    def at_once(number: int, act: Callable[[Store, Viewer], None]) -> None:
        own = open_store(database_url)
        start.wait()
        try:
            act(own, Viewer(f"u{number}", f"U{number}", Role.MANAGER))
            results.append("first")
        except (AlreadyClosed, AlreadyChanged) as told:
            results.append(f"told of {told.name}")
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=at_once, args=(number, does)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if what == "agree":
        assert results == ["first"] * 4
        assert [one.what for one in rows(store, "actions")] == [WHAT["what"], "A mesma coisa"]
        return
    (kept,) = rows(store, "meetings" if what == "close" else "action_changes")
    who = kept.closed_by if what == "close" else kept.changed_by
    assert sorted(results) == ["first", *[f"told of {who}"] * 3]
