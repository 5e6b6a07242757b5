"""Plain JSON lines."""

from collections.abc import Sequence

from tidegauge.review.golden.exports._export import Export, lines, row
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    rows = [{**row(one, item), "facts": dict(item.facts)} for item in items]
    return {f"{one.name}-v{one.version}.jsonl": lines(rows)}


EXPORT = Export("jsonl", "JSON lines", "One item a line, every field.", _files)
