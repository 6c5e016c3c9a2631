"""Which case of what is owed is open: the address says it, and the session keeps it while another screen is shown."""

from __future__ import annotations

import streamlit as st

ADDRESS = "commitment"
"""The name of the chosen case in the address."""
_KEPT = "owed_kept"


def choose(commitment_id: str | None) -> None:
    """Put a case into the address, or none."""
    st.session_state[_KEPT] = commitment_id
    if commitment_id is None:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = commitment_id


def asked() -> str | None:
    """The case that the address names, else the one that was open before the user looked at another screen."""
    if ADDRESS in st.query_params:
        st.session_state[_KEPT] = st.query_params[ADDRESS]
    elif st.session_state.get(_KEPT):
        st.query_params[ADDRESS] = st.session_state[_KEPT]
    return st.session_state.get(_KEPT)
