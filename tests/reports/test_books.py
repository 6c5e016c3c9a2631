"""The packs as workbooks, read back cell by cell: types, heads, links, and texts that stay texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from data import schema
from data.decisions import Seen, add_note, review_verdict, withdraw_review
from data.store import Store
from queries.moments import said_at
from queries.reviews import reviews_of
from queries.units import Wanted, unit_count
from reports import Ending, Pack, evidence, follow_up, make, sheets, tables
from reports.ground import Ground
from reports.making import MAKERS
from reports.sheets import About, Column, Kind, Sheet
from reports.wish import Wish
from tests.reports.conftest import LEAD, MANAGER, NOW, SIX_WEEKS, TAXPAYER, WEEK, WICKED, still
from ui.words import Words, typed

Grounds = Callable[..., Ground]
ABOUT = About("Como ler", "Título", [("Período", "9 a 15/11")], ["Assim."])


def book_of(provider: Store, wish: Wish) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(make(provider, wish, Ending.XLSX, NOW, still)))


def heads(sheet: Worksheet) -> list[Any]:
    return [cell.value for cell in sheet[1]]


def column(sheet: Worksheet, head: str) -> list[Any]:
    place = heads(sheet).index(head)
    return [row[place] for row in sheet.iter_rows(min_row=2)]


def one_sheet(*columns: Column, rows: list[list[Any]]) -> Worksheet:
    made = sheets.workbook(ABOUT, [Sheet("Dados", columns, rows)], "abrir", NOW)
    return openpyxl.load_workbook(BytesIO(made))["Dados"]


# -- cells --------------------------------------------------------------------------------------------------------


def test_a_text_is_a_text_whatever_it_begins_with() -> None:
    sheet = one_sheet(Column("=Texto"), Column("Longo", Kind.LONG), rows=[[one, one] for one in WICKED])
    for row, written in zip(sheet.iter_rows(min_row=2), WICKED, strict=True):
        assert [cell.data_type for cell in row] == ["s", "s"]
        assert [cell.value for cell in row] == [written, written]
    assert sheet["A1"].data_type == "s"


def test_values_have_their_types() -> None:
    columns = [Column(kind.value, kind) for kind in (Kind.COUNT, Kind.SHARE, Kind.POINTS, Kind.MONEY, Kind.DAY)]
    late = datetime.fromisoformat("2026-11-16T01:30:00+00:00")
    sheet = one_sheet(*columns, Column("moment", Kind.MOMENT), rows=[[1204, 0.785, -0.03, 189.9, late, late]])
    count, share, points, money, day, moment = sheet[2]
    assert (count.value, share.value, points.value, money.value) == (1204, 0.785, -0.03, 189.9)
    assert share.number_format == "0.0%"
    assert day.value == datetime(2026, 11, 15)  # where the provider is, it is still Sunday
    assert moment.value == datetime(2026, 11, 15, 22, 30)
    assert day.is_date
    assert moment.is_date
    assert one_sheet(*columns, rows=[[None] * 5])["A2"].value is None


def test_a_table_has_a_frozen_head_and_a_filter_over_all_rows() -> None:
    sheet = one_sheet(Column("Um"), Column("Dois"), rows=[["a", "b"], ["c", "d"]])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert one_sheet(Column("Um"), Column("Dois"), rows=[]).auto_filter.ref == "A1:B1"


def test_links_open_where_they_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 1)
    address = "https://painel.exemplo/registro?contact=c1"
    sheet = one_sheet(Column("Registro", Kind.LINK), rows=[[address], [address], ["registro?contact=c1"]])
    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == ["abrir", address, "registro?contact=c1"]
    assert sheet["A2"].hyperlink.target == address
    assert sheet["A3"].hyperlink is sheet["A4"].hyperlink is None


def test_a_text_longer_than_a_cell_is_cut() -> None:
    sheet = one_sheet(Column("Longo", Kind.LONG), rows=[["x" * 40_000]])
    assert len(sheet["A2"].value) == sheets.CELL_LETTERS


# -- the packs ----------------------------------------------------------------------------------------------------


def test_the_review_has_one_row_a_verdict_with_why_evidence_and_link(provider: Store, ground: Grounds) -> None:
    wish = Wish(Pack.WEEKLY, MANAGER, WEEK, address="https://painel.exemplo/")
    book = book_of(provider, wish)
    assert book.sheetnames == ["Como ler", "Práticas", "Vereditos", "Casos", "Visitas e atendimentos", "Ações"]
    verdicts = book["Vereditos"]
    assert verdicts.max_row - 1 == unit_count(provider, MANAGER, WEEK, Wanted(), ground(Pack.WEEKLY).agents)
    days = [cell.value.date() for cell in column(verdicts, "Quando")]
    assert days == sorted(days, reverse=True)
    assert WEEK.from_day <= min(days) <= max(days) <= WEEK.to_day
    assert all(cell.is_date for cell in column(verdicts, "Quando"))
    said, why = (column(verdicts, head) for head in ("Veredito", "Por quê"))
    assert {cell.value for cell in said} >= {"cumprida", "não cumprida"}
    assert all(cell.value for cell in why)
    links = [cell.hyperlink.target for cell in column(verdicts, "Registro") if cell.hyperlink]
    assert len(links) == verdicts.max_row - 1
    assert all(one.startswith("https://painel.exemplo/registro?") for one in links)
    assert any("place=message%3A" in one for one in links)
    assert any(cell.value and cell.value.startswith("mensagem ") for cell in column(verdicts, "Evidência"))


def test_names_that_look_like_formulas_are_text_in_the_pack(provider: Store) -> None:
    book = book_of(provider, Wish(Pack.WEEKLY, MANAGER, WEEK))
    wicked = [cell for cell in column(book["Vereditos"], "Cliente") if cell.value and cell.value[0] in "=+-@"]
    assert {cell.value[0] for cell in wicked} == set("=+-@")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    cases = book["Casos"]
    assert {cell.data_type for cell in column(cases, "Cliente")} == {"s"}
    assert all(cell.value.startswith("sem-retorno?commitment=") for cell in column(cases, "Caso"))


def test_the_first_sheet_says_what_was_chosen_and_how_to_read_it(provider: Store, ground: Grounds) -> None:
    book = book_of(provider, Wish(Pack.WEEKLY, LEAD, replace(WEEK, channel="whatsapp")))
    page = book["Como ler"]
    facts = [(row[0].value, row[1].value) for row in page.iter_rows(min_row=3) if row[0].value]
    told = dict(reversed(facts))
    assert told["Período"] == "9 a 15/11/2026"
    assert told["Equipe"] == "Norte"
    assert told["Canal"] == "WhatsApp"
    assert "Nara Líder" in told["Este relatório"]
    assert told["Política e regras"].startswith(f"versão {ground(Pack.WEEKLY).policy.version}, regras ")
    assert told["Vereditos"] == f"{book['Vereditos'].max_row - 1} vereditos, um por linha"
    in_rates = [words for name, words in facts if name == "Vereditos"][1]
    assert in_rates.startswith(f"{book['Vereditos'].max_row - 1} vereditos: "), (
        "the same number, and what the rates count"
    )
    reading = [row[1].value for row in page.iter_rows() if row[0].value is None and row[1].value]
    assert any("Wilson" in one for one in reading)


def test_a_case_has_what_was_last_written_down_for_it(provider: Store, ground: Grounds) -> None:
    first = follow_up.read(ground(Pack.FOLLOW_UP), still).shown["commitment_id"][0]
    add_note(provider, MANAGER, first, "=Ligar às 15h", NOW)
    for pack in (Pack.FOLLOW_UP, Pack.WEEKLY):
        page = book_of(provider, Wish(pack, MANAGER, WEEK))["Casos"]
        assert column(page, "Última anotação")[0].value == "16/11, anotação, gil: “=Ligar às 15h”"
    for pack, part in ((Pack.WEEKLY, "owed"), (Pack.FOLLOW_UP, None)):
        told = MAKERS[pack][1](ground(pack), still)
        assert (told[part] if part else told)["rows"][0]["said"] == "16/11, anotação, gil: “=Ligar às 15h”"


def test_rates_are_numbers_and_few_cases_have_none(provider: Store) -> None:
    made = make(provider, Wish(Pack.WEEKLY, MANAGER, WEEK), Ending.XLSX, NOW, still)
    frame = fastexcel.read_excel(made).load_sheet("Práticas").to_polars()
    assert frame.height == 19
    assert frame["Taxa"].dtype == pl.Float64
    few = frame.filter(pl.col("n") < 10)
    assert few.height
    assert few["Taxa"].null_count() == few.height
    rated = frame.filter(pl.col("n") >= 10)
    assert rated.filter(pl.col("Taxa") != pl.col("cumprida") / pl.col("n")).is_empty()


def test_a_leads_workbook_holds_the_own_team_only(provider: Store) -> None:
    for pack in (Pack.WEEKLY, Pack.FOLLOW_UP):
        book = book_of(provider, Wish(pack, LEAD, WEEK))
        name = "Vereditos" if pack is Pack.WEEKLY else "Casos"
        assert {cell.value for cell in column(book[name], "Equipe")} == {"Norte"}


def test_what_does_not_apply_keeps_its_row_and_counts_nowhere(provider: Store, ground: Grounds) -> None:
    before = book_of(provider, Wish(Pack.WEEKLY, MANAGER, WEEK))
    table = schema.verdicts
    of_week = table.c.day.between(WEEK.from_day, WEEK.to_day)
    wanted = table.c.verdict == "missed", table.c.practice == "use_name", of_week
    with provider.engine.connect() as connection:
        key = connection.execute(select(table.c.unit, table.c.unit_id, table.c.practice).where(*wanted)).first()
    assert key is not None
    review_verdict(provider, MANAGER, *key, "inapplicable", "Era a mãe da titular.", Seen("missed", None), NOW)
    try:
        after = book_of(provider, Wish(Pack.WEEKLY, MANAGER, WEEK))
        told = ground(Pack.WEEKLY)
        last = reviews_of(provider, [key.unit_id])["review"][-1]
    finally:
        withdraw_review(provider, MANAGER, *key, "Engano", Seen("inapplicable", last), NOW)
    rows = after["Vereditos"]
    assert rows.max_row == before["Vereditos"].max_row
    place = [cell.value for cell in column(rows, "Veredito")].index("não se aplica")
    assert [column(rows, head)[place].value for head in ("A regra dizia", "Mudado por", "Motivo da mudança")] == [
        "não cumprida",
        "gil",
        "Era a mãe da titular.",
    ]
    assert column(rows, "Mudado em")[place].value == datetime(2026, 11, 16, 9)
    assert "gil alterou: “Era a mãe" in column(rows, "Por quê")[place].value
    facts = [row[1].value for row in after["Como ler"].iter_rows() if row[0].value == "Vereditos"]
    counted = Words().number(unit_count(provider, MANAGER, WEEK, Wanted(), told.agents) - 1)
    assert facts[0] == (
        f"{counted} vereditos, um por linha; e 1 linha em que uma pessoa disse que a prática não se aplica, "
        "que nenhum número conta"
    )
    assert facts[1].startswith(f"{counted} vereditos: "), "not in the sums"
    names, missed = ([cell.value for cell in column(after["Práticas"], one)] for one in ("Prática", "não cumprida"))
    then = [cell.value for cell in column(before["Práticas"], "não cumprida")]
    assert missed[names.index("Chamar pelo nome")] == then[names.index("Chamar pelo nome")] - 1


def test_more_verdicts_than_a_workbook_takes_are_told(
    provider: Store, ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_VERDICTS", 7)
    monkeypatch.setattr(tables, "READ_AT_ONCE", 3)
    seen: list[float] = []
    sheet, told = tables.verdicts(ground(Pack.WEEKLY), WEEK, seen.append)
    assert len(list(sheet.rows)) == 7
    assert told.startswith("os 7 mais recentes de ")
    assert [round(one, 2) for one in seen] == [0.43, 0.86, 1]


def test_reading_in_parts_gives_every_verdict_once(ground: Grounds, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(tables.verdicts(ground(Pack.WEEKLY), WEEK, still)[0].rows)
    monkeypatch.setattr(tables, "READ_AT_ONCE", 50)
    assert list(tables.verdicts(ground(Pack.WEEKLY), WEEK, still)[0].rows) == whole


def test_a_sheet_has_the_scorecard_and_the_agents_verdicts(provider: Store, ground: Grounds) -> None:
    agent_id, name = ground(Pack.AGENT).agents.filter(team="Norte").select("agent_id", "agent").row(0)
    book = book_of(provider, Wish(Pack.AGENT, LEAD, SIX_WEEKS, agent_id=agent_id))
    assert book.sheetnames == ["Como ler", "Práticas", "Vereditos", "O que foi combinado"]
    assert {cell.value for cell in column(book["Vereditos"], "Atendente")} == {name}
    assert book["Práticas"].max_row == 20
    assert heads(book["O que foi combinado"])[:2] == ["Prática", "Objetivo"]


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("pack", [Pack.WEEKLY, Pack.FOLLOW_UP])
def test_a_workbook_is_the_same_again(provider: Store, tmp_path: Path, pack: Pack, language: str) -> None:
    wish = Wish(pack, MANAGER, WEEK, language)
    assert make(provider, wish, Ending.XLSX, NOW, still) == make(provider, wish, Ending.XLSX, NOW, still)


def rests_on(*places: str) -> dict[str, str]:
    return {"evidence": " ".join(places)}


def test_evidence_is_told_as_people_say_it() -> None:
    words, at = Words("pt"), datetime.fromisoformat("2026-11-12T13:05:00+00:00")
    told = {
        "message:c:1:4": evidence.Said(at, "Bom dia!"),
        "message:c2:0": evidence.Said(at, None),
        "event:88:2": evidence.Said(at, "Sinal fraco."),
    }
    for place, said in {
        "message:c:1:4": "mensagem de 12/11, 10:05: “Bom dia!”",
        "message:c2:0": "mensagem de 12/11, 10:05",
        "message:unseen:0": "mensagem de um atendimento",
        "event:88:2": "registro de 12/11, 10:05 na OS 88: “Sinal fraco.”",
        "event:89:0": "registro nº 1 na OS 89",
        "field:availability_checked_at": "campo “agenda conferida em”",
        "strange": "strange",
    }.items():
        assert typed(evidence.evidence(words, rests_on(place), told) or "") == said
    many = evidence.evidence(
        words, rests_on("field:text", "event:88:2", "event:89:0", "event:89:1", "event:89:2"), told
    )
    assert many is not None
    assert many.splitlines()[0] == "campo “texto do pedido”"
    assert many.splitlines()[3:] == ["e mais 2 trechos"]
    assert evidence.evidence(words, rests_on(), told) is None


@pytest.mark.parametrize("language", ["pt", "en"])
def test_no_code_stands_in_the_evidence_and_what_it_quotes_is_masked(provider: Store, language: str) -> None:
    sheet = book_of(provider, Wish(Pack.WEEKLY, MANAGER, SIX_WEEKS, language))
    page = sheet["Vereditos" if language == "pt" else "Verdicts"]
    lines = [
        line
        for cell in column(page, "Evidência" if language == "pt" else "Evidence")
        for line in (cell.value or "").splitlines()
    ]
    places = [line.partition("“")[0] for line in lines]
    assert len({line for line in lines if line.startswith(("campo", "the field"))}) >= 5
    assert not [line for line in lines if re.search(r"campo “\w*_|field “\w*_|\bk\d+|message:|event:", line)]
    assert [one for one in places if one.startswith(("mensagem de ", "message of "))]
    assert [one for one in places if one.startswith(("registro de ", "entry of "))]
    assert any("CPF •••.•••.•••-••" in line for line in lines)
    assert TAXPAYER not in "".join(lines)


def test_a_lead_is_not_given_the_words_of_another_teams_contact(provider: Store, ground: Grounds) -> None:
    agents = ground(Pack.WEEKLY).agents
    asked = schema.messages.c, schema.contacts.c
    wanted = select(asked[0].contact_id, asked[0].position, asked[1].agent_id).join(
        schema.contacts, asked[1].contact_id == asked[0].contact_id
    )
    with provider.engine.connect() as connection:
        spoken = connection.execute(wanted.where(asked[1].agent_id.is_not(None))).all()
    teams = dict(agents.select("agent_id", "team").iter_rows())
    of_team = {teams[one.agent_id]: f"message:{one.contact_id}:{one.position}" for one in spoken}
    places: dict[str, list[str]] = {of_team["Norte"]: [], of_team["Sul"]: []}
    assert said_at(provider, LEAD, places, agents)["place"].to_list() == [of_team["Norte"]]
    assert set(said_at(provider, MANAGER, places, agents)["place"]) == set(places)


def test_why_tells_a_persons_reason_and_the_rules() -> None:
    row = {"practice": "use_name", "reason": "no_name", "detail": None, "rule_verdict": None}
    rule = evidence.why(Words(), row)
    changed = row | {"rule_verdict": "missed", "reviewer": "=Gil", "because": "O nome está no áudio."}
    assert evidence.why(Words(), changed) == f"=Gil alterou: “O nome está no áudio.” A regra: {rule}"
    assert evidence.why(Words(), changed | {"because": ""}) == f"=Gil alterou. A regra: {rule}"
