"""The same product from a shell: `python manage.py --help`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from data.store import Store


@click.group()
def cli() -> None:
    """Supervisor dashboard of service quality: records in, verdicts out."""


@cli.command()
@click.argument("cases", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verdicts", type=click.Path(dir_okay=False, path_type=Path), help="write every verdict to this CSV")
@click.option("--disagreements", is_flag=True, help="list where verdict and label differ")
def grade(cases: tuple[Path, ...], verdicts: Path | None, disagreements: bool) -> None:
    """Judge graded cases and print the agreement per practice."""
    import polars as pl

    from practices import grading
    from practices.policy import default_policy

    graded = grading.read_cases(cases)
    judged = grading.judge_cases(graded, default_policy())
    comparison = grading.compared(graded, judged)
    found = grading.grades(comparison)
    click.echo(f"{'practice':24}{'n':>6}{'agreement':>11}{'F1 missed':>11}{'tp':>5}{'fp':>5}{'fn':>5}")
    for one in found:
        agreement = "–" if one.agreement is None else f"{one.agreement:.3f}"
        f1 = "–" if one.f1_missed is None else f"{one.f1_missed:.3f}"
        counts = f"{one.true_missed:5}{one.false_missed:5}{one.overlooked_missed:5}"
        click.echo(f"{one.practice:24}{one.units:6}{agreement:>11}{f1:>11}{counts}")
    agreement_all, f1_all = grading.overall(found)
    units = sum(one.units for one in found)
    click.echo(f"{'all':24}{units:6}{agreement_all:11.3f}{f1_all:11.3f}  ({len(graded)} cases)")
    if disagreements:
        for row in comparison.filter(~pl.col("agree")).iter_rows(named=True):
            click.echo(
                f"{row['practice']:24} {row['case']} {row['unit_id']}: label {row['label']}, verdict {row['verdict']}"
            )
    if verdicts:
        columns = ["case", "unit", "unit_id", "practice", "verdict", "agent_id", "at", "evidence", "reason"]
        judged.select(columns).write_csv(verdicts)


@cli.command()
@click.option("--contacts", default=8000, show_default=True, help="about how many contacts")
@click.option("--seed", default=7, show_default=True, help="the same seed gives the same records")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day of the records; default: yesterday")
def demo(contacts: int, seed: int, until: datetime | None) -> None:
    """Fill an empty store with the records of a fictitious provider, and judge them."""
    from data.demo import make_demo
    from data.demo.filling import StoreNotEmptyError, fill
    from data.store import open_store

    store = open_store()
    with click.progressbar(length=100, label="Making records") as bar:
        made = make_demo(contacts, seed, until.date() if until else None, progress=_into(bar))
    try:
        rows = fill(store, made.records)
    except StoreNotEmptyError as error:
        raise click.ClickException("The store holds records already. DATABASE_URL can name another one.") from error
    click.echo(f"{rows} records of a fictitious provider")
    _judge(store, everything=False, as_of=None)


@cli.command()
@click.option("--all", "everything", is_flag=True, help="judge every customer, not only what changed")
@click.option("--as-of", "as_of", help="the moment to judge at (ISO 8601); default: now")
def judge(everything: bool, as_of: str | None) -> None:
    """Judge what imports touched and what was pending and is due."""
    from data.store import open_store

    _judge(open_store(), everything, as_of)


def _judge(store: Store, everything: bool, as_of: str | None) -> None:
    from data.records import parse_time
    from practices.policy import default_policy
    from practices.rejudge import rejudge

    policy = default_policy()
    moment = parse_time(as_of, policy.time_zone) or datetime.now(UTC)
    with click.progressbar(length=100, label="Judging") as bar:
        done = rejudge(store, policy, moment, everything, progress=_into(bar))
    click.echo(f"{done.customers} customers judged: {done.verdicts} verdicts, {done.commitments} commitments")


def _into(bar: Any) -> Callable[[float], None]:
    """Moves a bar of a hundred steps to a share of 0 to 1."""
    return lambda share: bar.update(max(0, round(share * 100) - bar.pos))


if __name__ == "__main__":
    cli()
