"""Revisão semanal: the thirty-minute meeting, in its order. Every number opens the units that it counts."""

import json
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

import reports
from data import decisions
from practices.policy import default_policy
from queries import cache, frozen, meetings
from queries import weekly as weekly_models
from queries.choice import Choice
from queries.units import Wanted
from ui import meeting, meeting_forms, packs, screen, weekly
from ui.charts.kept import Kept
from ui.meeting_forms import Agreed, Changed, Closed
from ui.sentences import meeting as said_of_it
from ui.sentences.trust import calibration
from ui.sentences.weekly import linked
from ui.telling import weekly as told
from ui.telling.days import nothing, told_days
from ui.units import Units
from ui.wording import spoken, today, tr

WITHOUT_RETURN = "pages/follow_up/without_return.py"


def open_returns() -> None:
    st.switch_page(WITHOUT_RETURN, query_params=st.query_params.to_dict())


def decide(sent: meeting_forms.Sent) -> None:
    """Write down what the user decided, and say what became of it."""
    tell = partial(meeting_forms.tell, meeting_forms.place_of(sent), meeting_forms.NOTHING_DONE)
    try:
        meeting_forms.done(sent, write(sent))
    except decisions.AlreadyChanged as first:
        meeting_forms.look_again(sent)
        tell(said_of_it.somebody_changed_it(first.name, first.at, first.state, first.due_on))
    except decisions.AlreadyClosed as first:
        tell(said_of_it.somebody_closed_it(first.name, first.at, meeting_forms.written(sent)))
    except decisions.AlreadyReopened as first:
        tell(said_of_it.somebody_reopened_it(first.name, first.at, meeting_forms.written(sent)))
    except decisions.NothingToClose:
        tell(said_of_it.nothing_to_close(meeting_forms.written(sent)))
    except (LookupError, PermissionError, ValueError):
        tell(tr("This could not be saved. Look again and send it anew."))
    cache.refresh()


def write(sent: meeting_forms.Sent) -> str:
    """The decision itself; the sentence that confirms it, where the screen does not show it anyway."""
    store = cache.store()
    if isinstance(sent, Agreed):
        review = (sent.from_day, sent.to_day, sent.teams)
        owner = meetings.as_offered(sent.owner, cache.owners(viewer))
        decisions.agree_action(store, viewer, *review, sent.what, owner, sent.due_on, sent.practice)
        return said_of_it.noted(sent.what, owner, sent.due_on)
    if isinstance(sent, Changed):
        decisions.change_action(store, viewer, sent.action_id, sent.version, sent.state, sent.due_on, sent.said)
        return tr("Saved.")
    if isinstance(sent, Closed):
        review = (sent.from_day, sent.to_day, sent.teams)
        decisions.close_review(store, viewer, *review, numbers_of_now(), sent.remark)
        return ""
    decisions.reopen_review(store, viewer, sent.meeting_id, sent.because)
    return tr("The review is open again. The closing stays on record, with your reason.")


def numbers_of_now() -> dict[str, object]:
    """The review's numbers of all channels and reasons, as a closing keeps them."""
    return cache.review_numbers(viewer, Choice(choice.from_day, choice.to_day, choice.team))


def then_and_now(kept: str) -> tuple[pl.DataFrame, bool]:
    """What a closing kept beside what holds now, and whether verdicts were judged anew since."""
    then, now = json.loads(kept), numbers_of_now()
    return frozen.then_and_now(then, now), frozen.judged_anew(then, now)


viewer, on_record, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach)
choice = Choice(*chosen)
behind = Units(Wanted, partial(cache.units, viewer), partial(cache.tally, viewer))
kept = Kept((cache.state(), viewer, choice))

screen.title(tr("Weekly review"))
on_record = screen.stop_where_empty(on_record, records)
if (sent := meeting_forms.sent()) is not None:
    decide(sent)
with st.skeleton(height=120):
    review = cache.weekly_review(viewer, choice)
agreed = cache.meeting(viewer, choice, today())
total = review.pillars.row(0, named=True)
policy = default_policy()
help_asked = weekly.Asked(
    partial(cache.grid, viewer),
    partial(cache.funnel, viewer),
    partial(weekly_models.weeks_of_help, policy=policy),
    partial(weekly_models.most_striking, policy=policy),
)
shown = None
empty = review.practices.filter(pl.col("n") + pl.col("insufficient") + pl.col("pending") > 0).is_empty()
if empty:
    st.markdown(nothing(spoken(), choice, on_record))
    meeting.given_to_you(agreed)
else:
    days, reach = told_days(spoken(), choice, records)
    screen.opening(
        told.opening(spoken(), total, review.counting, review.contacts, days, linked),
        note=" ".join(filter(None, (reach, calibration(review.calibrating)))),
    )
    meeting.given_to_you(agreed)
    st.space("small")
    weekly.how_was_the_week(review, choice, behind, kept)
    st.space("small")
    weekly.which_practices_moved(review, choice, behind, kept)
    st.space("small")
    shown = weekly.who_needs_help(review.practices, choice, help_asked, behind, kept)
    behind.draw(choice)
st.space("small")
weekly.what_we_owe(*cache.owed(viewer, choice), open_returns)
st.space("small")
meeting.what_we_decided(agreed, choice, cache.owners(viewer), then_and_now, empty=empty)
wish = reports.Wish(reports.Pack.WEEKLY, viewer, choice)
packs.download(
    reports.Offer(cache.store(), replace(wish, weeks=shown.weeks, practice=shown.practice) if shown else wish),
    cache.state,
    tr(
        "The meeting on two to four pages, with the filters above. The spreadsheet has one row a judgement, with why, "
        "evidence and link."
    ),
)
