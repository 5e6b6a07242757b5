"""The metric over all traffic, as every page compares it: against those periods that the search used."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import REFERENCE
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Comparison
from tidegauge.reports._scope.leaves import Leaves
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import Summary
from tidegauge.stats.scoping.leaves import Kind


def comparison(
    calls: Gathered, metric: Metric, leaves: Leaves, used: Sequence[int], *, ruled: bool
) -> Comparison:
    """Return the comparison; `used` are the places of the reference periods, `ruled` says that the judge changed."""
    frame, prefix = _of_periods(leaves, used), calls.prefix(metric)
    if leaves.table.kind is Kind.RATIO and leaves.table.current.q is None:
        # One count of another: how sure it is follows from the counts, however many rows they were summed up in.
        frame = frame.with_columns(pl.col(f"{prefix}_sb").alias(f"{prefix}_n"))
        metric = replace(metric, kind="rate")
    if f"{prefix}_n" in frame.columns:
        summary = Summary((), frame, {}, {metric.name: prefix}, calls.parts, _exposure(leaves, used))
    else:
        # Counted once a unit: n, sa, saa.
        rows = frame.select("side", rows="n")
        summary = Summary((), rows, {metric.name: frame}, {}, calls.parts, _exposure(leaves, used))
    sides = Sides(summary)
    every = compared(sides, [metric], with_reference=True)
    ((found,),) = comparisons(every, sides, not_comparable={metric.name} if ruled else ())
    return found


def _of_periods(leaves: Leaves, used: Sequence[int]) -> pl.DataFrame:
    frame = leaves.whole
    if "bucket" in frame.columns:
        buckets = [leaves.buckets[place] for place in used]
        frame = frame.filter((pl.col("side") != REFERENCE) | pl.col("bucket").is_in(buckets)).drop("bucket")
    return frame.group_by("side", maintain_order=True).sum()


def _exposure(leaves: Leaves, used: Sequence[int]) -> float:
    length = sum(leaves.table.references[place].length for place in used)
    return leaves.table.current.length / length if length else 1.0
