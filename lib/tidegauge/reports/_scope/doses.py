"""On which versions the affected calls of each cause ran since its onset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import polars as pl

from tidegauge.filters import Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import REST, Marked, doses, marked
from tidegauge.queries.sides import Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._onset import Onset

FEWEST = 10
"""Affected calls that a share of them has to stand on."""


@dataclass(frozen=True)
class Count:
    """Calls on one version, and how many of them are affected: those that a rate counts, else all."""

    n: int
    hits: float


@dataclass(frozen=True)
class Doses:
    """{cause: {attribute: {version: count}}} since each cause's onset; REST is all other calls since the first one."""

    by_cause: Mapping[int, Mapping[str, Mapping[str | None, Count]]]
    is_rate: bool

    def share(self, cause: int, name: str, version: str) -> float | None:
        """Return the share of a cause's affected calls that are on a version; of a handful it says nothing."""
        counts = self.by_cause.get(cause, {}).get(name, {})
        total = sum(one.hits for one in counts.values())
        if total < FEWEST:
            return None
        return counts[version].hits / total if version in counts else 0.0

    def rate(self, cause: int, name: str, version: str) -> float | None:
        """Return the share of affected calls among a cause's calls on a version; None where there are none."""
        one = self.by_cause.get(cause, {}).get(name, {}).get(version)
        return one.hits / one.n if self.is_rate and one and one.n else None

    def main(self, cause: int, name: str) -> tuple[str | None, float]:
        """Return the version that most of a cause's calls ran on, and its share of those that name one."""
        every = self.by_cause.get(cause, {}).get(name, {})
        counts = {version: one for version, one in every.items() if version}
        total = sum(one.n for one in counts.values())
        if not total:
            return None, 0.0
        version = max(counts, key=lambda one: (counts[one].n, str(one)))
        return version, counts[version].n / total

    def names(self, version: str) -> list[str]:
        """Return the attributes that have a version among any calls."""
        found = {name for own in self.by_cause.values() for name, counts in own.items() if version in counts}
        return sorted(found)


def read_doses(
    calls: Gathered,
    metric: Metric,
    causes: Sequence[Marked],
    onsets: Sequence[Onset | None],
    versions: Sequence[str],
    width: timedelta,
) -> Doses:
    """Return the doses, read in one statement. Without causes the one onset is that of all calls, which are the rest."""
    if not versions:
        return Doses({}, is_rate=False)
    columns = [calls.column(name) for name in versions]
    keys = sorted({*columns, *(name for one in causes for name in one.values)})
    rows = marked(calls.bucketed(Buckets(width)).calls([metric], keys), causes)
    value, is_rate = f"{calls.prefix(metric)}_a", metric.kind == "rate" and not metric.per
    since = since_of(onsets, len(causes), calls.asked.current.window, width)
    frame = calls.read(doses(rows, value if value in rows.c else None, columns, since))
    found: dict[int, dict[str, dict[str | None, Count]]] = {}
    for column, name in zip(columns, versions, strict=True):
        sums = frame.group_by("cause", column).agg(pl.col("n").sum(), pl.col("total").sum())
        for cause, version, n, total in sums.sort("cause", column, nulls_last=True).iter_rows():
            hits = float(total or 0.0) if is_rate else float(n)
            found.setdefault(cause, {}).setdefault(name, {})[version] = Count(int(n), hits)
    return Doses(found, is_rate)


def since_of(onsets: Sequence[Onset | None], causes: int, window: Window, width: timedelta) -> dict[int, int]:
    """Return {cause: the first bucket after its onset}; the rest is looked at since the first one."""
    buckets = [_bucket(one, window, width) for one in onsets]
    return {REST: min(buckets), **dict(enumerate(buckets[:causes], 1))}


def _bucket(onset: Onset | None, window: Window, width: timedelta) -> int:
    """Return the first bucket that lies wholly after an onset, where the window has one."""
    if onset is None:
        return 0
    last = int(window.length / width) - 1
    return max(0, min(ceil((onset.at - window.start) / width), last))
