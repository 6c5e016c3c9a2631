"""Every word in one of the languages, numbers, dates and money as people write them: no session needed.

Sentences stand in the sources in English and are looked up in `ui/locale/<language>/LC_MESSAGES/*.po`, one file a
screen, merged when the program starts. `tests/ui/test_wording.py` reads the sources and fails on a sentence without a
Portuguese entry, on a fuzzy one, and on an entry that nobody uses: so `tr`, `plural` and `mark` take literal strings.
The words of a practice stand in its own file (`practices.practice.Wording`).

The screens speak the language of the session (`ui.wording`); a pack is made beside any session, in a thread or a shell,
and says which language it is in.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from practices.policy import default_policy
from practices.practice import Wording
from ui.literal import literal

LANGUAGES = {"pt": "Português", "en": "English"}
"""Languages by the code that `practices.practice.reason_sentence` takes; the first is the default."""
LOCALES = {"pt": Locale.parse("pt_BR"), "en": Locale.parse("en")}
LOCALE_FOLDER = Path(__file__).parent / "locale"
MINUS = "\N{MINUS SIGN}"
NOTHING = "–"
UNBROKEN = "\N{NO-BREAK SPACE}"
_UNIT = re.compile(
    r"(?<=\bn) (?=\{)"
    r"|(?<=[\d}]) (?=p\.p\.|(dias?|semanas?|m[êe]s(es)?|minutos?|horas?|anos?|days?|weeks?|months?|hours?|minutes?)\b)"
)
"""The space in the 'n {n}', '{points} p.p.', '{n} months' or '7 days' of a sentence."""


def unbroken(text: str) -> str:
    """`text` on one line, wherever it stands: a number and its unit are never torn apart."""
    return text.replace(" ", UNBROKEN)


def typed(text: str) -> str:
    """`text` with the spaces and hyphens that people type, for what is searched by typing: boxes and spreadsheets."""
    return text.replace(UNBROKEN, " ").replace("\N{NON-BREAKING HYPHEN}", "-")


def mark(msgid: str) -> str:
    """The sentence itself, marked for the catalogues: for tables of sentences that `said` looks up later."""
    return msgid


@cache
def _catalogue(language: str) -> tuple[Mapping[str, tuple[str, ...]], Callable[[int], int]]:
    """The entries of a language by msgid, and which plural form a number takes; English has none."""
    entries: dict[str, tuple[str, ...]] = {}
    plural_form: Callable[[int], int] = lambda n: int(n != 1)  # noqa: E731 - what English does
    for path in sorted((LOCALE_FOLDER / str(LOCALES[language]) / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            read = read_po(file)
        plural_form = gettext.c2py(read.plural_expr)
        for message in read:
            if message.id and message.string and not message.fuzzy:
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                entries[msgid] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return entries, plural_form


@dataclass(frozen=True)
class Words:
    """What can be said in `language` ('pt' or 'en'), as plain text, or as `markdown` for a screen."""

    language: str = "pt"
    markdown: bool = False

    def __post_init__(self) -> None:
        if self.language not in LOCALES:
            raise ValueError(f"no such language: {self.language}")

    # -- sentences ------------------------------------------------------------------------------------------------

    def tr(self, msgid: str, **fields: object) -> str:
        """The sentence, its `{fields}` filled in.

        Fields are put in as they are: format numbers and dates before, and pass what others wrote through `theirs`.
        """
        found = self.said(msgid)
        return found.format(**fields) if fields else found

    def plural(self, singular: str, plurals: str, n: int, **fields: object) -> str:
        """The sentence for `n` things; `{n}` is the formatted number."""
        entries, form_of = _catalogue(self.language)
        forms = entries.get(singular, (singular, plurals))
        return _UNIT.sub(UNBROKEN, forms[form_of(n)]).format(n=self.number(n), **fields)

    def said(self, marked: str) -> str:
        """A sentence that was marked with `mark`."""
        return _UNIT.sub(UNBROKEN, _catalogue(self.language)[0].get(marked, (marked,))[0])

    def practice(self, wording: Wording) -> str:
        """A practice's title, question or reason."""
        return wording.en if self.language == "en" else wording.pt

    def listed(self, parts: Sequence[str]) -> str:
        """'a', 'a e b', 'a, b e c'."""
        return str(format_list(list(parts), locale=self._locale)) if parts else ""

    def strong(self, said: str) -> str:
        """What is to stand out: in bold type, where there is one."""
        return f"**{said}**" if self.markdown else said

    def theirs(self, text: str | None) -> str:
        """What others wrote, to be read as they wrote it; an en dash for nothing."""
        return literal(text) if self.markdown else text or NOTHING

    # -- numbers --------------------------------------------------------------------------------------------------

    @property
    def _locale(self) -> Locale:
        return LOCALES[self.language]

    def number(self, value: float | None, decimals: int = 0) -> str:
        """'1.234,5'; an en dash for nothing."""
        if value is None:
            return NOTHING
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, format=pattern, locale=self._locale)).replace("-", MINUS)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """'71%' from 0.71."""
        return NOTHING if share is None else f"{self.number(share * 100, decimals)}%"

    def interval(self, low: float, high: float, decimals: int = 0) -> str:
        """'82 a 85' from 0.82 and 0.85: the two ends in percent, without the sign."""
        ends = (self.number(low * 100, decimals), self.number(high * 100, decimals))
        return unbroken(self.tr("{low} to {high}", low=ends[0], high=ends[1]))

    def points(self, difference: float | None, decimals: int = 0) -> str:
        """'+3', '0' or '−11' from a difference of two shares: percentage points, signed."""
        if difference is None:
            return NOTHING
        rounded = round(difference * 100, decimals)
        return ("+" if rounded > 0 else "") + self.number(rounded + 0.0, decimals)

    def money(self, amount: float | None) -> str:
        """'R$ 1.189,90'. Pass it through `literal` where it goes into Markdown: it has a `$`."""
        if amount is None:
            return NOTHING
        return str(format_currency(amount, "BRL", locale=self._locale)).replace("-", MINUS)

    def days(self, count: int) -> str:
        """'1 dia', '17 dias'."""
        return unbroken(self.plural("{n} day", "{n} days", count))

    def duration(self, seconds: float | None) -> str:
        """'45 s', '3 min 20 s', '2 h 05 min', '3 dias 4 h'; an en dash for nothing."""
        if seconds is None:
            return NOTHING
        whole = round(abs(seconds))
        minutes, second = divmod(whole, 60)
        hours, minute = divmod(minutes, 60)
        day, hour = divmod(hours, 24)
        if whole < 60:
            words = f"{whole} s"
        elif whole < 3600:
            words = f"{minutes} min {second} s" if second else f"{minutes} min"
        elif hours < 48:
            words = f"{hours} h {minute:02} min" if minute else f"{hours} h"
        else:
            words = f"{self.days(day)} {hour} h" if hour else self.days(day)
        return unbroken(words)

    # -- dates ----------------------------------------------------------------------------------------------------

    def day(self, when: date | datetime | None, year: bool = True) -> str:
        """'22/11/2026' or '22/11'; an aware moment is taken in the provider's time zone; an en dash for nothing."""
        if when is None:
            return NOTHING
        if isinstance(when, datetime):
            when = local(when).date() if when.tzinfo else when.date()
        pattern = ("MMM d, y" if year else "MMM d") if self.language == "en" else ("dd/MM/y" if year else "dd/MM")
        return unbroken(format_date(when, pattern, locale=self._locale))

    def moment(self, when: datetime | None, year: bool = True) -> str:
        """'22/11/2026, 15:30' in the provider's time zone; an en dash for nothing."""
        return NOTHING if when is None else f"{self.day(when, year)}, {clock(when)}"

    def span(self, from_day: date, to_day: date, year: bool = True) -> str:
        """'16 a 22/11/2026', '2 a 8/11', '26/10 a 22/11', '22/12/2025 a 3/1/2026'; one day is that day."""
        if from_day == to_day:
            return self.day(from_day, year)
        if self.language == "en":
            skeleton = "yMMMd" if year or from_day.year != to_day.year else "MMMd"
            return unbroken(format_interval(from_day, to_day, skeleton, locale=self._locale).replace("\u2009", " "))
        last = f"{to_day.day}/{to_day.month}"
        if from_day.year != to_day.year:
            return unbroken(f"{from_day.day}/{from_day.month}/{from_day.year} a {last}/{to_day.year}")
        first = f"{from_day.day}" if from_day.month == to_day.month else f"{from_day.day}/{from_day.month}"
        return unbroken(f"{first} a {last}/{to_day.year}" if year else f"{first} a {last}")

    def period(self, first: date, last: date, year: bool = False) -> str:
        """'De 16 a 22/11', 'Em 22/11': how a sentence about a period begins."""
        when = self.span(first, last, year=year)
        return self.tr("On {day}", day=when) if first == last else self.tr("Over {span}", span=when)

    def month(self, first: date) -> str:
        """'outubro de 2026'."""
        return str(format_date(first, "MMMM 'de' y" if self.language == "pt" else "MMMM y", locale=self._locale))


def clock(when: datetime, seconds: bool = False) -> str:
    """'15:30' or '15:30:07' in the provider's time zone."""
    shown = local(when) if when.tzinfo else when
    return shown.strftime("%H:%M:%S" if seconds else "%H:%M")


def local(moment: datetime) -> datetime:
    """An aware moment in the provider's time zone."""
    return moment.astimezone(ZoneInfo(default_policy().time_zone))


def shortened(text: str, letters: int) -> str:
    """The text on one line, cut at a word where it is longer than `letters`."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    kept = line[:letters].rsplit(" ", 1)[0]
    return (kept or line[:letters]) + "…"


def short_name(name: str) -> str:
    """First and last name: 'Ana Paula de Souza Lima' is 'Ana Lima'; cut where even that is long."""
    parts = name.split()
    short = name if len(parts) < 3 else f"{parts[0]} {parts[-1]}"
    return short if len(short) <= 18 else short[:17] + "…"
