"""Reading tagged talks, `talks/*.txt`, one hand a file.

    === w1-001 | whatsapp | support | Odair José Bergamasco | Rosângela Pavani      id, channel, reason, customer, agent
    B: a line of the bot (S: of the system)
    C [states problem]: fiz uma edícula no fundo e lá o wi-fi mal chega     the acts of the line, its words
    A [confirm ask]: Seu Odair, então é só lá que trava? Qual a distância?
    V: confirm_understanding=met@2 adapt_solution=- …                     the verdicts, `@` the lines that show it

`-` says that the practice does not apply, `?` that graders may differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TALKS = Path(__file__).parent / "talks"
SENDERS = {"A": "agent", "C": "customer", "B": "bot", "S": "system"}
DOES_NOT_APPLY = "-"
AS_OF = datetime(2026, 6, 10, 16)
_BEGINS = datetime(2026, 6, 10, 10)
_LINE = re.compile(r"([BS]):\s*(.*)|([CA])\s*\[([^\]]*)\]:\s*(.*)")
_VERDICT = re.compile(r"(\w+)=(met|missed|-|\?)(?:@([\d,]+))?")
_WORDS_A_SECOND, _PAUSE_SECONDS, _SECONDS_A_MESSAGE = 2.5, 0.6, 45


@dataclass
class Line:
    """One message: who, which acts, what."""

    sender: str
    acts: frozenset[str]
    text: str


@dataclass
class Talk:
    """One talk; `verdicts` by practice: met, missed, `-`, `?` and the positions (from 0) of the lines that show it."""

    talk_id: str
    channel: str
    reason: str
    customer: str
    agent: str
    lines: list[Line] = field(default_factory=list)
    verdicts: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)


def read_talks(folder: Path = TALKS) -> list[Talk]:
    """All talks of all files. Raises `ValueError` naming file and line of what cannot be read."""
    talks: list[Talk] = []
    for path in sorted(folder.glob("*.txt")):
        for number, written in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if written.strip():
                try:
                    _take(written, talks)
                except (ValueError, IndexError, TypeError) as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from error
    return talks


def _take(written: str, talks: list[Talk]) -> None:
    if written.startswith("==="):
        talk_id, channel, reason, customer, agent = (part.strip() for part in written[3:].split("|"))
        talks.append(Talk(talk_id, channel, reason, customer, agent))
    elif written.startswith("V:"):
        for word in written[2:].split():
            found = _VERDICT.fullmatch(word)
            if found is None:
                raise ValueError(f"no verdict: {word}")
            places = tuple(int(place) - 1 for place in (found[3] or "").split(",") if place)
            talks[-1].verdicts[found[1]] = (found[2], places)
    else:
        found = _LINE.match(written)
        if found is None:
            raise ValueError("neither a line, a heading nor verdicts")
        sender, acts, text = (found[1], "", found[2]) if found[1] else (found[3], found[4], found[5])
        talks[-1].lines.append(Line(SENDERS[sender], frozenset(acts.split()), text))


def as_case(talks: list[Talk]) -> dict[str, Any]:
    """All talks as contacts of one graded case (RECORDS), each with its own customer and agent; `as_of` is AS_OF."""
    case: dict[str, Any] = {"case": "talks", "as_of": AS_OF.isoformat(), "labels": []}
    case |= {table: [] for table in ("agents", "customers", "contacts", "messages")}
    for talk in talks:
        one = talk.talk_id
        messages, ended = _messages(talk)
        outbound = talk.reason == "follow_up" and talk.lines[0].sender == "agent"
        case["agents"].append({"agent_id": f"a-{one}", "name": talk.agent, "team": "T"})
        case["customers"].append({"customer_id": f"k-{one}", "name": talk.customer})
        case["messages"] += messages
        case["contacts"].append(
            {
                "contact_id": one,
                "protocol": one,
                "customer_id": f"k-{one}",
                "agent_id": f"a-{one}",
                "channel": talk.channel,
                "direction": "outbound" if outbound else "inbound",
                "reason": talk.reason,
                "started_at": _BEGINS.isoformat(),
                "ended_at": ended.isoformat(),
            }
        )
    return case


def _messages(talk: Talk) -> tuple[list[dict[str, Any]], datetime]:
    at = _BEGINS
    messages: list[dict[str, Any]] = []
    for position, line in enumerate(talk.lines):
        one: dict[str, Any] = {
            "contact_id": talk.talk_id,
            "position": position,
            "sender": line.sender,
            "sent_at": at.isoformat(),
            "text": line.text,
        }
        seconds = float(_SECONDS_A_MESSAGE)
        if talk.channel == "phone":
            spoken = max(1.0, len(line.text.split()) / _WORDS_A_SECOND)
            one["ended_at"] = (at + timedelta(seconds=spoken)).isoformat()
            seconds = spoken + _PAUSE_SECONDS
        messages.append(one)
        at += timedelta(seconds=seconds)
    return messages, at
