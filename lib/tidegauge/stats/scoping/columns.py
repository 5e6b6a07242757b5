"""The columns of every leaf: what is expected of it, and how much it varies by chance."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.leaves import Codes, Kind, Sums
from tidegauge.stats.scoping.main_effects import factors, offsets
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.references import unit


@dataclass(frozen=True)
class Metric:
    """What has to be known of the metric: its kind, the over-dispersion, and the calls that thin leaves are drawn with."""

    kind: Kind
    phi: float
    prior: float


def columns(codes: Codes, current: Sums, reference: Sums, metric: Metric) -> tuple[Cells, Null]:
    """Return the leaves' columns and what holds for all of them.

    Parameters
    ----------
    codes : the attributes that main effects are fitted to, shape (k, leaves).
    current, reference : sums without gaps, w of the reference not 0 in all.
    """
    if metric.kind is Kind.TOTAL:
        return _of_total(current, reference, metric)
    counts, signed = _nature(current, reference, metric.kind)
    prior = metric.prior * unit(reference)
    y0, w0, w1 = reference.y, reference.w, current.w
    noise = _noise(reference, counts)
    if signed:
        mu = offsets(codes, y0, w0, prior / 5)
    else:
        event = 1.0 if counts else noise * float(w0.sum()) / float(y0.sum() or 1)
        mu = factors(codes, y0, w0, event)
    if metric.kind is Kind.RATE:
        mu = np.minimum(mu, 1.0)
    r = (y0 + prior * mu) / (w0 + prior)
    s1, s0 = (_variance(one, r, counts) for one in (current, reference))
    v = (w1 / (w0 + prior)) ** 2 * s0
    found = [current.y, w1, w1 * r, y0, w0, w0 * r, v, *([] if counts else [s1, s0])]
    return Cells(np.column_stack(found)), Null(
        counts, signed, prior, noise, float(w1.sum() / w0.sum()), metric.phi, unit(reference)
    )


def _of_total(current: Sums, reference: Sums, metric: Metric) -> tuple[Cells, Null]:
    """A total has no w: what was there before stands for it, and is expected again per unit of time."""
    ratio = current.length / reference.length
    counts, signed = _nature(current, reference, metric.kind)
    y0 = reference.y
    w0 = np.abs(y0)
    s1, s0 = (one.y if counts else np.abs(one.y) if one.q is None else one.q for one in (current, reference))
    found = [current.y, ratio * w0, ratio * y0, y0, w0, y0, ratio**2 * s0, *([] if counts else [s1, s0])]
    noise = float(s0.sum()) / (float(w0.sum()) or 1.0)
    return Cells(np.column_stack(found)), Null(counts, signed, 0.0, noise, ratio, metric.phi)


def _nature(current: Sums, reference: Sums, kind: Kind) -> tuple[bool, bool]:
    """Whether y is a count, and whether it takes both signs."""
    low = min(float(one.y.min(initial=0.0)) for one in (current, reference))
    measured = kind is not Kind.RATE and current.q is not None and reference.q is not None
    return not measured and low >= 0, low < 0


def _noise(reference: Sums, counts: bool) -> float:
    """Return the variance of y per w over the whole reference."""
    w = float(reference.w.sum())
    if counts:
        return max(float(reference.y.sum()), 0.5) / w
    value = np.full(1, float(reference.y.sum()) / w)
    return float(_variance(reference, value, counts).sum()) / w


def _variance(period: Sums, r: Floats, counts: bool) -> Floats:
    """Return the null variance of y of each leaf: its count, or the squares around what is expected of each row."""
    if counts:
        return period.y
    if period.q is None:
        return np.abs(period.y)
    crossed = period.y if period.yw is None else period.yw
    squared = period.w if period.ww is None else period.ww
    return np.asarray(np.maximum(period.q - 2 * r * crossed + r**2 * squared, 0.0))
