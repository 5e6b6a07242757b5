"""Writing into ClickHouse: keys, replacements, attributes, and a process that ends at any moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores import Store, open_store, open_writer
from tidegauge.stores.addresses import address_of
from tidegauge.stores.clickhouse.client import Clients, place_of
from tidegauge.stores.clickhouse.session import Session
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.own_records import aliases

AT = datetime(2026, 10, 31, 23, 30)


def spans(numbers: range, **columns: Any) -> pl.DataFrame:
    """Spans an hour apart, from the last hour of a month on."""
    return pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in numbers],
            "span_id": [f"s{number}" for number in numbers],
            "start_time": [AT + timedelta(hours=number) for number in numbers],
            "kind": ["model"] * len(numbers),
            "feature": ["search"] * len(numbers),
        }
    ).with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def record(batch: str = "b") -> ImportRecord:
    return ImportRecord(batch, "file.csv", AT)


def write(url: str, *frames: pl.DataFrame, batch: str = "b", table: str = "spans") -> ImportRecord:
    with open_writer(url) as writer:
        for frame in frames:
            writer.append(table, frame)
        return writer.commit(record(batch))


def rows(store: Store, table: str = "spans", *more: str) -> pl.DataFrame:
    columns = [sa.column(name, kind.sql) for name, kind in TABLES[table].kinds.items()]
    found = sa.table(table, *columns, *(sa.column(name) for name in more))
    return store.read(sa.select(*found.c).order_by(found.c[TABLES[table].time], *found.c))


def session(url: str) -> Session:
    return Session(Clients(place_of(address_of(url)), {}))


def test_rows_come_back_as_they_were(chdb_url: str) -> None:
    frame = spans(
        range(40), duration_ms=[None, 0.0, 1.5, -2.5] * 10, input_tokens=[None, 0, 2**53 + 1, 5] * 10
    )
    assert write(chdb_url, frame).rows == {"spans": 40}
    found = rows(open_store(chdb_url))
    assert found.select(frame.columns).equals(frame)


def test_repeated_rows_are_dropped_and_counted(chdb_url: str) -> None:
    first = write(chdb_url, spans(range(30)), spans(range(20, 40)))
    assert (first.kept, first.duplicates) == (40, 10)
    again = write(chdb_url, spans(range(35, 50)), batch="c")
    assert (again.kept, again.duplicates) == (10, 5)
    assert open_store(chdb_url).catalog().rows["spans"] == 50


def test_keys_with_nothing_in_them_are_keys(chdb_url: str) -> None:
    frame = pl.DataFrame(
        {
            "span_id": [None, None, "", "s1"],
            "session_id": ["a", "a", "a", None],
            "kind": ["retry"] * 4,
            "created_at": [AT] * 4,
        },
        schema_overrides={"span_id": pl.String, "session_id": pl.String},
    )
    assert (write(chdb_url, frame, table="signals").kept, write(chdb_url, frame, table="signals").kept) == (
        3,
        0,
    )
    with open_writer(chdb_url) as writer:
        writer.replace("signals", pl.DataFrame(), frame.head(1))
        assert writer.commit(record("gone")).removed == {"signals": 1}
    assert open_store(chdb_url).catalog().rows["signals"] == 2


def test_a_newer_row_takes_the_place_of_the_older(chdb_url: str) -> None:
    write(chdb_url, spans(range(10)))
    newer = spans(range(5, 12), feature=["chat"] * 7).with_columns(pl.col("start_time") + timedelta(hours=1))
    with open_writer(chdb_url) as writer:
        writer.replace("spans", newer, gone=spans(range(2)))
        done = writer.commit(record("c"))
    assert (done.rows, done.replaced, done.removed) == ({"spans": 2}, {"spans": 5}, {"spans": 2})
    found = rows(open_store(chdb_url))
    assert found["span_id"].to_list() == [f"s{number}" for number in (*range(2, 5), *range(5, 12))]
    assert found["feature"].to_list() == ["search"] * 3 + ["chat"] * 7


def test_a_row_that_is_there_just_so_is_left(chdb_url: str) -> None:
    frame = spans(range(10), duration_ms=[1.5, None] * 5, plan=["pro", None] * 5)
    write(chdb_url, frame)
    with open_writer(chdb_url) as writer:
        writer.replace("spans", frame)
        done = writer.commit(record("c"))
    assert (done.kept, done.duplicates, done.replaced) == (0, 10, {})


def test_rows_are_replaced_within_one_commit(chdb_url: str) -> None:
    with open_writer(chdb_url) as writer:
        writer.append("spans", spans(range(3)))
        writer.replace("spans", spans(range(1, 3), feature=["second"] * 2))
        writer.replace("spans", spans(range(2, 3), feature=["third"]))
        writer.replace("spans", spans(range(0)), gone=spans(range(1)))
        writer.commit(record())
    assert rows(open_store(chdb_url)).select("span_id", "feature").rows() == [
        ("s1", "second"),
        ("s2", "third"),
    ]


def test_attributes_widen_as_they_do_in_the_lake(chdb_url: str) -> None:
    write(chdb_url, spans(range(2), plan=["pro", None], level=[1, 2], ok=[True, None], seen=[AT, None]))
    write(chdb_url, spans(range(2, 4), level=[0.5, None], ok=["maybe", None], Plan=["x", "y"]), batch="c")
    catalog = open_store(chdb_url).catalog()
    kinds = {name: catalog.columns["spans"][name] for name in catalog.attributes}
    text = Kind.TEXT
    assert kinds == {"plan": text, "level": Kind.NUMBER, "ok": text, "seen": Kind.TIME, "Plan_2": text}
    assert rows(open_store(chdb_url), "spans", "level", "ok").select("level", "ok").rows() == [
        (1.0, "true"),
        (2.0, None),
        (0.5, "maybe"),
        (None, None),
    ]


def test_an_attribute_without_values_is_a_column(chdb_url: str) -> None:
    write(chdb_url, spans(range(2), nothing=[None, None]))
    assert open_store(chdb_url).catalog().columns["spans"]["nothing"] is Kind.TEXT


def test_any_name_may_be_an_attribute(chdb_url: str) -> None:
    odd = 'a"b`c\\d%e?:f [g] é🙂'
    write(chdb_url, spans(range(2)).with_columns(pl.Series(odd, ["x", None])))
    store = open_store(chdb_url)
    assert store.catalog().attributes == (odd,)
    assert rows(store, "spans", odd)[odd].to_list() == ["x", None]


def test_nothing_is_visible_without_a_commit(chdb_url: str) -> None:
    write(chdb_url, spans(range(2)))
    with open_writer(chdb_url) as writer:
        close = pl.Series([AT] * 300_000) + pl.Series(range(300_000)).cast(pl.Duration("ms"))
        writer.append("spans", spans(range(2, 300_002)).with_columns(close.alias("start_time")))
        assert open_store(chdb_url).catalog().rows["spans"] == 2
    assert open_store(chdb_url).catalog().rows["spans"] == 2
    names = session(chdb_url).rows("SELECT name FROM system.tables WHERE database = currentDatabase()")
    assert not [name for (name,) in names if "stage" in name or "gone" in name]


def test_records_marks_aliases_and_bad_rows_are_remembered(chdb_url: str) -> None:
    bad = {"file": "f", "row": 3, "line": None, "column": "c", "value": "x'y", "rule": "r", "record": "{}"}
    for number in range(2):
        with open_writer(chdb_url) as writer:
            writer.append("spans", spans(range(number * 5, number * 5 + 5)))
            writer.quarantine.append([bad, bad])
            writer.mark("phoenix", 100 + number)
            writer.alias({"Land": "geo", "it's": "feature"})
            writer.commit(ImportRecord("same", "file.csv", AT, read=7, quarantined=2))
    with open_writer(chdb_url) as writer:
        (found,) = writer.imports
        assert writer.marks == {"phoenix": 101}
    assert (found.read, found.kept, found.quarantined, found.rows) == (14, 10, 4, {"spans": 10})
    store = open_store(chdb_url)
    assert isinstance(store, DatabaseStore)
    assert store.imports == (found,)
    assert store.catalog().aliases == {"Land": "geo", "it's": "feature"}
    assert aliases(store.read, ("tidegauge_aliases",)) == store.catalog().aliases
    assert store.quarantined("same", 10)["value"].to_list() == ["x'y"] * 4


def test_one_writes_at_a_time(chdb_url: str) -> None:
    with (
        open_writer(chdb_url),
        pytest.raises(StoreError, match=r"Another import is writing.*process \d+"),
        open_writer(chdb_url),
    ):
        pass
    write(chdb_url, spans(range(1)))


def test_a_writer_that_was_lost_is_no_hindrance(chdb_url: str) -> None:
    write(chdb_url, spans(range(1)))
    lost = {"writer": "'w'", "who": "'elsewhere process 1'", "open": "true"}
    session(chdb_url).put("tidegauge_writers", lost)
    assert write(chdb_url, spans(range(1, 2)), batch="c").kept == 1


def test_a_newer_layout_is_refused(chdb_url: str) -> None:
    write(chdb_url, spans(range(1)))
    session(chdb_url).command("INSERT INTO tidegauge_store (format) VALUES (99)")
    with pytest.raises(StoreError, match=r"has layout 99; .* Upgrade Tidegauge"), open_writer(chdb_url):
        pass
    with pytest.raises(StoreError, match=r"has layout 99"):
        open_store(chdb_url).catalog()


def test_a_store_is_emptied(chdb_url: str, chdb_databases: Callable[[], str]) -> None:
    from tidegauge.stores.creation import empty_store

    write(chdb_url, spans(range(5), plan=["x"] * 5))
    empty_store(chdb_url)
    catalog = open_store(chdb_url).catalog()
    assert (catalog.rows["spans"], catalog.attributes) == (0, ())
    empty_store(chdb_databases())
