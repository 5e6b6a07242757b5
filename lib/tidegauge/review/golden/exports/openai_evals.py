"""What OpenAI evals read: samples of the package `evals` (input, ideal), and rows of the Evals API (item)."""

from collections.abc import Sequence
from typing import Any

from tidegauge.review.golden.collect import PASSES
from tidegauge.review.golden.exports._export import Export, lines, metadata
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet
from tidegauge.workbench.review_batches import Scale


def ideal(item: GoldenItem) -> str | None:
    """Return what should be answered: what was written down, else the answer itself where it passes, else nothing."""
    if item.expected:
        return item.expected
    return item.output if item.value >= PASSES.get(Scale(item.scale), 1.0) else None


def _sample(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    right = ideal(item)
    return {
        "input": [{"role": "user", "content": item.input}],
        **({} if right is None else {"ideal": right}),
        "metadata": metadata(one, item),
    }


def _item(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    # One shape for all rows: the API holds each of them to one JSON schema.
    texts = {
        "input": item.input,
        "output": item.output,
        "ideal": ideal(item) or "",
        "value": float(item.value),
    }
    names = ("group", "score", "scale", "reason", "hash")
    return {"item": {**texts, **{name: metadata(one, item)[name] for name in names}}}


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    # A sample without an ideal answer cannot be matched: it is in the rows of the API alone.
    known = [item for item in items if ideal(item) is not None]
    return {
        "samples.jsonl": lines([_sample(one, item) for item in known]),
        "items.jsonl": lines([_item(one, item) for item in items]),
    }


EXPORT = Export(
    "openai-evals",
    "OpenAI evals",
    "samples.jsonl for the package evals (input, ideal); items.jsonl to upload for the Evals API (item).",
    _files,
)
