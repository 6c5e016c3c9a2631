"""KPIs: the managers' indicators month by month, each defined at its number, and the rows behind any of them."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from data.decisions import AlreadySet, may_set_target, set_target
from practices.policy import default_policy
from queries import cache
from queries.choice import Choice
from queries.kpis import months_shown
from queries.targets import beside, holding, team_of
from queries.units import Wanted
from ui import associations, kpi_rows, kpis, screen, targets, wording
from ui.charts.kept import Kept
from ui.indicators import SECTIONS
from ui.sentences import kpis as sentences
from ui.sentences.trust import calibration
from ui.telling.days import nothing, told_days
from ui.units import Units
from ui.wording import said, spoken, tr


def save(wish: targets.Wish) -> str | None:
    """Write a target down; what went wrong, if anything did."""
    try:
        set_target(cache.store(), viewer, wish.measure, wish.team, wish.from_month, wish.value, wish.seen)
    except AlreadySet as first:
        cache.refresh()
        then = (first.from_month, first.value)
        return sentences.somebody_was_first(wish.measure, wish.team, first.name, first.at, then)
    except (LookupError, PermissionError):
        return tr("This target is not yours to set.")
    except ValueError:
        if wish.value is None:
            return tr("There is no target from that month on that could be taken away.")
        return tr("This could not be saved. Look again and send it anew.")
    cache.refresh()
    return None


viewer, on_record, records, chosen = screen.head(cache.days_on_record, cache.visible_teams, cache.reach)
choice, today = Choice(*chosen), wording.today()
rows_of, kept = partial(cache.kpi_rows, viewer), Kept((cache.state(), viewer, choice))
read_targets = partial(cache.targets, viewer)
months, team = months_shown(choice), team_of(viewer, choice)
settable = [one for one in (team, None, *cache.visible_teams(viewer)) if may_set_target(viewer, one)]
setting = targets.Setting(list(dict.fromkeys(settable)), months, read_targets, save)

screen.title(tr("KPIs"))
on_record = screen.stop_where_empty(on_record, records)
held = holding(read_targets(), team, months)
open_target = partial(targets.open_form, setting=setting) if setting.teams else None
board = kpis.Board(kept, on_record[1], held, open_target)
page = cache.kpi_page(viewer, choice, today)
now, by_pillar = (beside(shown, held, months[-1], default_policy()) for shown in (page.now, page.pillars))
page = replace(page, now=now, pillars=by_pillar)
targets.told()
if kpis.is_empty(page):
    st.markdown(nothing(spoken(), choice, on_record))
else:
    missed = sentences.misses([*page.pillars.to_dicts(), *page.now.to_dicts()])
    days, reach = told_days(spoken(), choice, records)
    words = [sentences.opening(page.now, *days)]
    words += [sentences.off_target(missed)] if missed else []
    cut, narrowed = months[0] > choice.from_day, bool(held.height and (choice.channel or choice.reason))
    note = sentences.reading(on_record[1], len(months), cut, narrowed)
    screen.opening(" ".join(words), note=" ".join(filter(None, (reach, note))))
    screen.section(tr("Are the practices followed?"))
    behind = Units(Wanted, partial(cache.units, viewer), partial(cache.tally, viewer))
    kpis.pillars(page, choice, behind, board)
    behind.draw(choice)
    if left_out := calibration(page.calibrating):
        st.markdown(screen.small(left_out))
    for question, indicators in SECTIONS:
        screen.section(said(question))
        kpis.tiles(indicators, page, choice, rows_of, board)
    screen.section(tr("Which practices go with the outcome?"))
    looked_at = associations.span_box(choice)
    with st.skeleton(height=400):
        goes_with = cache.associations(viewer, looked_at)
    associations.associations(goes_with, looked_at, partial(cache.association_rows, viewer), kept)
screen.section(tr("How old is what is open?"))
kpis.backlog(page, partial(cache.kpi_open_orders, viewer, choice, today), board)
if not kpis.is_empty(page):
    screen.section(tr("What stands behind a number?"))
    kpi_rows.by_group(choice, partial(cache.kpi_groups, viewer, choice), rows_of)
screen.section(tr("Which targets hold?"))
targets.overview(held.filter(pl.col("month") == months[-1]), team)
