"""“Empurrar” soluções sem entender a real necessidade do cliente.

What the guide asks: do not push solutions without understanding the customer's real need.
How the records show it: the agent makes a commercial offer. Missed where the customer had not asked for it and the
agent asked nothing about the need before the first offer of its kind, or where an offer follows the customer's refusal.

Known problems:
- An offer without a product's name ("tenho algo bom pra senhora") may go unnoticed.
- A question about the connection counts as a question about the need for plans and equipment, however shallow.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

fitting = ~pl.col("offer_unasked") & ~pl.col("offer_repeated")

PRACTICE = Practice(
    id="pushed_offer",
    number=18,
    pillar=Pillar.RESOLVE,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Oferta só com necessidade", "Offers only where needed"),
    asks=Wording(
        "Não “empurre” soluções sem entender a real necessidade do cliente.",
        "Do not push solutions without understanding the customer's real need.",
    ),
    judged=Wording(
        "Uma oferta comercial precisa ter sido pedida pelo cliente ou vir depois de uma pergunta sobre a necessidade; "
        "depois de um não, não se oferece de novo.",
        "A commercial offer must have been asked for, or follow a question about the need; after a no it is not made "
        "again.",
    ),
    fooled_by=Wording(
        "Uma pergunta rasa sobre a conexão já conta como pergunta sobre a necessidade.",
        "A shallow question about the connection already counts as asking about the need.",
    ),
    applies=pl.col("commercial_offer"),
    met=fitting,
    evidence_met=pl.concat_list("offer_need_references", "offer_references"),
    evidence_missed=pl.col("offer_references"),
    weighed=pl.col("agent_messages") >= 1,
    why=pl.when(fitting)
    .then(pl.lit("needed"))
    .when(pl.col("offer_unasked"))
    .then(pl.lit("need_not_asked"))
    .otherwise(pl.lit("offered_again")),
    reasons={
        "needed": Wording(
            "A oferta foi pedida ou veio depois de uma pergunta sobre a necessidade.",
            "The offer was asked for, or came after a question about the need.",
        ),
        "need_not_asked": Wording(
            "O cliente não pediu e nada foi perguntado sobre a necessidade antes da oferta.",
            "The customer did not ask, and nothing about the need was asked before the offer.",
        ),
        "offered_again": Wording(
            "O atendente ofereceu de novo depois que o cliente recusou.",
            "The agent offered again after the customer had refused.",
        ),
    },
    examples=(
        Example(
            "asked for by the customer",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "vocês vendem repetidor?"),
                    ("agent", "Vendemos sim, o ponto extra custa R$ 219."),
                ]
            },
        ),
        Example(
            "after questions about the need",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "o wifi não chega no quarto"),
                    ("agent", "O quarto fica longe do roteador? Tem parede no meio?"),
                    ("customer", "fica do outro lado da casa"),
                    ("agent", "Aí o mais certo é um segundo ponto, sai por R$ 19,90 por mês."),
                ]
            },
        ),
        Example(
            "a bigger plan at the first word",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "o wifi do quarto tá fraco"),
                    ("agent", "Temos o plano de 800 mega por só mais R$ 30, já troco?"),
                ]
            },
        ),
        Example(
            "again after the no",
            Verdict.MISSED,
            {
                "contacts": [{"reason": "plan_change"}],
                "messages": [
                    ("customer", "quero aumentar minha internet"),
                    ("agent", "O de 600 mega fica por R$ 119,90. Fecha?"),
                    ("customer", "não quero, tá caro"),
                    ("agent", "Faço o de 500 mega por R$ 109,90, aproveita!"),
                ],
            },
        ),
        Example(
            "a repair is no offer",
            None,
            {
                "messages": [
                    ("customer", "caiu a internet"),
                    ("agent", "O técnico troca o roteador na sexta, sem custo."),
                ]
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "An offer without a product's name",
            None,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "quero a segunda via do boleto"),
                    ("agent", "Segue o boleto. Tenho algo bom pra senhora, vamos aproveitar?"),
                    ("customer", "não sei"),
                ]
            },
        ),
        KnownProblem(
            "A question about the connection counts",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "quero a segunda via do boleto"),
                    ("agent", "Segue. A internet está boa?"),
                    ("customer", "tá sim"),
                    ("agent", "Temos o plano de 800 mega por só mais R$ 30, vamos fechar?"),
                ]
            },
        ),
    ),
)
