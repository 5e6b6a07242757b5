"""ClickHouse, embedded: what it refuses, how long it may take, who else may ask, each in a sentence or a frame."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreCancelledError, StoreError
from tidegauge.schema.tables import SPANS
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import address_of
from tidegauge.stores.cancelling import Reading
from tidegauge.stores.clickhouse.database import ClickHouseDatabase
from tidegauge.stores.lake.manifest import ImportRecord

AT = datetime(2026, 11, 1, 12, 30, 15, 123456)
ROWS = 23


@pytest.fixture(scope="module")
def url(chdb_databases: Any) -> str:
    """A store with spans a second apart."""
    address: str = chdb_databases()
    with open_writer(address) as writer:
        writer.append(
            "spans",
            pl.DataFrame(
                {
                    "trace_id": [f"t{place}" for place in range(ROWS)],
                    "span_id": [f"s{place}" for place in range(ROWS)],
                    "start_time": [AT + timedelta(seconds=place) for place in range(ROWS)],
                }
            ),
        )
        writer.commit(ImportRecord("b", "f", AT))
    return address


@pytest.fixture
def database(url: str) -> Iterator[ClickHouseDatabase]:
    found = ClickHouseDatabase(address_of(url))
    yield found
    found.close()


@pytest.fixture
def spans() -> sa.TableClause:
    return sa.table("spans", *(sa.column(name, kind.sql) for name, kind in SPANS.kinds.items()))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO spans (trace_id) VALUES ('x')",
        "DROP TABLE spans",
        "ALTER TABLE spans DELETE WHERE true",
        "CREATE TABLE other (a Int8) ENGINE = Memory",
        "TRUNCATE TABLE spans",
    ],
)
def test_a_write_is_refused(statement: str, database: ClickHouseDatabase, url: str) -> None:
    rows = open_store(url).catalog().rows
    with database._clients.client() as client, pytest.raises(Exception, match="readonly"):
        client.command(statement)
    with database._clients.client() as client, pytest.raises(Exception, match=r"readonly|READONLY"):
        client.command("SET readonly = 0")
    assert open_store(url).catalog().rows == rows


def test_threads_ask_at_once(url: str, spans: sa.TableClause) -> None:
    store = open_store(url)
    query = sa.select(sa.func.count().label("n")).select_from(spans)

    def ask(number: int) -> tuple[int, int]:
        found = store.read(query.where(spans.c.start_time >= AT + timedelta(seconds=number % 20)))
        return number, found["n"][0]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(ask, range(120)))
    assert all(n == ROWS - number % 20 for number, n in answers)


def test_many_rows_come_in_frames(database: ClickHouseDatabase) -> None:
    number = sa.literal_column("number", sa.BigInteger).label("n")
    query = sa.select(number).select_from(sa.text("numbers(300000)"))
    frames = list(database.batches(query, 100_000))
    assert len(frames) > 1
    assert pl.concat(frames)["n"].sum() == 300_000 * 299_999 // 2
    empty = list(database.batches(query.where(sa.text("number < 0")), 10))
    assert [(frame.height, frame.schema) for frame in empty] == [(0, {"n": pl.Int64})]


SLOW = sa.select(sa.literal_column("uniqExact(number, number * 2)", sa.BigInteger).label("n")).select_from(
    sa.text("numbers(100000000000)")
)


def test_a_long_question_is_stopped(url: str) -> None:
    database = ClickHouseDatabase(address_of(url + "&timeout=0.2"))
    with pytest.raises(StoreError, match=r"took longer than 0.2 s and was stopped.*shorter time range"):
        database.read(SLOW)


def test_a_question_can_be_cancelled(database: ClickHouseDatabase) -> None:
    reading = Reading()
    timer = threading.Timer(0.2, reading.cancel)
    timer.start()
    with pytest.raises(StoreCancelledError), reading:
        database.read(SLOW)
    timer.join()


def test_an_answer_that_fails_on_its_way_leaves_nothing_before_the_next(database: ClickHouseDatabase) -> None:
    numbers = sa.func.numbers(200_000).table_valued("number")
    for _ in range(3):
        with pytest.raises(StoreError, match=r"could not answer"):
            database.read(sa.select(sa.func.throwIf(numbers.c.number > 190_000).label("fails")))
        assert database.read(sa.select(sa.literal(41).label("one")))["one"].to_list() == [41]


MOVED = """
import sys
from pathlib import Path
from tidegauge.errors import StoreError
from tidegauge.stores import open_store
from tidegauge.stores.creation import create_store
url, folder, away = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
create_store(url)
store = open_store(url)
tables = store.database.tables()
folder.rename(away)
for _ in range(2):
    try:
        store.database.tables()
    except StoreError as error:
        print(error)
away.rename(folder)
print(store.database.tables() == tables)
"""


def test_a_folder_that_goes_away_is_said_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    url = f"chdb:///{folder}"
    words = [sys.executable, "-c", MOVED, url, str(folder), str(tmp_path / "away")]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    said = f"The store {url}: there is no such folder. To make it: tidegauge store init '{url}'"
    assert ran.stdout.splitlines() == [said, said, "True"]


def test_what_is_missing_is_said(database: ClickHouseDatabase, url: str, spans: sa.TableClause) -> None:
    with pytest.raises(StoreError, match=r"lacks a table: .*nowhere.* tidegauge store init"):
        database.read(sa.select(sa.table("nowhere", sa.column("a")).c.a))
    with pytest.raises(StoreError, match=r"lacks a column: .*nothing"):
        database.read(sa.select(sa.column("nothing")).select_from(spans))
    with pytest.raises(StoreError, match=r"has no such database.*tidegauge store init"):
        open_store(url.partition("?")[0] + "?database=absent").catalog()
    with pytest.raises(StoreError, match=r"there is no such folder"):
        open_store("chdb:////nowhere/at/all").catalog()
    with pytest.raises(StoreError, match=r"“colour” is not a known option"):
        open_store(url + "&colour=red")
    with pytest.raises(StoreError, match=r"timeout needs a number of seconds above 0, not “soon”"):
        open_store(url + "&timeout=soon")


def test_a_second_folder_is_refused_in_words(database: ClickHouseDatabase, tmp_path: Path) -> None:
    database.tables()
    with pytest.raises(StoreError, match=r"reads another folder of chDB already.*start another"):
        open_store(f"chdb:///{tmp_path}").catalog()


def test_a_second_program_is_refused_in_words(database: ClickHouseDatabase, url: str) -> None:
    database.tables()
    script = f"from tidegauge.stores import open_store; open_store({url!r}).catalog()"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "chDB lets one program into a folder" in found.stderr.splitlines()[-1]


def test_without_the_driver_the_extra_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chdb", None)
    with pytest.raises(StoreError, match=r"needs a driver: pip install 'tidegauge\[chdb\]'"):
        open_store(url).catalog()
    monkeypatch.setitem(sys.modules, "clickhouse_connect", None)
    with pytest.raises(StoreError, match=r"pip install 'tidegauge\[clickhouse\]'"):
        open_store("clickhousedb://ann:pw@db/traces").catalog()


def test_the_mark_changes_with_the_rows(database: ClickHouseDatabase, url: str) -> None:
    first = database.mark()
    assert database.mark() == first
    row = {"trace_id": ["new"], "span_id": ["new"], "start_time": [AT], "kind": ["tool"]}
    with open_writer(url) as writer:
        writer.append("spans", pl.DataFrame(row))
        assert database.mark() == first
        writer.commit(ImportRecord("c", "f", AT))
        second = database.mark()
        assert second != first
        writer.replace("spans", pl.DataFrame(), pl.DataFrame(row).select("trace_id", "span_id", "start_time"))
        writer.commit(ImportRecord("d", "f", AT))
    assert database.mark() not in {first, second}
