"""Acts are scored line by line, the same in any company; the learned files fit the code that reads them."""

import numpy as np
import polars as pl
import pytest

from data.records import from_case, parse_time
from practices import PRACTICES
from practices.judge import judge
from practices.learned.talks import as_case, read_talks
from practices.policy import default_policy
from practices.practice import COMMON_REASONS, Practice
from practices.signals import acts
from practices.weighing import CHOICES, FEATURES, MET_FOR, outcomes
from tests.practices.worlds import world


def said(*lines: tuple[str, str]) -> pl.DataFrame:
    messages = [
        {"contact_id": "c1", "position": place, "sender": sender, "sent_at": "2026-03-02T10:00:00", "text": text}
        for place, (sender, text) in enumerate(lines)
    ]
    case = as_case(read_talks()[:1])
    case["contacts"][0]["contact_id"] = "c1"
    return acts.scored_messages(world({**case, "messages": messages}))


def test_a_line_is_scored_for_the_acts_of_its_side_alone() -> None:
    found = said(("customer", "minha internet caiu"), ("bot", "Aguarde."), ("agent", "Desde quando ela caiu?"))
    assert found["position"].to_list() == [0, 2]
    assert found["ask"].to_list()[0] is None
    assert found["ask"].to_list()[1] > 0
    assert found["problem"].to_list()[0] > 0


def test_capitals_count_only_beside_small_letters() -> None:
    shouted = "ISSO É UM ABSURDO, QUERO ISSO RESOLVIDO"
    alone = said(("customer", shouted), ("agent", "Bom dia, vou verificar."))["upset"][0]
    all_big = said(("customer", shouted), ("agent", "BOM DIA, VOU VERIFICAR A SUA CONEXÃO."))["upset"][0]
    assert alone > all_big


def test_a_talk_scores_the_same_in_any_company() -> None:
    talks = read_talks()[:40]
    together = acts.scored_messages(world(as_case(talks))).filter(pl.col("contact_id") == talks[7].talk_id)
    alone = acts.scored_messages(world(as_case([talks[7]])))
    difference = (together.select(pl.selectors.float()) - alone.select(pl.selectors.float())).to_numpy()
    assert np.nanmax(np.abs(difference)) < 1e-4


@pytest.mark.parametrize("practice", [one for one in PRACTICES if one.weighed is not None], ids=lambda one: one.id)
def test_a_weighed_practice_has_all_that_weighing_needs(practice: Practice) -> None:
    outcome = outcomes()[practice.id]
    assert set(outcome.features) - set(FEATURES) <= {"rule.met", "rule.missed"}
    assert outcome.weights.shape == (len(CHOICES), len(outcome.features))
    assert MET_FOR[practice.id] in practice.reasons


def test_every_reason_is_a_sentence_and_every_missed_names_its_place() -> None:
    policy = default_policy()
    case = as_case(read_talks()[::10])
    found = judge(from_case(case, policy.time_zone), policy, parse_time(case["as_of"], policy.time_zone)).verdicts
    for practice in PRACTICES:
        rows = found.filter(pl.col("practice") == practice.id)
        assert set(rows["reason"]) <= {*practice.reasons, *COMMON_REASONS}
        if practice.weighed is not None:
            assert rows.filter((pl.col("verdict") == "missed") & (pl.col("evidence") == "")).is_empty(), practice.id


def test_letters_of_a_word_add_up_wherever_the_word_stands() -> None:
    texts = pl.Series(["a internet caiu de novo", "", "caiu caiu", "novo"])
    table = acts.models()["customer"].letters
    at_once = acts.summed_letters(texts, table)
    by_terms = acts.summed(acts.letter_terms(texts), table, texts.len())
    assert np.allclose(at_once, by_terms, atol=1e-4)
    assert np.abs(at_once).max() > 0
