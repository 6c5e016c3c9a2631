"""A case told as text: in order, gaps as rows, strangers' words as they were typed."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ui import links
from ui.story import LONGEST_SHOWN, Ending, lines

MADE = datetime(2026, 11, 3, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 6, 2, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
SCHEMA = {
    "at": pl.Datetime("us", "UTC"),
    "what": pl.String(),
    "who": pl.String(),
    "channel": pl.String(),
    "text": pl.String(),
    "reference": pl.String(),
}


def told(*rows: dict[str, object], ending: Ending | None = None) -> list[str]:
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)
    return [what for _, what in lines(frame, ending or Ending(MADE, DUE, NOW, 17))]


def test_gaps_and_today_are_rows() -> None:
    said = told({"at": MADE, "what": "made", "who": "cancellation"}, {"at": DUE, "what": "due"})
    assert said == [
        "**Pedido de cancelamento**",
        ":gray[2 dias sem nada]",
        ":orange[**Prazo do retorno**] &nbsp; Venceu sem retorno.",
        ":gray[17 dias sem nada]",
        ":orange[**Hoje**] &nbsp; 17 dias além do prazo. Nenhum retorno registrado.",
    ]


def test_the_due_time_may_lie_after_today() -> None:
    now = datetime(2026, 11, 4, 12, tzinfo=UTC)
    said = told({"at": DUE, "what": "due"}, ending=Ending(MADE, DUE, now, 0))
    assert said == ["**Hoje** &nbsp; Ainda há tempo, até 05/11, 23:59.", "**Prazo do retorno**"]


def test_a_return_ends_the_story() -> None:
    returned = datetime(2026, 11, 20, 15, tzinfo=UTC)
    ending = Ending(MADE, DUE, NOW, 0, returned_at=returned)
    by_somebody = {"at": returned, "what": "return", "who": "Gil", "channel": "phone", "text": "Liguei."}
    assert told(by_somebody, ending=ending) == ["**Retorno registrado, Telefone** &nbsp; Por Gil. “Liguei&#46;”"]
    assert told({"at": DUE, "what": "due"}, ending=ending)[-1].startswith("**O cliente teve retorno**")


def test_a_time_of_the_order_is_told_unless_an_event_of_that_minute_tells_it() -> None:
    closed = {"at": MADE, "what": "field:closed_at", "reference": "os:OS-1"}
    done = {**closed, "what": "field:completed_at"}
    worked = {**closed, "what": "event:work", "who": "Josias", "text": "feito"}
    order = "OS\N{NON-BREAKING HYPHEN}1"
    link = f"**[{order}, fechada]({links.to_order('OS-1')})**"
    assert told(closed, done)[:2] == [link, f"**{order}, trabalho concluído**"]
    assert [row for row in told(closed, done, worked) if "concluído" in row] == []


@pytest.mark.parametrize("text", ["![x](http://a.example/p.png)", "$a$ :red[b] **c**", "<b>d</b>", "[e](f)"])
def test_strangers_words_are_never_markdown(text: str) -> None:
    for row in (
        {"what": "customer", "channel": "chat", "text": text},
        {"what": "agent", "who": text},
        {"what": "event:note", "who": "Ana", "text": text, "reference": "os:OS-1"},
        {"what": "request", "who": "Ana", "text": text},
    ):
        said = told({"at": MADE, **row})[0]
        assert text not in said
        assert "](http" not in said


def test_only_the_first_of_a_record_links_to_it() -> None:
    row = {"at": MADE, "what": "customer", "channel": "whatsapp", "text": "oi", "reference": "contact:k 1"}
    first, second = told(row, {**row, "what": "agent", "who": "Ana"})[:2]
    assert first == f"**[Cliente, WhatsApp]({links.to_contact('k 1')})** &nbsp; “oi”"
    assert second == "**Ana** &nbsp; “oi”"


def test_a_long_text_is_cut() -> None:
    said = told({"at": MADE, "what": "agent", "who": "Ana", "text": "a" * 100_000})[0]
    assert said.endswith("…”")
    assert len(said) < LONGEST_SHOWN + 40


def test_what_another_team_said_is_not_told() -> None:
    assert told({"at": MADE, "what": "elsewhere", "channel": "chat"})[0] == (
        "**Outra equipe, Chat** &nbsp; O conteúdo só aparece para quem vê aquela equipe."
    )


def test_reason_and_fine_of_a_cancellation_are_said() -> None:
    ending = Ending(MADE, DUE, NOW, 17, reason="preço", fine=189.9)
    said = told({"at": MADE, "what": "made", "who": "cancellation"}, ending=ending)[0]
    assert said.startswith("**Pedido de cancelamento** &nbsp; Motivo: preço. Multa de R")
    assert "189" in said
