"""What kind of screen the user holds, as far as the browser tells."""

import streamlit as st


def on_a_phone() -> bool:
    """Whether the browser calls itself mobile: wide tables then begin as lists. A wrong guess costs one switch."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
