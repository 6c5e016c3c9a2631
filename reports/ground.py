"""What every pack stands on: the store at one moment, as one viewer may see it, and what is said about the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from data.store import Store
from practices.policy import Policy, default_policy
from queries import totals as totals_models
from queries import trust as trust_models
from queries.choice import Reach
from queries.scope import agents_in_scope
from queries.versions import versions
from reports.wish import Wish
from ui.codes import CHANNELS, REASONS
from ui.telling import days, rates
from ui.telling.values import name, title
from ui.words import Words, local, unbroken


@dataclass(frozen=True)
class Ground:
    """Read once for a pack. `now` is the aware moment that the pack is made at and speaks of."""

    store: Store
    wish: Wish
    now: datetime

    @cached_property
    def words(self) -> Words:
        return Words(self.wish.language)

    @cached_property
    def policy(self) -> Policy:
        return default_policy()

    @cached_property
    def agents(self) -> pl.DataFrame:
        """All agents (AGENT_SCHEMA): for read models, which cut them to the viewer's scope."""
        return totals_models.agents(self.store)

    @cached_property
    def visible_agents(self) -> pl.DataFrame:
        return agents_in_scope(self.agents, self.wish.viewer)

    @cached_property
    def totals(self) -> pl.DataFrame:
        return totals_models.read_totals(self.store)

    @cached_property
    def calibrating(self) -> tuple[str, ...]:
        """The practices whose verdicts agree too little with people: left out of sums over practices."""
        return trust_models.calibrating(trust_models.trust(trust_models.pairs(self.store), self.policy))

    @cached_property
    def counting(self) -> pl.DataFrame:
        return totals_models.counting(self.totals, self.calibrating)

    @cached_property
    def on_record(self) -> tuple[date, date] | None:
        """The first and last day that the viewer may see; None where there is none."""
        return totals_models.days_on_record(self.totals, self.wish.viewer)

    @cached_property
    def records(self) -> Reach:
        """The days of which the store has any record, whoever's it is."""
        return Reach(totals_models.recorded_days(self.store), local(self.now).date())

    def nothing(self) -> str:
        """Why there is nothing to report, and what to do."""
        if self.on_record is None:
            return days.nothing_judged(self.words, self.wish.viewer.teams, self.records.days)
        return days.nothing(self.words, self.wish.choice, self.on_record)

    def contacts(self, agent_id: str | None = None) -> int:
        wish = self.wish
        return totals_models.contact_count(
            self.store, wish.viewer, wish.choice, self.agents, self.policy.time_zone, agent_id
        )

    # -- what is said about the pack ------------------------------------------------------------------------------

    def filters(self, period: bool = True) -> list[tuple[str, str]]:
        """What was chosen, as name and words."""
        words, choice = self.words, self.wish.choice
        told = [(words.tr("Period"), words.span(choice.from_day, choice.to_day))] if period else []
        told += [
            (words.tr("Team"), choice.team or self._all_teams()),
            (
                words.tr("Channel"),
                name(words, CHANNELS, choice.channel) if choice.channel else words.tr("All channels"),
            ),
            (words.tr("Reason"), name(words, REASONS, choice.reason) if choice.reason else words.tr("All reasons")),
        ]
        return told

    def _all_teams(self) -> str:
        viewer = self.wish.viewer
        if viewer.sees_all_teams:
            return self.words.tr("All teams")
        return self.words.listed(viewer.teams)

    def made(self) -> str:
        """Who had the pack made, and when."""
        words, viewer = self.words, self.wish.viewer
        moment = words.moment(self.now)
        if not viewer.name:
            return words.tr("Made on {moment}", moment=moment)
        return words.tr("Made on {moment} by {name}", moment=moment, name=viewer.name)

    def versions(self, agent_id: str | None = None) -> pl.DataFrame:
        """VERSION_SCHEMA of the verdicts of the choice."""
        return versions(self.store, self.wish.viewer, self.wish.choice, self.agents, agent_id)

    def facts(self, agent_id: str | None = None, period: bool = True) -> list[tuple[str, str]]:
        """What the pack is made of, as name and words: the choice, who and when, the records, the versions."""
        words = self.words
        kept = self.store.facts()
        told = [*self.filters(period), (words.tr("This pack"), self.made())]
        told += [
            (label, words.moment(kept[fact][0]))
            for label, fact in ((words.tr("Last import"), "last_import"), (words.tr("Last judging"), "last_judging"))
            if fact in kept and kept[fact][0]
        ]
        for row in self.versions(agent_id).to_dicts() if period else []:
            told.append(
                (
                    words.tr("Policy and rules"),
                    words.tr(
                        "version {policy}, rules {rules}: {judged}",
                        policy=row["policy_version"],
                        rules=row["rule_version"],
                        judged=words.plural("{n} judgement", "{n} judgements", row["verdicts"]),
                    ),
                )
            )
        if self.calibrating:
            which = words.listed([title(words, one) for one in self.calibrating])
            told.append((words.tr("In calibration"), words.tr("{which}: out of the totals", which=which)))
        return told

    def reading(self) -> list[str]:
        """How the numbers are to be read."""
        words, policy = self.words, self.policy
        return [
            words.tr(
                "Rate: followed of followed and not followed (n). What is still in time counts in neither, nor what "
                "the records cannot show; coverage says how much could be judged."
            ),
            words.tr(
                "Below {few} judgements there is no percentage. Intervals are Wilson's, 95%. Blue dot: clearly above; "
                "orange diamond: clearly below; ring: {unclear}.",
                few=words.number(policy.few),
                unclear=rates.unclear(words),
            ),
            words.tr(
                "A change is called one only where the rate leaves its control limits (3 sigma, from the {weeks} weeks "
                "before) or the difference survives a false-discovery control over all practices.",
                weeks=words.number(policy.control_weeks),
            ),
        ]

    def made_up(self) -> str | None:
        """That the records are invented, where they are."""
        return self.words.tr("Fictitious demonstration data") if self.store.is_fictitious() else None

    def frame(
        self,
        heading: str,
        description: str,
        footer: str,
        facts: list[tuple[str, str]],
        reading: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """What every document has: title, language, footer, and what it is made of at its end.

        `reading`: how to read a document that has no rates. A footer that is too long breaks between its parts.
        """
        invented = self.made_up()
        inside = self.words.tr("Holds customers' data: for internal use")
        parts = (footer, self.made(), inside, invented)
        return {
            "lang": self.words.language,
            "title": heading,
            "description": description,
            "footer": " · ".join(unbroken(one) for one in parts if one),
            "imprint": {
                "title": self.words.tr("What these pages are made of"),
                "facts": facts,
                "reading": self.reading() if reading is None else reading,
            },
        }
