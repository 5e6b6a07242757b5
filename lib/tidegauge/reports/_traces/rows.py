"""The rows of one page of the list of traces: keys by keyset first, everything shown for those keys after."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from tidegauge.filters import Window
from tidegauge.queries import traces as queries
from tidegauge.queries.traces_page import Listing, Position, Sort, page
from tidegauge.reports._traces.text import asked_line, first_line
from tidegauge.reports.source import Source

SLICES = (64, 16, 4, 1)
"""A list in order of time is looked up in the nearest 1/64 of its window first: most pages end there."""


@dataclass(frozen=True)
class TraceRow:
    """One row of the list. Texts are first lines; `score` is the mean judge score; None means not recorded."""

    trace_id: str
    span_id: str
    at: datetime
    name: str | None
    status: str | None
    error_type: str | None
    feature: str | None
    input_line: str | None
    output_line: str | None
    version: str | None
    latency_ms: float | None
    cost_usd: float | None
    score: float | None
    signals: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Rows in the list's order, and the places before the first and after the last, where there are more."""

    rows: tuple[TraceRow, ...]
    before: Position | None
    after: Position | None


def read_page(source: Source, listing: Listing, position: Position | None, limit: int) -> Page:
    """Return at most `limit` rows that follow `position`, or precede it when it looks back."""
    keys = read_keys(source, listing, position, limit + 1)
    more, keys = keys.height > limit, keys.head(limit)
    back = position is not None and position.back
    if back:
        keys = keys.reverse()
    if keys.is_empty():
        return Page((), None, None)
    before = _place(keys, 0, back=True) if (more if back else position is not None) else None
    after = _place(keys, -1, back=False) if (back or more) else None
    return Page(_rows(source, listing, keys), before, after)


def read_keys(source: Source, listing: Listing, position: Position | None, limit: int) -> pl.DataFrame:
    """Return the keys of at most `limit` rows, nearest to `position` first."""
    found: list[pl.DataFrame] = []
    for part in _parts(listing, position):
        missing = limit - sum(frame.height for frame in found)
        rows = source.rows(part.current)
        found.append(source.store.read(page(rows, part, position, missing)))
        if found[-1].height == missing:
            break
    return pl.concat(found)


def _parts(listing: Listing, position: Position | None) -> Iterator[Listing]:
    if not listing.sort.by_time:
        yield listing
        return
    falling = (listing.sort is Sort.NEWEST) is not (position is not None and position.back)
    for window in _slices(_reachable(listing, position, falling=falling), falling=falling):
        current = replace(listing.asked.current, window=window)
        yield replace(listing, asked=replace(listing.asked, current=current))


def _reachable(listing: Listing, position: Position | None, *, falling: bool) -> Window:
    window = listing.asked.current.window
    at = position.value if position else None
    if not isinstance(at, datetime) or not window.start < at < window.end:
        return window
    # The row at the position itself stays inside: others may share its time.
    return Window(window.start, at + datetime.resolution) if falling else Window(at, window.end)


def _slices(window: Window, *, falling: bool) -> Iterator[Window]:
    edges = [window.length / part for part in SLICES]
    for near, far in zip([window.length * 0, *edges[:-1]], edges, strict=True):
        if near == far:
            continue
        yield (
            Window(window.end - far, window.end - near)
            if falling
            else Window(window.start + near, window.start + far)
        )


def _place(keys: pl.DataFrame, row: int, *, back: bool) -> Position:
    trace_id, span_id, _, value = keys.row(row)
    return Position(value, trace_id, span_id, back)


def _rows(source: Source, listing: Listing, keys: pl.DataFrame) -> tuple[TraceRow, ...]:
    spans, times = keys["span_id"].to_list(), keys["start_time"].to_list()
    catalog, since = source.store.catalog(), listing.asked.current.window.start
    shown = source.store.read(queries.rows_by_key(catalog, spans, times)).unique(["trace_id", "span_id"])
    said, of = source.rows(listing.asked), queries.Keys(keys["trace_id"].unique().to_list(), spans)
    scores = source.store.read(queries.scores_of(said, of, since))
    signals = source.store.read(queries.signals_of(said, of, since)).group_by("span_id").agg("kind")
    joined = (
        keys.select("trace_id", "span_id")
        .join(shown, on=["trace_id", "span_id"], how="left", maintain_order="left")
        .join(scores, on="span_id", how="left", maintain_order="left")
        .join(signals, on="span_id", how="left", maintain_order="left")
    )
    return tuple(_row(row) for row in joined.iter_rows(named=True))


def _row(row: dict[str, Any]) -> TraceRow:
    found = {name: row[name] for name in _SAME}
    kinds = row["kind"]
    return TraceRow(
        **found,
        at=row["start_time"],
        input_line=asked_line(row["input_text"]),
        output_line=first_line(row["output_text"]),
        version=row["model"],
        latency_ms=row["duration_ms"],
        signals=tuple(dict.fromkeys(kinds)) if isinstance(kinds, list) else (),
    )


_SAME = ("trace_id", "span_id", "name", "status", "error_type", "feature", "cost_usd", "score")
