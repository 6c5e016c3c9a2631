"""Valide o serviço após a finalização técnica.

What the guide asks: as soon as the technician is done, confirm with the customer that all is well.
How the records show it: after `completed_at` and within the policy's business days someone of the office asks the
customer: an OS event of kind `validation` by the office, or an outbound contact in which an agent asks it. What the
technician writes is no validation. Nobody reached counts as asked, if the attempt stands on record.

Known problems:
- A call that is noted only in a plain note counts if the note tells both that the customer was contacted and what was
  asked; in unusual words it is not found.
- An outbound contact without messages counts where its reason is validation, whatever was said.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

in_time = (pl.col("validated_at") <= pl.col("validation_due")).fill_null(False)
time_left = pl.col("as_of") <= pl.col("validation_due")
too_late = pl.col("validated_at").is_not_null() & ~in_time

REPAIR = {
    "os_id": "1001",
    "kind": "repair",
    "opened_at": "2026-03-10T09:00",
    "scheduled_for": "2026-03-11T08:00",
    "completed_at": "2026-03-11T09:00",
    "technician": "Gilmar",
}


def _event(at: str, author: str, text: str) -> dict[str, object]:
    return {
        "service_orders": [REPAIR],
        "os_events": [{"os_id": "1001", "at": at, "author": author, "kind": "validation", "text": text}],
    }


PRACTICE = Practice(
    id="validate_service",
    number=6,
    pillar=Pillar.RESOLVE,
    unit=Unit.SERVICE_ORDER,
    title=Wording("Validar o serviço", "Validate the service"),
    asks=Wording(
        "Assim que o técnico concluir, confirme com o cliente se está tudo certo.",
        "As soon as the technician is done, confirm with the customer that all is well.",
    ),
    judged=Wording(
        "Toda OS com serviço concluído precisa de uma validação do escritório com o cliente até o fim do dia útil "
        "seguinte: um evento de validação ou um contato ativo que pergunta se ficou tudo certo.",
        "Every OS with work done needs a validation by the office until the end of the next business day: a validation "
        "event, or an outbound contact that asks whether all is well.",
    ),
    fooled_by=Wording(
        "Uma validação anotada só como observação comum pode não ser reconhecida.",
        "A validation that is written down only as a plain note may not be recognised.",
    ),
    applies=pl.col("completed_at").is_not_null(),
    seen=in_time | time_left | ~pl.col("unheard_attempt"),
    met=in_time,
    waiting=time_left,
    waiting_until=pl.col("validation_due"),
    evidence_met=pl.concat_list("validation_reference").list.drop_nulls(),
    evidence_missed=pl.concat_list(
        pl.concat_list("validation_reference").list.drop_nulls(),
        pl.col("other_validation_references"),
        field_reference("completed_at"),
    ),
    why=pl.when(in_time)
    .then(pl.lit("validated"))
    .when(too_late)
    .then(pl.lit("too_late"))
    .when(pl.col("other_validation_references").list.len() > 0)
    .then(pl.lit("not_by_office"))
    .otherwise(pl.lit("never_validated")),
    detail=pl.when(too_late).then(pl.col("validated_at").dt.strftime("%d/%m %H:%M")),
    reasons={
        "validated": Wording("O cliente foi procurado dentro do prazo.", "The customer was asked in time."),
        "too_late": Wording(
            "O cliente só foi procurado em {detail}, depois do prazo.",
            "The customer was asked only on {detail}, after the time allowed.",
        ),
        "not_by_office": Wording(
            "A validação registrada não é do escritório com o cliente depois do serviço.",
            "The validation on record is not the office asking the customer after the work.",
        ),
        "never_validated": Wording(
            "Ninguém perguntou ao cliente se ficou tudo certo depois do serviço.",
            "Nobody asked the customer after the work whether all is well.",
        ),
    },
    examples=(
        Example(
            "the office asked the same day",
            Verdict.MET,
            _event("2026-03-11T16:00", "a1", "Liguei, cliente disse que está tudo bem."),
        ),
        Example(
            "nobody answered, the attempt stands on record",
            Verdict.MET,
            _event("2026-03-12T16:00", "a1", "Duas ligações e uma mensagem, sem resposta."),
        ),
        Example(
            "only the technician wrote it", Verdict.MISSED, _event("2026-03-11T09:05", "Gilmar", "Cliente satisfeito.")
        ),
        Example("two days later", Verdict.MISSED, _event("2026-03-13T08:00", "a1", "Liguei, tudo certo.")),
        Example(
            "an outbound contact asks",
            Verdict.MET,
            {
                "service_orders": [REPAIR],
                "contacts": [
                    {
                        "contact_id": "c1",
                        "customer_id": "k1",
                        "agent_id": "a1",
                        "direction": "outbound",
                        "reason": "validation",
                        "started_at": "2026-03-12T10:00",
                        "os_id": "1001",
                    }
                ],
                "messages": [
                    {
                        "sender": "agent",
                        "sent_at": "2026-03-12T10:00",
                        "text": "Bom dia, Ana! O técnico passou aí ontem: a internet voltou ao normal?",
                    }
                ],
            },
        ),
        Example(
            "no work at the customer's, nothing to validate",
            None,
            {"service_orders": [{"kind": "plan_change", "opened_at": "2026-03-10T09:00"}]},
        ),
    ),
    known_problems=(
        KnownProblem(
            "in unusual words it is not found",
            Verdict.MISSED,
            Verdict.MET,
            {
                "service_orders": [REPAIR],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-11T16:00",
                        "author": "a1",
                        "kind": "note",
                        "text": "Falei c/ a dona Ana, tá voando.",
                    }
                ],
            },
        ),
        KnownProblem(
            "An outbound contact without messages",
            Verdict.MET,
            Verdict.MISSED,
            {
                "service_orders": [REPAIR],
                "contacts": [
                    {"os_id": "1001", "direction": "outbound", "reason": "validation", "started_at": "2026-03-12T10:00"}
                ],
                "os_events": [
                    {
                        "os_id": "1001",
                        "at": "2026-03-12T10:05",
                        "author": "a1",
                        "kind": "note",
                        "text": "Liguei para oferecer o plano de 600 mega.",
                    }
                ],
            },
        ),
    ),
)
