"""The same product from a shell: `python manage.py --help`."""

from __future__ import annotations

from pathlib import Path

import click


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


if __name__ == "__main__":
    cli()
