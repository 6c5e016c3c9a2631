"""KPIs: the managers' indicators month by month, each defined at its number, and the rows behind any of them."""

from functools import partial

import polars as pl
import streamlit as st

from queries import cache
from queries.choice import Choice
from queries.units import Wanted
from ui import kpis, screen, wording
from ui.charts.kept import Kept
from ui.sentences.trust import calibration
from ui.sentences.weekly import nothing
from ui.unit_list import Units
from ui.wording import said, tr


def units(
    period: Choice, practices: tuple[str, ...] | None, verdicts: tuple[str, ...], agent: str | None, skip: int
) -> tuple[pl.DataFrame, int]:
    return cache.units(viewer, period, Wanted(practices, verdicts, agent), skip)


viewer, on_record, chosen = screen.head(cache.days_on_record, cache.visible_teams)
choice, today = Choice(*chosen), wording.today()
rows_of, kept = partial(cache.kpi_rows, viewer), Kept((cache.state(), viewer, choice))

screen.title(tr("KPIs"))
on_record = screen.stop_where_empty(on_record)
page = cache.kpi_page(viewer, choice, today)
if kpis.is_empty(page):
    st.markdown(nothing(choice.from_day, choice.to_day, on_record))
else:
    screen.opening(kpis.opening(page.now, choice.from_day, choice.to_day), note=kpis.reading(on_record[1]))
    screen.section(tr("Are the practices followed?"))
    kpis.pillars(page, choice, Units(units), kept, on_record[1])
    if left_out := calibration(page.calibrating):
        st.markdown(screen.small(left_out))
    for question, indicators in kpis.SECTIONS:
        screen.section(said(question))
        kpis.tiles(indicators, page, choice, rows_of, kept, on_record[1])
screen.section(tr("How old is what is open?"))
kpis.backlog(page.backlog, partial(cache.kpi_open_orders, viewer, choice, today))
if not kpis.is_empty(page):
    screen.section(tr("What stands behind a number?"))
    kpis.by_group(choice, partial(cache.kpi_groups, viewer, choice), rows_of)
