"""The rows of a store that samples are made of, for a group of items at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tidegauge.filters import Window
from tidegauge.queries.review_samples import HAD, around, judged, whole_spans
from tidegauge.queries.review_units import calls_of
from tidegauge.reports.source import Source
from tidegauge.workbench.review_batches import ReviewBatch, context
from tidegauge.workbench.review_items import ReviewItem

Row = Mapping[str, Any]
_REACH = timedelta(days=1)
_EVER = timedelta(days=3_650)


@dataclass(frozen=True)
class SampleRows:
    """Spans by id, roots and what was retrieved by trace, the calls around each item, and (name, value, label) by span."""

    spans: Mapping[str, Row]
    roots: Mapping[str, Row]
    had: Mapping[str, Sequence[Row]]
    calls: Mapping[int, Sequence[Row]]
    judged: Mapping[str, Sequence[tuple[str, float | None, str | None]]]


def read_rows(
    source: Source, batch: ReviewBatch, items: Sequence[ReviewItem], *, with_judge: bool
) -> SampleRows:
    """Read all that samples need; `with_judge` says whether anybody will see what judges said.

    Raises:
        StoreError: the store does not answer.
    """
    window = Window(batch.of.window.start - _REACH, batch.of.window.end + _REACH)
    traces = sorted({item.trace_id for item in items})
    beside = _read(source, around(source.store.catalog(), traces, window.start, window.end))
    had: dict[str, list[Row]] = defaultdict(list)
    for row in beside:
        if row["kind"] in HAD:
            had[row["trace_id"]].append(row)
    roots = {row["trace_id"]: row for row in beside if not row["parent_span_id"]}
    ids = [item.span_id for item in items]
    said = _judged(source, ids, window) if with_judge else {}
    return SampleRows(_spans(source, items, window), roots, had, _calls(source, batch, items), said)


def _spans(source: Source, items: Sequence[ReviewItem], window: Window) -> dict[str, Row]:
    """Return the spans of the items, and those that they are compared with, which may lie outside of the window."""
    others = [one for one in (item.beside.get("other") for item in items) if one]
    wanted = {item.span_id: item.trace_id for item in items}
    wanted |= {one["span_id"]: one["trace_id"] for one in others}
    found = _whole(source, wanted, window)
    absent = {span: trace for span, trace in wanted.items() if span not in found}
    return (
        found | _whole(source, absent, Window(window.start - _EVER, window.end + _EVER)) if absent else found
    )


def _whole(source: Source, wanted: Mapping[str, str], window: Window) -> dict[str, Row]:
    traces = sorted(set(wanted.values()))
    query = whole_spans(source.store.catalog(), sorted(wanted), traces, window.start, window.end)
    return {row["span_id"]: row for row in _read(source, query)}


def _calls(source: Source, batch: ReviewBatch, items: Sequence[ReviewItem]) -> dict[int, Sequence[Row]]:
    window, read = batch.of.window, {item.place: context(batch, item) for item in items}
    calls: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for unit in sorted({unit for unit, _ in read.values()}):
        some = sorted({one for of, one in read.values() if of == unit})
        query = calls_of(source.store.catalog(), unit, some, window.start - _REACH, window.end)
        for row in _read(source, query):
            calls[unit, row["unit"]].append(row)
    return {place: calls[of] for place, of in read.items()}


def _judged(
    source: Source, ids: Sequence[str], window: Window
) -> dict[str, list[tuple[str, float | None, str | None]]]:
    catalog = source.store.catalog()
    if "scores" not in catalog.columns:
        return {}
    last: dict[str, dict[str, tuple[str, float | None, str | None]]] = defaultdict(dict)
    for row in _read(source, judged(catalog, ids, window.start)):
        last[row["span_id"]][row["name"]] = (row["name"], row["value"], row["label"])
    return {span: list(of.values()) for span, of in last.items()}


def _read(source: Source, query: Any) -> list[Row]:
    return list(source.store.read(query).iter_rows(named=True))
