"""Kept frames: whole or not there, bounded, one for each statement and time; and a folder that refuses is no error."""

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tidegauge.stores.days.kept import MOST_PARTS, WINDOW, KeptFrames, forget, sweep

FRAME = pl.DataFrame({"day": [20_000, 20_000], "geo": ["DE", None], "n": [3, 4], "sa": [0.5, float("nan")]})
DAY = "2026-11-01"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


def test_a_frame_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("s", DAY, "m", FRAME)
    found = KeptFrames(tmp_path).get("s", DAY, "m")
    assert found is not None
    assert found.equals(FRAME)
    assert found.schema == FRAME.schema


def test_another_statement_time_or_mark_finds_nothing(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("s", DAY, "m", FRAME)
    assert kept.get("t", DAY, "m") is kept.get("s", "2026-11-02", "m") is kept.get("s", DAY, "n") is None


def test_a_newer_mark_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    for time in (DAY, f"{DAY}-103700-240000", "2026-11-02"):
        kept.put("s", time, "old", FRAME)
    kept.put("s", DAY, "new", FRAME)
    assert names(tmp_path) == {f"{DAY}.new", f"{DAY}-103700-240000.old", "2026-11-02.old"}


@pytest.mark.parametrize("cut", [0, 7, 40, -1])
def test_a_torn_file_counts_as_none_and_is_made_anew(tmp_path: Path, cut: int) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("s", DAY, "m", FRAME)
    path = tmp_path / "s" / f"{DAY}.m"
    path.write_bytes(path.read_bytes()[:cut])
    assert kept.get("s", DAY, "m") is None
    kept.put("s", DAY, "m", FRAME)
    assert kept.get("s", DAY, "m") is not None


def test_zeros_in_the_middle_of_a_file_are_seen(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("s", DAY, "m", FRAME)
    path = tmp_path / "s" / f"{DAY}.m"
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    assert kept.get("s", DAY, "m") is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = KeptFrames(tmp_path / "file" / "below")
    kept.put("s", DAY, "m", FRAME)
    assert kept.get("s", DAY, "m") is None


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    kept = KeptFrames(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    kept.put("s", DAY, "m", FRAME)
    assert names(tmp_path) == set()


def test_the_frames_that_nobody_read_for_longest_go_first(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    for number in range(8):
        kept.put("s", f"2026-11-0{number + 1}", "m", FRAME)
        os.utime(tmp_path / "s" / f"2026-11-0{number + 1}.m", (number, number))
    size = 4096  # less than that no file takes of a disk
    sweep(tmp_path, 8 * size)
    assert len(names(tmp_path)) == 8
    sweep(tmp_path, 4 * size)
    assert names(tmp_path) == {f"2026-11-0{number}.m" for number in (6, 7, 8)}


def test_folders_of_statements_without_frames_go(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("kept", DAY, "m", FRAME)
    for name in ("old", "young"):
        (tmp_path / name).mkdir()
    for name in ("old", "kept"):
        os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path, 1 << 20)
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "young"}
    assert kept.get("kept", DAY, "m") is not None


def test_a_folder_that_goes_while_a_frame_is_written_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Path, target: Path) -> Path:
        raise FileNotFoundError(2, "No such file or directory")

    kept = KeptFrames(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", gone)
        kept.put("s", DAY, "m", FRAME)
    kept.put("s", DAY, "m", FRAME)
    assert kept.get("s", DAY, "m") is not None


def test_days_are_forgotten_with_their_parts_and_all_windows(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    for time in (DAY, f"{DAY}-103700-240000", "2026-11-02", "2026-10-30+4", WINDOW):
        kept.put("s", time, "m", FRAME)
    (tmp_path / "s" / ".half").write_bytes(b"what a killed process left")
    forget(tmp_path, [])
    assert len(names(tmp_path)) == 6
    forget(tmp_path, [date(2026, 11, 1)])
    assert names(tmp_path) == {"2026-11-02.m"}


def test_several_days_stay_beside_the_first_of_them(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    times = [DAY, f"{DAY}+6", f"{DAY}+7", *(f"{DAY}-10{minute:02}00-240000" for minute in range(4))]
    for time in times:
        kept.put("s", time, "m", FRAME)
    assert names(tmp_path) == {f"{time}.m" for time in times}
    kept.put("s", f"{DAY}+6", "newer", FRAME)
    assert names(tmp_path) == {f"{time}.m" for time in times if time != f"{DAY}+6"} | {f"{DAY}+6.newer"}


def test_of_the_parts_of_a_day_the_last_few_stay(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    kept.put("s", DAY, "m", FRAME)
    parts = [f"{DAY}-10{minute:02}00000000-000000000000" for minute in range(1, 2 * MOST_PARTS)]
    for place, part in enumerate(parts):
        kept.put("s", part, "m", FRAME)
        os.utime(tmp_path / "s" / f"{part}.m", ns=(place, place))
    assert names(tmp_path) == {f"{DAY}.m", *(f"{part}.m" for part in parts[-MOST_PARTS:])}
    kept.put("s", parts[-1], "other rows", FRAME)
    assert names(tmp_path) == {
        f"{DAY}.m",
        *(f"{part}.m" for part in parts[-MOST_PARTS:-1]),
        f"{parts[-1]}.other rows",
    }


def test_the_hours_of_a_day_outlast_its_minutes(tmp_path: Path) -> None:
    kept = KeptFrames(tmp_path)
    hours = [f"{DAY}-000000000000-{hour:02}0000000000" for hour in (8, 9)]
    minutes = [f"{DAY}-090000000000-09{minute:02}00000000" for minute in range(1, 2 * MOST_PARTS)]
    for place, part in enumerate([*hours, *minutes]):
        kept.put("s", part, "m", FRAME)
        os.utime(tmp_path / "s" / f"{part}.m", ns=(place, place))
    assert names(tmp_path) == {f"{part}.m" for part in [*hours, *minutes[-MOST_PARTS:]]}
