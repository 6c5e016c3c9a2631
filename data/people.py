"""Who works with the product: users and their roles, what each may see, who is signed in, who looked at what.

A password is kept as its bcrypt hash only. A session is a row that names the hash of the token in the user's cookie:
deleting the row signs the cookie out, wherever copies of it are. All times are UTC.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import bcrypt
import polars as pl
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.records import TIME
from data.schema import access_log, agents, facts, sessions, users
from data.store import Store

SESSION_DAYS = 7.0
PASSWORD_LENGTH = 10
PASSWORD_BYTES = 72
"""bcrypt reads no further; a longer password would be cut in silence, so it is refused."""
ATTEMPTS = 5
ATTEMPT_MINUTES = 15
"""After `ATTEMPTS` wrong passwords for a username within `ATTEMPT_MINUTES`, none is tried until the first is older."""
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_COOKIE_KEY = "cookie_signing_key"
USER_SCHEMA: dict[str, pl.DataType] = {
    "username": pl.String(),
    "name": pl.String(),
    "role": pl.String(),
    "teams": pl.String(),
    "disabled": pl.Boolean(),
    "created_at": TIME,
}


class Role(StrEnum):
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    TEAM_LEAD = "team_lead"


@dataclass(frozen=True)
class Viewer:
    """Who is looking, and what they may see: a manager all teams, the others the teams they are given.

    Hashable, so that it is part of every cache key. Records whose agent has no team, or is unknown, are a manager's.
    """

    username: str
    name: str
    role: Role
    teams: tuple[str, ...] = ()

    @property
    def sees_all_teams(self) -> bool:
        return self.role is Role.MANAGER


@dataclass(frozen=True)
class Account:
    """One user who may sign in, with the hash to check a password against."""

    viewer: Viewer
    password_hash: str


# -- users ----------------------------------------------------------------------------------------------------------


def add_user(store: Store, username: str, name: str, role: Role, teams: tuple[str, ...], password: str) -> None:
    """A new user. Raises `ValueError` with a sentence for a bad or taken username, a missing team, a weak password."""
    if not _USERNAME.fullmatch(username):
        raise ValueError(f"'{username}': a username is 2 to 40 small letters, digits, dots, hyphens or underscores")
    if not name.strip():
        raise ValueError("a user needs a name")
    if role is not Role.MANAGER and not teams:
        raise ValueError(f"a {role.value} needs at least one team")
    if role is Role.TEAM_LEAD and len(teams) > 1:
        raise ValueError("a team lead has one team; a supervisor may have several")
    row = {
        "username": username,
        "name": name.strip(),
        "password_hash": hashed(password),
        "role": role.value,
        "teams": json.dumps(sorted(teams), ensure_ascii=False),
        "disabled": False,
        "created_at": datetime.now(UTC),
    }
    try:
        with store.write() as connection:
            connection.execute(insert(users).values(row))
    except IntegrityError as error:
        raise ValueError(f"there is a user '{username}' already") from error


def disable_user(store: Store, username: str) -> None:
    """Sign a user out everywhere and let them in no more. Raises `LookupError` where there is no such user."""
    with store.write() as connection:
        found = connection.execute(update(users).where(users.c.username == username).values(disabled=True))
        if found.rowcount == 0:
            raise LookupError(f"there is no user '{username}'")
        connection.execute(delete(sessions).where(sessions.c.username == username))


def set_password(store: Store, username: str, password: str) -> None:
    """A new password: signs the user out everywhere, forgets wrong tries, and lets a disabled user in again.

    Raises `LookupError` where there is no such user, `ValueError` for a weak password.
    """
    changed = {"password_hash": hashed(password), "disabled": False}
    with store.write() as connection:
        found = connection.execute(update(users).where(users.c.username == username).values(changed))
        if found.rowcount == 0:
            raise LookupError(f"there is no user '{username}'")
        connection.execute(delete(sessions).where(sessions.c.username == username))
        _log(connection, username, "password_set", None, datetime.now(UTC))


def list_users(store: Store) -> pl.DataFrame:
    """All users (USER_SCHEMA; `teams` as JSON), by username; never a password's hash."""
    return store.read(select(*(users.c[one] for one in USER_SCHEMA)).order_by(users.c.username), USER_SCHEMA)


def accounts(store: Store) -> dict[str, Account]:
    """Everybody who may sign in, by username."""
    wanted = select(users).where(~users.c.disabled)
    with store.engine.connect() as connection:
        rows = connection.execute(wanted).mappings().all()
    return {row["username"]: Account(_viewer(row), row["password_hash"]) for row in rows}


def _viewer(row: RowMapping) -> Viewer:
    return Viewer(row["username"], row["name"], Role(row["role"]), tuple(json.loads(row["teams"])))


def plain_name(name: str) -> str:
    """A name to compare by: in small letters, without accents."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))


def team_names(store: Store) -> list[str]:
    """The teams that the records name, sorted."""
    with store.engine.connect() as connection:
        found = connection.scalars(select(agents.c.team).where(agents.c.team.is_not(None)).distinct())
        return sorted(found)


def hashed(password: str) -> str:
    """The bcrypt hash of a password. Raises `ValueError` for one that is too short or too long."""
    if len(password) < PASSWORD_LENGTH:
        raise ValueError(f"a password has {PASSWORD_LENGTH} characters or more")
    if len(password.encode()) > PASSWORD_BYTES:
        raise ValueError(f"a password has no more than {PASSWORD_BYTES} bytes")
    if password != password.strip():
        raise ValueError("a password begins and ends with something else than a space")
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def random_password() -> str:
    """A password that nobody can guess and everybody can type: four groups without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


# -- signing in -----------------------------------------------------------------------------------------------------


def cookie_key(store: Store) -> str:
    """The key that signs cookies: made once, at random, and kept in the store, the same for every process."""
    wanted = select(facts.c.value).where(facts.c.name == _COOKIE_KEY)
    with store.engine.connect() as connection:
        found = connection.scalar(wanted)
    if found is not None:
        return str(found)
    try:
        with store.write() as connection:
            row = {"name": _COOKIE_KEY, "at": datetime.now(UTC), "value": secrets.token_hex(32)}
            connection.execute(insert(facts).values(row))
    except IntegrityError:
        pass  # another process was first: its key counts
    with store.engine.connect() as connection:
        return str(connection.scalar(wanted))


def open_session(store: Store, username: str, token: str, now: datetime | None = None) -> None:
    """Let `token` sign `username` in for `SESSION_DAYS`; sessions that have ended are swept out."""
    at = now or datetime.now(UTC)
    row = {
        "token_hash": _token_hash(token),
        "username": username,
        "created_at": at,
        "expires_at": at + timedelta(days=SESSION_DAYS),
    }
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
        connection.execute(delete(sessions).where(sessions.c.token_hash == row["token_hash"]))
        connection.execute(insert(sessions).values(row))
        _log(connection, username, "sign_in", None, at)


def session_viewer(store: Store, token: str, now: datetime | None = None) -> Viewer | None:
    """Whom `token` signs in, as the store knows them now.

    None where it never signed anybody in, was revoked, has run out, or its user is disabled.
    """
    wanted = (
        select(users)
        .join(sessions, users.c.username == sessions.c.username)
        .where(
            sessions.c.token_hash == _token_hash(token),
            sessions.c.expires_at > (now or datetime.now(UTC)),
            ~users.c.disabled,
        )
    )
    with store.engine.connect() as connection:
        row = connection.execute(wanted).mappings().one_or_none()
    return None if row is None else _viewer(row)


def close_session(store: Store, token: str) -> None:
    """Make `token`, and every copy of it, worthless."""
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_hash == _token_hash(token)))


def may_try(store: Store, username: str, now: datetime | None = None) -> bool:
    """Whether a password may be tried for `username`, known or not; the try is written down in the same transaction.

    Tries are counted across all processes, from the last success (`open_session`) or new password (`set_password`) on.
    Known problem: somebody who keeps trying keeps the user out; a new password lets them in at once.
    """
    at = now or datetime.now(UTC)
    who = _logged_name(store, username)
    log = access_log.c
    started_anew = (
        select(func.coalesce(func.max(log.id), 0))
        .where(log.username == who, log.action.in_(("password_set", "sign_in")))
        .scalar_subquery()
    )
    tries = select(func.count(log.id)).where(
        log.username == who,
        log.action == "password_tried",
        log.at > at - timedelta(minutes=ATTEMPT_MINUTES),
        log.id > started_anew,
    )
    with store.write() as connection:
        if connection.execute(tries).scalar_one() >= ATTEMPTS:
            return False
        _log(connection, who, "password_tried", None, at)
    return True


def _logged_name(store: Store, username: str) -> str:
    """The username, or a fingerprint of one that nobody has: people type passwords into the wrong field."""
    with store.engine.connect() as connection:
        known = connection.scalar(select(users.c.username).where(users.c.username == username))
    return username if known else "unknown:" + hashlib.sha256(username.encode()).hexdigest()[:16]


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# -- the access log -------------------------------------------------------------------------------------------------


def _log(connection: Connection, username: str, action: str, subject: str | None, at: datetime) -> None:
    """Write down that a user did something that the provider wants to be able to trace."""
    connection.execute(insert(access_log).values(at=at, username=username, action=action, subject=subject))


@dataclass(frozen=True)
class Door:
    """What signing in needs of the store, for `ui.sign_in`, which knows neither the store nor its tables."""

    store: Store

    def passwords(self) -> dict[str, dict[str, str]]:
        """Name and password hash of everybody who may sign in, by username."""
        return {
            username: {"name": one.viewer.name, "password": one.password_hash}
            for username, one in accounts(self.store).items()
        }

    def cookie_key(self) -> str:
        return cookie_key(self.store)

    def may_try(self, username: str) -> bool:
        return may_try(self.store, username)

    def open_session(self, username: str, token: str) -> None:
        open_session(self.store, username, token)

    def session_viewer(self, token: str) -> Viewer | None:
        return session_viewer(self.store, token)

    def close_session(self, token: str) -> None:
        close_session(self.store, token)
