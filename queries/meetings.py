"""What weekly reviews decided: the actions that come back until they are settled, and the closings with their numbers.

A review belongs to a period and to teams: the viewer's, or the one that is chosen; no team stands for the whole house,
which is a manager's. Who sees a review, and an action that another one's review agreed, says `data.reviewing`. Where a
team is chosen, what other teams alone agreed is left out, but for what was given to the viewer or to its agents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import func, select

from data import schema
from data.people import Viewer, plain_name
from data.records import TIME
from data.reviewing import own_names, sees_action, sees_review
from data.store import Store
from practices.policy import Policy
from queries import frozen
from queries.choice import Choice, last_complete_week
from queries.compliance import by_week, counted, signals
from queries.masking import mask
from queries.scope import agents_in_scope, may_see
from queries.statistics import normal_of
from queries.totals import within

TEAMS = pl.List(pl.String())
OPEN = "open"
ACTION_SCHEMA: dict[str, pl.DataType] = {
    "action_id": pl.Int64(),
    "from_day": pl.Date(),
    "to_day": pl.Date(),
    "teams": TEAMS,
    "what": pl.String(),
    "owner": pl.String(),
    "due_on": pl.Date(),
    "days_late": pl.Int64(),
    "practice": pl.String(),
    "state": pl.String(),
    "outcome": pl.String(),
    "agreed_by": pl.String(),
    "agreed_at": TIME,
    "changed_by": pl.String(),
    "changed_at": TIME,
    "version": pl.Int64(),
    "last_review": pl.Boolean(),
}
"""One action a row.

from_day, to_day   the period of the review that agreed it; `teams` are that review's, [] for all
days_late          calendar days past `due_on` today; 0 where it is settled or in time
what, outcome      in people's words, masked
agreed_by, changed_by   names
version            what a change has to name (`data.decisions.change_action`)
last_review        agreed in the review before the chosen one
"""

CHANGE_SCHEMA: dict[str, pl.DataType] = {
    "action_id": pl.Int64(),
    "state": pl.String(),
    "due_on": pl.Date(),
    "due_before": pl.Date(),
    "state_before": pl.String(),
    "said": pl.String(),
    "name": pl.String(),
    "at": TIME,
}
"""One change of an action a row, the earliest first; what held before and from then on; `said` is masked."""

EFFECT_SCHEMA: dict[str, pl.DataType] = {
    "action_id": pl.Int64(),
    "teams": TEAMS,
    **{one: pl.Date() for one in ("then_from", "then_to", "now_from", "now_to")},
    **{f"then_{name}": dtype for name, dtype in (("met", pl.Int64()), ("n", pl.Int64()))},
    **{f"then_{name}": pl.Float64() for name in ("rate", "low", "high")},
    **{f"now_{name}": dtype for name, dtype in (("met", pl.Int64()), ("n", pl.Int64()))},
    **{f"now_{name}": pl.Float64() for name in ("rate", "low", "high")},
    "signal": pl.String(),
}
"""One action with a practice a row: the practice's rate in the last whole week (Monday to Sunday) before the day of the
agreement and in the whole weeks since, and what may be called a change (`queries.compliance.Signal`).

A week that begins on the very day counts as since: reviews are held on Monday mornings, and the Monday after is to tell
whether it helped. Of another day's action the first such week begins on the next Monday.

teams   whose rate it is: the action's, as far as the viewer may see them; [] for all
now_from, now_to   the first such week's Monday, and the last one's Sunday: null while there is none
"""

CLOSING_SCHEMA: dict[str, pl.DataType] = {
    "meeting_id": pl.Int64(),
    "from_day": pl.Date(),
    "to_day": pl.Date(),
    "teams": TEAMS,
    "numbers": pl.String(),
    "remark": pl.String(),
    "closed_by": pl.String(),
    "closed_at": TIME,
    "reopened_by": pl.String(),
    "reopened_at": TIME,
    "reopened_because": pl.String(),
    "met": pl.Int64(),
    "n": pl.Int64(),
    "rate": pl.Float64(),
}
"""One closing a row, the latest period first, and of a period the latest closing; `numbers` is the JSON of
`queries.frozen`, of which met, n and rate are the total; people are named, their words masked."""


def review_teams(viewer: Viewer, team: str | None) -> tuple[str, ...]:
    """The teams whose review it is: the chosen `team`, else all that the viewer may see; () for the whole house."""
    if team is not None:
        return (team,)
    return () if viewer.sees_all_teams else tuple(sorted(viewer.teams))


def actions(store: Store, viewer: Viewer, choice: Choice, today: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What earlier reviews agreed, and what the chosen one did (both ACTION_SCHEMA, the open ones first, by due date).

    Earlier actions are those of the review before; those still open; and those that were settled after the chosen
    period ended, that is, in this review or later.
    """
    table = schema.actions
    agreed, changed = schema.users.alias(), schema.users.alias()
    named = ("agreed_by", "changed_by")
    same = [one for one in ACTION_SCHEMA if one in table.c and one not in named]
    statement = (
        select(
            *(table.c[one] for one in same),
            table.c.id.label("action_id"),
            func.coalesce(agreed.c.name, table.c.agreed_by).label("agreed_by"),
            func.coalesce(changed.c.name, table.c.changed_by).label("changed_by"),
        )
        .join_from(table, agreed, agreed.c.username == table.c.agreed_by, isouter=True)
        .join(changed, changed.c.username == table.c.changed_by, isouter=True)
        .where(table.c.to_day <= choice.to_day)
    )
    stored = {**{one: ACTION_SCHEMA[one] for one in (*same, *named)}, "action_id": pl.Int64(), "teams": pl.String()}
    rows = _with_teams(store.read(statement, stored))
    with store.engine.connect() as connection:
        own = own_names(connection, viewer, choice.team)
    rows = _where(
        rows,
        (
            sees_action(viewer, teams, owner, own) and (_concerns(choice, teams) or plain_name(owner) in own)
            for teams, owner in rows.select("teams", "owner").iter_rows()
        ),
    )
    here = (pl.col("from_day") == choice.from_day) & (pl.col("to_day") == choice.to_day)
    last = _last_review(store, viewer, choice, rows.filter(~here))
    late = (pl.lit(today) - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    is_open = pl.col("state") == OPEN
    rows = rows.with_columns(
        days_late=pl.when(is_open).then(late).otherwise(0),
        last_review=(pl.col("from_day") == last[0]) & (pl.col("to_day") == last[1]) if last else pl.lit(False),
        what=_masked(rows["what"]),
        outcome=_masked(rows["outcome"]),
    )
    settled_since = pl.col("changed_at").dt.date() > choice.to_day
    earlier = ~here & (pl.col("last_review") | is_open | settled_since.fill_null(False))
    rows = rows.select(ACTION_SCHEMA.keys()).sort(~is_open, "due_on", "action_id")
    return rows.filter(earlier), rows.filter(here)


def own_open(viewer: Viewer, agreed: pl.DataFrame) -> int:
    """How many of these actions (ACTION_SCHEMA) are still open and were given to the viewer by name."""
    own = plain_name(viewer.name)
    return sum(plain_name(owner) == own for owner in agreed.filter(pl.col("state") == OPEN)["owner"])


def _last_review(store: Store, viewer: Viewer, choice: Choice, agreed: pl.DataFrame) -> tuple[date, date] | None:
    """The period of the latest review before the chosen one that agreed or was closed."""
    held = closings(store, viewer, choice).select("from_day", "to_day")
    before = pl.concat([held, agreed.select("from_day", "to_day")]).filter(pl.col("to_day") < choice.to_day)
    if before.is_empty():
        return None
    first, last = before.sort("to_day", "from_day").row(-1)
    return first, last


def changes(store: Store, action_ids: Sequence[int]) -> pl.DataFrame:
    """What became of these actions, change by change (CHANGE_SCHEMA). The caller makes sure that they may be seen."""
    table, users = schema.action_changes, schema.users
    same = [one for one in CHANGE_SCHEMA if one in table.c]
    statement = (
        select(
            *(table.c[one] for one in same),
            func.coalesce(users.c.name, table.c.changed_by).label("name"),
            table.c.changed_at.label("at"),
        )
        .join_from(table, users, users.c.username == table.c.changed_by, isouter=True)
        .where(table.c.action_id.in_(list(action_ids)))
        .order_by(table.c.action_id, table.c.id)
    )
    rows = store.read(statement, {one: CHANGE_SCHEMA[one] for one in (*same, "name", "at")})
    return rows.with_columns(
        state_before=pl.col("state").shift(1).over("action_id").fill_null(OPEN),
        said=_masked(rows["said"]),
    ).select(CHANGE_SCHEMA.keys())


def effects(
    totals: pl.DataFrame, viewer: Viewer, choice: Choice, agreed: pl.DataFrame, policy: Policy, today: date
) -> pl.DataFrame:
    """Whether the practices that actions (ACTION_SCHEMA) are about have moved since (EFFECT_SCHEMA).

    Weeks since count as far as the chosen period and the days that are over reach. Normal is what the weeks up to the
    one before it were like (Laney p'); the changes of all actions are tested together. An action of teams of which the
    viewer may see none has no row.
    """
    chosen = _of_choice(totals, viewer, choice)
    last = last_complete_week(min(choice.to_day + timedelta(days=1), today))[1]
    found, normals = [], {}
    for one in agreed.filter(pl.col("practice").is_not_null()).to_dicts():
        teams = _seen_teams(viewer, one["teams"])
        if teams is None:
            continue
        rows = chosen.filter(pl.col("practice") == one["practice"])
        if teams:
            rows = rows.filter(pl.col("team").is_in(teams))
        key, agreed_on = str(one["action_id"]), one["agreed_at"].astimezone(ZoneInfo(policy.time_zone)).date()
        then, first = Choice(*last_complete_week(agreed_on)), agreed_on + timedelta(days=-agreed_on.weekday() % 7)
        weeks = by_week(rows, then.last_weeks(policy.control_weeks)).sort("week")
        normal = normal_of(weeks["met"].to_list(), weeks["n"].to_list())
        if normal is not None:
            normals[key] = normal
        now = counted(rows.filter(pl.col("day").is_between(first, last))).row(0, named=True)
        before = counted(within(rows, then)).row(0, named=True)
        found.append(
            {"key": key, "teams": teams, **now, **{f"before_{name}": value for name, value in before.items()}}
            | {"then_from": then.from_day, "then_to": then.to_day}
            | {"now_from": first, "now_to": last if last > first else None}
        )
    if not found:
        return pl.DataFrame(schema=EFFECT_SCHEMA)
    about = {one: EFFECT_SCHEMA[one] for one in ("teams", "then_from", "then_to", "now_from", "now_to")}
    moved = pl.DataFrame(found, schema_overrides=about, infer_schema_length=None).with_columns(
        pl.col("rate", "low", "high", "before_rate", "before_low", "before_high").cast(pl.Float64),
    )
    judged = signals(moved.with_columns(change=pl.col("rate") - pl.col("before_rate")), normals, policy)
    names = ("met", "n", "rate", "low", "high")
    return judged.select(
        pl.col("key").cast(pl.Int64).alias("action_id"),
        *about,
        *(pl.col(f"before_{name}").alias(f"then_{name}") for name in names),
        *(pl.col(name).alias(f"now_{name}") for name in names),
        "signal",
    )


def _seen_teams(viewer: Viewer, teams: Sequence[str]) -> list[str] | None:
    """Those of a review's teams (none: all) that the viewer may see; [] for all, None where there is none."""
    if viewer.sees_all_teams:
        return list(teams)
    return sorted(set(teams or viewer.teams) & set(viewer.teams)) or None


def _of_choice(totals: pl.DataFrame, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """What the viewer may see of the chosen channel and reason; the teams are an action's own."""
    rows = totals.filter(may_see(viewer))
    for name, value in (("channel", choice.channel), ("reason", choice.reason)):
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    return rows


# -- closings -----------------------------------------------------------------------------------------------------


def closings(store: Store, viewer: Viewer, choice: Choice) -> pl.DataFrame:
    """Every closing of every period, reopened ones too (CLOSING_SCHEMA)."""
    table = schema.meetings
    closed, reopened = schema.users.alias(), schema.users.alias()
    named = ("closed_by", "reopened_by")
    same = [one for one in CLOSING_SCHEMA if one in table.c and one not in named]
    statement = (
        select(
            *(table.c[one] for one in same),
            table.c.id.label("meeting_id"),
            func.coalesce(closed.c.name, table.c.closed_by).label("closed_by"),
            func.coalesce(reopened.c.name, table.c.reopened_by).label("reopened_by"),
        )
        .join_from(table, closed, closed.c.username == table.c.closed_by, isouter=True)
        .join(reopened, reopened.c.username == table.c.reopened_by, isouter=True)
        .order_by(table.c.to_day.desc(), table.c.from_day.desc(), table.c.id.desc())
    )
    stored = {one: CLOSING_SCHEMA[one] for one in (*same, *named, "meeting_id")} | {"teams": pl.String()}
    rows = _with_teams(store.read(statement, stored))
    rows = _where(rows, (sees_review(viewer, teams) and _concerns(choice, teams) for teams in rows["teams"].to_list()))
    totals = [frozen.total(json.loads(one)) for one in rows["numbers"]]
    return rows.with_columns(
        *(pl.Series(one, [row[one] for row in totals], dtype=CLOSING_SCHEMA[one]) for one in ("met", "n", "rate")),
        remark=_masked(rows["remark"]),
        reopened_because=_masked(rows["reopened_because"]),
    ).select(CLOSING_SCHEMA.keys())


def of_review(closings: pl.DataFrame, choice: Choice, teams: Sequence[str]) -> pl.DataFrame:
    """The closings (CLOSING_SCHEMA) of the chosen period and these teams; one that holds comes first."""
    return closings.filter(
        pl.col("from_day") == choice.from_day,
        pl.col("to_day") == choice.to_day,
        pl.col("teams").list.join("\n") == "\n".join(sorted(teams)),
    ).sort(pl.col("reopened_at").is_not_null(), maintain_order=True)


def owners(store: Store, viewer: Viewer, agents: pl.DataFrame) -> list[str]:
    """Who may be given an action, to choose from: the visible agents, and the users who work with the same teams."""
    users = schema.users
    with store.engine.connect() as connection:
        found = connection.execute(select(users.c.name, users.c.teams, users.c.role).where(~users.c.disabled)).all()
    mine = set(viewer.teams)
    colleagues = {
        one.name for one in found if viewer.sees_all_teams or one.role == "manager" or mine & set(json.loads(one.teams))
    }
    names = set(agents_in_scope(agents, viewer)["agent"].drop_nulls())
    return [*sorted(colleagues), *sorted(names - colleagues)]


def as_offered(typed: str, names: Sequence[str]) -> str:
    """The name that was offered, where the typed one is the same but for case and accents; else what was typed."""
    return {plain_name(one): one for one in reversed(names)}.get(plain_name(typed), typed)


def _with_teams(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `teams` as lists, out of JSON."""
    return rows.with_columns(teams=pl.Series([json.loads(one) for one in rows["teams"]], dtype=TEAMS))


def _concerns(choice: Choice, teams: Sequence[str]) -> bool:
    """Whether a review of these teams (none: all) is one of the chosen team."""
    return choice.team is None or not teams or choice.team in teams


def _where(rows: pl.DataFrame, which: Iterable[bool]) -> pl.DataFrame:
    return rows.filter(pl.Series(list(which), dtype=pl.Boolean))


def _masked(texts: pl.Series) -> pl.Series:
    return pl.Series(texts.name, [None if one is None else mask(one) for one in texts], dtype=pl.String())
