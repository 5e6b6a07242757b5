"""Rules that a store's own calls suggest, each with what it would have done: calibrate before going live."""

from collections.abc import Sequence

from tidegauge.alerts._suggestions.drafts import Draft, drafts
from tidegauge.alerts.backtest import DAYS, backtest
from tidegauge.alerts.backtest_records import Known
from tidegauge.alerts.records import Rule
from tidegauge.alerts.suggestion_records import Suggestion
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.metrics.choice import overview_metrics, watched_metrics
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import RecordedBaseline

DIMENSIONS = 6
"""Of the settings' dimensions that a store has, the first so many are tried."""


def suggestions(
    source: Source,
    settings: Settings,
    *,
    rules: Sequence[Rule] = (),
    days: int = DAYS,
    known: Sequence[Known] = (),
    baselines: Sequence[RecordedBaseline] = (),
) -> tuple[Suggestion, ...]:
    """Return rules for the metrics that the first page shows and watches, those that caught most first, then those that page least.

    Windows and segments are as narrow as the calls allow. `rules` are those that there are already: one of the same
    name is not suggested again.

    Raises:
        TidegaugeError: the store does not answer.
    """
    named = {one.name for one in rules}
    found = [one for one in _drafts(source, settings) if one.rule.name not in named]
    every = [*rules, *(one.rule for one in found)]
    tried = [
        Suggestion(
            one.rule,
            one.why,
            backtest(source, one.rule, settings, rules=every, days=days, known=known, baselines=baselines),
        )
        for one in found
    ]
    return tuple(sorted(tried, key=lambda one: (-len(one.backtest.caught), one.backtest.pages_per_week)))


def _drafts(source: Source, settings: Settings) -> list[Draft]:
    catalog = source.store.catalog()
    if catalog.first is None or catalog.newest is None:
        return []
    metrics = (*overview_metrics(settings, catalog), *watched_metrics(settings, catalog))
    asked = TraceFilter(Population(Window(catalog.first, catalog.newest)))
    dimensions = known_dimensions(source, asked, settings.default_dimensions)[:DIMENSIONS]
    return [
        draft
        for metric in metrics
        if metric.kind != "calibration"
        for draft in drafts(source, settings, metric, dimensions)
    ]
