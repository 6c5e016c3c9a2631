"""Respostas genéricas ou automáticas, sem contexto.

What the guide asks: no generic or automatic answers without context.
How the records show it: every agent sentence beyond greeting and closing is a phrase of the house, an advertisement, a
request for data or a bare word, and none takes up what the customer said or tells anything of the case; or the customer
protests that nobody read the message, and stock follows.

Known problems:
- Phrases of a house that differ from the lexicon's may pass; it needs its own list (lexicon/stock.toml).
- A stock sentence with a number in it may pass for one about the case.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

has_messages = pl.col("has_messages")
unread = pl.col("unread")
generic = pl.col("only_stock") | unread

PRACTICE = Practice(
    id="generic_reply",
    number=11,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Sem resposta pronta", "No stock replies"),
    asks=Wording(
        "Não use respostas genéricas ou automáticas sem contexto.", "Do not use generic or automatic replies."
    ),
    judged=Wording(
        "Fora saudação e despedida, alguma mensagem do atendente retoma o que este cliente disse ou fala do caso dele.",
        "Beyond greeting and closing, some agent message takes up what this customer said or speaks of the case.",
    ),
    fooled_by=Wording(
        "Frases prontas que não se parecem com as conhecidas podem passar despercebidas.",
        "Stock phrases unlike those that are known may go unnoticed.",
    ),
    applies=~has_messages | (pl.col("agent_messages") >= 2),
    seen=has_messages,
    met=~generic,
    evidence_met=pl.col("own_words_references").list.head(3),
    evidence_missed=pl.when(pl.col("stock_references").list.len() > 0)
    .then(pl.col("stock_references"))
    .otherwise(pl.col("agent_references")),
    weighed=pl.col("agent_messages") >= 2,
    why=pl.when(unread)
    .then(pl.lit("unread"))
    .when(pl.col("only_stock"))
    .then(pl.lit("only_stock"))
    .otherwise(pl.lit("own_words")),
    reasons={
        "own_words": Wording("O atendente tratou do caso deste cliente.", "The agent dealt with this customer's case."),
        "only_stock": Wording(
            "Só frases prontas: nenhuma mensagem retoma o que o cliente disse.",
            "Only stock phrases: no message takes up what the customer said.",
        ),
        "unread": Wording(
            "O cliente reclamou que não foi lido, e a resposta foi outra frase pronta.",
            "The customer protested at not being read, and the answer was another stock phrase.",
        ),
    },
    examples=(
        Example(
            "phrases of the house and nothing else",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "a fatura veio com 30 reais a mais, por quê?"),
                    ("agent", "Prezado cliente, sua solicitação é muito importante para nós."),
                    ("customer", "mas por que veio a mais?"),
                    ("agent", "Nossa equipe está verificando. Agradecemos a compreensão."),
                ]
            },
        ),
        Example(
            "advertising in place of an answer",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "preciso trocar a senha do wifi"),
                    ("agent", "Baixe nosso aplicativo e tenha tudo na palma da mão!"),
                    ("customer", "não sei usar"),
                    ("agent", "Aproveite nossa promoção de 1 giga!"),
                ]
            },
        ),
        Example(
            "stock greeting and closing around a real answer",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "a fatura veio com 30 reais a mais, por quê?"),
                    ("agent", "Prezado cliente, agradecemos o contato."),
                    ("agent", "Esses 30 reais são a segunda parcela da mudança de cômodo de março."),
                    ("agent", "Estamos à disposição."),
                ]
            },
        ),
        Example(
            "short, but about the case",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "quero um plano mais barato"),
                    ("agent", "Tem o de 200 por 69,90."),
                    ("customer", "pode trocar"),
                    ("agent", "Trocado!"),
                ]
            },
        ),
        Example(
            "one message is too few", None, {"messages": [("customer", "oi"), ("agent", "Prezado cliente, aguarde.")]}
        ),
    ),
    known_problems=(
        KnownProblem(
            "Phrases of a house that differ",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet cai toda noite no quarto"),
                    ("agent", "Cada byte seu vale ouro para nós!"),
                    ("agent", "Siga brilhando com a gente!"),
                ]
            },
        ),
        KnownProblem(
            "A stock sentence with a number in it",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet cai toda noite no quarto"),
                    ("agent", "Olá! Seja bem-vindo à Netvale."),
                    ("agent", "Nosso atendimento funciona 24 horas por dia, 7 dias por semana."),
                    ("agent", "Agradecemos o contato."),
                ]
            },
        ),
    ),
)
