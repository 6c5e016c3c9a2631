"""The parts of Confiança, drawn from frames: agreement by practice, drawing a sample, comparing a finished one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

import polars as pl
import streamlit as st

from practices import BY_ID, PRACTICES
from practices.policy import default_policy
from ui.charts.marks import FEW_CASES, title
from ui.codes import UNITS
from ui.device import on_a_phone
from ui.links import RECORD, to_unit
from ui.literal import literal
from ui.names import name
from ui.screen import note, nothing_here, small
from ui.sentences import trust as sentences
from ui.theme import SENTENCE_WIDTH
from ui.unit_list import asked, open_button, open_rows, paged, practice_box, record_link
from ui.wording import day, interval, listed, number, percent, plural, say_anew, tr

SAMPLE = "sample"
"""The name of the sample in the address."""
SIZES = (20, 1, 200)
"""How many units a sample has at first, at least and at most."""
LARGEST_SEED = 2**31 - 1
SAMPLES_SHOWN = 12
EVERYBODY = ""


@dataclass(frozen=True)
class Wish:
    """What to draw, as the form says."""

    practice: str
    agent_id: str | None
    size: int
    seed: int


# -- how far people and rules agree -------------------------------------------------------------------------------


def by_practice(rows: pl.DataFrame) -> None:
    """The practices (TRUST_SCHEMA) that were graded as a table of text; the others by their names."""
    graded = pl.col("n") + pl.col("unjudged") > 0
    cells = _short_cells if on_a_phone() else _cells
    if shown := [cells(row) for row in rows.filter(graded).to_dicts()]:
        st.table(shown, border="horizontal", hide_index=True, alt=tr("Agreement by practice"))
    others = rows.filter(~graded)["practice"].to_list()
    if others:
        words = plural(
            "{n} practice not graded yet: {which}.",
            "{n} practices not graded yet: {which}.",
            len(others),
            which=listed([title(one) for one in others]),
        )
        note(words)


def _short_cells(row: dict[str, Any]) -> dict[str, str]:
    every = _cells(row)
    return {head: every[head] for head in (tr("Practice"), tr("Agreement"), tr("Kappa"))}


def _cells(row: dict[str, Any]) -> dict[str, str]:
    judged = row["n"] > 0
    return {
        tr("Practice"): _titled(row),
        tr("n"): number(row["n"]) if judged else "–",
        tr("Agreement"): _agreement(row),
        tr("Kappa"): _coefficient(row, "kappa"),
        tr("AC1"): _coefficient(row, "ac1"),
        tr("Not followed: rule, people"): (
            f"{percent(row['missed_by_rule'])}, {percent(row['missed_by_people'])}" if row["n"] >= FEW_CASES else "–"
        ),
        tr("False alarms"): number(row["false_alarms"]) if judged else "–",
        tr("Misses"): number(row["misses"]) if judged else "–",
        tr("Applied, not judged"): (
            tr("{met} of {n}", met=number(row["overlooked"]), n=number(row["unjudged"])) if row["unjudged"] else "–"
        ),
    }


def _titled(row: dict[str, Any]) -> str:
    words = title(row["practice"])
    if row["calibrating"]:
        words += f"  \n:orange[◆ {tr('in calibration')}]"
    if row["twice"]:
        between = tr("between graders: {met} of {n} the same", met=number(row["twice_agreed"]), n=number(row["twice"]))
        words += f"  \n{small(between)}"
    return words


def _agreement(row: dict[str, Any]) -> str:
    if not row["n"]:
        return "–"
    if row["n"] < FEW_CASES:
        return f"{tr('{met} of {n}', met=number(row['agreed']), n=number(row['n']))}  \n{small(tr('few data'))}"
    between = interval(row["agreement_low"], row["agreement_high"])
    return f"{percent(row['agreement'])}  \n{small(between)}"


def _coefficient(row: dict[str, Any], which: str) -> str:
    if row[which] is None:
        return small(tr("few data")) if 0 < row["n"] < default_policy().trust_least else "–"
    low, high = (number(row[f"{which}_{end}"], 2) for end in ("low", "high"))
    return f"{number(row[which], 2)}  \n{small(tr('{low} to {high}', low=low, high=high))}"


def where_they_differ(rows: pl.DataFrame, behind: Callable[[str], pl.DataFrame]) -> None:
    """Open the gradings of a practice that differ from the rule (BEHIND_SCHEMA); `rows` are TRUST_SCHEMA."""
    graded = rows.filter(pl.col("n") + pl.col("unjudged") > 0)["practice"].to_list()
    if not graded:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        practice = practice_box(graded, "trust_practice")
        open_button("open_trust", f"differ:{practice}")
    asked_of = [one for one in graded if asked(f"differ:{one}")]
    if not asked_of:
        return
    practice = asked_of[0]
    found = behind(practice)

    def draw() -> None:
        if found.is_empty():
            nothing_here(tr("No difference that you may see."))
        else:
            _differences(found, f"trust_{practice}")
        st.markdown(small(tr("Other teams' and what lies in a sample that you have not finished is left out.")))

    open_rows(tr("{practice}: where people and rule differ", practice=title(practice)), "trust", draw)


def _differences(rows: pl.DataFrame, key: str) -> None:
    paged(rows, _difference, plural("{n} difference", "{n} differences", rows.height), key=key)


def _difference(row: dict[str, Any]) -> dict[str, str]:
    address = to_unit(row["unit"], row["contact_id"], row["os_id"])
    return {
        tr("Unit"): f"{name(UNITS, row['unit'])}, {day(row['at'], year=False)}  \n{record_link(address)}",
        tr("Customer"): f"{literal(row['customer'])}  \n{small(literal(row['words']))}",
        tr("Agent"): literal(row["agent"]),
        tr("Difference"): f"**{sentences.kind(row)}**  \n{sentences.difference(row)}",
        tr("Graded by"): literal(row["grader"]),
    }


# -- samples ------------------------------------------------------------------------------------------------------


def draw_form(agents: pl.DataFrame) -> Wish | None:
    """The form that draws a sample, of `agents` (AGENT_SCHEMA); what was asked for just now."""
    if "trust_seed" not in st.session_state:
        st.session_state["trust_seed"] = SystemRandom().randrange(1, 1_000_000)
    if st.query_params.get("practice") in BY_ID:  # a link from the practice's own screen
        st.session_state.setdefault("trust_draw_practice", st.query_params["practice"])
    names = dict(agents.select("agent_id", pl.coalesce("agent", "agent_id")).iter_rows())
    for key in ("trust_draw_practice", "trust_draw_agent"):
        say_anew(key)
    with st.form("trust_draw", border=False, enter_to_submit=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            practice: str = st.selectbox(
                tr("Practice"), [one.id for one in PRACTICES], format_func=title, key="trust_draw_practice", width=260
            )
            agent: str = st.selectbox(
                tr("Agent"),
                [EVERYBODY, *names],
                format_func=lambda one: names.get(one, tr("All agents")),
                key="trust_draw_agent",
                width=220,
            )
            first, least, most = SIZES
            size = st.number_input(tr("Units"), least, most, first, key="trust_size", width=120)
            seed = st.number_input(tr("Seed"), 0, LARGEST_SEED, key="trust_seed", step=1, width=190, help=_about_seed())
        if not st.form_submit_button(tr("Draw a sample"), type="primary"):
            return None
    return Wish(practice, agent or None, int(size), int(seed))


def _about_seed() -> str:
    return tr(
        "Chance begins at this number: with the same one, the same records give the same sample. Leave it as it is."
    )


def what_it_changes() -> str:
    """That grading measures the rule and changes nothing, and where a wrong verdict is changed."""
    return tr(
        "Blind answers measure the rule and change no total. A verdict that is wrong is changed on its record: open it "
        "from the list of differences, or find it under [Contact or OS]({address}).",
        address=RECORD,
    )


def how_it_is_drawn() -> str:
    """How chance draws, in a note."""
    return tr(
        "Drawn at random from the period and team chosen above; channel and reason do not narrow it. Four in five were "
        "judged met or missed, one in five not judged at all. The same seed over the same records draws the same units "
        "again. What you have graded before is not drawn."
    )


def sample_list(samples: pl.DataFrame, agents: pl.DataFrame) -> int | None:
    """The newest samples (SAMPLE_SCHEMA) with progress; the one that is to be opened."""
    names = dict(agents.select("agent_id", "agent").iter_rows())
    if samples.is_empty():
        nothing_here(tr("No sample has been drawn yet."))
        return None
    opened = None
    for row in samples.head(SAMPLES_SHOWN).to_dicts():
        done = row["graded"] == row["units"]
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(width=SENTENCE_WIDTH):
                words = sentences.of_sample(row, names.get(row["agent_id"]))
                st.markdown(f"{words}  \n{small(sentences.progress(row['graded'], row['units']))}")
            label = tr("See the comparison") if done else tr("Grade on") if row["graded"] else tr("Begin to grade")
            if st.button(label, key=f"trust_sample_{row['sample_id']}", width="content"):
                opened = int(row["sample_id"])
    if samples.height > SAMPLES_SHOWN:
        st.markdown(small(tr("The newest {n} are listed.", n=number(SAMPLES_SHOWN))))
    return opened


# -- after the last unit ------------------------------------------------------------------------------------------


def comparison(rows: pl.DataFrame, sample_id: int) -> None:
    """The units of a finished sample on which person and rule differ (BEHIND_SCHEMA), with links."""
    differing = rows.filter(pl.col("kind").is_not_null())
    if differing.is_empty():
        nothing_here(tr("You and the rule differ nowhere in this sample."))
    else:
        _differences(differing, f"trust_compared_{sample_id}")
