"""How many rows record each column, among those that can: spans of the kinds and features that ever do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from tidegauge.filters import TraceFilter
from tidegauge.queries.health import CELL, recorded
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source

MOST_FEATURES = 60
"""With more features than this they do not tell cells apart: there would be more cells than hours of data."""

SPARSE = 0.1
"""Spans of a cell that record a column a tenth as often as the fullest cell are taken not to record it."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Recorded:
    """Counts of all columns in one order: `k` rows of `n` record it, on each side.

    `cells` holds for each column the rows that can record it, told apart by the columns `cell`.
    """

    names: tuple[str, ...]
    cell: tuple[str, ...]
    cells: tuple[pl.DataFrame, ...]
    k: Mapping[int, Numbers]
    n: Mapping[int, Numbers]
    rows: Mapping[int, int]

    def by_name(self) -> dict[str, pl.DataFrame]:
        """{column: the cells that can record it}."""
        return dict(zip(self.names, self.cells, strict=True))


def read_recorded(source: Source, asked: TraceFilter, names: Sequence[str]) -> Recorded:
    """Return the counts of the columns `names`; a column that neither side records is left out."""

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return recorded(rows, asked, names, daily=daily)

    frame = summed_rows(source, asked, ask, CELL).sort("side", *CELL)
    kept = [place for place in range(len(names)) if frame[f"n{place}"].sum()]
    cell = CELL if frame["feature"].n_unique() <= MOST_FEATURES else CELL[:2]
    cells = {place: _cells(frame, f"n{place}", cell) for place in kept}
    k, n = {}, {}
    for side in (CURRENT, REFERENCE):
        own = frame.filter(pl.col("side") == side)
        among = {place: able(own, cells[place]) for place in kept}
        k[side] = np.array([float(among[place][f"n{place}"].sum()) for place in kept])
        n[side] = np.array([float(among[place]["rows"].sum()) for place in kept])
    rows = {side: int(frame.filter(pl.col("side") == side)["rows"].sum()) for side in (CURRENT, REFERENCE)}
    return Recorded(tuple(names[place] for place in kept), cell, tuple(cells.values()), k, n, rows)


def able(frame: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a frame that belong to one of the cells."""
    return frame.join(cells, on=cells.columns, how="semi", maintain_order="left")


def _cells(frame: pl.DataFrame, column: str, cell: tuple[str, ...]) -> pl.DataFrame:
    share = (pl.col(column) / pl.col("rows")).max().alias("share")
    shares = (
        frame.group_by("side", *cell)
        .agg(pl.col(column, "rows").sum())
        .group_by(*cell, maintain_order=True)
        .agg(share)
    )
    enough = (pl.col("share") > 0) & (pl.col("share") >= SPARSE * pl.col("share").max())
    return shares.filter(enough).select(cell)
