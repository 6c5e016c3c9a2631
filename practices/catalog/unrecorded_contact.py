"""Esquecer de registrar atendimentos na OS.

What the guide asks: do not forget to record contacts on the OS.
How the records show it: a contact about an existing OS, or with a reason that calls for one, has within the policy's
hours after its end an OS opened from it, or an OS event by the office that speaks of it. A bare status event records
nothing.

Known problems:
- That an event speaks of a contact is read from OS, author and time, not from its words: a note about something else,
  written soon after on the same OS, counts.
- A note written after the customer's next contact counts for that one only, even where it tells both.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

recorded = pl.col("recorded_at").is_not_null()
CONTACT = {"started_at": "2026-03-10T09:00", "ended_at": "2026-03-10T10:00", "os_id": "1001"}
ORDER = {"os_id": "1001", "kind": "repair", "opened_at": "2026-03-02T09:00"}


def _world(kind: str, text: str, at: str = "2026-03-10T10:05", author: str = "a1") -> dict[str, object]:
    return {
        "contacts": [CONTACT],
        "service_orders": [ORDER],
        "os_events": [{"os_id": "1001", "at": at, "author": author, "kind": kind, "text": text}],
    }


PRACTICE = Practice(
    id="unrecorded_contact",
    number=14,
    pillar=Pillar.PROCESS,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Contato registrado", "Contact recorded"),
    asks=Wording(
        "Não esqueça de registrar os atendimentos na OS.", "Do not forget to record contacts on the service order."
    ),
    judged=Wording(
        "Até 24 horas depois do contato, precisa haver uma OS aberta a partir dele ou um registro na OS que fale dele. "
        "Só mudar o status não registra nada.",
        "Within 24 hours of the contact there must be an OS opened from it, or an entry on the OS that speaks of it. A "
        "bare change of status records nothing.",
    ),
    fooled_by=Wording(
        "Uma anotação sobre outro assunto, feita logo depois na mesma OS, vale como registro.",
        "A note about something else, written soon after on the same OS, counts as a record.",
    ),
    applies=pl.col("wants_a_record"),
    met=recorded,
    waiting=pl.col("record_time_left"),
    waiting_until=pl.col("record_due"),
    evidence_met=pl.col("record_references"),
    evidence_missed=field_reference("ended_at"),
    why=pl.when(pl.col("opened_an_order"))
    .then(pl.lit("order_opened"))
    .when(recorded)
    .then(pl.lit("event"))
    .when(pl.col("late_record_at").is_not_null())
    .then(pl.lit("too_late"))
    .otherwise(pl.lit("nothing")),
    detail=pl.when(~recorded).then(pl.col("late_record_at").dt.strftime("%d/%m %H:%M")),
    reasons={
        "order_opened": Wording("Uma OS foi aberta a partir do contato.", "An OS was opened from the contact."),
        "event": Wording("O contato está registrado na OS.", "The contact stands recorded on the OS."),
        "too_late": Wording(
            "O registro só veio em {detail}, mais de 24 horas depois do contato.",
            "The record came only on {detail}, more than 24 hours after the contact.",
        ),
        "nothing": Wording(
            "Nem uma OS foi aberta, nem há registro na OS que fale deste contato.",
            "Neither was an OS opened nor does any entry speak of this contact.",
        ),
    },
    examples=(
        Example("a note five minutes later", Verdict.MET, _world("note", "Cliente cobrou a visita, remarcado 12/03.")),
        Example("a bare status", Verdict.MISSED, _world("status", "Em andamento")),
        Example(
            "a note two days later",
            Verdict.MISSED,
            _world("note", "Cliente ligou no dia 10 reclamando do atraso.", "2026-03-12T11:00"),
        ),
        Example(
            "only the technician's work",
            Verdict.MISSED,
            {
                **_world("work", "Trocado o conector na caixa da rua.", author="Gilmar"),
                "service_orders": [{**ORDER, "technician": "Gilmar"}],
            },
        ),
        Example(
            "an OS opened from it",
            Verdict.MET,
            {
                "contacts": [{"started_at": "2026-03-10T09:00", "ended_at": "2026-03-10T10:00"}],
                "service_orders": [{**ORDER, "contact_id": "c1", "opened_at": "2026-03-10T09:30"}],
            },
        ),
        Example(
            "there is time left",
            Verdict.PENDING,
            {"contacts": [CONTACT], "service_orders": [ORDER], "as_of": "2026-03-10T18:00"},
        ),
        Example("plain information needs no OS", None, {"contacts": [{"reason": "information"}]}),
    ),
    known_problems=(
        KnownProblem(
            "a note about something else",
            Verdict.MET,
            Verdict.MISSED,
            _world("note", "Conector devolvido ao estoque, nota fiscal 311."),
        ),
        KnownProblem(
            "A note written after the customer's next contact",
            Verdict.MISSED,
            Verdict.MET,
            {
                **_world("note", "Às 9h cliente reclamou da demora; às 11h pediu outro horário.", "2026-03-10T12:00"),
                "contacts": [
                    CONTACT,
                    {**CONTACT, "contact_id": "c2", "started_at": "2026-03-10T11:00", "ended_at": "2026-03-10T11:30"},
                ],
            },
        ),
    ),
)
