"""A small lake that many tests read, the frames it was written from, and the way to the shared data."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import settings

from tests.chdb_engine import chdb_databases, chdb_folder, chdb_url  # noqa: F401  fixtures
from tests.clickhouse_server import clickhouse_server  # noqa: F401  fixture
from tests.gate_calls import gate_lake, gate_shop  # noqa: F401  fixtures
from tests.new_workbench import a_new_workbench_is_a_copy  # noqa: F401  fixture
from tests.postgresql_server import (  # noqa: F401  fixtures
    postgresql_databases,
    postgresql_server,
    postgresql_url,
)
from tests.workbench_engine import either_url, engine, upgraded, workbench_url  # noqa: F401  fixtures
from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition
from tidegauge.reports.source import Source
from tidegauge.stores.duckdb import engine as engine_of_duckdb
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

START = datetime(2026, 11, 1)
MIDDLE = START + timedelta(days=7)
END = MIDDLE + timedelta(days=7)
TRACES = 3_000
ODD = 'a"b%c:d?e [select] é'
"""An attribute's name that holds every sign that SQL, drivers and URLs give a meaning to."""


@pytest.fixture(scope="session", autouse=True)
def _copies_of_peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Other tools' SQLite files are read through copies: those of the tests lie apart from one's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIDEGAUGE_MIRRORS", str(tmp_path_factory.mktemp("mirrors")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _light_on_the_machine() -> Iterator[None]:
    """What is lost with the machine is no loss here; tests run side by side, and an engine needs one thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        patch.setitem(engine_of_duckdb._CONFIG, "threads", 1)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared development data, beside the repository unless TIDEGAUGE_SHARED says otherwise."""
    folder = Path(os.environ.get("TIDEGAUGE_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("no shared data: they are not part of the repository (set TIDEGAUGE_SHARED)")
    return folder


@pytest.fixture(scope="session")
def frames() -> dict[str, pl.DataFrame]:
    """Two weeks of traces, a root and one call each; errors rise in geo = BR in the second week."""
    spans = _spans(np.random.default_rng(7))
    calls = spans.filter(pl.col("kind") == "model")
    return {
        "spans": spans,
        "scores": _scores(calls),
        "signals": _signals(calls),
        "outcomes": _outcomes(calls),
    }


@pytest.fixture(scope="session")
def calls(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The model calls of the lake, with `current` telling the second week from the first."""
    return (
        frames["spans"].filter(pl.col("kind") == "model").with_columns(current=pl.col("start_time") >= MIDDLE)
    )


@pytest.fixture(scope="session")
def lake_folder(frames: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake that holds `frames`, written once for all tests: read it only."""
    folder = tmp_path_factory.mktemp("small") / "lake"
    write_frames(folder, frames, ImportRecord("small", "small.parquet", END))
    return folder


@pytest.fixture(scope="session")
def source(lake_folder: Path) -> Source:
    """The small lake, opened."""
    return Source(Lake(lake_folder))


@pytest.fixture(scope="session")
def ask() -> Callable[..., TraceFilter]:
    """Return ask(*chips, compare=True, grain="call"): the second week, against the first."""

    def asked(*chips: str, compare: bool = True, grain: str = "call", minimum_n: int = 1) -> TraceFilter:
        where = tuple(map(parse_condition, chips))
        reference = Population(Window(START, MIDDLE), where) if compare else None
        words = "the 7 days before" if compare else "nothing"
        return TraceFilter(Population(Window(MIDDLE, END), where), reference, words, Grain(grain), minimum_n)

    return asked


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Source]:
    """Return written(spans, scores=...): a lake of one's own."""

    def write(spans: pl.DataFrame, **others: pl.DataFrame) -> Source:
        write_frames(tmp_path / "own", {"spans": spans, **others}, ImportRecord("own", "own.parquet", END))
        return Source(Lake(tmp_path / "own"))

    return write


def _spans(random: np.random.Generator) -> pl.DataFrame:
    minutes = np.sort(random.integers(0, 14 * 24 * 60, TRACES))
    times = [START + timedelta(minutes=int(minute)) for minute in minutes]
    late = minutes >= 7 * 24 * 60
    geo = random.choice(["BR", "DE", "US"], TRACES, p=[0.3, 0.3, 0.4])
    failed = random.random(TRACES) < np.where(late & (geo == "BR"), 0.4, 0.1)
    calls = pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(TRACES)],
            "span_id": [f"c{number}" for number in range(TRACES)],
            "parent_span_id": [f"r{number}" for number in range(TRACES)],
            "kind": "model",
            "start_time": times,
            "duration_ms": random.lognormal(6, 0.7, TRACES),
            "status": np.where(failed, "error", "ok"),
            "session_id": [f"s{number}" for number in random.integers(0, 400, TRACES)],
            "model_requested": "gauge-1",
            "geo": geo,
            "device": random.choice(["ios", "web"], TRACES),
            "input_tokens": random.integers(1, 2_000, TRACES),
            # Sixty-fourths add up to the same number in any order, so that sums can be compared exactly.
            "cost_usd": random.integers(1, 640, TRACES) / 64,
            "prediction": random.integers(0, 64, TRACES) / 64,
            "label": random.integers(0, 2, TRACES).astype(float),
            "format_valid": random.random(TRACES) < 0.9,
            ODD: random.choice(
                ["x, y", "100%", 'say "hi"', "a:b?c", "rest", "مرحبا", "🙂", "'; DROP"], TRACES
            ),
        }
    )
    gaps = [(number % 7, number % 11) for number in range(TRACES)]
    calls = calls.with_columns(
        model_version=pl.when(pl.col("status") == "ok").then(pl.lit("gauge-1-0900")),
        geo=pl.when(pl.Series([gap[0] > 0 for gap in gaps])).then("geo"),
        input_tokens=pl.when(pl.Series([gap[1] > 0 for gap in gaps])).then("input_tokens"),
    )
    roots = calls.select("trace_id", "session_id", "geo", "device", "start_time", span_id="parent_span_id")
    roots = roots.with_columns(kind=pl.lit("chain"), duration_ms=pl.lit(5000.0))
    return pl.concat([calls, roots], how="diagonal").with_columns(
        pl.col("start_time").cast(pl.Datetime("us"))
    )


def _scores(calls: pl.DataFrame) -> pl.DataFrame:
    judged = calls.gather_every(3).select("span_id", "trace_id", created_at=pl.col("start_time"))
    marks = pl.Series([float(number * 7 % 5 + 1) for number in range(judged.height)])
    judge = judged.with_columns(value=marks, source=pl.lit("judge"), evaluator=pl.lit("judge-a"))
    human = judge.gather_every(4).with_columns(
        value=pl.lit(1.0), source=pl.lit("human"), evaluator=pl.lit("ann")
    )
    return pl.concat([judge, human]).with_columns(name=pl.lit("correctness"))


def _signals(calls: pl.DataFrame) -> pl.DataFrame:
    rated = calls.gather_every(5).select("span_id", "session_id", created_at=pl.col("start_time"))
    return rated.with_columns(kind=pl.lit("thumbs_up"))


def _outcomes(calls: pl.DataFrame) -> pl.DataFrame:
    seen = calls.gather_every(2).select("span_id", created_at=pl.col("start_time"))
    clicks = seen.gather_every(6).with_columns(name=pl.lit("clicks"), value=pl.lit(1.0))
    return pl.concat([seen.with_columns(name=pl.lit("impressions"), value=pl.lit(4.0)), clicks])
