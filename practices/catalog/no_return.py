"""Deixar o cliente sem retorno sobre cancelamentos ou tratativas em andamento.

What the guide asks: do not leave the customer without word on cancellations or matters under way.
How the records show it: each commitment (a cancellation request, an open OS whose date passed, a return that an agent
promised) needs by its due time an agent message or an outbound contact that says the outcome or where it stands, or a
return that somebody registered.

Known problems:
- Whether a later talk is about the same matter is read from its OS, its reason and shared words.
- An outbound contact without messages on the same OS counts as a return, even if nobody answered.
- A promise in unusual words is not seen.
- For a cancellation or an overdue visit a note of the office that the customer was told counts, whatever was told.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

kept = pl.col("state") == "kept"
late = pl.col("state") == "late"

CHAT = {"contact_id": "c1", "started_at": "2026-03-10T09:00", "ended_at": "2026-03-10T09:10"}
CALL = {
    "contact_id": "c2",
    "direction": "outbound",
    "reason": "follow_up",
    "started_at": "2026-03-11T10:00",
    "ended_at": "2026-03-11T10:05",
}
ASKED = {"sender": "customer", "text": "Minha fatura veio em dobro, podem ver?"}
PROMISED = {"sender": "agent", "position": 1, "text": "Vou ver com o financeiro e te ligo amanhã até as 12h."}
TOLD = {
    "contact_id": "c2",
    "position": 0,
    "sender": "agent",
    "sent_at": "2026-03-11T10:00",
    "text": "Ana, o financeiro conferiu: a fatura em dobro foi cancelada.",
}

PRACTICE = Practice(
    id="no_return",
    number=16,
    pillar=Pillar.RESOLVE,
    unit=Unit.COMMITMENT,
    to_avoid=True,
    title=Wording("Retorno no prazo", "Return in time"),
    asks=Wording(
        "Não deixe o cliente sem retorno sobre cancelamentos ou tratativas em andamento.",
        "Do not leave the customer without word on cancellations or matters under way.",
    ),
    judged=Wording(
        "Todo pedido de cancelamento, visita vencida ou retorno prometido precisa de uma resposta ao cliente até o "
        "prazo: o que foi prometido, ou os dias úteis da política.",
        "Every cancellation request, overdue visit or promised return needs word to the customer by its due time: what "
        "was promised, or the policy's business days.",
    ),
    fooled_by=Wording(
        "Um contato ativo sem mensagens sobre a mesma OS conta como retorno; uma promessa em palavras incomuns escapa.",
        "An outbound contact without messages on the same OS counts as a return; a promise in unusual words escapes.",
    ),
    applies=pl.col("state").is_not_null(),
    met=kept,
    waiting=pl.col("state") == "pending",
    waiting_until=pl.col("due_at"),
    evidence_met=pl.concat_list("evidence_made", "evidence_returned"),
    evidence_missed=pl.concat_list("evidence_made", "evidence_returned"),
    why=pl.when(kept)
    .then(pl.lit("kept"))
    .when(late)
    .then(pl.lit("late"))
    .when(pl.col("kind") == "cancellation")
    .then(pl.lit("cancellation_unanswered"))
    .when(pl.col("kind") == "overdue_os")
    .then(pl.lit("visit_unexplained"))
    .otherwise(pl.lit("promise_broken")),
    detail=pl.when(late)
    .then(pl.col("returned_at").dt.strftime("%d/%m %H:%M"))
    .when(~kept)
    .then(pl.col("due_at").dt.strftime("%d/%m %H:%M")),
    reasons={
        "kept": Wording("O cliente teve retorno dentro do prazo.", "The customer heard back in time."),
        "late": Wording(
            "O retorno só veio em {detail}, depois do prazo.", "Word came only on {detail}, after it was due."
        ),
        "cancellation_unanswered": Wording(
            "O pedido de cancelamento ficou sem retorno; o prazo era {detail}.",
            "The cancellation request was left without word; it was due {detail}.",
        ),
        "visit_unexplained": Wording(
            "A visita não aconteceu e ninguém avisou o cliente; o prazo era {detail}.",
            "The visit did not happen and nobody told the customer; it was due {detail}.",
        ),
        "promise_broken": Wording(
            "O retorno prometido não veio; o prazo era {detail}.", "The promised return did not come; due {detail}."
        ),
    },
    examples=(
        Example(
            "promised for noon, told at ten",
            Verdict.MET,
            {"contacts": [CHAT, CALL], "messages": [ASKED, PROMISED, TOLD]},
        ),
        Example("promised and never told", Verdict.MISSED, {"contacts": [CHAT], "messages": [ASKED, PROMISED]}),
        Example(
            "promised, not due yet",
            Verdict.PENDING,
            {"contacts": [CHAT], "messages": [ASKED, PROMISED], "as_of": "2026-03-10T18:00"},
        ),
        Example(
            "a hold that is resolved in the same talk is no commitment",
            None,
            {
                "contacts": [CHAT],
                "messages": [
                    ("customer", "Minha fatura veio em dobro, podem ver?"),
                    ("agent", "Um minutinho, vou olhar e já te falo."),
                    ("agent", "Pronto, cancelei a que sobrava, vale só a de R$ 99,90."),
                ],
            },
        ),
        Example(
            "a cancellation that was only acknowledged",
            Verdict.MISSED,
            {
                "contacts": [{**CHAT, "reason": "cancellation"}],
                "messages": [("customer", "Quero cancelar."), ("agent", "Cancelamento solicitado, obrigada.")],
            },
        ),
        Example(
            "announcing a look promises no return",
            None,
            {"contacts": [CHAT], "messages": [ASKED, {**PROMISED, "text": "Vou dar uma olhada nisso."}]},
        ),
    ),
    known_problems=(
        KnownProblem(
            "Whether a later talk is about the same matter",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [CHAT, {**CALL, "reason": "sales"}],
                "messages": [
                    ASKED,
                    PROMISED,
                    {**TOLD, "text": "Bom dia! Sua fatura em dobro de pontos no clube já saiu, aproveite."},
                ],
            },
        ),
        KnownProblem(
            "An outbound contact without messages on the same OS",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [{**CHAT, "os_id": "o1"}, {**CALL, "os_id": "o1"}],
                "messages": [ASKED, PROMISED],
                "service_orders": [{"kind": "other", "opened_at": "2026-03-09T09:00"}],
                "os_events": [
                    {"at": "2026-03-11T10:05", "author": "a1", "kind": "note", "text": "Liguei, caixa postal."}
                ],
            },
        ),
        KnownProblem(
            "A promise in unusual words",
            None,
            Verdict.MISSED,
            {
                "contacts": [CHAT],
                "messages": [
                    ASKED,
                    {**PROMISED, "text": "Amanhã cedo isso cai na minha mão de novo e a senhora vai ver."},
                ],
            },
        ),
        KnownProblem(
            "a note of the office that the customer was told",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [{**CHAT, "reason": "cancellation", "os_id": "o1"}],
                "messages": [("customer", "Quero cancelar."), ("agent", "Cancelamento solicitado, obrigada.")],
                "service_orders": [{"kind": "cancellation", "contact_id": "c1", "opened_at": "2026-03-10T09:10"}],
                "os_events": [
                    {
                        "at": "2026-03-11T11:00",
                        "author": "a1",
                        "kind": "note",
                        "text": "Cliente avisado da promoção de março.",
                    }
                ],
            },
        ),
    ),
)
