"""One conversation being written down: who says what and when, in the words of `phrases.toml`."""

from __future__ import annotations

import random
import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from data.demo.house import Agent, Customer, House
from data.demo.ledger import Ledger

WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
WORDS_A_SECOND = 2.6
TALK = {"phone": (1, 3), "whatsapp": (20, 150), "chat": (12, 70), "email": (1800, 14000), "in_person": (1, 3)}
"""Seconds until the next turn, by channel."""


@cache
def phrases() -> dict[str, Any]:
    """The text bank."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def money(amount: float) -> str:
    """R$ 1.234,50"""
    return "R$ " + f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


def day_name(day: date) -> str:
    """sexta, 27/11"""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m}"


class Conversation:
    """Adds messages to one contact; `follows` asks whether the agent keeps to a practice and remembers the answer."""

    def __init__(
        self, chance: random.Random, house: House, ledger: Ledger, agent: Agent, customer: Customer, at: datetime
    ) -> None:
        self.chance, self.house, self.ledger = chance, house, ledger
        self.agent, self.customer = agent, customer
        self.contact_id = ledger.next_id("k")
        self.protocol = f"{at:%Y%m%d}{int(self.contact_id[1:]):06}"
        self.started_at = self.now = at
        self.channel = "whatsapp"
        self.position = 0
        self.silent = False
        self.kept: dict[str, bool] = {}

    def follows(self, practice: str) -> bool:
        """Whether the agent follows the practice in this contact; asked once, kept as the truth."""
        if practice not in self.kept:
            self.kept[practice] = self.house.follows(self.chance, self.agent, practice, self.started_at.date())
        return self.kept[practice]

    def pick(self, name: str, **slots: str) -> str:
        """One of the bank's phrases of that name, its slots filled."""
        return self.fill(self.chance.choice(phrases()[name]), **slots)

    def fill(self, text: str, **slots: str) -> str:
        part = "bom dia" if self.now.hour < 12 else "boa tarde" if self.now.hour < 18 else "boa noite"
        known = {
            "first": self.customer.first,
            "polite": self.customer.polite,
            "name": self.customer.name,
            "document": self.customer.document,
            "agent": self.agent.first,
            "protocol": self.protocol,
            "part": part,
            "a_good_day": "uma boa noite"
            if self.now.hour >= 18
            else "um bom dia"
            if self.now.hour < 12
            else "uma boa tarde",
            "part_cap": part.capitalize(),
            **self.customer.gendered,
            **slots,
        }
        filled = text.format(**known)
        return filled[0].upper() + filled[1:] if text.startswith(("{part}", "{polite}")) else filled

    def say(self, sender: str, text: str) -> None:
        """One message; time passes as the channel has it, spoken turns last as long as their words."""
        if self.silent:
            return
        gap = self.chance.uniform(*TALK[self.channel])
        if sender == "bot":
            gap = 1
        self.now += timedelta(seconds=round(gap))
        row = {"contact_id": self.contact_id, "position": self.position, "sender": sender, "text": text}
        row["sent_at"] = self.now
        if self.channel in ("phone", "in_person"):
            self.now += timedelta(seconds=round(1 + len(text.split()) / WORDS_A_SECOND))
            row["ended_at"] = self.now
        self.ledger.add("messages", **row)
        self.position += 1

    def says(self, sender: str, name: str, **slots: str) -> None:
        """One of the bank's phrases; customers thank in their own gender."""
        if name == "thanks":
            name = "thanks_her" if self.customer.female else "thanks_him"
        self.say(sender, self.pick(name, **slots))

    def close(self, reason: str, direction: str = "inbound", **columns: Any) -> None:
        """Write the contact down, with its truth; the customer grades some."""
        ended = max(self.now, self.started_at + timedelta(seconds=self.chance.randrange(90, 700)))
        if self.position:
            ended = self.now
        asked = self.kept.values()
        share = sum(asked) / len(asked) if asked else 0.7
        csat = None
        if direction == "inbound" and self.chance.random() < 0.34:
            csat = min(5, max(1, round(self.chance.gauss(1.6 + 3.1 * share, 0.9))))
        self.ledger.add(
            "contacts",
            contact_id=self.contact_id,
            protocol=self.protocol,
            customer_id=self.customer.customer_id,
            agent_id=self.agent.agent_id,
            channel=self.channel,
            direction=direction,
            reason=reason,
            started_at=self.started_at,
            ended_at=ended,
            queued_seconds=round(self.chance.lognormvariate(4.4, 0.9)) if direction == "inbound" else 0,
            resolved=columns.pop("resolved", self.chance.random() < 0.35 + 0.5 * share),
            csat=csat,
            **columns,
        )
        if not self.silent:
            for practice, followed in self.kept.items():
                self.ledger.know("contact", self.contact_id, practice, followed)
