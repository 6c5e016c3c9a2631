"""Falar de forma ríspida, impaciente ou impessoal.

What the guide asks: never speak harshly, impatiently or impersonally.
How the records show it: an agent message is rude, impatient, blaming or sarcastic (lexicon/tone.toml), the customer
protests against its tone, it laughs at an upset customer; or the agent answers throughout in bare words and orders
without one courtesy.

Known problems:
- Rudeness is an open set: the talk's words are weighed beside the list, and a fresh sarcasm may still pass.
- A quoted harsh word ("o senhor disse 'problema seu'?") may count as the agent's own.
- Tone of voice is not in a transcript; a protest against it in unusual words goes unnoticed.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

has_messages = pl.col("has_messages")
kind = pl.col("harsh_kind")

PRACTICE = Practice(
    id="harsh_tone",
    number=17,
    pillar=Pillar.RESPECT,
    unit=Unit.CONTACT,
    to_avoid=True,
    title=Wording("Tom cordial", "Friendly tone"),
    asks=Wording(
        "Não fale de forma ríspida, impaciente ou impessoal.", "Do not speak harshly, impatiently or impersonally."
    ),
    judged=Wording(
        "Nenhuma mensagem do atendente é rude, impaciente, irônica ou acusadora, nem há só respostas secas.",
        "No agent message is rude, impatient, ironic or blaming, nor are there only bare answers throughout.",
    ),
    fooled_by=Wording(
        "Uma ironia nova pode passar despercebida; a voz não aparece na transcrição.",
        "A fresh irony may go unnoticed; the voice is not in a transcript.",
    ),
    applies=~has_messages | (pl.col("agent_messages") >= 1),
    seen=has_messages,
    met=kind.is_null(),
    evidence_missed=pl.when(kind == "curt").then(pl.col("curt_references")).otherwise(pl.col("harsh_references")),
    weighed=pl.col("agent_messages") >= 1,
    why=pl.when(kind.is_null())
    .then(pl.lit("friendly"))
    .when(kind == "curt")
    .then(pl.lit("curt"))
    .when(kind == "protested")
    .then(pl.lit("protested"))
    .when(kind == "cold")
    .then(pl.lit("mocking"))
    .otherwise(pl.lit("rude")),
    reasons={
        "friendly": Wording("Nada de ríspido nas mensagens do atendente.", "Nothing harsh in the agent's messages."),
        "curt": Wording(
            "Respostas secas do começo ao fim, sem nenhuma cortesia.", "Bare answers throughout, without one courtesy."
        ),
        "protested": Wording("O cliente reclamou do tom do atendente.", "The customer protested against the tone."),
        "mocking": Wording(
            "O atendente fez pouco caso de um cliente irritado.", "The agent made light of an upset customer."
        ),
        "rude": Wording(
            "Uma mensagem do atendente é ríspida, impaciente, irônica ou acusadora.",
            "An agent message is rude, impatient, ironic or blaming.",
        ),
    },
    examples=(
        Example(
            "blames the customer",
            Verdict.MISSED,
            {"messages": [("customer", "por que subiu?"), ("agent", "Se tivesse lido o contrato, sabia.")]},
        ),
        Example(
            "the customer protests",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "que horas vem?"),
                    ("agent", "Quando der, né."),
                    ("customer", "nossa, que grosseria"),
                ]
            },
        ),
        Example(
            "one-word answers and no courtesy",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "internet caiu"),
                    ("agent", "visita"),
                    ("customer", "quando?"),
                    ("agent", "amanhã"),
                    ("customer", "que horas?"),
                    ("agent", "manhã"),
                ]
            },
        ),
        Example(
            "cold but polite script",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "cadê o desconto?"),
                    ("agent", "Prezado cliente, sua solicitação foi registrada. Agradecemos o contato."),
                ]
            },
        ),
        Example(
            "a friendly answer", Verdict.MET, {"messages": [("customer", "oi"), ("agent", "Oi! Em que posso ajudar?")]}
        ),
    ),
    known_problems=(
        KnownProblem(
            "a fresh sarcasm may still pass",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "a internet não liga"),
                    ("agent", "Boa tarde! Vou desenhar com giz de cera, então."),
                    ("agent", "O botão fica atrás do modem."),
                ]
            },
        ),
        KnownProblem(
            "A quoted harsh word",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "o técnico foi grosso comigo"),
                    ("agent", "Boa tarde! O senhor disse 'problema seu' ao técnico?"),
                    ("agent", "Vou conversar com a equipe dele."),
                ]
            },
        ),
        KnownProblem(
            "Tone of voice is not in a transcript",
            Verdict.MET,
            Verdict.MISSED,
            {
                "contacts": [{"channel": "phone"}],
                "messages": [
                    ("customer", "a internet não liga"),
                    ("agent", "Boa tarde, senhora, aperte o botão atrás do modem, por favor."),
                    ("customer", "por que você está gritando?"),
                    ("agent", "Estou falando normal. Aperte o botão, por favor."),
                ],
            },
        ),
    ),
)
