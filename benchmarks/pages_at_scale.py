"""Each page's report in a new process: before any day was kept, then from kept days; beside one plain scan of the same rows.

    tidegauge demo --calls 5000000 --no-serve --end 2026-11-20 --store FOLDER
    python benchmarks/pages_at_scale.py FOLDER

Seconds are those of the report alone, without the imports of the process, as wall time and as processor time; the scan
counts, averages and sums both windows by day and model in the same process before it. Quote the processor time and
the ratio: the wall time of a busy machine says nothing. What is kept of the days is deleted first, which only costs time.
A window that ends now, in a minute that nobody asked about: `--keep --earlier 563` after a run without them.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from _table import show
from click.testing import CliRunner

from tidegauge.cli import main as command
from tidegauge.queries.relation import table
from tidegauge.schema.functions import time_bucket
from tidegauge.stores import Store, open_store

PAGES = (
    "overview",
    "segments --by geo,device",
    "drift",
    "drift --by geo",
    "control",
    "control --metric latency --by feature",
    "scope --metric error_rate",
    "traces",
    "health",
    "feedback",
    "judge",
    "cost",
    "business",
    "versions",
)


@dataclass(frozen=True)
class Took:
    """Wall and processor seconds of a page and of the scan, and the load of the machine."""

    wall: float
    processor: float
    scan_wall: float
    scan_processor: float
    load: float


def main() -> None:
    """Measure every page and print a row for each."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("store", metavar="STORE")
    options.add_argument("--only", default="", help="Pages that contain this.")
    options.add_argument("--end", help="Last day of the window, YYYY-MM-DD. Default: the last whole day.")
    options.add_argument(
        "--earlier", type=int, default=0, help="Minutes by which the window ends before midnight."
    )
    options.add_argument("--keep", action="store_true", help="Begin with what is kept already.")
    options.add_argument("--page", help=argparse.SUPPRESS)
    asked = options.parse_args()
    window = _window(open_store(asked.store), asked.end, timedelta(minutes=asked.earlier))
    if asked.page:
        print(json.dumps(asdict(_measured(asked.store, asked.page, window))))
        return
    if not asked.keep:
        _forget(open_store(asked.store))
    rows, more = [], ["--earlier", str(asked.earlier), *(["--end", asked.end] if asked.end else [])]
    for page in filter(lambda one: asked.only in one, PAGES):
        first, kept = (_in_new_process(asked.store, page, more) for _ in range(2))
        rows.append((page, *_cells(first), *_cells(kept)))
        print(rows[-1], flush=True)
    heads = [
        f"{name}, {when}" for when in ("first", "kept") for name in ("wall (processor) s", "scans", "load")
    ]
    show(f"Pages of {window[1] - window[0]} against as long before", ("", *heads), rows)


def _window(store: Store, end: str | None, earlier: timedelta) -> tuple[datetime, datetime]:
    newest = store.catalog().newest
    if newest is None:
        raise SystemExit("The store is empty.")
    whole = newest + timedelta(minutes=5)
    midnight = datetime(whole.year, whole.month, whole.day)  # noqa: DTZ001  UTC, as all of our times
    last = (datetime.fromisoformat(end) + timedelta(days=1) if end else midnight) - earlier
    return last - timedelta(days=7), last


def _forget(store: Store) -> None:
    if store.days is not None:
        shutil.rmtree(store.days.kept.folder, ignore_errors=True)


def _in_new_process(store: str, page: str, more: Sequence[str]) -> Took:
    ran = subprocess.run(
        [sys.executable, __file__, store, "--page", page, *more], capture_output=True, text=True, check=True
    )
    return Took(**json.loads(ran.stdout.splitlines()[-1]))


def _measured(store: str, page: str, window: tuple[datetime, datetime]) -> Took:
    name = shlex.split(page)[0]
    CliRunner().invoke(command, ["show", name, "--help"])  # imports what the page needs
    scan = _took(lambda: _scan(open_store(store), window))
    dates = ["--from", f"{window[0]:%Y-%m-%dT%H:%M}", "--to", f"{window[1]:%Y-%m-%dT%H:%M}"]
    found = _took(lambda: _shown(["show", *shlex.split(page), *dates, "--store", store, "--json"]))
    return Took(*found, *scan, os.getloadavg()[0])


def _shown(words: list[str]) -> None:
    result = CliRunner().invoke(command, words)
    if result.exit_code:
        raise SystemExit(result.output)


def _took(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def _scan(store: Store, window: tuple[datetime, datetime]) -> Any:
    spans = table(store.catalog(), "spans").c
    day = time_bucket(spans.start_time, window[0], 86_400).label("day")
    latency, cost = sa.func.avg(spans.duration_ms).label("latency"), sa.func.sum(spans.cost_usd).label("cost")
    tokens = sa.func.sum(spans.output_tokens).label("tokens")
    query = sa.select(day, spans.model_version, sa.func.count().label("n"), latency, cost, tokens)
    within = (spans.start_time >= window[0] - timedelta(days=7), spans.start_time < window[1])
    return store.read(query.where(spans.kind == "model", *within).group_by(day, spans.model_version))


def _cells(took: Took) -> tuple[str, str, str]:
    scans = took.processor / took.scan_processor if took.scan_processor else 0.0
    return f"{took.wall:.2f} ({took.processor:.2f})", f"{scans:.1f}", f"{took.load:.1f}"


if __name__ == "__main__":
    main()
