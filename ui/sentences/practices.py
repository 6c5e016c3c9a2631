"""One practice in sentences, made from its numbers; Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from practices import BY_ID, PRACTICES
from practices.policy import default_policy
from practices.practice import Example, Practice, Verdict, reason_sentence
from ui.charts.marks import ABOVE, BELOW, FEW_CASES, legend_signs, title
from ui.codes import CHANNELS, EVENT_KINDS, ORDER_KINDS, REASONS, SENDERS, UNITS, VERDICTS
from ui.links import to_trust, to_unit
from ui.literal import literal
from ui.names import name, order_name, verdict_sign
from ui.screen import small
from ui.telling.rates import MANY, no_basis, state, too_few
from ui.telling.weekly import NAMED
from ui.transcript import MILESTONES
from ui.unit_list import record_link
from ui.wording import interval, language, listed, mark, moment, number, percent, period, plural, said, spoken, tr

GROUPS = {"team": mark("By team"), "channel": mark("By channel"), "reason": mark("By reason")}
_BACKGROUND = {Verdict.MET.value: "blue", Verdict.MISSED.value: "orange"}


def opening(now: Mapping[str, Any], places: pl.DataFrame, days: tuple[date, date]) -> str:
    """How the practice (a row of PRACTICE_SCHEMA) stood, where it stood out (PLACE_SCHEMA), and what was not seen."""
    if now["n"] < FEW_CASES:
        return " ".join([too_few(spoken(), now, days), *_not_counted(now)])
    first = tr(
        "{period}, {judged}: {rate} followed ({interval}), {state}; {target}.",
        period=period(*days),
        judged=plural("{n} judgement", "{n} judgements", now["n"]),
        rate=f"**{percent(now['rate'])}**",
        interval=interval(now["low"], now["high"], int(now["n"] >= MANY)),
        state=_moved(now),
        target=_beside_target(now),
    )
    return " ".join([first, *_where(places), *_not_counted(now)])


def _beside_target(now: Mapping[str, Any]) -> str:
    target = percent(now["target"])
    if now["standing"] == BELOW:
        return tr("clearly below the target of {target}", target=target)
    if now["standing"] == ABOVE:
        return tr("clearly above the target of {target}", target=target)
    return tr("the target is {target}", target=target)


def _moved(now: Mapping[str, Any]) -> str:
    if now["signal_by"] == "change":
        before = percent(now["before_rate"])
        return (
            tr("up from {before}", before=before) if now["signal"] == ABOVE else tr("down from {before}", before=before)
        )
    if now["signal_by"] == "limits":
        return f"{state(spoken(), now['signal'])} ({interval(now['normal_low'], now['normal_high'])})"
    return state(spoken(), now["signal"])


def _where(places: pl.DataFrame) -> list[str]:
    told = compared(places)
    sentences = []
    for standing, words in (
        (BELOW, mark("Clearly below it: {places}.")),
        (ABOVE, mark("Clearly above it: {places}.")),
    ):
        clear = told.filter(pl.col("standing") == standing).sort("rate", descending=standing == ABOVE)
        named = [place_in_words(row) for row in clear.head(NAMED).to_dicts()]
        if clear.height > NAMED:
            named.append(plural("{n} more", "{n} more", clear.height - NAMED))
        if named:
            sentences.append(said(words).format(places=listed(named)))
    return sentences


def compared(places: pl.DataFrame) -> pl.DataFrame:
    """The rows of PLACE_SCHEMA that have a name and another of their kind beside them."""
    return places.filter(pl.col("value").is_not_null()).filter(pl.len().over("group") > 1)


def place_in_words(row: Mapping[str, Any]) -> str:
    """A team, channel or reason within a sentence, as Markdown."""
    words = place_name(row)
    return tr("team {name}", name=words) if row["group"] == "team" else words


def place_name(row: Mapping[str, Any]) -> str:
    """A team, channel or reason by its name, as Markdown-safe text."""
    return name({"channel": CHANNELS, "reason": REASONS}.get(row["group"], {}), row["value"])


def _not_counted(now: Mapping[str, Any]) -> list[str]:
    told = []
    if now["insufficient"]:
        told.append(
            plural(
                "In {n} more case the records cannot show it.",
                "In {n} more cases the records cannot show it.",
                now["insufficient"],
            )
        )
    if now["pending"]:
        told.append(plural("{n} is still in time.", "{n} are still in time.", now["pending"]))
    return told


# -- what the practice is -----------------------------------------------------------------------------------------


def place_in_guide(practice: Practice) -> str:
    """Which of the nineteen it is, what it belongs to, what is judged."""
    told = tr(
        "Practice {number} of {all}: {pillar}. Judged once for each of these: {unit}.",
        number=number(practice.number),
        all=number(len(PRACTICES)),
        pillar=title(practice.pillar.value).lower(),
        unit=_within(name(UNITS, practice.unit.value)),
    )
    avoid = tr("It is a thing to avoid: followed means that it did not happen.")
    return f"{told} {avoid}" if practice.to_avoid else told


def _within(words: str) -> str:
    """A name as it stands within a sentence: an abbreviation keeps its capitals."""
    return words if words.isupper() else words.lower()


def definitions(practice: Practice) -> list[tuple[str | None, list[str]]]:
    """The first example of each verdict that tells something, from the practice's own file: (verdict, Markdown lines).

    None: an example of what the practice does not concern.
    """
    told: list[tuple[str | None, list[str]]] = []
    for verdict in (Verdict.MET, Verdict.MISSED, None):
        worded = (_lines(one) for one in practice.examples if one.verdict is verdict)
        lines = next((lines for lines in worded if lines), None)
        if lines:
            told.append((verdict.value if verdict else None, lines))
    return told


def _lines(example: Example) -> list[str]:
    case = example.case
    if "messages" not in case:
        return _timeline(case)
    pairs = ((one["sender"], one["text"]) if isinstance(one, Mapping) else one for one in case["messages"])
    return [_said_by(name(SENDERS, sender), text) for sender, text in pairs]


def _timeline(case: Mapping[str, Any]) -> list[str]:
    """The times of an example's contacts and orders, their events and the requests, in order."""
    orders = case.get("service_orders", ())
    technicians = {one.get("technician") for one in orders} - {None}
    told = [
        (one[key], said(words) + (f" ({name(ORDER_KINDS, one.get('kind'))})" if key == "opened_at" else ""), "")
        for one in orders
        for key, words in MILESTONES.items()
        if one.get(key)
    ]
    told += [(one["started_at"], name(UNITS, "contact"), "") for one in case.get("contacts", ()) if "started_at" in one]
    for one in case.get("os_events", ()):
        who = f" ({tr('technician')})" if one.get("author") in technicians else ""
        told.append((one["at"], name(EVENT_KINDS, one["kind"]) + who, one.get("text") or ""))
    requests = case.get("internal_requests", ())
    if not orders:
        return [_said_by(name(UNITS, "internal_request"), one["text"]) for one in requests]
    told += [(one["at"], name(UNITS, "internal_request"), one["text"]) for one in requests]
    return [
        f":gray[{moment(datetime.fromisoformat(at), year=False)}] " + (_said_by(what, text) if text else what)
        for at, what, text in sorted(told, key=lambda one: one[0])
    ]


def _said_by(who: str, text: str) -> str:
    return f":gray[{who}:] {literal(text)}"


def definition_head(verdict: str | None) -> str:
    """The sign and word over an example of the definition."""
    if verdict is None:
        return f":gray[–] {tr('does not concern it').capitalize()}"
    return f"{verdict_sign(verdict)} {name(VERDICTS, verdict).capitalize()}"


# -- examples from the records ------------------------------------------------------------------------------------


def example(row: Mapping[str, Any]) -> str:
    """One moment (MOMENT_SCHEMA): what came before, the words marked, why it was judged so, where from, and a link."""
    why = literal(reason_sentence(BY_ID[row["practice"]], row["reason"], row["detail"], language()))
    lines = []
    for index, one in enumerate(row["said"] or ()):
        if index == 0 and one["before"]:
            lines.append(f":gray[{name(SENDERS, one['speaker_before'])}: {literal(one['before'])}]")
        who = f":gray[{name(SENDERS, one['speaker'])}:] " if one["speaker"] else ""
        lines.append(f"{who}:{_BACKGROUND[row['verdict']]}-background[{literal(one['quote'])}]")
    of_order = row["os_id"] and (row["unit"] != "contact" or not row["contact_id"])
    where = order_name(row["os_id"]) if of_order else name(CHANNELS, row["channel"])
    source = ", ".join(one for one in (literal(row["agent"]), where, moment(row["at"], year=False)) if one != "–")
    address = to_unit(row["unit"], row["contact_id"], row["os_id"], row["place"], row["practice"])
    return "  \n".join([*lines, why, f":small[:gray[{source}] {record_link(address)}]"])


# -- notes beside the figures -------------------------------------------------------------------------------------


def trend(signal: str, weeks: pl.DataFrame) -> str:
    """What the twelve weeks say."""
    typical = weeks["n"].median()
    n = number(float(typical) if isinstance(typical, int | float) else 0)
    note = tr("Band: control limits from the twelve weeks before the period, about {n} judgements a week.", n=n)
    words = {
        ABOVE: tr("The period lies above what is normal for this practice."),
        BELOW: tr("The period lies below what is normal for this practice."),
        "normal": tr("The period lies within what is normal for this practice."),
    }
    click = tr("Click a week to open its list.")
    return f"{note} {words.get(signal) or no_basis(spoken())} {click}"


def places_legend(as_list: bool) -> str:
    """How to read the rows by team, channel and reason, or their list."""
    if as_list:
        words = tr("{above} clearly above the target, {below} clearly below; no sign: {unclear}.", **legend_signs())
        return small(words)
    words = tr(
        "Dot with its 95% interval; tick: target. {above} above the target, {below} below, ○ {unclear}. "
        "Click a row to open its list.",
        **legend_signs(),
    )
    return small(words)


def places_alt(practice: str, places: pl.DataFrame) -> str:
    """The rows by team, channel and reason in a sentence."""
    return tr(
        "{practice} by team, channel and reason: {above} clearly above the target, {below} clearly below",
        practice=title(practice),
        above=number(places.filter(pl.col("standing") == ABOVE).height),
        below=number(places.filter(pl.col("standing") == BELOW).height),
    )


def unnamed(places: pl.DataFrame) -> str | None:
    """How many judgements are in no row, because the records name no team, channel or reason; None where all are."""
    words = {"team": tr("team"), "channel": tr("channel"), "reason": tr("reason")}
    rows = places.filter(pl.col("value").is_null() & (pl.col("n") > 0)).select("group", "n").rows()
    if not rows:
        return None
    counts = [tr("{what} {n}", what=words[group], n=number(n)) for group, n in rows]
    return tr("Judgements of which the records do not name it: {counts}.", counts=listed(counts))


# -- how far people agree -----------------------------------------------------------------------------------------


def agreement(found: Mapping[str, Any]) -> list[str]:
    """How far graders agree with the verdicts (a row of TRUST_SCHEMA), in sentences; what to do where nobody graded."""
    link = f"[{tr('Grade a random sample')}]({to_trust(found['practice'])})"
    if not found["n"]:
        nobody = tr("Nobody has graded this practice blind yet: how far people agree with its verdicts is not known.")
        return [f"{nobody} {link}"]
    first = plural(
        "Of {n} blind grading, {agreed} agrees with the rule",
        "Of {n} blind gradings, {agreed} agree with the rule",
        found["n"],
        agreed=number(found["agreed"]),
    )
    if found["n"] < FEW_CASES:
        return [f"{tr('{said}: too few for a percentage.', said=first)} {link}"]
    sure = interval(found["agreement_low"], found["agreement_high"])
    told = [tr("{said}: {rate} ({interval}).", said=first, rate=f"**{percent(found['agreement'])}**", interval=sure)]
    told += [_beyond_chance(found), _disagreements(found)]
    if found["calibrating"]:
        told.append(
            tr("It is **in calibration**: people and rule disagree too often, so it stays out of the pillar totals.")
        )
    return [" ".join(told), link]


def _beyond_chance(found: Mapping[str, Any]) -> str:
    least = default_policy().trust_least
    if found["n"] < least:
        return tr("Kappa: few data, it takes {least} gradings.", least=number(least))
    if found["kappa"] is None:
        return tr("All say the same throughout, so kappa cannot be told.")
    low, high = (number(found[one], 2) for one in ("kappa_low", "kappa_high"))
    return tr("Kappa {kappa} ({low} to {high}).", kappa=number(found["kappa"], 2), low=low, high=high)


def _disagreements(found: Mapping[str, Any]) -> str:
    alarms = plural("{n} false alarm", "{n} false alarms", found["false_alarms"])
    return plural("{alarms} and {n} miss.", "{alarms} and {n} misses.", found["misses"], alarms=alarms)
