"""Any table: a row a label, or a row an answer with a column for each reviewer."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from tidegauge.errors import ImportFileError, unknown
from tidegauge.imports.elsewhere._foreign import ForeignLabel, Reader, Where
from tidegauge.sources.files import open_source

_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "score", "question"),
    "said": ("value", "label", "verdict", "answer"),
    "reviewer": ("reviewer", "evaluator", "annotator", "user"),
    "at": ("created_at", "at", "updated_at", "time"),
    "comment": ("comment", "note", "explanation", "reason"),
}
"""What columns may be called, in the order in which they are looked for."""


def _read(path: Path, where: Where) -> Iterator[ForeignLabel]:
    for chunk in open_source(path).chunks():
        columns = chunk.frame.columns
        _check(path, columns, where)
        rows = chunk.frame.select(pl.all().cast(pl.String)).iter_rows(named=True)
        for number, row in zip(chunk.rows, rows, strict=True):
            yield from _labels(int(number), row, where)


def _check(path: Path, columns: list[str], where: Where) -> None:
    for name in (where.span, *where.reviewers):
        if name not in columns:
            raise ImportFileError(f"{path}: {unknown('column of the file', name, columns)}")
    if not where.reviewers and not any(name in columns for name in _NAMES["said"]):
        raise ImportFileError(
            f"{path} has no column that holds labels ({', '.join(_NAMES['said'])}). "
            "Where each reviewer has a column, name them: --column REVIEWER, once for each."
        )


def _labels(number: int, row: Mapping[str, str | None], where: Where) -> Iterator[ForeignLabel]:
    ids, name = (
        (row.get(where.span) or None, row.get(where.trace) or None),
        where.score or _first(row, "name"),
    )
    at, comment = _first(row, "at"), _first(row, "comment")
    if where.reviewers:
        for reviewer in where.reviewers:
            yield ForeignLabel(number, *ids, name, row[reviewer] or None, reviewer, at, comment)
    else:
        said = next((row[one] for one in _NAMES["said"] if row.get(one)), None)
        decides = row.get("label") == "adjudicated"
        yield ForeignLabel(number, *ids, name, said, _first(row, "reviewer"), at, comment, decides)


def _first(row: Mapping[str, str | None], field: str) -> str | None:
    return next((row[one] for one in _NAMES[field] if row.get(one)), None)


READER = Reader(
    "csv", "Table", "CSV, Parquet, Arrow or JSON lines: a row a label, or a column for each reviewer.", _read
)
