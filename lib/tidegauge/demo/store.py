"""The demo as a lake: written day by day, and recognised again so that a second start is instant."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tidegauge.demo.days import generate
from tidegauge.errors import StoreError
from tidegauge.stores import manifest as manifests
from tidegauge.stores.lake_writer import LakeWriter
from tidegauge.stores.manifest import ImportRecord

FILE = "demo"
"""The name that the demo's import goes by. A lake with any other import is somebody's own."""


@dataclass(frozen=True)
class DemoPlan:
    """What makes one demo the same as another."""

    end: datetime
    days: int = 60
    calls: int = 300_000
    seed: int = 7

    @property
    def batch(self) -> str:
        """The batch that this plan is written as."""
        return f"demo-{self.end:%Y%m%d%H}-{self.days}-{self.calls}-{self.seed}"


def is_there(folder: Path, plan: DemoPlan, age: timedelta) -> bool:
    """Return whether `folder` holds this demo, ended no more than `age` before the plan's end.

    Raises:
        StoreError: the folder holds rows that are not the demo's.
    """
    manifest = manifests.load(folder)
    if any(record.file != FILE for record in manifest.imports):
        raise StoreError(f"“{folder}” holds imported data. Give the demo a folder of its own with --store.")
    if not manifest.imports:
        return False
    _, ended, days, calls, seed = manifest.imports[-1].batch.split("-")
    apart = plan.end - datetime.strptime(ended, "%Y%m%d%H")  # noqa: DTZ007  UTC throughout
    same = (days, calls, seed) == (str(plan.days), str(plan.calls), str(plan.seed))
    return same and timedelta(0) <= apart <= age


def write_demo(folder: Path, plan: DemoPlan, step: Callable[[], None] = lambda: None) -> int:
    """Write the demo, in place of an older one, and return the number of rows. `step` is called after each day."""
    is_there(folder, plan, timedelta(0))
    shutil.rmtree(folder, ignore_errors=True)
    rows = 0
    with LakeWriter(folder) as lake:
        for day in generate(plan.end, days=plan.days, calls=plan.calls, seed=plan.seed):
            for table in ("spans", "scores", "signals", "outcomes", "changes"):
                frame = getattr(day, table)
                lake.append(table, frame)
                rows += frame.height
            step()
        lake.commit(ImportRecord(batch=plan.batch, file=FILE, at=plan.end, read=rows, kept=rows))
    return rows
