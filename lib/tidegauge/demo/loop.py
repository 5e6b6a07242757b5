"""The planted retry loop: one job, one night, near-identical calls with a growing context."""

import numpy as np
import polars as pl

from tidegauge.demo.batch import of_the_key
from tidegauge.demo.calls import completed
from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Integers, identifiers, lognormal
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


def loop_calls(
    plan: Plan, clock: Clock, number: int, traces: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return every call of the loop; `traces` are those of `loop_traces`."""
    loop = plan.planted.loop
    row = np.arange(loop.calls)
    trace, attempt = row // loop.a_trace, row % loop.a_trace
    step = (clock.microseconds(loop.until) - clock.microseconds(loop.at)) / loop.calls
    offset = traces["lead_us"].to_numpy()[trace] + (attempt * step).astype(np.int64)
    tokens = np.linspace(loop.first_tokens, loop.last_tokens, loop.calls) * rng.normal(1, 0.01, len(row))
    return completed(
        plan,
        number,
        traces["model"].to_numpy()[trace],
        pl.DataFrame({"trace": trace, "attempt": attempt, "offset": offset}),
        tokens,
        lognormal(rng, loop.output_tokens, 0.4, len(row)),
        np.zeros(len(row)),
        np.full(len(row), np.nan),
        rng,
    )


def _starts(plan: Plan, clock: Clock, n: int) -> Integers:
    first, last = clock.microseconds(plan.planted.loop.at), clock.microseconds(plan.planted.loop.until)
    starts: Integers = (first + np.arange(n) * (last - first) / n).astype(np.int64)
    return starts
