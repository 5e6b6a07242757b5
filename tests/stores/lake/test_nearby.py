"""Parts of days that are read from memory say what the rows say: the authority is the same statement, asked of the lake."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.filters import Grain, Window
from tidegauge.queries.relation import table
from tidegauge.schema.functions import time_bucket
from tidegauge.stores import Store
from tidegauge.stores.days.question import DayQuestion
from tidegauge.stores.duckdb import hours, nearby
from tidegauge.stores.lake import nearby as nearby_lake
from tidegauge.stores.lake import reader
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter

FIRST = datetime(2026, 11, 1)
NOW = FIRST + timedelta(days=14, hours=14, minutes=37)
LAST, BEFORE = Window(NOW - timedelta(days=7), NOW), Window(NOW - timedelta(days=14), NOW - timedelta(days=7))
DAYS = Window(FIRST, FIRST + timedelta(days=15))
LONG = "a sentence of some length, so that it is not read into memory " * 4


@pytest.fixture(autouse=True)
def _every_lake_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGE", 1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """How many statements the lake and its hours in memory are asked."""
    counted = {"lake": 0, "main": 0, "files": 0}
    plain = reader.run

    def of_lake(connection: Any, query: sa.Select[Any]) -> pl.DataFrame:
        counted["lake"] += 1
        return plain(connection, query)

    def of_hours(connection: Any, query: sa.Select[Any], schema: str) -> pl.DataFrame:
        counted[schema.partition("_")[0]] += 1
        return plain(connection, query, schema)

    monkeypatch.setattr(reader, "run", of_lake)
    monkeypatch.setattr(hours, "run", of_hours)
    return counted


def spans(*, name: str = "s", tokens: int = 1, days: range = range(15), each: int = 97) -> pl.DataFrame:
    every = [(day, number) for day in days for number in range(each)]
    return pl.DataFrame(
        {
            "trace_id": [f"t{day}" for day, _ in every],
            "span_id": [f"{name}{day}-{number}" for day, number in every],
            "start_time": [
                FIRST + timedelta(days=day, minutes=1440 / each * number) for day, number in every
            ],
            "kind": ["model" if number % 3 else "tool" for _, number in every],
            "input_tokens": [tokens + day + number for day, number in every],
            "input_text": [f"{LONG} {day} {number}" for day, number in every],
        }
    )


def scores(of: pl.DataFrame, value: float, *, later: timedelta = timedelta(0)) -> pl.DataFrame:
    """Return a score of every fifth span, and one of a span that is in no store."""
    found = of.gather_every(5).select("span_id", created_at=pl.col("start_time") + later, value=pl.lit(value))
    lost = found.head(1).with_columns(span_id=pl.lit("nobody"))
    return pl.concat([found, lost]).with_columns(name=pl.lit("correctness"), source=pl.lit("judge"))


def write(folder: Path, batch: str, **tables: pl.DataFrame) -> None:
    with LakeWriter(folder) as lake:
        for name, frame in tables.items():
            lake.append(name, frame)
        lake.commit(ImportRecord(batch, f"{batch}.parquet", FIRST))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    every = spans()
    until = every.filter(pl.col("start_time") < NOW)
    write(tmp_path, "one", spans=until, scores=scores(until, 0.5))
    return tmp_path


def question(lake: Store, of: Grain | None, *, wide: bool = False) -> DayQuestion:
    own, said = table(lake.catalog(), "spans"), table(lake.catalog(), "scores")

    def ask(window: Window) -> sa.Select[Any]:
        day = time_bucket(own.c.start_time, datetime(1970, 1, 1), 86_400).label("day")
        found = [sa.func.count().label("n"), sa.func.sum(own.c.input_tokens).label("total")]
        found += [sa.func.sum(said.c.value).label("score"), sa.func.max(own.c.start_time).label("newest")]
        found += [sa.func.max(own.c.input_text).label("text")] if wide else []
        query = sa.select(day, *found).select_from(own.outerjoin(said, said.c.span_id == own.c.span_id))
        where = [own.c.start_time >= window.start, own.c.start_time < window.end]
        where += [own.c.kind == "model"] if of is Grain.CALL else []
        return query.where(*where).group_by(day)

    return DayQuestion(ask, of=of)


def by_day(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of the parts of each day put together."""
    largest = [name for name in frame.columns if name in {"newest", "text", "plan"}]
    sums = [name for name in frame.columns if name not in {"day", *largest}]
    return frame.group_by("day").agg(pl.col(sums).sum(), pl.col(largest).max()).sort("day").rows()


def held_to(lake: Lake, of: Grain | None, *windows: Window, wide: bool = False) -> list[pl.DataFrame]:
    """Return the answers, after they were compared with those of the rows."""
    asks = question(lake, of, wide=wide)
    found = lake.read_days(asks, windows)
    for window, frame in zip(windows, found, strict=True):
        assert by_day(frame) == by_day(lake.read(asks.ask(window)))
    return found


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("of", [Grain.CALL, Grain.SPAN, None])
def test_windows_that_end_now_are_those_of_the_rows(folder: Path, of: Grain | None, wide: bool) -> None:
    for minute in range(3):
        earlier = timedelta(minutes=minute)
        windows = [Window(one.start - earlier, one.end - earlier) for one in (LAST, BEFORE)]
        held_to(Lake(folder), of, *windows, wide=wide)


def test_only_the_hours_that_are_not_kept_are_read(folder: Path, asked: dict[str, int]) -> None:
    held_to(Lake(folder), Grain.CALL, DAYS)
    lake = Lake(folder)
    lake.read_days(question(lake, Grain.CALL), [LAST, BEFORE])
    before = dict(asked)
    lake.read_days(question(lake, Grain.CALL, wide=True), [LAST, BEFORE])
    # A window's cut days in two statements, their hours and their minutes: the days between are kept, or are not there.
    assert asked["main"] == before["main"] == 1 + 2 * 2
    assert asked["files"] == 2 * 2
    lake.read_days(question(lake, Grain.CALL), [LAST, BEFORE])
    assert asked["main"] == before["main"]


def test_the_next_minute_counts_no_whole_hour_again(folder: Path, asked: dict[str, int]) -> None:
    held_to(Lake(folder), Grain.CALL, LAST, BEFORE)
    lake, minute = Lake(folder), timedelta(minutes=7)
    before = dict(asked)
    windows = [Window(one.start + minute, one.end + minute) for one in (LAST, BEFORE)]
    lake.read_days(question(lake, Grain.CALL), windows)
    assert asked["main"] == before["main"] + 2
    held_to(lake, Grain.CALL, *windows)


def test_the_next_minute_reads_no_file_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(folder)
    held_to(lake, Grain.CALL, LAST, BEFORE)
    monkeypatch.setattr(nearby_lake, "LakeHours", None)
    minute = timedelta(minutes=7)
    held_to(lake, Grain.CALL, *(Window(one.start + minute, one.end) for one in (LAST, BEFORE)))


def test_what_comes_late_is_replaced_or_removed_counts(folder: Path) -> None:
    lake = Lake(folder)
    (first, _) = held_to(lake, Grain.CALL, LAST, BEFORE)
    late = spans(name="late", days=range(7, 8))
    write(folder, "late", spans=late, scores=scores(late, 5.0, later=timedelta(days=40)))
    (second, _) = held_to(lake, Grain.CALL, LAST, BEFORE)
    assert second["n"].sum() > first["n"].sum()
    assert second["score"].sum() > first["score"].sum() + 5
    with LakeWriter(folder) as writer:
        writer.replace(
            "spans", spans(days=range(14, 15), each=20, tokens=1_000), gone=spans(days=range(7, 8))
        )
        writer.commit(ImportRecord("two", "two", FIRST))
    (third, _) = held_to(lake, Grain.CALL, LAST, BEFORE)
    assert third["n"].sum() < second["n"].sum()
    assert third["total"].max() > second["total"].max()


def test_many_rows_are_asked_of_the_lake(
    folder: Path, asked: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "MOST_ROWS", 10)
    held_to(Lake(folder), Grain.CALL, LAST, BEFORE)
    assert not asked["main"]
    monkeypatch.setattr(nearby, "MOST_ROWS", 10_000)
    held_to(Lake(folder), Grain.SPAN, LAST, BEFORE)
    assert asked["main"]


def test_columns_that_older_files_lack_or_hold_otherwise(folder: Path) -> None:
    new = spans(name="plan", days=range(14, 15), each=30).filter(pl.col("start_time") < NOW)
    write(folder, "plan", spans=new.with_columns(pl.lit(7).alias('a "plan"')))
    other = spans(name="gold", days=range(7, 8), each=30).with_columns(pl.lit("gold").alias('a "plan"'))
    write(folder, "gold", spans=other)
    lake = Lake(folder)
    own = table(lake.catalog(), "spans")
    plan = own.c['a "plan"']

    def ask(window: Window) -> sa.Select[Any]:
        day = time_bucket(own.c.start_time, datetime(1970, 1, 1), 86_400).label("day")
        query = sa.select(day, sa.func.max(plan).label("plan"), sa.func.count(plan).label("n"))
        return query.where(own.c.start_time >= window.start, own.c.start_time < window.end).group_by(day)

    for window, frame in zip(
        (LAST, BEFORE), lake.read_days(DayQuestion(ask, of=Grain.SPAN), [LAST, BEFORE]), strict=True
    ):
        assert by_day(frame) == by_day(lake.read(ask(window)))


@pytest.mark.parametrize(
    "window",
    [
        Window(datetime(1, 1, 1, 0, 30), datetime(1, 3, 1, 0, 30)),
        Window(datetime(9999, 12, 30, 3, 7), datetime(9999, 12, 31, 23, 30)),
        Window(NOW - timedelta(microseconds=3), NOW),
    ],
)
def test_the_ends_of_the_calendar_and_moments(folder: Path, window: Window) -> None:
    held_to(Lake(folder), Grain.CALL, window)
