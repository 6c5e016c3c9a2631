"""`manage.py report`: the same packs from a shell, and what a wrong word is told."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from data.people import Role, add_user, disable_user
from data.store import Store
from manage import cli
from tests.reports.conftest import WEEK

DAYS = ("--from", str(WEEK.from_day), "--to", str(WEEK.to_day))


@pytest.fixture(autouse=True)
def own_store(provider: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", provider.engine.url.render_as_string(hide_password=False))
    monkeypatch.delenv("DASHBOARD_ADDRESS", raising=False)


@pytest.fixture(scope="module")
def users(provider: Store) -> None:
    for username, teams in (("norte", ("Norte",)), ("saiu", ("Sul",))):
        add_user(provider, username, username.title(), Role.TEAM_LEAD, teams, "correct horse battery")
    disable_user(provider, "saiu")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["report", *(str(one) for one in arguments)])


@pytest.mark.parametrize("pack", ["weekly", "follow-up"])
def test_a_pack_is_written_in_both_kinds(tmp_path: Path, pack: str) -> None:
    for name, begins in (("out.pdf", b"%PDF-"), ("out.XLSX", b"PK")):
        done = run(pack, tmp_path / name, *DAYS)
        assert done.exit_code == 0, done.output
        assert f"{name}: " in done.output
        assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.usefixtures("users")
def test_a_pack_for_a_user_holds_what_they_may_see(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert run("weekly", out, *DAYS, "--as", "norte", "--address", "https://painel.exemplo").exit_code == 0
    book = openpyxl.load_workbook(BytesIO(out.read_bytes()))
    rows = list(book["Vereditos"].iter_rows(min_row=2))
    place = [cell.value for cell in book["Vereditos"][1]].index
    assert {row[place("Equipe")].value for row in rows} == {"Norte"}
    assert {row[place("Registro")].hyperlink.target.split("registro")[0] for row in rows} == {"https://painel.exemplo/"}
    assert run("weekly", out, *DAYS, "--as", "norte", "--team", "Sul").exit_code == 1


def test_an_agent_is_found_by_id_or_name(provider: Store, tmp_path: Path) -> None:
    from queries.totals import agents

    agent_id, name = agents(provider).select("agent_id", "agent").row(0)
    for called in (agent_id, name.upper()):
        done = run("agent", tmp_path / "out.pdf", "--agent", called, "--from", "2026-10-05", "--to", "2026-11-15")
        assert done.exit_code == 0, done.output
    assert "no agent 'Ninguém'" in run("agent", tmp_path / "out.pdf", "--agent", "Ninguém").output


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("weekly", "out.txt"), "out.txt: the file's ending must be .pdf or .xlsx"),
        (("weekly", "out.pdf", "--from", "2026-11-09"), "give both days, --from and --to, or neither"),
        (("weekly", "out.pdf", "--from", "2026-11-09", "--to", "2026-11-01"), "before it begins"),
        (("weekly", "out.pdf", "--team", "Leste"), "there is no team 'Leste' to choose: there are"),
        (("weekly", "out.pdf", "--channel", "fax"), "there is no channel 'fax'"),
        (("weekly", "out.pdf", "--as", "ninguem"), "no user 'ninguem' may sign in"),
        (("weekly", "out.pdf", "--as", "saiu"), "no user 'saiu' may sign in"),
        (("weekly", "out.pdf", "--agent", "a1"), "names an agent"),
        (("agent", "out.pdf"), "names an agent"),
        (("weekly", "out.pdf", "--address", "painel"), "no web address"),
        (("weekly", "nowhere/out.pdf", *DAYS), "nowhere/out.pdf: No such file or directory"),
        (("agent", "out.pdf", "--agent", "a01", "--from", "2020-01-06", "--to", "2020-01-12"), "nada foi avaliado"),
    ],
)
def test_a_wrong_word_ends_with_a_sentence_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 1
    assert told in done.output
    assert not list(tmp_path.iterdir())


def test_without_days_the_pack_is_of_the_week_that_a_screen_begins_with(tmp_path: Path) -> None:
    """The records end in the middle of November 2026: the week after, over or not, holds none."""
    out = tmp_path / "out.xlsx"
    assert run("weekly", out).exit_code == 0
    about = openpyxl.load_workbook(BytesIO(out.read_bytes())).worksheets[0]
    cells = [str(cell) for row in about.iter_rows(values_only=True) for cell in row]
    assert any("9 a 15/11/2026" in cell for cell in cells)
