"""What people say of verdicts: all of it is kept, the latest counts, and no judging and no import undoes it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select

from data import judged, schema
from data.decisions import AlreadyReviewed, Seen, register_return, review_verdict, withdraw_review
from data.exporting import Extract, export
from data.people import Role, Viewer
from data.records import TIME
from data.reviews import CHOICES
from data.sources import import_path
from data.store import Store, open_store
from practices.commitments import COMMITMENT_SCHEMA
from practices.judge import VERDICT_SCHEMA
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_decisions import ANSWER, DUE, LEAD, MANAGER, NOW, OTHER_LEAD, log, owed, verdict

NAME = ("contact", "c1", "use_name")
RETURN = ("commitment", "p", "no_return")
MISSED, MET = Seen("missed"), Seen("met")
SAID = "Chamou de dona Lia na terceira mensagem."


def of_contact(practice: str, value: str, contact: str = "c1", agent_id: str = "a1") -> dict[str, Any]:
    about = {"unit": "contact", "unit_id": contact, "practice": practice, "evidence": ""}
    return verdict("-", value, agent_id) | about | {"contact_id": contact, "pending_until": None}


RULES = [
    of_contact("use_name", "missed"),
    of_contact("plain_language", "met"),
    of_contact("use_name", "met", "c2", "a2"),
]


def judge(store: Store, rows: list[dict[str, Any]] | None = None, state: str = "pending") -> None:
    """What judging the customer k1 leaves; `state` of the one commitment."""
    found = [*(RULES if rows is None else rows), verdict("p", state)]
    with judged.judging(store) as connection:
        judged.replace(
            store,
            connection,
            ["k1"],
            pl.DataFrame(found, schema=VERDICT_SCHEMA),
            pl.DataFrame([owed("p", state)], schema=COMMITMENT_SCHEMA),
            pl.DataFrame(schema={"customer_key": pl.String(), "at": TIME}),
        )


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    import_path(store, write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS))
    judge(store)
    return store


def what_counts(store: Store, key: tuple[str, str, str] = NAME) -> tuple[str, str | None]:
    """The verdict that counts, and the rule's where it is another."""
    table = schema.verdicts.c
    mine = select(table.verdict, table.rule_verdict).where(
        table.unit == key[0], table.unit_id == key[1], table.practice == key[2]
    )
    with store.engine.connect() as connection:
        return tuple(connection.execute(mine).one())


def reviews(store: Store) -> list[Any]:
    table = schema.verdict_reviews
    with store.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def last(store: Store) -> int:
    return int(reviews(store)[-1].id)


def user(store: Store, username: str, name: str) -> None:
    row = {"username": username, "name": name, "password_hash": "-", "role": "team_lead", "created_at": NOW}
    with store.write() as connection:
        connection.execute(schema.users.insert().values(row))


def test_another_verdict_counts_at_once_and_both_are_kept(filled: Store) -> None:
    before = filled.state()
    assert counted(filled, "use_name", "a1") == (0, 1, 0, 0)
    review_verdict(filled, LEAD, *NAME, "met", f" {SAID}\n", MISSED, now=NOW)
    assert what_counts(filled) == ("met", "missed")
    (kept,) = reviews(filled)
    assert (kept.rule_verdict, kept.verdict, kept.reason) == ("missed", "met", SAID)
    assert (kept.reviewed_by, kept.reviewed_at, kept.customer_key) == ("nilo", NOW, "k1")
    assert counted(filled, "use_name", "a1") == (1, 0, 0, 0)
    assert log(filled) == [("nilo", "verdict_changed", "use_name:contact:c1")]
    assert filled.state() != before


def counted(store: Store, practice: str, agent_id: str) -> tuple[int, ...]:
    """(met, missed, pending, insufficient); and all totals are what counting the verdicts gives, without empty rows."""
    found = judged.read_totals(store)
    types = {"day": pl.Date(), **dict.fromkeys((*judged.TOTALS_KEY[1:], "verdict"), pl.String())}
    rows = store.read(select(*(schema.verdicts.c[name] for name in types)), types)
    assert found.equals(judged.totals_of_rows(rows))
    assert found.filter(pl.sum_horizontal(judged.COUNTS) == 0).is_empty()
    mine = found.filter(practice=practice, agent_id=agent_id)
    return mine.select(judged.COUNTS).row(0) if mine.height else (0, 0, 0, 0)


def test_a_verdict_confirmed_changes_no_number(filled: Store) -> None:
    review_verdict(filled, LEAD, *NAME, "missed", "", MISSED, now=NOW)
    assert what_counts(filled) == ("missed", None)
    assert counted(filled, "use_name", "a1") == (0, 1, 0, 0)
    assert [(one.verdict, one.reason) for one in reviews(filled)] == [("missed", "")]
    assert log(filled) == [("nilo", "verdict_confirmed", "use_name:contact:c1")]


@pytest.mark.parametrize("said", CHOICES)
def test_each_choice_counts_where_it_belongs(filled: Store, said: str) -> None:
    review_verdict(filled, MANAGER, *NAME, said, SAID, MISSED)
    expected = tuple(int(name == said) for name in judged.COUNTS)
    assert counted(filled, "use_name", "a1") == expected


def test_what_people_said_holds_when_everything_is_judged_anew(filled: Store) -> None:
    review_verdict(filled, MANAGER, *NAME, "inapplicable", SAID, MISSED)
    review_verdict(filled, MANAGER, "contact", "c1", "plain_language", "met", "", MET)
    judge(filled)
    assert what_counts(filled) == ("inapplicable", "missed")
    assert counted(filled, "use_name", "a1") == (0, 0, 0, 0)
    # Another rule finds the opposite: the person's word holds, and what was confirmed is now a change.
    judge(filled, [of_contact("use_name", "inapplicable"), of_contact("plain_language", "missed")])
    assert what_counts(filled) == ("inapplicable", None)
    assert what_counts(filled, ("contact", "c1", "plain_language")) == ("met", "missed")
    assert counted(filled, "plain_language", "a1") == (1, 0, 0, 0)
    # The rule gives no verdict any more: nothing counts, the word stays on record, and counts again with the verdict.
    judge(filled, [])
    assert counted(filled, "plain_language", "a1") == (0, 0, 0, 0)
    assert len(reviews(filled)) == 2
    judge(filled)
    assert what_counts(filled) == ("inapplicable", "missed")


def test_taken_back_the_rule_counts_again_also_when_it_changes_its_mind(filled: Store) -> None:
    review_verdict(filled, MANAGER, *NAME, "met", SAID, MISSED)
    with pytest.raises(ValueError, match="why"):
        withdraw_review(filled, LEAD, *NAME, " ", Seen("met", last(filled)))
    withdraw_review(filled, LEAD, *NAME, "Ouvi de novo: não chamou.", Seen("met", last(filled)))
    assert what_counts(filled) == ("missed", None)
    assert counted(filled, "use_name", "a1") == (0, 1, 0, 0)
    with pytest.raises(ValueError, match="taken back"):
        withdraw_review(filled, MANAGER, *NAME, "x", Seen("missed", last(filled)))
    judge(filled, [of_contact("use_name", "met")])
    assert what_counts(filled) == ("met", None)
    assert [one[1] for one in log(filled)] == ["verdict_changed", "verdict_withdrawn"]
    assert [one.verdict for one in reviews(filled)] == ["met", "withdrawn"]


def test_the_second_person_is_told_what_the_first_said(filled: Store) -> None:
    user(filled, "nilo", "Nilo Paz")
    review_verdict(filled, LEAD, *NAME, "met", SAID, MISSED, now=NOW)
    with pytest.raises(AlreadyReviewed) as told:
        review_verdict(filled, MANAGER, *NAME, "inapplicable", "Cliente sem nome.", MISSED)
    assert (told.value.name, told.value.at, told.value.verdict) == ("Nilo Paz", NOW, "met")
    assert what_counts(filled) == ("met", "missed")
    review_verdict(filled, MANAGER, *NAME, "inapplicable", "Cliente sem nome.", Seen("met", last(filled)))
    assert what_counts(filled) == ("inapplicable", "missed")


def test_a_confirmation_in_between_is_told_too(filled: Store) -> None:
    review_verdict(filled, LEAD, *NAME, "missed", "", MISSED, now=NOW)
    with pytest.raises(AlreadyReviewed) as told:
        review_verdict(filled, MANAGER, *NAME, "met", SAID, MISSED)
    assert (told.value.name, told.value.verdict) == ("nilo", "missed")


def test_a_verdict_that_judging_changed_meanwhile(filled: Store) -> None:
    judge(filled, [of_contact("use_name", "met")])
    with pytest.raises(AlreadyReviewed) as told:
        review_verdict(filled, MANAGER, *NAME, "inapplicable", SAID, MISSED)
    assert (told.value.name, told.value.at, told.value.verdict) == (None, None, "met")
    assert reviews(filled) == []


def test_four_people_at_once(filled: Store, database_url: str) -> None:
    start = threading.Barrier(4)
    results: list[str] = []

    def saying(number: int) -> None:
        own = open_store(database_url)
        start.wait()
        try:
            who = Viewer(f"u{number}", f"U{number}", Role.MANAGER)
            review_verdict(own, who, *NAME, "met", f"eu, {number}", MISSED)
            results.append("first")
        except AlreadyReviewed as told:
            results.append(f"told of {told.name}")
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=saying, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = reviews(filled)
    assert sorted(results) == ["first", *[f"told of {kept.reviewed_by}"] * 3]
    assert counted(filled, "use_name", "a1") == (1, 0, 0, 0)


def test_the_same_form_twice_changes_nothing(filled: Store) -> None:
    for _ in range(2):
        review_verdict(filled, LEAD, *NAME, "met", SAID, MISSED)
    assert len(reviews(filled)) == len(log(filled)) == 1


def test_another_teams_verdict_stays_as_it_is(filled: Store) -> None:
    for viewer in (OTHER_LEAD, Viewer("x", "X", Role.SUPERVISOR, ())):
        with pytest.raises(PermissionError):
            review_verdict(filled, viewer, *NAME, "met", SAID, MISSED)
        with pytest.raises(PermissionError):
            withdraw_review(filled, viewer, *NAME, SAID, MISSED)
    with pytest.raises(LookupError):
        review_verdict(filled, MANAGER, "contact", "c9", "use_name", "met", SAID, MISSED)
    assert reviews(filled) == log(filled) == []
    review_verdict(filled, OTHER_LEAD, "contact", "c2", "use_name", "missed", SAID, MET)
    assert counted(filled, "use_name", "a2") == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("said", "reason"), [("met", " \n"), ("met", "x" * 4001), ("pending", SAID), ("withdrawn", SAID), ("ok", SAID)]
)
def test_a_form_that_is_wrong(filled: Store, said: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        review_verdict(filled, MANAGER, *NAME, said, reason, MISSED)
    assert reviews(filled) == log(filled) == []


def test_a_return_registered_later_counts_and_a_later_word_counts_again(filled: Store) -> None:
    review_verdict(filled, MANAGER, *RETURN, "missed", "Não houve retorno.", Seen("pending"), now=NOW)
    assert what_counts(filled, RETURN) == ("missed", "pending")
    returned = DUE - timedelta(hours=1)
    register_return(filled, LEAD, "p", returned, **{**ANSWER, "now": NOW + timedelta(minutes=1)})
    assert what_counts(filled, RETURN) == ("met", None)
    judge(filled, state="met")
    assert what_counts(filled, RETURN) == ("met", None)
    seen, later = Seen("met", last(filled)), NOW + timedelta(minutes=2)
    review_verdict(filled, MANAGER, *RETURN, "inapplicable", "Nada foi prometido.", seen, now=later)
    judge(filled, state="met")
    assert what_counts(filled, RETURN) == ("inapplicable", "met")
    assert counted(filled, "no_return", "a1") == (0, 0, 0, 0)


def test_a_return_that_says_what_a_person_said(filled: Store) -> None:
    review_verdict(filled, MANAGER, *RETURN, "met", "Ligou de volta.", Seen("pending"), now=NOW)
    register_return(filled, LEAD, "p", DUE - timedelta(hours=1), **{**ANSWER, "now": NOW + timedelta(minutes=1)})
    assert what_counts(filled, RETURN) == ("met", None)
    assert counted(filled, "no_return", "a1") == (1, 0, 0, 0)


def test_a_pending_verdict_goes_on_after_a_word_was_taken_back(filled: Store) -> None:
    review_verdict(filled, MANAGER, *RETURN, "met", "Ligou de volta.", Seen("pending"))
    withdraw_review(filled, MANAGER, *RETURN, "Era outro cliente.", Seen("met", last(filled)))
    assert what_counts(filled, RETURN) == ("pending", None)
    judge(filled, state="missed")
    assert what_counts(filled, RETURN) == ("missed", None)


def test_the_export_tells_both_verdicts_and_who_when_why(filled: Store, tmp_path: Path) -> None:
    review_verdict(filled, MANAGER, *NAME, "inapplicable", "=1+1", MISSED, now=NOW)
    review_verdict(filled, LEAD, "contact", "c1", "plain_language", "met", "", MET, now=NOW)
    rows = exported(filled, tmp_path / "out.parquet", "verdicts")
    assert rows.filter(unit_id="c1").sort("practice").select(
        "practice", "verdict", "rule_verdict", "reviewed_by", "reviewed_at", "review_reason"
    ).rows() == [
        ("plain_language", "met", None, "nilo", NOW, ""),
        ("use_name", "inapplicable", "missed", "marta", NOW, "=1+1"),
    ]
    assert rows.height == 4
    assert rows.filter(unit_id="c2")["reviewed_by"].to_list() == [None]
    export(filled, "verdicts", tmp_path / "out.csv", Extract())
    assert "'=1+1" in (tmp_path / "out.csv").read_text()
    withdraw_review(filled, MANAGER, *NAME, "x", Seen("inapplicable", reviews(filled)[0].id))
    rows = exported(filled, tmp_path / "out.parquet", "verdicts").filter(unit_id="c1", practice="use_name")
    assert rows.select("verdict", "rule_verdict", "reviewed_by").row(0) == ("missed", None, None)
    day = NOW.date()
    assert exported(filled, tmp_path / "out.parquet", "verdict_reviews", Extract(day, day, "Norte")).height == 2
    assert exported(filled, tmp_path / "out.parquet", "verdict_reviews", Extract(team="Sul")).height == 0


def exported(store: Store, out: Path, table: str, extract: Extract | None = None) -> pl.DataFrame:
    export(store, table, out, extract or Extract())
    return pl.read_parquet(out)
