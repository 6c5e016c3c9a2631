"""Contests as the viewer may see them: open ones first, with what counts now and who may answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data.decisions import Seen, answer_contest, record_contest, review_verdict
from data.people import Role, Viewer
from data.sources import import_path
from data.store import Store
from queries.contests import CONTEST_SCHEMA, contests
from queries.totals import agents
from tests.data.sources.writing import AGENTS, CONTACTS, CUSTOMERS, write
from tests.data.test_decisions import LEAD, MANAGER, NOW, OTHER_LEAD
from tests.data.test_reviews import MISSED, NAME, RULES, judge, last, user
from tests.filled import copied

SOL = Viewer("sol", "Sol Neves", Role.SUPERVISOR, ("Norte", "Sul"))
PLAIN = ("contact", "c1", "plain_language")


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    opened = copied(empty_file, tmp_path)
    import_path(opened, write(tmp_path / "in", agents=AGENTS, customers=CUSTOMERS, contacts=CONTACTS))
    judge(opened)
    user(opened, "nilo", "Nilo Paz")
    return opened


def test_an_open_contest_tells_what_counts_and_why(store: Store) -> None:
    number = record_contest(store, LEAD, *NAME, "Chamei; o CPF é 111.444.777-35.", "missed", now=NOW)
    found = contests(store, SOL, agents(store))
    assert dict(found.schema) == CONTEST_SCHEMA
    (row,) = found.to_dicts()
    assert (row["contest_id"], row["practice"], row["agent"], row["team"]) == (number, "use_name", "Ana", "Norte")
    assert (row["customer"], row["recorder"], row["recorded_at"]) == ("Rui", "Nilo Paz", NOW)
    assert (row["verdict"], row["counts"], row["rule_verdict"], row["review"]) == ("missed", "missed", None, None)
    assert row["reason"] == "missed"
    assert "111.444" not in row["said"]
    assert (row["answer"], row["hindrance"]) == (None, None)


def test_who_may_answer_is_told(store: Store) -> None:
    record_contest(store, SOL, *NAME, "Chamei.", "missed")
    review_verdict(store, SOL, *PLAIN, "missed", "Disse ONU.", Seen("met"))
    record_contest(store, LEAD, *PLAIN, "Expliquei.", "missed")

    def hindrances(viewer: Viewer) -> list[str | None]:
        return contests(store, viewer, agents(store))["hindrance"].to_list()

    assert hindrances(LEAD) == ["lead", "lead"]
    assert hindrances(SOL) == ["recorded", "own_word"]
    assert hindrances(MANAGER) == [None, None]
    assert contests(store, SOL, agents(store))["review"].to_list() == [None, last(store)]


def test_the_open_come_first_and_an_answer_tells_what_counts_since(store: Store) -> None:
    first = record_contest(store, LEAD, *NAME, "Chamei.", "missed", now=NOW)
    second = record_contest(store, LEAD, *PLAIN, "Não disse.", "met", now=NOW)
    answer_contest(store, SOL, first, "accepted", "Ouvi.", "met", MISSED, now=NOW + timedelta(hours=1))
    found = contests(store, LEAD, agents(store))
    assert found["contest_id"].to_list() == [second, first]
    row = found.row(1, named=True)
    assert (row["answer"], row["because"], row["new_verdict"], row["answerer"]) == ("accepted", "Ouvi.", "met", "sol")
    assert (row["counts"], row["rule_verdict"], row["verdict"]) == ("met", "missed", "missed")
    judge(store, [one for one in RULES if one["practice"] != "use_name"])
    gone = contests(store, LEAD, agents(store)).row(1, named=True)
    assert (gone["counts"], gone["at"], gone["evidence"]) == (None, None, None)


def test_only_the_own_teams_and_what_is_asked_for(store: Store) -> None:
    record_contest(store, LEAD, *NAME, "Chamei.", "missed")
    record_contest(store, OTHER_LEAD, "contact", "c2", "use_name", "Não chamei.", "met")
    known = agents(store)
    assert contests(store, LEAD, known)["agent_id"].to_list() == ["a1"]
    assert contests(store, MANAGER, known, agent_id="a2")["unit_id"].to_list() == ["c2"]
    assert contests(store, MANAGER, known, unit_ids=["c1", "c9"])["unit_id"].to_list() == ["c1"]
    assert contests(store, LEAD, known, agent_id="a2").is_empty()
    assert contests(store, MANAGER, known, unit_ids=[]).is_empty()
