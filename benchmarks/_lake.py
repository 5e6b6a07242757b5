"""The lake that benchmarks read: model calls over the last 60 days, with scores, signals and two planted regressions."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from tidegauge.schema.tables import TABLES
from tidegauge.stores.lake import manifest
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import LakeWriter

DAYS = 60
_CHUNK = 250_000
_DAY_MICROS = 86_400_000_000
_MODELS = ("aster-large-2", "aster-mini-1", "birch-small-3", "birch-large-1")
SHARES: dict[str, dict[str, float]] = {
    "geo": {"US": 0.34, "DE": 0.16, "BR": 0.14, "IN": 0.14, "JP": 0.1, "GB": 0.08, "VN": 0.04},
    "device": {"ios": 0.38, "android": 0.36, "web": 0.22, "desktop": 0.04},
    "prompt_version": {"v5": 0.2, "v6": 0.5, "v7": 0.3},
    "app_version": {"4.0.2": 0.1, "4.1.0": 0.35, "4.2.0": 0.45, "4.2.1": 0.1},
    "feature": {"order_status": 0.4, "returns": 0.25, "search": 0.2, "billing": 0.1, "other": 0.05},
    "language": {"en": 0.5, "de": 0.16, "pt": 0.14, "hi": 0.1, "ja": 0.1},
    "source": {"app": 0.7, "api": 0.2, "widget": 0.1},
    "index_version": {"i8": 0.4, "i9": 0.6},
    "environment": {"production": 0.97, "staging": 0.03},
    "query_category": {"status": 0.4, "how_to": 0.3, "complaint": 0.2, "chat": 0.1},
}
_WORDS = ("order", "refund", "parcel", "where", "late", "thanks", "invoice", "account", "reset", "colour")


def lake(calls: int) -> Path:
    """Return a lake of `calls` calls that end today; one that an earlier run made today is used again."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    folder = Path(tempfile.gettempdir()) / f"tidegauge-benchmark-{calls}-{now:%Y-%m-%d}"
    if not (folder / manifest.NAME).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        write(folder, calls, now)
    return folder


def write(folder: Path, calls: int, end: datetime) -> None:
    """Write the lake in order of time and commit it once."""
    random = np.random.default_rng(20)
    with LakeWriter(folder) as writer:
        for first in range(0, calls, _CHUNK):
            spans = _spans(random, first, min(_CHUNK, calls - first), calls, end)
            writer.append("spans", spans)
            writer.append("scores", _scores(random, spans))
            writer.append("signals", _signals(random, spans))
        writer.commit(ImportRecord("benchmark", "generated", end))


def _spans(random: np.random.Generator, first: int, count: int, calls: int, end: datetime) -> pl.DataFrame:
    number = np.arange(first, first + count)
    age = (calls - number) / calls * DAYS
    drawn = {name: _drawn(random, shares, count) for name, shares in SHARES.items()}
    model = random.choice(np.array(_MODELS), count, p=[0.4, 0.3, 0.2, 0.1])
    # Planted: errors among BR on ios in the last three days, and slower answers of prompt v7 in the last five.
    hurt = (drawn["geo"] == "BR") & (drawn["device"] == "ios") & (age < 3)
    failed = random.random(count) < np.where(hurt, 0.2, 0.012)
    slow = np.where((drawn["prompt_version"] == "v7") & (age < 5), 1.3, 1.0)
    output = random.lognormal(5, 0.7, count).astype(int) + 1
    texts = np.array([" ".join(random.choice(_WORDS, 14)) for _ in range(2_000)])
    known = {
        "trace_id": pl.Series(number // 2).cast(pl.String).str.pad_start(32, "0"),
        "span_id": pl.Series(number).cast(pl.String).str.pad_start(16, "0"),
        "name": pl.repeat("generate", count, eager=True),
        "kind": pl.repeat("model", count, eager=True),
        "start_time": _times(random, age, end),
        "duration_ms": random.lognormal(7, 0.6, count) * slow,
        "time_to_first_token_ms": random.lognormal(5.5, 0.5, count),
        "status": np.where(failed, "error", "ok"),
        "error_type": pl.Series(np.where(random.random(count) < 0.4, "Timeout", "RateLimit")).set(
            pl.Series(~failed), None
        ),
        "finish_reason": random.choice(["stop", "length", "refusal"], count, p=[0.96, 0.03, 0.01]),
        "session_id": pl.Series(number // 5).cast(pl.String),
        "user_id": pl.Series(random.integers(0, max(calls // 20, 1), count)).cast(pl.String),
        "provider": np.char.partition(model, "-")[:, 0],
        "model_requested": model,
        "model_version": pl.Series(model).set(pl.Series(failed), None),
        "input_tokens": random.lognormal(6.5, 0.8, count).astype(int) + 1,
        "output_tokens": output,
        "cost_usd": random.gamma(2, 0.0015, count) + output * 1e-6,
        "input_text": random.choice(texts, count),
        "output_text": random.choice(texts, count),
        **drawn,
    }
    every = {name: pl.lit(None, kind.polars).alias(name) for name, kind in TABLES["spans"].kinds.items()}
    own = {
        "format_valid": random.random(count) > 0.01,
        "tenant": random.choice([f"tenant-{place}" for place in range(40)], count),
        "temperature": random.random(count).round(1),
    }
    missing = [column for name, column in every.items() if name not in known]
    return pl.DataFrame({**known, **own}).with_columns(missing).select([*every, *own])


def _drawn(random: np.random.Generator, shares: dict[str, float], count: int) -> np.ndarray:
    return random.choice(np.array(list(shares)), count, p=list(shares.values()))


def _times(random: np.random.Generator, age: np.ndarray, end: datetime) -> pl.Series:
    # Days have a rhythm: the wave moves calls within their day and keeps their order.
    day = -age - 0.12 * np.sin(2 * np.pi * age) / (2 * np.pi) * 2
    micros = np.minimum(day * _DAY_MICROS + random.integers(0, 1_000, len(age)), 0).astype("timedelta64[us]")
    return pl.Series(np.datetime64(end, "us") + micros)


def _scores(random: np.random.Generator, spans: pl.DataFrame) -> pl.DataFrame:
    judged = spans.filter(pl.Series(random.random(spans.height) < 0.05))
    value = random.choice([1.0, 2.0, 3.0, 4.0, 5.0], judged.height, p=[0.03, 0.07, 0.2, 0.4, 0.3])
    own = {
        "name": "correctness",
        "source": "judge",
        "evaluator": "aster-large-2/r3",
        "label": None,
        "inclusion_probability": None,
    }
    literal = [pl.lit(text, TABLES["scores"].kinds[name].polars).alias(name) for name, text in own.items()]
    frame = judged.select("span_id", "trace_id", pl.col("start_time").dt.offset_by("5m").alias("created_at"))
    frame = frame.with_columns(
        pl.Series("value", value), *literal, pl.lit(None, pl.String).alias("explanation")
    )
    return frame.select(list(TABLES["scores"].kinds))


def _signals(random: np.random.Generator, spans: pl.DataFrame) -> pl.DataFrame:
    reacted = spans.filter(pl.Series(random.random(spans.height) < 0.1))
    kinds = ["thumbs_up", "thumbs_down", "correction", "follow_up", "retry", "escalation"]
    kind = random.choice(kinds, reacted.height, p=[0.35, 0.15, 0.1, 0.2, 0.15, 0.05])
    frame = reacted.select(
        "span_id", "session_id", pl.col("start_time").dt.offset_by("1m").alias("created_at")
    )
    return frame.with_columns(pl.Series("kind", kind)).select(list(TABLES["signals"].kinds))
