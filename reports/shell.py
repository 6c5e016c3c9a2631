"""The packs from a shell: what was typed becomes a wish, a wrong word a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from data import people
from data.people import Role, Viewer
from data.store import Store
from queries import totals
from queries.choice import Choice, last_complete_week
from queries.scope import agents_in_scope
from reports.making import make
from reports.wish import Ending, Pack, Progress, Wish
from ui.codes import CHANNELS, REASONS
from ui.words import local

WEEKS_OF_A_SHEET = 4
"""An agent's sheet looks this far back where no days are given, as the screen does."""
EVERYTHING = Viewer("", "", Role.MANAGER)
"""Whoever has the shell has the database: they see all, unless they name a user."""


def ending_of(out: Path) -> Ending:
    """The kind of file that the name asks for. Raises `ValueError` for another ending."""
    try:
        return Ending(out.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise ValueError(f"{out.name}: the file's ending must be .pdf or .xlsx") from error


def wish_of(
    store: Store,
    pack: Pack,
    days: tuple[date | None, date | None],
    filters: tuple[str | None, str | None, str | None] = (None, None, None),
    agent: str | None = None,
    username: str | None = None,
    language: str = "pt",
    address: str | None = None,
) -> Wish:
    """The wish that these words make; `filters` are team, channel, reason.

    Raises `ValueError` or `LookupError` with a sentence where a word names nothing, or nothing that the user may see.
    """
    viewer = viewer_of(store, username)
    known = agents_in_scope(totals.agents(store), viewer)
    team, channel, reason = filters
    teams = known["team"].drop_nulls().unique().sort().to_list()
    _check("team", team, teams)
    _check("channel", channel, list(CHANNELS))
    _check("reason", reason, list(REASONS))
    if (pack is Pack.AGENT) != (agent is not None):
        raise ValueError("an agent's sheet, and nothing else, names an agent with --agent")
    choice = _choice(store, pack, days, datetime.now(UTC))
    wanted = Choice(choice.from_day, choice.to_day, team, channel, reason)
    agent_id = agent_of(known, agent) if agent is not None else None
    return Wish(pack, viewer, wanted, language, agent_id, address)


def viewer_of(store: Store, username: str | None) -> Viewer:
    """Who the pack is for. Raises `LookupError` for a username that may not sign in."""
    if username is None:
        return EVERYTHING
    account = people.accounts(store).get(username)
    if account is None:
        raise LookupError(f"no user '{username}' may sign in (manage.py users list)")
    return account.viewer


def agent_of(known: pl.DataFrame, agent: str) -> str:
    """The id of the agent of this id or name (AGENT_SCHEMA). Raises `LookupError` for none, or several of one name."""
    by_id = known.filter(pl.col("agent_id") == agent)
    found = by_id if by_id.height else known.filter(pl.col("agent").str.to_lowercase() == agent.lower())
    if found.height == 1:
        return str(found["agent_id"].item())
    if found.is_empty():
        raise LookupError(f"no agent '{agent}' is on record in the teams to be seen")
    ids = ", ".join(found["agent_id"].sort())
    raise LookupError(f"{found.height} agents are called '{agent}': name one by id ({ids})")


def write(store: Store, wish: Wish, ending: Ending, out: Path, progress: Progress) -> int:
    """Make the pack and put it in `out`; its size in kB. Nothing is written where it cannot be made."""
    made = make(store, wish, ending, datetime.now(UTC), progress)
    out.write_bytes(made)
    return max(1, round(len(made) / 1024))


def _choice(store: Store, pack: Pack, days: tuple[date | None, date | None], now: datetime) -> Choice:
    """The given days; else the week that screens begin with, or for an agent's sheet four weeks to its end."""
    first, last = days
    if first is None and last is None:
        week = Choice(*last_complete_week(local(now).date(), totals.recorded_days(store)))
        return week.last_weeks(WEEKS_OF_A_SHEET) if pack is Pack.AGENT else week
    if first is None or last is None:
        raise ValueError("give both days, --from and --to, or neither")
    return Choice(first, last)


def _check(what: str, value: str | None, known: list[str]) -> None:
    if value is not None and value not in known:
        raise ValueError(f"there is no {what} '{value}' to choose: there are {', '.join(known) or 'none'}")
