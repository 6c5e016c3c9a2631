"""Ignorar procedimentos internos.

What the guide asks: do not skip internal procedures, such as the pending group or validations.
How the records show it: kinds of OS that policy names (cancellation, ownership transfer, address change) need a request
to the pending group; every OS with work done needs a validation with the customer; both before the OS is closed. Once
closed, each step that it needs must stand on record at or before the closing. How well the request was written is
another practice's question.

Known problems:
- A request to the group that names neither the OS nor its customer's record is found only by the OS's own events.
- An OS that is closed by its status alone, without a time, is measured against the moment of judging.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import NOTHING, field_reference

asked_the_group = (pl.col("group_asked_at") <= pl.col("closing_at")).fill_null(False)
validated = (pl.col("validated_at") <= pl.col("closing_at")).fill_null(False)
group_missing = pl.col("was_closed") & pl.col("needs_pending_group") & ~asked_the_group
validation_missing = pl.col("was_closed") & pl.col("needs_validation") & ~validated

COMPLETED = {
    "kind": "repair",
    "opened_at": "2026-03-10T09:00",
    "scheduled_for": "2026-03-11T08:00",
    "completed_at": "2026-03-11T09:00",
}
TRANSFER = {"kind": "ownership_transfer", "opened_at": "2026-03-10T09:00", "closed_at": "2026-03-12T09:00"}

PRACTICE = Practice(
    id="skipped_procedure",
    number=19,
    pillar=Pillar.PROCESS,
    unit=Unit.SERVICE_ORDER,
    to_avoid=True,
    title=Wording("Procedimento completo", "Full procedure"),
    asks=Wording(
        "Não ignore procedimentos internos (como grupo de pendências ou validações).",
        "Do not skip internal procedures (such as the pending group or validations).",
    ),
    judged=Wording(
        "Antes de encerrar a OS, o pedido ao grupo de pendências (cancelamento, titularidade, mudança de endereço) e a "
        "validação com o cliente (OS com serviço feito) precisam estar registrados.",
        "Before the OS is closed, the request to the pending group (cancellation, ownership transfer, address change) "
        "and the validation with the customer (any OS with work done) must stand on record.",
    ),
    fooled_by=Wording(
        "Um pedido feito no grupo e não registrado na OS conta como não feito.",
        "A request made to the group and recorded nowhere counts as not made.",
    ),
    applies=(pl.col("was_closed") | (pl.col("was_completed") & (pl.col("status") != "withdrawn").fill_null(True)))
    & (pl.col("needs_pending_group") | pl.col("needs_validation")),
    met=~(group_missing | validation_missing),
    evidence_met=pl.concat_list(
        pl.when(pl.col("needs_pending_group"))
        .then(pl.concat_list("group_reference").list.drop_nulls())
        .otherwise(NOTHING),
        pl.when(pl.col("needs_validation"))
        .then(pl.concat_list("validation_reference").list.drop_nulls())
        .otherwise(NOTHING),
    ),
    evidence_missed=pl.concat_list(
        pl.when(group_missing).then(pl.concat_list("group_reference").list.drop_nulls()).otherwise(NOTHING),
        pl.when(validation_missing).then(pl.concat_list("validation_reference").list.drop_nulls()).otherwise(NOTHING),
        pl.when(validation_missing).then(pl.col("other_validation_references")).otherwise(NOTHING),
        field_reference("closed_at"),
    ),
    why=pl.when(group_missing & validation_missing)
    .then(pl.lit("both_missing"))
    .when(group_missing & pl.col("group_asked_at").is_not_null())
    .then(pl.lit("group_after"))
    .when(group_missing)
    .then(pl.lit("group_missing"))
    .when(validation_missing & pl.col("validated_at").is_not_null())
    .then(pl.lit("validation_after"))
    .when(validation_missing)
    .then(pl.lit("validation_missing"))
    .when(~pl.col("was_closed"))
    .then(pl.lit("not_closed"))
    .otherwise(pl.lit("complete")),
    reasons={
        "complete": Wording("Todas as etapas estão registradas.", "Every step stands on record."),
        "not_closed": Wording(
            "A OS ainda não foi encerrada: nada foi pulado.", "The OS is not closed yet: nothing was skipped."
        ),
        "both_missing": Wording(
            "A OS foi encerrada sem o pedido ao grupo de pendências e sem a validação com o cliente.",
            "The OS was closed without the request to the pending group and without validation.",
        ),
        "group_missing": Wording(
            "A OS foi encerrada sem o pedido ao grupo de pendências.",
            "The OS was closed without the request to the pending group.",
        ),
        "group_after": Wording(
            "O pedido ao grupo de pendências só foi feito depois do encerramento.",
            "The pending group was asked only after the OS had been closed.",
        ),
        "validation_missing": Wording(
            "A OS foi encerrada sem a validação com o cliente.", "The OS was closed without validation."
        ),
        "validation_after": Wording(
            "A validação com o cliente só veio depois do encerramento.",
            "The customer was asked only after the OS had been closed.",
        ),
    },
    examples=(
        Example(
            "validated, then closed",
            Verdict.MET,
            {
                "service_orders": [{**COMPLETED, "os_id": "1001", "closed_at": "2026-03-11T18:00"}],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-11T17:00",
                        "author": "a1",
                        "kind": "validation",
                        "text": "Liguei, cliente disse que está tudo bem.",
                    }
                ],
            },
        ),
        Example(
            "closed first, validated an hour later",
            Verdict.MISSED,
            {
                "service_orders": [{**COMPLETED, "os_id": "1001", "closed_at": "2026-03-11T16:00"}],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-11T17:00",
                        "author": "a1",
                        "kind": "validation",
                        "text": "Liguei, cliente disse que está tudo bem.",
                    }
                ],
            },
        ),
        Example(
            "completed, not yet closed: nothing has been skipped",
            Verdict.MET,
            {"service_orders": [{**COMPLETED, "os_id": "1001", "status": "completed"}]},
        ),
        Example(
            "a transfer closed without the pending group",
            Verdict.MISSED,
            {"service_orders": [{**TRANSFER, "os_id": "1001"}]},
        ),
        Example(
            "a transfer closed after the group was asked",
            Verdict.MET,
            {
                "service_orders": [{**TRANSFER, "os_id": "1001"}],
                "internal_requests": [
                    {
                        "request_id": "r1",
                        "at": "2026-03-10T10:00",
                        "agent_id": "a1",
                        "recipient": "pending_group",
                        "os_id": "1001",
                        "text": "OS 1001: passar o contrato.",
                    }
                ],
            },
        ),
        Example(
            "a transfer for which only the manager was asked",
            Verdict.MISSED,
            {
                "service_orders": [{**TRANSFER, "os_id": "1001"}],
                "internal_requests": [
                    {
                        "request_id": "r1",
                        "at": "2026-03-10T10:00",
                        "agent_id": "a1",
                        "recipient": "manager",
                        "os_id": "1001",
                        "text": "OS 1001: posso passar o contrato?",
                    }
                ],
            },
        ),
        Example(
            "a plan change without work at the customer's has no such step",
            None,
            {
                "service_orders": [
                    {"kind": "plan_change", "opened_at": "2026-03-10T09:00", "closed_at": "2026-03-10T10:00"}
                ]
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "A request to the group that names neither",
            Verdict.MISSED,
            Verdict.MET,
            {
                "service_orders": [{**TRANSFER, "os_id": "1001"}],
                "internal_requests": [
                    {
                        "at": "2026-03-10T10:00",
                        "text": "Favor passar o contrato da dona Lúcia Prado para o filho, ela assinou hoje.",
                    }
                ],
            },
        ),
        KnownProblem(
            "An OS that is closed by its status alone",
            Verdict.MET,
            Verdict.MISSED,
            {
                "service_orders": [{**TRANSFER, "os_id": "1001", "closed_at": None, "status": "closed"}],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-12T09:00",
                        "author": "a1",
                        "kind": "status",
                        "text": "OS encerrada.",
                    }
                ],
                "internal_requests": [
                    {"at": "2026-03-13T10:00", "os_id": "1001", "text": "OS 1001: passar o contrato."}
                ],
            },
        ),
    ),
)
