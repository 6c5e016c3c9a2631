"""Open commitments, made up: what the tests of what is owed tell of."""

from datetime import UTC, datetime, timedelta

import polars as pl

SCHEMA = {
    "commitment_id": pl.String(),
    "customer_id": pl.String(),
    "customer": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "agent": pl.String(),
    "team": pl.String(),
    "made_at": pl.Datetime("us", "UTC"),
    "days_waiting": pl.Int64(),
    "days_late": pl.Int64(),
    "due_at": pl.Datetime("us", "UTC"),
}


def rows(*given: tuple[str, str, str, str]) -> pl.DataFrame:
    """Customer, kind, state, team; the first made 19 days ago, each later one a day later, due after five days."""
    now = datetime.now(UTC)
    return pl.DataFrame(
        [
            (
                *(str(n), customer, customer, kind, state, f"Agente de {team}", team),
                *(now - timedelta(days=19 - n), 19 - n, 14 - n, now - timedelta(days=14 - n)),
            )
            for n, (customer, kind, state, team) in enumerate(given)
        ],
        schema=SCHEMA,
        orient="row",
    )
