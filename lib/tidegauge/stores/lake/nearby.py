"""What finds the hours of a lake that a report asks about many times."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tidegauge.filters import Window
from tidegauge.stores.duckdb.nearby import Nearby
from tidegauge.stores.lake.hours import LakeHours
from tidegauge.stores.lake.manifest import DataFile, Manifest


def nearby(folder: Path, manifest: Manifest) -> Nearby:
    """Return the hours of one published state of a lake, none of which is read yet."""

    def made(windows: Sequence[Window], calls: bool) -> LakeHours:
        return LakeHours(folder, manifest, windows, calls=calls)

    return Nearby(partial(_rows, manifest), made)


def _rows(manifest: Manifest, windows: Sequence[Window]) -> float:
    return sum(_of_file(file, one) for one in windows for file in manifest.files("spans"))


def _of_file(file: DataFile, window: Window) -> float:
    """Return about how many rows of a file lie in a window."""
    start, end = max(file.first, window.start), min(file.newest, window.end)
    whole = file.newest - file.first
    if end < start:
        return 0
    return file.rows * ((end - start) / whole if whole else 1)
