"""Import and export from the shell: what they print, in the reader's language, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data.store import open_store
from manage import cli
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, MESSAGES, stored, write


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    contacts = CONTACTS + "c3,k1,,phone,support,2026-11-16T09:00:00\n"
    return write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=contacts, messages=MESSAGES)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def test_importing_says_what_became_of_every_row(folder: Path) -> None:
    done = run("import", folder)
    assert done.exit_code == 0
    assert "canonical: 10 linhas = 9 importadas + 1 separadas + 0 que já havia" in done.output
    assert "contacts.csv, linha 3: o contato não diz que atendente o fez (coluna agent_id)." in done.output
    again = run("import", folder, "--language", "en")
    assert "canonical: 10 rows = 0 taken + 1 set aside + 9 already there" in again.output
    assert "contacts.csv, row 3: the contact does not say which agent had it (column agent_id)." in again.output


def test_the_shell_tells_the_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "10 rows = 9 taken" in run("import", folder, "--dry-run").output
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    assert "10 linhas = 9 importadas" in run("import", folder, "--dry-run").output


def test_a_dry_run_says_so(folder: Path) -> None:
    done = run("import", folder, "--dry-run")
    assert "Ensaio: nada foi gravado." in done.output
    assert stored(open_store(), "contacts") == 0


def test_what_cannot_be_imported_ends_with_a_sentence(tmp_path: Path) -> None:
    missing = run("import", tmp_path / "nada")
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
    assert "não há arquivo nem pasta com esse nome" in missing.output
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    strange = run("import", tmp_path / "x.csv")
    assert strange.exit_code == 1
    assert "--mapping" in strange.output
    assert "rio_1746" in run("import", tmp_path / "x.csv", "--mapping", "nada").output
    only_strange = run("import", write(tmp_path / "strange", nada="a,b\n1,2\n"))
    assert only_strange.exit_code == 1
    assert "nada.csv" in only_strange.output


def test_exporting(folder: Path, tmp_path: Path) -> None:
    run("import", folder)
    out = tmp_path / "out.csv"
    assert "1 rows of contacts" in run("export", "contacts", out, "--team", "Sul", "--from", "2026-11-16").output
    assert out.read_text().splitlines()[1].startswith("canonical,1,c2,")
    assert "1 rows of set_aside" in run("export", "set_aside", tmp_path / "aside.xlsx").output
    refused = run("export", "users", tmp_path / "users.csv")
    assert refused.exit_code == 1
    assert not (tmp_path / "users.csv").exists()
