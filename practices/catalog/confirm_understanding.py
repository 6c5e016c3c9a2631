"""Confirmar o que entendeu.

What the guide asks: listen calmly, confirm what was understood, show that one is there to help.
How the records show it: the customer states a problem or a request; before acting or closing, an agent message gives
back content words of what the customer said, or asks a question that holds some of them. "Entendi" alone, requests for
data, offers and dates give nothing back.

Known problems:
- Words weigh more than meanings: a paraphrase that shares no word with the customer may not be seen.
- An answer that happens to repeat the customer's words may pass.
- What the customer said within the month before counts as said, whoever reads it.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

has_messages = pl.col("has_messages")
gives_back = pl.col("gives_back")

PRACTICE = Practice(
    id="confirm_understanding",
    number=2,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    title=Wording("Confirmar o entendimento", "Confirm understanding"),
    asks=Wording(
        "Ouça com calma e confirme o que entendeu antes de agir.", "Listen calmly and confirm what you understood."
    ),
    judged=Wording(
        "Antes de agir, o atendente devolve com suas palavras o que o cliente disse, ou pergunta algo que parte disso.",
        "Before acting, the agent gives back what the customer said, or asks a question that builds on it.",
    ),
    fooled_by=Wording(
        "Pesa palavras, não sentidos: uma paráfrase sem nenhuma palavra do cliente pode passar despercebida.",
        "It weighs words, not meanings: a paraphrase without any of the customer's words may go unnoticed.",
    ),
    applies=pl.when(has_messages).then(pl.col("states_need") & (pl.col("agent_messages") >= 2)).otherwise(pl.lit(True)),
    seen=has_messages,
    met=gives_back,
    evidence_met=pl.col("gives_back_references").list.head(3),
    evidence_missed=pl.col("agent_references").list.head(3),
    weighed=pl.col("agent_messages") >= 2,
    why=pl.when(gives_back).then(pl.lit("given_back")).otherwise(pl.lit("not_given_back")),
    reasons={
        "given_back": Wording(
            "O atendente devolveu o que o cliente disse.", "The agent gave back what the customer had said."
        ),
        "not_given_back": Wording(
            "Antes de agir, nenhuma mensagem retoma o que o cliente disse.",
            "No message before acting takes up what the customer had said.",
        ),
    },
    examples=(
        Example(
            "gives back the problem as a question",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "de noite a internet do quarto cai toda hora"),
                    ("agent", "Boa noite! Então ela cai só à noite, no quarto, certo?"),
                    ("customer", "isso"),
                    ("agent", "Vou abrir um chamado."),
                ]
            },
        ),
        Example(
            "a question that builds on what was said",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "o netflix trava na tv da sala"),
                    ("agent", "Só trava na TV ou no celular também?"),
                    ("customer", "só nela"),
                    ("agent", "Reinicia a TV, por favor."),
                ]
            },
        ),
        Example(
            "understood, and straight to data",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha fatura veio com valor errado, cobraram duas vezes"),
                    ("agent", "Entendi. Me informa o CPF do titular?"),
                    ("customer", "11122233344"),
                    ("agent", "Ok, vou encaminhar."),
                ]
            },
        ),
        Example(
            "straight to an offer",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "no quarto o wifi não pega direito"),
                    ("agent", "Temos o plano de 800 mega por R$ 30 a mais, fechado?"),
                    ("customer", "não sei"),
                    ("agent", "Aproveite a promoção!"),
                ]
            },
        ),
        Example(
            "an outbound call on which the customer only answers",
            None,
            {
                "contacts": [{"direction": "outbound", "reason": "validation"}],
                "messages": [
                    ("agent", "Bom dia, ficou tudo certo com a instalação?"),
                    ("customer", "ficou bom sim, obrigada"),
                    ("agent", "Que bom!"),
                ],
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "a paraphrase that shares no word",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "minha internet cai toda noite depois das 22h"),
                    ("agent", "Então de madrugada o senhor fica na mão."),
                    ("agent", "Vou mandar um técnico amanhã."),
                ]
            },
        ),
        KnownProblem(
            "An answer that happens to repeat",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet cai toda noite no quarto"),
                    ("agent", "A internet funciona dia e noite no nosso plano de quarto e sala."),
                    ("agent", "Mais alguma coisa?"),
                ]
            },
        ),
        KnownProblem(
            "What the customer said within the month before",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [{"contact_id": "c0", "started_at": "2026-03-01T09:00"}, {}],
                "messages": [
                    {
                        "contact_id": "c0",
                        "sender": "customer",
                        "sent_at": "2026-03-01T09:00",
                        "text": "minha internet cai toda noite no quarto",
                    },
                    ("customer", "bom dia, quero mudar o vencimento da fatura"),
                    ("agent", "Então a internet cai à noite no quarto, certo?"),
                    ("agent", "Vou mandar um técnico."),
                ],
            },
        ),
    ),
)
