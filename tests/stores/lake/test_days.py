"""Kept days of a lake are never stale: whatever is imported, replaced or removed, the answer is that of the rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.schema.functions import time_bucket
from tidegauge.stores.days.question import DayQuestion
from tidegauge.stores.lake import reader
from tidegauge.stores.lake.days import FOLDER
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter

FIRST = datetime(2026, 11, 1)
WEEK = Window(FIRST, FIRST + timedelta(days=7))
ODD = Window(FIRST + timedelta(hours=10, minutes=37), FIRST + timedelta(days=5, hours=3))


@pytest.fixture(autouse=True)
def _every_lake_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGE", 1)


def spans(days: range, each: int = 12, *, name: str = "s", tokens: int = 1) -> pl.DataFrame:
    every = [(day, number) for day in days for number in range(each)]
    return pl.DataFrame(
        {
            "trace_id": [f"t{day}" for day, _ in every],
            "span_id": [f"{name}{day}-{number}" for day, number in every],
            "start_time": [FIRST + timedelta(days=day, hours=24 / each * number) for day, number in every],
            "kind": "model",
            "input_tokens": [tokens + day + number for day, number in every],
        }
    )


def score(span_id: str, at: datetime, value: float = 1.0) -> pl.DataFrame:
    row = {"span_id": span_id, "created_at": at, "name": "correctness", "value": value, "source": "judge"}
    return pl.DataFrame([row])


def write(folder: Path, batch: str, *, of: str = "spans", frame: pl.DataFrame) -> None:
    with LakeWriter(folder) as lake:
        lake.append(of, frame)
        lake.commit(ImportRecord(batch, f"{batch}.parquet", FIRST))


def question(lake: Lake, *, scored: bool = False, limit: int = 0, merged: bool = False) -> DayQuestion:
    own = table(lake.catalog(), "spans")
    scores = table(lake.catalog(), "scores")

    def ask(window: Window) -> sa.Select[Any]:
        day = time_bucket(own.c.start_time, datetime(1970, 1, 1), 86_400).label("day")
        source = own.outerjoin(scores, scores.c.span_id == own.c.span_id) if scored else own
        found = [sa.func.count().label("n"), sa.func.sum(own.c.input_tokens + limit).label("total")]
        found += [sa.func.sum(scores.c.value).label("score")] if scored else []
        query = sa.select(day, *found).select_from(source)
        return query.where(own.c.start_time >= window.start, own.c.start_time < window.end).group_by(day)

    return DayQuestion(ask, merge=pl.DataFrame.sum if merged else None)


def by_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the parts of each day added up."""
    return frame.group_by("day").agg(pl.exclude("day").sum()).sort("day")


def held_to(lake: Lake, window: Window, **how: Any) -> pl.DataFrame:
    """Return the kept answer, after it was compared with the one that the rows give."""
    asked = question(lake, **how)
    (kept,) = lake.read_days(asked, [window])
    assert by_day(kept).rows() == by_day(lake.read(asked.ask(window))).rows()
    return kept


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / FOLDER).glob("*/*")}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that are asked of DuckDB."""
    seen: list[str] = []
    plain = reader.run

    def run(connection: Any, query: sa.Select[Any]) -> pl.DataFrame:
        seen.append(str(query))
        return plain(connection, query)

    monkeypatch.setattr(reader, "run", run)
    return seen


def test_whole_days_are_asked_once_and_parts_too(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    for window in (WEEK, ODD):
        held_to(Lake(tmp_path), window)
        another = Lake(tmp_path)
        again = question(another)
        before = len(asked)
        another.read_days(again, [window])
        assert len(asked) == before


def test_only_the_day_that_an_import_touched_is_asked_again(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    held_to(Lake(tmp_path), WEEK)
    before = files(tmp_path)
    write(tmp_path, "late", frame=spans(range(2, 3), name="late"))
    found = held_to(Lake(tmp_path), WEEK)
    assert found.filter(pl.col("n") == 24).height == 1
    assert len(before & files(tmp_path)) == len(before) - len({one for one in before if "11-03" in one})


def test_an_open_reader_sees_what_came_into_an_old_day(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    lake = Lake(tmp_path)
    held_to(lake, WEEK)
    write(tmp_path, "late", frame=spans(range(1), name="late"))
    assert held_to(lake, WEEK)["n"].sum() == 96


def test_replaced_and_removed_rows_and_a_cleared_day(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    lake = Lake(tmp_path)
    held_to(lake, WEEK)
    with LakeWriter(tmp_path) as writer:
        writer.replace("spans", spans(range(4, 5), tokens=1_000), gone=spans(range(5, 6)).head(3))
        writer.commit(ImportRecord("two", "two", FIRST))
    changed = held_to(lake, WEEK)
    assert changed["n"].sum() == 81
    assert changed["total"].max() > 12_000
    with LakeWriter(tmp_path) as writer:
        writer.put("spans", (FIRST + timedelta(days=4)).date(), [])
        writer.commit(ImportRecord("three", "three", FIRST))
    assert held_to(lake, WEEK)["n"].sum() == 69


def test_what_is_kept_of_a_day_goes_with_its_rows(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    held_to(Lake(tmp_path), WEEK)
    with LakeWriter(tmp_path) as writer:
        writer.replace("spans", spans(range(0)), gone=spans(range(3, 4)))
        writer.commit(ImportRecord("two", "two", FIRST))
    assert not any(name.startswith("2026-11-04") for name in files(tmp_path))


def test_the_hours_of_a_cut_day_stay_when_later_rows_of_it_come(tmp_path: Path) -> None:
    evening = spans(range(3, 4), each=24)
    morning = evening.filter(pl.col("start_time") < FIRST + timedelta(days=3, hours=8))
    later = evening.filter(pl.col("start_time") >= FIRST + timedelta(days=3, hours=8))
    window = Window(FIRST, FIRST + timedelta(days=3, hours=5, minutes=30))
    write(tmp_path, "one", frame=pl.concat([spans(range(3)), morning]))

    def parts() -> set[str]:
        held_to(Lake(tmp_path), window)
        # What is asked of all days, such as which model answered last, ends with the newest row and not at half past five.
        return {name for name in files(tmp_path) if name.startswith("2026-11-04-") and "-05" in name}

    before = parts()
    assert len(before) == 2
    write(tmp_path, "later", frame=later)
    assert before <= files(tmp_path)
    assert parts() == before
    write(tmp_path, "late", frame=morning.head(2).with_columns(span_id=pl.lit("late")))
    (same,) = parts() & before
    assert "-05000000" in same.partition(".")[0]


def test_small_files_that_become_one_forget_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(3)))
    held_to(Lake(tmp_path), WEEK)
    before = files(tmp_path)
    for part in range(6):
        write(tmp_path, f"more{part}", frame=spans(range(1, 2), name=f"more{part}"))
    assert len([one for one in Lake(tmp_path).manifest().files("spans") if one.day.day == 2]) < 7
    assert before <= files(tmp_path)
    assert held_to(Lake(tmp_path), WEEK)["n"].sum() == 36 + 72


def test_a_score_that_comes_a_month_late_counts(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    lake = Lake(tmp_path)
    assert held_to(lake, WEEK, scored=True)["score"].sum() == 0
    write(tmp_path, "late", of="scores", frame=score("s2-3", FIRST + timedelta(days=40), 5.0))
    assert held_to(lake, WEEK, scored=True)["score"].sum() == 5


def test_a_column_that_changes_its_kind_is_another_statement(tmp_path: Path) -> None:
    own = table(Lake(tmp_path).catalog(), "spans")
    write(tmp_path, "one", frame=spans(range(3)).with_columns(plan=pl.lit(7)))

    def most(lake: Lake) -> list[object]:
        plan = sa.column("plan")

        def ask(window: Window) -> sa.Select[Any]:
            day = time_bucket(own.c.start_time, datetime(1970, 1, 1), 86_400).label("day")
            query = sa.select(day, sa.func.max(plan).label("plan")).select_from(own).group_by(day)
            return query.where(own.c.start_time >= window.start, own.c.start_time < window.end)

        return lake.read_days(DayQuestion(ask), [WEEK])[0]["plan"].to_list()

    assert most(Lake(tmp_path)) == [7, 7, 7]
    write(tmp_path, "two", frame=spans(range(6, 7)).with_columns(plan=pl.lit("gold")))
    assert sorted(map(str, most(Lake(tmp_path)))) == ["7", "7", "7", "gold"]


def test_a_lake_that_came_from_a_backup_is_not_taken_for_the_one_that_was_there(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(3)))
    manifest = (tmp_path / "manifest.json").read_bytes()
    write(tmp_path, "two", frame=spans(range(3), name="late", tokens=50))
    held_to(Lake(tmp_path), WEEK)
    kept = {path: path.read_bytes() for path in (tmp_path / FOLDER).glob("*/*")}
    (tmp_path / "manifest.json").write_bytes(manifest)
    write(tmp_path, "other", frame=spans(range(3), name="late", tokens=90))
    for path, data in kept.items():
        path.write_bytes(data)
    held_to(Lake(tmp_path), WEEK)


def test_a_folder_that_nobody_may_write_to_is_answered_from_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    assert held_to(Lake(tmp_path), WEEK)["n"].sum() == 84
    monkeypatch.setattr(Path, "mkdir", _refused)
    (tmp_path / FOLDER).unlink()
    assert by_day(held_to(Lake(tmp_path), ODD)).height == 6
    assert not (tmp_path / FOLDER).exists()


def _refused(self: Path, *args: object, **how: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_two_windows_that_meet_within_a_day_are_kept_apart(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    noon = FIRST + timedelta(days=3, hours=12)
    windows = [Window(FIRST + timedelta(hours=1), noon), Window(noon, WEEK.end)]
    for _ in range(2):
        lake = Lake(tmp_path)
        asked = question(lake)
        for window, found in zip(windows, lake.read_days(asked, windows), strict=True):
            assert by_day(found).rows() == by_day(lake.read(asked.ask(window))).rows()


def added(lake: Lake, window: Window) -> tuple[int, int]:
    """Return the rows and tokens of a window from days that are put together, after they were counted from the rows."""
    asked = question(lake, merged=True)
    (kept,) = lake.read_days(asked, [window])
    found = kept.select(pl.col("n", "total").sum()).row(0)
    assert found == lake.read(asked.ask(window)).select(pl.col("n", "total").sum()).row(0)
    return found


def joint(folder: Path) -> set[str]:
    return {name.partition(".")[0] for name in files(folder) if "+" in name}


def test_whole_days_that_add_up_are_kept_as_one(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    window = Window(FIRST + timedelta(hours=10), FIRST + timedelta(days=6, hours=3))
    first = added(Lake(tmp_path), window)
    assert joint(tmp_path) == {"2026-11-02+5"}
    for day in range(2, 7):
        for path in (tmp_path / FOLDER).glob(f"*/2026-11-0{day}.*"):
            path.unlink()
    another = Lake(tmp_path)
    again, before = question(another, merged=True), len(asked)
    (found,) = another.read_days(again, [window])
    assert len(asked) == before
    # The part of the first day, the five whole days as one, and the part of the last.
    assert (found.height, found["day"].n_unique()) == (3, 3)
    assert found.select(pl.col("n", "total").sum()).row(0) == first


def test_days_as_one_are_never_older_than_their_rows(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    lake = Lake(tmp_path)
    assert added(lake, WEEK)[0] == 84
    write(tmp_path, "late", frame=spans(range(2, 3), name="late"))
    assert added(lake, WEEK)[0] == 96
    with LakeWriter(tmp_path) as writer:
        writer.replace("spans", spans(range(0)), gone=spans(range(3, 4)))
        writer.commit(ImportRecord("two", "two", FIRST))
    # What stood in rows that were taken away must not stay behind.
    assert not joint(tmp_path)
    assert added(Lake(tmp_path), WEEK)[0] == 84


def test_windows_of_which_only_one_was_put_together_before(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    added(Lake(tmp_path), WEEK)
    lake = Lake(tmp_path)
    asked = question(lake, merged=True)
    other = Window(FIRST + timedelta(days=1), FIRST + timedelta(days=4))
    found = lake.read_days(asked, [WEEK, other])
    assert [frame["n"].sum() for frame in found] == [84, 36]
    assert joint(tmp_path) == {"2026-11-01+7", "2026-11-02+3"}


def test_the_newest_hour_is_apart_so_that_those_before_it_stay(tmp_path: Path) -> None:
    today = spans(range(3, 4), each=24).filter(pl.col("start_time") < FIRST + timedelta(days=3, hours=8))
    window = Window(FIRST, FIRST + timedelta(days=3, hours=8))

    def parts() -> set[str]:
        held_to(Lake(tmp_path), window)
        return {name for name in files(tmp_path) if name.startswith("2026-11-04-") and "-08000000" in name}

    write(tmp_path, "one", frame=pl.concat([spans(range(3)), today]))
    before = parts()
    assert {name.partition(".")[0] for name in before} == {"2026-11-04-070000000000-080000000000"}
    earlier = {name for name in files(tmp_path) if "-000000000000-070000000000" in name}
    write(tmp_path, "later", frame=today.tail(1).with_columns(span_id=pl.lit("later")))
    assert parts().isdisjoint(before)
    assert earlier <= files(tmp_path)


def test_windows_that_overlap_each_have_their_own_rows(tmp_path: Path) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    day = FIRST + timedelta(days=2)
    noon = day + timedelta(hours=12)
    windows = [Window(day, noon), Window(day, WEEK.end), Window(FIRST, noon), Window(noon, WEEK.end)]
    for _ in range(2):
        lake = Lake(tmp_path)
        asked = question(lake)
        for window, found in zip(windows, lake.read_days(asked, windows), strict=True):
            assert by_day(found).rows() == by_day(lake.read(asked.ask(window))).rows()


def test_a_whole_question_is_kept_until_a_day_of_its_windows_changes(
    tmp_path: Path, asked: list[str]
) -> None:
    write(tmp_path, "one", frame=spans(range(7)))
    lake = Lake(tmp_path)
    query = question(lake).ask(ODD)
    first = lake.read_kept(query, [ODD])
    before = len(asked)
    assert Lake(tmp_path).read_kept(query, [ODD]).equals(first)
    assert not any("input_tokens" in one for one in asked[before:])
    write(tmp_path, "late", frame=spans(range(2, 3), name="late"))
    found = lake.read_kept(query, [ODD])
    assert found.sort("day").rows() == lake.read(query).sort("day").rows()
    assert found["n"].sum() == first["n"].sum() + 12


def test_versions_are_found_day_by_day_as_they_are_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = spans(range(7)).with_columns(
        model_requested=pl.lit("large"),
        model_version=pl.concat_str(pl.lit("large-"), pl.col("start_time").dt.day()),
    )
    write(tmp_path, "one", frame=named)
    by_day = Lake(tmp_path).catalog().versions
    monkeypatch.setattr(reader, "LARGE", 10**9)
    assert by_day == Lake(tmp_path).catalog().versions == {"large": "large-7"}


def test_days_without_rows_are_not_asked_for(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, "one", frame=spans(range(2)))
    lake = Lake(tmp_path)
    long = Window(FIRST + timedelta(hours=1), FIRST + timedelta(days=30, hours=5))
    assert held_to(lake, long)["n"].sum() == 23
    before = len(asked)
    assert lake.read_days(question(lake), [long])[0]["n"].sum() == 23
    assert len(asked) == before
    after = Window(FIRST + timedelta(days=9), FIRST + timedelta(days=12))
    assert held_to(lake, after).columns == ["day", "n", "total"]
    both = lake.read_days(question(lake), [long, after])
    assert [frame["n"].sum() for frame in both] == [23, 0]


@pytest.mark.parametrize(
    "window",
    [
        Window(datetime(1, 1, 1), datetime(9999, 12, 31, 23)),
        Window(datetime(9999, 12, 30), datetime(9999, 12, 31, 23)),
    ],
)
def test_the_ends_of_the_calendar(tmp_path: Path, window: Window) -> None:
    write(tmp_path, "one", frame=spans(range(2)))
    lake = Lake(tmp_path)
    assert held_to(lake, window)["n"].sum() == (24 if window.start.year == 1 else 0)
    assert lake.read_kept(question(lake).ask(window), [window]).height == (2 if window.start.year == 1 else 0)
