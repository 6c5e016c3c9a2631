"""The screens and their addresses, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.links import AGENTS, PRACTICES, PRACTICES_SCRIPT, RECORD, RECORD_SCRIPT, TRUST
from ui.wording import mark, said, tr

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Screen:
    """One screen: its script, its address, its name in the menu."""

    script: str
    address: str
    title: str


SCREENS = (
    Screen("pages/supervision/weekly_review.py", "revisao", mark("Weekly review")),
    Screen(PRACTICES_SCRIPT, PRACTICES, mark("Practices")),
    Screen("pages/follow_up/without_return.py", "sem-retorno", mark("Without return")),
    Screen("pages/coaching/agents.py", AGENTS, mark("Agents")),
    Screen("pages/results/kpis.py", "kpis", mark("KPIs")),
    Screen(RECORD_SCRIPT, RECORD, mark("Contact or OS")),
    Screen("pages/quality/trust.py", TRUST, mark("Trust")),
)


def screens() -> list[StreamlitPage]:
    """The screens whose script exists, named in the user's language, and the bare address, which leads to the first.

    Streamlit serves its default page at the bare address only; so the default is none of the screens, and each screen
    has an address that can be sent to a colleague.
    """
    there = [
        st.Page(PROJECT / one.script, title=said(one.title), url_path=one.address)
        for one in SCREENS
        if (PROJECT / one.script).exists()
    ]

    def home() -> None:
        st.switch_page(there[0])

    return [st.Page(home, title=tr("Service quality"), default=True, visibility="hidden"), *there]
