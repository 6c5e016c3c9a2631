"""What the notes on an OS tell, the OS agent's own alone and taken together.

A validation is not read: that the customer was asked afterwards is another step than noting what was agreed.

has_notes            the OS's agent wrote anything on it beside a status or a checked agenda
note_references      where
note_tells_asked     what was talked about or asked
note_tells_done      what was done, or the price, the day or the hour that was set
note_tells_answer    what the customer answered or decided; weak words count only after something that was done
                     (of both: what no list knows counts where the learned weights are sure, `phrases`)
note_judges          the note judges the customer instead of reporting
note_words           how many words stand there
documented_from      the moment from which the notes are judged: hours after opening (policy), or the closing
"""

from __future__ import annotations

import polars as pl

from practices.signals import phrases
from practices.signals.lexicon import pattern, said, says, without
from practices.signals.references import NOTHING, event_reference
from practices.signals.world import World

NOTES = ("note", "customer_reply", "work")
ALSO_READ = ("schedule", "internal_request")
SURE = 1.5
"""Log-odds from which learned weights speak beside the lists, which know nine of ten acts but four of ten answers."""


def observe(world: World) -> pl.DataFrame:
    """One row an OS, the signals of the module's docstring."""
    kind = pl.col("kind").fill_null("note")
    written = world.events.filter("by_agent", kind.is_in([*NOTES, *ALSO_READ]) & (pl.col("folded").str.len_chars() > 1))
    reference = event_reference()
    written = pl.concat([written, phrases.scored("note", written["folded"])], how="horizontal")
    texts = written.group_by("os_id", maintain_order=True).agg(
        notes=pl.col("folded").sort_by("event").str.join(" | "),
        surely_done=pl.col("done").max() > SURE,
        surely_answered=pl.col("answered").max() > SURE,
        references=reference.filter(kind.is_in(NOTES)),
        other_references=reference.filter(kind.is_in(ALSO_READ)),
    )
    hours = pl.duration(seconds=round(world.policy.documentation_hours * 3600))
    return (
        world.records.service_orders.select("os_id", "opened_at", "closed_at", "status")
        .join(texts, on="os_id", how="left")
        .with_columns(notes=pl.coalesce("notes", pl.lit(" ")))
        .select(
            "os_id",
            has_notes=pl.col("references").is_not_null(),
            note_references=pl.when(pl.col("references").list.len() > 0)
            .then("references")
            .otherwise(pl.col("other_references"))
            .fill_null(NOTHING),
            note_tells_asked=says("note_asked", pl.col("notes")),
            note_tells_done=says("note_done", pl.col("notes"))
            | says("note_sets_terms", pl.col("notes"))
            | pl.col("surely_done").fill_null(False),
            note_tells_answer=says("note_answered", pl.col("notes"))
            | _answered_after_an_act(pl.col("notes"))
            | pl.col("surely_answered").fill_null(False),
            note_judges=says("note_judges_customer", pl.col("notes")),
            note_judging_words=said("note_judges_customer", pl.col("notes")),
            note_words=pl.col("notes").str.count_matches(r"[\w/]{2,}"),
            documented_from=pl.when(pl.col("status").is_in(["closed", "withdrawn"]).fill_null(False))
            .then("opened_at")
            .otherwise(pl.min_horizontal(pl.col("opened_at") + hours, "closed_at")),
        )
    )


def _answered_after_an_act(notes: pl.Expr) -> pl.Expr:
    """Words that are an answer only when something was done before them."""
    after = notes.str.extract_groups(f"(?:{pattern('note_done')})(?<rest>.*)$").struct.field("rest").fill_null("")
    return says("note_answered_after", without("nobody_of_the_customers", after))
