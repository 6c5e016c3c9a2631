"""Who works at the fictitious provider, how well, and who its customers are."""

from __future__ import annotations

import math
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

_NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
FEMALE, MALE, FAMILY = _NAMES["female"], _NAMES["male"], _NAMES["family"]
TEAMS = ("Centro", "Norte", "Sul")
AGENTS_A_TEAM = 8
CITIES = ("Caxias", "Timon", "Codó", "Bacabal", "Pedreiras", "Coroatá")
PLANS = ("200 Mega", "300 Mega", "400 Mega", "500 Mega", "600 Mega", "1 Giga")
TECHNICIANS = ("Edivan", "Robério", "Jackson", "Aldemir", "Cláudio", "Marquinhos", "Josias")

FOLLOWED = {
    "use_name": 0.90,
    "confirm_understanding": 0.76,
    "plain_language": 0.80,
    "adapt_solution": 0.82,
    "transparency": 0.78,
    "validate_service": 0.70,
    "document_os": 0.77,
    "clear_internal_request": 0.70,
    "composure": 0.78,
    "honest_no": 0.8,
    "generic_reply": 0.90,
    "interruption_or_haste": 0.94,
    "unchecked_scheduling": 0.84,
    "unrecorded_contact": 0.91,
    "omitted_fee_or_deadline": 0.92,
    "no_return": 0.74,
    "harsh_tone": 0.965,
    "pushed_offer": 0.86,
    "skipped_procedure": 0.84,
}
"""How often the average agent follows each practice."""
COACHED_TEAM = "Norte"
TALKS = (("confirm_understanding", 6), ("transparency", 13))
"""The practices of the coaching talks, and how many weeks ago they were held, on a Tuesday; the latest first."""
COACHED_MORE = 1.9
BEFORE_A_TALK = timedelta(weeks=8)


@dataclass(frozen=True)
class Agent:
    agent_id: str
    name: str
    team: str
    lead: str
    hired_on: date
    leaning: dict[str, float]

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Coached:
    """An agent who follows a practice more often since a coaching talk."""

    agent_id: str
    practice: str
    talk: date


@dataclass(frozen=True)
class Customer:
    customer_id: str
    name: str
    female: bool
    document: str
    phone: str
    city: str
    plan: str
    since: date

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def polite(self) -> str:
        return f"{'dona' if self.female else 'seu'} {self.first}"

    @property
    def gendered(self) -> dict[str, str]:
        """The words that go with the customer's gender, by their slot in `phrases.toml`."""
        sir, partner = ("a senhora", "meu marido") if self.female else ("o senhor", "minha esposa")
        of_partner = "do meu marido" if self.female else "da minha esposa"
        words = {"sir": sir, "sir_cap": sir.capitalize(), "partner": partner, "of_partner": of_partner}
        return words | {"o": "a" if self.female else "o"}


@dataclass
class House:
    """The provider: its people, its opening hours, and what its last weeks were like."""

    agents: list[Agent]
    customers: list[Customer]
    first_day: date
    last_day: date
    last_monday: date
    busy_days: list[date] = field(default_factory=list)
    coached: tuple[Coached, ...] = ()

    @classmethod
    def build(cls, chance: random.Random, last_day: date, weeks: int, customers: int) -> House:
        first_day = last_day - timedelta(days=weeks * 7 - 1)
        days = [first_day + timedelta(days=n) for n in range(weeks * 7)]
        last_complete = last_day + timedelta(days=1) if last_day.weekday() == 6 else last_day
        last_monday = last_complete - timedelta(days=last_complete.weekday() + 7)
        agents = _agents(chance, first_day)
        return cls(
            agents,
            [_customer(chance, number, first_day) for number in range(customers)],
            first_day,
            last_day,
            last_monday,
            [day for day in days for _ in range((10, 9, 9, 8, 9, 5, 0)[day.weekday()])],
            _coached(agents, first_day, last_monday),
        )

    def follows(self, chance: random.Random, agent: Agent, practice: str, day: date) -> bool:
        """Whether this agent follows this practice today."""
        base = FOLLOWED[practice]
        leaning = math.log(base / (1 - base)) + agent.leaning[practice] + self._news(agent, practice, day)
        return chance.random() < 1 / (1 + math.exp(-leaning))

    def moment(self, chance: random.Random) -> datetime:
        """A local time within opening hours; busier in the morning and late afternoon."""
        day = chance.choice(self.busy_days)
        hour = chance.choices(range(8, 20), (6, 9, 10, 9, 6, 6, 8, 8, 8, 7, 5, 4))[0]
        return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)))

    def _news(self, agent: Agent, practice: str, day: date) -> float:
        """What changed lately: availability is checked less since the last complete week, validating improved; and
        who was coached follows that practice since.
        """
        if any((agent.agent_id, practice) == (one.agent_id, one.practice) and day >= one.talk for one in self.coached):
            return COACHED_MORE
        if practice == "unchecked_scheduling" and day >= self.last_monday:
            return -2.6 if agent.team == "Norte" else -0.9
        if practice == "validate_service" and day >= self.last_monday - timedelta(days=14):
            return 0.6
        return 0.0


def _agents(chance: random.Random, first_day: date) -> list[Agent]:
    names = [*chance.sample(FEMALE, AGENTS_A_TEAM * 3 // 2), *chance.sample(MALE, AGENTS_A_TEAM * 3 // 2)]
    families = chance.sample(FAMILY, len(names))
    chance.shuffle(names)
    agents = []
    for number, first in enumerate(names):
        team = TEAMS[number // AGENTS_A_TEAM]
        lead = f"a{number // AGENTS_A_TEAM * AGENTS_A_TEAM + 1:02}"
        leaning = {practice: chance.gauss(0, 0.35) for practice in FOLLOWED}
        for weak in chance.sample(list(FOLLOWED), 2):
            leaning[weak] -= chance.uniform(0.8, 1.6)
        strong = chance.choice(list(FOLLOWED))
        leaning[strong] += chance.uniform(0.8, 1.6)
        hired = first_day - timedelta(days=chance.randrange(60, 2500))
        agents.append(Agent(f"a{number + 1:02}", f"{first} {families[number]}", team, lead, hired, leaning))
    return agents


def _coached(agents: list[Agent], first_day: date, last_monday: date) -> tuple[Coached, ...]:
    """In COACHED_TEAM, for each of the TALKS, who follows the practice least; nobody is coached in two.

    None where the records do not reach far enough back to tell what it was like before the first talk.
    """
    found: list[Coached] = []
    for practice, weeks_ago in TALKS:
        talk = last_monday - timedelta(weeks=weeks_ago - 1) + timedelta(days=1)
        taken = [one.agent_id for one in found]
        free = [one for one in agents if one.team == COACHED_TEAM and one.agent_id not in taken]
        found.append(Coached(min(free, key=lambda one: one.leaning[practice]).agent_id, practice, talk))
    return tuple(found) if first_day <= min(one.talk for one in found) - BEFORE_A_TALK else ()


def _customer(chance: random.Random, number: int, first_day: date) -> Customer:
    female = chance.random() < 0.5
    first = chance.choice(FEMALE if female else MALE)
    family = " ".join(chance.sample(FAMILY, chance.choice((1, 2, 2))))
    digits = "".join(str(chance.randrange(10)) for _ in range(9))
    return Customer(
        f"c{number + 1:05}",
        f"{first} {family}",
        female,
        f"000.{digits[:3]}.{digits[3:6]}-{digits[6:8]}",
        f"(99) 90000-{chance.randrange(10000):04}",
        chance.choice(CITIES),
        chance.choice(PLANS),
        first_day - timedelta(days=chance.randrange(30, 3000)),
    )
