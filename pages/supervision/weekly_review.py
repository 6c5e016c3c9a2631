"""Revisão semanal: the thirty-minute meeting, in its order. Every number opens the units that it counts."""

from functools import partial

import polars as pl
import streamlit as st

from queries import cache
from queries.choice import Choice
from queries.units import Wanted
from ui import screen, weekly
from ui.charts.kept import Kept
from ui.sentences import weekly as sentences
from ui.sentences.trust import calibration
from ui.unit_list import Units
from ui.wording import tr

WITHOUT_RETURN = "pages/follow_up/without_return.py"


def units(
    period: Choice, practices: tuple[str, ...] | None, verdicts: tuple[str, ...], agent: str | None, skip: int
) -> tuple[pl.DataFrame, int]:
    return cache.units(viewer, period, Wanted(practices, verdicts, agent), skip)


def open_returns() -> None:
    st.switch_page(WITHOUT_RETURN, query_params=st.query_params.to_dict())


viewer, on_record, chosen = screen.head(cache.days_on_record, cache.visible_teams)
choice, behind = Choice(*chosen), Units(units)
kept = Kept((cache.state(), viewer, choice))

screen.title(tr("Weekly review"))
on_record = screen.stop_where_empty(on_record)
with st.skeleton(height=120):
    review = cache.weekly_review(viewer, choice)
total = review.pillars.row(0, named=True)
if review.practices.filter(pl.col("n") + pl.col("insufficient") + pl.col("pending") > 0).is_empty():
    st.markdown(sentences.nothing(choice.from_day, choice.to_day, on_record))
else:
    screen.opening(
        sentences.opening(total, review.counting, review.contacts, choice.from_day, choice.to_day),
        note=calibration(review.calibrating),
    )
    st.space("small")
    weekly.how_was_the_week(review, choice, behind, kept)
    st.space("small")
    weekly.which_practices_moved(review, choice, behind, kept)
    st.space("small")
    weekly.who_needs_help(
        review.practices, choice, partial(cache.grid, viewer), partial(cache.funnel, viewer), behind, kept
    )
st.space("small")
weekly.what_we_owe(*cache.owed(viewer, choice), open_returns)
