"""Every word on the screen, in the user's language; numbers, dates and money as people write them.

Sentences stand in the sources in English and are looked up in `ui/locale/<language>/LC_MESSAGES/*.po`, one file a
screen, merged when the program starts. `tests/ui/test_wording.py` reads the sources and fails on a sentence without a
Portuguese entry, on a fuzzy one, and on an entry that nobody uses: so `tr`, `plural` and `mark` take literal strings.
The words of a practice stand in its own file (`practices.practice.Wording`).
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from babel import Locale
from babel.dates import format_date, format_interval
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from streamlit.runtime.scriptrunner import get_script_run_ctx

from practices.policy import default_policy
from practices.practice import Wording

LANGUAGES = {"pt": "Português", "en": "English"}
"""Languages by the code that `practices.practice.reason_sentence` takes; the first is the default."""
LOCALES = {"pt": Locale.parse("pt_BR"), "en": Locale.parse("en")}
LOCALE_FOLDER = Path(__file__).parent / "locale"
MINUS = "\N{MINUS SIGN}"
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


def say_anew(key: str) -> None:
    """Before the box `key` is drawn: have the browser write its choice anew where the language has changed since.

    The browser keeps the words of the choice, not the choice: it would go on showing, and send, the other language's.
    """
    boxes = st.session_state.setdefault(_BOXES, {})
    if key in st.session_state and boxes.get(key, language()) != language():
        st.session_state[key] = st.session_state[key]
    boxes[key] = language()


# -- the catalogues -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Catalogue:
    """The entries of one language: a sentence by its msgid, the plural forms of a sentence by its singular msgid."""

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plural_form: Callable[[int], int] = lambda n: int(n != 1)


@cache
def catalogue(code: str) -> Catalogue:
    """All `.po` files of a language, merged; English has none, its sentences are the msgids."""
    entries: dict[str, tuple[str, ...]] = {}
    plural_form = Catalogue().plural_form
    for path in sorted((LOCALE_FOLDER / str(LOCALES[code]) / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            read = read_po(file)
        plural_form = gettext.c2py(read.plural_expr)
        for message in read:
            if message.id and message.string and not message.fuzzy:
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                entries[msgid] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return Catalogue(entries, plural_form)


def tr(msgid: str, **fields: object) -> str:
    """The sentence in the user's language, its `{fields}` filled in.

    Fields are put in as they are: format numbers and dates before, and pass what others wrote through
    `ui.literal.literal` where the sentence goes into Markdown.
    """
    found = catalogue(language()).entries.get(msgid, (msgid,))[0]
    return found.format(**fields) if fields else found


def plural(singular: str, plurals: str, n: int, **fields: object) -> str:
    """The sentence for `n` things; `{n}` is the formatted number."""
    known = catalogue(language())
    forms = known.entries.get(singular)
    form = (singular, plurals)[int(n != 1)] if forms is None else forms[known.plural_form(n)]
    return form.format(n=number(n), **fields)


def mark(msgid: str) -> str:
    """The sentence itself, marked for the catalogues: for tables of sentences that `said` looks up later."""
    return msgid


def said(marked: str) -> str:
    """A sentence that was marked with `mark`, in the user's language."""
    return catalogue(language()).entries.get(marked, (marked,))[0]


def practice_words(wording: Wording) -> str:
    """A practice's title, question or reason in the user's language."""
    return wording.en if language() == "en" else wording.pt


# -- numbers ------------------------------------------------------------------------------------------------------


def _locale() -> Locale:
    return LOCALES[language()]


def separators() -> str:
    """Decimal mark and thousands mark for Plotly's `separators`: ',.' in Portuguese."""
    return ".," if language() == "en" else ",."


def number(value: float | None, decimals: int = 0) -> str:
    """'1.234,5'; an en dash for nothing."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_locale())).replace("-", MINUS)


def percent(share: float | None, decimals: int = 0) -> str:
    """'71%' from 0.71; an en dash for nothing."""
    return "–" if share is None else f"{number(share * 100, decimals)}%"


def interval(low: float, high: float, decimals: int = 0) -> str:
    """'82 a 85' from 0.82 and 0.85: the two ends in percent, without the sign."""
    return tr("{low} to {high}", low=number(low * 100, decimals), high=number(high * 100, decimals))


def points(difference: float | None, decimals: int = 0) -> str:
    """'+3', '0' or '−11' from a difference of two shares: percentage points, signed; the unit stands in the header."""
    if difference is None:
        return "–"
    rounded = round(difference * 100, decimals)
    return ("+" if rounded > 0 else "") + number(rounded + 0.0, decimals)


def money(amount: float | None) -> str:
    """'R$ 1.189,90'; an en dash for nothing. Pass it through `literal` where it goes into Markdown: it has a `$`."""
    return "–" if amount is None else str(format_currency(amount, "BRL", locale=_locale())).replace("-", MINUS)


def days(count: int) -> str:
    """'1 dia', '17 dias'."""
    return plural("{n} day", "{n} days", count)


def duration(seconds: float | None) -> str:
    """'45 s', '3 min 20 s', '2 h 05 min', '3 dias 4 h'; an en dash for nothing."""
    if seconds is None:
        return "–"
    whole = round(abs(seconds))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{minutes} min {second} s" if second else f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minute:02} min" if minute else f"{hours} h"
    day, hour = divmod(hours, 24)
    return f"{days(day)} {hour} h" if hour else days(day)


# -- dates --------------------------------------------------------------------------------------------------------


def local(moment: datetime) -> datetime:
    """An aware moment in the provider's time zone."""
    return moment.astimezone(ZoneInfo(default_policy().time_zone))


def today() -> date:
    """The date where the provider is."""
    return datetime.now(ZoneInfo(default_policy().time_zone)).date()


def day(when: date | datetime | None, year: bool = True) -> str:
    """'22/11/2026' or '22/11'; an aware moment is taken in the provider's time zone; an en dash for nothing."""
    if when is None:
        return "–"
    if isinstance(when, datetime):
        when = local(when).date() if when.tzinfo else when.date()
    if language() == "en":
        return str(format_date(when, "MMM d, y" if year else "MMM d", locale=_locale()))
    return str(format_date(when, "dd/MM/y" if year else "dd/MM", locale=_locale()))


def clock(when: datetime, seconds: bool = False) -> str:
    """'15:30' or '15:30:07' in the provider's time zone."""
    shown = local(when) if when.tzinfo else when
    return shown.strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(when: datetime | None, year: bool = True) -> str:
    """'22/11/2026, 15:30' in the provider's time zone; an en dash for nothing."""
    return "–" if when is None else f"{day(when, year)}, {clock(when)}"


def span(from_day: date, to_day: date, year: bool = True) -> str:
    """'16 a 22/11/2026', '2 a 8/11', '26/10 a 22/11', '22/12/2025 a 3/1/2026'; one day is that day."""
    if from_day == to_day:
        return day(from_day, year)
    if language() == "en":
        skeleton = "yMMMd" if year or from_day.year != to_day.year else "MMMd"
        return _english_interval(from_day, to_day, skeleton)
    last = f"{to_day.day}/{to_day.month}"
    if from_day.year != to_day.year:
        return f"{from_day.day}/{from_day.month}/{from_day.year} a {last}/{to_day.year}"
    first = f"{from_day.day}" if from_day.month == to_day.month else f"{from_day.day}/{from_day.month}"
    return f"{first} a {last}/{to_day.year}" if year else f"{first} a {last}"


def _english_interval(from_day: date, to_day: date, skeleton: str) -> str:
    return str(format_interval(from_day, to_day, skeleton, locale=_locale())).replace("\u2009", " ")


def month_name(first: date) -> str:
    """'outubro de 2026'."""
    return str(format_date(first, "MMMM 'de' y" if language() == "pt" else "MMMM y", locale=_locale()))


def listed(parts: list[str]) -> str:
    """'a', 'a e b', 'a, b e c'."""
    return str(format_list(parts, locale=_locale())) if parts else ""


def catalogue_entries() -> Any:
    """The Portuguese entries by msgid, for the test that compares them with the sources."""
    return catalogue("pt").entries
