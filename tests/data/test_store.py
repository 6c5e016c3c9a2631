"""The store on SQLite and on PostgreSQL: what goes in comes out, in the declared types."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from data import migrations, records, schema
from data.records import TIME
from data.store import Store, open_store

NOON = datetime(2026, 11, 16, 15, 0, 0, 123456, tzinfo=UTC)


def imported(table: records.Table, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as an import would store them."""
    frame = pl.DataFrame(rows, schema=table.schema)
    key = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in table.key], separator=":")
    return frame.with_columns(source=pl.lit("test"), external_id=key, import_id=pl.lit(1))


def fill(store: Store, **tables: list[dict[str, object]]) -> None:
    with store.write() as connection:
        for name, rows in tables.items():
            store.insert(connection, name, imported(records.BY_NAME[name], rows))


def contact(contact_id: str, customer_id: str | None, **more: object) -> dict[str, object]:
    return {"contact_id": contact_id, "customer_id": customer_id, "agent_id": "a1", "started_at": NOON, **more}


def message(contact_id: str, position: int, text: str = "oi") -> dict[str, object]:
    return {"contact_id": contact_id, "position": position, "sender": "customer", "text": text}


def order(os_id: str, customer_id: str | None) -> dict[str, object]:
    return {"os_id": os_id, "customer_id": customer_id, "agent_id": "a1", "kind": "repair", "opened_at": NOON}


def request(request_id: str, os_id: str | None, customer_id: str | None) -> dict[str, object]:
    return {
        "request_id": request_id,
        "at": NOON,
        "agent_id": "a1",
        "os_id": os_id,
        "customer_id": customer_id,
        "text": "x",
    }


def test_migrations_make_exactly_the_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_head_is_the_newest_revision(store: Store) -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.HEAD
    with store.engine.connect() as connection:
        assert migrations.revision(connection) == migrations.HEAD


def test_opening_at_once_from_many_threads(bare_url: str) -> None:
    failures: list[BaseException] = []

    def opening() -> None:
        try:
            open_store(bare_url).engine.dispose()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_every_type_comes_back_as_it_went_in(store: Store) -> None:
    odd = 'aspas " vírgula , quebra \n e \\N \t fim'
    rows = [
        contact("c1", "k1", ended_at=NOON + timedelta(hours=1), resolved=True, csat=5, queued_seconds=1.5, protocol=""),
        contact("c2", None, resolved=False, protocol=odd),
    ]
    fill(store, contacts=rows, agents=[{"agent_id": "a1", "name": "Ana", "hired_on": date(2020, 2, 29)}])
    found = store.records_of(None)
    assert found.contacts.equals(pl.DataFrame(rows, schema=records.CONTACTS.schema))
    assert found.agents.row(0, named=True)["hired_on"] == date(2020, 2, 29)


def test_times_of_other_offsets_become_utc(store: Store) -> None:
    local = pl.Series([NOON]).dt.convert_time_zone("America/Sao_Paulo")
    frame = imported(records.CONTACTS, [contact("c1", "k1")]).with_columns(started_at=local)
    with store.write() as connection:
        store.insert(connection, schema.contacts, frame)
        brt = NOON.astimezone(timezone(timedelta(hours=-3)))
        assert connection.scalar(select(schema.contacts.c.contact_id).where(schema.contacts.c.started_at == brt))
        assert connection.scalar(select(schema.contacts.c.started_at)) == NOON


def test_an_empty_result_has_the_declared_types(store: Store) -> None:
    wanted = {"started_at": TIME, "csat": pl.Int64(), "resolved": pl.Boolean(), "contact_id": pl.String()}
    found = store.read(select(schema.contacts), wanted)
    assert found.schema == pl.Schema(wanted)
    assert found.is_empty()


def test_aggregates_and_nulls_first(store: Store) -> None:
    fill(store, contacts=[*(contact(f"c{number:03}", None) for number in range(200)), contact("z", "k", csat=4)])
    table = schema.contacts
    statement = select(func.sum(table.c.csat).label("total"), func.avg(table.c.csat).label("mean"))
    found = store.read(statement, {"total": pl.Int64(), "mean": pl.Float64()})
    assert found.row(0) == (4, 4.0)
    by_id = select(table.c.csat, table.c.contact_id).order_by(table.c.contact_id)
    assert store.read(by_id, {"csat": pl.Int64()})["csat"].to_list() == [None] * 200 + [4]


def test_a_column_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        store.read(select(schema.contacts.c.contact_id), {"nowhere": pl.String()})
    with store.write() as connection, pytest.raises(ValueError, match="nowhere"):
        store.insert(connection, "contacts", pl.DataFrame({"nowhere": [1]}))


def test_a_failed_block_leaves_nothing(store: Store) -> None:
    def failing() -> None:
        with store.write() as connection:
            store.insert(connection, "contacts", imported(records.CONTACTS, [contact("c1", "k1")]))
            store.touch(connection, ["k1"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert store.records_of(None).contacts.is_empty()
    assert store.touched() == []


def test_records_of_whole_customers(store: Store) -> None:
    fill(
        store,
        agents=[{"agent_id": "a1", "name": "Ana"}],
        customers=[{"customer_id": "k1", "name": "Rui"}, {"customer_id": "k2", "name": "Bia"}],
        contacts=[contact("c1", "k1"), contact("c2", "k2"), contact("c0", None)],
        messages=[message("c1", 0), message("c1", 1), message("c2", 0), message("c0", 0)],
        service_orders=[order("o1", "k1"), order("o2", "k2"), order("o0", None)],
        os_events=[{"os_id": one, "at": NOON, "text": one} for one in ("o1", "o2", "o0")],
        internal_requests=[
            request("r1", None, "k1"),
            request("r2", "o1", None),
            request("r3", "o1", "k2"),
            request("r4", "elsewhere", None),
            request("r5", "o0", None),
            request("r6", None, None),
        ],
        cancellations=[{"cancellation_id": "x", "customer_id": "k1", "agent_id": "a1", "requested_at": NOON}],
    )
    with store.write() as connection:
        given = {"commitment_id": "cancellation:x", "customer_key": "k1", "returned_at": NOON, "channel": "phone"}
        rest = {"what_was_said": "x", "outcome": "retained", "registered_by": "u", "registered_at": NOON}
        connection.execute(schema.returns.insert().values(**given, **rest))

    one = store.records_of(["k1"])
    assert one.agents.height == 1
    assert one.customers["name"].to_list() == ["Rui"]
    assert one.contacts["contact_id"].to_list() == ["c1"]
    assert one.messages["position"].to_list() == [0, 1]
    assert one.service_orders["os_id"].to_list() == ["o1"]
    assert one.os_events["text"].to_list() == ["o1"]
    assert one.internal_requests["request_id"].to_list() == ["r1", "r2"]
    assert one.cancellations.height == 1
    assert one.returns["commitment_id"].to_list() == ["cancellation:x"]
    nobody = store.records_of([""])
    assert nobody.contacts["contact_id"].to_list() == ["c0"]
    assert nobody.messages["contact_id"].to_list() == ["c0"]
    assert nobody.os_events["text"].to_list() == ["o0"]
    assert nobody.internal_requests["request_id"].to_list() == ["r4", "r5", "r6"]
    assert nobody.returns.is_empty()
    assert store.customer_keys() == ["", "k1", "k2"]
    parts = [store.records_of([key]) for key in store.customer_keys()]
    whole = store.records_of(None)
    for name, frame in whole.items():
        if name != "agents":
            assert sum(getattr(part, name).height for part in parts) == frame.height, name


def test_touching_is_a_set(store: Store) -> None:
    with store.write() as connection:
        store.touch(connection, ["k2", "k1", "k2", "", "com 'aspas' e \"mais\""])
        store.touch(connection, ["k1", "k3"])
    assert store.touched() == sorted(["", "com 'aspas' e \"mais\"", "k1", "k2", "k3"])
    with store.write() as connection:
        store.untouch(connection, ["k1", "", "k9"])
    assert store.touched() == sorted(["com 'aspas' e \"mais\"", "k2", "k3"])


def test_many_keys_travel_at_once(store: Store) -> None:
    keys = [f"k{number:06}" for number in range(40_000)]
    with store.write() as connection:
        store.touch(connection, keys)
    assert store.touched() == keys
    fill(store, contacts=[contact("c1", "k000007")])
    assert store.records_of(keys).contacts.height == 1


def test_state_changes_with_every_fact(store: Store) -> None:
    states = [store.state()]
    for name in ("last_import", "last_judging", "last_decision", "last_import"):
        with store.write() as connection:
            store.set_fact(connection, name)
        states.append(store.state())
    assert len(set(states)) == len(states)
    assert set(store.facts()) == {"last_import", "last_judging", "last_decision"}


def test_fictitious_when_any_import_is(store: Store) -> None:
    def note(fictitious: bool) -> None:
        with store.write() as connection:
            values = {"source": "s", "path": "p", "started_at": NOON, "fictitious": fictitious}
            connection.execute(schema.imports.insert().values(**values))

    assert not store.is_fictitious()
    note(False)
    assert not store.is_fictitious()
    note(True)
    assert store.is_fictitious()


def test_writers_wait_for_each_other_and_readers_do_not(store: Store) -> None:
    failures: list[BaseException] = []

    def writing(number: int) -> None:
        try:
            for turn in range(10):
                with store.write() as connection:
                    connection.execute(select(func.count()).select_from(schema.touched_customers)).scalar()
                    store.touch(connection, [f"k{number}-{turn}"])
                store.touched()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=writing, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.touched()) == 40


def test_sqlite_is_set_up_for_many_at_once(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}


def test_the_address_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    opened = open_store()
    opened.engine.dispose()
    assert (tmp_path / "other.db").exists()
