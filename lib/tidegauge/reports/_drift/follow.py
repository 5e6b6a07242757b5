"""What is behind the rows that changed: since when, and whether anything but traffic moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.headline import Aspect
from tidegauge.reports._drift.kinds import titled
from tidegauge.reports._drift.records import DriftRow, MixParts
from tidegauge.reports._drift.rows import Decided
from tidegauge.reports._gather import gather
from tidegauge.reports._mix import Mix, mix_of, only_mix
from tidegauge.reports._onset import Onset, onsets, onsets_within
from tidegauge.reports._screen import Screen, screen, screen_of
from tidegauge.reports._summary import screened
from tidegauge.reports.source import Source
from tidegauge.stats.normal import critical

MOST = 40
"""Rows that are followed up: who has more changes than this has another system, and no drift."""


@dataclass(frozen=True, eq=False)
class Followed:
    """The onset of every changed row, and the traffic behind it; both by the name of the row's metric."""

    onsets: dict[str, Onset]
    mixes: dict[str, tuple[str, Mix]]


NOTHING = Followed({}, {})
"""Of what did not change."""


def follow(
    source: Source, asked: TraceFilter, changed: Sequence[Decided], dimensions: Sequence[str]
) -> Followed:
    """Return the onset and the mix of what changed: one query for all onsets, one for all segments."""
    found = _Found.of(changed)
    if not found.metrics:
        return NOTHING
    calls = gather(source, asked, found.metrics, dimensions)
    free = found.free(dimensions)
    mixes = found.mixes(screen(calls, free, dimensions), free) if free else {}
    return Followed(onsets(calls, found.metrics), mixes)


def follow_within(
    source: Source,
    asked: TraceFilter,
    changed: Mapping[str, Sequence[Decided]],
    dimensions: Sequence[str],
    by: str,
) -> dict[str, Followed]:
    """Return the same for each value of `by`, given what changed within it: as many queries as for one."""
    found = {value: _Found.of(some) for value, some in changed.items()}
    metrics = _once(one for own in found.values() for one in own.metrics)
    if not metrics:
        return dict.fromkeys(changed, NOTHING)
    calls = gather(source, asked, metrics, [*dimensions, by])
    began = onsets_within(calls, metrics, by, found)
    free = {value: own.free(dimensions) for value, own in found.items()}
    every, key = _once(one for own in free.values() for one in own), calls.column(by)
    summary = screened(calls, every, dimensions, [key]) if every else None
    mixes = {
        value: found[value].mixes(screen_of(summary.within(key, value), own, dimensions), own)
        for value, own in free.items()
        if summary is not None and own
    }
    return {value: Followed(began.get(value, {}), mixes.get(value, {})) for value in changed}


def _once(metrics: Iterable[Metric]) -> list[Metric]:
    return list({one.name: one for one in metrics}.values())


@dataclass(frozen=True, eq=False)
class _Found:
    """What changed, by the name of its metric."""

    named: dict[str, Decided]
    metrics: list[Metric]

    @classmethod
    def of(cls, changed: Sequence[Decided]) -> "_Found":
        known = [(one, one.headline.metric) for one in changed[:MOST] if one.headline.metric is not None]
        return cls({metric.name: one for one, metric in known}, _once(metric for _, metric in known))

    def free(self, dimensions: Sequence[str]) -> list[Metric]:
        # A dimension is traffic itself: that more of it comes from one country is a change, and no mix of another one.
        if not dimensions:
            return []
        return [one for one in self.metrics if _is_free(self.named[one.name], dimensions)]

    def mixes(self, seen: Screen, free: Sequence[Metric]) -> dict[str, tuple[str, Mix]]:
        found = {
            metric.name: _mix(seen, metric, self.named[metric.name].looked.subject.column) for metric in free
        }
        return {name: one for name, one in found.items() if one is not None}


def _is_free(one: Decided, dimensions: Sequence[str]) -> bool:
    return one.aspect is Aspect.MISSING or one.looked.subject.column not in dimensions


def _mix(seen: Screen, metric: Metric, column: str) -> tuple[str, Mix] | None:
    if metric.name not in seen.comparisons:
        return None
    whole = seen.whole(metric.name)
    if whole is None or whole.reference is None:
        return None
    floor = metric.floor * (abs(whole.reference.value) if metric.floor_relative else 1.0)
    found = []
    for level, name in enumerate(seen.dimensions, 1):
        # A column divided by itself is all mix.
        if name == column or not seen.divides(level) or _any_moved(seen, metric, level):
            continue
        mix = mix_of(seen.sides, metric, (name,), seen.levels == level)
        # A value that is new or gone is no mix of traffic: it has nothing to be compared with.
        if mix and min(mix.share_before, mix.share_now) > 0 and only_mix(mix, floor):
            found.append((name, mix))
    return min(found, key=lambda one: abs(one[1].rate), default=None)


def _any_moved(seen: Screen, metric: Metric, level: int) -> bool:
    places = np.flatnonzero(seen.levels == level)
    return any(seen.comparisons[metric.name][place].verdict is Verdict.CHANGED for place in places)


def by_mix(row: DriftRow, dimension: str, mix: Mix) -> DriftRow:
    """Return a row that only traffic moved."""
    parts = MixParts(
        dimension, effect_of(mix.mix, mix.mix_error, row.unit), effect_of(mix.rate, mix.rate_error, row.unit)
    )
    verb = "grew" if mix.share_now > mix.share_before else "shrank"
    what = titled(row.what)
    moved = "rose" if row.rising else "fell"
    # Of a whole distribution only the mean was divided.
    hardly = "its mean" if row.size.startswith("KS") else "it"
    sentence = (
        f"{what} {moved} from {row.before} to {row.now} by traffic mix: {mix.grew} {verb} from "
        f"{formats.share(mix.share_before)} to {formats.share(mix.share_now)} of calls. "
        f"Within each {dimension} {hardly} hardly moved."
    )
    return replace(
        row,
        verdict=Verdict.NOT_MATERIAL,
        direction=Direction.NEUTRAL,
        size="mix only",
        sentence=sentence,
        mix=parts,
        onset=None,
    )


def effect_of(value: float, error: float, unit: str) -> Effect:
    """Return a value with its 95% interval, given its standard error."""
    half = critical(0.95) * error
    return Effect(value, value - half, value + half, unit)
