"""What OpenAI evals read: samples of the package `evals` (input, ideal), and rows of the Evals API (item)."""

from collections.abc import Sequence
from typing import Any

from tidegauge.formats import count
from tidegauge.review.golden.collect import PASSES
from tidegauge.review.golden.exports._export import Export, lines, metadata
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet
from tidegauge.workbench.review_batches import Scale


def ideal(item: GoldenItem) -> str | None:
    """Return what should be answered: what was written down, else the answer itself where it passes, else nothing.

    An answer that was not recorded is no ideal: an empty one would ask for silence.
    """
    if item.expected:
        return item.expected
    passes = item.value >= PASSES.get(Scale(item.scale), 1.0)
    return item.output or None if passes else None


def _sample(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    return {
        "input": [{"role": "user", "content": item.input}],
        "ideal": ideal(item),
        "metadata": metadata(one, item),
    }


def _item(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    # One shape for all rows: the API holds each of them to one JSON schema.
    right = ideal(item)
    texts = {
        "input": item.input,
        "output": item.output,
        "has_ideal": right is not None,
        "ideal": right or "",
        "value": float(item.value),
    }
    names = ("group", "score", "scale", "reason", "hash")
    return {"item": {**texts, **{name: metadata(one, item)[name] for name in names}}}


def _is_told(item: GoldenItem) -> bool:
    """Whether there is anything to hold an answer to: what should be said, or what must not."""
    return bool(item.expected or item.output)


def _left_out(items: Sequence[GoldenItem]) -> str:
    told = [item for item in items if _is_told(item)]
    known = sum(ideal(item) is not None for item in told)
    said = []
    if (failed := len(told) - known) > 0:
        said.append(
            f"{_items(failed)} not in samples.jsonl: the answer fails, and nobody wrote the expected one."
        )
    if (silent := len(items) - len(told)) > 0:
        said.append(f"{_items(silent)} in neither file: no answer was recorded, and none is expected.")
    return " ".join(said)


def _items(n: int) -> str:
    return "1 item is" if n == 1 else f"{count(n)} items are"


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    told = [item for item in items if _is_told(item)]
    # A sample without an ideal answer cannot be matched: it is in the rows of the API alone.
    known = [item for item in told if ideal(item) is not None]
    return {
        "samples.jsonl": lines([_sample(one, item) for item in known]),
        "items.jsonl": lines([_item(one, item) for item in told]),
    }


EXPORT = Export(
    "openai-evals",
    "OpenAI evals",
    "samples.jsonl for the package evals (input, ideal); items.jsonl to upload for the Evals API (item).",
    _files,
    _left_out,
)
