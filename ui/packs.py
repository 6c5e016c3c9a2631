"""Packs to take along: each is made in the background when it is asked for, and offered as a download.

The screen stays usable: only this part looks, every second, how far the work is. A pack belongs to its viewer, the
choice, the language and the state of the store: when one of them changes, it is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Protocol, Self

import streamlit as st

from ui import background, screen
from ui.background import Busy, Job, State
from ui.frame import DATABASE_LIBRARIES
from ui.literal import literal
from ui.wording import clock, language, number, tr

SECONDS_BETWEEN_LOOKS = 1.0
PDF, XLSX = "pdf", "xlsx"
MIMES = {PDF: "application/pdf", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FRAGMENT, _REFUSED = "packs", "pack_refused"


class Offer(Protocol):
    """A pack that can be made (`reports.Offer`)."""

    @property
    def key(self) -> Hashable:
        """What the pack is made of, but for the state of the store: the viewer, the choice, the language."""

    @property
    def nothing(self) -> type[Exception]:
        """What `make` raises where there is nothing to make it of; its words are for the user."""

    def told(self, language: str, address: str | None) -> Self:
        """The same pack in a language, with links to the dashboard at `address`."""

    def make(self, ending: str, progress: Callable[[float], None]) -> bytes:
        """The file; runs in a thread of its own."""

    def file_name(self, ending: str, now: datetime) -> str: ...


def download(offer: Offer, state: Callable[[], str], about: str) -> None:
    """The part of a screen from which its pack is taken: a PDF and a spreadsheet, each made when somebody asks for it.

    `state` tells the state of the store; `about` what the two hold, in a sentence.
    """
    screen.section(tr("To take along"))
    st.markdown(screen.small(about))
    st.fragment(_both, key=_FRAGMENT)(offer.told(language(), st.context.url or None), state)


def _both(offer: Offer, state: Callable[[], str]) -> None:
    """Both files, side by side. Where one is under way, that part looks again by itself."""
    now = state()
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        for ending in MIMES:
            key = (offer.key, ending, now)
            job = background.JOBS.find(key)
            with st.container(width=300):
                if job is None or job.is_over:
                    _one(offer, ending, key, job)
                else:
                    st.fragment(_under_way, run_every=SECONDS_BETWEEN_LOOKS)(offer, ending, key, job)


def _under_way(offer: Offer, ending: str, key: Hashable, job: Job) -> None:
    if job.is_over:
        _one(offer, ending, key, job, looking=True)
        return
    words = tr("waiting for its turn") if job.state is State.WAITING else f"{number(100 * job.share)}%"
    preparing = tr("Preparing the PDF: {share}", share=words)
    if ending == XLSX:
        preparing = tr("Preparing the spreadsheet: {share}", share=words)
    st.progress(job.share, text=preparing)


def _one(offer: Offer, ending: str, key: Hashable, job: Job | None, looking: bool = False) -> None:
    """One file: to be made, made, or why not. `looking`: in the part that looks by itself until drawn anew."""
    if job is not None and job.state is State.DONE and job.ended_at is not None:
        fields = {"size": _size(len(job.result)), "time": clock(job.ended_at)}
        st.download_button(
            tr("Download the spreadsheet ({size}, made at {time})", **fields)
            if ending == XLSX
            else tr("Download the PDF ({size}, made at {time})", **fields),
            job.result,
            offer.file_name(ending, job.ended_at),
            MIMES[ending],
            key=f"pack_download_{ending}",
            icon=":material/download:",
            on_click=_stop_looking if looking else "ignore",
        )
        return
    if job is not None and job.error is not None:
        st.markdown(literal(what_happened(job.error, offer.nothing)))
    elif st.session_state.get(_REFUSED) == ending:
        del st.session_state[_REFUSED]
        st.markdown(tr("Too many packs are being prepared right now. Nothing was started: ask again in a minute."))
    st.button(
        tr("Prepare the spreadsheet") if ending == XLSX else tr("Prepare the PDF"),
        key=f"pack_prepare_{ending}",
        icon=":material/table_view:" if ending == XLSX else ":material/description:",
        on_click=_start,
        args=(offer, ending, key),
    )


def _start(offer: Offer, ending: str, key: Hashable) -> None:
    try:
        background.JOBS.start(key, lambda progress: offer.make(ending, progress))
    except Busy:
        st.session_state[_REFUSED] = ending
    _stop_looking()


def _stop_looking() -> None:
    """Draw this part anew: what no longer waits is not asked again."""
    st.rerun(_FRAGMENT)


def what_happened(error: Exception, nothing: type[Exception]) -> str:
    """Why a pack was not made, in plain words."""
    if isinstance(error, nothing):
        return str(error)
    if type(error).__module__.partition(".")[0] in DATABASE_LIBRARIES:
        return tr("The database did not answer, so the pack was not made. Try again in a minute.")
    return tr(
        "Something went wrong and the pack was not made; the server's log has the details. Try again, or tell whoever "
        "looks after the system."
    )


def _size(count: int) -> str:
    return f"{number(count / 2**20, 1)} MB" if count >= 2**20 else f"{number(max(1, count / 2**10))} kB"
