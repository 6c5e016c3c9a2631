"""What the screen alone says of a plan, its forms and its records; Markdown. Rows are those of `queries.coaching`.

What the sheet says too stands in `ui.telling.coaching`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from ui.charts.marks import FEW_CASES, rate_words, title
from ui.goals import Before, Beside, Offer, Source, target_of
from ui.literal import literal, literal_lines
from ui.telling.coaching import DONE, DROPPED, OPEN, STATES
from ui.telling.coaching import before_after_alt as rates_in_figure
from ui.telling.values import order_name, source
from ui.wording import day, days, interval, language, mark, moment, number, percent, said, span, spoken, tr
from ui.words import Words

ENDS = {DONE: mark("Done"), DROPPED: mark("Given up")}
AFTER_THE_END = {
    "change": mark("To go on, agree on a new focus."),
    "finish": mark("What is missing there can be added as a note."),
    "note": mark("A closed plan takes notes too: note it again if it still holds."),
    "pin": mark("To go on, agree on a new focus."),
    "unpin": mark("To go on, agree on a new focus."),
}
"""What can be done, by what a form asked of a plan that was closed meanwhile."""
FAULTS = {
    "goal": mark("The goal is a percentage from 1 to 100."),
    "goal_below": mark(
        "The goal lies below the rate before the talk: choose a higher one, or the same to keep what is held."
    ),
    "goal_unsure": mark(
        "The goal lies below the rate before the talk, which is unsure with so few judgements: if you mean it, press "
        "once more."
    ),
    "end": mark("Say how it ends: done or given up."),
    "day": mark("A day is missing: each of them is needed."),
    "until_past": mark("The last day has passed already: choose one from today on."),
    "until_order": mark("The last day comes after the day of the talk."),
    "until_far": mark("The last day lies more than a year after the talk: choose an earlier one, then agree anew."),
    "follow_up_past": mark("The day of the next talk has passed already: choose one from today on."),
    "follow_up_order": mark("The next talk comes after this one, and at the latest a month after the last day."),
    "started_ahead": mark("The day of the talk lies ahead: note the talk once it has been held."),
    "started_long_ago": mark("The talk was more than twelve weeks ago: choose a later day."),
    "empty": mark("The text is missing."),
    "long": mark("The text is too long: 4,000 characters at the most."),
}
"""What is wrong with a form, by `data.decisions.BadPlan.fault`; 'goal_…', 'end' and 'day' are the form's own."""


def fault(code: str) -> str:
    """What is wrong with a form, and that nothing was lost."""
    return f"{said(FAULTS[code])} {tr('Nothing was saved; what you wrote still stands here.')}"


def stands(before: Before) -> str:
    """The agent's rate before the talk, for the one who sets a goal: what the time since will be compared with."""
    own, when = before.agent, span(*before.days)
    if not own["n"]:
        return tr("Before the talk: nothing judged ({days}).", days=when)
    if own["n"] < FEW_CASES:
        return tr(
            "Before the talk: few data, {met} of {n} followed ({days}).",
            met=number(own["met"]),
            n=number(own["n"]),
            days=when,
        )
    told = tr(
        "Before the talk: {rate} ({interval}), n {n} ({days}).",
        rate=percent(own["rate"]),
        interval=interval(own["low"], own["high"]),
        n=number(own["n"]),
        days=when,
    )
    more = tr("What comes after will be compared with that, whichever weeks are shown above.")
    return f"{told} {more}"


def offered(offer: Offer, before: Before) -> str:
    """What the goal is that the form offers, and the practice's target where that asks for more."""
    told, target = _source(offer, before), target_of(before.practice)
    if offer.goal >= target:
        return told
    more = tr("The practice's target is {goal}.", goal=percent(target / 100))
    return f"{told} {more}"


def _source(offer: Offer, before: Before) -> str:
    goal = percent(offer.goal / 100)
    if offer.source is Source.TEAM:
        return tr(
            "Offered: the rate of the rest of the team over the same days, {goal}, n {n}.",
            goal=goal,
            n=number(before.team["n"]),
        )
    if offer.source is Source.TARGET:
        return tr("Offered: the practice's target, {goal}.", goal=goal)
    return tr("Offered: the rate that the agent has, {goal}.", goal=goal)


def beside(found: Beside) -> str:
    """What a goal would mean beside the rate before the talk; '' where it asks for more, or nothing can be told."""
    if found is Beside.KEEPS:
        return tr("The goal is to keep that.")
    if found is Beside.UNSURE:
        return tr("**The goal lies below that**, though with so few judgements the rate is unsure.")
    if found is Beside.BELOW:
        return tr("**The goal lies below that:** choose a higher one, or the same to keep what is held.")
    return ""


def in_box(plan: Mapping[str, Any]) -> str:
    """A plan in one line, to choose from: plain text."""
    if plan["state"] == OPEN:
        return tr("{practice}, until {day}", practice=title(plan["practice"]), day=day(plan["until"]))
    return tr("{practice}, closed on {day}", practice=title(plan["practice"]), day=day(plan["changed_at"]))


def facts(plan: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    """What was agreed, line by line."""
    lines = [
        (tr("Focus practice"), f"**{title(plan['practice'])}**"),
        (tr("Goal"), tr("{goal} until {day}", goal=percent(plan["goal"]), day=day(plan["until"]))),
        (tr("Talk"), tr("{day}, written down by {name}", day=day(plan["started_on"]), name=literal(plan["maker"]))),
    ]
    if plan["state"] == OPEN:
        return [*lines, (tr("Next talk"), next_talk(plan["follow_up_on"], today))]
    ended = tr(
        "{state} on {day} by {name}",
        state=said(STATES[plan["state"]]),
        day=day(plan["changed_at"]),
        name=literal(plan["changer"]),
    )
    return [*lines, (tr("Closed"), ended), (tr("What came of it"), literal_lines(plan["outcome"]))]


def next_talk(on: date, today: date) -> str:
    """The day of the next talk, and how far away it is."""
    away = (on - today).days
    if away == 0:
        return f"**{tr('today')}**"
    if away > 0:
        return tr("{day}, in {days}", day=day(on), days=days(away))
    return f"**{tr('{day}, {days} ago', day=day(on), days=days(-away))}**"


# -- before and after ---------------------------------------------------------------------------------------------


def spans(before: tuple[date, date], after: tuple[date, date]) -> str:
    """Which days are compared."""
    return tr("Before: {before}. Since: {after}.", before=span(*before), after=span(*after))


def before_after_alt(changes: list[dict[str, Any]], goal: float) -> str:
    """The figure in a sentence."""
    return f"{rates_in_figure(spoken(), changes, goal)} {tr('The list has the same numbers.')}"


def rate_cell(rate: Mapping[str, Any]) -> str:
    """A rate with its interval and n, for the list."""
    if rate["n"] < FEW_CASES:
        return rate_words(rate["rate"], rate["n"], rate["met"])
    return f"{percent(rate['rate'])} ({interval(rate['low'], rate['high'])})"


# -- notes, changes, pinned records -------------------------------------------------------------------------------


def entry(row: Mapping[str, Any]) -> str:
    """Who wrote or changed what, when (ENTRY_SCHEMA)."""
    signed = f":small[:gray[{literal(row['writer'])}, {moment(row['written_at'])}]]"
    if row["kind"] == "note":
        return f"{literal_lines(row['text'])}  \n{signed}"
    parts = []
    if row["state"]:
        parts.append(tr("closed: {state}", state=said(STATES[row["state"]])))
    if row["goal"]:
        before, after = (percent(float(row[name])) for name in ("goal_before", "goal"))
        parts.append(tr("goal: from {before} to {after}", before=before, after=after))
    if row["until"]:
        before, after = (day(date.fromisoformat(row[name])) for name in ("until_before", "until"))
        parts.append(tr("last day: from {before} to {after}", before=before, after=after))
    if row["follow_up_on"]:
        before, after = (day(date.fromisoformat(row[name])) for name in ("follow_up_on_before", "follow_up_on"))
        parts.append(tr("next talk: from {before} to {after}", before=before, after=after))
    return f":gray[{'; '.join(parts)}]  \n{signed}"


def pinned(row: Mapping[str, Any], address: str) -> str:
    """One pinned record (PIN_SCHEMA) with its link."""
    whose = f" · {literal(row['agent'])}" if row["agent"] else ""
    record = f"[{source(spoken(), row)}]({address}) · {literal(row['customer'])}{whose}"
    remark = f"  \n{literal(row['remark'])}" if row["remark"] else ""
    return f"{record}{remark}"


def nothing_pinned(*, may_change: bool, above: bool, here: bool) -> str:
    """That nothing is pinned, and what there is to do: pin a moment `above`, or one of the records offered `here`."""
    if not may_change:
        return tr("Nothing was pinned.")
    if above and here:
        return tr("Nothing is pinned yet. Pin a moment above, or choose a record here.")
    if above:
        return tr("Nothing is pinned yet. Pin a moment above.")
    return tr("Nothing is pinned yet. Choose a record here.") if here else tr("Nothing is pinned yet.")


def unit_in_box(row: Mapping[str, Any], sign: str) -> str:
    """A unit to pin, in one line: plain text."""
    order = row["os_id"] if row["unit"] == "service_order" else None
    who, plain = row["customer"] or tr("A customer without a name on record"), Words(language())
    return f"{sign} {moment(row['at'], year=False)} · {who}" + (f" · {order_name(plain, order)}" if order else "")


# -- what became of a form ----------------------------------------------------------------------------------------


def done(what: str) -> str:
    """That something was saved."""
    words = {
        "start": tr("Saved: the practice is in focus now."),
        "change": tr("Saved: what was agreed has changed."),
        "finish": tr("Saved: the coaching is closed; it stays in the history."),
        "note": tr("Noted."),
        "pin": tr("Pinned for the talk."),
        "unpin": tr("No longer pinned."),
    }
    return words[what]


def somebody_planned(who: str, at: Any) -> str:
    """That the practice is in focus already, whose plan it is."""
    return tr(
        "{name} was first: this practice has been in focus since {moment}. Nothing was saved; the plan is shown here.",
        name=literal(who),
        moment=moment(at),
    )


def somebody_changed(who: str, at: Any) -> str:
    """That the plan is another than the user saw."""
    return tr(
        "{name} changed this plan on {moment}, before you. Yours was not saved: read what holds now, and save again "
        "if yours still holds. What you wrote still stands here.",
        name=literal(who),
        moment=moment(at),
    )


class Form(Protocol):
    """What stood in a form (`ui.plans.Wish`)."""

    @property
    def what(self) -> str: ...
    @property
    def goal(self) -> float: ...
    @property
    def until(self) -> date | None: ...
    @property
    def follow_up_on(self) -> date | None: ...
    @property
    def state(self) -> str: ...
    @property
    def text(self) -> str: ...


def somebody_closed(plan: Mapping[str, Any], form: Form) -> str:
    """That the plan was closed while the user had a form of it, what stood there, and what can be done now."""
    told = tr(
        "{name} closed this plan on {moment}, before you: {state}.",
        name=literal(plan["changer"]),
        moment=moment(plan["changed_at"]),
        state=said(STATES[plan["state"]]),
    )
    written = "; ".join(_written(form))
    lost = tr("What you wrote was not stored: “{text}”", text=literal(written)) + "." if written else ""
    return " ".join(filter(None, (told, lost, said(AFTER_THE_END[form.what]))))


def _written(form: Form) -> list[str]:
    """What stood in a form: plain text."""
    told = []
    if form.goal:
        told.append(tr("goal {goal}", goal=percent(form.goal)))
    if form.until:
        told.append(tr("last day {day}", day=day(form.until)))
    if form.follow_up_on:
        told.append(tr("next talk {day}", day=day(form.follow_up_on)))
    if form.state:
        told.append(said(STATES[form.state]))
    return [*told, form.text] if form.text.strip() else told
