"""The stories of the fictitious provider: what customers come with, and how agents deal with it.

Each story writes one contact and whatever follows from it: a service order with its events, an internal request, a
promise that is kept or not, a validation, a cancellation with or without a return.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from data.demo.conversation import Conversation, day_name, money, phrases
from data.demo.house import Customer, House
from data.demo.ledger import Ledger
from data.demo.orders import WorkOrder, business_day

CHANNELS = ("whatsapp", "phone", "chat", "email", "in_person")
SHARE = (52, 27, 12, 6, 3)
PAID = {
    "room_change": ("mudança de cômodo", 80.0),
    "address_change": ("mudança de endereço", 120.0),
    "ownership_transfer": ("troca de titularidade", 40.0),
    "plan_change": ("mudança de plano", 30.0),
    "installation": ("instalação", 100.0),
}
VISITED = ("room_change", "address_change", "installation")


def tell(chance: random.Random, house: House, ledger: Ledger) -> None:
    """One customer, one matter, told to its end."""
    customer = chance.choice(house.customers)
    story = chance.choices(
        (support, billing, paid_service, cancellation, information, plan_offer), (30, 14, 10, 8, 33, 5)
    )[0]
    story(_opened(chance, house, ledger, customer, house.moment(chance)))


def support(talk: Conversation) -> None:
    """A technical problem: asked about, explained, mended from afar or by a visit."""
    problem = talk.chance.choice(phrases()["problem"])
    _greet(talk, talk.chance.choice(problem["says"]))
    _understand(talk, problem["echo"])
    if talk.follows("adapt_solution"):
        talk.say("agent", problem["question"])
        talk.say("customer", talk.chance.choice(problem["answer"]))
    _moods(talk)
    visit = bool(problem.get("visit")) or talk.chance.random() < 0.25
    if talk.chance.random() < 0.6:
        talk.says("agent", "plain" if talk.follows("plain_language") else "jargon")
    if visit:
        _visit(talk, "repair", problem["echo"], fee=0.0)
        _farewell(talk)
        talk.close("support")
        return
    talk.say("agent", problem["fix"])
    talk.say("customer", talk.chance.choice(problem["done"]))
    if talk.chance.random() < 0.16:
        _promise(talk, problem["subject"])
    _record(talk, "repair", problem["echo"])
    _farewell(talk)
    talk.close("support")
    if talk.chance.random() < 0.13:
        _comes_again(talk)


def billing(talk: Conversation) -> None:
    """A bill that the customer does not understand or cannot find."""
    matter = talk.chance.choice(phrases()["billing"])
    _greet(talk, talk.chance.choice(matter["says"]))
    _understand(talk, matter["echo"])
    _moods(talk)
    if talk.chance.random() < 0.25:
        talk.says("customer", "wants_discount")
        talk.says("agent", "no_with_way_discount" if talk.follows("honest_no") else _bad_no(talk))
    if talk.follows("generic_reply"):
        talk.say("agent", matter["answer"])
    else:
        talk.says("agent", "stock")
        talk.says("agent", "stock")
    if talk.chance.random() < 0.18:
        _promise(talk, matter["subject"])
    if matter["subject"] == "a segunda via":
        _farewell(talk)
        talk.close("information")
        return
    _record(talk, "other", matter["echo"])
    _farewell(talk)
    talk.close("billing")


def paid_service(talk: Conversation) -> None:
    """A service that has a fee: told beforehand, told too late, or not at all."""
    kind = talk.chance.choice(list(PAID))
    service, fee = PAID[kind]
    wish = {
        "room_change": "quero mudar o modem de cômodo, levar pro escritório",
        "address_change": "vou mudar de casa e quero levar a internet junto",
        "ownership_transfer": talk.fill("preciso passar a internet pro nome {of_partner}"),
        "plan_change": "quero mudar de plano, o meu tá pequeno",
        "installation": "fechei com vocês ontem e quero marcar a instalação",
    }[kind]
    _greet(talk, wish)
    _understand(talk, f"você quer a {service}")
    visit_on = business_day(talk.now.date(), talk.chance.choice((1, 2, 2, 3)))
    hour = talk.chance.choice(("8h", "9h", "10h30", "14h", "16h"))
    slots = {"service": service, "fee": money(fee), "date": day_name(visit_on), "hour": hour}
    visited = kind in VISITED
    how = "" if visited else "_office"
    if talk.follows("transparency"):
        talk.kept["omitted_fee_or_deadline"] = True
        talk.says("agent", f"paid_full{how}", **slots)
        talk.says("customer", "accepts")
    elif talk.follows("omitted_fee_or_deadline"):
        talk.says("agent", f"paid_late_price{how}", **slots)
        talk.says("customer", "accepts")
        talk.says("agent", "late_price", **slots)
    else:
        talk.says("agent", f"paid_no_price{how}", **slots)
        talk.says("customer", "accepts")
    order = WorkOrder(talk, kind, wish, fee, at_hour(visit_on, hour))
    order.tell(visited=visited)
    _farewell(talk)
    talk.close(kind)
    order.afterwards()


def information(talk: Conversation) -> None:
    """A plain question, answered."""
    matter = talk.chance.choice(phrases()["information"])
    _greet(talk, matter["says"])
    _understand(talk, matter["echo"])
    talk.say("agent", matter["answer"])
    _farewell(talk)
    talk.close("information")


def plan_offer(talk: Conversation) -> None:
    """A bigger plan, offered after asking what is needed, or pushed."""
    _greet(
        talk, "queria saber dos planos, o meu ta antigo" if talk.chance.random() < 0.5 else "minha internet tá lenta"
    )
    if talk.follows("pushed_offer"):
        talk.says("agent", "need_question")
        talk.says("customer", "need_answer")
        talk.says("agent", "offer_after")
        talk.says("customer", "declines" if talk.chance.random() < 0.5 else "accepts")
    else:
        talk.says("agent", "offer_pushed")
        talk.says("customer", "declines")
        talk.says("agent", "offer_again")
        talk.says("customer", "declines")
    _farewell(talk)
    talk.close("information")


def cancellation(talk: Conversation) -> None:
    """A customer who wants to leave: told what it costs and until when, and called back, or forgotten."""
    matter = talk.chance.choice(phrases()["leaving"])
    _greet(talk, matter["says"])
    asked = talk.follows("confirm_understanding") and talk.follows("use_name")
    talk.says("agent", "cancel_ask" if asked else "cancel_ask_plain")
    talk.kept["confirm_understanding"] = asked
    talk.say("customer", talk.chance.choice(matter["why"]))
    _moods(talk)
    until = business_day(talk.now.date(), 2)
    fine = talk.chance.choice((0.0, 0.0, 98.0, 145.0, 189.9, 220.0, 312.5))
    if talk.follows("transparency"):
        words = talk.pick("fine_words", fine=money(fine)) if fine else talk.pick("no_fine_words")
        talk.says("agent", "cancel_full", fine_words=words, date=day_name(until))
    else:
        talk.says("agent", "cancel_missing")
    order = WorkOrder(talk, "cancellation", "quer cancelar o contrato", None, None)
    order.tell(visited=False)
    _farewell(talk)
    talk.close("cancellation", os_id=None)
    _follow_cancellation(talk, order, matter, until, fine)


def at_hour(day: date, hour: str) -> datetime:
    """The day at '8h' or '10h30'."""
    hours, _, minutes = hour.partition("h")
    return datetime.combine(day, time(int(hours), int(minutes or 0)))


def _opened(chance: random.Random, house: House, ledger: Ledger, customer: Customer, at: datetime) -> Conversation:
    talk = Conversation(chance, house, ledger, chance.choice(house.agents), customer, at)
    talk.channel = chance.choices(CHANNELS, SHARE)[0]
    talk.silent = talk.channel == "in_person" or (talk.channel == "phone" and chance.random() < 0.3)
    if talk.channel in ("whatsapp", "chat") and chance.random() < 0.6:
        talk.says("bot", "bot_greeting")
    return talk


def _greet(talk: Conversation, matter: str) -> None:
    if talk.channel == "phone":
        talk.says("agent", "greeting_plain" if not talk.follows("use_name") else "greeting_named")
        talk.say("customer", f"{talk.pick('customer_hello')}, {matter}")
        return
    if talk.chance.random() < 0.5:
        talk.says("customer", "customer_hello")
        talk.say("customer", matter)
    else:
        talk.say("customer", f"{talk.pick('customer_hello')} {matter}")
    if talk.channel == "whatsapp" and talk.chance.random() < 0.12:
        talk.say("customer", "?")
    talk.says("agent", "greeting_named" if talk.follows("use_name") else "greeting_plain")


def _understand(talk: Conversation, echo: str) -> None:
    if talk.follows("confirm_understanding"):
        talk.says("agent", "understood", echo=echo)
        talk.says("customer", "confirms")
    else:
        talk.says("agent", "only_understood")
        talk.says("customer", "customer_data")


def _moods(talk: Conversation) -> None:
    """Anger, rudeness and haste, now and then."""
    if talk.chance.random() < 0.14:
        talk.says("customer", "upset")
        talk.says("agent", "calm" if talk.follows("composure") else "defensive")
    if not talk.follows("harsh_tone"):
        talk.says("agent", "harsh")
    if not talk.follows("interruption_or_haste") and talk.chance.random() < 0.5:
        talk.says("agent", "haste")


def _bad_no(talk: Conversation) -> str:
    return talk.chance.choice(("bare_no", "bare_no", "empty_promise"))


def _visit(talk: Conversation, kind: str, echo: str, fee: float) -> None:
    """A visit is set, with or without saying when and what comes next; perhaps the customer wants it sooner."""
    visit_on = business_day(talk.now.date(), talk.chance.choice((1, 1, 2, 3)))
    hour = talk.chance.choice(("8h", "9h", "10h30", "14h", "16h"))
    slots = {"date": day_name(visit_on), "hour": hour}
    if talk.follows("transparency"):
        talk.kept["omitted_fee_or_deadline"] = True
        talk.says("agent", "visit_full", **slots)
    elif talk.follows("omitted_fee_or_deadline"):
        talk.says("agent", "visit_without_next", **slots)
    else:
        talk.says("agent", "visit_without_date")
    if talk.chance.random() < 0.2 and talk.kept["omitted_fee_or_deadline"]:
        talk.says("customer", "wants_sooner")
        good = talk.follows("honest_no")
        talk.says("agent", "no_with_way_sooner" if good else _bad_no(talk), day_words=day_name(visit_on), hour=hour)
    talk.says("customer", "accepts")
    order = WorkOrder(talk, kind, echo, fee, at_hour(visit_on, hour))
    order.tell(visited=True)
    if talk.chance.random() < 0.3:
        _asks_about_visit(talk, order, slots)
    order.afterwards()


def _asks_about_visit(talk: Conversation, order: WorkOrder, slots: dict[str, str]) -> None:
    """Before the day, the customer asks whether the visit stands; somebody answers and writes it down, or forgets."""
    asked_at = datetime.combine(talk.now.date(), time(19, talk.chance.randrange(60)))
    agent = talk.chance.choice(talk.house.agents)
    again = Conversation(talk.chance, talk.house, talk.ledger, agent, talk.customer, asked_at)
    again.says("customer", "asks_visit")
    again.says("agent", "greeting_named" if again.follows("use_name") else "greeting_plain")
    again.says("agent", "visit_told", **slots)
    again.says("customer", "thanks")
    if again.follows("unrecorded_contact"):
        order.note(again.now, agent.agent_id, again.pick("visit_note", **slots))
    again.close("follow_up", os_id=order.os_id)


def _record(talk: Conversation, kind: str, echo: str) -> None:
    """The contact is written down on an OS, or forgotten."""
    if talk.follows("unrecorded_contact"):
        WorkOrder(talk, kind, echo, None, None).tell(visited=False)


def _write_down(talk: Conversation, order: WorkOrder) -> None:
    """The contact is noted on the OS that it is about, or forgotten."""
    if talk.follows("unrecorded_contact"):
        order.note(talk.now, talk.agent.agent_id, talk.pick("return_note"))


def _promise(talk: Conversation, subject: str) -> None:
    """A return is promised; most are kept. On Saturdays nobody promises anything for tomorrow."""
    if talk.now.weekday() == 5:
        return
    talk.says("agent", "promise")
    position = talk.position - 1
    talk.says("customer", "thanks")
    if talk.silent:
        return
    kept = talk.house.follows(talk.chance, talk.agent, "no_return", talk.started_at.date())
    talk.ledger.know("commitment", f"promise:{talk.contact_id}:{position}", "no_return", kept)
    late = not kept and _found_late(talk)
    if not kept and not late:
        return
    day = business_day(talk.now.date(), 4 if late else 1)
    call = _outbound(talk, datetime.combine(day, time(talk.chance.randrange(9, 11), talk.chance.randrange(60))))
    call.says("agent", "promise_kept", subject=subject)
    call.say("customer", talk.chance.choice(phrases()["validation_answer"]))
    _record(call, "other", f"retorno sobre {subject}")
    call.close("follow_up", "outbound")


def _found_late(talk: Conversation) -> bool:
    """What was forgotten for weeks has come up by now; what is recent may still be open."""
    weeks = (talk.house.last_day - talk.started_at.date()).days / 7
    return talk.chance.random() < (0.3 if weeks < 3 else 0.97)


def _outbound(talk: Conversation, at: datetime) -> Conversation:
    call = Conversation(talk.chance, talk.house, talk.ledger, talk.agent, talk.customer, at)
    call.channel = "whatsapp"
    return call


def _comes_again(talk: Conversation) -> None:
    """The same customer with the same matter within the week."""
    again = talk.now + timedelta(days=talk.chance.randrange(1, 7))
    if again.weekday() == 6:
        again += timedelta(days=1)
    billing_or_support = _opened(talk.chance, talk.house, talk.ledger, talk.customer, again.replace(hour=10))
    support(billing_or_support)


def _follow_cancellation(
    talk: Conversation, order: WorkOrder, matter: dict[str, Any], until: date, fine: float
) -> None:
    """The request on record, and whether anybody told the customer how it ended.

    One in five is on record without the reason that the customer gave.
    """
    told = talk.house.follows(talk.chance, talk.agent, "no_return", talk.started_at.date())
    late = not told and _found_late(talk)
    courtesy = sum(talk.kept.values()) / len(talk.kept)
    retained = talk.chance.random() < 0.10 + 0.35 * courtesy * (1.2 if told else 0.4)
    day = talk.now.date() + timedelta(days=1) if told else until + timedelta(days=talk.chance.randrange(2, 12))
    if day.weekday() == 6:
        day += timedelta(days=1)
    at = datetime.combine(day, time(talk.chance.randrange(9, 17), talk.chance.randrange(60)))
    outcome = ("retained" if retained else "cancelled") if told or late else talk.chance.choice(("open", "cancelled"))
    request_id = talk.ledger.next_id("x")
    talk.ledger.know("commitment", f"cancellation:{request_id}", "no_return", told)
    known = at <= datetime.combine(talk.house.last_day, time.max)
    talk.ledger.add(
        "cancellations",
        cancellation_id=request_id,
        customer_id=talk.customer.customer_id,
        contact_id=talk.contact_id,
        os_id=order.os_id,
        agent_id=talk.agent.agent_id,
        requested_at=talk.started_at,
        reason=talk.chance.choice((*[matter["reason"]] * 4, None)),
        outcome=outcome if known else "open",
        decided_at=at if outcome != "open" and known else None,
        fine_amount=fine,
    )
    if not told and talk.chance.random() < 0.3:
        chase = Conversation(
            talk.chance,
            talk.house,
            talk.ledger,
            talk.chance.choice(talk.house.agents),
            talk.customer,
            datetime.combine(until + timedelta(days=1 + (until.weekday() == 5)), time(11, talk.chance.randrange(60))),
        )
        chase.says("customer", "chasing")
        chase.says("agent", "greeting_named" if chase.follows("use_name") else "greeting_plain")
        _understand(chase, "você pediu o cancelamento e não teve retorno")
        chase.says("agent", "chasing_not_told")
        _write_down(chase, order)
        chase.close("follow_up", os_id=order.os_id)
    if told or late:
        call = _outbound(talk, at)
        call.say("agent", call.fill(call.chance.choice(matter["stays"] if retained else phrases()["cancel_return"])))
        call.says("customer", "stays_answer" if retained else "cancel_return_answer")
        _write_down(call, order)
        call.close("follow_up", "outbound", os_id=order.os_id)


def _farewell(talk: Conversation) -> None:
    if not talk.kept.get("interruption_or_haste", True) and talk.chance.random() < 0.6:
        talk.says("customer", "open_question")
        talk.says("agent", "curt_close")
        return
    talk.says("customer", "thanks")
    talk.says("agent", "closing_named" if talk.follows("use_name") and talk.chance.random() < 0.5 else "closing_plain")
    if talk.channel in ("whatsapp", "chat") and talk.chance.random() < 0.3:
        talk.says("bot", "bot_survey")
