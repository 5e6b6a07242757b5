"""The chosen figure by version: each against all others, in both windows together."""

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.business import CALLS
from tidegauge.reports._business.figures import Figure, decided, number, positive
from tidegauge.reports._business.measures import FLOOR, RatioOf
from tidegauge.reports._business.read import Ledger, sums_of
from tidegauge.reports._business.records import VersionOutcome
from tidegauge.reports._sentences import shown
from tidegauge.stats import ratio

MOST = 8
"""Versions in view, the busiest first."""


def version_outcomes(
    ledger: Ledger, final: TraceFilter, by: str | None, measure: RatioOf
) -> tuple[VersionOutcome, ...]:
    """Return the versions of both windows that have calls, the busiest first; p-values are adjusted over all of them."""
    if by is None:
        return ()
    frame = ledger.totals(final, (by,)).group_by("d0").agg(pl.exclude("side").sum())
    frame = frame.sort(f"s_{CALLS}", "d0", descending=[True, False], nulls_last=True)
    if not frame.height:
        return ()
    every = np.array(sums_of(frame, measure))
    rest = every.sum(axis=1, keepdims=True) - every
    calls = frame[f"s_{CALLS}"].to_list()
    figures = [_figure(measure, every[:, place], rest[:, place]) for place in range(frame.height)]
    found = decided(figures)
    return tuple(
        VersionOutcome(
            shown(value),
            one.current,
            int(n),
            n / sum(calls),
            one.difference if frame.height > 1 else None,
            one.verdict,
            one.direction,
            one.p_value,
        )
        for value, n, one in list(zip(frame["d0"].to_list(), calls, found, strict=True))[:MOST]
    )


def _figure(measure: RatioOf, own: np.ndarray, others: np.ndarray) -> Figure:
    n, a, b, aa, ab, bb = (float(one) for one in own)
    m, c, d, cc, cd, dd = (float(one) for one in others)
    reference = ratio.estimate(m, c, d, cc, cd, dd)
    floor = FLOOR * abs(number(reference.value))
    return Figure(
        measure.name,
        measure.label,
        measure.unit,
        measure.good,
        positive(ratio.estimate(n, a, b, aa, ab, bb)),
        reference,
        ratio.difference((m, c, d, cc, cd, dd), (n, a, b, aa, ab, bb)),
        0.0 if np.isnan(floor) else floor,
        events=min(a, c) if measure.unit == "share" else float("inf"),
    )
