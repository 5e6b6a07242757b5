"""How the rows of a window arrived: how fresh, how many twice, how many traces without their first span."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries import health_traces as queries
from tidegauge.reports.source import Source

EXAMPLES = 10


@dataclass(frozen=True)
class Arrivals:
    """Counts over the whole window, whatever the filter: a lost root has no attributes to filter by.

    `newest` is the start of the newest row in the window, `last_hour` the rows of the window's last hour,
    `unparsable` the judge scores with neither value nor label.
    """

    newest: datetime | None
    last_hour: int
    duplicates: int
    traces: int
    rootless: int
    rootless_examples: tuple[str, ...]
    unparsable: int


def arrivals(source: Source, window: Window) -> Arrivals:
    """Return how the rows of `window` arrived."""
    catalog = source.store.catalog()
    # A trace at the window's edge is looked at whole.
    reach = window.wider(queries.EDGE, queries.EDGE)

    def read(query: sa.Select[Any]) -> pl.DataFrame:
        return source.store.read_kept(query, [reach])

    newest, last_hour = read(queries.freshness(catalog, window)).row(0)
    traces, rootless = read(queries.rootless(catalog, window)).row(0)
    examples = read(queries.rootless_examples(catalog, window, EXAMPLES))["trace_id"] if rootless else ()
    return Arrivals(
        newest=newest,
        last_hour=int(last_hour),
        duplicates=int(read(queries.duplicates(catalog, window))["rows"][0]),
        traces=int(traces),
        rootless=int(rootless),
        rootless_examples=tuple(examples),
        unparsable=int(read(queries.unparsable(catalog, window))["rows"][0]),
    )
