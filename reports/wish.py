"""What is asked for: which pack, for whom, of which choice, in which language; and what a wrong wish is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from data.people import Viewer
from queries.choice import Choice

Progress = Callable[[float], None]
"""Takes the share that is done, from 0 to 1."""


class Pack(StrEnum):
    """The packs, under the names that the shell knows."""

    WEEKLY = "weekly"
    AGENT = "agent"
    FOLLOW_UP = "follow-up"


class Ending(StrEnum):
    """What kind of file."""

    PDF = "pdf"
    XLSX = "xlsx"


class NothingToReport(ValueError):  # noqa: N818 - no failure: there is nothing there
    """There is nothing to make a pack of; the sentence, in the wish's language, says why and what to do."""


@dataclass(frozen=True)
class Wish:
    """One pack, with the choice of the screen that it stands on. Hashable: a pack is kept under its wish.

    agent_id      whose sheet it is; None for the other packs
    address       where the dashboard is opened ('https://painel.exemplo/'); None: links are written as relative text
    only          the commitments that the follow-up screen's own filters leave; None for all
    weeks         how many weeks the review shows of who needs help (0: the period); None: as the screen does at first
    practice      the practice that it shows agent by agent there; None: as the screen does at first
    """

    pack: Pack
    viewer: Viewer
    choice: Choice
    language: str = "pt"
    agent_id: str | None = None
    address: str | None = None
    only: tuple[str, ...] | None = None
    weeks: int | None = None
    practice: str | None = None
