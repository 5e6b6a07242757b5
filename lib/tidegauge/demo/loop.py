"""The planted retry loop: one job, one night, near-identical calls with a growing context."""

import numpy as np
import polars as pl

from tidegauge.demo.batch import of_the_key
from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Integers, Numbers, identifiers
from tidegauge.demo.plan import Plan
from tidegauge.demo.traces import versioned

_MODEL = 1
_TRACES_A_SESSION = 6


def loop_traces(plan: Plan, clock: Clock, rng: np.random.Generator) -> pl.DataFrame:
    """Return the traces of the loop, evenly over the night; the job fell back to the small model.

    A fleet picks the job up again and again, so that the releases of its workers are those of all traffic.
    """
    loop = plan.planted.loop
    n = loop.calls // loop.a_trace
    session = np.arange(n) // _TRACES_A_SESSION
    new = np.zeros(n, dtype=bool)
    new[np.linspace(0, n - 1, loop.locale_missing_traces).astype(int)] = True
    old = plan.app_versions[-2].version
    frame = pl.DataFrame({"start": _starts(plan, clock, n), "ordinal": np.arange(n) % _TRACES_A_SESSION})
    frame = frame.with_columns(
        *of_the_key(plan),
        pl.format("s-{}", identifiers(rng, int(session[-1]) + 1, 8).gather(session)).alias("session_id"),
        pl.Series("app_version", np.where(new, plan.planted.null_locale.version, old), dtype=pl.String),
        *(pl.lit(value).alias(name) for name, value in _HOME.items()),
        pl.lit(value=False).alias("last"),
    )
    return versioned(plan, clock, frame, rng).with_columns(pl.lit(_MODEL, dtype=pl.Int64).alias("model"))


_HOME = {"geo": "US", "currency": "USD", "home_language": "en", "device": "web"}


def loop_calls(plan: Plan, clock: Clock, rng: np.random.Generator) -> tuple[Integers, Integers, Integers, Numbers]:
    """Return trace row, attempt, offset in the trace (microseconds) and input tokens of every call of the loop."""
    loop = plan.planted.loop
    row = np.arange(loop.calls)
    step = (clock.microseconds(loop.until) - clock.microseconds(loop.at)) / loop.calls
    tokens = np.linspace(loop.first_tokens, loop.last_tokens, loop.calls)
    attempt = row % loop.a_trace
    return row // loop.a_trace, attempt, (attempt * step).astype(np.int64) + 12_000, tokens * rng.normal(1, 0.01, len(row))


def _starts(plan: Plan, clock: Clock, n: int) -> Integers:
    first, last = clock.microseconds(plan.planted.loop.at), clock.microseconds(plan.planted.loop.until)
    starts: Integers = (first + np.arange(n) * (last - first) / n).astype(np.int64)
    return starts
