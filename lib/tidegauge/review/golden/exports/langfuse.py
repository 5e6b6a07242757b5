"""What Langfuse reads: one body of `POST /api/public/dataset-items` a line."""

from collections.abc import Sequence
from typing import Any

from tidegauge.review.golden.exports._export import Export, item_id, lines, metadata
from tidegauge.review.golden.exports.openai_evals import ideal
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def body(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    """Return the body that makes, or changes, one item of the dataset; its id makes that idempotent."""
    return {
        "datasetName": one.name,
        "id": f"{one.name}:{item_id(item)}",
        "input": item.input,
        "expectedOutput": ideal(item),
        "metadata": {**metadata(one, item), "output": item.output},
        "sourceTraceId": item.trace_id,
        "sourceObservationId": item.span_id,
    }


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    return {f"{one.name}-v{one.version}.langfuse.jsonl": lines([body(one, item) for item in items])}


EXPORT = Export(
    "langfuse",
    "Langfuse dataset",
    "One body of POST /api/public/dataset-items a line. Create the dataset of this name first.",
    _files,
)
