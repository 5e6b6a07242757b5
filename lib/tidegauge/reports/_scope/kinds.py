"""Which sums of a metric the search takes as numerator and denominator."""

from dataclasses import dataclass

import polars as pl

from tidegauge.errors import MetricError
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, DistinctParts, Parts, SumParts
from tidegauge.reports._gather import Gathered
from tidegauge.stats.scoping.leaves import Kind


@dataclass(frozen=True)
class Columns:
    """The columns of a frame that hold y, w, and where they are needed the squares and products."""

    y: str
    w: str
    q: str | None = None
    yw: str | None = None
    ww: str | None = None


def own_part(calls: Gathered, metric: Metric) -> SumParts | DistinctParts:
    """Return the sums that a metric is made of.

    Raises:
        MetricError: it is no sum over calls.
    """
    part = calls.parts[metric.name]
    if isinstance(part, BinParts) or (isinstance(part, SumParts) and part.root):
        raise MetricError(
            f"{metric.label} is no sum over calls, so that its change cannot be divided between segments. Choose a rate, "
            "a mean, a quantile, a total or a quotient of sums, for example mean(abs(prediction - label))."
        )
    return part


def kind_of(metric: Metric, part: Parts) -> Kind:
    """Return what a metric is to the search. What is counted once a unit is a rate or a mean over units."""
    if isinstance(part, DistinctParts):
        return Kind.MEAN if part.numerator is not None else Kind.TOTAL
    if metric.kind == "rate":
        return Kind.RATE
    if metric.per or metric.kind == "mean":
        return Kind.MEAN
    return Kind.RATIO if metric.kind == "ratio" else Kind.TOTAL


def columns_of(kind: Kind, part: Parts, prefix: str, frame: pl.DataFrame) -> Columns:
    """Return the columns of a frame of leaves."""
    lead = f"{prefix}_" if f"{prefix}_n" in frame.columns else ""
    n, y, q = f"{lead}n", f"{lead}sa", f"{lead}saa"
    if kind is Kind.RATE:
        return Columns(y, n)
    if kind is Kind.MEAN:
        return Columns(y, n, q)
    if kind is Kind.TOTAL:
        # Of a number of rows the squares say no more than the rows do.
        return Columns(y, n, None if (frame[y] == frame[n]).all() else q)
    assert isinstance(part, SumParts)  # noqa: S101  a ratio over distinct units is a mean
    if _counts(frame[y], frame[f"{lead}sb"]):
        return Columns(y, f"{lead}sb")
    return Columns(y, f"{lead}sb", q, f"{lead}sab", f"{lead}sbb")


def _counts(above: pl.Series, below: pl.Series) -> bool:
    """Return whether a ratio is one count of another: how far its parts vary is known then."""
    whole = (above == above.floor()).all() and (below == below.floor()).all()
    return bool(whole and (above >= 0).all() and (above <= below).all())
