"""Não tenha medo de dizer "não", quando necessário.

What the guide asks: the customer prefers a sincere "no" with an alternative to an empty promise.
How the records show it: the customer asks for something; an agent message refuses it, and the same message or the next
two agent messages hold an alternative. A promise with neither act nor date, to which nothing solid follows, is missed.

Known problems:
- A refusal in unusual words goes unnoticed, and then there is no verdict.
- An alternative is recognised by its form, not by whether it helps this customer.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

offered = pl.col("refused_with_way_out")

PRACTICE = Practice(
    id="honest_no",
    number=10,
    pillar=Pillar.RESOLVE,
    unit=Unit.CONTACT,
    title=Wording("“Não” com alternativa", "A “no” with a way out"),
    asks=Wording(
        "Não tenha medo de dizer “não”, quando necessário: um “não” sincero com alternativa, nunca uma promessa vazia.",
        "Do not be afraid to say “no” when needed: a sincere “no” with an alternative, never an empty promise.",
    ),
    judged=Wording(
        "Quando o atendente recusa um pedido, a mesma mensagem ou as duas seguintes precisam trazer uma alternativa; "
        "promessa sem ato nem data não vale como resposta.",
        "When the agent refuses a request, the same message or the next two must hold an alternative; a promise with "
        "neither act nor date is no answer.",
    ),
    fooled_by=Wording(
        "Uma alternativa é reconhecida pela forma, não por servir a este cliente.",
        "An alternative is recognised by its form, not by whether it serves this customer.",
    ),
    applies=pl.col("refused"),
    met=offered,
    evidence_met=pl.col("way_out_references"),
    evidence_missed=pl.col("refusal_references"),
    weighed=pl.col("agent_messages") >= 1,
    why=pl.when(offered)
    .then(pl.lit("way_out"))
    .when(pl.col("refusal_failed") == "promise")
    .then(pl.lit("empty_promise"))
    .otherwise(pl.lit("bare_refusal")),
    reasons={
        "way_out": Wording(
            "O pedido foi recusado com uma alternativa.", "The request was refused with an alternative."
        ),
        "bare_refusal": Wording(
            "O pedido foi recusado sem alternativa na mesma mensagem nem nas duas seguintes.",
            "The request was refused with no alternative in that message or the next two.",
        ),
        "empty_promise": Wording(
            "O pedido recebeu uma promessa sem ato nem data, e nada mais veio depois.",
            "The request got a promise with neither act nor date, and nothing more came.",
        ),
    },
    examples=(
        Example(
            "no for today, a slot tomorrow",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "dá pra vir hoje?"),
                    ("agent", "Hoje não consigo, mas amanhã às 8h tem vaga."),
                ]
            },
        ),
        Example(
            "the alternative comes in the next message",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "queria tirar essa multa"),
                    ("agent", "Isentar a multa eu não posso."),
                    ("agent", "O que consigo é dividir em três vezes."),
                ]
            },
        ),
        Example(
            "no and nothing else",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "tem como vir no sábado?"),
                    ("agent", "Sábado não trabalhamos."),
                    ("customer", "poxa"),
                    ("agent", "Agradecemos o contato."),
                ]
            },
        ),
        Example(
            "a promise of nothing",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "consegue um desconto pra mim?"),
                    ("agent", "Vou ver o que consigo, deixa comigo."),
                    ("customer", "tá"),
                    ("agent", "Tenha um bom dia!"),
                ]
            },
        ),
        Example(
            "no as the answer to a question of fact",
            None,
            {
                "messages": [
                    ("customer", "e se não acharem, vou ter que pagar de novo?"),
                    ("agent", "Não, não senhor, não vai precisar pagar."),
                ]
            },
        ),
        Example(
            "a hold that is resolved in the talk",
            None,
            {
                "messages": [
                    ("customer", "pode liberar minha internet?"),
                    ("agent", "Vou verificar."),
                    ("agent", "Pronto, já está liberada."),
                ]
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "A refusal in unusual words",
            None,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "vocês conseguem mandar o técnico hoje?"),
                    ("agent", "Fica pra próxima encarnação."),
                    ("customer", "puxa"),
                ]
            },
        ),
        KnownProblem(
            "An alternative is recognised by its form",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "vocês conseguem mandar o técnico hoje?"),
                    ("agent", "Hoje não consigo, mas o senhor pode mudar para um bairro da região central."),
                    ("customer", "puxa"),
                ]
            },
        ),
    ),
)
