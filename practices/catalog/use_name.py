"""Tratar o cliente pelo nome.

What the guide asks: address customers by name and with real attention; no customer is a number.
How the records show it: at least one agent message addresses the customer by a given name on record, a usual short form
of it, or an honorific with any name on record ("dona Lúcia", "Sr. Prado"). An identity check, the third person, the
agent's own introduction and a name among data are no address.

Known problems:
- A nickname that is neither in the table nor a beginning of the name counts as no name.
- A customer who writes for somebody else may be addressed by a name that is not on record; it counts only where the
  customer introduced themself with a common given name.
- A surname in the middle of the name on record ("oi, Prado") counts as a given name.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

by_name = pl.col("addressed_by_name")
otherwise = pl.col("called_otherwise").is_not_null()
has_messages = pl.col("has_messages")

PRACTICE = Practice(
    id="use_name",
    number=1,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    title=Wording("Chamar pelo nome", "Use the name"),
    asks=Wording("Trate o cliente pelo nome e com atenção real.", "Address customers by name and with real attention."),
    judged=Wording(
        "Em pelo menos uma mensagem o atendente chama o cliente pelo nome, apelido usual ou tratamento com nome.",
        "In at least one message the agent addresses the customer by name, usual short form or honorific with a name.",
    ),
    fooled_by=Wording(
        "Um apelido fora da tabela conta como nome não usado.",
        "A nickname that is not in the table counts as no name.",
    ),
    applies=pl.col("customer_named") & (~has_messages | (pl.col("agent_messages") >= 2)),
    seen=has_messages,
    met=by_name,
    evidence_met=pl.col("address_references"),
    evidence_missed=pl.when(otherwise)
    .then(pl.col("called_otherwise_references"))
    .otherwise(pl.col("agent_references")),
    why=pl.when(by_name)
    .then(pl.lit("by_name"))
    .when(otherwise)
    .then(pl.lit("wrong_name"))
    .otherwise(pl.lit("no_name")),
    detail=pl.when(~by_name).then(pl.col("called_otherwise")),
    reasons={
        "by_name": Wording("O cliente foi chamado pelo nome.", "The customer was addressed by name."),
        "wrong_name": Wording(
            "O cliente foi chamado de {detail} e nenhuma vez pelo nome certo.",
            "The customer was called {detail} and never by the right name.",
        ),
        "no_name": Wording(
            "Nenhuma mensagem do atendente chama o cliente pelo nome.",
            "None of the agent's messages addresses the customer by name.",
        ),
    },
    examples=(
        Example(
            "an honorific with a given name",
            Verdict.MET,
            {"messages": [("customer", "bom dia"), ("agent", "Bom dia, dona Lúcia!"), ("agent", "Como posso ajudar?")]},
        ),
        Example(
            "a short form in the middle of the talk",
            Verdict.MET,
            {
                "customers": [{"name": "Rafael Souza Lima"}],
                "messages": [
                    ("agent", "Oi, tudo bem?"),
                    ("customer", "sem internet"),
                    ("agent", "Poxa Rafa, vou ver."),
                ],
            },
        ),
        Example(
            "an identity check alone",
            Verdict.MISSED,
            {
                "messages": [
                    ("agent", "Boa tarde, falo com a titular Maria Lúcia?"),
                    ("customer", "sim"),
                    ("agent", "Me informa o endereço, por favor."),
                ]
            },
        ),
        Example(
            "the name only inside data",
            Verdict.MISSED,
            {
                "messages": [
                    ("agent", "Bom dia!"),
                    ("agent", "O contrato está em nome de Maria Lúcia Prado, rua 8, 30."),
                ]
            },
        ),
        Example(
            "a wrong name and never the right one",
            Verdict.MISSED,
            {"messages": [("agent", "Boa tarde, dona Marlene!"), ("agent", "Já vou ver isso, Marlene.")]},
        ),
        Example(
            "one agent message is too few to ask for it", None, {"messages": [("agent", "Sua fatura segue aqui.")]}
        ),
    ),
    known_problems=(
        KnownProblem(
            "A nickname that is neither in the table",
            Verdict.MISSED,
            Verdict.MET,
            {"messages": [("agent", "Bom dia, Malu!"), ("customer", "sem internet"), ("agent", "Já vejo aqui, Malu.")]},
        ),
        KnownProblem(
            "A customer who writes for somebody else",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "oi, aqui é a Kethelyn, nora dela"),
                    ("agent", "Boa tarde, Kethelyn!"),
                    ("agent", "Já vejo a internet da sua sogra, Kethelyn."),
                ]
            },
        ),
        KnownProblem(
            "A surname in the middle of the name",
            Verdict.MET,
            Verdict.MISSED,
            {
                "customers": [{"name": "João Prado Lima"}],
                "messages": [("agent", "Oi, Prado!"), ("customer", "sem internet"), ("agent", "Já vejo aqui.")],
            },
        ),
    ),
)
