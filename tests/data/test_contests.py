"""Contests of verdicts: recorded once, answered once by somebody who is no judge in their own cause."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data import schema
from data.decisions import (
    AlreadyAnswered,
    AlreadyContested,
    AlreadyReviewed,
    NotYoursToAnswer,
    Seen,
    answer_contest,
    record_contest,
    review_verdict,
)
from data.people import Role, Viewer
from data.sources import import_path
from data.store import Store, open_store
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_decisions import LEAD, MANAGER, NOW, OTHER_LEAD, log
from tests.data.test_reviews import MISSED, NAME, RETURN, RULES, counted, judge, last, reviews, user, what_counts

SUPERVISOR = Viewer("sol", "Sol Neves", Role.SUPERVISOR, ("Norte", "Sul"))
OTHER_SUPERVISOR = Viewer("otto", "Otto Dias", Role.SUPERVISOR, ("Norte",))
SAID, ANSWER = "Chamei de dona Lia no áudio.", "Ouvi: chamou, aos 2 minutos."


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    import_path(store, write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS))
    judge(store)
    return store


def contests(store: Store) -> list[Any]:
    table = schema.contests
    with store.engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def test_a_contest_is_recorded_and_changes_no_number(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, f" {SAID}\n", "missed", now=NOW)
    (kept,) = contests(filled)
    assert (kept.id, kept.unit, kept.unit_id, kept.practice) == (number, *NAME)
    assert (kept.customer_key, kept.agent_id, kept.contact_id, kept.verdict) == ("k1", "a1", "c1", "missed")
    assert (kept.reason, kept.recorded_by, kept.recorded_at, kept.answer) == (SAID, "nilo", NOW, None)
    assert what_counts(filled) == ("missed", None)
    assert log(filled) == [("nilo", "contest_recorded", f"{number}:use_name:contact:c1")]


def test_one_contest_is_open_at_a_time(filled: Store) -> None:
    user(filled, "nilo", "Nilo Paz")
    number = record_contest(filled, LEAD, *NAME, SAID, "missed", now=NOW)
    assert record_contest(filled, LEAD, *NAME, SAID, "missed") == number
    with pytest.raises(AlreadyContested) as first:
        record_contest(filled, MANAGER, *NAME, "Outra razão.", "missed")
    assert (first.value.name, first.value.at, first.value.answered) == ("Nilo Paz", NOW, False)
    answer_contest(filled, MANAGER, number, "refused", "Não se ouve.", now=NOW)
    with pytest.raises(AlreadyContested) as answered:
        record_contest(filled, LEAD, *NAME, SAID, "missed")
    assert answered.value.answered
    assert record_contest(filled, LEAD, *NAME, "Há outro áudio.", "missed") != number


def test_an_accepted_contest_counts_as_a_review_in_the_same_transaction(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    for _ in range(2):
        answer_contest(filled, SUPERVISOR, number, "accepted", ANSWER, "met", MISSED, now=NOW)
    assert what_counts(filled) == ("met", "missed")
    assert counted(filled, "use_name", "a1") == (1, 0, 0, 0)
    (review,) = reviews(filled)
    assert (review.verdict, review.reason, review.reviewed_by) == ("met", ANSWER, "sol")
    (kept,) = contests(filled)
    assert (kept.answer, kept.answer_reason, kept.new_verdict) == ("accepted", ANSWER, "met")
    assert (kept.answered_by, kept.answered_at) == ("sol", NOW)
    assert [action for _, action, _ in log(filled)] == ["contest_recorded", "verdict_changed", "contest_accepted"]
    judge(filled)
    assert what_counts(filled) == ("met", "missed")


def test_a_refused_contest_leaves_the_verdict(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    answer_contest(filled, SUPERVISOR, number, "refused", "No áudio não se ouve.", now=NOW)
    assert what_counts(filled) == ("missed", None)
    assert not reviews(filled)
    assert contests(filled)[0].answer_reason == "No áudio não se ouve."


def test_the_second_who_answers_is_told_who_was_first(filled: Store) -> None:
    user(filled, "sol", "Sol Neves")
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    answer_contest(filled, SUPERVISOR, number, "refused", "Não.", now=NOW)
    with pytest.raises(AlreadyAnswered) as first:
        answer_contest(filled, MANAGER, number, "accepted", ANSWER, "met", MISSED)
    assert (first.value.name, first.value.at, first.value.answer) == ("Sol Neves", NOW, "refused")
    assert what_counts(filled) == ("missed", None)


def test_two_answers_at_once_are_one(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def answer(who: Viewer, verdict: str) -> None:
        own = open_store(filled.engine.url.render_as_string(hide_password=False))
        ready.wait()
        try:
            answer_contest(own, who, number, "accepted", ANSWER, verdict, MISSED)
            outcomes.append("taken")
        except AlreadyAnswered:
            outcomes.append("told")
        own.engine.dispose()

    threads = [threading.Thread(target=answer, args=args) for args in ((SUPERVISOR, "met"), (MANAGER, "insufficient"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["taken", "told"]
    assert len(reviews(filled)) == 1


def test_nobody_is_judge_in_their_own_cause_but_a_manager(filled: Store) -> None:
    number = record_contest(filled, SUPERVISOR, *NAME, SAID, "missed")
    for who, why in ((LEAD, "lead"), (SUPERVISOR, "recorded")):
        with pytest.raises(NotYoursToAnswer) as barred:
            answer_contest(filled, who, number, "refused", "Não.")
        assert barred.value.why == why
    answer_contest(filled, OTHER_SUPERVISOR, number, "refused", "Não.")
    own = record_contest(filled, MANAGER, *NAME, "Ouçam de novo.", "missed")
    answer_contest(filled, MANAGER, own, "refused", "Ouvi: não.")


def test_whose_word_is_contested_does_not_answer(filled: Store) -> None:
    review_verdict(filled, SUPERVISOR, "contact", "c1", "plain_language", "missed", "Disse ONU.", Seen("met"))
    number = record_contest(filled, LEAD, "contact", "c1", "plain_language", "Expliquei depois.", "missed")
    seen = Seen("missed", last(filled))
    with pytest.raises(NotYoursToAnswer) as barred:
        answer_contest(filled, SUPERVISOR, number, "accepted", ANSWER, "met", seen)
    assert barred.value.why == "own_word"
    answer_contest(filled, OTHER_SUPERVISOR, number, "accepted", ANSWER, "met", seen)
    assert what_counts(filled, ("contact", "c1", "plain_language")) == ("met", None)


def test_what_changed_meanwhile_is_told_and_nothing_is_half_written(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    review_verdict(filled, MANAGER, *NAME, "insufficient", "Falta o áudio.", MISSED)
    with pytest.raises(AlreadyReviewed):
        answer_contest(filled, SUPERVISOR, number, "accepted", ANSWER, "met", MISSED)
    assert contests(filled)[0].answer is None
    assert what_counts(filled) == ("insufficient", "missed")
    answer_contest(filled, SUPERVISOR, number, "accepted", ANSWER, "met", Seen("insufficient", last(filled)))
    assert what_counts(filled) == ("met", "missed")
    with pytest.raises(AlreadyReviewed):
        record_contest(filled, LEAD, *NAME, "De novo.", "missed")


def test_a_contest_whose_verdict_is_gone_can_be_settled(filled: Store) -> None:
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    judge(filled, [one for one in RULES if one["practice"] != "use_name"])
    answer_contest(filled, SUPERVISOR, number, "accepted", "A regra já não julga.", now=NOW + timedelta(days=1))
    assert (contests(filled)[0].answer, contests(filled)[0].new_verdict) == ("accepted", None)
    assert not reviews(filled)


def test_other_teams_contest_and_answer_nothing(filled: Store) -> None:
    with pytest.raises(PermissionError):
        record_contest(filled, OTHER_LEAD, *NAME, SAID, "missed")
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    foreign = Viewer("eva", "Eva", Role.SUPERVISOR, ("Sul",))
    with pytest.raises(PermissionError):
        answer_contest(filled, foreign, number, "refused", "Não.")
    with pytest.raises(LookupError):
        record_contest(filled, LEAD, "contact", "c9", "use_name", SAID, "missed")
    with pytest.raises(LookupError):
        answer_contest(filled, MANAGER, 99, "refused", "Não.")


@pytest.mark.parametrize("reason", [" \n", "x" * 4001])
def test_a_reason_is_needed_and_has_an_end(filled: Store, reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        record_contest(filled, LEAD, *NAME, reason, "missed")
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    with pytest.raises(ValueError, match="reason"):
        answer_contest(filled, MANAGER, number, "refused", reason)


def test_forms_that_are_wrong(filled: Store) -> None:
    with pytest.raises(ValueError, match="cannot be contested yet"):
        record_contest(filled, LEAD, *RETURN, SAID, "pending")
    number = record_contest(filled, LEAD, *NAME, SAID, "missed")
    for answer, verdict in (("ok", None), ("accepted", None), ("accepted", "missed"), ("accepted", "pending")):
        with pytest.raises(ValueError, match=r".+"):
            answer_contest(filled, MANAGER, number, answer, ANSWER, verdict, MISSED)
    with pytest.raises(ValueError, match="saw is missing"):
        answer_contest(filled, MANAGER, number, "accepted", ANSWER, "met")
    assert contests(filled)[0].answer is None
