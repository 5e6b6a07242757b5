"""A shop made for the tests of Business: sessions of calls, and what came of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl

Chance = Callable[[int], float]


def shop(
    start: datetime,
    days: int,
    *,
    sessions: int = 200,
    click: Chance = lambda _: 0.2,
    buy: float = 0.3,
    delay_hours: float = 0.5,
    until: datetime | None = None,
    seed: int = 1,
    **columns: object,
) -> dict[str, pl.DataFrame]:
    """Return spans and outcomes: `sessions` a day of 1 to 3 calls, clicked with a chance that depends on the day.

    Outcomes come up to `delay_hours` after their call, and those after `until` are not there yet.
    """
    random = np.random.default_rng(seed)
    n = days * sessions
    size = random.integers(1, 4, n)
    session = np.repeat(np.arange(n), size)
    day = session // sessions
    at = day * 86_400 + random.integers(0, 86_400, session.size)
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{place}" for place in range(session.size)],
            "span_id": [f"s{place}" for place in range(session.size)],
            "session_id": [f"u{one}" for one in session],
            "kind": "model",
            "start_time": [start + timedelta(seconds=int(one)) for one in at],
            "geo": random.choice(["BR", "DE"], session.size, p=[0.4, 0.6]),
            "prompt_version": random.choice(["v6", "v7"], session.size),
            "variant": np.where(random.random(session.size) < 0.25, "random", "baseline"),
            "_day": day,
        }
    )
    chances = np.array([click(int(one)) for one in range(days)])
    clicked = random.random(session.size) < chances[day]
    bought = clicked & (random.random(session.size) < buy)
    worth = np.round(random.gamma(4, 10, session.size), 2)
    late = random.random(session.size) * delay_hours * 3600
    rows = spans.select("span_id", "start_time").with_columns(late=pl.Series(late))
    named = {
        "impressions": (clicked | True, 1.0),
        "clicks": (clicked, 1.0),
        "conversions": (bought, 1.0),
        "revenue": (bought, worth),
        "spend": (clicked | True, 0.1),
    }
    parts = [
        rows.with_columns(
            name=pl.lit(name),
            value=pl.Series(np.broadcast_to(value, session.size).astype(float)),
            created_at=(
                pl.col("start_time") + pl.duration(microseconds=(pl.col("late") * 1e6).cast(pl.Int64))
            ),
        ).filter(pl.Series(these))
        for name, (these, value) in named.items()
    ]
    outcomes = pl.concat(parts).select("span_id", "name", "value", "created_at")
    if until is not None:
        spans, outcomes = (
            spans.filter(pl.col("start_time") < until),
            outcomes.filter(pl.col("created_at") < until),
        )
    more = {name: pl.lit(one) if isinstance(one, str) else one for name, one in columns.items()}
    return {"spans": spans.with_columns(**more).drop("_day"), "outcomes": outcomes}
