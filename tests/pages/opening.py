"""Opening a screen as a user who is signed in, through the frame as in the browser."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def opened(script: str, username: str, query: Mapping[str, str]) -> AppTest:
    """The screen behind `script` with this address, drawn from the store that `DATABASE_URL` names now."""
    forget()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.run()  # a run has to say which screens there are; the form is the one that takes least to draw
    app.session_state["session_token"] = f"token of {username}"
    app.switch_page(str(ROOT / script))
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def forget() -> None:
    """Empty what one test would leave to the next."""
    st.cache_data.clear()
    st.cache_resource.clear()
