"""The same table from a lake: the database counts, and the statistics are computed from its counts. A process of its own.

The lake is written by the first call, which is not part of what is measured.
"""

import time

STARTED = time.perf_counter()

from datetime import datetime, timedelta  # noqa: E402  what is imported below is part of what is measured
from pathlib import Path  # noqa: E402

import polars as pl  # noqa: E402
from _drift_measure import CATEGORIES, NUMBERS, Values, files, measure  # noqa: E402

from tidegauge.filters import Population, TraceFilter, Window  # noqa: E402
from tidegauge.reports._drift.columns import columns  # noqa: E402
from tidegauge.reports._drift.look import look, subjects_in  # noqa: E402
from tidegauge.reports._drift.sample import take_sample  # noqa: E402
from tidegauge.reports.source import Source  # noqa: E402
from tidegauge.stats.drift._exact import distances  # noqa: E402
from tidegauge.stats.materiality import judge  # noqa: E402
from tidegauge.stores.lake.manifest import ImportRecord  # noqa: E402
from tidegauge.stores.lake.reader import Lake  # noqa: E402
from tidegauge.stores.lake.writer import write_frames  # noqa: E402

WEEK = timedelta(days=7)
MIDDLE = datetime(2026, 11, 8)  # noqa: DTZ001  stores hold naive UTC


def lake() -> Path:
    """Return the lake of the pair: a week of each file's rows."""
    first, second = files()
    folder = first.parent / f"lake_{first.stem}"
    if not folder.exists():
        for file, start in ((first, MIDDLE - WEEK), (second, MIDDLE)):
            write_frames(folder, {"spans": _spans(file, start)}, ImportRecord(file.stem, file.name, MIDDLE))
    return folder


def _spans(file: Path, start: datetime) -> pl.DataFrame:
    rows = pl.read_parquet(file).with_row_index("row")
    step = int(WEEK.total_seconds() * 1_000_000 / rows.height)
    name = pl.format(f"{file.stem}-{{}}", "row")
    times = pl.lit(start).cast(pl.Datetime("us")) + pl.duration(microseconds=pl.col("row") * step)
    # `model` has a meaning of its own in a store: what answered, or else what was asked for.
    return rows.rename({"model": "model_version"}).select(
        pl.exclude("row"), trace_id=name, span_id=name, kind=pl.lit("model"), start_time=times
    )


def run(source: Source) -> Values:
    """Return all distances of all columns; the key "flagged" has the verdicts."""
    asked = TraceFilter(Population(Window(MIDDLE, MIDDLE + WEEK)), Population(Window(MIDDLE - WEEK, MIDDLE)))
    names = ["model_version" if name == "model" else name for name in NUMBERS + CATEGORIES]
    with columns(source, asked, names) as calls:
        sample = take_sample(calls)
        found = look(calls, source, asked, sample, subjects_in(calls, sample, source, ()))
    values = {
        _original(one.subject.column): {name: far.value for name, far in distances(one.pair).items()}
        for one in found
        if one.pair is not None
    }
    judged = judge([test for one in found for test in one.tests])
    flagged = {
        one.tested.column.partition(".")[2]: one.adjusted for one in judged if one.verdict == "changed"
    }
    return values | {"flagged": flagged}


def _original(name: str) -> str:
    return "model" if name == "model_version" else name


if __name__ == "__main__":
    opened = Source(Lake(lake()))
    measure(STARTED, lambda: run(opened))
