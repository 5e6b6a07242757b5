"""What a pinned number is by now: the same question asked again, because late data may have come in."""

import math
from dataclasses import replace

from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.incidents.pins import Pin, PinnedNumber
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._families import family
from tidegauge.reports._gather import gather
from tidegauge.reports._records import Measure
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.review.asking import Ask, directly
from tidegauge.settings import Settings

SAME = 1e-9
"""Values that are closer than this share of each other are the same."""


def asked_again(
    number: PinnedNumber, pin: Pin, source: Source | None, settings: Settings, ask: Ask = directly
) -> Measure | None:
    """Return what a pinned number is now; None where it cannot be asked again.

    It cannot without a store that answers, or where the metric or an attribute is gone.
    """
    if source is None or pin.page is None or number.metric is None:
        return None
    try:
        (metric,) = chosen_metrics((number.metric,), settings, source.store.catalog())
        chips = tuple(map(parse_condition, number.where))
        asked = pin.page.asked()
        current = replace(asked.current, where=chips)
        return ask(measured, source, replace(asked, current=current, reference=None), metric)
    except TidegaugeError:
        return None


def differs(found: Measure, number: PinnedNumber) -> bool:
    """Return whether a number is another one than when it was pinned, or stands on other calls."""
    if number.value is None or math.isnan(found.value):
        return (number.value is None) != math.isnan(found.value)
    return found.n != number.n or not math.isclose(found.value, number.value, rel_tol=SAME, abs_tol=SAME)


def measured(source: Source, asked: TraceFilter, metric: Metric) -> Measure:
    """Return a metric over the current calls of a filter, with its 95% interval.

    Raises:
        FilterError: the filter names an attribute that the store does not have.
        StoreError: the store does not answer.
    """
    calls = gather(source, asked, [metric], ())
    sides = Sides(summarise(calls, [metric], ()))
    part = sides.summary.parts[metric.name]
    found = family(metric, part).estimate(part, sides.sums(metric.name, CURRENT), sides.size)
    value, low, high, n = (one[0] for one in (found.value, found.low, found.high, found.n))
    return Measure(float(value), float(low), float(high), int(n))
