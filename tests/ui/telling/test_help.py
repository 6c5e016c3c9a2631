"""What the funnel of one practice lets one conclude."""

import polars as pl

from ui.telling.help import funnel, most_outside
from ui.words import Words

PAPER, SCREEN = Words(), Words(markdown=True)


def agents(*rows: tuple[str, bool, str | None]) -> pl.DataFrame:
    types = {"agent": pl.String(), "judged": pl.Boolean(), "outside": pl.String()}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(
        team=pl.lit("Norte"), agent_id=pl.col("agent").str.to_lowercase()
    )


def test_the_funnel_judges_nobody_with_few_cases() -> None:
    few = ("Eva", False, None)
    nobody = "Ninguém tem 30 vereditos, então ninguém é julgado."
    assert funnel(SCREEN, agents(few)) == nobody
    within = funnel(SCREEN, agents(few, ("Ana", True, None), ("Bia", True, None)))
    assert within.startswith("2 atendentes estão dentro do que o acaso explica")
    assert within.endswith("1 tem menos de 30 vereditos e não entra na comparação.")
    named = agents(("Ana", True, "above"), ("Bia", True, None), ("Caio", True, "below"), few)
    told = funnel(SCREEN, named)
    assert told.startswith("Abaixo do que o acaso explica: **Caio** (equipe Norte). Acima")
    assert "O outro atendente está dentro da faixa" in told
    assert funnel(PAPER, named) == told.replace("**", "")
    assert most_outside(named) == "caio"
    assert most_outside(agents(few)) is None
