"""Ids for spans that came without: the same row gives the same id, so a second import finds it there."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from tidegauge.imports.row_hash import Hashes, row_hashes


class RowIds:
    """Names the rows of one file by their content. Give it the rows in file order.

    Equal rows of a file are all kept: the second one has another id than the first, the same in every run.
    """

    def __init__(self) -> None:
        """Start with a file of which nothing was read."""
        self._runs: list[Hashes] = []

    def of(self, raw: pl.DataFrame, constants: Mapping[str, str]) -> pl.Series:
        """Return one id a row.

        >>> RowIds().of(pl.DataFrame({"a": ["x", "y", "x"]}), {}).to_list()
        ['3b6743e8d1b82df0', '1cdb59c1339750cb', '3b6743e8d1b82df0-2']
        """
        found = row_hashes(raw, constants)
        ordinals = pl.Series(self._earlier(found) + _place_among_equals(found) + 1)
        again = pl.select(pl.when(ordinals > 1).then(pl.format("-{}", ordinals)).otherwise(pl.lit("")))
        return _hexadecimal(found) + again.to_series()

    def _earlier(self, found: Hashes) -> npt.NDArray[np.int64]:
        """Return how often each hash came in earlier chunks, and remember these."""
        ordered = np.sort(found)
        counts = np.zeros(len(found), dtype=np.int64)
        for run in self._runs:
            counts += np.searchsorted(run, ordered, "right") - np.searchsorted(run, ordered, "left")
        self._keep(ordered)
        return counts[np.searchsorted(ordered, found)]

    def _keep(self, run: Hashes) -> None:
        """Add a sorted run; runs of like size become one, so that they stay few and 8 bytes a row."""
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]))
        self._runs.append(run)


def _hexadecimal(found: Hashes) -> pl.Series:
    digits = pa.py_buffer(found.astype(">u8").tobytes().hex().encode())
    ends = pa.py_buffer(np.arange(0, 16 * len(found) + 1, 16, dtype=np.int64))
    return pl.Series(pa.LargeStringArray.from_buffers(len(found), ends, digits))


def _place_among_equals(found: Hashes) -> npt.NDArray[np.int64]:
    order = np.argsort(found, kind="stable")
    ordered = found[order]
    places = np.empty(len(found), dtype=np.int64)
    places[order] = np.arange(len(found)) - np.searchsorted(ordered, ordered, "left")
    return places


def with_identity(
    frame: pl.DataFrame, raw: pl.DataFrame, constants: Mapping[str, str], ids: RowIds
) -> pl.DataFrame:
    """Return canonical span columns with every span and trace named.

    A missing span id is made of the row as the file has it; a span without a trace is its own trace.
    A span of a table is a model call unless a column says otherwise.
    """
    named = frame.with_columns(_named(frame, raw, constants, ids).alias("span_id"))
    return named.with_columns(
        pl.coalesce(_given(frame, "trace_id"), pl.col("span_id")).alias("trace_id"),
        pl.coalesce(_given(frame, "kind"), pl.lit("model")).alias("kind"),
    )


def _named(frame: pl.DataFrame, raw: pl.DataFrame, constants: Mapping[str, str], ids: RowIds) -> pl.Series:
    given = frame.select(_given(frame, "span_id").alias("span_id")).to_series()
    if len(given) != frame.height:  # no such column: a lone literal has one row
        given = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    missing = given.is_null()
    if not missing.any():
        return given
    return given.scatter(missing.arg_true(), ids.of(raw.filter(missing), constants))


def _given(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.when(pl.col(name) != "").then(pl.col(name))
