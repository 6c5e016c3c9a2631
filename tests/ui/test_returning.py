"""The words of how customers are returned to: enough data before a number, and what others wrote is no markup."""

from datetime import date

import polars as pl

from ui.sentences import returning as sentences

FROM, TO = date(2026, 11, 9), date(2026, 11, 15)


def returns(*states: str, seconds: float = 93_420.0) -> pl.DataFrame:
    return pl.DataFrame({"state": states, "seconds": [seconds] * len(states)}, schema={"state": str, "seconds": float})


def reason(key: str | None = "preço", requests: int = 40, retained: int = 10, cancelled: int = 21) -> dict[str, object]:
    n = retained + cancelled
    return {"key": key, "reasons": 1, "requests": requests, "retained": retained, "cancelled": cancelled, "n": n} | {
        "open": requests - n,
        "rate": retained / n if n else None,
        "low": 0.19,
        "high": 0.5,
    }


def test_the_period_in_a_sentence() -> None:
    assert sentences.opening(returns(), FROM, TO) == "De 9 a 15/11, nenhum retorno a cliente registrado."
    few = sentences.opening(returns("kept", "late"), FROM, TO)
    assert few == "De 9 a 15/11, **2 retornos** dados, 1 no prazo.", "no median of two"
    many = sentences.opening(returns(*["kept"] * 9, "late"), FROM, TO)
    assert many == "De 9 a 15/11, **10 retornos** dados, 9 no prazo; metade em até **26 h**."


def test_a_median_needs_enough_returns() -> None:
    assert sentences.median({"n": 0, "median_seconds": None}) == "nenhum retorno neste período"
    assert sentences.median({"n": 9, "median_seconds": 60.0}) == "poucos dados, n 9"
    assert sentences.median({"n": 10, "median_seconds": 5_430.0}) == "metade em até 1 h 30 min, n 10"


def test_a_share_needs_enough_cases() -> None:
    row = {"n": 8, "met": 6, "rate": 0.75, "low": 0.4, "high": 0.9}
    assert sentences.share({**row, "n": 0}) == "do que foi pedido neste período, ainda nada para avaliar"
    assert sentences.share(row) == "6 de 8 do que foi pedido neste período, poucos dados"
    assert sentences.share({**row, "n": 80, "met": 60}) == "75% do que foi pedido neste período (40 a 90), n 80"


def test_a_reason_says_how_many_and_how_sure() -> None:
    assert sentences.stayed(reason()) == "40 pedidos; ficaram: 32% (19 a 50), n 31"
    assert sentences.stayed(reason(retained=2, cancelled=3)) == "40 pedidos; ficaram: 2 de 5, poucos dados"
    assert sentences.stayed(reason(requests=1, retained=0, cancelled=0)) == "1 pedido, nenhum decidido ainda"
    assert sentences.reason(reason(None)) == "Sem motivo registrado"
    assert sentences.reason({**reason("*"), "reasons": 3}) == "3 outros motivos"
    assert sentences.reason(reason("mudança de cidade")) == "Mudança de cidade"


def test_what_became_of_the_requests() -> None:
    rows = pl.DataFrame([reason(), reason("quedas", 9, 4, 5)])
    assert sentences.asked(rows).startswith(
        "**49** clientes pediram cancelamento: 14 ficaram, 26 saíram, 9 sem decisão."
    )
    assert "sem decisão" not in sentences.asked(rows[1:])
    assert "pediram cancelamento: 1 ficou, 2 saíram." in sentences.asked(pl.DataFrame([reason("quedas", 3, 1, 2)]))
    assert "pediram cancelamento: 2 ficaram, 1 saiu." in sentences.asked(pl.DataFrame([reason("quedas", 3, 2, 1)]))


def test_interval_and_n_of_who_stayed_stand_together() -> None:
    assert sentences.sure({"low": 0.16, "high": 0.41, "n": 45}) == "16 a 41 · n 45"
