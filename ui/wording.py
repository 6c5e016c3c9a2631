"""Every word on the screen, in the user's language: what `ui.words.Words` says, in the language of this session.

What each function gives stands at the method of its name there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from practices.policy import default_policy
from practices.practice import Wording
from ui.words import LANGUAGES, Words, clock, local, mark

__all__ = ["LANGUAGES", "clock", "local", "mark"]
LANGUAGE_COOKIE = "atendimento_idioma"
_SPOKEN, _CHOSEN, _BOXES = "language", "language_chosen", "language_of_boxes"


# -- the language -------------------------------------------------------------------------------------------------


def language() -> str:
    """'pt' or 'en': what was chosen in this session, else what the address says (`lang`), else what this browser keeps
    of an earlier choice (a cookie), else what the browser asks for.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return "pt"
    if _SPOKEN not in st.session_state:
        asked = st.query_params.get("lang")
        st.session_state[_SPOKEN] = _first_language(asked, st.context.cookies.get(LANGUAGE_COOKIE), st.context.locale)
        st.session_state[_CHOSEN] = asked in LANGUAGES
    return str(st.session_state[_SPOKEN])


def _first_language(asked: str | None, kept: str | None, browser: str | None) -> str:
    if asked in LANGUAGES:
        return asked
    if kept in LANGUAGES:
        return kept
    return "en" if isinstance(browser, str) and browser.lower().startswith("en") else "pt"


def choose_language(code: str) -> None:
    """Speak `code` ('pt', 'en') from the next run of this session on. Raises `ValueError` for another code."""
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    st.session_state[_SPOKEN], st.session_state[_CHOSEN] = code, True


def keep_language() -> None:
    """Have the browser keep the language that was chosen, for its other windows and the next visit."""
    if st.session_state.get(_CHOSEN):
        kept = f"{LANGUAGE_COOKIE}={language()}; path=/; max-age=31536000; SameSite=Lax"
        st.html(f'<script>document.cookie = "{kept}"</script>', unsafe_allow_javascript=True)


def say_anew(key: str, named: str = "") -> None:
    """Before the box `key` is drawn: have the browser write its choice anew where that has other words since.

    The browser keeps the words of the choice, not the choice: it would go on showing, and send, the other language's.
    `named` is what the box calls its choice now, where that changes within a language too.
    """
    boxes, spoken_now = st.session_state.setdefault(_BOXES, {}), (language(), named)
    if key in st.session_state and boxes.get(key, spoken_now) != spoken_now:
        st.session_state[key] = st.session_state[key]
    boxes[key] = spoken_now


# -- what is said in it -------------------------------------------------------------------------------------------


def spoken() -> Words:
    """The words of this session, for Markdown: for what `ui.telling` says."""
    return Words(language(), markdown=True)


def tr(msgid: str, **fields: object) -> str:
    """The sentence, its `{fields}` filled in as they are."""
    return spoken().tr(msgid, **fields)


def plural(singular: str, plurals: str, n: int, **fields: object) -> str:
    """The sentence for `n` things; `{n}` is the formatted number."""
    return spoken().plural(singular, plurals, n, **fields)


def said(marked: str) -> str:
    """A sentence that was marked with `mark`."""
    return spoken().said(marked)


def practice_words(wording: Wording) -> str:
    """A practice's title, question or reason."""
    return spoken().practice(wording)


def listed(parts: Sequence[str]) -> str:
    """'a', 'a e b', 'a, b e c'."""
    return spoken().listed(parts)


def separators() -> str:
    """Decimal mark and thousands mark for Plotly's `separators`: ',.' in Portuguese."""
    return ".," if language() == "en" else ",."


def number(value: float | None, decimals: int = 0) -> str:
    """'1.234,5'."""
    return spoken().number(value, decimals)


def percent(share: float | None, decimals: int = 0) -> str:
    """'71%' from 0.71."""
    return spoken().percent(share, decimals)


def interval(low: float, high: float, decimals: int = 0) -> str:
    """'82 a 85' from 0.82 and 0.85."""
    return spoken().interval(low, high, decimals)


def points(difference: float | None, decimals: int = 0) -> str:
    """'+3', '0' or '−11' percentage points from a difference of two shares."""
    return spoken().points(difference, decimals)


def money(amount: float | None) -> str:
    """'R$ 1.189,90'; through `literal` where it goes into Markdown."""
    return spoken().money(amount)


def days(count: int) -> str:
    """'1 dia', '17 dias'."""
    return spoken().days(count)


def duration(seconds: float | None) -> str:
    """'45 s', '3 min 20 s', '2 h 05 min', '3 dias 4 h'."""
    return spoken().duration(seconds)


def today() -> date:
    """The date where the provider is."""
    return datetime.now(ZoneInfo(default_policy().time_zone)).date()


def day(when: date | datetime | None, year: bool = True) -> str:
    """'22/11/2026' or '22/11'."""
    return spoken().day(when, year)


def moment(when: datetime | None, year: bool = True) -> str:
    """'22/11/2026, 15:30'."""
    return spoken().moment(when, year)


def span(from_day: date, to_day: date, year: bool = True) -> str:
    """'16 a 22/11/2026', '2 a 8/11', '26/10 a 22/11', '22/12/2025 a 3/1/2026'; one day is that day."""
    return spoken().span(from_day, to_day, year)


def period(first: date, last: date, year: bool = False) -> str:
    """'De 16 a 22/11', 'Em 22/11': how a sentence about a period begins."""
    return spoken().period(first, last, year)


def month_name(first: date) -> str:
    """'outubro de 2026'."""
    return spoken().month(first)
