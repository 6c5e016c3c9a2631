"""What the people of the fictitious provider decided: the coaching of the agents whom its stories let learn.

Whether it helped is told by the records alone: the plans say what was agreed, never a rate.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from data import schema
from data.decisions import Focus, change_plan, finish_plan, note_on_plan, pin_to_plan, start_plan
from data.demo import Demo
from data.demo.filling import USERS
from data.demo.house import COACHED_TEAM, Coached
from data.demo.ledger import ZONE
from data.people import Role, Viewer
from data.store import Store

GOAL = 0.85
FOLLOW_UP, UNTIL = timedelta(weeks=2), timedelta(weeks=8)
AFTERNOON = time(14, 30)


def decide(store: Store, demo: Demo) -> None:
    """Write down the coaching plans, as the lead of the team would have: the latest is open and due the day after the
    records end, the earlier ones are finished.

    The records of the demo are in the store, and judged.
    """
    username, name, role, teams = next(one for one in USERS if one[3] == (COACHED_TEAM,))
    lead = Viewer(username, name, Role(role), teams)
    for one in demo.coached:
        plan_id = _agreed(store, lead, one)
        if one is demo.coached[0]:
            _looked_at(store, lead, plan_id, one, demo.last_day + timedelta(days=1))
        else:
            _finished(store, lead, plan_id, one)


def _agreed(store: Store, lead: Viewer, one: Coached) -> int:
    """The plan of the talk, with the newest record that shows why."""
    focus = Focus(one.practice, GOAL, one.talk + UNTIL, one.talk + FOLLOW_UP)
    plan_id = start_plan(store, lead, one.agent_id, focus, now=_at(one.talk))
    _pin(store, lead, plan_id, one, "missed", "Ouvir juntos: o que faltou aqui?", one.talk)
    return plan_id


def _looked_at(store: Store, lead: Viewer, plan_id: int, one: Coached, next_talk: date) -> None:
    """The talk two weeks later, and the day of the next one."""
    second = one.talk + FOLLOW_UP
    words = "Revimos o registro fixado. Antes de agir, repetir o pedido com outras palavras e esperar o sim do cliente."
    note_on_plan(store, lead, plan_id, words, now=_at(second))
    _pin(store, lead, plan_id, one, "met", "Um bom exemplo, para mostrar à equipe.", second)
    later = Focus(one.practice, GOAL, one.talk + UNTIL, next_talk)
    change_plan(store, lead, plan_id, later, 1, now=_at(second))


def _finished(store: Store, lead: Viewer, plan_id: int, one: Coached) -> None:
    words = "Ouvimos atendimentos juntos e ensaiamos como dizer valor, prazo e próximo passo. Segue sem acompanhamento."
    finish_plan(store, lead, plan_id, "done", words, 1, now=_at(one.talk + UNTIL))


def _pin(store: Store, lead: Viewer, plan_id: int, one: Coached, verdict: str, remark: str, until: date) -> None:
    """The newest contact of the practice with this verdict up to that day, where there is one."""
    table = schema.verdicts.c
    mine = (table.agent_id == one.agent_id) & (table.practice == one.practice) & (table.verdict == verdict)
    newest = select(table.contact_id, table.evidence).where(mine, table.contact_id.is_not(None), table.day < until)
    with store.engine.connect() as connection:
        found = connection.execute(newest.order_by(table.at.desc(), table.contact_id).limit(1)).first()
    if found is not None:
        place = found.evidence.split(" ")[0] or None
        pin_to_plan(store, lead, plan_id, "contact", found.contact_id, place, remark, now=_at(until))


def _at(day: date) -> datetime:
    return datetime.combine(day, AFTERNOON, ZONE)
