"""Linguagem clara e acessível.

What the guide asks: clear, polite, accessible words; no technical term without an explanation.
How the records show it: an agent message holds a technical term (lexicon/jargon.toml) that the customer had not used
before, and neither that message nor the agent's next one says what it is ("a ONU, aquela caixinha branca").

Known problems:
- A term that is not in the list may go unnoticed.
- An explanation is recognised by its shape ("que é", "ou seja", brackets); a wrong or empty explanation passes.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

unexplained = pl.col("unexplained_terms").is_not_null()
explained = pl.col("explained_references").list.len().fill_null(0) > 0
has_messages = pl.col("has_messages")
nothing = pl.lit([], dtype=pl.List(pl.String))

PRACTICE = Practice(
    id="plain_language",
    number=3,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    title=Wording("Linguagem simples", "Plain language"),
    asks=Wording(
        "Use linguagem clara e acessível; evite termos técnicos sem explicação.",
        "Use clear, accessible language; avoid technical terms without an explanation.",
    ),
    judged=Wording(
        "Todo termo técnico que o cliente ainda não usou vem explicado na mesma mensagem ou na seguinte.",
        "Every technical term that the customer has not used is explained in the same message or the next.",
    ),
    fooled_by=Wording(
        "Um termo fora da lista pode não ser visto; uma explicação errada passa.",
        "A term that is not in the list may not be seen; a wrong explanation passes.",
    ),
    applies=~has_messages | (pl.col("agent_messages") >= 1),
    seen=has_messages,
    met=~unexplained,
    evidence_met=pl.col("explained_references").fill_null(nothing),
    evidence_missed=pl.col("unexplained_references"),
    weighed=(pl.col("agent_messages") >= 1) & ~unexplained,
    why=pl.when(unexplained)
    .then(pl.lit("unexplained"))
    .when(explained)
    .then(pl.lit("explained"))
    .otherwise(pl.lit("plain")),
    detail=pl.col("unexplained_terms"),
    reasons={
        "unexplained": Wording(
            "Termo técnico sem explicação: {detail}.", "Technical term without explanation: {detail}."
        ),
        "words_of_the_trade": Wording(
            "Uma palavra da técnica ficou sem explicação.", "A word of the trade was left without explanation."
        ),
        "explained": Wording("Os termos técnicos foram explicados.", "The technical terms were explained."),
        "plain": Wording(
            "Nenhum termo técnico que o cliente não conhecesse.", "No technical term that the customer did not know."
        ),
    },
    examples=(
        Example(
            "an unexplained term",
            Verdict.MISSED,
            {"messages": [("customer", "sem internet"), ("agent", "A LOS da sua ONU está acesa?")]},
        ),
        Example(
            "a term explained beside it",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "sem internet"),
                    ("agent", "Reinicia a ONU, aquela caixinha branca, por favor."),
                ]
            },
        ),
        Example(
            "a term explained in the next message",
            Verdict.MET,
            {
                "messages": [
                    ("agent", "Pode desligar a ONT?"),
                    ("customer", "o que é isso?"),
                    ("agent", "É o aparelho branco que fica na parede."),
                ]
            },
        ),
        Example(
            "the customer used the term first",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "vcs me botaram em cgnat?"),
                    ("agent", "Sim, o CGNAT vale para o bairro todo."),
                ]
            },
        ),
        Example(
            "only the bot used the term",
            Verdict.MET,
            {"messages": [("bot", "Reinicie sua ONU."), ("customer", "já fiz"), ("agent", "Obrigada, vou ver daqui.")]},
        ),
        Example("no agent message", None, {"messages": [("customer", "oi"), ("bot", "Já te atendemos.")]}),
    ),
    known_problems=(
        KnownProblem(
            "A term that is not in the list",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "os jogos estão travando"),
                    ("agent", "Boa tarde! O handshake do seu aparelho tá falhando."),
                ]
            },
        ),
        KnownProblem(
            "a wrong or empty explanation passes",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "a internet parou"),
                    ("agent", "Boa tarde! O DNS, que é a luz vermelha do modem, caiu."),
                ]
            },
        ),
    ),
)
