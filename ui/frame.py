"""The line above every screen: who is looking, in which language, whether the records are invented, or have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.codes import ROLES
from ui.device import on_a_phone
from ui.literal import literal
from ui.names import name
from ui.wording import LANGUAGES, choose_language, keep_language, language, tr

SIGN_OUT = "sign_out"
SECONDS_BETWEEN_LOOKS = 20
_DRAWN_FROM = "frame_drawn_from"
DATABASE_LIBRARIES = ("sqlalchemy", "sqlite3", "psycopg")


def top(viewer: Any, drawn_from: str, state: Callable[[], str], *, fictitious: bool) -> str | None:
    """Draw the line; `SIGN_OUT` when the user wants to leave.

    viewer       who is looking (`data.people.Viewer`)
    drawn_from   the state of the store that the screen below is drawn from
    state        tells the state of the store now: asked again and again while the screen stands open
    """
    drawn(drawn_from)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f":gray-badge[{tr('Fictitious demonstration data')}]" if fictitious else "&nbsp;", width="content")
        beside = st.container(width="content")
        others = [code for code in LANGUAGES if code != language()]
        with st.container(width="content", gap=None):
            picked = st.menu_button(
                literal(viewer.name),
                [*others, SIGN_OUT],
                format_func=lambda one: tr("Sign out") if one == SIGN_OUT else LANGUAGES[one],
                help=name(ROLES, viewer.role),
                icon=":material/person:",
                type="tertiary",
                key="frame_menu",
                on_click=_speak,
            )
            keep_language()
    with st.container() if on_a_phone() else beside:
        _what_changed(state)
    return SIGN_OUT if picked == SIGN_OUT else None


def drawn(state: str) -> None:
    """Remember which state of the store the screen in this window shows."""
    st.session_state[_DRAWN_FROM] = state


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _what_changed(state: Callable[[], str]) -> None:
    """Say when the screen shows what was: somebody, or its user in another window, has changed something since.

    Only this part looks by itself. The screen is drawn anew when its user wants it: what is being typed stays.
    """
    if st.session_state.get(_DRAWN_FROM) in (None, state()):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":small[:gray[{tr('The data have changed since this screen was opened.')}]]", width="content")
        st.button(
            tr("Show them as they are now"),
            icon=":material/refresh:",
            type="tertiary",
            key="frame_update",
            on_click=st.rerun,  # a click that also leaves a field of another fragment runs that one, and never this
        )


def _speak() -> None:
    picked = st.session_state.get("frame_menu")
    if picked in LANGUAGES:
        choose_language(picked)


def failed(error: Exception) -> bool:
    """Say in plain words that a screen could not be drawn; the server has logged the trace. For `st.App`."""
    if type(error).__module__.partition(".")[0] in DATABASE_LIBRARIES:
        words = tr(
            "The database does not answer, so this screen cannot be drawn. Nothing was lost. Reload the page in a "
            "minute; if it stays like this, tell whoever looks after the system."
        )
    else:
        words = tr(
            "Something went wrong and this screen could not be drawn. What you registered before is kept. Reload the "
            "page; if it happens again, tell whoever looks after the system at what time it was: the server's log has "
            "the details."
        )
    st.error(words, icon=":material/error:")
    return True
