"""Seconds of the reports `overview` and `segments` in a warm process, beside a bare DuckDB query over the same files.

    python benchmarks/show_speed.py [--calls N] [--window WINDOW]

The bare query is what anybody would type: the error share by geo and device over the same time. Quote the ratio.
Goal at 5 million calls: 2 s a report.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
from _lake import lake
from _table import show

from tidegauge.clock import now
from tidegauge.comparisons import Request, resolve
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import overview_metrics, watched_metrics
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.overview import overview
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store

BY = ("geo", "device")


def bare(folder: Path, asked: TraceFilter) -> Callable[[], object]:
    """Return the query over the files of both windows."""
    start = asked.reference.window.start if asked.reference else asked.current.window.start
    connection = duckdb.connect()
    query = (
        "select geo, device, avg(cast(status = 'error' as int)), count(*) from read_parquet(?) "
        "where start_time >= ? and start_time < ? group by all"
    )
    values = [str(folder / "spans" / "*" / "*.parquet"), start, asked.current.window.end]
    return lambda: connection.execute(query, values).fetchall()


def median_seconds(question: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the medians of wall and processor time of some runs after one that warms up.

    Processor time counts all threads and hardly depends on what else the machine does.
    """
    question()
    took = []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        question()
        took.append((time.perf_counter() - wall, time.process_time() - processor))
    wall, processor = np.median(took, axis=0)
    return float(wall), float(processor)


def main() -> None:
    """Measure all three and print them."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--calls", type=int, default=5_000_000)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--window", default="last 28 days")
    asked = options.parse_args()
    folder, settings = lake(asked.calls), Settings()
    source = Source(open_store(str(folder)), settings.dimensions)
    catalog = source.store.catalog()
    question = resolve(Request(window=asked.window), now(), catalog.first, catalog.newest)
    metrics = overview_metrics(settings, catalog)
    watched = watched_metrics(settings, catalog)
    dimensions = known_dimensions(source, question, settings.default_dimensions)
    questions: dict[str, Callable[[], object]] = {
        "bare DuckDB": bare(folder, question),
        "overview": lambda: overview(source, question, metrics, dimensions, watched),
        "segments, 1 metric": lambda: segments(source, question, metrics[1:2], BY),
        f"segments, {len(metrics)} metrics": lambda: segments(source, question, metrics, BY),
    }
    took = {name: median_seconds(one, asked.times) for name, one in questions.items()}
    base = took["bare DuckDB"][0]
    show(
        f"Reports, {asked.calls:,} calls, {asked.window} against the time before",
        ("", "seconds", "processor seconds", "times bare"),
        [(name, f"{wall:.3f}", f"{cpu:.3f}", wall / base) for name, (wall, cpu) in took.items()],
    )


if __name__ == "__main__":
    main()
