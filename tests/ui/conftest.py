"""A small provider in a store of its own, and the dashboard on it: as a script, and as a running server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import bcrypt
import pytest

from data import people
from data.demo import make_demo
from data.people import Role
from data.records import parse_time
from data.store import Store, open_store
from tests.filled import filled

ROOT = Path(__file__).parents[2]
PASSWORD = "uma senha comprida"
UNTIL = date(2026, 11, 15)


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with sixty fictitious contacts, judged, and a user of each role."""
    url = f"sqlite:///{tmp_path_factory.mktemp('world') / 'store.db'}"
    store = open_store(url)
    filled(store, make_demo(60, seed=3, until=UNTIL, weeks=4).records, as_of=parse_time("2026-11-16T12:00"))
    slow = bcrypt.gensalt
    bcrypt.gensalt = lambda *_, **__: slow(rounds=4)
    try:
        people.add_user(store, "gestora", "Gisele Gestora", Role.MANAGER, (), PASSWORD)
        people.add_user(store, "super", "Sandro Supervisor", Role.SUPERVISOR, ("Norte", "Sul"), PASSWORD)
        people.add_user(store, "lider", "Lia Líder", Role.TEAM_LEAD, ("Norte",), PASSWORD)
    finally:
        bcrypt.gensalt = slow
    store.engine.dispose()
    return url


@pytest.fixture
def world(small_world: str) -> Iterator[Store]:
    opened = open_store(small_world)
    yield opened
    opened.engine.dispose()


@dataclass(frozen=True)
class Server:
    """A dashboard that has had no visitor yet."""

    address: str
    store_url: str


@pytest.fixture(scope="module")
def server(small_world: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    environment = {**os.environ, "DATABASE_URL": small_world}
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
    try:
        _wait(f"http://localhost:{port}/_stcore/health", process, log)
        yield Server(f"http://localhost:{port}", small_world)
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the dashboard did not start: {log.read_text()}")
