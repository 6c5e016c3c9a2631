"""Every sentence of the sources is in the catalogues, and every entry of the catalogues is in the sources."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from ui import wording, words
from ui.words import Words

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    [*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*/*.py"), *ROOT.glob("reports/*.py"), ROOT / "dashboard.py"]
)
CATALOGUES = sorted((ROOT / "ui" / "locale" / "pt_BR" / "LC_MESSAGES").glob("*.po"))
TRANSLATING = ("tr", "plural", "mark")


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in TRANSLATING and path.name != "wording.py":
                    yield path, node, called


def used() -> dict[str, tuple[str, ...]]:
    """The forms of every sentence by its msgid."""
    found: dict[str, tuple[str, ...]] = {}
    for _, node, called in calls():
        words = [one.value for one in node.args[: 2 if called == "plural" else 1] if isinstance(one, ast.Constant)]
        if words:
            found[words[0]] = tuple(words)
    return found


def entries() -> Iterator[tuple[Path, str, tuple[str, ...], bool]]:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    msgid = message.id if isinstance(message.id, str) else message.id[0]
                    said = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    yield path, msgid, said, message.fuzzy


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_sentences_are_written_out_where_they_are_translated() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node, called in calls()
        if not all(
            isinstance(one, ast.Constant) and isinstance(one.value, str)
            for one in node.args[: 2 if called == "plural" else 1]
        )
    ]
    assert wrong == [], "tr, plural and mark take literal strings; `said` looks up marked ones"


def test_every_sentence_has_its_portuguese() -> None:
    known = {msgid for _, msgid, said, fuzzy in entries() if all(said) and not fuzzy}
    missing = sorted(set(used()) - known)
    assert missing == []


def test_no_entry_is_fuzzy_or_empty() -> None:
    assert [(path.name, msgid) for path, msgid, said, fuzzy in entries() if fuzzy or not all(said)] == []


def test_no_entry_is_left_over() -> None:
    sentences = used()
    assert [(path.name, msgid) for path, msgid, _, _ in entries() if msgid not in sentences] == []


def test_no_sentence_has_two_translations() -> None:
    seen: dict[str, Path] = {}
    twice = []
    for path, msgid, _, _ in entries():
        if msgid in seen:
            twice.append((msgid, seen[msgid].name, path.name))
        seen[msgid] = path
    assert twice == []


def test_translations_have_the_fields_of_their_sentence() -> None:
    sentences = used()
    wrong = [
        (path.name, msgid)
        for path, msgid, said, _ in entries()
        if not all(fields(form) <= fields(" ".join(sentences.get(msgid, ()))) for form in said)
        or fields(msgid) - {"n"} - set().union(*(fields(form) for form in said))
    ]
    assert wrong == []


@pytest.fixture
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "pt")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "language", lambda: "en")


@pytest.mark.usefixtures("portuguese")
def test_numbers_and_dates_in_portuguese() -> None:
    assert wording.number(1234.5, 1) == "1.234,5"
    assert wording.number(-11) == "−11"
    assert wording.number(None) == "–"
    assert wording.percent(0.714) == "71%"
    assert wording.points(-0.11) == "−11"
    assert wording.points(0.03) == "+3"
    assert wording.points(-0.001) == "0"
    assert wording.interval(0.82, 0.85) == "82 a 85"
    assert wording.money(1189.9).replace("\xa0", " ") == "R$ 1.189,90"
    assert wording.money(-3).replace("\xa0", " ") == "−R$ 3,00"
    assert wording.day(date(2026, 11, 2)) == "02/11/2026"
    assert wording.span(date(2026, 11, 16), date(2026, 11, 22)) == "16 a 22/11/2026"
    assert wording.span(date(2026, 11, 2), date(2026, 11, 8), year=False) == "2 a 8/11"
    assert wording.span(date(2026, 10, 26), date(2026, 11, 22), year=False) == "26/10 a 22/11"
    assert wording.span(date(2025, 12, 22), date(2026, 1, 3)) == "22/12/2025 a 3/1/2026"
    assert wording.span(date(2026, 11, 2), date(2026, 11, 2)) == "02/11/2026"
    assert wording.days(1) == "1 dia"
    assert wording.days(17) == "17 dias"
    assert wording.duration(45) == "45 s"
    assert wording.duration(200) == "3 min 20 s"
    assert wording.duration(7500) == "2 h 05 min"
    assert wording.duration(3 * 86400 + 4 * 3600) == "3 dias 4 h"
    assert wording.month_name(date(2026, 10, 1)) == "outubro de 2026"
    assert wording.listed(["a", "b", "c"]) == "a, b e c"
    assert wording.separators() == ",."


@pytest.mark.usefixtures("portuguese")
def test_moments_are_shown_where_the_provider_is() -> None:
    utc = datetime(2026, 11, 23, 1, 30, tzinfo=ZoneInfo("UTC"))
    assert wording.moment(utc) == "22/11/2026, 22:30"
    assert wording.day(utc, year=False) == "22/11"
    assert wording.clock(utc) == "22:30"


@pytest.mark.usefixtures("portuguese")
def test_a_number_and_its_unit_never_break_between_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "UNBROKEN", "\N{NO-BREAK SPACE}")
    told = [
        wording.days(17),
        wording.duration(3 * 86400 + 4 * 3600),
        wording.duration(7500),
        wording.interval(0.82, 0.85),
        wording.money(50),
        wording.span(date(2026, 11, 16), date(2026, 11, 22)),
        wording.span(date(2025, 12, 22), date(2026, 1, 3)),
        wording.tr("n {n}", n="12"),
        wording.tr("{points} p.p.", points="+3"),
        wording.tr("12 weeks"),
        Words("en").day(date(2026, 11, 2)),
        Words("en").span(date(2026, 11, 16), date(2026, 11, 22)),
    ]
    assert [one for one in told if " " in one] == []
    assert words.typed("OS\N{NON-BREAKING HYPHEN}201") == "OS-201"
    assert words.typed(wording.tr("{rate} ({interval}), n {n}", rate="71%", interval="66 a 75", n="12")) == (
        "71% (66 a 75), n 12"
    )


@pytest.mark.usefixtures("english")
def test_numbers_and_dates_in_english() -> None:
    assert wording.number(1234.5, 1) == "1,234.5"
    assert wording.day(date(2026, 11, 2)) == "Nov 2, 2026"
    assert wording.span(date(2026, 11, 16), date(2026, 11, 22)).replace("\u2009", " ") == "Nov 16 – 22, 2026"
    assert wording.days(1) == "1 day"
    assert wording.interval(0.82, 0.85) == "82 to 85"
    assert wording.separators() == ".,"


@pytest.mark.parametrize(
    ("asked", "kept", "browser", "spoken"),
    [
        (None, None, "pt-BR", "pt"),
        (None, None, "en-GB", "en"),
        (None, None, None, "pt"),
        (None, None, "fr", "pt"),
        (None, "en", "pt-BR", "en"),
        (None, "pt", "en", "pt"),
        (None, "xx", "en", "en"),
        ("en", "pt", "pt-BR", "en"),
        ("xx", None, "pt", "pt"),
    ],
)
def test_the_language_follows_the_address_then_the_last_choice_then_the_browser(
    asked: str | None, kept: str | None, browser: str | None, spoken: str
) -> None:
    assert wording._first_language(asked, kept, browser) == spoken


def test_only_forms_of_one_field_are_sent_with_enter() -> None:
    """Into the fields of the others Streamlit would write 'Press Enter to submit form', in every language."""
    found = [
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "st.form"
        and "enter_to_submit=False" not in ast.unparse(node)
    ]
    assert found == ["record.py", "sign_in.py", "targets.py"]
