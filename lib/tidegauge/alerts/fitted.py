"""A rule that a link began, with windows that the store's calls can fill."""

from datetime import timedelta

from tidegauge.alerts._suggestions.drafts import COVERED, SEGMENT, WHOLE
from tidegauge.alerts._suggestions.volume import WIDTHS, Volume, volume
from tidegauge.filters import parse_condition
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

DAY = WIDTHS[-1]
FEW = 20
_OFTEN = {WIDTHS[0]: (3, 5), WIDTHS[1]: (3, 5), WIDTHS[2]: (2, 3), DAY: (1, 1)}
_OF_DAYS = {"control", "drift"}


def fitted(source: Source, settings: Settings, table: RuleTable) -> RuleTable:
    """Return the rule with the narrowest windows in which most of its calls are in segments with enough of them.

    Control charts and drift have windows of a day: they are for slow change, and hours of a day differ. Where not even
    a day has enough calls, fewer are asked for.

    Raises:
        TidegaugeError: the store does not answer, or has no such metric, dimension or filter.
    """
    (metric,) = chosen_metrics((table.metric or "calls",), settings, source.store.catalog())
    where = [parse_condition(chip) for chip in table.where]
    found = volume(source, settings, metric, table.for_each, where)
    width, least = _fit(found, table)
    breaches, of = _OFTEN[width]
    fit = {"window": width, "minimum_n": least, "breaches": breaches, "of": of, "resolve_after": of}
    return table.model_copy(update=fit)


def _fit(found: Volume, table: RuleTable) -> tuple[timedelta, int]:
    widths = (DAY,) if table.condition in _OF_DAYS else WIDTHS
    for least in (SEGMENT,) if table.for_each else (WHOLE, SEGMENT):
        for width in widths:
            if found.covered(width, least) >= COVERED:
                return width, least
    return DAY, FEW
