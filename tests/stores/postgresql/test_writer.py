"""The writer of PostgreSQL keeps what the lake's keeps, and forgets what was not committed."""

import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tests.conftest import ODD
from tests.postgresql_server import run
from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.creation import create_store, empty_store
from tidegauge.stores.lake.manifest import ImportRecord

AT = datetime(2026, 11, 30, 23)
LONG = "a name of more than sixty-three bytes, as attributes of OpenTelemetry often have"


def record(batch: str = "one") -> ImportRecord:
    return ImportRecord(batch, f"{batch}.csv", AT)


def spans(numbers: range, **more: object) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "trace_id": [f"t{number // 3}" for number in numbers],
            "span_id": [f"s{number}" for number in numbers],
            "kind": [("model", "tool", None)[number % 3] for number in numbers],
            "start_time": [AT + timedelta(hours=number) for number in numbers],
            **more,
        }
    )


def read(url: str, *names: str) -> pl.DataFrame:
    columns = [sa.column(name) for name in names]
    return open_store(url).read(sa.select(*columns).select_from(sa.table("spans")).order_by(columns[0]))


def test_rows_lie_in_the_partition_of_their_month_and_kind(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(6)))
        writer.commit(record())
    found = run(postgresql_url, "SELECT tableoid::regclass::text, count(*) FROM spans GROUP BY 1 ORDER BY 1")
    # Hour 0 is in November, the five after it in December; every third is a call.
    assert found == [("spans_2026_11_calls", 1), ("spans_2026_12_calls", 1), ("spans_2026_12_other", 4)]


def test_a_key_that_the_day_holds_is_dropped_and_counted(postgresql_url: str) -> None:
    twice = pl.concat([spans(range(6)), spans(range(2))])
    with open_writer(postgresql_url) as writer:
        writer.append("spans", twice)
        first = writer.commit(record())
        writer.append("spans", spans(range(4, 9)))
        second = writer.commit(record("two"))
    assert (first.rows, first.duplicates) == ({"spans": 6}, 2)
    assert (second.rows, second.duplicates) == ({"spans": 3}, 2)
    assert read(postgresql_url, "span_id")["span_id"].to_list() == [f"s{number}" for number in range(9)]


def test_a_key_with_nothing_in_it_is_a_key(postgresql_url: str) -> None:
    signal_rows = pl.DataFrame({"span_id": ["s1", None, None], "kind": ["retry"] * 3, "created_at": [AT] * 3})
    with open_writer(postgresql_url) as writer:
        for batch in ("one", "two"):
            writer.append("signals", signal_rows)
            done = writer.commit(record(batch))
    assert (done.rows, done.duplicates) == ({}, 3)
    assert open_store(postgresql_url).catalog().rows["signals"] == 2


def test_replacing_puts_takes_away_and_leaves_what_is_the_same(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(6), geo=["BR"] * 6))
        writer.commit(record())
        changed = spans(range(8), geo=["DE"] * 3 + ["BR"] * 5)
        writer.replace("spans", changed, gone=spans(range(5, 6)))
        done = writer.commit(record("two"))
    assert (done.rows, done.replaced, done.removed, done.duplicates) == (
        {"spans": 3},
        {"spans": 3},
        {"spans": 1},
        2,
    )
    found = read(postgresql_url, "span_id", "geo")
    assert found["geo"].to_list() == ["DE"] * 3 + ["BR"] * 5


def test_the_last_of_equal_keys_replaces(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.replace("spans", pl.concat([spans(range(2), geo=["BR"] * 2), spans(range(2), geo=["DE"] * 2)]))
        writer.commit(record())
    assert read(postgresql_url, "span_id", "geo")["geo"].to_list() == ["DE", "DE"]


def test_attributes_become_columns_that_widen(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(2), n=[1, 2], flag=[True, None], **{ODD: ["'; DROP", None]}))
        writer.commit(record())
        writer.append("spans", spans(range(2, 4), n=[2.5, None], flag=["no", "yes"], nothing=[None, None]))
        writer.commit(record("two"))
    kinds = open_store(postgresql_url).catalog().columns["spans"]
    assert [kinds[name].value for name in ("n", "flag", ODD, "nothing")] == ["number", "text", "text", "text"]
    found = read(postgresql_url, "span_id", "n", "flag")
    assert found["n"].to_list() == [1.0, 2.0, 2.5, None]
    assert found["flag"].to_list() == ["true", None, "no", "yes"]


def test_a_long_name_is_cut_and_known_by_its_own(postgresql_url: str) -> None:
    pair = {LONG: ["a", "b"], f"{LONG}!": ["c", "d"], "ctid": ["e", "f"]}
    for batch in ("one", "two"):
        with open_writer(postgresql_url) as writer:
            writer.append("spans", spans(range(2), **pair))
            writer.alias({"country": "geo"})
            writer.commit(record(batch))
    catalog = open_store(postgresql_url).catalog()
    assert catalog.aliases["country"] == "geo"
    names = [catalog.aliases[LONG], catalog.aliases[f"{LONG}!"], "ctid_2"]
    assert read(postgresql_url, "span_id", *names).row(0) == ("s0", "a", "c", "e")
    assert len(catalog.attributes) == 3


def test_the_sign_zero_is_replaced(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(1), input_text=["a\0b"]))
        writer.quarantine.append([{"file": "f", "row": 1, "value": "\0"}])
        writer.commit(ImportRecord("one", "one.csv", AT, quarantined=1))
    assert read(postgresql_url, "input_text").item() == "a\ufffdb"
    store = open_store(postgresql_url)
    assert [one.quarantined for one in store.imports] == [1]
    assert store.quarantined("one", 5).row(0) == ("f", 1, None, None, "\ufffd", None)


def test_imports_of_one_batch_are_one_and_marks_come_back(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        for numbers in (range(2), range(2, 5)):
            writer.append("spans", spans(numbers))
            writer.mark("phoenix", numbers.stop)
            writer.commit(record())
        assert [one.rows for one in writer.imports] == [{"spans": 5}]
        assert writer.marks == {"phoenix": 5}


def test_what_is_not_committed_is_dropped(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(3)))
    assert open_store(postgresql_url).catalog().rows["spans"] == 0


def test_one_process_writes_at_a_time(postgresql_url: str) -> None:
    with (
        open_writer(postgresql_url),
        pytest.raises(StoreError, match="Another import is writing"),
        open_writer(postgresql_url),
    ):
        pass


_CHILD = """
import sys, time
from datetime import datetime
sys.path.insert(0, sys.argv[2])
from tests.stores.postgresql.test_writer import record, spans
from tidegauge.stores import open_writer
from tidegauge.stores.postgresql import records as postgresql_records
publish = postgresql_records.Records.publish
def slow(self, *given):
    publish(self, *given)
    print("published", flush=True)
    time.sleep(60)
postgresql_records.Records.publish = slow
with open_writer(sys.argv[1]) as writer:
    writer.append("spans", spans(range(3, 6), geo=["BR"] * 3))
    writer.commit(record("killed"))
"""


def test_a_kill_at_the_last_moment_leaves_the_store_as_it_was(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(3)))
        writer.commit(record())
    before = open_store(postgresql_url).version()
    command = [sys.executable, "-c", _CHILD, postgresql_url, str(Path.cwd())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "published\n"
        child.send_signal(signal.SIGKILL)
    run(postgresql_url, "SELECT pg_sleep(0.5)")
    assert open_store(postgresql_url).version() == before
    assert open_store(postgresql_url).catalog().rows["spans"] == 3
    with open_writer(postgresql_url) as writer:
        assert [one.batch for one in writer.imports] == ["one"]


def test_making_a_store_twice_changes_nothing(postgresql_url: str) -> None:
    assert {"spans", "tidegauge_store"} <= set(create_store(postgresql_url))
    with open_writer(postgresql_url) as writer:
        writer.append("spans", spans(range(3)))
        writer.commit(record())
    assert create_store(postgresql_url) == ()
    assert open_store(postgresql_url).catalog().rows["spans"] == 3
    empty_store(postgresql_url)
    assert open_store(postgresql_url).catalog().rows == dict.fromkeys(TABLES, 0)


def test_a_newer_layout_is_refused_by_reader_and_writer(postgresql_url: str) -> None:
    create_store(postgresql_url)
    run(postgresql_url, "UPDATE tidegauge_store SET format = 99")
    for opened in (lambda: open_store(postgresql_url).catalog(), open_writer(postgresql_url).__enter__):
        with pytest.raises(StoreError, match=r"has layout 99.*Upgrade Tidegauge"):
            opened()


def test_tables_of_somebody_else_are_left_alone(postgresql_url: str) -> None:
    run(postgresql_url, "CREATE TABLE scores (mine int)")
    with pytest.raises(StoreError, match="tables of other make that are called scores"):
        create_store(postgresql_url)
    assert run(postgresql_url, "SELECT count(*) FROM pg_class WHERE relname = 'spans'") == [(0,)]


def test_many_rows_leave_in_parts(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidegauge.stores.postgresql.staging.MOST_ROWS", 10)
    with open_writer(postgresql_url) as writer:
        for start in range(0, 100, 7):
            writer.append("spans", spans(range(start, start + 14)))
        done = writer.commit(record())
    assert (done.rows["spans"], done.duplicates) == (112, 98)
