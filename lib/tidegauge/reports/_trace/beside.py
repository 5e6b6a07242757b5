"""The traces before and after one in the list that it was opened from."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.queries import traces as queries
from tidegauge.queries.traces_page import Listing, Position, Sort
from tidegauge.reports._trace.spans import Step
from tidegauge.reports._traces.rows import read_keys
from tidegauge.reports.source import Source

LOOK = 20
"""Rows looked at: the next rows of the list may be further calls of the same trace."""


@dataclass(frozen=True)
class Beside:
    """A trace next to another in a list, and its row there."""

    trace_id: str
    span_id: str


def beside(
    source: Source, listing: Listing, trace_id: str, step: Step
) -> tuple[Beside | None, Beside | None]:
    """Return the previous and the next trace, None at either end of the list."""
    value = _value(source, listing, trace_id, step)
    found = (
        _nearest(source, listing, Position(value, trace_id, step.span_id, back)) for back in (True, False)
    )
    previous, following = found
    return previous, following


def _value(source: Source, listing: Listing, trace_id: str, step: Step) -> datetime | float | None:
    if listing.sort is Sort.SCORE:
        since = listing.asked.current.window.start
        keys = queries.Keys([trace_id], [step.span_id])
        scores = source.store.read(queries.scores_of(source.rows(listing.asked), keys, since))
        return float(scores["score"][0]) if scores.height else None
    if listing.sort.by_time:
        return step.at
    return step.cost_usd if listing.sort is Sort.COST else step.duration_ms


def _nearest(source: Source, listing: Listing, position: Position) -> Beside | None:
    keys = read_keys(source, listing, position, LOOK)
    others = (row for row in keys.iter_rows() if row[0] != position.trace_id)
    return next((Beside(row[0], row[1]) for row in others), None)
