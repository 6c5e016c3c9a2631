"""Seja transparente sobre valores, prazos e processos.

What the guide asks: tell fees in advance and explain the next steps.
How the records show it: the contact leads to a chargeable kind of OS, a visit or a cancellation; the agent's messages
tell (a) the price or that there is none, as the number on the OS or the cancellation where there is one, (b) the date,
time or deadline, (c) what happens next; the price stands before the customer's agreement.

Known problems:
- What happens next is recognised by its words; an unusual way of saying it counts as not said.
- A visit arranged only in words, with no record of it, is recognised by words and a date; told otherwise, nothing is
  judged.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

price = pl.col("price_told") & ~pl.col("price_after_consent")
complete = price & pl.col("date_told") & pl.col("next_step_told")

PRACTICE = Practice(
    id="transparency",
    number=5,
    pillar=Pillar.PROCESS,
    unit=Unit.CONTACT,
    title=Wording("Valor, prazo e próximo passo", "Price, date and next step"),
    asks=Wording(
        "Seja transparente sobre valores, prazos e processos: avise antes sobre taxas e explique os próximos passos.",
        "Be open about prices, deadlines and procedures: tell fees in advance and explain the next steps.",
    ),
    judged=Wording(
        "Quando o contato leva a um serviço cobrado, a uma visita ou a um cancelamento, o cliente precisa ouvir "
        "o valor antes de aceitar, a data ou o prazo, e o que acontece depois.",
        "When the contact leads to a charged service, a visit or a cancellation, the customer must hear the "
        "price before agreeing, the date or deadline, and what happens next.",
    ),
    fooled_by=Wording(
        "Um próximo passo explicado com palavras incomuns pode passar despercebido.",
        "A next step told in unusual words may go unnoticed.",
    ),
    applies=pl.col("leads_somewhere"),
    seen=pl.col("has_messages"),
    met=complete,
    evidence_met=pl.col("disclosure_references"),
    evidence_missed=pl.col("arrangement_references"),
    why=pl.when(complete)
    .then(pl.lit("all_told"))
    .when(~pl.col("price_told"))
    .then(pl.lit("no_price"))
    .when(pl.col("price_after_consent"))
    .then(pl.lit("price_too_late"))
    .when(~pl.col("date_told"))
    .then(pl.lit("no_date"))
    .otherwise(pl.lit("no_next_step")),
    reasons={
        "all_told": Wording(
            "Valor, data ou prazo e próximo passo foram ditos a tempo.",
            "Price, date or deadline and next step were told in time.",
        ),
        "no_price": Wording(
            "O valor (ou que não há custo) não foi dito neste contato.",
            "The price (or that there is none) was not told in this contact.",
        ),
        "price_too_late": Wording(
            "O valor só foi dito depois que o cliente já tinha aceitado.",
            "The price was told only after the customer had agreed.",
        ),
        "no_date": Wording(
            "A data, o horário ou o prazo não foi dito neste contato.",
            "The date, time or deadline was not told in this contact.",
        ),
        "no_next_step": Wording(
            "O cliente não ouviu o que acontece depois.",
            "The customer was not told what happens next.",
        ),
    },
    examples=(
        Example(
            "fee, day and what the technician will do, before the customer agrees",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "Quero mudar o roteador pro escritório"),
                    ("agent", "A taxa é R$ 60. Tenho quinta às 14h: o técnico leva o cabo e testa tudo. Pode ser?"),
                    ("customer", "pode sim"),
                    ("agent", "Marcado para quinta às 14h."),
                ],
                "service_orders": [
                    {
                        "kind": "room_change",
                        "contact_id": "c1",
                        "opened_at": "2026-03-10T09:03",
                        "scheduled_at": "2026-03-10T09:03",
                        "scheduled_for": "2026-03-12T14:00",
                        "fee_amount": 60,
                    }
                ],
            },
        ),
        Example(
            "the fee comes after the yes",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "Quero mudar o roteador pro escritório"),
                    ("agent", "Tenho quinta às 14h, o técnico leva o cabo e testa tudo. Pode ser?"),
                    ("customer", "pode sim"),
                    ("agent", "Marcado. Ah, a taxa é de sessenta reais."),
                ],
                "service_orders": [
                    {
                        "kind": "room_change",
                        "contact_id": "c1",
                        "opened_at": "2026-03-10T09:03",
                        "scheduled_at": "2026-03-10T09:03",
                        "scheduled_for": "2026-03-12T14:00",
                        "fee_amount": 60,
                    }
                ],
            },
        ),
        Example(
            "a cancellation taken up with neither fine nor deadline",
            Verdict.MISSED,
            {
                "contacts": [{"reason": "cancellation"}],
                "messages": [
                    ("customer", "quero cancelar"),
                    ("agent", "Cancelamento solicitado. Agradecemos o contato."),
                ],
                "cancellations": [{"contact_id": "c1", "requested_at": "2026-03-10T09:00", "fine_amount": 120}],
            },
        ),
        Example(
            "a setting changed from afar: nothing that costs or takes time",
            None,
            {
                "messages": [("customer", "a internet caiu"), ("agent", "Reiniciei daqui, voltou?")],
                "service_orders": [{"kind": "repair", "contact_id": "c1", "opened_at": "2026-03-10T09:03"}],
            },
        ),
        Example(
            "a cancellation over the phone, nothing recorded",
            Verdict.INSUFFICIENT,
            {
                "contacts": [{"reason": "cancellation", "channel": "phone"}],
                "cancellations": [{"contact_id": "c1", "requested_at": "2026-03-10T09:00", "fine_amount": 120}],
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "an unusual way of saying it counts as not said",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "minha internet caiu"),
                    (
                        "agent",
                        "Marquei para quinta, dia 12, às 14h, visita sem custo. O Gilmar dá uma geral na fiação.",
                    ),
                    ("customer", "ok"),
                ],
                "service_orders": [
                    {
                        "kind": "repair",
                        "contact_id": "c1",
                        "opened_at": "2026-03-10T09:30",
                        "scheduled_for": "2026-03-12T14:00",
                    }
                ],
            },
        ),
        KnownProblem(
            "A visit arranged only in words",
            None,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet caiu, alguém pode vir ver?"),
                    ("agent", "Gilmar te vê na sexta então."),
                    ("customer", "ok"),
                ]
            },
        ),
    ),
)
