"""Records for the talk: the buttons and the form by which a contact or an OS is pinned to a plan, or taken off it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from ui.names import verdict_mark
from ui.plans import Wish, not_taken, round_of, send
from ui.screen import small
from ui.sentences import coaching as sentences
from ui.wording import tr
from ui.words import typed


def pin_button(plan_id: int, unit: str, unit_id: str, place: str | None, key: str) -> None:
    """Pin what a quoted moment is taken from; what becomes of it is said at this `key`."""
    wish = Wish("pin", plan_id, unit=unit, unit_id=unit_id, place=place, at=key)
    st.button(tr("Pin"), icon=":material/keep:", type="tertiary", key=key, on_click=send, args=(wish,))


def unpin_button(plan_id: int, unit: str, unit_id: str) -> None:
    """Take a record off the talk."""
    wish = Wish("unpin", plan_id, unit=unit, unit_id=unit_id)
    key = f"unpin_{unit}_{unit_id}"
    st.button(tr("Unpin"), icon=":material/keep_off:", type="tertiary", key=key, on_click=send, args=(wish,))


def pin_from_list(plan: Mapping[str, Any], units: pl.DataFrame, pinned: set[tuple[str, str]]) -> None:
    """Pin one of these units (UNIT_SCHEMA) of the plan's practice, with a remark."""
    offered = {}
    for row in units.to_dicts():
        target = pin_target(row)
        if target and target not in pinned and target not in offered:
            offered[target] = (typed(sentences.unit_in_box(row, verdict_mark(row["verdict"]))), _first_place(row))
    if not offered:
        st.markdown(small(tr("No other record of this practice in the period.")))
        return
    key = f"pin_pick_{plan['plan_id']}_{round_of('pin')}"
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        st.selectbox(
            tr("Another record of this practice"),
            list(offered),
            index=None,
            format_func=lambda one: offered[one][0],
            placeholder=tr("Choose a contact or an OS"),
            key=key,
        )
        st.text_input(tr("What to look at"), max_chars=400, key=f"{key}_remark")
        places = {target: place for target, (_, place) in offered.items()}
        st.form_submit_button(
            tr("Pin it"), on_click=_send_pin, args=(plan["plan_id"], key, places), key="plan_pin_save"
        )


def _send_pin(plan_id: int, key: str, places: Mapping[tuple[str, str], str | None]) -> None:
    target = st.session_state.get(key)
    if target is None:
        not_taken(Wish("pin", plan_id), tr("Choose a record first."))
        return
    remark = st.session_state.get(f"{key}_remark") or ""
    send(Wish("pin", plan_id, unit=target[0], unit_id=target[1], text=remark, place=places.get(target)))


def pin_target(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """The contact or the OS on whose screen a unit is shown (`ui.links.to_unit`); None where there is none."""
    if row["os_id"] and (row["unit"] in ("service_order", "internal_request") or not row["contact_id"]):
        return "service_order", row["os_id"]
    return ("contact", row["contact_id"]) if row["contact_id"] else None


def _first_place(row: Mapping[str, Any]) -> str | None:
    return (row["evidence"] or "").split(" ")[0] or None
