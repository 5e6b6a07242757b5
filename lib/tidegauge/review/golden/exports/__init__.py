"""The shapes in which a golden set leaves: one file each, found by listing."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.errors import unknown
from tidegauge.review.golden.exports._export import Export
from tidegauge.workbench.golden_candidates import GoldenError

__all__ = ["Export", "export_of", "exports"]


@cache
def exports() -> dict[str, Export]:
    """Return every shape by its name.

    >>> sorted(exports())
    ['csv', 'huggingface', 'jsonl', 'langfuse', 'openai-evals', 'parquet', 'phoenix']
    """
    return {one.name: one for one in members(__name__, "EXPORT", Export).values()}


def export_of(name: str) -> Export:
    """Return the shape of a name.

    Raises:
        GoldenError: there is none.
    """
    if name not in exports():
        raise GoldenError(unknown("format", name, exports()))
    return exports()[name]
