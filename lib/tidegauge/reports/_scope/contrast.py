"""What is different in some calls: every value of every attribute, ranked by how surely it is more frequent in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_contrast import contrasted, value_counts
from tidegauge.queries.sides import CURRENT, Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.records import Contrast, RowKind, ScopeRow
from tidegauge.reports._scope.where import holds
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Numbers
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.source import Source
from tidegauge.stats import proportion

MOST = 8
"""Values that are listed."""
MOST_COLUMNS = 24
LEAST = 0.03
"""A value that is less than this much more frequent in the calls in question is no news."""
_WIDTH = timedelta(minutes=1)


@dataclass(frozen=True)
class Bad:
    """Which calls are in question: a row's affected ones, or its calls of a part of the window."""

    row: ScopeRow
    box: Window | None


@dataclass(frozen=True)
class Contrasts:
    """The values, how many calls are on either side, and which these are in words."""

    rows: tuple[Contrast, ...]
    n_bad: int
    n_rest: int
    question: str


def contrast_columns(
    source: Source, asked: TraceFilter, metric: Metric, preferred: Sequence[str]
) -> tuple[str, ...]:
    """Return the attributes that are compared: all that divide the calls, but for those that the metric reads."""
    own = column_names(metric)
    found = [name for name in dividing_dimensions(source, asked, preferred) if name not in own]
    return tuple(found[:MOST_COLUMNS])


def contrast(calls: Gathered, metric: Metric, columns: Sequence[str], bad: Bad) -> Contrasts:
    """Return the values that the calls in question have more often than the others; nothing where either side is empty."""
    places = {name: calls.column(name) for name in (*columns, *bad.row.where)}
    rows = calls.bucketed(Buckets(_WIDTH)).calls([metric], tuple(dict.fromkeys(places.values())))
    current = (
        sa.select(*rows.c).where(rows.c.side == CURRENT, *_around(bad, rows, places)).subquery("current")
    )
    question, condition = _question(calls, metric, bad, current, places)
    compared = [places[name] for name in columns]
    counts = calls.read(value_counts(contrasted(current, condition, compared), compared))
    return Contrasts(
        _ranked(counts, columns, bad.row), int(_whole(counts, 1)), int(_whole(counts, 0)), question
    )


def _around(bad: Bad, rows: sa.FromClause, places: dict[str, str]) -> list[sa.ColumnElement[bool]]:
    """A box is held against the same row's other calls, and nothing else."""
    return [holds(rows, bad.row.where, places)] if bad.box and bad.row.where else []


def _question(
    calls: Gathered, metric: Metric, bad: Bad, rows: sa.FromClause, places: dict[str, str]
) -> tuple[str, sa.ColumnElement[bool]]:
    window, bucket = calls.asked.current.window, rows.c.bucket
    if bad.box is not None:
        first, end = (bad.box.start - window.start) // _WIDTH, -((window.start - bad.box.end) // _WIDTH)
        return "share there against the other times", sa.and_(bucket >= first, bucket < end)
    parts = [holds(rows, bad.row.where, places)] if bad.row.where else []
    value = f"{calls.prefix(metric)}_a"
    if metric.kind == "rate" and not metric.per and value in rows.c:
        parts.append(rows.c[value] == 1)
        words = "share in the affected calls against all others"
    else:
        words = "share in these calls against all others"
    onset = bad.row.onset
    if onset is not None and bad.row.kind is not RowKind.NEW:
        parts.append(bucket >= int((onset.low - window.start) / _WIDTH))
    return words, sa.and_(sa.true(), *parts)


def _ranked(counts: pl.DataFrame, columns: Sequence[str], row: ScopeRow) -> tuple[Contrast, ...]:
    """Rank by the least difference that is sure: a rare value in three of three calls is no finding. One value an attribute."""
    n1, n0 = (_whole(counts, side) for side in (1, 0))
    if not n1 or not n0:
        return ()
    both = _both(counts)
    k1, k0 = both["bad"].to_numpy().astype(np.float64), both["rest"].to_numpy().astype(np.float64)
    sure = proportion.difference((k0, np.full_like(k0, n0)), (k1, np.full_like(k1, n1))).low
    z = _z(k1, n1, k0, n0)
    found, seen, alike = [], set(row.where), set[tuple[int, int]]()
    for place in np.argsort(-np.nan_to_num(sure, nan=-1.0), kind="stable").tolist():
        level, value, bad, rest = both.row(place)
        name = columns[level - 1]
        # Of attributes that say the same of the same calls the first one is told.
        if name not in seen and (bad, rest) not in alike and sure[place] > LEAST:
            seen.add(name)
            alike.add((bad, rest))
            found.append(Contrast(name, shown(value), bad / n1, rest / n0, bad, rest, float(z[place])))
    return tuple(found[:MOST])


def _whole(counts: pl.DataFrame, side: int) -> float:
    return float(counts.filter((pl.col("level") == 0) & (pl.col("side") == side))["rows"].sum())


def _both(counts: pl.DataFrame) -> pl.DataFrame:
    """Return rows (level, value, bad, rest)."""
    side = {"bad": pl.col("side") == 1, "rest": pl.col("side") == 0}
    sums = [pl.when(own).then(pl.col("rows")).otherwise(0).sum().alias(name) for name, own in side.items()]
    found = counts.filter(pl.col("level") > 0).group_by("level", "value").agg(sums)
    return found.sort("level", "value", nulls_last=True)


def _z(k1: Numbers, n1: float, k0: Numbers, n0: float) -> Numbers:
    pooled = (k1 + k0) / (n1 + n0)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return np.divide(k1 / n1 - k0 / n0, error, out=np.zeros_like(error), where=error > 0)
