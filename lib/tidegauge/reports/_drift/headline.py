"""One number that says how a column moved: its mean, the share of one value, or the share that is missing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import nan

import numpy as np

from tidegauge import formats
from tidegauge.errors import MetricError
from tidegauge.findings import Direction, Effect, news
from tidegauge.metrics.chips import counted
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.kinds import lowered, usual_direction
from tidegauge.reports._drift.pairs import is_yes_or_no
from tidegauge.reports._drift.subjects import Form, Subject
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import brief, shown
from tidegauge.settings import MetricTable
from tidegauge.stats import mean, proportion
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Floats

_WORSE = {"refusal", "content_filter", "length", "max_tokens", "error"}
"""Values of a finish reason or status of which nobody wants more."""

_UNITS = {"_ms": "ms", "_usd": "usd", "_tokens": "tokens"}


class Aspect(StrEnum):
    """What of a column moved."""

    VALUES = "values"
    SINGLE = "single"
    MISSING = "missing"


@dataclass(frozen=True)
class Headline:
    """A column in one number on both sides.

    `what` is its name on screen, `good` which way is good, and `difference` its change with the 95% interval.
    """

    what: str
    before: float
    now: float
    unit: str
    good: str
    value: str = ""
    metric: Metric | None = None
    difference: Effect | None = None

    @property
    def is_shift(self) -> bool:
        """Whether the number moved by more than chance: a distribution may change its shape around the same mean."""
        return self.difference is None or not self.difference.low <= 0 <= self.difference.high

    @property
    def rising(self) -> bool | None:
        """Whether the number went up, or None where it stayed, or moved no more than by chance."""
        return None if not self.is_shift or not abs(self.now - self.before) > 0 else self.now > self.before

    @property
    def direction(self) -> Direction:
        """Whether that is good news."""
        return news(self.rising, self.good)

    def written(self, number: float, currency: str) -> str:
        """Return one side as it is written: `412`, or `refusal 2.4%` of one value among several."""
        text = formats.value(number, self.unit, currency)
        return f"{self.value} {text}" if self.value else text


def headline(
    subject: Subject,
    seen: NumberPair | CategoryPair | Comparison | None,
    aspect: Aspect,
    single: str,
    good: str,
) -> Headline:
    """Return the headline of what was counted of a subject; `single` is the value that the aspect is about."""
    if isinstance(seen, NumberPair | CategoryPair) and aspect is Aspect.MISSING:
        return of_missing(subject, seen)
    if isinstance(seen, NumberPair):
        return of_numbers(subject, seen, good)
    if isinstance(seen, CategoryPair):
        return of_categories(subject, seen, single or None, good)
    assert seen is not None  # noqa: S101  nothing is looked at that was not counted
    return of_metric(subject, seen)


def metric_of(subject: Subject) -> Metric | None:
    """Return the rate or mean that says a subject in a number, before anything is counted; None where there is none."""
    if subject.form is Form.NUMBERS:
        name, good = subject.column, usual_direction(subject.column)
        found = subject.metric or _declared(name, f"mean({spelled(name)})", _unit(name), good)
    else:
        found = subject.metric
    known = found is not None and found.kind in {"rate", "mean"} and not found.per
    return found if known else None


def of_numbers(subject: Subject, pair: NumberPair, good: str) -> Headline:
    """Return the mean on both sides."""
    unit = subject.metric.unit if subject.metric else _unit(subject.column)
    if is_yes_or_no(pair) and unit in {"", "score"}:
        unit = "share"
    before = _mean(pair.reference_sum, pair.reference)
    now = _mean(pair.current_sum, pair.current)
    metric = subject.metric or _declared(subject.column, f"mean({spelled(subject.column)})", unit, good)
    metric = replace(metric, unit=unit) if metric else None
    return Headline(subject.what, before, now, unit, good, metric=metric, difference=_of_means(pair, unit))


def of_categories(subject: Subject, pair: CategoryPair, single: str | None, good: str) -> Headline:
    """Return the share of the value that moved most, or of `single`; of two values the metric that counts one."""
    place = pair.values.index(single) if single in pair.values else _most_moved(pair)
    if place is None:
        return Headline(subject.what, nan, nan, "share", "")
    value = pair.values[place]
    before, now = (_share(side, place) for side in (pair.reference, pair.current))
    if subject.metric is not None and subject.metric.kind == "rate" and len(pair.values) <= 2:
        return _as_rate(pair, subject.metric)
    worse = "lower" if value.lower() in _WORSE else good
    metric = _declared(
        f"{subject.column} = {value}", f"rate({spelled(subject.column)} = {_text(value)})", "share", worse
    )
    change = _of_shares(*((float(side[place]), float(side.sum())) for side in (pair.reference, pair.current)))
    return Headline(subject.what, before, now, "share", worse, brief(shown(value)), metric, change)


def _as_rate(pair: CategoryPair, metric: Metric) -> Headline:
    before, now = (_counted(pair, side, metric) for side in (pair.reference, pair.current))
    n, m = float(pair.reference.sum()), float(pair.current.sum())
    change = _of_shares((before * n, n), (now * m, m))
    return Headline(
        lowered(metric.label), before, now, "share", metric.direction, metric=metric, difference=change
    )


def of_missing(subject: Subject, pair: NumberPair | CategoryPair) -> Headline:
    """Return the share of calls that do not record the column."""
    before = _missing(pair.reference_null, pair.reference)
    now = _missing(pair.current_null, pair.current)
    what = f"{subject.what} missing"
    metric = _declared(
        f"{subject.column} missing", f"rate({spelled(subject.column)} is null)", "share", "lower"
    )
    change = _of_shares(
        (pair.reference_null, float(pair.reference.sum()) + pair.reference_null),
        (pair.current_null, float(pair.current.sum()) + pair.current_null),
    )
    return Headline(what, before, now, "share", "lower", metric=metric, difference=change)


def of_metric(subject: Subject, one: Comparison) -> Headline:
    """Return a metric's value on both sides."""
    before = one.reference.value if one.reference else nan
    good = subject.metric.direction if subject.metric else ""
    return Headline(
        subject.what,
        before,
        one.current.value,
        one.unit,
        good,
        metric=subject.metric,
        difference=one.difference,
    )


def _of_means(pair: NumberPair, unit: str) -> Effect:
    moments = (
        (pair.reference.sum(), pair.reference_sum.sum(), pair.reference_squares),
        (pair.current.sum(), pair.current_sum.sum(), pair.current_squares),
    )
    # Values near the largest number there is have no square.
    with np.errstate(over="ignore", invalid="ignore"):
        found = mean.difference(*moments)
    return Effect(float(found.value), float(found.low), float(found.high), unit)


def _of_shares(reference: tuple[float, float], current: tuple[float, float]) -> Effect:
    found = proportion.difference(reference, current)
    return Effect(float(found.value), float(found.low), float(found.high), "share")


def _mean(total: Floats, n: Floats) -> float:
    return float(total.sum() / n.sum()) if n.sum() else nan


def _share(counts: Floats, place: int | None) -> float:
    if not counts.sum():
        return nan
    return float(counts[place] / counts.sum()) if place is not None else 0.0


def _counted(pair: CategoryPair, side: Floats, metric: Metric) -> float:
    chip = counted(metric)
    values = chip.values if chip else ("true",)
    found = [place for place, value in enumerate(pair.values) if value in values]
    return float(side[found].sum() / side.sum()) if side.sum() else nan


def _missing(null: float, counts: Floats) -> float:
    rows = float(counts.sum()) + null
    return null / rows if rows else nan


def _most_moved(pair: CategoryPair) -> int | None:
    if not pair.reference.sum() or not pair.current.sum() or not pair.values:
        return None
    return int(np.argmax(np.abs(pair.current / pair.current.sum() - pair.reference / pair.reference.sum())))


def _unit(column: str) -> str:
    if column.startswith("score."):
        return "score"
    return next((unit for suffix, unit in _UNITS.items() if column.endswith(suffix)), "")


def _declared(name: str, expression: str, unit: str, good: str) -> Metric | None:
    """Return the metric, or None where a value cannot be spelled in an expression."""
    try:
        plain = declare(name, MetricTable.model_construct(expression=expression, label=name))
    except MetricError:
        return None
    return replace(plain, unit=unit, direction=good if good in {"higher", "lower"} else "none")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
