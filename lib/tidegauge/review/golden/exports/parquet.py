"""A table for data frames."""

from collections.abc import Sequence

from tidegauge.reports.export import to_parquet
from tidegauge.review.golden.exports._export import Export, table
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    return {f"{one.name}-v{one.version}.parquet": to_parquet(table(one, items))}


EXPORT = Export("parquet", "Parquet", "One item a row, for polars, pandas, DuckDB, Spark.", _files)
