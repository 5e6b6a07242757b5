"""Model calls of three weeks and more, hour by hour, in which something begins at a known moment, for the tests of alert rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.records import Reading, Rule
from tidegauge.alerts.strictness import firings
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

FIRST = datetime(2026, 10, 1)
DAYS = 26
END = FIRST + timedelta(days=DAYS)
BEGAN = FIRST + timedelta(days=24, hours=10)
"""When what is planted begins: three days after the baseline of 21 days ends."""
AN_HOUR = 60
GEOS, DEVICES = ("BR", "DE", "US"), ("ios", "web")

HOUR = timedelta(hours=1)


def calls(a_day: int = AN_HOUR * 24, seed: int = 5) -> pl.DataFrame:
    """Return calls of `DAYS` days: 2% fail and take 800 ms, in every country and on every device."""
    random = np.random.default_rng(seed)
    n = a_day * DAYS
    minutes = np.sort(random.random(n)) * DAYS * 24 * 60
    return pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(n)],
            "span_id": [f"s{number}" for number in range(n)],
            "session_id": [f"u{number // 2}" for number in range(n)],
            "kind": "model",
            "start_time": FIRST + pl.Series(minutes * 60e6).cast(pl.Duration("us")),
            "duration_ms": random.lognormal(np.log(800), 0.4, n),
            "status": np.where(random.random(n) < 0.02, "error", "ok"),
            "geo": random.choice(GEOS, n, p=[0.2, 0.3, 0.5]),
            "device": random.choice(DEVICES, n, p=[0.4, 0.6]),
            "variant": random.choice(["canary", "baseline"], n, p=[0.1, 0.9]),
            "cost_usd": random.gamma(4, 0.001, n),
            "locale": np.where(random.random(n) < 0.01, None, "en"),
            "chance": random.random(n),
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


def late(begin: datetime = BEGAN) -> pl.Expr:
    """Return whether a call is later than that moment."""
    return pl.col("start_time") >= begin


def failing(share: float, where: pl.Expr) -> pl.Expr:
    """Return the status of calls, of which so many among `where` fail from `BEGAN` on."""
    hit = late() & where & (pl.col("chance") < share)
    return pl.when(hit).then(pl.lit("error")).otherwise(pl.col("status")).alias("status")


def lake(folder: Path, frame: pl.DataFrame, **others: pl.DataFrame) -> Source:
    """Write calls as a lake, and return it opened."""
    write_frames(folder, {"spans": frame.drop("chance"), **others}, ImportRecord("own", "own", END))
    return Source(Lake(folder))


def rule(name: str = "watch", **table: object) -> Rule:
    """Return a rule of hourly windows with at least ten calls, of which two of three make it fire."""
    usual = {"window": HOUR, "minimum_n": 10, "breaches": 2, "of": 3}
    return Rule(name, RuleTable.model_validate({**usual, **table}))


def readings(source: Source, of: Rule, windows: int = 48, settings: Settings | None = None) -> list[Reading]:
    """Return what the last windows say, as strict as one rule alone is."""
    known = settings or Settings()
    last = END - (END - datetime(1970, 1, 1)) % of.table.window
    ends: Sequence[datetime] = [last - of.table.window * number for number in reversed(range(windows))]
    borne = firings([of], known.alerts)[of.name]
    return list(conditions()[of.table.condition].read(Asked(source, known, of, ends, borne)))
