"""The rows of a filled-in review sheet, one by one: labels of a batch's items, and rows that cannot be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from tidegauge.imports.label_values import RULES, LabelValue, label_value
from tidegauge.schema.rules import REQUIRED
from tidegauge.sources.chunk import BadRow, Chunk
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_items import ReviewItem

COLUMNS = ("batch", "span_id", "value")
"""Columns that a sheet must have; `reviewer` too, unless the importer says who it was. `comment` may be there."""
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""How text begins that the export has made inert for spreadsheets."""
UNKNOWN_BATCH = "no review batch of this workbench"
NOT_IN_BATCH = "not in the review batch"
TWICE = "another value by the same reviewer stands in this file"


@dataclass(frozen=True)
class KnownBatch:
    """A batch with its items, by span."""

    batch: ReviewBatch
    items: Mapping[str, ReviewItem]


@dataclass(frozen=True)
class Label:
    """What one reviewer said of one item."""

    batch: ReviewBatch
    item: ReviewItem
    reviewer: str
    said: LabelValue
    comment: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells labels apart: the span, the score's name, the reviewer."""
        return self.item.span_id, self.batch.asked.label, self.reviewer


Found = Callable[[str], KnownBatch | None]


def labels_in(chunk: Chunk, known: Found, reviewer: str | None) -> Iterator[Label | BadRow | None]:
    """Yield a label, a bad row, or None for a row without an answer, for each row of a chunk."""
    lines = chunk.lines if chunk.lines is not None else pl.Series([None] * len(chunk.rows), dtype=pl.Int64)
    rows = chunk.frame.select(pl.all().cast(pl.String)).iter_rows(named=True)
    for number, line, raw in zip(chunk.rows, lines, rows, strict=True):
        cells = {name: _plain(text) for name, text in raw.items()}
        found = _label(cells, known, reviewer)
        if isinstance(found, tuple):
            column, rule = found
            yield BadRow(int(number), column, cells.get(column) or "", rule, line, raw)
        else:
            yield found


def _label(cells: Mapping[str, str], known: Found, reviewer: str | None) -> Label | tuple[str, str] | None:
    """Return the label of a row, None without an answer, or (column, rule it breaks)."""
    if not cells["value"]:
        return None
    found = known(cells["batch"])
    if found is None:
        return "batch", UNKNOWN_BATCH
    item = found.items.get(cells["span_id"])
    if item is None:
        return "span_id", NOT_IN_BATCH
    who = cells.get("reviewer") or reviewer
    if not who:
        return "reviewer", REQUIRED
    said = label_value(cells["value"], found.batch.asked.scale)
    if said is None:
        return "value", RULES[found.batch.asked.scale]
    return Label(found.batch, item, who, said, cells.get("comment") or None)


def _plain(text: str | None) -> str:
    kept = (text or "").strip().replace("\x00", "")
    return kept[1:] if kept.startswith(_GUARDED) else kept
