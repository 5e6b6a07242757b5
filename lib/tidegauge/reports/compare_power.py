"""How many rows the published effect sizes take, and how many a metric's floor: before anybody waits for a canary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from tidegauge.metrics.metric import Metric
from tidegauge.stats.sequential.sample_size import deviation_of_shares, rows_to_see


@dataclass(frozen=True)
class Effect:
    """A change that a gate is to see: from `before` to `after`, of a share, or of a mean with a standard deviation.

    `coverage` is the share of calls where the metric is recorded.
    """

    what: str
    change: str
    before: float
    after: float
    deviation: float | None = None
    coverage: float = 1.0


@dataclass(frozen=True)
class PowerRow:
    """Rows of each side that show an effect four times out of five: looked at once, and however often; calls for that."""

    what: str
    change: str
    once: float
    any_look: float
    calls: float


PUBLISHED = (
    Effect("accuracy", "90% to 87%", 0.90, 0.87),
    Effect("accuracy, judged on 5%", "90% to 87%", 0.90, 0.87, coverage=0.05),
    Effect("format failures", "1% to 2%", 0.01, 0.02),
    Effect("format failures", "0.5% to 2%", 0.005, 0.02),
    Effect("nDCG", "0.80 to 0.76 (−5%)", 0.80, 0.76, deviation=0.25),
    Effect("nDCG", "0.80 to 0.72 (−10%)", 0.80, 0.72, deviation=0.25),
    Effect("hallucination, judged on 5%", "3% to 5%", 0.03, 0.05, coverage=0.05),
    # Where all bins err to one side the error varies as the outcome of a row does: here a share near 0.7.
    Effect("ECE", "0.10 to 0.12 (+20%)", 0.10, 0.12, deviation=sqrt(0.7 * 0.3)),
    Effect("cost of a call", "+5%", 1.0, 1.05, deviation=0.8),
)
"""The effect sizes that gates publish, with typical levels and spreads."""


def power_rows(effects: Iterable[Effect] = PUBLISHED) -> Iterator[PowerRow]:
    """Yield the rows that each effect takes.

    >>> [(one.what, round(one.once), round(one.any_look)) for one in power_rows(PUBLISHED[:1])]
    [('accuracy', 1771, 3392)]
    """
    for one in effects:
        deviation = one.deviation if one.deviation is not None else deviation_of_shares(one.before, one.after)
        once, often = (
            rows_to_see(one.after - one.before, deviation, any_look=any_look) for any_look in (False, True)
        )
        yield PowerRow(one.what, one.change, once, often, often / one.coverage)


def rows_for_floor(
    metric: Metric, value: float, deviation: float | None = None, *, any_look: bool = True
) -> float:
    """Return the rows of each side that show a change of a metric's floor four times out of five.

    `value` is its value now; of a share that is all that is needed, of anything else `deviation` is that of a row.

    >>> errors = Metric("error_rate", "Error rate", "rate(status = 'error')", "share", "lower", "rate", 0.005, False)
    >>> round(rows_for_floor(errors, 0.02))
    26437

    Raises:
        ValueError: the metric is no share and no deviation was given.
    """
    floor = abs(value) * metric.floor if metric.floor_relative else metric.floor
    if deviation is None:
        if metric.kind != "rate":
            raise ValueError(f"{metric.label} is no share: the standard deviation of a row is needed.")
        deviation = deviation_of_shares(value, min(value + floor, 1.0))
    return rows_to_see(floor, deviation, any_look=any_look)
