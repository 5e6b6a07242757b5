"""A column held against its baseline, window by window, by the tests of the page Drift."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import isnan

from tidegauge.alerts.history.clustered import together
from tidegauge.alerts.history.usual import usual_days
from tidegauge.alerts.records import Reading
from tidegauge.alerts.strictness import alpha
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.look import look_at
from tidegauge.reports._drift.pairs import as_yes_or_no
from tidegauge.reports._drift.sample import take_sample
from tidegauge.reports._drift.subjects import subjects_of
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting.thinned import thinned
from tidegauge.stats.drift._rule import column_tests
from tidegauge.stats.materiality import Floor, Judged, judge
from tidegauge.stats.verdict import CHANGED
from tidegauge.workbench.baselines import RecordedBaseline

CALM = 0.05


def drifted(
    source: Source,
    settings: Settings,
    table: RuleTable,
    where: Sequence[Condition],
    ends: Sequence[datetime],
    firings: float,
    baselines: Sequence[RecordedBaseline],
    until: datetime,
) -> Iterator[Reading]:
    """Yield whether the column is another one in each window; nothing of a window within the baseline itself.

    The baseline holds nothing at or after `until` (UTC).
    """
    catalog, column = source.store.catalog(), table.column or ""
    if catalog.first is None or catalog.newest is None:
        return
    recorded = Window(catalog.first, catalog.newest + timedelta(microseconds=1))
    zone = settings.time_zone or "UTC"
    usual = usual_days(baselines, where, column, recorded, zone, until)
    level = alpha(firings, 1, table.breaches, max(table.of, table.breaches))
    for end in ends:
        window = Window(end - table.window, end)
        if window.overlaps(usual):
            yield Reading((), end, None)
            continue
        sides = TraceFilter(Population(window, tuple(where)), Population(usual, tuple(where)), time_zone=zone)
        yield _reading(source, settings, table, sides, level)


def _reading(
    source: Source, settings: Settings, table: RuleTable, asked: TraceFilter, level: float
) -> Reading:
    column, end = table.column or "", asked.current.window.end
    with columns(source, asked, [column]) as calls:
        sample = take_sample(calls)
        n, before = sample.n_current, sample.n_reference
        if min(n, before) < table.minimum_n:
            return Reading((), end, None, n=n, n_reference=before)
        subjects = subjects_of(source.store.catalog(), [column], (), told=settings.drift.kinds)
        (looked,) = look_at(calls, sample, subjects, settings.drift)
    assert looked.pair is not None  # noqa: S101  a column is counted on both sides
    pair = thinned(looked.pair, together(source, asked))
    floors = Floor(settings.drift.distribution), Floor(settings.drift.missing)
    tests = column_tests(looked.subject.key, as_yes_or_no(pair) or pair, *floors)
    found = [one for one in judge(tests, alpha=level) if not isnan(one.adjusted)]
    if not found:
        return Reading((), end, None, n=n, n_reference=before)
    worst = min(found, key=_order)
    return Reading(
        (),
        end,
        worst.verdict == CHANGED,
        not (worst.material and worst.adjusted < CALM),
        abs(worst.tested.effect),
        worst.tested.floor.least(worst.tested.share),
        n=n,
        n_reference=before,
        p_value=worst.adjusted,
        share=1.0,
    )


def _order(one: Judged) -> tuple[bool, float, float]:
    return one.verdict != CHANGED, one.adjusted, -abs(one.tested.effect)
