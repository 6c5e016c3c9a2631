"""The provider's policy: deadlines, fees, mandatory steps; defaults in `policy.toml`, never in code."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import holidays as holiday_calendars
import polars as pl

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS = range(2015, 2041)


@dataclass(frozen=True)
class Policy:
    """What `policy.toml` says, typed; `version` changes with any value."""

    version: str
    time_zone: str
    week_mask: tuple[bool, ...]
    holidays: tuple[date, ...]
    validation_business_days: int
    documentation_hours: float
    recording_hours: float
    cancellation_business_days: int
    promise_business_days: int
    overdue_os_business_days: int
    chargeable: tuple[str, ...]
    needs_pending_group: tuple[str, ...]
    validation_before_closing: bool
    needs_no_order: tuple[str, ...]
    overlap_seconds: float
    overlaps_allowed: int
    first_contact_days: int
    repeat_visit_days: int
    few: int
    enough_for_colour: int
    control_weeks: int
    trust_kappa: float
    trust_least: int
    targets: Mapping[str, float]

    def target(self, practice: str) -> float:
        """The share of met that the provider aims at for a practice (0 to 1)."""
        return self.targets.get(practice, self.targets["default"])

    def business_day_end(self, moment: pl.Expr, days: int | pl.Expr) -> pl.Expr:
        """23:59:59 local of the Nth business day after a local moment's date (rubric, 'Words')."""
        day = (
            moment.dt.date()
            .dt.add_business_days(days, week_mask=self.week_mask, holidays=self.holidays, roll="backward")
            .cast(pl.Datetime("us"))
        )
        return day + pl.duration(hours=23, minutes=59, seconds=59)


@cache
def default_policy() -> Policy:
    """The policy that ships with the product."""
    return parse_policy((Path(__file__).parent / "policy.toml").read_text(encoding="utf-8"))


def parse_policy(text: str) -> Policy:
    """A policy from TOML text. Raises `KeyError` for a missing value, `tomllib.TOMLDecodeError` for bad TOML."""
    values: dict[str, Any] = tomllib.loads(text)
    business = values["business_days"]
    calendar = holiday_calendars.country_holidays(
        business["country"], subdiv=business["state"] or None, years=YEARS, language="pt_BR"
    )
    extra = [date.fromisoformat(one) for one in business["extra_holidays"]]
    return Policy(
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        time_zone=values["time_zone"],
        week_mask=tuple(day in business["week"] for day in WEEK),
        holidays=tuple(sorted({*calendar, *extra})),
        chargeable=tuple(values["orders"]["chargeable"]),
        needs_pending_group=tuple(values["orders"]["needs_pending_group"]),
        validation_before_closing=values["orders"]["validation_before_closing"],
        needs_no_order=tuple(values["contacts"]["needs_no_order"]),
        overlap_seconds=values["contacts"]["overlap_seconds"],
        overlaps_allowed=values["contacts"]["overlaps_allowed"],
        targets=dict(values["targets"]),
        **values["deadlines"],
        **values["results"],
        **values["display"],
        **values["trust"],
    )
