"""KPIs: the managers' indicators month by month, each defined at its number, and the rows behind any of them."""

import streamlit as st

from queries import cache, kpis
from queries.choice import Choice
from ui import filters, sign_in, theme, wording
from ui.charts.marks import title as pillar_title
from ui.kpis import DEFINITIONS, GROUPS, SECTIONS, TITLES, group_table, opening, rows_table, tile
from ui.literal import literal
from ui.names import CHANNELS, REASONS, name
from ui.wording import number, plural, said, tr

NAMES = {"channel": CHANNELS, "reason": REASONS}

viewer = sign_in.viewer()
on_record = cache.days_on_record(viewer)
choice = Choice(*filters.bar(cache.visible_teams(viewer), last_day=on_record[1] if on_record else None))

st.title(tr("KPIs"))
if on_record is None:
    st.info(tr("There are no records yet. Import some, or fill the store with demonstration data."))
    st.stop()

page = cache.kpi_page(viewer, choice, wording.today())
with st.container(width=theme.SENTENCE_WIDTH):
    st.markdown(f"### {opening(page.now, choice.from_day, choice.to_day)}")

st.header(tr("Are the practices followed?"))
with st.grid(4, min_column_width=230, gap="large"):
    for key in (kpis.TOTAL, *kpis.PILLARS):
        with st.container(gap="xsmall"):
            definition = tr("Practices followed, of all judgements that could be made.")
            tile(key, pillar_title(key), definition, page.pillars, page.pillars_before, page.pillar_months)

for section, keys in SECTIONS:
    st.header(said(section))
    with st.grid(4, min_column_width=230, gap="large"):
        for key in keys:
            with st.container(gap="xsmall"):
                tile(key, said(TITLES[key]), said(DEFINITIONS[key]), page.now, page.before, page.months)

st.header(tr("How old is what is open?"))
still_open = int(page.backlog["count"].sum())
st.markdown(plural("{n} service order is open; by age:", "{n} service orders are open; by age:", still_open))
with st.grid(5, min_column_width=110):
    for band, count in page.backlog.rows():
        st.metric(tr("{band} days", band=band.replace("-", " – ")), number(count))

st.header(tr("What stands behind a number?"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    picked = st.selectbox(
        tr("Indicator"),
        list(TITLES),
        format_func=lambda key: said(TITLES[key]),
        key="kpi",
        bind="query-params",
        width=340,
    )
    group = st.segmented_control(
        tr("By"),
        list(GROUPS),
        format_func=lambda one: said(GROUPS[one]),
        default="team",
        key="kpi_group",
        required=True,
    )
by_group, behind = st.columns((2, 3), gap="large")
with by_group:
    named = NAMES.get(group)
    table = cache.kpi_groups(viewer, choice, picked, group)
    group_table(
        picked,
        said(TITLES[picked]),
        table,
        said(GROUPS[group]),
        lambda one: name(named, one) if named else literal(one),
    )
with behind:
    rows, count = cache.kpi_rows(viewer, choice, picked)
    rows_table(picked, said(TITLES[picked]), rows, count)
