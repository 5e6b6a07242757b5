"""The labels of a batch as a table: what `tidegauge review import` reads into any store."""

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from tidegauge.review.sheet import ids_of
from tidegauge.workbench.labels import RecordedLabel
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_items import ReviewItem


def label_table(
    batch: ReviewBatch, items: Sequence[ReviewItem], labels: Sequence[RecordedLabel]
) -> pl.DataFrame:
    """Return one row a label: batch, item, ids, value, reviewer, comment, answers, at (UTC), seconds, inclusion_probability.

    `answers` is JSON: what was said to each question of the rubric.
    """
    known = {item.place: item for item in items}
    return pl.DataFrame([_row(batch, known[one.place], one) for one in labels], schema=_COLUMNS)


_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("batch", "item"), pl.Int64),
    **dict.fromkeys(
        ("session_id", "trace_id", "span_id", "label", "value", "reviewer", "comment", "answers"),
        pl.String,
    ),
    "at": pl.Datetime("us"),
    **dict.fromkeys(("seconds", "inclusion_probability"), pl.Float64),
}


def _row(batch: ReviewBatch, item: ReviewItem, one: RecordedLabel) -> dict[str, object]:
    return {
        **ids_of(batch, item),
        "label": batch.asked.label,
        "value": one.label if one.value is None else f"{one.value:g}",
        "reviewer": one.reviewer,
        "comment": one.comment,
        "answers": json.dumps(one.answers, ensure_ascii=False) if one.answers else None,
        "at": one.at,
        "seconds": one.seconds,
        "inclusion_probability": item.inclusion_probability,
    }
