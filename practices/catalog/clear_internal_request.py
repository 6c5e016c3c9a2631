"""Use os canais internos com clareza e organização.

What the guide asks: send the pending group or the manager complete and objective information.
How the records show it: each message alone says who (the customer's name or code), which case (OS or protocol number),
what is asked, and why or by when, so that it can be acted on without asking back.

Known problems:
- A definite verb counts as an action even where nobody can tell what it is to be done to ("favor ajustar aquilo").
- A message of twenty words or more that tells the rest counts as one that tells why.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

who = pl.col("request_names_customer")
which = pl.col("request_names_case")
what = pl.col("request_names_action")
reason = pl.col("request_names_reason")


def _asked(text: str) -> dict[str, object]:
    return {
        "internal_requests": [{"at": "2026-03-10T10:00", "customer_id": "k1", "os_id": "51040", "text": text}],
    }


PRACTICE = Practice(
    id="clear_internal_request",
    number=8,
    pillar=Pillar.PROCESS,
    unit=Unit.INTERNAL_REQUEST,
    title=Wording("Pedido interno claro", "Clear internal request"),
    asks=Wording(
        "Ao solicitar ações no grupo de pendências ou ao gestor, envie as informações completas e com objetividade.",
        "When asking the pending group or the manager for an action, send complete and objective information.",
    ),
    judged=Wording(
        "Cada mensagem diz quem é o cliente, qual a OS ou protocolo, o que se pede, e por quê ou até quando.",
        "Each message says who the customer is, which OS or protocol, what is asked, and why or by when.",
    ),
    fooled_by=Wording(
        "Um verbo definido vale como pedido mesmo sem dizer bem o quê (“favor ajustar aquilo”); em uma "
        "mensagem longa o motivo pode faltar.",
        "A definite verb counts as a request even where its object is unclear (“favor ajustar aquilo”); "
        "in a long message the why may be absent.",
    ),
    applies=pl.col("text").is_not_null(),
    met=who & which & what & reason,
    evidence_met=field_reference("text"),
    evidence_missed=field_reference("text"),
    why=pl.when(who & which & what & reason)
    .then(pl.lit("complete"))
    .when(~what & (~who | ~which))
    .then(pl.lit("unclear"))
    .when(~who & ~which)
    .then(pl.lit("no_customer_no_case"))
    .when(~who)
    .then(pl.lit("no_customer"))
    .when(~which)
    .then(pl.lit("no_case"))
    .when(~what)
    .then(pl.lit("no_action"))
    .otherwise(pl.lit("no_reason")),
    reasons={
        "complete": Wording("A mensagem diz tudo o que é preciso.", "The message says all that is needed."),
        "unclear": Wording(
            "A mensagem não diz de quem se trata nem o que fazer.",
            "The message says neither whose case nor what to do.",
        ),
        "no_customer_no_case": Wording(
            "Faltam o cliente e o número da OS ou protocolo.", "The customer and the OS or protocol number are missing."
        ),
        "no_customer": Wording("Falta dizer quem é o cliente.", "Who the customer is, is missing."),
        "no_case": Wording("Falta o número da OS ou do protocolo.", "The OS or protocol number is missing."),
        "no_action": Wording("Falta dizer o que se pede.", "What is asked is missing."),
        "no_reason": Wording("Falta dizer por quê ou até quando.", "Why or by when is missing."),
    },
    examples=(
        Example(
            "who, which, what, by when",
            Verdict.MET,
            _asked("OS 51040, Maria Prado: favor alterar o titular até 20/03, a fatura fecha nesse dia."),
        ),
        Example("somebody, see to it", Verdict.MISSED, _asked("alguém vê isso pra mim?")),
        Example("no number", Verdict.MISSED, _asked("Favor alterar o titular da Maria Prado até 20/03.")),
        Example("no name", Verdict.MISSED, _asked("OS 51040, favor alterar o titular até sexta.")),
        Example("neither why nor by when", Verdict.MISSED, _asked("OS 51040, Maria Prado, favor alterar o titular.")),
    ),
    known_problems=(
        KnownProblem(
            "A definite verb counts as an action",
            Verdict.MET,
            Verdict.MISSED,
            _asked("OS 51040, Maria Prado: favor ajustar aquilo até sexta."),
        ),
        KnownProblem(
            "A message of twenty words or more",
            Verdict.MET,
            Verdict.MISSED,
            _asked(
                "OS 51040, Maria Prado: favor alterar o titular do contrato dela para o novo titular, "
                "com os mesmos dados que ela já mandou pra gente no outro dia."
            ),
        ),
    ),
)
