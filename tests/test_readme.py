"""What the README claims is true: the practices, the commands, the screens, the pictures, the mappings."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from manage import cli
from practices import PRACTICES
from practices.learned.talks import read_talks
from practices.learned.texts import read_texts

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_practices_are_those_of_the_guide_in_its_order() -> None:
    told = re.findall(r"^\| (\d+) \| `(\w+)` \| ([^|]+) \| (\w+) \| (\w+) \|$", README, re.M)
    expected = [(str(one.number), one.id, one.title.pt, one.pillar.value, one.unit.value) for one in PRACTICES]
    assert told == expected
    assert len(expected) == 19


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_told_and_has_help(command: str) -> None:
    assert f"manage.py {command}" in README
    assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0


def test_pictures_and_files_that_are_named_exist() -> None:
    named = re.findall(r"\]\((docs/[^)]+)\)", README) + re.findall(
        r"`((?:data|practices|queries|ui|tests|pages)/[\w./-]+)`", README
    )
    for path in named:
        assert (ROOT / path).exists(), path


def test_the_mappings_that_ship_are_those_named() -> None:
    there = {path.stem for path in (ROOT / "data/sources/mappings").glob("*.toml")}
    assert there == set(re.findall(r"`(\w+)` \((?:service orders|an ISP)", README))


def test_the_screens_have_the_addresses_that_the_table_says() -> None:
    from ui.menu import SCREENS

    told = set(re.findall(r"\| `/([\w-]+)` \|", README))
    assert told == {screen.address for screen in SCREENS}


def test_the_readme_counts_what_was_learned_from() -> None:
    talks, notes, sentences = len(read_talks()), len(read_texts("note")), len(read_texts("promise"))
    said = " ".join(README.split())
    assert f"{talks:,} invented talks" in said
    assert f"{notes} tagged notes and {sentences} tagged sentences" in said


def test_the_graded_cases_are_as_many_as_is_said() -> None:
    told = (ROOT / "tests/graded/README.md").read_text(encoding="utf-8")
    for folder in ("open", "unseen"):
        files = (ROOT / "tests/graded" / folder).glob("*.jsonl")
        cases = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
        assert f"| `{folder}/` | {cases} |" in told
