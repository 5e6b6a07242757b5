"""The sessions of the API key that enriches the catalogue every night."""

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock, since_1970
from tidegauge.demo.draws import Integers, identifiers, released, values
from tidegauge.demo.plan import Plan
from tidegauge.demo.volume import Day

_TRACES = 5


def nightly(plan: Plan, clock: Clock, day: Day, rng: np.random.Generator) -> pl.DataFrame:
    """Return the key's sessions of `day`, 22:00 to 06:00 UTC, with the columns of people's sessions."""
    n = plan.batch.calls // _TRACES
    hour = (22.0 + 8.0 * (np.arange(n) + rng.random(n)) / n) % 24
    start: Integers = since_1970(day.start) + (hour * 3_600e6).astype(np.int64)
    frame = pl.DataFrame({"start": start, "session_id": identifiers(rng, n, 8)})
    frame = frame.with_columns(pl.format("s-{}", "session_id").alias("session_id"))
    frame = frame.with_columns(*of_the_key(plan), *_customers(plan, clock, start, rng))
    return frame.filter(pl.col("start") < since_1970(day.end))


def of_the_key(plan: Plan) -> list[pl.Expr]:
    """Return the columns that all sessions of the key have in common."""
    same = {"feature": "batch_enrich", "source": "api", "api_key": plan.batch.key, "user_id": plan.batch.key}
    words = {"language": "en", "variant": "baseline", "environment": "production", "tenant": "lumen"}
    flags = {"abandoned": False, "rated": False, "thumbs_up": False}
    return [
        *(pl.lit(value).alias(name) for name, value in (same | words).items()),
        *(pl.lit(value).alias(name) for name, value in flags.items()),
        pl.lit(_TRACES, dtype=pl.Int64).alias("traces"),
    ]


def _customers(plan: Plan, clock: Clock, start: Integers, rng: np.random.Generator) -> list[pl.Series]:
    n = len(start)
    shares = {geo.name: geo.share for geo in plan.geos}
    geo = values(rng, shares, n)
    currencies = {country.name: country.currency for country in plan.countries}
    languages = {country.name: country.language for country in plan.countries}
    return [
        geo.alias("geo"),
        geo.replace_strict(currencies).alias("currency"),
        geo.replace_strict(languages).alias("home_language"),
        values(rng, plan.attributes.devices, n).alias("device"),
        released(rng, plan.app_versions, start, clock).alias("app_version"),
    ]
