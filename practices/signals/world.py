"""What the judge looks at: the records in local time, messages folded and put beside their contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

from data.records import TIME, Records, number_events
from practices.policy import Policy
from practices.signals.text import folded


@dataclass(frozen=True)
class World:
    """Records of whole customers at one moment. All times are local and carry no offset (`Datetime("us")`).

    moments         customers (by id) who are looked at at another moment than `as_of`: see `moment`

    messages        the columns of `messages` and: folded; channel, direction, contact_reason, customer_id, agent_id,
                    contact_started_at, contact_ended_at (of the contact); customer_name;
                    agent_number, customer_number (1, 2, … among that sender's messages, null for others);
                    sorted by contact_id, position
    events          the columns of `os_events` and: event (number within the OS), folded, by_agent (author is the OS's
                    agent), by_office (author is one of `agents`), order columns kind_of_order, customer_id
    """

    records: Records
    policy: Policy
    as_of: datetime
    moments: Mapping[str, datetime]

    @classmethod
    def of(
        cls, records: Records, policy: Policy, as_of: datetime, moments: Mapping[str, datetime] | None = None
    ) -> World:
        """`records` with times in UTC, `as_of` and the `moments` of single customers aware."""
        zone = policy.time_zone
        local = {name: _local(frame, zone) for name, frame in records.items()}
        here = {customer: _local_moment(at, zone) for customer, at in (moments or {}).items()}
        return cls(Records(**local), policy, _local_moment(as_of, zone), here)

    @cached_property
    def messages(self) -> pl.DataFrame:
        contacts = self.records.contacts.select(
            "contact_id",
            "channel",
            "direction",
            "customer_id",
            "agent_id",
            contact_reason="reason",
            contact_started_at="started_at",
            contact_ended_at="ended_at",
        )
        names = self.records.customers.select("customer_id", customer_name="name")
        return (
            self.records.messages.join(contacts, on="contact_id", how="left")
            .join(names, on="customer_id", how="left")
            .sort("contact_id", "position")
            .with_columns(folded=folded(pl.col("text")))
            .with_columns(
                pl.when(pl.col("sender") == sender)
                .then((pl.col("sender") == sender).cum_sum().over("contact_id"))
                .cast(pl.Int64)
                .alias(f"{sender}_number")
                for sender in ("agent", "customer")
            )
        )

    @cached_property
    def events(self) -> pl.DataFrame:
        orders = self.records.service_orders.select("os_id", "customer_id", agent="agent_id", kind_of_order="kind")
        office = self.records.agents["agent_id"].implode()
        return (
            number_events(self.records.os_events)
            .join(orders, on="os_id", how="left")
            .with_columns(
                folded=folded(pl.col("text").fill_null("")),
                by_agent=(pl.col("author") == pl.col("agent")).fill_null(False),
                by_office=pl.col("author").is_in(office).fill_null(False),
            )
            .drop("agent")
        )

    def once(self, observe: Callable[[World], pl.DataFrame]) -> pl.DataFrame:
        """What `observe` finds in this world, worked out when first asked for; several signals may build on it."""
        if observe not in self._observed:
            self._observed[observe] = observe(self)
        return self._observed[observe]

    @cached_property
    def _observed(self) -> dict[Callable[[World], pl.DataFrame], pl.DataFrame]:
        return {}

    def moment(self, customer: str = "customer_id") -> pl.Expr:
        """The moment at which a row's customer (the column of their id) is looked at."""
        as_of = pl.lit(self.as_of, dtype=pl.Datetime("us"))
        if not self.moments:
            return as_of
        own = pl.col(customer).replace_strict(self.moments, default=None, return_dtype=pl.Datetime("us"))
        return pl.coalesce(own, as_of)


def _local_moment(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _local(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    times = [name for name, dtype in frame.schema.items() if dtype == TIME]
    return frame.with_columns(pl.col(times).dt.convert_time_zone(zone).dt.replace_time_zone(None))
