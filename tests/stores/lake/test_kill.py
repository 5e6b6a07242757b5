"""kill -9 at any moment: readers see whole commits only, and the next run gives the exact counts."""

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.thorough import after
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.pipeline import import_file
from tidegauge.sources import files
from tidegauge.stores.lake.manifest import load

_KILLS = 20
_STEPS = 29
"""Lines that the importing process prints: one a chunk, one a part file, one a stage of the commit."""
_BASE, _MORE = 3_000, 40_000
_NOW = datetime(2026, 11, 21)
_CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.pipeline import import_file
from tidegauge.sources import chunk, files, tabular
from tidegauge.stores.lake import buffer as lake_buffer
from tidegauge.stores.lake import parts as lake_parts
from tidegauge.stores.lake import table_parts as lake_table_parts

tabular.CHUNK_ROWS = 4_096
lake_buffer.MOST_ROWS = 8_000
for module, name in ((lake_table_parts, "write_part"), (lake_parts, "publish_parts"), (lake_parts, "retire")):
    def told(*given, call=getattr(module, name), name=name, **named):
        print(name, flush=True)
        return call(*given, **named)
    setattr(module, name, told)
import_file(files.open_source(Path(sys.argv[1])), Path(sys.argv[2]), ColumnMap(), datetime(2026, 11, 21),
            lambda rows, done: print(rows, flush=True))
print("committed", flush=True)
"""


def write_rows(path: Path, first: int, count: int) -> None:
    number = pl.int_range(first, first + count, eager=True)
    start = pl.Series([datetime(2026, 11, 1)]).dt.timestamp("us")[0] + (number * 7919 % 400_000) * 1_000_000
    ids = "s" + number.cast(pl.String)
    pl.DataFrame(
        {"span_id": ids, "trace_id": ids, "start_time": start.cast(pl.Datetime("us"))}
    ).write_parquet(path)


class Reader(threading.Thread):
    """Loads the manifest again and again and opens every file that it lists."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.totals, self.errors, self.stop = folder, set(), [], threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.totals.add(count_rows(self.folder))
            except (OSError, ValueError, AssertionError) as error:
                self.errors.append(repr(error))


def count_rows(folder: Path) -> int:
    manifest = load(folder)
    rows = sum(pq.read_metadata(folder / file.path).num_rows for file in manifest.files("spans"))
    assert rows == manifest.rows("spans") == sum(record.kept for record in manifest.imports)
    return rows


def bring_in(path: Path, folder: Path):
    return import_file(files.open_source(path), folder, ColumnMap(), _NOW, lambda _rows, _done: None)


def kill_one(path: Path, folder: Path, chance: random.Random) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(folder)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        for _ in range(chance.randrange(1, 45)):
            if not child.stdout.readline():
                break
        time.sleep(chance.random() * 0.02)
        child.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    write_rows(folder / "base.parquet", 0, _BASE)
    write_rows(folder / "more.parquet", _BASE, _MORE)
    bring_in(folder / "base.parquet", folder / "lake")
    return folder


@pytest.mark.parametrize("seed", after(4, range(_KILLS)))
def test_a_killed_import_leaves_the_state_before_it(exports, tmp_path, seed):
    folder = tmp_path / "lake"
    shutil.copytree(exports / "lake", folder)
    reader = Reader(folder)
    reader.start()
    kill_one(exports / "more.parquet", folder, random.Random(seed))  # noqa: S311  a test, not a secret
    assert count_rows(folder) in {_BASE, _BASE + _MORE}
    again = bring_in(exports / "more.parquet", folder)
    reader.stop.set()
    reader.join()
    assert not reader.errors
    assert reader.totals <= {_BASE, _BASE + _MORE}
    assert (again.record.kept, again.record.duplicates) == (_MORE, 0)
    assert count_rows(folder) == _BASE + _MORE
    ids = pl.read_parquet([folder / file.path for file in load(folder).files("spans")], columns=["span_id"])
    assert ids["span_id"].n_unique() == _BASE + _MORE
