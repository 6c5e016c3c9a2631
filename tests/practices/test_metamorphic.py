"""What must not matter does not: the same talk in another spelling, split, renamed, with a bot before it.

Every fifth tagged talk (`practices/learned/talks`), graded cases and contacts of the demo are changed and judged again.
What folding takes away may change nothing at all; where words move or a linear model reads other letters, the share of
verdicts that stay is held against a floor that stands a little under what was measured. A met contact whose decisive
message is taken out is met no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.demo import make_demo
from data.records import TABLES, from_case, parse_time
from practices.cases import read_cases, together
from practices.judge import judge
from practices.learned.talks import as_case, read_talks
from practices.policy import default_policy
from practices.practice import Unit

ROOT = Path(__file__).parents[2]
EVERY = 5
Case = dict[str, Any]
KEY = ["unit_id", "practice"]


def plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")


def doubled(text: str) -> str:
    """ "Obrigada" -> "Obrigadaa": the last letter of every third word twice."""
    words = text.split(" ")
    return " ".join(
        word + word[-1] * 2 if number % 3 == 0 and re.fullmatch(r"[^\W\d]{3,}", word) else word
        for number, word in enumerate(words)
    )


SHORT = {"você": "vc", "vocês": "vcs", "porque": "pq", "também": "tb", "hoje": "hj", "mesmo": "msm", "quando": "qdo"}


def shortened(text: str) -> str:
    return re.sub(r"\w+", lambda found: SHORT.get(found[0], found[0]), text)


def in_texts(change: Callable[[str], str]) -> Callable[[Case], Case]:
    def changed(case: Case) -> Case:
        for message in case["messages"]:
            message["text"] = change(message["text"])
        return case

    return changed


def with_a_bot(case: Case) -> Case:
    greeted = {one["contact_id"]: one for one in reversed(case["messages"])}
    for message in case["messages"]:
        message["position"] += 1
    hello = "Oi! Sou a assistente virtual. Um atendente já vai falar com você."
    case["messages"] += [{**one, "position": 0, "sender": "bot", "text": hello} for one in greeted.values()]
    return case


def split_in_two(case: Case) -> Case:
    """The longest message of every talk, cut after its first sentence."""
    longest: dict[str, dict[str, Any]] = {}
    for message in case["messages"]:
        known = longest.get(message["contact_id"])
        cuts = re.search(r"[.!?] ", message["text"])
        if cuts and (known is None or len(message["text"]) > len(known["text"])):
            longest[message["contact_id"]] = message
    halves = []
    for message in case["messages"]:
        message["position"] *= 2
    for message in longest.values():
        cut = re.search(r"[.!?] ", message["text"])
        assert cut is not None
        halves.append({**message, "position": message["position"] + 1, "text": message["text"][cut.end() :]})
        message["text"] = message["text"][: cut.end() - 1]
    case["messages"] += halves
    return case


def renamed(case: Case) -> Case:
    """Agent and customer get other names, in the records and wherever the talk says the old ones."""
    customers = {one["customer_id"]: one for one in case["customers"]}
    agents = {one["agent_id"]: one for one in case["agents"]}
    other: dict[str, dict[str, str]] = {}
    for contact in case["contacts"]:
        if contact.get("customer_id") not in customers or contact.get("agent_id") not in agents:
            continue
        customer, agent = customers[contact["customer_id"]], agents[contact["agent_id"]]
        words: dict[str, str] = {}
        for name, new in ((agent["name"], "Tadeu Bittencourt"), (customer["name"], "Graziela Fontoura")):
            old = name.split()
            words |= {word: new.split()[min(place, 1)] for place, word in enumerate(old) if len(word) > 2}
        customer["name"], agent["name"] = "Graziela Fontoura", "Tadeu Bittencourt"
        other[contact["contact_id"]] = words
    for message in case["messages"]:
        words = other.get(message["contact_id"], {})
        message["text"] = re.sub(r"\w+", lambda found, words=words: words.get(found[0], found[0]), message["text"])  # type: ignore[misc]
    return case


def verdicts(case: Case) -> pl.DataFrame:
    policy = default_policy()
    found = judge(from_case(case, policy.time_zone), policy, parse_time(case["as_of"], policy.time_zone)).verdicts
    return found.filter(pl.col("unit") == Unit.CONTACT.value).select(*KEY, "verdict", "evidence")


def graded() -> Case:
    paths = [ROOT / f"tests/graded/open/hand{number}.jsonl" for number in (4, 5)]
    return together(read_cases(paths))


def demo() -> Case:
    """Whole customers of the fictitious provider, in the words of a graded case."""
    until = date(2026, 6, 7)
    records = make_demo(300, seed=11, until=until, weeks=4).records
    case: Case = {"case": "demo", "as_of": f"{until.isoformat()}T23:00:00"}
    for table in TABLES:
        rows = getattr(records, table.name).to_dicts()
        case[table.name] = [
            {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            for row in rows
        ]
    return case


@pytest.fixture(scope="module", params=["talks", "graded", "demo"])
def case(request: pytest.FixtureRequest) -> Case:
    return {"talks": lambda: as_case(read_talks()[::EVERY]), "graded": graded, "demo": demo}[request.param]()


@pytest.fixture(scope="module")
def before(case: Case) -> pl.DataFrame:
    return verdicts(deepcopy(case))


@pytest.mark.parametrize(
    ("change", "floor"),
    [
        pytest.param(in_texts(plain), 0.998, id="without accents"),  # "É quando …" explains, "e quando …" does not
        pytest.param(in_texts(doubled), 1.0, id="doubled letters"),
        pytest.param(in_texts(shortened), 0.99, id="chat shorthand"),
        pytest.param(in_texts(str.lower), 0.99, id="lower case"),
        pytest.param(in_texts(str.upper), 0.99, id="capitals"),
        pytest.param(with_a_bot, 1.0, id="a bot's greeting in front"),
        pytest.param(split_in_two, 0.95, id="one message split in two"),
        pytest.param(renamed, 0.97, id="agent and customer renamed"),
    ],
)
def test_what_does_not_matter_changes_no_verdict(
    case: Case, before: pl.DataFrame, change: Callable[[Case], Case], floor: float
) -> None:
    after = verdicts(change(deepcopy(case)))
    both = before.join(after, on=KEY, how="full", coalesce=True, suffix="_after")
    if change is renamed:  # "Zé" does not become "Grazi" with José
        both = both.filter(pl.col("practice") != "use_name")
    stays = both.select(pl.col("verdict").eq_missing(pl.col("verdict_after")).mean()).item()
    changed = both.filter(~pl.col("verdict").eq_missing(pl.col("verdict_after")))
    assert both.height > 700
    assert stays >= floor, (stays, changed.group_by("practice").len().sort("len").rows())


@pytest.mark.parametrize(
    ("practice", "floor"),
    [("use_name", 1.0), ("confirm_understanding", 0.6), ("composure", 0.45), ("honest_no", 0.6)],
)
def test_without_its_decisive_message_a_met_contact_is_met_no_more(
    case: Case, before: pl.DataFrame, practice: str, floor: float
) -> None:
    # what is taken out may leave a second acknowledgement, or a second question, which is as good
    met = before.filter((pl.col("practice") == practice) & (pl.col("verdict") == "met") & (pl.col("evidence") != ""))
    shown = {place for evidence in met["evidence"] for place in evidence.split()}
    left = deepcopy(case)
    left["messages"] = [
        one for one in left["messages"] if f"message:{one['contact_id']}:{one['position']}" not in shown
    ]
    after = verdicts(left).filter(pl.col("practice") == practice)
    still = met.join(after.filter(pl.col("verdict") == "met"), on=KEY)
    assert met.height > 5
    assert 1 - still.height / met.height >= floor, (still.height, met.height)
