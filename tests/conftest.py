"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bcrypt
import pytest

from data.store import open_store
from ui import words


@pytest.fixture(autouse=True)
def spaces_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are compared with the spaces that people type; tests/ui/test_wording.py tells which never break."""
    monkeypatch.setattr(words, "UNBROKEN", " ")


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A quarter of a second for the hash of a password is what users want and tests do not."""
    slow = bcrypt.gensalt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bcrypt, "gensalt", lambda: slow(rounds=4))
        yield


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store without a record, for tests to copy: making its tables takes longer than most of them."""
    path = tmp_path_factory.mktemp("empty") / "store.db"
    open_store(f"sqlite:///{path}").engine.dispose()
    return path
