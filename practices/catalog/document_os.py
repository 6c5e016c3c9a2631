"""Documente corretamente na OS.

What the guide asks: record objectively what was talked about, what was done and what the customer answered.
How the records show it: the notes of the OS's own agent, taken together, tell all three parts. Length is no measure.
Empty words ("ok", "feito", "cliente ciente" alone) tell none; a note that judges the customer misses whatever else it
tells. Judged from the policy's hours after opening, or once the OS is closed.

Known problems:
- The three parts are known by word lists, and by learned weights where the lists know nothing: a rare wording is
  overlooked.
- A visit that is noted with day and hour may be taken for the customer's agreement to it.
- Whether what stands there is true is not asked: a note that the talk contradicts counts.
"""

import polars as pl

from practices.practice import Example, KnownProblem, Pillar, Practice, Unit, Verdict, Wording
from practices.signals.references import field_reference

asked = pl.col("note_tells_asked")
done = pl.col("note_tells_done")
answered = pl.col("note_tells_answer")
judging = pl.col("note_judges")

ORDER = {"os_id": "1001", "kind": "repair", "opened_at": "2026-03-10T09:00"}


def _noted(*texts: str, author: str = "a1") -> dict[str, object]:
    return {
        "service_orders": [ORDER],
        "os_events": [
            {"os_id": "1001", "at": f"2026-03-10T09:0{number}", "author": author, "kind": "note", "text": text}
            for number, text in enumerate(texts)
        ],
    }


PRACTICE = Practice(
    id="document_os",
    number=7,
    pillar=Pillar.PROCESS,
    unit=Unit.SERVICE_ORDER,
    title=Wording("Documentar a OS", "Document the OS"),
    asks=Wording(
        "Registre de forma objetiva o que foi conversado, as ações tomadas e as respostas do cliente.",
        "Record objectively what was talked about, what was done and what the customer answered.",
    ),
    judged=Wording(
        "As anotações de quem responde pela OS, juntas, dizem o que foi pedido, o que foi feito e o que o cliente "
        "respondeu, sem palavras vazias e sem julgar o cliente.",
        "The notes of the OS's agent, taken together, tell what was asked, what was done and what the customer "
        "answered, without empty words and without judging the customer.",
    ),
    fooled_by=Wording(
        "Uma resposta do cliente escrita de um jeito incomum pode não ser reconhecida; uma visita anotada com dia e "
        "hora pode ser tomada pelo aceite do cliente.",
        "A customer's answer in unusual words may not be recognised; a visit noted with day and hour may be taken for "
        "the customer's agreement.",
    ),
    applies=pl.col("agent_id").is_not_null() & (pl.col("as_of") >= pl.col("documented_from")),
    applies_from=pl.col("documented_from"),
    met=asked & done & answered & ~judging,
    evidence_met=pl.col("note_references"),
    evidence_missed=pl.when(pl.col("note_references").list.len() > 0)
    .then(pl.col("note_references"))
    .otherwise(field_reference("opened_at")),
    why=pl.when(~pl.col("has_notes").fill_null(False))
    .then(pl.lit("no_notes"))
    .when(judging)
    .then(pl.lit("judges"))
    .when(asked & done & answered)
    .then(pl.lit("complete"))
    .when(~asked & ~(done & answered))
    .then(pl.lit("empty"))
    .when(~asked)
    .then(pl.lit("not_asked"))
    .when(~done & ~answered)
    .then(pl.lit("only_asked"))
    .when(~done)
    .then(pl.lit("not_done"))
    .otherwise(pl.lit("not_answered")),
    detail=pl.when(judging).then(pl.col("note_judging_words")),
    reasons={
        "complete": Wording("As três partes estão registradas.", "All three parts are recorded."),
        "no_notes": Wording("Quem responde pela OS não anotou nada.", "The OS's agent wrote no note at all."),
        "judges": Wording(
            "A anotação julga o cliente em vez de relatar (“{detail}”).",
            "The note judges the customer instead of reporting (“{detail}”).",
        ),
        "empty": Wording(
            "A anotação é vazia: não diz o que foi pedido, nem a resposta do cliente ou o que foi feito.",
            "The note is empty: it tells neither what was asked nor all of what was done and answered.",
        ),
        "not_asked": Wording(
            "Falta dizer o que o cliente pediu ou relatou.", "What the customer asked or reported is missing."
        ),
        "only_asked": Wording(
            "Falta dizer o que foi feito e o que o cliente respondeu.",
            "What was done and what the customer answered are missing.",
        ),
        "not_done": Wording("Falta dizer o que foi feito.", "What was done is missing."),
        "not_answered": Wording(
            "Falta dizer o que o cliente respondeu ou decidiu.", "What the customer answered or decided is missing."
        ),
    },
    examples=(
        Example(
            "all three in eight words",
            Verdict.MET,
            _noted("Luz vermelha. Técnico agendado amanhã 9h, cliente aceitou."),
        ),
        Example(
            "three parts in two notes",
            Verdict.MET,
            _noted("Pediu troca de cômodo.", "Informei taxa de R$ 80 e ela preferiu deixar para o mês que vem."),
        ),
        Example("empty words", Verdict.MISSED, _noted("ok, feito. cliente ciente")),
        Example("no answer of the customer's", Verdict.MISSED, _noted("Sem sinal desde ontem. Visita marcada 12/03.")),
        Example(
            "it judges the customer",
            Verdict.MISSED,
            _noted("Cliente chato pediu desconto, ofereci 10% e ele aceitou."),
        ),
        Example(
            "somebody else's note does not count",
            Verdict.MISSED,
            _noted("Sem sinal. Visita marcada 12/03, cliente aceitou.", author="Gilmar"),
        ),
        Example(
            "opened an hour ago",
            None,
            {"service_orders": [ORDER], "as_of": "2026-03-10T10:00"},
        ),
    ),
    known_problems=(
        KnownProblem(
            "a rare wording is overlooked",
            Verdict.MISSED,
            Verdict.MET,
            _noted("Net ruim. Zerado o aparelho daqui. Dona Ana: show de bola."),
        ),
        KnownProblem(
            "A visit that is noted with day and hour",
            Verdict.MET,
            Verdict.MISSED,
            _noted("Cliente relatou queda. Agendei visita p/ 12/03 9h, período da manhã."),
        ),
        KnownProblem(
            "a note that the talk contradicts counts",
            Verdict.MET,
            Verdict.MISSED,
            {
                **_noted("Cliente sem internet, orientado a reiniciar o modem, confirmou que voltou."),
                "contacts": [{"os_id": "1001"}],
                "messages": [
                    ("customer", "sem internet"),
                    ("agent", "Reinicie o modem."),
                    ("customer", "reiniciei, continua sem nada!"),
                ],
            },
        ),
    ),
)
