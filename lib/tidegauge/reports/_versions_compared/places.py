"""Where the first metric differs: a grid of two attributes, corrected for everything that was looked at."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import Compared, compared, floors
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Measure
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import Summary, screened, summarise
from tidegauge.reports._versions_compared.any_look import any_look_each
from tidegauge.reports._versions_compared.records import ComparedSegment, SegmentGrid
from tidegauge.stats.estimate import Difference, Estimate, Floats
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

MOST_DRAWN = 40
"""Values of an attribute on an axis: more are no map."""

MOST_CELLS = 300

FEWEST = 30
"""Rows a side from which on a value is looked at when attributes are chosen."""


def telling_dimensions(
    calls: Gathered, screened_all: Summary, metric: Metric, dimensions: Sequence[str]
) -> tuple[str, ...]:
    """Return the two attributes to look for a metric's difference in; the first two where no sums can tell.

    The first is the one with the value that moved farthest, in standard errors; the second the one that divides the
    calls of that value best: there another name for the same calls has a single value and tells nothing.
    """
    drawn = [
        name
        for place, name in enumerate(dimensions, 1)
        if _values(screened_all, place) in range(2, MOST_DRAWN + 1)
    ]
    if metric.name not in screened_all.prefixes or len(drawn) < 2:
        return tuple(drawn[:2])
    first, value = _farthest(screened_all, metric, dimensions, drawn)
    others = [name for name in drawn if name != first]
    if value is None:
        return tuple(drawn[:2])
    within = screened(calls.narrowed({first: value}), [metric], others)
    second, _ = _farthest(within, metric, others, others)
    return tuple(sorted((first, second), key=dimensions.index))


def _values(found: Summary, level: int) -> int:
    return found.totals.filter(pl.col("level") == level)["value"].n_unique()


def _farthest(
    found: Summary, metric: Metric, dimensions: Sequence[str], of: Sequence[str]
) -> tuple[str, str | None]:
    """Return the attribute, and its value, whose difference lies farthest from that of its other values."""
    sides = Sides(found)
    one = compared(sides, [metric], with_reference=True)[0]
    assert one.difference is not None  # noqa: S101  both sides were asked for
    enough = np.minimum(sides.n_reference, sides.n_current) >= FEWEST
    with np.errstate(divide="ignore", invalid="ignore"):
        z = one.difference.value / (one.difference.high - one.difference.low)
    known = np.where(enough & np.isfinite(z), z, 0.0)
    best: tuple[float, str, str | None] = (0.0, of[0], None)
    for name in of:
        own = np.flatnonzero((sides.places["level"] == dimensions.index(name) + 1).to_numpy())
        if own.size < 2:
            continue
        at = own[np.argmax(np.abs(known[own]))]
        if abs(known[at]) > best[0]:
            best = (float(abs(known[at])), name, sides.places["value"][int(at)])
    return best[1], best[2]


def grid(calls: Gathered, metric: Metric, by: Sequence[str], minimum_n: int) -> SegmentGrid:
    """Return a metric in every segment of `by` that has enough calls on both sides, the worst first."""
    sides = Sides(summarise(calls, [metric], [calls.column(name) for name in by]))
    one = compared(sides, [metric], with_reference=True)[0]
    empty = SegmentGrid(metric.name, metric.label, metric.unit, tuple(by))
    if one.difference is None or one.reference is None:
        return empty
    large = np.flatnonzero(np.minimum(sides.n_reference, sides.n_current) >= minimum_n)
    rows = _rows(replace(one, difference=any_look_each(one, sides, large)), sides, by, large)
    ordered = sorted(rows, key=lambda row: (_ORDER[row.verdict, row.direction], row.p_value or 1.0))
    return replace(empty, rows=tuple(ordered[:MOST_CELLS]), small=sides.size - large.size)


_WORSE, _OTHER, _QUIET = 0, 1, 2
_ORDER = {
    (verdict, direction): _QUIET
    if verdict is not Verdict.CHANGED
    else _WORSE
    if direction is Direction.WORSE
    else _OTHER
    for verdict in Verdict
    for direction in Direction
}


def _rows(one: Compared, sides: Sides, by: Sequence[str], places: NDArray[np.intp]) -> list[ComparedSegment]:
    change = one.difference
    assert change is not None and one.reference is not None  # noqa: S101, PT018  looked at above
    kept = Difference(*(column[places] for column in _columns(change)))
    adjusted = benjamini_hochberg(kept.p_value)
    decision = decide(kept, adjusted, floors(one)[places])
    keys, total = sides.places.drop("place").rows(), sides.n_current.sum()
    rows = []
    for at, place in enumerate(places.tolist()):
        value, low, high, p_value = (
            float(column[at]) for column in (kept.value, kept.low, kept.high, adjusted)
        )
        verdict = Verdict(str(decision.verdict[at]))
        rising = None if np.isnan(value) else value > 0
        rows.append(
            ComparedSegment(
                values={name: shown(text) for name, text in zip(by, keys[place], strict=True)},
                a=_measure(one.reference, place),
                b=_measure(one.current, place),
                difference=Effect(value, low, high, one.metric.unit),
                verdict=verdict,
                direction=news(rising, one.metric.direction)
                if verdict is Verdict.CHANGED
                else Direction.NEUTRAL,
                rising=rising,
                p_value=None if np.isnan(p_value) else p_value,
                share=float(sides.n_current[place] / total) if total else 0.0,
            )
        )
    return rows


def _columns(change: Difference) -> tuple[Floats, ...]:
    return (change.value, change.low, change.high, change.p_value, change.n_reference, change.n_current)


def _measure(estimate: Estimate, place: int) -> Measure:
    value, low, high, n = (
        float(column[place]) for column in (estimate.value, estimate.low, estimate.high, estimate.n)
    )
    return Measure(value, low, high, int(np.nan_to_num(n)))
