"""Every metric on both sides: over the cases that both answered where it can be, else over calls of the same mix."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._compare import Compared, compared
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import Summary
from tidegauge.reports._versions_compared.any_look import any_look
from tidegauge.reports._versions_compared.cases import Cases, Paired, over_cases
from tidegauge.reports._versions_compared.judged import Measured
from tidegauge.reports._versions_compared.matched import Match
from tidegauge.reports._versions_compared.weighted import weighted


def measured(
    summary: Summary,
    matching: Match,
    metrics: Sequence[Metric],
    cases: Cases | None,
    rows: tuple[int, int],
    *,
    growing: bool,
) -> tuple[Measured, ...]:
    """Return what was recorded on any side, in the order of `metrics`. `rows` are the calls of A and of B."""
    paired: Mapping[str, Paired] = over_cases(cases, metrics, growing=growing) if cases else {}
    sides, plain = Sides(weighted(summary, matching)), Sides(summary.by())
    every = {one.metric.name: one for one in compared(sides, metrics, with_reference=True)}
    return tuple(_each(metrics, paired, every, sides, plain, rows, growing=growing))


def _each(
    metrics: Sequence[Metric],
    paired: Mapping[str, Paired],
    every: Mapping[str, Compared],
    sides: Sides,
    plain: Sides,
    rows: tuple[int, int],
    *,
    growing: bool,
) -> Iterator[Measured]:
    for metric in metrics:
        n_a, n_b = (_recorded(plain, metric, side) for side in (REFERENCE, CURRENT))
        if not n_a and not n_b:
            continue
        coverage = 1.0 if metric.per else min(n_b / rows[1], 1.0)
        if metric.name in paired:
            one = paired[metric.name]
            a, b = one.one.reference, one.one.current
            assert a is not None  # noqa: S101  pairs have both
            unit = "share" if "McNemar" in one.looked.test else metric.unit
            yield Measured(metric, a, b, one.looked, one.n, one.n, coverage, True, growing, unit)
        else:
            both = every[metric.name]
            assert both.reference is not None  # noqa: S101  both sides were asked for
            looked = any_look(both, sides)
            yield Measured(
                metric, both.reference, both.current, looked, n_a, n_b, coverage, False, True, metric.unit
            )


def _recorded(sides: Sides, metric: Metric, side: int) -> int:
    return int(np.sum(sides.sums(metric.name, side)["n"]))
