"""What Arize Phoenix reads: the body of `POST /v1/datasets/upload`."""

import json
from collections.abc import Sequence
from typing import Any

from tidegauge.review.golden.exports._export import Export, metadata
from tidegauge.review.golden.exports.openai_evals import ideal
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def body(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, Any]:
    """Return the body that makes a dataset of this version."""
    return {
        "action": "create",
        "name": f"{one.name} v{one.version}",
        "description": f"Golden set {one.title}, SHA-256 {one.hash}",
        "inputs": [{"input": item.input} for item in items],
        "outputs": [{"output": ideal(item), "recorded": item.output, "value": item.value} for item in items],
        "metadata": [metadata(one, item) for item in items],
    }


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    text = json.dumps(body(one, items), ensure_ascii=False)
    return {f"{one.name}-v{one.version}.phoenix.json": text.encode("utf-8", "replace")}


EXPORT = Export(
    "phoenix",
    "Phoenix dataset",
    "The body of POST /v1/datasets/upload: curl -H 'content-type: application/json' --data-binary @FILE.",
    _files,
)
