"""What holds for every test."""

import pytest

from ui import words


@pytest.fixture(autouse=True)
def spaces_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are compared with the spaces that people type; tests/ui/test_wording.py tells which never break."""
    monkeypatch.setattr(words, "UNBROKEN", " ")
