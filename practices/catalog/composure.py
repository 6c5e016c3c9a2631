"""Manter a postura em situações delicadas.

What the guide asks: keep a professional bearing when the customer is upset; being polite and direct disarms conflicts.
How the records show it: the customer is upset (insults, shouting in capitals, threats, sarcasm, open impatience, or
several lesser signs) and the agent answers afterwards. Every answer stays polite, and at least one acknowledges the
trouble or takes charge of it.

Known problems:
- Cold anger in polite words may go unnoticed.
- What counts as "acknowledges" is a matter of turns of speech: an unusual one is overlooked.
- An empty acknowledgement passes unless it is the house's formula.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

cold = pl.col("cold_references").list.len() > 0
acknowledged = pl.col("acknowledged")
met = acknowledged & ~cold

PRACTICE = Practice(
    id="composure",
    number=9,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    title=Wording("Manter a calma", "Composure"),
    asks=Wording(
        "Mantenha a postura profissional, mesmo com o cliente nervoso.",
        "Keep a professional bearing, even with an upset customer.",
    ),
    judged=Wording(
        "Depois que o cliente se exalta, toda resposta é educada e ao menos uma reconhece o incômodo ou assume o caso.",
        "Once the customer is upset, every answer is polite and at least one acknowledges it or takes charge.",
    ),
    fooled_by=Wording(
        "Irritação em palavras educadas pode passar despercebida.",
        "Anger in polite words may go unnoticed.",
    ),
    applies=pl.col("upset"),
    met=met,
    evidence_met=pl.col("acknowledged_references").list.head(3),
    evidence_missed=pl.when(cold).then(pl.col("cold_references")).otherwise(pl.col("answers_to_upset_references")),
    weighed=(pl.col("agent_messages") >= 1) & ~pl.col("laughed_at"),
    why=pl.when(met).then(pl.lit("acknowledged")).when(cold).then(pl.lit("cold")).otherwise(pl.lit("not_acknowledged")),
    reasons={
        "acknowledged": Wording(
            "O cliente se exaltou e o atendente reconheceu o incômodo ou assumiu o caso.",
            "The customer was upset and the agent acknowledged it or took charge.",
        ),
        "cold": Wording(
            "Depois que o cliente se exaltou, uma resposta foi ríspida, irônica ou defensiva.",
            "After the customer became upset an answer was harsh, ironic or defensive.",
        ),
        "not_acknowledged": Wording(
            "O cliente se exaltou e nenhuma resposta reconheceu o incômodo nem assumiu o caso.",
            "The customer was upset and no answer acknowledged it or took charge.",
        ),
    },
    examples=(
        Example(
            "a threat, answered with understanding",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "isso é um absurdo, vou no Procon"),
                    ("agent", "O senhor tem toda razão em reclamar, peço desculpas. Vou resolver isso agora."),
                ]
            },
        ),
        Example(
            "a threat, answered with script",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "isso é um absurdo, vou no Procon"),
                    ("agent", "Informe o CPF do titular."),
                    ("customer", "111"),
                    ("agent", "Sua solicitação foi registrada."),
                ]
            },
        ),
        Example(
            "laughing at an angry customer",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "VOCÊS NÃO ATENDEM NUNCA"),
                    ("agent", "entendo a frustração, mas milagre a gente não faz kkk"),
                ]
            },
        ),
        Example(
            "a calm complaint is not yet upset",
            None,
            {
                "messages": [
                    ("customer", "Boa tarde, veio uma taxa a mais na fatura, ninguém me falou dela."),
                    ("agent", "Boa tarde, vou verificar."),
                ]
            },
        ),
        Example(
            "anger after the agent's last message cannot be answered",
            None,
            {"messages": [("customer", "sem internet"), ("agent", "Vou ver."), ("customer", "que palhaçada")]},
        ),
    ),
    known_problems=(
        KnownProblem(
            "Cold anger in polite words",
            None,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "Imagino que minha fatura seja sempre lembrada, ao contrário do meu chamado."),
                    ("agent", "Informe o CPF do titular."),
                ]
            },
        ),
        KnownProblem(
            "an unusual one is overlooked",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "isso é um absurdo, vou no Procon, três dias sem internet"),
                    ("agent", "Dói ler isso, viu."),
                    ("agent", "Informe o CPF do titular."),
                ]
            },
        ),
        KnownProblem(
            "An empty acknowledgement passes",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "isso é um absurdo, vou no Procon, três dias sem internet"),
                    ("agent", "Sinto muito, a vida é assim."),
                    ("agent", "Informe o CPF do titular."),
                    ("customer", "111"),
                    ("agent", "Sua solicitação foi registrada."),
                ]
            },
        ),
    ),
)
