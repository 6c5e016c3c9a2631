"""A pack that somebody may ask for: what a screen hands to the thread that makes it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from data.store import Store
from reports.links import base_of
from reports.making import file_name, make
from reports.wish import Ending, NothingToReport, Progress, Wish


@dataclass(frozen=True)
class Offer:
    """The wish, and the store to make it from."""

    store: Store
    wish: Wish

    @property
    def key(self) -> Hashable:
        return self.wish

    @property
    def nothing(self) -> type[Exception]:
        return NothingToReport

    def told(self, language: str, address: str | None) -> Offer:
        """The same pack in `language`, with links to the dashboard one of whose screens is at `address`."""
        try:
            base = base_of(address) if address else None
        except ValueError:
            base = None
        return replace(self, wish=replace(self.wish, language=language, address=base))

    def make(self, ending: str, progress: Progress) -> bytes:
        """The file, as of now."""
        return make(self.store, self.wish, Ending(ending), datetime.now(UTC), progress)

    def file_name(self, ending: str, now: datetime) -> str:
        return file_name(self.wish, Ending(ending), now)
