"""The fictitious provider: the same from the same seed, alive, and with a truth that a chart shows."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select

from data import schema
from data.demo import Demo, make_demo
from data.demo.conversation import phrases
from data.demo.decided import decide
from data.demo.house import FEMALE, House
from data.people import Role, Viewer
from data.store import Store, open_store
from practices import PRACTICES
from queries import totals
from queries.choice import Choice
from tests.filled import filled

LAST_DAY = date(2026, 8, 14)
AS_OF = datetime(2026, 8, 15, 12, tzinfo=UTC)
MANAGER = Viewer("m", "M", Role.MANAGER)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return make_demo(900, seed=5, until=LAST_DAY, weeks=8)


@pytest.fixture(scope="module")
def store(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("demo")
    return filled(open_store(f"sqlite:///{path / 'store.db'}"), demo.records, AS_OF)


def test_the_same_seed_gives_the_same_records() -> None:
    one, two, other = (make_demo(60, seed=seed, until=LAST_DAY, weeks=3) for seed in (1, 1, 2))
    for (name, first), (_, second) in zip(one.records.items(), two.records.items(), strict=True):
        assert first.equals(second), name
    assert not one.records.messages.equals(other.records.messages)


def test_every_practice_happens_and_is_kept_and_broken(store: Store) -> None:
    counted = totals.read_totals(store).group_by("practice").agg(pl.col("met", "missed").sum())
    assert set(counted["practice"]) == {practice.id for practice in PRACTICES}
    assert counted.filter((pl.col("met") == 0) | (pl.col("missed") == 0)).is_empty(), counted


def test_nothing_has_happened_after_the_last_day(demo: Demo) -> None:
    for name, frame in demo.records.items():
        for column, dtype in frame.schema.items():
            if isinstance(dtype, pl.Datetime) and column != "scheduled_for":
                latest = frame[column].max()
                assert latest is None or latest < AS_OF, (name, column)


def test_one_practice_followed_from_the_truth_to_the_chart(demo: Demo, store: Store) -> None:
    """Whether availability was checked first: what the story decided is what the week's chart counts."""
    week = Choice(date(2026, 8, 3), date(2026, 8, 9))
    told = (
        demo.truth.filter(pl.col("practice") == "unchecked_scheduling")
        .join(demo.records.service_orders, left_on="unit_id", right_on="os_id")
        .with_columns(day=pl.col("opened_at").dt.convert_time_zone("America/Sao_Paulo").dt.date())
        .filter(pl.col("day").is_between(week.from_day, week.to_day))
        .group_by("agent_id")
        .agg(met=pl.col("followed").sum(), missed=(~pl.col("followed")).sum())
        .sort("agent_id")
    )
    seen = totals.within(totals.visible(totals.read_totals(store), MANAGER, week), week)
    shown = (
        seen.filter(pl.col("practice") == "unchecked_scheduling")
        .group_by("agent_id")
        .agg(pl.col("met", "missed").sum())
        .sort("agent_id")
    )
    assert told.height > 5
    assert shown.rows() == told.rows()


@pytest.mark.parametrize("practice", ["use_name", "confirm_understanding", "document_os", "clear_internal_request"])
def test_verdicts_find_the_truth_of_the_stories(demo: Demo, store: Store, practice: str) -> None:
    table = schema.verdicts
    found = store.read(
        select(table.c.unit_id, table.c.verdict).where(table.c.practice == practice),
        {"unit_id": pl.String(), "verdict": pl.String()},
    ).filter(pl.col("verdict").is_in(["met", "missed"]))
    both = demo.truth.filter(pl.col("practice") == practice).join(found, on="unit_id")
    right = both.select((pl.col("followed") == (pl.col("verdict") == "met")).mean()).item()
    assert both.height > 30
    assert right > (0.9 if practice == "confirm_understanding" else 0.93)


def test_who_cancels_gives_one_reason_in_the_talk_and_on_record(demo: Demo) -> None:
    """Whoever says that the price rose is not on record as somebody who moves."""
    matters = {one["says"].casefold(): one for one in phrases()["leaving"]}
    talks = demo.records.messages.sort("contact_id", "position").group_by("contact_id").agg("sender", "text")
    reasons = dict(demo.records.cancellations.select("contact_id", "reason").iter_rows())
    told = []
    for contact_id, senders, texts in talks.filter(pl.col("contact_id").is_in(list(reasons))).iter_rows():
        said = [text for sender, text in zip(senders, texts, strict=True) if sender == "customer"]
        (matter,) = {key for key in matters for text in said if text.casefold().endswith(key)}
        assert set(said) & set(matters[matter]["why"])
        assert reasons[contact_id] in (matters[matter]["reason"], None)
        told.append(reasons[contact_id])
    assert {one["reason"] for one in matters.values()} <= set(told)


@pytest.mark.parametrize(
    ("sender", "hers", "his"),
    [
        ("agent", r"\b(?:[Dd]ona|senhora)\b", r"\b(?:[Ss]eu [A-ZÉÍÓÚ][a-zã-ú]+[!,.]|senhor)\b"),
        ("customer", r"\b(?:obrigada|meu marido)\b", r"\b(?:obrigado|minha esposa)\b"),
    ],
)
def test_nobody_speaks_or_is_spoken_to_in_the_wrong_gender(demo: Demo, sender: str, hers: str, his: str) -> None:
    said = (
        demo.records.messages.filter(pl.col("sender") == sender)
        .join(demo.records.contacts, on="contact_id")
        .join(demo.records.customers, on="customer_id")
        .select("text", female=pl.col("name").str.split(" ").list.first().is_in(FEMALE))
    )
    of_her, of_him = said.filter("female")["text"], said.filter(~pl.col("female"))["text"]
    assert of_her.filter(of_her.str.contains(his)).to_list() == []
    assert of_him.filter(of_him.str.contains(hers)).to_list() == []
    assert of_her.str.contains(hers).sum() > 10
    assert of_him.str.contains(his).sum() > 10


def test_whoever_was_coached_follows_the_practice_more_often_since_the_talk() -> None:
    house = House.build(random.Random(7), LAST_DAY, weeks=26, customers=50)
    assert len({one.agent_id for one in house.coached}) == len(house.coached) == 2
    for one in house.coached:
        (agent,) = (agent for agent in house.agents if agent.agent_id == one.agent_id)
        before, since = (
            sum(house.follows(random.Random(number), agent, one.practice, day) for number in range(400)) / 400
            for day in (one.talk - timedelta(days=1), one.talk)
        )
        assert since - before > 0.2
    assert House.build(random.Random(7), LAST_DAY, weeks=12, customers=50).coached == ()


def test_one_coaching_is_due_and_one_is_finished(tmp_path: Path) -> None:
    demo = make_demo(700, seed=5, until=LAST_DAY, weeks=26)
    store = filled(open_store(f"sqlite:///{tmp_path / 'store.db'}"), demo.records, AS_OF)
    decide(store, demo)
    with store.engine.connect() as connection:
        plans = connection.execute(select(schema.coaching_plans)).all()
        pins = connection.execute(select(schema.coaching_pins)).all()
        said = dict(connection.execute(select(schema.verdicts.c.contact_id, schema.verdicts.c.verdict)).all())
    assert [(one.agent_id, one.practice, one.started_on) for one in plans] == [
        (one.agent_id, one.practice, one.talk) for one in demo.coached
    ]
    assert [(one.state, one.made_by) for one in plans] == [("open", "lider"), ("done", "lider")]
    assert plans[0].follow_up_on == LAST_DAY + timedelta(days=1)
    assert plans[0].started_on > plans[1].started_on
    assert {one.contact_id for one in pins} <= set(said)
    assert {one.plan_id for one in pins} == {one.id for one in plans}
