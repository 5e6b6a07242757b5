"""Part files of a lake: written and fsynced in a staging folder, renamed into place when a commit is near."""

import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import polars as pl

from tidegauge.stores.manifest import DataFile, Manifest, sync_folder

STAGING = ".staging"
GRACE_SECONDS = 600
"""How long a file that a newer manifest no longer lists stays for readers of the older one."""

ROW_GROUP = 122_880
"""DuckDB's own row group size: one group, one unit of parallel work."""


@dataclass(frozen=True)
class Part:
    """One part file: where it lies now, relative to the lake, and the data file it becomes."""

    staged: str
    file: DataFile


def write_part(folder: Path, table: str, day: date, name: str, frame: pl.DataFrame, time_column: str) -> Part:
    """Write the rows of one day, sorted by time, below `folder` and return the part."""
    frame = frame.sort(time_column)
    staged = f"{STAGING}/{table}-{day}-{name}"
    with (folder / staged).open("wb") as file:
        frame.write_parquet(file, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    times = frame[time_column]
    first, newest = cast("datetime", times[0]), cast("datetime", times[-1])
    return Part(staged, DataFile(f"{table}/day={day}/{name}", frame.height, day, first, newest))


def publish_parts(folder: Path, parts: Iterable[Part]) -> None:
    """Rename the parts into place. They are still unknown to readers until a manifest lists them."""
    touched = {folder}
    for part in parts:
        target = folder / part.file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / part.staged).replace(target)
        touched |= {target.parent, target.parent.parent}
    for changed in touched:
        sync_folder(changed)


def empty_staging(folder: Path) -> None:
    """Remove what a killed import left in staging. Only the holder of the writer's lock may call this."""
    shutil.rmtree(folder / STAGING, ignore_errors=True)
    (folder / STAGING).mkdir(parents=True)


def sweep(folder: Path, manifest: Manifest) -> None:
    """Delete the data files that the manifest has not listed for ten minutes."""
    listed = {file.path for files in manifest.tables.values() for file in files}
    oldest = time.time() - GRACE_SECONDS
    for path in folder.glob("*/day=*/*.parquet"):
        if path.relative_to(folder).as_posix() not in listed and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def retire(folder: Path, files: Iterable[DataFile]) -> None:
    """Start the grace of files that the next manifest no longer lists."""
    for file in files:
        os.utime(folder / file.path)
