"""What the packs say and where they lead is what the screens say and where they stand."""

from __future__ import annotations

import re

import pytest

from reports import base_of, file_name, links
from reports.typesetting import LAYOUTS
from reports.wish import Ending, Pack, Wish
from tests.reports.conftest import MANAGER, NOW, WEEK
from ui import links as screen_links
from ui import open_case, theme
from ui.words import Words


def test_links_lead_where_the_screens_do() -> None:
    for case in (
        ("contact", "c1", None, "message:c1:4", "use_name"),
        ("service_order", "c1", "88", None, None),
        ("internal_request", None, "88", "event:88:2", "document_os"),
        ("commitment", None, "88", None, None),
        ("contact", None, None, None, None),
    ):
        assert links.to_record(None, *case) == screen_links.to_unit(*case)
    assert links.CASE == open_case.ADDRESS
    assert links.to_case("https://x/painel/", "promise:c1:4") == (
        f"https://x/painel/sem-retorno?{open_case.ADDRESS}=promise%3Ac1%3A4"
    )


def test_the_dashboards_address_from_that_of_a_screen() -> None:
    assert base_of("https://x.example/painel/revisao?from=2026-11-09#a") == "https://x.example/painel/"
    assert base_of("http://localhost:8501") == "http://localhost:8501/"
    for wrong in ("javascript:alert(1)", "painel/revisao", "ftp://x/"):
        with pytest.raises(ValueError, match="no web address"):
            base_of(wrong)


def test_the_pages_have_the_colours_of_the_screens() -> None:
    layout = (LAYOUTS / "base.typ").read_text(encoding="utf-8")
    palette = dict(re.findall(r'^  (\w+): rgb\("(#\w{6})"\),$', layout, re.M))
    assert palette
    assert palette == {key: getattr(theme.LIGHT, key) for key in palette}


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no such language"):
        Words("fr")


def test_files_are_named_by_pack_and_days() -> None:
    review = Wish(Pack.WEEKLY, MANAGER, WEEK)
    assert file_name(review, Ending.PDF, NOW) == "revisao-semanal-2026-11-09-11-15.pdf"
    sheet = Wish(Pack.AGENT, MANAGER, WEEK, "en", agent_id="../a 1")
    assert file_name(sheet, Ending.XLSX, NOW) == "agent-sheet----a-1-2026-11-09-11-15.xlsx"
    assert file_name(Wish(Pack.FOLLOW_UP, MANAGER, WEEK), Ending.PDF, NOW) == "sem-retorno-2026-11-16.pdf"
