"""Interromper o cliente ou mostrar pressa.

What the guide asks: do not interrupt the customer or show haste.
How the records show it: on the phone the agent starts to speak half a second or more before the customer's turn
ends, and does so more often than the policy allows; in any channel an agent message hurries the customer; or the
contact is closed while a question of the customer's stands unanswered.

Known problems:
- Interruptions need the times at which turns start and end; without them none is seen.
- A question without a question mark and without a question word may not be seen.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

has_messages = pl.col("has_messages")
interrupts = pl.col("too_many_interruptions")
hurries = pl.col("hurry_references").list.len() > 0
left_open = pl.col("left_open_references").list.len() > 0

PRACTICE = Practice(
    id="interruption_or_haste",
    number=12,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Sem interrupção nem pressa", "No interruption, no haste"),
    asks=Wording(
        "Não interrompa o cliente nem mostre pressa durante o atendimento.",
        "Do not interrupt the customer or show haste.",
    ),
    judged=Wording(
        "O atendente não fala por cima do cliente, não o apressa e não encerra com uma pergunta dele sem resposta.",
        "The agent does not talk over the customer, hurry them, or close with their question unanswered.",
    ),
    fooled_by=Wording(
        "Sem os horários de cada fala, nenhuma interrupção é vista.",
        "Without the times of each turn no interruption is seen.",
    ),
    applies=~has_messages | (pl.col("agent_messages") >= 1),
    seen=has_messages,
    met=~interrupts & ~hurries & ~left_open,
    evidence_met=pl.col("interruption_references"),
    evidence_missed=pl.concat_list(
        pl.when(interrupts).then(pl.col("interruption_references")).otherwise(pl.lit([], dtype=pl.List(pl.String))),
        "hurry_references",
        "left_open_references",
    ),
    weighed=(pl.col("agent_messages") >= 1) & ~pl.col("too_many_interruptions"),
    why=pl.when(interrupts)
    .then(pl.lit("interrupts"))
    .when(hurries)
    .then(pl.lit("hurries"))
    .when(left_open)
    .then(pl.lit("left_open"))
    .otherwise(pl.lit("at_ease")),
    detail=pl.when(interrupts).then(pl.col("interruptions").cast(pl.String)),
    reasons={
        "interrupts": Wording(
            "O atendente falou por cima do cliente {detail} vezes.",
            "The agent talked over the customer {detail} times.",
        ),
        "hurries": Wording("O atendente apressou o cliente.", "The agent hurried the customer."),
        "left_open": Wording(
            "O atendimento foi encerrado com uma pergunta do cliente sem resposta.",
            "The contact was closed with a question of the customer's unanswered.",
        ),
        "at_ease": Wording("Sem interrupções nem pressa.", "No interruption, no haste."),
    },
    examples=(
        Example(
            "hurries the customer",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "então..."),
                    ("agent", "Seja breve, por favor, tenho outros clientes esperando."),
                ]
            },
        ),
        Example(
            "closes over a question",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "e quando desliga?"),
                    ("agent", "A OTI agradece o seu contato. Atendimento encerrado."),
                ]
            },
        ),
        Example(
            "a system line closes over a question",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "sem internet"),
                    ("agent", "Marquei a visita do técnico."),
                    ("customer", "pra que dia?"),
                    ("system", "Conversa encerrada por Renata Coelho."),
                ]
            },
        ),
        Example(
            "talks over the customer twice",
            Verdict.MISSED,
            {
                "contacts": [{"channel": "phone"}],
                "messages": [
                    {
                        "sender": "customer",
                        "text": "é que",
                        "sent_at": "2026-03-10T09:00:00",
                        "ended_at": "2026-03-10T09:00:09",
                    },
                    {
                        "sender": "agent",
                        "text": "Sei.",
                        "sent_at": "2026-03-10T09:00:08",
                        "ended_at": "2026-03-10T09:00:10",
                    },
                    {
                        "sender": "customer",
                        "text": "e daí",
                        "sent_at": "2026-03-10T09:00:11",
                        "ended_at": "2026-03-10T09:00:19",
                    },
                    {
                        "sender": "agent",
                        "text": "Certo.",
                        "sent_at": "2026-03-10T09:00:18",
                        "ended_at": "2026-03-10T09:00:22",
                    },
                ],
            },
        ),
        Example(
            "answers, then closes",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "e quando desliga?"),
                    ("agent", "Na sexta, dia 13. A OTI agradece o seu contato."),
                ]
            },
        ),
        Example(
            "promises to be quick for the customer's sake",
            Verdict.MET,
            {"messages": [("customer", "demora?"), ("agent", "É bem rapidinho, dois minutos.")]},
        ),
    ),
    known_problems=(
        KnownProblem(
            "Interruptions need the times",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [{"channel": "phone"}],
                "messages": [
                    ("customer", "é que ontem o técnico—"),
                    ("agent", "Certo, qual o CPF?"),
                    ("customer", "deixa eu terminar, ele não trouxe a—"),
                    ("agent", "O endereço da senhora?"),
                    ("customer", "posso falar? eu ia dizer que a peça—"),
                    ("agent", "Pronto, técnico marcado para amanhã às 9h."),
                ],
            },
        ),
        KnownProblem(
            "A question without a question mark",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "quero a segunda via"),
                    ("agent", "Segue o boleto da fatura."),
                    ("customer", "obrigado, a visita tem taxa ou não tem"),
                    ("agent", "Agradecemos o contato, tenha um bom dia!"),
                ]
            },
        ),
    ),
)
