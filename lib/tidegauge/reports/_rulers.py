"""Scores whose judge changed between the windows: the number moved, but so did the ruler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.formats import moment
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.evaluators import evaluators
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source

SHARE = 0.05
"""A judge with less than this share of a window's scores does not carry the comparison."""


@dataclass(frozen=True)
class Ruler:
    """The judges of a score before and now, and when the new one first spoke (UTC): None if before the window."""

    before: str
    now: str
    since: datetime | None


def changed_rulers(source: Source, asked: TraceFilter, metrics: Sequence[Metric]) -> dict[str, Ruler]:
    """Return {metric: ruler} of the metrics over scores whose judges differ between the windows."""
    rejudged = source.store.catalog().rejudged
    scored = {metric.name: names for metric in metrics if (names := _scores(metric) & rejudged)}
    if not scored or asked.reference is None:
        return {}
    frame = summed_rows(source, asked, evaluators, ("name", "evaluator"))
    adjoining = asked.reference.window.end == asked.current.window.start
    moved = {
        name: _ruler(frame.filter(pl.col("name") == name), adjoining=adjoining)
        for name in set().union(*scored.values())
    }
    return {
        metric: ruler
        for metric, names in scored.items()
        for name in sorted(names)
        if (ruler := moved[name]) is not None
    }


def _scores(metric: Metric) -> set[str]:
    return {name.removeprefix("score.") for name in column_names(metric) if name.startswith("score.")}


def _ruler(frame: pl.DataFrame, *, adjoining: bool) -> Ruler | None:
    now, before = (_judges(frame.filter(pl.col("side") == side)) for side in (CURRENT, REFERENCE))
    new = frame.filter((pl.col("side") == CURRENT) & pl.col("evaluator").is_in(list(now - before)))
    if not now or not before or new.is_empty():
        return None
    # Where the old judge is not heard any more, it went in the time between the windows, if there is any.
    old = frame.filter((pl.col("side") == CURRENT) & pl.col("evaluator").is_in(list(before)))
    since = new["first"].min() if old.height or adjoining else None
    assert since is None or isinstance(since, datetime)  # noqa: S101  the first of times is a time
    return Ruler(_listed(before), _listed(now - before), since)


def _judges(frame: pl.DataFrame) -> set[str]:
    total = float(frame["n"].sum())
    kept = frame.filter(pl.col("n") >= SHARE * total)["evaluator"].to_list()
    return {name for name in kept if name}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def in_words(ruler: Ruler, asked: TraceFilter) -> str:
    """Return what happened to a ruler: `the judge changed: rubric-r4 since Mon 16 Nov 10:00, before rubric-r3`."""
    if ruler.since is None:
        return f"the judge changed: {ruler.now}, before {ruler.before}"
    since = moment(ruler.since, asked.time_zone, asked.current.window.end)
    return f"the judge changed: {ruler.now} since {since}, before {ruler.before}"
