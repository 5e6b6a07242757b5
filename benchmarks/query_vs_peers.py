"""p95 latency, error rate, tokens and cost by model and day over a million spans: ours beside Phoenix's own tables.

Run: `TIDEGAUGE_PHOENIX=/path/to/its/bin/python python benchmarks/query_vs_peers.py [spans]`. Phoenix's SQLite file is made by
Phoenix, filled by us, and asked with the SQLite that Phoenix uses, everything in its cache. Ours is the lake that `tidegauge
sync` makes of that file. All answers are compared.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

import polars as pl
import sqlalchemy as sa
from _phoenix_rows import START, phoenix_store
from _table import show

from tidegauge.schema.functions import quantile, time_bucket
from tidegauge.stores.lake.reader import Lake

FOLDER = Path(tempfile.gettempdir()) / "tidegauge-benchmarks"
REPEATS = 5
GOAL = 20


Times = Mapping[str, Sequence[float]]


def main(spans: int) -> None:
    """Make both stores once, ask both, print the table."""
    phoenix, lake = FOLDER / f"phoenix-{spans}.db", FOLDER / f"phoenix-{spans}-lake"
    python = os.environ.get("TIDEGAUGE_PHOENIX")
    if not python:
        sys.exit("Set TIDEGAUGE_PHOENIX to a Python in which arize-phoenix is installed.")
    FOLDER.mkdir(exist_ok=True)
    if not phoenix.exists():
        phoenix_store(phoenix, spans, python)
    if not lake.exists():
        _synced(phoenix, lake, spans)
    theirs = _theirs(phoenix, python)
    ours, frame = _ours(lake)
    rows = [("ours: a lake, synced from it", *_row(ours, ours))]
    for name, way in theirs["ways"].items():
        _compare(frame, way["rows"])
        rows.append((f"Phoenix: {name}", *_row(way, ours)))
    title = f"{spans:,} spans, {frame.height} groups; SQLite {theirs['version']}; goal: {GOAL} times"
    show(title, ["", "median, ms", "times ours", "processor, ms", "times ours"], rows)


def _row(times: Times, ours: Times) -> tuple[object, ...]:
    """Return the medians, and how often ours fits in them. The processor's time tells less of what else is running."""
    cells: list[object] = []
    for what in ("seconds", "processor"):
        cells += [1000 * median(times[what]), f"{median(times[what]) / median(ours[what]):.0f}"]
    return tuple(cells)


def _synced(phoenix: Path, lake: Path, spans: int) -> None:
    begun = time.perf_counter()
    command = [
        str(Path(sys.executable).with_name("tidegauge")),
        "sync",
        f"sqlite:///{phoenix}",
        "--into",
        str(lake),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begun
    print(f"synced {spans:,} spans in {seconds:.0f} s: {spans / seconds:,.0f} spans/s")


def _theirs(phoenix: Path, python: str) -> dict[str, object]:
    script = Path(__file__).with_name("_phoenix_query.py")
    asked = subprocess.run(
        [python, str(script), str(phoenix), str(REPEATS)], check=True, capture_output=True, text=True
    )
    return json.loads(asked.stdout)


def _ours(folder: Path) -> tuple[Times, pl.DataFrame]:
    store = Lake(folder)
    store.catalog()
    frame, seconds, processor = pl.DataFrame(), [], []
    for _ in range(REPEATS + 1):
        begun, worked = time.perf_counter(), time.process_time()
        frame = store.read(_query())
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    return {"seconds": seconds[1:], "processor": processor[1:]}, frame


def _query() -> sa.Select:
    number, text = sa.Double, sa.Text
    names = {"kind": text, "project": text, "model_version": text, "status": text, "duration_ms": number}
    names |= {"input_tokens": sa.BigInteger, "output_tokens": sa.BigInteger, "cost_usd": number}
    spans = sa.table(
        "spans",
        sa.column("start_time", sa.TIMESTAMP),
        *(sa.column(name, kind) for name, kind in names.items()),
    )
    day = time_bucket(spans.c.start_time, START, 86_400).label("day")
    model = spans.c.model_version.label("model")
    return (
        sa.select(
            model,
            day,
            quantile(spans.c.duration_ms, 0.95).label("p95"),
            sa.func.avg(sa.case((spans.c.status == "error", 1.0), else_=0.0)).label("errors"),
            sa.func.sum(spans.c.input_tokens + spans.c.output_tokens).label("tokens"),
            sa.func.sum(spans.c.cost_usd).label("cost"),
        )
        .where(spans.c.kind == "model", spans.c.project == "shop")
        .group_by(model, day)
        .order_by(model, day)
    )


def _compare(frame: pl.DataFrame, rows: list[list[object]]) -> None:
    """Hold both answers to one another. SQLite's dates know milliseconds only."""
    assert frame.height == len(rows)
    for ours, theirs in zip(frame.iter_rows(), rows, strict=True):
        day = f"{(START + timedelta(days=ours[1])).date()}"
        assert (ours[0], day, ours[4]) == (theirs[0], theirs[1], theirs[4])
        assert abs(ours[2] - theirs[2]) < 1
        assert abs(ours[3] - theirs[3]) < 1e-9
        assert abs(ours[5] - theirs[5]) < 1e-6 * ours[5]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
