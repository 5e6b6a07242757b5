"""Scores whose judge changed between the windows: their rows say so, and nothing about the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.kinds import titled
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports._rulers import changed_rulers, in_words
from tidegauge.reports.source import Source


def ruled(
    source: Source, asked: TraceFilter, rows: Sequence[DriftRow], metrics: Sequence[Metric]
) -> list[DriftRow]:
    """Return the rows, those of scores whose judge changed as not comparable."""
    scored = [one for one in metrics if any(name.startswith("score.") for name in column_names(one))]
    rulers = changed_rulers(source, asked, scored)
    moved: Mapping[str, str] = {
        name: in_words(rulers[one.name], asked)
        for one in scored
        if one.name in rulers
        for name in column_names(one)
    }
    return [_not_comparable(one, moved[one.column]) if one.column in moved else one for one in rows]


def _not_comparable(one: DriftRow, why: str) -> DriftRow:
    what = titled(one.what)
    said = f"{what} went from {one.before} to {one.now}, but {why}."
    return replace(
        one, verdict=Verdict.NOT_COMPARABLE, size="other judge", sentence=said, direction=Direction.NEUTRAL
    )
