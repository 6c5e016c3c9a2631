"""The same product from a shell: `python manage.py --help`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

    from data.store import Store


@click.group()
def cli() -> None:
    """Supervisor dashboard of service quality: records in, verdicts out."""


@cli.command()
@click.argument("cases", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--evaluations", is_flag=True, help="count what people graded blind in the product too")
@click.option("--confusion", is_flag=True, help="for each practice, how often each label met each verdict")
@click.option("--disagreements", is_flag=True, help="list where verdict and label differ")
@click.option("--verdicts", type=click.Path(dir_okay=False, path_type=Path), help="write every verdict to this CSV")
def grade(
    cases: tuple[Path, ...], evaluations: bool, confusion: bool, disagreements: bool, verdicts: Path | None
) -> None:
    """Judge graded cases and print, per practice, how far the verdicts agree with the graders.

    Counted are the units that a label or a verdict names, 'does not apply' being one of the things to say; what neither
    names is not counted, nor what graders dispute.
    """
    import polars as pl

    from practices import grading
    from practices.cases import read_cases
    from practices.policy import default_policy

    if not cases and not evaluations:
        raise click.UsageError("Name files of graded cases, or say --evaluations.")
    if verdicts and not cases:
        raise click.UsageError("--verdicts writes the verdicts on graded cases: name their files.")
    policy, parts, about, unnamed = default_policy(), [], [], Counter[str]()
    if cases:
        graded = read_cases(cases)
        judged = grading.judge_cases(graded, policy)
        parts.append(grading.compared(graded, judged))
        unnamed += grading.unnamed(graded, parts[0])
        about.append(f"{len(graded)} case{'' if len(graded) == 1 else 's'}")
        if verdicts:
            grading.table_of_verdicts(graded, judged).write_csv(verdicts)
    if evaluations:
        people, words, neither = _evaluations(policy.time_zone)
        parts.append(people)
        about.append(words)
        unnamed += neither
    comparison = pl.concat(parts)
    if not comparison.is_empty():
        for line in grading.lines(comparison, "; ".join(about), unnamed):
            click.echo(line)
    else:
        click.echo(f"Nothing to compare: {'; '.join(about)}.")
    if confusion:
        for line in grading.confusion_lines(grading.grades(comparison)):
            click.echo(line)
    if disagreements:
        for row in comparison.filter(~pl.col("agree")).iter_rows(named=True):
            click.echo(
                f"{row['practice']:24} {row['case']} {row['unit_id']}: label {row['label']}, verdict {row['verdict']}"
            )


def _evaluations(time_zone: str) -> tuple[pl.DataFrame, str, Counter[str]]:
    """What people graded blind beside the rules (`grading.COMPARISON_SCHEMA`), in words how much, by whom, when, and by
    practice how many of those units neither they nor the rule name.
    """
    import polars as pl

    from data.decisions.gradings import places
    from data.store import open_store
    from practices import grading
    from queries.trust import pairs

    store = open_store()
    graded = pairs(store)
    if graded.is_empty():
        nobody = "nobody has graded anything blind in the product yet"
        return pl.DataFrame(schema=grading.COMPARISON_SCHEMA), nobody, Counter()
    comparison = grading.compared_gradings(graded, places(store))
    days = graded["graded_at"].dt.convert_time_zone(time_zone).dt.date()
    people = graded["graded_by"].n_unique()
    who = f"{people} {'person' if people == 1 else 'people'}, {days.min()!s} to {days.max()!s}"
    neither = Counter(graded["practice"]) - Counter(comparison["practice"])
    left_out = f", {neither.total()} more of what neither they nor the rule name" if neither else ""
    return comparison, f"{comparison.height} blind gradings by {who}{left_out}", neither


@cli.command()
@click.option("--contacts", default=8000, show_default=True, help="about how many contacts")
@click.option("--seed", default=7, show_default=True, help="the same seed gives the same records")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day of the records; default: yesterday")
@click.option("--if-empty", is_flag=True, help="do nothing where the store holds records already")
def demo(contacts: int, seed: int, until: datetime | None, if_empty: bool) -> None:
    """Fill an empty store with the records of a fictitious provider, judge them, and let three users in."""
    from data.demo import make_demo
    from data.demo.decided import decide
    from data.demo.filling import fill, holds_records
    from data.store import open_store

    store = open_store()
    if holds_records(store):
        if if_empty:
            return
        raise click.ClickException("The store holds records already. DATABASE_URL can name another one.")
    with click.progressbar(length=100, label="Making records") as bar:
        made = make_demo(contacts, seed, until.date() if until else None, progress=_into(bar))
    click.echo(f"{fill(store, made.records)} records of a fictitious provider")
    _judge(store, everything=False, as_of=None)
    decide(store, made)
    _let_demo_users_in(store)


def _let_demo_users_in(store: Store) -> None:
    """One user a role, with passwords made at random and printed this once."""
    from data import people
    from data.demo.filling import USERS

    click.echo("\nSign in with one of these; the passwords are not shown again:")
    for username, name, role, teams in USERS:
        password = people.random_password()
        people.add_user(store, username, name, people.Role(role), teams, password)
        click.echo(f"  {username:12} {password}   {role}{': ' + ', '.join(teams) if teams else ''}")


@cli.command("import")
@click.argument("path", metavar="SOURCE", type=click.Path(path_type=Path))
@click.option("--mapping", help="a shipped mapping (rio_1746, isp_crm) or the path of a .toml file")
@click.option("--source", help="the name under which the rows are kept; default: the mapping's, else 'canonical'")
@click.option("--dry-run", is_flag=True, help="count everything, write nothing")
@click.option(
    "--language", type=click.Choice(["pt_BR", "en"]), default=None, help="of the report; default: the shell's"
)
def import_(path: Path, mapping: str | None, source: str | None, dry_run: bool, language: str | None) -> None:
    """Import a folder or file of canonical tables or cases, or any other file through a mapping.

    Every row is taken, was there already, or is set aside with its reason. It can be stopped and run again.
    """
    from data.sources import UnknownMapping, UnreadableFile, import_path, sentence
    from data.sources.report import lines, shell_language
    from data.store import open_store

    words = shell_language(language)
    try:
        report = import_path(open_store(), path, mapping, source, dry_run, _counting(path.name))
    except UnreadableFile as error:
        raise click.ClickException(sentence(error.fault, words, **error.fields)) from error
    except UnknownMapping as error:
        raise click.ClickException(str(error)) from error
    for line in lines(report, dry_run, words):
        click.echo(line)
    if not report.parts:
        raise click.exceptions.Exit(1)


def _counting(name: str) -> Callable[[str, int, int], None]:
    """Shows on a terminal how far an import is; nothing where the output is kept."""

    def show(table: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{name}: {table} {done}/{total}", nl=done >= total, err=True)

    return show


@cli.command()
@click.argument("table")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="first local day")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="last local day, included")
@click.option("--team", help="only this team's")
def export(table: str, out: Path, first: datetime | None, last: datetime | None, team: str | None) -> None:
    """Write a table of the store to OUT (.csv, .parquet or .xlsx); texts never open as formulas."""
    from data.exporting import Extract
    from data.exporting import export as write
    from data.store import open_store
    from practices.policy import default_policy

    extract = Extract(first.date() if first else None, last.date() if last else None, team, default_policy().time_zone)
    try:
        rows = write(open_store(), table, out, extract)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{rows} rows of {table} in {out}")


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
    moment = parse_time(as_of, policy.time_zone) if as_of else datetime.now(UTC)
    with click.progressbar(length=100, label="Judging") as bar:
        done = rejudge(store, policy, moment, everything, progress=_into(bar))
    click.echo(f"{done.customers} customers judged: {done.verdicts} verdicts, {done.commitments} commitments")


def _into(bar: Any) -> Callable[[float], None]:
    """Moves a bar of a hundred steps to a share of 0 to 1."""
    return lambda share: bar.update(max(0, round(share * 100) - bar.pos))


@cli.command()
@click.argument("pack", type=click.Choice(["weekly", "agent", "follow-up"]))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="first local day; default: the last complete week"
)
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="last local day, included")
@click.option("--team", help="only this team's")
@click.option("--channel", help="only this channel's (whatsapp, phone …)")
@click.option("--reason", help="only contacts for this reason (support, cancellation …)")
@click.option("--agent", help="whose sheet: the agent's id or name")
@click.option("--language", type=click.Choice(["pt", "en"]), default="pt", show_default=True, help="of the pack")
@click.option("--as", "username", help="with what this user may see; default: everything")
@click.option("--address", envvar="DASHBOARD_ADDRESS", help="where the dashboard is opened, for links (https://…)")
def report(
    pack: str,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    team: str | None,
    channel: str | None,
    reason: str | None,
    agent: str | None,
    language: str,
    username: str | None,
    address: str | None,
) -> None:
    """Make a pack: the weekly review, an agent's sheet (four weeks) or the follow-up list, as OUT.pdf or OUT.xlsx.

    The same pages and tables as on the screens, with the same filters.
    """
    from data.store import open_store
    from reports import NotTypeset, Pack, base_of, shell

    store = open_store()
    days = (first.date() if first else None, last.date() if last else None)
    try:
        ending = shell.ending_of(out)
        wish = shell.wish_of(
            store,
            Pack(pack),
            days,
            filters=(team, channel, reason),
            agent=agent,
            username=username,
            language=language,
            address=base_of(f"{address.rstrip('/')}/") if address else None,
        )
        with click.progressbar(length=100, label=f"Making {out.name}") as bar:
            size = shell.write(store, wish, ending, out, _into(bar))
    except (ValueError, LookupError) as error:
        raise click.ClickException(str(error.args[0])) from error
    except NotTypeset as error:
        raise click.ClickException(f"{out}: the pages could not be typeset ({error.__cause__})") from error
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(f"{out}: {size} kB")


@cli.group()
def users() -> None:
    """The people who may sign in, their roles and teams."""


@users.command("add")
@click.argument("username")
@click.option("--name", required=True, help="the name that the screens show")
@click.option("--role", required=True, type=click.Choice(["manager", "supervisor", "team_lead"]))
@click.option("--team", "teams", multiple=True, help="a team they may see; again for another one")
@click.option("--random", "made_up", is_flag=True, help="make a password and print it once, instead of asking")
def add_user(username: str, name: str, role: str, teams: tuple[str, ...], made_up: bool) -> None:
    """Let a person in: a manager sees all teams, a supervisor the given ones, a team lead their own."""
    from data import people
    from data.store import open_store

    store = open_store()
    known = people.team_names(store)
    unknown = sorted(set(teams) - set(known))
    if unknown:
        there = ", ".join(known) or "none yet"
        click.echo(f"No agent on record is of team {', '.join(unknown)} (teams on record: {there}).", err=True)
    password = _new_password(made_up)
    try:
        people.add_user(store, username, name, people.Role(role), teams, password)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} may sign in as {role}" + (f" with the password {password}" if made_up else ""))


@users.command("disable")
@click.argument("username")
def disable_user(username: str) -> None:
    """Sign a person out everywhere and let them in no more."""
    from data import people
    from data.store import open_store

    try:
        people.disable_user(open_store(), username)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    click.echo(f"{username} is signed out and may not sign in again")


@users.command("password")
@click.argument("username")
@click.option("--random", "made_up", is_flag=True, help="make a password and print it once, instead of asking")
def set_password(username: str, made_up: bool) -> None:
    """Give a person a new password; a disabled person may sign in again."""
    from data import people
    from data.store import open_store

    password = _new_password(made_up)
    try:
        people.set_password(open_store(), username, password)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} has a new password" + (f": {password}" if made_up else ""))


@users.command("list")
def list_users() -> None:
    """Who may sign in, with which role and teams."""
    import json

    from data import people
    from data.store import open_store

    found = people.list_users(open_store())
    if found.is_empty():
        click.echo("Nobody may sign in yet: python manage.py users add --help")
    for row in found.iter_rows(named=True):
        teams = "all teams" if row["role"] == people.Role.MANAGER else ", ".join(json.loads(row["teams"]))
        state = " (disabled)" if row["disabled"] else ""
        click.echo(f"{row['username']:20} {row['role']:12} {row['name']:28} {teams}{state}")


def _new_password(made_up: bool) -> str:
    from data.people import random_password

    if made_up:
        return random_password()
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


if __name__ == "__main__":
    cli()
