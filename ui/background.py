"""Work beside the screens: a few threads, whose results are kept for a while. Nothing here knows Streamlit.

A thread gets what it needs as arguments and tells how far it is; screens look at its `Job` whenever they are drawn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from time import monotonic

THREADS = 2
MOST_WAITING = 8
MOST_BYTES = 64 * 2**20
KEPT_SECONDS = 15 * 60
"""A result is kept this long: it tells how things were, and its reader may be gone."""
Work = Callable[[Callable[[float], None]], bytes]
"""Takes a callback for the share that is done, from 0 to 1; gives a file's content."""
log = logging.getLogger(__name__)


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Busy(Exception):  # noqa: N818 - nothing broke: too much is asked for at once
    """More waits to be done than is worth waiting for."""


@dataclass
class Job:
    """One piece of work: how far it is, what came of it (`result`, or `error`), and when."""

    state: State = State.WAITING
    share: float = 0.0
    result: bytes = b""
    error: Exception | None = None
    ended_at: datetime | None = None
    _since: float = field(default_factory=monotonic)

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)

    def progress(self, share: float) -> None:
        """What the work calls; a share never goes back."""
        self.share = max(self.share, min(1.0, share))


class Jobs:
    """The jobs of a process by their key; results take up to `most_bytes`, the oldest go first."""

    def __init__(
        self, threads: int = THREADS, most_bytes: int = MOST_BYTES, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background")
        self._most_bytes, self._kept_seconds = most_bytes, kept_seconds
        self._jobs: dict[Hashable, Job] = {}
        self._lock = Lock()

    def find(self, key: Hashable) -> Job | None:
        """The job of this key, if it is under way or its result is still kept."""
        with self._lock:
            self._let_go()
            return self._jobs.get(key)

    def start(self, key: Hashable, work: Work) -> Job:
        """The job of this key: the one that is under way or done, else a new one. Raises `Busy`."""
        with self._lock:
            self._let_go()
            known = self._jobs.get(key)
            if known is not None and known.state is not State.FAILED:
                return known
            if sum(not job.is_over for job in self._jobs.values()) >= MOST_WAITING:
                raise Busy
            job = Job()
            self._jobs.pop(key, None)
            self._jobs[key] = job
        self._pool.submit(self._run, job, work)
        return job

    def _run(self, job: Job, work: Work) -> None:
        job.state = State.RUNNING
        try:
            job.result = work(job.progress)
        except Exception as error:
            log.exception("work in the background failed")
            job.error, ended = error, State.FAILED
        else:
            ended = State.DONE
        job.ended_at, job._since = datetime.now(UTC), monotonic()
        job.state = ended
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        """Forget what is old, and what is too much: the longest ended first. What is under way stays."""
        now = monotonic()
        for key in [key for key, job in self._jobs.items() if job.is_over and now - job._since > self._kept_seconds]:
            del self._jobs[key]
        over = sorted((job._since, key) for key, job in self._jobs.items() if job.is_over) if self._too_much() else []
        for _, key in over:
            if not self._too_much():
                return
            del self._jobs[key]

    def _too_much(self) -> bool:
        return sum(len(job.result) for job in self._jobs.values()) > self._most_bytes


JOBS = Jobs()
"""Those of this process."""
