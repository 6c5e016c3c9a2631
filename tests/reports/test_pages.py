"""The packs as pages: what they say is what the screens say, of what their viewer may see, and they can be typeset."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from PIL import Image
from sqlalchemy import select

from data import schema
from data.decisions import Focus, agree_action, change_action, finish_plan, pin_to_plan, start_plan
from data.store import Store
from queries import agents as agent_models
from queries.choice import Choice
from queries.coaching import before_after
from queries.follow_up import one_a_talk
from reports import (
    Ending,
    NothingToReport,
    NotTypeset,
    Pack,
    agent,
    decided,
    follow_up,
    help_shown,
    make,
    typesetting,
    weekly,
)
from reports.ground import Ground
from reports.making import MAKERS
from tests.reports.conftest import LEAD, MANAGER, NOW, SIX_WEEKS, TAXPAYER, WEEK, WICKED, still
from ui.telling import agents as told_agents
from ui.telling import coaching as told_coaching
from ui.telling import owed as told_owed
from ui.telling import rates
from ui.telling import weekly as told_weekly
from ui.telling.days import told_days
from ui.telling.values import title
from ui.words import Words

Grounds = Callable[..., Ground]


def document(ground: Ground) -> dict[str, Any]:
    return dict(MAKERS[ground.wish.pack][1](ground, still))


def pages(ground: Ground) -> list[bytes]:
    return typesetting.pictures(MAKERS[ground.wish.pack][0], document(ground), ppi=40)


def agent_with_moments(ground: Grounds) -> Ground:
    """The ground of an agent whose words, and a customer's before them, are quoted."""
    of_all = ground(Pack.AGENT, choice=SIX_WEEKS)
    for agent_id in of_all.agents["agent_id"]:
        card = agent_models.scorecard(of_all.totals, MANAGER, SIX_WEEKS, agent_id, of_all.policy)
        if agent_models.to_work_on(card).height or agent_models.strengths(card).height:
            one = ground(Pack.AGENT, choice=SIX_WEEKS, agent_id=agent_id)
            if any(moment["before"] for moment in moments_of(document(one))):
                return one
    raise AssertionError("nobody stands out in these records")


def moments_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [moment for side in ("good", "work") for row in told[side]["rows"] for moment in row["moments"]]


# -- what they say ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["pt", "en"])
def test_the_review_opens_with_the_words_of_the_screen(ground: Grounds, language: str) -> None:
    one = ground(Pack.WEEKLY, language=language)
    found = weekly.read(one, still)
    total = found.pillars.row(0, named=True)
    screen, days = Words(language, markdown=True), (WEEK.from_day, WEEK.to_day)
    on_screen = told_weekly.opening(screen, total, found.practices, found.contacts, days, partial(title, screen))
    assert document(one)["opening"] == on_screen
    owed = document(one)["owed"]["kinds"]
    for told, row in zip(owed, found.summary.to_dicts(), strict=True):
        plain = html.unescape(told_owed.of_kind(screen, row).replace("**", ""))
        assert told["words"] == plain.replace("\N{NON-BREAKING HYPHEN}", "-")


def test_what_a_period_has_not_is_not_explained(ground: Grounds) -> None:
    """Of all that is on record, nothing came before: no band, no change; of nothing judged, no count."""
    grey = "Faixa cinza: limites de controle"
    told = document(ground(Pack.WEEKLY, choice=WEEK.last_weeks(60)))
    without = (told["pillars"]["note"], told["practices"]["note"])
    assert not [note for note in without if grey in note]
    weeks = weekly.read(ground(Pack.WEEKLY), still).pillar_weeks
    assert rates.band(Words(), weeks.with_columns(normal_low=pl.lit(0.7))).startswith(grey)
    assert "Não dá para dizer se alguma prática mudou." in told["opening"]
    empty = document(ground(Pack.WEEKLY, choice=Choice(date(2020, 1, 6), date(2020, 1, 12))))
    assert ("Vereditos", "Nenhum veredito") in empty["imprint"]["facts"]
    assert not [one for one in document(ground(Pack.FOLLOW_UP))["imprint"]["reading"] if "Taxa" in one]


def test_the_review_tells_pillars_and_the_nineteen_practices(ground: Grounds) -> None:
    told = document(ground(Pack.WEEKLY))
    assert [one["name"] for one in told["pillars"]["rows"]] == [
        "Total",
        "Resolve o problema",
        "Respeita o cliente",
        "Segue o processo",
    ]
    rows = [row for group in told["practices"]["groups"] for row in group["rows"]]
    assert len(rows) == 19
    found = weekly.read(ground(Pack.WEEKLY), still)
    by_title = {row["title"]: row for row in rows}
    name = found.practices.filter(key="use_name").row(0, named=True)
    shown = by_title["Chamar pelo nome"]
    assert shown["n"] == f"{name['n']}"
    assert shown["rate"] == f"{name['rate'] * 100:.0f}%"
    assert shown["dot"]["low"] <= shown["dot"]["at"] <= shown["dot"]["high"]
    assert shown["dot"]["low"] < shown["dot"]["high"]
    few = [row for row in rows if row["dot"] is None]
    assert all("%" not in row["rate"] and not row["interval"] for row in few)
    facts = dict(told["imprint"]["facts"])
    assert facts["Período"] == "9 a 15/11/2026"
    assert facts["Política e regras"].startswith(f"versão {ground(Pack.WEEKLY).policy.version}, regras ")
    assert "Gil Gestor" in facts["Este relatório"]


def test_what_lies_outside_with_few_verdicts_is_told_and_not_coloured(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = {"n": 29, "met": 13, "rate": 0.45, "normal_low": 0.7, "normal_high": 0.9}
    outside |= {"signal": "unknown", "signal_by": None}
    found = weekly.read(ground(Pack.WEEKLY), still)
    one = pl.col("key") == "use_name"
    practices = found.practices.with_columns(
        pl.when(one).then(pl.lit(value)).otherwise(name).alias(name) for name, value in outside.items()
    )
    monkeypatch.setattr(weekly, "read", lambda *_: replace(found, practices=practices))
    told = document(ground(Pack.WEEKLY))
    assert "Chamar pelo nome ficou fora da faixa, em 45%, mas com só 29 vereditos" in told["opening"]
    (row,) = (
        row for group in told["practices"]["groups"] for row in group["rows"] if row["title"] == "Chamar pelo nome"
    )
    assert (row["mark"], row["moved"]) == ("fora da faixa, poucos dados", False)
    assert len(typesetting.pictures("weekly", told, ppi=20)) <= 4


def test_who_needs_help_is_of_the_weeks_and_the_practice_of_the_screen(ground: Grounds) -> None:
    first = document(ground(Pack.WEEKLY))["help"]
    assert first["when"] == "De 19/10 a 15/11/2026: as 4 semanas até o fim do período acima."
    assert {cell["standing"] for cell in first["grid"]["cells"]} >= {"below", "few", "unclear"}
    chosen = document(ground(Pack.WEEKLY, weeks=0, practice="harsh_tone"))["help"]
    assert chosen["when"] == "De 9 a 15/11/2026."
    assert chosen["funnel"]["practice"] == title(Words(), "harsh_tone") != first["funnel"]["practice"]
    of_week = {cell["words"] for cell in chosen["grid"]["cells"]}
    assert chosen["rows"] == [], "nobody has thirty verdicts in a week"
    assert of_week


def test_the_grid_gives_way_to_the_list_where_columns_would_not_be_legible(
    ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_shown, "MOST_AGENTS", 2)
    told = document(ground(Pack.WEEKLY))["help"]
    assert told["grid"] is None
    assert told["rows"]


def test_names_in_the_funnel_do_not_touch() -> None:
    placed = help_shown._names([("Ana", 0.2, 0.30, "below"), ("Bia", 0.7, 0.31, "below"), ("Caio", 0.2, 0.9, "above")])
    heights = [one["y"] for one in placed]
    assert [round(later - earlier, 9) >= help_shown.NAMES_APART for earlier, later in pairwise(heights)] == [True, True]
    assert [one["left"] for one in placed] == [False, True, False]


def test_the_two_numbers_of_verdicts_are_explained(ground: Grounds) -> None:
    one = ground(Pack.WEEKLY)
    found, facts = weekly.read(one, still), dict(document(one)["imprint"]["facts"])
    in_rates = int(found.practices["n"].sum())
    assert facts["Vereditos"].startswith(
        f"{Words().number(found.judged)} vereditos: {Words().number(in_rates)} nas taxas; fora delas: "
    )
    beyond = re.findall(r"(\d+) (?:que os registros não mostram|ainda no prazo)", facts["Vereditos"])
    assert in_rates + sum(map(int, beyond)) == found.judged


@pytest.mark.parametrize("language", ["pt", "en"])
def test_a_sheet_opens_with_the_words_of_the_screen(ground: Grounds, language: str) -> None:
    of_all = agent_with_moments(ground)
    one = Ground(of_all.store, replace(of_all.wish, language=language), NOW)
    found, told, screen = agent.read(one, still), document(one), Words(language, markdown=True)
    overview, work = asdict(agent_models.overview(found.counting)), agent_models.to_work_on(found.counting)
    days, reach = told_days(screen, found.choice, one.records)
    team, keys = found.agent["team"], work["practice"].to_list()
    opening = told_agents.opening(screen, overview, found.counting, keys, found.contacts, team, days)
    assert told["opening"] == " ".join(filter(None, (opening, reach))).replace("**", "")
    assert told["trend"]["note"] == told_agents.trend(screen, found.signal, found.weeks)


def test_an_action_comes_back_in_the_review_after(provider: Store, ground: Grounds) -> None:
    week_before = (WEEK.from_day - timedelta(days=7), WEEK.from_day - timedelta(days=1))
    due = NOW.date() + timedelta(days=3)
    agree_action(provider, MANAGER, *week_before, [], "#strong[Ligar]", "=Sandro", due, "use_name", now=NOW)
    actions = document(ground(Pack.WEEKLY))["actions"]
    assert [(row["what"], row["owner"], row["state"]) for row in actions["rows"]] == [
        ("#strong[Ligar]", "=Sandro", "em aberto")
    ]
    more = actions["rows"][0]["more"]
    assert more.startswith("Chamar pelo nome, de todas as equipes: ")
    assert more.endswith("(9 a 15/11). Ainda não há semana inteira desde então: a primeira é a de 16 a 22/11.")
    assert document(ground(Pack.WEEKLY, LEAD))["actions"]["rows"] == []


def test_what_came_of_an_action_stands_on_paper_with_who_said_it(provider: Store, ground: Grounds) -> None:
    """Of an open one its last note, of one that is settled what came of it: by the sentences of the screen."""
    before = (WEEK.from_day - timedelta(days=21), WEEK.from_day - timedelta(days=15))
    due, long = NOW.date() + timedelta(days=3), "Ligar antes de sair e dizer a hora. " * 6
    ids = {
        what: agree_action(provider, MANAGER, *before, [], what, "TI", due, now=NOW)
        for what in ("Aberta", "Feita", "Nova")
    }
    change_action(provider, MANAGER, ids["Aberta"], 1, "open", due, "TI pediu mais uma semana.", now=NOW)
    change_action(provider, MANAGER, ids["Aberta"], 2, "open", due + timedelta(days=7), now=NOW)
    change_action(provider, MANAGER, ids["Feita"], 1, "done", due, long, now=NOW)
    of_all = ground(Pack.WEEKLY)
    more = {row["what"]: row["more"] for row in document(of_all)["actions"]["rows"]}
    assert more["Aberta"] == "gil em 16/11: “TI pediu mais uma semana.”"
    assert more["Feita"].startswith("feita em 16/11 por gil: “Ligar antes de sair")
    assert more["Feita"].endswith("…”")
    assert len(more["Feita"]) < len(long)
    assert not more["Nova"]
    sheet = decided.sheet(of_all)
    place = [one.head for one in sheet.columns].index("O que resultou")
    came = {row[0]: row[place] for row in sheet.rows}
    assert (came["Aberta"], came["Nova"]) == (more["Aberta"], None)
    assert came["Feita"] == f"feita em 16/11 por gil: “{long.strip()}”", "the spreadsheet has all of it"


def test_there_is_room_to_write_only_where_something_can_be_agreed(ground: Grounds) -> None:
    assert document(ground(Pack.WEEKLY))["actions"]["blank"] >= decided.BLANK_LINES
    for last in (NOW.date(), NOW.date() + timedelta(days=13)):
        told = document(ground(Pack.WEEKLY, choice=Choice(WEEK.from_day, last)))["actions"]
        assert told["blank"] == 0
        after = Words().day(last + timedelta(days=1))
        begins = f"Este período ainda não terminou: a partir de {after} dá para anotar ações"
        assert told["state"].startswith(begins)


def test_the_practice_of_the_funnel_is_named_once(ground: Grounds) -> None:
    told = document(ground(Pack.WEEKLY, weeks=4, practice="confirm_understanding"))["help"]["funnel"]
    assert told["practice"] == title(Words(), "confirm_understanding")
    assert told["told"]
    assert told["practice"] not in told["told"]


def test_a_lead_takes_along_what_the_house_gave_her_with_the_rate_of_her_own_team(
    provider: Store, ground: Grounds
) -> None:
    before = (WEEK.from_day - timedelta(days=7), WEEK.from_day - timedelta(days=1))
    monday = NOW - timedelta(days=(NOW.date() - WEEK.from_day).days)
    agree_action(provider, MANAGER, *before, [], "Ligar", LEAD.name, monday.date(), "use_name", now=monday)
    (row,) = document(ground(Pack.WEEKLY, LEAD))["actions"]["rows"]
    assert row["more"].startswith("da revisão de 2 a 8/11, todas as equipes · Chamar pelo nome, da equipe Norte: ")
    assert "na semana inteira desde então (9 a 15/11): " in row["more"]
    (row,) = (one for one in document(ground(Pack.WEEKLY))["actions"]["rows"] if one["what"] == "Ligar")
    assert row["more"].startswith("Chamar pelo nome, de todas as equipes: ")


def test_a_sheet_tells_what_was_agreed_and_how_it_went(provider: Store, ground: Grounds) -> None:
    one = agent_with_moments(ground)
    assert one.wish.agent_id is not None
    assert document(one)["plans"]["rows"] == []
    until = NOW.date() + timedelta(days=20)
    talk = NOW.date() - timedelta(days=14)
    number = start_plan(provider, MANAGER, one.wish.agent_id, Focus("use_name", 0.95, until, until), talk, now=NOW)
    contact_id, place, customer = said_by_a_customer(provider, one.wish.agent_id)
    pin_to_plan(provider, MANAGER, number, "contact", contact_id, place, "o #começo", now=NOW)
    plan = document(Ground(provider, one.wish, NOW))["plans"]["rows"][0]
    assert plan["title"] == "Chamar pelo nome"
    assert "95%" in plan["words"]
    assert [row["who"] for row in plan["changes"]] == ["Atendente", "", "O resto da equipe", ""]
    assert plan["changes"][0]["when"] == "antes, 7/9 a 1/11"
    assert "regressão à média" in plan["note"]
    assert plan["state"] == "em andamento"
    assert plan["note"].startswith(concluded(Ground(provider, one.wish, NOW)))
    (pin,) = plan["pins"]["rows"]
    assert (pin["customer"], pin["remark"]) == (customer, "o #começo")
    assert re.fullmatch(r"\S+, \d+/\d+, \d\d:\d\d", pin["source"])
    assert pin["quote"]
    assert TAXPAYER not in pin["quote"]
    assert len(pages(Ground(provider, one.wish, NOW))) == 2


def test_a_sheet_promises_no_talk_of_a_plan_that_is_closed(provider: Store, ground: Grounds) -> None:
    one = agent_with_moments(ground)
    assert one.wish.agent_id is not None
    until, talk = NOW.date() + timedelta(days=20), NOW.date() - timedelta(days=14)
    number = start_plan(provider, MANAGER, one.wish.agent_id, Focus("use_name", 0.95, until, until), talk, now=NOW)
    contact_id, place, _ = said_by_a_customer(provider, one.wish.agent_id)
    pin_to_plan(provider, MANAGER, number, "contact", contact_id, place, "o começo", now=NOW)
    finish_plan(provider, MANAGER, number, "done", "Chama sempre.", 1, now=NOW)
    start_plan(provider, MANAGER, one.wish.agent_id, Focus("composure", 0.95, until, until), talk, now=NOW)
    running, closed = document(Ground(provider, one.wish, NOW))["plans"]["rows"]
    assert "nova conversa em" in running["words"]
    assert running["pins"]["rows"] == []
    assert closed["state"] == "concluído"
    assert "nova conversa" not in closed["words"]
    assert f"; encerrado em {Words().day(NOW.date())} por {MANAGER.username}." in closed["words"]
    assert closed["pins"]["title"] == "Registros deste combinado, já encerrado"
    assert len(closed["pins"]["rows"]) == 1


def concluded(ground: Ground) -> str:
    """What the screen concludes of the agent's first plan."""
    plan = agent.read(ground, still).coaching.plans.row(0, named=True)
    compared = before_after(ground.totals, MANAGER, plan, NOW.date(), ground.policy)
    return told_coaching.conclusion(Words(), compared.changes.to_dicts(), plan["goal"])


def said_by_a_customer(store: Store, agent_id: str) -> tuple[str, str, str]:
    """A contact of the agent, the place of something that its customer wrote there, and the customer's name."""
    told, contacts, customers = schema.messages.c, schema.contacts.c, schema.customers.c
    wanted = (
        select(told.contact_id, told.position, customers.name)
        .join(schema.contacts, contacts.contact_id == told.contact_id)
        .join(schema.customers, customers.customer_id == contacts.customer_id)
        .where(contacts.agent_id == agent_id, contacts.channel == "whatsapp", told.sender == "customer")
    )
    with store.engine.connect() as connection:
        contact_id, position, name = connection.execute(wanted.order_by(told.id).limit(1)).one()
    return contact_id, f"message:{contact_id}:{position}", name


def test_quotes_are_masked(ground: Grounds) -> None:
    told = document(agent_with_moments(ground))
    assert any("CPF •••.•••.•••-••" in (moment["before"] or "") for moment in moments_of(told))
    assert TAXPAYER not in json.dumps(told)


def test_a_lead_gets_the_own_team_only(ground: Grounds) -> None:
    agents = ground(Pack.WEEKLY).agents
    others = [one for one in agents.filter(pl.col("team") != "Norte")["agent"] if one]
    for pack in (Pack.WEEKLY, Pack.FOLLOW_UP):
        told = json.dumps(document(ground(pack, LEAD)), ensure_ascii=False)
        assert not [one for one in others if one in told]
        assert [one for one in others if one in json.dumps(document(ground(pack)), ensure_ascii=False)]
    stranger = agents.filter(pl.col("team") == "Sul")["agent_id"][0]
    with pytest.raises(NothingToReport, match="Não há atendente"):
        document(ground(Pack.AGENT, LEAD, agent_id=stranger))


def test_the_list_has_what_its_filters_leave(ground: Grounds) -> None:
    everything = follow_up.read(ground(Pack.FOLLOW_UP), still).rows
    assert everything.height > 3
    some = tuple(one_a_talk(everything)["commitment_id"][:2])
    told = document(ground(Pack.FOLLOW_UP, only=some))
    assert len(told["rows"]) == 2
    assert ("Filtros da lista", f"2 de {everything.height} casos") in told["imprint"]["facts"]
    late = [row for row in document(ground(Pack.FOLLOW_UP))["rows"] if row["late_is"]]
    days = [int(row["late"]) for row in late]
    assert days == sorted(days, reverse=True)
    lines = [row for chart in told["charts"] for row in chart["rows"]]
    assert max(row["late"] + row["in_time"] for row in lines) == 1


def test_what_one_person_owes_out_of_one_talk_is_one_row_of_the_list(ground: Grounds) -> None:
    everything = follow_up.read(ground(Pack.FOLLOW_UP), still).rows
    talks = one_a_talk(everything)
    several = talks.filter(pl.col("commitment_ids").list.len() > 1)
    assert not several.is_empty(), "somebody owes two things out of one talk"
    told = document(ground(Pack.FOLLOW_UP))
    assert len(told["rows"]) == talks.height < everything.height
    assert told["more"] == "O que uma pessoa deve a um cliente pelo mesmo atendimento fica numa linha só."
    kinds = [told_owed.kinds(Words(), row["kinds"]) for row in talks.to_dicts()]
    assert [row["kind"] for row in told["rows"]] == kinds
    assert document(ground(Pack.FOLLOW_UP, only=(everything["commitment_id"][0],)))["more"] is None


@pytest.mark.parametrize("pack", list(Pack))
def test_links_stand_where_the_dashboards_address_is_known(ground: Grounds, pack: Pack) -> None:
    one = agent_with_moments(ground) if pack is Pack.AGENT else ground(pack)
    known = Ground(one.store, replace(one.wish, address="https://painel.exemplo/"), NOW)
    assert '"https://painel.exemplo/' in json.dumps(document(known))
    assert "https://" not in json.dumps(document(one))


# -- nothing to tell ----------------------------------------------------------------------------------------------


def test_a_period_without_verdicts_still_tells_what_is_owed(ground: Grounds) -> None:
    empty = Choice(date(2020, 1, 6), date(2020, 1, 12))
    told = document(ground(Pack.WEEKLY, choice=empty))
    assert told["opening"].startswith("De 6 a 12/1/2020, nada foi avaliado")
    assert told["pillars"] is told["practices"] is told["help"] is None
    assert told["owed"]["rows"]
    assert len(pages(ground(Pack.WEEKLY, choice=empty))) == 1


def test_nothing_at_all_is_said_in_plain_words(ground: Grounds) -> None:
    nowhere = replace(WEEK, channel="email", reason="ownership_transfer", team="Norte")
    with pytest.raises(NothingToReport, match="nada foi avaliado com estes filtros"):
        document(ground(Pack.WEEKLY, choice=nowhere))
    nobody = replace(LEAD, teams=("Leste",))
    for pack in (Pack.WEEKLY, Pack.FOLLOW_UP):
        with pytest.raises(NothingToReport, match="Ainda não há nada avaliado da equipe Leste"):
            document(ground(pack, nobody))


# -- the pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("viewer", [MANAGER, LEAD], ids=["manager", "lead"])
def test_the_review_has_two_to_four_pages(ground: Grounds, viewer: Any, language: str) -> None:
    assert 2 <= len(pages(ground(Pack.WEEKLY, viewer, language=language))) <= 4
    assert 2 <= len(pages(ground(Pack.WEEKLY, viewer, choice=SIX_WEEKS, language=language))) <= 4


def test_the_review_stays_within_four_pages_with_as_much_as_it_tells(ground: Grounds) -> None:
    told = document(ground(Pack.WEEKLY))
    long = "Uma frase comprida que alguém escreveu na reunião e que passa de uma linha com folga, sem dúvida. " * 2
    help_row = {"agent": long[:40], "team": "Norte", "practice": "Valor, prazo e próximo passo", "standing": "below"}
    help_row |= {"rate": "48%", "interval": "33 a 62", "counts": "22 de 42"}
    told["help"] |= {"rows": [help_row] * help_shown.LISTED}
    told["owed"] |= {"rows": [told["owed"]["rows"][0] | {"customer": long[:40]}] * weekly.OWED_ROWS, "more": long}
    written: dict[str, Any] = {"what": long * 20, "outcome": long * 20, "owner": long, "practice": "use_name"}
    written |= {"state": "done", "due_on": WEEK.to_day, "agreed_at": NOW, "days_late": 0}
    written |= {"from_day": WEEK.from_day, "to_day": WEEK.to_day, "teams": []}
    written |= {"changed_by": "Sérgio Supervisor", "changed_at": NOW}
    action = decided._action(Words(), written, None, None, ("Centro", "Norte"))
    told["actions"] |= {"rows": [action] * decided.MOST_ACTIONS, "more": long, "blank": decided.BLANK_LINES}
    assert len(typesetting.pictures("weekly", told, ppi=20)) <= 4


def test_what_is_owed_stands_on_one_page_below_its_heading(ground: Grounds) -> None:
    told = document(ground(Pack.WEEKLY))
    rows = (told["owed"]["rows"] * weekly.OWED_ROWS)[: weekly.OWED_ROWS]

    def shown(**changed: Any) -> list[bytes]:
        owed = told["owed"] | {"rows": rows} | changed
        return typesetting.pictures("weekly", told | {"owed": owed}, ppi=30)

    def differ(other: list[bytes]) -> list[int]:
        return [page for page, (one, two) in enumerate(zip(shown(), other, strict=True)) if one != two]

    of_heading = differ(shown(title="Outro título"))
    assert len(of_heading) == 1
    assert differ(shown(heads=["Outro", *told["owed"]["heads"][1:]])) == of_heading
    assert differ(shown(rows=[*rows[:-1], rows[-1] | {"customer": "Outra pessoa"}])) == of_heading


def test_no_two_numbers_stand_beside_each_other_in_a_head_and_days_late_are_called_so(ground: Grounds) -> None:
    told = document(ground(Pack.WEEKLY))
    assert told["practices"]["heads"]["interval"] == "intervalo"
    assert told["owed"]["heads"][-1] == "Dias de atraso"


def test_what_somebody_wrote_at_the_closing_stands_in_quotation_marks_with_the_writer(ground: Grounds) -> None:
    closing = {"closed_at": NOW, "closed_by": "Gil Gestor", "numbers": "{}", "remark": "Semana boa."}
    said = decided.state_words(ground(Pack.WEEKLY), closing)
    assert said is not None
    assert said.endswith("são os de hoje. Gil Gestor escreveu: “Semana boa.”")
    bare = decided.state_words(ground(Pack.WEEKLY), closing | {"remark": ""})
    assert bare is not None
    assert bare.endswith("são os de hoje.")


def test_a_sheet_has_one_or_two_pages(ground: Grounds) -> None:
    assert len(pages(agent_with_moments(ground))) <= 2


@pytest.mark.parametrize("pack", [Pack.WEEKLY, Pack.FOLLOW_UP])
def test_what_people_wrote_is_set_as_they_wrote_it(ground: Grounds, pack: Pack) -> None:
    told = document(ground(pack))
    shown = json.dumps(told, ensure_ascii=False)
    assert [one for one in WICKED if json.dumps(one)[1:-1] in shown]
    hostile = "#set page(fill: red) $x$ *b* \\ @ref <label> #{1/0} `raw` = Title"
    rows = [row | {"customer": hostile} for row in (told["owed"]["rows"] if pack is Pack.WEEKLY else told["rows"])]
    part = {"owed": told["owed"] | {"rows": rows}} if pack is Pack.WEEKLY else {"rows": rows}
    shown_pages = typesetting.pictures(MAKERS[pack][0], told | part, ppi=20)
    corners = {Image.open(BytesIO(one)).convert("RGB").getpixel((1, 1)) for one in shown_pages}
    assert corners == {(255, 255, 255)}, "markup in a name was carried out"


@pytest.mark.parametrize("pack", list(Pack))
def test_a_pdf_is_the_same_again_and_tells_its_title_but_no_path(ground: Grounds, pack: Pack) -> None:
    one = agent_with_moments(ground) if pack is Pack.AGENT else ground(pack)
    seen: list[float] = []
    made = make(one.store, one.wish, Ending.PDF, NOW, seen.append)
    assert made.startswith(b"%PDF-")
    assert made == make(one.store, one.wish, Ending.PDF, NOW, still)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    plain = made + b"".join(inflated(made))
    title = document(one)["description"].encode()
    assert b"<dc:title>" in plain
    assert title in plain
    for path in (b"/work", b"/tmp", b"/home", b"site-packages", b".typ"):
        assert path not in plain
    assert b"pdfuaid:part" in plain


def inflated(pdf: bytes) -> list[bytes]:
    """The contents of a PDF's compressed streams."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found


def test_pages_that_cannot_be_set_raise_one_error() -> None:
    with pytest.raises(NotTypeset):
        typesetting.pdf("weekly", {"nothing": "of what it needs"}, NOW)


def test_a_sheet_is_of_an_agent_with_verdicts(ground: Grounds) -> None:
    nobody = Choice(date(2020, 1, 6), date(2020, 1, 12))
    agent_id = ground(Pack.AGENT).agents["agent_id"][0]
    with pytest.raises(NothingToReport, match="nada foi avaliado"):
        agent.document(ground(Pack.AGENT, choice=nobody, agent_id=agent_id), still)
