"""Rows a second and peak memory of an import from Parquet, beside a plain pyarrow copy of the same file.

    python benchmarks/import_rate.py [ROWS]

Writes a trace export of about 20 columns to a temporary folder, then runs the import and the copy as processes
of their own, so that each has its own peak memory. Report the ratio: the machine's speed cancels.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from tidegauge.clock import now
from tidegauge.imports.mapping import ColumnMap, Origin
from tidegauge.imports.pipeline import import_file
from tidegauge.sources.files import open_source

_CHUNK = 250_000
_WORDS = np.array(
    [
        "order",
        "refund",
        "parcel",
        "where",
        "late",
        "thanks",
        "please",
        "invoice",
        "account",
        "reset",
        "password",
        "size",
        "colour",
    ]
)


def write_export(path: Path, rows: int) -> None:
    """Write `rows` calls over 30 days, in the order of time, with prompts and answers of a sentence or two."""
    generator = np.random.default_rng(7)
    writer = None
    for start in range(0, rows, _CHUNK):
        table = _calls(generator, start, min(_CHUNK, rows - start), rows).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _calls(generator: np.random.Generator, start: int, count: int, rows: int) -> pl.DataFrame:
    number = np.arange(start, start + count)
    micros = (number * (30 * 86_400e6 / rows)).astype(np.int64) + 1_790_000_000_000_000

    def pick(*names: str) -> np.ndarray:
        return generator.choice(np.array(names), count)

    def sentence() -> np.ndarray:
        return _WORDS[generator.integers(0, len(_WORDS), (200, 12))][generator.integers(0, 200, count)]

    return pl.DataFrame(
        {
            "trace_id": pl.Series(number // 3).cast(pl.String).str.pad_start(32, "0"),
            "span_id": pl.Series(number).cast(pl.String).str.pad_start(16, "0"),
            "ts": pl.Series(micros).cast(pl.Datetime("us")),
            "latency_s": generator.lognormal(0, 0.7, count),
            "status": pick("ok", "ok", "ok", "error"),
            "finish_reason": pick("stop", "length", "tool_calls"),
            "session": pl.Series(number // 9).cast(pl.String),
            "user": pl.Series(generator.integers(0, 50_000, count)).cast(pl.String),
            "feature": pick("search", "returns", "orders"),
            "provider": pick("aster", "birch"),
            "model": pick("aster-large", "aster-mini", "birch-small"),
            "prompt_version": pick("v5", "v6", "v7"),
            "app_version": pick("3.4.1", "3.5.0"),
            "country": pick("DE", "BR", "IN", "US", "JP"),
            "device": pick("ios", "android", "web"),
            "input_tokens": generator.integers(50, 4000, count),
            "output_tokens": generator.integers(5, 900, count),
            "cost": generator.random(count) / 100,
            "temperature": generator.random(count).round(1),
            "prompt": pl.Series([" ".join(words) for words in sentence()]),
            "response": pl.Series([" ".join(words) for words in sentence()]),
        }
    )


def run_import(path: Path, folder: Path) -> None:
    """Import the export as a person would map it."""
    fields = {"start_time": "ts", "session_id": "session", "user_id": "user", "model_version": "model"}
    fields |= {"geo": "country", "cost_usd": "cost", "input_text": "prompt", "output_text": "response"}
    origins = {name: Origin(column) for name, column in fields.items()} | {
        "duration_ms": Origin("latency_s", 1000)
    }
    result = import_file(
        open_source(path), folder, ColumnMap(fields=origins), now(), lambda _rows, _done: None
    )
    assert result.record.kept == result.record.read


def run_copy(path: Path, folder: Path) -> None:
    """Read and write the same rows with pyarrow and nothing else."""
    schema = pq.read_schema(path)
    with (
        pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file,
        pq.ParquetWriter(folder / "copy.parquet", schema, compression="zstd") as writer,
    ):
        for batch in file.iter_batches(65_536):
            writer.write_batch(batch)


def measure(what: str, path: Path, folder: Path) -> dict[str, float]:
    """Run one of the two in a process of its own and return seconds and peak MB."""
    folder.mkdir()
    command = [sys.executable, __file__, what, str(path), str(folder)]
    found: dict[str, float] = json.loads(subprocess.check_output(command, text=True))
    return found


def main() -> None:
    """Measure both and print the ratio."""
    if len(sys.argv) == 4:
        started = time.perf_counter()
        {"import": run_import, "copy": run_copy}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.perf_counter() - started, "peak_mb": peak}))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "export.parquet"
        write_export(path, rows)
        size = path.stat().st_size >> 20
        copied = measure("copy", path, folder / "copy")
        imported = measure("import", path, folder / "lake")
    for name, found in (("pyarrow copy", copied), ("tidegauge import", imported)):
        rate = rows / found["seconds"]
        print(f"{name}: {found['seconds']:.1f} s, {rate:,.0f} rows/s, peak {found['peak_mb']:,.0f} MB")
    print(
        f"{rows:,} rows, {size} MB; the import takes {imported['seconds'] / copied['seconds']:.1f} times the copy"
    )


if __name__ == "__main__":
    main()
