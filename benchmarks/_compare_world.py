"""Two versions that are the same, day after day: what the comparison says of them at every look."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import parts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._summary import Summary
from tidegauge.reports._versions_compared.any_look import FEW, planned_rows
from tidegauge.reports._versions_compared.judged import adjusted, judged
from tidegauge.reports._versions_compared.matched import match
from tidegauge.reports._versions_compared.measured import measured
from tidegauge.reports._versions_compared.pace import Pace
from tidegauge.reports._versions_compared.records import ComparedMetric
from tidegauge.reports._versions_compared.traffic import Mix, out_of_balance
from tidegauge.stats import mean, proportion
from tidegauge.stats.estimate import Difference
from tidegauge.stats.sequential.always_valid import always_valid
from tidegauge.stats.sequential.exact_shares import exact_p_value

DAYS, A_DAY = 14, 120
GEOS = np.array([0.5, 0.3, 0.2])
"""The traffic, the same of both; errors differ between its parts."""

SHARES = {
    "error_rate": (0.03, 1.0, 0.005),
    "format_failure_rate": (0.01, 0.95, 0.01),
    "refusal_rate": (0.002, 0.95, 0.01),
    "timeout_rate": (0.008, 1.0, 0.005),
    "truncation_rate": (0.0, 0.95, 0.01),
    "thumbs_up_rate": (0.8, 0.06, 0.02),
    "escalation_rate": (0.05, 1.0, 0.01),
    "correction_rate": (0.04, 1.0, 0.01),
    "hallucination_rate": (0.06, 0.05, 0.01),
}
"""The true share, where it is recorded, and the floor."""

MEANS = {
    "cost_per_call": (0.8, 1.0, 0.05),
    "output_tokens": (0.6, 1.0, 0.05),
    "correctness": (0.3, 0.05, 0.025),
}
"""The spread of the logarithm, where it is recorded, and the floor as a share of the value."""

GUARDRAILS = ("error_rate", "format_failure_rate", "refusal_rate", "latency_p95", "cost_per_call")
WIDTH = 0.02
"""Of a bucket of latency, in the logarithm."""

Floats = NDArray[np.float64]


def metrics() -> list[Metric]:
    """Return the metrics of the world: shares, means and a quantile."""
    shares = [
        Metric(name, name, f"rate({name})", "share", "lower", "rate", floor, False)
        for name, (_, _, floor) in SHARES.items()
    ]
    means = [
        Metric(name, name, f"mean({name})", "usd", "lower", "mean", floor)
        for name, (_, _, floor) in MEANS.items()
    ]
    return [
        *shares,
        *means,
        Metric("latency_p95", "latency_p95", "p95(duration_ms)", "ms", "lower", "quantile", 0.05),
    ]


def looks(
    rng: np.random.Generator, days: int = DAYS, a_day: int = A_DAY, worse: float = 0.0
) -> Iterator[tuple[ComparedMetric, ...]]:
    """Yield the table as somebody sees it at the end of each day; `worse` is added to B's share of broken formats."""
    every = metrics()
    before, after = _Side(), _Side()
    for _ in range(days):
        before.add(rng, rng.poisson(a_day), 0.0)
        after.add(rng, rng.poisson(a_day), worse)
        yield _table(every, before, after)


class _Side:
    """The sums of one version by part of the traffic, grown day by day."""

    def __init__(self) -> None:
        self.rows: Floats = np.zeros(GEOS.size)
        self.sums = {name: np.zeros((3, GEOS.size)) for name in (*SHARES, *MEANS)}
        self.bins: list[dict[int, int]] = [{} for _ in GEOS]

    def add(self, rng: np.random.Generator, calls: int, worse: float) -> None:
        """Add the calls of a day."""
        for part, n in enumerate(rng.multinomial(calls, GEOS)):
            self.rows[part] += n
            for name, (share, coverage, _) in SHARES.items():
                known = rng.binomial(n, coverage)
                true = share * (0.7 + 0.5 * part) if share < 0.5 else share
                hits = rng.binomial(known, true + worse * (name == "format_failure_rate"))
                self.sums[name][:, part] += (known, hits, hits)
            for name, (spread, coverage, _) in MEANS.items():
                values = rng.lognormal(0, spread, rng.binomial(n, coverage))
                self.sums[name][:, part] += (values.size, values.sum(), (values**2).sum())
            for place in np.floor(rng.normal(7, 0.7, n) / WIDTH).astype(int).tolist():
                self.bins[part][place] = self.bins[part].get(place, 0) + 1


def _table(every: list[Metric], before: _Side, after: _Side) -> tuple[ComparedMetric, ...]:
    summary = _summary(every, before, after)
    mix = Mix("geo", tuple(map(str, range(GEOS.size))), before.rows, after.rows)
    matching = match(summary, summary.keys if out_of_balance([mix]) else ())
    calls = (int(before.rows.sum()), int(after.rows.sum()))
    found = measured(summary, matching, every, None, calls, growing=True)
    return judged(found, GUARDRAILS, Pace(A_DAY, A_DAY))


def _summary(every: list[Metric], before: _Side, after: _Side) -> Summary:
    plain = [one for one in every if one.kind != "quantile"]
    prefixes = {one.name: f"m{place}" for place, one in enumerate(plain)}
    lines, bins = [], []
    for number, side in ((REFERENCE, before), (CURRENT, after)):
        for part in range(GEOS.size):
            line: dict[str, object] = {"side": number, "d0": str(part), "rows": int(side.rows[part])}
            for one in plain:
                n, s, ss = side.sums[one.name][:, part].tolist()
                line |= {
                    f"{prefixes[one.name]}_n": n,
                    f"{prefixes[one.name]}_sa": s,
                    f"{prefixes[one.name]}_saa": ss,
                }
            lines.append(line)
            for place, n in side.bins[part].items():
                low, high = float(np.exp(place * WIDTH)), float(np.exp((place + 1) * WIDTH))
                bins.append({"side": number, "d0": str(part), "bin": place, "n": n, "low": low, "high": high})
    known = {one.name: parts(one, sa.column) for one in every}
    return Summary(("d0",), pl.DataFrame(lines), {"latency_p95": pl.DataFrame(bins)}, prefixes, known)


def promised(
    rng: np.random.Generator, runs: int, days: int = DAYS, a_day: int = A_DAY
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return, for each of many runs at once, whether any look at two equal versions called any metric changed.

    The same tests as in `looks`, on arrays and without parts of the traffic; beside it the same with intervals of one
    look. Both of shape (runs,).
    """
    rows = a_day * np.arange(1, days + 1, dtype=np.float64)
    seen, once = zip(*(_tested(rng, name, runs, rows) for name in (*SHARES, *MEANS)), strict=True)
    guarded = [name in GUARDRAILS for name in (*SHARES, *MEANS)]
    return tuple(
        _any_changed(np.stack([p for p, _ in one]), np.stack([m for _, m in one]), guarded)
        for one in (seen, once)
    )  # type: ignore[return-value]


def _tested(
    rng: np.random.Generator, name: str, runs: int, rows: Floats
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return (p, whether it reaches the floor) of a metric at every look, always valid and of one look, (runs, days)."""
    n_a_day = int(rows[0] * (SHARES.get(name) or MEANS[name])[1])
    n = n_a_day * np.arange(1, rows.size + 1, dtype=np.float64)
    if name in SHARES:
        share, _, floor = SHARES[name]
        one, other = (rng.binomial(n_a_day, share, (runs, rows.size)).cumsum(axis=1) for _ in range(2))
        change, floors = proportion.difference((one, n), (other, n)), np.full(one.shape, floor)
        few = np.minimum(one + other, 2 * n - one - other) < FEW
        valid = np.where(few, exact_p_value((one, n), (other, n)), _valid(change, floors))
    else:
        spread, _, part = MEANS[name]
        drawn = [rng.lognormal(0, spread, (runs, rows.size, n_a_day)) for _ in range(2)]
        sums = [
            (n, values.sum(axis=2).cumsum(axis=1), (values**2).sum(axis=2).cumsum(axis=1)) for values in drawn
        ]
        change, floors = mean.difference(*sums), part * sums[0][1] / n
        valid = _valid(change, floors)
    material = (np.abs(change.value) >= floors) & (n >= 30)
    return (valid, material), (change.p_value, material)


def _valid(change: Difference, floors: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = always_valid(change, planned_rows(change, floors)).p_value
    return np.where(change.high > change.low, seen, 1.0)


def _any_changed(p_values: Floats, material: Floats, guarded: list[bool]) -> NDArray[np.bool_]:
    found = np.zeros(p_values.shape[1], dtype=bool)
    for run in range(p_values.shape[1]):
        for day in range(p_values.shape[2]):
            own = np.nan_to_num(p_values[:, run, day], nan=1.0)
            if own.min() < 0.05:
                found[run] |= bool(
                    ((adjusted(own, guarded) < 0.05) & material[:, run, day].astype(bool)).any()
                )
    return found
