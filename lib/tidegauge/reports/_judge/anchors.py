"""The judge's own control chart: its level on the fixed answers, day by day, between limits frozen on its first days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from tidegauge.reports._judge.anchor_days import Days, days_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import AnchorPoint
from tidegauge.reports._judge.ruler import fixed
from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc._records import Baseline, BaselineError, values
from tidegauge.stats.spc.family import method
from tidegauge.stats.spc.rule import DEFAULT

CHART = "individuals"

OWN = 8
"""Days from which a judge is held to limits of its own; before, to those of the judge before it."""

FROZEN = 20
"""Days that limits are set from, at most."""


def anchor_points(facts: JudgeFacts) -> tuple[AnchorPoint, ...]:
    """Return each judge's daily levels on answers that were judged on several days, the answers held still."""
    rows = fixed(facts)
    if rows.is_empty():
        return ()
    days = days_of(rows)
    found: list[AnchorPoint] = []
    baseline: Baseline | None = None
    for name in dict.fromkeys(days.judge):
        own = _own(facts, days, name)
        fitted = _fitted(own)
        baseline = fitted if fitted is not None and own.level.size >= OWN else baseline or fitted
        found += _points(str(name), own, baseline)
    return tuple(sorted(found, key=lambda point: (point.at, point.evaluator)))


@dataclass(frozen=True, eq=False)
class _Own:
    """One judge's days. `usual` is the number of answers of a day that limits are set for."""

    at: tuple[datetime, ...]
    level: Floats
    n: Floats
    usual: float


def _own(facts: JudgeFacts, days: Days, name: str | None) -> _Own:
    kept = [place for place, judge in enumerate(days.judge) if judge == name]
    at = tuple(facts.span.start + timedelta(days=days.bucket[place]) for place in kept)
    n = days.n[kept]
    return _Own(at, days.level[kept], n, float(np.median(n[:FROZEN])))


def _held(own: _Own, centre: float) -> Floats:
    """Return levels as far from the centre as those of a usual day would be: of fewer answers they vary more."""
    return np.asarray(centre + (own.level - centre) * np.minimum(np.sqrt(own.n / own.usual), 1.0))


def _fitted(own: _Own) -> Baseline | None:
    first = own.level[:FROZEN]
    try:
        return method(CHART).fit(values(_held(own, float(np.median(first)))[:FROZEN]))
    except BaselineError:
        return None


def _points(name: str, own: _Own, baseline: Baseline | None) -> list[AnchorPoint]:
    nan = np.full(own.level.size, np.nan)
    centre, low, high, outside = nan, nan, nan, set[int]()
    if baseline is not None:
        middle = float(np.atleast_1d(method(CHART).chart(values(own.level), baseline, DEFAULT).centre)[0])
        charted = method(CHART).chart(values(_held(own, middle)), baseline, DEFAULT)
        wider = np.maximum(np.sqrt(own.usual / own.n), 1.0)
        centre, outside = charted.centre, {signal.index for signal in charted.signals}
        low, high = (centre + (one - centre) * wider for one in (charted.lower, charted.upper))
    columns = zip(own.at, *map(_list, (own.level, own.n, centre, low, high)), strict=True)
    return [
        AnchorPoint(at, name, level, round(n), middle, least, most, place in outside)
        for place, (at, level, n, middle, least, most) in enumerate(columns)
    ]


def _list(array: Floats) -> list[float]:
    return [float(one) for one in np.atleast_1d(array)]
