"""The line above every screen: who is looking, in which language, and whether the records are invented."""

from __future__ import annotations

import streamlit as st

from ui.codes import ROLES
from ui.literal import literal
from ui.names import name
from ui.wording import LANGUAGES, choose_language, keep_language, language, tr

SIGN_OUT = "sign_out"
DATABASE_LIBRARIES = ("sqlalchemy", "sqlite3", "psycopg")


def top(who: str, role: str, *, fictitious: bool) -> str | None:
    """Draw the line; `SIGN_OUT` when the user wants to leave."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f":gray-badge[{tr('Fictitious demonstration data')}]" if fictitious else "&nbsp;", width="content")
        others = [code for code in LANGUAGES if code != language()]
        with st.container(width="content", gap=None):
            picked = st.menu_button(
                literal(who),
                [*others, SIGN_OUT],
                format_func=lambda one: tr("Sign out") if one == SIGN_OUT else LANGUAGES[one],
                help=name(ROLES, role),
                icon=":material/person:",
                type="tertiary",
                key="frame_menu",
                on_click=_speak,
            )
            keep_language()
    return SIGN_OUT if picked == SIGN_OUT else None


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
