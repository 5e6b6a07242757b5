"""One run of one tool in a process of its own: seconds, peak memory and values, as a line of JSON."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

NUMBERS = [
    "latency_ms",
    "cost_usd",
    "prompt_tokens",
    "completion_tokens",
    "retrieval_score",
    "judge_score",
    "tool_calls",
    "embedding_dist",
    "ttft_ms",
    "turns",
]
CATEGORIES = ["model", "topic", "country", "finish_reason", "release", "thumbs"]
Values = dict[str, dict[str, float]]
"""Number by column, by the name of the statistic."""


def files() -> tuple[Path, Path]:
    """Return the Parquet files of reference and current: the first two arguments."""
    return Path(sys.argv[1]), Path(sys.argv[2])


def measure(started: float, run: Callable[[], Values]) -> None:
    """Run, and print what it took: `seconds` with reading the files, `process` with imports too, `cpu` without."""
    before = time.perf_counter()
    busy = time.process_time()
    values = run()
    after = time.perf_counter()
    result = {
        "seconds": after - before,
        "process": after - started,
        "cpu": time.process_time() - busy,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "values": values,
    }
    print(json.dumps(result))
