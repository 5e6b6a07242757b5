"""Every row is on one side: the current window or the reference. Authority: polars on the same frame."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.filters import Condition, Population, TraceFilter, Window, parse_condition
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets, rows_of, sides
from tidegauge.reports.source import Source

MIDDLE = datetime(2026, 11, 8)
WEEK = Window(MIDDLE, MIDDLE + timedelta(days=7))
Asked = Callable[..., TraceFilter]


def grouped(
    source: Source, asked: TraceFilter, by: tuple[str, ...] = (), buckets: Buckets | None = None
) -> pl.DataFrame:
    calls = sides(rows_of(source.store.catalog(), asked), asked, by, {}, buckets).subquery("calls")
    keys = list(calls.c)
    return source.store.read(sa.select(*keys, sa.func.count().label("n")).group_by(*keys))


def by_side(source: Source, asked: TraceFilter) -> dict[int, int]:
    return dict(grouped(source, asked).select("side", "n").iter_rows())


def test_both_windows_hold_what_polars_counts(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    late = int(calls["current"].sum())
    assert by_side(source, ask()) == {CURRENT: late, REFERENCE: calls.height - late}
    assert by_side(source, ask(compare=False)) == {CURRENT: late}


@pytest.mark.parametrize("grain", ["call", "trace", "span"])
def test_a_grain_chooses_the_rows_of_both_sides(
    source: Source, ask: Asked, frames: Mapping[str, pl.DataFrame], grain: str
) -> None:
    chosen = {
        "call": pl.col("kind") == "model",
        "trace": pl.col("parent_span_id").is_null(),
        "span": pl.lit(value=True),
    }
    late = frames["spans"].filter(chosen[grain], pl.col("start_time") >= MIDDLE)
    assert by_side(source, ask(grain=grain))[CURRENT] == late.height


def test_a_window_holds_its_start_and_not_its_end(written: Callable[..., Source]) -> None:
    moments = [
        WEEK.start - timedelta(microseconds=1),
        WEEK.start,
        WEEK.end - timedelta(microseconds=1),
        WEEK.end,
    ]
    spans = pl.DataFrame({"trace_id": "t", "span_id": list("abcd"), "kind": "model", "start_time": moments})
    asked = TraceFilter(Population(WEEK), Population(WEEK.earlier(WEEK.length)))
    assert by_side(written(spans), asked) == {REFERENCE: 1, CURRENT: 2}


def test_two_versions_of_one_window_are_the_two_sides(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    geo, chips = ask("geo = BR").where, [Condition("device", "=", (value,)) for value in ("ios", "web")]
    asked = TraceFilter(*(Population(WEEK, (*geo, chip)) for chip in chips))
    expected = calls.filter(pl.col("current"), pl.col("geo") == "BR")["device"].value_counts()
    counted = dict(expected.iter_rows())
    assert by_side(source, asked) == {CURRENT: counted["ios"], REFERENCE: counted["web"]}


def test_a_row_that_meets_both_sides_is_current(source: Source, calls: pl.DataFrame) -> None:
    asked = TraceFilter(Population(WEEK, (parse_condition("geo = BR"),)), Population(WEEK))
    late = calls.filter("current")
    brazil = late.filter(pl.col("geo") == "BR").height
    assert by_side(source, asked) == {CURRENT: brazil, REFERENCE: late.height - brazil}


def test_null_is_a_value_of_a_dimension(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found = grouped(source, ask(compare=False), ("geo", "format_valid")).filter(pl.col("d0").is_null())
    expected = calls.filter("current", pl.col("geo").is_null())["format_valid"].value_counts()
    assert sorted(found.select("d1", "n").rows()) == sorted(
        (str(one).lower(), n) for one, n in expected.iter_rows()
    )


def test_buckets_count_from_the_start_of_each_side(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found = grouped(source, ask(), buckets=Buckets(timedelta(hours=6)))
    start = pl.when("current").then(MIDDLE).otherwise(MIDDLE - timedelta(days=7))
    bucket = ((pl.col("start_time") - start).dt.total_hours() // 6).alias("bucket")
    expected = calls.group_by(pl.col("current").cast(pl.Int64).alias("side"), bucket).len("n")
    assert sorted(found.select("side", "bucket", "n").rows()) == sorted(
        expected.select("side", "bucket", "n").rows()
    )
