"""The leaf table of a metric: read in one statement, its texts as codes, its sums as arrays by period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
import polars.selectors as cs

from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_leaves import capped, frequent, leaves
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.codes import Apart, coded
from tidegauge.reports._scope.dimensions import MOST_VALUES, Searched
from tidegauge.reports._scope.kinds import columns_of, kind_of, own_part
from tidegauge.reports._scope.periods import periods_of
from tidegauge.reports._scope.sums import period_sums
from tidegauge.stats.scoping.leaves import LeafTable


@dataclass(frozen=True, eq=False)
class Leaves:
    """The table to search. `kept` are the frequent values of the columns that have too many; `apart` the attributes
    that have no value in both windows, and `pooled` those of which only the frequent values are searched.
    `whole` has the same sums of all calls by side and time bucket; `buckets` are those of the table's references.
    """

    table: LeafTable
    whole: pl.DataFrame
    buckets: tuple[int, ...] = ()
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()
    pooled: tuple[str, ...] = ()


def leaf_table(calls: Gathered, metric: Metric, wanted: Searched) -> Leaves | None:
    """Return the leaves of a metric by the attributes wanted; None where there are no calls on either side.

    Raises:
        MetricError: a metric that is no sum over calls.
    """
    kept = frequent_values(calls, metric, wanted)
    frame = _read(calls, metric, wanted.names, kept)
    if frame.is_empty() or frame["side"].n_unique() < 2:
        return None
    kind, part = kind_of(metric, own_part(calls, metric)), own_part(calls, metric)
    columns = columns_of(kind, part, calls.prefix(metric), frame)
    found = coded(frame, [calls.column(name) for name in wanted.names], wanted.names, columns.w)
    sums = period_sums(frame, columns, found, periods_of(calls.asked), calls)
    table = LeafTable(
        kind,
        found.names,
        found.values,
        found.codes,
        sums.current,
        sums.references,
        worse={"lower": 1, "higher": -1}.get(metric.direction, 0),
    )
    pooled = tuple(name for name in wanted.wide if name in found.names)
    return Leaves(table, _whole(frame), sums.buckets, kept, found.apart, pooled)


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in ("side", "bucket") if name in frame.columns]
    return frame.group_by(keys, maintain_order=True).agg(cs.numeric().exclude(keys).sum())


def frequent_values(calls: Gathered, metric: Metric, wanted: Searched) -> dict[str, Sequence[str]]:
    """Return {column: its most frequent values} of the attributes that have too many."""
    columns = [calls.column(name) for name in wanted.wide]
    if not columns:
        return {}
    rows = calls.calls([metric], columns)
    found = calls.read(frequent(rows, columns, MOST_VALUES))
    return {
        name: found.filter(pl.col("column") == name)
        .sort("n", "value", descending=[True, False])["value"]
        .to_list()
        for name in columns
    }


def _read(
    calls: Gathered, metric: Metric, names: Sequence[str], kept: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    columns = [calls.column(name) for name in names]
    periods = periods_of(calls.asked)
    cut = calls.bucketed(periods.buckets) if periods else calls
    keys = [*(["bucket"] if periods else []), *columns]
    rows = capped(cut.calls([metric], columns), kept)
    found = calls.read(leaves(rows, calls.prefix(metric), own_part(calls, metric), keys))
    numeric = [one.name for one in found if one.null_count() and one.dtype.is_numeric()]
    return found.with_columns(found[name].fill_null(0) for name in numeric)
