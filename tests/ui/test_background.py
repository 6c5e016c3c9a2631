"""Work beside the screens: what is kept, for how long, how much, and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from ui import background
from ui.background import Busy, Job, Jobs, State

PATIENCE_SECONDS = 20


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work waits for it; opened at the end, so that no thread outlives a test."""
    opened = threading.Event()
    yield opened
    opened.set()


def done(jobs: Jobs, key: str, work: Callable[[Callable[[float], None]], bytes]) -> Job:
    """The job, when it is over."""
    over = threading.Event()

    def watched(progress: Callable[[float], None]) -> bytes:
        try:
            return work(progress)
        finally:
            over.set()

    job = jobs.start(key, watched)
    assert over.wait(PATIENCE_SECONDS)
    jobs._pool.submit(lambda: None).result(PATIENCE_SECONDS)  # the thread has put the result away
    return job


def test_a_result_is_kept_under_its_key() -> None:
    jobs = Jobs(threads=1)
    job = done(jobs, "a", lambda _: b"file")
    assert (job.state, job.result, job.error) == (State.DONE, b"file", None)
    assert jobs.find("a") is job
    assert jobs.start("a", lambda _: b"another") is job
    assert jobs.find("b") is None


def test_a_share_goes_up_only() -> None:
    job = Job()
    for share in (0.2, 0.1, 7.0):
        job.progress(share)
    assert job.share == 1.0


def test_what_failed_is_told_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs(threads=1)
    failed = done(jobs, "a", lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
    assert failed.state is State.FAILED
    assert isinstance(failed.error, ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text
    assert done(jobs, "a", lambda _: b"file").state is State.DONE


def test_results_take_so_much_room_and_the_oldest_go_first() -> None:
    jobs = Jobs(threads=1, most_bytes=10)
    for key in "abc":
        done(jobs, key, lambda _: b"12345")
    assert [key for key in "abc" if jobs.find(key)] == ["b", "c"]


def test_results_are_kept_for_a_while() -> None:
    jobs = Jobs(threads=1, kept_seconds=-1)
    done(jobs, "a", lambda _: b"file")
    assert jobs.find("a") is None


def test_too_much_at_once_is_refused_and_what_waits_says_so(gate: threading.Event) -> None:
    jobs = Jobs(threads=1)
    begun = threading.Event()

    def work(_: Callable[[float], None]) -> bytes:
        begun.set()
        gate.wait(PATIENCE_SECONDS)
        return b""

    first = jobs.start("0", work)
    assert begun.wait(PATIENCE_SECONDS)
    others = [jobs.start(str(place), work) for place in range(1, background.MOST_WAITING)]
    assert first.state is State.RUNNING
    assert {one.state for one in others} == {State.WAITING}
    with pytest.raises(Busy):
        jobs.start("one too many", work)
    assert jobs.start("0", work) is first
