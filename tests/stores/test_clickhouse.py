"""ClickHouse, embedded: what it answers is what Python and the lake's semantics say, and what it refuses is a sentence."""

import math
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
from tidegauge.schema.functions import contains, log_bucket, quantile, time_bucket
from tidegauge.schema.tables import SPANS, Kind
from tidegauge.schema.text_functions import before
from tidegauge.schema.time_functions import microseconds, moment, utc_time
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import address_of
from tidegauge.stores.cancelling import Reading
from tidegauge.stores.clickhouse import ClickHouseDatabase
from tidegauge.stores.manifest import ImportRecord

AT = datetime(2026, 11, 1, 12, 30, 15, 123456)
HOSTILE = [
    "it's",
    'say "hi"',
    "back\\slash\\",
    "100% _ %s :name {x:String} $1",
    "-- comment /* */ ; DROP TABLE spans",
    "\\' OR 1=1 --",
    "new\nline\ttab\rreturn",
    "nul\0inside",
    "Großbritannien 🙂 İstanbul",
    "",
    "`tick`",
]
NUMBERS = [0.0, -0.0, 1e-300, 0.5, 1.02, 7.0, 1e18, -3.5, math.inf, -math.inf, math.nan, None]
T = SPANS.kinds


@pytest.fixture(scope="module")
def url(chdb_databases: Any) -> str:
    """A store with one span for each hostile text, and one for each odd number."""
    address: str = chdb_databases()
    rows = len(HOSTILE) + len(NUMBERS)
    frame = pl.DataFrame(
        {
            "trace_id": [f"t{place}" for place in range(rows)],
            "span_id": [f"s{place}" for place in range(rows)],
            "start_time": [AT + timedelta(seconds=place) for place in range(rows)],
            "kind": ["model"] * rows,
            "feature": [*HOSTILE, *[None] * len(NUMBERS)],
            "output_text": [*HOSTILE, *[None] * len(NUMBERS)],
            "duration_ms": [*[None] * len(HOSTILE), *NUMBERS],
            "input_tokens": [2**53 + 1, *range(1, rows)],
            "checked": [True, False, None] + [None] * (rows - 3),
            "answered": [AT, None, datetime(2026, 11, 1)] + [None] * (rows - 3),
        }
    )
    with open_writer(address) as writer:
        writer.append("spans", frame)
        writer.commit(ImportRecord("b", "f", AT))
    return address


@pytest.fixture
def database(url: str) -> Iterator[ClickHouseDatabase]:
    found = ClickHouseDatabase(address_of(url))
    yield found
    found.close()


@pytest.fixture
def spans() -> sa.TableClause:
    own = {"checked": Kind.BOOLEAN, "answered": Kind.TIME}
    return sa.table("spans", *(sa.column(name, kind.sql) for name, kind in {**T, **own}.items()))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("column", ["feature", "output_text"])
def test_any_text_is_bound_as_it_is(
    column: str, text: str, database: ClickHouseDatabase, spans: sa.TableClause
) -> None:
    found = database.read(sa.select(spans.c[column]).where(spans.c[column] == text))
    assert found[column].to_list() == [text]
    assert database.read(sa.select(sa.literal(text, sa.Text).label("text")))["text"].to_list() == [text]


def test_lists_of_any_text_are_bound(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    found = database.read(sa.select(spans.c.feature).where(spans.c.feature.in_(HOSTILE)))
    assert sorted(found["feature"]) == sorted(HOSTILE)
    assert database.read(sa.select(spans.c.feature).where(spans.c.feature.in_([]))).height == 0


def test_many_values_are_bound(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    names = [f"{place:032x}" for place in range(20_000)] + ["t3"]
    assert database.read(sa.select(spans.c.span_id).where(spans.c.trace_id.in_(names))).height == 1


@pytest.mark.parametrize("value", [0, 1, -5, 2**53 + 1, -(2**62), 0.1, 1e-300, 1.7e308, -2.5, True, False])
def test_any_number_is_bound_as_it_is(value: float, database: ClickHouseDatabase) -> None:
    found = database.read(sa.select(sa.literal(value).label("value")))["value"]
    assert found.to_list() == [value]
    assert found.dtype == {bool: pl.Boolean, int: pl.Int64, float: pl.Float64}[type(value)]


def test_numbers_that_are_none_are_bound(database: ClickHouseDatabase) -> None:
    values = {"nan": math.nan, "most": math.inf, "least": -math.inf}
    row = database.read(
        sa.select(*(sa.literal(one, sa.Double).label(name) for name, one in values.items()))
    ).row(0)
    assert math.isnan(row[0])
    assert row[1:] == (math.inf, -math.inf)


def test_times_are_bound_to_the_microsecond(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    start = spans.c.start_time
    assert database.read(sa.select(start).where(start == AT))["start_time"].to_list() == [AT]
    assert database.read(sa.select(start).where(start.in_([AT, AT + timedelta(microseconds=1)]))).height == 1
    found = database.read(sa.select(start).where(start >= AT + timedelta(microseconds=1)))
    assert found.height == len(HOSTILE) + len(NUMBERS) - 1
    assert found.schema["start_time"] == pl.Datetime("us")


def test_log_buckets_are_those_of_the_definition(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    query = sa.select(log_bucket(spans.c.duration_ms).label("bucket")).order_by(spans.c.start_time)

    def bucket(number: float | None) -> int | None:
        if number is None or not math.isfinite(number):
            return None
        place = 0 if number == 0 else math.floor(math.log(abs(number)) / math.log(1.02))
        return -50_000 if number == 0 else place if number > 0 else -100_000 - place

    assert database.read(query)["bucket"].to_list()[len(HOSTILE) :] == [bucket(number) for number in NUMBERS]


@pytest.mark.parametrize("seconds", [1, 60, 3_600, 86_400])
def test_time_buckets_count_from_their_origin(
    seconds: int, database: ClickHouseDatabase, spans: sa.TableClause
) -> None:
    origin = AT + timedelta(seconds=5, microseconds=1)
    query = sa.select(spans.c.start_time, time_bucket(spans.c.start_time, origin, seconds).label("bucket"))
    for start, bucket in database.read(query).iter_rows():
        assert bucket == (start - origin) // timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("needle", "count"), [("GROSS", 0), ("GROß", 1), ("100%", 1), ("_", 1), ("🙂", 1), ("'", 2)]
)
def test_contains_takes_signs_as_they_are(
    needle: str, count: int, database: ClickHouseDatabase, spans: sa.TableClause
) -> None:
    query = sa.select(spans.c.feature).where(contains(spans.c.output_text, needle))
    assert database.read(query).height == count


def test_quantiles_are_interpolated(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    query = sa.select(quantile(spans.c.input_tokens, 0.25).label("q")).where(
        spans.c.input_tokens.in_([1, 2, 4, 9])
    )
    # NumPy's default: 1 + 0.75 * (2 - 1).
    assert database.read(query)["q"].to_list() == [1.75]


def test_texts_are_counted_in_characters(database: ClickHouseDatabase) -> None:
    text = sa.literal("Größe🙂", sa.Text)
    parts = sa.func.length(text), sa.func.substr(text, 3, 2), sa.func.lower(sa.literal("ÄÖ", sa.Text))
    assert database.read(sa.select(*parts)).row(0) == (6, "öß", "äö")


def test_nothing_is_null_and_not_zero(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    number = spans.c.duration_ms
    sums = (
        sa.func.sum(number),
        sa.func.avg(number),
        sa.func.min(spans.c.start_time),
        sa.func.max(spans.c.name),
    )
    counts = sa.func.count(), sa.func.count(number), sa.func.count(number.distinct())
    assert database.read(sa.select(*sums, *counts).where(sa.false())).row(0) == (None,) * 4 + (0,) * 3


def test_outer_joins_leave_null(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    one, other = spans.alias("one"), spans.alias("other")
    joined = one.outerjoin(other, sa.and_(one.c.span_id == other.c.span_id, other.c.span_id == "s1"))
    query = sa.select(one.c.span_id, other.c.span_id.label("found")).select_from(joined)
    found = database.read(query.order_by(one.c.start_time))
    assert found.columns == ["span_id", "found"]
    assert found["found"].to_list()[:3] == [None, "s1", None]


def test_lag_starts_with_null(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    def lag(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.lag(column).over(order_by=spans.c.start_time)

    query = sa.select(*(lag(spans.c[name]).label(name) for name in ("span_id", "start_time", "kind")))
    assert database.read(query).row(0) == (None, None, None)
    assert database.read(query).row(1) == ("s0", AT, "model")


def test_counts_meet_whole_numbers(database: ClickHouseDatabase, spans: sa.TableClause) -> None:
    below = sa.func.count() - sa.func.max(spans.c.input_tokens)
    assert database.read(sa.select(below.label("n")))["n"].to_list() == [
        len(HOSTILE) + len(NUMBERS) - 2**53 - 1
    ]
    query = sa.select(sa.case((sa.func.count() > 5, sa.func.count()), else_=-1).label("n"))
    assert database.read(query.select_from(spans))["n"].to_list() == [len(HOSTILE) + len(NUMBERS)]


def test_numbers_and_times_become_the_texts_of_the_lake(
    database: ClickHouseDatabase, spans: sa.TableClause
) -> None:
    casts = [sa.cast(column, sa.Text) for column in (spans.c.duration_ms, spans.c.answered, spans.c.checked)]
    found = database.read(sa.select(*casts).order_by(spans.c.start_time))
    assert [row[0] for row in found.rows()[len(HOSTILE) :]][3:6] == ["0.5", "1.02", "7.0"]
    assert found.row(0)[1:] == ("2026-11-01 12:30:15.123456", "true")
    assert found.row(2)[1:] == ("2026-11-01 00:00:00", None)


def test_functions_of_peers_are_spelled(database: ClickHouseDatabase) -> None:
    micros = int((AT - datetime(1970, 1, 1)) / timedelta(microseconds=1))
    at = sa.literal(AT, sa.TIMESTAMP)
    parts = [sa.literal("a:b:c", sa.Text), sa.literal("none", sa.Text)]
    query = sa.select(
        microseconds(at), moment(sa.literal(micros)), utc_time(at), *(before(text, ":") for text in parts)
    )
    assert database.read(query).row(0) == (micros, AT, AT, "a", "")


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
    assert all(n == len(HOSTILE) + len(NUMBERS) - number % 20 for number, n in answers)


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
