"""The list behind a number: a page at a time."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def long_list() -> None:
    import polars as pl
    import streamlit as st

    from ui.unit_list import paged

    every = pl.DataFrame({"n": range(100)})
    st.session_state.setdefault("list_page", 6)
    read: list[int] = []

    def further(skip: int) -> pl.DataFrame:
        read.append(skip)
        return every.slice(skip, 30)

    paged(every.head(30), lambda row: {"n": str(row["n"])}, "100", key="list", count=100, further=further)
    st.session_state["read"] = read


def test_a_list_goes_on_to_its_last_row() -> None:
    app = AppTest.from_function(long_list).run(timeout=10)
    assert not app.exception
    assert app.session_state["read"] == [60]
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(75, 90)]
    app.session_state["list_page"] = 7
    app.run(timeout=10)
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(90, 100)]
    app.session_state["list_page"] = 2
    app.run(timeout=10)
    assert app.session_state["read"] == []
    assert app.table[0].value["n"].to_list() == [str(n) for n in range(15, 30)]
