"""ClickHouse, embedded: what it answers is what Python says, whatever the values."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.schema.functions import contains, log_bucket, quantile, time_bucket
from tidegauge.schema.tables import SPANS, Kind
from tidegauge.schema.text_functions import before
from tidegauge.schema.time_functions import microseconds, moment, utc_time
from tidegauge.stores import open_writer
from tidegauge.stores.addresses import address_of
from tidegauge.stores.clickhouse.database import ClickHouseDatabase
from tidegauge.stores.lake.manifest import ImportRecord

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
