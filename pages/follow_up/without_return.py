"""Cancelamentos sem retorno: who waits for an answer of ours, since when, who owes it; one case, and its return."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

import reports
from data.decisions import AlreadyReturned, register_return
from practices.policy import default_policy
from queries import cache, follow_up
from queries.choice import Choice
from queries.story import story
from ui import follow_up as parts
from ui import owed_case, packs, screen
from ui.charts.holders import beyond
from ui.owed_case import DONE, NOTHING_DONE, no_such_case
from ui.wording import tr


def the_list() -> pl.DataFrame:
    """The charts and filters, and the rows that they leave."""
    by_owner = follow_up.by_holder(rows, "agent_id")
    owed_case.charts(follow_up.by_band(rows), by_owner, follow_up.by_holder(rows, "team"))
    st.space("small")
    head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
    narrowed = parts.narrow(rows, follow_up.BANDS, beyond(by_owner))
    left = rows
    if narrowed.kind is not None:
        left = left.filter(pl.col("kind") == narrowed.kind)
    if narrowed.owners is not None:
        left = left.filter(pl.col("agent_id").is_in(list(narrowed.owners), nulls_equal=True))
    if narrowed.band is not None:
        left = left.filter(follow_up.band_of() == narrowed.band)
    return owed_case.list_head(left, head)


def case_of(commitment_id: str) -> dict[str, Any] | None:
    """The case of this name; None where there is none, or none that the viewer may see."""
    found = follow_up.case(cache.store(), viewer, commitment_id, cache.agents(), now, zone)
    return None if found.is_empty() else found.row(0, named=True)


def others_of(commitment_id: str) -> pl.DataFrame:
    """What else the customer of a case waits for."""
    return follow_up.others_open(cache.store(), viewer, commitment_id, cache.agents(), datetime.now(UTC), zone)


def register(case: dict[str, Any], answer: parts.Answer) -> None:
    """Register the return, and say what became of it."""
    following: str | None = None
    said = (answer.returned_at, answer.channel, answer.what_was_said, answer.outcome)
    try:
        register_return(cache.store(), viewer, case["commitment_id"], *said, time_zone=zone)
    except AlreadyReturned as first:
        owed_case.tell(NOTHING_DONE, parts.somebody_was_first(case, first.name, first.at))
    except (LookupError, PermissionError):
        owed_case.tell(NOTHING_DONE, no_such_case())
    except ValueError:
        st.error(tr("The return could not be registered. Check day, time and text, and send it again."))
        return
    else:
        others = others_of(case["commitment_id"])
        owed_case.tell(DONE, f"{parts.registered(case, answer)} {parts.still_open(others)}".strip())
        if others.height:
            owed_case.offer_again(case, answer)
            following = others["commitment_id"][0]
    cache.refresh()
    parts.choose(following)
    st.rerun()


viewer, on_record, chosen = screen.head(cache.days_on_record, cache.visible_teams)
now, choice, zone = datetime.now(UTC), Choice(*chosen), default_policy().time_zone
screen.title(tr("Cancellations without return"))
screen.stop_where_empty(on_record)
rows = cache.without_return(viewer, choice)
of_now = tr(
    "All commitments are here: cancellation requests, promised returns, overdue visits. The list is of now: the period "
    "above does not restrict it; team, channel and reason do."
)
screen.opening(parts.opening(rows), note=of_now)

asked = parts.asked()
shown = rows if rows.is_empty() else the_list()
open_id = asked or (shown["commitment_id"][0] if shown.height else None)
case = case_of(open_id) if open_id else None
if shown.height:
    parts.table(shown, open_id)
    parts.case_box(shown, open_id, case)
elif rows.height:
    st.markdown(tr("Nothing of this kind: with these filters nobody waits for a return."))

st.space("small")
told = story(cache.store(), viewer, case["commitment_id"], cache.agents()) if case else None
if case is not None and told is not None:
    owed_case.the_case(case, others_of(case["commitment_id"]), told, now, register)
else:
    owed_case.outcome()
    if open_id is not None:
        st.info(no_such_case())
only = None if shown.height == rows.height else tuple(shown["commitment_id"])
packs.download(
    reports.Offer(cache.store(), reports.Wish(reports.Pack.FOLLOW_UP, viewer, choice, only=only)),
    cache.state,
    tr("The list as it is now, with the filters above."),
)
