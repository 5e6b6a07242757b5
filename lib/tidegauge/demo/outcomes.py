"""What search results lead to: impressions, clicks, conversions, revenue; and what the visit cost."""

import numpy as np
import polars as pl

from tidegauge.demo.draws import lognormal
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import OUTCOMES

_SECOND_US = 1_000_000
_SECONDS = {
    "impressions": (0.2, 1.0),
    "spend": (0.2, 1.0),
    "clicks": (2.0, 60.0),
    "conversions": (90.0, 2400.0),
    "revenue": (90.0, 2400.0),
}


def outcomes_of(
    plan: Plan, asked: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the outcomes of answered calls of features that sell. `asked` is each call's trace."""
    sells = [feature.name for feature in plan.features if feature.outcomes]
    over = (asked["start"] + calls["offset"] + calls["duration_us"]).alias("over")
    rows = asked.select(calls["span_id"], over, "feature", "source", "index_version").filter(
        ~calls["failed"] & pl.col("feature").is_in(sells)
    )
    # What is planted moves a chance and no draw: everything else stays as it is.
    worse = (rows["index_version"] == plan.planted.recall.version).fill_null(value=False).to_numpy()
    clicked = rng.random(rows.height) < np.where(worse, plan.planted.recall.click, plan.search.click)
    bought = clicked & (rng.random(rows.height) < plan.search.conversion)
    every = np.ones(rows.height, dtype=bool)
    cost = rows["source"].replace_strict(plan.search.paid, default=0.0, return_dtype=pl.Float64).to_numpy()
    chosen = {
        "impressions": every,
        "clicks": clicked,
        "conversions": bought,
        "revenue": bought,
        "spend": cost > 0,
    }
    paid = np.round(lognormal(rng, plan.search.basket, 0.7, rows.height), 2)
    late = rng.random(rows.height)
    parts = []
    for name, these in chosen.items():
        first, last = _SECONDS[name]
        delay = ((first + (last - first) * late) * _SECOND_US).astype(np.int64)
        value = {"revenue": paid, "spend": cost}.get(name, every.astype(np.float64))
        part = rows.with_columns(
            pl.lit(name).alias("name"),
            pl.Series("value", value),
            (pl.col("over") + pl.Series(delay)).cast(pl.Datetime("us")).alias("created_at"),
        )
        parts.append(part.filter(pl.Series(these)))
    columns = [pl.col(name).cast(kind) for name, kind in OUTCOMES.polars.items()]
    return pl.concat(parts).select(columns).sort("created_at", maintain_order=True)
