"""Small lakes for gates: two prompt versions that answered alike, or of which one breaks its JSON somewhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

START = datetime(2026, 11, 1)


def version_calls(
    seed: int, n: int, version: str, *, failing: float = 0.004, broken: float = 0.0, start: datetime = START
) -> pl.DataFrame:
    """Return `n` calls of a prompt version over four days; `broken` is the share that breaks in BR on ios."""
    random = np.random.default_rng(seed)
    geo, device = random.choice(["BR", "DE", "US"], n), random.choice(["ios", "web"], n)
    worst = (geo == "BR") & (device == "ios")
    valid = random.random(n) >= np.where(worst, max(broken, failing), failing)
    seconds = np.sort(random.uniform(0, 4 * 86_400, n))
    return pl.DataFrame(
        {
            "trace_id": [f"{version}-{seed}-{place}" for place in range(n)],
            "span_id": [f"{version}-{seed}-{place}" for place in range(n)],
            "kind": "model",
            "start_time": [start + timedelta(seconds=float(one)) for one in seconds],
            "duration_ms": np.exp(random.normal(7, 0.5, n)),
            "cost_usd": np.exp(random.normal(-4, 0.5, n)),
            "input_tokens": random.integers(200, 2000, n),
            "status": np.where(random.random(n) < 0.02, "error", "ok"),
            "feature": "search",
            "prompt_version": version,
            "geo": geo,
            "device": device,
            "format_valid": valid,
        }
    )


@pytest.fixture(scope="session")
def gate_lake(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write frames of spans as a lake and return its folder."""

    def write(*frames: pl.DataFrame) -> Path:
        folder = tmp_path_factory.mktemp("gate") / "lake"
        record = ImportRecord("gate", "gate.parquet", START + timedelta(days=9))
        write_frames(folder, {"spans": pl.concat(frames, how="diagonal")}, record)
        return folder

    return write


@pytest.fixture(scope="session")
def gate_shop(gate_lake: Callable[..., Path]) -> Path:
    """A lake with v6, with v7, which breaks the JSON of BR on ios, and with v8, which is as good as v6."""
    return gate_lake(
        version_calls(1, 6000, "v6"), version_calls(2, 3000, "v7", broken=0.7), version_calls(3, 6000, "v8")
    )
