"""Service orders of the fictitious provider: opened in a contact, written up, visited, validated, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data.demo.conversation import Conversation, day_name, phrases
from data.demo.house import TECHNICIANS

NEEDS_REQUEST = ("cancellation", "ownership_transfer", "address_change")
ACTION = {
    "cancellation": "confirmar a baixa do contrato e o valor da multa",
    "ownership_transfer": "gerar o contrato no nome do novo titular",
    "address_change": "checar se há porta livre no endereço novo",
}


def business_day(day: date, days: int) -> date:
    """The Nth day after `day` that is no Sunday."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() != 6
    return day


class WorkOrder:
    """One OS: `tell` writes it up to its closing, `afterwards` the validation by message where there is one."""

    def __init__(self, talk: Conversation, kind: str, echo: str, fee: float | None, visit: datetime | None) -> None:
        self.talk, self.kind, self.echo, self.fee, self.visit = talk, kind, echo, fee, visit
        self.os_id = talk.ledger.next_id("OS-")
        self.opened_at = talk.now + timedelta(seconds=20)
        self.completed_at: datetime | None = None
        self.validated_by_message = False

    def tell(self, visited: bool) -> None:
        """Events, request and the order itself."""
        talk = self.talk
        visit = self.visit if visited else None
        checked = visit is not None and self._follows("unchecked_scheduling")
        if visit is not None and checked:
            self._event(
                20, talk.agent.agent_id, "availability_check", f"Agenda conferida, vaga {day_name(visit.date())}."
            )
        documented = self._follows("document_os")
        note = self._good_note() if documented else talk.pick("note_bad")
        self._event(90, talk.agent.agent_id, "note", note)
        closed_at = self._closing(visit)
        requested = self.kind in NEEDS_REQUEST and self._request()
        happened = closed_at is not None and closed_at.date() <= talk.house.last_day
        talk.ledger.add(
            "service_orders",
            os_id=self.os_id,
            customer_id=talk.customer.customer_id,
            contact_id=talk.contact_id,
            agent_id=talk.agent.agent_id,
            kind=self.kind,
            status="closed" if happened else "scheduled" if visit else "open",
            opened_at=self.opened_at,
            availability_checked_at=self.opened_at + timedelta(seconds=20) if checked else None,
            scheduled_at=self.opened_at + timedelta(seconds=60) if visit else None,
            scheduled_for=visit,
            technician=talk.chance.choice(TECHNICIANS) if visit else None,
            completed_at=self.completed_at,
            closed_at=closed_at,
            fee_amount=self.fee,
        )
        if self.kind in NEEDS_REQUEST and closed_at is not None:
            talk.ledger.know("service_order", self.os_id, "skipped_procedure", requested)

    def afterwards(self) -> None:
        """The office asks by message whether all is well."""
        if not self.validated_by_message or self.completed_at is None:
            return
        talk = self.talk
        at = self.completed_at + timedelta(minutes=talk.chance.randrange(30, 180))
        call = Conversation(talk.chance, talk.house, talk.ledger, talk.agent, talk.customer, at)
        call.says("agent", "validation")
        call.says("customer", "validation_answer")
        if call.follows("unrecorded_contact"):
            self._add_event(
                call.now, talk.agent.agent_id, "customer_reply", "Validado por mensagem: cliente diz que está tudo bem."
            )
        call.close("validation", "outbound", os_id=self.os_id)

    def note(self, at: datetime, author: str, text: str) -> None:
        """A later note on the OS."""
        self._add_event(at, author, "note", text)

    def _closing(self, visit: datetime | None) -> datetime | None:
        talk = self.talk
        if visit is None:
            days = {"cancellation": 2, "ownership_transfer": 3}.get(self.kind, 0)
            return datetime.combine(business_day(self.opened_at.date(), days), self.opened_at.time()) + timedelta(
                minutes=talk.chance.randrange(10, 90)
            )
        if talk.chance.random() < 0.06:  # nobody came on the day
            if (talk.house.last_day - visit.date()).days < 12 and talk.chance.random() < 0.7:
                return None
            visit = datetime.combine(business_day(visit.date(), talk.chance.randrange(1, 5)), visit.time())
        self.completed_at = visit + timedelta(minutes=talk.chance.randrange(25, 150))
        technician = talk.chance.choice(TECHNICIANS)
        self._add_event(self.completed_at, technician, "work", talk.pick("work"))
        validated = self._follows("validate_service")
        if validated and talk.chance.random() < 0.45:
            self.validated_by_message = True
        elif validated:
            at = self.completed_at + timedelta(minutes=talk.chance.randrange(20, 200))
            self._add_event(at, talk.agent.agent_id, "validation", talk.pick("validation_event"))
        closed = self.completed_at + timedelta(minutes=talk.chance.randrange(210, 300))
        if closed.hour >= 19 or closed.date() > self.completed_at.date():
            morning = datetime.combine(business_day(self.completed_at.date(), 1), self.completed_at.time())
            closed = morning.replace(hour=talk.chance.randrange(8, 12))
        talk.ledger.know("service_order", self.os_id, "skipped_procedure", validated)
        return closed

    def _request(self) -> bool:
        talk = self.talk
        if not self._follows("skipped_procedure"):
            return False
        request_id = talk.ledger.next_id("r")
        clear = talk.house.follows(talk.chance, talk.agent, "clear_internal_request", self.opened_at.date())
        text = talk.pick(
            "request_good" if clear else "request_bad",
            os=self.os_id,
            action=ACTION[self.kind],
            date=f"{business_day(self.opened_at.date(), 2):%d/%m}",
            why="o cliente aguarda a confirmação",
        )
        at = self.opened_at + timedelta(minutes=4)
        talk.ledger.know("internal_request", request_id, "clear_internal_request", clear)
        talk.ledger.add(
            "internal_requests",
            request_id=request_id,
            at=at,
            agent_id=talk.agent.agent_id,
            recipient=talk.chance.choice(("pending_group", "pending_group", "pending_group", "manager"))
            if self.kind == "other"
            else "pending_group",
            os_id=self.os_id,
            customer_id=talk.customer.customer_id,
            text=text,
            resolved_at=at + timedelta(hours=talk.chance.randrange(2, 40)),
        )
        self._add_event(at, talk.agent.agent_id, "internal_request", f"Pedido ao grupo de pendências ({request_id}).")
        return True

    def _good_note(self) -> str:
        done = self.talk.chance.choice(phrases()["note_done"])
        return self.talk.pick(
            "note_good",
            echo=self.echo,
            echo_cap=self.echo[0].upper() + self.echo[1:],
            done=done,
            done_lower=done[0].lower() + done[1:],
            answer=self.talk.chance.choice(phrases()["note_answer"]),
        )

    def _follows(self, practice: str) -> bool:
        followed = self.talk.house.follows(self.talk.chance, self.talk.agent, practice, self.opened_at.date())
        if practice != "skipped_procedure":
            self.talk.ledger.know("service_order", self.os_id, practice, followed)
        return followed

    def _event(self, seconds: int, author: str, kind: str, text: str) -> None:
        self._add_event(self.opened_at + timedelta(seconds=seconds), author, kind, text)

    def _add_event(self, at: datetime, author: str, kind: str, text: str) -> None:
        self.talk.ledger.add("os_events", os_id=self.os_id, at=at, author=author, kind=kind, text=text)
