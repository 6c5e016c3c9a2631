"""Dates, times, deadlines and windows that messages name, written or spoken, as local moments.

`mentions(messages)` is the door. It reads "22/04 de manhã", "amanhã", "sexta às oito e meia", "em até 48 horas",
"dia doze", "3 dias úteis", "das quatorze às dezesseis", and resolves each against the moment its message was sent.

How it works: number words become digits; what only looks like a day ("segunda via", "há 3 dias") is taken out; one
pattern picks the atoms (a window, a span, a day, an hour, a part of the day, a sentence's end) in their order; atoms
that belong together become one mention. A day opens a mention; hours and parts of the day join the nearest day of
their sentence, else the last day of the message, else the message's own day. A name and a number side by side are one
day ("sábado, dia 04"); the number counts.

Known problems: "sexta" said on a Friday is taken for the next one; two days that share one sentence with hours before
them ("às 9h na quinta e às 10h na sexta") may swap hours.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from practices.policy import Policy, default_policy
from practices.signals.lexicon import pattern, without
from practices.signals.numbers import with_digits

MENTION_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "position": pl.Int64(),
    "kind": pl.String(),
    "resolved_at": pl.Datetime("us"),
    "day": pl.Date(),
    "has_hour": pl.Boolean(),
    "words": pl.String(),
}
"""kind: `date` (a day, perhaps with a part of it), `time` (an hour, with or without a day), `window` (from one hour to
another), `deadline` (until a moment, or within a span). resolved_at: the end of what was named, null where it cannot be
known ("assim que der" is no mention at all). day: the day named or meant; null for a span of hours and an hour alone
counts as the message's own day or the next. has_hour: an hour or part of the day was named. words: as read."""

WEEKDAYS = {"segunda": 1, "terca": 2, "quarta": 3, "quinta": 4, "sexta": 5, "sabado": 6, "domingo": 7}
MONTHS = (
    *("janeiro", "fevereiro", "marco", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
MOMENT = pl.Datetime("us")

UNTIL = (
    r"(?:ate|antes d[aeo]s?|no maximo|prazo|mais tardar)"
    r"(?: (?:o|a|as|ao|no|na|em|la pelas|dia|proxim[ao]|umas|pras)){0,3} "
)
HOUR = (
    r"(?:\d{1,2}(?:h\d{2}|:\d{2}h?|hs?)\b|\d{1,2} (?:horas?|hs?|h)\b(?: e (?:meia|\d{1,2})\b)?"
    r"|meio[- ]dia(?: e (?:meia|\d{1,2})\b)?|meia[- ]noite)"
)
BARE_HOUR = r"(?:\d{1,2}(?: e (?:meia|\d{1,2}))?|uma(?: e (?:meia|\d{1,2}))?)\b"
OF_THE_DAY = r"(?: (?:da|de) (?:manha|tarde|noite)|(?: em ponto))?"
AN_HOUR = rf"(?:{HOUR}|{BARE_HOUR}){OF_THE_DAY}"
WINDOW = (
    rf"(?:(?:das|entre as|entre|de|da|a partir das) {AN_HOUR} (?:as|e as|e o|e|ate as|ate o|ate|a|ao|o) {AN_HOUR}"
    rf"|\d{{1,2}}(?:h|:)\d{{0,2}} ?(?:-|–|as|a) ?\d{{1,2}}(?:h|:)\d{{0,2}})"
)
SPAN_UNIT = (
    r"(?:minut(?:os?|inhos?)|horas?|horinhas?|h|hs|dias? ute(?:is|l)|dias? util|dias? corridos|dias?"
    r"|semanas?|mes(?:es)?)\b"
)
SPAN_SIZE = r"(?:\d{1,3}|uma?|meia)(?: (?:a|ou|ate|e) \d{1,3})?"
SPAN = (
    r"(?:(?:em|dentro de|daqui a|daqui|ate|prazo(?: maximo)?(?: e)?(?: de)?|leva(?:m|r)?|demora(?:m|r)?|maximo(?: de)?"
    r"|cerca de|(?:em )?torno de|apos|mais uns|mais umas) )"
    rf"(?:(?:ate|no maximo|uns|umas|cerca de|media de|mais ou menos|torno de|mais|de) ){{0,2}}{SPAN_SIZE} ?{SPAN_UNIT}"
    r"|\b(?:24|48|72|96) ?(?:h|hs|horas)\b|\b\d{1,2} dias? (?:uteis|util)\b|\b1 dia util\b|\bum dia util\b"
)
NAMED_DAY = (
    r"depois de amanha|amanha|hoje|(?:esta|nesta|essa|nessa) (?:manha|tarde|noite)"
    r"|(?:(?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?|sabado|domingo)\b"
    r"(?: da (?:semana que vem|proxima semana|outra semana))?"
    r"|(?:semana que vem|proxima semana|outra semana|(?:final|fim) da semana|(?:esta|essa|nesta|nessa) semana)"
    r"|(?:final|fim) do mes|mes que vem|proximo mes"
)
NUMBERED_DAY = (
    r"(?:dia )?\d{1,2}/\d{1,2}(?:/\d{2,4})?\b"
    rf"|(?:dia )?(?:\d{{1,2}}|primeiro)[ºo°]? de (?:{'|'.join(MONTHS)})\b"
    r"|dia (?:\d{1,2}[ºo°]?|primeiro)(?: (?:do mes que vem|do proximo mes|do 0?\d\b|do 1[0-2]\b))?"
)
STOP = r" [.!?;|] "
BETWEEN = (" ", " , ", " ( ", " - ", " agora ", " que e ")
"""What may stand between a day's name and its number."""


@cache
def atom_pattern() -> str:
    """One regular expression for all atoms, the longer readings first."""
    parts = "|".join(pattern(name) for name in ("morning", "afternoon", "evening"))
    hour = (
        rf"(?:(?:as|pras|para as|pelas|das|umas|por volta das) {BARE_HOUR}{OF_THE_DAY}"
        rf"|\b\d{{1,2}}(?: e (?:meia|\d{{1,2}}))? da (?:manha|tarde|noite)|\b{HOUR}{OF_THE_DAY})"
    )
    told_hour = rf"{UNTIL}\d{{1,2}}(?:h(?:\d{{2}})?\b|:\d{{2}}|(?: horas?)? d[ae] (?:manha|tarde|noite))"
    until = rf"\b(?:{UNTIL})?"
    day = rf"(?:{NUMBERED_DAY}|{NAMED_DAY})"
    return rf"\b{WINDOW}|\b{told_hour}|\b(?:{SPAN})|{until}{day}|{until}{hour}|{until}(?:{parts})|{STOP}"


def mentions(messages: pl.DataFrame, policy: Policy | None = None) -> pl.DataFrame:
    """Every date, time, deadline and window in `messages`; MENTION_SCHEMA, in order of speaking.

    `messages` has contact_id, position, folded and sent_at (local; where null, contact_started_at if there). Business
    days are the policy's (default: the one that ships). Pass only the messages that matter: the cost is theirs.
    """
    found = _atoms(messages)
    if found.is_empty():
        return pl.DataFrame(schema=MENTION_SCHEMA)
    days = _resolved(_grouped(found), policy or default_policy())
    return (
        days.filter(pl.col("resolved_at").is_not_null())
        .sort("contact_id", "position", "order")
        .select(pl.col(name).cast(dtype) for name, dtype in MENTION_SCHEMA.items())
    )


def _atoms(messages: pl.DataFrame) -> pl.DataFrame:
    """One row an atom: contact_id, position, base, order, words and what kind of atom it is."""
    base = [name for name in ("sent_at", "contact_started_at") if name in messages.columns]
    named = rf"({'|'.join(WEEKDAYS)})((?:[- ]feira)?) , (\d{{1,2}}) (,|as|ao|de manha|a tarde)"
    text = without("no_day", with_digits(pl.col("folded"))).str.replace_all(named, "$1$2 dia $3 $4")
    return (
        messages.select(
            "contact_id",
            "position",
            base=pl.coalesce(base).cast(MOMENT),
            text=text,
            words=text.str.extract_all(atom_pattern()),
        )
        .filter(pl.col("words").list.len() > 0)
        .explode("words")
        .with_columns(order=pl.int_range(pl.len()), words=pl.col("words").str.strip_chars(" "))
        .with_columns(stop=pl.col("words").str.contains(r"^[.!?;|]$"))
        .with_columns(
            sentence=(pl.col("stop").cum_sum()).over("contact_id", "position"),
        )
        .filter(~pl.col("stop"))
        .with_columns(
            window=pl.col("words").str.contains(rf"^{WINDOW}$"),
            numbered=pl.col("words").str.contains(rf"(?:{NUMBERED_DAY})"),
            named=pl.col("words").str.contains(rf"\b(?:{NAMED_DAY})"),
            until=pl.col("words").str.contains(rf"^(?:{UNTIL})"),
        )
        .with_columns(
            span=pl.col("words").str.contains(rf"^(?:{SPAN})$")
            & ~pl.col("words").str.contains(rf"^{UNTIL}\d{{1,2}}h")
            & ~pl.col("window")
            & ~pl.col("numbered")
            & ~pl.col("named"),
        )
        .with_columns(is_day=(pl.col("numbered") | pl.col("named")) & ~pl.col("window"))
    )


def _grouped(atoms: pl.DataFrame) -> pl.DataFrame:
    """One row a mention: the atoms that belong together, side by side."""
    here = ["contact_id", "position", "sentence"]
    spans = atoms.filter("span").select(
        "contact_id", "position", "base", "order", "words", span="words", until=pl.lit(True)
    )
    rest = atoms.filter(~pl.col("span")).with_columns(
        before_is_day=pl.col("is_day").shift(1).over(here).fill_null(False),
        before_is_numbered=pl.col("numbered").shift(1).over(here).fill_null(False),
        beside=_beside(pl.col("words").shift(1).over(here)),
    )
    one_day = pl.col("before_is_day") & (pl.col("numbered") != pl.col("before_is_numbered")) & pl.col("beside")
    rest = rest.with_columns(opens=pl.col("is_day") & ~one_day).with_columns(
        group=pl.col("opens").cum_sum().over(here).clip(lower_bound=1)
    )
    clock = ~pl.col("is_day")
    grouped = rest.group_by(*here, "group", maintain_order=True).agg(
        base=pl.col("base").first(),
        order=pl.col("order").first(),
        words=pl.col("words").str.join(" "),
        until=pl.col("until").any(),
        numbered_day=pl.col("words").filter(pl.col("numbered") & pl.col("is_day")).first(),
        named_day=pl.col("words").filter(pl.col("named") & ~pl.col("numbered") & pl.col("is_day")).first(),
        window=pl.col("words").filter("window").first(),
        clock=pl.col("words").filter(clock & ~pl.col("window")).str.join(" "),
    )
    return pl.concat([grouped, spans], how="diagonal")


def _beside(before: pl.Expr) -> pl.Expr:
    """Whether the atom stands right after the one before it; in a long breath two days may stand far apart."""
    pairs = [pl.concat_str(before, pl.lit(between), pl.col("words")) for between in BETWEEN]
    return pl.any_horizontal(pl.col("text").str.contains(pair, literal=True) for pair in pairs).fill_null(False)


def _resolved(groups: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    hour = pl.coalesce(_window_end(pl.col("window")), _clock_end(pl.col("clock")), _clock_end(pl.col("named_day")))
    started = pl.col("base").dt.date()
    days = groups.with_columns(
        minute=hour,
        day=pl.coalesce(_numbered(pl.col("numbered_day"), started), _named(pl.col("named_day"), started)),
        span_end=_span_end(pl.col("span"), pl.col("base"), policy),
    )
    # an hour alone belongs to the last day named before it in the message, else to the message's own day or the next
    days = days.sort("contact_id", "position", "order").with_columns(
        spoken_day=pl.col("day").forward_fill().over("contact_id", "position"),
    )
    minute_now = pl.col("base").dt.hour().cast(pl.Int64) * 60 + pl.col("base").dt.minute()
    own_day = pl.when(pl.col("minute") > minute_now).then(started).otherwise(started.dt.offset_by("1d"))
    exact = pl.col("clock").str.contains(r"\d|meio|meia|uma").fill_null(False) | pl.col("window").is_not_null()
    # "à noite" with no day anywhere tells when something happens, not when it is due
    clocked = pl.col("minute").is_not_null() & (
        exact | pl.col("until").fill_null(False) | pl.col("spoken_day").is_not_null()
    )
    day = pl.coalesce("day", pl.when(clocked).then(pl.coalesce("spoken_day", own_day)))
    end_of_day = pl.duration(hours=23, minutes=59, seconds=59)
    at = day.cast(MOMENT) + pl.when(pl.col("minute") < 1440).then(pl.duration(minutes="minute")).otherwise(end_of_day)
    at = pl.when(clocked).then(at).otherwise(day.cast(MOMENT) + end_of_day)
    has_window = pl.col("window").is_not_null()
    return days.with_columns(
        resolved_at=pl.coalesce("span_end", at),
        day=pl.when(pl.col("span_end").is_null())
        .then(day)
        .when(pl.col("span").str.contains("dia|semana|mes"))
        .then(pl.col("span_end").dt.date()),
        has_hour=clocked & pl.col("span_end").is_null(),
        kind=pl.when(pl.col("until").fill_null(False))
        .then(pl.lit("deadline"))
        .when(has_window)
        .then(pl.lit("window"))
        .when(exact)
        .then(pl.lit("time"))
        .otherwise(pl.lit("date")),
    )


def _numbered(words: pl.Expr, base: pl.Expr) -> pl.Expr:
    """The date of "22/04", "22/04/26", "dia 22", "22 de abril", "dia 5 do mês que vem"; Date, null for no real day."""
    slash = words.str.extract_groups(r"(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?")
    number = pl.coalesce(slash.struct.field("1"), words.str.replace("primeiro", "1").str.extract(r"(\d{1,2})")).cast(
        pl.Int64, strict=False
    )
    month_name = words.str.extract(rf"de ({'|'.join(MONTHS)})")
    month_named = month_name.replace_strict(
        dict(zip(MONTHS, range(1, 13), strict=True)), default=None, return_dtype=pl.Int64
    )
    month_told = words.str.extract(r"dia \d{1,2}[ºo°]? do (\d{1,2})").cast(pl.Int64, strict=False)
    month = pl.coalesce(slash.struct.field("2").cast(pl.Int64, strict=False), month_named, month_told)
    year = slash.struct.field("3").cast(pl.Int64, strict=False)
    year = pl.when(year < 100).then(year + 2000).otherwise(year)
    base_month, base_year = base.dt.month().cast(pl.Int64), base.dt.year().cast(pl.Int64)
    next_month = words.str.contains("mes que vem|proximo mes") | (number < base.dt.day().cast(pl.Int64))
    at_month = pl.coalesce(month, pl.when(next_month).then(base_month % 12 + 1).otherwise(base_month))
    # the year that brings the day nearest to the message
    nearest = base_year + pl.when(at_month - base_month > 6).then(-1).when(at_month - base_month < -6).then(
        1
    ).otherwise(0)
    return _date(pl.coalesce(year, nearest), at_month, number)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A Date; null where there is no such day."""
    text = pl.format("{}-{}-{}", year, month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2))
    return text.str.to_date("%Y-%m-%d", strict=False)


def _named(words: pl.Expr, base: pl.Expr) -> pl.Expr:
    """The date of "amanhã", "sexta", "fim do mês", "semana que vem" (its Saturday)."""
    weekday = words.str.extract(rf"\b({'|'.join(WEEKDAYS)})\b").replace_strict(
        WEEKDAYS, default=None, return_dtype=pl.Int64
    )
    today = base.dt.weekday().cast(pl.Int64)
    ahead = (weekday - today - 1) % 7 + 1
    next_week = words.str.contains("semana que vem|proxima semana|outra semana")
    days = (
        pl.when(words.str.contains("depois de amanha"))
        .then(2)
        .when(words.str.contains(r"\bamanha"))
        .then(1)
        .when(words.str.contains(r"\bhoje|(?:esta|essa) (?:manha|tarde|noite)"))
        .then(0)
        .when(weekday.is_not_null() & next_week)
        .then(7 - today + weekday)
        .when(weekday.is_not_null())
        .then(ahead)
        .when(next_week)
        .then(13 - today)
        .when(words.str.contains("semana"))
        .then((6 - today) % 7)
    )
    date = base + pl.duration(days=days)
    return (
        pl.when(words.str.contains("(?:final|fim) do mes"))
        .then(base.dt.month_end())
        .when(words.str.contains("mes que vem|proximo mes"))
        .then(base.dt.offset_by("1mo").dt.month_end())
        .otherwise(date)
    )


def _span_end(words: pl.Expr, base: pl.Expr, policy: Policy) -> pl.Expr:
    """The end of "em até 48 horas", "3 dias úteis" (the policy's), "uma semana"; the larger of "2 a 3 dias"."""
    half = words.str.contains(r"\bmeia hora")
    numbers = words.str.extract_all(r"\d{1,3}").list.eval(pl.element().cast(pl.Int64, strict=False))
    size = pl.coalesce(numbers.list.max(), pl.lit(1, dtype=pl.Int64))
    end_of_day = pl.duration(hours=23, minutes=59, seconds=59)
    midnight = base.dt.truncate("1d")
    return (
        pl.when(half)
        .then(base + pl.duration(minutes=30))
        .when(words.str.contains("minut"))
        .then(base + pl.duration(minutes=size))
        .when(words.str.contains(r"\d ?hs?\b|hora|horinha"))
        .then(base + pl.duration(hours=size))
        .when(words.str.contains("ute(?:is|l)|util"))
        .then(policy.business_day_end(base, size))
        .when(words.str.contains("dia"))
        .then(midnight + pl.duration(days=size) + end_of_day)
        .when(words.str.contains("semana"))
        .then(midnight + pl.duration(weeks=size) + end_of_day)
        .when(words.str.contains(r"\bmes"))
        .then(midnight.dt.offset_by(pl.format("{}mo", size)) + end_of_day)
    )


def _window_end(words: pl.Expr) -> pl.Expr:
    """Minutes after midnight at which a window ends."""
    return _minutes(
        words.str.extract(
            r" (?:as|e as|e o|e|ate as|ate o|ate|a|ao|o|-|–) ([^ ]*\d.*|meio[- ]dia.*|meia[- ]noite)$"
        ).fill_null(words.str.extract(r"(?:-|–|as|a) ?(\d{1,2}(?:h|:)\d{0,2})$"))
    )


def _clock_end(words: pl.Expr) -> pl.Expr:
    """Minutes after midnight at which the named hour or part of the day ends; 1440: the day's end."""
    return pl.coalesce(
        _minutes(words),
        pl.when(words.str.contains(pattern("evening"))).then(1440),
        pl.when(words.str.contains(pattern("afternoon") + r"|(?:esta|essa) tarde")).then(1080),
        pl.when(words.str.contains(pattern("morning") + r"|(?:esta|essa) manha")).then(720),
    ).cast(pl.Int64)


def _minutes(words: pl.Expr) -> pl.Expr:
    """Minutes after midnight of the last hour named: "8h30", "10:30", "2 e meia da tarde", "meio-dia"."""
    named = (
        words.str.replace_all("meio[- ]dia", "12")
        .str.replace_all("meia[- ]noite", "24")
        .str.replace_all(r"\buma\b", "1")
    )
    parts = named.str.extract_groups(
        r"(?<hour>\d{1,2})(?:h|:| horas? e | hs? e | e )?(?<minute>meia|\d{2})?h?(?: ?(?:horas?|hs?))?"
        r"(?: e (?<later>meia|\d{2}))?(?: d[ae] (?<part>manha|tarde|noite))?\s*$"
    )
    hour = parts.struct.field("hour").cast(pl.Int64, strict=False)
    minute = pl.coalesce(parts.struct.field("minute"), parts.struct.field("later")).replace("meia", "30")
    part = parts.struct.field("part")
    after_noon = part.is_in(["tarde", "noite"]) & (hour < 12)
    # nobody is visited or called at three in the morning: a small hour without a part of the day is after noon
    small = part.is_null() & (hour < 7) & (hour > 0)
    hour = hour + pl.when(after_noon | small).then(12).otherwise(0)
    return pl.when(hour <= 24).then(hour * 60 + minute.cast(pl.Int64, strict=False).fill_null(0))
