"""Adapte a solução à realidade do cliente.

What the guide asks: understand before offering; for a weak signal in a room, move the equipment before a bigger plan.
How the records show it: the customer reports a technical problem and the agent proposes a solution. Before the first
proposal the agent asked about this customer's situation, or took up what the customer had told of it; and for a local
problem no plan was offered before a lighter solution.

Known problems:
- Whether the question was a good one is not judged.
- What the customer told, taken up in other words, may go unnoticed.
- A grievance in unusual words that is none of the connection may be taken for a technical problem.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording

understood = pl.col("asked_before_proposing") | pl.col("told_and_taken_up")
adapted = understood & ~pl.col("plan_before_lighter")

PRACTICE = Practice(
    id="adapt_solution",
    number=4,
    pillar=Pillar.RESOLVE,
    unit=Unit.CONTACT,
    title=Wording("Solução sob medida", "A solution that fits"),
    asks=Wording(
        "Adapte a solução à realidade do cliente: entender antes de oferecer.",
        "Adapt the solution to the customer's reality: understand before offering.",
    ),
    judged=Wording(
        "Antes da primeira solução, o atendente pergunta sobre a situação deste cliente ou retoma o que ele já contou; "
        "para um problema de um só cômodo ou aparelho, troca de plano só depois de algo mais leve.",
        "Before the first solution the agent asks about this customer's situation or takes up what was told; for a "
        "problem of one room or device a plan change comes only after something lighter.",
    ),
    fooled_by=Wording(
        "Não se julga se a pergunta foi boa, só se foi feita.",
        "Whether the question was a good one is not judged, only that it was asked.",
    ),
    applies=pl.col("technical_problem") & pl.col("solution_proposed"),
    met=adapted,
    evidence_met=pl.col("situation_references"),
    evidence_missed=pl.concat_list("first_proposal_reference"),
    weighed=pl.col("agent_messages") >= 1,
    why=pl.when(adapted)
    .then(pl.lit("understood"))
    .when(understood)
    .then(pl.lit("plan_first"))
    .otherwise(pl.lit("nothing_asked")),
    reasons={
        "understood": Wording(
            "A situação do cliente foi perguntada ou retomada antes da solução.",
            "The customer's situation was asked about or taken up before the solution.",
        ),
        "nothing_asked": Wording(
            "A primeira solução veio sem nenhuma pergunta sobre a situação do cliente.",
            "The first solution came without any question about the customer's situation.",
        ),
        "plan_first": Wording(
            "Para um problema local, a troca de plano foi oferecida antes de uma solução mais leve.",
            "For a local problem a plan change was offered before a lighter solution.",
        ),
    },
    examples=(
        Example(
            "asks, then moves the router",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "a internet tá caindo no quarto"),
                    ("agent", "O quarto fica longe do roteador? Desde quando cai?"),
                    ("customer", "fica nos fundos, desde ontem"),
                    ("agent", "Tenta colocar o roteador no corredor, em lugar alto."),
                ]
            },
        ),
        Example(
            "takes up what the customer had told",
            Verdict.MET,
            {
                "messages": [
                    ("customer", "tô sem internet desde cedo, luz vermelha, já tirei da tomada"),
                    ("agent", "Com luz vermelha mesmo depois da tomada é cabo rompido, vou mandar um técnico."),
                ]
            },
        ),
        Example(
            "a technician at the first word",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet tá lenta demais"),
                    ("agent", "Vou mandar um técnico aí."),
                ]
            },
        ),
        Example(
            "a bigger plan for one room",
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "o wifi não pega no quarto da minha filha"),
                    ("agent", "Quantos aparelhos vocês usam?"),
                    ("customer", "uns cinco"),
                    ("agent", "Temos o plano de 800 mega por só mais R$ 30, resolve na hora!"),
                ]
            },
        ),
        Example(
            "a block for an unpaid bill is no technical problem",
            None,
            {
                "messages": [
                    ("customer", "bloquearam minha internet por falta de pagamento"),
                    ("agent", "Vou abrir uma solicitação de desbloqueio."),
                ]
            },
        ),
    ),
    known_problems=(
        KnownProblem(
            "Whether the question was a good one",
            Verdict.MET,
            Verdict.MISSED,
            {
                "messages": [
                    ("customer", "minha internet tá lenta demais"),
                    ("agent", "O senhor é nosso cliente há quanto tempo?"),
                    ("customer", "faz dois anos"),
                    ("agent", "Vou mandar um técnico aí amanhã."),
                ]
            },
        ),
        KnownProblem(
            "What the customer told, taken up in other words",
            Verdict.MISSED,
            Verdict.MET,
            {
                "messages": [
                    ("customer", "a internet só cai quando chove, lá no quarto dos fundos"),
                    ("agent", "Água na emenda de trás. Vou mandar um técnico aí amanhã."),
                ]
            },
        ),
        KnownProblem(
            "A grievance in unusual words",
            Verdict.MISSED,
            None,
            {
                "messages": [
                    ("customer", "me deixaram plantada esperando a visita"),
                    ("agent", "Vou mandar outro técnico amanhã às 9h."),
                ]
            },
        ),
    ),
)
