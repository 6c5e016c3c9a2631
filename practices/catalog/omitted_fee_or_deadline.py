"""Omitir informações importantes como taxas ou prazos.

What the guide asks: do not leave out fees or deadlines.
How the records show it: the contact led to an OS with a fee or a date, or to a cancellation with a fine; that fee, fine
or date, as the number or day on record, was told in the contact or in a later one before the work. Where the contact
left no messages, only a customer who later says that nobody told them shows the omission.

Known problems:
- A fee or deadline that stands on no OS and no cancellation cannot be missed, even where the customer protests.
- What was told in a call without a transcript is not seen, not even where a note tells of it.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

told = pl.col("record_told")
seen = pl.col("has_messages") | pl.col("nobody_told")

PRACTICE = Practice(
    id="omitted_fee_or_deadline",
    number=15,
    pillar=Pillar.PROCESS,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Taxa e prazo informados", "Fee and date told"),
    asks=Wording(
        "Não omita informações importantes como taxas ou prazos.",
        "Do not leave out important information such as fees or deadlines.",
    ),
    judged=Wording(
        "A taxa, a multa e a data que estão na OS ou no cancelamento precisam ter sido ditas ao cliente, neste contato "
        "ou em outro antes do serviço.",
        "The fee, the fine and the date on the OS or the cancellation must have been told to the customer, in this "
        "contact or another one before the work.",
    ),
    fooled_by=Wording(
        "O que foi dito em uma ligação sem transcrição não é visto.",
        "What was told in a call without a transcript is not seen.",
    ),
    applies=pl.col("leads_to_record"),
    seen=seen,
    met=told,
    evidence_met=pl.col("record_told_references"),
    evidence_missed=pl.when(pl.col("has_messages"))
    .then(pl.col("arrangement_references"))
    .otherwise(field_reference("fee_amount", "scheduled_for")),
    why=pl.when(told)
    .then(pl.lit("told"))
    .when(pl.col("record_missing") == "both")
    .then(pl.lit("both_omitted"))
    .when(pl.col("record_missing") == "date")
    .then(pl.lit("date_omitted"))
    .otherwise(pl.lit("fee_omitted")),
    reasons={
        "told": Wording(
            "O valor e a data que estão no registro foram ditos ao cliente.",
            "The fee and the date on record were told to the customer.",
        ),
        "fee_omitted": Wording(
            "A taxa ou multa que está no registro nunca foi dita ao cliente.",
            "The fee or fine on record was never told to the customer.",
        ),
        "date_omitted": Wording(
            "A data que está na OS nunca foi dita ao cliente.",
            "The date on the OS was never told to the customer.",
        ),
        "both_omitted": Wording(
            "Nem a taxa nem a data que estão na OS foram ditas ao cliente.",
            "Neither the fee nor the date on the OS was told to the customer.",
        ),
    },
    examples=(
        Example(
            "a fee spoken in words",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "Quero passar pro nome da minha esposa"),
                    ("agent", "A transferência tem uma taxa de quarenta e cinco reais. Posso abrir?"),
                    ("customer", "pode"),
                ],
                "service_orders": [
                    {
                        "kind": "ownership_transfer",
                        "contact_id": "c1",
                        "opened_at": "2026-03-10T09:03",
                        "fee_amount": 45,
                    }
                ],
            },
        ),
        Example(
            "the monthly price told, the fee left out",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "tem plano mais barato?"),
                    ("agent", "Tem o de 200 por 69,90. Troco?"),
                    ("customer", "pode"),
                    ("agent", "Pronto, trocado!"),
                ],
                "service_orders": [
                    {"kind": "plan_change", "contact_id": "c1", "opened_at": "2026-03-10T09:03", "fee_amount": 50}
                ],
            },
        ),
        Example(
            "the OS has a day that the customer never heard",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "tá lenta demais"),
                    ("agent", "Vou mandar um técnico aí."),
                    ("customer", "ok"),
                ],
                "service_orders": [
                    {
                        "kind": "repair",
                        "contact_id": "c1",
                        "opened_at": "2026-03-10T09:03",
                        "scheduled_for": "2026-03-12T14:00",
                    }
                ],
            },
        ),
        Example(
            "a free OS without a date",
            None,
            {
                "messages": [("customer", "caiu"), ("agent", "Reiniciei daqui.")],
                "service_orders": [
                    {"kind": "repair", "contact_id": "c1", "opened_at": "2026-03-10T09:03", "fee_amount": 0}
                ],
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "A fee or deadline that stands on no OS",
            None,
            Verdict.MISSED,
            {
                "contacts": [{}, {"contact_id": "c2", "started_at": "2026-03-12T09:00"}],
                "messages": [
                    ("customer", "quero mudar o roteador de cômodo"),
                    ("agent", "Tudo certo, anotado."),
                    {
                        "contact_id": "c2",
                        "sender": "customer",
                        "sent_at": "2026-03-12T09:00",
                        "text": "Ninguém me falou da taxa de R$ 60!",
                    },
                ],
                "service_orders": [{"kind": "room_change", "contact_id": "c1", "opened_at": "2026-03-10T09:30"}],
            },
        ),
        KnownProblem(
            "What was told in a call without a transcript",
            Verdict.MISSED,
            Verdict.MET,
            {
                "contacts": [
                    {},
                    {
                        "contact_id": "c2",
                        "channel": "phone",
                        "direction": "outbound",
                        "os_id": "o1",
                        "started_at": "2026-03-10T15:00",
                    },
                ],
                "messages": [("customer", "quero mudar o roteador de cômodo"), ("agent", "Tudo certo, anotado.")],
                "service_orders": [
                    {"kind": "room_change", "contact_id": "c1", "opened_at": "2026-03-10T09:30", "fee_amount": 60}
                ],
                "os_events": [
                    {
                        "at": "2026-03-10T15:11",
                        "author": "a1",
                        "kind": "note",
                        "text": "Liguei e informei a taxa de R$ 60, cliente de acordo.",
                    }
                ],
            },
        ),
    ),
)
