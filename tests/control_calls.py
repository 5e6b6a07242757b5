"""Model calls whose metrics move over days as a test plans it, for the tests of control charts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
import polars as pl

START = datetime(2026, 9, 1)
"""A Tuesday, at midnight UTC."""


def calls(
    days: int,
    errors: Callable[[int], float],
    *,
    a_day: int = 400,
    seed: int = 5,
    tokens: Callable[[int], float] = lambda _: 400.0,
    geos: Sequence[str] = ("BR", "DE"),
    at: Callable[[int], float] = lambda _: 0.0,
) -> pl.DataFrame:
    """Return calls of so many whole days. `errors` is the share of a day, spread over its calls evenly but for chance.

    `tokens` is the day's mean of output_tokens, `at` what its calls are more likely to fail by in geo = BR.
    """
    random = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), a_day)
    geo = random.choice(list(geos), day.size)
    share = np.array([errors(int(one)) for one in range(days)])[day]
    share = share + np.where(geo == "BR", np.array([at(int(one)) for one in range(days)])[day], 0)
    minute = np.tile(np.linspace(0, 1439, a_day), days)
    return pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(day.size)],
            "span_id": [f"s{number}" for number in range(day.size)],
            "kind": "model",
            "start_time": [
                START + timedelta(days=int(one), minutes=float(minutes))
                for one, minutes in zip(day, minute, strict=True)
            ],
            "duration_ms": random.lognormal(6, 0.3, day.size),
            "status": np.where(random.random(day.size) < share, "error", "ok"),
            "geo": geo,
            "output_tokens": random.normal(np.array([tokens(int(one)) for one in range(days)])[day], 40)
            .round()
            .astype(int),
            "cost_usd": random.gamma(4, 0.001, day.size),
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))
