"""Addresses within the product: how a row opens the record behind it.

Addresses are relative to the screen they stand on: they hold wherever a proxy puts the product. A link opens in a
window of its own, signed in by the cookie; `open_contact` and `open_order` go there within the session.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from ui.filters import PARAMETERS

RECORD = "registro"
RECORD_SCRIPT = "pages/supervision/record.py"
PRACTICES = "praticas"
PRACTICES_SCRIPT = "pages/supervision/practices.py"
TRUST = "confianca"
REVIEW = "revisao"
AGENTS = "agentes"
FOLLOW_UP = "sem-retorno"
"""The addresses and scripts of screens that others lead to; the other addresses stand in `ui/menu.py`."""
OPEN = "open"
"""Where the address says which list of a screen stands open; whoever closes the list takes it out of there."""
BACK = "back"
"""Where the address of a record says from which screen it was opened, with what stood in that screen's address."""
KEPT = (*PARAMETERS, OPEN, "weeks", "practice", "agent", "plan", "commitment")
"""What of a screen's address leads back to it as it was: the choice on top, what it is about, which list is open."""
PLACE = "trecho"
"""Where a record's talk begins: an address that names a place of it leads there."""
_HERE = "screen"


def to_contact(contact_id: str, place: str | None = None, practice: str | None = None) -> str:
    """The address of one contact's record; `place` is a reference of evidence to go to (`message:c1:4`).

    `practice` is the one whose evidence is marked there.
    """
    return _record(contact=contact_id, place=place, practice=practice)


def to_order(os_id: str, place: str | None = None, practice: str | None = None) -> str:
    """The address of one OS's record."""
    return _record(os=os_id, place=place, practice=practice)


def to_unit(
    unit: str, contact_id: str | None, os_id: str | None, place: str | None = None, practice: str | None = None
) -> str | None:
    """The address where a verdict's unit is shown: its OS for an OS or a request, else its contact, else its OS."""
    if os_id and (unit in ("service_order", "internal_request") or not contact_id):
        return to_order(os_id, place, practice)
    return to_contact(contact_id, place, practice) if contact_id else None


def to_case(commitment_id: str) -> str:
    """The address of one commitment's case."""
    return f"{FOLLOW_UP}?" + urlencode({"commitment": commitment_id})


def to_practice(practice: str) -> str:
    """The address of one practice's screen, with the choice on top that stands in the address now."""
    chosen = {key: st.query_params[key] for key in PARAMETERS if key in st.query_params}
    return f"{PRACTICES}?" + urlencode({"practice": practice, **chosen})


def to_review(from_day: date, to_day: date, team: str | None = None) -> str:
    """The address of the weekly review of a period, of one team or of all that the user may see."""
    chosen = {"from": from_day.isoformat(), "to": to_day.isoformat()}
    return f"{REVIEW}?" + urlencode(chosen if team is None else {**chosen, "team": team})


def to_trust(practice: str) -> str:
    """The address of the screen that says how far a practice's verdicts can be trusted."""
    return f"{TRUST}?" + urlencode({"practice": practice})


def to_contest(contest_id: int) -> str:
    """The address where one contest of a verdict is answered."""
    return f"{TRUST}?contest={contest_id}"


def to_agent(agent_id: str, plan_id: int | None = None) -> str:
    """The address of one agent's screen, with one of the agent's coaching plans."""
    parameters = {"agent": agent_id} | ({} if plan_id is None else {"plan": str(plan_id)})
    return f"{AGENTS}?" + urlencode(parameters)


def open_practice(practice: str) -> None:
    """Go to one practice's screen within this session: the choice on top stays."""
    st.switch_page(PRACTICES_SCRIPT, query_params={"practice": practice})


def open_contact(contact_id: str, place: str | None = None) -> None:
    """Go to one contact's record within this session: the choice on top stays, nothing is loaded anew."""
    _open(contact=contact_id, place=place)


def open_order(os_id: str, place: str | None = None) -> None:
    """Go to one OS's record within this session."""
    _open(os=os_id, place=place)


def _open(**parameters: str | None) -> None:
    wanted = {key: value for key, value in parameters.items() if value is not None}
    st.switch_page(RECORD_SCRIPT, query_params=wanted)


def _record(**parameters: str | None) -> str:
    wanted = {key: value for key, value in {**parameters, BACK: _from_here()}.items() if value is not None}
    address = f"{RECORD}?{urlencode(wanted)}"
    return f"{address}#{PLACE}" if parameters.get("place") else address


# -- the way back -------------------------------------------------------------------------------------------------


def stand_on(address: str) -> None:
    """Remember the address of the screen that is drawn now: links to a record lead back to it."""
    st.session_state[_HERE] = address


def _from_here() -> str | None:
    """The screen that is drawn now, as it stands; on a record, the one that the record was opened from."""
    here = st.session_state.get(_HERE)
    if here in (None, RECORD):
        return st.query_params.get(BACK)
    return f"{here}?{urlencode({key: st.query_params[key] for key in KEPT if key in st.query_params})}"


def way_back() -> tuple[str, dict[str, str]] | None:
    """The screen that this record was opened from, and what to put into its address; None where none is named.

    An address is anybody's: only what `_from_here` writes is taken over, and whoever goes there knows its screens.
    """
    here, _, rest = st.query_params.get(BACK, "").partition("?")
    return (here, {key: value for key, value in parse_qsl(rest) if key in KEPT}) if here else None
