"""A table for spreadsheets."""

from collections.abc import Sequence

from tidegauge.reports.export import to_csv
from tidegauge.review.golden.exports._export import Export, table
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    return {f"{one.name}-v{one.version}.csv": to_csv(table(one, items)).encode("utf-8-sig", "replace")}


EXPORT = Export(
    "csv", "CSV", "One item a row; text that a spreadsheet would run stands behind an apostrophe.", _files
)
