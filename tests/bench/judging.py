"""How long judging takes, and how much memory: 100,000 contacts with 1.2 million messages, read from memory."""

from __future__ import annotations

import resource
import time
from datetime import UTC, date, datetime, timedelta

import polars as pl

from data.demo import make_demo
from data.records import Records
from practices.judge import judge
from practices.policy import default_policy

LAST_DAY = date(2026, 8, 14)
AS_OF = datetime(2026, 8, 15, 12, tzinfo=UTC)
CUSTOMERS_A_BATCH = 1000
FILLER = ("um momento, por favor", "ok", "certo", "tá", "estou verificando aqui", "sim", "pode ser", "aguardando")


def lengthened(records: Records, messages: int) -> Records:
    """The records with short turns added to the middle of their conversations until there are so many messages."""
    wanted = messages / records.messages.height
    if wanted <= 1:
        return records
    copies = int(wanted) + 1
    share = (wanted - 1) / (copies - 1)
    extra = [
        records.messages.filter(pl.col("sender").is_in(["agent", "customer"]))
        .sample(fraction=share, seed=number, shuffle=False)
        .with_columns(
            text=pl.lit(FILLER[number % len(FILLER)]),
            sent_at=pl.col("sent_at") + timedelta(seconds=1 + number),
            position=pl.col("position") * 100 + 1 + number,
        )
        for number in range(copies - 1)
    ]
    longer = (
        pl.concat([records.messages.with_columns(position=pl.col("position") * 100), *extra])
        .sort("contact_id", "position")
        .with_columns(position=pl.int_range(pl.len(), dtype=pl.Int64).over("contact_id"))
    )
    return Records(**{**dict(records.items()), "messages": longer})


def batches(records: Records, size: int) -> list[Records]:
    """Whole customers, `size` at a time, as `rejudge` takes them."""
    customers = records.customers["customer_id"]
    parts = []
    for start in range(0, len(customers), size):
        mine = customers.slice(start, size).implode()
        orders = records.service_orders.filter(pl.col("customer_id").is_in(mine))
        contacts = records.contacts.filter(pl.col("customer_id").is_in(mine))
        parts.append(
            Records(
                agents=records.agents,
                customers=records.customers.slice(start, size),
                contacts=contacts,
                messages=records.messages.join(contacts.select("contact_id"), on="contact_id", how="semi"),
                service_orders=orders,
                os_events=records.os_events.join(orders.select("os_id"), on="os_id", how="semi"),
                internal_requests=records.internal_requests.filter(pl.col("customer_id").is_in(mine)),
                cancellations=records.cancellations.filter(pl.col("customer_id").is_in(mine)),
            )
        )
    return parts


def measure(contacts: int, messages: int) -> dict[str, float]:
    """Seconds to judge so many contacts, and the process's largest resident memory in MB."""
    records = lengthened(make_demo(contacts, seed=11, until=LAST_DAY).records, messages)
    parts = batches(records, CUSTOMERS_A_BATCH)
    begun = time.perf_counter()
    verdicts = sum(judge(part, default_policy(), AS_OF).verdicts.height for part in parts)
    seconds = time.perf_counter() - begun
    return {
        "contacts": records.contacts.height,
        "messages": records.messages.height,
        "verdicts": verdicts,
        "seconds": seconds,
        "messages_a_second": records.messages.height / seconds,
        "largest_resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
