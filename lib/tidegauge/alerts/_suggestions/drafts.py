"""Rules for one metric: of all calls, of the segments that have enough of them, and for slow change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from tidegauge import formats
from tidegauge.alerts._suggestions.volume import WIDTHS, Volume, volume
from tidegauge.alerts.conditions._words import length_words
from tidegauge.alerts.history.grid import DAY
from tidegauge.alerts.records import Rule
from tidegauge.metrics.metric import Metric
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

WHOLE, SEGMENT = 200, 50
"""Calls that a window of all of them, or of a segment, should have."""
COVERED = 0.6
"""The share of the calls that must lie in segments with enough of them,"""
FEWEST = 3
"""and how many such segments there must be."""
PAIRED = 3
"""Of so many dimensions, the first ones of the settings, pairs are tried too."""

_SUSTAINED = {WIDTHS[0]: (3, 5), WIDTHS[1]: (3, 5), WIDTHS[2]: (2, 3), WIDTHS[3]: (1, 1)}


@dataclass(frozen=True)
class Draft:
    """A rule, and why it is as it is."""

    rule: Rule
    why: str


def drafts(source: Source, settings: Settings, metric: Metric, dimensions: Sequence[str]) -> Iterator[Draft]:
    """Yield the rules that a metric's calls can fill."""
    whole = volume(source, settings, metric, ())
    width = next((one for one in WIDTHS if whole.enough(one, WHOLE)), None)
    if width is not None:
        yield Draft(
            _rule(metric, width, WHOLE),
            f"Of all calls, windows of {length_words(width)} have {_many(whole, width)}.",
        )
    segments = _best(volume(source, settings, metric, by) for by in _tried(dimensions))
    if segments is not None:
        yield _by_segment(metric, segments)
    if whole.enough(DAY, WHOLE) and metric.kind in {"rate", "mean", "ratio", "quantile"}:
        table = _table(metric, DAY, SEGMENT).model_copy(
            update={"condition": "control", "breaches": 1, "of": 1}
        )
        yield Draft(
            Rule(f"{metric.name} creeps", table),
            "A slow change shows on no single window, and on a control chart of days.",
        )


def _tried(dimensions: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from ((name,) for name in dimensions)
    yield from combinations(dimensions[:PAIRED], 2)


def _best(volumes: Iterator[Volume]) -> Volume | None:
    """Return the dimensions with the most segments that have enough calls in a day: what is wrong in one of them shows most."""
    known = [
        one for one in volumes if one.enough(DAY, SEGMENT) >= FEWEST and one.covered(DAY, SEGMENT) >= COVERED
    ]
    return max(known, key=lambda one: (one.enough(DAY, SEGMENT), -len(one.by)), default=None)


def _by_segment(metric: Metric, found: Volume) -> Draft:
    width = next(
        one
        for one in WIDTHS
        if found.covered(one, SEGMENT) >= COVERED and found.enough(one, SEGMENT) >= FEWEST
    )
    enough = found.enough(width, SEGMENT)
    why = (
        f"{enough} of {min(found.daily.size, 200)} segments have at least {SEGMENT} calls in windows of {length_words(width)}: "
        f"{formats.share(found.covered(width, SEGMENT))} of the calls."
    )
    return Draft(_rule(metric, width, SEGMENT, found.by), why)


def _rule(metric: Metric, width: timedelta, least: int, by: tuple[str, ...] = ()) -> Rule:
    name = f"{metric.name} by {', '.join(by)}" if by else metric.name
    return Rule(name, _table(metric, width, least).model_copy(update={"for_each": by}))


def _table(metric: Metric, width: timedelta, least: int) -> RuleTable:
    breaches, of = _SUSTAINED[width]
    return RuleTable(
        metric=metric.name, window=width, minimum_n=least, breaches=breaches, of=of, resolve_after=of
    )


def _many(whole: Volume, width: timedelta) -> str:
    return f"about {formats.count(round(float(whole.daily.sum()) * (width / DAY)))}"
