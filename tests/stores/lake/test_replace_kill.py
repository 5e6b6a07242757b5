"""kill -9 while rows are replaced and taken away: the lake is as it was, or as it should be, and never between."""

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
import pytest

from tests.thorough import after
from tidegauge.stores.lake.manifest import ImportRecord, load
from tidegauge.stores.lake.writer import LakeWriter

_KILLS = 12
_BASE, _ALL, _GONE = 3_000, 20_000, 500
_BEFORE = (_BASE, _BASE)
"""Rows, and the sum of their costs."""
_AFTER = (_ALL - _GONE, 2 * (_ALL - _GONE))
_RECORD = ImportRecord("copy", "peer", datetime(2026, 11, 21))
_CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_lake_replace_kill import bring_in
from tidegauge.stores.lake import buffer as lake_buffer
from tidegauge.stores.lake import parts as lake_parts
from tidegauge.stores.lake import table_parts as lake_table_parts

lake_buffer.MOST_ROWS = 4_000
for module, name in ((lake_table_parts, "write_part"), (lake_parts, "publish_parts"), (lake_parts, "retire")):
    def told(*given, call=getattr(module, name), name=name, **named):
        print(name, flush=True)
        return call(*given, **named)
    setattr(module, name, told)
bring_in(Path(sys.argv[2]))
"""


def rows(first: int, count: int, cost: float) -> pl.DataFrame:
    number = pl.int_range(first, first + count, eager=True)
    start = pl.Series([datetime(2026, 11, 1)]).dt.timestamp("us")[0] + (number * 7919 % 400_000) * 1_000_000
    ids = "s" + number.cast(pl.String)
    times = start.cast(pl.Datetime("us"))
    return pl.DataFrame({"span_id": ids, "trace_id": ids, "start_time": times}).with_columns(
        cost_usd=pl.lit(cost)
    )


def bring_in(folder: Path) -> ImportRecord:
    """Bring every row to cost 2, add the new ones, and take the first ones away."""
    with LakeWriter(folder) as lake:
        for first in range(0, _ALL, 4_096):
            frame = rows(first, min(4_096, _ALL - first), 2.0)
            lake.replace("spans", frame, frame.head(_GONE) if not first else None)
        lake.replace("spans", rows(0, 0, 2.0), rows(0, _GONE, 0.0))
        return lake.commit(_RECORD)


def state(folder: Path) -> tuple[int, float]:
    manifest = load(folder)
    files = [folder / file.path for file in manifest.files("spans")]
    found = pl.read_parquet(files, columns=["span_id", "cost_usd"])
    assert found.height == manifest.rows("spans") == found["span_id"].n_unique()
    return found.height, found["cost_usd"].sum()


class Reader(threading.Thread):
    """Loads the manifest again and again and reads every file that it lists."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.states, self.errors, self.stop = folder, set(), [], threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.states.add(state(self.folder))
            except (OSError, pl.exceptions.PolarsError, AssertionError) as error:
                self.errors.append(repr(error))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base") / "lake"
    with LakeWriter(folder) as lake:
        lake.append("spans", rows(0, _BASE, 1.0))
        lake.commit(_RECORD)
    return folder


@pytest.mark.parametrize("seed", after(4, range(_KILLS)))
def test_a_killed_copy_leaves_the_state_before_it(base, tmp_path, seed):
    folder, chance = tmp_path / "lake", random.Random(seed)  # noqa: S311  a test, not a secret
    shutil.copytree(base, folder)
    reader = Reader(folder)
    reader.start()
    command = [sys.executable, "-c", _CHILD, str(Path(__file__).parent), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(chance.randrange(1, 60)):
            if not child.stdout.readline():
                break
        time.sleep(chance.random() * 0.02)
        child.send_signal(signal.SIGKILL)
    assert state(folder) in {_BEFORE, _AFTER}
    bring_in(folder)
    reader.stop.set()
    reader.join()
    assert not reader.errors
    assert reader.states <= {_BEFORE, _AFTER}
    assert state(folder) == _AFTER
