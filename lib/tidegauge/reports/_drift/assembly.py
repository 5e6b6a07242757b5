"""From verdicts to rows: which columns are compared, what traffic is divided by, and what is behind a change."""

from collections.abc import Iterable, Sequence

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.follow import Followed, by_mix
from tidegauge.reports._drift.kinds import is_input, usual_direction
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports._drift.rows import Decided, decide, good_directions, row
from tidegauge.reports._drift.sample import Sample
from tidegauge.reports._drift.subjects import columns_compared
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings_model import DriftTable
from tidegauge.stats.materiality import Judged

MOST_DIMENSIONS = 12
FEW_VALUES = 50
"""An attribute with more values than this divides the rows too finely to compare within them."""


def names_compared(source: Source, asked: TraceFilter) -> list[str]:
    """Return the columns to compare. That by which the two sides were told apart differs because of that."""
    apart = {chip.attribute for side in asked.sides for chip in side.where if chip not in asked.shared}
    return [name for name in columns_compared(source.store.catalog()) if name not in apart]


def given_dimensions(
    source: Source, asked: TraceFilter, sample: Sample, preferred: Sequence[str]
) -> tuple[str, ...]:
    """Return what traffic can be divided by: the preferred attributes first, then others with few values."""
    known = known_dimensions(source, asked, preferred)
    texts = (name for name, column in sample.columns.items() if column.dtype == pl.String)
    few = [name for name in texts if 2 <= sample.columns[name].drop_nulls().n_unique() <= FEW_VALUES]
    asked_for = [name for name in dict.fromkeys((*known, *few)) if is_input(name)]
    return tuple(asked_for[:MOST_DIMENSIONS])


def decided_of(
    looked: Sequence[Looked], judged: Sequence[Judged], metrics: Sequence[Metric]
) -> list[Decided]:
    """Return the verdicts on columns and metrics, given those on all of their tests in order."""
    good = good_directions(metrics)
    found: list[Decided] = []
    taken = 0
    for one in looked:
        own = judged[taken : taken + len(one.tests)]
        taken += len(one.tests)
        found += decide(one, own, good.get(one.subject.column) or usual_direction(one.subject.column))
    return found


def changed_of(decided: Iterable[Decided]) -> list[Decided]:
    """Return what changed, the largest change first."""
    return sorted((one for one in decided if one.verdict is Verdict.CHANGED), key=lambda one: -one.effect)


def rows_of(
    asked: TraceFilter,
    decided: Sequence[Decided],
    behind: Followed,
    sample: Sample,
    currency: str,
    rules: DriftTable,
) -> list[DriftRow]:
    """Return the rows of the table, what changed with its onset and with the traffic behind it."""
    n = sample.n_reference, sample.n_current
    found = []
    for one in decided:
        name = one.headline.metric.name if one.headline.metric else ""
        is_changed = one.verdict is Verdict.CHANGED
        onset = behind.onsets.get(name) if is_changed else None
        # A step the other way is no beginning of this change.
        if onset is not None and onset.rising != one.headline.rising:
            onset = None
        made = row(one, asked, currency, onset, n, rules.thresholds)
        mix = behind.mixes.get(name) if is_changed else None
        found.append(by_mix(made, *mix) if mix else made)
    return found
