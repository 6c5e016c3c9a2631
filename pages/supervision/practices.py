"""Práticas: one practice, what it asks, how it stands and where, with examples. Every number opens its units."""

from functools import partial

import polars as pl
import streamlit as st

from queries import cache
from queries.choice import Choice
from queries.units import Wanted
from ui import filters, practices, screen
from ui.charts.kept import Kept
from ui.charts.marks import title
from ui.sentences import practices as sentences
from ui.telling.days import nothing, told_days
from ui.units import Units
from ui.wording import spoken, tr

bar = filters.row()
with bar:
    practice = practices.choose()
viewer, on_record, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach, bar)
st.space("xxsmall")  # a title beside a widget has no air of its own above it
choice = screen.title_and_span(title(practice.id), Choice(*chosen), tr("Period of the practice"), "practice_weeks")
on_record = screen.stop_where_empty(on_record, records)
with st.skeleton(height=120):
    story = cache.practice_story(viewer, choice, practice.id)
now = story.now
behind = Units(Wanted, partial(cache.units, viewer), partial(cache.tally, viewer))
(days, reach), kept = told_days(spoken(), choice, records), Kept((cache.state(), viewer, choice))
trust = cache.trust().row(by_predicate=pl.col("practice") == practice.id, named=True)
judged = now["n"] + now["insufficient"] + now["pending"] > 0
if judged:
    screen.opening(
        sentences.opening(now, story.places, days),
        note=" ".join(filter(None, (reach, sentences.place_in_guide(practice)))),
    )
else:
    st.markdown(nothing(spoken(), choice, on_record))
    st.markdown(screen.small(sentences.place_in_guide(practice)))
st.space("small")
practices.definition(practice)
if judged:
    st.space("small")
    left, right = st.columns([5, 4], gap="large")
    with left:
        practices.by_place(practice, story.places, choice, behind, kept)
    with right:
        practices.twelve_weeks(practice, now, story.weeks, choice, behind, kept)
        st.space("small")
        practices.agreement(trust)
    st.space("small")
    practices.examples(practice, partial(cache.moments, viewer, choice, None, practice.id), choice, behind)
    behind.draw(choice)
else:
    st.space("small")
    practices.agreement(trust)
