"""Agendar sem validar disponibilidade técnica.

What the guide asks: do not schedule a visit before technical availability was checked.
How the records show it: the OS has a date for a visit; a check stands on it (`availability_checked_at`, or an event of
kind `availability_check`) at or before the moment at which the visit was scheduled.

Known problems:
- An OS that says when the visit is but not when it was set is measured against the moment the OS was opened.
- A check that stands only in a plain note counts as none.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

checked = pl.col("availability_first_checked_at") <= pl.col("visit_set_at")

PRACTICE = Practice(
    id="unchecked_scheduling",
    number=13,
    pillar=Pillar.PROCESS,
    unit=Unit.SERVICE_ORDER,
    to_avoid=True,
    title=Wording("Agenda checada antes", "Availability checked first"),
    asks=Wording(
        "Não agende serviços sem validar a disponibilidade técnica.",
        "Do not schedule a service without checking technical availability.",
    ),
    judged=Wording(
        "Toda OS com data de visita precisa de uma checagem de disponibilidade até o momento do agendamento.",
        "Every OS with a visit date needs an availability check by the moment the visit was scheduled.",
    ),
    fooled_by=Wording(
        "Uma checagem contada só em uma nota comum conta como não feita.",
        "A check that stands only in a plain note counts as not made.",
    ),
    applies=pl.col("scheduled_for").is_not_null(),
    met=checked.fill_null(False),
    evidence_met=pl.col("availability_references"),
    evidence_missed=field_reference("availability_checked_at", "scheduled_at"),
    why=pl.when(checked.fill_null(False))
    .then(pl.lit("checked"))
    .when(pl.col("availability_first_checked_at").is_null())
    .then(pl.lit("never_checked"))
    .otherwise(pl.lit("checked_after")),
    reasons={
        "checked": Wording("A disponibilidade foi checada antes.", "Availability was checked first."),
        "never_checked": Wording(
            "A visita foi agendada e a OS não tem nenhuma checagem de disponibilidade.",
            "The visit was scheduled and the OS holds no availability check.",
        ),
        "checked_after": Wording(
            "A disponibilidade só foi checada depois do agendamento.",
            "Availability was checked only after the visit had been scheduled.",
        ),
    },
    examples=(
        Example(
            "checked two minutes before",
            Verdict.MET,
            {
                "service_orders": [
                    {
                        "kind": "repair",
                        "opened_at": "2026-03-10T09:00",
                        "availability_checked_at": "2026-03-10T09:02",
                        "scheduled_at": "2026-03-10T09:04",
                        "scheduled_for": "2026-03-11T08:00",
                    }
                ]
            },
        ),
        Example(
            "checked an hour after",
            Verdict.MISSED,
            {
                "service_orders": [
                    {
                        "kind": "repair",
                        "opened_at": "2026-03-10T09:00",
                        "availability_checked_at": "2026-03-10T10:04",
                        "scheduled_at": "2026-03-10T09:04",
                        "scheduled_for": "2026-03-11T08:00",
                    }
                ]
            },
        ),
        Example(
            "no visit, nothing to check",
            None,
            {"service_orders": [{"kind": "plan_change", "opened_at": "2026-03-10T09:00"}]},
        ),
    ),
    known_problems=(
        KnownProblem(
            "An OS that says when the visit is but not when it was set",
            Verdict.MISSED,
            Verdict.MET,
            {
                "service_orders": [
                    {
                        "os_id": "1001",
                        "opened_at": "2026-03-10T09:00",
                        "availability_checked_at": "2026-03-10T10:00",
                        "scheduled_for": "2026-03-11T08:00",
                    }
                ],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-10T10:30",
                        "author": "a1",
                        "kind": "schedule",
                        "text": "Visita marcada para 11/03 às 8h.",
                    }
                ],
            },
        ),
        KnownProblem(
            "A check that stands only in a plain note",
            Verdict.MISSED,
            Verdict.MET,
            {
                "service_orders": [
                    {
                        "os_id": "1001",
                        "opened_at": "2026-03-10T09:00",
                        "scheduled_at": "2026-03-10T10:00",
                        "scheduled_for": "2026-03-11T08:00",
                    }
                ],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-10T09:50",
                        "author": "a1",
                        "kind": "note",
                        "text": "Consultei a agenda técnica: vaga livre 11/03 às 8h.",
                    }
                ],
            },
        ),
    ),
)
