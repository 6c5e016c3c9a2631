"""Users, sessions and tries: what lets somebody in, and what no longer does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import bcrypt
import pytest
from sqlalchemy import select

from data import people
from data.people import ATTEMPT_MINUTES, ATTEMPTS, SESSION_DAYS, Role, Viewer
from data.schema import access_log, sessions, users
from data.store import Store

PASSWORD = "uma senha comprida"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ana(sqlite_store: Store) -> Store:
    people.add_user(sqlite_store, "ana", "Ana Paz", Role.TEAM_LEAD, ("Norte",), PASSWORD)
    return sqlite_store


@pytest.fixture
def ana_on_each(store: Store) -> Store:
    people.add_user(store, "ana", "Ana Paz", Role.TEAM_LEAD, ("Norte",), PASSWORD)
    return store


def test_a_user_is_kept_with_a_hash_and_never_with_a_password(ana: Store) -> None:
    with ana.engine.connect() as connection:
        row = connection.execute(select(users)).mappings().one()
    assert PASSWORD not in str(dict(row))
    assert bcrypt.checkpw(PASSWORD.encode(), row["password_hash"].encode())
    assert people.accounts(ana)["ana"].viewer == Viewer("ana", "Ana Paz", Role.TEAM_LEAD, ("Norte",))
    assert "password_hash" not in people.list_users(ana).columns


@pytest.mark.parametrize(
    ("username", "name", "role", "teams", "password", "said"),
    [
        ("A", "Ana", Role.MANAGER, (), PASSWORD, "a username is"),
        ("ana paz", "Ana", Role.MANAGER, (), PASSWORD, "a username is"),
        ("ana", " ", Role.MANAGER, (), PASSWORD, "needs a name"),
        ("ana", "Ana", Role.SUPERVISOR, (), PASSWORD, "at least one team"),
        ("ana", "Ana", Role.TEAM_LEAD, ("Norte", "Sul"), PASSWORD, "one team"),
        ("ana", "Ana", Role.MANAGER, (), "curta", "characters or more"),
        ("ana", "Ana", Role.MANAGER, (), "ã" * 40, "bytes"),
        ("ana", "Ana", Role.MANAGER, (), " comprida demais ", "space"),
    ],
)
def test_a_user_that_cannot_be(
    sqlite_store: Store, username: str, name: str, role: Role, teams: tuple[str, ...], password: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        people.add_user(sqlite_store, username, name, role, teams, password)
    assert people.list_users(sqlite_store).is_empty()


def test_a_username_is_taken_once(ana_on_each: Store) -> None:
    with pytest.raises(ValueError, match="already"):
        people.add_user(ana_on_each, "ana", "Outra Ana", Role.MANAGER, (), PASSWORD)
    assert people.list_users(ana_on_each)["name"].to_list() == ["Ana Paz"]


def test_a_session_lets_in_until_it_ends_or_is_closed(ana_on_each: Store) -> None:
    people.open_session(ana_on_each, "ana", "token", NOW)
    found = people.session_viewer(ana_on_each, "token", NOW + timedelta(days=SESSION_DAYS) - timedelta(seconds=1))
    assert found is not None
    assert found.username == "ana"
    assert people.session_viewer(ana_on_each, "another token", NOW) is None
    assert people.session_viewer(ana_on_each, "token", NOW + timedelta(days=SESSION_DAYS)) is None
    people.close_session(ana_on_each, "token")
    assert people.session_viewer(ana_on_each, "token", NOW) is None


def test_the_token_itself_is_nowhere_in_the_store(ana: Store) -> None:
    people.open_session(ana, "ana", "token-of-ana", NOW)
    with ana.engine.connect() as connection:
        assert "token-of-ana" not in str(connection.execute(select(sessions)).all())


def test_disabling_and_a_new_password_sign_out_everywhere(ana: Store) -> None:
    people.open_session(ana, "ana", "token", NOW)
    people.disable_user(ana, "ana")
    assert people.session_viewer(ana, "token", NOW) is None
    assert "ana" not in people.accounts(ana)
    people.set_password(ana, "ana", "outra senha comprida")
    assert people.session_viewer(ana, "token", NOW) is None
    assert "ana" in people.accounts(ana)


def test_a_session_of_a_disabled_user_that_slipped_in_lets_nobody_in(ana: Store) -> None:
    people.disable_user(ana, "ana")
    people.open_session(ana, "ana", "token", NOW)
    assert people.session_viewer(ana, "token", NOW) is None


def test_who_is_not_there_cannot_be_changed(sqlite_store: Store) -> None:
    with pytest.raises(LookupError, match="no user 'eva'"):
        people.disable_user(sqlite_store, "eva")
    with pytest.raises(LookupError, match="no user 'eva'"):
        people.set_password(sqlite_store, "eva", PASSWORD)


def test_a_new_role_counts_in_the_next_run(ana: Store) -> None:
    people.open_session(ana, "ana", "token", NOW)
    with ana.write() as connection:
        connection.execute(users.update().values(teams='["Sul"]'))
    found = people.session_viewer(ana, "token", NOW)
    assert found is not None
    assert found.teams == ("Sul",)


@pytest.mark.parametrize("username", ["ana", "ninguém"])
def test_tries_run_out_for_known_and_unknown_alike(ana: Store, username: str) -> None:
    assert [people.may_try(ana, username, NOW) for _ in range(ATTEMPTS + 1)] == [True] * ATTEMPTS + [False]
    assert people.may_try(ana, username, NOW + timedelta(minutes=ATTEMPT_MINUTES, seconds=1))
    assert people.may_try(ana, "somebody else", NOW)


def test_a_success_or_a_new_password_starts_the_count_anew(ana_on_each: Store) -> None:
    for _ in range(ATTEMPTS):
        people.may_try(ana_on_each, "ana", NOW)
    people.set_password(ana_on_each, "ana", "outra senha comprida")
    assert people.may_try(ana_on_each, "ana", NOW)
    for _ in range(ATTEMPTS - 1):
        people.may_try(ana_on_each, "ana", NOW)
    people.open_session(ana_on_each, "ana", "token", NOW)
    assert people.may_try(ana_on_each, "ana", NOW)


def test_what_somebody_typed_as_a_username_is_not_written_down(ana: Store) -> None:
    people.may_try(ana, "minha senha secreta", NOW)
    with ana.engine.connect() as connection:
        assert "secreta" not in str(connection.execute(select(access_log)).all())


def test_the_cookie_key_is_made_once(store: Store) -> None:
    first = people.cookie_key(store)
    assert len(first) == 64
    assert people.cookie_key(store) == first


def test_random_passwords_pass_the_rule_and_differ() -> None:
    made = {people.random_password() for _ in range(100)}
    assert len(made) == 100
    assert all(people.hashed(one) for one in list(made)[:3])
