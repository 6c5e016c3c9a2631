"""What the list of what is owed tells, on the screen and on paper."""

from datetime import UTC, datetime

import polars as pl

from tests.ui.open_returns import rows
from ui.telling.owed import customers, kinds, last_contact, of_kind, opening
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)


def test_the_number_that_matters_comes_first_and_each_says_what_it_is() -> None:
    late = [("Marlene", "cancellation", "missed", "Norte")] + [
        (f"C{n}", "promise", "missed", "Norte") for n in range(3)
    ]
    found = rows(*late, ("Davi", "promise", "missed", "Sul"), ("Ivo", "promise", "pending", "Sul"))
    said = opening(SCREEN, found)
    assert said == (
        "**5 retornos** estão fora do prazo, 1 deles de pedido de cancelamento; outro ainda está no prazo. "
        "O que espera há mais tempo, **19 dias** desde o pedido: Marlene. "
        "Mais da metade do que está fora do prazo, 4 de 5, é da equipe Norte."
    )
    assert opening(PAPER, found) == said.replace("**", "")


def test_no_place_is_named_where_none_stands_out_or_little_is_late() -> None:
    even = [("a", "promise", "missed", "Norte"), ("b", "promise", "missed", "Sul")]
    assert "equipe" not in opening(PAPER, rows(*even, *even))
    assert "equipe" not in opening(PAPER, rows(*even[:1]))


def test_two_things_that_one_customer_waits_for_are_two_returns_to_one_customer() -> None:
    one = ("Lia", "promise", "pending", "Sul")
    assert opening(SCREEN, rows(one)) == "Há **1 retorno** em aberto, ainda no prazo."
    assert opening(SCREEN, rows(one, one)) == "Há **2 retornos** a 1 cliente em aberto, todos ainda no prazo."
    assert opening(SCREEN, rows(one, ("Davi", *one[1:]))) == "Há **2 retornos** em aberto, todos ainda no prazo."
    asked = ("Lia", "cancellation", "missed", "Sul")
    late = opening(SCREEN, rows(asked, asked, ("Davi", *asked[1:])))
    assert late.startswith("**3 retornos** a 2 clientes estão fora do prazo, todos de pedidos de cancelamento. ")
    assert opening(PAPER, rows(asked)).startswith("1 retorno está fora do prazo, de pedido de cancelamento. ")


def test_a_customer_who_is_not_on_record_counts_each_time() -> None:
    late = rows(*[("", "overdue_os", "missed", "Sul")] * 2)
    assert customers(late.with_columns(customer_id=pl.lit(None, dtype=pl.String))) == 2


def test_nothing_owed_is_said_in_good_words() -> None:
    good = "Ninguém espera uma resposta nossa aqui. Todo pedido e toda promessa já tiveram retorno."
    assert opening(PAPER, rows()) == good


def test_a_customers_name_is_no_markdown() -> None:
    hostile = rows(("**x**", "promise", "missed", "Sul"))
    assert "**x**" not in opening(SCREEN, hostile)
    assert "**x**" in opening(PAPER, hostile)


def test_the_weekly_review_says_the_same_words_and_numbers() -> None:
    late = rows(("Lia", "promise", "missed", "Sul"), ("Davi", "promise", "missed", "Sul"))
    card = {"kind": "commitments", "open": 2, "overdue": 2, "oldest_days": 19, "customer": "Lia", "agent": None}
    here = opening(SCREEN, late).split(". ", 1)[1]
    assert of_kind(SCREEN, {**card, "os_id": None}) == f"2 retornos fora do prazo. {here}"


def test_what_a_row_holds_is_short() -> None:
    assert kinds(PAPER, ["promise"]) == "Promessa"
    assert kinds(PAPER, ["overdue_os"]) == "Visita vencida"
    assert kinds(PAPER, ["cancellation", "promise", "promise"]) == "Cancelamento + 2 promessas"
    assert kinds(Words("en"), ["promise", "promise"]) == "2 promises"


def test_the_last_contact_is_told_in_words() -> None:
    at = datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert last_contact(PAPER, {"last_touch_at": at, "last_touch": "customer"}) == "22/11, o cliente nos procurou"
    assert last_contact(PAPER, {"last_touch_at": None}) == "sem contato desde o pedido"


def test_what_is_owed_is_marked_on_the_screen_only_and_names_are_nobodys_markup() -> None:
    row = {"kind": "commitments", "open": 2, "overdue": 1, "oldest_days": 19, "os_id": None}
    row |= {"customer": "*Lia*", "agent": "Ana [x](y)"}
    on_paper = of_kind(PAPER, row)
    assert on_paper.replace("\N{NO-BREAK SPACE}", " ") == (
        "1 retorno fora do prazo. O que espera há mais tempo, 19 dias desde o pedido: *Lia*, com Ana [x](y)."
    )
    on_screen = of_kind(SCREEN, row)
    assert f"**{PAPER.days(19)}**" in on_screen
    assert "*Lia*" not in on_screen
    assert "[x](y)" not in on_screen
    order = of_kind(PAPER, row | {"kind": "visits", "os_id": "88412"})
    assert order.startswith("1 visita fora do prazo.")
    assert "88412, com Ana" in order
